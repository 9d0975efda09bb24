"""Plain text, and digests: one text file with many notes, each below a line with its category and one with
its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cardgen.model import Block, BlockKind, Span
from cardgen.notes.categories import UNCATEGORIZED, category_path
from cardgen.notes.clean_text import TextBuilder
from cardgen.notes.formulas_in_text import add_text

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?:(?:date|日期|时间|发布(?:时间|于)?|created|updated)\s*[:：]\s*)?"
    rf"(\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{4}}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|\d{{8}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}})"
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|\s?[+-]\d{2}:?\d{2})?)?",
    re.I,
)
_CATEGORY = re.compile(r"(?:category|categories|deck|分类|类别|栏目)\s*[:：]\s*(\S.*)", re.I)
_MAY_BE_DIGEST = re.compile(
    r"^[ \t]*(?:\d|date|日期|时间|发布|created|updated|category|categories|deck|分类|类别|栏目|"
    + _MONTH
    + ")",
    re.I | re.M,
)
_NAME_LENGTH = 40


class Part(NamedTuple):
    """One note of a text file, as a range of lines."""

    first: int
    """Index of its first line."""
    end: int
    category: str = ""
    date: str = ""


class _Line(NamedTuple):
    start: int
    text: str


def digest_parts(source: str, *, strict: bool = False) -> list[Part]:
    """The notes of a digest; nothing when the text is no digest. `strict`: one header alone makes none."""
    if not _MAY_BE_DIGEST.search(source):
        return []
    lines = source.split("\n")
    headers = list(_headers(lines))
    if len(headers) < 1 + strict:
        return []
    parts: list[Part] = []
    starts = [(0, 0, "", ""), *headers]
    for i, (_, first, category, date) in enumerate(starts):
        end = starts[i + 1][0] if i + 1 < len(starts) else len(lines)
        parts += _split_at_cuts(lines, Part(first, end, category, date))
    return [part for part in parts if any(line.strip() for line in lines[part.first : part.end])]


def _headers(lines: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """(first line of the header, first line behind it, category, date)"""
    after_header = 0
    for i, line in enumerate(lines):
        text = line.strip()
        if i < after_header or not text or len(text) > 200:
            continue
        if found := _CATEGORY.fullmatch(text):
            name, labelled = found[1].strip(), True
        else:
            name, labelled = text, False
            if len(text) > _NAME_LENGTH or text[-1] in "。.！!？?；;，,：:" or _DATE.fullmatch(text):
                continue
        below = next((j for j in range(i + 1, min(i + 4, len(lines))) if lines[j].strip()), 0)
        date = _DATE.fullmatch(lines[below].strip()) if below else None
        if not date and not labelled:
            continue
        after_header = below + 1 if date else i + 1
        yield i, after_header, "::".join(category_path(name)) or UNCATEGORIZED, date[1] if date else ""


def _split_at_cuts(lines: list[str], part: Part) -> Iterator[Part]:
    """A new note starts at the line behind one that was cut off; it has no header, so no category."""
    first, category, date = part.first, part.category, part.date
    for i in range(part.first, part.end):
        if lines[i].rstrip().endswith(("...", "…")):
            yield Part(first, i + 1, category, date)
            first, category, date = i + 1, "", ""
    if first < part.end:
        yield Part(first, part.end, category, date)


def read_paragraphs(source: str, line_starts: tuple[int, ...], first: int, end: int) -> list[Block]:
    """The paragraphs of a range of lines."""
    blocks: list[Block] = []
    gathered: list[_Line] = []
    number = first
    for i in range(first, end + 1):
        start = line_starts[i] if i < end else 0
        stop = line_starts[i + 1] - 1 if i + 1 < len(line_starts) else len(source)
        text = source[start:stop] if i < end else ""
        if text.strip():
            if not gathered:
                number = i
            gathered.append(_Line(start, text))
            continue
        if gathered and (block := _paragraph(source, gathered, number + 1)):
            blocks.append(block)
        gathered = []
    return blocks


def _paragraph(source: str, lines: list[_Line], number: int) -> Block | None:
    builder = TextBuilder()
    for i, (start, text) in enumerate(lines):
        if i:
            builder.soft_break(start - 1)
        add_text(builder, source, start, start + len(text))
    clean = builder.finish()
    if not clean.text:
        return None
    last = lines[-1]
    start = lines[0].start + len(lines[0].text) - len(lines[0].text.lstrip())
    span = Span(start, last.start + len(last.text.rstrip()))
    kind: BlockKind = "math" if clean.is_formula() else "paragraph"
    return Block(
        kind, clean.text, span, number, number + len(lines) - 1, marks=clean.marks, origin=clean.origin
    )
