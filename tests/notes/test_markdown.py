"""Markdown as people write it -> blocks."""

from __future__ import annotations

from cardgen.model import Block, Note
from cardgen.notes import read_text


def note_of(text: str, name: str = "note.md") -> Note:
    (note,) = read_text(text, name)
    return note


def shown(text: str, name: str = "note.md") -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in note_of(text, name).blocks]


def mark_texts(block: Block) -> list[tuple[str, str]]:
    return [(mark.kind, block.text[mark.start : mark.end]) for mark in block.marks]


def test_headings_items_and_their_places() -> None:
    note = note_of("# 优化\n\n## 动量\n\n1. 第一\n   - 内层\n2. 第二\n")
    kinds = [(b.kind, b.level, b.text, b.line, b.trail, b.parent, b.number) for b in note.blocks]
    assert kinds == [
        ("heading", 1, "优化", 1, (), None, None),
        ("heading", 2, "动量", 3, ("优化",), None, None),
        ("item", 1, "第一", 5, ("优化", "动量"), None, 1),
        ("item", 2, "内层", 6, ("优化", "动量"), 2, None),
        ("item", 1, "第二", 7, ("优化", "动量"), None, 2),
    ]


def test_bold_beside_chinese_punctuation() -> None:
    (block,) = note_of("**定义：**是一种方法。").blocks
    assert block.text == "定义：是一种方法。"
    assert mark_texts(block) == [("strong", "定义：")]


def test_inline_marks_and_their_columns() -> None:
    text = "前文 **粗体** 与 $a_1$ 和 `code` 以及 [链接](x.md)。"
    note = note_of(text)
    (block,) = note.blocks
    assert block.text == "前文 粗体 与 $a_1$ 和 `code` 以及 链接。"
    assert mark_texts(block) == [("strong", "粗体"), ("math", "$a_1$"), ("code", "`code`"), ("link", "链接")]
    for word in ("粗体", "a_1", "code", "链接", "以及"):
        assert note.position(block.source_offset(block.text.index(word))) == (1, text.index(word) + 1)
