"""`cardgen explain`: why a card, or why a line of a note gave none."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from cardgen.cards import load_decks, read_lock
from cardgen.cli.output import exit_by, show
from cardgen.cli.settings import deck_option, settings
from cardgen.config import Config
from cardgen.extract import Found, Outline, examine, settle
from cardgen.model import Block, Comparison, Definition, Note, Source
from cardgen.notes import NoteFile, place_in_notebook, read_file
from cardgen.problems import Problem, fail
from cardgen.rules import RuleSet, load_rules


@click.command("explain")
@click.argument("what", metavar="ID|NOTE:LINE")
@click.option(
    "--notes", "roots", multiple=True, type=click.Path(path_type=Path), help="Folder that holds the notes."
)
@deck_option
def command(what: str, roots: tuple[Path, ...], decks: Path | None) -> None:
    """Show what the rules read on a line of a note, what fired, what was vetoed, and why.

    \b
    cardgen explain notes/adam.md:12     everything that was considered on this line
    cardgen explain adam-vs-adamw        where a card of decks/*.yaml comes from
    """
    config = settings().with_flags(notes=roots, decks=decks)
    place = re.fullmatch(r"(.+):(\d+)", what)
    if place:
        path = Path(place[1])
        if not path.is_file():
            path = _find(place[1], config)
        places = [(path, place[1], int(place[2]))]
    else:
        places = _sources(what, config)
    rules = load_rules(config.rules)
    problems: list[Problem] = []
    for path, name, line in places:
        notes, faults = read_file(NoteFile(path, name, path.parent), encoding=config.encoding or None)
        problems += faults
        shown = False
        for note in notes:
            shown |= _explain(note, line, rules, config.min_confidence)
        if not shown:
            why = "no sentence stands here (code, front matter, a comment, or an empty line)"
            click.echo(f"{name}:{line}: {why}{_nearest(notes, line)}")
    show(problems)
    exit_by(problems)


def _nearest(notes: list[Note], line: int) -> str:
    lines = [block.line for note in notes for block in note.blocks]
    if not lines:
        return "; the note has none"
    return f"; the nearest is on line {min(lines, key=lambda other: abs(other - line))}"


def _sources(card_id: str, config: Config) -> list[tuple[Path, str, int]]:
    """Where a card comes from: the path of each note, its name, and the line."""
    files, _ = load_decks(config.decks)
    lock, _ = read_lock(config.decks)
    for file in files:
        entry = file.entry(card_id)
        if entry is None or entry.card is None:
            continue
        click.echo(f"{file.path}:{file.place_of(card_id)[0]}: {entry.card.kind} {entry.card.front}")
        if not entry.card.sources:
            click.echo("written by hand: it names no note")
        memory = lock.cards.get(card_id)
        places = dict(zip(memory.sources, memory.places, strict=True)) if memory else {}
        return [
            (_path(source, places.get(source, ""), config), source.note, source.line)
            for source in entry.card.sources
        ]
    raise fail(card_id, "there is no such card", "give an id from decks/*.yaml, or NOTE:LINE")


def _path(source: Source, place: str, config: Config) -> Path:
    """The note of a source: where it was read when the card was made, or where notes are now."""
    path = Path(os.path.normpath(config.decks / place))
    return path if place and path.is_file() else _find(source.note, config)


def _find(name: str, config: Config) -> Path:
    for root in (*config.notes, Path(), config.decks.parent):
        for path in (root / name, root if root.name == name else root / name):
            if path.is_file():
                return path
    raise fail(name, "there is no such note here", "say where the notes are with --notes FOLDER")


def _explain(note: Note, line: int, rules: RuleSet, least: float) -> bool:
    outline, candidates = examine(note, rules)
    kept = settle(outline, candidates)
    blocks = [i for i, block in enumerate(note.blocks) if block.line <= line <= block.end_line]
    if not blocks:
        return False
    trail = note.blocks[blocks[0]].trail
    click.echo(f"{note.path}:{line}" + (f" (under {' > '.join(trail)})" if trail else ""))
    for i in blocks:
        click.echo("  " + _cell(note, note.blocks[i]) + " ".join(note.blocks[i].text.split())[:300])
    here = [found for found in candidates if found.block in blocks and _covers(outline, found, line)]
    for found in sorted(here, key=lambda f: -f.confidence):
        click.echo(f"    {verdict(found, kept, least)}")
        click.echo(f"      {found.rule.id} ({found.confidence:.2f}): {shown(found)}")
    if not here:
        click.echo("    no rule found anything here")
    return True


def _cell(note: Note, block: Block) -> str:
    """`cell 3, line 2: ` of a notebook; nothing for other notes."""
    if not note.path.lower().endswith(".ipynb"):
        return ""
    place = place_in_notebook(note.source, block.span.start)
    return f"cell {place[0]}, line {place[1]}: " if place else ""


def _covers(outline: Outline, found: Found, line: int) -> bool:
    block = outline.blocks[found.block]
    if found.line:
        return found.line == line
    first, _ = outline.note.position(block.source_offset(found.start))
    last, _ = outline.note.position(block.source_offset(max(found.end - 1, found.start)))
    return first <= line <= max(last, first)


def verdict(found: Found, kept: list[Found], least: float) -> str:
    """Whether a candidate gives a card, and if not, why."""
    if found.veto:
        return f"vetoed: {found.veto}"
    if found not in kept:
        return "left out: another finding says it better"
    if found.confidence < least:
        return f"left out: less sure than {least:.2f} (--min-confidence)"
    return "a card"


def shown(found: Found) -> str:
    """A candidate's content in one line."""
    content = found.content
    if isinstance(content, Definition):
        also = f" ({', '.join(content.aliases)})" if content.aliases else ""
        return f"{content.term}{also} = {content.meaning}"
    if isinstance(content, Comparison):
        points = "; ".join(
            " / ".join(f"{k}: {v}" for k, v in point.values.items()) for point in content.points
        )
        return f"{' vs '.join(content.subjects)}: {points}"
    return f"{content.name} = {content.latex}"
