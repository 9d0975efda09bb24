"""Where formulas stand in a note, and the text around each: what leads in to it and what explains its symbols."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from cardgen.extract.latex import EQUALS, HAN, relations
from cardgen.extract.outline import Outline
from cardgen.extract.plain_formulas import find_equations
from cardgen.extract.symbols import explains
from cardgen.model import Block, Mark

EDGE = regex.compile(r"^[\s,，.。;；:：、!！?？)）(（\d\-–—*]*$")
"""What may stand beside a formula that has its line for itself."""
NEAR = 800
"""Characters in front of a formula that may speak of it."""
HINT = regex.compile(
    r"^\s*(?:[,，]?\s*(?:其中|式中|这里|where\b|with\b|here\b|for\b|in which\b|so\b|where,)|[。.;；]|[（(]|$)",
    regex.IGNORECASE,
)
"""What may follow one that ends what is said of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A formula where it stands, with the text around it."""

    block: int
    start: int
    end: int
    raw: str
    alone: bool
    """It has its line or its block for itself."""
    before: str
    """The text of its block in front of it, from the formula before on."""
    after: str
    """The text of its block behind it, up to the next formula."""
    first: bool = True
    """No formula stands between it and its lead-in."""
    name: str = ""
    """A name that stands in the formula's line as its left side."""


@dataclass(frozen=True, slots=True)
class Around:
    """The text that leads in to a formula, the block it stands in, and the texts behind the formula."""

    lead: str
    lead_block: int
    own: bool
    after: tuple[str, ...]
    last: int
    next: str = ""
    """The text right behind the formula, whatever it says."""
    run: bool = False
    """Another formula stands right in front, with no word between them."""


def find_places(outline: Outline, i: int) -> Iterator[Place]:
    block = outline.blocks[i]
    prose = _prose(block)
    marks = [m for m in block.marks if m.kind in ("math", "display") and m not in prose]
    marks.sort(key=lambda m: m.start)
    stops = [len(block.text)] * (len(marks) + 1)
    """Where the next equation stands, from each mark on."""
    for n in range(len(marks) - 1, -1, -1):
        stops[n] = marks[n].start if is_equation(marks[n].target) else stops[n + 1]
    at, first = 0, True
    for n, mark in enumerate(marks):
        latex = mark.target.strip()
        end = mark.end
        follow = n + 1
        while (
            follow < len(marks)
            and regex.match(r"\s*(?:=|\\approx|\\equiv)", marks[follow].target)
            and not block.text[end : marks[follow].start].strip()
        ):
            latex += " " + marks[follow].target.strip()
            end = marks[follow].end
            follow += 1
        line_start = block.text.rfind("\n", 0, mark.start) + 1
        line_end = block.text.find("\n", end)
        line_end = len(block.text) if line_end < 0 else line_end
        alone = mark.kind == "display" or bool(
            EDGE.match(block.text[line_start : mark.start]) and EDGE.match(block.text[end:line_end])
        )
        equation = is_equation(latex)
        before = _plain_prose(block, max(at, mark.start - NEAR), mark.start, prose)
        stop = stops[follow]
        if equation or alone or before.rstrip().endswith(("：", ":")):
            yield Place(i, mark.start, end, latex, alone, before, block.text[end:stop], first)
        if equation and (alone or mark.kind == "display"):
            at, first = end, block.text[end:stop].strip(" ,，.。;；\n") != ""


def is_equation(latex: str) -> bool:
    return any(token in EQUALS for token, _, _ in relations(latex)) or "\\begin" in latex


def _is_prose(mark: Mark) -> bool:
    """Whether words stand in dollars that should not."""
    bare = regex.sub(r"\\[a-zA-Z]+\s*\{[^{}]*\}", "", mark.target)
    return (
        len(HAN.findall(bare)) > 3
        and not regex.search(r"=|\\[dt]?frac|\\times|\\approx", mark.target)
        and (len(HAN.findall(bare)) > 8 or bool(regex.search(r"[，。：；,:]", bare)))
    )


def _prose(block: Block) -> tuple[Mark, ...]:
    return tuple(m for m in block.marks if m.kind in ("math", "display") and _is_prose(m))


def _plain_prose(block: Block, start: int, end: int, prose: tuple[Mark, ...]) -> str:
    """The text of a stretch, with prose that stands in dollars freed of them."""
    text = block.text[start:end]
    for mark in prose:
        if start <= mark.start and mark.end <= end:
            bare = regex.sub(r"\^\{?\+\}?|[{}]", "", mark.target)
            text = text.replace(block.text[mark.start : mark.end], bare)
    return text


def around_place(outline: Outline, place: Place) -> Around:
    """The text around a formula that stands in math marks."""
    found = _around(outline, place)
    following = place.after.strip(" \n，,。.;；")
    i = place.block + 1
    if not following and i < len(outline.blocks) and outline.blocks[i].kind == "paragraph":
        following = outline.blocks[i].text
    before = outline.blocks[place.block - 1] if place.block else None
    run = not found.own and before is not None and before.kind == "math"
    return replace(found, next=following, run=run)


def _around(outline: Outline, place: Place) -> Around:
    after, last = _after(outline, place)
    if place.before.strip(" \n，,。.;；、-") and (not place.alone or place.first):
        return Around(place.before, place.block, True, after, last)
    if not place.first:
        return Around("", -1, False, after, last)
    block = outline.blocks[place.block]
    i = place.block - 1
    while (
        i >= 0
        and outline.blocks[i].kind == "paragraph"
        and outline.blocks[i].text.startswith("![")
        and outline.blocks[i].text.endswith(")")
    ):
        i -= 1
    if i < 0:
        return Around("", -1, False, after, last)
    lead = outline.blocks[i]
    if block.kind == lead.kind == "item" and i != block.parent and lead.text.rstrip()[-1:] not in "：:":
        if block.parent is None:
            return Around("", -1, False, after, last)
        i, lead = (
            block.parent,
            outline.blocks[block.parent],
        )  # an item goes on from its parent, not its sibling
    near = (
        lead.parent == block.parent
        or i == block.parent
        or (lead.kind == "item" and block.line - lead.end_line <= 2)
    )
    if (
        lead.kind not in ("paragraph", "item", "detail", "callout", "title")
        or not near
        or lead.section != block.section
    ):
        return Around("", -1, False, after, last)
    marks = [
        m for m in lead.marks if m.kind in ("math", "display") and is_equation(m.target) and not _is_prose(m)
    ]
    start = max((m.end for m in marks if _is_alone(lead, m)), default=0)
    text = _plain_prose(lead, max(start, len(lead.text) - NEAR), len(lead.text), _prose(lead))
    if (
        "=" in text
        and (plain := find_equations(text.rpartition("\n")[2]))
        and not plain[-1].after.strip(" 。.;；")
    ):
        return Around("", -1, False, after, last)
    return Around(text, i, False, after, last)


def _is_alone(block: Block, mark: Mark) -> bool:
    start = block.text.rfind("\n", 0, mark.start) + 1
    end = block.text.find("\n", mark.end)
    return mark.kind == "display" or bool(
        EDGE.match(block.text[start : mark.start])
        and EDGE.match(block.text[mark.end : end if end >= 0 else len(block.text)])
    )


def _after(outline: Outline, place: Place) -> tuple[tuple[str, ...], int]:
    """The texts behind a formula that may explain its symbols, and the last block of them."""
    texts = [place.after] if place.after.strip(" \n，,。.;；") else []
    last = place.block
    if texts and not explains(place.after.lstrip(" \n，,。.;；")) and len(place.after.strip()) > 2:
        whole = outline.blocks[place.block]
        if place.end + len(place.after) < len(whole.text):
            return tuple(texts), last
    block = outline.blocks[place.block]
    for i in range(place.block + 1, min(place.block + 14, len(outline.blocks))):
        other = outline.blocks[i]
        if other.kind in ("heading", "table", "code") or other.section != block.section:
            break
        if other.kind == "math":
            if texts:
                break
            continue
        if not explains(other.text):
            if i > place.block + 1 or not regex.search(r"[：:]$", other.text) or len(other.text) > 40:
                break
            continue
        texts.append(other.text)
        last = i
    return tuple(texts), last


def text_around(outline: Outline, i: int, end: int) -> Around:
    """The text around a formula that stands in plain text and ends at an offset of block `i`."""
    block = outline.blocks[i]
    after, last = _after(outline, Place(i, end, end, "", True, "", block.text[end:]))
    return Around(block.text[max(0, end - NEAR) : end], i, True, after, last)
