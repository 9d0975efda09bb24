"""Notes that are large, deep or broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cardgen.model import Note
from cardgen.notes import read_text, sentences

SHAPES: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "归纳偏置是指模型的假设。" * (n // 12),
    "no stop": lambda n: "假设" * (n // 2),
    "dollars": lambda n: "$" * n,
    "dollar words": lambda n: "$a " * (n // 3),
    "display marks": lambda n: "$$\n\n" * (n // 4),
    "backticks": lambda n: "` " * (n // 2),
    "growing backticks": lambda n: "".join("`" * i + " " for i in range(1, int((2 * n) ** 0.5))),
    "growing fences": lambda n: "".join("`" * i + "\n" for i in range(3, int((2 * n) ** 0.5))),
    "stars": lambda n: "**a" * (n // 3),
    "brackets": lambda n: "[" * n,
    "open wiki links": lambda n: "[[a" * (n // 3),
    "open images": lambda n: "![a](" * (n // 5),
    "open round formulas": lambda n: "\\(a" * (n // 3),
    "open square formulas": lambda n: "\\[a" * (n // 3) + "\\]",
    "open environments": lambda n: "\\begin{cases}\n" * (n // 14) + "\\end{cases}",
    "open comments": lambda n: "<!-- " * (n // 5),
    "open tables": lambda n: "<table>\n" * (n // 8),
    "open tags": lambda n: "<div><p><li>" * (n // 12),
    "open attributes": lambda n: '<a b="' * (n // 6),
    "angle brackets": lambda n: "<" * n,
    "quotes": lambda n: ">" * n,
    "deep list": lambda n: "".join("  " * i + "- 项\n" for i in range(int(n**0.5))),
    "dashes": lambda n: "- " * (n // 2),
    "headings": lambda n: "# 题\n" * (n // 4),
    "nul bytes": lambda n: "a\0归纳\n" * (n // 5),
    "spaces": lambda n: " " * n + "x",
    "wide spaces": lambda n: "\u3000\u00a0" * (n // 2) + "x",
    "blank lines": lambda n: "\n" * n,
    "soft lines": lambda n: "假设\n" * (n // 3),
    "pipes": lambda n: "|a" * (n // 2) + "|\n" + "|-" * (n // 2) + "|\n",
    "open shortcodes": lambda n: "{{< " * (n // 4),
    "percent signs": lambda n: "%%a " * (n // 4),
    "yaml brackets": lambda n: "---\na: " + "[" * min(n, 90_000) + "\n---\n",
    "yaml dashes": lambda n: "---\na: " + "- " * min(n // 2, 40_000) + "\n---\n",
    "toml brackets": lambda n: "+++\na = " + "[" * min(n, 90_000) + "\n+++\n",
    "json brackets": lambda n: '{"a":' * (n // 5),
    "footnotes": lambda n: "[^1]: a\n" * (n // 8),
    "open brackets of sentences": lambda n: "（“" * (n // 2),
    "stops": lambda n: "。" * n,
    "entities": lambda n: "&amp;" * (n // 5),
    "digest": lambda n: "题\n2024-01-01\n文字...\n" * (n // 20),
}


def read_all(text: str, name: str) -> list[Note]:
    notes = read_text(text, name)
    for note in notes:
        for block in note.blocks:
            sentences(block.text)
    return notes


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_text_is_read(shape: str) -> None:
    """At this size a cost that grew with the square of the text would not end within a coffee break."""
    text = SHAPES[shape](60_000)
    for name in ("a.md", "a.txt", "a.html"):
        for note in read_all(text, name):
            assert note.source == text
            for block in note.blocks:
                assert 0 <= block.span.start <= block.span.end <= len(text)
                assert 1 <= block.line <= block.end_line <= len(note.line_starts)


def test_a_large_file_is_read_whole() -> None:
    text = "# 题\n\n归纳偏置是指模型在没见过的输入上所做的假设。取 $x_1$ 为例。\n\n" * 20_000
    (note,) = read_text(text)
    assert len(note.blocks) == 40_000
    last = note.blocks[-1]
    assert last.line == 4 * 20_000 - 1
    assert note.position(last.source_offset(last.text.index("x_1")))[1] == 26


def test_a_line_of_a_million_characters() -> None:
    text = "归纳偏置是指模型的假设。" * 83_334
    (note,) = read_text(text)
    (block,) = note.blocks
    assert len(block.text) == len(text) > 1_000_000
    assert len(sentences(block.text)) == 83_334


def test_deep_quotes_and_lists_keep_their_text() -> None:
    (note,) = read_text(">" * 5_000 + " 底")
    assert [(b.text, b.quoted) for b in note.blocks] == [("底", True)]
    (note,) = read_text("".join("  " * i + "- 项\n" for i in range(300)))
    assert len(note.blocks) == 300
    assert note.blocks[-1].level == 300


def test_nul_bytes_are_dropped() -> None:
    (note,) = read_text("归纳\0偏置是指\0假设。")
    assert note.blocks[0].text == "归纳偏置是指假设。"
    assert note.blocks[0].source_offset(2) == 3
