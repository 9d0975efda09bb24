"""Boxes with a title: `::: tip Title` of VuePress and Docusaurus, `!!! note "Title"` of MkDocs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from cardgen.model import Block, Span
from cardgen.notes.clean_text import TextBuilder
from cardgen.notes.formulas_in_text import add_text
from cardgen.notes.link_lists import placed

_COLONS = re.compile(
    r"^[ \t>]*:{3,}[ \t]*(?P<name>[A-Za-z][\w-]*)?"
    r"(?:[ \t]*\[(?P<boxed>[^\]\n]*)\]|[ \t]+(?P<title>[^\s{:][^\n]*?))?(?:[ \t]*\{[^}\n]*\})?[ \t]*$",
    re.M,
)
ADMONITION = re.compile(
    r"^(?P<lead>(?:!!!|\?\?\?\+?)[ \t]+[A-Za-z][\w -]*(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*)\n"
    r"(?P<body>(?:(?: {4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n(?=(?:[ \t]*\n){0,3}(?: {4}|\t)))+)",
    re.M,
)


class _Box(NamedTuple):
    start: int
    title: int
    """Offset of its title."""
    title_end: int
    end: int


def with_box_titles(
    blocks: list[Block], source: str, start: int, line_starts: tuple[int, ...]
) -> list[Block]:
    """The blocks with a `callout` for each titled box, which the blocks in the box have as parent."""
    boxes = list(_boxes(source, start)) if ":::" in source or '"\n' in source else []
    if not boxes:
        return blocks
    code = [(block.span.start, block.span.end) for block in blocks if block.kind == "code"]
    boxes = [box for box in boxes if not _is_in(code, box.start)][::-1]
    kept: list[Block] = []
    index: list[int] = []
    opened: list[tuple[int, int]] = []
    for block in blocks:
        at = block.span.start
        while opened and opened[-1][0] <= at:
            opened.pop()
        section = None if block.section is None else index[block.section]
        while boxes and boxes[-1].start < at:
            box = boxes.pop()
            if at < box.end and (callout := _callout(box, source, line_starts, block)):
                kept.append(placed(callout, opened[-1][1] if opened else None, section))
                opened.append((box.end, len(kept) - 1))
        outer = opened[-1][1] if opened else None
        index.append(len(kept))
        kept.append(placed(block, outer if block.parent is None else index[block.parent], section))
    return kept


def _boxes(source: str, start: int) -> Iterator[_Box]:
    """In order; an unclosed one ends where the note does."""
    found: list[_Box] = []
    opened: list[int] = []
    for match in _COLONS.finditer(source, start):
        if match["name"]:
            kind = "boxed" if match["boxed"] is not None else "title"
            title = match.span(kind)
            opened.append(len(found))
            found.append(_Box(match.start(), *title, len(source)))
        elif opened and match["title"] is None:
            n = opened.pop()
            found[n] = found[n]._replace(end=match.start())
    for match in ADMONITION.finditer(source, start):
        found.append(_Box(match.start(), *match.span("title"), match.end()))
    yield from sorted(box for box in found if box.title >= 0 and box.title_end > box.title)


def _callout(box: _Box, source: str, line_starts: tuple[int, ...], first: Block) -> Block | None:
    builder = TextBuilder()
    add_text(builder, source, box.title, box.title_end)
    clean = builder.finish()
    if not clean.text:
        return None
    line = bisect_right(line_starts, box.title)
    return Block(
        "callout", clean.text, Span(box.title, box.title_end), line, line,
        marks=clean.marks, trail=first.trail, quoted=first.quoted, origin=clean.origin,
    )  # fmt: skip


def _is_in(ranges: list[tuple[int, int]], offset: int) -> bool:
    i = bisect_right(ranges, (offset, 1 << 62)) - 1
    return i >= 0 and offset < ranges[i][1]
