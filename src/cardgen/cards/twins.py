"""Cards that say the same in other words, found without comparing each with each."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cardgen.cards.likeness import alike, answer, names
from cardgen.model import Card, Comparison, Formula

_ALIKE = 0.8
_SHORTEST = 10
"""Characters; shorter answers must be equal, and those of fewer than half as many say too little."""
_SAMPLE = 8
_SHARED = 3
_CROWD = 40
"""So many cards with one sample share a turn of phrase, not a meaning."""


def twins(cards: Sequence[Card]) -> Iterator[tuple[int, int, str]]:
    """(index, earlier index, why) for each card that an earlier one makes needless; equal fronts left out."""
    told: set[int] = set()
    for later, earlier, why in [*_by_name(cards), *_by_answer(cards)]:
        if later not in told and not _same_front(cards[later], cards[earlier]):
            told.add(later)
            yield later, earlier, why


def _same_front(one: Card, two: Card) -> bool:
    return one.kind == two.kind and names(one.content)[0] == names(two.content)[0]


def _by_name(cards: Sequence[Card]) -> Iterator[tuple[int, int, str]]:
    """A term that is another name of another card."""
    aliases: dict[tuple[str, str], int] = {}
    for index, card in enumerate(cards):
        for alias in names(card.content)[1:]:
            aliases.setdefault((card.kind, alias), index)
    for index, card in enumerate(cards):
        other = aliases.get((card.kind, names(card.content)[0]))
        if other is not None and other != index:
            yield index, other, f"`{card.front}` is another name for `{cards[other].front}`"


def _by_answer(cards: Sequence[Card]) -> Iterator[tuple[int, int, str]]:
    equal: dict[tuple[str, str], int] = {}
    samples: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    answers: Mapping[int, str] = {
        index: said for index, card in enumerate(cards) if len(said := answer(card.content)) > _SHORTEST // 2
    }
    for index, said in answers.items():
        kind = cards[index].kind
        if (kind, said) in equal:
            yield index, equal[kind, said], f"it says the same as `{cards[equal[kind, said]].front}`"
            continue
        equal[kind, said] = index
        if len(said) < _SHORTEST or isinstance(cards[index].content, Formula):
            continue
        votes: Counter[int] = Counter()
        for sample in _samples(said):
            crowd = samples[kind, sample]
            if len(crowd) < _CROWD:
                votes.update(crowd)
                crowd.append(index)
        for other, shared in votes.most_common(3):
            if (
                shared >= _SHARED
                and alike(said, answers[other]) >= _ALIKE
                and not _told_apart(cards, index, other)
            ):
                yield index, other, f"it says nearly the same as `{cards[other].front}`"
                break


def _told_apart(cards: Sequence[Card], one: int, two: int) -> bool:
    """Comparisons of other subjects are other cards, however alike their sides are."""
    return isinstance(cards[one].content, Comparison) and names(cards[one].content) != names(
        cards[two].content
    )


def _samples(said: str) -> list[int]:
    """The same few triples of characters from any two texts that share nearly all of theirs."""
    hashes = {zlib.crc32(said[i : i + 3].encode()) for i in range(len(said) - 2)}
    return sorted(hashes)[:_SAMPLE]
