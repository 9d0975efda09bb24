"""A note as extractors read it: sections, children, sentences, and one text with a sentence a line."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from cardgen.model import Block, Note, Span
from cardgen.notes import sentences

HAN = regex.compile(r"\p{Han}")
ASIDE = regex.compile(
    r"^(?:!\[[^\]]*\]\([^)]*\)\s*)+$|^<?https?://\S+>?$|^(?:tags?|keywords?|date|author|标签|关键词|日期|作者|代表(?:模型|算法|作)?|来源|出处|论文|原文|参考|注|source|paper|ref)\s*[:：]",
    regex.IGNORECASE,
)
SEARCHED = ("heading", "paragraph", "item", "title", "detail", "callout")
REFERENCES = regex.compile(
    r"^[\W\d]*(?:参考(?:文献|资料|链接|文章|书目?|阅读)?|引用|相关(?:链接|阅读|文章)|延伸阅读|推荐阅读|扩展阅读|致谢|目录|更新日志|修订记录|版权声明|"
    r"references?|bibliography|further reading|see also|external links|links|sources?|credits|acknowledge?ments?|"
    r"table of contents|contents|changelog|license|related (?:posts|articles|reading))[\W\d]*$",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: its block, its place in the block's text, and its start in `Outline.text`."""

    block: int
    start: int
    end: int
    at: int


class Outline:
    """Read-only views of one note; each is made once, when first asked for."""

    def __init__(self, note: Note):
        self.note = note
        self.blocks = note.blocks

    def is_read(self, block: int) -> bool:
        """Whether a block is searched: not under a heading such as References."""
        return block not in self._references

    @cached_property
    def _references(self) -> set[int]:
        return {i for i, block in enumerate(self.blocks) if block.trail and REFERENCES.match(block.trail[-1])}

    @cached_property
    def holds_code(self) -> bool:
        """Whether the note shows any code: then many of its sections say how a program behaves."""
        return any(b.kind == "code" or any(mark.kind == "code" for mark in b.marks) for b in self.blocks)

    def in_link(self, block: int) -> bool:
        """Whether a block's text is little else than one link."""
        b = self.blocks[block]
        linked = sum(mark.end - mark.start for mark in b.marks if mark.kind == "link")
        return linked * 3 > len(b.text) * 2

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Block index -> indexes of the blocks whose parent it is, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for i, block in enumerate(self.blocks):
            if block.parent is not None:
                found[block.parent].append(i)
        return found

    @cached_property
    def _sentences(self) -> dict[int, tuple[Sentence, ...]]:
        found: dict[int, tuple[Sentence, ...]] = {}
        at = 0
        for i, block in enumerate(self.blocks):
            if block.kind not in SEARCHED or not self.is_read(i):
                continue
            spans = [Span(0, len(block.text))] if block.kind == "heading" else sentences(block.text)
            listed = []
            for span in spans:
                for start, end in _parted(block.text, span):
                    listed.append(Sentence(i, start, end, at))
                    at += end - start + 1
            found[i] = tuple(listed)
        return found

    def sentences(self, block: int) -> tuple[Sentence, ...]:
        return self._sentences.get(block, ())

    @cached_property
    def lines(self) -> list[Sentence]:
        """Every sentence outside headings' sections' code, in order."""
        return [sentence for listed in self._sentences.values() for sentence in listed]

    @cached_property
    def text(self) -> str:
        """All sentences, one a line: what the sentence rules run over."""
        return "\n".join(self.text_of(sentence).replace("\n", " ") for sentence in self.lines)

    @cached_property
    def folded(self) -> str:
        return self.text.lower()

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.at for sentence in self.lines]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds an offset of `text`."""
        return self.lines[max(bisect_right(self._starts, offset) - 1, 0)]

    def text_of(self, sentence: Sentence) -> str:
        return self.blocks[sentence.block].text[sentence.start : sentence.end]

    def index_of(self, sentence: Sentence) -> int:
        """The place of a sentence among those of its block."""
        return bisect_left(self.sentences(sentence.block), sentence.start, key=lambda other: other.start)

    def before(self, sentence: Sentence) -> Sentence | None:
        """The sentence before it in the same block."""
        i = self.index_of(sentence)
        return self.sentences(sentence.block)[i - 1] if i else None

    @cached_property
    def bodies(self) -> dict[int, list[int]]:
        """Heading index -> blocks under it, down to the next heading of any level."""
        found: dict[int, list[int]] = defaultdict(list)
        for i, block in enumerate(self.blocks):
            if block.kind != "heading" and block.section is not None:
                found[block.section].append(i)
        return found

    def first_prose(self, heading: int) -> int | None:
        """The first block under a heading that can explain it: no picture, link, address or tag line."""
        for i in self.bodies.get(heading, []):
            block = self.blocks[i]
            if block.kind in ("paragraph", "item") and (self.in_link(i) or ASIDE.match(block.text)):
                continue
            return i
        return None

    @cached_property
    def subsections(self) -> dict[int | None, list[int]]:
        """Heading index (None: the note) -> the headings right under it."""
        found: dict[int | None, list[int]] = defaultdict(list)
        for i in self.headings:
            found[self.heading_parent[i]].append(i)
        return found

    @cached_property
    def headings(self) -> list[int]:
        return [i for i, block in enumerate(self.blocks) if block.kind == "heading"]

    @cached_property
    def heading_parent(self) -> dict[int, int | None]:
        """Heading index -> the heading that it stands under."""
        found: dict[int, int | None] = {}
        stack: list[int] = []
        for i in self.headings:
            while stack and self.blocks[stack[-1]].level >= self.blocks[i].level:
                stack.pop()
            found[i] = stack[-1] if stack else None
            stack.append(i)
        return found

    def end_of_section(self, heading: int) -> int:
        """Index after the last block of a heading's section, its subsections included."""
        level = self.blocks[heading].level
        for i in self.headings:
            if i > heading and self.blocks[i].level <= level:
                return i
        return len(self.blocks)

    def heading_of(self, block: int) -> str:
        """The text of the nearest heading above a block, or the note's title."""
        section = self.blocks[block].section
        return self.blocks[section].text if section is not None else self.note.title

    def is_chinese(self, text: str) -> bool:
        return is_chinese(text)


def _parted(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """A sentence, parted after `label: https://…` where a saved page ran lines together."""
    start = span.start
    for match in ADDRESS_LINE.finditer(text, span.start, span.end):
        yield start, match.start("gap")
        start = match.end()
    yield start, span.end


ADDRESS_LINE = regex.compile(r"[:：]\s?https?://[^\s\p{Han}]+(?P<gap>\s+)(?=\p{Han}|[A-Z])")


def is_chinese(text: str) -> bool:
    """Whether a text is to be read as Chinese: it holds a Han character outside math and code."""
    return HAN.search(text) is not None


def lead_mark(block: Block) -> tuple[int, int] | None:
    """The bold, code or highlighted span that opens a block's text, if one does."""
    for mark in block.marks:
        if mark.start > 2:
            break
        before = block.text[: mark.start].strip(" 「“\"'‘`")
        if mark.kind in ("strong", "highlight", "code", "emphasis") and not before:
            return mark.start, mark.end
    return None
