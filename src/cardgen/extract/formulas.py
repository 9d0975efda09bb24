"""Formulas: display blocks, inline equations with a name, plain text, tables, and formulas that a note has lost.

Each place where a formula stands is cleaned, named from what stands around it, and yielded with the symbols that the
note explains. `rules/formulas.yaml` holds a rule for every source of a name, with its confidence and examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from cardgen.extract.formula_names import read_lead, to_term
from cardgen.extract.formula_naming import Hit, Named, Reading, judged, name_of
from cardgen.extract.formula_places import EDGE, Around, Place, around_place, find_places, is_equation
from cardgen.extract.found import Found
from cardgen.extract.latex import (
    CONDITION_NAME,
    NO_EQUALS,
    Line,
    clean_latex,
    letters,
    relations,
    split_lines,
    why_not_formula,
    without_value,
)
from cardgen.extract.outline import Outline
from cardgen.extract.plain_formulas import find_expression, read_cell
from cardgen.extract.plain_lines import find_in_lines, find_in_listing
from cardgen.extract.symbols import explained
from cardgen.extract.terms import Term, key
from cardgen.model import Block, Formula
from cardgen.rules import RuleSet

READ = ("paragraph", "item", "detail", "callout", "math", "title")
PLAIN = ("paragraph", "item", "detail", "callout")
DERIVED = regex.compile(
    r"\s*\\[dt]?frac\s*\{\s*\\partial\s*(?:L|J|E|C|\\ell|\\mathcal\s*\{?[LJE]\}?|[Ll]oss|\\text\{[Ll]oss\})[\w{}^()]*\s*\}|\s*\\nabla_"
)
"""The derivative of a loss: nearly always a step of backpropagation."""
GRADIENT = regex.compile(
    r"梯度|导数|求导|偏导|敏感|灵敏|法则|方程|gradient|derivative|sensitivit|rule|equation", regex.IGNORECASE
)
NAMELESS = Named(Term(""), "formula-label")
NOWHERE = Around("", -1, False, (), -1)
LONG = 3000
"""Characters of LaTeX that are still read; no card shows more."""
LOST = regex.compile(r"\[(?:公式|Math|math|formula|Formula)\]")
FORMULA_HEADER = regex.compile(
    r"公式|表达式|计算方法|计算方式|计算式|数学形式|定义式|\bformulas?\b|\bequations?\b|\bexpression\b|\bcalculation\b",
    regex.IGNORECASE,
)
OTHER_HEADER = regex.compile(
    r"范围|取值|值域|形状|维度|复杂度|例|单位|大小|默认|条件|参数|符号|输出|输入|代码|range|shape|complexity|example|value|unit|size|default|condition|param|symbol|notation|code|dimension|time|space|cost|input|output",
    regex.IGNORECASE,
)
"""Columns that hold math, but no formulas."""


def find_formulas(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """The formulas of a note, vetoed ones too."""
    reading = Reading(outline, rules)
    for i, block in enumerate(outline.blocks):
        for hit in _hits(reading, i, block):
            yield _found(reading, hit)


def _hits(reading: Reading, i: int, block: Block) -> Iterator[Hit]:
    if block.kind == "table":
        yield from _of_table(reading, i)
    elif block.kind == "code":
        yield from find_in_listing(reading, i)
    elif block.kind in READ:
        for place in find_places(reading.outline, i):
            yield from _of_place(reading, place)
        if block.kind in PLAIN:
            yield from find_in_lines(reading, i)
        yield from _lost(reading, i)


# --- one place ------------------------------------------------------------------------------------------


def _of_place(reading: Reading, place: Place) -> Iterator[Hit]:
    if len(place.raw) > LONG:
        return
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


def _of_line(reading: Reading, place: Place, line: Line, *, several: bool) -> Iterator[Hit]:
    line = Line(without_value(line.latex), line.label)
    if why := why_not_formula(line.latex, named=True):
        if place.alone:
            yield Hit(place.block, place.start, place.end, NAMELESS, line.latex, why, NOWHERE)
        return
    around = around_place(reading.outline, place)
    named = name_of(reading, place, line, around, several)
    if named is None:
        return
    announced = named.rule == "formula-heading" and named.bonus > 0
    announced |= named.rule == "formula-subject" and place.alone and around.lead.rstrip()[-1:] in ("：", ":")
    strong = (
        announced or named.rule in ("formula-line-label", "formula-lead-in", "formula-label")
    ) and not named.why
    why = why_not_formula(line.latex, named=strong or bool(CONDITION_NAME.search(named.term.name)))
    if (
        not why
        and not place.alone
        and not is_equation(line.latex)
        and named.rule not in ("formula-label", "formula-lead-in")
    ):
        why = NO_EQUALS
    assumed = relations(line.latex)[:1] and relations(line.latex)[0][0] in (r"\sim", "～")
    if not why and assumed and not place.alone and not strong:
        why = "an assumption about a distribution"
    if not why and DERIVED.match(line.latex) and not GRADIENT.search(named.term.name):
        why = "a derivative in passing"
    why = why or named.why
    if not why and named.rule == "formula-heading":
        reading.headed.add(key(named.term.name))
    if not why:
        reading.last = (reading.outline.blocks[place.block].section, named.term.name)
    yield Hit(place.block, place.start, place.end, named, line.latex, why, around)


# --- tables and lost formulas ---------------------------------------------------------------------------


def _of_table(reading: Reading, i: int) -> Iterator[Hit]:
    """The rows of a table that has a column of formulas."""
    table = reading.outline.blocks[i]
    header = [cell.text for cell in table.rows[0]] if len(table.rows) > 1 else []
    columns = [n for n in range(1, len(header)) if FORMULA_HEADER.search(header[n])]
    if not columns:  # one column that holds nothing else
        columns = [n for n in range(1, len(header)) if _holds_formulas(table, n)]
        columns = columns if len(columns) == 1 else []
    for column in columns:
        names = [n for n in range(column) if n and regex.search(r"(?i)名称|name", header[n])]
        for row in table.rows[1:]:
            if len(row) > column and row[0].text.strip():
                yield from _of_cell(reading, i, row[column], row[names[0] if names else 0])


def _holds_formulas(table: Block, column: int) -> bool:
    """Whether the cells of a column are formulas, whatever its header says."""
    if OTHER_HEADER.search(table.rows[0][column].text):
        return False
    rows = [row for row in table.rows[1:] if len(row) > column and row[column].text.strip()]
    found = [
        row
        for row in rows
        if _is_formula(row[column], row[0].text) and not regex.search(r"\w_\w|\(\)|`", row[0].text)
    ]
    return len(found) >= 2 and 2 * len(found) > len(rows)


def _is_formula(cell: Block, name: str) -> bool:
    math = next((m for m in cell.marks if m.kind in ("math", "display")), None)
    if math is None:
        text = cell.text.replace("`", "")
        return bool(read_cell(text) if "=" in text else find_expression(text, name))
    alone = not cell.text[: math.start].strip() and EDGE.match(cell.text[math.end :])
    return bool(alone) and is_equation(math.target) and not why_not_formula(clean_latex(math.target))


def _of_cell(reading: Reading, i: int, cell: Block, head: Block) -> Iterator[Hit]:
    math = next((m for m in cell.marks if m.kind in ("math", "display")), None)
    after = (cell.text[math.end :],) if math is not None else ()
    latex = clean_latex(math.target) if math is not None else read_cell(cell.text.replace("`", ""))
    if not latex:
        return
    raw = head.text.replace("`", "").strip()
    term = Term(raw) if regex.fullmatch(r"\p{L}{1,3}\([^()]*\)", raw) else to_term(raw)
    named = judged(reading, i, term, "formula-table")
    lenient = named.why.startswith(
        ("the term is an expression", "the term is not one phrase", "the subject begins")
    )
    if lenient and "=" not in raw and len(raw.split()) <= 6:  # the row names it, whatever it looks like
        named = replace(named, why="")
    veto = named.why or why_not_formula(latex, named=True)
    if veto == NO_EQUALS and letters(latex) > 1:
        veto = ""  # `x \\Phi(x)`
    yield Hit(i, 0, 0, named, latex, veto, Around("", i, True, after, i), line=head.line)


def _lost(reading: Reading, i: int) -> Iterator[Hit]:
    """A lead-in with a placeholder behind it: the formula was lost when the page was saved."""
    blocks = reading.outline.blocks
    text = blocks[i].text
    for match in LOST.finditer(text):
        before = LOST.split(text[text.rfind("\n", 0, match.start()) + 1 : match.start()])[-1]
        lead_block = i
        if not before.strip() and i and match.start() < 3 and blocks[i - 1].section == blocks[i].section:
            before, lead_block = blocks[i - 1].text, i - 1
        lead = read_lead(before)
        if before.rstrip()[-1:] not in ("：", ":") or lead.how not in ("cue", "colon"):
            continue
        named = judged(
            reading, lead_block, to_term(lead.name), "formula-lost", pronoun=lead.pronoun, qualify=True
        )
        long = lead.how == "colon" and len(lead.name) > 12
        veto = named.why or ("the name is not plain enough" if long else "")
        around = Around("", i, True, (), i)
        yield Hit(i, match.start(), match.end(), named, "", veto, around, missing=("latex",))


def _found(reading: Reading, hit: Hit) -> Found:
    rule, around, term = reading.rules.by_id[hit.named.rule], hit.around, hit.named.term
    where = {}
    if hit.latex and not hit.veto:
        where = explained(hit.latex, around.after, [around.lead] if around.lead else [])
    return Found(
        rule=rule,
        block=hit.block,
        start=hit.start,
        end=hit.end,
        content=Formula(term.name, hit.latex, where, term.aliases, hit.named.context),
        confidence=min(0.98, max(0.02, rule.confidence + hit.named.bonus)),
        veto=hit.veto,
        missing=hit.missing,
        last_block=around.last if where else hit.block,
        line=hit.line,
    )
