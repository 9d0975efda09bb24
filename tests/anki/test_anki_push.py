"""Pushing into a running Anki: a server with AnkiConnect's contract over a real collection."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from anki_collection import new_collection, notes
from anki_connect import Connect, running
from anki_decks import ADAM, DEEP_LEARNING, ENTROPY, PRECISION, UPSAMPLING
from loopback import Answering, served

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


def test_a_copy_that_the_person_made_is_theirs(pushing: Pushing) -> None:
    pushing.push(DEEP_LEARNING)
    ours = notes(pushing.col)["upsampling"]
    copy = pushing.col.new_note(ours.note_type())
    copy.fields = [*ours.fields[:2], "my words", *ours.fields[3:]]
    pushing.col.add_note(copy, 1)
    assert look(pushing.anki)["upsampling"].id == ours.id
    deck = with_cards(changed(UPSAMPLING, term="升采样"), PRECISION, ADAM, ENTROPY)
    assert would_overwrite(look(pushing.anki), anki_notes(deck), {**pushing.mods, "upsampling": FAR}) == {}
    remove(pushing.anki, left(look(pushing.anki), [], ever=["upsampling"]))
    assert [
        note["Meaning"] for note in map(pushing.col.get_note, pushing.col.find_notes("Id:upsampling"))
    ] == ["my words"]


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
    done = push(pushing.anki, [pushing.folder / "x.apkg"], [], {})
    what = r"x.apkg: was not imported: Anki could not do `importPackage`: .*; look at Anki's window"
    assert done.problem and re.search(what, str(done.problem))


def test_what_was_pushed_before_a_refusal_is_told_and_keeps_the_persons_tags(pushing: Pushing) -> None:
    pushing.push(DEEP_LEARNING)
    pushing.edit("upsampling", tags=("mine",))
    other = Deck("Other", (replace(ENTROPY, id="other"),))
    deck = with_cards(changed(UPSAMPLING, meaning="新的意思"), PRECISION, ADAM, ENTROPY)
    built = build([deck, other], pushing.folder, mods={**pushing.mods, "upsampling": FAR})
    before, paths = look(pushing.anki), [one.path for one in built if one.path]
    paths[1].write_text("broken")
    done = push(pushing.anki, paths, [*anki_notes(deck), *anki_notes(other)], before)
    assert done.problem and done.problem.path == str(paths[1])
    assert (done.new, done.updated, done.unchanged, done.missing) == ((), ("upsampling",), 5, ())
    assert "mine" in notes(pushing.col)["upsampling"].tags


@pytest.mark.parametrize(
    ("status", "body", "what"),
    [
        (200, b"<html>hello</html>", "what answers here is not AnkiConnect; give its address"),
        (200, b"[1]", "what answers here is not AnkiConnect; give its address"),
        (404, b"", "what answers here is not AnkiConnect (HTTP 404); give its address"),
        (403, b"", "Anki refused the permission; run it again and press Yes"),
    ],
)
def test_something_else_at_the_address_is_one_clear_error(status: int, body: bytes, what: str) -> None:
    class Other(Answering):
        def do_POST(self) -> None:
            self.reply(body, "text/html", status)

    with served(Other) as address, pytest.raises(CardgenError, match=re.escape(what)):
        connect(address)


def test_an_address_that_is_none_is_one_clear_error() -> None:
    with pytest.raises(CardgenError, match="is not the address of an AnkiConnect"):
        connect("file:///etc/passwd")


class Odd(Connect):
    """An Anki in a state of its own."""

    def do_version(self) -> int:
        return 5

    def do_findNotes(self, query: str) -> list[int]:
        raise RuntimeError("collection is not available")

    def do_sync(self) -> None:
        sleep(1)


def test_what_an_odd_anki_says_is_clear(tmp_path: Path) -> None:
    with running(Odd(None)) as address:
        with pytest.raises(CardgenError, match="AnkiConnect is too old; update the add-on"):
            connect(address)
        with pytest.raises(CardgenError, match="Anki has no profile open; choose your profile"):
            look(AnkiConnect(address))
        with pytest.raises(CardgenError, match="Anki does not answer; close any dialog"):
            AnkiConnect(address, seconds=0.1).call("sync")
        with pytest.raises(CardgenError, match="no profile open"):
            push(AnkiConnect(address), [tmp_path / "x.apkg"], anki_notes(DEEP_LEARNING), {})


def test_a_package_that_anki_says_no_to_is_a_problem(tmp_path: Path) -> None:
    class No(Connect):
        def do_importPackage(self, path: str) -> bool:
            return False

    with running(No(new_collection(tmp_path))) as address:
        done = push(connect(address), [tmp_path / "x.apkg"], anki_notes(DEEP_LEARNING), {})
        assert str(done.problem).endswith(
            "x.apkg: Anki did not import it; look at Anki's window, then try again"
        )
        assert not done.missing


def test_an_old_add_on_is_one_clear_error(tmp_path: Path) -> None:
    server = Connect(new_collection(tmp_path))
    with (
        running(server) as address,
        pytest.raises(CardgenError, match="does not know `getNothing`; update the add-on"),
    ):
        AnkiConnect(address).call("getNothing")
