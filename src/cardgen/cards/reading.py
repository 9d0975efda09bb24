"""Deck files: text to cards, with the place of everything and a problem for everything that is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cardgen.cards.collecting import collecting_later
from cardgen.cards.interpreting import CardEntry, interpret
from cardgen.cards.nodes import MappingNode, line_starts, parse, place
from cardgen.model import Deck
from cardgen.problems import CardgenError, Problem, fail

SCHEMA_NAME = "cardgen.schema.json"
_BOM = "\ufeff"


@dataclass(frozen=True)
class DeckFile:
    """A deck file that is sound YAML. `deck` holds the cards without errors; `problems` has the errors."""

    path: Path
    text: str
    """As in the file, with its own line endings; without a byte order mark."""
    deck: Deck
    root: MappingNode
    entries: tuple[CardEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    bom: bool = False

    @cached_property
    def _starts(self) -> list[int]:
        return line_starts(self.text)

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset of `text`."""
        return place(self._starts, offset)

    @cached_property
    def _by_id(self) -> dict[str, CardEntry]:
        return {entry.id: entry for entry in reversed(self.entries) if entry.id}

    def entry(self, card_id: str) -> CardEntry | None:
        """The first item with this id."""
        return self._by_id.get(card_id)

    def place_of(self, card_id: str, field: str = "") -> tuple[int, int]:
        """(line, column) of a card or of one of its fields; (0, 0) when it is not here."""
        entry = self.entry(card_id)
        if entry is None:
            return 0, 0
        node = entry.node
        if isinstance(node, MappingNode) and field in node.keys:
            node = node.keys[field]
        return self.place(node.start)


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A deck file that could not be read; nothing in it may be touched or taken for deleted."""

    path: Path
    problem: Problem
    ids: frozenset[str] = frozenset()
    """What looks like the id of a card; not to be given to another."""
    head: str = ""
    """What looks like the part before the cards."""

    def may_take(self, category: str) -> bool:
        """Whether the category may flow into this file."""
        return category in self.head


def deck_paths(folder: Path) -> list[Path]:
    """The deck files of a folder, by name."""
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in (".yaml", ".yml")]
        return sorted(path for path in found if not path.name.startswith(".") and path.is_file())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise fail(folder, f"the folder cannot be read ({error.strerror})", "check its rights") from error


def load_decks(folder: Path) -> tuple[list[DeckFile], list[Problem]]:
    """Every deck file of a folder, and all that is wrong in them; a broken file gives only a problem."""
    files, broken = load_all(folder)
    problems = [problem for file in files for problem in file.problems]
    return files, sorted(problems + [file.problem for file in broken])


def load_all(folder: Path) -> tuple[list[DeckFile], list[BrokenFile]]:
    """The deck files that could be read, and those that could not."""
    files: list[DeckFile] = []
    broken: list[BrokenFile] = []
    for path in deck_paths(folder):
        try:
            files.append(load_deck(path))
        except CardgenError as error:
            broken.append(_broken(path, error.problem))
    return files, broken


def load_deck(path: Path) -> DeckFile:
    """One deck file. Raises CardgenError when it cannot be read or is no sound YAML."""
    return read_deck(decode(path), path)


def decode(path: Path) -> str:
    """The text of a file with its line endings and its byte order mark. Raises CardgenError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise fail(path, f"the file cannot be read ({error.strerror})", "check its rights") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fail(path, "the file is not UTF-8", "save it as UTF-8", line) from error


def read_deck(text: str, path: Path) -> DeckFile:
    """The deck file of a text. Raises CardgenError when it is no sound YAML."""
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    with collecting_later():
        return _read(text, path, bom)


def _read(text: str, path: Path, bom: bool) -> DeckFile:
    root = parse(text, path)
    if root is None:
        raise CardgenError(
            Problem(
                str(path), 1, 1, "the file is empty", "write `deck:` and `cards:`, or delete the file", "yaml"
            )
        )
    if not isinstance(root, MappingNode):
        raise CardgenError(
            Problem(str(path), 1, 1, "this is not a deck", "write `deck:` and `cards:` at the top", "yaml")
        )
    deck, entries, problems = interpret(root, text, path)
    return DeckFile(path, text, deck, root, entries, problems, bom)


def _broken(path: Path, problem: Problem) -> BrokenFile:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return BrokenFile(path, problem)
    ids = re.findall(r"""^[ \t-]*id:[ \t]*["']?([^\s"'#]+)""", text, re.MULTILINE)
    return BrokenFile(
        path, problem, frozenset(ids), re.split(r"^cards:", text, maxsplit=1, flags=re.MULTILINE)[0]
    )
