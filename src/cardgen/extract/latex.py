"""LaTeX as it stands in a note to LaTeX that a card can show: clean, split into its lines, and judged.

Everything here is about one formula's own text; what stands around it in the note is read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

HAN = regex.compile(r"\p{Han}")
TOKEN = regex.compile(
    r"\\begin\s*\{[^{}]*\}|\\end\s*\{[^{}]*\}|\\left(?![a-zA-Z])\s*(?:\\[a-zA-Z]+|\\.|.)|\\right(?![a-zA-Z])\s*(?:\\[a-zA-Z]+|\\.|.)|\\[a-zA-Z]+\*?|\\.|[^\\]",
    regex.DOTALL,
)
TEXT = r"\\(?:text|mathrm|mathbf|mathit|mathsf|textbf|textit|textrm|textnormal|mbox|hbox|operatorname\*?)\s*"
TEXT_GROUP = regex.compile(TEXT + r"\{((?:[^{}]|\{[^{}]*\})*)\}")

# --- cleaning -----------------------------------------------------------------------------------------

SYNONYMS = {
    "bm": r"\boldsymbol", "bold": r"\mathbf", "mathds": r"\mathbb", "mathbbm": r"\mathbb",
    "argmax": r"\operatorname*{arg\,max}", "argmin": r"\operatorname*{arg\,min}",
    "coloneqq": ":=", "vcentcolon": ":", "infin": r"\infty", "isin": r"\in", "exist": r"\exists",
    "rarr": r"\rightarrow", "larr": r"\leftarrow", "rArr": r"\Rightarrow", "degree": r"^\circ",
    "R": r"\mathbb{R}", "N": r"\mathbb{N}", "Z": r"\mathbb{Z}", "textnormal": r"\text", "textup": r"\text",
    "dv": "", "hfill": r"\quad", "nonumber": "", "notag": "",
}  # fmt: skip
SYNONYM = regex.compile(
    r"\\(" + "|".join(sorted((k for k in SYNONYMS if k != "dv"), key=len, reverse=True)) + r")(?![a-zA-Z])"
)
UNWRAPPED = regex.compile(
    r"^\\begin\s*\{(?:equation|displaymath|math|subequations|multline)\*?\}(.*)\\end\s*\{(?:equation|displaymath|math|subequations|multline)\*?\}$",
    regex.DOTALL,
)
ALIGNED = regex.compile(
    r"^\\begin\s*\{(align|aligned|alignat|alignedat|flalign|eqnarray|split|gather|gathered)\*?\}(?:\s*\{\d+\}|\s*\[[a-z]\])?(.*)\\end\s*\{\1\*?\}$",
    regex.DOTALL,
)
NUMBER = regex.compile(r"\(\\?#eq:[\w:.-]+\)|\\(?:tag|label|eqno)\*?\s*(?:\{[^{}]*\}|\([^()]*\))")
SPACE = r"(?:\\q?quad|\\hspace\*?\{[^{}]*\}|\\hskip\s*[\d.]+\w+|\\[,;:! ]|~|\s|&)"
# `(3)` behind dots, a wide space or a comma, or in a text box, or full-width: the number of the equation
TAIL_NUMBER = regex.compile(
    rf"(?:{SPACE}*(?:\\(?:text|mathrm|tag|mbox)\s*\{{\s*[(（]\s*\d+(?:[.\-–]\d+)*[a-z]?\s*[)）]\s*\}}|（\d+(?:[.\-–]\d+)*[a-z]?）|[①-⑳])"
    rf"|(?:{SPACE}*(?:\\[clv]?dots|…|·{{2,}}|\.{{3,}}|\\q?quad|\\hspace\*?\{{[^{{}}]*\}}|[,.，。](?=\s)|\s{{3,}}|~~)){SPACE}*(?:\\[clv]?dots|…|·|\.|{SPACE})*[(]\s*\d+(?:[.\-–]\d+)*[a-z]?\s*[)])$"
)
TAIL = regex.compile(
    r"(?:(?<!\\right|\\left|\\right\s|\.\.)[,，.。;；、:：]|(?<!\\)\\[,;:! ](?![\w\\])|~|\s|&|\\\\(?:\[[^\]]*\])?|\\q?quad(?![a-zA-Z])|\\[hv]space\*?\{[^{}]*\}|\\(?:newline|displaystyle)(?![a-zA-Z]))+$"
)
HEAD = regex.compile(
    r"^(?:\s|&(?!\w+;)|\\[,;:! ](?!\w)|~|\\q?quad(?![a-zA-Z])|\\displaystyle(?![a-zA-Z])|\\\\|[,，。;；](?=\s))+"
)
# `\text{where …}` or `，其中…` behind the formula is prose
PROSE = regex.compile(
    rf"{SPACE}*[,，.。;；]?{SPACE}*(?:\\(?:text|mbox|mathrm|textrm)\s*\{{\s*[,，]?\s*(?:where|with|here|note|which|in which|其中|式中|这里|注)|[(（]?(?:其中|式中|这里|注[:：]))"
)
HAN_CLAUSE = regex.compile(r"[，。；]\s*(?=\p{Han}{2,})")


def clean_latex(raw: str) -> str:
    """A formula without its dress (dollars, number, label, outer environment), prose and final stops."""
    text = raw.strip().strip("$").strip()
    text = regex.sub(r"[\u200b-\u200f\u2060\ufeff]|^latex\s+(?=\\)", "", text)
    text = NUMBER.sub("", text)
    text = SYNONYM.sub(_synonym, text)
    text = regex.sub(r"\\\\(?:\s*\\\\)+", r"\\\\", text)
    text = regex.sub(r"(\\text\s*\{[^{}$]*)\$([^{}$]*)\$([^{}$]*\})", r"\1}\2\\text{\3", text).replace(
        r"\text{}", ""
    )
    text = regex.sub(r"(?<!\\)([%#])", r"\\\1", text)
    text = trim(_unwrapped(text))
    if inner := ALIGNED.match(text):
        rows = [_row(row) for row in top_split(inner[2], r"\\")]
        body = " \\\\\n".join(row for row in rows if row)
        text = body if len([row for row in rows if row]) < 2 else _wrap(body, inner[1])
        if "\\begin" not in text:
            text = text.replace("&", "") if not regex.search(r"\\&|\\begin", text) else text
    return regex.sub(r"[ \t]{2,}", " ", regex.sub(r"[ \t]*\n\s*", "\n", text)).strip()


def trim(text: str) -> str:
    """Without number, prose, spaces and stops at its ends."""
    previous = None
    while text != previous:
        previous = text
        text = HEAD.sub("", text)
        if cut := next(
            (m for m in PROSE.finditer(text) if m.start() and depth_at(text, m.start()) == 0), None
        ):
            text = text[: cut.start()]
        if cut := next(
            (
                m
                for m in HAN_CLAUSE.finditer(text)
                if depth_at(text, m.start()) == 0 and has_relation(text[: m.start()])
            ),
            None,
        ):
            text = text[: cut.start()]
        text = TAIL_NUMBER.sub("", text)
        if not regex.search(r"(?:\.{3}|\\(?:right|left|big[lr]?)\s*[.,;:])\s*$", text):
            text = TAIL.sub("", text)
    return text


def _row(text: str) -> str:
    """A row of an aligned formula, with the mark that moves it to the second column."""
    row = trim(text)
    return f"&{row}" if row and regex.match(r"\s*&(?!\w+;)", text) else row


def _synonym(match: regex.Match[str]) -> str:
    value = SYNONYMS[match[1]]
    return (
        value + " "
        if value and value[-1].isalpha() and match.string[match.end() : match.end() + 1].isalpha()
        else value
    )


def _unwrapped(text: str) -> str:
    while inner := UNWRAPPED.match(text.strip()):
        text = inner[1]
    return text.strip()


def _wrap(body: str, name: str) -> str:
    name = "gathered" if name.startswith("gather") else "aligned"
    if name == "aligned" and "&" not in body:
        name = "gathered"
    if name == "aligned":
        body = regex.sub(r"&\s*(=|\\[a-z]+eq?|\\approx|\\equiv)\s*&", r"&\1 ", body)  # eqnarray has two
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def stacked(lines: list[str]) -> str:
    """Several lines as one formula."""
    if len(lines) == 1:
        return lines[0]
    return _wrap(" \\\\\n".join(lines), "aligned")


# --- parts --------------------------------------------------------------------------------------------


def tokens(latex: str) -> Iterator[tuple[str, int, int]]:
    """(token, start, depth before it): depth counts braces, environments and left-right pairs."""
    depth = 0
    for match in TOKEN.finditer(latex):
        token = match[0]
        if token == "}" or (
            token.startswith((r"\end", r"\right")) and not regex.match(r"\\right[a-z]", token)
        ):
            depth -= 1
        yield token, match.start(), depth
        if token == "{" or (
            token.startswith((r"\begin", r"\left")) and not regex.match(r"\\left[a-z]", token)
        ):
            depth += 1


def depth_at(latex: str, offset: int) -> int:
    """How deep in braces and environments an offset lies."""
    depth = 0
    for token, start, before in tokens(latex):
        if start >= offset:
            return before if token not in ("}",) else before + 1
        depth = before
    return depth


def top_split(latex: str, mark: str) -> list[str]:
    """The parts between the `mark` tokens that stand in no braces or environment."""
    parts, start = [], 0
    for token, at, depth in tokens(latex):
        if token == mark and depth <= 0:
            parts.append(latex[start:at])
            start = at + len(token)
            skip = regex.match(r"\s*\[[\d.]+\s*[a-z]+\]", latex[start:]) if mark == r"\\" else None
            start += skip.end() if skip else 0
    return [*parts, latex[start:]]


EQUALS = {"=", r"\equiv", r"\triangleq", r"\coloneqq", r"\doteq", r"\leftarrow", r"\gets", r"\propto", r"\approx", "≈", ":=", r"\simeq", r"\sim", "≡", "≜", "←", "∝", "～", r"\Leftrightarrow", r"\iff", r"\rightarrow", r"\to", "→", r"\longrightarrow", r"\rightleftharpoons"}  # fmt: skip
ORDERS = {"<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\lt", r"\gt", r"\ll", r"\gg", "≤", "≥", r"\leqslant", r"\geqslant", r"\neq", r"\ne", "≠", r"\in", "∈", r"\subset", r"\subseteq", r"\perp", r"\notin", r"\preceq", r"\succeq"}  # fmt: skip
ARROWS = {
    r"\rightarrow",
    r"\to",
    "→",
    r"\longrightarrow",
    r"\rightleftharpoons",
    r"\sim",
    "～",
    r"\Leftrightarrow",
    r"\iff",
}


def relations(latex: str) -> list[tuple[str, int, int]]:
    """(relation, start, end) of the relations at the top level, brackets counted too."""
    found, round_depth = [], 0
    for token, start, depth in tokens(latex):
        if depth > 0:
            continue
        if token in "([" or token in (r"\{", r"\lbrack", r"\langle"):
            round_depth += 1
        elif token in ")]" or token in (r"\}", r"\rbrack", r"\rangle"):
            round_depth = max(0, round_depth - 1)
        elif round_depth == 0 and (token in EQUALS or token in ORDERS):
            found.append((token, start, start + len(token)))
    return found


def has_relation(latex: str) -> bool:
    return any(token in EQUALS for token, _, _ in relations(latex))


def sides(latex: str) -> list[str]:
    """The left side and what follows each equals sign."""
    parts, start = [], 0
    for token, at, end in relations(latex):
        if token in EQUALS and token not in ARROWS:
            parts.append(latex[start:at])
            start = end
    return [part.strip(" \n&") for part in (*parts, latex[start:])]


@dataclass(frozen=True, slots=True)
class Line:
    """One formula of a block, with the label that it carries in itself."""

    latex: str
    label: str = ""


LABEL = regex.compile(
    r"^(?:\\(?:text|textbf|mathrm|mathbf|mbox|textrm)\s*\{\s*(?P<boxed>[^{}$]+?)\s*(?:[:：]\s*\}|\}\s*[:：])"
    r"|(?P<bare>(?=[^:：=]*\p{Han})[\p{Han}\p{L}\d\s（）()·\-/_]{1,30}?)\s*[:：](?!=))\s*(?:\\q?quad|\\[,;:! ]|~|&|\s)*"
)
CONTINUES = regex.compile(
    r"^[\s&{}]*(?:=|\\approx|\\equiv|\\propto|\\le(?![a-z])|\\leq|\\ge(?![a-z])|\\geq|<|>|\+|-(?=[^=]*$)|\\times|\\cdot|\\Rightarrow|\\Leftrightarrow|\\implies|\\iff|\\to(?![a-z]))"
)
PARTED = regex.compile(r"(?:[,，;；]\s*)?\\q?quad(?:\s*\\q?quad)*(?![a-zA-Z])|[;；，]\s+|,\s{2,}")


def split_lines(latex: str) -> list[Line]:
    """The formulas of a cleaned display: one, or several when its lines (or wide-spaced parts) name themselves."""
    inner = ALIGNED.match(latex)
    rows = [row for row in map(_row, top_split(inner[2] if inner else latex, r"\\")) if row]
    joined: list[str] = []
    for row in rows:
        if joined and CONTINUES.match(row) and not LABEL.match(row):
            joined[-1] += f" \\\\\n{row}"
        else:
            joined.append(row)
    lines = [_labelled(row) for row in joined]
    if len(lines) == 1:
        parts = [_labelled(trim(part)) for part in _parted(lines[0].latex)]
        if not lines[0].label and len(parts) > 1 and all(_names_itself(part) for part in parts):
            return parts
        return [Line(_whole(lines[0].latex), lines[0].label)]
    naming = [line for line in lines if _names_itself(line)]
    solid = [line for line in lines if has_relation(line.latex) and not is_worked(line.latex)]
    if len(naming) >= 2 and all(_names_itself(line) for line in solid):
        return [Line(_whole(line.latex), line.label) for line in lines]
    if naming and len(solid) == len(naming) == 1 and len(lines) > 1:
        return [Line(_whole(naming[0].latex), naming[0].label)]
    body = [f"\\text{{{line.label}：}} {line.latex}" if line.label else line.latex for line in lines]
    return [Line(stacked(body))]


def _whole(latex: str) -> str:
    """A line that may go on over several rows, as a formula of its own."""
    rows = top_split(latex, r"\\")
    if len(rows) > 1:
        return stacked([row.strip() for row in rows])
    return (
        latex
        if "\\begin" in latex
        else regex.sub(r"(?<!\\)&(?![a-z]+;)", "", latex).replace("  ", " ").strip()
    )


def _parted(latex: str) -> list[str]:
    parts, start, depth = [], 0, 0
    for match in PARTED.finditer(latex):
        depth = depth_at(latex, match.start())
        if depth <= 0 and latex[: match.start()].count("(") == latex[: match.start()].count(")"):
            parts.append(latex[start : match.start()])
            start = match.end()
    return [*parts, latex[start:]]


def _labelled(row: str) -> Line:
    match = LABEL.match(row)
    if match and row[match.end() :].strip() and "\\begin" not in match[0]:
        return Line(
            row[match.end() :].strip(),
            regex.sub(r"(?<=\p{Han})\s+(?=\p{Han})", "", (match["boxed"] or match["bare"]).strip()),
        )
    return Line(row)


def _names_itself(line: Line) -> bool:
    return bool(line.label) or (has_relation(line.latex) and bool(left_name(line.latex)))


OPERATORS = frozenset(
    "log ln lg exp sin cos tan cot sec max min sup inf arg argmax argmin lim det dim ker deg gcd sgn sign tr diag var cov std mean avg sum prod "
    "softmax norm out in new old next prev if else otherwise and or where with for min_ max_ const total true false pred real data s.t. st subject to "
    "argmaximize minimize maximize d mod rank rm pr prob".split()
)


def left_name(latex: str) -> str:
    """The words on the left side (`\\text{Macro F1} =`, `Recall =`, `\\mathrm{FFN}(x) =`), or nothing for a symbol."""
    left = sides(latex)[0] if has_relation(latex) else ""
    left = regex.sub(r"^\\(?:min|max)(?![a-z])|^(?:\\[,;:! ]|\\q?quad|~|\s|\{|&)+", "", left)
    name, rest = _word(left)
    if not name:
        return ""
    rest = rest.strip(" }&")
    if regex.fullmatch(r"(?:_\{?(?:\\(?:text|mathrm|mathit)\s*\{)?[\p{L}\d\s@-]+\}{0,2})", rest):
        sub = regex.sub(r"\\(?:text|mathrm|mathit)\s*|[_{}]", "", rest).strip()
        return f"{name}_{sub}" if len(sub) > 1 or sub.isdigit() or sub.isupper() else ""
    if rest and not regex.fullmatch(
        r"(?:\\left\s*|\\!|\\,)*[(\[（].*[)\]）]\s*|(?:\^\{?[2\w]\}?)?\s*[(].*[)]|@\s*[\w{}]+|\\%|\^2",
        rest,
        regex.DOTALL,
    ):
        return ""
    at = regex.match(r"@\s*\{?(\w+)", rest)
    name = f"{name}@{at[1]}" if at else name
    if len(name) < 2 or (name.lower() in OPERATORS and not (name.isupper() and len(name) == 2)):
        return ""
    return name


def _word(left: str) -> tuple[str, str]:
    """The word or words that open a left side, and what follows them."""
    words, rest = [], left
    while True:
        match = regex.match(TEXT + r"\{\s*([^{}$\\]*[^{}$\\\s])\s*\}(?:\s|\\[,; ]|~)*", rest)
        if not match or not regex.search(r"\p{L}", match[1]):
            break
        words.append(match[1])
        rest = rest[match.end() :]
    if words:
        tail = regex.match(r"(?:\s|\\[,; ]|[-])*([\p{Han}A-Za-z\d]+)(?=\s*$)", rest)
        if tail and len("".join(words)) > 1:
            words.append(tail[1])
            rest = rest[tail.end() :]
        joint = "" if HAN.search("".join(words)) else " "
        return joint.join(words), rest
    match = regex.match(r"[\p{Han}A-Za-z][\p{Han}A-Za-z\d]*(?:(?:[ \-]|\\ |~|\\_)+[\p{Han}A-Za-z\d]+)*", rest)
    if match and ((HAN.search(match[0]) and len(match[0]) >= 2) or _is_word(match[0])):
        return regex.sub(r"\\ |~|\\_| +", " ", match[0]).strip(), rest[match.end() :]
    return "", left


def _is_word(text: str) -> bool:
    """Whether Latin letters in math are a name and not a product of symbols: `Gini`, `MSE`, `error rate`; not `mv`, `kx`."""
    words = regex.split(r"(?:[ \-]|\\ |~|\\_)+", text)
    longest = max(words, key=len)
    if len(words) == 1 and len(longest) == 2:
        return bool(regex.fullmatch(r"[A-Z][A-Z\d]|F\d", longest))
    return (
        len(longest) >= 3
        and all(len(w) >= 2 or w.isdigit() for w in words)
        and not regex.fullmatch(r"[xyzwabijkmnt]+", longest)
    )


# --- judging ------------------------------------------------------------------------------------------

COMMANDS = regex.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[a-zA-Z]+\*?")
SYMBOL_COMMAND = regex.compile(
    r"\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega|ell|nabla|partial|hbar|infty)(?![a-zA-Z])"
)
OPERATION = regex.compile(
    r"\\(?:[dtc]?frac|sum|prod|int|iint|oint|sqrt|cdot|times|div|max|min|log|ln|lg|exp|sin|cos|tan|tanh|lim|arg|partial|nabla|Delta|odot|otimes|oplus|circ|ast|star|mid|over|pm|cap|cup|land|lor|det|sigma|operatorname|binom|top|Pr|mathbb|mathcal|begin|langle|lVert|Vert|lvert|bigcup|bigcap|sup|inf|overline|bar|hat)(?![a-zA-Z])"
    r"|[+/*×·÷−^|]|(?<=\S)\s*-\s*(?=\S)|√|∑|Σ|∫|∏|\w\s*[(\[]"
)
COMPUTES = regex.compile(
    OPERATION.pattern.replace(r"|\w\s*[(\[]", "")
    .replace("^|]", "^]")
    .replace("|mid", "")
    .replace("mathbb|mathcal|", "")
    .replace("|bar|hat", "")
)
ATOM = regex.compile(r"(?:\\[A-Za-z]+\s*|[A-Za-z])(?:_\{[^{}]*\}|_\w)?(?:\^\{(?:\\?\w+|\*|')\}|\^\\?[\w*]+)?")
ROW = rf"(?:{ATOM.pattern}|\d+|\\[lc]?dots|\.{{3}}|…)(?:\\[,;! ]|\s)*"
ENUMERATED = regex.compile(rf"[(]?\s*{ROW}(?:,(?:\\[,;! ]|\s)*{ROW})+[)]?(?:'|\^\{{?\\?\w+\}}?)?")
"""`1, 2, \\ldots, n`, `(\\alpha, \\beta)`: things in a row, and nothing computed."""
ODD = regex.compile(r"(?<![\w.])(?:\d+\.\d+|\d{2,})(?![\w])")
CONDITION_NAME = regex.compile(
    r"(?:不等式|条件|约束|定理|定律|法则|准则|界|inequality|condition|constraint|bound|theorem|law|rule|principle|criterion)s?$",
    regex.IGNORECASE,
)


def letters(latex: str) -> int:
    """How many symbols and words a piece of LaTeX has."""
    text = TEXT_GROUP.sub(lambda m: " w " if regex.search(r"\p{L}", m[1]) else " ", latex)
    greek = len(SYMBOL_COMMAND.findall(text))
    return greek + len(regex.findall(r"\p{L}+", COMMANDS.sub(" ", text)))


def is_worked(latex: str) -> bool:
    """Whether numbers stand where symbols should: a worked example, or a value."""
    parts = sides(latex)
    values = parts[1:] if len(parts) > 1 else parts
    if not any(
        letters(TEXT_GROUP.sub(" ", part)) or HAN.search(part) or regex.search(TEXT, part) for part in values
    ):
        return True
    if regex.search(
        r"[_^]\s*\{?\s*\d{2,}\s*\}?", latex.replace("10^", "").replace("100", "")
    ) and not regex.search(r"\^\{?-?1\d\}?", latex):
        return True
    if (
        parts[-1]
        and len(parts) > 2
        and not letters(parts[-1])
        and not regex.fullmatch(r"\s*(?:0|1)\s*", parts[-1])
    ):
        return True
    plain = regex.sub(r"\^\{?\d+\}?", "", "=".join(values))
    if (
        len(set(regex.findall(r"\p{L}", plain))) == 1
        and "\\" not in plain
        and regex.search(r"\d", plain)
        and not left_name(latex)
        and not regex.search(r"[a-z]{2,}", plain)
    ):
        return True
    odd = [
        n
        for n in ODD.findall(COMMANDS.sub(" ", TEXT_GROUP.sub(" w ", latex)))
        if n not in ("100", "10", "1000", "0.5", "180", "12", "360", "365")
    ]
    return len(set(odd)) >= 2 and not left_name(latex)


def is_composite(latex: str) -> bool:
    """Whether the right side computes something and is no bare symbol, value or set."""
    values = sides(latex)[1:] or [latex]
    if (
        len(sides(latex)) == 2
        and COMPUTES.search(sides(latex)[0])
        and letters(sides(latex)[0]) >= 2
        and letters(values[0])
    ):
        return True  # `a^2 + b^2 = c^2`
    for value in values:
        bare = value.strip()
        if regex.match(
            r"(?:\\left)?\s*\\\{(?!.*(?:\||\\mid|\\vert|:))|\\mathbb\s*\{?[RNZC]\}?|(?:\\left)?\[\s*[\d\w\s,.\\-]*\]$|\(\s*[\w\\, .\d]+\)(?:'|\^\w|\^\{?\\?\w+\}?)?$|\\(?:emptyset|varnothing)",
            bare,
        ):
            continue
        if ATOM.fullmatch(bare) or ENUMERATED.fullmatch(bare):
            continue
        if (
            OPERATION.search(bare)
            or letters(bare) >= 2
            or (regex.search(r"[A-Za-z]{2,3}$", COMMANDS.sub(" ", bare)) and letters(bare))
        ):
            return True
    return False


def without_value(latex: str) -> str:
    """`OI = a / b = 7.5` without the number that somebody worked out."""
    equals = [(start, end) for token, start, end in relations(latex) if token in ("=", r"\approx", "≈")]
    if len(equals) < 2 or "\\begin" in latex:
        return latex
    tail = latex[equals[-1][1] :]
    if regex.fullmatch(
        rf"(?:{SPACE})*[-\d.,{{}}]*\d[\d.,{{}}]*(?:{SPACE}|\\%|{TEXT}\{{[^{{}}]*\}}|\\times|\^|\d|\{{|\}})*",
        tail,
    ) and not regex.fullmatch(r"\s*[01]\s*", tail):
        return trim(latex[: equals[-1][0]])
    return latex


NO_EQUALS = "an expression without an equals sign"


def why_not_formula(latex: str, *, named: bool = False) -> str:
    """Why cleaned LaTeX is no formula for a card; empty when it is one. `named`: the note calls it by a name."""
    if not latex:
        return "there is no formula"
    if fault := why_not_latex(latex):
        return fault
    bare = TEXT_GROUP.sub("", latex)
    if (len(HAN.findall(bare)) > 12 and not regex.search(r"[=+×÷/]", bare)) or regex.search(
        r"[。？！]", bare
    ):
        return "prose in dollars"
    found = [token for token, _, _ in relations(latex)]
    objective = regex.match(
        r"\s*(?:\\(?:underset|mathop|operatorname\*?)\s*\{)?\s*\\?(?:arg\s*\\?,?)?\\?(?:min|max|arg)", latex
    )
    if not any(token in EQUALS for token in found) and not objective:
        if found and found[0] in ORDERS:
            return (
                ""
                if named
                and found[0] not in (r"\in", "∈", r"\ne", r"\neq", "≠", r"\ll", r"\gg")
                and is_composite(latex)
                else "a condition, not a formula"
            )
        if "\\begin" in latex and has_relation(regex.sub(r"\\begin\{\w+\*?\}|\\end\{\w+\*?\}", "", latex)):
            pass
        elif not (named and COMPUTES.search(latex) and letters(latex) >= (1 if "\\text" in latex else 2)):
            return NO_EQUALS
    total = sides(latex)[-1].strip() in ("0", "1") and len(sides(latex)) == 2
    if total and not (named and regex.search(r"[+]|\\sum|\\int|(?<=\S)-", sides(latex)[0])):
        return "a condition, not a formula"
    if not total and is_worked(latex):
        return "a worked example or a value"
    if found and all(token in ARROWS - {r"\sim", "～"} for token in found) and "+" not in latex:
        return "a mapping or a limit, not a formula"
    if any(token in EQUALS for token in found) and not total and not is_composite(latex):
        return "the right side computes nothing"
    if (
        regex.search(r"(?<![\w\\])O\s*(?:\\left)?\(", sides(latex)[-1])
        and letters(sides(latex)[-1]) <= 6
        and len(sides(latex)) <= 2
        and len(sides(latex)[-1]) < 30
    ):
        return "an order of growth"
    if len(sides(latex)) > 4 and "\\begin{cases}" not in latex:
        return "a derivation"
    if len(latex) > 900:
        return "the formula is too long for a card"
    if latex.count("(") != latex.count(")") and not regex.search(r"[\[\]]|\\(?:left|right|text)", latex):
        return "the formula is cut off"
    if regex.search(r"(?:=|\\approx|\+|-|\\times|\\cdot)\s*$", latex):
        return "the formula is cut off"
    return ""


def why_not_latex(latex: str) -> str:
    """What would keep a formula from being shown; empty when nothing is known against it."""
    opened: list[str] = []
    for match in regex.finditer(
        r"\\begin\s*\{([^{}]*)\}|\\end\s*\{([^{}]*)\}|\\(left|right)(?![a-zA-Z])|\\.|[{}$&]",
        latex,
        regex.DOTALL,
    ):
        token = match[0]
        if token == "$":
            return "a stray dollar sign stands in the formula"
        if token == "&" and not any(name not in ("{", "left") for name in opened):
            return "an & stands outside an environment"
        if match[1] is not None:
            opened.append(match[1])
        elif token == "{":
            opened.append("{")
        elif match[3] == "left":
            opened.append("left")
        elif match[2] is not None or token == "}" or match[3] == "right":
            wanted = match[2] if match[2] is not None else "{" if token == "}" else "left"
            if not opened or opened.pop() != wanted:
                return "braces or environments do not match"
    if opened:
        return "braces or environments do not match"
    if regex.search(r"\\(?:includegraphics|href|newcommand|def|ref|eqref|require|cite)(?![a-zA-Z])", latex):
        return "a command that a card can't show"
    return ""
