"""`cardgen push`: the packages into a running Anki, over its add-on AnkiConnect."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import NoReturn

import click

from cardgen.anki.connect import ADDRESS, AnkiConnect, connect
from cardgen.anki.push import (
    Move,
    Pushed,
    RemoteNote,
    left,
    look,
    move,
    moved,
    push,
    remove,
    would_overwrite,
)
from cardgen.cli import build
from cardgen.cli.output import exit_by, listed, plural, short, show
from cardgen.cli.settings import deck_option, output_option, settings, style_option, vault_option
from cardgen.problems import Problem


@click.command("push")
@deck_option
@output_option
@style_option
@vault_option
@click.option("--move", "moving", is_flag=True, help="Move cards whose deck changed in the YAML.")
@click.option("--remove", "removing", is_flag=True, help="Remove notes whose cards left the decks; asks.")
@click.option("--overwrite", is_flag=True, help="Push over edits that were made in Anki.")
@click.option("--yes", is_flag=True, help="Answer every question with yes.")
@click.option("--anki", default=ADDRESS, show_default=True, metavar="URL", help="Where AnkiConnect listens.")
@click.option("--anki-key", default="", envvar="CARDGEN_ANKI_KEY", help="Its API key, if it has one.")
def command(
    decks: Path | None,
    output: Path | None,
    style: Path | None,
    vault: str | None,
    moving: bool,
    removing: bool,
    overwrite: bool,
    yes: bool,
    anki: str,
    anki_key: str,
) -> None:
    """Build the packages and import them into a running Anki, through its add-on AnkiConnect.

    Reviews stay, and so do tags of your own. Where you edited a card in Anki that the YAML changed too,
    nothing is pushed until you have pulled.
    """
    config = settings().with_flags(decks=decks, output=output, style=style, vault=vault)
    running = connect(anki, anki_key)
    result = build.run(config)
    notes = [note for one in result.rendered for note in one.notes]
    before: dict[str, RemoteNote] = {}
    for namespace in sorted({one.deck.namespace for one in result.rendered}):
        before |= look(running, namespace)
    edited = would_overwrite(before, notes, result.mods)
    if edited and not overwrite:
        show(result.problems)
        _refuse(edited)
    paths = list(dict.fromkeys(one.path for one in result.built if one.path))
    pushed = push(running, paths, notes, before)
    _say(pushed)
    if pushed.problem:
        problems = [*result.problems, pushed.problem]
        show(problems)
        exit_by(problems)
    remote = {**before}
    for namespace in sorted({unescape(note.fields["Namespace"]) for note in notes}):
        remote |= look(running, namespace)
    _moves(running, remote, result, moving=moving, yes=yes)
    if not result.partly:
        here = set(result.now) | result.standing
        _removals(running, left(remote, here, result.lock.stamps), removing=removing, yes=yes)
    problems = [*result.problems, *(_untaken(key) for key in pushed.missing)]
    show(problems)
    exit_by(problems)


def _refuse(edited: Mapping[str, Sequence[str]]) -> NoReturn:
    click.echo(f"{plural(len(edited), 'note')} edited in Anki would be overwritten:", err=True)
    for line in short([f"  {key}: {', '.join(fields)}" for key, fields in edited.items()], "notes"):
        click.echo(line, err=True)
    todo = "export the deck from Anki and run `cardgen pull FILE`, or push with --overwrite"
    click.echo(f"Nothing was pushed: {todo}.", err=True)
    sys.exit(1)


def _say(pushed: Pushed) -> None:
    click.echo(
        f"{plural(len(pushed.new), 'new note')}, {len(pushed.updated):,} updated, "
        f"{pushed.unchanged:,} unchanged in Anki"
    )
    for name, keys in (("new", pushed.new), ("updated", pushed.updated)):
        if keys:
            click.echo(f"  {name}: {listed(keys, 10)}")
    if pushed.kept:
        click.echo(f"  your own tags were put back on {listed(pushed.kept)}")


def _untaken(key: str) -> Problem:
    what = "Anki did not take it: a note of another type has its identity"
    return Problem(key, 0, 0, what, "delete that note in Anki, then push again")


# --- what is asked first ---


def _moves(
    anki: AnkiConnect,
    remote: Mapping[str, RemoteNote],
    result: build.Result,
    *,
    moving: bool,
    yes: bool,
) -> None:
    """Cards that are in another deck than their own; the person is asked, some may be there on purpose."""
    known = {*result.was.values(), *result.now.values()}
    moves = _misplaced(anki, remote, result.now) if moving else moved(anki, remote, result.was, result.now)
    pairs: dict[tuple[str, str], list[Move]] = defaultdict(list)
    for one in moves:
        pairs[one.old, one.new].append(one)
    for (old, new), group in pairs.items():
        cards = plural(sum(len(one.cards) for one in group), "card")
        names = listed([one.key for one in group])
        if not moving:
            click.echo(f"{cards} of {new} are still in {old} ({names}); `cardgen push --move` moves them")
        elif yes and old not in known:
            click.echo(f"{cards} of {new} are in {old}, perhaps on purpose; without --yes you are asked")
        elif yes or click.confirm(f"Move {cards} from {old} to {new} ({names})?"):
            move(anki, group)
            click.echo(f"{cards} moved from {old} to {new}")
    if moving and not pairs:
        click.echo("No card is in a wrong deck.")


def _misplaced(anki: AnkiConnect, remote: Mapping[str, RemoteNote], now: Mapping[str, str]) -> list[Move]:
    """Every card that is in another deck than its own, also when it was an earlier build that moved it."""
    cards = [card for key in now if key in remote for card in remote[key].cards]
    places: dict[int, str] = {}
    for start in range(0, len(cards), 500):
        for deck, ids in anki.call("getDecks", cards=cards[start : start + 500]).items():
            places |= dict.fromkeys(ids, deck)
    moves = []
    for key, new in now.items():
        by_deck: dict[str, list[int]] = defaultdict(list)
        for card in remote[key].cards if key in remote else ():
            by_deck[places.get(card, new)].append(card)
        moves += [Move(key, tuple(ids), old, new) for old, ids in by_deck.items() if old != new]
    return moves


def _removals(anki: AnkiConnect, notes: Sequence[RemoteNote], *, removing: bool, yes: bool) -> None:
    """Notes whose cards left the decks: only ever removed when that was asked for and agreed to."""
    if not notes:
        if removing:
            click.echo("Nothing to remove: every note in Anki has its card in the decks.")
        return
    names = listed([note.key for note in notes], 10)
    count = plural(len(notes), "note")
    if not removing:
        click.echo(f"{count} in Anki left the decks ({names}); `cardgen push --remove` removes them")
    elif yes or click.confirm(f"Remove {count} and their reviews from Anki ({names})?"):
        remove(anki, notes)
        click.echo(f"{count} removed")
