"""`cardgen take`: settle a card that both the person and its note changed."""

from __future__ import annotations

from pathlib import Path

import click

from cardgen.cards import apply, exclusive, keep, load_decks, read_lock, take
from cardgen.cli.output import exit_by, show
from cardgen.cli.settings import deck_option, decks_folder, settings
from cardgen.problems import CardgenError, Problem


@click.command("take")
@click.argument("ids", nargs=-1, required=True)
@click.option("--mine", is_flag=True, help="Keep your text and stop showing the note's.")
@deck_option
def command(ids: tuple[str, ...], mine: bool, decks: Path | None) -> None:
    """Accept the note's version of the cards with these IDS (see `cardgen diff`).

    Also brings back a card that you deleted.
    """
    config = settings().with_flags(decks=decks)
    folder = decks_folder(config)
    problems: list[Problem] = []
    for card_id in ids:
        faults = _settle(card_id, folder, mine)
        if not faults:
            click.echo(f"{card_id}: " + ("yours is kept" if mine else "the note's version is in"))
        problems += faults
    show(problems)
    exit_by(problems)


def _settle(card_id: str, folder: Path, mine: bool) -> list[Problem]:
    with exclusive(folder):
        files, _ = load_decks(folder)
        lock, _ = read_lock(folder)
        try:
            plan = (keep if mine else take)(card_id, files, lock)
        except CardgenError as error:
            return [error.problem]
        return apply(plan, folder)
