"""What a command works on: `cardgen.toml`, then flags; and the options that several commands have."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from cardgen.config import Config, find_config, load_config
from cardgen.problems import fail

deck_option = click.option("--decks", type=click.Path(path_type=Path), help="Folder of the card specs.")
output_option = click.option("--output", type=click.Path(path_type=Path), help="Folder for the packages.")
style_option = click.option(
    "--style", type=click.Path(path_type=Path), help="Folder with a card.css or templates of your own."
)
vault_option = click.option("--vault", help="Obsidian vault that the source on a card links to.")


def settings(beside: Sequence[Path] = ()) -> Config:
    """The `cardgen.toml` of the working folder, or beside the first notes that were named."""
    path = find_config(Path())
    if path is None and beside:
        first = beside[0]
        path = find_config(first if first.is_dir() else first.parent)
    return load_config(path)


def decks_folder(config: Config) -> Path:
    """The folder of card specs. Raises CardgenError when there is none."""
    folder = config.decks
    if not folder.exists():
        raise fail(folder, "there is no such folder of card specs", "run `cardgen generate NOTES` first")
    if not folder.is_dir():
        raise fail(folder, "is a file, not a folder of card specs", "name the folder with --decks")
    return folder


def decks_flag(config: Config) -> str:
    """What to add to a command that is suggested, so that it finds the same decks from this folder."""
    if settings().decks.resolve() == config.decks.resolve():
        return ""
    return f" --decks {shlex.quote(str(config.decks))}"
