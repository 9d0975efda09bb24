"""A note as a tree of lines: what stands under what, pseudo-headings and list lead-ins included."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.label_lines import LABEL
from cardgen.extract.outline import Outline, lead_mark
from cardgen.model import Block

UNIT = regex.compile(r"\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`|!\[[^\]\n]*\]\([^)\n]*\)", regex.DOTALL)
IMAGE = regex.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
NUMBER = regex.compile(
    r"^\s*(?:[(（]?(?:\d{1,2}(?:\.\d{1,2})*|[一二三四五六七八九十]{1,3}|[a-hA-H])[)）]\s*[.、]?|\d{1,2}(?:\.\d{1,2})*(?:[.、．]\s*|\s+)(?=\D)"
    r"|[一二三四五六七八九十]{1,3}[、.．]\s*|[①-⑳❶-❿]\s*|第[一二三四五六七八九十\d]{1,3}[章节步个种点]?[、：:，,\s]\s*|Q\d*[:：.]\s*)"
)
RULED = regex.compile(r"(?P<rule>[-=*]{2,}) ?(?P<title>\S.{0,60}?) ?(?P=rule)")
"""A heading drawn in the text: `-- Title --`."""
BOLD_END = regex.compile(r"\s*[：:，,。.;；]?\s*|\s*[（(][^()（）]{1,60}[)）]\s*[：:]?\s*")


@dataclass(frozen=True)
class Line:
    """One line of a block. `label` and `rest` are its parts when a label opens it; else `rest` is all of it."""

    index: int
    block: int
    start: int
    """In the text of the block."""
    text: str
    kind: str
    """`heading`, `lead` (a short line that heads what follows), `item`, `text` or `table`."""
    label: str
    rest: str
    parent: int | None
    group: tuple[object, ...]
    """What makes it a sibling: lines of one group and one parent stand side by side."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Tree:
    """The lines of one note, and which lines stand under which."""

    def __init__(self, outline: Outline):
        self.outline = outline
        self.lines: list[Line] = []
        self._first: dict[int, int] = {}
        """Block index -> its first line."""
        self._headings: list[int] = []
        self._lead: int | None = None
        self._intro: int | None = None
        for i, block in enumerate(outline.blocks):
            self._add(i, block)

    @cached_property
    def children(self) -> dict[int | None, list[Line]]:
        found: dict[int | None, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.parent].append(line)
        return found

    def under(self, line: Line) -> list[Line]:
        return self.children.get(line.index, [])

    def below(self, line: Line | None) -> list[Line]:
        """All lines under a line (None: the note), in order."""
        found: list[Line] = []
        for child in self.children.get(line.index if line else None, []):
            found.append(child)
            found += self.below(child)
        return found

    def title(self, line: Line) -> str:
        """What a line with others under it is called: its label, or all of it."""
        ruled = RULED.fullmatch(line.text)
        return NUMBER.sub("", ruled["title"] if ruled else line.label or line.text, count=1).strip(" ：:")

    def _add(self, i: int, block: Block) -> None:
        if block.kind == "heading":
            while (
                self._headings
                and self.outline.blocks[self.lines[self._headings[-1]].block].level >= block.level
            ):
                self._headings.pop()
            parent = self._headings[-1] if self._headings else None
            self._headings.append(self._put(i, 0, block.text, "heading", parent, ("heading", block.level)))
            self._lead = self._intro = None
            return
        section = self._headings[-1] if self._headings else None
        inside = self._first.get(block.parent) if block.parent is not None else None
        home = inside if inside is not None else self._lead if self._lead is not None else section
        if block.kind == "table":
            self._put(
                i,
                0,
                "",
                "table",
                self._intro if inside is None and self._intro is not None else home,
                ("table", i),
            )
            self._intro = None
            return
        if block.kind not in ("paragraph", "item", "callout", "title", "detail"):
            return
        if block.kind == "item":
            if inside is None and self._intro is not None:
                home = self._intro
            group: tuple[object, ...] = ("item", block.group)
        else:
            group = (block.kind, block.quoted)
        parts = list(_split(block.text))
        if block.kind == "paragraph" and inside is None:
            if len(parts) == 1 and _is_lead(block):
                self._intro = None
                self._lead = self._put(i, 0, block.text, "lead", section, ("lead",))
                return
            if parts and RULED.fullmatch(parts[0][1]):
                home = self._lead = self._put(i, *parts.pop(0), "lead", section, ("lead",))
            self._intro = None
        for n, (start, text) in enumerate(parts):
            kind = "item" if block.kind == "item" else "text"
            parent = home if n == 0 or block.kind != "item" else self._first[i]
            index = self._put(
                i,
                start,
                text,
                kind,
                parent,
                group if n == 0 or block.kind != "item" else ("text", block.quoted),
            )
            if block.kind == "paragraph" and inside is None and n == len(parts) - 1 and _leads_in(text):
                self._intro = index

    def _put(
        self, block: int, start: int, text: str, kind: str, parent: int | None, group: tuple[object, ...]
    ) -> int:
        index = len(self.lines)
        label, rest = (
            ("", text)
            if kind in ("heading", "table", "lead")
            else split_label(text, self.outline.blocks[block], start)
        )
        self.lines.append(Line(index, block, start, text, kind, label, rest, parent, group))
        self._first.setdefault(block, index)
        return index


def split_label(text: str, block: Block, start: int = 0) -> tuple[str, str]:
    """(label, rest) of a line that a label opens (`X：…`, `X - …`, `**X** …`), else ("", text)."""
    numbered = NUMBER.match(text)
    offset = numbered.end() if numbered else 0
    match = LABEL.match(text[offset:])
    if match:
        return match["label"].strip(), match["meaning"].strip()
    bare = compiled(r"([^：:。！？!?，,；;\n]{1,40})[：:]\s*").fullmatch(text[offset:])
    if bare:
        return bare[1].strip(), ""
    if start == 0:
        mark = lead_mark(block)
        if mark and mark[1] <= len(text) and 1 < mark[1] - mark[0] <= 50:
            end = BOLD_END.match(text, mark[1])
            after = text[end.end() :] if end else ""
            return text[mark[0] : mark[1]].strip(" ：:.。"), after.strip()
    return "", text


def mask(text: str) -> str:
    """The text with stops inside math, code and brackets blanked, so that it can be split at stops; same length."""
    text = UNIT.sub(lambda m: compiled(r"[，,；;。：:！？!?\n.、]").sub("\ue000", m[0]), text)
    return compiled(r"[（(][^()（）]{1,120}[)）]|“[^”]{1,80}”|「[^」]{1,80}」").sub(
        lambda m: compiled(r"[，,；;。：:！？!?.、]").sub("\ue000", m[0]),
        text,
    )


def _split(text: str) -> list[tuple[int, str]]:
    """The non-empty lines of a text with their offsets; display math is not cut, pictures are left out."""
    parts = []
    masked = UNIT.sub(lambda m: m[0].replace("\n", "\ue000"), text)
    start = 0
    for piece in masked.split("\n"):
        line = text[start : start + len(piece)]
        bare = IMAGE.sub("", line).strip()
        if bare:
            kept = line.strip() if "![" not in line else bare
            parts.append((start + len(line) - len(line.lstrip()), kept))
        start += len(piece) + 1
    return parts or []


def _is_lead(block: Block) -> bool:
    """Whether a paragraph is a heading in disguise: all bold, short, no sentence."""
    text = NUMBER.sub("", block.text, count=1).strip(" ：:")
    if not text or len(text) > 40 or compiled(r"[。；;！!]$|[，,]").search(text):
        return False
    return any(
        mark.kind == "strong" and len(block.text[mark.start : mark.end].strip(" ：:")) >= len(text) - 2
        for mark in block.marks
    ) or bool(
        compiled(r"[^（(]{1,30}[（(][^()（）]{1,30}[)）]").fullmatch(text)
        and block.marks
        and block.marks[0].kind == "strong"
        and block.marks[0].start <= 4
    )


def _leads_in(text: str) -> bool:
    """Whether a paragraph's last line heads the list or table right under it."""
    return text.rstrip().endswith(("：", ":")) or (
        len(text) <= 40 and not compiled(r"[。；;！!，,.]\s*$").search(text)
    )
