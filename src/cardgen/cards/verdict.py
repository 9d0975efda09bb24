"""What becomes of one card: the person's text, the note's text and what both once agreed on, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from cardgen.cards.ids import mint_points
from cardgen.cards.likeness import alike, fold
from cardgen.cards.lock import Memory
from cardgen.model import Card, Comparison, Point, Source

What: TypeAlias = Literal[
    "new",  # in the notes, in no deck file before
    "updated",  # untouched by the person, follows its note
    "moved",  # the same, but only its place in the notes changed
    "unchanged",  # as the notes have it
    "kept",  # edited by the person; the note is as it was
    "conflicting",  # edited by the person, and the note changed too
    "rejected",  # the person does not want it
    "deleted",  # the person deleted it, and it stays so
    "gone",  # no note says it any more
    "waiting",  # its deck file cannot be read or written to, so it waits for the next run
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to a card: how it stands afterwards, and what is remembered of it."""

    what: What
    after: Card
    memory: Memory


def judge(current: Card | None, memory: Memory | None, generated: Card, places: tuple[str, ...]) -> Verdict:
    """The verdict on a card in a deck file whose notes now give `generated`.

    `current` is None when the card has an error: then it counts as edited. `memory` is None when the lock
    does not know the card: then it counts as edited unless it says just what the notes say.
    """
    known = memory or Memory(generated.id)
    remember = replace(known, sources=generated.sources, places=places)
    base = known.base
    if current is None:
        return Verdict("kept", known.latest or generated, _with_news(remember, generated))
    if same(current, generated):
        return _agreed(current, known, remember, generated)
    if base is not None and current == base:
        points = _point_ids(current) | set(known.points)
        gone = tuple(sorted(points - _point_ids(generated)))
        return Verdict("updated", generated, replace(remember, base=generated, new=None, points=gone))
    remember = _with_news(remember, generated)
    if current.status == "rejected":
        return Verdict("rejected", current, remember)
    return Verdict("conflicting" if remember.new else "kept", current, remember)


def same(one: Card, other: Card) -> bool:
    """Whether two cards say the same, wherever they came from."""
    return _bare(one) == _bare(other)


def with_point_ids(generated: Card, current: Card | None, memory: Memory | None) -> Card:
    """The generated comparison with the ids that its points had, and new ones for new points."""
    content = generated.content
    if not isinstance(content, Comparison):
        return generated
    versions = [card for card in (current, memory and memory.new, memory and memory.base) if card]
    had = [
        point for card in versions if isinstance(card.content, Comparison) for point in card.content.points
    ]
    points = _adopt(content.points, had)
    used = {point.id for point in had} | set(memory.points if memory else ())
    return replace(generated, content=replace(content, points=mint_points(points, used)))


def _agreed(current: Card, known: Memory, remember: Memory, generated: Card) -> Verdict:
    """The card says what the notes say. Its source follows where the person left the card alone."""
    base = known.base
    if base and base != current and same(base, current) and current.sources != generated.sources:
        return Verdict("unchanged", current, replace(remember, new=None))  # the person edited the source
    ids_kept = replace(generated, content=current.content)
    moved = known.base == current and generated.sources not in (known.sources, current.sources)
    after = replace(ids_kept, sources=generated.sources if moved else current.sources)
    return Verdict("moved" if moved else "unchanged", after, replace(remember, base=after, new=None))


def _with_news(memory: Memory, generated: Card) -> Memory:
    """Remembers what the notes say beside what the person's text started from."""
    if memory.base is None:
        return replace(memory, base=generated, new=None)
    return replace(memory, new=None if same(memory.base, generated) else generated)


def _bare(card: Card) -> Card:
    content = card.content
    if isinstance(content, Comparison):
        content = replace(content, points=tuple(replace(point, id="") for point in content.points))
    return replace(card, content=content, sources=())


def _point_ids(card: Card) -> set[str]:
    return {point.id for point in card.content.points} if isinstance(card.content, Comparison) else set()


def _adopt(points: tuple[Point, ...], had: list[Point]) -> tuple[Point, ...]:
    """Gives each point the id of the one that it continues: the same aspect, else the most alike values."""
    free = {point.id: point for point in reversed(had) if point.id}
    ids: dict[int, str] = {}
    tests: tuple[Callable[[Point, Point], bool], ...] = (
        lambda new, old: new == replace(old, id=new.id),
        lambda new, old: bool(new.aspect) and fold(new.aspect) == fold(old.aspect),
        lambda new, old: alike(_said(new), _said(old)) >= 0.5,
    )
    for test in tests:
        for index, point in enumerate(points):
            if index not in ids:
                match = next((name for name, old in free.items() if test(point, old)), None)
                if match is not None:
                    ids[index] = match
                    del free[match]
    return tuple(replace(point, id=ids.get(index, "")) for index, point in enumerate(points))


def _said(point: Point) -> str:
    return "|".join(fold(value) for value in point.values.values())


def joined_sources(
    old: tuple[tuple[Source, str], ...], new: tuple[tuple[Source, str], ...], covered: Callable[[str], bool]
) -> tuple[tuple[Source, str], ...]:
    """The sources of this run, and those before it that it did not look at; each with its place."""
    spelling = {place: source.note for source, place in old}
    respelt = [(replace(source, note=spelling.get(place, source.note)), place) for source, place in new]
    unseen = [(source, place) for source, place in old if not covered(place)]
    return tuple(sorted(dict.fromkeys([*unseen, *respelt]), key=lambda pair: (pair[0].note, pair[0].line)))
