"""Where a new card goes in a deck file: after the previous card of the same note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cardgen.cards.nodes import SequenceNode, is_null
from cardgen.cards.plain import to_plain
from cardgen.cards.reading import DeckFile
from cardgen.cards.splicing import CannotSpliceError, Edit, column_of, insertion, line_end
from cardgen.cards.writing import render_item
from cardgen.model import Card


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new card, and the card in the file that it follows, or else the one that it precedes."""

    card: Card
    after: str = ""
    before: str = ""


def insertions(file: DeckFile, newcomers: Sequence[Newcomer]) -> list[Edit]:
    """The edits that put the new cards into the file. Raises CannotSpliceError."""
    if not newcomers:
        return []
    node = file.root.values.get("cards")
    if file.root.flow:
        raise CannotSpliceError
    if isinstance(node, SequenceNode) and node.items:
        if node.flow:
            raise CannotSpliceError
        return _among(file, node, newcomers)
    return _as_first(file, [newcomer.card for newcomer in newcomers])


def _among(file: DeckFile, node: SequenceNode, newcomers: Iterable[Newcomer]) -> list[Edit]:
    column = column_of(file.text, node.start)
    order = {entry.id: index for index, entry in reversed(list(enumerate(file.entries)))}
    edits = []
    for newcomer in newcomers:
        lines = render_item(to_plain(newcomer.card), column)
        if newcomer.after in order:
            index = order[newcomer.after]
        elif newcomer.before in order:
            index = order[newcomer.before] - 1
        else:
            index = len(file.entries) - 1
        if index < 0:
            edits.append(insertion(file.text, line_end(file.text, file.root.keys["cards"].end), lines + "\n"))
        else:
            end = item_end(file.text, file.entries[index].node.end, column)
            edits.append(insertion(file.text, end, "\n" + lines))
    return edits


def _as_first(file: DeckFile, cards: Sequence[Card]) -> list[Edit]:
    lines = "\n".join(render_item(to_plain(card), 0) for card in cards)
    node = file.root.values.get("cards")
    if node is None:
        return [insertion(file.text, line_end(file.text, file.root.end), "cards:\n" + lines)]
    if not (is_null(node) or isinstance(node, SequenceNode)):
        raise CannotSpliceError
    emptied = [] if node.start == node.end else [Edit(node.start, node.end, "")]
    return [*emptied, insertion(file.text, line_end(file.text, node.end), lines)]


def item_end(text: str, offset: int, column: int) -> int:
    """The start of the line after an item: its comments that stand deeper than the dash are part of it."""
    end = line_end(text, offset)
    while end < len(text):
        following = line_end(text, end + 1)
        line = text[end:following]
        stripped = line.lstrip(" ")
        if not stripped.startswith("#") or len(line) - len(stripped) <= column:
            return end
        end = following
    return end
