"""When two texts say the same: folded forms to compare, and how alike two forms are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from cardgen.model import Comparison, Content, Definition, Formula

_NOISE = re.compile(r"[\s`*_$~#>\"'“”‘’《》<>()\[\]{}，。、；：？！,.;:?!·\-—–/\\|]+")
_TEX_SPACES = re.compile(
    r"\\[,;:!> ]|\\quad\b|\\qquad\b|\\left\b|\\right\b|\\displaystyle\b|\\d?frac\b|[\s{}&$]|\\\\"
)


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The text without case, width, spaces, punctuation and Markdown marks; never "" for a non-empty text."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOISE.sub("", folded) or "".join(folded.split())


@lru_cache(maxsize=1 << 16)
def fold_name(text: str) -> str:
    """As `fold`, but what tells two names apart stays: `C`, `C++` and `C#`; `.grad` and `grad` differ."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("`", "").replace("*", "").replace("$", "")
    return re.sub(r"[\s_\-]+", "", folded) or folded


@lru_cache(maxsize=1 << 16)
def fold_tex(latex: str) -> str:
    """A formula without what does not change its meaning: spaces, braces, sizes."""
    return _TEX_SPACES.sub("", unicodedata.normalize("NFKC", latex))


def alike(one: str, other: str) -> float:
    """The share of pairs of characters that two folded texts have in common, 0 to 1."""
    if one == other:
        return 1.0
    if len(one) < 2 or len(other) < 2:
        return 0.0
    ones, others = _pairs(one), _pairs(other)
    return 2 * sum((ones & others).values()) / (ones.total() + others.total())


@lru_cache(maxsize=1 << 14)
def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def names(content: Content) -> tuple[str, ...]:
    """The folded names of what a card is about: term or name and aliases, or the subjects together."""
    if isinstance(content, Comparison):
        return ("|".join(sorted(fold_name(subject) for subject in content.subjects)),)
    first = content.term if isinstance(content, Definition) else content.name
    return tuple(dict.fromkeys(fold_name(name) for name in (first, *content.aliases)))


def answer(content: Content) -> str:
    """The folded answer of a card."""
    if isinstance(content, Definition):
        return fold(content.meaning)
    if isinstance(content, Formula):
        return fold_tex(content.latex)
    values = [fold(value) for point in content.points for value in point.values.values()]
    return "|".join(sorted([fold(text) for text in content.same] + values))
