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
    outline: Outline,
    rules: RuleSet,
    rule: Rule,
    sentence: Sentence,
    match: regex.Match[str],
    subjects: Subjects,
) -> Found | None:
    last = outline.sentence_at(match.end() - 1)
    block = outline.blocks[sentence.block]
    if last.block != sentence.block and not rule.options.get("over"):
        return None
    if block.kind in ("heading", "title"):
        return None
    groups = match.groupdict()
    if "back" in rule.options:
        read, sentence = _back(outline, rule, sentence, match["b"], rules, subjects)
    elif groups.get("va") is None and groups.get("vb") is None:
        read = pair(_side(match["a"]), _side(match["b"]), rules.words, subjects)
        label = match.string[match.start() : match.start("a")].strip()
        if label and (read is None or read.veto):
            labelled = pair(label + match["a"], _side(match["b"]), rules.words, subjects)
            read = labelled if labelled is not None and not labelled.veto else read
    else:
        read = _given(groups, rules, subjects)
    if read is None:
        return None
    confidence = rule.confidence + _weigh(rule, read)
    names = tuple(term.name for term in read.terms)
    values = {name: value for name, value in zip(names, read.values, strict=True) if value}
    content = Comparison(subjects=names, points=(Point(values, read.aspect),))
    veto = read.veto
    if not veto and not _enough(rule, read):
        veto = "the two sides are not clearly two things of one sort"
    return Found(
        rule=rule,
        block=sentence.block,
        start=sentence.start if "back" in rule.options else sentence.start + match.start() - sentence.at,
        end=last.end if last.block == sentence.block else sentence.end,
        content=content,
        confidence=max(0.02, min(0.97, confidence)),
        veto=veto,
        last_block=last.block if last.block != sentence.block else -1,
    )


def _enough(rule: Rule, read: Pair) -> bool:
    """Whether a reading has what its rule asks for: `alike` and `parallel` (both), or this much `evidence`."""
    options = rule.options
    if read.alike == 3:
        return True
    if (
        "alike" in options
        and read.alike >= int(options["alike"])
        and read.parallel >= int(options.get("parallel", 0))
    ):
        return True
    return _evidence(read) >= int(options.get("evidence", 0)) and read.alike + min(read.known, 3) // 3 >= int(
        "alike" in options
    )


def _back(
    outline: Outline, rule: Rule, sentence: Sentence, said: str, rules: RuleSet, subjects: Subjects
) -> tuple[Pair | None, Sentence]:
    """The best reading with one of the sentences before it, and that sentence."""
    listed = outline.sentences(sentence.block)
    place = listed.index(sentence)
    best: tuple[int, Pair, Sentence] | None = None
    side = regex.sub(
        rf",?\s*\b(?:{'|'.join(map(regex.escape, rule.cues))})\b,?", "", said, count=1, flags=regex.IGNORECASE
    ).strip()
    for earlier in reversed(listed[max(0, place - int(rule.options["back"])) : place]):
        read = pair(_side(outline.text_of(earlier)), side, rules.words, subjects)
        if read is not None and (
            best is None or (not read.veto, _evidence(read)) > (not best[1].veto, best[0])
        ):
            best = _evidence(read), read, earlier
    return (best[1], best[2]) if best else (None, sentence)


def _evidence(read: Pair) -> int:
    """How much speaks for a true comparison, 0-9."""
    return read.alike + read.parallel + min(read.known, 2)


def _weigh(rule: Rule, read: Pair) -> float:
    """What the reading adds to or takes from the rule's confidence."""
    return max(-0.1, min(0.18, 0.06 * (_evidence(read) - 3)))


def _side(text: str) -> str:
    return regex.sub(
        r"^[\s，,；;：:]*(?:而|但是?|however,?|but|and|while|whereas)?\s*",
        "",
        text.strip(),
        flags=regex.IGNORECASE,
    )


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
    return Pair(
        (a, b), (va, vb), (groups.get("aspect") or "").strip(), likeness(a.name, b.name), 0, known, veto
    )


__all__ = ["Term", "find_contrasts"]
