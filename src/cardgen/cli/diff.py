"""`cardgen diff`: cards that both the person and a note changed."""

from __future__ import annotations

from pathlib import Path

import click

from cardgen.cards import load_decks, read_lock
from cardgen.cards.conflicts import conflicts
from cardgen.cli.shared import deck_option, plural, settings, show
from cardgen.problems import fail


@click.command("diff")
@click.argument("ids", nargs=-1)
@deck_option
def command(ids: tuple[str, ...], decks: Path | None) -> None:
    """Show the cards that you edited and whose note changed too (all, or those with IDS).

    Lines with - are yours and stay; lines with + are what the note says now.
    """
    config = settings().with_flags(decks=decks)
    files, problems = load_decks(config.decks)
    lock, faults = read_lock(config.decks)
    found = conflicts(files, lock)
    unknown = [card_id for card_id in ids if all(one.card.id != card_id for one in found)]
    if unknown:
        raise fail(
            config.decks,
            f"no difference is waiting for {', '.join(unknown)}",
            "`cardgen diff` lists them all",
        )
    for one in found:
        if ids and one.card.id not in ids:
            continue
        click.echo(f"{one.path}:{one.line}: {one.card.front}")
        for line in one.diff:
            color = {"-": "red", "+": "green"}.get(line[:1])
            click.secho(f"  {line}", fg=color)
        click.echo(f"  take the note's version: cardgen take {one.card.id}")
        click.echo(f"  keep yours: cardgen take --mine {one.card.id}")
    if not found:
        click.echo("No card was changed both by you and by its note.")
    elif not ids:
        click.echo(plural(len(found), "card"))
    show([*faults, *problems])
