"""Cards against gold items: which answer which, and the figures that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cardgen.model import Content
from gold import Item, explained, fold, match, names_of

KINDS = ("definition", "formula", "comparison")


@dataclass(frozen=True, slots=True)
class Made:
    """One generated card. `notes` are the labelled notes that it names; `lines` their lines."""

    content: Content
    notes: tuple[Path, ...]
    lines: tuple[int, ...]
    rule: str
    confidence: float = 1.0
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one kind of card, or of all. Shares are None where there is nothing to share."""

    core: int
    items: int
    cards: int
    recall_core: float | None
    recall_all: float | None
    precision: float | None
    named: float | None = None
    """Of the formulas found, the share with the right name."""
    explained: float | None = None
    """Of the symbols that the gold explains of the formulas found, the share that the cards explain."""
    placed: float | None = None
    """Of the items found, the share whose card points at one of the item's lines."""


@dataclass
class Score:
    """What answered what: `answers` maps an item's place to its card's; `right` are the cards in the gold."""

    items: Sequence[Item]
    cards: Sequence[Made]
    answers: dict[int, int] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    right: set[int] = field(default_factory=set)

    @property
    def complete(self) -> list[int]:
        """The places of the cards that would reach a deck."""
        return [place for place, card in enumerate(self.cards) if not card.incomplete]

    @property
    def misses(self) -> list[Item]:
        return [item for place, item in enumerate(self.items) if item.core and place not in self.answers]

    @property
    def strays(self) -> list[Made]:
        return [self.cards[place] for place in self.complete if place not in self.right]


def score(items: Sequence[Item], cards: Sequence[Made]) -> Score:
    """Match cards and items of the same note and kind, one to one, the best matches first.

    Two things more: a second wording of something found is right unless its front is there already, and an
    item is found when its twin's card says it too (one fact may be labelled twice).
    """
    result = Score(items, cards)
    pairs = sorted(_pairs(items, cards))
    taken: set[tuple[int, Path]] = set()
    for _, unnamed, place, made in pairs:
        note = items[place].path
        if place not in result.answers and (made, note) not in taken:
            result.answers[place] = made
            result.right.add(made)
            taken.add((made, note))
            if not unnamed:
                result.named.add(place)
    fronts = {_front(cards[made]) for made in result.right}
    for _, unnamed, place, made in pairs:
        if made not in result.right and _front(cards[made]) not in fronts:
            result.right.add(made)
            fronts.add(_front(cards[made]))
        if place not in result.answers and made in result.right:
            result.answers[place] = made
            if not unnamed:
                result.named.add(place)
    return result


def _pairs(
    items: Sequence[Item], cards: Sequence[Made]
) -> Iterable[tuple[tuple[float, ...], bool, int, int]]:
    """(rank, unnamed, item, card) for every card that answers an item."""
    near: dict[tuple[Path, str], list[int]] = defaultdict(list)
    for made, card in enumerate(cards):
        for note in card.notes:
            near[note, card.content.kind].append(made)
    for place, item in enumerate(items):
        for made in near[item.path, item.kind]:
            card = cards[made]
            if card.incomplete == item.lost and (hit := match(item, card.content)):
                rank = (float(not hit.named), float(not item.core), -round(hit.share, 2), -card.confidence)
                yield rank, not hit.named, place, made


def _front(card: Made) -> tuple[str, ...]:
    return (card.content.kind, *map(fold, names_of(card.content)))


def figures(result: Score, kind: str = "") -> Figures:
    """The figures of one kind, or of all."""
    places = [place for place, item in enumerate(result.items) if kind in ("", item.kind)]
    core = [place for place in places if result.items[place].core]
    found = [place for place in places if place in result.answers]
    formulas = [place for place in found if result.items[place].kind == "formula"]
    made = [place for place in result.complete if kind in ("", result.cards[place].content.kind)]
    symbols = sum(len(result.items[place].symbols) for place in formulas)
    told = sum(explained(result.items[place], _answer(result, place).content) for place in formulas)
    return Figures(
        core=len(core),
        items=len(places),
        cards=len(made),
        recall_core=ratio(sum(place in result.answers for place in core), len(core)),
        recall_all=ratio(len(found), len(places)),
        precision=ratio(sum(place in result.right for place in made), len(made)),
        named=ratio(sum(place in result.named for place in formulas), len(formulas)),
        explained=ratio(told, symbols),
        placed=ratio(sum(_is_placed(result, place) for place in found), len(found)),
    )


def _answer(result: Score, place: int) -> Made:
    return result.cards[result.answers[place]]


def _is_placed(result: Score, place: int) -> bool:
    card, item = _answer(result, place), result.items[place]
    pairs = zip(card.notes, card.lines, strict=True)
    return any(note == item.path and line in item.lines for note, line in pairs)


def ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 3) if whole else None


def by_rule(result: Score) -> dict[str, tuple[int, int, float]]:
    """Rule -> (right, wrong, mean confidence) of its cards, the rule with the most wrong ones first."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place in result.complete:
        groups[result.cards[place].rule].append(place)
    rows = {}
    for rule, places in groups.items():
        right = sum(place in result.right for place in places)
        mean = sum(result.cards[place].confidence for place in places) / len(places)
        rows[rule] = (right, len(places) - right, round(mean, 3))
    return dict(sorted(rows.items(), key=lambda row: (-row[1][1], -row[1][0], row[0])))


def by_confidence(result: Score, bins: int = 10) -> list[dict[str, Any]]:
    """One row a bin of confidence: how many cards, what they claim, and the share that is right."""
    groups: dict[int, list[int]] = defaultdict(list)
    for place in result.complete:
        groups[min(int(result.cards[place].confidence * bins), bins - 1)].append(place)
    return [
        {
            "from": step / bins,
            "cards": len(places),
            "predicted": ratio(sum(result.cards[place].confidence for place in places), len(places)),
            "observed": ratio(sum(place in result.right for place in places), len(places)),
        }
        for step, places in sorted(groups.items())
    ]


def calibration_error(rows: Sequence[dict[str, Any]]) -> float | None:
    """The mean gap between what is claimed and what is right, weighted by cards."""
    gap = sum(row["cards"] * abs(row["predicted"] - row["observed"]) for row in rows)
    return ratio(gap, sum(row["cards"] for row in rows))


def by_folder(result: Score, root: Path) -> dict[str, Figures]:
    """The figures of each folder directly below the root."""

    def folder(note: Path) -> str:
        inner = note.relative_to(root) if note.is_relative_to(root) else Path(note.name)
        return inner.parts[0] if len(inner.parts) > 1 else "."

    names = sorted(
        {folder(item.path) for item in result.items} | {folder(n) for c in result.cards for n in c.notes}
    )
    rows = {}
    for name in names:
        places = [place for place, item in enumerate(result.items) if folder(item.path) == name]
        made = [place for place, card in enumerate(result.cards) if name in map(folder, card.notes)]
        moved = {old: new for new, old in enumerate(made)}
        part = Score(
            [result.items[place] for place in places],
            [result.cards[place] for place in made],
            {new: moved[result.answers[old]] for new, old in enumerate(places) if old in result.answers},
            {new for new, old in enumerate(places) if old in result.named},
            {moved[place] for place in made if place in result.right},
        )
        rows[name] = figures(part)
    return rows


def silent(result: Score, notes: Sequence[Path]) -> dict[str, list[Made]]:
    """The notes that must give no card, each with the cards that came of it all the same."""
    asked = {item.path for item in result.items}
    quiet = [note for note in notes if note not in asked]
    return {
        note.name: [card for card in result.cards if note in card.notes and not card.incomplete]
        for note in quiet
    }


def plain(rows: Figures) -> dict[str, Any]:
    return {name: value for name, value in asdict(rows).items() if value is not None}
