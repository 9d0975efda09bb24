"""What the person changed in Anki, as changes of the cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cardgen.anki.ankinote import AnkiNote, Media
from cardgen.anki.identity import checksum, guid, legal_tag, own_tags, tags_checksum
from cardgen.anki.notetypes import NOTE_TYPES
from cardgen.anki.parts import Broken, Pictures, Value, parts_of, value_of, with_values
from cardgen.anki.reading import StoredNote, read_package
from cardgen.anki.rendering import render
from cardgen.model import Card, Comparison, Deck
from cardgen.problems import Problem


@dataclass(frozen=True, slots=True)
class AnkiEdit:
    """What was changed in Anki of one card.

    `fields` has the new values by their path in the YAML: `meaning`, `aliases`, `where`, `latex`,
    `points/weight-decay/values/Adam`. `conflicts` are paths that the YAML changed too, with both values
    (the YAML's, Anki's); they are in neither `fields` nor `card`. `card` is the card with all the rest.
    """

    key: str
    deck: Deck
    fields: Mapping[str, Value]
    tags: tuple[str, ...] | None
    conflicts: Mapping[str, tuple[Value, Value]]
    card: Card


@dataclass(frozen=True, slots=True)
class CardState:
    """A card that is suspended or flagged (1 red to 7 purple) in Anki."""

    key: str
    card: str
    suspended: bool
    flag: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """All that a package or collection says. `media` are new pictures that `edits` show, by name.

    `deleted` are keys that were imported once and are gone, known only from a whole collection;
    `strangers` counts notes of our types that no deck has.
    """

    edits: tuple[AnkiEdit, ...] = ()
    states: tuple[CardState, ...] = ()
    deleted: tuple[str, ...] = ()
    strangers: int = 0
    media: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A note of the decks as they are now, and its card."""

    deck: Deck
    card: Card
    point: str
    note: AnkiNote | None
    """None when the card cannot be shown as it is."""


def pull(
    path: Path, decks: Sequence[Deck], *, mods: Mapping[str, int] | None = None, media: Media | None = None
) -> Pulled:
    """What an exported .apkg or .colpkg says about the cards of the decks; changes nothing.

    `mods` are the times of the last build, needed only to tell what was deleted. Raises CardgenError for a
    file that is no export of Anki.
    """
    stored = read_package(path)
    pictures = Pictures(media)
    known = _known(decks, pictures)
    found = {note.guid: note for note in stored.notes if note.guid in known}
    strangers = sum(bool(note.kind) and note.guid not in known for note in stored.notes)
    problems: list[Problem] = []
    edits = _edits(known, found, pictures, problems)
    wanted = {name for edit in edits for name in pictures.unknown(edit.fields)}
    media_bytes = {name: data for name in sorted(wanted) if (data := stored.media(name)) is not None}
    deleted = _deleted(known, found, mods or {}) if path.suffix.lower() == ".colpkg" else ()
    return Pulled(tuple(edits), _states(known, found), deleted, strangers, media_bytes, tuple(problems))


def _known(decks: Sequence[Deck], pictures: Pictures) -> dict[str, _Known]:
    """Every note that the decks could give, by guid: of incomplete and rejected cards too."""
    out: dict[str, _Known] = {}
    for deck in decks:
        bare = replace(deck, cards=tuple(replace(card, status="") for card in deck.cards))
        notes = {note.key: note for note in render(bare, media=pictures.find).notes}
        pictures.learn(notes.values())
        for card in deck.cards:
            points = card.content.points if isinstance(card.content, Comparison) else ()
            for point in ("", *(point.id for point in points)):
                key = f"{card.id}/{point}" if point else card.id
                out[guid(deck.namespace, card.id, point)] = _Known(deck, card, point, notes.get(key))
    return out


def _edits(
    known: Mapping[str, _Known], found: Mapping[str, StoredNote], pictures: Pictures, problems: list[Problem]
) -> list[AnkiEdit]:
    by_card: dict[str, list[tuple[_Known, StoredNote]]] = defaultdict(list)
    for note_guid, here in known.items():
        if note_guid in found:
            by_card[here.card.id].append((here, found[note_guid]))
    edits = [_edit(notes, pictures, problems) for notes in by_card.values()]
    return [edit for edit in edits if edit is not None]


def _edit(
    notes: Sequence[tuple[_Known, StoredNote]], pictures: Pictures, problems: list[Problem]
) -> AnkiEdit | None:
    here = notes[0][0]
    card, deck = here.card, here.deck
    fields: dict[str, Value] = {}
    conflicts: dict[str, tuple[Value, Value]] = {}
    for one, stored in sorted(notes, key=lambda pair: pair[1].mod):
        for name in _changed(stored):
            try:
                parts = parts_of(stored.kind, name, stored.fields[name], card.content, one.point, pictures)
            except Broken as why:
                what = f"{card.id}: its {name} was edited in Anki in a way that cannot be brought back: {why}"
                problems.append(_problem(deck, what, "make the change in the YAML"))
                continue
            for path, value in parts.items():
                mine = value_of(card, path)
                if pictures.same(mine, value):
                    continue
                if _untouched(one, stored, name):
                    fields[path] = pictures.kept(mine, value)
                else:
                    conflicts[path] = (mine, value)
    fields = {path: value for path, value in fields.items() if path not in conflicts}
    tags = _tags(notes)
    if not fields and not conflicts and tags is None:
        return None
    changed = with_values(card, fields)
    if tags is not None:
        changed = replace(changed, tags=tags)
    return AnkiEdit(card.id, deck, fields, tags, conflicts, changed)


def _sums(stored: StoredNote) -> list[str]:
    """The sums that were delivered with the note: one for each content field, and one for the tags."""
    return stored.fields.get("Checksum", "").split()


def _changed(stored: StoredNote) -> list[str]:
    """The content fields whose text is not what was delivered; all of them when that cannot be told."""
    names = [name for name in NOTE_TYPES[stored.kind].content if name in stored.fields] if stored.kind else []
    sums = dict(zip(names, _sums(stored), strict=False))
    return [name for name in names if checksum(stored.fields[name]) != sums.get(name)]


def _untouched(here: _Known, stored: StoredNote, name: str) -> bool:
    """Whether the YAML still gives the field that was delivered."""
    names = NOTE_TYPES[stored.kind].content
    sums = dict(zip(names, _sums(stored), strict=False))
    return here.note is not None and checksum(here.note.fields[name]) == sums.get(name)


def _tags(notes: Sequence[tuple[_Known, StoredNote]]) -> tuple[str, ...] | None:
    """The card's tags with what was added and taken away in Anki; None when nothing was."""
    card = notes[0][0].card
    mine = {legal_tag(tag).lower(): tag for tag in card.tags}
    added: dict[str, str] = {}
    gone: set[str] = set()
    for _, stored in notes:
        if not _tags_changed(stored):
            continue
        theirs = {tag.lower(): tag for tag in own_tags(stored.tags)}
        added |= {name: tag for name, tag in theirs.items() if name not in mine}
        if tags_checksum(mine) == _sums(stored)[-1]:
            gone |= set(mine) - set(theirs)
    if not added and not gone:
        return None
    return (*(tag for name, tag in mine.items() if name not in gone), *added.values())


def _tags_changed(stored: StoredNote) -> bool:
    sums = _sums(stored)
    return bool(sums) and tags_checksum(stored.tags) != sums[-1]


def _states(known: Mapping[str, _Known], found: Mapping[str, StoredNote]) -> tuple[CardState, ...]:
    out = []
    for note_guid, here in known.items():
        stored = found.get(note_guid)
        if stored is None or not stored.kind:
            continue
        key = f"{here.card.id}/{here.point}" if here.point else here.card.id
        names = [template.name for template in NOTE_TYPES[stored.kind].templates]
        out += [
            CardState(key, names[card.ordinal], card.suspended, card.flag)
            for card in stored.cards
            if (card.suspended or card.flag) and card.ordinal < len(names)
        ]
    return tuple(out)


def _deleted(
    known: Mapping[str, _Known], found: Mapping[str, StoredNote], mods: Mapping[str, int]
) -> tuple[str, ...]:
    """Keys that must have been imported, since a later note of their deck was, and are not there."""
    newest: dict[str, int] = defaultdict(int)
    for note_guid, stored in found.items():
        if stored.kind and not _changed(stored) and not _tags_changed(stored):
            name = known[note_guid].deck.name
            newest[name] = max(newest[name], stored.mod)
    out = []
    for note_guid, here in known.items():
        key = f"{here.card.id}/{here.point}" if here.point else here.card.id
        ready = here.note is not None and not here.card.status
        if ready and note_guid not in found and key in mods and mods[key] <= newest[here.deck.name]:
            out.append(key)
    return tuple(out)


def _problem(deck: Deck, what: str, todo: str) -> Problem:
    return Problem(deck.path or deck.name, 0, 0, what, todo, "pull", "warning")
