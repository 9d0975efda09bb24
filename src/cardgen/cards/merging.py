"""The plan of a `generate`: what changes in deck files and lock, worked out before a byte is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cardgen.cards.collecting import collecting_later
from cardgen.cards.drafting import Draft
from cardgen.cards.ids import file_stem, free, slug, with_ids
from cardgen.cards.interpreting import CardEntry
from cardgen.cards.likeness import fold, names
from cardgen.cards.lock import Lock, Memory
from cardgen.cards.matching import Known, match
from cardgen.cards.nodes import MappingNode
from cardgen.cards.placing import Newcomer, insertions
from cardgen.cards.plain import to_plain
from cardgen.cards.plan import Change, FileChange, Plan
from cardgen.cards.reading import BrokenFile, DeckFile, read_deck
from cardgen.cards.rewriting import card_lines, changed_text
from cardgen.cards.scope import Named, Scope
from cardgen.cards.splicing import CannotSpliceError, Edit, card_edits
from cardgen.cards.verdict import Verdict, What, joined_sources, judge, same, with_point_ids
from cardgen.cards.writing import render_deck
from cardgen.model import Card, Content, Source
from cardgen.problems import Problem

_NO_ID = "\0"
"""Begins the key of a card that has no id."""


def plan_merge(
    drafts: Sequence[Draft],
    files: Sequence[DeckFile],
    lock: Lock,
    *,
    folder: Path,
    scope: Sequence[Named],
    broken: Sequence[BrokenFile] = (),
) -> Plan:
    """The plan for merging the drafts of this run into the deck files of a folder.

    `scope` says which notes were read and which failed. Nothing in a `broken` file is touched, and nothing
    that may stand in one counts as deleted.
    """
    with collecting_later():
        return _Merge(folder, files, broken, lock, Scope(folder, scope)).plan(drafts)


@dataclass
class _Target:
    """A deck file, there already or yet to come, and what this run does to it."""

    path: Path
    name: str
    file: DeckFile | None = None
    categories: tuple[str, ...] = ()
    edits: list[Edit] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    expected: dict[str, Card] = field(default_factory=dict)
    """The cards that this run changes, as they must read afterwards."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A card in a deck file."""

    target: _Target
    entry: CardEntry
    twice: bool = False
    """Another item has the same id, so neither is touched."""


class _Merge:
    def __init__(
        self,
        folder: Path,
        files: Sequence[DeckFile],
        broken: Sequence[BrokenFile],
        lock: Lock,
        scope: Scope,
    ):
        self.folder = folder
        self.broken = broken
        self.scope = scope
        self.lock = lock
        self.memories = dict(lock.cards)
        self.targets = [_Target(f.path, f.deck.name, f, f.deck.categories) for f in files]
        self.standing = self._standing()
        ids = {*self.standing, *lock.cards, *(name for file in broken for name in file.ids)}
        self.taken = {name.casefold() for name in ids}
        self.fronts = {
            _front(standing.target, entry.content)
            for standing in self.standing.values()
            if (entry := standing.entry).content
        }
        self.changes: list[tuple[Change, _Target | None]] = []
        self.problems: list[Problem] = []

    def plan(self, drafts: Sequence[Draft]) -> Plan:
        places = [frozenset(self.scope.places(draft.card.sources)) for draft in drafts]
        pairs = match(drafts, places, self._known())
        ids: list[str] = []
        for index, draft in enumerate(drafts):
            if index in pairs:
                ids.append(pairs[index])
                self._follow(pairs[index], draft)
            else:
                ids.append(self._admit(draft))
        self._find_gone(set(pairs.values()))
        self._remember_seen()
        self._place_newcomers(drafts, ids)
        after = [self._finish(target) for target in self.targets]
        return Plan(
            tuple(self._with_lines(after)),
            tuple(change for change, _ in after if change is not None),
            replace(self.lock, cards=self.memories),
            tuple(self.problems),
        )

    # --- what is there ---

    def _standing(self) -> dict[str, _Standing]:
        found: dict[str, _Standing] = {}
        for target in self.targets:
            for entry in target.file.entries if target.file else ():
                if not entry.id:
                    # It waits for an id, and must not get a twin meanwhile.
                    found[f"{_NO_ID}{len(found)}"] = _Standing(target, entry)
                elif entry.id in found:
                    found[entry.id] = replace(found[entry.id], twice=True)
                else:
                    found[entry.id] = _Standing(target, entry)
        return found

    def _known(self) -> list[Known]:
        known = []
        for card_id in [*self.standing, *(name for name in self.memories if name not in self.standing)]:
            memory, standing = self.memories.get(card_id), self.standing.get(card_id)
            versions = (memory.base, memory.new, memory.seen) if memory else ()
            contents = [standing.entry.content] if standing else []
            contents += [card.content if card else None for card in versions]
            categories = {memory.category} if memory and memory.category else set()
            if standing:
                categories |= set(standing.target.categories or [standing.target.name])
            places = self._places_of(card_id)
            known.append(
                Known(
                    card_id,
                    tuple(content for content in contents if content),
                    frozenset(places),
                    frozenset(categories),
                    alive=standing is not None,
                    remembered=memory is not None,
                    movable=all(self.scope.covers(place) for place in places),
                    failed=any(self.scope.failed(place) for place in places),
                )
            )
        return known

    def _sources_of(self, card_id: str) -> tuple[Source, ...]:
        memory = self.memories.get(card_id)
        if memory and memory.sources:
            return memory.sources
        standing = self.standing.get(card_id)
        return standing.entry.card.sources if standing and standing.entry.card else ()

    def _places_of(self, card_id: str) -> tuple[str, ...]:
        memory = self.memories.get(card_id)
        return memory.places if memory and memory.places else self.scope.places(self._sources_of(card_id))

    # --- what happens to each card ---

    def _follow(self, card_id: str, draft: Draft) -> None:
        """A draft whose card is known: updates it, keeps it, or says what the notes say."""
        memory, standing = self.memories.get(card_id), self.standing.get(card_id)
        current = standing.entry.card if standing else None
        old = tuple(zip(self._sources_of(card_id), self._places_of(card_id), strict=True))
        new = tuple(zip(draft.card.sources, self.scope.places(draft.card.sources), strict=True))
        joined = joined_sources(old, new, self.scope.covers)
        sources, places = tuple(one for one, _ in joined), tuple(place for _, place in joined)
        generated = with_point_ids(replace(draft.card, id=card_id, sources=sources), current, memory)
        whole = all(self.scope.covers(place) for _, place in old)
        if standing is None:
            self._remember_lost(card_id, generated, places, draft)
        elif standing.twice or not standing.entry.id:
            shown = current or Card(standing.entry.content or generated.content, standing.entry.id)
            self._note("kept", shown, standing.target)
        elif not whole and not (current and same(current, generated)):
            # Another of its notes was not read: what it says is not known in full.
            edited = memory is None or memory.base != current
            self._note("kept" if edited else "unchanged", current or generated, standing.target)
        else:
            verdict = judge(current, memory, generated, places)
            verdict = self._spliced(standing, verdict, generated)
            self.memories[card_id] = replace(
                verdict.memory,
                category=draft.category,
                file=verdict.memory.file or standing.target.path.name,
            )
            news = generated if verdict.what in ("conflicting", "kept") else None
            left = memory is not None and memory.category not in ("", draft.category)
            elsewhere = draft.category if left and not _takes(standing.target, draft.category) else ""
            self._note(verdict.what, verdict.after, standing.target, news, elsewhere)

    def _spliced(self, standing: _Standing, verdict: Verdict, generated: Card) -> Verdict:
        """The verdict when the text can take it; else the card stays, and the person is told."""
        entry, target = standing.entry, standing.target
        if verdict.what not in ("updated", "moved") or entry.card is None or target.file is None:
            return verdict
        try:
            if not isinstance(entry.node, MappingNode):
                raise CannotSpliceError
            target.edits += card_edits(
                target.file.text, entry.node, to_plain(entry.card), to_plain(verdict.after)
            )
        except CannotSpliceError:
            if verdict.what == "moved":
                return Verdict("unchanged", entry.card, replace(verdict.memory, base=entry.card))
            return Verdict("conflicting", entry.card, replace(verdict.memory, base=entry.card, new=generated))
        target.expected[entry.id] = verdict.after
        return verdict

    def _remember_lost(self, card_id: str, generated: Card, places: tuple[str, ...], draft: Draft) -> None:
        """A draft whose card is in no file that could be read: deleted, unless a file is broken."""
        memory = self.memories[card_id]
        if self.broken:
            self._note("waiting", generated, None)
            return
        new = None if memory.base and same(memory.base, generated) else generated
        self.memories[card_id] = replace(
            memory, new=new, sources=generated.sources, places=places, category=draft.category
        )
        self._note("deleted", generated, None)

    def _admit(self, draft: Draft) -> str:
        """A draft that is new: mints its ids. The id, or "" when there is no place for it."""
        target = self._target(draft.category)
        front = slug(draft.card.front)
        if target is None or any(front in file.ids for file in self.broken):
            self._note("waiting", draft.card, target)
            return ""
        if _front(target, draft.card.content) in self.fronts:
            return ""  # two categories flow into the file, and a card there asks this already
        self.fronts.add(_front(target, draft.card.content))
        card = with_ids(draft.card, self.taken)
        self.taken.add(card.id)
        target.expected[card.id] = card
        self.memories[card.id] = Memory(
            id=card.id,
            base=card,
            sources=card.sources,
            places=self.scope.places(card.sources),
            category=draft.category,
            file=target.path.name,
        )
        self._note("new", card, target)
        return card.id

    def _find_gone(self, matched: set[str]) -> None:
        for card_id, standing in self.standing.items():
            card, sources = standing.entry.card, self._sources_of(card_id)
            if card_id in matched or card is None or not card.sources or card.status == "rejected":
                continue
            memory = self.memories.get(card_id)
            if memory and memory.places:
                gone = all(self.scope.covers(place) for place in memory.places)
            else:
                gone = all(self.scope.has_read(source.note) for source in sources)
            if gone:
                self._note("gone", card, standing.target)

    def _remember_seen(self) -> None:
        """Every id that ever stood in a file is known, hand-written ones too: no other card may get it."""
        for card_id, standing in self.standing.items():
            if not standing.entry.id:
                continue
            memory = self.memories.get(card_id, Memory(card_id, file=standing.target.path.name))
            if memory.base is None:
                self.memories[card_id] = replace(memory, seen=standing.entry.card or memory.seen)
            elif memory.seen:
                self.memories[card_id] = replace(memory, seen=None)

    def _note(
        self, what: What, card: Card, target: _Target | None, note: Card | None = None, elsewhere: str = ""
    ) -> None:
        name, path = (target.name, target.path) if target else ("", self.folder)
        self.changes.append((Change(what, card.id, card, name, path, 0, note, elsewhere), target))

    # --- where new cards go ---

    def _target(self, category: str) -> _Target | None:
        """The deck file of a category, a new one if need be; None when it may be one that cannot be read."""
        for target in self.targets:
            if category in target.categories:
                return target
        for target in self.targets:
            if _takes(target, category):
                return target
        stem = file_stem(category)
        if any(file.may_take(category) or file.path.stem.casefold() == stem for file in self.broken):
            return None
        stems = {
            path.stem.casefold() for path in (*(t.path for t in self.targets), *(b.path for b in self.broken))
        }
        target = _Target(self.folder / f"{free(stem, stems)}.yaml", category, None, (category,))
        self.targets.append(target)
        return target

    def _place_newcomers(self, drafts: Sequence[Draft], ids: Sequence[str]) -> None:
        """Gives each new card the card of its note that it follows in its file, or else precedes."""
        new = {change.id: target for change, target in self.changes if change.what == "new"}
        before: dict[int, str] = {}
        latest: dict[tuple[str, Path], str] = {}
        for index in reversed(range(len(drafts))):
            self._meet(drafts[index], ids[index], index, new, latest, before)
        after: dict[int, str] = {}
        latest = {}
        for index in range(len(drafts)):
            self._meet(drafts[index], ids[index], index, new, latest, after)
        for index, card_id in enumerate(ids):
            target = new.get(card_id)
            if target is not None:
                card = target.expected[card_id]
                target.newcomers.append(Newcomer(card, after.get(index, ""), before.get(index, "")))

    def _meet(
        self,
        draft: Draft,
        card_id: str,
        index: int,
        new: Mapping[str, _Target | None],
        latest: dict[tuple[str, Path], str],
        found: dict[int, str],
    ) -> None:
        """One step along the drafts: notes which standing card of the note was met last in each file."""
        note = draft.card.sources[0].note
        if card_id in self.standing:
            latest[note, self.standing[card_id].target.path] = card_id
        elif (target := new.get(card_id)) is not None:
            found[index] = latest.get((note, target.path), "")

    # --- the texts ---

    def _finish(self, target: _Target) -> tuple[FileChange | None, dict[str, int]]:
        """What is written to a file, and the line of each card in it."""
        file = target.file
        if file is None:
            cards = [newcomer.card for newcomer in target.newcomers]
            text = render_deck(target.name, target.categories, cards)
            change = FileChange(target.path, "", text)
            return change, card_lines(read_deck(text, target.path))
        if not target.edits and not target.newcomers:
            return None, card_lines(file)
        try:
            edits = [*target.edits, *insertions(file, target.newcomers)]
            change, read = changed_text(file, edits, target.expected)
        except CannotSpliceError:
            self._hold_back(target)
            return None, card_lines(file)
        return change, card_lines(read)

    def _hold_back(self, target: _Target) -> None:
        """The file has a form that we cannot write into: nothing of it changes, in the lock neither."""
        for card_id in target.expected:
            if card_id in self.lock.cards:
                self.memories[card_id] = self.lock.cards[card_id]
            else:
                self.memories.pop(card_id, None)
        self.changes = [
            (replace(change, what="waiting"), owner)
            if owner is target and change.id in target.expected
            else (change, owner)
            for change, owner in self.changes
        ]
        what = f"{len(target.expected)} card(s) cannot be written into a list of this form"
        todo = "write `cards:` as lines that start with `- `, then run this again"
        self.problems.append(Problem(str(target.path), 0, 0, what, todo, "form"))

    def _with_lines(self, after: Sequence[tuple[FileChange | None, dict[str, int]]]) -> list[Change]:
        lines = {
            (target.path, card_id): line
            for target, (_, numbers) in zip(self.targets, after, strict=True)
            for card_id, line in numbers.items()
        }
        return [replace(change, line=lines.get((change.path, change.id), 0)) for change, _ in self.changes]


def _front(target: _Target, content: Content) -> tuple[Path, str, str, str]:
    """What a card in a file asks."""
    return target.path, content.kind, names(content)[0], fold(content.context)


def _takes(target: _Target, category: str) -> bool:
    """Whether a category flows into a file; Anki, too, sees no case in the names of decks."""
    return category.casefold() in (name.casefold() for name in (*target.categories, target.name))
