"""The plan of a run as data: what it means for each card and file; and the writing of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cardgen.cards.files import write_atomic
from cardgen.cards.json_schema import write_schema
from cardgen.cards.lock import Lock, write_lock
from cardgen.cards.verdict import What
from cardgen.model import Card
from cardgen.problems import CardgenError, Problem


@dataclass(frozen=True, slots=True)
class Change:
    """What a run means for one card."""

    what: What
    id: str
    card: Card
    """As it stands in the deck file after the run; as it was known for a deleted or waiting one."""
    deck: str
    """The name of its deck."""
    path: Path
    """Its deck file."""
    line: int = 0
    """Of the card in the deck file after the run; 0 when it is not there."""
    note: Card | None = None
    """What the notes say now, where that differs from the card."""
    elsewhere: str = ""
    """The category that its notes have since this run, where that flows into another file; told once."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A deck file before and after, with line endings and byte order mark. `before` is "" for a new one."""

    path: Path
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a run would do. Making one writes nothing."""

    changes: tuple[Change, ...]
    files: tuple[FileChange, ...]
    """The deck files that change."""
    lock: Lock
    problems: tuple[Problem, ...] = ()

    def of(self, *what: What) -> tuple[Change, ...]:
        """The changes of these sorts."""
        return tuple(change for change in self.changes if change.what in what)

    @property
    def incomplete(self) -> tuple[Change, ...]:
        """The cards of this run that wait for the person to fill something in, new or old."""
        return tuple(change for change in self.changes if change.line and change.card.status == "incomplete")


def apply(plan: Plan, folder: Path) -> list[Problem]:
    """Writes what a plan says: each file whole or not at all, the lock last, the schema beside the decks.

    A file that cannot be written, or that changed since it was read, is a problem and the others go on; the
    lock is then left as it was, and the next run finds its way. Hold `exclusive(folder)` from before the
    files are read until this returns.
    """
    problems = []
    for change in plan.files:
        try:
            write_atomic(change.path, change.after, expected=change.before)
        except CardgenError as error:
            problems.append(error.problem)
    if not problems:
        for write in (partial(write_lock, folder, plan.lock), partial(write_schema, folder)):
            try:
                write()
            except CardgenError as error:
                problems.append(error.problem)
    return problems
