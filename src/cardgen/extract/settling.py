"""From candidates to findings: context, overlaps, and one card a fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.outline import Outline, is_chinese
from cardgen.extract.terms import key
from cardgen.model import Comparison, Definition, Finding, Formula, Source

TELLING = ("heading-body", "field-label")
"""Rules that take a whole sentence for a meaning."""


def settle(outline: Outline, candidates: Iterable[Found]) -> list[Found]:
    """The candidates that stay: no vetoed ones, one a place and kind, one a front. In note order."""
    kept = _without_sentences_of_others([found for found in candidates if not found.veto])
    kept.sort(key=lambda f: (-f.confidence, f.block, f.start))
    settled: list[Found] = []
    index: dict[object, list[int]] = defaultdict(list)
    for found in kept:
        near = sorted({n for mark in _marks(found) for n in index[mark]})
        rival = next((n for n in near if _same_fact(found, settled[n])), None)
        if rival is None:
            for mark in _marks(found):
                index[mark].append(len(settled))
            settled.append(found)
        elif isinstance(settled[rival].content, Definition) and isinstance(found.content, Definition):
            settled[rival] = _with_names(settled[rival], found)
            for mark in _marks(settled[rival]):
                if rival not in index[mark]:
                    index[mark].append(rival)
    labelled = _labels_of_others(settled)
    settled = [f for f in settled if not _said_by_another(f, labelled) and not _only_formulas(f)]
    settled.sort(key=lambda f: (f.block, f.start, f.line))
    return _once_in_two_languages(outline, settled)


def _without_sentences_of_others(kept: list[Found]) -> list[Found]:
    """Without headings whose text only says what something else is (`## 网络` / `带宽是…`)."""
    told: dict[int, list[Definition]] = defaultdict(list)
    for found in kept:
        if isinstance(found.content, Definition) and found.confidence >= 0.5:
            told[found.block].append(found.content)
    return [
        f
        for f in kept
        if f.rule.id not in TELLING or not any(_only_tells(f, other) for other in told[f.block])
    ]


def _only_tells(found: Found, other: Definition) -> bool:
    content = found.content
    if not isinstance(content, Definition) or found.rule.id not in TELLING:
        return False
    name, subject = key(content.term), key(other.term)
    said = key(content.meaning)
    named = subject in said and said.startswith(key(other.meaning)[:12])  # `… is called Y`
    if names(content) & names(other) or not (named or said.startswith(subject)):
        return False
    if is_chinese(content.term) != is_chinese(other.term):
        return False  # one may translate the other
    if is_chinese(content.term):
        return not any(name[n : n + 2] in subject for n in range(len(name) - 1))
    words = {word.lower().rstrip("s") for word in other.term.split()}
    initials = "".join(word[0] for word in other.term.lower().split())
    return name != initials and not any(word.lower().rstrip("s") in words for word in content.term.split())


def _marks(found: Found) -> set[object]:
    """What two candidates must share to say one thing: a name, a formula, the same subjects, a place."""
    content = found.content
    if isinstance(content, Definition):
        return {("name", name) for name in names(content)} | {("place", found.block, found.line)}
    if isinstance(content, Formula):
        return {("formula", key(content.name)), ("latex", key(content.latex))}
    return {("subjects", frozenset(key(subject) for subject in content.subjects))}


def _only_formulas(found: Found) -> bool:
    """Whether a comparison holds nothing but formulas, which have cards of their own."""
    content = found.content
    if not isinstance(content, Comparison) or content.same:
        return False
    values = [value for point in content.points for value in point.values.values()]
    return all(compiled(r"\$[^$]*\$").fullmatch(value) for value in values)


def _labels_of_others(settled: Iterable[Found]) -> dict[int, set[str]]:
    """Block -> the names of its formulas, and the aspects in which a comparison tells things apart there."""
    found: dict[int, set[str]] = defaultdict(set)
    for other in settled:
        content = other.content
        if isinstance(content, Formula):
            found[other.block].add(key(content.name))
        elif isinstance(content, Comparison):
            aspects = {key(point.aspect) for point in content.points if point.aspect}
            for block in range(other.block, max(other.last_block, other.block) + 1) if aspects else ():
                found[block] |= aspects
    return found


def _said_by_another(found: Found, labelled: dict[int, set[str]]) -> bool:
    """Whether a labelled clause is a formula of that name, or an aspect of a comparison."""
    content = found.content
    return (
        isinstance(content, Definition)
        and found.rule.id.startswith(("label-", "table-row"))
        and key(content.term) in labelled.get(found.block, ())
    )


def _once_in_two_languages(outline: Outline, settled: list[Found]) -> list[Found]:
    """A bilingual note says one fact in English and then in Chinese: one card, with both names."""
    kept: list[Found] = []
    for found in settled:
        last = kept[-1] if kept else None
        if last is not None and _translates(outline, last, found):
            kept[-1] = _with_names(last, found, both=True)
        else:
            kept.append(found)
    return kept


def _translates(outline: Outline, first: Found, second: Found) -> bool:
    a, b = first.content, second.content
    if (
        not isinstance(a, Definition)
        or not isinstance(b, Definition)
        or is_chinese(a.term)
        or not is_chinese(b.term)
    ):
        return False
    if is_chinese(a.meaning) or not is_chinese(b.meaning) or second.block != first.block:
        return False
    before = outline.blocks[first.block].text[: first.start].strip(" *")
    return len(before) < 3 and abs(len(a.meaning) - 2.2 * len(b.meaning)) < 80


def _same_fact(found: Found, other: Found) -> bool:
    """Whether two candidates of one kind say one thing, or ask one question."""
    a, b = found.content, other.content
    if isinstance(a, Definition) and isinstance(b, Definition):
        if names(a) & names(b):
            return True
        # two readings of one stretch of text
        if found.block == other.block and found.line == other.line:
            overlap = min(found.end, other.end) - max(found.start, other.start)
            return overlap > 0 and (key(a.meaning) in key(b.meaning) or key(b.meaning) in key(a.meaning))
        return False
    if isinstance(a, Formula) and isinstance(b, Formula):
        return (key(a.name) == key(b.name) and a.context == b.context) or key(a.latex) == key(b.latex)
    if isinstance(a, Comparison) and isinstance(b, Comparison):
        return {key(s) for s in a.subjects} == {key(s) for s in b.subjects}
    return False


def names(content: Definition) -> set[str]:
    """The names of a definition, folded."""
    return {k for k in map(key, (content.term, *content.aliases)) if k}


def _with_names(winner: Found, loser: Found, *, both: bool = False) -> Found:
    """The winner with the names that only the loser gives (for the same term; `both`: its term, too)."""
    a, b = winner.content, loser.content
    assert isinstance(a, Definition) and isinstance(b, Definition)
    if key(a.term) != key(b.term) and not both:
        return winner
    have = names(a)
    extra = tuple(alias for alias in (b.term, *b.aliases) if key(alias) not in have)
    return replace(winner, content=replace(a, aliases=a.aliases + extra)) if extra else winner


def to_finding(outline: Outline, found: Found) -> Finding:
    """A settled candidate with its place in the file."""
    note, block = outline.note, outline.blocks[found.block]
    line, column = note.position(block.source_offset(found.start))
    if found.line:
        line, column = found.line, 1
    last = outline.blocks[found.last_block] if found.last_block >= 0 else block
    heading = block.text if block.kind == "heading" else block.trail[-1] if block.trail else ""
    return Finding(
        content=found.content,
        source=Source(note.path, line, found.rule.id, heading, note.date),
        confidence=round(found.confidence, 3),
        category=note.category,
        tags=note.tags,
        missing=found.missing,
        column=column,
        end_line=max(last.end_line, line),
        evidence=block.text[found.start : found.end],
        heading=" > ".join(block.trail),
    )
