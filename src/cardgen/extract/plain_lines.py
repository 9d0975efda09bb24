"""Formulas in lines of plain text, in inline code, and in listings that are no code."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import regex

from cardgen.extract.formula_names import FORMULA_WORD_EN, FORMULA_WORD_ZH, read_lead, to_term
from cardgen.extract.formula_naming import (
    LABEL,
    LAW,
    Hit,
    Named,
    Reading,
    apposed,
    candidates,
    judged,
    law_before,
)
from cardgen.extract.formula_places import EDGE, HINT, Around, Place, around_place, text_around
from cardgen.extract.headings import subject_of
from cardgen.extract.latex import HAN, Line, why_not_formula
from cardgen.extract.plain_formulas import (
    OPERATOR,
    Plain,
    find_equations,
    find_expression,
    find_reaction,
    in_text,
    why_not_side,
)
from cardgen.extract.terms import Term

LONG = 3000
"""Characters of a line that is still read; longer ones are data."""
ANNOUNCED = regex.compile(rf"(?i){FORMULA_WORD_ZH}|{FORMULA_WORD_EN}")
SIGNED = regex.compile(
    r"(?P<name>[\p{Han}A-Za-z\-’' ]*(?:\p{Han}\s*|[a-z]{2,}\s)(?:[（(][^()（）]*[)）]\s*)?)(?P<sign>[A-Z]{1,5}|[A-Z][a-z]|[A-Za-z]_\{?[A-Za-z\d]\}?|[\p{Latin}\p{Greek}]\p{M}*²?)"
)
"""`速度 v`, `边际消费倾向 MPC`: a name and its symbol."""
EQUALS = regex.compile("[=＝]")
NO_CODE = regex.compile(
    r"[{};]|^\s*(?:def|import|from|return|if|for|while|class|print|let|var|const|else|try|end|#|//|>>>|\$|<|@)\b?|\([^()]*[\"'][^()]*\)|->|=>|==|\+=|<-|\bself\b|\w\.\w+\(|\w\[",
    regex.MULTILINE,
)


def find_in_lines(reading: Reading, i: int) -> Iterator[Hit]:
    """The plain formulas of a paragraph or an item."""
    block = reading.outline.blocks[i]
    parts: list[str] = []
    at = 0
    for mark in block.marks:
        if mark.kind == "code" and mark.start >= at and not why_not_side(EQUALS.sub(" ", mark.target or "")):
            parts += (block.text[at : mark.start], block.text[mark.start : mark.end].replace("`", " "))
            at = mark.end
    text = "".join((*parts, block.text[at:]))
    kinds = ("math", "display", "link", "image", "code")
    marks = sorted((m.start, m.end) for m in block.marks if m.kind in kinds)
    start = first = 0
    for line in text.split("\n"):
        while first < len(marks) and marks[first][1] <= start:
            first += 1
        last = bisect_left(marks, (start + len(line), 0), first)
        here = [(a - start, b - start) for a, b in marks[first:last]]
        yield from _of_text_line(reading, i, start, line, here, len(marks))
        start += len(line) + 1


def _of_text_line(
    reading: Reading, i: int, start: int, line: str, busy: list[tuple[int, int]], marked: int
) -> Iterator[Hit]:
    """`busy` are the formulas, links and the like in the line; `marked` is how many the whole block has."""
    if len(line) > LONG or not regex.search(r"[=＝≈/×÷*→⇌+]|除以|乘以|\bby\b", line):
        return
    whole = [
        (a, b)
        for (a, b) in busy
        if 0 <= a < len(line) and "`" not in line[a:b] and line[a:b] != line[a:b].strip()
    ]
    busy = [span for span in busy if span not in whole]
    for plain in find_equations(line):
        if not any(a < plain.end and plain.start < b for a, b in busy):
            coded = any(a < plain.end and plain.start < b for a, b in whole)
            yield from _of_plain(reading, i, start, line, plain, coded)
    if len(whole) == marked and (bare := BARE.match(line)):
        yield from _of_bare(reading, i, start, line, bare)
    yield from _of_run(reading, i, start, line)
    label = LABEL.match(line)
    if label and not any(a < len(line) and label.end() < b for a, b in busy):
        yield from _of_label(reading, i, start, line, label)


RUN = regex.compile(
    r"(?<![\w])(?P<label>[A-Z][A-Za-z@\-]{1,20}|\p{Han}{2,8})\s?[:：]\s?(?P<rest>[^:：，。；;=\n]{3,80}?)(?=\s+(?:[A-Z][A-Za-z@\-]{0,20}|\p{Han}{2,8})\s?[:：]|[，。；;\n]|$)"
)
"""`Precision: TP / (TP + FP) Recall: …`: labelled lines that a saved page has run into one."""


def _of_run(reading: Reading, i: int, start: int, line: str) -> Iterator[Hit]:
    pairs = list(RUN.finditer(line))
    if len(pairs) < 2:
        return
    others = tuple(f"{pair['label']}：{pair['rest']}" for pair in pairs)
    for pair in pairs[0 if pairs[0].start() else 1 :]:
        if latex := find_expression(pair["rest"]):
            named = judged(reading, i, to_term(pair["label"]), "formula-plain", bonus=-0.1)
            around = Around("", i, True, others, i)
            yield Hit(i, start + pair.start(), start + pair.end(), named, latex, named.why, around)


BARE = regex.compile(r"^\s*(?:[-*•]\s+)?(?:=\s*)?(?P<right>[^=：:，。；;]{3,90}?)[.。]?\s*$")


def _of_bare(reading: Reading, i: int, start: int, line: str, bare: regex.Match[str]) -> Iterator[Hit]:
    """An item that is an expression, or `= expression`, under an item that is its name."""
    block = reading.outline.blocks[i]
    opened = line.lstrip(" -*•").startswith("=")
    if block.parent is None or reading.outline.blocks[block.parent].kind != "item":
        return
    parent = reading.outline.blocks[block.parent].text
    latex = find_expression(bare["right"], parent.rstrip("：: "), formula=opened)
    if not latex or len(parent) > 60:
        return
    term = to_term(parent)
    if ANNOUNCED.fullmatch(term.name):
        term = subject_of(reading.outline, i, reading.rules) or term
    named = judged(reading, i, term, "formula-plain", qualify=True, bonus=-0.1)
    yield Hit(
        i,
        start,
        start + len(line),
        named,
        latex,
        named.why,
        text_around(reading.outline, i, start + len(line)),
    )


def _of_label(reading: Reading, i: int, start: int, line: str, label: regex.Match[str]) -> Iterator[Hit]:
    """`Precision：TP / (TP + FP)`, `光合作用：6CO₂ + 6H₂O → …`."""
    rest, name = line[label.end() :].strip(), label["label"].strip()
    announced = bool(ANNOUNCED.fullmatch(name))
    latex = find_reaction(rest) or find_expression(rest, name, formula=announced)
    if not latex:
        return
    term = to_term(name)
    if announced:
        term = subject_of(reading.outline, i, reading.rules) or term
    named = judged(reading, i, term, "formula-plain", qualify=True)
    end = start + len(line)
    yield Hit(i, start, end, named, latex, named.why, text_around(reading.outline, i, end))


def _of_plain(reading: Reading, i: int, start: int, line: str, plain: Plain, coded: bool) -> Iterator[Hit]:
    before = plain.before.rstrip()
    if plain.after.strip() == ";" and not HAN.search(line):
        return  # a statement of code
    labelled = before.endswith(("：", ":"))
    ends = bool(HINT.match(plain.after) or EDGE.match(plain.after))
    alone = ends and not before.strip(" \t-*•·>")
    if coded and not (labelled or alone or HAN.search(plain.left) or " " in plain.left):
        return
    around = text_around(reading.outline, i, start + plain.end)
    named, latex = _named(reading, i, start, plain, before, alone, around)
    if named is not None:
        veto = named.why or why_not_plain(latex)
        yield Hit(i, start + plain.start, start + plain.end, named, latex, veto, around)


def _named(
    reading: Reading, i: int, start: int, plain: Plain, before: str, alone: bool, around: Around
) -> tuple[Named | None, str]:
    term, latex = left_side(plain)
    symbol = is_symbol(plain.left)
    names: list[Named] = []
    lead = read_lead(before) if before.strip() else read_lead("")
    labelled = before.endswith(("：", ":", " -", " –", "—"))
    if labelled and before[-1] not in "：:":
        lead = read_lead(before.rstrip(" -–—") + ":")
    if labelled and lead.how in ("cue", "colon", "bare"):
        if symbol or lead.how == "cue" or len(before) < 24 or len(before.split()) <= 5:
            names.append(
                judged(reading, i, to_term(lead.name), "formula-plain", pronoun=lead.pronoun, qualify=True)
            )
    elif symbol and lead.how in ("cue", "copula"):
        names.append(
            judged(
                reading,
                i,
                to_term(lead.name),
                "formula-plain",
                pronoun=lead.pronoun,
                qualify=True,
                bonus=-0.1,
            )
        )
    head = LABEL.match(before)
    if not labelled and symbol and head and before[-1:] in ";；。.，," and HINT.match(plain.after):
        names.append(judged(reading, i, to_term(head["label"]), "formula-plain", qualify=True, bonus=-0.1))
    if symbol and (named := law_before(before)):
        names.append(judged(reading, i, to_term(named), "formula-plain", bonus=-0.15))
    if symbol and (named := apposed(before, plain.after)):
        names.append(judged(reading, i, to_term(named), "formula-plain", bonus=-0.1))
    if regex.fullmatch(r"[A-Z]{2}", plain.left) and LAW.search(reading.outline.heading_of(i)):
        names.append(judged(reading, i, to_term(reading.outline.heading_of(i)), "formula-plain", bonus=-0.1))
    if not symbol:
        bonus = 0.0 if alone or labelled else -0.15
        names.append(judged(reading, i, term, "formula-plain", bonus=bonus))
    elif alone:
        place = Place(i, start + plain.start, start + plain.end, latex, True, "", plain.after)
        names += list(candidates(reading, place, Line(latex), around_place(reading.outline, place), False))
    return next((n for n in names if not n.why), names[0] if names else None), latex


def left_side(plain: Plain) -> tuple[Term, str]:
    """The name on the left side of a plain equation, and the equation with that side as a card shows it."""
    term = to_term(plain.left)
    if is_symbol(plain.left):
        return term, plain.latex
    term = Term(term.name, tuple(a for a in term.aliases if len(a) > 1 or not a.isascii()))
    sign = ""
    if split := SIGNED.fullmatch(plain.left):
        term = to_term(law_before(split["name"]) or split["name"])
        sign = split["sign"]
        if len(sign) > 1:
            term = Term(term.name, (*term.aliases, sign))
    short = sign or next((a for a in term.aliases if regex.fullmatch(r"[A-Z][A-Za-z\d]{1,7}", a)), "")
    left = short if len(regex.sub(r"\p{M}", "", short)) == 1 else in_text(short or term.name)
    return term, f"{left} {plain.sign} {plain.right}"


def why_not_plain(latex: str) -> str:
    """Why LaTeX made of plain text is no formula; plain words compute by themselves."""
    why = why_not_formula(latex, named=True)
    return "" if why == "the right side computes nothing" else why


def is_symbol(left: str) -> bool:
    """Whether a left side is a symbol, a function or an expression, and no name."""
    applied = regex.fullmatch(r"\p{L}[\w ]*\([^()]*\)(?:_\w+)?", left) and not HAN.search(left[:1])
    if applied or (
        OPERATOR.search(regex.sub(r"[（(][^()（）]*[)）]$", "", left)) and not SIGNED.fullmatch(left)
    ):
        return not regex.fullmatch(r"[A-Z]²|\p{L}{2,}[\p{L} \-]*\s\([^()]*\)", left)
    if regex.fullmatch(r"F\d|p[A-Z][a-z]?|[A-Z]{2,}|[A-Z]\w*[a-z]{2,}|[a-z]{3,}|R²", left):
        return False
    return bool(
        regex.fullmatch(
            r"\p{Latin}\p{M}?|[A-Za-z\p{Greek}]\p{M}?(?:[_^]?\{?[A-Za-z\p{Greek}\d,]{0,6}\}?)?[*']?|[A-Za-z\p{Greek}]{1,2}[₀-₉']*",
            left,
        )
    )


# --- listings -------------------------------------------------------------------------------------------


def find_in_listing(reading: Reading, i: int) -> Iterator[Hit]:
    """The formulas of a code block that holds no code: equations, and labels between them."""
    block = reading.outline.blocks[i]
    lines = [line for line in block.text.split("\n") if line.strip()]
    if not lines or len(lines) > 16 or NO_CODE.search(block.text):
        return
    equations = {line: plains[0] for line in lines if len(plains := find_equations(line)) == 1}
    if 2 * len(equations) < len(lines):
        return
    start, label = 0, ""
    for line in block.text.split("\n"):
        plain = equations.get(line)
        if plain is None:
            label = (
                line.strip().rstrip("：:")
                if line.strip().endswith(("：", ":"))
                else label
                if not line.strip()
                else ""
            )
        elif not plain.before.strip(" -*•") or plain.before.rstrip().endswith(("：", ":")):
            yield from _of_listed(
                reading, i, start, plain, label or plain.before.rstrip("：: "), len(equations) == 1
            )
            label = ""
        start += len(line) + 1


def _of_listed(reading: Reading, i: int, start: int, plain: Plain, label: str, only: bool) -> Iterator[Hit]:
    around = text_around(reading.outline, i, start + plain.end)
    place = Place(i, start + plain.start, start + plain.end, plain.latex, True, "", "")
    term, latex = left_side(plain)
    names: list[Named] = []
    if label:
        names.append(judged(reading, i, to_term(label), "formula-plain", qualify=True, bonus=-0.1))
    written = bool(regex.search(r"[×÷−·√²³ΣΔ]|\\(?:frac|sqrt|sum)", plain.right + plain.left))
    if (
        HAN.search(plain.left)
        or " " in plain.left.strip()
        or (not is_symbol(plain.left) and plain.left[:1].isupper())
    ):
        names.append(judged(reading, i, term, "formula-plain", bonus=-0.1))
    elif is_symbol(plain.left) and only and written:
        lead = around_place(reading.outline, place)
        names += list(candidates(reading, place, Line(latex), lead, False))
    named = next((n for n in names if not n.why), names[0] if names else None)
    if named is not None:
        yield Hit(
            i, start + plain.start, start + plain.end, named, latex, named.why or why_not_plain(latex), around
        )
