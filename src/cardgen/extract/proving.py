"""Rules prove themselves: every `fires` and `silent` example, run over all rules together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardgen.extract import DEFAULT_CONFIDENCE, extract
from cardgen.model import Comparison, Content, Definition, Formula
from cardgen.notes import read_text
from cardgen.problems import Problem
from cardgen.rules import Rule, RuleSet

FIELDS = ("term", "meaning", "name", "latex", "where", "subjects", "points", "same", "aliases", "finds")


def prove(rules: RuleSet, only: Rule | None = None) -> list[Problem]:
    """One problem for each example that does not hold. A `todo` that has come true is a problem, too."""
    problems: list[Problem] = []
    for rule in rules.rules if only is None else (only,):
        for example in rule.fires:
            reason = _fires(rules, rule, example)
            if reason:
                problems.append(_problem(rule, example, f"should fire, but {reason}"))
        for example in rule.silent:
            found = _found(rules, example)
            if found:
                problems.append(_problem(rule, example, f"should stay silent, but gave {_shown(found[0])}"))
        for example in rule.todo:
            if not _fires(rules, rule, example):
                problems.append(_problem(rule, example, "is marked `todo` and now fires; move it to `fires`"))
    return problems


def _fires(rules: RuleSet, rule: Rule, example: Mapping[str, Any]) -> str:
    expected = example.get("finds", [example])
    found = _found(rules, example)
    if len(found) != len(expected):
        listed = "; ".join(_shown(content) for content in found) or "nothing"
        return f"{len(expected)} expected, found {listed}"
    for want, got in zip(expected, found, strict=True):
        for field in FIELDS:
            if field in want and field != "finds" and not _equal(want[field], _field(got, field)):
                return f"{field} is {_field(got, field)!r}, not {want[field]!r}"
    return ""


def _found(rules: RuleSet, example: Mapping[str, Any]) -> list[Content]:
    """What all rules find in an example's text at the default confidence."""
    notes = read_text(str(example["text"]), str(example.get("note", "example.md")))
    return [f.content for note in notes for f in extract(note, rules, min_confidence=DEFAULT_CONFIDENCE)]


def _field(content: Content, field: str) -> Any:
    if field == "points" and isinstance(content, Comparison):
        return [
            {**({"aspect": p.aspect} if p.aspect else {}), "values": dict(p.values)} for p in content.points
        ]
    value = getattr(content, field, None)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _equal(want: Any, got: Any) -> bool:
    if isinstance(want, Mapping) and isinstance(got, Mapping):
        return want.keys() == got.keys() and all(_equal(want[k], got[k]) for k in want)
    if isinstance(want, list) and isinstance(got, list):
        return len(want) == len(got) and all(map(_equal, want, got))
    return bool(want == got)


def _shown(content: Content) -> str:
    if isinstance(content, Definition):
        return f"definition {content.term!r}: {content.meaning!r}"
    if isinstance(content, Formula):
        return f"formula {content.name!r}: {content.latex!r}"
    return f"comparison {' / '.join(content.subjects)}: {_field(content, 'points')!r}"


def _problem(rule: Rule, example: Mapping[str, Any], what: str) -> Problem:
    line = int(getattr(example, "line", rule.line))
    text = " ".join(str(example["text"]).split())
    return Problem(rule.path, line, 0, f"{rule.id}: “{text[:60]}” {what}", "mend the rule or the example")
