"""MathML -> LaTeX, for pages that carry nothing better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape

from cardgen.notes.html_tags import VOID, Tag

_SIGNS = {
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∮": r"\oint", "√": r"\sqrt",
    "∞": r"\infty", "∂": r"\partial", "∇": r"\nabla", "±": r"\pm", "∓": r"\mp", "×": r"\times",
    "÷": r"\div", "⋅": r"\cdot", "·": r"\cdot", "∗": "*", "−": "-", "≤": r"\le", "≥": r"\ge",
    "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto", "≪": r"\ll",
    "≫": r"\gg", "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup",
    "∩": r"\cap", "∅": r"\emptyset", "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\land",
    "∨": r"\lor", "→": r"\to", "←": r"\leftarrow", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow",
    "↦": r"\mapsto", "…": r"\dots", "⋯": r"\cdots", "⊙": r"\odot", "⊗": r"\otimes", "⊕": r"\oplus",
    "‖": r"\|", "∥": r"\|", "ℝ": r"\mathbb{R}", "𝔼": r"\mathbb{E}", "ℓ": r"\ell", "′": "'",
    "^": r"\hat", "¯": r"\bar", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "_": r"\_",
    "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "",
}  # fmt: skip
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩϵϕϑ",
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau"
        " upsilon varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega epsilon phi"
        " vartheta".split(),
        strict=True,
    )
)
_ACCENTS = {
    "^": r"\hat", "ˆ": r"\hat", "¯": r"\bar", "‾": r"\overline", "ˉ": r"\bar", "~": r"\tilde",
    "˜": r"\tilde", "→": r"\vec", "⃗": r"\vec", "˙": r"\dot", "¨": r"\ddot", "⏞": r"\overbrace",
    "_": r"\underline", "⏟": r"\underbrace",
}  # fmt: skip
_FUNCTIONS = frozenset(
    "sin cos tan cot log ln exp max min lim sup inf arg det dim ker Pr gcd sinh cosh tanh".split()
)
_DEEPEST = 60


@dataclass(slots=True)
class _Node:
    name: str
    text: str = ""
    children: list[_Node] = field(default_factory=list)


def latex_of_mathml(parts: Sequence[Tag]) -> str:
    """The LaTeX of a `math` element that is given as its tags."""
    root = _Node("math")
    stack = [root]
    for part in parts:
        if not part.name:
            stack[-1].text += unescape(part.text)
        elif part.closing:
            for i in range(len(stack) - 1, 0, -1):
                if stack[i].name == part.name:
                    del stack[i:]
                    break
        else:
            node = _Node(part.name)
            stack[-1].children.append(node)
            if len(stack) < _DEEPEST and part.name not in VOID and not part.attributes.endswith("/"):
                stack.append(node)
    return " ".join(_latex(root).split())


def _latex(node: _Node) -> str:
    name, kids = node.name, node.children
    if name in ("mi", "mn", "mo", "ms"):
        return _token(node.text.strip(), name)
    if name == "mtext":
        return rf"\text{{{node.text.strip()}}}" if node.text.strip() else r"\ "
    if name == "mspace":
        return r"\ "
    if name in ("annotation", "annotation-xml", "mphantom", "none"):
        return ""
    if name == "semantics":
        return _latex(kids[0]) if kids else ""
    if name in ("mfrac", "mroot", "msup", "msub", "munder", "mover") and len(kids) == 2:
        return _pair(name, _latex(kids[0]), _latex(kids[1]), kids[1])
    if name in ("msubsup", "munderover") and len(kids) == 3:
        base, low, high = map(_latex, kids)
        return f"{_base(base)}_{_braced(low)}^{_braced(high)}"
    if name == "msqrt":
        return rf"\sqrt{{{_row(kids)}}}"
    if name == "mfenced":
        return f"({', '.join(map(_latex, kids))})"
    if name == "mtable":
        rows = [" & ".join(_latex(cell) for cell in row.children) for row in kids]
        return r"\begin{matrix} " + r" \\ ".join(rows) + r" \end{matrix}"
    return _row(kids)


def _row(kids: Sequence[_Node]) -> str:
    return " ".join(latex for kid in kids if (latex := _latex(kid)))


def _pair(name: str, first: str, second: str, node: _Node) -> str:
    if name == "mfrac":
        return rf"\frac{{{first}}}{{{second}}}"
    if name == "mroot":
        return rf"\sqrt[{second}]{{{first}}}"
    accent = _ACCENTS.get(node.text.strip()) if name in ("mover", "munder") else None
    if accent:
        return f"{accent}{{{first}}}"
    return f"{_base(first)}{'_' if name in ('msub', 'munder') else '^'}{_braced(second)}"


def _braced(latex: str) -> str:
    return latex if len(latex) == 1 else f"{{{latex}}}"


def _base(latex: str) -> str:
    return latex if len(latex) == 1 or (latex.startswith("\\") and latex[1:].isalpha()) else f"{{{latex}}}"


def _token(text: str, name: str) -> str:
    if text in _FUNCTIONS:
        return "\\" + text
    if text in _GREEK:
        return "\\" + _GREEK[text]
    if text in _SIGNS:
        return _SIGNS[text]
    if name == "mi" and len(text) > 1 and text.isalpha():
        return rf"\mathrm{{{text}}}"
    return text
