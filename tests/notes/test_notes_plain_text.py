"""Plain text, and digests of many notes in one file."""

from __future__ import annotations

import pytest
from shown_notes import blocks_of, note_of, text_of

from cardgen.notes import read_text

DIGEST = """没有头的第一篇是指这样开头的笔记...
Deep Learning
2026-01-11
动量是指历史梯度的加权平均。 学习率是步长...
这一篇没有头，跟在被截断的一篇之后...
NLP
2026-01-12
分词是指切开句子。

第二段接着讲分词。
"""


def test_a_header_stands_before_its_note() -> None:
    notes = read_text(DIGEST, "digest.txt")
    assert [(n.category, n.date, n.line, len(n.blocks)) for n in notes] == [
        ("Uncategorized", "", 1, 1),
        ("Deep Learning", "2026-01-11", 4, 1),
        ("Uncategorized", "", 5, 1),
        ("NLP", "2026-01-12", 8, 2),
    ]
    assert all(n.source == DIGEST and n.path == "digest.txt" for n in notes)
    assert [n.blocks[-1].line for n in notes] == [1, 4, 5, 10]


@pytest.mark.parametrize(
    "header",
    [
        "优化\n2024/1/2",
        "优化\n\n2024.01.02\n",
        "优化\n2024年1月2日",
        "优化\n2024-01-02 10:20",
        "优化\n2024-01-02T10:20:30+08:00",
        "优化\nJan 2, 2024",
        "优化\n2 January 2024",
        "优化\n01/02/2024",
        "优化\n日期：2024-01-02",
        "Category: 优化\nDate: 2024-01-02",
        "分类：优化",
        "category：优化\n时间：2024-1-2",
        "  优化  \n  2024-01-02  ",
    ],
)
def test_spellings_of_a_header(header: str) -> None:
    first, second = read_text(f"前一篇没有头。\n{header}\n后一篇的正文。\n", "a.txt")
    assert (first.category, first.blocks[0].text) == ("Uncategorized", "前一篇没有头。")
    assert (second.category, second.blocks[0].text) == ("优化", "后一篇的正文。")


def test_a_path_in_a_header() -> None:
    (note,) = read_text("学习/优化\n2024-01-02\n正文。\n", "a.txt")
    assert note.category == "学习::优化"


def test_a_date_below_a_sentence_is_no_header() -> None:
    (note,) = read_text("今天写完了这一章。\n2024-01-02\n明天再写下一章。\n", "a.txt")
    assert note.category == "Uncategorized"
    assert len(note.blocks) == 1


def test_paragraphs_lines_and_formulas_of_plain_text() -> None:
    assert blocks_of(
        "第一段的话\n接着说完。\n\nTP：真正例\nFP：假正例\n\n取 $x_1$ 与 `code`。\n", "a.txt"
    ) == [
        ("paragraph", "第一段的话接着说完。"),
        ("paragraph", "TP：真正例\nFP：假正例"),
        ("paragraph", "取 $x_1$ 与 `code`。"),
    ]


def test_stars_and_lines_of_plain_text_are_text() -> None:
    assert text_of("甲*乙*丙 a_b_c", "a.txt") == "甲*乙*丙 a_b_c"


def test_markdown_under_the_name_of_plain_text() -> None:
    assert [b.kind for b in note_of("# 题\n\n- 甲\n- 乙\n", "a.txt").blocks] == ["heading", "item", "item"]


def test_a_digest_saved_as_markdown() -> None:
    assert [n.category for n in read_text(DIGEST, "digest.md")] == [
        "Uncategorized",
        "Deep Learning",
        "Uncategorized",
        "NLP",
    ]
    (note,) = read_text("# 题\n\n优化\n2024-01-02\n\n正文\n", "a.md")
    assert note.category == "Uncategorized"


def test_front_matter_is_no_digest_header() -> None:
    (note,) = read_text("---\ncategory: NLP\ndate: 2024-01-02\n---\n正文。\n", "a.txt")
    assert (note.category, [b.text for b in note.blocks]) == ("NLP", ["正文。"])
