"""Definitions by nesting: a bare item and its sub-item, table rows, definition lists."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.glosses import candidate, weight_of_gloss
from cardgen.extract.headings import folded, subject_of
from cardgen.extract.label_lines import LABEL
from cardgen.extract.openings import PRONOUN_EN, PRONOUN_ZH, weight_of_opening
from cardgen.extract.outline import Outline
from cardgen.extract.places import is_identifier, place_of, weight_of_name
from cardgen.extract.terms import Term, parse_term
from cardgen.model import Block
from cardgen.rules import RuleSet

TABLE_TERM = regex.compile(
    r"^(?:(?:主要|核心|基本|常用|专业|关键|英文|中文|所属|设计)?(?:名称|名字|术语|概念|名词|词|词汇|单词|符号|缩写|简称|全称|类型|种类|类别|算法|模型|组件|层|层级|层次|损失|损失函数|优化器|激活函数|数据结构|设计模式|模式|部件|角色|要素|元素|状态码|错误码|指标|操作|操作符|运算符|工具|协议|术语/概念|方法|策略|阶段|状态|结构|器官|激素|药物|疾病|病症|细胞|权利|原则|罪名|理论|学派)"
    r"|terms?|name|concept|word|symbol|abbreviation|acronym|keyword|type|component|metric|operator|tool|protocol|layer|model|item|enzyme|hormone|drug|disease|structure|phase|stage|device|theory|bias|cell|organ|muscle|nerve|vitamin|principle|doctrine|method|algorithm|technique|pattern|estimand|state|role|index|strategy|approach|class|category|kind)s?$",
    regex.IGNORECASE,
)
"""Headers of columns that name things."""

PROGRAM_TERM = regex.compile(
    r"^(?:参数名?|字段|函数(?:名|\(类\))?|方法名|命令|指令|选项|属性|文件|目录|注解|标签|变量|接口|快捷键|按键|列名?|模块|对象|入口|包|键|环境变量|插件|脚本|notebook|parameter|param|argument|field|command|function|attribute|property|variable|key|flag|option|tag|constant|column|module|package|extra|file|class|endpoint|event|setting|script|shortcut)s?$",
    regex.IGNORECASE,
)
"""Headers of columns that name parts of a program."""

TABLE_MEANING = regex.compile(
    r"^(?:(?:主要|核心|基本|简要|详细|简单|通俗|具体|中文|功能|参数|一句话)?(?:描述|含义|说明|解释|定义|意义|意思|作用|功能|用途|释义|介绍|思想|职责|概念|原理|机制|思路|做法)|是什么|做什么|干什么|备注|中文|特点|内容|简介|(?:core |key |main |basic )?idea|description|meaning|definition|explanation|purpose|what (?:it (?:does|is|means)|happens)|mechanism(?: of action)?|function|role|action|use|usage|notes?|effect|stands for|details?|summary)s?$",
    regex.IGNORECASE,
)
SURE_MEANING = regex.compile(
    r"(?:定义|含义|解释|释义|意思|意义)$|^(?:是什么|meaning|definition|explanation|stands for|what it (?:is|means))s?$",
    regex.IGNORECASE,
)
"""Headers of columns that hold nothing but meanings."""
REMARKS = regex.compile(
    r"^(?:备注|内容|特点|中文|notes?|use|usage|details?|summary|effect)s?$",
    regex.IGNORECASE,
)
"""Headers of columns that often hold remarks, and only sometimes a meaning."""
VALUES = regex.compile(
    r"类型|默认|必[填选]|是否|取值|建议值|可选|版本|状态|依赖|位置|返回|types?|default.*|required|optional|version|status|module|returns?|typical value|values?|since|stata|start|limit",
    regex.IGNORECASE,
)
"""Headers of columns that say how a part of a program is set."""


def find_children(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """A list item that is a bare term, with its meaning in the only item (or first paragraph) below it."""
    rule = rules.by_id["parent-child"]
    for parent, children in outline.children.items():
        block = outline.blocks[parent]
        if block.kind != "item" or not children or len(block.text) > 60:
            continue
        label = block.text.rstrip("：: ")
        if not label or LABEL.match(block.text):
            continue
        first = outline.blocks[children[0]]
        if first.kind not in ("item", "paragraph") or LABEL.match(first.text):
            continue
        term = parse_term(label)
        if folded(term.name) in rules.words["field_labels"]:
            subject = subject_of(outline, parent, rules)
            if subject is not None:
                yield candidate(
                    outline, rules, rules.by_id["field-label"], children[0], 0, subject, first.text
                )
            continue
        siblings = [c for c in children if outline.blocks[c].kind == "item"]
        bonus = 0.0 if len(siblings) <= 1 else -0.12 if len(siblings) == 2 else -0.2
        if children[0] in outline.children:
            bonus -= 0.1
        bonus += 0.08 if weight_of_opening(first.text)[0] >= 0.1 else 0.0
        bonus += max(weight_of_gloss(term.name, first.text), -0.2) + weight_of_name(term.name)
        text = PRONOUN_EN.sub("", PRONOUN_ZH.sub("", first.text, count=1), count=1)
        yield candidate(outline, rules, rule, children[0], 0, term, text, bonus=bonus, label=True)


def find_tables(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """Rows of a table whose header says term and meaning."""
    rule = rules.by_id["table-row"]
    for i, block in enumerate(outline.blocks):
        if block.kind != "table" or len(block.rows) < 2:
            continue
        header = [compiled(r"\s+").sub(" ", cell.text).strip() for cell in block.rows[0]]
        header = [_in_one_language(text) for text in header]
        meaning_at = next((n for n, text in enumerate(header) if n and TABLE_MEANING.match(text)), None)
        if meaning_at is None:
            continue
        term_at = _term_column(block, meaning_at)
        pairs = [
            (row[0].line, parse_term(row[term_at].text), row[meaning_at].text)
            for row in block.rows[1:]
            if len(row) > meaning_at and row[term_at].text.strip()
        ]
        bonus = _weight_of_table(header, term_at, meaning_at, pairs)
        place = place_of(outline, i)
        bonus += 0.05 if place == "glossary" else -0.25 if place == "chores" else 0.0
        for line, term, raw in pairs:
            weight = bonus + min(0.0, weight_of_gloss(term.name, raw))
            yield candidate(outline, rules, rule, i, 0, term, raw, bonus=weight, line=line, label=True)


def _in_one_language(header: str) -> str:
    """The Latin half of a header such as `Type 类型`."""
    match = compiled(r"([A-Za-z ]{3,}?)\s*\p{Han}{2,}").fullmatch(header)
    return match[1] if match else header


def _weight_of_table(
    header: list[str], term_at: int, meaning_at: int, pairs: list[tuple[int, Term, str]]
) -> float:
    """How much a table looks like a glossary (up to 0.15), or like a list of settings, results, recipes."""
    name, meaning = header[term_at], header[meaning_at]
    sure = SURE_MEANING.search(meaning) is not None
    weight = 0.1 if TABLE_TERM.match(name) else -0.05 if name else 0.0
    weight += 0.05 if sure else -0.2 if REMARKS.match(meaning) else 0.0
    weight -= (0.16 if REMARKS.match(meaning) else 0.12) * sum(
        1
        for text in header[term_at + 1 : meaning_at]
        if text and not compiled(r"图|英文|缩写|全称|english|abbr").search(text.lower())
    )
    weight -= 0.03 * max(0, len(header) - meaning_at - 2)
    program = PROGRAM_TERM.match(name) is not None
    named = sum(
        1
        for _, term, _ in pairs
        if is_identifier(term.name) or (program and compiled(r"[a-z]+\d?").fullmatch(term.name))
    )
    if named * 2 > len(pairs):
        weight -= 0.1 if sure else 0.2 if len(header) == 2 and not SHORTCUT.search(name) else 0.4
    if program and any(VALUES.fullmatch(text) for text in header):
        weight -= 0.35
    poor = sum(
        1
        for _, term, raw in pairs
        if weight_of_gloss(term.name, raw) <= -0.4 or compiled(r"`[^`]*`.*|[\d.,%\s]*").fullmatch(raw.strip())
    )
    if poor * 3 > len(pairs):
        weight -= 0.3
    return weight


SHORTCUT = regex.compile(r"快捷键|按键|命令|键|\b(?:shortcut|key|command|hotkey)s?\b", regex.IGNORECASE)


def _term_column(block: Block, meaning_at: int) -> int:
    """The first column before the meaning that names each row: one whose cells repeat only groups the rows."""
    for column in range(meaning_at):
        cells = [row[column].text.strip() for row in block.rows[1:] if len(row) > column]
        if len(set(cells)) * 4 > len(cells) * 3 or len(cells) < 3:
            return column
    return 0


def find_definition_lists(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`Term` / `: meaning` of a Markdown definition list, and `<dl>`."""
    rule = rules.by_id["definition-list"]
    for parent, children in outline.children.items():
        if outline.blocks[parent].kind == "title":
            first = children[0]
            if outline.blocks[first].kind in ("detail", "paragraph"):
                yield candidate(
                    outline,
                    rules,
                    rule,
                    first,
                    0,
                    parse_term(outline.blocks[parent].text),
                    outline.blocks[first].text,
                    label=True,
                )
