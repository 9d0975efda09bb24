"""Cards that left the decks: Anki keeps them, so the person is told how to find them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from cardgen.anki.ankinote import AnkiNote, Rendered
from cardgen.anki.notetypes import Style
from cardgen.anki.packaging import write_packages
from cardgen.anki.reading import read_package
from cardgen.model import Deck
from cardgen.problems import CardgenError

LEFT = "cardgen::status::left"
"""The tag that a clean-up package gives."""

CLEANUP = "cardgen-cleanup"


@dataclass(frozen=True, slots=True)
class LastNote:
    """A note as it went into the last package that held it, and its deck."""

    deck: str
    note: AnkiNote


def search_for(keys: Iterable[str], namespace: str = "") -> str:
    """What to type into Anki's browser to see the notes with these keys, and no others."""
    wanted = sorted(set(keys))
    if len(wanted) <= 20:
        either = " OR ".join(_term(f"Id:{_wild(key)}") for key in wanted)
    else:  # thousands of OR are more than Anki's database takes
        either = _term("Id:re:^(?:" + "|".join(re.escape(key).replace("\\-", "-") for key in wanted) + ")$")
    return f'"note:cardgen *" {_term("Namespace:" + _wild(namespace))} ({either})'


def _wild(text: str) -> str:
    """Anki's search takes `_` and `*` for any sign."""
    return re.sub(r"([\\_*:])", r"\\\1", text)


def _term(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def last_notes(output: Path) -> dict[str, LastNote]:
    """The notes of the packages that earlier builds left in a folder, by key. To be called before `build`."""
    out: dict[str, LastNote] = {}
    for path in sorted(output.glob("*.apkg")) if output.is_dir() else []:
        try:
            stored = read_package(path)
        except CardgenError:
            continue  # not ours; nothing is lost but a way to tag
        for note in stored.notes:
            if note.kind and note.cards:
                key = unescape(note.fields.get("Id", ""))
                kept = AnkiNote(key, note.guid, note.kind, note.fields, note.tags, "")
                out[key] = LastNote(note.cards[0].deck, kept)
    return out


def cleanup(left: Sequence[LastNote], output: Path, *, now: int, looks: Style | None = None) -> Path:
    """Write a package that gives the notes the tag `cardgen::status::left`, and changes nothing else of them.

    Anki takes the note as a whole: what the person edited in it or tagged it with goes. `now` is in seconds.
    """
    by_deck: dict[str, list[AnkiNote]] = defaultdict(list)
    for last in left:
        tags = tuple(sorted({*last.note.tags, LEFT}))
        by_deck[last.deck].append(replace(last.note, tags=tags))
    decks = [Rendered(Deck(name), tuple(notes)) for name, notes in by_deck.items()]
    path = output / f"{CLEANUP}.apkg"
    write_packages({path: decks}, dict.fromkeys((last.note.key for last in left), now), looks)
    return path
