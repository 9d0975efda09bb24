"""Every word that a generated note holds is found again, once, and in its place."""

from __future__ import annotations

import re
from itertools import count

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardgen.model import Block, Note
from cardgen.notes import read_text

# How a word may stand in a line. `W` is the word; every word of a note is different.
INLINE = [
    "W", "W", "W", "**W**", "**W：**", "**W（注）**", "*W*", "`W`", "``a`W``", "$\\text{W}$",
    "$W_1^{2}$", "\\(W_1\\)", "看[W](u.md)", "看[**W**](u.md)", "看[[W]]", "看[[目标|W]]", "==W==",
    "~~W~~", "<b>W</b>", '<font color="red">W</font>', "&amp;W", "\u200bW", "\\*W", "   W", "⻔W",
    "\u00a0W", "W[^1]", "<!-- 注释 -->W", "%%注%%W", "（W）", "“W”", "![图](a.png)W", "W<br>",
    "x<sub>t</sub>W", "$5，W", "$$W = 1$$", "W。", "W：", "W，", "W!", "__W__", "W  ",
]  # fmt: skip
JOINTS = ["", " ", "，", "。", " 与 "]

lines = st.lists(
    st.tuples(st.sampled_from(INLINE), st.sampled_from(JOINTS)), min_size=1, max_size=5
).map(lambda atoms: "".join(atom + joint for atom, joint in atoms))  # fmt: skip
paragraphs = st.lists(lines, min_size=1, max_size=3)


def prefixed(first: str, rest: str, content: list[str]) -> list[str]:
    return [(first if i == 0 else rest) + line for i, line in enumerate(content)]


def nested(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    """A list of lines inside a container, or several after each other."""
    return st.one_of(
        inner.map(lambda content: prefixed("- ", "  ", content)),
        inner.map(lambda content: prefixed("1. ", "   ", content)),
        inner.map(lambda content: prefixed("> ", "> ", content)),
        inner.map(lambda content: prefixed("> ", "> ", ["[!note] 题", *content])),
        st.tuples(inner, inner).map(lambda pair: [*pair[0], "", *pair[1]]),
    )


simple = st.one_of(
    paragraphs,
    lines.map(lambda line: ["## " + line.strip()]),
    lines.map(lambda line: ["| 甲 | 乙 |", "|---|---|", f"| {line.replace('|', ' ')} | W |"]),
    lines.map(lambda line: ["<div>", line.replace("&", "+"), "</div>"]),
    st.just(["$$", "W = x", "- 1", "$$"]),
    st.just(["```py", "W = $1", "", "**x", "```"]),
    lines.map(lambda line: ["术语", ": " + line.strip()]),
)
documents = st.recursive(simple, nested, max_leaves=6)
HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张"


def with_words(content: list[str]) -> str:
    """Every `W` becomes a word of its own, in turn Chinese and Latin."""
    numbers = count(1)

    def word(found: re.Match[str]) -> str:
        number = next(numbers)
        return f"Wa{number}z" if number % 2 else f"{HAN[number % 16]}{HAN[number // 16 % 16]}{number}尾"

    return re.sub("W", word, "\n".join(content))


def parts(note: Note) -> list[Block]:
    return [part for block in note.blocks for part in (block, *(cell for row in block.rows for cell in row))]


@settings(max_examples=300, deadline=None)
@given(documents)
@example(["- $$W = 1$$", "  W"])
@example(["> [!note] W", "> W `W`"])
def test_each_word_is_found_in_its_place(content: list[str]) -> None:
    source = with_words(content)
    (note,) = read_text(source)
    found: dict[str, list[int]] = {}
    for part in parts(note):
        check_origin(note, part)
        for match in re.finditer(r"Wa\d+z|[一-鿿]{2}\d+尾", part.text):
            place = part.source_offset(match.start()) if part.kind != "code" else source.index(match[0])
            found.setdefault(match[0], []).append(place)
    words = re.findall(r"Wa\d+z|[一-鿿]{2}\d+尾", source)
    assert found == {word: [source.index(word)] for word in words}


@settings(max_examples=150, deadline=None)
@given(documents)
def test_blocks_and_marks_name_what_stands_there(content: list[str]) -> None:
    source = with_words(content)
    (note,) = read_text(source)
    for part in parts(note):
        assert part.line == note.position(part.span.start)[0]
        assert part.text == part.text.strip() or part.kind == "code"
        for mark in part.marks:
            assert 0 <= mark.start <= mark.end <= len(part.text)
            shown = part.text[mark.start : mark.end]
            if mark.kind == "math":
                assert shown == f"${mark.target}$"
            elif mark.kind == "display" and "\n" not in mark.target:
                assert shown == f"$${mark.target}$$"
            elif mark.kind == "code":
                assert shown.strip("`").strip() == mark.target.strip("`").strip()
            elif mark.kind != "footnote":
                assert shown == shown.strip() != ""
    indexes = range(len(note.blocks))
    for i, block in enumerate(note.blocks):
        assert block.parent is None or (block.parent in indexes and block.parent < i)
        assert block.section is None or note.blocks[block.section].kind == "heading"


def check_origin(note: Note, part: Block) -> None:
    """The steps rise, and a letter of the text is the letter of the source that it points to."""
    if part.kind in ("code", "table"):
        return
    texts = [step[0] for step in part.origin]
    assert texts == sorted(set(texts))
    for i, character in enumerate(part.text):
        if character.isalnum() and character not in "门":
            place = part.source_offset(i)
            assert part.span.start <= place < max(part.span.end, part.span.start + 1)
            if character.isascii():
                assert note.source[place] == character or note.source[place] in "<&"
            else:
                assert note.source[place] == character


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="归纳 偏置*_`$[]()!<>&#-+=|~\\^%:：。\n\t\u200bab1{}/\"'", max_size=80))
def test_no_text_is_refused(text: str) -> None:
    for name in ("a.md", "a.txt", "a.html", "a.ipynb"):
        for note in read_text(text, name):
            for part in parts(note):
                assert 0 <= part.span.start <= part.span.end <= len(note.source)
                for i in range(len(part.text)):
                    assert 0 <= part.source_offset(i) <= len(note.source)
