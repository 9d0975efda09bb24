"""YAML text as a tree of nodes that know their offsets; refuses what has no place in a deck file.

Scalars stay the text that the person wrote (`no` is "no", `1:30` is "1:30"). Anchors, aliases, tags,
duplicate keys, keys that are no scalars, deep nesting and a second document are refused, so no input can
grow in memory or change its meaning on the way.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from cardgen.problems import CardgenError, Problem

_MAX_DEPTH = 20
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONFLICT = re.compile(r"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)


@dataclass(slots=True)
class ScalarNode:
    """One text. `style` is "" for a plain one, else the character that opens it: `'`, `"`, `|` or `>`."""

    text: str
    start: int
    end: int
    style: str = ""


@dataclass(slots=True)
class MappingNode:
    """Keys and values in their order. `end` is the end of the last value, not of the space after it."""

    start: int
    end: int
    flow: bool
    keys: dict[str, ScalarNode] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True)
class SequenceNode:
    """Items in their order. `start` is the first dash or the bracket; `end` as for mappings."""

    start: int
    end: int
    flow: bool
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = ScalarNode | MappingNode | SequenceNode


def line_starts(text: str) -> list[int]:
    """The offset at which each line starts."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def position(text: str, offset: int) -> tuple[int, int]:
    """(line, column) of an offset; quick for a few, use `line_starts` for many."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def place(starts: list[int], offset: int) -> tuple[int, int]:
    """(line, column) of an offset by the result of `line_starts`."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def parse(text: str, path: object) -> Node | None:
    """The root node of a document without a byte order mark; None when it holds nothing.

    Raises CardgenError with the place of the first fault.
    """
    try:
        return _build(yaml.parse(text, Loader=_LOADER), text)
    except _RefusedError as refused:
        what, todo, offset = refused.what, refused.todo, refused.offset
    except yaml.MarkedYAMLError as error:
        what, todo, offset = _explain(error, text)
    except yaml.reader.ReaderError as error:
        what = "a control character stands in the text"
        todo = "delete it, or write it as an escape in double quotes"
        offset = _reader_offset(text, error)
    if conflict := _CONFLICT.search(text):
        what, todo, offset = "git left conflict markers here", "settle the merge first", conflict.start()
    line, column = position(text, min(offset, len(text)))
    raise CardgenError(Problem(str(path), line, column, what, todo, "yaml"))


def is_null(node: Node) -> bool:
    """Whether YAML reads the node as nothing: `latex:` with no text after it."""
    return isinstance(node, ScalarNode) and not node.style and node.text in ("", "~", "null", "Null", "NULL")


def has_comment(text: str, node: Node, start: int) -> bool:
    """Whether a comment stands between `start` and the end of the node, outside its scalars."""
    at = start
    for scalar in scalars(node):
        if "#" in text[at : scalar.start] or (scalar.style in ("|", ">") and "#" in _header(text, scalar)):
            return True
        at = scalar.end
    return "#" in text[at : node.end]


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Every scalar of a node, keys too, in the order of the text."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from scalars(item)
    else:
        for name, value in node.values.items():
            yield node.keys[name]
            yield from scalars(value)


def _header(text: str, scalar: ScalarNode) -> str:
    end = text.find("\n", scalar.start)
    return text[scalar.start : end if end >= 0 else len(text)]


class _RefusedError(Exception):
    def __init__(self, what: str, todo: str, offset: int):
        super().__init__(what)
        self.what, self.todo, self.offset = what, todo, offset


def _build(events: Iterator[Any], text: str) -> Node | None:
    """A loop, not a recursion: the depth of the input must not become the depth of our stack."""
    stack: list[MappingNode | SequenceNode] = []
    try:
        return _grow(events, text, stack)
    except yaml.MarkedYAMLError as error:
        opened = next((node for node in stack if node.flow), None)
        if opened and error.problem in _OPEN_BRACKET:
            what = f"the `{text[opened.start]}` is never closed, or a comma is missing"
            raise _RefusedError(what, "close it, or put the text in quotes", opened.start) from error
        raise


def _grow(events: Iterator[Any], text: str, stack: list[MappingNode | SequenceNode]) -> Node | None:
    """The root; `stack` holds the nodes that are open, at every moment."""
    root: Node | None = None
    pending: list[ScalarNode | None] = []  # the key that waits for its value, for each node of the stack
    documents = 0
    event: Any
    for event in events:
        start, end = event.start_mark.index, event.end_mark.index
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            _refuse_marks(event, start, event.implicit[0] or event.implicit[1])
            style = event.style or ""
            node = ScalarNode(event.value, start, end, style)
            if style in ("|", ">"):
                node.end = _block_end(text, node)
        elif isinstance(event, yaml.MappingStartEvent):
            _refuse_marks(event, start, event.implicit)
            node = MappingNode(start, start, bool(event.flow_style))
        elif isinstance(event, yaml.SequenceStartEvent):
            _refuse_marks(event, start, event.implicit)
            node = SequenceNode(start, start, bool(event.flow_style))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = stack.pop()
            pending.pop()
            if done.flow:
                done.end = end
            if stack:
                stack[-1].end = done.end
            continue
        elif isinstance(event, yaml.AliasEvent):
            raise _RefusedError("`*` refers to an anchor", "write the text out, or quote it", start)
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedError("a second YAML document starts here", "keep one deck a file", start)
            continue
        else:
            continue
        if not stack:
            root = node
        else:
            _place(stack[-1], pending, node)
        if not isinstance(node, ScalarNode):
            if len(stack) >= _MAX_DEPTH:
                raise _RefusedError("this is nested too deeply", "see the other cards for the form", start)
            stack.append(node)
            pending.append(None)
    return root


def _place(parent: MappingNode | SequenceNode, pending: list[ScalarNode | None], node: Node) -> None:
    """Puts a node into its parent: an item, a key, or the value of the key that waits."""
    if isinstance(parent, SequenceNode):
        parent.items.append(node)
    elif (key := pending[-1]) is not None:
        parent.values[key.text] = node
        pending[-1] = None
    elif not isinstance(node, ScalarNode):
        raise _RefusedError("a key must be a text", "put it in quotes", node.start)
    elif node.text in parent.keys:
        raise _RefusedError(f"the key `{node.text}` stands here twice", "delete one of the two", node.start)
    else:
        parent.keys[node.text] = node
        pending[-1] = node
    parent.end = max(parent.end, node.end)


def _refuse_marks(event: Any, start: int, implicit: bool) -> None:
    if event.anchor:
        raise _RefusedError(f"`&{event.anchor}` is an anchor", "write the text out, or quote it", start)
    if event.tag and not implicit:
        raise _RefusedError("`!` gives a YAML tag", "delete it, or quote the text", start)


def _block_end(text: str, scalar: ScalarNode) -> int:
    """The end of the last line of a block scalar: its mark runs on over the blank lines after it."""
    if "+" in _header(text, scalar).partition("#")[0]:
        return scalar.end
    return scalar.start + len(text[scalar.start : scalar.end].rstrip())


def _reader_offset(text: str, error: Any) -> int:
    """The code point of a byte offset."""
    return len(text.encode("utf-8", "surrogatepass")[: error.position].decode("utf-8", "ignore"))


_PLAIN_WORDS = {
    "mapping values are not allowed in this context": (
        "`: ` stands inside a text, or the line is indented wrongly",
        "put the text in quotes, or line it up with its neighbours",
    ),
    "could not find expected ':'": ("this line has no `key:`", "indent it under its key, or add the key"),
    "did not find expected key": ("this line does not fit the lines above", "line it up with its neighbours"),
    "did not find expected '-' indicator": (
        "this line does not fit the list above",
        "line it up with the dashes",
    ),
    "found unexpected end of stream": ("a quote is never closed", "close it"),
    "found unknown escape character": (
        r"`\` starts an escape in double quotes",
        "use single quotes or a `|-` block for LaTeX",
    ),
}

_TOLD_LATE = ("could not find expected ':'", "found unexpected end of stream")
"""Faults that libyaml sees only later: they begin where it began to read the thing."""

_OPEN_BRACKET = (
    "did not find expected ',' or '}'",
    "did not find expected ',' or ']'",
    "did not find expected node content",
)


def _explain(error: Any, text: str) -> tuple[str, str, int]:
    """(what, what to do, offset) for a fault that libyaml found."""
    mark = error.problem_mark or error.context_mark
    offset = mark.index if mark else 0
    problem = error.problem or str(error)
    if problem == "found a tab character that violates indentation" or text[offset : offset + 1] == "\t":
        return "a tab indents this line", "use spaces", offset
    if problem == "found character that cannot start any token":
        return f"`{text[offset : offset + 1]}` cannot start a text", "put the text in quotes", offset
    what, todo = _PLAIN_WORDS.get(problem, (problem, "see the other cards for the form"))
    if error.context_mark and problem in _TOLD_LATE:
        offset = error.context_mark.index
    return what, todo, offset
