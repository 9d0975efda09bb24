"""Findings to drafts: cards without ids, each once, with all the notes that say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cardgen.cards.dates import iso_date
from cardgen.cards.likeness import answer, fold, fold_name, names
from cardgen.model import Card, Comparison, Content, Definition, Finding, Formula, Point

_LONGEST_NAME = 200
"""A longer front is a sentence that a rule took for a name, and YAML readers stop at keys of 1,024 bytes."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A card that the notes give now. Its id is empty; its sources are all places that say it."""

    card: Card
    category: str
    confidence: float
    column: int = 1
    """Of its first source."""


def draft(findings: Sequence[Finding], *, min_confidence: float = 0.0) -> list[Draft]:
    """The drafts of the findings, by note path and line.

    The same card from several notes becomes one with all its sources. In a category no two drafts of a
    kind have the same front: the more confident one stays, unless each has a `context` of its own.
    """
    good = [_draft(finding) for finding in findings if finding.confidence >= min_confidence]
    ranked = sorted((d for d in good if _usable(d.card)), key=_rank)
    return sorted(_unique_fronts(_merged(ranked)), key=_place)


def _draft(finding: Finding) -> Draft:
    missing = _texts(finding.missing)
    card = Card(
        content=_tidy(finding.content),
        status="incomplete" if missing else "",
        missing=missing,
        tags=_texts(finding.tags),
        sources=(replace(finding.source, date=iso_date(finding.source.date)),),
    )
    return Draft(card, finding.category.strip() or "Uncategorized", finding.confidence, finding.column)


def _tidy(content: Content) -> Content:
    """The content as it will be read back: no outer spaces, no empty parts."""
    context = _clean(content.context)
    if isinstance(content, Definition):
        return Definition(_clean(content.term), _clean(content.meaning), _texts(content.aliases), context)
    if isinstance(content, Formula):
        where = _meanings(content.where)
        return Formula(_clean(content.name), _clean(content.latex), where, _texts(content.aliases), context)
    points = (Point(_meanings(point.values), _clean(point.aspect), point.id) for point in content.points)
    kept = tuple(point for point in points if point.values)
    return Comparison(_texts(content.subjects), kept, _texts(content.same), context)


def _clean(text: str) -> str:
    """Half a surrogate pair has no place in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cleaned for text in texts if (cleaned := _clean(text))))


def _meanings(texts: Mapping[str, str]) -> dict[str, str]:
    cleaned = {_clean(name): _clean(text) for name, text in texts.items()}
    return {name: text for name, text in cleaned.items() if name and text}


def _usable(card: Card) -> bool:
    """Whether every field that the card needs is there, or is said to be missing."""
    content = card.content
    fronts: tuple[str, ...]
    if isinstance(content, Comparison):
        fronts, needed, answered = content.subjects, "points", bool(content.points or content.same)
        if len(fronts) < 2:
            return False
    elif isinstance(content, Definition):
        fronts, needed, answered = (content.term,), "meaning", bool(content.meaning)
    else:
        fronts, needed, answered = (content.name, *content.where), "latex", bool(content.latex)
    return (answered or needed in card.missing) and all(fronts) and max(map(len, fronts)) <= _LONGEST_NAME


def _place(draft: Draft) -> tuple[str, int, int, str]:
    first = draft.card.sources[0]
    return first.note, first.line, draft.column, draft.card.front


def _rank(draft: Draft) -> tuple[bool, float, tuple[str, int, int, str]]:
    return bool(draft.card.status), -draft.confidence, _place(draft)


def _merged(ranked: Iterable[Draft]) -> list[Draft]:
    """The same card from several places as one: the first one's words, everyone's sources and other names."""
    merged: dict[tuple[str, ...], Draft] = {}
    for draft in ranked:
        content = draft.card.content
        # What two notes of a category say of the same subjects adds up; two meanings of a term do not.
        same = draft.category if isinstance(content, Comparison) else answer(content)
        key = (content.kind, names(content)[0], fold(content.context), same)
        merged[key] = _joined(merged[key], draft) if key in merged else draft
    return list(merged.values())


def _joined(first: Draft, other: Draft) -> Draft:
    one, two = first.card, other.card
    sources = sorted({*one.sources, *two.sources}, key=lambda source: (source.note, source.line, source.rule))
    card = replace(
        one,
        content=_joined_content(one.content, two.content),
        tags=_texts((*one.tags, *two.tags)),
        sources=tuple(sources),
    )
    start = first if sources[0] in one.sources else other
    return replace(first, card=card, column=start.column)


def _joined_content(one: Content, two: Content) -> Content:
    if isinstance(one, Comparison) and isinstance(two, Comparison):
        return _joined_comparison(one, two)
    if isinstance(one, Comparison) or isinstance(two, Comparison):
        return one
    mine = {fold_name(name) for name in (one.term if isinstance(one, Definition) else one.name, *one.aliases)}
    aliases = (*one.aliases, *(name for name in two.aliases if fold_name(name) not in mine))
    if isinstance(one, Formula) and isinstance(two, Formula):
        return replace(one, aliases=aliases, where={**two.where, **one.where})
    return replace(one, aliases=aliases)


def _joined_comparison(one: Comparison, two: Comparison) -> Comparison:
    spelling = {fold_name(subject): subject for subject in one.subjects}
    said = {fold(text) for text in one.same}
    values = {fold(value) for point in one.points for value in point.values.values()}
    aspects = {fold(point.aspect) for point in one.points if point.aspect}
    points = []
    for point in two.points:
        new = {
            spelling[fold_name(name)]: text
            for name, text in point.values.items()
            if fold_name(name) in spelling
        }
        if fold(point.aspect) not in aspects and not all(fold(value) in values for value in new.values()):
            points.append(replace(point, values=new))
    same = (text for text in two.same if fold(text) not in said)
    return replace(one, points=(*one.points, *points), same=(*one.same, *same))


def _unique_fronts(ranked: Iterable[Draft]) -> list[Draft]:
    """The drafts whose front no better draft of the same category and kind has."""
    kept: list[Draft] = []
    holders: dict[tuple[str, str, str], list[Draft]] = {}
    for draft in ranked:
        name, *aliases = ((draft.category, draft.card.kind, name) for name in names(draft.card.content))
        rivals = list(holders.get(name, ()))
        # Two cards may share an alias; a card whose name is another's alias asks what that one asks.
        for alias in aliases:
            rivals += [other for other in holders.get(alias, ()) if names(other.card.content)[0] == alias[2]]
        if any(_clash(rival, draft) for rival in rivals):
            continue
        kept.append(draft)
        for key in (name, *aliases):
            holders.setdefault(key, []).append(draft)
    return kept


def _clash(one: Draft, two: Draft) -> bool:
    """Whether two drafts of one name would ask the same, or say the same."""
    contexts = fold(one.card.content.context), fold(two.card.content.context)
    told_apart = all(contexts) and contexts[0] != contexts[1]
    return not told_apart or answer(one.card.content) == answer(two.card.content)
