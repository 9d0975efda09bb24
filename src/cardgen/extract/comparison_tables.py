"""Comparisons from tables: which side of the grid holds the things, which the aspects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from cardgen.extract.compared import HARD, clean_subject, likeness, why_not_subject
from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.lines import Line, Tree
from cardgen.extract.listed import TABLE_MEANING
from cardgen.extract.points import Gathered
from cardgen.extract.sides import Reader
from cardgen.extract.terms import Term, Words
from cardgen.model import Block, Comparison
from cardgen.rules import RuleSet

MOST_THINGS = 8
ASPECT = regex.compile(
    r"^(?:优点|缺点|优势|劣势|优缺点|不足|特点|特性|特征|作用|用途|功能|场景|适用\p{Han}*|应用\p{Han}*|使用\p{Han}*|速度|性能|效率|\p{Han}{0,6}(?:复杂度|效率|性能|速度|方式|成本|能力|范围|大小|类型|目标|目的|思想|原理|来源|对象|结构|场景|条件|要求|优先级|可靠性|安全性|稳定性|一致性|依据|标准|开销|粒度|时机|位置|数量|程度|内容|作用|机制|周期|长度|容量|强度|浓度|方向|产物|原料|部位|症状|病因|治疗|表现|代表\p{Han}*|例子|举例)|"
    r"是否\p{Han}+|能否\p{Han}+|\p{Han}{1,8}[性率度量式]|\p{Han}{0,6}(?:含义|说明|描述|意义|内容|条件|入口|写法|用法|示例|建议|推荐)|定义|含义|描述|说明|区别|区别点|对比项|比较项|项目|方面|维度|指标|特征|类别|"
    r"pros|cons|advantages?|disadvantages?|features?|speed|performance|cost|complexity|usage?|use cases?|purpose|goals?|when(?: to use)?|examples?|scope|type|size|time|space|memory|accuracy|security|reliability|definition|description|meaning|function|role|location|direction|source|energy|structure|cause|treatment|symptoms?|onset|duration|data|order|\w+ complexity|\w+ time|\w+ rate)$",
    regex.IGNORECASE,
)
CORNER = regex.compile(
    r"^(?:|特性|特征|特点|对比项?目?|比较项?目?|对比维度|比较维度|方面|维度|区别|区别点|不同点|项目|指标|属性|比较|对比|对比内容|比较内容|比较点|对比点|内容|角度|要点|aspects?|features?|propert(?:y|ies)|criteri(?:on|a)|characteristics?|attributes?|dimensions?|differences?|comparison|point|basis|factor|category|[/\\\-—]+|\W*)$",
    regex.IGNORECASE,
)
GLOSSARY = regex.compile(
    r"^(?:参数\p{Han}{0,3}|命令|指令|字段\p{Han}{0,2}|选项|快捷键|按键|符号|函数\p{Han}{0,2}|方法名|关键字|变量\p{Han}{0,2}|文件|文件名|目录|日期|时间|版本|序号|编号|步骤|姓名|作者|论文|链接|地址|状态码|术语|名词|概念|缩写|英文|中文|单词|词|题目|问题|年份?|周次?|章节?|任务|阶段|数据集|No\.?|#|id|date|time|day|week|year|month|chapter|version|param(?:eter)?s?|argument|command|option|flag|key|shortcut|field|symbol|file(?:name)?|path|url|link|author|paper|step|status|code|term|word|abbreviation|acronym|question|task|dataset|topic|resource|name|variable|function)s?$",
    regex.IGNORECASE,
)
KIND = regex.compile(
    r"^\p{Han}{0,6}(?:方法|方式|类型|种类|类别|分类|算法|模型|环节|模式|策略|阶段|层次|结构|制度|形式|情况|状态|路线|学派|流派|版本|级别|等级|引擎|协议|格式|框架|语言|优化器|函数|度量|距离|排序|锁|索引|药物|疾病|激素|政策|市场|企业|元素|材料|岩石|细胞|组织|器官)$"
    r"|^(?:\w+ )?(?:method|type|kind|algorithm|model|mode|strategy|approach|technique|stage|form|level|structure|class|drug|disease|hormone|policy|market|element|rock|cell|language|framework|protocol|layer|optimizer|kernel|metric|loss|sort|lock|index|system|theory|tissue|organ|material)(?:e?s)?$",
    regex.IGNORECASE,
)
"""A first header that says of what sort the things are."""
FILE = regex.compile(r"\.(?:ipynb|py|md|csv|json|ya?ml|txt|rs|js|ts|cpp|h|r|sh|html?)`?$", regex.IGNORECASE)
NO_ASPECT = regex.compile(
    r"^(?:\p{Han}{0,4}(?:公式|代码|命令|函数|链接|地址|截图|图示|示意图|备注|备注说明|状态|入口|写法|用法|链接)|示例|举例|例子|formulas?|codes?|functions?|commands?|examples?|api|calls?|links?|urls?|notes?|status|fix|solution|file|default|value|score|weight|count|number)$",
    regex.IGNORECASE,
)
"""Columns that hold no aspect in which things differ."""
ANNOUNCED = regex.compile(
    r"区别|异同|不同|差异|对比|比较|\bvs\b|versus|\bdifferences?\b|\bcomparisons?\b|\bcompare\b",
    regex.IGNORECASE,
)
NUMERIC = regex.compile(r"^(?=.*\d)[\s\d.,%±+\-–~≈<>=×x*/^eE()（）$￥€:]*(?:[a-zA-Zμ]{1,5}(?:/s|ps)?)?$")


@dataclass(frozen=True)
class Grid:
    """A table read as things against aspects."""

    things: tuple[Term, ...]
    aspects: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    """One row an aspect, one column a thing."""


def find_comparison_tables(outline_tree: Tree, rules: RuleSet) -> Iterator[Found]:
    """Tables that compare, whatever announces them."""
    rule = rules.by_id["comparison-table"]
    outline = outline_tree.outline
    for line in outline_tree.lines:
        if line.kind != "table":
            continue
        block = outline.blocks[line.block]
        above = _above(outline_tree, line)
        announced = bool(ANNOUNCED.search(above))
        grid, why, weight = choose(block, rules.words, announced)
        if grid is None:
            continue
        content = read(grid)
        if content is None:
            content, why = Comparison(tuple(t.name for t in grid.things)), why or "the cells say nothing"
        yield Found(
            rule,
            line.block,
            0,
            0,
            content,
            max(0.02, min(0.97, rule.confidence + weight + (0.15 if announced else 0.0))),
            why,
            line=block.line,
        )


def _above(tree: Tree, line: Line) -> str:
    """The heading and the lead-in over a table."""
    parts = []
    parent = line.parent
    if parent is not None:
        parts.append(tree.lines[parent].text)
    before = tree.lines[line.index - 1] if line.index else None
    if before is not None and before.kind in ("text", "lead") and before.parent == parent:
        parts.append(before.text)
    return " ".join(parts)


def choose(block: Block, words: Words, announced: bool = False) -> tuple[Grid | None, str, float]:
    """The likelier reading of a table, why it is none (a veto), and what it adds to the confidence."""
    rows = [[_cell(cell) for cell in row] for row in block.rows]
    if len(rows) < 2 or min(len(rows[0]), max(map(len, rows))) < 2:
        return None, "", 0.0
    width = len(rows[0])
    rows = [(row + [""] * width)[:width] for row in rows]
    corner, header, first = rows[0][0], rows[0][1:], [row[0] for row in rows[1:]]
    by_column = _score(header, first, words) + (2.0 if CORNER.match(corner) else -1.0)
    by_row = _score(first, header, words) - (1.0 if CORNER.match(corner) and corner else 0.0)
    if CORNER.match(corner) and not corner:
        by_column -= 1.0
    columns = by_column > by_row
    names, aspects = (header, first) if columns else (first, header)
    body = (
        [row[1:] for row in rows[1:]]
        if columns
        else [list(column) for column in zip(*(row[1:] for row in rows[1:]), strict=True)]
    )
    score = by_column if columns else by_row
    terms = tuple(clean_subject(name) for name in names)
    grid = Grid(terms, tuple(aspects), tuple(tuple(row) for row in body))
    return grid, _why_not(grid, corner, columns, words, announced), max(-0.2, min(0.2, 0.08 * (score - 2.5)))


def _score(names: Sequence[str], aspects: Sequence[str], words: Words) -> float:
    """How well names look like things of one sort and the others like aspects."""
    if len(names) < 2:
        return -9.0
    cleaned = [clean_subject(name).name for name in names]
    bad = sum(bool(_why_not_thing(name, words)) or bool(ASPECT.match(name)) for name in cleaned)
    pairs = list(pairwise(cleaned))
    alike = sum(likeness(a, b) for a, b in pairs) / len(pairs)
    good = sum(bool(ASPECT.match(aspect)) for aspect in aspects) / max(1, len(aspects))
    return alike + 2.0 * good - 3.0 * bad / len(names)


def _numeric(grid: Grid, thing: int) -> bool:
    """Whether most of what a column says is numbers."""
    cells = [row[thing] for row in grid.cells if row[thing]]
    return bool(cells) and sum(bool(NUMERIC.match(cell)) for cell in cells) > 0.5 * len(cells)


def _why_not_thing(name: str, words: Words) -> str:
    why = why_not_subject(name, words)
    if compiled(r"[A-Z]{1,4}").fullmatch(name):  # P, I, D
        return ""
    if FILE.search(name):
        return "a link to a file"
    return why if HARD.search(why) or len(name.split()) > 5 else ""


def _why_not(grid: Grid, corner: str, columns: bool, words: Words, announced: bool) -> str:
    if len(grid.things) < 2:
        return "a table about one thing"
    if len(grid.things) > MOST_THINGS:
        return "a table of too many things"
    whys = [why for term in grid.things if (why := _why_not_thing(term.name, words))]
    if len(whys) * 4 >= len(grid.things) or any(
        "pronoun" in why or "empty" in why or "number or a date" in why for why in whys
    ):
        return whys[0]
    if len({term.name for term in grid.things}) < len(grid.things):
        return "two rows have one name"
    cells = [cell for row in grid.cells for cell in row if cell]
    if not announced and not columns and GLOSSARY.match(corner):
        return "a table of terms, not a comparison"
    kind = any(KIND.match(part) for part in (corner, *corner.split()))  # `Type 类型`, too
    if not columns and len(grid.aspects) == 1 and not kind:
        alike = all(likeness(a.name, b.name) >= 2 for a, b in zip(grid.things, grid.things[1:], strict=False))
        if not alike and (TABLE_MEANING.match(grid.aspects[0]) or not corner):
            return "a table of terms, not a comparison"
    if cells and sum(bool(NUMERIC.match(cell)) for cell in cells) > 0.5 * len(cells):
        return "a table of data"
    if columns and all(not aspect or NUMERIC.match(aspect) for aspect in grid.aspects):
        return "a numbered list, not a comparison"
    if columns and len({_numeric(grid, n) for n in range(len(grid.things))}) > 1:
        return "the columns are of different sorts"
    if not columns and not kind and all(NO_ASPECT.match(aspect) for aspect in grid.aspects):
        return "a table for looking things up, not a comparison"
    code = any(term.name.startswith("`") for term in grid.things)
    told = len(grid.aspects) > 1 and not code and not any(map(NUMERIC.match, cells))
    if not columns and not announced and not kind and not told and not any(map(ASPECT.match, grid.aspects)):
        pairs = list(pairwise(grid.things))
        if sum(likeness(a.name, b.name) for a, b in pairs) < 1.5 * len(pairs):
            return "the rows are not clearly things of one sort"
    if len(cells) * 2 < len(grid.things) * len([row for row in grid.cells if any(row)]):
        return "" if announced else "a table that is mostly empty"
    return ""


def read(grid: Grid, things: Sequence[int] | None = None) -> Comparison | None:
    """The comparison that a grid holds (of some of its things)."""
    chosen = list(things) if things is not None else list(range(len(grid.things)))
    gathered = Gathered(tuple(grid.things[n].name for n in chosen))
    for r, (aspect, row) in enumerate(zip(grid.aspects, grid.cells, strict=True)):
        for place, n in enumerate(chosen):
            if row[n]:
                _say(gathered, place, row[n], aspect, r)
    return gathered.content()


def _say(gathered: Gathered, who: int, cell: str, aspect: str, row: int) -> None:
    gathered.say(who, cell, aspect=aspect.strip(" ：:"), key=("row", row))


def grid_for(block: Block, reader: Reader) -> Grid | None:
    """The grid whose things are the subjects that a reader knows; None when the table is about others."""
    rows = [[_cell(cell) for cell in row] for row in block.rows]
    if len(rows) < 2:
        return None
    width = len(rows[0])
    rows = [(row + [""] * width)[:width] for row in rows]
    header = [reader.named(cell) for cell in rows[0][1:]]
    first = [reader.named(row[0]) for row in rows[1:]]
    body: list[list[str]]
    if len({n for n in header if n is not None}) >= 2:
        found, aspects, body = header, [row[0] for row in rows[1:]], [row[1:] for row in rows[1:]]
    elif len({n for n in first if n is not None}) >= 2:
        found, aspects, body = (
            first,
            rows[0][1:],
            [list(column) for column in zip(*(row[1:] for row in rows[1:]), strict=True)],
        )
    else:
        return None
    places = [(n, i) for i, n in enumerate(found) if n is not None]
    things = tuple(Term(reader.subjects[n].name) for n, _ in places)
    return Grid(things, tuple(aspects), tuple(tuple(row[i] for _, i in places) for row in body))


def _cell(cell: Block) -> str:
    text = compiled(r"!\[[^\]]*\]\([^)]*\)").sub("", cell.text)
    return (
        compiled(r"\s*\n\s*|<br\s*/?>")
        .sub("；" if compiled(r"\p{Han}").search(text) else "; ", text.strip())
        .strip()
    )
