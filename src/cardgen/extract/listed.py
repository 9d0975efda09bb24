"""Definitions by nesting: a bare item and its sub-item, table rows, definition lists."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.glosses import candidate, weight_of_gloss
from cardgen.extract.headings import folded, subject_of
from cardgen.extract.label_lines import LABEL
from cardgen.extract.openings import PRONOUN_EN, PRONOUN_ZH
from cardgen.extract.outline import Outline
from cardgen.extract.terms import parse_term
from cardgen.model import Block
from cardgen.rules import RuleSet

TABLE_TERM = regex.compile(
    r"^(?:(?:主要|核心|基本|常用|专业|关键|英文|中文|所属|设计)?(?:名称|名字|术语|概念|名词|词|词汇|单词|参数|参数名|字段|命令|函数|方法|方法名|符号|缩写|简称|全称|关键字|选项|属性|类型|种类|算法|模型|组件|模块|层|层级|层次|损失|损失函数|优化器|激活函数|数据结构|设计模式|模式|部件|角色|要素|元素|文件|目录|状态码|错误码|注解|指标|标签|指令|变量|操作|操作符|运算符|接口|工具|协议|术语/概念|类别|快捷键|按键)|term|terms|name|concept|word|parameter|param|argument|field|command|function|method|symbol|abbreviation|acronym|keyword|option|attribute|property|type|component|metric|variable|operator|tool|protocol|key|flag|layer|model|item|tag|enzyme|hormone|drug|disease|structure|phase|stage)s?$",
    regex.IGNORECASE,
)


TABLE_MEANING = regex.compile(
    r"^(?:(?:主要|核心|基本|简要|详细|简单|通俗|具体|中文|功能|参数|作用|含义|一句话)?(?:描述|含义|说明|解释|定义|意义|意思|作用|功能|用途|释义|介绍|思想|职责|概念)|是什么|做什么|干什么|备注|中文|特点|内容|简介|description|meaning|definition|explanation|purpose|what it (?:does|is|means)|function|role|use|usage|notes?|effect|stands for|details?|summary)s?$",
    regex.IGNORECASE,
)

REMARKS = regex.compile(
    r"^(?:备注|内容|特点|中文|notes?|use|usage|details?|summary|effect|role)s?$",
    regex.IGNORECASE,
)
"""Headers of columns that often hold remarks, and only sometimes a meaning."""


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
        bonus += max(weight_of_gloss(term.name, first.text), -0.2)
        text = PRONOUN_EN.sub("", PRONOUN_ZH.sub("", first.text, count=1), count=1)
        yield candidate(outline, rules, rule, children[0], 0, term, text, bonus=bonus, label=True)


def find_tables(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """Rows of a table whose header says term and meaning."""
    rule = rules.by_id["table-row"]
    for i, block in enumerate(outline.blocks):
        if block.kind != "table" or len(block.rows) < 2:
            continue
        header = [compiled(r"\s+").sub(" ", cell.text).strip() for cell in block.rows[0]]
        meaning_at = next((n for n, text in enumerate(header) if n and TABLE_MEANING.match(text)), None)
        if meaning_at is None:
            continue
        term_at = _term_column(block, meaning_at)
        bonus = 0.1 if TABLE_TERM.match(header[term_at]) else -0.05 if header[term_at] else 0.0
        bonus -= 0.15 if REMARKS.match(header[meaning_at]) else 0.0
        bonus -= 0.05 * max(0, len(header) - 3)
        for row in block.rows[1:]:
            if len(row) <= meaning_at or not row[term_at].text.strip():
                continue
            yield candidate(
                outline,
                rules,
                rule,
                i,
                0,
                parse_term(row[term_at].text),
                row[meaning_at].text,
                bonus=bonus,
                line=row[0].line,
                label=True,
            )


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
