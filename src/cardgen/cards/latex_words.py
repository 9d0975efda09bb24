"""The commands and environments that MathJax knows, and what to write instead of others."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

REPLACEMENTS = {
    "bm": "boldsymbol",
    "mathbbm": "mathbb",
    "mathds": "mathbb",
    "argmax": r"operatorname*{arg\,max}",
    "argmin": r"operatorname*{arg\,min}",
}
"""Commands whose replacement reads the same; `build` makes it, and `check --fix` writes it."""

ADVICE = {
    **{name: rf"write `\{other}`" for name, other in REPLACEMENTS.items()},
    "dv": r"write `\frac{d f}{d x}`",
    "pdv": r"write `\frac{\partial f}{\partial x}`",
    "dd": r"write `\mathrm{d}`",
    "abs": r"write `\lvert x \rvert`",
    "norm": r"write `\lVert x \rVert`",
    "qty": r"write `\left( … \right)`",
    "grad": r"write `\nabla`",
    "laplacian": r"write `\nabla^2`",
    "tr": r"write `\operatorname{tr}`",
    "Tr": r"write `\operatorname{Tr}`",
    "rank": r"write `\operatorname{rank}`",
    "diag": r"write `\operatorname{diag}`",
    "sign": r"write `\operatorname{sign}`",
    "sgn": r"write `\operatorname{sgn}`",
    "softmax": r"write `\operatorname{softmax}`",
    "SI": r"write the number and `\,\mathrm{m}`",
    "si": r"write `\mathrm{m}`",
    "unit": r"write `\mathrm{m}`",
    "num": "write the number alone",
    "R": r"write `\mathbb{R}`",
    "N": r"write `\mathbb{N}`",
    "Z": r"write `\mathbb{Z}`",
    "Q": r"write `\mathbb{Q}`",
    "C": r"write `\mathbb{C}`",
    "E": r"write `\mathbb{E}`",
    "KL": r"write `\mathrm{KL}`",
    "textsc": r"write `\text{…}`",
    "emph": r"write `\textit{…}`",
    "textcolor": r"write `\color{red}{…}`",
    "ensuremath": "leave it out",
    "intertext": r"end the environment, or write `\text{…}` in a row of its own",
    "eqno": r"write `\tag{…}`",
    "slashed": r"write `\not`",
    "coloneqq": r"write `:=`",
    "degree": r"write `^\circ`",
    "tikz": "draw it elsewhere and show it as an image",
    "usepackage": "leave it out: nothing can be loaded",
    "includegraphics": "show the image with `![](file)`",
}
ENVIRONMENT_ADVICE = {
    "tikzpicture": "draw it elsewhere and show it as an image",
    "tikzcd": "write `CD`, or show it as an image",
    "tabular": "write `array`",
    "displaymath": "leave it out: the card shows the formula by itself",
    "math": "leave it out",
    "eqnarray**": "write `align*`",
    "algorithm": "write it as code or text",
    "algorithmic": "write it as code or text",
    "itemize": "write it as text",
    "enumerate": "write it as text",
    "document": "leave it out",
    "figure": "show the image with `![](file)`",
    "center": "leave it out",
    "dmath": "write `multline`",
    "IEEEeqnarray": "write `align`",
}

# They reach out of the formula: links, scripts, styles, and definitions that leak into other cards.
UNSAFE = frozenset(
    """href url require cssId class style data html toggle texttip mathtip newcommand renewcommand
    providecommand newenvironment renewenvironment DeclareMathOperator DeclarePairedDelimiter
    DeclarePairedDelimiters DeclarePairedDelimitersX DeclarePairedDelimitersXPP DeclarePairedDelimiterX
    DeclarePairedDelimiterXPP newtagform renewtagform def gdef edef xdef let global ref eqref begingroup
    endgroup input include includegraphics""".split()
)


@cache
def names() -> tuple[frozenset[str], frozenset[str]]:
    """The commands (without backslash) and the environments of MathJax as Anki loads it."""
    text = files("cardgen.cards").joinpath("mathjax.txt").read_text("utf-8")
    _, commands, environments = re.split(r"^\[.*\]$", text, flags=re.MULTILINE)
    return frozenset(commands.split()), frozenset(environments.split())


def is_command(name: str) -> bool:
    """Whether MathJax knows a command of this name."""
    return name in names()[0]


def advice(name: str) -> str:
    """What to write instead of a command that MathJax does not know."""
    if name in ADVICE:
        return ADVICE[name]
    commands, _ = names()
    # `\alphax` is most often `\alpha x`.
    for size in range(len(name) - 1, 2, -1):
        if name[:size] in commands and name[:size] not in UNSAFE:
            return rf"did you mean `\{name[:size]} {name[size:]}`?"
    return rf"write `\operatorname{{{name}}}` for a function's name, or spell it out"
