"""Importing a newer package into an Anki that has been used for a while."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from anki_collection import counts, new_collection, notes, take
from anki_decks import ADAM, DEEP_LEARNING, ENTROPY, PRECISION, UPSAMPLING

from cardgen.anki import anki_notes, build, content_hashes, render, style
from cardgen.anki.leaving import LEFT, cleanup, last_notes, search_for
from cardgen.model import Card, Comparison, Deck, Definition, Point

DAY = 1_767_300_000
FAR = 4_000_000_000  # later than any edit that a test makes


class Used:
    """An Anki with the deck imported and reviewed, and a lock of when each note changed."""

    def __init__(self, folder: Path, deck: Deck):
        self.folder = folder
        self.lock: dict[str, tuple[str, int]] = {}
        self.col = new_collection(folder)
        self.take(deck, DAY)

    def take(self, deck: Deck, now: int, **more: Any) -> Any:
        for key, digest in content_hashes([render(deck)], more.get("looks")).items():
            if self.lock.get(key, ("",))[0] != digest:
                self.lock[key] = (digest, now)
        (built,) = build(
            [deck], self.folder, mods={key: time for key, (_, time) in self.lock.items()}, **more
        )
        assert built.path
        return take(self.col, built.path)

    def study(self) -> None:
        """Give every card a history, a flag, and some a deck of the person's own."""
        cards = [self.col.get_card(cid) for cid in self.col.find_cards("")]
        for i, card in enumerate(cards):
            card.type, card.queue, card.due, card.ivl, card.reps, card.factor = 2, 2, 100 + i, 10 + i, 5, 2300
            card.flags = i % 4
            self.col.update_card(card)
        self.col.sched.suspend_cards([cards[0].id])
        self.col.set_deck([cards[1].id], self.col.decks.id("My own deck"))

    def cards(self) -> dict[tuple[str, int], tuple[object, ...]]:
        out = {}
        for cid in self.col.find_cards(""):
            card = self.col.get_card(cid)
            history = (card.type, card.queue, card.due, card.ivl, card.reps, card.factor)
            out[card.note()["Id"], card.ord] = (card.id, card.did, card.flags, *history)
        return out


@pytest.fixture
def used(tmp_path: Path) -> Used:
    used = Used(tmp_path, DEEP_LEARNING)
    used.study()
    return used


def changed(card: Card, **content: Any) -> Card:
    return replace(card, content=replace(card.content, **content))


def with_cards(*cards: Card) -> Deck:
    return replace(DEEP_LEARNING, cards=cards)


def test_a_changed_card_is_updated_and_keeps_its_history(used: Used) -> None:
    before = used.cards()
    deck = with_cards(changed(UPSAMPLING, term="升采样", meaning="新的意思"), PRECISION, ADAM, ENTROPY)
    assert counts(used.take(deck, FAR)) == {"updated": 1, "duplicate": 5}
    assert notes(used.col)["upsampling"]["Term"] == "升采样"
    assert used.cards() == before
    assert used.col.fix_integrity()[1]


def test_edits_in_anki_of_unchanged_cards_survive(used: Used) -> None:
    note = notes(used.col)["entropy"]
    note["Meaning"] = "my own words"
    note.tags = [*note.tags, "mine", "marked"]
    used.col.update_note(note)
    moved = replace(PRECISION, sources=(replace(PRECISION.sources[0], note="moved.md", line=99),))
    deck = with_cards(ENTROPY, moved, ADAM, changed(UPSAMPLING, meaning="新的意思"))
    assert counts(used.take(deck, FAR)) == {"updated": 1, "duplicate": 5}
    note = notes(used.col)["entropy"]
    assert note["Meaning"] == "my own words"
    assert {"mine", "marked"} <= set(note.tags)


def test_the_same_package_twice_changes_nothing(used: Used) -> None:
    before = used.cards()
    assert counts(used.take(DEEP_LEARNING, FAR)) == {"duplicate": 6}
    assert used.cards() == before


def test_aspects_that_come_go_and_move_leave_the_others_alone(used: Used) -> None:
    content = ADAM.content
    assert isinstance(content, Comparison)
    before = used.cards()
    points = (content.points[1], Point({"Adam": "是", "AdamW": "是"}, "自适应", "adaptive"))
    log = used.take(with_cards(UPSAMPLING, PRECISION, changed(ADAM, points=points), ENTROPY), FAR)
    assert counts(log) == {"new": 1, "updated": 1, "duplicate": 4}
    after = used.cards()
    assert {key: after[key] for key in before} == before
    assert set(after) - set(before) == {("adam-vs-adamw/adaptive", 0)}


def test_a_card_whose_deck_is_renamed_stays_where_it_is(used: Used) -> None:
    before = used.cards()
    assert counts(used.take(replace(DEEP_LEARNING, name="Elsewhere"), FAR)) == {"duplicate": 6}
    assert used.cards() == before


def test_deck_options_stay_as_they_are(used: Used) -> None:
    did = used.col.decks.id(DEEP_LEARNING.name)
    options = used.col.decks.add_config("Mine")
    options["new"]["perDay"] = 3
    used.col.decks.update_config(options)
    deck = used.col.decks.get(did)
    deck["conf"] = options["id"]
    used.col.decks.save(deck)
    used.take(with_cards(changed(UPSAMPLING, meaning="新的意思"), PRECISION, ADAM, ENTROPY), FAR)
    assert used.col.decks.config_dict_for_deck_id(did)["name"] == "Mine"
    assert used.col.decks.config_dict_for_deck_id(did)["new"]["perDay"] == 3


def test_new_looks_reach_anki_and_touch_no_note(used: Used, tmp_path: Path) -> None:
    before = used.cards()
    (tmp_path / "looks").mkdir()
    (tmp_path / "looks" / "card.css").write_text(".cg { font-size: 30px; }")
    (tmp_path / "looks" / "formula.front.html").write_text(
        "<b>{{Name}}</b>{{#Context}} {{Context}}{{/Context}}"
    )
    log = used.take(DEEP_LEARNING, FAR, looks=style(tmp_path / "looks"))
    assert counts(log) == {"duplicate": 6}
    formula = used.col.models.by_name("cardgen Formula")
    assert formula["css"].endswith(".cg { font-size: 30px; }")
    assert formula["tmpls"][0]["qfmt"].startswith("<b>{{Name}}</b>")
    assert used.cards() == before
    assert not [model for model in used.col.models.all_names() if model.endswith("+")]


def test_cards_that_left_are_found_by_the_search_and_tagged_by_the_cleanup(used: Used) -> None:
    last = last_notes(used.folder)
    assert last["upsampling"].deck == DEEP_LEARNING.name
    used.take(with_cards(PRECISION, ENTROPY), FAR)
    left = ["adam-vs-adamw", "adam-vs-adamw/strength", "adam-vs-adamw/weight-decay", "upsampling"]
    assert set(last) - {note.key for note in anki_notes(with_cards(PRECISION, ENTROPY))} == set(left)
    found = [used.col.get_note(nid)["Id"] for nid in used.col.find_notes(search_for(left))]
    assert sorted(found) == left
    before, text = used.cards(), notes(used.col)["upsampling"]["Meaning"]
    path = cleanup([last[key] for key in left], used.folder, now=FAR)
    assert counts(take(used.col, path)) == {"updated": 4}
    assert sorted(used.col.get_note(nid)["Id"] for nid in used.col.find_notes(f"tag:{LEFT}")) == left
    assert used.cards() == before
    assert notes(used.col)["upsampling"]["Meaning"] == text
    assert "vision" in notes(used.col)["upsampling"].tags


def test_the_search_means_each_sign_as_it_stands(tmp_path: Path) -> None:
    ids = ["a_b", "axb", "a*b", "词-2", "c:d", "e", "e-2"]
    cards = tuple(Card(Definition(name, "m"), id=name) for name in ids)
    col = new_collection(tmp_path)
    for namespace in ("", "other"):
        (built,) = build([Deck(f"D{namespace}", cards, namespace=namespace)], tmp_path, mods={})
        assert built.path
        take(col, built.path)
    assert len(col.find_notes("")) == 14
    for wanted in (["a_b"], ["a*b", "e"], ["c:d", "词-2"], ids):
        for namespace in ("", "other"):
            found = [col.get_note(nid) for nid in col.find_notes(search_for(wanted, namespace))]
            assert sorted(note["Id"] for note in found) == sorted(wanted)
            assert {note["Namespace"] for note in found} == {namespace}
    many = [*ids[:3], *(f"gone-{i}" for i in range(5000))]
    assert len(col.find_notes(search_for(many))) == 3


def test_twenty_thousand_cards_in_one_import(tmp_path: Path) -> None:
    cards = tuple(
        Card(Definition(f"术语 {i}", f"第 {i} 个 **意思**，$x_{{{i}}} < {i}$"), id=f"term-{i}")
        for i in range(10_000)
    )
    deck = Deck("Big", cards)
    (built,) = build([deck], tmp_path, mods={})
    assert built.path and built.cards == 20_000
    col = new_collection(tmp_path)
    assert counts(take(col, built.path)) == {"new": 10_000}
    assert col.card_count() == 20_000
