"""Pushing into a running Anki: a server with AnkiConnect's contract over a real collection."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from anki_collection import new_collection, notes
from anki_connect import Connect, running
from anki_decks import ADAM, DEEP_LEARNING, ENTROPY, PRECISION, UPSAMPLING

from cardgen.anki import anki_notes, build
from cardgen.anki.connect import AnkiConnect, connect
from cardgen.anki.push import left, look, move, moved, push, remove, would_overwrite
from cardgen.model import Card, Deck
from cardgen.problems import CardgenError

DAY = 1_767_300_000
FAR = 4_000_000_000


class Pushing:
    def __init__(self, folder: Path, server: Connect, address: str):
        self.folder = folder
        self.col = server.col
        self.anki = connect(address)
        self.mods: dict[str, int] = {}

    def push(self, deck: Deck, mods: dict[str, int] | None = None) -> Any:
        self.mods = mods or {note.key: DAY for note in anki_notes(deck)}
        (built,) = build([deck], self.folder, mods=self.mods)
        assert built.path
        return push(self.anki, [built.path], anki_notes(deck), look(self.anki))

    def edit(self, key: str, tags: tuple[str, ...] = (), **fields: str) -> None:
        note = notes(self.col)[key]
        for name, text in fields.items():
            note[name] = text
        note.tags = [*note.tags, *tags]
        self.col.update_note(note)


@pytest.fixture
def pushing(tmp_path: Path) -> Iterator[Pushing]:
    server = Connect(new_collection(tmp_path))
    with running(server) as address:
        yield Pushing(tmp_path, server, address)


def changed(card: Card, **content: Any) -> Card:
    return replace(card, content=replace(card.content, **content))


def with_cards(*cards: Card) -> Deck:
    return replace(DEEP_LEARNING, cards=cards)


def test_a_push_says_what_is_new_updated_and_unchanged(pushing: Pushing) -> None:
    first = pushing.push(DEEP_LEARNING)
    assert len(first.new) == 6 and not first.updated and not first.missing
    again = pushing.push(DEEP_LEARNING)
    assert (again.new, again.updated, again.unchanged) == ((), (), 6)
    deck = with_cards(changed(UPSAMPLING, meaning="新的意思"), PRECISION, ADAM)
    third = pushing.push(deck, {**pushing.mods, "upsampling": FAR})
    assert (third.new, third.updated, third.unchanged) == ((), ("upsampling",), 4)
    assert notes(pushing.col)["upsampling"]["Meaning"] == "新的意思"


def test_the_persons_own_tags_survive_an_update(pushing: Pushing) -> None:
    pushing.push(DEEP_LEARNING)
    pushing.edit("upsampling", tags=("mine", "marked"))
    pushing.edit("entropy", tags=("other",))
    deck = with_cards(
        replace(changed(UPSAMPLING, meaning="新的意思"), tags=("new",)), PRECISION, ADAM, ENTROPY
    )
    done = pushing.push(deck, {**pushing.mods, "upsampling": FAR})
    assert done.kept == ("upsampling",)
    tags = set(notes(pushing.col)["upsampling"].tags)
    assert {"mine", "marked", "new"} <= tags
    assert "other" in notes(pushing.col)["entropy"].tags


def test_edits_that_a_push_would_overwrite_are_known_before(pushing: Pushing) -> None:
    pushing.push(DEEP_LEARNING)
    pushing.edit("upsampling", Meaning="my words")
    pushing.edit("entropy", Meaning="my words")
    deck = with_cards(changed(UPSAMPLING, term="升采样"), PRECISION, ADAM, ENTROPY)
    mods = {**pushing.mods, "upsampling": FAR}
    assert would_overwrite(look(pushing.anki), anki_notes(deck), mods) == {"upsampling": ("Meaning",)}
    pushing.push(deck, mods)
    assert notes(pushing.col)["entropy"]["Meaning"] == "my words"


def test_cards_that_left_are_removed_and_no_others(pushing: Pushing) -> None:
    pushing.push(DEEP_LEARNING)
    other = Deck("Other", (replace(ENTROPY, id="upsampling"),), namespace="another project")
    (built,) = build([other], pushing.folder, mods={})
    pushing.anki.call("importPackage", path=str(built.path))
    basic = pushing.col.new_note(pushing.col.models.by_name("Basic"))
    basic["Front"] = "upsampling"
    pushing.col.add_note(basic, 1)
    now = [note.key for note in anki_notes(with_cards(PRECISION, ADAM))]
    gone = left(look(pushing.anki), now, ever=["upsampling", "precision", "never built"])
    assert [note.key for note in gone] == ["upsampling"]
    remove(pushing.anki, gone)
    assert pushing.col.note_count() == 7
    assert sorted(look(pushing.anki)) == sorted([*now, "entropy"])
    assert list(look(pushing.anki, "another project")) == ["upsampling"]


def test_cards_move_with_their_deck_unless_the_person_moved_them(pushing: Pushing) -> None:
    pushing.push(DEEP_LEARNING)
    first, second = notes(pushing.col)["upsampling"].card_ids()
    pushing.col.set_deck([first], pushing.col.decks.id("My own deck"))
    was = dict.fromkeys(pushing.mods, DEEP_LEARNING.name)
    now = {**was, "upsampling": "Vision", "precision": "Vision"}
    moves = moved(pushing.anki, look(pushing.anki), was, now)
    assert [(one.key, one.old, one.new) for one in moves] == [
        ("upsampling", DEEP_LEARNING.name, "Vision"),
        ("precision", DEEP_LEARNING.name, "Vision"),
    ]
    move(pushing.anki, moves)
    deck = {cid: pushing.col.decks.name(pushing.col.get_card(cid).did) for cid in (first, second)}
    assert deck == {first: "My own deck", second: "Vision"}
    assert moved(pushing.anki, look(pushing.anki), was, now) == ()


def test_no_anki_is_one_clear_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(
        CardgenError, match="no Anki answers; start Anki; if it runs, get the add-on AnkiConnect"
    ):
        connect(address)


@pytest.mark.parametrize(
    ("permission", "key", "given", "what"),
    [
        ("denied", "", "", "Anki refused the permission; run it again and press Yes"),
        ("granted", "secret", "", "AnkiConnect wants its API key; give the key"),
        ("granted", "secret", "wrong", "AnkiConnect wants its API key; give the key"),
    ],
)
def test_a_refusal_is_one_clear_error(
    tmp_path: Path, permission: str, key: str, given: str, what: str
) -> None:
    with (
        running(Connect(None, permission, key)) as address,
        pytest.raises(CardgenError, match=re.escape(what)),
    ):
        connect(address, given)


def test_the_right_key_opens_anki(tmp_path: Path) -> None:
    with running(Connect(new_collection(tmp_path), key="secret")) as address:
        assert look(connect(address, "secret")) == {}


def test_a_package_that_anki_cannot_take_is_one_clear_error(pushing: Pushing) -> None:
    (pushing.folder / "x.apkg").write_text("no package")
    with pytest.raises(CardgenError, match=r"Anki could not do `importPackage`: .*; look at Anki's window"):
        push(pushing.anki, [pushing.folder / "x.apkg"], [], {})


def test_something_else_at_the_address_is_one_clear_error() -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")

        def log_message(self, *args: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Other)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        with pytest.raises(CardgenError, match="what answers here is not AnkiConnect; give its address"):
            connect(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(CardgenError, match="is not the address of an AnkiConnect"):
        connect("file:///etc/passwd")


def test_an_old_add_on_is_one_clear_error(tmp_path: Path) -> None:
    server = Connect(new_collection(tmp_path))
    with (
        running(server) as address,
        pytest.raises(CardgenError, match="does not know `getNothing`; update the add-on"),
    ):
        AnkiConnect(address).call("getNothing")
