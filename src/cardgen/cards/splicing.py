"""Changes of a deck file's text that leave every other byte alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cardgen.cards.nodes import MappingNode, Node, ScalarNode, SequenceNode, has_comment, is_null
from cardgen.cards.plain import Plain
from cardgen.cards.writing import flow_value, render_field, render_item, render_scalar


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` becomes `new`. An insertion has start == end."""

    start: int
    end: int
    new: str


class CannotSpliceError(Exception):
    """The change would take something of the person's with it: a comment, or a form of their own."""


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text after all edits; those at one place in the order given. They must not overlap."""
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    parts = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise CannotSpliceError
        parts += [text[at : edit.start], edit.new.replace("\n", newline)]
        at = edit.end
    return "".join([*parts, text[at:]])


def card_edits(text: str, node: MappingNode, old: Plain, new: Plain) -> list[Edit]:
    """The edits that turn the card at a node from `old` into `new`. Raises CannotSpliceError."""
    return _mapping(text, node, old, new)


def line_end(text: str, offset: int) -> int:
    """The start of the line after the one in which a thing ends whose end is `offset`."""
    if offset and text[offset - 1] == "\n":
        return offset
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def column_of(text: str, offset: int) -> int:
    """How many characters stand before an offset in its line."""
    return offset - (text.rfind("\n", 0, offset) + 1)


def insertion(text: str, offset: int, lines: str) -> Edit:
    """Puts whole lines at the start of a line, or after a last line that lacks its newline."""
    lead = "\n" if offset and text[offset - 1] != "\n" else ""
    return Edit(offset, offset, lead + lines)


def _mapping(text: str, node: MappingNode, old: Plain, new: Plain) -> list[Edit]:
    if node.flow:
        return _flow(text, node, old, new)
    edits: list[Edit] = []
    for name in old:
        if name in new:
            if old[name] != new[name]:
                edits += _entry(text, node, name, old[name], new[name])
        elif name in node.keys:
            edits.append(removal(text, node.keys[name].start, node.values[name], node.keys[name].end))
    column = column_of(text, next(iter(node.keys.values())).start)
    after: str | None = None
    for name, value in new.items():
        if name in old:
            after = name if name in node.keys else after
        elif name in node.keys:
            edits += _entry(text, node, name, None, value)
            after = name
        elif after is None:
            raise CannotSpliceError
        else:
            lines = "".join(line + "\n" for line in render_field(name, value, column))
            edits.append(insertion(text, line_end(text, node.values[after].end), lines))
    return edits


def _entry(text: str, node: MappingNode, name: str, old: Any, new: Any) -> list[Edit]:
    """The edits for one key whose value changes."""
    key, value = node.keys[name], node.values[name]
    column = column_of(text, key.start)
    if isinstance(value, ScalarNode) and isinstance(new, str | int):
        return [_scalar(text, value, str(new), column + 2, number=isinstance(new, int))]
    with suppress(CannotSpliceError):  # then all of the value is written anew
        if isinstance(value, MappingNode) and isinstance(old, dict) and isinstance(new, dict):
            return _mapping(text, value, old, new)
        if isinstance(value, SequenceNode) and isinstance(old, list) and isinstance(new, list):
            return _sequence(text, value, old, new)
    _refuse_comments(text, value, key.end)
    lines = "\n".join(render_field(name, new, column))
    return [Edit(key.start, value.end, lines[column:])]


def _sequence(text: str, node: SequenceNode, old: list[Any], new: list[Any]) -> list[Edit]:
    """The edits for a list whose items keep their order. Raises CannotSpliceError for others."""
    if node.flow:
        return _flow(text, node, old, new)
    names = [_identity(item) for item in old]
    new_names = [_identity(item) for item in new]
    common = [name for name in names if name in new_names]
    if len(node.items) != len(old) or len(set(names)) < len(names) or len(set(new_names)) < len(new_names):
        raise CannotSpliceError
    if not common and len(old) == len(new):
        return _items(text, node, old, new)
    if not common or common != [n for n in new_names if n in names] or new_names[0] not in names:
        raise CannotSpliceError
    edits = []
    for name, item, value in zip(names, node.items, old, strict=True):
        if name not in new_names:
            edits.append(removal(text, item.start - 2, item, item.start))
        elif value != (target := new[new_names.index(name)]):
            edits += _items(text, SequenceNode(item.start, item.end, False, [item]), [value], [target])
    column = column_of(text, node.start)
    after = node.items[0]
    for name, value in zip(new_names, new, strict=True):
        if name in names:
            after = node.items[names.index(name)]
        elif isinstance(value, dict):
            edits.append(insertion(text, line_end(text, after.end), render_item(value, column)))
        else:
            line = " " * column + "- " + render_scalar(value, column + 2, "") + "\n"
            edits.append(insertion(text, line_end(text, after.end), line))
    return edits


def _items(text: str, node: SequenceNode, old: list[Any], new: list[Any]) -> list[Edit]:
    """The edits for items that change in place."""
    edits = []
    for item, before, after in zip(node.items, old, new, strict=True):
        if isinstance(item, MappingNode) and isinstance(before, dict) and isinstance(after, dict):
            edits += _mapping(text, item, before, after)
        elif isinstance(item, ScalarNode) and isinstance(after, str):
            if before != after:
                edits.append(_scalar(text, item, after, column_of(text, item.start)))
        else:
            raise CannotSpliceError
    return edits


def _flow(text: str, node: MappingNode | SequenceNode, old: Any, new: Any) -> list[Edit]:
    """A `{…}` or `[…]`: single texts in place where the shape stays, else all of it anew."""
    children = list(node.values.values()) if isinstance(node, MappingNode) else node.items
    olds, news = (list(v.values()) if isinstance(v, dict) else v for v in (old, new))
    same_shape = len(children) == len(olds) == len(news) and (
        not isinstance(old, dict) or list(old) == list(new)
    )
    if same_shape and all(isinstance(child, ScalarNode) for child in children):
        pairs = zip(children, olds, news, strict=True)
        return [_flow_scalar(child, after) for child, before, after in pairs if before != after]
    _refuse_comments(text, node, node.start)
    return [Edit(node.start, node.end, flow_value(new))]


def _flow_scalar(node: Node, new: Any) -> Edit:
    return Edit(node.start, node.end, flow_value(new))


def _scalar(text: str, node: ScalarNode, new: str, column: int, *, number: bool = False) -> Edit:
    _refuse_comments(text, node, node.start)
    if is_null(node) and node.start == node.end:
        end = node.end
        while text[end : end + 1] in (" ", "\t"):
            end += 1
        if text[end : end + 1] == "#":
            raise CannotSpliceError
        return Edit(node.start, end, " " + render_scalar(new, column, ""))
    return Edit(node.start, node.end, new if number else render_scalar(new, column, node.style))


def removal(text: str, start: int, node: Node, gap: int) -> Edit:
    """Takes out the lines from a key or dash at `start`, which ends at `gap`, to the end of its value."""
    line_start = start - column_of(text, start)
    end = line_end(text, node.end)
    _refuse_comments(text, node, gap)
    if text[line_start:start].strip() or text[node.end : end].strip():
        raise CannotSpliceError
    return Edit(line_start, end, "")


def _refuse_comments(text: str, node: Node, start: int) -> None:
    if has_comment(text, node, start):
        raise CannotSpliceError


def _identity(item: Any) -> str:
    """What makes an item of a list the same item after a change."""
    if isinstance(item, dict):
        return str(item.get("id") or item.get("note") or json.dumps(item, ensure_ascii=False))
    return str(item)
