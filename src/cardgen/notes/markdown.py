"""Markdown -> blocks, by the events of the Markdown parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pyromark

from cardgen.model import Block, MarkKind
from cardgen.notes.block_writer import BlockWriter
from cardgen.notes.formulas import clean_latex, latex_of_address
from cardgen.notes.formulas_in_text import add_text
from cardgen.notes.html_blocks import html_in_markdown
from cardgen.notes.html_tags import tags
from cardgen.notes.inline import put_code, put_formula, put_picture, put_tag
from cardgen.notes.links import Link, link_of, picture_text
from cardgen.notes.parser_copy import parser_copy
from cardgen.notes.shields import Shield

_OPTIONS = pyromark.Options
_PARSER = pyromark.Markdown(
    options=_OPTIONS.ENABLE_TABLES
    | _OPTIONS.ENABLE_FOOTNOTES
    | _OPTIONS.ENABLE_STRIKETHROUGH
    | _OPTIONS.ENABLE_TASKLISTS
    | _OPTIONS.ENABLE_DEFINITION_LIST
)
_MARKS: dict[str, MarkKind] = {"Strong": "strong", "Emphasis": "emphasis", "Strikethrough": "strike"}
_MATH_FENCES = frozenset(("math", "katex", "{math}", "displaymath"))
_HASHES = re.compile("#*")
_LONG_HEADING = 100
_PROSE = re.compile("[。，；、]")

Event = tuple[Any, int, int]
"""What the parser says of a container, and its range."""


def read_blocks(source: str, start: int, line_starts: tuple[int, ...]) -> list[Block]:
    """The blocks of a Markdown source, from `start` on (behind its front matter)."""
    return _Reader(source, start, line_starts).run()


class _Reader:
    def __init__(self, source: str, start: int, line_starts: tuple[int, ...]) -> None:
        self.source = source
        self.copy, self.shields = parser_copy(source, start)
        self.shields.append(
            Shield(len(source) + 1, len(source) + 1, "comment")
        )  # so that there is a next one
        self.writer = BlockWriter(source, line_starts)
        self.next_shield = 0
        self.code: list[str] | None = None
        self.code_info: str | None = None
        self.html: list[tuple[int, int]] = []
        self.rows: list[tuple[Block, ...]] = []
        self.cells: list[Block] = []
        self.skip_until = -1
        """Text before this offset is part of something that was read already."""
        self.references: dict[str, str] | None = None

    def run(self) -> list[Block]:
        writer = self.writer
        event: Any
        for event, place in _PARSER.events_with_range(self.copy):
            start = place["start"]
            if event.__class__ is str:
                if event == "SoftBreak":
                    writer.line_end(start)
                elif event == "HardBreak":
                    writer.text.hard_break(start)
                continue
            ((name, value),) = event.items()
            if name == "Text":
                self.text(value, start, place["end"])
            elif name == "Start" or name == "End":
                what = value if value.__class__ is str else next(iter(value))
                handler = (_STARTS if name == "Start" else _ENDS).get(what)
                if handler:
                    handler(self, value, start, place["end"])
            elif name == "Code":
                self.inline_code(start, place["end"])
            elif name == "InlineHtml":
                self.inline_html(start, place["end"])
            elif name == "Html":
                if self.html and self.html[-1][1] == start:
                    start = self.html.pop()[0]
                self.html.append((start, place["end"]))
            elif name == "FootnoteReference":
                writer.text.mark(
                    "footnote", writer.text.length, target=self.source[start + 2 : place["end"] - 1]
                )
        return writer.blocks

    # --- text ---

    def text(self, value: str, start: int, end: int) -> None:
        if self.code is not None:
            self.code.append(self.source[start:end] if len(value) == end - start else value)
        elif start >= self.skip_until:
            if len(value) == end - start:
                if end <= self.shields[self.next_shield].start:
                    self.writer.text.add(self.source[start:end], start)
                else:
                    self.plain(start, end)
            else:  # an entity, which the parser has decoded
                self.writer.text.add(value, start)
                self.writer.text.end = end
        elif end > self.skip_until:
            self.plain(self.skip_until, end)

    def plain(self, start: int, end: int, between: Callable[[int, int], None] | None = None) -> None:
        """A range of text, with the shields in it. `between` takes the ranges between them."""
        shields = self.shields
        between = between or self.as_it_stands
        i = self.next_shield
        while shields[i].end <= start:
            i += 1
        while shields[i].start < end:
            shield = shields[i]
            if start < shield.start:
                between(start, shield.start)
            # A shield that begins before the range was read with the range before.
            start = self.shield(shield) if start <= shield.start else shield.end
            i += 1
        self.next_shield = i
        if start < end:
            between(start, end)

    def as_it_stands(self, start: int, end: int) -> None:
        self.writer.text.add(self.source[start:end], start)

    def shield(self, shield: Shield) -> int:
        """Adds what a shield stands for; gives the offset behind it."""
        text, end = self.writer.text, shield.end
        if shield.kind == "math":
            latex = shield.text.replace("\\|", "|") if self.writer.in_table else shield.text
            put_formula(text, "math", latex, self.source, shield.start, end)
        elif shield.kind == "display":
            self.skip_until = self.writer.formula(shield.text, shield.start, end)
            return self.skip_until
        elif shield.kind == "wikilink":
            at = text.length
            text.put(shield.text, self.source.find(shield.text, shield.start, end), end)
            text.mark("link", at, target=shield.target)
        elif shield.kind == "embed" and picture_text(shield.text, shield.target):
            put_picture(text, shield.text, shield.target, shield.start, end)
        return end

    def inline_code(self, start: int, end: int) -> None:
        if start < self.skip_until:
            return
        raw = self.source[start:end]
        ticks = len(raw) - len(raw.lstrip("`"))
        code = raw[ticks : len(raw) - ticks].replace("\n", " ")
        if self.writer.in_table:
            code = code.replace("\\|", "|")
        lead = 0
        if len(code) > 1 and code[0] == code[-1] == " " and code.strip():
            code, lead = code[1:-1], 1
        put_code(self.writer.text, code, start, end, start + ticks + lead)

    def inline_html(self, start: int, end: int) -> None:
        for tag in tags(self.source, start, end):
            if tag.start < self.skip_until:
                continue
            if tag.name == "img":
                self.picture(tag.attribute("alt"), tag.attribute("src"), start, end)
            elif tag.name:
                self.skip_until = max(self.skip_until, put_tag(self.writer.text, tag, self.source))
            else:
                self.writer.text.add(tag.text, tag.start)

    def picture(self, alt: str, target: str, start: int, end: int) -> None:
        """An image, or the formula that its address carries."""
        latex = latex_of_address(target)
        if not latex:
            put_picture(self.writer.text, alt, target, start, end)
        elif self.writer.text.at_line_start() and self.source[end : end + 1] in ("", "\n"):
            self.skip_until = self.writer.formula(latex, start, end)
        else:
            put_formula(self.writer.text, "math", latex, self.source, start, end)

    # --- blocks: each takes what the parser says of a container, and its range ---

    def start_heading(self, value: Any, start: int, end: int) -> None:
        hashes = _HASHES.match(self.source, start)
        self.writer.heading(max(int(value["Heading"]["level"][1]), len(hashes[0]) if hashes else 0))

    def end_heading(self, value: Any, start: int, end: int) -> None:
        words, newline, underline = self.source[start:end].rstrip().rpartition("\n")
        if newline and not underline.strip(" \t>-"):
            # `---` right below a paragraph is meant as a line.
            words = words.rstrip()
            if "\n" in words or len(words) > _LONG_HEADING or words[-1:] in "。；;：:，":
                self.writer.kind = "paragraph"
        self.writer.plain()

    def start_code(self, value: Any, start: int, end: int) -> None:
        self.writer.flush()
        info = value["CodeBlock"]
        self.code_info = None if info == "Indented" else info["Fenced"].strip().lower()
        self.code = []

    def end_code(self, value: Any, start: int, end: int) -> None:
        code = "".join(self.code or ()).rstrip("\n")
        self.code = None
        if self.code_info in _MATH_FENCES:
            first_line = self.source.find("\n", start, end) + 1 or start
            self.writer.settle_item()
            self.writer.formula_block(clean_latex(code), first_line, end)
        elif self.code_info is None and _is_prose(code):
            self.indented_prose(start, end)
        else:
            self.writer.code(code, start, end)

    def indented_prose(self, start: int, end: int) -> None:
        """A paragraph whose first line was indented by four spaces or a tab."""
        for first, last in _lines(self.source, start, end):
            if first > start:
                self.writer.text.soft_break(first - 1)
            add_text(self.writer.text, self.source, first, last)
        self.writer.flush()

    def start_html(self, value: Any, start: int, end: int) -> None:
        self.writer.flush()
        self.writer.settle_item()
        self.html = []

    def end_html(self, value: Any, start: int, end: int) -> None:
        html_in_markdown(self.writer, self.html, self.plain)

    def start_table(self, value: Any, start: int, end: int) -> None:
        self.writer.open_table()
        self.rows, self.cells = [], []

    def end_cell(self, value: Any, start: int, end: int) -> None:
        self.cells.append(self.writer.cell(start, end))

    def end_row(self, value: Any, start: int, end: int) -> None:
        self.rows.append(tuple(self.cells))
        self.cells = []

    def end_table(self, value: Any, start: int, end: int) -> None:
        self.writer.close_table(start, max(end - 1, start), tuple(self.rows))

    def start_footnote(self, value: Any, start: int, end: int) -> None:
        self.writer.flush()
        self.writer.hidden += 1

    def end_footnote(self, value: Any, start: int, end: int) -> None:
        self.writer.flush()
        self.writer.hidden -= 1

    def start_link(self, value: Any, start: int, end: int) -> None:
        self.writer.text.open("link", self.link(value["Link"], start, end).target)

    def start_image(self, value: Any, start: int, end: int) -> None:
        if start >= self.skip_until:
            link = self.link(value["Image"], start, end)
            self.skip_until = end
            self.picture(link.text, link.target, start, end)

    def link(self, value: dict[str, str], start: int, end: int) -> Link:
        """The parser knows targets only as they stand in its copy."""
        kind = value["link_type"]
        if kind == "Inline":
            return link_of(self.source[start:end])
        if kind in ("Autolink", "Email"):
            return Link("", self.source[start + 1 : end - 1])
        if self.references is None:
            spans = {label: d["span"] for label, d in _PARSER.reference_definitions(self.copy).items()}
            self.references = {
                label.lower(): link_of(self.source[span["start"] : span["end"]]).target
                for label, span in spans.items()
            }
        shown = self.source[start:end].lstrip("!")[1:].partition("]")[0]
        return Link(shown, self.references.get(value["id"].lower(), ""))


def _is_prose(code: str) -> bool:
    """Chinese sentences, and not a program with Chinese comments."""
    return len(_PROSE.findall(code)) * 60 > len(code) > 15 and not re.search(
        r"^\s*(?:#|//)|[={};]\s*$", code, re.M
    )


def _lines(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The ranges of the lines in a range, without their indent; blank lines are left out."""
    while start < end:
        stop = source.find("\n", start, end)
        stop = end if stop < 0 else stop
        bare = source[start:stop].strip()
        if bare:
            first = source.index(bare, start)
            yield first, first + len(bare)
        start = stop + 1


_Handler = Callable[[_Reader, Any, int, int], None]


def _write(step: Callable[[BlockWriter], None]) -> _Handler:
    """A handler for what the writer can do alone."""
    return lambda reader, value, start, end: step(reader.writer)


def _open_mark(reader: _Reader, value: Any, start: int, end: int) -> None:
    reader.writer.text.open(_MARKS[value])


def _close_mark(reader: _Reader, value: Any, start: int, end: int) -> None:
    reader.writer.text.close(_MARKS[value])


_STARTS: dict[str, _Handler] = {
    "Paragraph": _write(BlockWriter.flush),
    "Heading": _Reader.start_heading,
    "BlockQuote": _write(BlockWriter.open_quote),
    "List": lambda reader, value, start, end: reader.writer.open_list(value["List"]),
    "Item": lambda reader, value, start, end: reader.writer.open_item(start),
    "DefinitionListTitle": _write(BlockWriter.title),
    "DefinitionListDefinition": _write(BlockWriter.open_detail),
    "CodeBlock": _Reader.start_code,
    "HtmlBlock": _Reader.start_html,
    "Table": _Reader.start_table,
    "FootnoteDefinition": _Reader.start_footnote,
    "Link": _Reader.start_link,
    "Image": _Reader.start_image,
} | dict.fromkeys(_MARKS, _open_mark)

_ENDS: dict[str, _Handler] = {
    "Paragraph": _write(BlockWriter.end_paragraph),
    "Heading": _Reader.end_heading,
    "BlockQuote": _write(BlockWriter.close_quote),
    "List": _write(BlockWriter.close_list),
    "Item": _write(BlockWriter.close_item),
    "DefinitionListTitle": _write(BlockWriter.plain),
    "DefinitionListDefinition": _write(BlockWriter.close_detail),
    "CodeBlock": _Reader.end_code,
    "HtmlBlock": _Reader.end_html,
    "Table": _Reader.end_table,
    "TableHead": _Reader.end_row,
    "TableRow": _Reader.end_row,
    "TableCell": _Reader.end_cell,
    "FootnoteDefinition": _Reader.end_footnote,
    "Link": lambda reader, value, start, end: reader.writer.text.close("link"),
} | dict.fromkeys(_MARKS, _close_mark)
