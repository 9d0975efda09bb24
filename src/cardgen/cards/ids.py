"""Ids: minted once, readable, never given to two."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import replace

from cardgen.model import Card, Comparison, Point

_LONGEST = 60
# Windows refuses files of these names whatever their ending is.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def slug(text: str) -> str:
    """NFKC, lower case; letters (Han too) and digits stay, every other run is one `-`; may be ""."""
    folded = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in folded)
    whole = "-".join(kept.split())
    if len(whole) <= _LONGEST:
        return whole
    cut = whole[:_LONGEST]
    return cut.rpartition("-")[0] if "-" in cut[_LONGEST // 2 :] else cut


def free(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`… when that is taken."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def mint(card: Card, taken: Collection[str]) -> str:
    """A new id for a card."""
    return free(slug(card.front) or card.kind, taken)


def mint_points(points: Iterable[Point], taken: Collection[str] = ()) -> tuple[Point, ...]:
    """The points with an id each; those that have one keep it. `taken` are ids that points had before."""
    points = tuple(points)
    used = {point.id for point in points if point.id} | set(taken)
    done = []
    for point in points:
        if not point.id:
            named = slug(point.aspect)
            point = replace(point, id=free(named, used) if named else _numbered(used))
            used.add(point.id)
        done.append(point)
    return tuple(done)


def with_ids(card: Card, taken: Collection[str]) -> Card:
    """A draft as a new card: with an id, and an id for each point."""
    content = card.content
    if isinstance(content, Comparison):
        content = replace(content, points=mint_points(content.points))
    return replace(card, id=mint(card, taken), content=content)


def file_stem(category: str) -> str:
    """The name of a category's deck file, without its ending."""
    stem = slug(category) or "deck"
    return f"{stem}-deck" if stem in _RESERVED else stem


def _numbered(used: Collection[str]) -> str:
    number = 1
    while f"p{number}" in used:
        number += 1
    return f"p{number}"
