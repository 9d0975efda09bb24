"""What the person edits in Anki comes back as an edit of the cards."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import genanki
import pytest
from anki_collection import counts, export, new_collection, notes, take
from anki_decks import _TORTURE, ADAM, DEEP_LEARNING, GALLERY, TORTURE
from hypothesis import given, settings
from hypothesis import strategies as st

from cardgen.anki import AnkiNote, anki_notes, build
from cardgen.anki.htmltext import as_html, read
from cardgen.anki.markdown import to_html
from cardgen.anki.notetypes import NOTE_TYPES
from cardgen.anki.parts import Pictures, parts_of, value_of
from cardgen.anki.pull import AnkiEdit, Pulled, pull
from cardgen.anki.shielding import Refused
from cardgen.anki.tomarkdown import to_markdown
from cardgen.model import Card, Comparison, Deck, Definition, Formula, Point
from cardgen.problems import CardgenError

DAY = 1_767_300_000
ALL = Deck("All", (*GALLERY.cards, *TORTURE.cards), path="decks/all.yaml")


@pytest.fixture
def anki(tmp_path: Path) -> Anki:
    return Anki(tmp_path)


class Anki:
    """A person's Anki, with a deck imported."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.col = new_collection(folder)

    def take(self, deck: Deck, mods: dict[str, int] | None = None) -> Any:
        mods = mods if mods is not None else {note.key: DAY for note in anki_notes(deck)}
        (built,) = build([deck], self.folder, mods=mods)
        assert built.path
        return take(self.col, built.path)

    def edit(self, key: str, tags: list[str] | None = None, **fields: str) -> None:
        note = notes(self.col)[key]
        for name, text in fields.items():
            note[name] = text
        if tags is not None:
            note.tags = tags
        self.col.update_note(note)

    def pull(self, *decks: Deck, name: str = "export.apkg", **more: Any) -> Pulled:
        return pull(export(self.col, self.folder / name), decks, **more)

    def replace(self, key: str, field: str, old: str, new: str) -> None:
        text = notes(self.col)[key][field]
        assert old in text
        self.edit(key, **{field: text.replace(old, new, 1)})


def edited(pulled: Pulled) -> dict[str, AnkiEdit]:
    assert not pulled.problems, pulled.problems
    return {edit.key: edit for edit in pulled.edits}


@pytest.mark.parametrize("name", ["export.apkg", "legacy.apkg", "all.colpkg"])
def test_nothing_edited_is_no_edit(anki: Anki, name: str) -> None:
    anki.take(ALL)
    path = export(anki.col, anki.folder / name, legacy=name.startswith("legacy"))
    pulled = pull(path, [ALL], mods={note.key: DAY for note in anki_notes(ALL)})
    assert pulled == Pulled()


def test_fields_edited_in_anki_come_back_as_markdown(anki: Anki) -> None:
    anki.take(ALL)
    anki.edit(
        "upsampling",
        Meaning="让图像<b>变大</b>的技术，<div>如 \\(x&lt;y\\)</div>",
        Aliases="Upsampling、上取样",
    )
    anki.edit(
        "entropy", Term="Shannon&nbsp;entropy", Extra="<ul><li>a</li><li>b</li></ul>", Context="information"
    )
    anki.replace("precision", "Formula", "TP + FP", "FP + TP")
    anki.replace("precision", "Where", "IoU 大于", "IoU 超过")
    found = edited(anki.pull(ALL))
    assert found["upsampling"].fields == {
        "meaning": "让图像**变大**的技术，\n如 $x<y$",
        "aliases": ("Upsampling", "上取样"),
    }
    assert found["entropy"].fields == {
        "term": "Shannon entropy",
        "extra": "- a\n- b",
        "context": "information",
    }
    assert found["precision"].fields == {
        "latex": r"\frac{TP}{FP + TP}",
        "where": {"TP": "IoU 超过阈值的检测框数量", "FP": r"IoU 小于阈值的检测框数量，即 $N - TP < N$"},
    }
    content = found["precision"].card.content
    assert isinstance(content, Formula) and content.latex == r"\frac{TP}{FP + TP}"
    assert set(found) == {"upsampling", "entropy", "precision"}


def test_cells_of_a_comparison_come_back_to_their_point(anki: Anki) -> None:
    anki.take(ALL)
    anki.replace("adam-vs-adamw", "Points", "直接加在参数更新上", "直接作用于<b>参数</b>")
    anki.replace("adam-vs-adamw", "Same", "</ul>", "<li>都有偏差校正</li></ul>")
    anki.replace("adam-vs-adamw/strength", "Answer", "对所有参数相同", "处处相同")
    anki.edit("adam-vs-adamw/strength", Aspect="衰减的强度")
    anki.replace(
        "conv-vs-functional", "Points", '<span class="none">—</span>', '<span class="none">—不涉及</span>'
    )
    found = edited(anki.pull(ALL))
    assert found["adam-vs-adamw"].fields == {
        "points/weight-decay/values/AdamW": "直接作用于**参数**",
        "same": ("都维护梯度的一阶与二阶滑动平均", "都有偏差校正"),
        "points/strength/values/AdamW": "处处相同",
        "points/strength/aspect": "衰减的强度",
    }
    content = found["adam-vs-adamw"].card.content
    assert isinstance(content, Comparison)
    assert [point.id for point in content.points] == ["weight-decay", "strength"]
    assert content.points[1] == Point(
        {"Adam": r"随 $\sqrt{\hat v_t}$ 变化", "AdamW": "处处相同"}, "衰减的强度", "strength"
    )
    assert found["conv-vs-functional"].fields == {"points/use/values/手写的 `unfold`": "不涉及"}


def test_subjects_renamed_in_anki_take_their_values_along(anki: Anki) -> None:
    anki.take(Deck("D", (ADAM,)))
    anki.edit("adam-vs-adamw", Subjects="Adam vs Adam-W")
    (edit,) = anki.pull(Deck("D", (ADAM,))).edits
    assert edit.fields == {"subjects": ("Adam", "Adam-W")}
    content = edit.card.content
    assert isinstance(content, Comparison)
    assert content.points[0].values["Adam-W"] == "直接加在参数更新上"


def test_tags_are_added_and_taken_away(anki: Anki) -> None:
    anki.take(ALL)
    kept = [tag for tag in notes(anki.col)["adam-vs-adamw"].tags if tag != "optimizer"]
    anki.edit("adam-vs-adamw", tags=[*kept, "exam", "marked", "leech"])
    found = edited(anki.pull(ALL))
    assert found["adam-vs-adamw"].tags == ("deep learning", "exam")
    assert found["adam-vs-adamw"].fields == {} and set(found) == {"adam-vs-adamw"}


def test_what_the_yaml_changed_too_is_a_conflict_and_what_it_alone_changed_is_not(anki: Anki) -> None:
    anki.take(ALL)
    anki.edit("entropy", Meaning="changed in Anki", Term="Entropy")
    changed = replace(
        next(card for card in ALL.cards if card.id == "entropy"),
        content=Definition("entropy", "changed in the YAML"),
    )
    upsampling = next(card for card in ALL.cards if card.id == "upsampling")
    later = replace(upsampling, content=replace(upsampling.content, meaning="新的意思"))
    (edit,) = anki.pull(Deck("All", (changed, later))).edits
    assert edit.conflicts == {"meaning": ("changed in the YAML", "changed in Anki")}
    assert edit.fields == {"term": "Entropy"}
    assert edit.card.content == Definition("Entropy", "changed in the YAML")


def test_the_same_edit_on_both_sides_is_no_edit(anki: Anki) -> None:
    anki.take(Deck("D", (ADAM,)))
    anki.edit("adam-vs-adamw", Context="优化器")
    assert anki.pull(Deck("D", (replace(ADAM, content=replace(ADAM.content, context="优化器")),))).edits == ()


def test_suspended_and_flagged_cards_are_listed(anki: Anki) -> None:
    anki.take(ALL)
    first, second = notes(anki.col)["upsampling"].card_ids()
    anki.col.sched.suspend_cards([second])
    anki.col.set_user_flag_for_cards(3, [first])
    assert [(s.key, s.card, s.suspended, s.flag) for s in anki.pull(ALL).states] == [
        ("upsampling", "Term to meaning", False, 3),
        ("upsampling", "Meaning to term", True, 0),
    ]


def test_deleted_cards_are_told_apart_in_a_whole_collection_only(anki: Anki) -> None:
    mods = {note.key: DAY for note in anki_notes(ALL)}
    anki.take(ALL, mods)
    anki.col.remove_notes([notes(anki.col)[key].id for key in ("entropy", "adam-vs-adamw/strength")])
    added = Card(Definition("new", "not imported yet"), id="new")
    decks = replace(ALL, cards=(*ALL.cards, added))
    mods |= {"new": DAY + 60}
    assert anki.pull(decks, mods=mods).deleted == ()
    assert anki.pull(decks, mods=mods, name="all.colpkg").deleted == ("adam-vs-adamw/strength", "entropy")


def test_a_field_that_cannot_be_brought_back_is_said(anki: Anki) -> None:
    anki.take(ALL)
    anki.edit("adam-vs-adamw", Points="all gone", Context="kept")
    anki.edit("precision", Formula="\\[a\\] or \\[b\\]")
    pulled = anki.pull(ALL)
    assert [edit.fields for edit in pulled.edits] == [{"context": "kept"}]
    assert [problem.what.split(" in Anki")[0] for problem in pulled.problems] == [
        "precision: its Formula was edited",
        "adam-vs-adamw: its Points was edited",
    ]


def test_a_picture_pasted_in_anki_comes_along(anki: Anki, tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(b"own picture")
    card = Card(Definition("x", "![图](own.png)"), id="x")
    deck = Deck("D", (card,))

    def media(card: Card, target: str) -> Path | None:
        return tmp_path / target if (tmp_path / target).exists() else None

    (built,) = build([deck], tmp_path / "out", mods={}, media=media)
    assert built.path
    take(anki.col, built.path)
    name = anki.col.media.write_data("paste-1.png", b"pasted picture")
    text = notes(anki.col)["x"]["Meaning"]
    anki.edit("x", Meaning=f'{text}<br><img src="{name}">')
    pulled = anki.pull(deck, media=media)
    assert pulled.edits[0].fields == {"meaning": "![图](own.png)\n![](paste-1.png)"}
    assert pulled.media == {"paste-1.png": b"pasted picture"}


def test_pulled_and_built_again_is_what_the_person_sees(anki: Anki) -> None:
    anki.take(ALL)
    anki.edit("upsampling", Meaning="让图像<b>变大</b>的<i>技术</i>", Extra="见 \\[x&lt;y\\]")
    anki.edit("entropy", Meaning="surprise: \\(-\\log p\\)<br>second line", tags=["exam"])
    anki.replace("adam-vs-adamw", "Points", "加在 loss 里", "加在<b>损失</b>里")
    before = {key: as_html(read("".join(note.fields[1:7]))) for key, note in notes(anki.col).items()}
    cards = {edit.key: edit.card for edit in anki.pull(ALL).edits}
    again = replace(ALL, cards=tuple(cards.get(card.id, card) for card in ALL.cards))
    later = DAY + 4_000_000_000
    old = {note.key: note.content_hash for note in anki_notes(ALL)}
    mods = {note.key: DAY if note.content_hash == old[note.key] else later for note in anki_notes(again)}
    log = anki.take(again, mods)
    # the aspect shows the cell that was edited in the whole comparison; the others are as they are seen
    assert counts(log)["updated"] == 4
    after = {key: as_html(read("".join(note.fields[1:7]))) for key, note in notes(anki.col).items()}
    assert {key for key in after if after[key] != before[key]} == {"adam-vs-adamw/weight-decay"}
    assert edited(anki.pull(again)) == {}


def test_notes_of_cards_that_no_deck_has_are_counted(anki: Anki) -> None:
    anki.take(DEEP_LEARNING)
    assert anki.pull(Deck("D", (ADAM,))).strangers == 3


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.write_text("no zip"), "is not a package that Anki wrote"),
        (lambda path: _zip(path, "collection.anki21b", b"no zstd"), "is not a package that Anki wrote"),
        (lambda path: _zip(path, "collection.anki2", b"no database"), "is not a package that Anki wrote"),
        (lambda path: _zip(path, "readme.txt", b""), "it holds no collection"),
        (lambda path: path.mkdir(), "cannot be read"),
    ],
)
def test_a_file_that_anki_did_not_write_is_one_clear_error(
    tmp_path: Path, make: Callable[[Path], object], what: str
) -> None:
    make(tmp_path / "x.apkg")
    with pytest.raises(CardgenError, match=re.escape(what)):
        pull(tmp_path / "x.apkg", [])


def _zip(path: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, data)


@pytest.mark.parametrize("key", [note.key for note in anki_notes(ALL)])
def test_each_field_as_it_was_delivered_is_what_the_yaml_says(key: str) -> None:
    """Also where the sums that tell what was edited are no help: the cells beside one that was edited."""
    (note,) = [note for note in anki_notes(ALL) if note.key == key]
    (card,) = [card for card in ALL.cards if card.id == key.partition("/")[0]]
    assert_as_delivered(card, note)


def assert_as_delivered(card: Card, note: AnkiNote) -> None:
    point, pictures = note.key.partition("/")[2], Pictures(None)
    for name in NOTE_TYPES[note.kind].content:
        if point and name == "Extra":
            continue
        parts = parts_of(note.kind, name, note.fields[name], card.content, point, pictures)
        for path, value in parts.items():
            assert pictures.same(value_of(card, path), value), (path, value_of(card, path), value)


def test_a_list_that_was_edited_keeps_every_item(anki: Anki) -> None:
    card = replace(
        ADAM, content=replace(ADAM.content, same=("one\n- inner", "two ![gone](gone.png)", "three"))
    )
    anki.take(Deck("D", (card,)))
    there = notes(anki.col)["adam-vs-adamw"]["Same"].removesuffix("</ul>")
    more = "<ul><li>below</li></ul><li>four</li></ul>five<div>six</div>"
    anki.edit("adam-vs-adamw", Same=there + more)
    (edit,) = anki.pull(Deck("D", (card,))).edits
    # an item that was left alone stays as it is written, with its picture that was not there
    items = ("one\n- inner", "two ![gone](gone.png)", "three\n\n- below", "four", "five", "six")
    assert edit.fields["same"] == items


# --- Markdown there and back ----------------------------------------------------------------------------

BITS = [
    "词", "word", " ", "**", "*", "_", "`", "``", "$x$", "$$y$$", "$", "\\", "<", "&amp;", "&", "[", "](http://u.v)",
    "![a](p.png)", "\n", "\n\n", "\n- ", "\n1. ", "\n# ", "\n> ", "|", "\n|a|b|\n|-|-|\n|c|d|\n", "~~",
    "\\(", "\\)", "{{", "}}", "[latex]", "：", "“", "a*b", "__init__", "<sub>2</sub>", "<unk>",
    "\n```py\nx = 1\n```\n", "!", "5",
]  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(BITS), max_size=8).map("".join))
def test_any_text_comes_back_as_it_is_shown(text: str) -> None:
    try:
        shown = to_html(text)
    except Refused:
        return
    assert not genanki.Note._find_invalid_html_tags_in_field(shown)
    assert as_html(read(to_html(to_markdown(shown)))) == as_html(read(shown))


INLINE = [
    "词", "word ", "&nbsp;", "<br>", "\\(x&lt;y\\)", "\\[a\\]", "*", "**", "_", "`", "$", "&amp;",
    "&lt;b&gt;", "[", "](", "!", "|", "\\", "1. ", "- ", "#", ">", "~~", '<img src="p.png">',
    "&lt;!-- --&gt;", "{{c1::x}}", "5", "<code>`a`</code>", '<a href="https://e.org/a_b(c)">*</a>',
]  # fmt: skip


def _within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    text = st.lists(inner, max_size=3).map("".join)
    marked = st.sampled_from("b i u sub mark span div".split())
    listed = st.sampled_from(["ul", "ol"])
    items = st.lists(text.map("<li>{}</li>".format), min_size=1, max_size=3).map("".join)
    cells = st.lists(text.map("<td>{}</td>".format), min_size=2, max_size=2).map("".join)
    rows = st.lists(cells.map("<tr>{}</tr>".format), min_size=1, max_size=3).map("".join)
    blocks = st.sampled_from(["blockquote", "pre", "details"])
    return st.one_of(
        st.tuples(marked, text).map(lambda pair: "<{0}>{1}</{0}>".format(*pair)),
        st.tuples(listed, items).map(lambda pair: "<{0}>{1}</{0}>".format(*pair)),
        rows.map("<table><tbody>{}</tbody></table>".format),
        st.tuples(blocks, text).map(lambda pair: "<{0}>{1}</{0}>".format(*pair)),
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.recursive(st.sampled_from(INLINE), _within, max_leaves=6), max_size=4).map("".join))
def test_whatever_was_typed_into_ankis_editor_comes_back_as_it_is_shown(field: str) -> None:
    picture = {"p.png": "p.png"}.get
    text = to_markdown(field, picture=lambda target: picture(target, ""))
    assert as_html(read(to_html(text, lambda target: picture(target, "")))) == as_html(read(field))


TEXT = st.lists(st.sampled_from(BITS), min_size=1, max_size=5).map(lambda bits: "x" + "".join(bits))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(TEXT, min_size=6, max_size=6, unique=True))
def test_any_comparison_as_it_was_delivered_is_what_the_yaml_says(texts: list[str]) -> None:
    a, b = f"a{texts[0]}", f"b{texts[1]}"
    content = Comparison((a, b), (Point({a: texts[2], b: texts[3]}, texts[4], "p"),), (texts[5], texts[2]))
    card = Card(content, id="c")
    for note in anki_notes(Deck("D", (card,))):
        assert_as_delivered(card, note)


@pytest.mark.parametrize("text", [text for pair in _TORTURE for text in pair])
def test_hard_texts_come_back_as_they_are_shown(text: str) -> None:
    shown = to_html(text)
    assert as_html(read(to_html(to_markdown(shown)))) == as_html(read(shown))


@pytest.mark.parametrize(
    ("edited", "markdown"),
    [
        ("one<div>two</div><div>three</div>", "one\ntwo\nthree"),
        ("one<div><br></div><div>two</div>", "one\n\ntwo"),
        ("a&nbsp;<b> bold </b>&nbsp;b", "a **bold** b"),
        ('<span style="color: red">red</span> <font size="7">big</font>', "red big"),
        ("x<sup>2</sup> \\(a&lt;b\\) \\[c\\]", "x<sup>2</sup> $a<b$ $$c$$"),
        ("<script>alert(1)</script>ok", "ok"),
        ("costs $5 and $6, 1 * 2 * 3", "costs $5 and $6, 1 * 2 * 3"),
        ("not $math$ here", "not \\$math\\$ here"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        (
            '<pre><code class="language-python"><span class="k">if</span> x:<br>  y</code></pre>',
            "```python\nif x:\n  y\n```",
        ),
        ("<div>" * 5000 + "deep", "deep"),
        ('<a href="https://e.org/a_b">a link</a>', "[a link](https://e.org/a_b)"),
        ("<ul><li>a</li><ul><li>indented</li></ul></ul>", "- a\n  - indented"),
        ("<b><ul><li>one</li><li>two</li></ul></b>", "- **one**\n- **two**"),
        ("\\(x\\)5", "\\(x\\)5"),
        (
            "<table><tbody><tr><td>a|b</td></tr></tbody></table>",
            "<!-- -->\n<table><tbody><tr><td>a&#124;b</td></tr></tbody></table>",
        ),
    ],
)
def test_what_ankis_editor_writes_becomes_plain_markdown(edited: str, markdown: str) -> None:
    assert to_markdown(edited) == markdown
