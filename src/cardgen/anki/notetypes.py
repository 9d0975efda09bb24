"""The Anki note types, decided for good.

A field or card template that is added, removed or gets another id makes Anki refuse every note that a person
already has. So ids are constants, and each note type has spare fields. Looks may change: Anki takes new
templates and CSS from a newer package.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cardgen.problems import fail

RELEASED = 1795564800
"""When the shipped templates and CSS last changed (seconds): raise it with every change of theirs."""

_AFTER = (
    "Context",
    "Extra",
    "Source",
    "Chinese",
    "Namespace",
    "Checksum",
    "Spare 1",
    "Spare 2",
    "Spare 3",
    "Spare 4",
)

HIDDEN = frozenset({"Id", "Chinese", "Namespace", "Checksum", "Spare 1", "Spare 2", "Spare 3", "Spare 4"})
"""Fields that a person need not see while editing."""

KEPT_BY_US = frozenset({"Id", "Source", *HIDDEN})
"""Fields that are no part of what the card says: an edit of them in Anki means nothing."""

HINTS = {
    "Id": "The card's id in the deck's YAML. Leave it: it ties this note to the YAML.",
    "Chinese": "zh for a card in Chinese, empty otherwise.",
    "Namespace": "The namespace of the deck's YAML.",
    "Checksum": "Tells which fields were edited here.",
}


_REPLACEMENT = re.compile(r"\{\{\s*([#^/]?)\s*([^{}]*?)\s*\}\}")
_SPECIAL = frozenset({"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"})


@dataclass(frozen=True, slots=True)
class Template:
    """One card; `file` names its two sides in `templates/`, `asks` the field that is always on the front."""

    name: str
    file: str
    asks: str

    @property
    def sides(self) -> tuple[str, str]:
        return f"{self.file}.front.html", f"{self.file}.back.html"


@dataclass(frozen=True, slots=True)
class NoteType:
    """`fields[0]` is `Id`; `fields[1]` is what Anki's browser sorts by."""

    kind: str
    number: int
    own: tuple[str, ...]
    templates: tuple[Template, ...]

    @property
    def name(self) -> str:
        return f"cardgen {self.kind}"

    @property
    def id(self) -> int:
        return 1763596800000 + self.number

    @property
    def fields(self) -> tuple[str, ...]:
        return ("Id", *self.own, *_AFTER)

    @property
    def content(self) -> tuple[str, ...]:
        """The fields that a person may edit in Anki and pull back."""
        return tuple(name for name in self.fields if name not in KEPT_BY_US)


NOTE_TYPES: Mapping[str, NoteType] = {
    note_type.kind: note_type
    for note_type in (
        NoteType(
            "Definition",
            1,
            ("Term", "Meaning", "Aliases"),
            (
                Template("Term to meaning", "definition-meaning", "Term"),
                Template("Meaning to term", "definition-term", "Meaning"),
            ),
        ),
        NoteType(
            "Formula",
            2,
            ("Name", "Formula", "Where", "Aliases"),
            (Template("Name to formula", "formula", "Name"),),
        ),
        NoteType(
            "Comparison",
            3,
            ("Subjects", "Points", "Same"),
            (Template("Differences", "comparison", "Subjects"),),
        ),
        NoteType(
            "Aspect",
            4,
            ("Subjects", "Aspect", "Given", "Answer"),
            (Template("One aspect", "aspect", "Subjects"),),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Style:
    """How cards look: the CSS, and each side's template by file name (`formula.front.html`)."""

    css: str
    sides: Mapping[str, str]

    def hash_of(self, note_type: NoteType) -> str:
        """Changes when the note type's looks change."""
        sides = [self.sides[side] for template in note_type.templates for side in template.sides]
        return hashlib.sha256(json.dumps([self.css, *sides]).encode()).hexdigest()[:16]


_CARDS = tuple((kind, template) for kind in NOTE_TYPES.values() for template in kind.templates)
SIDES = tuple(side for kind, template in _CARDS for side in template.sides)


@cache
def _shipped(name: str) -> str:
    return (files("cardgen.anki") / "templates" / name).read_text(encoding="utf-8")


def style(folder: Path | None = None) -> Style:
    """The shipped looks, with those of a folder: its `card.css` comes after ours, its templates replace ours.

    Raises CardgenError for a file that cannot be read, and for a template that Anki would refuse.
    """
    css = _shipped("card.css")
    sides = {name: _shipped(name) for name in SIDES}
    if folder is None:
        return Style(css, sides)
    for path in sorted(folder.glob("*.html")) if folder.is_dir() else []:
        if path.name not in sides:
            raise fail(path, "no card has a template of this name", f"name it one of {', '.join(SIDES)}")
    for name in ("card.css", *SIDES):
        path = folder / name
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise fail(path, f"cannot be read: {error}", "save it as UTF-8 text") from None
        if name == "card.css":
            css += "\n" + text
        else:
            sides[name] = _checked(path, text)
    return Style(css, sides)


def _checked(path: Path, text: str) -> str:
    """A person's template: with fields that there are, sections closed, and a front that is never empty."""
    note_type, template = next(card for card in _CARDS if path.name in card[1].sides)
    opened: list[str] = []
    shown = False
    for number, line in enumerate(text.splitlines(), 1):
        for mark, name in _REPLACEMENT.findall(line):
            field = name.split(":")[-1]
            if field not in note_type.fields and field not in _SPECIAL:
                raise fail(path, f"no field is called {field}", f"use {', '.join(note_type.fields)}", number)
            if mark in ("#", "^"):
                opened.append(field)
            elif mark and (not opened or opened.pop() != field):
                raise fail(path, f"{{{{/{field}}}}} closes nothing", f"open it with {{{{#{field}}}}}", number)
            elif name == template.asks and not opened:
                shown = True
    if opened:
        raise fail(path, f"{{{{#{opened[-1]}}}}} is never closed", f"close it with {{{{/{opened[-1]}}}}}")
    if path.name == template.sides[0] and not shown:
        asks = f"{{{{{template.asks}}}}}"
        raise fail(path, f"the front does not always show {asks}", f"put {asks} outside of any section")
    return text


def model(note_type: NoteType, looks: Style) -> Any:
    """The genanki model of a note type."""
    import genanki

    fields = [
        {
            "name": name,
            "id": note_type.id * 1000 + i,
            "collapsed": name in HIDDEN,
            "excludeFromSearch": name in HIDDEN and name != "Id",
            "preventDeletion": True,
            "description": HINTS.get(name, ""),
        }
        for i, name in enumerate(note_type.fields)
    ]
    templates = [
        {
            "name": template.name,
            "id": note_type.id * 1000 + 500 + i,
            "qfmt": looks.sides[template.sides[0]],
            "afmt": looks.sides[template.sides[1]],
        }
        for i, template in enumerate(note_type.templates)
    ]
    return genanki.Model(
        note_type.id, note_type.name, fields=fields, templates=templates, css=looks.css, sort_field_index=1
    )
