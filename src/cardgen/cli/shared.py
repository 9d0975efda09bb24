"""What the commands have in common: settings, printing problems, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click

from cardgen.config import Config, find_config, load_config
from cardgen.problems import Problem


def settings(beside: Sequence[Path] = ()) -> Config:
    """The `cardgen.toml` of the working folder, or beside the first notes that were named."""
    path = find_config(Path())
    if path is None and beside:
        first = beside[0]
        path = find_config(first if first.is_dir() else first.parent)
    return load_config(path)


def show(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, one a line."""
    for problem in problems:
        click.echo(str(problem), err=True)


def fail_with(problems: Sequence[Problem]) -> NoReturn:
    """Print problems and exit 1."""
    show(problems)
    sys.exit(1)


deck_option = click.option(
    "--decks", type=click.Path(path_type=Path), help="Folder of the card specs (decks)."
)


def as_data(problem: Problem) -> dict[str, object]:
    """A problem for scripts."""
    return asdict(problem)


def plural(count: int, noun: str) -> str:
    """`1 note`, `2,000 notes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
