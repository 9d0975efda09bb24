"""`cardgen.lock`: what was generated for every card ever, and when each Anki note last changed.

One JSON record a line, sorted, so that git merges it line by line. Whatever cannot be read is left out, and
then its card counts as edited by the person: a lost or damaged lock loses no edit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cardgen.cards.collecting import collecting_later
from cardgen.cards.files import write_if_changed
from cardgen.cards.plain import from_plain, to_plain
from cardgen.cards.reading import decode
from cardgen.model import Card, Deck, Source
from cardgen.problems import CardgenError, Problem

LOCK_NAME = "cardgen.lock"
_VERSION = 1
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of one card. A card with a memory that is in no deck file was deleted."""

    id: str
    base: Card | None = None
    """The generated card that the deck file last agreed with; None when unknown (counts as edited)."""
    new: Card | None = None
    """The note's newer version that the person has not taken."""
    seen: Card | None = None
    """The card as it last stood in a file, while no `base` is known: tells what it was once it is deleted."""
    sources: tuple[Source, ...] = ()
    """Where the newest generated version came from."""
    places: tuple[str, ...] = ()
    """Where the note of each source lies: paths relative to the deck folder."""
    category: str = ""
    file: str = ""
    """The name of the deck file that it was generated into."""
    points: tuple[str, ...] = ()
    """Ids of points that were given away once and are gone."""

    @property
    def latest(self) -> Card | None:
        """What the notes said last."""
        return self.new or self.base


@dataclass(frozen=True, slots=True)
class Stamp:
    """One Anki note: the hash of its content, when that last changed, and its deck at the last build."""

    hash: str
    changed: int
    deck: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """The whole lock. `strange` are lines of a newer version, kept as they are."""

    cards: Mapping[str, Memory] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    strange: tuple[str, ...] = ()


def read_lock(folder: Path) -> tuple[Lock, list[Problem]]:
    """The lock of a deck folder (an empty one when there is none), and what was wrong with it."""
    path = folder / LOCK_NAME
    if not path.exists():
        return Lock(), []
    try:
        with collecting_later():
            return parse_lock(decode(path), path)
    except CardgenError as error:
        problem = error.problem
        todo = "every card counts as edited by you until then"
        return Lock(), [replace(problem, todo=f"{problem.todo}; {todo}", code="lock", severity="warning")]


def write_lock(folder: Path, lock: Lock) -> bool:
    """Writes the lock, whole or not at all; False when it is as it was. Raises CardgenError."""
    return write_if_changed(folder / LOCK_NAME, lock_text(lock))


def lock_text(lock: Lock) -> str:
    """The text of a lock."""
    head = {"cardgen": _VERSION, "about": "Written by cardgen. Commit it with your decks; do not edit it."}
    records = [_memory_to_record(lock.cards[name]) for name in sorted(lock.cards)]
    records += [_stamp_to_record(name, lock.stamps[name]) for name in sorted(lock.stamps)]
    lines = [json.dumps(record, ensure_ascii=False) for record in [head, *records]]
    return "\n".join([*lines, *lock.strange]) + "\n"


def parse_lock(text: str, path: Path) -> tuple[Lock, list[Problem]]:
    """The lock of a text, whatever state that is in."""
    cards: dict[str, Memory] = {}
    stamps: dict[str, Stamp] = {}
    strange: list[str] = []
    wrong: list[int] = []
    merging = 0
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = line.rstrip("\r")
        if line.startswith(_MARKERS):
            merging = merging or number
            continue
        try:
            record: Any = json.loads(line) if line.strip() else {"cardgen": 0}
            if "card" in record:
                memory = _record_to_memory(record)
                cards[memory.id] = _either(cards.get(memory.id), memory)
            elif "note" in record:
                name, read = _record_to_stamp(record)
                stamps[name] = max(stamps.get(name, read), read, key=lambda either: either.changed)
            elif "cardgen" not in record:
                strange.append(line)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            wrong.append(number)
    problems = []
    if merging:
        what = "git left conflict markers here; both sides were read"
        problems.append(
            Problem(str(path), merging, 1, what, "nothing: the next run writes it anew", "lock", "warning")
        )
    if wrong:
        what = f"{len(wrong)} line(s) of the lock cannot be read; their cards count as edited by you"
        problems.append(
            Problem(str(path), wrong[0], 1, what, "restore the file from git if you can", "lock", "warning")
        )
    return Lock(cards, stamps, tuple(dict.fromkeys(strange))), problems


def stamp(lock: Lock, hashes: Mapping[str, str], now: int) -> tuple[Lock, dict[str, int]]:
    """The lock with the hash of each Anki note, and when (seconds since 1970) each last changed.

    A note whose hash is as it was keeps its time; another gets `now`, or one more than before where the
    clock went back: Anki takes an update only when its time is later.
    """
    stamps = dict(lock.stamps)
    for name, digest in hashes.items():
        old = stamps.get(name)
        if old is None:
            stamps[name] = Stamp(digest, now)
        elif old.hash != digest:
            stamps[name] = replace(old, hash=digest, changed=max(now, old.changed + 1))
    return replace(lock, stamps=stamps), {name: stamps[name].changed for name in hashes}


def built(lock: Lock) -> dict[str, str]:
    """The Anki notes of the last build, each with its deck."""
    return {name: stamp.deck for name, stamp in lock.stamps.items() if stamp.deck}


def record_built(lock: Lock, decks: Mapping[str, str]) -> Lock:
    """The lock after a build of these notes (key to deck name); only stamped notes are remembered."""
    stamps = {name: replace(stamp, deck=decks.get(name, "")) for name, stamp in lock.stamps.items()}
    return replace(lock, stamps=stamps)


def with_origins(deck: Deck, lock: Lock) -> Deck:
    """The deck with the heading and date of each source, as the lock has them."""
    cards = tuple(
        replace(card, sources=tuple(_with_origin(source, lock.cards.get(card.id)) for source in card.sources))
        for card in deck.cards
    )
    return replace(deck, cards=cards)


def _with_origin(source: Source, memory: Memory | None) -> Source:
    """A card that a person edited keeps its line while the note moves on: then its note alone tells."""
    known = memory.sources if memory else ()
    near = [one for one in known if one == source] or [one for one in known if one.note == source.note]
    headings, dates = {one.heading for one in near}, {one.date for one in near}
    return replace(
        source,
        heading=headings.pop() if len(headings) == 1 else "",
        date=dates.pop() if len(dates) == 1 else "",
    )


def _either(one: Memory | None, two: Memory) -> Memory:
    """Two branches remember one card differently: then it counts as edited."""
    if one is None or one == two:
        return two
    return replace(two, base=None, new=None, points=tuple(sorted({*one.points, *two.points})))


def _memory_to_record(memory: Memory) -> dict[str, Any]:
    record = {
        "card": memory.id,
        "file": memory.file,
        "category": memory.category,
        "from": [
            _source_to_record(source, place)
            for source, place in zip(memory.sources, memory.places, strict=True)
        ],
        "points": list(memory.points),
        "base": to_plain(memory.base) if memory.base else None,
        "new": to_plain(memory.new) if memory.new else None,
        "seen": to_plain(memory.seen) if memory.seen else None,
    }
    return {name: value for name, value in record.items() if value}


def _source_to_record(source: Source, place: str) -> dict[str, Any]:
    record = {"note": source.note, "line": source.line, "rule": source.rule, "place": place}
    more = {"heading": source.heading, "date": source.date}
    return record | {name: value for name, value in more.items() if value}


def _record_to_memory(record: Mapping[str, Any]) -> Memory:
    return Memory(
        id=_text(record["card"]),
        base=from_plain(record["base"]) if record.get("base") else None,
        new=from_plain(record["new"]) if record.get("new") else None,
        seen=from_plain(record["seen"]) if record.get("seen") else None,
        sources=tuple(
            Source(
                _text(one["note"]),
                int(one["line"]),
                _text(one["rule"]),
                _text(one.get("heading", "")),
                _text(one.get("date", "")),
            )
            for one in record.get("from", ())
        ),
        places=tuple(_text(one["place"]) for one in record.get("from", ())),
        category=_text(record.get("category", "")),
        file=_text(record.get("file", "")),
        points=tuple(map(_text, record.get("points", ()))),
    )


def _stamp_to_record(name: str, stamp: Stamp) -> dict[str, Any]:
    return {"note": name, "hash": stamp.hash, "changed": stamp.changed} | (
        {"deck": stamp.deck} if stamp.deck else {}
    )


def _record_to_stamp(record: Mapping[str, Any]) -> tuple[str, Stamp]:
    return _text(record["note"]), Stamp(
        _text(record["hash"]), int(record["changed"]), _text(record.get("deck", ""))
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
