"""Cards as YAML text, in the one form that we write."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from cardgen.cards.plain import Plain, to_plain
from cardgen.cards.reading import SCHEMA_NAME
from cardgen.model import Card

_WIDTH = 100
"""Columns up to which a text stays on the line of its key (Han count two)."""

_FLOW_FIELDS = {"source"}
_LINE_FIELDS = {"same"}

# What YAML 1.1 or 1.2 would read as something else than text: null, truth values, numbers, dates, `1:30`.
_NOT_TEXT = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?\.(?:inf|nan)|[-+.]?\d[\d_.,:eExXobA-Fa-f+\-TtZz ]*",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^\n]*\S)?")
_UNSAFE = re.compile(
    r":(?=\s|$)|\s#|[\t\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_FLOW_UNSAFE = re.compile(r"[,\[\]{}?]|:$")
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NOT_IN_BLOCK = re.compile(r"[^\S\n](?:\n|$)|[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def render_card(card: Card) -> str:
    """The YAML of one card as an item of `cards:`, with its dash, ending in a newline."""
    return render_item(to_plain(card), 0)


def render_item(data: Plain, column: int) -> str:
    """The YAML of one mapping as an item of a list whose dashes stand `column` spaces from the left."""
    return "".join(line + "\n" for line in _item(data, column))


def render_deck(name: str, categories: Sequence[str], cards: Sequence[Card], namespace: str = "") -> str:
    """The text of a new deck file."""
    head = [f"# yaml-language-server: $schema=./{SCHEMA_NAME}", f"deck: {inline(name)}"]
    if categories:
        head.append(f"categories: {flow_value(categories)}")
    if namespace:
        head.append(f"namespace: {inline(namespace)}")
    body = "\n".join(render_card(card) for card in cards)
    return "\n".join([*head, "cards:" if cards else "cards: []"]) + "\n" + body


def render_field(name: str, value: Any, column: int) -> list[str]:
    """The lines of `name: value` whose key stands `column` spaces from the left."""
    pad = " " * column
    key = f"{pad}{inline(name)}:"
    if value in ("", None):
        return [key]
    if isinstance(value, int):
        return [f"{key} {value}"]
    if isinstance(value, str):
        return _text(key, value, column + 2)
    if name in _FLOW_FIELDS and isinstance(value, Mapping):
        return [f"{key} {flow_value(value)}"]
    if name in _FLOW_FIELDS:
        return [key, *(f"{pad}- {flow_value(item)}" for item in value)]
    if isinstance(value, Mapping):
        return [key, *(line for k, v in value.items() for line in render_field(k, v, column + 2))]
    if any(isinstance(item, Mapping) for item in value):
        return [key, *(line for item in value for line in _item(item, column))]
    flow = flow_value(value)
    if name not in _LINE_FIELDS and columns(flow) <= _WIDTH and not any("\n" in item for item in value):
        return [f"{key} {flow}"]
    return [key, *(line for item in value for line in _text(f"{pad}-", item, column + 2))]


def render_scalar(text: str, column: int, style: str) -> str:
    """A text in the style of the one that it replaces, where that style can hold it.

    `column` is that of the lines of a block below the key.
    """
    if style in ("|", ">") and text and _block_can_hold(text):
        return "\n".join(["|-", *_block_lines(text, column)])
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if style == '"' and "\n" not in text:
        return quote(text)
    if not style and text and is_plain(text):
        return text
    if not text:
        return '""'
    return "\n".join(_text("", text, column)).removeprefix(" ")


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether every YAML reader takes the text, unquoted, for this very text."""
    if not _PLAIN.fullmatch(text) or _UNSAFE.search(text) or _NOT_TEXT.fullmatch(text):
        return False
    return not (flow and _FLOW_UNSAFE.search(text))


def is_text(text: str) -> bool:
    """Whether other YAML readers, too, take the unquoted text for text: not `no`, `1:30`, `2024-01-01`."""
    return text in ("y", "Y", "n", "N") or not _NOT_TEXT.fullmatch(text)


def quote(text: str) -> str:
    """The text in double quotes, on one line."""
    quoted = json.dumps(_whole(text), ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def flow_value(value: Any) -> str:
    """A text, number, list or mapping as it stands within `{…}` or `[…]`."""
    if isinstance(value, str):
        return inline(value, flow=True)
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{flow_value(name)}: {flow_value(item)}" for name, item in value.items()) + "}"
        )
    if isinstance(value, Sequence):
        return "[" + ", ".join(flow_value(item) for item in value) + "]"
    return str(value)


def _item(data: Mapping[str, Any], column: int) -> list[str]:
    lines = [line for name, value in data.items() for line in render_field(name, value, column + 2)]
    return [" " * column + "- " + lines[0][column + 2 :], *lines[1:]]


def _text(lead: str, text: str, column: int) -> list[str]:
    """The lines of a text after `key:` or a dash: plain, quoted or as a block."""
    if "\n" not in text and columns(lead) + columns(text) < _WIDTH:
        if is_plain(text):
            return [f"{lead} {text}"]
        if not ("\\" in text or '"' in text) or not _block_can_hold(text):
            return [f"{lead} {quote(text)}"]
    if not _block_can_hold(text):
        return [f"{lead} {quote(text)}"]
    return [f"{lead} |-", *_block_lines(text, column)]


def _block_can_hold(text: str) -> bool:
    return not (
        text[:1].isspace() or text.endswith("\n") or _NOT_IN_BLOCK.search(text) or _whole(text) != text
    )


def _block_lines(text: str, column: int) -> list[str]:
    return [" " * column + line if line else "" for line in text.split("\n")]


def inline(text: str, *, flow: bool = False) -> str:
    """The text on one line: plain, or else in double quotes."""
    return text if is_plain(text, flow=flow) else quote(text)


def _whole(text: str) -> str:
    """No half of a surrogate pair: UTF-8 cannot hold one."""
    return text.encode("utf-8", "replace").decode("utf-8") if re.search("[\ud800-\udfff]", text) else text


def columns(text: str) -> int:
    """How wide a text is in a monospaced font: Han count two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
