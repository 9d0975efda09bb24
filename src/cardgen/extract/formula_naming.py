"""Which of the words around a formula name it: every source of a name in its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import regex

from cardgen.extract.formula_names import (
    combine,
    is_aspect,
    is_of,
    is_qualifier,
    read_lead,
    says_more,
    to_term,
    why_not_name,
)
from cardgen.extract.formula_places import EDGE, HINT, NEAR, Around, Place
from cardgen.extract.headings import question, subject_of
from cardgen.extract.latex import HAN, Line, left_name, sides
from cardgen.extract.outline import Outline, lead_mark
from cardgen.extract.symbols import explained
from cardgen.extract.terms import COMPARED, Term, key
from cardgen.model import Block
from cardgen.notes import sentences
from cardgen.rules import RuleSet

LABEL = regex.compile(
    r"^(?:\d{1,2}[.、)）]\s*)?(?P<label>(?:\$[^$]*\$|[（(][^()（）\n]*[)）]|[^：:，,。；;\n$]){2,50}?)\s*[：:](?!//)"
)


@dataclass(slots=True)
class Reading:
    """What has been read of a note so far."""

    outline: Outline
    rules: RuleSet
    chinese: bool = field(init=False)
    last: tuple[int | None, str] = (None, "")
    """The section and the name of the formula before."""
    headed: set[str] = field(default_factory=set)
    """The subjects of headings that have named a formula."""

    def __post_init__(self) -> None:
        self.chinese = len(HAN.findall(self.outline.text[:4000])) > 40


@dataclass(frozen=True, slots=True)
class Named:
    """A name with the rule that found it; `why` says why it is none."""

    term: Term
    rule: str
    bonus: float = 0.0
    why: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A formula that was found: its place, its name, its LaTeX; `veto` says why it is not to be kept."""

    block: int
    start: int
    end: int
    named: Named
    latex: str
    veto: str
    around: Around
    line: int = 0
    missing: tuple[str, ...] = ()


def name_of(reading: Reading, place: Place, line: Line, around: Around, several: bool) -> Named | None:
    """The name of a formula, by the first source that gives a good one; else why there is none."""
    refused: Named | None = None
    for named in candidates(reading, place, line, around, several):
        if not named.why:
            return named
        refused = refused or named
    if refused is None and place.alone:
        refused = Named(Term(""), "formula-heading", why="nothing in the note names it")
    return refused if place.alone else None


VAGUE = frozenset(
    "obj loss cost err error out output score dist sim target pred total result lr value val".split()
)
"""Left sides that a heading names better."""


def candidates(reading: Reading, place: Place, line: Line, around: Around, several: bool) -> Iterator[Named]:
    outline = reading.outline
    left = left_name(line.latex)
    short = left if len(left) == 2 or left.lower() in VAGUE else ""  # `PV = nRT` may be a product
    if place.name:
        yield judged(reading, place.block, to_term(place.name), "formula-left")
        return
    if line.label:
        term = to_term(line.label)
        yield judged(
            reading, place.block, term, "formula-line-label", qualify=not several or is_qualifier(term.name)
        )
    lead = read_lead(around.lead) if around.lead else read_lead("")
    step = lead.how == "step"
    if several:
        if left:
            yield judged(reading, place.block, Term(left), "formula-left", bonus=-0.1 if step else 0.0)
        return
    inline = not place.alone
    if around.lead and not step:
        if lead.how == "cue" and (not inline or _leads_directly(place)):
            yield judged(
                reading,
                place.block,
                _with_left(to_term(lead.name), left),
                "formula-lead-in",
                pronoun=lead.pronoun,
                bonus=-0.08 if inline else 0.0,
                qualify=True,
            )
        if lead.how == "law":
            if LAW.search(outline.heading_of(place.block)):
                yield from _by_heading(reading, place, "generic")
            if not inline:
                yield judged(reading, place.block, to_term(lead.name), "formula-lead-in", bonus=-0.2)
        if lead.how == "copula" and (place.alone or _leads_directly(place)):
            yield judged(
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
            yield judged(reading, place.block, _with_left(to_term(bold), left), "formula-subject", bonus=0.1)
        if (lead.how == "colon" or (lead.how == "bare" and _stands_bare(outline, around, lead.name))) and (
            not inline or lead.how == "colon" or _whole_line(place)
        ):
            yield judged(
                reading,
                place.block,
                _with_left(to_term(lead.name), left),
                "formula-label",
                pronoun=lead.pronoun,
                bonus=-0.05 if inline and lead.how == "bare" else 0.0,
                qualify=True,
            )
    if (
        not inline
        and lead.how in ("subject", "generic", "colon", "")
        and (bold := _bold_at_end(outline, around))
    ):
        yield judged(reading, place.block, _with_left(to_term(bold), left), "formula-label", qualify=True)
    if (
        left
        and lead.how == "subject"
        and around.lead.rstrip()[-1:] in "：:"
        and _is_marked(outline, around, lead.name)
    ):
        yield judged(
            reading, place.block, _with_left(to_term(lead.name), left), "formula-subject", bonus=0.15
        )
    label = _label_of(outline, around, place)
    if left and label and not around.own and around.lead.rstrip()[-1:] not in "：:":
        yield judged(reading, place.block, Term(left), "formula-left", bonus=-0.1 if step else 0.0)
    if lead.how == "generic" and label and around.lead.rstrip("：: \n").endswith(label):
        label = ""  # it only announces
    ends = not inline or _ends_label(place)
    ends = ends or (_leads_directly(place) and bool(PRONOUN.match(lead.name)))
    if label and not step and lead.how != "cue" and (ends or _whole_line(place)):
        bonus = (0.0 if len(sentences(around.lead)) <= 2 else -0.1) - (0.0 if ends else 0.15)
        yield judged(
            reading,
            around.lead_block,
            _with_left(to_term(label), left),
            "formula-label",
            bonus=bonus - 0.05,
            qualify=True,
        )
    if left and not short:
        yield judged(
            reading,
            place.block,
            Term(left),
            "formula-left",
            bonus=(-0.1 if step else 0.0) - (0.05 if inline else 0.0),
        )
    if place.first and (not inline or _gives(place)) and LAW.search(outline.heading_of(place.block)):
        yield from _by_heading(reading, place, "generic")
    if inline and (phrase := law_before(place.before)):
        yield judged(reading, place.block, to_term(phrase), "formula-label", bonus=-0.15)
    if inline and (phrase := thing_before(place.before)):
        bonus = 0.0 if HAN.search(phrase) else -0.1
        yield judged(reading, place.block, to_term(phrase), "formula-symbol", qualify=True, bonus=bonus)
    if inline and (called := _called_after(around)):
        yield judged(reading, place.block, to_term(called), "formula-after")
    if inline and (phrase := apposed(place.before, place.after)):
        yield judged(reading, place.block, to_term(phrase), "formula-label", bonus=-0.15)
    if inline and not _gives(place) and not (lead.how in ("subject", "generic") and _leads_directly(place)):
        return
    if called := _called_after(around):
        yield judged(reading, place.block, to_term(called), "formula-after")
    if not step and around.lead:
        for subject in _subjects(around.lead, lead.how, lead.name):
            yield judged(
                reading,
                place.block,
                _with_left(to_term(subject), left),
                "formula-subject",
                qualify=True,
                bonus=0.05 if lead.how == "generic" else 0.0 if around.lead.rstrip()[-1:] in ":：" else -0.1,
            )
    if lead.how == "generic":
        yield from _by_heading(reading, place, lead.how)
    if inline:
        return
    if symbol := _symbol_name(line.latex, around):
        yield judged(reading, place.block, to_term(symbol), "formula-symbol", bonus=-0.1 if step else 0.0)
    if not step and place.first and not around.run and lead.how != "generic":
        yield from (n for n in _by_heading(reading, place, lead.how) if not (short and n.bonus < 0))
    if short:
        yield judged(reading, place.block, Term(short), "formula-left", bonus=-0.1)


def judged(
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
    for tail, cut in (("法准规原细守", "则"), ("修校矫订改纠更", "正")):
        if name[-1:] in tail and name and f"{name}{cut}" in reading.outline.text:
            name += cut  # no particle, but the end of the word
    folded = name.lower().strip()
    why = ""
    if pronoun or (qualify and (is_aspect(name) or is_qualifier(name))):
        subject = subject_of(reading.outline, block, reading.rules)
        if pronoun and reading.last[1] and reading.last[0] == reading.outline.blocks[block].section:
            subject = Term(reading.last[1])  # `其逆变换`: of the formula before
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


PRONOUN = regex.compile(r"(?i)(?:it|they|this|which|其|它|该)\b")
LAW = regex.compile(
    r"(?:公式|定理|定律|方程|法则|恒等式|不等式|\b(?:law|theorem|equation|formula|rule|identity|inequality))s?(?:\s*[（(][^()（）]*[)）])?\s*$",
    regex.IGNORECASE,
)
"""A heading that names one formula."""
APPOSED = regex.compile(r"(?:^|[.。!?]\s*)(?:The |An? |the )?(?P<name>[^.,;:。，]{3,60}),\s*$")


LAW_BEFORE = regex.compile(
    r"(?:^|[\n，,。；;：:、（(]|根据|由|利用|即|满足|就是|著名的|所谓的?)\s*(?:根据|由|利用|按照?|依据|著名的|\p{Han}{1,6}(?<!定)的)?(?P<zh>[\p{Han}A-Za-z\-·]{2,14}(?:定律|定理|方程|公式|恒等式|不等式|法则))(?:则|也|就)?(?:是|为|告诉我们|说的是|指出|表明)?[：:，,]?\s*$"
    r"|(?P<en>\p{Lu}[\w’'\-]+(?: [\w’'\-]+){0,4}? (?:law|theorem|equation|formula|rule|inequality|identity)(?: of [\w ]{3,20})?),?\s*$"
)
"""`牛顿第二定律 F = ma`: a law, and what it says."""
THING_BEFORE = regex.compile(
    r"(?:^|[\n，,。；;：:、]|\b(?:[Tt]he|[Aa]n?) )\s*(?:[-*]\s+)?(?P<name>\p{Han}[\p{Han}\w\-]{1,11}?|(?<= )[a-z\-]+(?: [a-z\-]+){1,3})(?:的时候)?\s*$"
)
"""`更新门 $z_t = …$ 决定`: the thing that the symbol stands for."""


OPEN_END = regex.compile(
    r"(?:满足|等于|得到|得出|使得|使用|采用|表示|计算|变成|成为|大于|小于|服从|[有为是记取设令使用按且与和或若当则时的了到在对由从把即])$"
    r"|\b(?:is|are|of|for|by|with|to|and|that|when|if|where|let|set|use|get|have|assume|obtain)$"
)
"""Words behind which something must follow."""


def law_before(before: str) -> str:
    match = LAW_BEFORE.search(before[-60:])
    return (match["zh"] or match["en"]) if match else ""


def thing_before(before: str) -> str:
    match = THING_BEFORE.search(before[-60:])
    return match["name"] if match and not OPEN_END.search(match["name"]) else ""


def apposed(before: str, after: str) -> str:
    """The name in `The time constant, τ = RC, is …`, or nothing."""
    match = APPOSED.search(before)
    goes_on = regex.match(
        r"\s*,\s+(?:is|are|was|gives|measures|tells|says|states|describes|has|can)\b", after
    )
    return match["name"] if match and goes_on else ""


def _leads_directly(place: Place) -> bool:
    """Whether the words in front of an inline formula announce it (`… 为 $…$`, `… is $…$`)."""
    return bool(
        regex.search(
            r"(?:[：:]|为|是|成|即|等于|作|如下|\b(?:is|are|as|by|equals?|be|becomes|that|form|follows|to be|formula|equation|function|using|computes|applies|outputs|minimi[sz]es|maximi[sz]es))\s*$",
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


def _head(block: Block) -> tuple[int, int] | None:
    """The bold phrase that opens a block: one of its first marks."""
    return lead_mark(replace(block, marks=block.marks[:6]))


def _label_of(outline: Outline, around: Around, place: Place) -> str:
    """The label or bold phrase that opens the line or block which leads in to a formula."""
    if around.lead_block < 0:
        return ""
    block = outline.blocks[around.lead_block]
    upto = place.start if around.own else len(block.text)
    head = _head(block)
    if head and head[1] <= upto and head[1] - head[0] <= 60 and head[0] <= 2:
        label, rest = block.text[head[0] : head[1]], block.text[head[1] : upto]
        bracket = regex.match(r"\s*[（(][^（()）\n]{1,80}[)）]", rest)
        rest = rest[bracket.end() :] if bracket else rest
        marked = (
            not rest.strip() or regex.match(r"\s*[：:，,。.—–\-]", rest) or label.rstrip()[-1:] in "：:。."
        )
        if marked or (around.own and not place.alone and not regex.search(r"[。；;]|\.\s", rest)):
            return label + (bracket[0] if bracket else "")
    line_start = block.text.rfind("\n", 0, upto - 1) + 1 if around.own or "\n" in block.text else 0
    line = block.text[line_start:upto]
    match = LABEL.match(line) or (LABEL.match(block.text[:upto]) if block.kind == "item" else None)
    if match is None and (spans := sentences(near := block.text[max(0, upto - NEAR) : upto])):
        match = LABEL.match(near[spans[-1].start :])
    return match["label"] if match and not says_more(match["label"]) else ""


def _stands_bare(outline: Outline, around: Around, name: str) -> bool:
    """Whether a lead-in without colon is a name and not a sentence that goes on in the formula."""
    line = around.lead.rstrip().rpartition("\n")[2].strip()
    if HAN.search(name) or (
        line == name and name[:1].isupper() and (around.own or outline.blocks[around.lead_block].text == name)
    ):
        return True
    block = outline.blocks[around.lead_block]
    head = _head(block)
    return block.kind in ("item", "title", "callout") or bool(head and head[1] - head[0] >= len(name) - 2)


def _is_marked(outline: Outline, around: Around, name: str) -> bool:
    """Whether the subject of a lead-in is the bold phrase that opens its block."""
    block = outline.blocks[around.lead_block]
    head = _head(block)
    return bool(head and key(block.text[head[0] : head[1]]) == key(to_term(name).name))


def _bold_subject(outline: Outline, around: Around, name: str) -> str:
    """The bold phrase that opens a lead-in which goes on as a sentence."""
    block = outline.blocks[around.lead_block]
    head = _head(block)
    bold = block.text[head[0] : head[1]] if head else ""
    return (
        bold
        if bold
        and len(name) > len(bold) + 8
        and name.startswith(bold)
        and regex.match(r"\s", name[len(bold) :])
        else ""
    )


def _bold_at_end(outline: Outline, around: Around) -> str:
    """The stressed phrase that ends a lead-in (`… uses the **cross-entropy loss**:`)."""
    if around.lead_block < 0:
        return ""
    block = outline.blocks[around.lead_block]
    text = block.text[: block.text.rfind(around.lead) + len(around.lead)].rstrip(" \n：:,，")
    ends = (m for m in block.marks if m.kind in ("strong", "emphasis") and m.start > 0 and m.end == len(text))
    return next((block.text[m.start : m.end] for m in ends), "")


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


SYMBOLISED = regex.compile(
    r"^(?:.*(?:[，,。；;：:、\s]|一个|一种|的|是|为|和|与|出|用|以))?(?P<zh>\p{Han}[\p{Han}\w\-]{2,9})$|(?:^|\b(?:the|an?)\s)(?P<en>[A-Za-z\-]+(?: [A-Za-z\-]+){0,3})$"
)
"""What stands right before a symbol: the last noun phrase."""


def _symbol_name(latex: str, around: Around) -> str:
    """What the words before say of the symbol on the left side (`刚度矩阵 $K$`)."""
    left = regex.sub(r"^\\(?:begin\{\w+\*?\}|\s)+", "", sides(latex)[0]).strip(" &{}")
    if not left or len(left) > 40:
        return ""
    spans = sentences(around.lead)
    text = around.lead[spans[-1].start : spans[-1].end] if spans else around.lead
    told = explained(left, [text, *around.after])
    if whole := next((meaning for symbol, meaning in told.items() if key(symbol) == key(left)), ""):
        return whole
    for match in regex.finditer(r"\$([^$]+)\$", text):
        if key(match[1]) != key(left):
            continue
        before = text[: match.start()].rstrip()
        found = SYMBOLISED.search(before)
        if found:
            return str(found["zh"] or found["en"])
    return ""


CALLED = regex.compile(
    r"^\W*(?:这|上|该|此|上述|以上|上面)(?:个|种|一|的)?(?:公式|式子?|等式|方程|\p{Han}{1,3})??(?:就|便|也|即|被)?(?:是|称(?:之)?为|叫做?|称作)(?:所谓的?|著名的)?[“\"「]?(?P<zh>[^，。；：“”\"」\n$]{2,16}?)[”\"」]?(?:[，。；]|$)"
    r"|^\W*(?:即|被)?(?:称(?:之)?为|叫做|称作)[“\"「]?(?P<named>[^，。；：“”\"」\n$]{2,16}?)[”\"」]?(?:[，。；]|$)"
    r"|^\W*(?:(?:this|which|the above)(?: equation| formula| relation)?\s+)?(?:is|are)\s+(?:also\s+)?(?:(?:called|known as|referred to as)\s+(?:the |an? )?|the |an? )[“\"]?(?P<en>[A-Za-z][\w'’\- ]{2,50}?)[”\"]?(?:[.,;:]|$| (?:that|which|where|[a-z]+ing)\b)"
    r"|^\W*(?:则|那么|我们|就|并|也)*称\s*\$?[^\s$，。]{1,20}?\$?\s*(?:为|是|叫做?)(?P<say>[^，。；：\n$]{2,16}?)(?:[，。；]|$)"
    r"|^\W*(?:then\s+|and\s+)?we\s+(?:then\s+)?call\s+(?:this|it|\$[^$]{1,20}\$)\s+(?:the |an? )?(?P<call>[A-Za-z][\w'’\- ]{2,50}?)(?:[.,;:]|$)"
    r"|^\s*[（(](?P<bracket>\p{Lu}[\p{Latin}'’\- ]{3,40}|[\p{Han}A-Za-z\- ]{1,14}(?:公式|定律|定理|方程|法则|原理|不等式|律|分布|函数))[）)]\s*$",
    regex.IGNORECASE,
)


def _called_after(around: Around) -> str:
    match = CALLED.match(around.next.split("\n")[0].lstrip(" ，,。.;；"))
    return next((name for name in match.groups() if name), "") if match else ""


def _opens_section(outline: Outline, block: int) -> bool:
    """Whether a formula is the first thing under its heading, but for one text that leads in to it."""
    section = outline.blocks[block].section
    texts = range((section if section is not None else -1) + 1, block)
    return (
        len([i for i in texts if outline.blocks[i].text and not outline.blocks[i].text.startswith("![")]) <= 1
    )


def _is_one_of_many(outline: Outline, block: int) -> bool:
    """Whether a formula is an item among others: the heading names them all, or none."""
    group = outline.blocks[block].group
    around = range(max(0, block - 40), min(len(outline.blocks), block + 40))
    return outline.blocks[block].kind == "item" and any(
        i != block and outline.blocks[i].group == group and outline.blocks[i].kind == "item" for i in around
    )


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
    if EXAMPLE.search(heading) or (how != "generic" and _is_one_of_many(outline, place.block)):
        return
    if subject is None or COMPARED.search(heading) or (regex.search(r"[?？]$", heading) and not asked):
        return
    name = key(subject.name)
    if name in reading.headed:
        yield Named(subject, "formula-heading", why="the heading already names another formula")
        return
    near = reading.chinese or HAN.search(heading) or _opens_section(outline, place.block)
    bonus = 0.1 if how == "generic" else 0.0 if near else -0.15  # English goes on in prose for longer
    named = judged(reading, place.block, to_term(subject.name), "formula-heading", bonus=bonus)
    yield named
