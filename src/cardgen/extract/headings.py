"""What a heading is about, and what a block under headings, items and bold lines is about."""

from __future__ import annotations

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.label_lines import LABEL
from cardgen.extract.outline import Outline
from cardgen.extract.terms import COMPARED, Term, parse_term, why_not_term
from cardgen.rules import RuleSet

QUESTION_ZH = regex.compile(
    r"^(?:请?(?:简述|解释|介绍)?(?:一下)?\s*)?(?:什么(?:是|叫做?)|何[为谓]|啥是)\s*(?P<term>[^？?，,]{1,40})[？?]?$|^(?P<term2>[^？?，,]{1,30}?)(?:是什么(?:意思)?|的(?:定义|概念|含义)是什么|指的是什么|是啥)[？?]?$|^(?P<term3>[^？?，,的]{1,30}?)的(?:定义|概念|含义)$"
)


QUESTION_EN = regex.compile(
    r"^(?:what(?:'s| is| are| does)|define|definition of)\s+(?:an? |the )?(?P<term>[^?,]{1,60}?)(?: mean| stand for)?\s*\??$",
    regex.IGNORECASE,
)


SEVERAL = regex.compile(
    r"、|\p{Han}\s*[与和及]\s*[\p{Han}A-Z]|[A-Za-z]\s*[与和及]\s*\S|\b(?:and|or)\b|[A-Za-z] [&+/] [A-Za-z]"
)
"""A heading that names several things; its first sentence is not about all of them."""


PIECE = regex.compile(
    r"(?:笔记|小结|总结|指南|教程|手册|介绍|入门|详解|记录|合集|汇总|清单|计划|部分|设置|配置|例子|示例|练习|参数|步骤|流程|\bnotes?|guide|tutorial|overview|summary|cheat ?sheet|examples?|introduction|setup|settings|configuration|review|log)$"
    r"|^(?:notes? on|reading notes|introduction to|intro to|overview of|how to|why|when|getting|using|setting|running|building|working)\b",
    regex.IGNORECASE,
)


def question(text: str) -> str:
    """The term that a question heading asks for (`什么是X？`), or nothing."""
    text = compiled(r"^\s*(?:\d+(?:\.\d+)*[.、)）]?|[一二三四五六七八九十]+、|Q\d*[:：.]|问[:：])\s*").sub(
        "", text.strip()
    )
    match = QUESTION_ZH.match(text) or QUESTION_EN.match(text)
    return next((g for g in match.groups() if g), "") if match else ""


def subject_of(outline: Outline, index: int, rules: RuleSet) -> Term | None:
    """What a block under a label, item or heading is about: the nearest thing above it that is a term."""
    block = outline.blocks[index]
    texts: list[str] = []
    parent = block.parent
    while parent is not None:
        texts.append(LABEL.sub(r"\g<label>", outline.blocks[parent].text))
        parent = outline.blocks[parent].parent
    before = pseudo_heading(outline, index)
    if before:
        texts.append(before)
    texts += reversed(block.trail)
    for text in texts:
        term = parse_term(question(text) or without_piece(text))
        if (
            not term.name
            or folded(term.name) in rules.words["generic_headings"]
            or folded(term.name) in rules.words["labels"]
        ):
            continue
        return None if why_not_term(term.name, rules.words) or COMPARED.search(text) else term
    title = parse_term(question(outline.note.title) or without_piece(outline.note.title))
    return (
        None
        if not title.name or why_not_term(title.name, rules.words) or COMPARED.search(outline.note.title)
        else title
    )


def without_piece(text: str) -> str:
    """`X 笔记` and `X tutorial` are about X."""
    shorter = compiled(
        r"\s*(?:学习|读书)?(?:笔记|小结|总结|教程|介绍|入门|详解|notes?|tutorial|overview|summary)$", regex.I
    ).sub("", text)
    return shorter if len(shorter) > 1 else text


def pseudo_heading(outline: Outline, index: int) -> str:
    """The bold-only paragraph that heads the blocks before `index`, within the section."""
    section = outline.blocks[index].section
    for i in range(index - 1, max(index - 12, -1), -1):
        block = outline.blocks[i]
        if i == section or block.kind == "heading":
            return ""
        text = block.text.rstrip("：: ")
        if block.kind != "paragraph" or not block.marks or len(block.text) > 40:
            continue
        mark = block.marks[0]
        if mark.kind == "strong" and mark.start == 0 and mark.end >= len(text):
            return text
    return ""


def without_field_word(term: Term, label: str) -> Term:
    """`X的定义：` and `X 本质：` ask for X."""
    match = compiled(
        r"(.{2,}?)\s*(?:的?(?:基本|核心|主要)?(?:定义|概念|含义|本质|核心思想|工作原理)"
        r"|(?:的(?:基本|核心|主要)?|基本|核心|主要|(?<=[A-Za-z)）`]\s?))(?:思想|作用|原理))"
    ).fullmatch(term.name)
    return Term(match[1].removesuffix("的"), term.aliases) if match else term


def folded(name: str) -> str:
    return name.lower().strip(" ：:")
