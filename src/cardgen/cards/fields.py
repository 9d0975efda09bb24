"""The fields of deck files: one table that reading, writing and the JSON Schema share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Shape: TypeAlias = Literal[
    "text",  # one scalar
    "texts",  # a list of scalars
    "lines",  # a list of scalars, one a line when written
    "meanings",  # a mapping of text to text
    "kind",  # one of KINDS
    "status",  # one of STATUSES
    "points",  # a list of mappings, see POINT
    "sources",  # one mapping or a list of them, see SOURCE
    "number",  # a whole number
    "cards",  # the list of cards of a deck
]

KINDS = ("definition", "formula", "comparison")
STATUSES = ("incomplete", "rejected")


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a mapping: what it holds, and a line about it that editors show."""

    name: str
    shape: Shape
    about: str
    required: bool = False
    latex: bool = False
    """The text (or each key of the mapping) is bare LaTeX, not Markdown."""


_HEAD = (
    Field("id", "text", "Names the card for good. Never change it: the reviews in Anki hang on it.", True),
    Field("kind", "kind", "What the card teaches: definition, formula or comparison.", True),
    Field(
        "status",
        "status",
        "`incomplete` or `rejected` keeps the card out of Anki. Leave out for a good card.",
    ),
    Field("missing", "texts", "The fields that were lost in the note and wait to be filled in."),
)
_CONTEXT = Field("context", "text", "A qualifier shown on the front, as in `LSTM > 遗忘门`.")
_ALIASES = Field("aliases", "texts", "Other names of the same thing.")
_TAIL = (
    Field("extra", "text", "Your own remark, shown small on the back."),
    Field("tags", "texts", "Tags in Anki, without spaces."),
    Field("source", "sources", "Where the card came from; left out for a card written by hand."),
)
_BODIES = {
    "definition": (
        Field("term", "text", "What is defined.", True),
        _ALIASES,
        _CONTEXT,
        Field("meaning", "text", "What the term means, without a final stop.", True),
    ),
    "formula": (
        Field("name", "text", "What the formula is called.", True),
        _ALIASES,
        _CONTEXT,
        Field("latex", "text", "The formula in LaTeX, without `$` around it.", True, latex=True),
        Field("where", "meanings", "What each symbol means.", latex=True),
    ),
    "comparison": (
        Field("subjects", "texts", "The two or more things that are compared.", True),
        _CONTEXT,
        Field("same", "lines", "What the subjects share."),
        Field("points", "points", "How the subjects differ, one aspect a point."),
    ),
}

CARD: dict[str, tuple[Field, ...]] = {kind: (*_HEAD, *body, *_TAIL) for kind, body in _BODIES.items()}
"""The fields of a card of each kind, in the order in which they are written."""

POINT = (
    Field("id", "text", "Names the point for good: it is a note of its own in Anki."),
    Field("aspect", "text", "In what the subjects differ."),
    Field("values", "meanings", "What holds for each subject; a side may be missing.", True),
)
SOURCE = (
    Field("note", "text", "The note, relative to the folder that was named.", True),
    Field("line", "number", "The line in the note."),
    Field("rule", "text", "The rule that found it."),
)
DECK = (
    Field("deck", "text", "The deck's name in Anki; `A::B` lies in `A`.", True),
    Field("categories", "texts", "The categories of notes that flow into this file."),
    Field(
        "namespace", "text", "Part of the identity of every card here. Never change it once you have reviews."
    ),
    Field("cards", "cards", "The cards."),
)
