"""Comparisons from contrastive sentences: the rules (data) find the two sides, the shared judgement reads them.

What a rule's `options` ask of a reading (see `Pair` for the scales):
`alike` and `parallel`: this much of both, or else `evidence`: this much of all in all. `tail`: the names end alike.
`kin`: this much is enough where the names end in one noun.
`direct`: two short clauses that their subjects open count as one more piece of evidence.
`back`: the other side is one of this many sentences before. `joins`: only adds to what another rule finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from cardgen.extract.clauses import splits
from cardgen.extract.compared import folded, likeness, one_form, shared_tail
from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.outline import Outline, Sentence
from cardgen.extract.pairing import Judge, Pair, pair
from cardgen.extract.patterns import matches
from cardgen.extract.points import chained
from cardgen.extract.values import clean_value, why_not_value
from cardgen.model import Comparison, Point
from cardgen.rules import Rule, RuleSet

JOINING = compiled(r"^[\s，,；;：:]*(?:而|但是?|however,?|but|and|while|whereas)?\s*", regex.IGNORECASE)


SET_OFF = compiled(
    r"(?<=^[^,;]{2,60}),? (?:on the other hand|in contrast|by contrast|in turn|however|conversely|instead),? ",
    regex.IGNORECASE,
)


def find_contrasts(outline: Outline, rules: RuleSet, judge: Judge) -> Iterator[Found]:
    """What each sentence rule of the kind finds; rules with `options: {announces: ...}` are read elsewhere."""
    for rule in rules.rules:
        if rule.kind != "comparison" or not rule.pattern or "announces" in rule.options:
            continue
        chain: Found | None = None
        for sentence, match in matches(outline, rule):
            last = outline.sentence_at(match.end() - 1)
            if last.block != sentence.block or outline.blocks[sentence.block].kind in ("heading", "title"):
                continue
            start = sentence.start + match.start() - sentence.at
            read: Pair | None
            if "back" in rule.options:
                read, start = _back(outline, rule, sentence, match["b"], judge)
            elif {"va", "vb", "same"} & match.groupdict().keys():
                read = _given(match.groupdict(), judge)
            else:
                read = _both(match, judge)
            if read is None:
                continue
            found = _found(rule, read, match, sentence.block, start, last.end)
            if found.veto:
                yield found
                continue
            longer = _linked(chain, found)
            if chain is not None and longer is None:
                yield chain
            chain = longer or found
        if chain is not None:
            yield chain


def _linked(chain: Found | None, found: Found) -> Found | None:
    """Two findings of one block as one of three subjects or more."""
    if chain is None or chain.block != found.block:
        return None
    assert isinstance(chain.content, Comparison) and isinstance(found.content, Comparison)
    content = chained(chain.content, found.content)
    return replace(chain, content=content, end=found.end) if content else None


def _found(rule: Rule, read: Pair, match: regex.Match[str], block: int, start: int, end: int) -> Found:
    names = tuple(term.name for term in read.terms)
    values = {name: value for name, value in zip(names, read.values, strict=True) if value}
    points = (Point(values, read.aspect),) if values else ()
    veto = read.veto
    if not veto and not _enough(rule, read):
        veto = "the two sides are not clearly two things of one sort"
    weight = 0.0 if "joins" in rule.options else max(-0.1, min(0.18, 0.06 * (_evidence(read) - 3)))
    if read.alike < 2 and not read.parallel and not read.given and not read.direct:
        weight -= 0.12  # the names, and what is said of them, have nothing in common
    return Found(
        rule=rule,
        block=block,
        start=start,
        end=end,
        content=Comparison(names, points, _same(match.groupdict())),
        confidence=max(0.02, min(0.97, rule.confidence + weight)),
        veto=veto,
    )


def _enough(rule: Rule, read: Pair) -> bool:
    """Whether a reading has what its rule asks for; opposites always have."""
    options = rule.options
    if read.alike == 3:
        return True
    a, b = (term.name for term in read.terms)
    if (
        "tail" in options
        and not shared_tail(a.lower(), b.lower())
        and not one_form(a, b)
        and read.parallel < 3
    ):
        return False
    if _evidence(read) >= int(options.get("kin", 10)) and shared_tail(a.lower(), b.lower()):
        return True
    if "alike" in options:
        if b in read.values[0] and "direct" not in options:
            return False  # `A 基于 B，B 是……`: a chain, no contrast
        if read.alike >= int(options["alike"]) and read.parallel >= int(options.get("parallel", 0)):
            return True
        if not read.alike and read.known < 3:
            return False
    return _evidence(read) + int(read.direct and "direct" in options) >= int(options.get("evidence", 0))


def _evidence(read: Pair) -> int:
    """How much speaks for a true comparison, 0-9."""
    return read.alike + read.parallel + min(read.known, 2)


def _both(match: regex.Match[str], judge: Judge) -> Pair | None:
    """The reading of a rule that gives two clauses; the first one's subject may be a label before it."""
    right = SET_OFF.sub(" ", JOINING.sub("", match["b"].strip()), count=1)
    read = pair(JOINING.sub("", match["a"].strip()), right, judge)
    label = match.string[match.start() : match.start("a")].strip()
    if label.endswith((":", "：")) and (read is None or read.veto):
        labelled = pair(label + match["a"], right, judge)
        if labelled is not None and not labelled.veto:
            return labelled
    return read


def _back(
    outline: Outline, rule: Rule, sentence: Sentence, said: str, judge: Judge
) -> tuple[Pair | None, int]:
    """The best reading with one of the sentences before a sentence, and where that one starts."""
    listed = outline.sentences(sentence.block)
    place = outline.index_of(sentence)
    cues = "|".join(map(regex.escape, rule.cues))
    side = compiled(rf",?\s*\b(?:{cues})\b,?", regex.IGNORECASE).sub("", said, count=1).strip()
    best: tuple[tuple[bool, int], Pair, int] | None = None
    for earlier in reversed(listed[max(0, place - int(rule.options["back"])) : place]):
        read = pair(outline.text_of(earlier), side, judge)
        if read is None:
            continue
        score = (not read.veto, _evidence(read))
        if best is None or score > best[0]:
            best = score, read, earlier.start
    return (best[1], best[2]) if best else (None, sentence.start)


def _given(groups: dict[str, str | None], judge: Judge) -> Pair:
    """The reading of a rule that names the subjects and what is said of one or both."""
    said = groups.get("vb") or ""
    name = groups["b"] or ""
    if not name:
        name, said = _opened(groups["a"] or "", said, judge)
    (a, why_a), (b, why_b) = judge.subject(groups["a"] or ""), judge.subject(name)
    va, vb = clean_value(groups.get("va") or ""), clean_value(said)
    veto = why_a or why_b
    if not veto and folded(a.name) == folded(b.name):
        veto = "both sides are about one thing"
    veto = veto or next((why for value in (va, vb) if value and (why := why_not_value(value))), "")
    if not veto and not va and not vb and not groups.get("same"):
        veto = "nothing is said of either side"
    known = judge.strength(a.name) + judge.strength(b.name)
    return Pair((a, b), (va, vb), "", likeness(a.name, b.name), 0, known, veto, given=True)


def _opened(other: str, clause: str, judge: Judge) -> tuple[str, str]:
    """The subject that opens a clause set against another one's, and what the clause says of it."""
    best, read = -99.0, ("", clause)
    against, _ = judge.subject(other)
    for n, split in enumerate(splits(clause)):
        term, why = judge.subject(split.subject)
        score = 1.5 * likeness(against.name, term.name) + 0.5 * (judge.strength(term.name) + split.sure)
        score -= 0.4 * n + (9 if why else 0)
        if score > best:
            best, read = score, (split.subject, split.said)
    return read


def _same(groups: dict[str, str | None]) -> tuple[str, ...]:
    """What a rule says that the subjects share (`same`, of the aspect `what`)."""
    same = (groups.get("same") or "").strip(" ，,。；;")
    what = groups.get("what") or ""
    return (f"{what}一样，{same}" if what else same,) if same else ()
