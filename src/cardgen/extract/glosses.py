"""A label and the clause behind it: how much the clause looks like a meaning, and the candidate of both."""

from __future__ import annotations

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.meanings import clean_meaning, why_not_meaning, without_cut
from cardgen.extract.openings import GENUS_ZH
from cardgen.extract.outline import Outline, is_chinese
from cardgen.extract.terms import COMPARED, VERB_OBJECT, Term, why_not_term
from cardgen.model import Block, Definition
from cardgen.rules import Rule, RuleSet

EXPANSION = regex.compile(
    r"^(?P<full>[A-Z][A-Za-z\-]+(?:[ \-/][A-Za-z][A-Za-z\-]*){1,7}|[a-z]+(?: [A-Z][A-Za-z\-]+)+)\s*[,，;；。.]\s*(?:即|也就是|就是|是指|是|指的是|指)?\s*(?P<rest>\S.{3,})$"
)


ATTRIBUTE = regex.compile(
    r"(?:原因|理由|方式|建议|计划|目标|人群|地点|时间|时长|日期|情况|结果|要求|步骤|流程|示例|例子|作业|考试|练习|习题|公式|条件|结论|优点|缺点|(?<!绝对|比较|竞争|相对|先发)优势|劣势|特点|意义|影响|关系|区别|联系|"
    r"不同点|相同点|选择|实现|指南|提醒|部分|案例|场景|范围|数量|总结|小结|思路|技巧|(?<!问)题|的问题|答案|格式|顺序|次数|说明|注意|费|预算|负责人|代表(?:人物|作品?)?|\b(?:due|question|questions|example|examples|quiz|homework|exercise|plan|owner|check|hours|time|date|notes?|link|price|proof|impression|call(?:ed)?))$",
    regex.IGNORECASE,
)


IMPERATIVE_EN = regex.compile(
    r"(?i)(?:ask|do|don't|keep|use|write|book|see|check|take|make|try|buy|call|send|read|bring|go|get|put|add|remember|forgot|fix|finish|revisit|review|do not|please|call|turn|leave|clean|pay|avoid|skip|wait|think|open|close|click|run|install|update)\b(?! of\b)|(?:lower|reduce|increase|raise|switch|limit) (?:the|your|to)\b|(?:consider|prefer|ensure|verify)\b"
)


def _closing(text: str, label: str) -> str:
    """The first clause when it closes with the label's own noun (`上升时间：… 所用的时间`), or nothing."""
    first = compiled(r"[，,。；;]").split(text, maxsplit=1)[0]
    return first if is_chinese(label) and first.endswith(label[-2:]) else ""


def weight_of_gloss(label: str, meaning: str) -> float:
    """How much a labelled clause looks like a meaning (up to 0.1) or like a remark or entry (down to -0.4)."""
    text = compiled(r"[，,。；;]\s*(?:比如|例如|譬如)[^\n]*$").sub("", clean_meaning(meaning))
    weight = 0.0
    if (
        abbreviates(label, text)
        and len(label) < len(text)
        and not is_chinese(text)
        and len(text.split()) <= 8
    ):
        return 0.08 if compiled(r"[A-Z].*[A-Z]").search(label) else 0.0  # an acronym and what it stands for
    if ATTRIBUTE.search(label) and not compiled(r"[^，]{2,}的(\p{Han}{2,3})").fullmatch(
        _closing(text, label)
    ):
        weight -= 0.3
    if compiled(r"[A-Z][A-Za-z0-9\-]*[A-Z][A-Za-z0-9\-]*|[A-Z]{2,}s?").fullmatch(label):
        weight += 0.06  # an acronym or a proper name
    if compiled(r"^\$[^$]+\$|^\S{1,30}\s*=\s*\S").match(text):
        return -0.4  # a formula
    if compiled(r"[=+/×*→]").search(text) and len(compiled(r"[a-z]{4,}|\p{Han}{2,4}").findall(text)) < 3:
        return -0.4  # a formula in plain text, or a chain
    if "→" in text:
        weight -= 0.15
    if is_chinese(text):
        han = len(compiled(r"\p{Han}").findall(text))
        if GENUS_ZH.search(text.split("，")[0]) or compiled(
            r"一[种个类项套门组]|指|用[于来]|通过|将|把|衡量|度量|表示|描述|负责"
        ).match(text):
            weight += 0.08
        if han < 6 and "$" not in text and "`" not in text:
            weight -= 0.12 if han < 4 else 0.08
        if compiled(
            r"(?:减少|增加|增大|减小|降低|提高|扩大|缩小|换|改|加|删|买|找|问|去|看|写|做|校验|检查|使用|用(?![来于])|装了|重启|重装|注意|记得|不要|别)"
        ).match(text):
            weight -= 0.1
        if compiled(
            r"！|？|[\d.]+\s*(?:元|块|分钟|小时|点|号|页|人|年|月|天)(?!龄|度)|\s\d{3,}$|吧|啊|呢"
        ).search(text):
            weight -= 0.2
        if compiled(r"尽管|虽然|并非|但|不过|可能|尽量|建议|如果你|记得").match(text):
            weight -= 0.15
        if text.endswith("了") and not text.endswith("不了"):
            weight -= 0.08
    else:
        words = text.split()
        if compiled(
            r"(?i)(?:an?|the|any|how|when|what|where|to|used|process|type|kind|set|number|amount|ability|[a-z]+(?:ing|s)|one of)\b"
        ).match(text):
            weight += 0.06
        if len(words) < 4:
            weight -= 0.15 if len(words) < 2 else 0.1 if len(words) < 3 else 0.06
        if compiled(
            r"(?:thought|said|argued|believed|claimed|proposed|showed|wrote|invented|discovered|won|lived|born|met|went|gave|told|thinks|says)\b"
        ).match(text):
            weight -= 0.2  # what a person did
        if IMPERATIVE_EN.match(text):
            weight -= 0.2
        if compiled(
            r"!|\b(?:i|my|me|you|your)\b|\d{1,2}(?::\d\d|\s?(?:am|pm)\b)|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
            regex.IGNORECASE,
        ).search(text):
            weight -= 0.2
    return max(weight, -0.4)


def candidate(
    outline: Outline,
    rules: RuleSet,
    rule: Rule,
    index: int,
    start: int,
    term: Term,
    raw: str,
    *,
    bonus: float = 0.0,
    end: int | None = None,
    line: int = 0,
    label: bool = False,
    marked: bool = False,
) -> Found:
    block: Block = outline.blocks[index]
    aliases = list(term.aliases)
    expansion = EXPANSION.match(raw.strip())
    if expansion and abbreviates(term.name, expansion["full"]):
        aliases.append(expansion["full"])
        raw = expansion["rest"]
    meaning = clean_meaning(without_cut(raw))
    veto = why_not_term(term.name, rules.words, short=label, marked=marked) or why_not_meaning(
        meaning, term.name, short=label
    )
    if not veto and label and VERB_OBJECT.match(term.name):
        veto = "an instruction, not a term"
    if not veto and COMPARED.search(term.name):
        veto = "the term compares things"
    if not veto and label and is_list(meaning):
        veto = "a list of things, not a meaning"
    return Found(
        rule=rule,
        block=index,
        start=start,
        end=end if end is not None else len(block.text),
        content=Definition(term.name, meaning, tuple(dict.fromkeys(a for a in aliases if a != term.name))),
        confidence=min(0.98, max(0.02, rule.confidence + bonus)),
        veto=veto,
        line=line,
    )


def abbreviates(short: str, full: str) -> bool:
    """Whether the initials of `full` begin like `short`."""
    initials = "".join(w[0] for w in compiled(r"[A-Za-z]+").findall(full)).lower()
    letters = compiled(r"[^A-Za-z]").sub("", short).lower()
    return bool(letters) and (initials.startswith(letters[:2]) or letters in initials)


def is_list(meaning: str) -> bool:
    """Whether a clause is a bare list of names."""
    plain = compiled(r"[（(][^()（）]*[)）]").sub("", meaning)
    parts = compiled(r"[、，,/]").split(plain)
    if compiled(r"先|再|把|按|被|会|不|能|就|才|\b(?:but|no)\b|\b[a-z]+s [a-z]+ ?[a-z]*$").search(plain):
        return False
    return len(parts) >= 3 and all(0 < len(p.strip()) <= (8 if is_chinese(p) else 20) for p in parts)
