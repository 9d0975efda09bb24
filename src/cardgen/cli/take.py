"""`cardgen take`: settle a card that both the person and its note changed."""

from __future__ import annotations

from pathlib import Path

import click

from cardgen.cards import apply, exclusive, keep, load_decks, read_lock, take
from cardgen.cli.shared import deck_option, fail_with, settings


@click.command("take")
@click.argument("ids", nargs=-1, required=True)
@click.option("--mine", is_flag=True, help="Keep your text and stop showing the note's.")
@deck_option
def command(ids: tuple[str, ...], mine: bool, decks: Path | None) -> None:
    """Accept the note's version of the cards with these IDS (see `cardgen diff`).

    Also brings back a card that you deleted.
    """
    config = settings().with_flags(decks=decks)
    for card_id in ids:
        with exclusive(config.decks):
            files, _ = load_decks(config.decks)
            lock, _ = read_lock(config.decks)
            plan = (keep if mine else take)(card_id, files, lock)
            problems = apply(plan, config.decks)
        if problems:
            fail_with(problems)
        click.echo(f"{card_id}: " + ("yours is kept" if mine else "the note's version is in"))
