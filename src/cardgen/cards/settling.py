"""Cards that both the person and the note changed: listing them, and settling them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path

from cardgen.cards.interpreting import CardEntry
from cardgen.cards.lock import Lock, Memory
from cardgen.cards.nodes import MappingNode
from cardgen.cards.placing import Newcomer, insertions
from cardgen.cards.plain import to_plain
from cardgen.cards.plan import FileChange, Plan
from cardgen.cards.reading import DeckFile
from cardgen.cards.rewriting import changed_text
from cardgen.cards.splicing import CannotSpliceError, card_edits
from cardgen.cards.verdict import same
from cardgen.cards.writing import render_card
from cardgen.model import Card
from cardgen.problems import CardgenError, Problem, fail


@dataclass(frozen=True, slots=True)
class Conflict:
    """A card as the person has it and as the notes have it now, and what both started from."""

    path: Path
    line: int
    card: Card
    note: Card
    base: Card | None = None

    @property
    def diff(self) -> list[str]:
        """Lines with `-` for the person's text and `+` for the note's, ` ` for what is the same."""
        return diff(self.card, self.note)


def diff(mine: Card, note: Card) -> list[str]:
    """The YAML of two cards line by line: `-` mine, `+` the note's, ` ` the same; sources left out."""
    old, new = (render_card(replace(card, sources=())).splitlines() for card in (mine, note))
    return list(unified_diff(old, new, lineterm="", n=len(old)))[3:]


def conflicts(files: Sequence[DeckFile], lock: Lock) -> list[Conflict]:
    """The cards that the person edited and whose note changed too, as the last `generate` found them."""
    return list(_conflicts(files, lock))


def _conflicts(files: Sequence[DeckFile], lock: Lock) -> Iterator[Conflict]:
    for file in files:
        for entry in file.entries:
            memory = lock.cards.get(entry.id)
            if not memory or not memory.new or not entry.card or entry.card.status == "rejected":
                continue
            if not same(entry.card, memory.new):
                line = file.place(entry.node.start)[0]
                yield Conflict(file.path, line, entry.card, memory.new, memory.base)


def take(card_id: str, files: Sequence[DeckFile], lock: Lock) -> Plan:
    """The plan that gives a card the text that its note has now, or brings a deleted card back.

    Raises CardgenError when there is no such card, or when a comment of the person's stands in the way.
    """
    memory = lock.cards.get(card_id)
    if memory is None or memory.latest is None:
        raise _unknown(card_id, files)
    note = replace(memory.latest, sources=memory.sources)
    changed = replace(lock, cards={**lock.cards, card_id: replace(memory, base=note, new=None)})
    for file in files:
        entry = file.entry(card_id)
        if entry is not None:
            return Plan((), _retaken(file, entry, note), changed)
    return Plan((), (_brought_back(memory, note, files),), changed)


def keep(card_id: str, files: Sequence[DeckFile], lock: Lock) -> Plan:
    """The plan that keeps the person's text and takes the note's for seen. Raises CardgenError."""
    memory = lock.cards.get(card_id)
    if memory is None or memory.latest is None:
        raise _unknown(card_id, files)
    settled = replace(memory, base=memory.latest, new=None)
    return Plan((), (), replace(lock, cards={**lock.cards, card_id: settled}))


def _retaken(file: DeckFile, entry: CardEntry, note: Card) -> tuple[FileChange, ...]:
    if entry.card == note:
        return ()
    line, column = file.place(entry.node.start)
    if entry.card is None or not isinstance(entry.node, MappingNode):
        what = f"the card `{entry.id}` has an error"
        raise fail(file.path, what, "mend it first: see `cardgen check`", line, column)
    try:
        edits = card_edits(file.text, entry.node, to_plain(entry.card), to_plain(note))
        return (changed_text(file, edits, {entry.id: note})[0],)
    except CannotSpliceError:
        what = f"a comment stands within the lines of `{entry.id}` that would change"
        raise fail(file.path, what, "move it above the card, then take it again", line, column) from None


def _brought_back(memory: Memory, note: Card, files: Sequence[DeckFile]) -> FileChange:
    """A deleted card in the file that it was made for, or in its category's, after its note's card before."""
    by_name = [file for file in files if file.path.name == memory.file]
    by_category = [file for file in files if memory.category in (*file.deck.categories, file.deck.name)]
    for file in [*by_name, *by_category]:
        try:
            return changed_text(file, insertions(file, [_newcomer(note, file)]), {note.id: note})[0]
        except CannotSpliceError:
            continue
    todo = f"make a deck file with `categories: [{memory.category}]` first"
    raise CardgenError(Problem(memory.file, 0, 0, f"there is no deck file for `{note.id}`", todo))


def _newcomer(note: Card, file: DeckFile) -> Newcomer:
    if not note.sources:
        return Newcomer(note)
    here = note.sources[0]
    lines = {
        source.line: card.id
        for card in file.deck.cards
        for source in card.sources
        if source.note == here.note and source.line <= here.line
    }
    return Newcomer(note, after=lines[max(lines)] if lines else "")


def _unknown(card_id: str, files: Sequence[DeckFile]) -> CardgenError:
    for file in files:
        entry = file.entry(card_id)
        if entry is not None:
            line, column = file.place(entry.node.start)
            what = f"no note is known for the card `{card_id}`"
            return fail(file.path, what, "run `cardgen generate` first", line, column)
    return CardgenError(Problem("", 0, 0, f"there is no card `{card_id}`", "see the ids in decks/*.yaml"))
