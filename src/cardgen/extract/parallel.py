"""Comparisons without a cue: siblings (sections, items, lines) whose names or words run parallel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import regex

from cardgen.extract.clauses import Split
from cardgen.extract.compared import clean_subject, folded, likeness, why_not_subject
from cardgen.extract.found import Found
from cardgen.extract.lines import Line, Tree
from cardgen.extract.pairing import parallel
from cardgen.extract.points import Gathered
from cardgen.extract.subjects import Subjects
from cardgen.extract.terms import Term
from cardgen.extract.values import clean_value, why_not_value
from cardgen.model import Comparison
from cardgen.rules import Rule, RuleSet

MOST = 5
HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True)
class Sibling:
    """A named line with what stands beside or under its name."""

    line: Line
    term: Term
    said: str
    fields: dict[str, str]
    """Sub-label -> text."""


def find_siblings(tree: Tree, rules: RuleSet, subjects: Subjects) -> Iterator[Found]:
    """Runs of siblings that are compared by standing side by side."""
    rule = rules.by_id["parallel-siblings"]
    fields_rule = rules.by_id["parallel-fields"]
    for parent in list(tree.children):
        for _, listed in groupby(tree.children[parent], key=lambda line: line.group):
            siblings = [s for line in listed if (s := _sibling(tree, line)) is not None]
            for run in _runs(siblings):
                shared = set.intersection(*(set(s.fields) for s in run)) if all(s.fields for s in run) else set()
                yield _found(tree, fields_rule if len(shared) >= 1 and _labels(shared) else rule, run, rules, subjects, shared)


def _labels(shared: set[str]) -> bool:
    return len(shared) >= 2 or any(len(label) >= 2 for label in shared)


def _sibling(tree: Tree, line: Line) -> Sibling | None:
    under = tree.under(line)
    if line.kind == "table":
        return None
    if not line.label and not under:
        return None
    title = tree.title(line)
    if not title or len(title) > 40:
        return None
    fields: dict[str, str] = {}
    texts: list[str] = [line.rest] if line.label and line.rest else []
    for child in under:
        if child.kind in ("heading", "table"):
            continue
        if child.label and child.rest and len(child.label) <= 14:
            fields.setdefault(child.label.strip("*： :"), child.rest)
        elif child.label and not child.rest and tree.under(child):
            fields.setdefault(child.label.strip("*： :"), "；".join(c.text.rstrip("；;。") for c in tree.under(child)[:4]))
        elif len(texts) < 4 and not child.label:
            texts.append(child.text)
    if not texts and not fields:
        return None
    return Sibling(line, clean_subject(title), _join(texts, line.kind), fields)


def _join(texts: Sequence[str], kind: str) -> str:
    if kind in ("heading", "lead") and texts:
        return texts[0]
    joiner = "；" if any(HAN.search(text) for text in texts) else "; "
    return joiner.join(text.rstrip("；;。. ") for text in texts)


def _runs(siblings: Sequence[Sibling]) -> Iterator[list[Sibling]]:
    """Maximal runs of neighbours of one sort; two lone siblings are a run as well."""
    run: list[Sibling] = []
    for sibling in siblings:
        if run and _of_one_sort(run[-1], sibling):
            run.append(sibling)
            continue
        if len(run) >= 2:
            yield run
        run = [sibling]
    if len(run) >= 2:
        yield run
    elif len(siblings) == 2:
        yield list(siblings)


def _of_one_sort(a: Sibling, b: Sibling) -> bool:
    alike = likeness(a.term.name, b.term.name)
    if alike >= 2:
        return True
    shared = set(a.fields) & set(b.fields)
    return len(shared) >= 2 or (alike >= 1 and _parallel(a, b) >= 2)


def _parallel(a: Sibling, b: Sibling) -> int:
    va, vb = clean_value(a.said), clean_value(b.said)
    if not va or not vb:
        return 0
    return parallel(Split(a.term.name, a.said, _first(va), 1), Split(b.term.name, b.said, _first(vb), 1), va, vb)


def _first(value: str) -> str:
    """The word that opens a value: two characters of Chinese."""
    return value[:2] if HAN.match(value) else value.split(" ")[0].lower()


def _found(tree: Tree, rule: Rule, run: Sequence[Sibling], rules: RuleSet, subjects: Subjects, shared: set[str]) -> Found:
    names = tuple(s.term.name for s in run)
    gathered = Gathered(names)
    for n, sibling in enumerate(run):
        if sibling.said:
            gathered.say(n, sibling.said)
        for label, text in sibling.fields.items():
            if label in shared:
                gathered.say(n, text, aspect=label)
    veto = next((why for s in run if (why := why_not_subject(s.term.name, rules.words))), "")
    if not veto and len({folded(name) for name in names}) < len(names):
        veto = "both sides are about one thing"
    if not veto and len(run) > MOST:
        veto = "a list of too many things"
    content = gathered.content()
    if not veto and (content is None or len(content.subjects) < len(names)):
        veto = gathered.refused or "nothing is said of one side"
    first, last = run[0].line, run[-1].line
    return Found(
        rule=rule,
        block=first.block,
        start=first.start,
        end=first.end if last.block != first.block else last.end,
        content=content or Comparison(names),
        confidence=max(0.02, min(0.97, rule.confidence + _weigh(run, subjects))),
        veto=veto,
        last_block=last.block if last.block != first.block else -1,
    )


def _weigh(run: Sequence[Sibling], subjects: Subjects) -> float:
    pairs = list(zip(run, run[1:], strict=False))
    alike = min(likeness(a.term.name, b.term.name) for a, b in pairs)
    level = sum(_parallel(a, b) for a, b in pairs) / len(pairs)
    weight = 0.06 * (alike - 2) + 0.06 * (level - 1)
    if len(run) == 2:
        weight += 0.05
    elif len(run) > 3:
        weight -= 0.1
    longest = max(len(s.said) for s in run)
    if longest > 200:
        weight -= 0.1
    if any(why_not_value(clean_value(s.said)) for s in run if s.said):
        weight -= 0.1
    return weight
