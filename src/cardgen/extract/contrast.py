"""Comparisons from contrastive sentences: the rules (data) find the two sides, the shared judgement reads them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.compared import clean_subject, folded, likeness, why_not_subject
from cardgen.extract.found import Found
from cardgen.extract.outline import Outline, Sentence
from cardgen.extract.pairing import Pair, pair
from cardgen.extract.patterns import matches
from cardgen.extract.subjects import Subjects
from cardgen.extract.terms import Term
from cardgen.extract.values import clean_value, why_not_value
from cardgen.model import Comparison, Point
from cardgen.rules import Rule, RuleSet


def find_contrasts(outline: Outline, rules: RuleSet, subjects: Subjects) -> Iterator[Found]:
    """What each sentence rule of the kind finds; rules with `options: {announces: ...}` are read elsewhere."""
    for rule in rules.rules:
        if rule.kind != "comparison" or not rule.pattern or "announces" in rule.options:
            continue
        for sentence, match in matches(outline, rule):
            found = _found(outline, rules, rule, sentence, match, subjects)
            if found is not None:
                yield found


def _found(
    outline: Outline, rules: RuleSet, rule: Rule, sentence: Sentence, match: regex.Match[str], subjects: Subjects
) -> Found | None:
    last = outline.sentence_at(match.end() - 1)
    block = outline.blocks[sentence.block]
    if last.block != sentence.block and not rule.options.get("over"):
        return None
    if block.kind in ("heading", "title"):
        return None
    groups = match.groupdict()
    if groups.get("va") is None and groups.get("vb") is None:
        read = pair(_side(match["a"]), _side(match["b"]), rules.words, subjects)
    else:
        read = _given(groups, rules, subjects)
    if read is None:
        return None
    confidence = rule.confidence + _weigh(rule, read)
    names = tuple(term.name for term in read.terms)
    values = {name: value for name, value in zip(names, read.values, strict=True) if value}
    content = Comparison(subjects=names, points=(Point(values, read.aspect),))
    veto = read.veto
    needed = int(rule.options.get("evidence", 0))
    if not veto and _evidence(read) < needed:
        veto = "the two sides are not clearly two things of one sort"
    return Found(
        rule=rule,
        block=sentence.block,
        start=sentence.start + match.start() - sentence.at,
        end=last.end if last.block == sentence.block else sentence.end,
        content=content,
        confidence=max(0.02, min(0.97, confidence)),
        veto=veto,
        last_block=last.block if last.block != sentence.block else -1,
    )


def _evidence(read: Pair) -> int:
    """How much speaks for a true comparison, 0-9."""
    return read.alike + read.parallel + min(read.known, 2)


def _weigh(rule: Rule, read: Pair) -> float:
    """What the reading adds to or takes from the rule's confidence."""
    return 0.05 * (_evidence(read) - 4)


def _side(text: str) -> str:
    return regex.sub(r"^[\s，,；;：:]*(?:而|但是?|however,?|but|and|while|whereas)?\s*", "", text.strip(), flags=regex.IGNORECASE)


def _given(groups: dict[str, str | None], rules: RuleSet, subjects: Subjects) -> Pair:
    """The reading of a rule that names the subjects and what is said of one or both."""
    a, b = clean_subject(groups["a"] or ""), clean_subject(groups["b"] or "")
    va, vb = clean_value(groups.get("va") or ""), clean_value(groups.get("vb") or "")
    veto = why_not_subject(a.name, rules.words) or why_not_subject(b.name, rules.words)
    if not veto and folded(a.name) == folded(b.name):
        veto = "both sides are about one thing"
    for value in (va, vb):
        if value and not veto:
            veto = why_not_value(value)
    if not veto and not va and not vb:
        veto = "nothing is said of either side"
    known = subjects.strength(a.name) + subjects.strength(b.name)
    return Pair((a, b), (va, vb), (groups.get("aspect") or "").strip(), likeness(a.name, b.name), 0, known, veto)


__all__ = ["Term", "find_contrasts"]
