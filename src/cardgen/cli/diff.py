"""`cardgen diff`: cards that both the person and a note changed."""

from __future__ import annotations

from pathlib import Path

import click

from cardgen.cards import Conflict, conflicts, load_decks, read_lock
from cardgen.cli.output import exit_by, plural, print_json, show
from cardgen.cli.settings import deck_option, decks_folder, settings
from cardgen.problems import fail


@click.command("diff")
@click.argument("ids", nargs=-1)
@deck_option
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, for scripts.")
def command(ids: tuple[str, ...], decks: Path | None, as_json: bool) -> None:
    """Show the cards that you edited and whose note changed too (all, or those with IDS).

    Lines with - are yours and stay; lines with + are what the note says now.
    """
    config = settings().with_flags(decks=decks)
    folder = decks_folder(config)
    files, problems = load_decks(folder)
    lock, faults = read_lock(folder)
    found = conflicts(files, lock)
    unknown = [card_id for card_id in ids if all(one.card.id != card_id for one in found)]
    if unknown:
        raise fail(
            config.decks,
            f"no difference is waiting for {', '.join(unknown)}",
            "`cardgen diff` lists them all",
        )
    chosen = [one for one in found if not ids or one.card.id in ids]
    if as_json:
        print_json([data_of(one) for one in chosen])
        chosen = []
    for one in chosen:
        click.echo(f"{one.path}:{one.line}: {one.card.front}")
        for line in one.diff:
            color = {"-": "red", "+": "green"}.get(line[:1])
            click.secho(f"  {line}", fg=color)
        click.echo(f"  take the note's version: cardgen take {one.card.id}")
        click.echo(f"  keep yours: cardgen take --mine {one.card.id}")
    if not found and not as_json:
        click.echo("No card was changed both by you and by its note.")
    elif len(chosen) > 1:
        click.echo(plural(len(chosen), "card"))
    show([*faults, *problems])
    exit_by([*faults, *problems])


def data_of(one: Conflict) -> dict[str, object]:
    """A card that both changed, for scripts."""
    return {
        "id": one.card.id,
        "file": str(one.path),
        "line": one.line,
        "front": one.card.front,
        "diff": one.diff,
    }
