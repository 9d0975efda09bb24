"""Cards that left the decks, or moved to another, since the last build: Anki keeps them where they were."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path

from cardgen.anki import Style
from cardgen.anki.leaving import LEFT, LastNote, cleanup, last_notes, search_for
from cardgen.cards import DeckFile, Lock
from cardgen.cli.output import listed, plural
from cardgen.model import Comparison

STASH = ".left"
"""A folder beside the packages with the notes that left, until `--cleanup` asks for them."""


@dataclass(frozen=True, slots=True)
class Left:
    """What left since the last build. `notes` are those, and earlier ones, as they were last packaged."""

    keys: Sequence[str] = ()
    notes: Mapping[str, LastNote] = field(default_factory=dict)
    package: Path | None = None
    """The clean-up package, when one was asked for."""


def standing(files: Iterable[DeckFile]) -> set[str]:
    """The keys of all Anki notes that the decks may give: also of a card that has an error just now."""
    keys: set[str] = set()
    for file in files:
        for entry in file.entries:
            if entry.card is not None and entry.card.status:
                continue
            keys.add(entry.id)
            if isinstance(entry.content, Comparison):
                keys |= {f"{entry.id}/{point.id}" for point in entry.content.points}
    return keys


def gone(was: Mapping[str, str], here: set[str], only: Sequence[str]) -> list[str]:
    """The keys of the last build that no deck gives any more; with `only`, of those decks."""
    return [key for key, deck in was.items() if key not in here and (not only or deck in only)]


def look(keys: Sequence[str], was: Mapping[str, str], output: Path) -> Left:
    """What left, with the notes as earlier builds packaged them. To be called before packages are written."""
    notes = last_notes(output / STASH)
    if keys:
        before = last_notes(output)
        notes |= {key: before[key] for key in keys if key in before}
    return Left(tuple(keys), notes)


def write(left: Left, here: set[str], lock: Lock, output: Path, looks: Style, *, wanted: bool) -> Left:
    """Keep the notes that left for later, and write the clean-up package when it is wanted."""
    notes = {key: note for key, note in left.notes.items() if key not in here}
    # Anki takes an update only when it is later than what it has.
    stamps = (lock.stamps[key].changed for key in notes if key in lock.stamps)
    now = max(int(time.time()), max(stamps, default=0) + 1)
    if left.keys and notes:
        cleanup(list(notes.values()), output / STASH, now=now, looks=looks)
    package = cleanup(list(notes.values()), output, now=now, looks=looks) if wanted and notes else None
    return replace(left, notes=notes, package=package)


def moved(was: Mapping[str, str], now: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The notes in another deck than at the last build: `{key: {from, to}}`."""
    return {key: {"from": was[key], "to": deck} for key, deck in now.items() if was.get(key, deck) != deck}


# --- what a person should know of it ---


def left_lines(left: Left, namespaces: Iterable[str], *, cleanup: bool) -> list[str]:
    """The cards that left, how to find them in Anki, and what the clean-up package does."""
    out = []
    if left.keys:
        heads = _heads(left.keys)
        count = plural(len(heads), "card")
        out.append(f"{count} left the decks ({listed(heads)}). Anki keeps them. Search there for:")
        out += [f"  {search}" for search in _searches(left, namespaces)]
        if not cleanup:
            out.append("  (`cardgen build --cleanup` makes a package that tags them)")
    if left.package:
        todo = f"import it, search for tag:{LEFT}, delete what you do not want"
        out.append(f"{left.package}   {plural(len(left.notes), 'note')} that left the decks: {todo}")
    elif cleanup:
        out.append("Nothing to clean up: no card of the packages in this folder has left the decks.")
    return out


def moved_lines(was: Mapping[str, str], now: Mapping[str, str], namespaces: Iterable[str]) -> list[str]:
    """The cards that are in another deck now; an import leaves them in the old one."""
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, move in moved(was, now).items():
        pairs[move["from"], move["to"]].append(key)
    out = []
    for (old, new), keys in pairs.items():
        out.append(
            f"{plural(len(_heads(keys)), 'card')} moved from {old} to {new} ({listed(_heads(keys))}). "
            "`cardgen push --move` moves them in Anki; or search there for:"
        )
        out += [f"  {search_for(keys, namespace)}" for namespace in namespaces]
    return out


def _heads(keys: Iterable[str]) -> list[str]:
    """The cards of the keys: an aspect goes with its comparison."""
    keys = list(keys)
    heads = set(keys)
    return [key for key in keys if key.partition("/")[0] not in heads or "/" not in key]


def _searches(left: Left, namespaces: Iterable[str]) -> list[str]:
    by_namespace: dict[str, list[str]] = defaultdict(list)
    for key in left.keys:
        last = left.notes.get(key)
        for namespace in [unescape(last.note.fields["Namespace"])] if last else namespaces:
            by_namespace[namespace].append(key)
    return [search_for(keys, namespace) for namespace, keys in by_namespace.items()]
