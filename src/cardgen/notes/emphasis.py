"""Emphasis that a reader sees and CommonMark does not, and the other way round.

CommonMark wants no space inside the marks, and no punctuation before a closing mark that a letter follows.
Authors write `** bold **text` and `**mAP (mean AP)**是`; and `y = k*x*t`, `3~5`, `__init__`, where the marks
mean themselves. What stands in the way is written as a letter in the parser's copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Fill = tuple[int, int, str]

_BOLD = re.compile(r"(?<![*\\])\*\*(?!\*)")
_STAR = re.compile(r"(?<![*\\])\*(?!\*)")
_PRODUCT = re.compile(r"[A-Za-z0-9]\*[A-Za-z0-9]")
_TILDE = re.compile(r"(?<![~\\])~(?!~)")
_DUNDER = re.compile(r"(?<![\w])__(?:[a-z]+(?:_[a-z]+)*)__(?![\w])")
_DUNDER_NAMES = (
    "init main call name getitem setitem delitem len iter next new del repr str enter exit dict doc"
    " file all slots getattr setattr getattribute hash eq lt gt add mul sub contains class bases"
    " module version future path import builtins annotations post_init subclasses mro bool int float"
    " format prepare reduce copy deepcopy await aiter anext global device host shared constant"
)
_DUNDERS = frozenset(_DUNDER_NAMES.split())


def emphasis_fills(copy: str, source: str) -> list[Fill]:
    """What to write over the parser's copy, given the copy so far."""
    fills: list[Fill] = []
    if "**" in copy:
        for line_start, marks in _lines(_BOLD, copy):
            if len(marks) % 2 == 0:
                for opener, closer in zip(marks[::2], marks[1::2], strict=True):
                    fills += _bold(copy, line_start, opener, closer)
    if "*" in copy and _PRODUCT.search(copy):
        for _, marks in _lines(_STAR, copy):
            fills += _products(source, marks)
    if "~" in copy:
        fills += [(found.start(), found.end(), "x") for found in _TILDE.finditer(copy)]
    if "__" in copy:
        for found in _DUNDER.finditer(copy):
            if found[0].strip("_") in _DUNDERS:
                fills.append((found.start(), found.end(), "x" * len(found[0])))
    return fills


def _lines(mark: re.Pattern[str], text: str) -> Iterator[tuple[int, list[int]]]:
    """(start of the line, places of the mark in it) of each line that holds the mark."""
    marks: list[int] = []
    line_start, line_end = 0, -1
    for found in mark.finditer(text):
        at = found.start()
        if at > line_end:
            if marks:
                yield line_start, marks
            line_start = text.rfind("\n", 0, at) + 1
            line_end = text.find("\n", at)
            line_end = len(text) if line_end < 0 else line_end
            marks = []
        marks.append(at)
    if marks:
        yield line_start, marks


def _bold(text: str, line_start: int, opener: int, closer: int) -> Iterator[Fill]:
    inner = text[opener + 2 : closer]
    in_row = text[line_start : line_start + 12].lstrip().startswith("|")
    if not inner.strip() or (in_row and "|" in inner):
        return
    first, last = inner[0], inner[-1]
    before, after = text[opener - 1 : opener] if opener else "", text[closer + 2 : closer + 3]
    if first.isspace():
        leads = opener - line_start < 20 and not text[line_start:opener].strip(" \t>*+-.0123456789")
        if before.isspace() and not leads:
            return  # `a ** b ** c`
        yield opener + 2, opener + 3, "x"
    elif before.isalnum() and not first.isalnum() and first not in "[`!<\\*_~&":
        yield opener + 2, opener + 3, "x"
    if last.isspace() or (after.isalnum() and not last.isalnum() and _may_fill(text, closer - 1)):
        yield closer - 1, closer, "x"


def _may_fill(text: str, at: int) -> bool:
    """A bracket that ends a link, and marks that are Markdown themselves, have to stay."""
    mark = text[at]
    if mark == ")":
        opening = text.rfind("(", max(0, at - 200), at)
        return opening >= 0 and text[opening - 1 : opening] != "]"
    return mark not in "]`>\\*_~"


def _products(source: str, stars: list[int]) -> Iterator[Fill]:
    """The stars of a line that stand between Latin letters or digits and close nothing: `k*x`."""
    is_open = False
    for at in stars:
        before, after = source[at - 1 : at], source[at + 1 : at + 2]
        if is_open:
            is_open = before.isspace()
        elif (before + after).isascii() and before.isalnum() and after.isalnum():
            yield at, at + 1, "x"
        else:
            is_open = bool(after.strip())
