"""The texts of a card as they stand in its file: what is LaTeX in them, and at what offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cardgen.cards.fields import CARD, Field
from cardgen.cards.nodes import MappingNode, Node, ScalarNode, SequenceNode

_MARKUP = re.compile(
    r"""
      (?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))
    | \\[\\$`]
    | \$\$(?P<display>(?:[^$\\]|\\.)+?)\$\$
    | \$(?=\S)(?P<math>(?:[^$\\]|\\.)+?)(?<=[^\s\\])\$(?!\d)
    | !\[[^\]]*\]\(\s*(?:<(?P<angled>[^<>\n]+)>|(?P<image>(?:[^()\s]|\([^()\n]*\)|[ ](?=[^\s")]))+))
      (?:\s+"[^"\n]*")?\s*\)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FieldText:
    """One text of a card. `latex`: it is bare LaTeX; else Markdown with `$…$`."""

    field: str
    node: ScalarNode
    latex: bool = False
    answer: bool = False
    """It stands on the back, as (part of) the answer."""


_ANSWERS = {"meaning", "latex", "same", "values"}
_NO_MARKDOWN = {"id", "kind", "status", "missing", "tags", "source"}


def field_texts(node: MappingNode, kind: str) -> Iterator[FieldText]:
    """The texts of a card at a node; ids, tags and sources are none."""
    for field in CARD[kind]:
        if field.name in node.values and field.name not in _NO_MARKDOWN:
            yield from _texts(field, node.values[field.name])


def _texts(field: Field, node: Node) -> Iterator[FieldText]:
    if isinstance(node, ScalarNode):
        yield FieldText(field.name, node, field.latex, field.name in _ANSWERS)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            if isinstance(item, MappingNode):
                yield from _point_texts(item)
            else:
                yield from _texts(field, item)
    else:
        for name, value in node.values.items():
            if field.latex:
                yield FieldText(field.name, node.keys[name], True)
            if isinstance(value, ScalarNode):
                yield FieldText(field.name, value, False, field.name in _ANSWERS)


def _point_texts(point: MappingNode) -> Iterator[FieldText]:
    for name in ("aspect", "values"):
        if name in point.values:
            yield from _texts(Field(name, "text", ""), point.values[name])


def math_spans(text: str) -> Iterator[tuple[int, str]]:
    """(offset, LaTeX) of each formula in Markdown."""
    for match in _MARKUP.finditer(text):
        for name in ("display", "math"):
            if match[name] is not None:
                yield match.start(name), match[name]


def images(text: str) -> Iterator[tuple[int, str]]:
    """(offset, target) of each image in Markdown."""
    for match in _MARKUP.finditer(text):
        if target := match["angled"] or match["image"]:
            yield match.start(), target


def prose(text: str) -> str:
    """The Markdown with code, formulas and images blanked, so that offsets stay."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), text)


def offset_in_file(file_text: str, node: ScalarNode, index: int) -> int:
    """The offset in the file of a place in a scalar's text; its start where the two differ in form."""
    if node.style == "|":
        return _offset_in_block(file_text, node, index)
    lead = 1 if node.style in ("'", '"') else 0
    inside = file_text[node.start + lead : node.end - lead]
    return node.start + lead + index if inside == node.text else node.start


def _offset_in_block(file_text: str, node: ScalarNode, index: int) -> int:
    line = node.text.count("\n", 0, index)
    column = index - (node.text.rfind("\n", 0, index) + 1)
    at = node.start
    indent = 0
    for number in range(line + 1):
        at = file_text.find("\n", at) + 1
        if at == 0:
            return node.start
        if number == 0 or not indent:
            indent = len(re.match(r" *", file_text[at : at + 200])[0])  # type: ignore[index]
    return min(at + indent + column, node.end)
