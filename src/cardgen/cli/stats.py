"""`cardgen stats`: how many cards of each kind a deck has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from cardgen.cards import DeckFile, load_decks
from cardgen.cli.output import exit_by, print_json, show
from cardgen.cli.settings import deck_option, decks_folder, settings

COLUMNS = ("definition", "formula", "comparison", "incomplete", "rejected")


@click.command("stats")
@deck_option
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON, for scripts.")
def command(decks: Path | None, as_json: bool) -> None:
    """Count the cards of each deck: by kind, and those that stay out of the packages."""
    config = settings().with_flags(decks=decks)
    files, problems = load_decks(decks_folder(config))
    counts = [(file.deck.name, count(file)) for file in files]
    if as_json:
        print_json([{"deck": name, **{column: row[column] for column in COLUMNS}} for name, row in counts])
    else:
        total: Counter[str] = sum((row for _, row in counts), Counter())
        click.echo("  ".join(f"{column:>10}" for column in COLUMNS) + "  deck")
        for name, row in [*counts, ("all", total)]:
            click.echo("  ".join(f"{row[column]:>10,}" for column in COLUMNS) + f"  {name}")
    show(problems)
    exit_by(problems)


def count(file: DeckFile) -> Counter[str]:
    """How many cards a deck has of each kind that go into a package, and how many do not."""
    return Counter(card.status or card.kind for card in file.deck.cards)
