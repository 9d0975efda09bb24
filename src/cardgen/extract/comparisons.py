"""Comparisons: announced ones, tables, contrastive sentences, parallel siblings; one card for the same things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cardgen.extract.announced import find_announced
from cardgen.extract.compared import same_subjects
from cardgen.extract.comparison_tables import find_comparison_tables
from cardgen.extract.contrast import find_contrasts
from cardgen.extract.found import Found
from cardgen.extract.lines import Tree
from cardgen.extract.outline import Outline
from cardgen.extract.pairing import Judge
from cardgen.extract.parallel import find_neighbours, find_siblings
from cardgen.extract.points import folded_value, merge
from cardgen.extract.subjects import subjects_of
from cardgen.model import Comparison
from cardgen.rules import RuleSet

ENOUGH = 0.4
"""A candidate less sure than this is not merged into another."""


def find_comparisons(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """Every comparison of a note, vetoed candidates too; those of the same things merged into the surest one."""
    if not outline.blocks:
        return
    tree = Tree(outline)
    judge = Judge(rules.words, subjects_of(outline))
    candidates = [
        *find_announced(tree, rules),
        *find_comparison_tables(tree, rules),
        *find_contrasts(outline, rules, judge),
        *find_siblings(tree, rules, judge),
        *find_neighbours(tree, rules, judge),
    ]
    yield from (found for found in candidates if found.veto)
    yield from merged([found for found in candidates if not found.veto])


def merged(candidates: list[Found]) -> list[Found]:
    """One candidate for the same things: the surest, with the points that the others add."""
    candidates = sorted(candidates, key=lambda found: (-found.confidence, found.block, found.start))
    kept: list[Found] = []
    for found in candidates:
        content = found.content
        assert isinstance(content, Comparison)
        for n, other in enumerate(kept):
            have = other.content
            assert isinstance(have, Comparison)
            if _says_already(have, content):
                break
            if same_subjects(content.subjects, have.subjects):
                if found.confidence >= ENOUGH:
                    kept[n] = replace(other, content=merge(have, content))
                break
        else:
            kept.append(found)
    return kept


def _says_already(have: Comparison, content: Comparison) -> bool:
    """Whether all that one comparison says is said in another one, perhaps parted elsewhere (`江 多在…`, `江多 在…`)."""
    known = [folded_value(value) for point in have.points for value in point.values.values()]
    said = [folded_value(value) for point in content.points for value in point.values.values()]
    return bool(said) and all(any(value in other or other in value for other in known) for value in said)
