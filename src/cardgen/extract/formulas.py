"""Formulas: display blocks, inline equations with a name, plain text, tables, and formulas that a note has lost.

Each place where a formula stands is cleaned, named from what stands around it, and yielded with the symbols that the
note explains. `rules/formulas.yaml` holds a rule for every source of a name, with its confidence and examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from cardgen.extract.definitions import COMPARED, question, subject_of
from cardgen.extract.formula_names import (
    FORMULA_WORD_EN,
    FORMULA_WORD_ZH,
    combine,
    is_aspect,
    is_of,
    is_qualifier,
    read_lead,
    says_more,
    to_term,
    why_not_name,
)
from cardgen.extract.found import Found
from cardgen.extract.latex import (
    CONDITION_NAME,
    EQUALS,
    HAN,
    Line,
    clean_latex,
    left_name,
    relations,
    sides,
    split_lines,
    why_not_formula,
    without_value,
)
from cardgen.extract.outline import Outline, lead_mark
from cardgen.extract.plain_formulas import OPERATOR, Plain, find_equations, find_expression, find_reaction
from cardgen.extract.symbols import explained, explains
from cardgen.extract.terms import Term, key
from cardgen.model import Block, Formula, Mark
from cardgen.notes import sentences
from cardgen.rules import Rule, RuleSet

READ = ("paragraph", "item", "detail", "callout", "math", "title")
LOST = regex.compile(r"\[(?:公式|Math|math|formula|Formula)\]")
EDGE = regex.compile(r"^[\s,，.。;；:：、!！?？)）(（\d\-–—*]*$")
LABEL = regex.compile(
    r"^(?:\d{1,2}[.、)）]\s*)?(?P<label>(?:\$[^$]*\$|[（(][^()（）\n]*[)）]|[^：:，,。；;\n$]){2,50}?)\s*[：:](?!//)"
)
FORMULA_HEADER = regex.compile(
    r"公式|表达式|计算方法|计算方式|计算式|数学形式|定义式|\bformulas?\b|\bequations?\b|\bexpression\b|\bcalculation\b",
    regex.IGNORECASE,
)
HINT = regex.compile(
    r"^\s*(?:[,，]?\s*(?:其中|式中|这里|where\b|with\b|here\b|for\b|in which\b|so\b|where,)|[。.;；]|[（(]|$)",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A formula where it stands, with the text around it."""

    block: int
    start: int
    end: int
    raw: str
    alone: bool
    """It has its line or its block for itself."""
    before: str
    """The text of its block in front of it, from the formula before on."""
    after: str
    """The text of its block behind it, up to the next formula."""
    first: bool = True
    """No formula stands between it and its lead-in."""
    name: str = ""
    """A name that stands in the formula's line as its left side."""


@dataclass(slots=True)
class Reading:
    """What has been read of a note so far."""

    outline: Outline
    rules: RuleSet
    headed: set[str] = field(default_factory=set)
    """The subjects of headings that have named a formula."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name with the rule that found it; `why` says why it is none."""

    term: Term
    rule: str
    bonus: float = 0.0
    why: str = ""
    context: str = ""


def find_formulas(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """The formulas of a note, vetoed ones too."""
    reading = Reading(outline, rules)
    for i, block in enumerate(outline.blocks):
        if block.kind == "table":
            yield from _of_table(reading, i)
        elif block.kind == "code":
            yield from _of_listing(reading, i)
        elif block.kind in READ:
            for place in _places(outline, i):
                yield from _of_place(reading, place)
            yield from _of_lines(reading, i)
            yield from _lost(reading, i)


# --- places -------------------------------------------------------------------------------------------


def _places(outline: Outline, i: int) -> Iterator[Place]:
    block = outline.blocks[i]
    marks = [m for m in block.marks if m.kind in ("math", "display") and not _is_prose(m)]
    marks.sort(key=lambda m: m.start)
    at, first = 0, True
    for n, mark in enumerate(marks):
        latex = mark.target.strip()
        end = mark.end
        follow = n + 1
        while (
            follow < len(marks)
            and regex.match(r"\s*(?:=|\\approx|\\equiv)", marks[follow].target)
            and not block.text[end : marks[follow].start].strip()
        ):
            latex += " " + marks[follow].target.strip()
            end = marks[follow].end
            follow += 1
        line_start = block.text.rfind("\n", 0, mark.start) + 1
        line_end = block.text.find("\n", end)
        line_end = len(block.text) if line_end < 0 else line_end
        alone = mark.kind == "display" or bool(
            EDGE.match(block.text[line_start : mark.start]) and EDGE.match(block.text[end:line_end])
        )
        equation = _is_equation(latex)
        before = _plain_prose(block, at, mark.start)
        stop = next((m.start for m in marks[follow:] if _is_equation(m.target)), len(block.text))
        if equation or alone or before.rstrip().endswith(("：", ":")):
            yield Place(i, mark.start, end, latex, alone, before, block.text[end:stop], first)
        if equation and (alone or mark.kind == "display"):
            at, first = end, block.text[end:stop].strip(" ,，.。;；\n") != ""


def _is_equation(latex: str) -> bool:
    return any(token in EQUALS for token, _, _ in relations(latex)) or "\\begin" in latex


def _is_prose(mark: Mark) -> bool:
    """Whether words stand in dollars that should not."""
    bare = regex.sub(r"\\[a-zA-Z]+\s*\{[^{}]*\}", "", mark.target)
    return (
        len(HAN.findall(bare)) > 3
        and not regex.search(r"=|\\[dt]?frac|\\times|\\approx", mark.target)
        and (len(HAN.findall(bare)) > 8 or bool(regex.search(r"[，。：；,:]", bare)))
    )


def _plain_prose(block: Block, start: int, end: int) -> str:
    """The text of a stretch, with prose that stands in dollars freed of them."""
    text = block.text[start:end]
    for mark in block.marks:
        if mark.kind in ("math", "display") and start <= mark.start and mark.end <= end and _is_prose(mark):
            text = text.replace(
                block.text[mark.start : mark.end], regex.sub(r"\^\{?\+\}?|[{}]", "", mark.target)
            )
    return text


# --- one place ----------------------------------------------------------------------------------------


def _of_place(reading: Reading, place: Place) -> Iterator[Found]:
    latex = clean_latex(place.raw)
    if regex.match(r"(?:=|\\approx|\\equiv)", latex):
        opened = _named_outside(place, latex)
        if opened is None:
            return
        place, latex = opened
    lines = split_lines(latex)
    if len(lines) > 1:
        for line in lines:
            yield from _of_line(reading, place, line, several=True)
        return
    yield from _of_line(reading, place, lines[0], several=False)


def _named_outside(place: Place, latex: str) -> tuple[Place, str] | None:
    """`生产率 $= Y \\div L$`: the left side stands in front of the dollars."""
    match = regex.search(
        r"(?:^|[\n，,。；;：:]|(?<=\. ))\s*(?:[-*]\s+)?(?P<name>[^\n，,。；;：:$]{2,40}?)\s*$", place.before
    )
    if not match:
        return None
    term = to_term(match["name"])
    left = f"\\text{{{term.name}}} " if term.name else ""
    return Place(
        place.block,
        place.start,
        place.end,
        latex,
        place.alone,
        place.before[: match.start("name")],
        place.after,
        place.first,
        match["name"],
    ), left + latex


def _of_line(reading: Reading, place: Place, line: Line, *, several: bool) -> Iterator[Found]:
    outline = reading.outline
    line = Line(without_value(line.latex), line.label)
    context = _around(outline, place)
    named = _name(reading, place, line, context, several)
    if named is None:
        return
    strong = named.rule in ("formula-line-label", "formula-lead-in", "formula-label") and not named.why
    why = why_not_formula(line.latex, named=strong or bool(CONDITION_NAME.search(named.term.name)))
    if (
        not why
        and not place.alone
        and not _is_equation(line.latex)
        and named.rule not in ("formula-label", "formula-lead-in")
    ):
        why = "an expression without an equals sign"
    why = why or named.why
    if not why and named.rule == "formula-heading":
        reading.headed.add(key(named.term.name))
    yield _found(reading, place.block, place.start, place.end, named, line.latex, why, context)


@dataclass(frozen=True, slots=True)
class Around:
    """The text that leads in to a formula, the block it stands in, and the texts behind the formula."""

    lead: str
    lead_block: int
    own: bool
    after: tuple[str, ...]
    last: int


def _around(outline: Outline, place: Place) -> Around:
    after, last = _after(outline, place)
    if place.before.strip(" \n，,。.;；、-") and (not place.alone or place.first):
        return Around(place.before, place.block, True, after, last)
    if not place.first:
        return Around("", -1, False, after, last)
    block = outline.blocks[place.block]
    i = place.block - 1
    while (
        i >= 0
        and outline.blocks[i].kind == "paragraph"
        and outline.blocks[i].text.startswith("![")
        and outline.blocks[i].text.endswith(")")
    ):
        i -= 1
    if i < 0:
        return Around("", -1, False, after, last)
    lead = outline.blocks[i]
    near = (
        lead.parent == block.parent
        or i == block.parent
        or (lead.kind == "item" and block.line - lead.end_line <= 2)
    )
    if (
        lead.kind not in ("paragraph", "item", "detail", "callout", "title")
        or not near
        or lead.section != block.section
    ):
        return Around("", -1, False, after, last)
    marks = [
        m for m in lead.marks if m.kind in ("math", "display") and _is_equation(m.target) and not _is_prose(m)
    ]
    start = max((m.end for m in marks if _is_alone(lead, m)), default=0)
    text = _plain_prose(lead, start, len(lead.text))
    if (
        "=" in text
        and (plain := find_equations(text.rpartition("\n")[2]))
        and not plain[-1].after.strip(" 。.;；")
    ):
        return Around("", -1, False, after, last)
    return Around(text, i, False, after, last)


def _is_alone(block: Block, mark: Mark) -> bool:
    start = block.text.rfind("\n", 0, mark.start) + 1
    end = block.text.find("\n", mark.end)
    return mark.kind == "display" or bool(
        EDGE.match(block.text[start : mark.start])
        and EDGE.match(block.text[mark.end : end if end >= 0 else len(block.text)])
    )


def _after(outline: Outline, place: Place) -> tuple[tuple[str, ...], int]:
    """The texts behind a formula that may explain its symbols, and the last block of them."""
    texts = [place.after] if place.after.strip(" \n，,。.;；") else []
    last = place.block
    if texts and not explains(place.after.lstrip(" \n，,。.;；")) and len(place.after.strip()) > 2:
        whole = outline.blocks[place.block]
        if place.end + len(place.after) < len(whole.text):
            return tuple(texts), last
    block = outline.blocks[place.block]
    for i in range(place.block + 1, min(place.block + 14, len(outline.blocks))):
        other = outline.blocks[i]
        if other.kind in ("heading", "table", "code") or other.section != block.section:
            break
        if other.kind == "math":
            if texts:
                break
            continue
        if not explains(other.text):
            if i > place.block + 1 or not regex.search(r"[：:]$", other.text) or len(other.text) > 40:
                break
            continue
        texts.append(other.text)
        last = i
    return tuple(texts), last


# --- its name -----------------------------------------------------------------------------------------


def _name(reading: Reading, place: Place, line: Line, around: Around, several: bool) -> Named | None:
    """The name of a formula, by the first source that gives a good one; else why there is none."""
    refused: Named | None = None
    for named in _candidates(reading, place, line, around, several):
        if not named.why:
            return named
        refused = refused or named
    if refused is None and place.alone:
        refused = Named(Term(""), "formula-heading", why="nothing in the note names it")
    return refused if place.alone else None


def _candidates(reading: Reading, place: Place, line: Line, around: Around, several: bool) -> Iterator[Named]:
    outline = reading.outline
    left = left_name(line.latex)
    if place.name:
        yield _judged(reading, place.block, to_term(place.name), "formula-left")
        return
    if line.label:
        term = to_term(line.label)
        yield _judged(
            reading, place.block, term, "formula-line-label", qualify=not several or is_qualifier(term.name)
        )
    lead = read_lead(around.lead) if around.lead else read_lead("")
    step = lead.how == "step"
    if several:
        if left:
            yield _judged(reading, place.block, Term(left), "formula-left", bonus=-0.1 if step else 0.0)
        return
    inline = not place.alone
    if around.lead and not step:
        if lead.how == "cue" and (not inline or _leads_directly(place)):
            yield _judged(
                reading,
                place.block,
                _with_left(to_term(lead.name), left),
                "formula-lead-in",
                pronoun=lead.pronoun,
                bonus=-0.08 if inline else 0.0,
                qualify=True,
            )
        if lead.how == "copula" and (place.alone or _leads_directly(place)):
            yield _judged(
                reading,
                place.block,
                _with_left(to_term(lead.name), left),
                "formula-lead-in",
                pronoun=lead.pronoun,
                bonus=-0.15 if inline else -0.1,
                qualify=True,
            )
        bold = _bold_subject(outline, around, lead.name)
        if bold and lead.how in ("colon", "bare") and place.alone:
            yield _judged(reading, place.block, _with_left(to_term(bold), left), "formula-subject", bonus=0.1)
        if lead.how in ("colon", "bare") and (not inline or lead.how == "colon" or _whole_line(place)):
            yield _judged(
                reading,
                place.block,
                _with_left(to_term(lead.name), left),
                "formula-label",
                pronoun=lead.pronoun,
                bonus=-0.05 if inline and lead.how == "bare" else 0.0,
                qualify=True,
            )
    label = _label_of(outline, around, place)
    if left and label and not around.own and around.lead.rstrip()[-1:] not in "：:":
        yield _judged(reading, place.block, Term(left), "formula-left", bonus=-0.1 if step else 0.0)
    if label and not step and lead.how != "cue" and (not inline or _ends_label(place)):
        bonus = 0.0 if len(sentences(around.lead)) <= 2 else -0.1
        yield _judged(
            reading,
            around.lead_block,
            _with_left(to_term(label), left),
            "formula-label",
            bonus=bonus - 0.05,
            qualify=True,
        )
    if left:
        yield _judged(
            reading,
            place.block,
            Term(left),
            "formula-left",
            bonus=(-0.1 if step else 0.0) - (0.05 if inline else 0.0),
        )
    if inline and not _gives(place):
        return
    if not step and around.lead:
        for subject in _subjects(around.lead, lead.how, lead.name):
            yield _judged(
                reading,
                place.block,
                _with_left(to_term(subject), left),
                "formula-subject",
                bonus=0.05 if lead.how == "generic" else 0.0 if around.lead.rstrip()[-1:] in ":：" else -0.1,
            )
    if lead.how == "generic":
        yield from _by_heading(reading, place, lead.how)
    if inline:
        return
    if symbol := _symbol_name(line.latex, around):
        yield _judged(reading, place.block, to_term(symbol), "formula-symbol", bonus=-0.1 if step else 0.0)
    if called := _called_after(around):
        yield _judged(reading, place.block, to_term(called), "formula-after")
    if not step and place.first and lead.how != "generic":
        yield from _by_heading(reading, place, lead.how)


def _judged(
    reading: Reading,
    block: int,
    term: Term,
    rule: str,
    *,
    bonus: float = 0.0,
    pronoun: bool = False,
    qualify: bool = False,
) -> Named:
    """A candidate name, joined with its subject when it asks "of what?"."""
    name, aliases, context = term.name, list(term.aliases), ""
    words = reading.rules.words
    folded = name.lower().strip()
    why = ""
    if pronoun or (qualify and (is_aspect(name) or is_qualifier(name))):
        subject = subject_of(reading.outline, block, reading.rules)
        if (
            subject is not None
            and key(subject.name) != key(name)
            and not why_not_name(subject.name, words)
            and is_of(name, subject.name)
        ):
            joined = combine(subject.name, name)
            aliases = (
                [name] if is_aspect(name) and joined != name and not is_qualifier(name) else []
            ) + aliases
            name = joined
        elif is_qualifier(name):
            why = "the label only tells formulas apart"
        elif pronoun and not HAN.search(name):
            why = "the name hangs on a pronoun"
        else:
            context = _context(reading, block) if is_aspect(name) or pronoun else ""
    if folded in ("公式", "formula", "equation", "定义", "其中", "where", "注意", "note"):
        why = "the name says only that it is a formula"
    why = why or why_not_name(name, words)
    if why == "the term is a label of the text, not a concept" and context:
        why = ""
    if context and key(context) == key(name):
        context = ""
    if regex.fullmatch(r"[A-Z][A-Za-z]?[A-Z]+", name) and (full := _written_out(reading.outline, name)):
        aliases.append(full)
    return Named(
        Term(name, tuple(dict.fromkeys(a for a in aliases if a and key(a) != key(name)))),
        rule,
        bonus,
        why,
        context,
    )


def _written_out(outline: Outline, short: str) -> str:
    """The full name that the note gives for an abbreviation (`risk ratio (RR)`)."""
    letters = r"\W{1,3}".join(f"{c}[a-z’'-]*" for c in short)
    match = regex.search(rf"(?<![\w-])({letters})\s*[（(]\s*{short}\s*[)）]", outline.text, regex.IGNORECASE)
    match = match or regex.search(rf"{short}\s*[（(]\s*({letters})\s*[)）]", outline.text, regex.IGNORECASE)
    return str(match[1]) if match else ""


def _context(reading: Reading, block: int) -> str:
    """The nearest heading that says what a bare name belongs to, though it is no name itself."""
    words = reading.rules.words
    for text in reversed(reading.outline.blocks[block].trail):
        folded = to_term(text).name.lower()
        if (
            folded not in words["generic_headings"]
            and folded not in words["labels"]
            and not COMPARED.search(text)
        ):
            return text
    return ""


def _with_left(term: Term, left: str) -> Term:
    """The name with the words on the left side as one more alias."""
    if (
        left
        and key(left) != key(term.name)
        and key(left) not in map(key, term.aliases)
        and (left.isupper() or len(left) > 2)
    ):
        return Term(term.name, (*term.aliases, left))
    return term


def _leads_directly(place: Place) -> bool:
    """Whether the words in front of an inline formula announce it (`… 为 $…$`, `… is $…$`)."""
    return bool(
        regex.search(
            r"(?:[：:]|为|是|成|即|等于|作|如下|\b(?:is|are|as|by|equals?|be|becomes|that|form|follows|to be|formula|equation|using))\s*$",
            place.before,
        )
    )


def _whole_line(place: Place) -> bool:
    return (
        bool(EDGE.match(place.after.split("\n")[0]) or HINT.match(place.after)) and "。" not in place.before
    )


def _ends_label(place: Place) -> bool:
    """Whether an inline formula stands by itself in a labelled text: behind a stop, and at an end."""
    return bool(regex.search(r"(?:[。．.;；，,：:、）)]|^|\n)\s*$", place.before)) and bool(
        HINT.match(place.after) or regex.match(r"\s*[，,\n]", place.after)
    )


def _gives(place: Place) -> bool:
    return bool(regex.search(r"(?:^|[。.：:]|，即|即|也就是|i\.e\.,?)\s*$", place.before)) and bool(
        HINT.match(place.after) or place.after[:1] in "\n，,"
    )


def _label_of(outline: Outline, around: Around, place: Place) -> str:
    """The label or bold phrase that opens the line or block which leads in to a formula."""
    if around.lead_block < 0:
        return ""
    block = outline.blocks[around.lead_block]
    upto = place.start if around.own else len(block.text)
    head = lead_mark(block)
    if head and head[1] <= upto and head[1] - head[0] <= 60 and head[0] <= 2:
        label, rest = block.text[head[0] : head[1]], block.text[head[1] : upto]
        bracket = regex.match(r"\s*[（(][^（()）\n]{1,80}[)）]", rest)
        rest = rest[bracket.end() :] if bracket else rest
        if not rest.strip() or regex.match(r"\s*[：:，,。.—–\-]", rest) or label.rstrip()[-1:] in "：:。.":
            return label + (bracket[0] if bracket else "")
    line_start = block.text.rfind("\n", 0, upto - 1) + 1 if around.own or "\n" in block.text else 0
    line = block.text[line_start:upto]
    match = LABEL.match(line) or (LABEL.match(block.text[:upto]) if block.kind == "item" else None)
    if match is None and (spans := sentences(block.text[:upto])):
        match = LABEL.match(block.text[spans[-1].start : upto])
    return match["label"] if match and not says_more(match["label"]) else ""


def _bold_subject(outline: Outline, around: Around, name: str) -> str:
    """The bold phrase that opens a lead-in which goes on as a sentence."""
    block = outline.blocks[around.lead_block]
    head = lead_mark(block)
    bold = block.text[head[0] : head[1]] if head else ""
    return (
        bold
        if bold
        and len(name) > len(bold) + 8
        and name.startswith(bold)
        and regex.match(r"\s", name[len(bold) :])
        else ""
    )


def _subjects(lead: str, how: str, name: str) -> Iterator[str]:
    """What the lead-in is about: the subject of its last sentence, or of the sentence before a mere announcement."""
    if how == "subject" and name:
        yield name
    if how == "generic":
        spans = sentences(lead)
        last = lead[spans[-1].start : spans[-1].end] if spans else ""
        clauses = regex.split(r"[，,；;。]", last.rstrip("：: "))
        for text in (
            "，".join(clauses[:-1]),
            lead[spans[-2].start : spans[-2].end] if len(spans) > 1 else "",
        ):
            found = read_lead(text.rstrip("：:。.") + "。") if text.strip() else None
            if found and found.how in ("subject", "bare", "colon") and found.name:
                yield found.name


def _symbol_name(latex: str, around: Around) -> str:
    """What the words before say of the symbol on the left side (`低秩更新矩阵 $\\Delta W$`)."""
    left = regex.sub(r"^\\(?:begin\{\w+\*?\}|\s)+", "", sides(latex)[0]).strip(" &{}")
    if not left or len(left) > 40 or not around.lead:
        return ""
    spans = sentences(around.lead)
    text = around.lead[spans[-1].start : spans[-1].end] if spans else around.lead
    for match in regex.finditer(r"\$([^$]+)\$", text):
        if key(match[1]) != key(left):
            continue
        before = text[: match.start()].rstrip()
        found = regex.search(
            r"(?:^|[，,。；;：:、\s]|一个|的(?=\p{Han}{4,}$)|是|为|和|与|\b(?:the|a|an)\s)(?P<name>[\p{Han}\w\-]{2,14}|[A-Za-z\-]+(?: [A-Za-z\-]+){0,3})$",
            before,
        )
        if found:
            return found["name"]
    return ""


CALLED = regex.compile(
    r"^\W*(?:这|上式|上述公式|该式|此式|以上|它|其|这个公式|这一公式)?(?:就|便|也|又|即|被)?(?:是|称(?:之)?为|叫做?|称作|就是)(?:所谓的?|著名的)?[“\"「]?(?P<zh>[^，。；：“”\"」\n$]{2,20}?)[”\"」]?(?:[，。；：]|$)|^\W*(?:this|which|it|the above)\s+(?:is|equation is|formula is)\s+(?:also\s+)?(?:called|known as|referred to as|the)\s+(?:the |an? )?[“\"]?(?P<en>[A-Za-z][\w'’\- ]{2,50}?)[”\"]?(?:[.,;:]|$)",
    regex.IGNORECASE,
)


def _called_after(around: Around) -> str:
    text = around.after[0] if around.after else ""
    match = CALLED.match(text.lstrip(" \n，,。.;；"))
    return (match["zh"] or match["en"] or "") if match else ""


EXAMPLE = regex.compile(
    r"^\W*(?:\d[\d.]*\s*)?(?:例\s*\d|例题|例子|示例|实例|案例|算例|习题|练习|解[：:答]|(?:a |an )?(?:worked |numerical |simple |toy )?examples?\b|exercises?\b|problems?\b|solutions?\b|homework)|(?:例题|举例|实例|案例|算例|示例|worked example|example)$",
    regex.IGNORECASE,
)
"""Headings under which numbers are worked out."""


def _by_heading(reading: Reading, place: Place, how: str) -> Iterator[Named]:
    """The heading names the first formula of its section."""
    outline = reading.outline
    heading = outline.heading_of(place.block)
    subject = subject_of(outline, place.block, reading.rules)
    asked = question(heading)
    if EXAMPLE.search(heading):
        return
    if subject is None or COMPARED.search(heading) or (regex.search(r"[?？]$", heading) and not asked):
        return
    name = key(subject.name)
    if name in reading.headed:
        yield Named(subject, "formula-heading", why="the heading already names another formula")
        return
    named = _judged(
        reading, place.block, to_term(subject.name), "formula-heading", bonus=0.1 if how == "generic" else 0.0
    )
    yield named


# --- plain text ---------------------------------------------------------------------------------------


def _of_lines(reading: Reading, i: int) -> Iterator[Found]:
    block = reading.outline.blocks[i]
    if block.kind not in ("paragraph", "item", "detail", "callout"):
        return
    start = 0
    for line in block.text.split("\n"):
        yield from _of_text_line(reading, i, start, line)
        start += len(line) + 1
    for mark in block.marks:
        if mark.kind == "code":
            yield from _of_code(reading, i, mark)


def _of_text_line(reading: Reading, i: int, start: int, line: str) -> Iterator[Found]:
    block = reading.outline.blocks[i]
    busy = [
        (m.start - start, m.end - start)
        for m in block.marks
        if m.kind in ("math", "display", "code", "link", "image")
    ]
    for plain in find_equations(line):
        if any(a < plain.end and plain.start < b for a, b in busy):
            continue
        yield from _of_plain(reading, i, start, line, plain)
    label = LABEL.match(line)
    if label and not any(a < len(line) and label.end() < b for a, b in busy):
        rest = line[label.end() :]
        reaction = find_reaction(rest)
        announced = bool(regex.fullmatch(rf"(?i){FORMULA_WORD_ZH}|{FORMULA_WORD_EN}", label["label"].strip()))
        latex = reaction or find_expression(rest, label["label"], formula=announced)
        if latex:
            term = to_term(label["label"])
            if announced:
                term = subject_of(reading.outline, i, reading.rules) or term
            named = _judged(reading, i, term, "formula-plain", qualify=True)
            yield _found(
                reading,
                i,
                start,
                start + len(line),
                named,
                latex,
                named.why,
                _text_around(reading, i, start + len(line)),
            )


SIGNED = regex.compile(
    r"(?P<name>[\p{Han}A-Za-z\- ]*(?:\p{Han}\s*|[a-z]{2,}\s))(?P<sign>[A-Z]{1,5}|[A-Za-z\p{Greek}])"
)
"""`速度 v`, `边际消费倾向 MPC`: a name and its symbol."""


def _of_plain(reading: Reading, i: int, start: int, line: str, plain: Plain) -> Iterator[Found]:
    before = plain.before.rstrip()
    if plain.after.strip()[:1] == ";" and not HAN.search(line):
        return  # a statement of code
    term = to_term(plain.left)
    latex = plain.latex
    if split := SIGNED.fullmatch(plain.left):
        term = to_term(split["name"])
        sign = split["sign"] if len(split["sign"]) == 1 else f"\\text{{{split['sign']}}}"
        term = Term(term.name, (*term.aliases, split["sign"])) if len(split["sign"]) > 1 else term
        latex = f"{sign} = {latex.partition(' = ')[2]}"
    short = next((a for a in term.aliases if regex.fullmatch(r"[A-Z][A-Za-z\d]{1,7}", a)), "")
    if regex.search(r"[（(]", plain.left) and term.name != plain.left:
        latex = regex.sub(r"^\\text\{[^{}]*\}", lambda _: f"\\text{{{short or term.name}}}", latex)
    around = _text_around(reading, i, start + plain.end)
    place = Place(
        i,
        start + plain.start,
        start + plain.end,
        latex,
        not before.strip(" \t-*•·>") and bool(HINT.match(plain.after) or EDGE.match(plain.after)),
        "",
        plain.after,
    )
    symbol = _is_symbol(plain.left) or regex.fullmatch(r"[A-Za-z]{2,4} = [^\\\s]+", latex) is not None
    names: list[Named] = []
    if before.endswith(("：", ":")):
        lead = read_lead(before)
        if lead.how in ("cue", "colon", "bare") and (symbol or lead.how == "cue" or len(before) < 24):
            names.append(
                _judged(reading, i, to_term(lead.name), "formula-plain", pronoun=lead.pronoun, qualify=True)
            )
    if not symbol:
        names.append(
            _judged(
                reading,
                i,
                term,
                "formula-plain",
                bonus=0.0 if place.alone or before.endswith(("：", ":")) else -0.15,
            )
        )
    elif place.alone:
        names += list(_candidates(reading, place, Line(latex), _around(reading.outline, place), False))
    if not names:
        return
    named = next((n for n in names if not n.why), names[0])
    yield _found(reading, i, place.start, place.end, named, latex, named.why or _why_not_plain(latex), around)


def _why_not_plain(latex: str) -> str:
    why = why_not_formula(latex, named=True)
    return "" if why == "the right side computes nothing" else why


def _is_symbol(left: str) -> bool:
    if OPERATOR.search(left):
        return True
    return bool(
        regex.fullmatch(
            r"\p{Latin}\p{M}?|[A-Za-z\p{Greek}]\p{M}?(?:[_^]?\{?\w{0,6}\}?)?|[A-Za-z]{1,2}\([^()]*\)|[A-Za-z\p{Greek}]{1,2}[₀-₉']*",
            left,
        )
    ) and not regex.fullmatch(r"F\d|[A-Z]{2,}|[A-Z]\w*[a-z]{2,}|[a-z]{3,}", left)


def _of_code(reading: Reading, i: int, mark: Mark) -> Iterator[Found]:
    block = reading.outline.blocks[i]
    text = mark.target or block.text[mark.start : mark.end].strip("`")
    before = block.text[: mark.start].rpartition("\n")[2]
    for plain in find_equations(text):
        if plain.before.strip() or plain.after.strip() or _is_symbol(plain.left):
            continue
        if not (
            HAN.search(plain.left)
            or " " in plain.left
            or before.strip() == ""
            or before.rstrip().endswith(("：", ":"))
        ):
            continue
        named = _judged(reading, i, to_term(plain.left), "formula-plain", bonus=-0.1)
        if before.rstrip().endswith(("：", ":")):
            lead = read_lead(before)
            if lead.how in ("cue", "colon") and not why_not_name(lead.name, reading.rules.words):
                named = _judged(reading, i, to_term(lead.name), "formula-plain", pronoun=lead.pronoun)
        yield _found(
            reading,
            i,
            mark.start,
            mark.end,
            named,
            plain.latex,
            named.why,
            _text_around(reading, i, mark.end),
        )


def _of_listing(reading: Reading, i: int) -> Iterator[Found]:
    """A code block that is no code: each of its lines is a name of several words and an expression."""
    block = reading.outline.blocks[i]
    found, start = [], 0
    for line in block.text.split("\n"):
        if line.strip():
            plains = find_equations(line)
            if (
                len(plains) != 1
                or plains[0].before.strip()
                or not (HAN.search(plains[0].left) or " " in plains[0].left)
            ):
                return
            found.append((start, plains[0]))
        start += len(line) + 1
    for start, plain in found:
        named = _judged(reading, i, to_term(plain.left), "formula-plain", bonus=-0.1)
        yield _found(
            reading,
            i,
            start + plain.start,
            start + plain.end,
            named,
            plain.latex,
            named.why,
            Around("", i, True, (), i),
        )


def _text_around(reading: Reading, i: int, end: int) -> Around:
    block = reading.outline.blocks[i]
    after, last = _after(reading.outline, Place(i, end, end, "", True, "", block.text[end:]))
    return Around(block.text[:end], i, True, after, last)


# --- tables and lost formulas ---------------------------------------------------------------------------


def _of_table(reading: Reading, i: int) -> Iterator[Found]:
    table = reading.outline.blocks[i]
    if len(table.rows) < 2:
        return
    header = [cell.text for cell in table.rows[0]]
    for column in range(1, len(header)):
        if not FORMULA_HEADER.search(header[column]):
            continue
        for row in table.rows[1:]:
            if len(row) <= column or not row[0].text.strip():
                continue
            cell = row[column]
            math = next((m for m in cell.marks if m.kind in ("math", "display")), None)
            if math is not None:
                latex = clean_latex(math.target)
            else:
                plain = find_equations(cell.text)
                latex = plain[0].latex if plain else find_expression(cell.text)
            if not latex:
                continue
            term = to_term(row[0].text)
            name_column = next(
                (
                    n
                    for n in range(column)
                    if n and not row[n].marks and regex.search(r"名称|name", header[n], regex.IGNORECASE)
                ),
                0,
            )
            if name_column:
                term = to_term(row[name_column].text)
            named = _judged(reading, i, term, "formula-table")
            around = Around("", i, True, (cell.text[math.end :],) if math is not None else (), i)
            yield _found(
                reading,
                i,
                0,
                0,
                named,
                latex,
                named.why or why_not_formula(latex, named=True),
                around,
                line=row[0].line,
            )


def _lost(reading: Reading, i: int) -> Iterator[Found]:
    block = reading.outline.blocks[i]
    for match in LOST.finditer(block.text):
        before = block.text[block.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        previous = [m.end() for m in LOST.finditer(before)]
        lead_text = before[previous[-1] :] if previous else before
        lead_block = i
        if (
            not lead_text.strip()
            and i
            and reading.outline.blocks[i - 1].section == block.section
            and match.start() < 3
        ):
            lead_text, lead_block = reading.outline.blocks[i - 1].text, i - 1
        if lead_text.rstrip()[-1:] not in ("：", ":"):
            continue
        lead = read_lead(lead_text)
        if lead.how not in ("cue", "colon"):
            continue
        named = _judged(
            reading, lead_block, to_term(lead.name), "formula-lost", pronoun=lead.pronoun, qualify=True
        )
        why = named.why or (
            "the name is not plain enough" if lead.how == "colon" and len(lead.name) > 12 else ""
        )
        yield _found(
            reading,
            i,
            match.start(),
            match.end(),
            named,
            "",
            why,
            Around("", i, True, (), i),
            missing=("latex",),
        )


# --- the finding ----------------------------------------------------------------------------------------


def _found(
    reading: Reading,
    block: int,
    start: int,
    end: int,
    named: Named,
    latex: str,
    veto: str,
    around: Around,
    *,
    line: int = 0,
    missing: tuple[str, ...] = (),
) -> Found:
    rule: Rule = reading.rules.by_id[named.rule]
    where = {} if veto or not latex else explained(latex, around.after, [around.lead] if around.lead else [])
    return Found(
        rule=rule,
        block=block,
        start=start,
        end=end,
        content=Formula(named.term.name, latex, where, named.term.aliases, named.context),
        confidence=min(0.98, max(0.02, rule.confidence + named.bonus)),
        veto=veto,
        missing=missing,
        last_block=around.last if where else block,
        line=line,
    )
