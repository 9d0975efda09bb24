"""One comparison for the same things: candidates that say it twice are found by what they share, not pair by pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cardgen.extract.compared import folded, same_subjects
from cardgen.extract.found import Found
from cardgen.extract.points import folded_value, merge
from cardgen.extract.terms import split_bilingual
from cardgen.model import Comparison

ENOUGH = 0.4
"""A candidate less sure than this is not merged into another."""
GRAM = 6
"""Characters by which values that hold one another are found."""


def merged(candidates: list[Found]) -> list[Found]:
    """One candidate for the same things: the surest, with the points that the others add."""
    candidates = sorted(candidates, key=lambda found: (-found.confidence, found.block, found.start))
    kept: list[Found] = []
    index = _Index()
    for found in candidates:
        content = found.content
        assert isinstance(content, Comparison)
        said = _values(content)
        for n in index.near(content.subjects, said):
            have = kept[n].content
            assert isinstance(have, Comparison)
            if _says_already(index.known[n], said):
                break
            if same_subjects(content.subjects, have.subjects):
                if found.confidence >= ENOUGH:
                    both = merge(have, content)
                    kept[n] = replace(kept[n], content=both)
                    index.put(n, have.subjects, _values(both))
                break
        else:
            index.put(len(kept), content.subjects, said)
            kept.append(found)
    return kept


def _values(content: Comparison) -> list[str]:
    return [folded_value(value) for point in content.points for value in point.values.values()]


def _says_already(known: Sequence[str], said: Sequence[str]) -> bool:
    """Whether all that one comparison says is said in another one, perhaps parted elsewhere (`江 多在…`, `江多 在…`)."""
    return bool(said) and all(any(value in other or other in value for other in known) for value in said)


class _Index:
    """Which comparisons may be about the same things as another, or say the same: all that are, and few more."""

    def __init__(self) -> None:
        self.known: dict[int, list[str]] = {}
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.by_gram: dict[str, set[int]] = defaultdict(set)
        self.by_head: dict[str, set[int]] = defaultdict(set)

    def put(self, n: int, subjects: Sequence[str], values: list[str]) -> None:
        self.known[n] = values
        for name in subjects:
            for way in _ways(name):
                self.by_name[way].add(n)
        for value in values:
            self.by_head[value[:GRAM]].add(n)
            for gram in _grams(value):
                self.by_gram[gram].add(n)

    def near(self, subjects: Sequence[str], said: Sequence[str]) -> list[int]:
        """In the order in which they were put."""
        found = {n for way in _ways(subjects[0]) for n in self.by_name.get(way, ())}
        for value in said[:1]:
            if len(value) < GRAM:
                return list(self.known)
            found |= self.by_gram.get(value[:GRAM], set())
            for size in range(GRAM + 1):
                for at in range(len(value) - size + 1):
                    found |= self.by_head.get(value[at : at + size], set())
        return sorted(found)


def _ways(name: str) -> Iterator[str]:
    """What two names of one thing share: a way to write it, but for two characters at its end."""
    for way in (name, *split_bilingual(name)):
        bare = folded(way)
        yield from (bare, bare[:-1], bare[:-2])


def _grams(value: str) -> Iterator[str]:
    return (value[at : at + GRAM] for at in range(len(value) - GRAM + 1))
