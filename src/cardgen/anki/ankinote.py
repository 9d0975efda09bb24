"""The plain data of this room: a note as Anki gets it, and a deck of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cardgen.model import Card, Deck
from cardgen.problems import Problem

Media: TypeAlias = Callable[[Card, str], Path | None]
"""The file of an image that a card shows, by its target in the text; None where there is none."""


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """One note as Anki gets it.

    `key` is the card's id, or `card-id/point-id` for one aspect of a comparison; `fields` are HTML by field
    name; `content_hash` covers what the YAML says, not where it came from.
    """

    key: str
    guid: str
    kind: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    content_hash: str
    media: Mapping[str, Path] = field(default_factory=dict)
    """File name in the package -> the file."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A deck's notes, in order, and what stayed out of it."""

    deck: Deck
    notes: tuple[AnkiNote, ...]
    incomplete: int = 0
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
