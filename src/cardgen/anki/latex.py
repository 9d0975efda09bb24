"""LaTeX as Anki's MathJax takes it: what it cannot show is refused before it reaches a card."""

from __future__ import annotations

import html
import re

# Links and scripts, styles and ids on the page, and definitions that would leak into the cards shown later.
_REFUSED = """
href url require cssId class style data html includegraphics input include toggle texttip mathtip newcommand
renewcommand providecommand newenvironment renewenvironment DeclareMathOperator DeclarePairedDelimiter
DeclarePairedDelimiters DeclarePairedDelimitersX DeclarePairedDelimitersXPP newtagform renewtagform def gdef
edef xdef let global ref eqref begingroup endgroup
"""
REFUSED = frozenset(_REFUSED.split())

_ENVIRONMENTS = """
align align* alignat alignat* aligned alignedat array bmatrix bmatrix* Bmatrix Bmatrix* bsmallmatrix
bsmallmatrix* Bsmallmatrix Bsmallmatrix* cases cases* CD crampedsubarray dcases dcases* drcases drcases*
empheq eqnarray eqnarray* equation equation* flalign flalign* gather gather* gathered lgathered rgathered
matrix matrix* multline multline* multlined numcases pmatrix pmatrix* prooftree psmallmatrix psmallmatrix*
rcases rcases* smallmatrix smallmatrix* split spreadlines subarray subnumcases vmatrix vmatrix* Vmatrix
Vmatrix* vsmallmatrix vsmallmatrix* Vsmallmatrix Vsmallmatrix* xalignat xalignat* xxalignat
"""
ENVIRONMENTS = frozenset(_ENVIRONMENTS.split())

# Commands of other packages that MathJax has under another name.
SYNONYMS = {
    "bm": r"\boldsymbol",
    "mathbbm": r"\mathbb",
    "mathds": r"\mathbb",
    "argmax": r"\operatorname*{arg\,max}",
    "argmin": r"\operatorname*{arg\,min}",
}

_OLD_TABLES = frozenset({"matrix", "pmatrix", "cases", "eqalign", "eqalignno", "displaylines"})
_CELLS = "{&"  # the brace of an old table, whose cells & divides

_TOKEN = re.compile(r"\\([a-zA-Z]+)|\\.|[{}&#%\n]|\\\Z", re.DOTALL)
_NAME = re.compile(r"\s*\{\s*([a-zA-Z]+\*?)\s*\}")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}\s*")
_SYNONYM = re.compile(r"\\(" + "|".join(SYNONYMS) + r")(?![a-zA-Z])")
_PERCENT = re.compile(r"(?<=\d)%")
_COMMENT = re.compile(r"^((?:[^\\%]|\\.)*)%.*")
_BBOX = re.compile(r"\\bbox\s*\[[^\[\]]*[:(]")


def tidy(latex: str) -> str:
    """The same formula in the commands that Anki's MathJax knows."""
    latex = _LABEL.sub("", latex).strip().replace("\\\n", "\\ ")
    latex = _PERCENT.sub(r"\\%", latex)
    return _SYNONYM.sub(lambda match: SYNONYMS[match[1]], latex)


def on_one_line(latex: str) -> str:
    """The formula without line breaks, which mean nothing in it but the end of a comment."""
    if "\n" not in latex:
        return latex
    lines = (_COMMENT.sub(r"\1", line).strip() for line in latex.split("\n"))
    return " ".join(line for line in lines if line)


def fault(latex: str) -> str:
    """Why MathJax would show this formula wrong, in a few words; empty when nothing is known against it."""
    latex = tidy(latex)
    if not latex:
        return "the formula is empty"
    if _BBOX.search(latex):
        return r"\bbox with a style is not allowed in a card"
    opened: list[str] = []
    comment = False
    last = ""
    for token in _TOKEN.finditer(latex):
        text, command = token[0], token[1]
        last, before = command or "", last
        if comment:
            comment = text != "\n"
        elif text == "%":
            comment = True
        elif text == "{":
            opened.append(_CELLS if before in _OLD_TABLES else "{")
        elif text == "}":
            if not opened or opened.pop() not in ("{", _CELLS):
                return "a } has no { before it"
        elif text == "\\":
            return "it ends in a lone backslash"
        elif text == "#":
            return "a bare # is not allowed in math; write \\#"
        elif text == "&":
            if not any(name != "{" for name in opened):
                return "an & stands outside an environment such as aligned"
        elif text in (r"\(", r"\)"):
            return f"{text} stands inside a formula"
        elif command in REFUSED:
            return f"\\{command} is not allowed in a card"
        elif command in ("begin", "end"):
            name = _NAME.match(latex, token.end())
            if not name:
                return f"\\{command} names no environment"
            if name[1] not in ENVIRONMENTS:
                return f"Anki cannot show the environment {name[1]}"
            if command == "begin":
                opened.append(name[1])
            elif not _closes(opened, name[1]):
                return f"\\end{{{name[1]}}} has no \\begin{{{name[1]}}} before it"
        elif command == "left":
            opened.append(r"\left")
        elif command == "right" and not _closes(opened, r"\left"):
            return r"\right has no \left before it"
    if opened:
        return {
            "{": "a { is never closed",
            _CELLS: "a { is never closed",
            r"\left": r"\left has no \right after it",
        }.get(opened[-1], f"\\begin{{{opened[-1]}}} has no \\end{{{opened[-1]}}} after it")
    return ""


def _closes(opened: list[str], name: str) -> bool:
    """Take `name` off the stack, over the braces of its own arguments, which are already closed."""
    return bool(opened) and opened.pop() == name


def mathjax(latex: str, display: bool = False) -> str:
    r"""The HTML of a formula: `\(…\)`, or `\[…\]` for a display."""
    body = html.escape(tidy(latex), quote=False)
    return rf"\[{body}\]" if display else rf"\({body}\)"
