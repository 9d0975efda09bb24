"""Deck files are read as the person wrote them, and whatever is wrong is told with its place."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cardgen.cards import check, fix, load_all, load_deck, load_decks
from cardgen.cards.fields import CARD, KINDS
from cardgen.cards.reading import read_deck
from cardgen.model import Comparison, Definition, Formula, Point, Source
from cardgen.problems import CardgenError

DECK = r"""# yaml-language-server: $schema=./cardgen.schema.json
deck: Deep Learning
categories: [Deep Learning, 深度学习]
namespace: mine
cards:
- id: upsampling
  kind: definition
  term: 上采样
  aliases: [Upsampling]
  meaning: 把图像放大到更高的分辨率的操作方法      # no final stop
  source: {note: upsampling.md, line: 4, rule: zh-zhi-de-shi}

- id: precision
  kind: formula
  name: Precision
  latex: \frac{TP}{TP + FP}
  where:
    TP: 检测框数量
- id: adam-vs-adamw
  kind: comparison
  subjects: [Adam, AdamW]
  same:
  - 都维护滑动平均
  points:
  - id: weight-decay
    aspect: 权重衰减
    values:
      Adam: |
        加在 loss 里，
        参与动量的计算
  tags: [optimizer]
  source:
  - {note: adamw.md, line: 1}
  - {note: adam.md}
"""

KEYS = sorted(
    {field.name for fields in CARD.values() for field in fields} | {"aspect", "values", "note", "line"}
)


def read(text: str):
    return read_deck(text, Path("decks/x.yaml"))


def wrong(card: str) -> list[str]:
    """What is said of one card, with places counted from its first line."""
    return [str(p).removeprefix("decks/x.yaml:") for p in read("cards:\n" + card + "\ndeck: X\n").problems]


def broken(text: str) -> str:
    with pytest.raises(CardgenError) as caught:
        read(text)
    return str(caught.value).removeprefix("decks/x.yaml:")


def test_a_deck_is_read_whole():
    file = read(DECK)
    assert file.problems == ()
    assert (file.deck.name, file.deck.namespace) == ("Deep Learning", "mine")
    assert file.deck.categories == ("Deep Learning", "深度学习")
    definition, formula, comparison = file.deck.cards
    assert definition.content == Definition("上采样", "把图像放大到更高的分辨率的操作方法", ("Upsampling",))
    assert definition.sources == (Source("upsampling.md", 4, "zh-zhi-de-shi"),)
    assert formula.content == Formula("Precision", r"\frac{TP}{TP + FP}", {"TP": "检测框数量"})
    assert comparison.content == Comparison(
        ("Adam", "AdamW"),
        (Point({"Adam": "加在 loss 里，\n参与动量的计算"}, "权重衰减", "weight-decay"),),
        ("都维护滑动平均",),
    )
    assert comparison.tags == ("optimizer",)
    assert comparison.sources == (Source("adamw.md", 1), Source("adam.md"))


def test_cards_and_fields_know_their_places():
    file = read(DECK)
    assert file.place_of("precision") == (13, 3)
    assert file.place_of("precision", "latex") == (16, 3)
    assert file.place_of("nobody") == (0, 0)


@pytest.mark.parametrize("written", ["no", "1:30", "2024-01-01", "0x1F", "true", "42", ".5", "1_000"])
def test_unquoted_text_stays_the_text_that_was_written(written):
    file = read(f"deck: X\ncards:\n- id: a\n  kind: definition\n  term: {written}\n  meaning: m\n")
    assert file.problems == ()
    assert file.deck.cards[0].front == written


def test_windows_line_ends_and_a_byte_order_mark_are_no_part_of_the_text(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + DECK.replace("\n", "\r\n").encode())
    file = load_deck(path)
    assert file.problems == ()
    assert file.deck.cards[2].content == read(DECK).deck.cards[2].content
    assert file.place_of("precision", "latex") == (16, 3)


def test_each_mistake_in_a_card_is_told_with_place_and_remedy():
    assert wrong("- id: a\n  kind: definition\n  trem: x\n  meaning: m") == [
        "2:3: `term:` is missing; add it: What is defined. [missing-field]",
        "4:3: `trem` is not a field of a definition; did you mean `term`? [unknown-key]",
    ]
    assert wrong("- id: a\n  kind: defintion") == [
        "3:9: `defintion` is no kind of card; write one of: definition, formula, comparison [wrong-value]"
    ]
    assert wrong("- id: a\n  kind: definition\n  term: [x]\n  meaning: m") == [
        "4:9: `term:` must be a text; put it in quotes [wrong-type]"
    ]
    assert wrong("- id: a\n  kind: formula\n  name: x\n  latex:") == [
        "5:3: `latex:` is empty; add it: The formula in LaTeX, without `$` around it. [missing-field]"
    ]
    assert wrong("- id: a\n  kind: definition\n  term: x\n  meaning: m\n  aliases: y") == [
        "6:12: `aliases:` must be a list; write `[one, two]`, or a line with `- ` for each [wrong-type]"
    ]
    assert wrong("- id: a\n  kind: definition\n  term: x\n  meaning: m\n  status: done") == [
        "6:11: `done` is no status; write one of: incomplete, rejected [wrong-value]"
    ]
    assert wrong("- just text") == [
        "2:3: a card must have keys; write `id:`, `kind:` and the rest under the dash [wrong-type]"
    ]
    assert wrong("- kind: definition\n  term: x\n  meaning: m") == [
        "2:3: `id:` is missing; let `cardgen check --fix` add one [missing-field]"
    ]


def test_comparisons_need_two_subjects_and_sides_that_are_subjects():
    assert wrong("- id: a\n  kind: comparison\n  subjects: [X]\n  same: [s]") == [
        "4:13: a comparison needs two subjects; add the other one [wrong-value]"
    ]
    assert wrong("- id: a\n  kind: comparison\n  subjects: [X, Y]") == [
        "2:3: a comparison needs `points:` or `same:`; add one of them [missing-field]"
    ]
    assert wrong(
        "- id: a\n  kind: comparison\n  subjects: [Adam, SGD]\n  points:\n  - values: {Adma: 1, SGD: 2}"
    ) == ["6:14: `Adma` is not among the subjects; did you mean `Adam`? [unknown-subject]"]


def test_a_mistake_in_one_card_leaves_the_others():
    file = read(
        "deck: X\ncards:\n- id: a\n  kind: definition\n- id: b\n  kind: definition\n  term: t\n  meaning: m\n"
    )
    assert [card.id for card in file.deck.cards] == ["b"]
    assert [entry.id for entry in file.entries] == ["a", "b"]
    assert len(file.problems) == 2


def test_an_incomplete_card_may_lack_what_it_names():
    lacking = "- id: a\n  kind: formula\n  status: {}\n  missing: [latex]\n  name: x\n  latex:"
    assert wrong(lacking.format("incomplete")) == []
    assert wrong(lacking.format("rejected")) == []
    assert (
        wrong("- id: a\n  kind: formula\n  status: incomplete\n  missing: [name]\n  name: x\n  latex:") != []
    )


def test_unknown_keys_at_the_top_are_warnings():
    (problem,) = read("deck: X\nowner: me\ncards: []\n").problems
    assert (problem.severity, problem.line, problem.code) == ("warning", 2, "unknown-key")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: the file is empty; write `deck:` and `cards:`, or delete the file [yaml]"),
        ("- a\n", "1:1: this is not a deck; write `deck:` and `cards:` at the top [yaml]"),
        ("deck: X\n\tcards: []\n", "2:1: a tab indents this line; use spaces [yaml]"),
        ("deck: X\ndeck: Y\n", "2:1: the key `deck` stands here twice; delete one of the two [yaml]"),
        ("deck: &a X\n", "1:7: `&a` is an anchor; write the text out, or quote it [yaml]"),
        ("deck: *a\n", "1:7: `*` refers to an anchor; write the text out, or quote it [yaml]"),
        ("deck: !!str X\n", "1:7: `!` gives a YAML tag; delete it, or quote the text [yaml]"),
        ("deck: !py/object X\n", "1:7: `!` gives a YAML tag; delete it, or quote the text [yaml]"),
        ("deck: X\n---\ndeck: Y\n", "2:1: a second YAML document starts here; keep one deck a file [yaml]"),
        ("? [a]\n: b\n", "1:3: a key must be a text; put it in quotes [yaml]"),
        (
            "deck: a: b\n",
            "1:8: `: ` stands inside a text, or the line is indented wrongly; "
            "put the text in quotes, or line it up with its neighbours [yaml]",
        ),
        ("deck: @x\n", "1:7: `@` cannot start a text; put the text in quotes [yaml]"),
        ("cards:\n- 'a\n- b\n", "2:3: a quote is never closed; close it [yaml]"),
        (
            "deck: [a, b\n",
            "1:7: the `[` is never closed, or a comma is missing; close it, or put the text in quotes [yaml]",
        ),
        (
            'latex: "\\cdot"\n',
            "1:9: `\\` starts an escape in double quotes; use single quotes or a `|-` block for LaTeX [yaml]",
        ),
        (
            "deck: X\nnonsense\n",
            "2:1: this line has no `key:`; indent it under its key, or add the key [yaml]",
        ),
        (
            "deck: 深\x01\n",
            "1:8: a control character stands in the text; "
            "delete it, or write it as an escape in double quotes [yaml]",
        ),
        (
            "deck: X\ncards:\n<<<<<<< HEAD\n- id: a\n=======\n- id: b\n>>>>>>> theirs\n",
            "3:1: git left conflict markers here; settle the merge first [yaml]",
        ),
    ],
)
def test_unsound_yaml_is_refused_with_a_clear_line(text, said):
    assert broken(text) == said


BOMBS = {
    "brackets": "deck: " + "[" * 1_000_000,
    "braces": "deck: " + "{a: " * 200_000,
    "dashes": "deck:\n" + "".join(" " * n + "-\n" for n in range(3_000)),
    "laughs": "a: &a [x,x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20)),
    "questions": "? " * 100_000,
    "long key": "x" * 1_000_000 + ": y",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_yaml_bombs_do_no_harm(bomb):
    with pytest.raises(CardgenError):
        read_deck(BOMBS[bomb], Path("x.yaml"))


def test_a_broken_file_is_told_and_the_others_go_on(tmp_path):
    (tmp_path / "a.yaml").write_text("deck: [\n")
    (tmp_path / "b.yml").write_text(DECK, "utf-8")
    (tmp_path / "c.yaml").write_bytes(b"deck: \xff\n")
    (tmp_path / ".hidden.yaml").write_text("not: read")
    (tmp_path / "notes.txt").write_text("not read")
    files, problems = load_decks(tmp_path)
    assert [file.path.name for file in files] == ["b.yml"]
    assert [(Path(p.path).name, p.what) for p in problems] == [
        ("a.yaml", "the `[` is never closed, or a comma is missing"),
        ("c.yaml", "the file is not UTF-8"),
    ]


def test_the_ids_of_a_broken_file_are_known(tmp_path):
    (tmp_path / "a.yaml").write_text("deck: X\ncards:\n- id: one\n  term: [\n- id: 'two'  # mine\n")
    _, (broken_file,) = load_all(tmp_path)
    assert broken_file.ids == {"one", "two"}


def test_no_folder_is_no_decks(tmp_path):
    assert load_decks(tmp_path / "none") == ([], [])


def test_a_deck_of_twenty_thousand_cards_is_read(tmp_path):
    card = "- id: c{0}\n  kind: definition\n  term: t{0}\n  meaning: 一个意思 {0}\n  source: {{note: a.md}}\n"
    path = tmp_path / "big.yaml"
    path.write_text("deck: X\ncards:\n" + "".join(card.format(n) for n in range(20_000)), "utf-8")
    file = load_deck(path)
    assert len(file.deck.cards) == 20_000
    assert file.place_of("c19999", "term") == (100_000, 3)


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", "a", "definition", "incomplete", "- x: [", "id"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)
almost_cards = st.dictionaries(st.sampled_from(KEYS), junk, max_size=8).flatmap(
    lambda fields: st.sampled_from(KINDS).map(lambda kind: {"id": "a", "kind": kind} | fields)
)


@given(cards=st.lists(almost_cards | junk, max_size=3), deck=junk)
def test_whatever_a_card_holds_is_read_or_told_and_every_command_lives(cards, deck):
    text = yaml.safe_dump({"deck": deck, "cards": cards}, allow_unicode=True)
    file = read(text)
    assert len(file.entries) == len(cards)
    broken = [entry for entry in file.entries if entry.card is None]
    assert bool(broken) <= any(problem.severity == "error" for problem in file.problems)
    check([file])
    fix([file])


@given(
    start=st.integers(0, len(DECK)),
    size=st.integers(0, 12),
    new=st.text("ab:-{}[]\"'|>#&*! \n\t\r\\?%@`\x00\u2028深", max_size=4),
)
def test_whatever_a_person_types_is_read_or_refused(start, size, new):
    text = DECK[:start] + new + DECK[start + size :]
    try:
        file = read(text)
    except CardgenError as error:
        assert error.problem.line > 0
        return
    check([file])
    fix([file])
    for entry in file.entries:
        assert file.place(entry.node.start)[0] <= text.count("\n") + 1
