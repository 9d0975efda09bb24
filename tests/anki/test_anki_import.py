"""What a package gives in real Anki."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from anki_collection import counts, new_collection, notes, take
from anki_decks import DEEP_LEARNING, ENTROPY, UPSAMPLING

from cardgen.anki import Rendered, anki_notes, build, package
from cardgen.model import Card, Deck, Definition, Source
from cardgen.problems import CardgenError

DAY = 1_767_300_000
MODS = {note.key: DAY for note in anki_notes(DEEP_LEARNING)}


def test_decks_notes_cards_and_fields(tmp_path: Path) -> None:
    (built,) = build([DEEP_LEARNING], tmp_path, mods=MODS)
    assert (built.path, built.deck) == (tmp_path / "deep-learning-optimizers.apkg", DEEP_LEARNING.name)
    assert (built.notes, built.cards, built.incomplete, built.rejected) == (6, 8, 1, 1)
    assert not built.problems
    col = new_collection(tmp_path)
    assert counts(take(col, built.path)) == {"new": 6}
    assert {deck.name for deck in col.decks.all_names_and_ids()} == {
        "Default",
        "Deep Learning",
        DEEP_LEARNING.name,
    }
    assert col.card_count() == 8
    assert not col.get_empty_cards().notes
    found = notes(col)
    assert set(found) == set(built.keys)
    upsampling = found["upsampling"]
    assert upsampling.note_type()["name"] == "cardgen Definition"
    assert upsampling["Term"] == "上采样"
    assert upsampling["Meaning"] == "把图像放大到更高的分辨率的操作方法"
    assert upsampling["Extra"] == "反义词是<strong>下采样</strong>。"
    assert upsampling["Source"] == "cv/upsampling.md › 什么是上采样"
    assert set(upsampling.tags) == {
        "cardgen::kind::definition",
        "cardgen::deck::Deep_Learning::Optimizers",
        "vision",
    }
    assert found["precision"]["Formula"] == r"\[\frac{TP}{TP + FP}\]"
    assert r"\(N - TP &lt; N\)" in found["precision"]["Where"]
    assert found["entropy"]["Meaning"].endswith(r"\(-\sum_x p(x)\log p(x)\)")
    assert (upsampling["Chinese"], found["entropy"]["Chinese"]) == ("zh", "")
    assert "deep_learning" in found["adam-vs-adamw"].tags
    assert next(iter(upsampling.keys())) == "Id"
    assert {note.mod for note in found.values()} == {DAY}
    assert col.fix_integrity()[1]


def test_the_directions_of_each_kind(tmp_path: Path) -> None:
    (built,) = build([DEEP_LEARNING], tmp_path, mods=MODS)
    col = new_collection(tmp_path)
    take(col, built.path)
    found = notes(col)
    term, meaning = (card.render_output(reload=True) for card in found["entropy"].cards())
    assert "entropy" in term.question_text and "surprise" not in term.question_text
    assert "surprise" in meaning.question_text and ">entropy<" not in meaning.question_text
    assert "Definition" in term.question_text and "surprise" in term.answer_text
    (formula,) = (card.render_output(reload=True) for card in found["precision"].cards())
    assert "Precision" in formula.question_text and "frac" not in formula.question_text
    assert "公式" in formula.question_text and "检测框" in formula.answer_text
    (whole,) = (card.render_output(reload=True) for card in found["adam-vs-adamw"].cards())
    assert "有什么区别" in whole.question_text and "权重衰减" not in whole.question_text
    (aspect,) = (card.render_output(reload=True) for card in found["adam-vs-adamw/strength"].cards())
    assert "AdamW" in aspect.question_text and "衰减强度" in aspect.question_text
    assert "对所有参数相同" not in aspect.question_text and "对所有参数相同" in aspect.answer_text


def test_new_cards_come_in_the_order_of_the_deck(tmp_path: Path) -> None:
    (built,) = build([DEEP_LEARNING], tmp_path, mods=MODS)
    col = new_collection(tmp_path)
    take(col, built.path)
    found = notes(col)
    places = [found[key].cards()[0].due for key in built.keys]
    assert places == sorted(places) and len(set(places)) == len(places)


def test_the_same_cards_and_times_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    digests = [
        hashlib.sha256(build([DEEP_LEARNING], folder, mods=MODS)[0].path.read_bytes()).hexdigest()  # type: ignore[union-attr]
        for folder in (first, second)
    ]
    assert digests[0] == digests[1]
    assert list(first.iterdir()) == [first / "deep-learning-optimizers.apkg"]


def test_all_decks_in_one_package(tmp_path: Path) -> None:
    other = Deck("NLP", (replace(ENTROPY, id="entropy-2"),))
    built = build([DEEP_LEARNING, other], tmp_path, mods=MODS, single=True)
    assert {one.path for one in built} == {tmp_path / "cardgen.apkg"}
    col = new_collection(tmp_path / "col")
    assert counts(take(col, tmp_path / "cardgen.apkg")) == {"new": 7}
    assert {"NLP", DEEP_LEARNING.name} <= {deck.name for deck in col.decks.all_names_and_ids()}


def test_a_deck_says_what_it_holds_and_how_new_its_notes_are(tmp_path: Path) -> None:
    dated = replace(
        UPSAMPLING, sources=(Source("a.md", date="2025-09-28"), Source("b.md", date="2025-10-02"))
    )
    english = Deck("English", (replace(ENTROPY, id="e1"), replace(ENTROPY, id="e2")))
    mods = dict.fromkeys((*MODS, "e1", "e2"), DAY)
    build([replace(DEEP_LEARNING, cards=(dated, *DEEP_LEARNING.cards[1:])), english], tmp_path, mods=mods)
    col = new_collection(tmp_path / "col")
    for path in tmp_path.glob("*.apkg"):
        take(col, path)
    told = {deck["name"]: deck["desc"] for deck in col.decks.all()}
    assert told[DEEP_LEARNING.name] == (
        "2 个定义、1 个公式、1 个比较，最新的笔记写于 2025-10-02。由 cardgen 从笔记生成。"
    )
    assert told["English"] == "2 definitions; last changed 2026-01-01. Made from notes by cardgen."


def test_what_genanki_warns_of_is_an_error_and_no_package(tmp_path: Path) -> None:
    (note,) = anki_notes(Deck("D", (ENTROPY,)))
    broken = replace(note, fields={**note.fields, "Meaning": "1 < 2 > 1"})
    with pytest.raises(CardgenError, match=r"genanki warns: .*invalid HTML"):
        package([Rendered(Deck("D"), (broken,))], tmp_path / "out", mods={})
    assert not (tmp_path / "out").exists()


def test_file_names_are_safe_and_differ(tmp_path: Path) -> None:
    names = ["collection", "backup-2026", "CON", "A::B", "A B", "深度学习", "///"]
    decks = [Deck(name, (replace(UPSAMPLING, id=f"u{i}"),)) for i, name in enumerate(names)]
    built = build(decks, tmp_path, mods={})
    assert [one.path.stem for one in built if one.path] == [
        "deck-collection",
        "deck-backup-2026",
        "deck-con",
        "a-b",
        "a-b-2",
        "深度学习",
        "deck",
    ]


def test_a_deck_without_cards_makes_no_package(tmp_path: Path) -> None:
    (built,) = build([Deck("Empty", path="decks/empty.yaml")], tmp_path / "out", mods={})
    assert built.path is None and not (tmp_path / "out").exists()
    assert [str(problem) for problem in built.problems] == [
        "decks/empty.yaml: Empty has no card to study; no package was made; add a card [no-cards]"
    ]


def test_an_output_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CardgenError, match=r"cannot be written: .*; choose another folder with --output"):
        build([DEEP_LEARNING], tmp_path / "out", mods={})
    assert (tmp_path / "out").read_text() == "a file"


def test_a_card_that_would_be_blank_is_left_out_and_said(tmp_path: Path) -> None:
    deck = Deck("D", (Card(Definition("<!-- -->", "y"), id="blank"), ENTROPY), path="decks/d.yaml")
    (built,) = build([deck], tmp_path, mods={})
    assert built.keys == ("entropy",)
    assert "blank: left out: nothing is left to show of its term" in str(built.problems[0])
