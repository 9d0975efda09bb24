"""A Jupyter notebook -> the text of its Markdown cells, with the way back to each line of the file."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import replace
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cardgen.model import Block, Span
from cardgen.notes.edits import Steps

_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_ESCAPED_LINE = re.compile(r"\\.")
_SCALAR = re.compile(r"[^\s,\]}]+")
_DEEPEST = 100


class NotANotebook(ValueError):
    """The file is no JSON, or has no cells."""


class MarkdownText(NamedTuple):
    """The Markdown cells as one text, a blank line between them, and where each part of it stands in the
    file.
    """

    text: str
    steps: Steps
    title: str = ""


class _String(NamedTuple):
    text: str
    start: int
    """Offset of the character behind the opening quote."""
    end: int
    """Offset of the closing quote."""


def markdown_of_notebook(source: str) -> MarkdownText:
    """Raises NotANotebook."""
    try:
        value, _ = _Json(source).value(_skip(source, 0), 0)
    except (ValueError, IndexError, RecursionError) as error:
        raise NotANotebook("not a notebook: its JSON is broken") from error
    cells = _cells(value)
    if cells is None:
        raise NotANotebook("not a notebook: it has no cells")
    parts: list[str] = []
    steps: Steps = []
    length = end = 0
    for cell in cells:
        if not isinstance(cell, dict) or _text(cell.get("cell_type")) != "markdown":
            continue
        for string in _strings(cell):
            steps += _steps(source, string, length)
            parts.append(string.text)
            length += len(string.text)
            end = string.end
        parts.append("\n\n")
        steps.append((length, end))
        length += 2
    return MarkdownText("".join(parts), steps, _title(value))


def place_in_notebook(source: str, offset: int) -> tuple[int, int] | None:
    """(cell, line in the cell) of an offset in a notebook, both from 1; None outside of its text."""
    try:
        cells = _cells(_Json(source).value(_skip(source, 0), 0)[0]) or []
    except (ValueError, IndexError, RecursionError):
        return None
    for number, cell in enumerate(cells, 1):
        line = 1
        for string in _strings(cell):
            if string.start <= offset <= string.end:
                return number, line + _ESCAPED_LINE.findall(source, string.start, offset).count("\\n")
            line += string.text.count("\n")
    return None


def relocated(blocks: list[Block], steps: Steps, line_starts: tuple[int, ...]) -> list[Block]:
    """The blocks with their places in the file instead of the places in the gathered text."""
    starts = [step[0] for step in steps]

    def place(offset: int) -> int:
        i = max(bisect_right(starts, offset) - 1, 0)
        at, source = steps[i]
        limit = steps[i + 1][1] if i + 1 < len(steps) else source + offset - at
        return min(source + offset - at, max(limit, source))

    def moved(block: Block) -> Block:
        span = Span(place(block.span.start), place(max(block.span.end - 1, block.span.start)) + 1)
        origin: Steps = []
        for i, (at, source) in enumerate(block.origin):
            end = block.origin[i + 1][0] if i + 1 < len(block.origin) else len(block.text)
            origin.append((at, place(source)))
            first = bisect_right(starts, source)
            last = bisect_right(starts, source + end - at - 1)
            origin += [(at + starts[j] - source, steps[j][1]) for j in range(first, last)]
        return replace(
            block,
            span=span,
            line=bisect_right(line_starts, span.start),
            end_line=bisect_right(line_starts, max(span.end - 1, span.start)),
            origin=tuple(origin),
            rows=tuple(tuple(map(moved, row)) for row in block.rows),
        )

    return [moved(block) for block in blocks] if steps else blocks


class _Json:
    """JSON whose strings keep their place."""

    def __init__(self, source: str) -> None:
        self.source = source

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        mark = self.source[at]
        if mark == '"':
            text, end = scanstring(self.source, at + 1, False)
            return _String(text, at + 1, end - 1), end
        if mark == "{":
            return self.mapping(at + 1, depth)
        if mark == "[":
            return self.sequence(at + 1, depth)
        found = _SCALAR.match(self.source, at)
        if not found:
            raise ValueError("no value")
        return json.loads(found[0]), found.end()

    def mapping(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        at = _skip(self.source, at)
        while self.source[at] != "}":
            key, at = scanstring(self.source, at + 1, False)
            at = _skip(self.source, at)
            values[key], at = self.value(_skip(self.source, at + 1), depth + 1)
            at = self.next(at)
        return values, at + 1

    def sequence(self, at: int, depth: int) -> tuple[list[Any], int]:
        values = []
        at = _skip(self.source, at)
        while self.source[at] != "]":
            value, at = self.value(at, depth + 1)
            values.append(value)
            at = self.next(at)
        return values, at + 1

    def next(self, at: int) -> int:
        at = _skip(self.source, at)
        return _skip(self.source, at + 1) if self.source[at] == "," else at


def _skip(source: str, at: int) -> int:
    found = _SPACE.match(source, at)
    return found.end() if found else at


def _cells(value: Any) -> list[Any] | None:
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("cells"), list):
        return list(value["cells"])
    sheets = value.get("worksheets")
    if isinstance(sheets, list):  # notebooks before version 4
        return [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells", [])]
    return None


def _strings(cell: Any) -> list[_String]:
    lines = cell.get("source") if isinstance(cell, dict) else None
    strings = [lines] if isinstance(lines, _String) else lines if isinstance(lines, list) else []
    return [string for string in strings if isinstance(string, _String)]


def _title(value: Any) -> str:
    metadata = value.get("metadata")
    return _text(metadata.get("title")) if isinstance(metadata, dict) else ""


def _text(value: Any) -> str:
    return value.text if isinstance(value, _String) else ""


def _steps(source: str, string: _String, length: int) -> Steps:
    """Where the text of a string runs on in the file: an escape is longer than what it stands for."""
    steps = [(length, string.start)]
    at, place = length, string.start
    while found := _ESCAPE.search(source, place, string.end):
        at += found.start() - place
        steps.append((at, found.start()))
        at, place = at + 1, found.end()
        steps.append((at, place))
    return steps
