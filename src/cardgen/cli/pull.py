"""`cardgen pull`: what was edited in Anki, into the YAML as the person's edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cardgen.anki.pull import AnkiEdit, CardState, Pulled, pull
from cardgen.cards import DeckFile, built, diff, exclusive, load_decks, read_lock, write_atomic
from cardgen.cli.output import as_data, exit_by, listed, plural, print_json, short, show
from cardgen.cli.pictures import KINDS, finder, keep, name_of, with_targets
from cardgen.cli.rewriting import rewritten
from cardgen.cli.settings import deck_option, decks_flag, decks_folder, settings
from cardgen.config import Config
from cardgen.model import Card
from cardgen.problems import CardgenError, Problem

FLAGS = ("", "red", "orange", "green", "blue", "pink", "turquoise", "purple")


@dataclass(frozen=True, slots=True)
class Result:
    """What a pull did. `changed` are the cards as they are now in their files, each with its card before."""

    pulled: Pulled
    changed: Sequence[tuple[Path, int, Card, Card]]
    rejected: Sequence[str]
    problems: Sequence[Problem]
    places: Mapping[str, str]
    """Where each card stands, with what it asks: `decks/nlp.yaml:12: gram`."""


@click.command("pull")
@click.argument("file", type=click.Path(path_type=Path))
@deck_option
@click.option("--dry-run", is_flag=True, help="Print what would change and write nothing.")
@click.option("--reject-deleted", is_flag=True, help="Reject the cards that were deleted in Anki.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for scripts.")
def command(file: Path, decks: Path | None, dry_run: bool, reject_deleted: bool, as_json: bool) -> None:
    """Bring what you edited in Anki back into decks/*.yaml.

    FILE is what Anki exported: a deck (.apkg), or the whole collection (.colpkg), which alone can tell what
    you deleted. Where the YAML and Anki both changed a field, the YAML stays and both are shown.
    """
    config = settings().with_flags(decks=decks)
    result = run(file, config, dry_run=dry_run, reject_deleted=reject_deleted)
    if as_json:
        print_json(data_of(result))
    else:
        report(result, config, dry_run=dry_run)
    exit_by(result.problems)


def run(file: Path, config: Config, *, dry_run: bool = False, reject_deleted: bool = False) -> Result:
    """Read the export, and (unless dry) write the edits into the deck files, whole or not at all."""
    folder = decks_folder(config)
    with exclusive(folder):
        files, problems = load_decks(folder)
        lock, faults = read_lock(folder)
        mods = {key: lock.stamps[key].changed for key in built(lock)}
        find = finder(folder, config.notes)
        pulled = pull(file, [one.deck for one in files], mods=mods, media=find)
        targets = _pictures(pulled.media)
        wanted = {edit.key: _with_pictures(edit.card, targets) for edit in pulled.edits}
        rejected = _rejected(files, pulled.deleted, wanted) if reject_deleted else {}
        changes, changed, refused = rewritten(files, {**wanted, **rejected})
        if not dry_run:
            for name, data in pulled.media.items():
                if name in targets:
                    keep(folder / targets[name], data)
            for change in changes:
                try:
                    write_atomic(change.path, change.after, expected=change.before)
                except CardgenError as error:
                    refused = [*refused, error.problem]
    problems = [*faults, *problems, *pulled.problems, *refused]
    return Result(pulled, changed, list(rejected), problems, _places(files))


def _places(files: Sequence[DeckFile]) -> dict[str, str]:
    return {
        card.id: f"{file.path}:{file.place_of(card.id)[0]}: {card.front}"
        for file in files
        for card in file.deck.cards
    }


def _pictures(media: Mapping[str, bytes]) -> dict[str, str]:
    """The target beside the decks of each picture that came from Anki, by its name there."""
    return {
        name: name_of(data, Path(name).suffix)
        for name, data in media.items()
        if Path(name).suffix.lower() in KINDS
    }


def _with_pictures(card: Card, targets: Mapping[str, str]) -> Card:
    return replace(card, content=with_targets(card.content, lambda name: targets.get(name, name)))


def _rejected(
    files: Sequence[DeckFile], deleted: Sequence[str], wanted: Mapping[str, Card]
) -> dict[str, Card]:
    """The cards whose own note was deleted in Anki, rejected. An aspect alone is no card of the YAML."""
    cards = {card.id: card for file in files for card in file.deck.cards}
    gone = (wanted.get(name, cards[name]) for name in deleted if name in cards)
    return {card.id: replace(card, status="rejected", missing=()) for card in gone}


# --- what a run says ---


def report(result: Result, config: Config, *, dry_run: bool = False) -> None:
    """What was edited, what is in the way, what else is worth knowing."""
    pulled = result.pulled
    edits = [line for one in result.changed for line in _edit_lines(*one)]
    conflicts = [line for edit in pulled.edits for line in _conflict_lines(edit, result.places)]
    for line in (*short(edits, "lines"), *short(conflicts, "lines"), *_state_lines(pulled.states)):
        click.echo(line)
    if pulled.deleted:
        names = listed(pulled.deleted, 10)
        todo = "" if result.rejected else "; --reject-deleted rejects their cards here"
        click.echo(f"{plural(len(pulled.deleted), 'note')} deleted in Anki: {names}{todo}")
    if pulled.strangers:
        click.echo(f"{plural(pulled.strangers, 'note')} in Anki belong to no card of these decks")
    show(result.problems)
    count = plural(len(result.changed), "card")
    if dry_run:
        click.echo(f"{count} would change. Nothing was written (--dry-run).")
    elif result.changed:
        click.echo(f"{count} changed. Next: look through them, then `cardgen build{decks_flag(config)}`.")
    elif not conflicts:
        click.echo("Nothing to bring back.")
    if conflicts:
        click.echo("What both changed: write what you want into the YAML, then `cardgen push --overwrite`.")


def _edit_lines(path: Path, line: int, before: Card, after: Card) -> list[str]:
    """`decks/nlp.yaml:12: gram`, and the lines that change."""
    changes = [text for text in diff(before, after) if text[:1] in "+-"]
    return [f"{path}:{line}: {after.front}", *(f"  {text}" for text in changes)]


def _conflict_lines(edit: AnkiEdit, places: Mapping[str, str]) -> list[str]:
    return [
        text
        for field, (mine, theirs) in edit.conflicts.items()
        for text in (
            f"{places[edit.key]}: {field}: changed in the YAML and in Anki; the YAML stays",
            f"  - {mine}",
            f"  + {theirs}",
        )
    ]


def _state_lines(states: Sequence[CardState]) -> list[str]:
    lines = []
    suspended = [f"{state.key} ({state.card})" for state in states if state.suspended]
    if suspended:
        lines.append(f"{plural(len(suspended), 'card')} suspended in Anki: {listed(suspended, 10)}")
    for flag, colour in enumerate(FLAGS):
        flagged = [f"{state.key} ({state.card})" for state in states if flag and state.flag == flag]
        if flagged:
            lines.append(f"{plural(len(flagged), 'card')} flagged {colour} in Anki: {listed(flagged, 10)}")
    return lines


def data_of(result: Result) -> dict[str, object]:
    """What a pull found and did, for scripts."""
    pulled = result.pulled
    return {
        "changed": [
            {"id": after.id, "file": str(path), "line": line, "diff": diff(before, after)}
            for path, line, before, after in result.changed
        ],
        "conflicts": [
            {"id": edit.key, "field": field, "yaml": mine, "anki": theirs}
            for edit in pulled.edits
            for field, (mine, theirs) in edit.conflicts.items()
        ],
        "suspended": [[state.key, state.card] for state in pulled.states if state.suspended],
        "flagged": [[state.key, state.card, FLAGS[state.flag]] for state in pulled.states if state.flag],
        "deleted": list(pulled.deleted),
        "rejected": list(result.rejected),
        "problems": [as_data(problem) for problem in result.problems],
    }
