"""Nodes to cards by the field table; whatever does not fit is a problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from cardgen.cards.fields import CARD, DECK, KINDS, POINT, SOURCE, STATUSES, Field
from cardgen.cards.nodes import MappingNode, Node, ScalarNode, SequenceNode, is_null, line_starts, place
from cardgen.cards.plain import Plain, content_from_plain, from_plain
from cardgen.model import Card, Content, Deck
from cardgen.problems import Problem


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


def interpret(
    root: MappingNode, text: str, path: Path
) -> tuple[Deck, tuple[CardEntry, ...], tuple[Problem, ...]]:
    """The deck at the root of a file's text, its items as they stand there, and all that is wrong in them."""
    reader = _Reader(text, path)
    deck, entries = reader.deck(root)
    return deck, entries, tuple(sorted(reader.problems))


class _Reader:
    """Checks nodes against the field table and collects problems on the way."""

    def __init__(self, text: str, path: Path):
        self.text = text
        self.path = path
        self.starts = line_starts(text)
        self.problems: list[Problem] = []

    def deck(self, root: MappingNode) -> tuple[Deck, tuple[CardEntry, ...]]:
        known = [field.name for field in DECK]
        for name, key in root.keys.items():
            if name not in known:
                todo = _nearest(name, known)
                self.wrong(key, "unknown-key", f"`{name}` means nothing here", todo, "warning")
        top = self.fields(root, DECK[:-1], "the deck")
        entries = tuple(self.entry(item) for item in self.card_nodes(root))
        deck = Deck(
            name=top.get("deck", ""),
            cards=tuple(entry.card for entry in entries if entry.card),
            categories=tuple(top.get("categories", ())),
            namespace=top.get("namespace", ""),
            path=str(self.path),
        )
        return deck, entries

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
            text = node.text.strip()
            if field.name != "id" or "/" not in text:
                return text
            # a note in Anki goes by `card/point`
            self.wrong(node, "wrong-value", f"the id `{text}` has a `/`", "write `-` for it")
            return None
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
