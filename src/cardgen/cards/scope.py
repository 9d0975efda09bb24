"""What a run has read, to tell a source that is gone from one that was not looked at."""

# ruff: noqa: PTH100, PTH118, PTH119 - places are compared as texts, and the disk is not asked

from __future__ import annotations

import os.path
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cardgen.model import Source


@dataclass(frozen=True, slots=True)
class Named:
    """A folder or file of notes that was named. Note paths are as in `Source.note`."""

    path: Path
    read: Collection[str]
    """The notes that were read to their end."""
    failed: Collection[str] = ()
    """The notes that could not be read or timed out: their cards stay as they are."""


class Scope:
    """The places of notes: paths relative to the deck folder, so that both can move together."""

    def __init__(self, folder: Path, named: Sequence[Named]):
        self._folder = os.path.abspath(folder)
        self._named = [(os.path.abspath(one.path), one) for one in named]
        self._roots = {root: frozenset(one.read) for root, one in self._named}
        self._note_roots = {
            note: root for root, one in reversed(self._named) for note in (*one.read, *one.failed)
        }
        self._places: dict[str, str] = {}
        self._covered: dict[str, bool] = {}
        self._failed = {self.place(note) for _, one in self._named for note in one.failed}

    def place(self, note: str) -> str:
        """The place of a note of this run."""
        if note not in self._places:
            self._places[note] = self._place(note)
        return self._places[note]

    def _place(self, note: str) -> str:
        root = self._note_roots.get(note) or (self._named[0][0] if self._named else self._folder)
        path = root if os.path.basename(root) == note and root in self._roots else os.path.join(root, note)
        try:
            return os.path.relpath(path, self._folder).replace(os.sep, "/")
        except ValueError:  # another drive
            return path.replace(os.sep, "/")

    def places(self, sources: Iterable[Source]) -> tuple[str, ...]:
        """The place of each source of a draft of this run."""
        return tuple(self.place(source.note) for source in sources)

    def failed(self, place: str) -> bool:
        """Whether what is there could not be read in this run."""
        return place in self._failed

    def covers(self, place: str) -> bool:
        """Whether this run has looked there, and whatever is there could be read."""
        if place not in self._covered:
            self._covered[place] = self._covers(place)
        return self._covered[place]

    def _covers(self, place: str) -> bool:
        path = os.path.normpath(os.path.join(self._folder, place))
        inside = any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root, _ in self._named)
        return inside and place not in self._failed

    def has_read(self, note: str) -> bool:
        """Whether a note of this path was read to its end."""
        return any(note in read for read in self._roots.values()) and self.place(note) not in self._failed
