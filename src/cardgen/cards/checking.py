"""`cardgen check`: what is wrong with deck files, and what could be better."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from cardgen.cards.card_checks import card_hits, structure_hits
from cardgen.cards.codes import CODES, Hit
from cardgen.cards.duplicates import duplicates
from cardgen.cards.ignoring import wanted
from cardgen.cards.nodes import MappingNode
from cardgen.cards.pictures import Pictures
from cardgen.cards.reading import DeckFile
from cardgen.problems import Problem


def check(
    files: Sequence[DeckFile], *, root: Path | None = None, disabled: Collection[str] = ()
) -> list[Problem]:
    """Everything known against these deck files, by file and line.

    `root` is the folder of the notes: images are looked for there, beside the notes and beside the decks;
    without it they are not checked. `disabled` are codes of checks to leave out.
    """
    problems = [problem for file in files for problem in file.problems]
    pictures = Pictures(root) if root else None
    for file in files:
        problems += _placed(file, _file_hits(file, pictures))
    problems += duplicates(files)
    for code in sorted(set(disabled) - CODES.keys()):
        todo = f"the codes are: {', '.join(CODES)}"
        problems.append(Problem("", 0, 0, f"there is no check `{code}`", todo, "unknown-code", "warning"))
    return sorted(wanted(problems, files, frozenset(disabled)))


def unfit(file: DeckFile) -> dict[str, Problem]:
    """The cards with LaTeX that MathJax cannot show, by id, and what is wrong: Anki must not get them."""
    found: dict[str, Problem] = {}
    for entry in file.entries:
        if entry.card and isinstance(entry.node, MappingNode) and not entry.card.status:
            hits = [
                hit for hit in card_hits(file, entry.card, entry.node, None) if hit.code.startswith("latex-")
            ]
            for problem in _placed(file, (hit for hit in hits if hit.severity == "error")):
                found.setdefault(entry.id, problem)
    return found


def _file_hits(file: DeckFile, pictures: Pictures | None) -> Iterator[Hit]:
    yield from _deck_hits(file)
    for entry in file.entries:
        if isinstance(entry.node, MappingNode) and entry.content:
            yield from structure_hits(entry.node)
        if entry.card and entry.card.status != "rejected" and isinstance(entry.node, MappingNode):
            yield from card_hits(file, entry.card, entry.node, pictures)


def _deck_hits(file: DeckFile) -> Iterator[Hit]:
    name = file.deck.name
    if name and (any(not part.strip() for part in name.split("::")) or '"' in name):
        start = file.root.values["deck"].start
        yield Hit(start, "deck-name", f"Anki changes the deck name `{name}`", 'leave out `"` and empty parts')
    if not file.entries:
        start = (file.root.keys.get("cards") or file.root).start
        yield Hit(start, "empty-deck", "the deck has no cards", "add some, or delete the file")


def _placed(file: DeckFile, hits: Iterable[Hit]) -> Iterator[Problem]:
    for hit in hits:
        line, column = file.place(hit.offset)
        yield Problem(str(file.path), line, column, hit.what, hit.todo, hit.code, hit.severity)
