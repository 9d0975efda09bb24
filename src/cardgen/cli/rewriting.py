"""Cards with new content, into their deck files: every other byte stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cardgen.cards import DeckFile, FileChange
from cardgen.cards.interpreting import CardEntry
from cardgen.cards.nodes import MappingNode
from cardgen.cards.plain import to_plain
from cardgen.cards.rewriting import changed_text
from cardgen.cards.splicing import CannotSpliceError, Edit, card_edits
from cardgen.model import Card
from cardgen.problems import Problem

Changed = tuple[Path, int, Card, Card]
"""Deck file, line of the card, the card before and after."""
Pair = tuple[CardEntry, Card]


def rewritten(
    files: Sequence[DeckFile], wanted: Mapping[str, Card]
) -> tuple[list[FileChange], list[Changed], list[Problem]]:
    """The deck files with these cards, by id, in place of those that they have; and what cannot be done."""
    changes: list[FileChange] = []
    changed: list[Changed] = []
    problems: list[Problem] = []
    for file in files:
        pairs = [(entry, wanted[entry.id]) for entry in file.entries if entry.card and entry.id in wanted]
        pairs = [(entry, new) for entry, new in pairs if new != entry.card]
        fitting = _fitting(file, pairs)
        fit = {entry.id for entry, _ in fitting}
        if fitting:
            changes.append(_change(file, fitting))
        for entry, new in pairs:
            line, column = file.place(entry.node.start)
            if entry.card and entry.id in fit:
                changed.append((file.path, line, entry.card, new))
            else:
                what = f"{entry.id}: a comment, or a form of your own, stands in the lines that would change"
                todo = "make the change by hand"
                problems.append(Problem(str(file.path), line, column, what, todo, "pull", "warning"))
    return changes, changed, problems


def _fitting(file: DeckFile, pairs: Sequence[Pair]) -> list[Pair]:
    """Those that the file can take; found by halves, for a file may be long."""
    if not pairs:
        return []
    try:
        _change(file, pairs)
    except CannotSpliceError:
        half = len(pairs) // 2
        return [*_fitting(file, pairs[:half]), *_fitting(file, pairs[half:])] if half else []
    return list(pairs)


def _change(file: DeckFile, pairs: Sequence[Pair]) -> FileChange:
    edits: list[Edit] = []
    for entry, new in pairs:
        if entry.card is None or not isinstance(entry.node, MappingNode):
            raise CannotSpliceError
        edits += card_edits(file.text, entry.node, to_plain(entry.card), to_plain(new))
    return changed_text(file, edits, {entry.id: new for entry, new in pairs})[0]
