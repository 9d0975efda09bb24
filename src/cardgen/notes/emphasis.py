"""Bold that a reader sees and CommonMark does not.

CommonMark wants no space inside the marks, and no punctuation before a closing mark that a letter follows.
Authors write `** bold **text` and `**mAP (mean AP)**是`. Where the marks of a line pair up, the character
that stands in the way is written as a letter in the parser's copy.
"""

from __future__ import annotations

import re

_STARS = re.compile(r"(?<![*\\])\*\*(?!\*)")
_DUNDER = re.compile(r"(?<![\w])__(?:[a-z]+(?:_[a-z]+)*)__(?![\w])")
_DUNDER_NAMES = (
    "init main call name getitem setitem delitem len iter next new del repr str enter exit dict doc"
    " file all slots getattr setattr getattribute hash eq lt gt add mul sub contains class bases"
    " module version future path import builtins annotations post_init subclasses mro bool int float"
    " format prepare reduce copy deepcopy await aiter anext global device host shared constant"
)
_DUNDERS = frozenset(_DUNDER_NAMES.split())


def bold_fills(text: str) -> list[tuple[int, int, str]]:
    """What to write over the parser's copy, given the copy so far."""
    fills: list[tuple[int, int, str]] = []
    if "**" in text:
        line_start, line_end = 0, -1
        stars: list[int] = []
        for found in _STARS.finditer(text):
            at = found.start()
            if at > line_end:
                _pair(text, line_start, stars, fills)
                line_start = text.rfind("\n", 0, at) + 1
                line_end = text.find("\n", at)
                line_end = len(text) if line_end < 0 else line_end
                stars = []
            stars.append(at)
        _pair(text, line_start, stars, fills)
    if "__" in text:
        for found in _DUNDER.finditer(text):
            if found[0].strip("_") in _DUNDERS:
                fills.append((found.start(), found.end(), "x" * len(found[0])))
    return fills


def _pair(text: str, line_start: int, stars: list[int], fills: list[tuple[int, int, str]]) -> None:
    if len(stars) % 2:
        return
    for opener, closer in zip(stars[::2], stars[1::2], strict=True):
        inner = text[opener + 2 : closer]
        if not inner.strip() or ("|" in inner and text[line_start:opener].lstrip().startswith("|")):
            continue
        first, last = inner[0], inner[-1]
        before, after = text[opener - 1 : opener] if opener else "", text[closer + 2 : closer + 3]
        if first.isspace():
            if before.isspace() and text[line_start:opener].strip(" \t>*+-.0123456789"):
                continue  # `a ** b ** c`
            fills.append((opener + 2, opener + 3, "x"))
        elif before.isalnum() and not first.isalnum() and first not in "[`!<\\*_~&":
            fills.append((opener + 2, opener + 3, "x"))
        if last.isspace() or (after.isalnum() and not last.isalnum() and _may_fill(text, closer - 1)):
            fills.append((closer - 1, closer, "x"))


def _may_fill(text: str, at: int) -> bool:
    """A bracket that ends a link, and marks that are Markdown themselves, have to stay."""
    mark = text[at]
    if mark == ")":
        opening = text.rfind("(", max(0, at - 200), at)
        return opening >= 0 and text[opening - 1 : opening] != "]"
    return mark not in "]`>\\*_~"
