"""Definitions from structure: labels, headings, lists, tables, definition lists, question headings.

Each extractor yields candidates, vetoed ones too. They share the term and meaning checks, and the entries of
`rules/structures.yaml` carry their confidence and their examples.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.meanings import clean_meaning, why_not_meaning
from cardgen.extract.outline import REFERENCES, Outline, is_chinese, lead_mark
from cardgen.extract.terms import NUMBERED, VERB_OBJECT, Term, parse_term, why_not_term
from cardgen.model import Block, Definition
from cardgen.rules import Rule, RuleSet

UNIT = r"\$[^$\n]{1,200}\$|`[^`\n]{1,80}`|[（(][^()（）\n]{1,100}[)）]"
LABEL = regex.compile(
    rf"^(?P<label>(?:{UNIT}|[^\n，。；;：:！!？?|$`（(]){{1,60}}?)\s*(?:(?P<colon>[：:](?!//))|(?P<dash>\s[-–—]{{1,2}}\s|——|\s?(?:→|=>|⇒|->)\s?|\s(?:=|＝)\s))\s*(?P<meaning>\S[^\n]*)$"
)
EXPANSION = regex.compile(
    r"^(?P<full>[A-Z][A-Za-z\-]+(?:[ \-/][A-Za-z][A-Za-z\-]*){1,7}|[a-z]+(?: [A-Z][A-Za-z\-]+)+)\s*[,，;；。.]\s*(?:即|也就是|就是|是指|是|指的是|指)?\s*(?P<rest>\S.{3,})$"
)
QUESTION_ZH = regex.compile(
    r"^(?:请?(?:简述|解释|介绍)?(?:一下)?\s*)?(?:什么(?:是|叫做?)|何[为谓]|啥是)\s*(?P<term>[^？?，,]{1,40})[？?]?$|^(?P<term2>[^？?，,]{1,30}?)(?:是什么(?:意思)?|的(?:定义|概念|含义)是什么|指的是什么|是啥)[？?]?$|^(?P<term3>[^？?，,的]{1,30}?)的(?:定义|概念|含义)$"
)
QUESTION_EN = regex.compile(
    r"^(?:what(?:'s| is| are| does)|define|definition of)\s+(?:an? |the )?(?P<term>[^?,]{1,60}?)(?: mean| stand for)?\s*\??$",
    regex.IGNORECASE,
)
OPENING_ZH = regex.compile(
    r"^(?:就?是(?!否|不是)|即|指的?就?是|是?指|用于|用来|又称|也称|也叫|俗称|一[种个类项套门组系]|衡量|度量|描述|表示|将|把|通过|利用|使用|采用|对|在\p{Han}|由|负责|控制|允许|提供|根据|按照|基于|从|先|计算|能够?|可以|为|让|一般|通常|主要|本质上|简单来说|其?本质|其?(?:核心)?思想|其?目的|顾名思义|它|其|这是|该)"
)
PRONOUN_ZH = regex.compile(
    r"^(?:它们?|这|其|该\p{Han}{2,4})(?=的?(?:基本|核心|主要)?(?:就?是|思想|目的|作用|本质|原理|衡量|用|通过|能|可以|将|把|会|指|由|对|在))(?:的(?=思|目|作|本|原|基|核|主))?(?:(?:基本|核心|主要)?(?:思想|目的|作用|本质|原理)(?:就?是|在于))?"
)
PRONOUN_EN = regex.compile(
    r"^(?:it|this|they|these)\s+(?=(?:is|are|means|refers|measures|describes|uses|takes|allows|provides|works|occurs|happens|represents|can|will|has|have|does|tells|computes|states|stands)\b)",
    regex.IGNORECASE,
)
OPENING_EN = regex.compile(
    r"^(?:it is|this is|they are|these are|it|a|an|the|any|used|refers|means|when|where|how|what|is|are|[A-Z]?[a-z]+(?:s|ing|ed))\b",
    regex.IGNORECASE,
)
OTHER_SUBJECT_ZH = regex.compile(
    r"^[^，,。；;的]{1,16}?(?:是(?!否)|指的?是|用来|用于)(?!的)|^(?:我们|首先|目前|随着|近年|在(?:上一|这一|本)|前面|上面|由于|虽然|如果|为了|对于|关于|注意|很多|许多)"
)
OTHER_SUBJECT_EN = regex.compile(
    r"^(?:(?:a|an|the)\s+)?(?:(?!that\b|which\b|who\b)[\w'’()\-]+\s+){1,6}?(?:is|are|was|were|has|have|can|will|may|means|refers|holds|uses|measures|determines)\s|^(?:in|for|as|when|if|with|by|since|because|although|while|to|on|at|from|now|so|but|however|recall|note|suppose|related|there)\b",
    regex.IGNORECASE,
)
GENUS_ZH = regex.compile(
    r"(?:方法|方式|算法|技术|技巧|过程|机制|模型|框架|结构|函数|策略|系统|协议|标准|概念|指标|集合|序列|平均值|比例|比值|比率|概率|数量|数目|个数|程度|能力|时间|距离|差值|之差|之和|之比|乘积|大小|长度|最大值|最小值|总和|操作|关系|现象|行为|制度|权利|疾病|物质|价格|成本|任务|问题|单位|值|率|量|数|层|网络)$"
)
COMPARED = regex.compile(
    r"(?:区别|异同|不同|差异|差别|比较|对比|联系|关系|优缺点|\bvs\.?\b|versus|difference|comparison|compared)",
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
TABLE_TERM = regex.compile(
    r"^(?:名称|名字|术语|概念|名词|词|词汇|单词|参数|参数名|字段|命令|函数|方法|方法名|符号|缩写|简称|全称|关键字|选项|属性|类型|种类|算法|模型|组件|模块|层|指标|标签|指令|变量|操作|操作符|运算符|接口|工具|协议|术语/概念|类别|快捷键|按键|term|terms|name|concept|word|parameter|param|argument|field|command|function|method|symbol|abbreviation|acronym|keyword|option|attribute|property|type|component|metric|variable|operator|tool|protocol|key|flag|layer|model|item|tag|enzyme|hormone|drug|disease|structure|phase|stage)s?$",
    regex.IGNORECASE,
)
TABLE_MEANING = regex.compile(
    r"^(?:描述|含义|说明|解释|定义|意义|意思|作用|功能|用途|释义|介绍|备注|中文|特点|内容|简介|description|meaning|definition|explanation|purpose|what it (?:does|is|means)|function|role|use|usage|notes?|effect|stands for|details?|summary)s?$",
    regex.IGNORECASE,
)


def find_labels(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`X：meaning`, `**X** - meaning`, `X → meaning`, and field labels (`定义：…`) under their subject."""
    label_rule, field_rule, dash_rule = (rules.by_id[i] for i in ("label-colon", "field-label", "label-dash"))
    company = _company(outline)
    for i, block in enumerate(outline.blocks):
        if block.kind not in ("item", "paragraph", "callout") or not outline.is_read(i) or outline.in_link(i):
            continue
        for start, line in _lines(block.text):
            match = LABEL.match(line)
            if not match:
                continue
            label = match["label"].strip()
            raw = match["meaning"]
            after = block.text[start + len(line) :]
            words = label.split()
            if len(words) > 1 and is_chinese(label) and words[-1] in label[: label.rindex(words[-1])]:
                label = words[-1]  # `A 的概念 A：…` where a heading ran in
            bare = parse_term(label)
            if _folded(bare.name) in rules.words["field_labels"]:
                subject = subject_of(outline, i, rules)
                if subject is not None:
                    yield _found(
                        outline,
                        rules,
                        field_rule,
                        i,
                        start,
                        subject,
                        raw + after if not raw.endswith(("。", ".")) else raw,
                    )
                continue
            head = _strip_field_word(bare, label)
            lead = lead_mark(block) if start == 0 else None
            marked = lead is not None and lead[1] >= match.end("label") - 4
            if match["dash"]:
                if not (marked or block.kind == "item"):
                    continue
                bonus = (
                    (0.06 if marked else 0.0)
                    + weight_of_gloss(head.name, raw)
                    + company.get(_place(block), 0.0)
                )
                yield _found(
                    outline,
                    rules,
                    dash_rule,
                    i,
                    start,
                    head,
                    raw,
                    bonus=bonus,
                    end=start + len(line),
                    label=True,
                )
                continue
            bonus = 0.08 if marked else 0.0 if block.kind == "item" else -0.06
            bonus += 0.05 if head.aliases else 0.0
            bonus += weight_of_gloss(head.name, raw) + company.get(_place(block), 0.0)
            raw = PRONOUN_EN.sub("", PRONOUN_ZH.sub("", raw, count=1), count=1)
            yield _found(
                outline,
                rules,
                label_rule,
                i,
                start,
                head,
                raw,
                bonus=bonus,
                end=start + len(line),
                label=True,
                marked=marked,
            )


COMMA_LEAD = regex.compile(
    rf"^(?P<label>(?:{UNIT}|[^\n，。；;：:！!？?|$`（(,]){{2,40}}?)(?:，|, )\s*(?P<meaning>[^\n]{{6,}})$"
)


def find_comma_items(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`1. X，meaning` in a list whose items all open so."""
    rule = rules.by_id["comma-item"]
    groups: dict[int, list[tuple[int, regex.Match[str]]]] = {}
    sizes: dict[int, int] = {}
    for i, block in enumerate(outline.blocks):
        if block.kind != "item" or not outline.is_read(i) or outline.in_link(i):
            continue
        sizes[block.group] = sizes.get(block.group, 0) + 1
        match = COMMA_LEAD.match(block.text.split("\n")[0])
        if match:
            groups.setdefault(block.group, []).append((i, match))
    for group, found in groups.items():
        named = [
            (i, m)
            for i, m in found
            if not why_not_term(parse_term(m["label"]).name, rules.words)
            and len(m["label"]) <= (16 if is_chinese(m["label"]) else 60)
        ]
        if len(named) < 3 or len(named) * 2 < sizes[group]:
            continue
        for i, match in named:
            if (
                not is_chinese(match["label"])
                and not parse_term(match["label"]).aliases
                and not match["label"][:1].isupper()
            ):
                continue
            yield _found(outline, rules, rule, i, 0, parse_term(match["label"]), match["meaning"])


def weight_of_gloss(label: str, meaning: str) -> float:
    """How much a labelled clause looks like a meaning (up to 0.1) or like a remark or entry (down to -0.4)."""
    text = clean_meaning(meaning)
    weight = 0.0
    if (
        _abbreviates(label, text)
        and len(label) < len(text)
        and not is_chinese(text)
        and len(text.split()) <= 8
    ):
        return 0.08 if compiled(r"[A-Z].*[A-Z]").search(label) else 0.0  # an acronym and what it stands for
    if ATTRIBUTE.search(label):
        weight -= 0.3
    if compiled(r"[A-Z][A-Za-z0-9\-]*[A-Z][A-Za-z0-9\-]*|[A-Z]{2,}s?").fullmatch(label):
        weight += 0.06  # an acronym or a proper name
    if compiled(r"^\$[^$]+\$|^\S{1,30}\s*=\s*\S").match(text):
        return -0.4  # a formula
    if compiled(r"[=+/×*→]").search(text) and len(compiled(r"[a-z]{4,}|\p{Han}{2,}").findall(text)) < 3:
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
            weight -= 0.12
        if compiled(
            r"(?:减少|增加|增大|减小|降低|提高|扩大|缩小|换|改|加|删|买|找|问|去|看|写|做|校验|检查|使用|用(?![来于])|装了|重启|重装|注意|记得|不要|别)"
        ).match(text):
            weight -= 0.1
        if compiled(r"！|？|[\d.]+\s*(?:元|块|分钟|小时|点|号|页|人|年|月|天)(?!龄|度)|吧|啊|了$|呢").search(
            text
        ):
            weight -= 0.2
    else:
        words = text.split()
        if compiled(
            r"(?i)(?:an?|the|any|how|when|what|where|to|used|process|type|kind|set|number|amount|ability|[a-z]+(?:ing|s)|one of)\b"
        ).match(text):
            weight += 0.06
        if len(words) < 4:
            weight -= 0.15
        if IMPERATIVE_EN.match(text):
            weight -= 0.2
        if compiled(
            r"!|\b(?:i|my|me|you|your)\b|\d{1,2}(?::\d\d|\s?(?:am|pm)\b)|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
            regex.IGNORECASE,
        ).search(text):
            weight -= 0.2
    return max(weight, -0.4)


ATTRIBUTE = regex.compile(
    r"(?:原因|理由|方式|建议|计划|目标|人群|地点|时间|时长|日期|情况|结果|要求|步骤|流程|示例|例子|作业|考试|练习|习题|公式|条件|结论|优点|缺点|优势|劣势|特点|意义|影响|关系|区别|联系|"
    r"不同点|相同点|选择|实现|指南|提醒|部分|案例|场景|范围|数量|总结|小结|思路|技巧|题|答案|格式|顺序|次数|说明|注意|费|预算|负责人|代表(?:人物|作品?)?|\b(?:due|question|questions|example|examples|quiz|homework|exercise|plan|owner|check|hours|time|date|notes?|link|price|proof|impression|call(?:ed)?))$",
    regex.IGNORECASE,
)
IMPERATIVE_EN = regex.compile(
    r"(?i)(?:ask|do|don't|keep|use|write|book|see|check|take|make|try|buy|call|send|read|bring|go|get|put|add|remember|forgot|fix|finish|revisit|review|do not|please|call|turn|leave|clean|pay|avoid|skip|wait|think|open|close|click|run|install|update)\b"
)


def _place(block: Block) -> tuple[int, int]:
    """What labels stand together: the items of a list, or the paragraphs of a section."""
    return (block.group, -1) if block.kind == "item" else (0, -1 if block.section is None else block.section)


def _company(outline: Outline) -> dict[tuple[int, int], float]:
    """How labels that stand together weigh on each other: one remark among remarks is no meaning."""
    weights: dict[tuple[int, int], list[float]] = {}
    for i, block in enumerate(outline.blocks):
        if block.kind in ("item", "paragraph") and outline.is_read(i):
            for _, line in _lines(block.text):
                match = LABEL.match(line)
                if match:
                    weight = weight_of_gloss(parse_term(match["label"]).name, match["meaning"])
                    if weight <= -0.4:
                        continue  # a formula says nothing about its neighbours
                    weights.setdefault(_place(block), []).append(weight)
    return {
        place: max(-0.12, min(0.04, 0.6 * sum(found) / len(found)))
        for place, found in weights.items()
        if len(found) > 1
    }


def find_bold_leads(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`**X**，meaning`, `**X.** It …`, `**X** meaning` where a bold phrase opens the block."""
    rule = rules.by_id["bold-lead"]
    for i, block in enumerate(outline.blocks):
        if block.kind not in ("item", "paragraph") or not outline.is_read(i) or outline.in_link(i):
            continue
        lead = lead_mark(block)
        if lead is None or lead[1] - lead[0] > 60 or lead[1] - lead[0] >= len(block.text.strip()):
            continue
        label, rest = block.text[lead[0] : lead[1]], block.text[lead[1] :]
        bracket = compiled(r"\s*[（(][^（()）\n]{1,80}[)）]").match(rest)
        if bracket:
            label, rest = label + bracket[0], rest[bracket.end() :]
        separator = compiled(r"\s*[，,。.;；]\s*|\s+(?=[a-z(]|\p{Han})|\.?\s+(?=[A-Z])").match(rest)
        inner = label.rstrip().endswith((".", "。", "，", ","))
        if not separator and not inner:
            continue
        body = rest[separator.end() :] if separator else rest
        if not body.strip() or compiled(r"[：:\-–—=]|\s*(?:vs\.?|和|与|or|and)\b").match(body):
            continue
        body = PRONOUN_EN.sub("", PRONOUN_ZH.sub("", body.strip(), count=1), count=1)
        bonus = 0.1 if block.kind == "item" else 0.0
        if separator is None or separator[0].strip() == "":
            bonus -= 0.25
        yield _found(outline, rules, rule, i, lead[0], parse_term(label), body, bonus=bonus)


def find_sections(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """The heading is the term and the body's first sentence its meaning; question headings with their answer."""
    body_rule, question_rule = rules.by_id["heading-body"], rules.by_id["question-heading"]
    for h in outline.headings:
        heading = outline.blocks[h]
        body = outline.bodies.get(h, [])
        if not body:
            continue
        start = outline.first_prose(h)
        if start is None or REFERENCES.match(heading.text):
            continue
        body = body[body.index(start) :]
        first = outline.blocks[start]
        if first.kind not in ("paragraph", "item", "callout"):
            continue
        asked = question(heading.text)
        if asked:
            yield from _body(outline, rules, question_rule, start, parse_term(asked), len(body), asked=True)
            continue
        term = _strip_field_word(parse_term(heading.text), heading.text)
        if PIECE.search(term.name) or COMPARED.search(heading.text) or SEVERAL.search(term.name):
            continue
        if _folded(term.name) not in rules.words["generic_headings"]:
            yield from _body(outline, rules, body_rule, start, term, len(body))


def _body(
    outline: Outline, rules: RuleSet, rule: Rule, index: int, term: Term, size: int, *, asked: bool = False
) -> Iterator[Found]:
    """The first block under a heading as the meaning of the heading's term."""
    spans = outline.sentences(index)
    if not spans:
        return
    first = outline.text_of(spans[0])
    if LABEL.match(first) or NUMBERED.match(first.split("，")[0]) or FORMULA_ONLY.search(first):
        return  # a label or a formula of its own
    text = outline.blocks[index].text
    if any(n and first.lower().startswith(n.lower()) for n in (term.name, *term.aliases)):
        if not asked:
            return  # the sentence rules read it
        text = _without_subject(text, term)
    weight, pronoun = _weight_of_opening(first)
    bonus = weight + _weight_of_place(outline, index, first, len(spans), size)
    yield _found(outline, rules, rule, index, 0, term, text[pronoun:], bonus=bonus, marked=True)


def _weight_of_opening(first: str) -> tuple[float, int]:
    """How much a sentence without its subject looks like a meaning, and the length of a pronoun to leave out."""
    if is_chinese(first):
        pronoun = PRONOUN_ZH.match(first)
        if pronoun:
            return 0.1, pronoun.end()
        plain = compiled(r"[（(][^()（）]*[)）]").sub("", clean_meaning(first))
        if GENUS_ZH.search(plain.split("，")[0]) and len(first) < 80:
            return 0.2, 0
        return (0.08 if OPENING_ZH.match(first) else -0.2 if OTHER_SUBJECT_ZH.match(first) else 0.0), 0
    pronoun = PRONOUN_EN.match(first)
    if pronoun:
        return 0.15, pronoun.end()
    if NOUN_PHRASE_EN.match(first) and not FINITE_EN.search(first):
        return 0.15, 0
    return (-0.2 if OTHER_SUBJECT_EN.match(first) else -0.06), 0


def _weight_of_place(outline: Outline, index: int, first: str, sentences: int, size: int) -> float:
    """How much the place of a block speaks for or against its being the meaning of its heading."""
    block = outline.blocks[index]
    weight = 0.0
    heading = block.section
    if heading is not None and outline.blocks[heading].level == 1 and outline.subsections.get(heading):
        weight -= 0.1  # a title heads a whole note, not only its first sentence
    if block.kind == "item":
        group = sum(
            1 for other in outline.blocks if other.group == block.group and other.level == block.level
        )
        weight += 0.05 if group == 1 else -0.2 + max(weight_of_gloss("", first), -0.1)
    elif size > 6:
        weight -= 0.04
    parts = first.split("、")
    if len(parts) > 2 and not compiled(r"[的是将把用]").search(parts[0]) and len(first) < 80:
        weight -= 0.15  # a bare list of things
    if block.text.rstrip().endswith(("：", ":")) and sentences == 1:
        weight -= 0.1
    return weight


FORMULA_ONLY = regex.compile(r"\s=\s|^\$\$?[^$]+\$\$?$")
NOUN_PHRASE_EN = regex.compile(r"(?:An?|The|Any)\s")
FINITE_EN = regex.compile(r"\b(?:is|are|was|were|has|have|can|will)\b")
FIELD_SENTENCE = regex.compile(
    r"^(?:(?:其|它|该\p{Han}{1,4}|这种\p{Han}{1,4})的?)?(?:具体(?:的)?)?(?P<field>(?:基本|核心|主要|中心|根本|最终)?(?:思想|思路|原理|目的|作用|含义|本质|做法|操作|定义|功能|任务|想法))(?:其实)?(?:就)?(?:是|在于|为)[：:，,]?\s*(?P<meaning>[^\n]{6,})"
)


def find_field_sentences(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`其核心思想是…` under the heading (or bold line) that it speaks of."""
    rule = rules.by_id["field-sentence"]
    for sentence in outline.lines:
        if outline.blocks[sentence.block].kind not in ("paragraph", "item"):
            continue
        match = FIELD_SENTENCE.match(outline.text_of(sentence))
        if not match:
            continue
        subject = subject_of(outline, sentence.block, rules)
        if subject is not None:
            first = outline.sentences(sentence.block)[0] == sentence
            yield _found(
                outline,
                rules,
                rule,
                sentence.block,
                sentence.start,
                subject,
                match["meaning"],
                bonus=0.0 if first else -0.04,
                end=sentence.end,
                marked=True,
            )


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
        if _folded(term.name) in rules.words["field_labels"]:
            subject = subject_of(outline, parent, rules)
            if subject is not None:
                yield _found(outline, rules, rules.by_id["field-label"], children[0], 0, subject, first.text)
            continue
        siblings = [c for c in children if outline.blocks[c].kind == "item"]
        bonus = 0.0 if len(siblings) <= 1 else -0.12 if len(siblings) == 2 else -0.2
        if children[0] in outline.children:
            bonus -= 0.1
        bonus += max(weight_of_gloss(term.name, first.text), -0.2)
        text = PRONOUN_EN.sub("", PRONOUN_ZH.sub("", first.text, count=1), count=1)
        yield _found(outline, rules, rule, children[0], 0, term, text, bonus=bonus, label=True)


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
        bonus = 0.1 if TABLE_TERM.match(header[0]) else -0.05 if header[0] else 0.0
        bonus -= 0.05 * max(0, len(header) - 3)
        for row in block.rows[1:]:
            if len(row) <= meaning_at or not row[0].text.strip():
                continue
            yield _found(
                outline,
                rules,
                rule,
                i,
                0,
                parse_term(row[0].text),
                row[meaning_at].text,
                bonus=bonus,
                line=row[0].line,
                label=True,
            )


def find_definition_lists(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`Term` / `: meaning` of a Markdown definition list, and `<dl>`."""
    rule = rules.by_id["definition-list"]
    for parent, children in outline.children.items():
        if outline.blocks[parent].kind == "title":
            first = children[0]
            if outline.blocks[first].kind in ("detail", "paragraph"):
                yield _found(
                    outline,
                    rules,
                    rule,
                    first,
                    0,
                    parse_term(outline.blocks[parent].text),
                    outline.blocks[first].text,
                    label=True,
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
    before = _pseudo_heading(outline, index)
    if before:
        texts.append(before)
    texts += reversed(block.trail)
    for text in texts:
        term = parse_term(question(text) or _without_piece(text))
        if (
            _folded(term.name) in rules.words["generic_headings"]
            or _folded(term.name) in rules.words["labels"]
        ):
            continue
        return None if why_not_term(term.name, rules.words) or COMPARED.search(text) else term
    title = parse_term(question(outline.note.title) or _without_piece(outline.note.title))
    return (
        None
        if not title.name or why_not_term(title.name, rules.words) or COMPARED.search(outline.note.title)
        else title
    )


def _without_piece(text: str) -> str:
    """`X 笔记` and `X tutorial` are about X."""
    shorter = compiled(
        r"\s*(?:学习|读书)?(?:笔记|小结|总结|教程|介绍|入门|详解|notes?|tutorial|overview|summary)$", regex.I
    ).sub("", text)
    return shorter if len(shorter) > 1 else text


def _pseudo_heading(outline: Outline, index: int) -> str:
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


def _strip_field_word(term: Term, label: str) -> Term:
    """`X的定义：` and `X 本质：` ask for X."""
    match = compiled(
        r"(.{2,}?)\s*的?(?:基本|核心|主要)?(?:定义|概念|含义|本质|思想|核心思想|作用|原理|工作原理)"
    ).fullmatch(term.name)
    return Term(match[1].removesuffix("的"), term.aliases) if match else term


def _without_subject(text: str, term: Term) -> str:
    """`X（…）是…` without `X（…）`, so that the meaning does not repeat the term."""
    for name in (term.name, *term.aliases):
        for prefix in ("", "A ", "An ", "The "):
            if text.lower().startswith((prefix + name).lower()):
                rest = text[len(prefix + name) :]
                return compiled(r"^\s*[（(][^()（）]{1,80}[)）]").sub("", rest).lstrip(" ，,")
    return text


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """(offset, text) of each line; `A: … B: … C: …` that a saved page ran together is taken apart."""
    start = 0
    for line in text.split("\n"):
        joints = [m.start() for m in RUN_ON.finditer(line)]
        if len(joints) < 2:
            joints = []
        for a, b in zip([0, *joints], [*joints, len(line)], strict=True):
            part = line[a:b]
            if part.strip():
                yield start + a + len(part) - len(part.lstrip()), part.strip()
        start += len(line) + 1


RUN_ON = regex.compile(
    r"(?<=\S) (?=[A-Za-z\p{Han}][\w\-]{0,11}: \S)|(?<=[；;])\s*(?=[^\s，。；;：:]{2,12}：\S)"
)


def _folded(name: str) -> str:
    return name.lower().strip(" ：:")


def _found(
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
    if expansion and _abbreviates(term.name, expansion["full"]):
        aliases.append(expansion["full"])
        raw = expansion["rest"]
    meaning = clean_meaning(raw)
    veto = why_not_term(term.name, rules.words, short=label, marked=marked) or why_not_meaning(
        meaning, term.name, short=label
    )
    if not veto and label and VERB_OBJECT.match(term.name):
        veto = "an instruction, not a term"
    if not veto and COMPARED.search(term.name):
        veto = "the term compares things"
    if not veto and label and _is_list(meaning):
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


def _abbreviates(short: str, full: str) -> bool:
    """Whether the initials of `full` begin like `short`."""
    initials = "".join(w[0] for w in compiled(r"[A-Za-z]+").findall(full)).lower()
    letters = compiled(r"[^A-Za-z]").sub("", short).lower()
    return bool(letters) and (initials.startswith(letters[:2]) or letters in initials)


def _is_list(meaning: str) -> bool:
    """Whether a clause is a bare list of names."""
    parts = compiled(r"[、，,/]").split(meaning)
    return len(parts) >= 3 and all(0 < len(p.strip()) <= (8 if is_chinese(p) else 20) for p in parts)
