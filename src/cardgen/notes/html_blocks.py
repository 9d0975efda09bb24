"""HTML -> blocks, tag by tag: saved pages, and HTML inside Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape

from cardgen.model import Block
from cardgen.notes.block_writer import BlockWriter
from cardgen.notes.html_formulas import (
    Formula,
    broken_formula,
    formula_of_attributes,
    formula_of_math,
    formula_of_script,
    formula_of_stripped_math,
    is_display_box,
    latex_of_picture,
)
from cardgen.notes.html_tags import BLOCK, KNOWN, VOID, Tag, tags
from cardgen.notes.inline import put_code, put_formula, put_picture, put_tag

_BOXES = ("span", "div", "p")
_HIDDEN = frozenset(
    "script style noscript svg iframe template button select textarea object video audio canvas head"
    " nav form figcaption".split()
)
_RENDERED = re.compile(
    r"(?<![\w-])(?:katex-html|MathJax(?:_\w+)?|mjx-\w+|headerlink|anchor|(?:header|heading|anchor|hash)-(?:link|anchor)"
    r"|copy-btn|hljs-ln-numbers|gutter|linenos?|line-numbers?|ltx_eqn_eqno|ltx_tag)(?![\w-])"
)
_CODE_TABLE = re.compile(
    r"(?<![\w-])(?:lntable|highlight(?:table)?|rouge-table|hljs-ln|codehilitetable|crayon-table)(?![\w-])"
)
"""Code with its line numbers beside it."""
_EQUATIONS = re.compile(r"(?<![\w-])ltx_eqn_table(?![\w-])")
"""Equations that a table only lays out."""

_PIECE = re.compile(r"&#?\w{1,32};|\n\s*|[^&\n]+|&")
_CLOSED_BY = {
    "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "tr": ("tr", "td", "th"), "td": ("td", "th"),
    "th": ("td", "th"),
}  # fmt: skip
"""What the start of an element ends when its end was left out, up to an element of `_SCOPES`."""
_SCOPES = {
    "li": ("ul", "ol", "menu"), "dt": ("dl",), "dd": ("dl",), "tr": ("table",), "td": ("table",),
    "th": ("table",),
}  # fmt: skip
_NEAR = 100
"""How many open containers are looked through for one to close."""

AddText = Callable[[int, int, Callable[[int, int], None]], None]
"""(start, end, what takes the ranges between formulas)"""


class HtmlReader:
    """Takes tags one by one. `add_text` puts a range of text of the source into the writer's text."""

    def __init__(self, writer: BlockWriter, add_text: AddText, *, is_page: bool = False) -> None:
        self.writer = writer
        self.is_page = is_page
        """In a page every tag is one; in Markdown `<EOS>` is the author's text."""
        self.source = writer.source
        self.add_text = add_text
        self.open: list[tuple[str, Callable[[], None]]] = []
        """Open containers and what ends them."""
        self.opened: Counter[str] = Counter()
        """How many of each name are open."""
        self.skip_to = 0
        """Tags before this offset were read with an earlier one."""
        self.skipped = ""
        self.skip_depth = 0
        self.code: list[str] | None = None
        self.code_start = 0
        self.code_tag = ""
        self.code_depth = 0
        self.inline_code = -1
        self.math: list[Tag] | None = None
        self.math_end = 0
        self.display = 0
        """How deep we are inside an element that says that its formula is a display one."""
        self.equation: list[Formula] | None = None
        """The parts of an equation that a table lays out."""
        self.rows: list[tuple[Block, ...]] = []
        self.cells: list[Block] = []
        self.tables = 0
        self.table_start = 0

    def feed(self, tag: Tag) -> None:
        if tag.start < self.skip_to:
            if tag.name or tag.end <= self.skip_to:
                return
            tag = tag._replace(start=self.skip_to, text=self.source[self.skip_to : tag.end])
        if self.skipped:
            self.skip(tag)
        elif self.math is not None:
            self.gather_math(tag)
        elif self.code is not None:
            self.gather_code(tag)
        elif not tag.name:
            self.text(tag.start, tag.end)
        elif self.is_page and tag.name not in KNOWN:
            if tag.name == "mjx-container":
                self.display = int(not tag.closing and tag.attribute("display") == "true")
        elif tag.closing:
            self.end(tag)
        else:
            self.start(tag)

    def finish(self) -> None:
        """Close what the page left open."""
        self.end_math()
        if self.code is not None:
            self.end_code(self.code_start)
        while self.open:
            self.pop()
        self.writer.plain()

    # --- text ---

    def text(self, start: int, end: int) -> None:
        if (self.writer.in_table and not self.in_cell()) or self.equation is not None:
            return
        broken = broken_formula(self.source, start, end) if self.is_page else None
        self.add_text(start, broken.start if broken else end, self.plain)
        if broken:
            self.formula(broken)
            self.skip_to = broken.end

    def plain(self, start: int, end: int) -> None:
        """Text without formulas: entities are decoded, line ends are spaces."""
        text = self.writer.text
        for found in _PIECE.finditer(self.source, start, end):
            piece = found[0]
            if piece[0] == "\n":
                text.joined_break(found.start())
            elif piece[0] == "&" and len(piece) > 2:
                text.add(unescape(piece), found.start())
                text.end = found.end()
            else:
                text.add(piece, found.start())

    def in_cell(self) -> bool:
        return any(self.opened[name] for name in ("td", "th", "caption"))

    # --- tags ---

    def start(self, tag: Tag) -> None:
        name = tag.name
        if self.start_formula(tag):
            return
        if name in _HIDDEN or self.is_decoration(tag):
            if name not in VOID and not tag.attributes.endswith("/"):
                self.skipped, self.skip_depth = name, 1
        elif name == "img":
            self.picture(tag)
        elif name in ("code", "tt", "samp") and self.inline_code < 0:
            self.inline_code = tag.end
            self.start_code(tag)
        elif name == "math":
            self.math = [tag]
        elif name not in BLOCK:
            self.skip_to = put_tag(self.writer.text, tag, self.source)
        else:
            self.start_block(tag)

    def start_block(self, tag: Tag) -> None:
        name, writer = tag.name, self.writer
        if name in _CLOSED_BY:
            self.close_implied(name)
        if name in ("table", "figure") and _CODE_TABLE.search(tag.attribute("class")):
            writer.flush()
            self.start_code(tag)
            return
        if self.tables and name not in ("table", "tr", "td", "th", "tbody", "thead", "tfoot", "caption"):
            # Inside a cell everything is text: paragraphs and items are its lines.
            if self.in_cell():
                writer.text.hard_break(tag.start)
            return
        if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            writer.heading(int(name[1]))
            self.push(name, writer.plain)
        elif name in ("ul", "ol", "menu"):
            start = tag.attribute("start")
            writer.open_list((int(start) if start.isdecimal() else 1) if name == "ol" else None)
            self.push(name, writer.close_list)
        elif name == "li":
            writer.open_item(tag.start)
            self.push(name, writer.close_item)
        elif name == "blockquote":
            writer.open_quote()
            self.push(name, writer.close_quote)
        elif name == "dl":
            writer.plain()
            self.push(name, writer.plain)
        elif name == "dt":
            writer.title()
            self.push(name, writer.plain)
        elif name == "dd":
            writer.open_detail()
            self.push(name, writer.close_detail)
        elif name == "pre":
            writer.flush()
            self.start_code(tag)
        elif name in ("table", "tr", "td", "th", "caption"):
            self.start_table_part(tag)
        else:
            writer.end_paragraph()

    def start_table_part(self, tag: Tag) -> None:
        name, writer = tag.name, self.writer
        if name == "table" and not self.tables and _EQUATIONS.search(tag.attribute("class")):
            writer.end_paragraph()
            self.equation = []
        elif name == "table":
            self.tables += 1
            if self.tables == 1:
                writer.open_table()
                self.rows, self.cells, self.table_start = [], [], tag.start
            self.push(name, lambda: self.end_table(tag))
        elif not self.tables:
            writer.end_paragraph()
        elif name in ("td", "th") and self.tables == 1:
            self.push(name, lambda: self.cells.append(writer.cell(tag.end, tag.end)))
        elif name == "tr" and self.tables == 1:
            self.push(name, self.end_row)
        elif name == "caption" and self.tables == 1:
            self.push(name, self.drop_caption)
        else:
            writer.text.hard_break(tag.start)

    def end(self, tag: Tag) -> None:
        name = tag.name
        if self.equation is not None and name in ("tr", "table"):
            self.end_equation(name)
        if self.display and name in _BOXES:
            self.display -= 1
        if self.opened[name]:
            while self.pop() != name:
                pass
        elif name not in BLOCK:
            put_tag(self.writer.text, tag, self.source)
        elif self.tables:
            if self.in_cell():
                self.writer.text.hard_break(tag.start)
        else:
            self.writer.end_paragraph()

    def push(self, name: str, closer: Callable[[], None]) -> None:
        self.open.append((name, closer))
        self.opened[name] += 1

    def pop(self) -> str:
        """End the innermost container; its name."""
        name, closer = self.open.pop()
        self.opened[name] -= 1
        closer()
        return name

    def close_implied(self, name: str) -> None:
        """End the item, cell or row that the next one ends."""
        for i in range(len(self.open) - 1, max(len(self.open) - _NEAR, 0) - 1, -1):
            opened = self.open[i][0]
            if opened in _SCOPES[name]:
                return
            if opened in _CLOSED_BY[name]:
                while len(self.open) > i:
                    self.pop()
                if name != "tr":
                    return

    def drop_caption(self) -> None:
        self.writer.cell(0, 0)

    def end_row(self) -> None:
        if self.cells:
            self.rows.append(tuple(self.cells))
        self.cells = []

    def end_table(self, tag: Tag) -> None:
        self.tables -= 1
        if not self.tables:
            self.end_row()
            end = self.rows[-1][-1].span.end if self.rows else tag.end
            self.writer.close_table(self.table_start, end, tuple(self.rows))

    def skip(self, tag: Tag) -> None:
        if tag.name == self.skipped and not tag.attributes.endswith("/"):
            self.skip_depth += -1 if tag.closing else 1
            if not self.skip_depth:
                self.display -= bool(self.display and self.skipped in _BOXES)
                self.skipped = ""

    def is_decoration(self, tag: Tag) -> bool:
        """Rendered formulas, line numbers, anchors of headings."""
        if "class" not in tag.attributes:
            return False
        return bool(_RENDERED.search(tag.attribute("class")))

    def picture(self, tag: Tag) -> None:
        target = tag.attribute("data-original") or tag.attribute("data-src") or tag.attribute("src")
        if "mwe-math-fallback" in tag.attributes and self.is_same_formula(tag):
            return
        if latex := latex_of_picture(tag, target):
            self.formula(Formula(latex, tag.start, tag.end, self.is_alone(tag)))
        else:
            put_picture(self.writer.text, tag.attribute("alt"), target, tag.start, tag.end)

    def is_same_formula(self, tag: Tag) -> bool:
        """Whether a picture only shows what the MathML before it says."""
        return self.math_end > 0 and "mwe-math-element" not in self.source[self.math_end : tag.start]

    def is_alone(self, tag: Tag) -> bool:
        after = self.source[tag.end : tag.end + 4]
        return self.writer.text.at_line_start() and after in ("", "</p>", "</di", "\n")

    # --- formulas ---

    def start_formula(self, tag: Tag) -> bool:
        """Whether a tag is a formula; also notes which formulas are display ones."""
        if not tag.attributes:
            return False
        if tag.name == "script":
            self.formula(formula_of_script(tag, self.source))
            return False
        if tag.name in _BOXES and (self.display or is_display_box(tag)):
            self.display += 1
        found = formula_of_attributes(tag)
        if tag.name == "span" and "katex-mathml" in tag.attributes:
            found = formula_of_stripped_math(tag, self.source)
        if found:
            self.formula(found)
            if tag.name not in VOID:
                self.skipped, self.skip_depth = tag.name, 1
        return bool(found)

    def formula(self, found: Formula | None) -> None:
        if not found or not found.latex:
            return
        if self.equation is not None:
            self.equation.append(found)
            return
        writer = self.writer
        latex, start, end, display = found
        display |= self.display > 0
        if display and not writer.in_table and writer.kind != "heading" and writer.text.at_line_start():
            writer.formula_block(latex, start, end)
        else:
            put_formula(writer.text, "display" if display else "math", latex, self.source, start, end)

    def end_equation(self, name: str) -> None:
        """The cells of a row as one formula."""
        parts, self.equation = self.equation, None
        if parts:
            latex = " ".join(part.latex for part in parts)
            self.formula(Formula(latex, parts[0].start, parts[-1].end, True))
        self.equation = None if name == "table" else []

    def gather_math(self, tag: Tag) -> None:
        assert self.math is not None
        self.math.append(tag)
        if tag.name == "math" and tag.closing:
            self.end_math()

    def end_math(self) -> None:
        parts, self.math = self.math, None
        if parts:
            self.math_end = parts[-1].end
            self.formula(formula_of_math(parts))

    # --- code ---

    def gather_code(self, tag: Tag) -> None:
        assert self.code is not None
        if not tag.name:
            self.code.append(unescape(tag.text))
        elif tag.name == self.code_tag:
            self.code_depth += -1 if tag.closing else self.code_tag in ("table", "figure")
            if not self.code_depth:
                self.end_code(tag.start)
        elif self.inline_code >= 0 and tag.name in BLOCK:
            self.end_code(tag.start)
            self.feed(tag)
        elif tag.name == "br" or (tag.name == "tr" and tag.closing):
            self.code.append("\n")

    def start_code(self, tag: Tag) -> None:
        self.code, self.code_start = [], tag.start
        self.code_tag, self.code_depth = tag.name, 1

    def end_code(self, end: int) -> None:
        code = "".join(self.code or ())
        self.code = None
        if self.inline_code < 0:
            self.writer.code(code.strip("\n"), self.code_start, end)
        else:
            bare = " ".join(code.split())
            if bare:
                put_code(self.writer.text, bare, self.code_start, end, self.inline_code)
            self.inline_code = -1


def html_in_markdown(writer: BlockWriter, ranges: list[tuple[int, int]], add_text: AddText) -> None:
    """The blocks of HTML in Markdown; in a quote it has several ranges, without the quote marks."""
    reader = HtmlReader(writer, add_text)
    for start, end in ranges:
        for tag in tags(writer.source, start, end):
            reader.feed(tag)
    reader.finish()
