"""A deck -> its Anki notes, and what stays out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cardgen.anki.ankinote import AnkiNote, Media, Rendered
from cardgen.anki.fields import Writer, problem_of
from cardgen.anki.shielding import Refused
from cardgen.model import Deck
from cardgen.problems import Problem


def anki_notes(deck: Deck, *, media: Media | None = None, vault: str = "") -> list[AnkiNote]:
    """The notes of the cards that go into the package: a comparison gives one, and one for each point."""
    return list(render(deck, media=media, vault=vault).notes)


def render(deck: Deck, *, media: Media | None = None, vault: str = "") -> Rendered:
    """The notes of a deck and the problems on the way. A card that cannot be shown right gives none.

    `vault` is the name of an Obsidian vault, or `name/folder` where the notes are in a folder of it.
    """
    notes: list[AnkiNote] = []
    problems: list[Problem] = []
    status = Counter(card.status for card in deck.cards)
    taken: set[str] = set()
    for card in deck.cards:
        if card.status:
            continue
        if not card.id or card.id in taken:
            what = f"left out: the id {card.id} is another card's" if card.id else "left out: it has no id"
            problems.append(problem_of(deck, card.id or card.front, what, "give it an id", "id", "error"))
            continue
        taken.add(card.id)
        writer = Writer(deck, card, media, vault)
        try:
            notes += writer.notes()
        except Refused as why:
            problems.append(
                problem_of(deck, card.id, f"left out: {why}", "correct the card", "unshowable", "error")
            )
        problems += writer.problems
    notes, more = _answerable(deck, notes)
    return Rendered(deck, tuple(notes), status["incomplete"], status["rejected"], (*problems, *more))


def _answerable(deck: Deck, notes: Sequence[AnkiNote]) -> tuple[list[AnkiNote], list[Problem]]:
    """The notes without aspects whose fronts are the same: none of those can be answered."""
    fronts = Counter(_front(note) for note in notes if note.kind == "Aspect")
    kept: list[AnkiNote] = []
    problems: list[Problem] = []
    for note in notes:
        if note.kind == "Aspect" and fronts[_front(note)] > 1:
            what = "left out: another aspect card asks the same"
            problems.append(problem_of(deck, note.key, what, "give its point another aspect", "same-aspect"))
        else:
            kept.append(note)
    return kept, problems


def _front(note: AnkiNote) -> tuple[str, ...]:
    return tuple(note.fields[name] for name in ("Context", "Subjects", "Aspect", "Given"))
