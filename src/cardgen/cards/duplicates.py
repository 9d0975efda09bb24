"""What can be wrong between cards, and between deck files: two where there should be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cardgen.cards.interpreting import CardEntry
from cardgen.cards.likeness import fold, names
from cardgen.cards.nodes import MappingNode
from cardgen.cards.reading import DeckFile
from cardgen.cards.twins import twins
from cardgen.model import Card, Comparison, Definition
from cardgen.problems import Problem


def duplicates(files: Sequence[DeckFile]) -> Iterator[Problem]:
    """Ids, fronts, cards, decks and categories that stand twice; each told at the later one."""
    pairs = [(file, entry) for file in files for entry in file.entries]
    yield from _same_ids(pairs)
    live = [(f, e, e.card) for f, e in pairs if e.card and e.card.status != "rejected"]
    yield from _same_fronts(live)
    for later, earlier, why in twins([card for _, _, card in live]):
        file, entry, _ = live[later]
        what = f"{why} ({_where(live[earlier][0], live[earlier][1])})"
        yield _problem(file, entry, "duplicate-card", what, "keep the better one, and reject the other")
    yield from _same_decks(files)


def _same_ids(pairs: Iterable[tuple[DeckFile, CardEntry]]) -> Iterator[Problem]:
    first: dict[str, tuple[DeckFile, CardEntry]] = {}
    for file, entry in pairs:
        if entry.id and entry.id in first:
            what = f"the id `{entry.id}` belongs to another card ({_where(*first[entry.id])})"
            yield _problem(file, entry, "duplicate-id", what, "give this one an id of its own", "error", "id")
        first.setdefault(entry.id, (file, entry))


def _same_fronts(cards: Iterable[tuple[DeckFile, CardEntry, Card]]) -> Iterator[Problem]:
    first: dict[tuple[str, str, str], tuple[DeckFile, CardEntry]] = {}
    for file, entry, card in cards:
        key = (card.kind, names(card.content)[0], fold(card.content.context))
        if key in first:
            what = f"`{card.front}` is asked by another card too ({_where(*first[key])})"
            severity = "error" if first[key][0] is file else "warning"
            todo = "tell them apart with `context:`, or reject one"
            yield _problem(file, entry, "duplicate-front", what, todo, severity, _front_field(card))
        first.setdefault(key, (file, entry))


def _same_decks(files: Sequence[DeckFile]) -> Iterator[Problem]:
    decks: dict[str, DeckFile] = {}
    categories: dict[str, DeckFile] = {}
    for file in files:
        name = file.deck.name.casefold()
        if name and name in decks:
            what = f"the deck `{file.deck.name}` has another file ({decks[name].path.name})"
            yield _at(file, "deck", "duplicate-deck", what, "merge the two, or rename one")
        decks.setdefault(name, file)
        for category in file.deck.categories:
            if category in categories and categories[category] is not file:
                what = f"the category `{category}` flows into {categories[category].path.name}"
                yield _at(file, "categories", "duplicate-deck", what, "name it in one file only")
            categories.setdefault(category, file)


def _front_field(card: Card) -> str:
    if isinstance(card.content, Comparison):
        return "subjects"
    return "term" if isinstance(card.content, Definition) else "name"


def _where(file: DeckFile, entry: CardEntry) -> str:
    return f"{file.path.name}:{file.place(entry.node.start)[0]}"


def _problem(
    file: DeckFile,
    entry: CardEntry,
    code: str,
    what: str,
    todo: str,
    severity: str = "warning",
    field: str = "",
) -> Problem:
    node = entry.node
    if isinstance(node, MappingNode) and field in node.keys:
        node = node.keys[field]
    line, column = file.place(node.start)
    return Problem(str(file.path), line, column, what, todo, code, severity)


def _at(file: DeckFile, key: str, code: str, what: str, todo: str) -> Problem:
    line, column = file.place(file.root.keys[key].start if key in file.root.keys else 0)
    return Problem(str(file.path), line, column, what, todo, code, "warning")
