"""A deck file with some cards changed, read back before anyone writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cardgen.cards.plan import FileChange
from cardgen.cards.reading import DeckFile, read_deck
from cardgen.cards.splicing import CannotSpliceError, Edit, apply_edits
from cardgen.model import Card
from cardgen.problems import CardgenError

_BOM = "\ufeff"


def changed_text(
    file: DeckFile, edits: Sequence[Edit], expected: Mapping[str, Card]
) -> tuple[FileChange, DeckFile]:
    """The file after the edits, read back to be sure that the cards of `expected` are as they should be, and
    all others as they were. Raises CannotSpliceError when they are not."""
    text = apply_edits(file.text, edits)
    try:
        read = read_deck(text, file.path)
    except CardgenError as error:
        raise CannotSpliceError from error
    if not _as_expected(file, read, expected):
        raise CannotSpliceError
    bom = _BOM if file.bom else ""
    return FileChange(file.path, bom + file.text, bom + text), read


def card_lines(file: DeckFile) -> dict[str, int]:
    """The line of each card, by its id."""
    return {entry.id: file.place(entry.node.start)[0] for entry in reversed(file.entries)}


def _as_expected(before: DeckFile, after: DeckFile, expected: Mapping[str, Card]) -> bool:
    """Whether the new text reads as it should: the changed cards as meant, all others as they were."""

    def cards(file: DeckFile) -> list[tuple[str, Any]]:
        return [(entry.id, entry.card) for entry in file.entries]

    old = [(card_id, expected.get(card_id, card)) for card_id, card in cards(before)]
    standing = {card_id for card_id, _ in old}
    kept = [pair for pair in cards(after) if pair[0] in standing]
    added = {card_id: card for card_id, card in cards(after) if card_id not in standing}
    wanted = {card_id: card for card_id, card in expected.items() if card_id not in standing}
    return kept == old and added == wanted and len(kept) + len(added) == len(after.entries)
