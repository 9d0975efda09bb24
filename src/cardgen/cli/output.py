"""How commands speak: problems, counts, lists that stay short, data for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import NoReturn

import click

from cardgen.problems import Problem

SHOWN = 20
"""Lines of a kind that a person reads at once; `--json` has them all."""


def show(problems: Iterable[Problem], *, every: bool = False) -> None:
    """Print problems to standard error, one a line: errors first, and not more warnings than one reads."""
    told = list(dict.fromkeys(problems))
    errors = [problem for problem in told if problem.severity == "error"]
    warnings = [problem for problem in told if problem.severity != "error"]
    for problem in errors:
        click.echo(line_of(problem), err=True)
    for line in short([line_of(problem) for problem in warnings], "warnings", every=every):
        click.echo(line, err=True)


def line_of(problem: Problem) -> str:
    """A problem in one line; a warning says that it is one."""
    text = str(problem)
    if problem.severity == "warning":
        start = text.find(problem.what)
        text = f"{text[:start]}warning: {text[start:]}"
    return " ".join(text.split("\n"))


def short(lines: Sequence[str], what: str, *, every: bool = False) -> list[str]:
    """The lines, or the first of them and how many there are more."""
    if every or len(lines) <= SHOWN + 1:
        return list(lines)
    return [*lines[:SHOWN], f"… and {len(lines) - SHOWN:,} more {what} (--json lists all)"]


def fail_with(problems: Sequence[Problem]) -> NoReturn:
    """Print problems and exit 1."""
    show(problems, every=True)
    sys.exit(1)


def exit_by(problems: Iterable[Problem]) -> NoReturn:
    """Exit 1 when one of the problems is an error, else 0."""
    sys.exit(int(any(problem.severity == "error" for problem in problems)))


def as_data(problem: Problem) -> dict[str, object]:
    """A problem for scripts."""
    return asdict(problem)


def print_json(data: object) -> None:
    """Data for scripts."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def plural(count: int, noun: str) -> str:
    """`1 note`, `2,000 notes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """`a, b, c and 12 more`."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"
