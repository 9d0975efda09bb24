"""Goes through the lines under an announcement and gathers what they say of each of the things compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from cardgen.extract.clauses import without_name
from cardgen.extract.comparison_tables import grid_for
from cardgen.extract.lines import Line, Tree
from cardgen.extract.points import Gathered
from cardgen.extract.sides import Reader
from cardgen.notes import sentences

SAME = regex.compile(
    r"^(?:\p{Han}{0,4})?(?:相同点?|相同之处|共同点|共同之处|共性|相似点|相似之处|联系|相同|相似)\p{Han}{0,2}$|^(?:similarit(?:y|ies)|in common|common(?: points| ground)?|same|shared)$",
    regex.IGNORECASE,
)
DIFFERENT = regex.compile(
    r"^(?:\p{Han}{0,4})?(?:区别|不同点?|不同之处|差异|差别|异同|对比|比较|区别点)(?:如下|总结)?$|^(?:differences?|comparison|contrast|key differences?|main differences?)$",
    regex.IGNORECASE,
)
SKIPPED = regex.compile(
    r"^(?:参考\p{Han}*|代码\p{Han}*|示例|例子|举例|例|总结|小结|结论|注意\p{Han}*|references?|examples?|code|see also|further reading|links?|sources?)$",
    regex.IGNORECASE,
)
IN_ORDER = regex.compile(
    r"(?:^|[,，：:]\s*)(?P<x>[^,，：:。\n]{2,60}?)\s+(?:vs\.?|VS)\s+(?P<y>[^,，：:。\n]{2,60})[。.]?$|分别(?:是|为|对应|用于|表示|采用|使用|关注|针对|代表|取)(?P<p>[^,，：:。\n和与]{2,40})(?:和|与|以及)(?P<q>[^,，：:。\n]{2,40})"
)
NOT_BUT = regex.compile(r"[，,]?\s*(?:而不(?:再)?是|而非|\binstead of\b|\brather than\b)\s*")
HINTLESS = regex.compile(
    r"[?？]\s*$|^(?:我|你|I\b|You\b|Let's|Let us|Note\b|See\b)|[:：]\s*$", regex.IGNORECASE
)
POINTS = regex.compile(r"如图|如下图|见图|所示|如表|as shown|shown in|figure|see the", regex.IGNORECASE)
LABEL_OF = regex.compile(r"^(?P<of>.{1,24}?)(?:的|中的)(?P<aspect>[\p{Han}]{2,8}?)(?:是|为|如下|就是)?$")
ORDINAL = regex.compile(
    r"^\s*(?:第[一二三四五六七八九十]|首先|其次|再次|最后|其[一二三]|一是|二是|三是|First(?:ly)?|Second(?:ly)?|Third(?:ly)?)[，,、：:]?\s*"
)


class Walk:
    """Goes through the lines under an announcement and gathers what they say."""

    def __init__(self, tree: Tree, reader: Reader, gathered: Gathered, *, strict: bool = False):
        self.tree = tree
        self.strict = strict
        """Whether prose counts only where one sentence speaks of two subjects."""
        self.reader = reader
        self.gathered = gathered
        self.last = -1

    def lines(
        self,
        listed: Iterable[Line],
        who: int | None = None,
        aspect: str = "",
        same: bool = False,
        *,
        near: bool = False,
    ) -> None:
        told = 0
        listed = list(listed)
        side_by_side = self._side_by_side(listed) if self.strict else set()
        for line in listed:
            before = len(self.gathered.entries) + len(self.gathered.same)
            if (
                who is not None
                and not aspect
                and told >= (3 if line.kind == "item" else 1)
                and not line.label
            ):
                continue
            strict, self.strict = self.strict, self.strict and line.index not in side_by_side
            self._line(line, who, aspect, same)
            self.strict = strict
            gained = len(self.gathered.entries) + len(self.gathered.same) > before
            told += gained
            if near and not gained and line.kind != "table":
                break
            if gained:
                self.last = max(self.last, line.block)

    def _side_by_side(self, listed: Sequence[Line]) -> set[int]:
        """The lines that speak of one subject first, next to a line that speaks so of another."""
        found: set[int] = set()
        previous: tuple[int, tuple[int, ...]] | None = None
        for line in listed:
            said = self.reader.read(line.text) if line.kind in ("text", "item") else []
            opens = said[0].who if said and line.text.find(said[0].text) < 40 else ()
            if previous and len(opens) == len(previous[1]) == 1 and opens != previous[1]:
                found |= {previous[0], line.index}
            previous = line.index, opens
        return found

    def _line(self, line: Line, who: int | None, aspect: str, same: bool) -> None:
        if line.kind == "table":
            self._table(line)
            return
        under = self.tree.under(line)
        title = self.tree.title(line) if line.kind in ("heading", "lead") or line.label or under else ""
        if not title:
            if same:
                self._same(line.text)
            elif (who is not None and self.strict) or not self.text(line.text, line.index, aspect):
                if who is None:
                    return
                if NOT_BUT.search(line.text) and len(self.reader.subjects) == 2 and who == 0:
                    self.of_topic(ORDINAL.sub("", line.text))
                else:
                    opening = _opening(ORDINAL.sub("", line.text), line.kind)
                    self.gathered.say(who, without_name(opening, self.gathered.subjects[who]), aspect=aspect)
            return
        if SKIPPED.match(title):
            return
        if SAME.match(title):
            if line.rest and line.label:
                self._same(line.rest)
            self.lines(under, who, aspect, same=True)
            return
        if DIFFERENT.match(title):
            strict, self.strict = self.strict, False
            if line.rest and line.label:
                self.text(line.rest, line.index, aspect)
            self.lines(under, who, aspect)
            self.strict = strict
            return
        named = self.reader.named(title)
        if named is not None:
            inside = LABEL_OF.match(title)
            if inside and self.reader.mentioned(inside["of"]) and not self.reader.mentioned(inside["aspect"]):
                aspect = aspect or inside["aspect"]
            if line.label and line.rest:
                self._of(named, line.rest, aspect)
            self.lines(under, named, aspect)
            return
        if line.label or line.kind in ("heading", "lead"):
            own = title if len(title) <= 16 or (title.isascii() and len(title) <= 30) else ""
            if self.reader.mentioned(title):
                own = ""
            if line.label and line.rest and not self.text(line.rest, line.index, own or aspect):
                if who is not None:
                    self.gathered.say(who, line.rest, aspect=own or aspect)
                else:
                    self.text(line.text, line.index, aspect)
            self.lines(under, who, own or aspect, same)
            return
        self.text(line.text, line.index, aspect)
        self.lines(under, who, aspect, same)

    def _of(self, who: int, text: str, aspect: str) -> None:
        """What a label's line says of the subject that the label names; it may go on to speak of another."""
        said = self.reader.read(text)
        others = [s for s in said if len(s.who) == 1 and s.who[0] != who]
        cut = text.find(others[0].text) if others else -1
        first = text
        if others and cut > 0:
            spans = sentences(text)
            ends = [span.start for span in spans if span.start <= cut]
            first = text[: ends[-1]] if ends and ends[-1] > 0 else ""
        if first.strip():
            self.gathered.say(who, _opening(first, "item"), aspect=aspect)
        for s in others:
            self.gathered.say(s.who[0], s.text, aspect=s.aspect or aspect)

    def text(self, text: str, index: int, aspect: str = "") -> bool:
        """Read a stretch of prose; whether it said anything."""
        said = self.reader.read(text)
        used = False
        if not said and not self.strict:
            for span in sentences(text):
                sentence = text[span.start : span.end]
                listed = self.reader.mentioned(sentence)
                if len(listed) == 1 and not HINTLESS.search(sentence):
                    self.gathered.hinted.append((listed[0], sentence))
        for s in said:
            if len(s.who) > 1:
                used = self.gathered.share(s.text) or used
                continue
            together = {t.who for t in said if t.sentence == s.sentence and len(t.who) == 1}
            near = {t.who for t in said if abs(t.sentence - s.sentence) <= 1 and len(t.who) == 1}
            if self.strict and len(near) < 2:
                continue
            key: tuple[object, ...] = ("line", index, s.sentence) if len(together) > 1 else ("main",)
            used = self.gathered.say(s.who[0], s.text, aspect=s.aspect or aspect, key=key) or used
        return used

    def distribute(self, text: str) -> bool:
        """`……：X vs Y`, `分别是 X 和 Y`: values given in the order of the subjects."""
        if len(self.reader.subjects) != 2:
            return False
        match = IN_ORDER.search(text)
        if not match or self.reader.mentioned(match[0]):
            return False
        first, second = (match["x"], match["y"]) if match["x"] is not None else (match["p"], match["q"])
        return self.gathered.say(0, first, key=("order",)) and self.gathered.say(1, second, key=("order",))

    def of_topic(self, text: str) -> None:
        """What is said of the topic; what it is not (`而不是 Y`) is said of the other."""
        parts = NOT_BUT.split(text, maxsplit=1)
        self.gathered.say(0, parts[0], key=("topic", text))
        if len(parts) > 1:
            self.gathered.say(1, parts[1], key=("topic", text))

    def _same(self, text: str) -> None:
        said = self.reader.read(text)
        shared = [s for s in said if len(s.who) > 1]
        for s in shared:
            self.gathered.share(s.text)
        if not shared:
            for part in text.splitlines():
                self.gathered.share(part)

    def _table(self, line: Line) -> None:
        grid = grid_for(self.tree.outline.blocks[line.block], self.reader)
        if grid is None:
            return
        names = [subject.name for subject in self.reader.subjects]
        for r, (aspect, row) in enumerate(zip(grid.aspects, grid.cells, strict=True)):
            for term, cell in zip(grid.things, row, strict=True):
                if cell:
                    self.gathered.say(
                        names.index(term.name), cell, aspect=aspect.strip(" ：:"), key=("row", line.index, r)
                    )


def _opening(text: str, kind: str) -> str:
    """The part of a text that says the main thing: two sentences of an item, the first of a paragraph (two when short)."""
    spans = sentences(text)
    while len(spans) > 1 and POINTS.search(text[spans[0].start : spans[0].end]):
        text = text[spans[1].start :]
        spans = sentences(text)
    if len(spans) < 2:
        return text
    if spans[0].end < 40 or kind == "item":
        return text[: spans[1].end]
    return text[: spans[0].end]
