"""Formulas that are written as plain text (`总时延 = 排队时延 + 处理时延`, `TP / (TP + FP)`) as LaTeX."""

from __future__ import annotations

from dataclasses import dataclass

import regex

HAN = regex.compile(r"\p{Han}")
EQUALS = regex.compile(r"(?<![=!<>+\-*/:~^|&≠])\s*[=＝≈](?![=>])\s*")
OPERATOR = regex.compile(r"\s*[+×÷*/^·−±√∑Σ]\s*|\s+[-–xX]\s+|(?<=[\p{Han})）\d])\s*[-–]\s*(?=[\p{Han}(（])|²|³|⁻|(?<=[\p{Han})）])[-–](?=[\p{L}(（])")
CODE = regex.compile(r"[\[\]{};\"'“”\\|@#$!?？！<>&]|==|\+=|->|=>|::|\w\.\w+\(|\b\w+\(\s*\w+\s*=|https?:|www\.|\w+_\w+_\w+|\bself\b|\bnp\b|\btorch\b|\bnone\b|\btrue\b|\bfalse\b|\breturn\b|\bimport\b", regex.IGNORECASE)
CLAUSE = regex.compile(r"[是了吗呢吧就则]|因为|所以|可以|应该|如果|\b(?:is|are|was|were|has|have|will|would|can|should|that|which|because|if|when|then|we|you|they|it|this|there|not|means|always|never)\b", regex.IGNORECASE)
SYMBOL = regex.compile(r"[A-Za-z\p{Greek}∂∇ΔΣ]{1,2}\d?(?:_\{?\w{1,6}\}?|[₀-₉ₐ-ₜᵢⱼ]+|\^\{?\w+\}?|[²³⁺⁻⁰-⁹']+|̂|̄)*|[A-Za-z]{1,3}\([A-Za-z\d,| ]{1,12}\)|\d+(?:[.,]\d+)*%?")
REACTION = regex.compile(r"^[\dA-Za-z₀-₉()\[\]⁺⁻²³·\s+^_{}]*[A-Z][\w₀-₉()⁺⁻²³^_{}]*\s*(?:→|⇌|->|-->|=+>?|⟶|══)\s*[\dA-Za-z₀-₉()\[\]⁺⁻²³·\s+^_{}↑↓]+$")


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain formula: offsets in its line, its left side as written, its LaTeX."""

    start: int
    end: int
    left: str
    latex: str
    before: str = ""
    """What stands before the left side in the line."""
    after: str = ""
    """What stands behind it."""


def find_equations(line: str) -> list[Plain]:
    """The equations in one line of text that holds no math marks there: `left = right` with an operator at the right."""
    found: list[Plain] = []
    at = 0
    for match in EQUALS.finditer(line):
        if match.start() < at:
            continue
        start = _left_start(line, match.start())
        end = _right_end(line, match.end())
        left, right = line[start : match.start()].strip(), line[match.end() : end].strip(" .。,，;；")
        at = end
        if not left or not right or why_not_sides(left, right):
            continue
        sign = r"\approx" if "≈" in match[0] else "="
        if is_product(left, right):
            found.append(Plain(start, end, left, f"{left} {sign} {right}", line[:start], line[end:]))
            continue
        found.append(Plain(start, end, left, f"{to_latex(left, whole=True)} {sign} {to_latex(right)}", line[:start], line[end:]))
    return found


def find_expression(text: str) -> str:
    """The LaTeX of a text that is one expression and nothing else (`TP / (TP + FP)`), or nothing."""
    text = text.strip().rstrip("。.;；")
    kinds = {m.strip() for m in OPERATOR.findall(text)}
    sure = bool(regex.search(r"[(（].*[+×÷*/−-].*[)）]", text)) or len(kinds) >= 2 or bool(kinds & {"×", "÷", "^", "²", "√"})
    if not sure or regex.search(r"[=，,。；;：:]", text) or why_not_side(text):
        return ""
    words = [w for w in regex.split(r"[+×÷*/^·−()（）]|\s[-–]\s", text) if w.strip()]
    if len(words) < 2 or any(len(w.split()) > 5 for w in words) or text.count("/") > 1 and not regex.search(r"[+×÷*()（）−]", text):
        return ""
    return to_latex(text)


def find_reaction(text: str) -> str:
    """The LaTeX of a chemical equation, or nothing."""
    text = text.strip().rstrip("。.;；")
    if not REACTION.match(text) or "+" not in text or not regex.search(r"[A-Z][a-z]?[₂-₉2-9]|[A-Z][A-Z]", text):
        return ""
    left, arrow, right = regex.split(r"\s*(→|⇌|-->|->|⟶|══|=+>?)\s*", text, maxsplit=1)
    sign = r"\rightleftharpoons" if arrow == "⇌" else r"\rightarrow"
    return f"\\text{{{left.strip()}}} {sign} \\text{{{right.strip()}}}"


def why_not_sides(left: str, right: str) -> str:
    """Why two sides make no formula."""
    if not OPERATOR.search(right) and not regex.search(r"\p{L}\(.+\)|[₀-₉]", right) and not is_product(left, right):
        return "the right side computes nothing"
    if not regex.search(r"\p{L}", regex.sub(r"\b(?:e|kg|m|s|cm|mm|km|g|mg|L|ml|mmol|mol|Hz|V|A|W|J|N|Pa|K|元|万|亿|天|年|个)\b", "", right)):
        return "a worked example or a value"
    numbers = regex.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])", right)
    symbols = regex.findall(r"\p{L}+", right)
    if len(numbers) > len(symbols) + 1:
        return "a worked example or a value"
    return why_not_side(left) or why_not_side(right)


def why_not_side(side: str) -> str:
    if CODE.search(side) or regex.search(r"\w+_\w{4,}", side) or regex.search(r"(?<![A-Za-z])[a-z]+\.[a-z]+", side) or regex.search(r"[a-z][A-Z][a-z]", side) and not HAN.search(side):
        return "code, not a formula"
    if CLAUSE.search(side):
        return "prose, not a formula"
    if side.count("(") + side.count("（") != side.count(")") + side.count("）"):
        return "brackets do not match"
    for operand in regex.split(r"[+×÷*/^·()（）=]|\s[-–−xX]\s|−", side):
        if len(HAN.findall(operand)) > 16 or len(operand.split()) > 8 and not HAN.search(operand):
            return "prose, not a formula"
    return ""


def is_product(left: str, right: str) -> bool:
    """`V = IR`, `p = mv`: one symbol is a product of symbols."""
    return bool(regex.fullmatch(r"[A-Za-z\p{Greek}]", left) and regex.fullmatch(r"[A-Za-z\p{Greek}][A-Za-z\p{Greek}₀-₉²³]{1,2}", right) and not regex.fullmatch(r"[a-z]{3,}|[A-Z][a-z]{2}", right))


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
        elif depth == 0 and (char in "：:，,。；;、！？\n→$" or char == "." and line[i + 1 : i + 2] == " "):
            return i + 1 + (len(line[i + 1 : end]) - len(line[i + 1 : end].lstrip()))
    return 0


def _right_end(line: str, start: int) -> int:
    """Where the right side ends: at punctuation, a closing bracket that is not its own, or a remark in brackets."""
    depth = 0
    for i in range(start, len(line)):
        char = line[i]
        if char in "(（":
            if depth == 0 and regex.search(r"[\p{L}\d)）]\s+$|[\p{Han})）]$", line[start:i]) and not regex.match(r"[(（][^()（）]*[+×÷*/−\-^][^()（）]*[)）]", line[i:]):
                return i
            if depth == 0 and char == "（" and regex.match(r"（[^（）]*[，。是为即]", line[i:]):
                return i
            depth += 1
        elif char in ")）":
            depth -= 1
            if depth < 0:
                return i
        elif depth == 0 and (char in "，。；;：\n$" or char == "," and not line[i + 1 : i + 2].isdigit() or char in ".:" and line[i + 1 : i + 2] in ("", " ")):
            return i
        elif depth == 0 and regex.match(r"\s(?:where|with|if|when|for all|i\.e\.|e\.g\.|and|because|so)\b|其中", line[i:]):
            return i
    return len(line)


# --- to LaTeX -----------------------------------------------------------------------------------------

SIGNS = {"×": r"\times ", "*": r"\times ", "÷": r"\div ", "·": r"\cdot ", "–": "-", "≈": r"\approx ", "≤": r"\le ", "≥": r"\ge ", "±": r"\pm ", "（": "(", "）": ")", "＝": "=", "%": r"\%", "∑": r"\sum ", "Σ": r"\sum ", "√": r"\sqrt"}  # fmt: skip
PIECE = regex.compile(
    r"(?P<root>√\s*(?:[(（](?P<under>[^()（）]*)[)）]|(?P<one>\w+)))|(?P<power>\^\s*(?:[(（{](?P<up>[^()（）{}]*)[)）}]|(?P<exp>-?\w+)))"
    r"|(?P<sign>[×*÷·–≈≤≥±（）＝%∑Σ])|(?P<times>(?<=\s)[xX](?=\s))|(?P<raised>[²³⁰¹⁴-⁹⁺⁻]+)"
    r"|(?P<phrase>[\p{L}\p{M}](?:[\p{L}\p{M}\p{N}'’₀-₉⁺⁻.&]|(?<=\p{L})[-–](?=\p{L})|_\{?[\w,]+\}?|[ ](?![xX]\s|[-–]\s)(?=[\p{L}\d])|\^[+-](?!\w))*)|(?P<other>.)"
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


def to_latex(text: str, *, whole: bool = False) -> str:
    """Plain text as LaTeX: words in `\\text`, signs as commands. `whole`: a left side, one phrase if it can be."""
    text = text.strip()
    if whole and regex.fullmatch(r"[\p{L}\p{N}\s&.\-'’/（）()]{2,}", text) and not regex.fullmatch(r"\p{L}\p{M}*", text) and not SYMBOL.fullmatch(text) and not regex.fullmatch(r"[A-Za-z]\([^()]*\)", text):
        return f"\\text{{{text}}}"
    if fraction := _fraction(text):
        return fraction
    return regex.sub(r"\s{2,}", " ", "".join(_piece(match) for match in PIECE.finditer(text))).strip()


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
    if match["phrase"]:
        return _phrase(match[0])
    return str(match[0]) if match[0] not in "&#" else "\\" + str(match[0])


def _phrase(text: str) -> str:
    bare = text.strip()
    if regex.fullmatch(r"[A-Za-z\p{Greek}](?:_\{?\w+\}?|[₀-₉])?", bare):
        return regex.sub(r"_(\w{2,})$", r"_{\1}", bare)
    if regex.fullmatch(r"(?:log|ln|lg|exp|sin|cos|tan|max|min)", bare):
        return f"\\{bare} "
    if regex.fullmatch(r"[A-Za-z]{2,3}", bare) and not bare.isupper() and not HAN.search(bare) and len(bare) == 2:
        return bare
    return f"\\text{{{text.replace('_', chr(92) + '_')}}}"


def _fraction(text: str) -> str:
    """`\\frac` for `a / b` where that is all there is at the top level."""
    depth, slashes = 0, []
    for i, char in enumerate(text):
        if char in "(（":
            depth += 1
        elif char in ")）":
            depth -= 1
        elif depth == 0 and char in "/÷":
            slashes.append(i)
        elif depth == 0 and (char in "+×*=≈·" or char in "-–−" and text[i - 1 : i] == " " or char == "−"):
            return ""
    if len(slashes) != 1:
        return ""
    top, bottom = text[: slashes[0]].strip(), text[slashes[0] + 1 :].strip()
    if not top or not bottom or regex.match(r"\d+$", top) and regex.match(r"\d+$", bottom):
        return ""
    return f"\\frac{{{to_latex(_unbracketed(top))}}}{{{to_latex(_unbracketed(bottom))}}}"


def _unbracketed(text: str) -> str:
    return text[1:-1] if regex.fullmatch(r"[(（][^()（）]*[)）]", text) else text
