"""Comparisons that a heading, a title, a label or a sentence announces, read from what follows.

Rules with `options: {announces: any|heading}` name the things (`a` to `b`: two names or a list of them).
`heading`: only a heading, a label or a line with others under it announces. `strict`: prose counts only where one
sentence speaks of two of the things. `both`: something must be said of each. `topic`: `a` is what the section is about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from cardgen.extract.compared import (
    TERSE,
    Subject,
    clean_subject,
    make_subjects,
    split_subjects,
    why_not_subject,
)
from cardgen.extract.found import Found
from cardgen.extract.headings import subject_of
from cardgen.extract.lines import Line, Tree
from cardgen.extract.patterns import TIMEOUT, matches
from cardgen.extract.points import Gathered
from cardgen.extract.sides import Reader
from cardgen.extract.terms import Term
from cardgen.extract.walking import Walk
from cardgen.model import Comparison
from cardgen.rules import Rule, RuleSet

LABEL = frozenset({"the term is a label of the text, not a concept"})
NEAR = 3
"""Lines after an announcing sentence that are still read."""


def find_announced(tree: Tree, rules: RuleSet) -> Iterator[Found]:
    """What the announcing rules find, and what follows it."""
    places = [(line.block, line.start) for line in tree.lines]
    for rule in rules.rules:
        if rule.kind != "comparison" or "announces" not in rule.options:
            continue
        for sentence, match in matches(tree.outline, rule):
            start = sentence.start + match.start() - sentence.at
            at = bisect_right(places, (sentence.block, start + 1 if start else 0)) - 1
            if at < 0 or tree.lines[at].block != sentence.block:
                continue
            line = tree.lines[at]
            heads = line.kind in ("heading", "lead") or bool(tree.under(line)) or bool(line.label)
            asks = (
                match[0].rstrip().endswith(("?", "？"))
                and start == line.start
                and len(match[0]) < len(line.text)
            )
            heads = heads or asks  # `A vs B? …`
            if heads or rule.options["announces"] != "heading":
                yield from _follow(tree, rules, rule, line, match, sentence.start + match.end() - sentence.at)
        yield from _title(tree, rules, rule)


def _title(tree: Tree, rules: RuleSet, rule: Rule) -> Iterator[Found]:
    """The note's title announces what its whole text tells."""
    title = tree.outline.note.title
    if (
        not title
        or not tree.lines
        or any(line.kind == "heading" and line.text == title for line in tree.lines)
    ):
        return
    for _, pattern in rule.patterns(title.lower()):
        match = pattern.search(title, timeout=TIMEOUT)
        if match:
            yield from _announced(tree, rules, rule, match, tree.lines[0], tree.children.get(None, []), "")


def _follow(
    tree: Tree, rules: RuleSet, rule: Rule, line: Line, match: regex.Match[str], after: int
) -> Iterator[Found]:
    """What stands under an announcing line; for a sentence the rest of its line and the next few lines."""
    rest = ""
    if line.kind != "heading":
        rest = tree.outline.blocks[line.block].text[after : line.end].lstrip(" ，,：:；;。.?？")
    under = tree.under(line)
    if under or line.kind in ("heading", "lead"):
        yield from _announced(tree, rules, rule, match, line, under, rest)
        return
    siblings = tree.children.get(line.parent, [])
    place = siblings.index(line)
    kinds = ("text", "table", "item") if line.kind == "item" else ("text", "table")
    near = [sibling for sibling in siblings[place + 1 : place + 1 + NEAR] if sibling.kind in kinds]
    yield from _announced(tree, rules, rule, match, line, near, rest, near=True)


def _announced(
    tree: Tree,
    rules: RuleSet,
    rule: Rule,
    match: regex.Match[str],
    line: Line,
    under: Sequence[Line],
    rest: str,
    *,
    near: bool = False,
) -> Iterator[Found]:
    terms = _terms(tree, rules, rule, match, line)
    if len(terms) < 2:
        return
    names = tuple(term.name for term in terms)
    content = Comparison(names)
    last = -1
    waived = TERSE if "strict" not in rule.options else TERSE - LABEL
    veto = next((why for name in names if (why := why_not_subject(name, rules.words, waived=waived))), "")
    if not veto and len(set(names)) < len(names):
        veto = "both sides are about one thing"
    if not veto:
        subjects = make_subjects(terms)
        walk = Walk(tree, Reader(subjects), Gathered(names), strict="strict" in rule.options)
        topic = "topic" in rule.options
        if rest and not (walk.distribute(rest) or walk.text(rest, line.index)) and topic:
            walk.of_topic(rest)
        walk.lines(under, who=0 if topic else None, near=near)
        found = walk.gathered.content()
        if found is None and "both" not in rule.options:
            one = walk.gathered.one_sided()
            found = one if one is not None and (topic or _holds_against(one, subjects, walk.reader)) else None
        if "both" in rule.options and found is not None and len(found.subjects) < len(names):
            found = None
        content, last = found or content, walk.last
        if found is None:
            veto = walk.gathered.refused or "what follows does not say it of both sides"
    context = (match.groupdict().get("context") or "").strip()
    yield Found(
        rule=rule,
        block=line.block,
        start=line.start,
        end=line.end,
        content=replace(content, context=context),
        confidence=max(0.02, min(0.97, rule.confidence + _weigh(content))),
        veto=veto,
        last_block=last if last != line.block else -1,
    )


def _terms(tree: Tree, rules: RuleSet, rule: Rule, match: regex.Match[str], line: Line) -> list[Term]:
    """The things that an announcement names."""
    if "topic" in rule.options:
        topic = subject_of(tree.outline, line.block, rules)
        return [topic, clean_subject(match["b"])] if topic is not None else []
    listed = match.string[match.start("a") : match.end("b")]
    names = split_subjects(listed)
    return [clean_subject(name) for name in (names if len(names) > 1 else (match["a"], match["b"]))]


def _holds_against(content: Comparison, subjects: Sequence[Subject], reader: Reader) -> bool:
    """Whether what is said of one side holds it against the other (names it), or is joined by what they share."""
    if content.same and content.points:
        return True
    return any(
        subjects[n].name != name
        for point in content.points
        for name, value in point.values.items()
        for n in reader.mentioned(value)
    )


def _weigh(content: Comparison) -> float:
    two_sided = [point for point in content.points if len(point.values) > 1]
    if not content.points:
        return -0.3
    weight = 0.05 if two_sided else -0.15
    if any(point.aspect for point in two_sided):
        weight += 0.05
    return weight
