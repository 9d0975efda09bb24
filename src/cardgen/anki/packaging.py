"""Anki notes -> .apkg files."""

from __future__ import annotations

import io
import itertools
import json
import re
import sqlite3
import tempfile
import time
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cardgen.anki.ankinote import Media, Rendered
from cardgen.anki.notetypes import NOTE_TYPES, RELEASED, NoteType, Style, model, style
from cardgen.anki.rendering import render
from cardgen.model import Deck
from cardgen.problems import Problem, fail


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one deck. `path` is None when no card was left to put in a package."""

    deck: str
    path: Path | None
    notes: int
    cards: int
    keys: tuple[str, ...]
    incomplete: int
    rejected: int
    problems: tuple[Problem, ...]


def note_type_key(note_type: NoteType) -> str:
    """The name under which the lock keeps when a note type's looks last changed; no card's id has a space."""
    return f"note type {note_type.kind}"


def content_hashes(rendered: Iterable[Rendered], looks: Style | None = None) -> dict[str, str]:
    """A hash for each note, by key, and for each note type: what changes here gets a new time of change."""
    looks = looks or style()
    hashes = {note_type_key(kind): looks.hash_of(kind) for kind in NOTE_TYPES.values()}
    return hashes | {note.key: note.content_hash for deck in rendered for note in deck.notes}


def build(
    decks: Sequence[Deck],
    output: Path,
    *,
    mods: Mapping[str, int],
    media: Media | None = None,
    single: bool = False,
    looks: Style | None = None,
    vault: str = "",
) -> list[Built]:
    """Write one .apkg a deck into `output` (all decks in `cardgen.apkg` with `single`).

    `mods` says when each note last changed, in seconds, by its key; a note that is missing there changed now.
    Raises CardgenError when a file cannot be written; then no package was touched by halves.
    """
    rendered = [render(deck, media=media, vault=vault) for deck in decks]
    return package(rendered, output, mods=mods, single=single, looks=looks)


def package(
    rendered: Sequence[Rendered],
    output: Path,
    *,
    mods: Mapping[str, int],
    single: bool = False,
    looks: Style | None = None,
) -> list[Built]:
    """`build` for decks that are rendered already."""
    rendered = _each_once(rendered)
    full = [deck for deck in rendered if deck.notes]
    names = ["cardgen"] * len(full) if single else _file_names([deck.deck for deck in full])
    paths: dict[Path, list[Rendered]] = {}
    for deck, name in zip(full, names, strict=True):
        paths.setdefault(output / f"{name}.apkg", []).append(deck)
    write_packages(paths, mods, looks)
    where = {id(deck): path for path, decks in paths.items() for deck in decks}
    return [_built(deck, where.get(id(deck))) for deck in rendered]


def _each_once(rendered: Sequence[Rendered]) -> list[Rendered]:
    """The decks without notes that an earlier deck has: Anki would import one guid as two notes."""
    taken: set[str] = set()
    out = []
    for deck in rendered:
        twice = [note for note in deck.notes if note.guid in taken]
        notes = tuple(note for note in deck.notes if note.guid not in taken)
        taken |= {note.guid for note in notes}
        where = deck.deck.path or deck.deck.name
        problems = tuple(
            Problem(
                where, 0, 0, f"{note.key}: left out: another deck has this id", "give it another id", "id"
            )
            for note in twice
        )
        out.append(replace(deck, notes=notes, problems=deck.problems + problems) if twice else deck)
    return out


def write_packages(
    paths: Mapping[Path, Sequence[Rendered]], mods: Mapping[str, int], looks: Style | None = None
) -> None:
    """Write each package, after all of them are made."""
    looks = looks or style()
    now = int(time.time())
    made = {path: _package(decks, mods, now, looks) for path, decks in paths.items()}
    for path, data in made.items():
        _write(path, data)


def _built(rendered: Rendered, path: Path | None) -> Built:
    deck, problems = rendered.deck, rendered.problems
    if path is None:
        where = deck.path or deck.name
        todo = "complete a card" if rendered.incomplete else "add a card"
        problems += (
            Problem(
                where,
                0,
                0,
                f"{deck.name} has no card to study; no package was made",
                todo,
                "no-cards",
                "warning",
            ),
        )
    cards = sum(len(NOTE_TYPES[note.kind].templates) for note in rendered.notes)
    keys = tuple(note.key for note in rendered.notes)
    return Built(deck.name, path, len(keys), cards, keys, rendered.incomplete, rendered.rejected, problems)


# --- names --------------------------------------------------------------------------------------------

_RESERVED = re.compile(r"(?:collection|backup-.*|con|prn|aux|nul|com\d|lpt\d|cardgen|cardgen-cleanup)")


def _file_names(decks: Sequence[Deck]) -> list[str]:
    """A file name for each deck, from its YAML file or its name; no name twice.

    Anki takes a package called collection.apkg or backup-….apkg for a whole collection, and Windows has
    names that are no files.
    """
    out: list[str] = []
    for deck in decks:
        name = _slug(Path(deck.path).stem if deck.path else deck.name)
        if _RESERVED.fullmatch(name):
            name = f"deck-{name}"
        number = sum(taken == name or taken.startswith(name + "-") for taken in out)
        base = name
        while name in out:
            number += 1
            name = f"{base}-{number}"
        out.append(name)
    return out


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[^\w]+", "-", text).strip("-_")[:100] or "deck"


def deck_id(name: str) -> int:
    """A deck's id in the package; Anki goes by the name."""
    import hashlib

    return 1_600_000_000_000 + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


# --- the package --------------------------------------------------------------------------------------


def _package(decks: Sequence[Rendered], mods: Mapping[str, int], now: int, looks: Style) -> bytes:
    """The bytes of a package: the same for the same notes, times and looks."""
    import genanki
    from genanki.apkg_col import APKG_COL
    from genanki.apkg_schema import APKG_SCHEMA

    class Note(genanki.Note):  # type: ignore[misc]
        """A note with its own time of change, and with all cards of its type."""

        mod = 0

        @property
        def cards(self) -> list[genanki.Card]:
            return [genanki.Card(i) for i in range(len(self.model.templates))]

        def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Any) -> None:
            super().write_to_db(cursor, self.mod, deck_id, id_gen)

    models = {name: model(kind, looks) for name, kind in NOTE_TYPES.items()}
    times = [mods.get(note.key, now) for deck in decks for note in deck.notes]
    newest = max(times)
    ids = itertools.count(newest * 1000)
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    cursor.executescript(APKG_SCHEMA)
    cursor.executescript(APKG_COL)
    place = itertools.count(1)
    for rendered in decks:
        deck = genanki.Deck(
            deck_id(rendered.deck.name), deck_name(rendered.deck), _description(rendered, mods, now)
        )
        for note in rendered.notes:
            fields = [note.fields[name] for name in NOTE_TYPES[note.kind].fields]
            added = Note(models[note.kind], fields, tags=note.tags, guid=note.guid, due=next(place))
            added.mod = mods.get(note.key, now)
            deck.add_note(added)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)
                deck.write_to_db(cursor, newest, ids)
        except UserWarning as warning:
            where = rendered.deck.path or rendered.deck.name
            raise fail(where, f"genanki warns: {warning}", "report this as a fault of cardgen") from None
    _stamp_note_types(cursor, mods)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return _zipped(
        data, {name: path for deck in decks for note in deck.notes for name, path in note.media.items()}
    )


def _stamp_note_types(cursor: sqlite3.Cursor, mods: Mapping[str, int]) -> None:
    """Give each note type the time when its looks last changed, so that Anki takes only new ones."""
    (text,) = cursor.execute("select models from col").fetchone()
    models = json.loads(text)
    for kind in NOTE_TYPES.values():
        if entry := models.get(str(kind.id)):
            entry["mod"] = mods.get(note_type_key(kind), RELEASED)
    cursor.execute("update col set models = ?", (json.dumps(models),))


def _zipped(collection: bytes, media: Mapping[str, Path]) -> bytes:
    names = sorted(media)
    entries = {"collection.anki2": collection, "media": json.dumps(dict(enumerate(names))).encode()}
    for i, name in enumerate(names):
        entries[str(i)] = media[name].read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the same on Windows
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def deck_name(deck: Deck) -> str:
    """The deck's name as Anki keeps it: no empty step, no spaces around `::`."""
    from cardgen.anki.sanitise import plain

    steps = [" ".join(step.split()).replace('"', "") for step in plain(deck.name).split("::")]
    return "::".join(step for step in steps if step) or "Uncategorized"


_COUNTED = {
    "Definition": ("定义", "definition"),
    "Formula": ("公式", "formula"),
    "Comparison": ("比较", "comparison"),
}


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _description(rendered: Rendered, mods: Mapping[str, int], now: int) -> str:
    counts = Counter(note.kind for note in rendered.notes)
    chinese = sum(bool(note.fields["Chinese"]) for note in rendered.notes) * 2 > len(rendered.notes)
    if chinese:
        parts = [f"{counts[kind]} 个{zh}" for kind, (zh, _) in _COUNTED.items() if counts[kind]]
        return f"{'、'.join(parts)}，{_newest(rendered, mods, now, True)}。由 cardgen 从笔记生成。"
    parts = [
        f"{counts[kind]} {en}{'s' * (counts[kind] > 1)}" for kind, (_, en) in _COUNTED.items() if counts[kind]
    ]
    return f"{', '.join(parts)}; {_newest(rendered, mods, now, False)}. Made from notes by cardgen."


def _newest(rendered: Rendered, mods: Mapping[str, int], now: int, chinese: bool) -> str:
    """The date of the newest note, as the notes themselves say; else when a card last changed.

    The times of files are not taken: a copy or a checkout changes them.
    """
    packaged = {note.key for note in rendered.notes}
    cards = (card for card in rendered.deck.cards if card.id in packaged)
    dates = (source.date for card in cards for source in card.sources if _DATE.fullmatch(source.date))
    if newest := max(dates, default=""):
        return f"最新的笔记写于 {newest}" if chinese else f"newest note {newest}"
    changed = max(mods.get(note.key, now) for note in rendered.notes)
    date = datetime.fromtimestamp(changed, UTC).date().isoformat()
    return f"最近更新于 {date}" if chinese else f"last changed {date}"


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a package that Anki reads meanwhile is never half new."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            new = Path(file.name)
            try:
                file.write(data)
                file.close()
                new.chmod(0o644)
                new.replace(path)
            except BaseException:
                new.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise fail(
            path, f"cannot be written: {error.strerror or error}", "choose another folder with --output"
        ) from None
