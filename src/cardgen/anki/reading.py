"""What is in an .apkg or .colpkg that Anki wrote, old form or new."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cardgen.anki.notetypes import NOTE_TYPES
from cardgen.problems import CardgenError, fail

_MOST = 4 << 30  # bytes of an unpacked collection; a bomb is bigger


@dataclass(frozen=True, slots=True)
class StoredCard:
    """One card: which of its note's cards (0-based), whether it is suspended, and its flag (0: none)."""

    ordinal: int
    deck: str
    suspended: bool
    flag: int


@dataclass(frozen=True, slots=True)
class StoredNote:
    """One note as Anki has it. `mod` is in seconds; `kind` is "" for a note type that is not ours."""

    guid: str
    kind: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    mod: int
    cards: tuple[StoredCard, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A package or collection. `media` gives the bytes of a file by its name, None where it has none."""

    notes: tuple[StoredNote, ...]
    media: Callable[[str], bytes | None]


def read_package(path: Path) -> Stored:
    """Raises CardgenError when the file is not something that Anki exported."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            collection = _collection(archive, names)
            media = _media_names(archive, names)
        connection = _opened(collection)
        try:
            return Stored(tuple(_notes(connection)), lambda name: _media(path, media, name))
        finally:
            connection.close()
    except CardgenError:
        raise
    except FileNotFoundError:
        raise fail(path, "there is no such file", "export the deck or the collection from Anki") from None
    except OSError as error:
        raise fail(path, f"cannot be read: {error.strerror or error}", "check the file") from None
    except (zipfile.BadZipFile, sqlite3.Error, ValueError, KeyError, EOFError) as error:
        todo = "export the deck (.apkg) or the collection (.colpkg) from Anki again"
        raise fail(path, f"is not a package that Anki wrote ({error})", todo) from None


def _collection(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    if "collection.anki21b" in names:
        return _unpacked(archive.read("collection.anki21b"))
    for name in ("collection.anki21", "collection.anki2"):
        if name in names:
            if archive.getinfo(name).file_size > _MOST:
                raise ValueError("too big")
            return archive.read(name)
    raise ValueError("it holds no collection")


def _unpacked(data: bytes) -> bytes:
    import zstandard

    try:
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)) as reader:
            out: bytes = reader.read(_MOST)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from None
    if len(out) >= _MOST:
        raise ValueError("too big")
    return out


def _opened(data: bytes) -> sqlite3.Connection:
    if not data.startswith(b"SQLite format 3\0"):
        raise ValueError("its collection is no database")
    connection = sqlite3.connect(":memory:")
    # a database in write-ahead mode cannot be opened in memory; the two bytes say which mode it is in
    connection.deserialize(data[:18] + b"\1\1" + data[20:])
    connection.create_collation("unicase", _compared)
    return connection


def _compared(a: str, b: str) -> int:
    a, b = a.casefold(), b.casefold()
    return (a > b) - (a < b)


def _notes(connection: sqlite3.Connection) -> Iterator[StoredNote]:
    fields = _field_names(connection)
    decks = _deck_names(connection)
    kinds = {note_type.id: kind for kind, note_type in NOTE_TYPES.items()}
    cards: dict[int, list[StoredCard]] = defaultdict(list)
    for nid, ordinal, deck, queue, flags in connection.execute(
        "select nid, ord, did, queue, flags from cards"
    ):
        cards[nid].append(StoredCard(ordinal, decks.get(deck, ""), queue == -1, flags & 7))
    for nid, guid, mid, mod, tags, flds in connection.execute(
        "select id, guid, mid, mod, tags, flds from notes"
    ):
        names = fields.get(mid, ())
        values = dict(zip(names, flds.split("\x1f"), strict=False))
        sides = tuple(sorted(cards[nid], key=lambda card: card.ordinal))
        yield StoredNote(str(guid), kinds.get(mid, ""), values, tuple(tags.split()), mod, sides)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}


def _field_names(connection: sqlite3.Connection) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    if "fields" in _tables(connection):
        for mid, name in connection.execute("select ntid, name from fields order by ntid, ord"):
            names[mid].append(name)
    else:
        (models,) = connection.execute("select models from col").fetchone()
        for mid, model in json.loads(models).items():
            names[int(mid)] = [one["name"] for one in sorted(model["flds"], key=lambda one: one["ord"])]
    return names


def _deck_names(connection: sqlite3.Connection) -> dict[int, str]:
    if "decks" in _tables(connection):
        return {
            did: name.replace("\x1f", "::") for did, name in connection.execute("select id, name from decks")
        }
    (decks,) = connection.execute("select decks from col").fetchone()
    return {int(did): deck["name"] for did, deck in json.loads(decks).items()}


# --- media --------------------------------------------------------------------------------------------


def _media_names(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """The name of each media file -> the name of its entry in the zip."""
    if "media" not in names:
        return {}
    data = archive.read("media")
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return {name: str(i) for i, name in enumerate(_entries(_unpacked(data)))}
    return {name: entry for entry, name in json.loads(data or b"{}").items()}


def _entries(data: bytes) -> Iterator[str]:
    """The names in Anki's list of media: a protobuf of entries (field 1), each with its name in field 1."""
    for number, value in _protobuf(data):
        if number == 1 and isinstance(value, bytes):
            inner = dict(_protobuf(value))
            name = inner.get(1, b"")
            yield name.decode() if isinstance(name, bytes) else ""


def _protobuf(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        elif key & 7 == 2:
            length = varint()
            yield key >> 3, data[at : at + length]
            at += length
        else:
            raise ValueError("its list of media is in a form not known here")


def _media(path: Path, media: Mapping[str, str], name: str) -> bytes | None:
    if name not in media:
        return None
    with zipfile.ZipFile(path) as archive:
        data = archive.read(media[name])
    return _unpacked(data) if data.startswith(b"\x28\xb5\x2f\xfd") else data
