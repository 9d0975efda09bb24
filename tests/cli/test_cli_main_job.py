"""The main job: a person's notes in, decks out that real Anki takes."""

from __future__ import annotations

import html
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_desk import Desk

EXAMPLES = Path(__file__).parents[2] / "examples" / "notes"
PLAIN = re.compile(r"[\w ，。、；：（）,.;()-]+")
CARDS_OF = {"definition": 2, "formula": 1, "comparison": 1}

# A listing as some sites save it: category and date stand before each note, which is cut off by `...`; the
# first note and the one after the cut have no header; a formula was lost.
DIGEST = """\
感受野指的是输出特征图上的一个点在原图上能看到的区域。层数越深感受野越大...
Deep Learning
2026-02-01
早停指的是验证集误差不再下降时就结束训练的做法。交叉熵损失的公式为：[公式]。学习率预热...
Databases
2026-02-03
事务指的是一组要么全部成功要么全部失败的操作。索引是...
幂等指的是同一个操作执行多次与执行一次的效果相同。重试之前先确认接口是幂等...
Operating Systems
2026-02-07
死锁是指多个进程互相等待对方占有的资源而都无法继续的状态。银行家算法是一种...
"""


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The example notes, generated and built once."""
    desk = Desk(tmp_path_factory.mktemp("examples"))
    shutil.copytree(EXAMPLES, desk.folder / "notes")
    ran = desk.run("generate", "notes")
    assert ran.out.startswith("12 notes read\n")
    assert ran.out.endswith("Next: look through decks/*.yaml, then `cardgen build`.\n")
    desk.run("build")
    return desk


def decks_of(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    files = sorted((desk.folder / "decks").glob("*.yaml"))
    decks = [yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in files]
    return {deck["deck"]: deck["cards"] for deck in decks}


def test_example_notes_give_a_deck_a_category_with_all_three_kinds(examples: Desk) -> None:
    notes = (path.read_text("utf-8") for path in EXAMPLES.glob("*.md"))
    categories = {re.search(r"^categor(?:y|ies): *\[?([^\]\n]+)", text, re.M)[1].strip() for text in notes}  # type: ignore[index]
    decks = decks_of(examples)
    assert set(decks) == categories
    kinds = Counter(card["kind"] for cards in decks.values() for card in cards)
    assert all(kinds[kind] >= 10 for kind in CARDS_OF), kinds
    assert len({card["id"] for cards in decks.values() for card in cards}) == kinds.total()


def test_real_anki_takes_the_example_decks(examples: Desk) -> None:
    from anki_collection import new_collection, notes, take

    col = new_collection(examples.folder / "anki")
    for path in sorted((examples.folder / "out").glob("*.apkg")):
        take(col, path)
    decks = decks_of(examples)
    here = {deck.name for deck in col.decks.all_names_and_ids()} - {"Default"}
    assert here == set(decks)
    assert not list(col.get_empty_cards().notes)
    stored = notes(col)
    for deck, cards in decks.items():
        cards = [card for card in cards if "status" not in card]
        own = {card["id"] for card in cards}
        aspects = [key for key in stored if "/" in key and key.partition("/")[0] in own]
        expected = sum(CARDS_OF[card["kind"]] for card in cards) + len(aspects)
        assert len(col.find_cards(f'deck:"{deck}"')) == expected
    compared = 0
    for card in (card for cards in decks.values() for card in cards):
        if card["kind"] == "definition" and PLAIN.fullmatch(card["term"] + card["meaning"]):
            note = stored[card["id"]]
            assert (note["Term"], note["Meaning"]) == (
                html.escape(card["term"]),
                html.escape(card["meaning"]),
            )
            compared += 1
        if card["kind"] == "formula" and "status" not in card:
            shown = html.unescape(stored[card["id"]]["Formula"])
            assert shown.startswith(r"\[") and shown.endswith(r"\]")
    assert compared >= 20


def test_a_second_run_changes_no_byte_of_specs_or_packages(examples: Desk) -> None:
    before = examples.files("decks"), examples.files("out")
    ran = examples.run("generate", "notes")
    assert "Nothing changed. `cardgen build` makes the packages." in ran.out
    examples.run("build")
    assert (examples.files("decks"), examples.files("out")) == before


def test_the_specs_pass_their_own_check(examples: Desk) -> None:
    ran = examples.run("check")
    assert re.search(r"\d+ cards in 5 files: (no problems|0 errors, \d+ warnings?)\n$", ran.out)


def test_one_package_or_one_deck_where_that_is_asked_for(examples: Desk) -> None:
    examples.run("build", "--single", "--output", "single")
    assert list(examples.files("single")) == ["cardgen.apkg"]
    examples.run("build", "--only", "NLP", "--output", "only")
    assert list(examples.files("only")) == ["nlp.apkg"]


def test_what_a_build_made_as_data(examples: Desk) -> None:
    data = examples.run("build", "--json").data
    assert [one["deck"] for one in data["packages"]] == sorted(decks_of(examples))
    assert all(Path(examples.folder, one["path"]).is_file() and one["cards"] for one in data["packages"])
    assert data["left"] == [] and data["moved"] == {}


def test_a_digest_gives_a_deck_a_category_and_nothing_that_was_cut_off(desk: Desk) -> None:
    desk.write("digest.txt", DIGEST)
    ran = desk.run("generate", "digest.txt")
    assert ran.out.startswith("5 notes read\n")
    fronts = {
        deck: {card.get("term") or card["name"]: card for card in cards}
        for deck, cards in decks_of(desk).items()
    }
    assert {deck: set(cards) for deck, cards in fronts.items()} == {
        "Uncategorized": {"感受野", "幂等"},
        "Deep Learning": {"早停", "交叉熵损失"},
        "Databases": {"事务"},
        "Operating Systems": {"死锁"},
    }
    assert fronts["Databases"]["事务"]["meaning"] == "一组要么全部成功要么全部失败的操作"
    lost = fronts["Deep Learning"]["交叉熵损失"]
    assert (lost["status"], lost["missing"]) == ("incomplete", ["latex"])
    assert re.search(
        r"decks/deep-learning.yaml:\d+: 交叉熵损失: the formula was lost in the note; fill in `latex:`",
        ran.out,
    )
    assert not any("[公式]" in text for text in map(str, fronts.values()))
    built = desk.run("build")
    assert "Deep Learning: 2 cards, 1 incomplete left out" in built.out
    assert len(list((desk.folder / "out").glob("*.apkg"))) == 4


def test_a_lost_formula_that_was_filled_in_reaches_the_package(desk: Desk) -> None:
    desk.write("digest.txt", DIGEST)
    desk.run("generate", "digest.txt")
    text = desk.read("decks/deep-learning.yaml")
    text = re.sub(r"  status: incomplete\n  missing: \[latex\]\n", "", text)
    text = text.replace("  latex:\n", "  latex: -\\sum_i y_i \\log p_i\n")
    desk.write("decks/deep-learning.yaml", text)
    ran = desk.run("generate", "digest.txt")
    assert "1 kept as you edited it" in ran.out and "was lost" not in ran.out
    assert desk.read("decks/deep-learning.yaml") == text
    assert "Deep Learning: 3 cards\n" in desk.run("build").out


def test_suggested_commands_name_the_decks_that_were_written(desk: Desk) -> None:
    desk.write("notes/net.md", "**Latency** is the time between a request and its first response.\n")
    ran = desk.run("generate", "notes", "--decks", "my decks")
    assert "then `cardgen build --decks 'my decks'`" in ran.out
