"""Markdown -> blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from html import unescape
from typing import Any

import pyromark

from cardgen.model import Block, BlockKind, Mark, MarkKind, Span
from cardgen.notes.clean_text import TextBuilder
from cardgen.notes.formulas import clean_latex, latex_of_address
from cardgen.notes.html_tags import KNOWN, Tag, tags
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
    | _OPTIONS.ENABLE_HEADING_ATTRIBUTES
)
_INLINE: dict[str, MarkKind] = {"Strong": "strong", "Emphasis": "emphasis", "Strikethrough": "strike"}
_TAG_MARKS: dict[str, MarkKind] = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "del": "strike", "s": "strike",
    "strike": "strike", "mark": "highlight", "code": "code", "tt": "code", "a": "link",
}  # fmt: skip
_MATH_FENCES = frozenset(("math", "katex", "{math}", "displaymath"))
_CALLOUT = re.compile(r"\[!([\w|/ -]+)\][+-]?[ \t]*")
_CONTENTS = re.compile(r"\[\[?_?toc_?\]?\]|\{:?toc\}|@\[toc\].*|\[\[\s*toc\s*\]\]|<!-- toc -->", re.I)
_LONG_HEADING = 100


def read_blocks(source: str, start: int = 0, line_starts: tuple[int, ...] | None = None) -> list[Block]:
    """The blocks of a Markdown source, from `start` on (behind its front matter)."""
    return _Reader(source, start, line_starts or line_starts_of(source)).run()


def line_starts_of(source: str) -> tuple[int, ...]:
    """The offset of the start of each line."""
    return (0, *(found.end() for found in re.finditer("\n", source)))


class _Reader:
    """Walks the parser's events, one block at a time."""

    def __init__(self, source: str, start: int, line_starts: tuple[int, ...]) -> None:
        self.source = source
        self.line_starts = line_starts
        self.copy, self.shields = parser_copy(source, start)
        self.next_shield = 0
        self.blocks: list[Block] = []
        self.text = TextBuilder()
        self.kind: BlockKind = "paragraph"
        self.level = 0
        self.headings: list[tuple[int, str]] = []
        self.trail: tuple[str, ...] = ()
        self.section: int | None = None
        self.parent: int | None = None
        self.parents: list[int | None] = []
        self.lists: list[tuple[int, int | None]] = []
        self.items: list[int | None] = []
        self.groups = 0
        self.number: int | None = None
        self.item_waits = False
        self.item_start = 0
        self.quotes = 0
        self.quote_opens = False
        self.title: int | None = None
        self.open_marks: list[tuple[MarkKind, int, str]] = []
        self.rows: list[tuple[Block, ...]] = []
        self.cells: list[Block] = []
        self.in_table = False
        self.code: list[str] | None = None
        self.code_info = ""
        self.html: list[int] = []
        self.skip_until = -1
        """Events that start before this offset are part of something already read."""
        self.footnotes = 0
        self.references: dict[str, str] | None = None

    def run(self) -> list[Block]:
        text = self.read_text
        starts, ends = self.starts, self.ends
        event: Any
        for event, place in _PARSER.events_with_range(self.copy):
            start = place["start"]
            if event.__class__ is str:
                if event == "SoftBreak":
                    self.text.soft_break(start)
                elif event == "HardBreak":
                    self.hard_break(start)
                continue
            ((name, value),) = event.items()
            if name == "Text":
                text(value, start, place["end"])
            elif name == "Start":
                what = value if value.__class__ is str else next(iter(value))
                starts[what](self, value, start, place["end"])
            elif name == "End":
                what = value if value.__class__ is str else next(iter(value))
                ends[what](self, value, start, place["end"])
            elif name == "Code":
                self.read_code(start, place["end"])
            elif name == "InlineHtml":
                self.inline_html(start, place["end"])
            elif name == "Html":
                self.html = [self.html[0] if self.html else start, place["end"]]
            elif name == "FootnoteReference":
                self.text.mark("footnote", self.text.length, target=value)
        return self.blocks

    # --- text ---

    def read_text(self, value: str, start: int, end: int) -> None:
        if self.code is not None:
            self.code.append(self.source[start:end] if len(value) == end - start else value)
            return
        if start < self.skip_until:
            start = self.skip_until
            if start >= end:
                return
        if len(value) != end - start and len(value) != 0 and self.copy[start:end] != value:
            # An entity: the parser decoded it.
            self.text.add(value, start)
            self.text.end = end
            return
        shields = self.shields
        i = self.next_shield
        while i < len(shields) and shields[i].end <= start:
            i += 1
        while i < len(shields) and shields[i].start < end:
            shield = shields[i]
            if start < shield.start:
                self.text.add(self.source[start : shield.start], start)
            start = self.read_shield(shield)
            i += 1
        self.next_shield = i
        if start < end:
            self.text.add(self.source[start:end], start)

    def read_shield(self, shield: Shield) -> int:
        """Adds what a shield stands for; gives the offset behind it."""
        end = shield.end
        if shield.kind == "math":
            self.add_math("math", shield)
        elif shield.kind == "display":
            return self.display(shield)
        elif shield.kind == "wikilink":
            at = self.text.length
            self.text.put(shield.text, self.source.find(shield.text, shield.start, end), end)
            self.text.mark("link", at, target=shield.target)
        elif shield.kind == "embed" and (picture := picture_text(shield.text, shield.target)):
            at = self.text.length
            self.text.put(picture, shield.start, end)
            self.text.mark("image", at, target=shield.target)
        return end

    def add_math(self, kind: MarkKind, shield: Shield, newlines: bool = False) -> None:
        fence = "$" if kind == "math" else "$$"
        latex = shield.text if newlines else shield.text.replace("\n", " ")
        builder, source = self.text, self.source
        at = builder.length
        builder.put(fence, shield.start)
        place = shield.start
        for line in latex.splitlines(keepends=True):
            found = source.find(line.strip(), place, shield.end)
            place = found if found >= 0 else place
            builder.put(line, place)
            place += len(line.strip())
        builder.put(fence, max(shield.end - len(fence), place), shield.end)
        builder.mark(kind, at, target=shield.text)

    def display(self, shield: Shield) -> int:
        """A display formula: a block of its own where it has its lines for itself."""
        source, end = self.source, shield.end
        line_end = source.find("\n", end)
        line_end = len(source) if line_end < 0 else line_end
        rest = source[end:line_end]
        if (
            self.in_table
            or self.kind == "heading"
            or rest.strip(" \t.,;，。；")
            or not self.text.at_line_start()
        ):
            self.add_math("display", shield)
            return end
        self.flush()
        self.add_math("display", shield, newlines=True)
        self.emit("math")
        self.skip_until = line_end
        return line_end

    def hard_break(self, start: int) -> None:
        if self.text.length:
            self.text.put("\n", start)

    def read_code(self, start: int, end: int) -> None:
        raw = self.source[start:end]
        ticks = len(raw) - len(raw.lstrip("`"))
        inner = raw[ticks : len(raw) - ticks]
        if self.in_table:
            inner = inner.replace("\\|", "|")
        code = inner.replace("\n", " ")
        lead = 0
        if len(code) > 1 and code[0] == code[-1] == " " and code.strip():
            code, lead = code[1:-1], 1
        fence = "`" * max(1, ticks)
        pad = " " if code.startswith("`") or code.endswith("`") else ""
        at = self.text.length
        self.text.put(fence + pad, start)
        self.text.put(code, start + ticks + lead)
        self.text.put(pad + fence, max(end - ticks, start), end)
        self.text.mark("code", at, target=code)

    def inline_html(self, start: int, end: int) -> None:
        for tag in tags(self.source, start, end):
            self.inline_tag(tag)

    def inline_tag(self, tag: Tag) -> None:
        name = tag.name
        if not name or name not in KNOWN:
            self.text.add(self.source[tag.start : tag.end], tag.start)
        elif name == "br":
            self.hard_break(tag.start)
        elif name == "img":
            self.picture(tag.attribute("alt"), tag.attribute("src"), tag.start, tag.end)
        elif name in ("sub", "sup"):
            self.script(tag)
        elif kind := _TAG_MARKS.get(name):
            if not tag.closing:
                self.open_marks.append(
                    (kind, self.text.length, tag.attribute("href") if kind == "link" else "")
                )
            else:
                self.close_mark(kind)

    def script(self, tag: Tag) -> None:
        """`x<sub>t</sub>` reads `x_{t}`; anything longer or in words reads as plain text."""
        if tag.closing:
            if self.open_marks and self.open_marks[-1][0] == "footnote":
                self.open_marks.pop()
                self.text.put("}", tag.start, tag.end)
            return
        found = re.compile(rf"([^<>\n]{{1,12}})</{tag.name}>", re.I).match(self.source, tag.end)
        inner = unescape(found[1]).strip() if found else ""
        if inner and re.fullmatch(r"[\w+*'′−-]+(?:[ ,+=/−-]+\w+)*", inner) and inner.isascii():
            if not re.fullmatch(r"st|nd|rd|th|TM|tm|\[\d+\]", inner):
                self.text.put("_{" if tag.name == "sub" else "^{", tag.start, tag.end)
                self.open_marks.append(("footnote", self.text.length, ""))

    def close_mark(self, kind: MarkKind) -> None:
        for i in range(len(self.open_marks) - 1, -1, -1):
            if self.open_marks[i][0] == kind:
                _, at, target = self.open_marks.pop(i)
                self.text.mark(kind, at, target=target)
                return

    def picture(self, alt: str, target: str, start: int, end: int) -> None:
        if latex := latex_of_address(target):
            alone = (
                self.text.at_line_start() and self.source[end : end + 1] in ("", "\n") and not self.in_table
            )
            shield = Shield(start, end, "display" if alone else "math", latex)
            if alone:
                self.display(shield)
            else:
                self.add_math("math", shield)
            return
        at = self.text.length
        self.text.put(picture_text(alt, target, any_kind=True), start, end)
        self.text.mark("image", at, target=target)

    # --- blocks ---

    def flush(self) -> None:
        """The text so far as a block of the kind that is due."""
        if self.text.length:
            self.emit(self.kind)
            if self.kind in ("item", "detail"):
                self.kind = "paragraph"

    def emit(self, kind: BlockKind) -> None:
        builder, self.text = self.text, TextBuilder()
        self.open_marks.clear()
        text, marks, origin = builder.finish()
        if self.footnotes or not text or _CONTENTS.fullmatch(text):
            return
        if self.quote_opens:
            self.quote_opens = False
            if kind == "paragraph" and text.startswith("[!") and (found := _CALLOUT.match(text)):
                self.callout(text, marks, origin, found.end(), builder)
                return
        if kind != "item" or not self.item_waits:
            self.settle_item()
        self.add(kind, text, marks, origin, builder.start, builder.end)

    def add(
        self,
        kind: BlockKind,
        text: str,
        marks: tuple[Mark, ...],
        origin: tuple[tuple[int, int], ...],
        start: int,
        end: int,
        rows: tuple[tuple[Block, ...], ...] = (),
    ) -> None:
        """Put a block at the end, where the reader stands now."""
        level, number = self.level if kind == "heading" else 0, None
        if kind == "item":
            level, number = len(self.lists), self.number
            self.item_waits = False
        group = self.lists[-1][0] if self.lists else 0
        line = bisect_right(self.line_starts, start)
        end_line = line if end <= start else bisect_right(self.line_starts, end - 1)
        self.blocks.append(
            Block(
                kind, text, Span(start, end), line, end_line, level, marks, self.trail, self.parent, self.section,
                number, self.quotes > 0, group, rows, origin,
            )
        )  # fmt: skip
        index = len(self.blocks) - 1
        if kind == "item":
            self.parent = index
        elif kind == "title":
            self.title = index
        elif kind == "heading":
            self.headings = [heading for heading in self.headings if heading[0] < level]
            self.headings.append((level, text))
            self.trail = tuple(heading for _, heading in self.headings)
            self.section = index

    def settle_item(self) -> None:
        """An item that starts with something else than text still has its block."""
        if self.item_waits:
            self.add("item", "", (), (), self.item_start, self.item_start)
            if self.kind == "item":
                self.kind = "paragraph"

    def callout(
        self,
        text: str,
        marks: tuple[Mark, ...],
        origin: tuple[tuple[int, int], ...],
        at: int,
        builder: TextBuilder,
    ) -> None:
        self.settle_item()
        line = text.find("\n", at)
        stop = len(text) if line < 0 else line
        probe = Block("callout", text, Span(builder.start, builder.end), 1, 1, origin=origin)
        title = text[at:stop].strip()
        self.add("callout", title, *_part(text, marks, origin, at, at + len(title)), builder.start,
                 probe.source_offset(max(stop - 1, 0)) + 1)  # fmt: skip
        self.parent = len(self.blocks) - 1
        rest = text[stop:].strip()
        if rest:
            begin = text.index(rest, stop)
            marks, origin = _part(text, marks, origin, begin, begin + len(rest))
            self.add("paragraph", rest, marks, origin, origin[0][1], builder.end)

    # --- starts and ends of the parser's containers ---

    def start_paragraph(self, value: Any, start: int, end: int) -> None:
        self.flush()

    def end_paragraph(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.quote_opens = False

    def start_heading(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.settle_item()
        self.kind = "heading"
        level = int(value["Heading"]["level"][1])
        hashes = re.compile("#*").match(self.source, start)
        self.level = max(level, len(hashes[0]) if hashes else 0)

    def end_heading(self, value: Any, start: int, end: int) -> None:
        source = self.source
        underlined = not source.startswith("#", start) and source[start:end].rstrip().endswith("-")
        if underlined and self.text.length:
            # `---` right below a paragraph is meant as a line.
            words = source[start:end].rstrip().rstrip("-").strip()
            if "\n" in words or len(words) > _LONG_HEADING or words[-1:] in "。；;：:，":
                self.kind = "paragraph"
        self.flush()
        self.kind = "paragraph"

    def start_quote(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.settle_item()
        self.parents.append(self.parent)
        self.quotes += 1
        self.quote_opens = True
        self.kind = "paragraph"

    def end_quote(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.quote_opens = False
        self.quotes -= 1
        self.parent = self.parents.pop()

    def start_list(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.settle_item()
        self.quote_opens = False
        self.groups += 1
        self.lists.append((self.groups, value["List"]))

    def end_list(self, value: Any, start: int, end: int) -> None:
        self.lists.pop()

    def start_item(self, value: Any, start: int, end: int) -> None:
        group, number = self.lists[-1]
        self.parents.append(self.parent)
        self.items.append(self.number)
        self.number = number
        if number is not None:
            self.lists[-1] = (group, number + 1)
        self.item_waits, self.item_start = True, start
        self.kind = "item"

    def end_item(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.item_waits = False
        self.kind = "paragraph"
        self.parent = self.parents.pop()
        self.number = self.items.pop()

    def start_definitions(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.settle_item()

    def start_title(self, value: Any, start: int, end: int) -> None:
        self.title = None
        self.kind = "title"

    def end_title(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.kind = "paragraph"

    def start_detail(self, value: Any, start: int, end: int) -> None:
        self.parents.append(self.parent)
        self.parent = self.title if self.title is not None else self.parent
        self.kind = "detail"

    def end_detail(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.kind = "paragraph"
        self.parent = self.parents.pop()

    def start_code(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.settle_item()
        info = value["CodeBlock"]
        self.code_info = "" if info == "Indented" else info["Fenced"].strip()
        self.code = []

    def end_code(self, value: Any, start: int, end: int) -> None:
        code = "".join(self.code or ()).rstrip("\n")
        self.code = None
        if self.code_info.lower() in _MATH_FENCES:
            first_line = self.source.find("\n", start, end) + 1
            self.add_math(
                "display", Shield(first_line or start, end, "display", clean_latex(code)), newlines=True
            )
            self.emit("math")
        elif code.strip() and not self.footnotes:
            self.add("code", code, (), (), start, end)

    def start_html(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.settle_item()
        self.html = []

    def end_html(self, value: Any, start: int, end: int) -> None:
        if self.html:
            self.html_block(*self.html)
        self.html = []

    def html_block(self, start: int, end: int) -> None:
        hidden = ""
        for tag in tags(self.source, start, end):
            if hidden:
                hidden = "" if tag.closing and tag.name == hidden else hidden
            elif not tag.name:
                for line in re.finditer(r"[^\n]+|\n", self.source[tag.start : tag.end]):
                    if line[0] == "\n":
                        self.text.soft_break(tag.start + line.start())
                    else:
                        self.html_text(tag.start + line.start(), tag.start + line.end())
            elif tag.name in ("script", "style", "pre", "svg", "iframe") and not tag.closing:
                hidden = tag.name
            elif tag.name in (
                "p",
                "div",
                "center",
                "summary",
                "details",
                "table",
                "tr",
                "li",
                "td",
                "th",
                "blockquote",
            ):
                self.flush()
            else:
                self.inline_tag(tag)
        self.flush()

    def html_text(self, start: int, end: int) -> None:
        for piece in re.finditer(r"&[#\w]+;|[^&]+|&", self.source[start:end]):
            at = start + piece.start()
            if len(piece[0]) > 2 and piece[0][0] == "&":
                self.text.add(unescape(piece[0]), at)
            else:
                self.read_text(self.copy[at : at + len(piece[0])], at, at + len(piece[0]))

    def start_table(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.settle_item()
        self.rows, self.cells = [], []
        self.in_table = True

    def end_row(self, value: Any, start: int, end: int) -> None:
        self.rows.append(tuple(self.cells))
        self.cells = []

    def end_cell(self, value: Any, start: int, end: int) -> None:
        builder, self.text = self.text, TextBuilder()
        self.open_marks.clear()
        text, marks, origin = builder.finish()
        begin, stop = (builder.start, builder.end) if text else (start, end)
        line = bisect_right(self.line_starts, begin)
        self.cells.append(
            Block(
                "cell",
                text,
                Span(begin, stop),
                line,
                line,
                0,
                marks,
                self.trail,
                None,
                self.section,
                origin=origin,
            )  # fmt: skip
        )

    def end_table(self, value: Any, start: int, end: int) -> None:
        self.in_table = False
        if not self.footnotes:
            self.add("table", "", (), (), start, max(end - 1, start), tuple(self.rows))

    def start_footnote(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.footnotes += 1

    def end_footnote(self, value: Any, start: int, end: int) -> None:
        self.flush()
        self.footnotes -= 1

    def start_mark(self, value: Any, start: int, end: int) -> None:
        self.open_marks.append((_INLINE[value], self.text.length, ""))

    def end_mark(self, value: Any, start: int, end: int) -> None:
        self.close_mark(_INLINE[value])

    def start_link(self, value: Any, start: int, end: int) -> None:
        link = self.link(value["Link"], start, end)
        self.open_marks.append(("link", self.text.length, link.target))

    def end_link(self, value: Any, start: int, end: int) -> None:
        self.close_mark("link")

    def start_image(self, value: Any, start: int, end: int) -> None:
        if start >= self.skip_until:
            link = self.link(value["Image"], start, end)
            self.picture(link.text, link.target, start, end)
            self.skip_until = max(end, self.skip_until)

    def link(self, value: dict[str, Any], start: int, end: int) -> Link:
        if value["link_type"] == "Inline":
            return link_of(self.source[start:end])
        if value["link_type"] in ("Autolink", "Email"):
            return Link("", self.source[start + 1 : end - 1])
        if self.references is None:
            definitions = _PARSER.reference_definitions(self.copy)
            self.references = {
                label.lower(): link_of("]" + self.source[d["span"]["start"] : d["span"]["end"]].partition("]:")[2]).target
                for label, d in definitions.items()
            }  # fmt: skip
        shown = self.source[start:end].lstrip("!")[1:].partition("]")[0]
        return Link(shown, self.references.get(value["id"].lower(), ""))

    def nothing(self, value: Any, start: int, end: int) -> None:
        pass

    starts: dict[str, Callable[[_Reader, Any, int, int], None]] = {
        "Paragraph": start_paragraph, "Heading": start_heading, "BlockQuote": start_quote, "List": start_list,
        "Item": start_item, "DefinitionList": start_definitions, "DefinitionListTitle": start_title,
        "DefinitionListDefinition": start_detail, "CodeBlock": start_code, "HtmlBlock": start_html,
        "Table": start_table, "TableHead": nothing, "TableRow": nothing, "TableCell": nothing,
        "FootnoteDefinition": start_footnote, "Strong": start_mark, "Emphasis": start_mark,
        "Strikethrough": start_mark, "Link": start_link, "Image": start_image,
    }  # fmt: skip
    ends: dict[str, Callable[[_Reader, Any, int, int], None]] = {
        "Paragraph": end_paragraph, "Heading": end_heading, "BlockQuote": end_quote, "List": end_list,
        "Item": end_item, "DefinitionList": nothing, "DefinitionListTitle": end_title,
        "DefinitionListDefinition": end_detail, "CodeBlock": end_code, "HtmlBlock": end_html, "Table": end_table,
        "TableHead": end_row, "TableRow": end_row, "TableCell": end_cell, "FootnoteDefinition": end_footnote,
        "Strong": end_mark, "Emphasis": end_mark, "Strikethrough": end_mark, "Link": end_link, "Image": nothing,
    }  # fmt: skip


def _part(
    text: str, marks: tuple[Mark, ...], origin: tuple[tuple[int, int], ...], start: int, end: int
) -> tuple[tuple[Mark, ...], tuple[tuple[int, int], ...]]:
    """The marks and steps of a part of a text."""
    kept = tuple(
        Mark(mark.kind, mark.start - start, mark.end - start, mark.target)
        for mark in marks
        if start <= mark.start and mark.end <= end
    )
    if start >= end or not origin:
        return kept, ()
    i = bisect_right(origin, (start, 1 << 62)) - 1
    at, source = origin[i]
    steps = [(0, source + start - at)]
    steps += [(step - start, place) for step, place in origin[i + 1 :] if step < end]
    return kept, tuple(steps)
