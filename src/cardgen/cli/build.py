"""`cardgen build`: card specs to Anki packages."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from cardgen.anki import Built, content_hashes, package, render, style
from cardgen.cards import built as last_built
from cardgen.cards import exclusive, load_decks, read_lock, record_built, stamp, write_lock
from cardgen.cli.shared import deck_option, plural, settings, show
from cardgen.config import Config
from cardgen.model import Card
from cardgen.problems import Problem, fail


@click.command("build")
@deck_option
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the packages (out).")
@click.option("--single", is_flag=True, help="One package with all decks.")
@click.option("--only", multiple=True, metavar="DECK", help="Build only this deck.")
def command(decks: Path | None, output: Path | None, single: bool, only: tuple[str, ...]) -> None:
    """Package decks/*.yaml for Anki: one .apkg a deck.

    Incomplete and rejected cards stay out. Import a package again whenever you like: reviews are kept.
    """
    config = settings().with_flags(decks=decks, output=output)
    built, problems = run(config, single=single, only=only)
    for one in built:
        left_out = [
            f"{n} {word} left out"
            for n, word in ((one.incomplete, "incomplete"), (one.rejected, "rejected"))
            if n
        ]
        if one.path is not None:
            click.echo(f"{one.path}   {one.deck}: {', '.join([plural(one.cards, 'card'), *left_out])}")
    show(problems)
    if any(one.path for one in built):
        click.echo("Next: in Anki, File > Import and choose the packages.")
    sys.exit(any(problem.severity == "error" for problem in problems))


def run(
    config: Config, *, single: bool = False, only: tuple[str, ...] = ()
) -> tuple[list[Built], list[Problem]]:
    """Build every deck (or those named in `only`), and remember when each card last changed."""
    folder = config.decks
    if not folder.is_dir():
        raise fail(folder, "there is no such folder of card specs", "run `cardgen generate NOTES` first")
    looks = style(config.style)
    with exclusive(folder):
        files, problems = load_decks(folder)
        if not files and not problems:
            raise fail(folder, "there are no card specs", "run `cardgen generate NOTES` first")
        decks = [file.deck for file in files]
        unknown = [name for name in only if name not in {deck.name for deck in decks}]
        if unknown:
            known = ", ".join(deck.name for deck in decks)
            raise fail(folder, f"there is no deck {', '.join(unknown)}", f"the decks are: {known}")
        lock, faults = read_lock(folder)
        rendered = [render(deck, media=finder(folder), vault=config.vault) for deck in decks]
        lock, mods = stamp(lock, content_hashes(rendered, looks), int(time.time()))
        chosen = [one for one in rendered if not only or one.deck.name in only]
        built = package(chosen, config.output, mods=mods, single=single, looks=looks)
        here = {key: one.deck for one in built for key in one.keys}
        kept = {key: deck for key, deck in last_built(lock).items() if only and deck not in only}
        write_lock(folder, record_built(lock, {**kept, **here}))
    return built, [*faults, *problems, *(problem for one in built for problem in one.problems)]


def finder(folder: Path) -> Callable[[Card, str], Path | None]:
    """Finds the image that a card shows: a path relative to the deck folder, and not outside it."""
    root = folder.resolve()

    def find(card: Card, target: str) -> Path | None:
        path = (root / target).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None

    return find
