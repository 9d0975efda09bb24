"""The fields of a note in Anki -> the values of its card in the YAML, by path."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from cardgen.anki.ankinote import AnkiNote, Media
from cardgen.anki.htmltext import Node, as_html, parse, read, text_of
from cardgen.anki.latex import on_one_line, tidy
from cardgen.anki.markdown import to_html
from cardgen.anki.sanitise import VOID, plain
from cardgen.anki.shielding import Picture, Refused
from cardgen.anki.tomarkdown import to_markdown
from cardgen.model import Card, Comparison, Content, Formula, Point

Value: TypeAlias = str | tuple[str, ...] | Mapping[str, str]
"""A text, a list (`aliases`, `same`, `subjects`), or `where`."""


class Broken(ValueError):
    """A field that was edited so that its parts cannot be told; the message says why."""


class Pictures:
    """Which file name in Anki stands for which target in the text."""

    def __init__(self, media: Media | None):
        self.media = media
        self.targets: dict[str, str] = {}
        self._by_path: dict[Path, str] = {}

    def find(self, card: Card, target: str) -> Path | None:
        path = self.media(card, target) if self.media else None
        if path is not None:
            self._by_path[path] = target
        return path

    def learn(self, notes: Iterable[AnkiNote]) -> None:
        for note in notes:
            self.targets |= {name: self._by_path[path] for name, path in note.media.items()}

    def target(self, name: str) -> str:
        return self.targets.get(name, name)

    def name(self, target: str) -> str:
        return self.delivered(target) or target

    def markdown(self, fragment: str) -> str:
        return to_markdown(fragment, self.target, self.name)

    def delivered(self, target: str) -> str:
        """The file name of a target in the package; "" for one that had no file, and is a text there."""
        return next((name for name, known in self.targets.items() if known == target), "")

    def same(self, one: Value, other: Value) -> bool:
        """Whether a value of the YAML and one that comes from Anki show the same."""
        if isinstance(one, str) and isinstance(other, str):
            if one.strip() == other.strip():
                return True
            shown = self._shown(other, self.name)
            return shown in (self._shown(one, self.name), self._shown(one, self.delivered))
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            return list(one) == list(other) and all(self.same(one[key], other[key]) for key in one)
        if isinstance(one, tuple) and isinstance(other, tuple):
            return len(one) == len(other) and all(map(self.same, one, other))
        return False

    def kept(self, mine: Value, theirs: Value) -> Value:
        """A value that comes from Anki, in the words of the YAML where an item shows the same."""
        if isinstance(mine, tuple) and isinstance(theirs, tuple):
            return tuple(next((one for one in mine if self.same(one, item)), item) for item in theirs)
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            same = {key for key in theirs if key in mine and self.same(mine[key], theirs[key])}
            return {key: mine[key] if key in same else text for key, text in theirs.items()}
        return theirs

    def _shown(self, text: str, picture: Picture) -> str:
        try:
            return as_html(read(to_html(text, picture)))
        except Refused:
            return text

    def unknown(self, values: Mapping[str, Value]) -> Iterator[str]:
        """File names of pictures that came from Anki."""
        for value in values.values():
            texts = (
                [value] if isinstance(value, str) else value.values() if isinstance(value, Mapping) else value
            )
            for text in texts:
                for found in re.finditer(r"!\[[^\]]*\]\((?:<([^>]+)>|([^)\s]+))\)", text):
                    name = found[1] or found[2]
                    if name not in self.targets.values():
                        yield name


# --- reading ------------------------------------------------------------------------------------------

_NAMES = {"Term": "term", "Meaning": "meaning", "Name": "name", "Context": "context", "Extra": "extra"}
_REQUIRED = frozenset({"term", "meaning", "name"})


def parts_of(
    kind: str, name: str, fragment: str, content: Content, point: str, pictures: Pictures
) -> dict[str, Value]:
    """The values that a field holds, by path. Raises Broken."""
    if name in _NAMES:
        text = pictures.markdown(fragment)
        if not text and _NAMES[name] in _REQUIRED:
            raise Broken("it is empty")
        if point and name == "Extra":
            raise Broken("an aspect has no remark of its own")
        return {_NAMES[name]: text}
    match name:
        case "Formula":
            return {"latex": _latex(fragment, content)}
        case "Where":
            return {"where": _where(fragment, content, pictures)}
        case "Aliases":
            return {"aliases": tuple(_items(fragment, "alias", r"\s*[,，、;；]\s*", pictures))}
        case "Subjects":
            return {"subjects": _subjects(fragment, content, pictures)}
        case "Same":
            return {"same": _list(fragment, pictures)}
        case "Aspect":
            return {f"points/{point}/aspect": pictures.markdown(fragment)}
        case "Points":
            return _points(fragment, content, pictures)
        case "Given" | "Answer":
            return _sides(fragment, content, point, pictures)
    return {}


def _latex(fragment: str, content: Content) -> str:
    assert isinstance(content, Formula)
    text = text_of(parse(re.sub(r"<br ?/?>", "\n", fragment))).replace("\xa0", " ").strip()
    found = re.fullmatch(r"\\\[(.*)\\\]|\\\((.*)\\\)|\$\$(.*)\$\$", text, re.DOTALL)
    latex = (found[1] or found[2] or found[3] or "").strip() if found else text
    if not latex or re.search(r"\\[()\[\]](?![a-zA-Z0-9.])|(?<!\\)\$", latex.replace(r"\\[", "")):
        raise Broken(r"it is not one formula between \[ and \]")
    return content.latex if _as_shown(latex) == _as_shown(content.latex) else latex


def _as_shown(latex: str) -> str:
    """The formula as it is delivered: with commands that MathJax knows."""
    return on_one_line(tidy(plain(latex)))


def _subjects(fragment: str, content: Content, pictures: Pictures) -> tuple[str, ...]:
    assert isinstance(content, Comparison)
    subjects = tuple(_items(fragment, "subject", r"\s+vs\.?\s+", pictures))
    if len(subjects) != len(content.subjects) or len(set(subjects)) != len(subjects):
        raise Broken(f"it does not name {len(content.subjects)} subjects with vs between them")
    return subjects


def _items(fragment: str, mark: str, separator: str, pictures: Pictures) -> Iterator[str]:
    """The marked parts of a field, or its text cut at separators where the marks are gone."""
    root = parse(fragment)
    marked = [node for node in root.children if node.attributes.get("class") == mark]
    between = "".join(text_of(node) for node in root.children if node not in marked).replace("\xa0", " ")
    if marked and re.fullmatch(rf"(?:{separator}|\s|vs)*", between):
        fragments = [inner(node) for node in marked]
    else:
        fragments = re.split(
            separator, re.sub(r"</?(?:span|div|br|p)\b[^>]*>", " ", fragment.replace("&nbsp;", " "))
        )
    for one in fragments:
        if text := pictures.markdown(one):
            yield text


def _list(fragment: str, pictures: Pictures) -> tuple[str, ...]:
    """The items of the lists in a field; text outside of a list is an item a line."""
    items: list[str] = []
    loose = ""
    for node in [*_opened(parse(fragment).children), Node("ul")]:
        if node.tag not in ("ul", "ol"):
            loose += _outer(node)
            continue
        items += pictures.markdown(loose).split("\n")
        loose = ""
        items += (pictures.markdown(item) for item in _items_of(node))
    return tuple(text for text in items if text.strip())


def _opened(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes, with the editor's lines that hold a list opened."""
    for node in nodes:
        if node.tag == "div" and any(True for tag in ("ul", "ol") for _ in _all(node, tag)):
            yield from _opened(node.children)
        else:
            yield node


def _items_of(node: Node) -> list[str]:
    """The HTML of each item; a list that was indented in Anki's editor belongs to the item before it."""
    items: list[str] = []
    for child in node.children:
        if child.tag in ("ul", "ol") and items:
            items[-1] += _outer(child)
        else:
            items.append(inner(child) if child.tag == "li" else _outer(child))
    return items


def _where(fragment: str, content: Content, pictures: Pictures) -> dict[str, str]:
    assert isinstance(content, Formula)
    known = {_as_shown(symbol): symbol for symbol in content.where}
    out: dict[str, str] = {}
    for row in _rows(fragment):
        cells = [node for node in row.children if node.tag in ("th", "td")]
        if len(cells) != 2:
            raise Broken("its table has no longer two columns")
        symbol = text_of(cells[0]).replace("\xa0", " ").strip()
        found = re.fullmatch(r"\\\((.*)\\\)|\\\[(.*)\\\]", symbol, re.DOTALL)
        symbol = (found[1] or found[2] or "").strip() if found else symbol
        text = pictures.markdown(inner(cells[1]))
        if symbol and text:
            out[known.get(_as_shown(symbol), symbol)] = text
    if not out and text_of(parse(fragment)).strip():
        raise Broken("its table is gone")
    return out


def _points(fragment: str, content: Content, pictures: Pictures) -> dict[str, Value]:
    assert isinstance(content, Comparison)
    known = {point.id: point for point in content.points}
    out: dict[str, Value] = {}
    seen = set()
    for row in _rows(fragment):
        if all(node.tag == "th" or not text_of(node).strip() for node in row.children if node.tag):
            continue  # the head
        point = row.attributes.get("data-point", "")
        if point not in known:
            raise Broken("a row was added or replaced")
        seen.add(point)
        cells = [node for node in row.children if node.tag == "td"]
        names = [node for node in row.children if node.tag == "th"]
        if len(cells) != len(content.subjects):
            raise Broken("a row has not one cell for each subject")
        if names:
            out[f"points/{point}/aspect"] = pictures.markdown(inner(names[0]))
        for subject, cell in zip(content.subjects, cells, strict=True):
            out[f"points/{point}/values/{subject}"] = _value(cell, pictures)
    if seen != set(known):
        raise Broken("a row was taken out")
    return out


def _sides(fragment: str, content: Content, point: str, pictures: Pictures) -> dict[str, Value]:
    assert isinstance(content, Comparison)
    subjects = {as_html(read(to_html(subject, pictures.delivered))): subject for subject in content.subjects}
    out: dict[str, Value] = {}
    for row in _rows(fragment):
        cells = [node for node in row.children if node.tag in ("th", "td")]
        subject = subjects.get(as_html(read(inner(cells[0])))) if len(cells) == 2 else None
        if subject is None:
            raise Broken("a row does not begin with the name of a subject")
        if not any("open" in node.attributes.get("class", "") for node in _all(cells[1], "span")):
            out[f"points/{point}/values/{subject}"] = _value(cells[1], pictures)
    return out


def _value(cell: Node, pictures: Pictures) -> str:
    """A cell's text; the dash of a side without a value is none, even where one was typed beside it."""
    for node in _all(cell, "span"):
        if node.attributes.get("class") == "none":
            node.children = [Node("", text_of(node).replace("—", "", 1))]
    return pictures.markdown(inner(cell))


def _rows(fragment: str) -> list[Node]:
    """The rows of the field's own table, not of a table in one of its cells."""
    table = next(_all(parse(fragment), "table"), None)
    if table is None:
        return []
    parts = [node for node in table.children if node.tag in ("thead", "tbody", "tfoot")]
    return [row for part in (parts or [table]) for row in part.children if row.tag == "tr"]


def _all(node: Node, tag: str, below: bool = False) -> Iterator[Node]:
    """The node (unless `below`) and those in it that have the tag."""
    if node.tag == tag and not below:
        yield node
    for child in node.children:
        yield from _all(child, tag)


def inner(node: Node) -> str:
    """The HTML in an element."""
    return node.text if node.text and not node.tag else "".join(map(_outer, node.children))


def _outer(node: Node) -> str:
    if not node.tag:
        return html.escape(node.text, quote=False)
    said = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
    return f"<{node.tag}{said}>" + ("" if node.tag in VOID else f"{inner(node)}</{node.tag}>")


# --- values by path -----------------------------------------------------------------------------------


def value_of(card: Card, path: str) -> Value:
    """The value that the card has at a path, empty where it has none."""
    if path.startswith("points/"):
        _, point_id, name, *subject = path.split("/", 3)
        point = _point(card.content, point_id)
        return point.aspect if name == "aspect" else point.values.get(subject[0], "")
    if path == "extra":
        return card.extra
    value: Value = getattr(card.content, path)
    return value


def with_values(card: Card, values: Mapping[str, Value]) -> Card:
    """The card with new values at the paths."""
    for path, value in values.items():
        card = _with_value(card, path, value)
    return card


def _with_value(card: Card, path: str, value: Value) -> Card:
    content = card.content
    if path == "extra":
        return replace(card, extra=str(value))
    if not isinstance(content, Comparison):
        return replace(card, content=replace(content, **{path: value}))  # type: ignore[arg-type]
    if path == "subjects":
        assert isinstance(value, tuple)
        names = dict(zip(content.subjects, value, strict=True))
        points = tuple(
            replace(point, values={names.get(key, key): text for key, text in point.values.items()})
            for point in content.points
        )
        return replace(card, content=replace(content, subjects=value, points=points))
    if not path.startswith("points/"):
        return replace(card, content=replace(content, **{path: value}))  # type: ignore[arg-type]
    _, point_id, name, *subject = path.split("/", 3)
    old = _point(content, point_id)
    if name == "aspect":
        new = replace(old, aspect=str(value))
    else:
        values = {key: text for key, text in {**old.values, subject[0]: str(value)}.items() if text}
        new = replace(old, values=values)
    points = tuple(new if point.id == point_id else point for point in content.points)
    return replace(card, content=replace(content, points=points))


def _point(content: Content, point_id: str) -> Point:
    assert isinstance(content, Comparison)
    return next(point for point in content.points if point.id == point_id)
