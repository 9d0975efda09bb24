"""Notes and rules to findings.

`extract(note, rules)` runs an ordered list of extractors over one note and settles what they found;
`examine` keeps the vetoed candidates too, so that a person can be told why a sentence gave no card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cardgen.extract.comparisons import find_comparisons
from cardgen.extract.context import with_context
from cardgen.extract.formulas import find_formulas
from cardgen.extract.found import Found
from cardgen.extract.labels import find_bold_leads, find_labels
from cardgen.extract.listed import find_children, find_definition_lists, find_tables
from cardgen.extract.marked import find_marked, find_named_before
from cardgen.extract.outline import Outline
from cardgen.extract.patterns import find_definitions
from cardgen.extract.sections import find_field_sentences, find_sections
from cardgen.extract.settling import settle, to_finding
from cardgen.model import Finding, Note
from cardgen.rules import RuleSet

__all__ = [
    "DEFAULT_CONFIDENCE",
    "EXTRACTORS",
    "Found",
    "Outline",
    "examine",
    "extract",
    "settle",
    "to_finding",
]

DEFAULT_CONFIDENCE = 0.5
"""Findings below it give no card by default: more often than not a careful person would not keep them."""

Extractor = Callable[[Outline, RuleSet], Iterator[Found]]

EXTRACTORS: tuple[Extractor, ...] = (
    find_definition_lists,
    find_tables,
    find_labels,
    find_bold_leads,
    find_sections,
    find_children,
    find_field_sentences,
    find_definitions,
    find_marked,
    find_named_before,
    find_formulas,
    find_comparisons,
)


def examine(note: Note, rules: RuleSet, *, given_up: list[str] | None = None) -> tuple[Outline, list[Found]]:
    """Every candidate in a note, vetoed ones included, before overlaps are settled.

    Where a note's text defeats a rule, what the other extractors find still counts, and `given_up` gets the
    name of the extractor (`definitions`, `comparisons`); without a list to take it, raises TimeoutError.
    """
    outline = Outline(note)
    candidates: list[Found] = []
    for extractor in EXTRACTORS:
        try:
            candidates.extend(extractor(outline, rules))
        except TimeoutError:
            if given_up is None:
                raise
            given_up.append(extractor.__name__.removeprefix("find_").replace("_", " "))
    return outline, candidates


def extract(
    note: Note, rules: RuleSet, *, min_confidence: float = 0.0, given_up: list[str] | None = None
) -> list[Finding]:
    """The findings of a note in its order. `given_up` as for `examine`."""
    outline, candidates = examine(note, rules, given_up=given_up)
    settled = (with_context(outline, found, rules) for found in settle(outline, candidates))
    findings = [to_finding(outline, found) for found in settled]
    return [finding for finding in findings if finding.confidence >= min_confidence]
