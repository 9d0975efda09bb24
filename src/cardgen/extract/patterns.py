"""The engine: sentence rules (data) over a note's sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.marked import cut_at_next_subject
from cardgen.extract.meanings import LOST, ROOM, clean_meaning, why_not_meaning, without_cut
from cardgen.extract.outline import Outline, Sentence, is_chinese
from cardgen.extract.subjects import MARKED, OFTEN, UNKNOWN, Subjects, subjects_of
from cardgen.extract.terms import VERB_OBJECT, Term, key, parse_term, why_not_term
from cardgen.model import Block, Definition
from cardgen.rules import Rule, RuleSet

NEEDS = {"": UNKNOWN, "new": UNKNOWN, "known": OFTEN, "marked": MARKED}
AGENT = regex.compile(
    r"(?:the |an? )?(?:package|function|method|option|step|tool|script|program|command|code|user|argument|parameter|algorithm|model|approach|procedure|output|input|file|class|object|"
    r"table|data|example|team|company|patient|student|teacher|plot|figure|result|value|list|case|system|process|part|group|author|paper|book|story|city|loop|network|machine|"
    r"researcher|scientist|doctor|people|government|firm|server|client|caller|developer|engineer|customer|reader|child|default|training|line|layer|node|way|work|dataset|image|text)s?"
    r"|(?:(?:新|该|整个|各|每个|\p{Han}{1,4}的))?(?:模型|系统|用户|网络|程序|作者|数据|函数|方法|算法|结果|实验|公司|学生|老师|团队|客户端|服务器|服务端|客户|代码|文件|论文|研究者|人员|人们|央行|损失|输入|输出|参数|样本|训练|测试|"
    r"机器|设备|计算机|电脑|软件|平台|项目|产品|政府|企业|国家|医生|患者|病人|医院|孩子|父母|读者|文章|公式|图片|视频|文本|句子|会议|活动|课程|过程|阶段|步骤|操作|任务|问题|场景|情况|工作|部分|主流程|脚本)|[小老]\p{Han}|\p{Han}{1,4}[者方端们员]",
    regex.IGNORECASE,
)
"""Somebody or something that acts in a story: not what a note explains, unless it marks it."""
BACKWARD_LEAD = regex.compile(
    r"^(?:[^，,。：:]{1,8}[：:]\s*|因此|所以|其中|这里|而|我们(?:把|将)|通常(?:把|将)|一般(?:把|将)|人们(?:把|将)|把|将|这时|此时|那么)[，,]?"
)
BACKWARD_TAIL = regex.compile(
    r"(?:[，,。；;\s]*(?:因此|所以|于是|这(?:种|个|样|类|一|些|部分)?\p{Han}{0,6}|其|我们|也|就|便|，|,))$"
)
EARLIER = regex.compile(r"(?:称为|称作|叫做?|叫作|是)[^，,；;]{1,12}[，,；;]\s*")
"""An earlier clause that says another thing (`A 称为 X，B 称为 Y`)."""
FIELD = regex.compile(
    r"(?:的(?:基本|核心|主要|根本)?|基本|核心|主要|根本|(?<=[A-Za-z)）`]\s?))(?:目的|目标|任务|作用|思想|思路|含义|意思|本质|原理|功能|特点|特征|做法)\s*$"
    r"|(?:目的|目标|任务|思路|含义|意思|本质|功能|特点|特征|做法)\s*$"
)
GENERAL_EN = regex.compile(
    r"(?:the|this|that|our) (?:(?:same|new|old|whole|above|resulting|current|given|next|following|first|second|default) )?(?:package|function|method|option|step|tool|script|program|command|code|user|argument|parameter|algorithm|model|approach|procedure|output|input|file|class|object|table|data|example|team|company|patient|student|teacher|plot|figure|result|value|list|case|system|process|part|group|author|paper|book|story|city|loop)s?",
    regex.IGNORECASE,
)
"""`The package`, `this function`: one that the note has just spoken of."""
FIELD_EN = regex.compile(
    r"(?:(?:the|an?|one|another|our) )?(?:(?:main|key|first|only|common|simple|good|big|major|basic|general|best|usual|natural|obvious|possible|great|whole|central|core|last|next|second|other|better|easy|typical|popular|standard|practical|real|important|alternative|biggest|simplest|easiest) ){0,2}(?:advantage|disadvantage|benefit|drawback|problem|solution|choice|approach|idea|goal|aim|purpose|reason|step|way|thing|trick|question|answer|"
    r"example|case|difference|point|consequence|result|issue|challenge|rule|advice|tip|alternative|option|exception|limitation|downside|upside|application|motivation|observation|assumption)s?"
    r"(?: (?:of|with|to|in|for|is|here) .*)?|.* of choice|(?:the |an? )?\w+ (?:solution|approach|alternative|option|way|idea)s?",
    regex.IGNORECASE,
)
"""`One solution to this`, `the main advantage`: a field of the text, unless the note marks it as a term."""
CONTRAST_EN = regex.compile(r"; |, (?:but|while|whereas) (?!also\b|only\b|not\b|\w+ing\b)")
NOUN_OF_ONE = (
    r"[熵栈堆酶锁核键链树图队列熔焓梯酸碱盐酯醇醛酮胺肽脂糖场波光电力功能弦拍调债股税罪刑权券币股梗脉]"
)
"""A term of one character; most others are pronouns or verbs."""
POINTS_BACK = regex.compile(
    r"\b(?:such|these|this|those|it|they|which) \w+|^(?:each|every|the|an?) [\w\-]+$|^\p{Han}{2,6}(?:也|又|还|常|被)*$",
    regex.IGNORECASE,
)
LATER = 0.08
SURE = 0.65
"""The confidence of a rule whose verb defines, so that a contrast may stand beside it."""
TIMEOUT = 5.0
"""Seconds that the rules may take over one note before it counts as one that can't be read."""


def matches(
    outline: Outline, rule: Rule, timeout: float = TIMEOUT
) -> Iterator[tuple[Sentence, regex.Match[str]]]:
    """Each match of a sentence rule with its sentence. Raises TimeoutError when the text defeats it.

    A rule is tried only where its cue stands: so hundreds of patterns stay affordable.
    """
    across = rule.kind == "comparison" and bool(TWO_LINES.search(CLASS.sub("", rule.pattern)))
    for cue, pattern in rule.patterns(outline.folded):
        seen: set[tuple[int, int]] = set()
        for start, end in _lines_with(outline, cue, across):
            for match in pattern.finditer(outline.text, start, end, timeout=timeout):
                if match.span() not in seen:
                    seen.add(match.span())
                    yield outline.sentence_at(match.start()), match


PART = 20_000
"""Characters that a rule without a cue is given at a time, so that a long note is not one that takes too long."""
CLASS = regex.compile(r"\[[^\]]*\]")
TWO_LINES = regex.compile(r"\\n")
"""A pattern that goes on in the next sentence."""


def _lines_with(outline: Outline, cue: str, across: bool = False) -> Iterator[tuple[int, int]]:
    """The spans of the sentences that hold a cue, with their neighbours if `across`; all lines where there is none, or offsets can't be told."""
    folded, whole = outline.folded, len(outline.text)
    if across and (not cue or len(folded) != whole):
        yield 0, whole
        return
    if not cue or len(folded) != whole:
        start = 0
        while start < whole:
            end = outline.text.find("\n", start + PART)
            end = whole if end < 0 else end
            yield start, end
            start = end + 1
        return
    at = folded.find(cue)
    while at >= 0:
        start = folded.rfind("\n", 0, at) + 1
        end = folded.find("\n", at)
        end = len(folded) if end < 0 else end
        first, last = start, end
        if "\n" in cue or across:
            after = folded.find("\n", end + 1)
            last = len(folded) if after < 0 else after
        if across and start:
            first = folded.rfind("\n", 0, start - 1) + 1
        yield first, last
        at = folded.find(cue, end)


def find_definitions(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """Definitions by every sentence rule of that kind."""
    subjects = subjects_of(outline)
    found = [
        _definition(outline, rules, subjects, rule, sentence, match)
        for rule in rules.rules
        if rule.kind == "definition" and rule.pattern
        for sentence, match in matches(outline, rule)
    ]
    first: dict[str, int] = {}
    for one in found:
        if not one.veto and isinstance(one.content, Definition):
            name = key(one.content.term)
            first[name] = min(first.get(name, one.block), one.block)
    for one in found:
        later = isinstance(one.content, Definition) and one.block > first.get(
            key(one.content.term), one.block
        )
        # what is said first of a name defines it; what comes later is remarked by the way
        yield replace(one, confidence=max(0.02, one.confidence - LATER)) if later else one


def _definition(
    outline: Outline,
    rules: RuleSet,
    subjects: Subjects,
    rule: Rule,
    sentence: Sentence,
    match: regex.Match[str],
) -> Found:
    block = outline.blocks[sentence.block]
    term = _subject(_marked_part(block, sentence, match) or match["term"], rules)
    raw = match["meaning"]
    start = sentence.start + match.start() - sentence.at
    if match.end("meaning") == sentence.at + sentence.end - sentence.start and block.kind != "heading":
        begin = sentence.start + match.start("meaning") - sentence.at
        raw = block.text[begin : begin + 2 * ROOM]  # may go on in the next sentence
    if rule.options.get("backward"):
        raw = BACKWARD_TAIL.sub("", BACKWARD_LEAD.sub("", raw))
        later = raw[max((m.end() for m in EARLIER.finditer(raw)), default=0) :]
        raw = later if len(later) >= 8 else raw
    raw = without_cut(raw)
    meaning = clean_meaning(raw, keep_lead=bool(rule.options.get("keep_lead")))
    full = meaning
    if not rule.options.get("backward"):
        meaning = cut_at_next_subject(meaning)
    names = list(term.aliases)
    if "alias" in match.re.groupindex and match["alias"]:
        other = parse_term(match["alias"])
        names += [other.name, *other.aliases]
    strength = max(map(subjects.strength, (term.name, *term.aliases)))
    if any(not alias.startswith("$") for alias in names):
        strength = max(strength, OFTEN)  # what has another name is being introduced
    veto = why_not_term(
        term.name,
        rules.words,
        short=bool(rule.options.get("backward")) or (compiled(NOUN_OF_ONE).fullmatch(term.name) is not None),
        marked=strength == MARKED,
    )
    if not veto and GENERAL_EN.fullmatch(match["term"]):
        veto = "the subject is a certain thing that was spoken of, not a term"
    if not veto and strength < MARKED and FIELD_EN.fullmatch(term.name):
        veto = "the subject is a field of a thing (its purpose, its idea), not the thing"
    if not veto and VERB_OBJECT.match(term.name) and strength < MARKED:
        veto = "the subject is an action, not a name"
    if not veto and FIELD.search(match["term"]) and rule.id != "zh-mudi":
        veto = "the subject is a field of a thing (its purpose, its idea), not the thing"
    whole = bool(rule.options.get("backward")) or match[0][: match.start("meaning") - match.start()].endswith(
        (" that ", " when ", " if ", " means ")
    )
    veto = veto or why_not_meaning(meaning, term.name, whole=whole)
    if not veto and rule.options.get("backward") and POINTS_BACK.search(meaning):
        veto = "the meaning points to what was said before"
    if not veto and block.kind == "heading":
        veto = "a heading defines nothing by itself"
    if not veto and "分别" in match[0] and compiled(r"[和与及、]").search(term.name):
        veto = "two things, each with a meaning of its own"
    if not veto and LOST.search(match[0]):
        veto = "the meaning needs a formula or picture that was lost"
    needs = str(rule.options.get("needs", ""))
    if not veto and strength < NEEDS[needs]:
        veto = "the note does not mark this subject as a term"
    aside = match.start("term") - match.start() > 2  # `简单来说，X…` announces what comes
    first = aside or outline.sentences(sentence.block)[0] == sentence
    introduced = outline.folded.find(term.name.lower()) >= sentence.at
    apart = meaning != full or CONTRAST_EN.search(match["meaning"])
    if not veto and apart and rule.options.get("keep_lead") and rule.confidence < SURE and strength < MARKED:
        veto = "two things are told apart here, and the note marks neither"
    if not veto and needs == "new" and strength < MARKED:
        if strength == UNKNOWN and not (first and introduced) and not rule.options.get("backward"):
            veto = "the note does not mark this subject as a term"
        elif not is_chinese(meaning) and len(meaning.split()) < 4:
            veto = "too little to say what a name is that the note does not mark"
        elif AGENT.fullmatch(term.name):
            veto = "the subject is somebody or something that acts here, not a term"
    bonus = {MARKED: 0.1, OFTEN: 0.0, UNKNOWN: -0.06 if introduced and first else -0.1}[strength]
    bonus += 0.02 if first else -0.1 if needs == "new" else -0.04
    if rule.options.get("backward"):
        bonus = max(bonus, 0.0)  # to name a thing is to introduce it
    bonus -= 0.0 if strength == MARKED else weight_of_phrase(term.name)
    bonus += 0.08 if names else 0.0
    return Found(
        rule=rule,
        block=sentence.block,
        start=start,
        end=sentence.end,
        content=Definition(
            term.name, meaning, tuple(dict.fromkeys(a for a in names if a and a != term.name))
        ),
        confidence=min(0.98, max(0.02, rule.confidence + bonus)),
        veto=veto,
    )


def _marked_part(block: Block, sentence: Sentence, match: regex.Match[str]) -> str:
    """The bold or italic name that opens a longer subject (`the **charge** of an ion`), or nothing."""
    lead = compiled(r"(?:(?:an?|the) )?", regex.IGNORECASE).match(match["term"])
    start = sentence.start - sentence.at + match.start("term") + (lead.end() if lead else 0)
    end = sentence.start - sentence.at + match.end("term")
    goes_on = compiled(r" (?:of|in|for|on|at|to|from|with) ")
    for mark in block.marks:
        if mark.kind not in ("strong", "emphasis", "highlight") or mark.start != start or mark.end >= end:
            continue
        if goes_on.match(block.text[mark.end : end]):
            return block.text[start : mark.end]
    return ""


def weight_of_phrase(name: str) -> float:
    """How much a subject looks like a phrase put together for its sentence, and not like a name: 0 to 0.25."""
    words = name.split()
    if is_chinese(name):
        return 0.15 * ("的" in name) + 0.1 * (len(compiled(r"\p{Han}").findall(name)) > 9)
    if (
        compiled(r" (?:in|for|at|on|to|from|with|having|by|after|before|returned|used) ").search(name)
        or len(words) > 4
    ):
        return 0.2
    return 0.05 if len(words) > 3 or " of " in name else 0.0


def _subject(raw: str, rules: RuleSet) -> Term:
    """The term in a raw subject; a heading that ran into the text before it is left off."""
    term = parse_term(raw)
    words = raw.split()
    if len(words) > 2 and words[-1] in raw[: raw.rindex(words[-1])] and is_chinese(raw):
        return parse_term(words[-1])  # `A 的定义 A` where the heading ran in
    if " " in raw.strip() and is_chinese(raw) and why_not_term(term.name, rules.words):
        words = raw.strip().split(" ")
        for n in range(1, len(words)):
            shorter = parse_term(" ".join(words[n:]))
            if not why_not_term(shorter.name, rules.words):
                return shorter
    return term
