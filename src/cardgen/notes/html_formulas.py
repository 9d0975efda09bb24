"""Formulas that a page's tags carry: KaTeX, MathJax, MathML, Zhihu, WeChat and others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

from cardgen.notes.formulas import clean_latex, is_display_formula, is_inline_formula, latex_of_address
from cardgen.notes.html_tags import Tag
from cardgen.notes.mathml import latex_of_mathml

_ATTRIBUTES = ("data-tex", "data-latex", "data-formula", "data-katex", "data-math", "data-expr", "data-value")
_ALWAYS_LATEX = frozenset(_ATTRIBUTES[:4])
_DISPLAY = re.compile(r"display|block", re.I)
_DISPLAY_BOX = re.compile(r"\b(?:katex-display|katex--display|math-display|display-math|math-block)\b")
_CDATA = re.compile(r"^\s*%?\s*<!\[CDATA\[|%?\s*\]\]>\s*$")
_FINAL_BREAK = re.compile(r"\\\\\s*$")
_DISPLAYSTYLE = re.compile(r"^\{\\displaystyle\s*(.*)\}$|^\\displaystyle(?![A-Za-z])\s*(.*)$", re.S)
_BROKEN = re.compile(
    r"\$\$(?P<display>(?:[^<$]|<br\s*/?>|</?em>){1,5000}+)\$\$|(?<!\$)\$(?P<inline>(?:[^<$\n]|</?em>){1,500}+)\$(?!\$)"
)
_GAPS = re.compile(r"\s*\n\s*\n\s*")


class Formula(NamedTuple):
    """LaTeX, and where in the source it stands."""

    latex: str
    start: int
    end: int
    display: bool = False


def is_display_box(tag: Tag) -> bool:
    """Whether the formula inside this element is a display formula."""
    return "class" in tag.attributes and bool(_DISPLAY_BOX.search(tag.attributes))


def formula_of_script(tag: Tag, source: str) -> Formula | None:
    """What MathJax was given, in `script type="math/tex"`."""
    kind = tag.attribute("type")
    if not kind.startswith("math/tex"):
        return None
    end = source.find("</script", tag.end)
    end = len(source) if end < 0 else end
    latex = clean_latex(_CDATA.sub("", source[tag.end : end]))
    return Formula(latex, tag.end, end, "mode=display" in kind)


def formula_of_attributes(tag: Tag) -> Formula | None:
    """The LaTeX in a `data-` attribute."""
    attributes = tag.attributes
    if "data-" not in attributes:
        return None
    for key in _ATTRIBUTES:
        if key in attributes and (latex := tag.attribute(key)) and _is_latex(key, latex, attributes):
            shape = tag.attribute("class") + tag.attribute("data-display")
            display = tag.name == "div" or bool(_DISPLAY.search(shape)) or bool(_FINAL_BREAK.search(latex))
            return Formula(clean_latex(_FINAL_BREAK.sub("", latex)), tag.start, tag.end, display)
    return None


def _is_latex(key: str, latex: str, attributes: str) -> bool:
    if key in _ALWAYS_LATEX:
        return True
    return bool(re.search(r"math|formula|equation|tex", attributes) and re.search(r"[\\^_=]|^\w$", latex))


def latex_of_picture(tag: Tag, target: str) -> str:
    """The LaTeX of a picture of a formula, from its address or its other text."""
    if latex := latex_of_address(target):
        return latex
    alt = tag.attribute("alt").strip()
    if alt and ("eeimg" in tag.attributes or "math" in tag.attribute("class").lower()):
        return clean_latex(_bare(_FINAL_BREAK.sub("", alt)))
    return ""


def formula_of_math(parts: Sequence[Tag]) -> Formula:
    """A `math` element, given as its tags: from its annotation, its other text, or its MathML."""
    first = parts[0]
    latex, start, end = first.attribute("alttext"), first.start, parts[-1].end
    inside = False
    for part in parts:
        if part.name == "annotation":
            inside = not part.closing and "tex" in part.attribute("encoding").lower()
        elif inside and not part.name:
            latex, start, end = unescape(part.text), part.start, part.end
            break
    latex = _bare((latex or latex_of_mathml(parts)).strip())
    return Formula(clean_latex(latex), start, end, first.attribute("display") == "block")


def formula_of_stripped_math(tag: Tag, source: str) -> Formula | None:
    """KaTeX whose MathML tags were lost, as CSDN serves it: the signs one a line, and last the LaTeX."""
    end = source.find("<", tag.end)
    if not source.startswith("</span", end):
        return None
    latex = _GAPS.split(source[tag.end : end].strip())[-1]
    half = len(latex) // 2
    if latex[:half] == latex[half:]:
        latex = latex[:half]
    return Formula(clean_latex(unescape(latex)), tag.end, end)


def _bare(latex: str) -> str:
    return _DISPLAYSTYLE.sub(lambda found: found[1] or found[2] or "", latex)


def broken_formula(source: str, start: int, end: int) -> Formula | None:
    """A formula that begins in a text and goes on behind it: Markdown saw breaks and emphasis in it."""
    at = source.rfind("$", start, end)
    if at < 0:
        return None
    at -= at > start and source[at - 1] == "$"
    found = _BROKEN.match(source, at)
    if not found or found.end() <= end or not found.lastgroup:
        return None
    latex = re.sub(r"</?em>", "_", re.sub(r"<br\s*/?>\n?", "\n", found[found.lastgroup])).strip()
    display = found.lastgroup == "display"
    good = (
        is_display_formula(latex, False)
        if display
        else is_inline_formula(latex, source[found.end() : found.end() + 1])
    )
    return Formula(clean_latex(latex), at, found.end(), display) if good else None
