"""Deck files: text to cards, with the place of everything and a problem for everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from cardgen.cards.fields import CARD, DECK, KINDS, POINT, SOURCE, STATUSES, Field
from cardgen.cards.nodes import MappingNode, Node, ScalarNode, SequenceNode, line_starts, parse, place
from cardgen.cards.plain import Plain, content_from_plain, from_plain
from cardgen.model import Card, Content, Deck
from cardgen.problems import CardgenError, Problem, fail

SCHEMA_NAME = "cardgen.schema.json"
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class CardEntry:
    """One item of `cards:` as it stands in the file."""

    node: Node
    id: str
    """Empty when the item has none."""
    card: Card | None
    """None when the item has an error."""
    content: Content | None = None
    """What could be read of it, even so."""


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
    return _Reader(text, path).deck(root, bom)


def _broken(path: Path, problem: Problem) -> BrokenFile:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return BrokenFile(path, problem)
    ids = re.findall(r"""^[ \t-]*id:[ \t]*["']?([^\s"'#]+)""", text, re.MULTILINE)
    return BrokenFile(
        path, problem, frozenset(ids), re.split(r"^cards:", text, maxsplit=1, flags=re.MULTILINE)[0]
    )


class _Reader:
    """Checks nodes against the field table and collects problems on the way."""

    def __init__(self, text: str, path: Path):
        self.text = text
        self.path = path
        self.starts = line_starts(text)
        self.problems: list[Problem] = []

    def deck(self, root: MappingNode, bom: bool) -> DeckFile:
        known = [field.name for field in DECK]
        for name, key in root.keys.items():
            if name not in known:
                self.wrong(
                    key, "unknown-key", f"`{name}` means nothing here", _nearest(name, known), "warning"
                )
        top = self.fields(root, DECK[:-1], "the deck")
        entries = tuple(self.entry(item) for item in self.card_nodes(root))
        deck = Deck(
            name=top.get("deck", ""),
            cards=tuple(entry.card for entry in entries if entry.card),
            categories=tuple(top.get("categories", ())),
            namespace=top.get("namespace", ""),
            path=str(self.path),
        )
        return DeckFile(self.path, self.text, deck, root, entries, tuple(sorted(self.problems)), bom)

    def card_nodes(self, root: MappingNode) -> list[Node]:
        node = root.values.get("cards")
        if isinstance(node, SequenceNode):
            return node.items
        if node is not None and not is_null(node):
            self.wrong(node, "wrong-type", "`cards:` must be a list", "start each card with `- `")
        return []

    def entry(self, node: Node) -> CardEntry:
        if not isinstance(node, MappingNode):
            self.wrong(
                node,
                "wrong-type",
                "a card must have keys",
                "write `id:`, `kind:` and the rest under the dash",
            )
            return CardEntry(node, "", None)
        key = node.values.get("id")
        card_id = key.text.strip() if isinstance(key, ScalarNode) and not is_null(key) else ""
        before = len(self.problems)
        data = self.card(node)
        sound = not any(problem.severity == "error" for problem in self.problems[before:])
        content = content_from_plain(data) if "kind" in data else None
        return CardEntry(node, card_id, from_plain(data) if sound and content else None, content)

    def card(self, node: MappingNode) -> Plain:
        kind_node = node.values.get("kind")
        kind = kind_node.text.strip() if isinstance(kind_node, ScalarNode) else ""
        if kind not in KINDS:
            where, code = (kind_node, "wrong-value") if kind_node else (node, "missing-field")
            what = f"`{kind}` is no kind of card" if kind else "`kind:` is missing"
            self.wrong(where, code, what, f"write one of: {', '.join(KINDS)}")
            return {}
        fields = CARD[kind]
        self.refuse_unknown(node, fields, f"a {kind}")
        waived = _scalar_texts(node.values.get("missing")) if _text(node, "status") in STATUSES else set()
        data = self.fields(node, fields, f"a {kind}", waived)
        if kind == "comparison":
            self.comparison(node, data, waived)
        return data

    def comparison(self, node: MappingNode, data: Plain, waived: set[str]) -> None:
        subjects = data.get("subjects", [])
        if "subjects" in data and len(subjects) < 2:
            self.wrong(
                node.values["subjects"], "wrong-value", "a comparison needs two subjects", "add the other one"
            )
        if not {"points", "same"} & (node.keys.keys() | waived):
            self.wrong(node, "missing-field", "a comparison needs `points:` or `same:`", "add one of them")
        points = node.values.get("points")
        for point in points.items if isinstance(points, SequenceNode) else []:
            values = point.values.get("values") if isinstance(point, MappingNode) else None
            for name, key in values.keys.items() if isinstance(values, MappingNode) else []:
                if subjects and name.strip() not in subjects:
                    todo = _nearest(name, subjects) or "write it as it stands in `subjects:`"
                    self.wrong(key, "unknown-subject", f"`{name}` is not among the subjects", todo)

    def refuse_unknown(self, node: MappingNode, fields: Sequence[Field], whose: str) -> None:
        known = [field.name for field in fields]
        for name, key in node.keys.items():
            if name not in known:
                todo = _nearest(name, known) or "delete it, or use `extra:` for a remark"
                self.wrong(key, "unknown-key", f"`{name}` is not a field of {whose}", todo)

    def fields(
        self, node: MappingNode, fields: Sequence[Field], whose: str, waived: Sequence[str] | set[str] = ()
    ) -> Plain:
        """The values of the known fields that are right; what is absent or wrong is left out."""
        data: Plain = {}
        for field in fields:
            value_node = node.values.get(field.name)
            absent = value_node is None or _is_blank(value_node)
            if absent and field.required and field.name not in waived:
                where = node if value_node is None else node.keys[field.name]
                what = f"`{field.name}:` is {'missing' if value_node is None else 'empty'}"
                todo = "let `cardgen check --fix` add one" if field.name == "id" else f"add it: {field.about}"
                self.wrong(where, "missing-field", what, todo)
            if value_node is None or absent:
                continue
            value = getattr(self, f"_{field.shape}")(value_node, field)
            if value is not None:
                data[field.name] = value
        return data

    # One function a shape: the value, or None after saying what is wrong.

    def _text(self, node: Node, field: Field) -> str | None:
        if isinstance(node, ScalarNode):
            return node.text.strip()
        todo = "put it in quotes" if node.flow else "write one text"
        self.wrong(node, "wrong-type", f"`{field.name}:` must be a text", todo)
        return None

    def _texts(self, node: Node, field: Field) -> list[str] | None:
        if not isinstance(node, SequenceNode):
            self.wrong(
                node,
                "wrong-type",
                f"`{field.name}:` must be a list",
                "write `[one, two]`, or a line with `- ` for each",
            )
            return None
        texts = [self._text(item, field) for item in node.items]
        return [text for text in texts if text]

    _lines = _texts

    def _meanings(self, node: Node, field: Field) -> dict[str, str] | None:
        if not isinstance(node, MappingNode):
            self.wrong(
                node, "wrong-type", f"`{field.name}:` must be a mapping", "write `name: text`, one a line"
            )
            return None
        texts = {name.strip(): self._text(value, field) for name, value in node.values.items()}
        return {name: text for name, text in texts.items() if text}

    def _choice(self, node: Node, field: Field, choices: Sequence[str]) -> str | None:
        text = self._text(node, field)
        if text is None or text in choices:
            return text
        self.wrong(node, "wrong-value", f"`{text}` is no {field.name}", f"write one of: {', '.join(choices)}")
        return None

    def _kind(self, node: Node, field: Field) -> str | None:
        return self._choice(node, field, KINDS)

    def _status(self, node: Node, field: Field) -> str | None:
        return self._choice(node, field, STATUSES)

    def _number(self, node: Node, field: Field) -> int | None:
        text = self._text(node, field)
        if text is None or (text.isascii() and text.isdigit() and len(text) < 10):
            return None if text is None else int(text)
        self.wrong(node, "wrong-type", f"`{field.name}:` must be a whole number", "")
        return None

    def _mappings(self, node: Node, fields: Sequence[Field], whose: str) -> list[Plain] | None:
        if not isinstance(node, SequenceNode) or not all(
            isinstance(item, MappingNode) for item in node.items
        ):
            self.wrong(
                node, "wrong-type", f"`{whose}s:` must be a list of mappings", "see another card for the form"
            )
            return None
        found = []
        for item in node.items:
            if isinstance(item, MappingNode):
                self.refuse_unknown(item, fields, f"a {whose}")
                found.append(self.fields(item, fields, f"a {whose}"))
        return found

    def _points(self, node: Node, field: Field) -> list[Plain] | None:
        return self._mappings(node, POINT, "point")

    def _sources(self, node: Node, field: Field) -> list[Plain] | None:
        wrapped = node if isinstance(node, SequenceNode) else SequenceNode(node.start, node.end, True, [node])
        return self._mappings(wrapped, SOURCE, "source")

    def wrong(self, node: Node, code: str, what: str, todo: str = "", severity: str = "error") -> None:
        line, column = place(self.starts, node.start)
        self.problems.append(Problem(str(self.path), line, column, what, todo, code, severity))


def is_null(node: Node) -> bool:
    """Whether YAML reads the node as nothing: `latex:` with no text after it."""
    return isinstance(node, ScalarNode) and not node.style and node.text in ("", "~", "null", "Null", "NULL")


def _is_blank(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return is_null(node) or not node.text.strip()
    return not (node.items if isinstance(node, SequenceNode) else node.values)


def _text(node: MappingNode, name: str) -> str:
    value = node.values.get(name)
    return value.text.strip() if isinstance(value, ScalarNode) else ""


def _scalar_texts(node: Node | None) -> set[str]:
    items = node.items if isinstance(node, SequenceNode) else []
    return {item.text.strip() for item in items if isinstance(item, ScalarNode)}


def _nearest(name: str, known: Iterable[str]) -> str:
    """The advice for a misspelt name, or "" when nothing is near."""
    near = get_close_matches(name, known, 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else ""
