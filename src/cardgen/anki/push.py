"""Packages into a running Anki, and what that changed there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from cardgen.anki.ankinote import AnkiNote
from cardgen.anki.connect import AnkiConnect
from cardgen.anki.htmltext import as_html, read
from cardgen.anki.identity import checksum, own_tags, tags_checksum
from cardgen.anki.notetypes import NOTE_TYPES
from cardgen.problems import CardgenError, Problem

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RemoteNote:
    """A note of our types in the running Anki. `mod` is in seconds, 0 when AnkiConnect does not say."""

    id: int
    key: str
    kind: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    cards: tuple[int, ...]
    mod: int

    @property
    def edited(self) -> tuple[str, ...]:
        """The content fields (and "Tags") that were edited in Anki since they were delivered."""
        names = NOTE_TYPES[self.kind].content
        sums = self.fields.get("Checksum", "").split()
        delivered = dict(zip(names, sums, strict=False))
        changed = [name for name in names if checksum(self.fields.get(name, "")) != delivered.get(name)]
        if sums and tags_checksum(self.tags) != sums[-1]:
            changed.append("Tags")
        return tuple(changed)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What an import did, by key. `kept` are notes whose own tags were put back after the update."""

    new: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: int
    missing: tuple[str, ...]
    """Keys that Anki did not take: another note type has their guid."""
    kept: tuple[str, ...]
    problem: Problem | None = None
    """The first package that Anki did not import; those behind it were not tried."""


@dataclass(frozen=True, slots=True)
class Move:
    """Cards of a note that are in their old deck."""

    key: str
    cards: tuple[int, ...]
    old: str
    new: str


def look(anki: AnkiConnect, namespace: str = "") -> dict[str, RemoteNote]:
    """The notes of our types and this namespace in Anki, by their `Id`.

    AnkiConnect tells no guid. Of a note that the person copied in Anki the older one is ours.
    """
    ids = sorted(anki.call("findNotes", query='"note:cardgen *"'))
    kinds = {note_type.name: kind for kind, note_type in NOTE_TYPES.items()}
    out: dict[str, RemoteNote] = {}
    for start in range(0, len(ids), _AT_ONCE):
        for info in anki.call("notesInfo", notes=ids[start : start + _AT_ONCE]):
            kind = kinds.get(info.get("modelName", ""))
            fields = {name: field["value"] for name, field in info.get("fields", {}).items()}
            key = unescape(fields.get("Id", ""))
            if kind is None or unescape(fields.get("Namespace", "")) != namespace or not key or key in out:
                continue
            tags, cards = tuple(info["tags"]), tuple(info.get("cards", ()))
            out[key] = RemoteNote(info["noteId"], key, kind, fields, tags, cards, int(info.get("mod", 0)))
    return out


def would_overwrite(
    remote: Mapping[str, RemoteNote], notes: Iterable[AnkiNote], mods: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """Keys of notes that were edited in Anki and that the package would overwrite, each with the fields.

    These are to be pulled first. Tags of the person's own are no loss: `push` puts them back.
    """
    out: dict[str, tuple[str, ...]] = {}
    for note in notes:
        here = remote.get(note.key)
        if here is None or mods.get(note.key, 1 << 62) <= here.mod:
            continue
        edited = tuple(
            name
            for name in here.edited
            if name != "Tags" and _shown(here.fields[name]) != _shown(note.fields[name])
        )
        if edited:
            out[note.key] = edited
    return out


def _shown(fragment: str) -> str:
    """The field in one spelling: an edit that was pulled comes back as `<strong>` where Anki has `<b>`."""
    return as_html(read(fragment))


def push(
    anki: AnkiConnect, paths: Iterable[Path], notes: Sequence[AnkiNote], before: Mapping[str, RemoteNote]
) -> Pushed:
    """Import the packages; `notes` are what is in them, `before` what `look` found.

    Tags of the person's own are put back also when Anki refuses a package behind others. Raises CardgenError
    when Anki answers no more.
    """
    problem = _import(anki, paths)
    after: dict[str, RemoteNote] = {}
    for namespace in sorted({unescape(note.fields["Namespace"]) for note in notes}):
        after |= look(anki, namespace)
    new, updated, missing = [], [], []
    for note in notes:
        if note.key not in after and problem is None:
            missing.append(note.key)
        elif note.key not in after:
            continue
        elif note.key not in before:
            new.append(note.key)
        elif after[note.key].fields != before[note.key].fields or after[note.key].mod != before[note.key].mod:
            updated.append(note.key)
    kept = _put_back_tags(anki, before, after)
    unchanged = sum(note.key in after for note in notes) - len(new) - len(updated)
    return Pushed(tuple(new), tuple(updated), unchanged, tuple(missing), tuple(kept), problem)


def _import(anki: AnkiConnect, paths: Iterable[Path]) -> Problem | None:
    """Import the packages until one is refused; what is wrong with that one."""
    for path in paths:
        todo = "look at Anki's window, then try again"
        try:
            if anki.call("importPackage", path=str(path.resolve())) is False:
                return Problem(str(path), 0, 0, "Anki did not import it", todo)
        except CardgenError as error:
            return Problem(str(path), 0, 0, f"was not imported: {error.problem.what}", error.problem.todo)
    return None


def _put_back_tags(
    anki: AnkiConnect, before: Mapping[str, RemoteNote], after: Mapping[str, RemoteNote]
) -> list[str]:
    """Give the person's own tags back to the notes that lost them: an import replaces all tags of a note."""
    lost: dict[str, list[int]] = defaultdict(list)
    kept = []
    for key, old in before.items():
        if (new := after.get(key)) is None or new.tags == old.tags:
            continue
        own = own_tags(old.tags) if "Tags" in old.edited else []  # else they came with an earlier package
        have = {tag.lower() for tag in new.tags}
        gone = [tag for tag in (*own, *_ankis(old.tags)) if tag.lower() not in have]
        for tag in gone:
            lost[tag].append(new.id)
        if gone:
            kept.append(key)
    for tag, ids in sorted(lost.items()):
        anki.call("addTags", notes=ids, tags=tag)
    return kept


def _ankis(tags: Iterable[str]) -> list[str]:
    return [tag for tag in tags if tag.lower() in ("marked", "leech")]


def left(remote: Mapping[str, RemoteNote], now: Iterable[str], ever: Iterable[str]) -> tuple[RemoteNote, ...]:
    """Notes in Anki that were built once (`ever`) and are in the decks no more (`now`)."""
    gone = set(ever) - set(now)
    return tuple(note for key, note in remote.items() if key in gone)


def moved(
    anki: AnkiConnect, remote: Mapping[str, RemoteNote], was: Mapping[str, str], now: Mapping[str, str]
) -> tuple[Move, ...]:
    """Cards that are still in the deck that the YAML had them in before; one the person moved stays."""
    keys = [key for key in now if key in remote and was.get(key) not in (None, now[key])]
    cards = [card for key in keys for card in remote[key].cards]
    places: dict[int, str] = {}
    for start in range(0, len(cards), _AT_ONCE):
        for deck, ids in anki.call("getDecks", cards=cards[start : start + _AT_ONCE]).items():
            places |= dict.fromkeys(ids, deck)
    out = []
    for key in keys:
        here = tuple(card for card in remote[key].cards if places.get(card) == was[key])
        if here:
            out.append(Move(key, here, was[key], now[key]))
    return tuple(out)


def move(anki: AnkiConnect, moves: Sequence[Move]) -> None:
    """Put the cards in their new decks."""
    by_deck: dict[str, list[int]] = defaultdict(list)
    for one in moves:
        by_deck[one.new] += one.cards
    for deck, cards in by_deck.items():
        anki.call("changeDeck", cards=cards, deck=deck)


def remove(anki: AnkiConnect, notes: Sequence[RemoteNote]) -> None:
    """Delete notes and their history from Anki: only notes that `left` gave, after the person said yes."""
    if notes:
        anki.call("deleteNotes", notes=[note.id for note in notes])
