"""`cardgen explain`: why a card, or why a line of a note gave none."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from cardgen.cards import load_decks
from cardgen.cli.output import fail_with
from cardgen.cli.settings import deck_option, settings
from cardgen.config import Config
from cardgen.extract import Found, Outline, examine, settle
from cardgen.model import Comparison, Definition, Note
from cardgen.notes import NoteFile, read_file
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
            click.echo(
                f"{name}:{line}: no sentence stands here (code, front matter, a comment, or an empty line)"
            )
    if problems:
        fail_with(problems)


def _sources(card_id: str, config: Config) -> list[tuple[Path, str, int]]:
    files, _ = load_decks(config.decks)
    for file in files:
        for card in file.deck.cards:
            if card.id == card_id:
                line, _ = file.place_of(card.id)
                click.echo(f"{file.path}:{line}: {card.kind} {card.front}")
                if not card.sources:
                    click.echo("written by hand: it names no note")
                    sys.exit(0)
                return [(_find(source.note, config), source.note, source.line) for source in card.sources]
    raise fail(card_id, "there is no such card", "give an id from decks/*.yaml, or NOTE:LINE")


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
        click.echo("  " + " ".join(note.blocks[i].text.split())[:300])
    here = [found for found in candidates if found.block in blocks and _covers(outline, found, line)]
    for found in sorted(here, key=lambda f: -f.confidence):
        click.echo(f"    {verdict(found, kept, least)}")
        click.echo(f"      {found.rule.id} ({found.confidence:.2f}): {shown(found)}")
    if not here:
        click.echo("    no rule found anything here")
    return True


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
