"""Which card is a draft's: by what it is about, not by where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cardgen.cards.drafting import Draft
from cardgen.cards.likeness import alike, answer, fold, fold_name, names
from cardgen.model import Comparison, Content

_REWORDED = 0.3
"""Two answers under one name, in different categories: from here on they are one thing reworded."""
_RENAMED = 0.8
"""Two answers under different names in one note: from here on the thing was renamed."""
_RENAMED_A_LITTLE = 0.55
"""The same where the names are alike too."""
_CROWD = 250_000
"""So many pairs of one note are not compared with each other: it was written anew."""


@dataclass(frozen=True, slots=True)
class Known:
    """A card that exists or once existed, as far as matching needs it."""

    id: str
    contents: tuple[Content, ...]
    """What it says now, and what its notes said."""
    places: frozenset[str]
    """The notes that it came from."""
    categories: frozenset[str]
    """The categories that it was made for or that flow into its file."""
    alive: bool = True
    """Whether it stands in a deck file."""
    remembered: bool = True
    """Whether the lock knows it: a copy that the person made does not take the place of the original."""
    movable: bool = True
    """False when a note of its own was not read: then no other note's draft may change what it is about."""
    failed: bool = False
    """A note of its own could not be read this time: then a namesake waits until it can."""


def match(
    drafts: Sequence[Draft], places: Sequence[frozenset[str]], known: Iterable[Known]
) -> dict[int, str]:
    """The id of the card for each draft (by index) that has one; no id twice.

    `places` are those of each draft's sources. The surest pairs are made first, so that a card whose
    words are still there never goes to a draft that is merely like it.
    """
    cards = list(known)
    found: dict[int, int] = {}
    for candidates, score in ((_namesakes, _same_thing), (_neighbours, _renamed)):
        left = [index for index in range(len(drafts)) if index not in found]
        taken = set(found.values())
        free = [order for order in range(len(cards)) if order not in taken]
        pairs = []
        for index, order in candidates(drafts, places, cards, left, free):
            points = score(drafts[index], places[index], cards[order])
            if points > 0:
                pairs.append((-points, index, order))
        for _, index, order in sorted(pairs):
            if index not in found and order not in taken:
                found[index] = order
                taken.add(order)
    return {index: cards[order].id for index, order in found.items()}


def _namesakes(
    drafts: Sequence[Draft],
    places: Sequence[frozenset[str]],
    cards: Sequence[Known],
    left: Sequence[int],
    free: Sequence[int],
) -> Iterator[tuple[int, int]]:
    """The pairs that share a name."""
    by_name: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for order in free:
        for content in cards[order].contents:
            for name in names(content):
                by_name[content.kind, name].add(order)
    for index in left:
        content = drafts[index].card.content
        orders = {order for name in names(content) for order in by_name.get((content.kind, name), ())}
        yield from ((index, order) for order in orders)


def _neighbours(
    drafts: Sequence[Draft],
    places: Sequence[frozenset[str]],
    cards: Sequence[Known],
    left: Sequence[int],
    free: Sequence[int],
) -> Iterator[tuple[int, int]]:
    """The pairs that share an answer or a note."""
    by_key: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for order in free:
        card = cards[order]
        for kind in {content.kind for content in card.contents}:
            for place in card.places:
                by_key[kind, "note " + place].add(order)
        for content in card.contents:
            by_key[content.kind, "says " + answer(content)].add(order)
    wanting: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for index in left:
        content = drafts[index].card.content
        wanting[content.kind, "says " + answer(content)].add(index)
        for place in places[index]:
            wanting[content.kind, "note " + place].add(index)
    pairs = set()
    for key, indexes in wanting.items():
        orders = by_key.get(key, set())
        if len(indexes) * len(orders) <= _CROWD:
            pairs |= {(index, order) for index in indexes for order in orders}
    yield from pairs


def _same_thing(draft: Draft, places: frozenset[str], card: Known) -> float:
    """How sure it is that a draft and a card of one name are one thing; 0 for no."""
    content = draft.card.content
    at_home = draft.category in card.categories
    near = at_home or bool(places & card.places)
    best = 0.0
    for other in card.contents:
        if other.kind != content.kind or not set(names(other)) & set(names(content)):
            continue
        contexts = fold(content.context), fold(other.context)
        apart = all(contexts) and contexts[0] != contexts[1]
        said = answer(content), answer(other)
        likeness = alike(*said)
        if said[0] == said[1] and (said[0] or near):
            score = 100.0
        elif near and not apart and (card.movable or at_home):
            score = 60 + 20 * likeness
        elif card.movable and likeness >= _REWORDED:
            score = 40 + 20 * likeness
        elif (card.movable or card.failed) and not apart and names(content)[0] == names(other)[0]:
            # A note that moved to another folder has another category and place; if it was reworded as well,
            # only the name is left. A namesake that is still said somewhere has its own draft by now.
            score = 20
        else:
            continue
        score += 8 * (names(content)[0] == names(other)[0]) + 6 * (contexts[0] == contexts[1])
        best = max(best, score + 4 * bool(places & card.places) + 2 * at_home + card.alive)
    return best and best + 0.5 * card.remembered


def _renamed(draft: Draft, places: frozenset[str], card: Known) -> float:
    """How sure it is that a draft is a card under a new name; 0 for no."""
    if not card.movable:
        return 0.0
    content = draft.card.content
    near = bool(places & card.places)
    best = 0.0
    for other in card.contents:
        said = answer(content), answer(other)
        if other.kind != content.kind or not all(said):
            continue
        likeness = alike(*said)
        called = alike(_name(content), _name(other))
        if (likeness >= _RENAMED and near) or (likeness >= _RENAMED_A_LITTLE and called >= 0.5 and near):
            best = max(best, 10 * likeness + 5 * called + card.alive)
        elif likeness == 1 and called >= 0.5:
            best = max(best, 5 * called)
    return best


def _name(content: Content) -> str:
    if isinstance(content, Comparison):
        return " ".join(sorted(fold_name(subject) for subject in content.subjects))
    return names(content)[0]
