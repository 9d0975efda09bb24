"""Comparisons without a cue: siblings (sections, items, lines) whose names or words run parallel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import regex

from cardgen.extract.clauses import Split, without_name
from cardgen.extract.compared import (
    clean_subject,
    folded,
    likeness,
    shared_head,
    why_not_subject,
)
from cardgen.extract.comparison_tables import NUMERIC
from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.lines import Line, Tree
from cardgen.extract.pairing import Judge, pair, parallel, split_aspect
from cardgen.extract.points import Gathered
from cardgen.extract.terms import Term
from cardgen.extract.values import clean_value
from cardgen.model import Comparison, Point
from cardgen.notes import sentences
from cardgen.rules import Rule, RuleSet

MOST = 5
WHOLE = frozenset({"the term is not a whole phrase"})
WORKED = regex.compile(r"(?:=|≈)\s*-?[\d.]+\s*(?:$|[,，;；。a-zA-Z/%])")
HAN = regex.compile(r"\p{Han}")
WORDS = regex.compile(r"[A-Za-z]{3,}|\p{Han}{2,}")
API = frozenset(
    "Type Default type default Required required Returns returns Deprecated DEPRECATED 类型 默认 默认值 参数 返回 返回值 函数 用法 示例 Example Usage Error Solution".split()
)
KINDS = regex.compile(
    r"(?P<n>[两二三四五2-5])\s?(?:大|个)?(?:种|类)|(?:类型|种类|分类|方式|模式|方法|策略|方案|方向|选项|状态|级别)(?:有|包括|如下|分为|是)?[：:]?\s*$"
    r"|\b(?P<n>two|three|four|five|2|3|4|5)?\b[\w ]{0,24}\b(?:types?|kinds?|forms?|modes?|methods|approaches|strategies|ways|categories|variants|policies|techniques)\b(?: (?:of|in|within|for|to|that) [^.:]{2,40})?(?: are)?:?\s*$",
    regex.IGNORECASE,
)
"""What says that kinds of one thing follow."""
NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "two": 2, "three": 3, "four": 4, "five": 5} | {
    str(n): n for n in range(2, 6)
}
KINDS_WEIGHT = 0.16


@dataclass(frozen=True)
class Sibling:
    """A named line with what stands beside or under its name."""

    line: Line
    term: Term
    said: str
    fields: dict[str, str]
    """Sub-label -> text."""
    listed: int = 0
    """How many items stand under it."""


def find_siblings(tree: Tree, rules: RuleSet, judge: Judge) -> Iterator[Found]:
    """Runs of siblings that are compared by standing side by side."""
    rule = rules.by_id["parallel-siblings"]
    fields_rule = rules.by_id["parallel-fields"]
    for parent in list(tree.children):
        for _, listed in groupby(tree.children[parent], key=lambda line: (line.group, _stretch(tree, line))):
            lines = list(listed)
            siblings = [s for line in lines if (s := _sibling(tree, line)) is not None]
            named = _named_over(tree, siblings)
            kinds = bool(named) or (len(siblings) == len(lines) and _names_kinds(tree, lines[0], len(lines)))
            for run in [named or siblings] if kinds else _runs(siblings):
                shared = (
                    set.intersection(*(set(s.fields) for s in run)) if all(s.fields for s in run) else set()
                )
                if shared and all(label in API or label.startswith("`") for label in shared):
                    shared = set()  # the parameters of a program
                yield _found(
                    tree,
                    fields_rule if len(shared) >= 1 and _labels(shared) else rule,
                    run,
                    rules,
                    judge,
                    shared,
                    kinds,
                    len(run) == len(lines) == 2 and run[0].line.kind == "item",
                )


def find_neighbours(tree: Tree, rules: RuleSet, judge: Judge) -> Iterator[Found]:
    """Neighbouring items or paragraphs without labels whose first sentences run parallel."""
    rule = rules.by_id["parallel-neighbours"]
    for parent in list(tree.children):
        for _, group in groupby(tree.children[parent], key=lambda line: line.group):
            for a, b in pairwise(line for line in group if line.kind in ("item", "text")):
                if a.label or b.label or abs(a.block - b.block) > 2:
                    continue
                read = pair(_lead_sentence(a.text), _lead_sentence(b.text), judge)
                if read is None:
                    continue
                evidence = read.alike + read.parallel + min(read.known, 2)
                veto = read.veto
                if not veto and not (
                    read.alike >= 3
                    or (read.alike >= 2 and read.parallel >= 2)
                    or (read.alike >= 1 and read.parallel >= 3 and read.known >= 2)
                ):
                    veto = "the two lines are not clearly about two things of one sort"
                names = tuple(term.name for term in read.terms)
                values = dict(zip(names, read.values, strict=True))
                yield Found(
                    rule=rule,
                    block=a.block,
                    start=a.start,
                    end=a.end,
                    content=Comparison(names, (Point(values, read.aspect),)),
                    confidence=max(0.02, min(0.97, rule.confidence + 0.08 * (evidence - 5))),
                    veto=veto,
                    last_block=b.block if b.block != a.block else -1,
                )


def _stretch(tree: Tree, line: Line) -> int:
    """The block of a line that is one of several lines of text; what stands in one paragraph belongs together."""
    lines = tree.lines
    alone = line.kind != "text" or not any(
        0 <= n < len(lines) and lines[n].block == line.block for n in (line.index - 1, line.index + 1)
    )
    return -1 if alone else line.block


def _named_over(tree: Tree, siblings: Sequence[Sibling]) -> list[Sibling]:
    """The siblings that the line over them names, when it names two or more (`Bias–Variance Tradeoff`)."""
    if len(siblings) < 2 or siblings[0].line.parent is None:
        return []
    over = tree.lines[siblings[0].line.parent].text.lower()
    if compiled(r"\w\(").search(over):
        return []  # a function and its parameters
    named = [s for s in siblings if len(s.term.name) > 1 and s.term.name.lower().strip("`") in over]
    whole = [
        s for s in named if not any(s.term.name != t.term.name and s.term.name in t.term.name for t in named)
    ]
    return whole if len(over) <= 60 and len(whole) >= 2 else []


def _names_kinds(tree: Tree, first: Line, count: int) -> bool:
    """Whether the line over some siblings says that kinds of one thing follow, as many as there are (`两种模式：`, `Types of …`)."""
    if not 2 <= count <= MOST or first.kind == "heading":
        return False
    before = tree.lines[first.index - 1] if first.index else None
    over = [tree.lines[first.parent]] if first.parent is not None else []
    over += [before] if before is not None and before.kind == "text" and before.parent == first.parent else []
    for line in over:
        match = KINDS.search(line.text[-80:])
        if match and (not match["n"] or NUMBERS.get(match["n"].lower(), count) == count):
            return True
    return False


def _lead_sentence(text: str) -> str:
    spans = sentences(text)
    return text[spans[0].start : spans[0].end].rstrip("。.；; ") if spans else text


def _labels(shared: set[str]) -> bool:
    return len(shared) >= 2


def _sibling(tree: Tree, line: Line) -> Sibling | None:
    under = tree.under(line)
    if line.kind == "table":
        return None
    if not line.label and not under:
        return None
    title = tree.title(line)
    if not title or len(title) > 40:
        return None
    fields: dict[str, str] = {}
    texts: list[str] = [line.rest] if line.label and line.rest else []
    for child in under:
        if child.kind in ("heading", "table"):
            continue
        if child.label and child.rest and len(child.label) <= 14:
            fields.setdefault(child.label.strip("*： :"), child.rest)
        elif child.label and not child.rest and tree.under(child):
            fields.setdefault(
                child.label.strip("*： :"), "；".join(c.text.rstrip("；;。") for c in tree.under(child)[:4])
            )
        elif len(texts) < 4 and not child.label:
            texts.append(child.text)
    if not texts and not fields:
        return None
    return Sibling(
        line,
        clean_subject(title),
        _join(texts, line.kind),
        fields,
        sum(child.kind == "item" for child in under),
    )


def _join(texts: Sequence[str], kind: str) -> str:
    if kind in ("heading", "lead") and texts:
        return texts[0]
    joiner = "；" if any(HAN.search(text) for text in texts) else "; "
    return joiner.join(text.rstrip("；;。. ") for text in texts)


def _runs(siblings: Sequence[Sibling]) -> Iterator[list[Sibling]]:
    """Maximal runs of neighbours of one sort; two lone siblings are a run as well."""
    run: list[Sibling] = []
    kept = 0
    for sibling in siblings:
        if run and (sort := _of_one_sort(run[-1], sibling)) and (len(run) == 1 or sort == kept):
            run.append(sibling)
            kept = sort
            continue
        if len(run) >= 2:
            yield run
        run = [sibling]
    if len(run) >= 2:
        yield run
    elif len(siblings) == 2:
        yield list(siblings)


def _of_one_sort(a: Sibling, b: Sibling) -> int:
    """3 for names that are opposites, 2 for names that share a head, 1 for lines that run parallel, 0 otherwise."""
    alike = _alike(a, b)
    if alike >= 2:
        return alike
    shared = set(a.fields) & set(b.fields)
    return int(len(shared) >= 2 or (alike == 1 and _parallel(a, b) >= 2))


def _parallel(a: Sibling, b: Sibling) -> int:
    va, vb = clean_value(a.said), clean_value(b.said)
    if not va or not vb:
        return 0
    return parallel(
        Split(a.term.name, a.said, _first(va), 1), Split(b.term.name, b.said, _first(vb), 1), va, vb
    )


def _first(value: str) -> str:
    """The word that opens a value: two characters of Chinese."""
    return value[:2] if HAN.match(value) else value.split(" ")[0].lower()


def _found(
    tree: Tree,
    rule: Rule,
    run: Sequence[Sibling],
    rules: RuleSet,
    judge: Judge,
    shared: set[str],
    kinds: bool,
    whole: bool,
) -> Found:
    names, aspect = _names(run, judge)
    gathered = Gathered(names)
    for n, sibling in enumerate(run):
        if sibling.said:
            gathered.say(n, without_name(sibling.said, sibling.term.name), aspect=aspect)
        for label, text in sibling.fields.items():
            if label in shared:
                gathered.say(n, text, aspect=label)
    waived = WHOLE if all(likeness(a.term.name, b.term.name) == 3 for a, b in pairwise(run)) else frozenset()
    veto = next((why for s in run if (why := why_not_subject(s.term.name, rules.words, waived=waived))), "")
    said = [clean_value(s.said) for s in run if s.said]
    if not veto and len(said) == len(run) and len(set(said)) == 1:
        veto = "both sides say one thing"
    if not veto and any(value.lower() in rules.words["labels"] for value in said):
        veto = "labels stand below, no meanings"
    if not veto and said and all(compiled(r"`[^`]*`").fullmatch(value) for value in said):
        veto = "code, not things compared"
    if not veto and said and all(_spelled_out(s.term.name, s.said) for s in run):
        veto = "names spelled out, nothing said of them"
    if not veto and said and not any(WORDS.search(value) for value in said):
        veto = "symbols, not things compared"
    if not veto and said and all(value.startswith("{") for value in said):
        veto = "the parameters of a program, not things compared"
    if not veto and all(WORKED.search(s.said) for s in run if s.said) and any(s.said for s in run):
        veto = "worked examples, not things compared"
    if not veto and len({folded(name) for name in names}) < len(names):
        veto = "both sides are about one thing"
    if not veto and len(run) > MOST:
        veto = "a list of too many things"
    content = gathered.content()
    if not veto and (content is None or len(content.subjects) < len(names)):
        veto = gathered.refused or "nothing is said of one side"
    first, last = run[0].line, run[-1].line
    return Found(
        rule=rule,
        block=first.block,
        start=first.start,
        end=first.end if last.block != first.block else last.end,
        content=content or Comparison(names),
        confidence=max(0.02, min(0.97, rule.confidence + _weigh(run, kinds, whole))),
        veto=veto,
        last_block=last.block if last.block != first.block else -1,
    )


def _spelled_out(name: str, said: str) -> bool:
    """Whether what stands beside an abbreviation only spells it out."""
    words = compiled(r"[A-Za-z]+").findall(said)
    return len(words) > 1 and "".join(word[0] for word in words).lower() == name.lower()


def _names(run: Sequence[Sibling], judge: Judge) -> tuple[tuple[str, ...], str]:
    """The names of a run, and the aspect that all of them end in (`客户端的职责`, `服务端的职责`)."""
    names = tuple(s.term.name for s in run)
    if len(run) == 2:
        a, b, aspect = split_aspect(names[0], names[1], judge)
        if aspect:
            return (clean_subject(a).name, clean_subject(b).name), aspect
    heads = {shared_head(a, b) for a, b in pairwise(names)}
    head = heads.pop() if len(heads) == 1 else ""
    if (
        head
        and compiled(r"(?:---?|[—–:：])\s*$").search(head)
        and all(len(name) > len(head) + 1 for name in names)
    ):
        return tuple(clean_subject(name[len(head) :]).name for name in names), ""
    return names, ""


def _alike(a: Sibling, b: Sibling) -> int:
    return likeness(a.term.name, b.term.name)


def _weigh(run: Sequence[Sibling], kinds: bool, whole: bool) -> float:
    """Measured on labelled notes: opposites are nearly always held against each other, kinds of one thing about half the time."""
    pairs = list(pairwise(run))
    alike = min(_alike(a, b) for a, b in pairs)
    level = min(3, round(sum(_parallel(a, b) for a, b in pairs) / len(pairs)) + _same_shape(run))
    in_step = len(run) == 3 and min(_parallel(a, b) for a, b in pairs) >= 2
    weight = {3: 0.25, 2: 0.0, 1: 0.04 if in_step else -0.28, 0: -0.4}[alike] + 0.08 * level
    weight = max(weight, 0.08 * level) + KINDS_WEIGHT if kinds else weight
    weight += 0.06 * whole
    weight += 0.04 if len(run) == 2 else -0.08 if len(run) > 3 else 0.0
    if run[0].line.kind == "heading":
        weight -= 0.12
    if len(run) > 2 and all("(" in s.term.name or s.term.name.startswith("`") for s in run):
        weight -= 0.12  # the functions of a library
    if all(compiled(r"`[a-z0-9]+(?:_[a-z0-9]+)+`").fullmatch(s.term.name) for s in run):
        weight -= 0.16  # the parameters of a function
    if all(s.said and NUMERIC.match(s.said) for s in run):
        weight -= 0.4
    if max(len(s.said) for s in run) > 250:
        weight -= 0.1
    return weight


def _same_shape(run: Sequence[Sibling]) -> int:
    """1 when each stands over a list of its own."""
    return int(all(s.listed >= 2 for s in run))
