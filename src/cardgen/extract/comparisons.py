"""Comparisons: announced ones, tables, contrastive sentences, parallel siblings; one card for the same things."""

from __future__ import annotations

from collections.abc import Iterator

from cardgen.extract.announced import find_announced
from cardgen.extract.comparison_tables import find_comparison_tables
from cardgen.extract.contrast import find_contrasts
from cardgen.extract.found import Found
from cardgen.extract.lines import Tree
from cardgen.extract.merging import merged
from cardgen.extract.outline import Outline
from cardgen.extract.pairing import Judge
from cardgen.extract.parallel import find_neighbours, find_siblings
from cardgen.extract.subjects import subjects_of
from cardgen.rules import RuleSet


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
