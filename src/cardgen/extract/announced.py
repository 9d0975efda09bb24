"""Comparisons that a heading, a title, a label or a sentence announces, read from what follows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import regex

from cardgen.extract.comparison_tables import grid_for
from cardgen.extract.compared import (
    TERSE,
    Subject,
    clean_subject,
    make_subjects,
    split_subjects,
    why_not_subject,
)
from cardgen.extract.headings import subject_of
from cardgen.extract.found import Found
from cardgen.extract.lines import Line, Tree
from cardgen.extract.outline import Outline
from cardgen.extract.patterns import TIMEOUT, matches
from cardgen.extract.points import Gathered
from cardgen.extract.sides import Reader
from cardgen.extract.subjects import Subjects
from cardgen.model import Comparison
from cardgen.notes import sentences
from cardgen.rules import Rule, RuleSet

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
NEAR = 3
"""Lines after an announcing sentence that are still read."""


def find_announced(tree: Tree, rules: RuleSet, subjects: Subjects) -> Iterator[Found]:
    """What the rules with `options: {announces: ...}` announce, and what follows it."""
    outline = tree.outline
    places = [(line.block, line.start) for line in tree.lines]
    for rule in rules.rules:
        if rule.kind != "comparison" or "announces" not in rule.options:
            continue
        for sentence, match in matches(outline, rule):
            start = sentence.start + match.start() - sentence.at
            at = bisect_right(places, (sentence.block, start + 1 if start else 0)) - 1
            if at < 0 or tree.lines[at].block != sentence.block:
                continue
            line = tree.lines[at]
            short = line.kind in ("heading", "lead") or bool(tree.under(line)) or bool(line.label)
            if rule.options["announces"] == "heading" and not short:
                continue
            # a sentence inside a line: what follows it in the line is read, too
            after = sentence.start + match.end() - sentence.at
            yield from _announced(tree, rules, rule, line, match, after, subjects)
        yield from _title(tree, rules, rule, subjects)


def _title(tree: Tree, rules: RuleSet, rule: Rule, subjects: Subjects) -> Iterator[Found]:
    note = tree.outline.note
    if (
        not note.title
        or not tree.lines
        or any(line.kind == "heading" and line.text == note.title for line in tree.lines)
    ):
        return
    for pattern in rule.patterns(note.title, note.title.lower()):
        match = pattern.search(note.title, timeout=TIMEOUT)
        if match:
            yield from _read(tree, rules, rule, match, tree.lines[0], tree.children.get(None, []), "")


def _announced(
    tree: Tree,
    rules: RuleSet,
    rule: Rule,
    line: Line,
    match: regex.Match[str],
    after: int,
    subjects: Subjects,
) -> Iterator[Found]:
    text = tree.outline.blocks[line.block].text
    rest = "" if line.kind == "heading" else text[after : line.end].lstrip(" ，,：:；;。.?？")
    under = tree.under(line)
    if not under and line.kind not in ("heading", "lead"):
        siblings = tree.children.get(line.parent, [])
        place = siblings.index(line)
        under = siblings[place + 1 : place + 1 + NEAR]
        under = [
            near
            for near in under
            if near.kind in ("text", "table") or (near.kind == "item" and line.kind == "item")
        ]
        yield from _read(tree, rules, rule, match, line, under, rest, near=True)
        return
    yield from _read(tree, rules, rule, match, line, under, rest)


def _read(
    tree: Tree,
    rules: RuleSet,
    rule: Rule,
    match: regex.Match[str],
    line: Line,
    under: Sequence[Line],
    rest: str,
    *,
    near: bool = False,
) -> Iterator[Found]:
    if rule.options.get("topic"):
        topic = subject_of(tree.outline, line.block, rules)
        if topic is None:
            return
        terms = [topic, clean_subject(match["b"])]
    else:
        raw = match.string[match.start("a") : match.end("b")]
        terms = [clean_subject(part) for part in split_subjects(raw)]
    if len(terms) < 2:
        return
    veto = next((why for term in terms if (why := why_not_subject(term.name, rules.words, waived=TERSE))), "")
    if len({term.name for term in terms}) < len(terms):
        veto = veto or "both sides are about one thing"
    listed = make_subjects(terms)
    walk = Walk(
        tree, Reader(listed), Gathered(tuple(s.name for s in listed)), strict=bool(rule.options.get("strict"))
    )
    if not veto:
        if rest and not (walk.distribute(rest) or walk.text(rest, line.index)) and rule.options.get("topic"):
            walk.of_topic(rest)
        walk.lines(under, who=0 if rule.options.get("topic") else None, near=near)
    content = walk.gathered.content()
    if content is None and not veto:
        one = walk.gathered.one_sided()
        if one is not None and (rule.options.get("topic") or _speaks_of_both(one, listed, walk.reader)):
            content = one
        else:
            veto = walk.gathered.refused or "what follows does not say it of both sides"
    context = match.groupdict().get("context") or ""
    final = content or Comparison(tuple(s.name for s in listed))
    if context:
        final = Comparison(final.subjects, final.points, final.same, context.strip())
    yield Found(
        rule=rule,
        block=line.block,
        start=line.start,
        end=line.end,
        content=final,
        confidence=max(0.02, min(0.97, rule.confidence + _weigh(final, walk))),
        veto=veto,
        last_block=walk.last if walk.last != line.block else -1,
    )


def _speaks_of_both(content: Comparison, subjects: Sequence[Subject], reader: Reader) -> bool:
    """Whether what is said of one side holds it against the other (names it), or is joined by what they share."""
    if content.same and content.points:
        return True
    for point in content.points:
        for name, value in point.values.items():
            if any(subjects[n].name != name for n in reader.mentioned(value)):
                return True
    return False


def _weigh(content: Comparison, walk: Walk) -> float:
    two_sided = [point for point in content.points if len(point.values) > 1]
    if not content.points:
        return -0.3
    weight = 0.05 if two_sided else -0.15
    if any(point.aspect for point in two_sided):
        weight += 0.05
    return weight


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
        for line in listed:
            before = len(self.gathered.entries) + len(self.gathered.same)
            if (
                who is not None
                and not aspect
                and told >= (3 if line.kind == "item" else 1)
                and not line.label
            ):
                continue
            self._line(line, who, aspect, same)
            gained = len(self.gathered.entries) + len(self.gathered.same) > before
            told += gained
            if near and not gained and line.kind != "table":
                break
            if gained:
                self.last = max(self.last, line.block)

    def _line(self, line: Line, who: int | None, aspect: str, same: bool) -> None:
        if line.kind == "table":
            self._table(line)
            return
        under = self.tree.under(line)
        title = self.tree.title(line) if line.kind in ("heading", "lead") or line.label or under else ""
        if not title:
            if same:
                self._same(line.text)
            elif not self.text(line.text, line.index, aspect) and who is not None:
                if NOT_BUT.search(line.text) and len(self.reader.subjects) == 2 and who == 0:
                    self.of_topic(ORDINAL.sub("", line.text))
                else:
                    self.gathered.say(who, _opening(ORDINAL.sub("", line.text), line.kind), aspect=aspect)
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
            own = title if len(title) <= 16 or title.isascii() and len(title) <= 30 else ""
            if self.reader.mentioned(title):
                own = ""
            if line.label and line.rest:
                if not self.text(line.rest, line.index, own or aspect):
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
            if self.strict and len(together) < 2:
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


def announces(outline: Outline) -> bool:
    return bool(outline.blocks)
