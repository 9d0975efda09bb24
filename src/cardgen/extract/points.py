"""From what was said of whom to the points of a comparison: grouping, joining, leaving out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from cardgen.extract.compared import match_subjects
from cardgen.extract.compiling import compiled
from cardgen.extract.values import clean_value, room, why_not_value
from cardgen.model import Comparison, Point

MOST = 6
"""Points that a card may hold: more is a page, not a card."""
HAN = regex.compile(r"\p{Han}")
SAME_LEAD = regex.compile(
    r"^(?:的|都|均|同样|也|，|,|\s)+(?:是(?!否))?|^(?:are |is )?(?:both|all)\s+(?:are |is )?",
    regex.IGNORECASE,
)
TOO_GENERAL = regex.compile(
    r"^(?:区别|不同点?|差异|对比|比较|主要区别|说明|描述|内容|解释|定义|概念|含义|differences?|description|comparison)$",
    regex.IGNORECASE,
)


@dataclass
class Gathered:
    """What a stretch of a note says of the subjects of one comparison."""

    subjects: tuple[str, ...]
    entries: list[tuple[tuple[object, ...], str, int, str]] = field(default_factory=list)
    """(point key, aspect, subject, value)"""
    same: list[str] = field(default_factory=list)
    hinted: list[tuple[int, str]] = field(default_factory=list)
    """What sentences say that mention one subject somewhere inside; used for a subject of which nothing else is said."""
    refused: str = ""
    """Why something that was said could not be used; the first such reason."""

    def say(self, who: int, text: str, *, aspect: str = "", key: tuple[object, ...] = ("main",)) -> bool:
        """Add what is said of one subject; returns whether it could be used."""
        value = clean_value(text)
        why = why_not_value(value)
        if why:
            self.refused = self.refused or why
            return False
        aspect = "" if TOO_GENERAL.match(aspect) else aspect
        self.entries.append((("aspect", aspect.lower()) if aspect else key, aspect, who, value))
        return True

    def share(self, text: str) -> bool:
        """Add what the subjects share."""
        value = clean_value(SAME_LEAD.sub("", text.strip(), count=1))
        if why_not_value(value) or len(value) < 2:
            return False
        if value not in self.same:
            self.same.append(value)
        return True

    _hints: set[tuple[str, int]] = field(default_factory=set)

    def spoken(self) -> set[int]:
        return {who for _, _, who, _ in self.entries}

    def content(self) -> Comparison | None:
        """The comparison of the subjects that something is said of; None when that is fewer than two."""
        for who, text in self.hinted:
            if who not in self.spoken() or ("hint", who) in self._hints:
                self._hints.add(("hint", who))
                if sum(1 for _, _, n, _ in self.entries if n == who) < 2:
                    self.say(who, text)
        keys: dict[tuple[object, ...], str] = {}
        for key, aspect, _, _ in self.entries:
            keys.setdefault(key, aspect)
        points = []
        for key, aspect in keys.items():
            values: dict[str, str] = {}
            further: list[Point] = []
            for n, name in enumerate(self.subjects):
                said = [value for k, _, who, value in self.entries if k == key and who == n]
                joined, left = join(said)
                if joined:
                    values[name] = joined
                if not aspect:
                    further += [Point({name: value}) for value in left[:2]]
            points += [Point(values, aspect), *further]
        points = keep(points)
        spoken = [name for name in self.subjects if any(name in point.values for point in points)]
        if len(spoken) < 2:
            return None
        return Comparison(tuple(spoken), tuple(points), tuple(self.same[:4]))

    def one_sided(self) -> Comparison | None:
        """The comparison where only one subject is spoken of."""
        points = keep([Point({self.subjects[who]: value}, aspect) for _, aspect, who, value in self.entries])
        if not points and not self.same:
            return None
        return Comparison(self.subjects, tuple(points[:3]), tuple(self.same[:4]))


def join(said: Sequence[str]) -> tuple[str, list[str]]:
    """Several clauses as one, as far as there is room, and those that found none."""
    text = ""
    left: list[str] = []
    for value in dict.fromkeys(said):
        if not text:
            text = value
        elif value in text:
            continue
        elif not left and len(text) + len(value) + 1 <= room(text + value):
            text += ("；" if HAN.search(text) else "; ") + value
        else:
            left.append(value)
    return text, left


def keep(points: Iterable[Point]) -> list[Point]:
    """The points that fit on a card: those with an aspect and two sides first, one-sided ones last; in their order."""
    listed = [point for point in points if point.values]
    best = sorted(listed, key=lambda point: (len(point.values) < 2, not point.aspect))[:MOST]
    return [point for point in listed if any(point is other for other in best)]


def merge(first: Comparison, second: Comparison) -> Comparison:
    """Two comparisons of the same subjects as one; names as in the first."""
    names = match_subjects(first.subjects, second.subjects) or {}
    points = list(first.points)
    have = {folded_value(value) for point in points for value in point.values.values()}
    for point in second.points:
        values = {names[name]: value for name, value in point.values.items() if name in names}
        if all(any(folded_value(v) in h or h in folded_value(v) for h in have) for v in values.values()):
            continue
        twin = next((p for p in points if p.aspect and p.aspect == point.aspect), None)
        if twin is not None and not set(values) & set(twin.values):
            points[points.index(twin)] = Point({**twin.values, **values}, twin.aspect)
        elif twin is None:
            points.append(Point(values, point.aspect))
    same = tuple(dict.fromkeys((*first.same, *second.same)))[:4]
    return Comparison(first.subjects, tuple(keep(points)), same)


def chained(first: Comparison, second: Comparison) -> Comparison | None:
    """`A …；B …` and `B …；C …` as one comparison of A, B and C; None when they are not links of one chain."""
    link = first.subjects[-1]
    if link != second.subjects[0] or second.subjects[-1] in first.subjects or len(first.points) != 1:
        return None
    (a,), points = first.points, second.points
    if len(points) != 1 or a.aspect != points[0].aspect or a.values.get(link) != points[0].values.get(link):
        return None
    if len(first.subjects) >= MOST or len(a.values) < 2 or len(points[0].values) < 2:
        return None
    return Comparison(
        (*first.subjects, *second.subjects[1:]), (Point({**a.values, **points[0].values}, a.aspect),)
    )


def folded_value(text: str) -> str:
    """Letters and digits only, lower case."""
    return compiled(r"[\W_]+").sub("", text).lower()
