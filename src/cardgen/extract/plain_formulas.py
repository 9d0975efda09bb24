"""Formulas that are written as plain text (`毛利 = 售价 - 成本`, `TP / (TP + FP)`) as LaTeX."""

from __future__ import annotations

from dataclasses import dataclass

import regex

HAN = regex.compile(r"\p{Han}")
EQUALS = regex.compile(r"(?<![=!<>+\-*/:~^|&≠])\s*[=＝≈](?![=>])\s*")
OPERATOR = regex.compile(
    r"\s*[+×÷*/^·−－±√∑Σ]\s*|\s+[-–xX]\s+|(?<=[\p{Han})）\d])\s*[-–]\s*(?=[\p{Han}(（])|²|³|⁻|(?<=[\p{Han})）])[-–](?=[\p{L}(（])|(?<!\p{L})(?:log|ln|lg|exp|max|min|sqrt)(?=\s*[\d₀-₉_([]|\s\p{L}(?!\p{L}))"
)
NORM = regex.compile(r"\|\|[^|=]{1,30}\|\||\(\w{1,9}\s?\|\|\s?\w{1,9}\)")
"""`||x - y||`, `KL(p || q)`: no `or` of a program."""
OPTION = regex.compile(r"[a-z][a-z_\d]{2,}")
"""`mode=on/off`: what stands close by an equals sign is an option of a program."""
GIVEN = regex.compile(r"(?<![A-Za-z])(?:P|Pr|E|Var)\([^()]*$")
"""An equals sign behind it is a condition (`P(Y=1 | X=0)`)."""
CODE = regex.compile(
    r"(?<![_^])\{|[;\"“”\\@$!—?？！<>]|(?<!\w)&|&(?!\w)|#(?!\s?\p{L})|\|\||\[\^|(?<![\w)])'|==|\+=|->|=>|::|\w\.\w+\(|\b(?!P\b|Pr\b|E\b|Var\b)\w+\(\s*\w+\s*=|\b[a-z]{4,}\(\s*[a-z_]{2,}\s*(?:,\s*[a-z_]{2,}\s*)+\)|https?:|www\.|(?<=[a-z_\d])(?<!Var|Cov)\[(?![A-Z][A-Za-z\d₀-₉⁺⁻+-]{0,5}\])|\[\s*[\]:]|\b[a-z]\w*_\w+_\w+|\b[a-z]\w*_\w{4,}|\b[a-z]{2,}\d*_\w{2,}|\b[A-Z]{2,}\d*_[A-Z\d_]{2,}|0x[\da-fA-F]|\d\.\d+\.\d|\(\*\)|\*\)|\^\s*[a-z]{2,}\d|//|/\*|[+]/[-−]|(?<![A-Za-z])[a-z]+\.[a-z]+|"
    r"\b(?:self|np|torch|none|true|false|null|const|int|float|str|string|var|def)\b"
)
PATH = regex.compile(
    r"^\s*[~.]*/|\s[~.]*/\w|\w/[\w.\-*]+/\w|\.(?:py|js|ts|c|h|md|txt|json|sh|ya?ml|html|css|exe|npmrc)\b|--|\+\+|(?:^|\s)-(?!log|ln|exp|sum|prod|max|min|sqrt)[a-z]\w|~|\./|_\*"
)
CLAUSE = regex.compile(
    r"[是了吗呢吧就则]|因为|所以|可以|应该|如果|\b(?:is|are|was|were|has|have|will|would|can|should|that|which|because|if|when|then|we|you|they|it|means|always|never)\b",
    regex.IGNORECASE,
)
REACTION = regex.compile(
    r"^[\dA-Za-z₀-₉()\[\]⁺⁻²³·\s+^_{}]*[A-Z][\w₀-₉()⁺⁻²³^_{}]*\s*(?:→|⇌|->|-->|=+>?|⟶|══)\s*[\dA-Za-z₀-₉()\[\]⁺⁻²³·\s+^_{}↑↓]+$"
)
PRODUCT = regex.compile(r"\d{0,2}(?:[A-Za-z\p{Greek}][₀-₉²³]?){1,4}")
DINGBATS = regex.compile(r"^[^\p{L}\p{N}(（%$\\∂∇√|]+")
UNITS = r"(?:kg|m|s|cm|mm|km|g|mg|L|ml|mmol|mol|Hz|V|A|W|J|N|Pa|K|h|min|hours?|days?|years?|元|万|亿|天|年|个|秒|米)"
UNIT = regex.compile(rf"\d\s*(?:e|{UNITS}(?:\s*[/·]\s*{UNITS}[²³]?)*)(?![A-Za-z])")
QUANTITY = regex.compile(
    r"(?:率|比|比例|度|值|数|量|成本|价格|收入|利润|时间|距离|面积|体积|收益|指数|系数|弹性|误差|方差|"
    r"\b(?:rate|ratio|cost|price|income|product|productivity|density|speed|velocity|elasticity|profit|revenue|time|return|yield|margin|index|output|volume|"
    r"pressure|fraction|share|turnover|utilization|efficiency|precision|recall|accuracy|coverage|probability|frequency))\s*(?:[(（][^()（）]*[)）])?$",
    regex.IGNORECASE,
)


CUED = regex.compile(
    r"(?:.*\b(?:is|are|as|by|equals?|that|becomes|formula|equation|use|be|with|let|if|when|set)\s+|.*(?:[为是即有得则]|满足|公式|等于)\s*)(?P<symbol>[\p{L}][\w\p{M}₀-₉*^²]{0,6}(?:\([^()]{0,16}\))?)\s*$"
)
"""`Elasticity is calculated as E`: where the symbol on the left side begins."""
DASHED = regex.compile(r"[\p{L}][\p{L} ]{3,40}\s[-–—]\s(?P<symbol>[\p{L}]{1,4})\s*$")
"""`Marginal product - MP = …`: a name, a dash, its symbol."""
WORDED = (
    (regex.compile(r"\s+divided by\s+|\s*除以\s*"), " / "),
    (regex.compile(r"\s+(?:multiplied by|times)\s+|\s*乘以\s*"), " × "),
    (regex.compile(r"\s+plus\s+"), " + "),
    (regex.compile(r"\s+minus\s+"), " − "),
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain formula: offsets in its line, its left side as written, its LaTeX."""

    start: int
    end: int
    left: str
    right: str
    """The right side as LaTeX."""
    latex: str
    sign: str = "="
    before: str = ""
    """What stands before the left side in the line."""
    after: str = ""
    """What stands behind it."""


def find_equations(line: str) -> list[Plain]:
    """The equations of a line without math marks: `left = right` where the right side computes something."""
    found: list[Plain] = []
    at = 0
    for match in EQUALS.finditer(line):
        if match.start() < at or GIVEN.search(line, 0, match.start()):
            continue
        start, end = _left_start(line, match.start()), _right_end(line, match.end())
        start = match.start() - len(DINGBATS.sub("", line[start : match.start()]))
        if cue := CUED.match(line[start : match.start()]) or DASHED.match(line[start : match.start()]):
            start += cue.start("symbol")
        left = line[start : match.start()].strip()
        right = _with_signs(line[match.end() : end].strip(" .。,，;；"))
        at = end
        if left and right and not OPERATOR.search(right) and _is_total(left, right):
            left, right = right, left  # `fixed cost + variable cost = total cost`
        tight = match[0] in "=＝" and OPTION.fullmatch(left) and not QUANTITY.search(left)
        if not left or not right or tight or why_not_sides(left, right):
            continue
        sign = r"\approx" if "≈" in match[0] else "="
        product = is_product(left.rsplit(" ", 1)[-1], right)
        shown = _product(left) if product and " " not in left else to_latex(left, whole=True)
        computed = _product(right) if product else to_latex(right)
        latex = f"{shown} {sign} {computed}"
        found.append(Plain(start, end, left, computed, latex, sign, line[:start], line[end:]))
    return found


def _is_total(left: str, right: str) -> bool:
    """Whether an equation is written the wrong way round: the result, which has the name, stands at the right."""
    if not OPERATOR.search(left) or regex.search(r"\d", right) or len(right.split()) > 5:
        return False
    if regex.fullmatch(r"[A-Z]{1,5}(?:\s*(?:[+×÷*/]|\s[-–xX]\s)\s*[A-Z]{1,5})+", left) and regex.fullmatch(
        r"[A-Z]{2,5}", right
    ):
        return True
    return (
        bool(QUANTITY.search(right)) and not regex.search(r"[A-Z][a-z]?[₂₃₄]", left) and right[:1] not in "-–"
    )


def _with_signs(text: str) -> str:
    for pattern, sign in WORDED:
        text = pattern.sub(sign, text)
    return text


def find_expression(text: str, label: str = "", *, formula: bool = False) -> str:
    """The LaTeX of a text that is one expression and nothing else (`TP / (TP + FP)`), or nothing.

    `label` heads it; `formula`: the label says that a formula follows.
    """
    text = regex.split(r"[;；。]\s*", text.strip(), maxsplit=1)[0].strip().rstrip(".")
    top = text
    while (inner := regex.sub(r"[(（\[][^()（）\[\]]*[)）\]]", "x", top)) != top:
        top = inner
    kinds = {m.strip() for m in OPERATOR.findall(text)}
    if (
        not kinds
        or regex.search(r"[=，,。；;：:]", top)
        or regex.search(r"^[+*/×÷±]|[+*/×÷]$", text)
        or why_not_side(text)
    ):
        return ""
    sure = (
        formula
        or len(kinds) >= 2
        or bool(kinds & {"×", "÷", "^", "²", "√"})
        or "Δ" in text
        or len(regex.findall(r"(?<![A-Za-z])[A-Z]\w?\([^()]+\)", text)) > 1
        or bool(regex.search(r"[(（\[].*(?:[+×÷*−]|\s[-–]\s).*[)）\]]", text))
        or bool(regex.fullmatch(r"[A-Z]{1,5}(?:\s*[*×+]\s*[A-Z]{1,5})+|[A-Z]{1,5}\s*/\s*[A-Z]", text))
        or bool(
            QUANTITY.search(regex.sub(r"\s*[A-Z]{1,6}$", "", label))
            and not regex.search(r"[a-z]/[a-z]", text)
        )
        or bool(regex.search(r"\b(?:number|total|sum|count|amount|change)\b.*\s/\s", text, regex.IGNORECASE))
    )
    if not OPERATOR.search(top) and not regex.match(r"-?(?:log|ln|exp|sqrt|max|min)x", top):
        return ""  # words, and a remark in brackets
    operands = [w for w in regex.split(r"[+×÷*/^·−()（）]|\s[-–]\s", text) if w.strip()]
    if (
        not sure
        or len(operands) < 2
        or any(len(w.split()) > 5 or regex.search(r"\p{Han}[^\n]*[都是被为成]\s?\d", w) for w in operands)
    ):
        return ""  # words that lead to a size (`… 初始化为 0 的 1×1 卷积`)
    if text.count("/") > 1 and not regex.search(r"[+×÷*()（）−]", text):
        return ""
    return to_latex(text)


def read_cell(text: str) -> str:
    """The LaTeX of a table cell under a header that says formula, or nothing."""
    text = _with_signs(text.strip().rstrip("。.;；"))
    if (
        regex.search(r"[{};\"?？！!]|https?:", text)
        or CLAUSE.search(text)
        or text.count("(") != text.count(")")
    ):
        return ""
    sides = [side.strip() for side in EQUALS.split(text)]
    if (
        len(sides) > 3
        or not all(sides)
        or not OPERATOR.search(sides[-1])
        or not regex.search(r"\p{L}", sides[-1])
    ):
        return ""
    if regex.search(r"[,，。；：:](?![^()（）]*[)）])", text) or any(
        len(p.split()) > 8 for p in regex.split(r"[+×÷*/^()=]|\s[-–−]\s", text)
    ):
        return ""
    return " = ".join(to_latex(side, whole=n == 0 and len(sides) > 1) for n, side in enumerate(sides))


def find_reaction(text: str) -> str:
    """The LaTeX of a chemical equation, or nothing."""
    text = text.strip().rstrip("。.;；")
    if not REACTION.match(text) or "+" not in text:
        return ""
    if not regex.search(r"[A-Z][a-z]?[₂-₉2-9]|⇌", text):
        return ""
    left, arrow, right = regex.split(r"\s*(→|⇌|-->|->|⟶|══|=+>?)\s*", text, maxsplit=1)
    sign = r"\rightleftharpoons" if arrow == "⇌" else r"\rightarrow"
    return f"\\text{{{left.strip()}}} {sign} \\text{{{right.strip()}}}"


def why_not_sides(left: str, right: str) -> str:
    """Why two sides make no formula; empty when they do."""
    total = regex.fullmatch(r"[\dA-Za-z\p{Greek}²³]{1,3}", right) and regex.search(r"[A-Za-z]", left)
    if total and len(OPERATOR.findall(left)) >= 2:
        return why_not_side(left)
    derivative = regex.fullmatch(r"[d∂]\w{0,3}/[d∂]\w{1,3}", left) and PRODUCT.fullmatch(right)
    computes = derivative or OPERATOR.search(right) or regex.search(r"\p{L}\(.+\)|[₀-₉]", right)
    if not computes and not is_product(left.rsplit(" ", 1)[-1], right):
        return "the right side computes nothing"
    numbers = regex.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])", right)
    if regex.search(r"[=≈]\s*[-−]?\d[\d.,]*\s*%?\s*(?:$|→)", right) or regex.search(
        r"\s(?:→|=>|->)\s", right
    ):
        return "a worked example or a value"
    words = set(regex.findall(r"\p{L}+", right))
    if len(regex.findall(r"(?<![\p{L}_])\d+", right)) >= 2 and len(words) == 1 and len(max(words)) == 1:
        return "a worked example or a value"  # `Qd = 100 - 2P`
    if len(numbers) > 2 * len(regex.findall(r"\p{L}+", right)) + 1 or not regex.search(
        r"\p{L}", UNIT.sub("", right)
    ):
        return "a worked example or a value"
    if regex.match(rf"{regex.escape(left)}\s*[-+*/]", right) and len(left) > 2:
        return "an assignment of a program"
    if regex.search(r"[-+*/×÷]$", right):
        return "the formula is cut off"
    if regex.search(r"[≥≤≠]", left):
        return "a condition, not a formula"
    return why_not_side(left) or why_not_side(right)


def why_not_side(side: str) -> str:
    """Why a side is no side of a formula; empty when it is one."""
    bare = NORM.sub("n", regex.sub(r"[_^]\{[^{}]*\}", "", side))
    if (
        PATH.search(bare)
        or CODE.search(bare)
        or (regex.search(r"[a-z]{2}[A-Z][a-z]", side) and not HAN.search(side))
    ):
        return "code, not a formula"
    if CLAUSE.search(side):
        return "prose, not a formula"
    if side.count("(") + side.count("（") != side.count(")") + side.count("）"):
        return "brackets do not match"
    for operand in regex.split(r"[+×÷*/^·()（）=]|\s[-–−xX]\s|[−－]", side):
        if len(HAN.findall(operand)) > 16 or (len(operand.split()) > 8 and not HAN.search(operand)):
            return "prose, not a formula"
    return ""


def is_product(left: str, right: str) -> bool:
    """`V = IR`, `PV = nRT`, `C = 2πr`: products of one-letter symbols."""
    if not PRODUCT.fullmatch(left) or not PRODUCT.fullmatch(right):
        return False
    if regex.search(r"[a-z]{3,}|[A-Z]{3,}|[A-Z][a-z]{2}", f"{left} {right}"):
        return False
    return len(regex.findall(r"\p{L}", left + right)) >= 3


def _left_start(line: str, end: int) -> int:
    """Where the left side begins: behind the last punctuation or opening bracket."""
    depth = 0
    for i in range(end - 1, -1, -1):
        char = line[i]
        if char in ")）":
            depth += 1
        elif char in "(（":
            depth -= 1
            if depth < 0:
                return i + 1
        elif depth == 0 and (
            char in "：:，,。；;、！？—\n→$" or (char == "." and line[i + 1 : i + 2] == " ")
        ):
            return i + 1 + (len(line[i + 1 : end]) - len(line[i + 1 : end].lstrip()))
    return 0


def _right_end(line: str, start: int) -> int:
    """Where the right side ends: at punctuation, a closing bracket that is not its own, or a remark in brackets."""
    depth = 0
    for i in range(start, len(line)):
        char = line[i]
        if char in "(（[":
            if depth == 0 and _is_remark(line, start, i):
                return i
            depth += 1
        elif char in ")）]":
            depth -= 1
            if depth < 0:
                return i
        elif depth == 0 and (
            char in "，。；;：—\n$"
            or (char == "," and not line[i + 1 : i + 2].isdigit())
            or (char in ".:" and line[i + 1 : i + 2] in ("", " "))
            or GOES_ON.match(line, i)
            or (char == " " and HAN.match(line, i + 1) and _is_symbolic(line[start:i]))
        ):
            return i
    return len(line)


GOES_ON = regex.compile(
    r"\s(?:where|with|if|when|for all|i\.e\.|e\.g\.|and|because|so|is|are|tells|says|means|shows|gives|describes|states|relates|holds)\b|其中"
)
"""How a sentence goes on behind an expression."""


def _is_symbolic(side: str) -> bool:
    """Whether a right side is complete, with symbols only: Chinese behind it is the sentence that goes on."""
    whole = bool(OPERATOR.search(side) or PRODUCT.fullmatch(side.strip()))
    return whole and not HAN.search(side) and bool(regex.search(r"[\w)²³%⁻]\s*$", side))


def _is_remark(line: str, start: int, opening: int) -> bool:
    """Whether a bracket behind an expression is a remark on it, not a part of it."""
    own = regex.match(r"[(（](?P<inner>[^()（）]*)[)）](?P<rest>.*)$", line[opening:])
    if not own or not regex.search(r"[\p{L}\p{N})）%]\s*$", line[start:opening]):
        return False
    if regex.match(r"\s*(?:[+×÷*/^·−²³]|[-–]\s|[xX]\s)", own["rest"]):
        return False
    wordy = line[opening - 1] == " " or HAN.search(own["inner"]) or len(own["inner"].split()) > 1
    return bool(wordy) and not regex.search(r"[+×÷*/−^=]|\s-\s", own["inner"])


# --- to LaTeX -----------------------------------------------------------------------------------------

SIGNS = {
    "×": r"\times ", "*": r"\times ", "÷": r"\div ", "·": r"\cdot ", "–": "-", "－": "-", "≈": r"\approx ", "≤": r"\le ",
    "≥": r"\ge ", "（": "(", "）": ")", "＝": "=", "%": r"\%", "Σ": "Σ ",
}  # fmt: skip
PIECE = regex.compile(
    r"(?P<root>√\s*(?:[(（](?P<under>[^()（）]*)[)）]|(?P<one>\w+)))|(?P<power>\^\s*(?:[(（{](?P<up>[^()（）{}]*)[)）}]|(?P<exp>-?\w+)))"
    r"|(?P<star>(?<=[A-Za-z])\*(?=\s*$|\s*[),]))|(?P<sign>[×*÷·–－≈≤≥（）＝%Σ])|(?P<times>(?<=[^\s*×·+\-=/(]\s)[xX](?=\s+[^\s+*×·=/)]))|(?P<raised>[²³⁰¹⁴-⁹⁺⁻]+)"
    r"|(?P<function>(?<!\p{L})(?:log|ln|lg|exp|sin|cos|tan|max|min|sum)(?=\s*[(_[]|[\d₀-₉]{1,2}[\s(]|\s+[A-Za-z](?![A-Za-z])|\s+\p{Greek}))"
    r"|(?P<base>(?<=\b(?:log|lg))[\d₀-₉]{1,2}(?=[\s(]))|(?P<phrase>[\p{L}\p{M}](?:[\p{L}\p{M}\p{Nd}'’₀-₉⁺⁻.&]|(?<=[A-Za-z])[-–](?=[A-Za-z]{2})|_\{[^{}]*\}|_[\w,]+|[ ](?![xX]\s|[-–]\s|(?:log|ln|lg|exp)(?:[\d₀-₉(_]|\s))(?=[\p{L}\d])|\^[+-](?!\w)|(?<=[\p{L}]{2})[(（][\p{L}/%]{1,6}[)）](?=\s|$|[/÷×*]))*)|(?P<other>.)"
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
LETTERED = (
    (regex.compile("[ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+"), "_", str.maketrans("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx")),
    (regex.compile("[ⁿⁱᵀᵗˣᵏ]+"), "^", str.maketrans("ⁿⁱᵀᵗˣᵏ", "niTtxk")),
)
"""Small letters that are written as signs of their own."""


def to_latex(text: str, *, whole: bool = False) -> str:
    """Plain text as LaTeX: words in `\\text`, signs as commands. `whole`: a left side, one phrase if it can be."""
    text = text.strip()
    for small, sign, letters in LETTERED:
        text = small.sub(lambda m, s=sign, t=letters: f"{s}{{{m[0].translate(t)}}}", text)  # type: ignore[misc]
    if (
        whole
        and regex.fullmatch(r"(?:[\p{L}\p{N}\s&.\-'’]|[（(][^()（）]*[)）]){2,}", text)
        and not _is_short(text)
        and not regex.search(r"[²³]", text)
    ):
        return in_text(text)
    if root := ROOT.search(text):
        end = _closing(text, root.end() - 1)
        if end > 0:
            before, after = to_latex(text[: root.start()]), to_latex(text[end + 1 :])
            return f"{before} \\sqrt{{{to_latex(text[root.end() : end])}}} {after}".strip()
    if fraction := _fraction(text):
        return fraction
    return regex.sub(r"\s{2,}", " ", "".join(_piece(match) for match in PIECE.finditer(text))).strip()


ROOT = regex.compile(r"(?:√|\bsqrt)\s*[(（]")


def _closing(text: str, opening: int) -> int:
    """The offset of the bracket that closes the one at `opening`, or -1."""
    depth = 0
    for i in range(opening, len(text)):
        depth += (text[i] in "(（") - (text[i] in ")）")
        if depth == 0:
            return i
    return -1


def in_text(text: str) -> str:
    """Words as LaTeX text."""
    return f"\\text{{{regex.sub('[%_&#]', lambda m: chr(92) + m[0], text)}}}"


def _is_short(text: str) -> bool:
    """Whether a left side is a symbol or a function and no word."""
    return bool(
        regex.fullmatch(r"\p{L}\p{M}*|[A-Za-z\p{Greek}]{1,2}\d?|[A-Za-z]{1,3}\([^()]*\)|\d{0,2}\p{L}", text)
        and not regex.fullmatch(r"[A-Z]{2}\d?|F\d", text)
    )


def _piece(match: regex.Match[str]) -> str:
    if match["root"]:
        return f"\\sqrt{{{to_latex(match['under'] or match['one'])}}}"
    if match["power"]:
        return f"^{{{to_latex(match['up'] or match['exp'])}}}"
    if match["sign"]:
        return SIGNS[match[0]]
    if match["times"]:
        return r"\times"
    if match["raised"]:
        return f"^{{{match[0].translate(RAISED)}}}"
    if match["star"]:
        return "^*"
    if match["function"]:
        return f"\\{match[0]} "
    if match["base"]:
        return f"_{{{match[0].translate(LOWERED)}}}"
    if match["phrase"]:
        return _phrase(match[0])
    return f"\\{match[0]}" if match[0] in "&#" else str(match[0])


def _product(text: str) -> str:
    return str(regex.sub(r"[²³]", lambda m: f"^{{{m[0].translate(RAISED)}}}", text))


def _phrase(text: str) -> str:
    bare = text.strip()
    if (
        PRODUCT.fullmatch(bare)
        and regex.search(r"[²³\p{Greek}]", bare)
        and not regex.search(r"[A-Za-z]{3}", bare)
    ):
        return _product(bare)
    if regex.fullmatch(r"[A-Za-z\p{Greek}](?:_\{?\w+\}?|[₀-₉])?|[A-Za-z\p{Greek}]{1,2}_\{[^{}]*\}", bare):
        return str(regex.sub(r"_(\w{2,})$", r"_{\1}", bare))
    if regex.fullmatch(r"[a-z]{2}", bare):
        return bare
    return in_text(text)


def _fraction(text: str) -> str:
    """`\\frac` for `a / b` where that is all there is at the top level."""
    depth, slashes = 0, []
    for i, char in enumerate(text):
        spaced = text[i - 1 : i] == " " and text[i + 1 : i + 2] == " "
        if char in "(（":
            depth += 1
        elif char in ")）":
            depth -= 1
        elif depth == 0 and char in "/÷":
            slashes.append(i)
        elif depth == 0 and (char in "+×*=≈·−－" or (char in "-–xX" and spaced)):
            return ""
    if len(slashes) != 1:
        return ""
    top, bottom = text[: slashes[0]].strip(), text[slashes[0] + 1 :].strip()
    if regex.match(r"\d+\s+\p{L}", bottom):
        return ""  # `1/2 mv²`
    if not top or not bottom or (top.isdigit() and bottom.isdigit()):
        return ""
    return f"\\frac{{{to_latex(_unbracketed(top))}}}{{{to_latex(_unbracketed(bottom))}}}"


def _unbracketed(text: str) -> str:
    return text[1:-1] if regex.fullmatch(r"[(（][^()（）]*[)）]", text) else text
