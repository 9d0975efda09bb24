"""Is the subject known here? How firmly a note has introduced a name before a weak rule may rely on it."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.outline import Outline, lead_mark
from cardgen.extract.terms import key, parse_term

MARKED, OFTEN, UNKNOWN = 2, 1, 0
SPLIT = regex.compile(
    r"\s*(?:与|和|及|以及|、|/|,|，|\bvs\.?\b|\bversus\b|\band\b|\bor\b|：|:)\s*", regex.IGNORECASE
)
FIELD = regex.compile(
    r"的?(?:基本)?(?:定义|概念|含义|原理|思想|本质|作用|简介|介绍|概述|算法|模型|方法|机制|区别|异同|联系|比较|对比|优缺点|实现|应用|特点)$"
)


@lru_cache(maxsize=2)
def subjects_of(outline: Outline) -> Subjects:
    """The subjects of a note, made once for all extractors that ask."""
    return Subjects(outline)


class Subjects:
    """The names that a note marks: headings, bold and code, bracketed aliases, labels."""

    def __init__(self, outline: Outline):
        self._text = outline.folded
        self._marked: set[str] = set()
        self._counts: dict[str, int] = defaultdict(int)
        titles = [outline.note.title] + [outline.blocks[i].text for i in outline.headings]
        for title in titles:
            self._add(title)
            for part in SPLIT.split(title):
                self._add(FIELD.sub("", part))
        for block in outline.blocks:
            if block.kind == "title":
                self._add(block.text)
            lead = lead_mark(block)
            for mark in block.marks:
                if mark.kind in ("strong", "highlight", "code", "emphasis") and mark.end - mark.start <= 40:
                    self._add(block.text[mark.start : mark.end].rstrip("：:"))
            if lead is None and block.kind == "item" and len(block.text) <= 40:
                self._add(block.text.rstrip("：:"))
        for match in compiled(r"[“「]([^“”「」，。\n]{2,14})[”」]").finditer(outline.text):
            self._add(match[1])
        for match in compiled(
            r"(?:^|[，,。；;、\s])([\p{L}\p{N}\- ]{2,30}?)\s*[（(]([A-Z][A-Za-z\- ,，]{1,60}|[\p{Han}]{2,10})[)）]"
        ).finditer(outline.text):
            self._add(match[1])
            for alias in compiled(r"[,，]").split(match[2]):
                self._add(alias)

    def _add(self, raw: str) -> None:
        term = parse_term(raw)
        for name in (term.name, *term.aliases):
            folded = key(name)
            if len(folded) > 1:
                self._marked.add(folded)
                self._marked.add(folded.removesuffix("s"))

    def opening(self, text: str) -> int:
        """The length of the longest marked name that opens a text, or 0."""
        for end in range(min(len(text), 48), 1, -1):
            if text[end - 1].isspace() or (
                text[end - 1].isalnum()
                and text[end : end + 1].isascii()
                and text[end : end + 1].isalnum()
                and text[end - 1].isascii()
            ):
                continue
            folded = key(text[:end])
            if len(folded) > 1 and (
                folded in self._marked or (folded.endswith("s") and folded[:-1] in self._marked)
            ):
                return end
        return 0

    def strength(self, name: str) -> int:
        """MARKED when headings, bold or brackets name it; OFTEN when the note says it three times (a long name, twice)."""
        folded = key(name)
        if folded in self._marked or folded.removesuffix("s") in self._marked:
            return MARKED
        if len(name) < 2:
            return UNKNOWN
        if name not in self._counts:
            self._counts[name] = self._text.count(name.lower())
        return OFTEN if self._counts[name] >= (2 if len(name) > 3 else 3) else UNKNOWN
