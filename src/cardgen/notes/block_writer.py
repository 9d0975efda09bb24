"""Where a text stands in its note: the headings above it, the list item and the quote around it."""

from __future__ import annotations

import re
from bisect import bisect_right

from cardgen.model import Block, BlockKind, Mark, Span
from cardgen.notes.clean_text import CleanText, TextBuilder
from cardgen.notes.inline import put_formula

Rows = tuple[tuple[Block, ...], ...]

_CALLOUT = re.compile(r"\[!([\w|/ -]+)\][+-]?[ \t]*")
_TIGHT_HEADINGS = re.compile(r"^#{2,6}[^#\s]", re.M)
_TIGHT_HEADING = re.compile(r"#[^#\s][^\n]*")
_HEADING_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}$")
_CONTENTS = re.compile(r"\[\[?_?toc_?\]?\]|\{:?toc\}|@\[toc\].*|\$\{toc\}|\{\{toc\}\}", re.I)
_NUMBER = re.compile(r"^\s*(?:\([\d.-]+\)|（[\d.-]+）)\s*$")
"""The number of an equation."""
_AFTER_FORMULA = " \t.,;，。；"


def _heading_text(clean: CleanText) -> CleanText:
    """One line, without `{#id .class}` at its end."""
    if found := _HEADING_ATTRIBUTES.search(clean.text):
        clean = clean.part(0, found.start())
    return clean._replace(text=clean.text.replace("\n", " ")) if "\n" in clean.text else clean


class BlockWriter:
    """Takes a note in source order: readers open and close containers and put text into `text`."""

    def __init__(self, source: str, line_starts: tuple[int, ...]) -> None:
        self.source = source
        self.line_starts = line_starts
        self.blocks: list[Block] = []
        self.text = TextBuilder()
        self.kind: BlockKind = "paragraph"
        """What the text will be when it is flushed."""
        self.in_table = False
        self._tight_headings = bool(_TIGHT_HEADINGS.search(source))
        self.hidden = 0
        """How many containers are open whose text is left out (footnotes)."""
        self._level = 0
        self._headings: list[tuple[int, str]] = []
        self._trail: tuple[str, ...] = ()
        self._section: int | None = None
        self._parent: int | None = None
        self._outer: list[tuple[int | None, int | None]] = []
        """(parent, number) outside of each open container."""
        self._lists: list[list[int | None]] = []
        """[group, number of the next item] of each open list."""
        self._groups = 0
        self._number: int | None = None
        self._item_waits = False
        self._item_start = 0
        self._quotes = 0
        self._quote_opens = False
        self._title: int | None = None

    # --- text to blocks ---

    def flush(self) -> None:
        """The text so far as a block of the kind that is due."""
        if self.text.length:
            self.emit(self.kind)
            if self.kind in ("item", "detail"):
                self.kind = "paragraph"

    def emit(self, kind: BlockKind) -> None:
        """The text so far as a block of this kind."""
        builder, self.text = self.text, TextBuilder()
        clean = builder.finish()
        if kind == "heading":
            clean = _heading_text(clean)
        if self.hidden or not clean.text or _CONTENTS.fullmatch(clean.text):
            return
        if self._quote_opens:
            self._quote_opens = False
            if kind == "paragraph" and (found := _CALLOUT.match(clean.text)):
                self._callout(clean, found.end(), builder.start, builder.end)
                return
        if kind != "item":
            self.settle_item()
        if kind == "paragraph" and clean.is_formula():
            kind = "math"
        if kind == "paragraph" and self._tight_headings and (found := _TIGHT_HEADING.match(clean.text)):
            self._tight_heading(clean, found.end(), builder.start, builder.end)
        else:
            self.add(kind, builder.start, builder.end, clean)

    def line_end(self, source: int) -> None:
        """The end of a source line inside a text. The first one ends a callout's title."""
        if self._quote_opens and self.text.is_first_line("[!"):
            self.text.hard_break(source)
        else:
            self.text.soft_break(source)

    def add(self, kind: BlockKind, start: int, end: int, clean: CleanText, rows: Rows = ()) -> None:
        """A block of a source range, at this place of the note."""
        if self.hidden:
            return
        level, number = self._level if kind == "heading" else 0, None
        if kind == "item":
            level, number = len(self._lists), self._number
            self._item_waits = False
        if kind == "heading":
            self._headings = [heading for heading in self._headings if heading[0] < level]
            self._trail = tuple(text for _, text in self._headings)
        line = bisect_right(self.line_starts, start)
        end_line = line if end <= start else bisect_right(self.line_starts, end - 1)
        group = self._lists[-1][0] or 0 if self._lists else 0
        place = (level, clean.marks, self._trail, self._parent, self._section)
        block = Block(
            kind, clean.text, Span(start, end), line, end_line, *place,
            number, self._quotes > 0, group, rows, clean.origin,
        )  # fmt: skip
        self.blocks.append(block)
        index = len(self.blocks) - 1
        if kind in ("item", "callout"):
            self._parent = index
        elif kind == "title":
            self._title = index
        elif kind == "heading":
            self._headings.append((level, clean.text))
            self._trail = (*self._trail, clean.text)
            self._section = index

    def formula(self, latex: str, start: int, end: int) -> int:
        """A display formula: a block of its own where it has its lines for itself. The offset behind it."""
        source = self.source
        line_end = source.find("\n", end)
        line_end = len(source) if line_end < 0 else line_end
        # What may follow is a stop; a line that goes on for long is no such thing.
        rest = _NUMBER.sub("", source[end : min(line_end, end + 20)]).strip(_AFTER_FORMULA)
        if self.in_table or self.kind == "heading" or rest or not self.text.at_line_start():
            put_formula(self.text, "display", latex, source, start, end)
            return end
        self.formula_block(latex, start, end)
        return line_end

    def formula_block(self, latex: str, start: int, end: int) -> None:
        """A display formula as a block."""
        self.flush()
        put_formula(self.text, "display", latex, self.source, start, end, lines=True)
        self.emit("math")

    def code(self, code: str, start: int, end: int) -> None:
        """A block of code."""
        self.settle_item()
        if code.strip():
            self.add("code", start, end, CleanText(code, (), ()))

    def _tight_heading(self, clean: CleanText, end: int, start: int, last: int) -> None:
        """`#标题` where the note writes its other headings as `##标题`; and what follows below it."""
        heading = clean.part(1, end)
        self._level = 1
        self.add("heading", start, clean.source_of(end - 1) + 1, heading)
        if rest := clean.text[end:].lstrip():
            at = len(clean.text) - len(rest)
            self.add("paragraph", clean.source_of(at), last, clean.part(at, len(clean.text)))

    def _callout(self, clean: CleanText, at: int, start: int, end: int) -> None:
        """`[!note] title`, and what follows below it in the same paragraph."""
        self.settle_item()
        text = clean.text
        line = text.find("\n", at)
        stop = len(text) if line < 0 else line
        title = clean.part(at, stop)
        rest_start = stop + len(text[stop:]) - len(text[stop:].lstrip())
        rest = clean.part(rest_start, len(text))
        self.add("callout", start, clean.source_of(stop - 1) + 1, title)
        if rest.text:
            self.add("paragraph", clean.source_of(rest_start), end, rest)

    # --- containers ---

    def heading(self, level: int) -> None:
        """What comes next is a heading."""
        self.flush()
        self.settle_item()
        self.kind, self._level = "heading", level

    def plain(self) -> None:
        """The end of a heading, a title or the like."""
        self.flush()
        self.kind = "paragraph"

    def open_list(self, number: int | None) -> None:
        """`number` is the first one of an ordered list."""
        self.flush()
        self.settle_item()
        self._quote_opens = False
        self._groups += 1
        self._lists.append([self._groups, number])

    def close_list(self) -> None:
        self.flush()
        if self._lists:
            self._lists.pop()

    def open_item(self, start: int) -> None:
        self.flush()
        if not self._lists:
            self.open_list(None)
        self._outer.append((self._parent, self._number))
        self._number = self._lists[-1][1]
        if self._number is not None:
            self._lists[-1][1] = self._number + 1
        self._item_waits, self._item_start = True, start
        self.kind = "item"

    def close_item(self) -> None:
        self.flush()
        self._item_waits = False
        self.kind = "paragraph"
        self._parent, self._number = self._outer.pop()

    def settle_item(self) -> None:
        """An item that starts with something else than text still has its block."""
        if self._item_waits:
            self.add("item", self._item_start, self._item_start, CleanText("", (), ()))
            if self.kind == "item":
                self.kind = "paragraph"

    def open_quote(self) -> None:
        self.flush()
        self.settle_item()
        self._outer.append((self._parent, self._number))
        self._quotes += 1
        self._quote_opens = True
        self.kind = "paragraph"

    def close_quote(self) -> None:
        self.flush()
        self._quote_opens = False
        self._quotes -= 1
        self._parent, self._number = self._outer.pop()

    def end_paragraph(self) -> None:
        self.flush()
        self._quote_opens = False

    def title(self) -> None:
        """What comes next is the term of a definition list."""
        self.flush()
        self.settle_item()
        self._title = None
        self.kind = "title"

    def open_detail(self) -> None:
        self.flush()
        self._outer.append((self._parent, self._number))
        if self._title is not None:
            self._parent = self._title
        self.kind = "detail"

    def close_detail(self) -> None:
        self.flush()
        self.kind = "paragraph"
        self._parent, self._number = self._outer.pop()

    # --- tables ---

    def open_table(self) -> None:
        self.flush()
        self.settle_item()
        self.in_table = True

    def cell(self, start: int, end: int) -> Block:
        """The text so far as a cell; `start` and `end` are for an empty one."""
        builder, self.text = self.text, TextBuilder()
        clean = builder.finish()
        if clean.text:
            start, end = builder.start, builder.end
        line = bisect_right(self.line_starts, start)
        place: tuple[int, tuple[Mark, ...], tuple[str, ...], None, int | None]
        place = (0, clean.marks, self._trail, None, self._section)
        return Block("cell", clean.text, Span(start, end), line, line, *place, origin=clean.origin)

    def close_table(self, start: int, end: int, rows: Rows) -> None:
        self.in_table = False
        if rows:
            self.add("table", start, end, CleanText("", (), ()), rows)
