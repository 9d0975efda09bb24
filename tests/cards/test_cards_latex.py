"""LaTeX that Anki's MathJax cannot read is found before it turns red on a card."""

import pytest

from cardgen.cards.latex import faults

GOOD = [
    r"\frac{TP}{TP + FP}",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise, 50\% of $x_i$} \end{cases}",
    r"\left( \frac{a}{b} \middle| c \right]",
    r"\left\{ x \right.",
    r"x'^2_{i}",
    r"\sum\limits_{i=1}^n x_i^{(2)}",
    r"\operatorname*{arg\,max}_\theta p_\theta(x \mid y)",
    r"\mathbb R^{d \times k}, \boldsymbol\theta, \hat y, \sqrt[3]{x}, \sqrt2",
    r"\frac12 \binom nk \dot{x}",
    r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}^{-1}",
    r"\begin{bmatrix} \left(a\right) & b \\[2pt] c & d \end{bmatrix}",
    r"\bigl\lVert x \bigr\rVert_2^2 \Big| y \Big|",
    r"\ce{H2O} \quad \color{red}{x} \quad \textcolor{blue}{y} \tag{1}",
    r"\underbrace{a + b}_{\text{sum}} \xrightarrow[b]{a}",
    "a % a comment with } and \\nonsense\n+ b",
    r"\alpha\beta \; \, \! \# \_ \& \$ \{ \} \| \\ ~",
    r"中文变量 = x",
    r"\matrix{a & b} \substack{a \\ b}",
    r"a \over b",
    r"\text{若 x & y # _ ^}",
    r"50\%",
    "准确率 90% {x}",
    r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}",
    r"\verb|\nonsense{|",
    r"{}^2 x _a",
]

BAD = {
    r"\frac{a}{b": (8, "`{` is never closed; add `}`"),
    r"a } b": (2, "a `}` has no `{` before it; delete it, or add the `{`"),
    r"\left( a": (0, r"`\left` is never closed; add `\right.`"),
    r"a \right)": (2, r"`\right` has no `\left` before it; add `\left(` or `\left.`"),
    r"{\left( a} \right)": (1, r"`\left` is never closed; add `\right.`"),
    r"\left a \right)": (0, r"`\left` needs a bracket after it; write `\left(` or `\left.`"),
    r"\begin{align} a": (0, r"`\begin{align}` is never closed; add `\end{align}`"),
    r"\begin{align} a \end{cases}": (0, r"`\begin{align}` is never closed; add `\end{align}`"),
    r"a \end{align}": (2, r"`\end{align}` has no `\begin` before it; add `\begin{align}`, or delete it"),
    r"a & b": (
        2,
        "an `&` stands outside an environment; "
        r"put the formula into `\begin{aligned} … \end{aligned}`, or write `\&`",
    ),
    r"\begin{aligned}\left( a & b \right)\end{aligned}": (
        15,
        r"`\left` and its `\right` stand in different cells; "
        r"close each with `\right.` and open it again with `\left.`",
    ),
    r"x^2^3": (3, "two `^` follow each other; put braces around the first: `{a^b}^c`"),
    r"x_1_2": (3, "two `_` follow each other; put braces around the first"),
    r"x^2'": (3, "a prime stands after `^`; write the prime first: `x'^2`"),
    r"x^": (1, "nothing stands after `^`; add the index, or delete the mark"),
    r"\frac{a}": (0, r"`\frac` lacks an argument; write `\frac{…}{…}`"),
    r"{\hat}": (1, r"`\hat` lacks its argument; write `\hat{…}`"),
    r"\sqrt[3": (5, "`[` is never closed; add `]`"),
    r"#1": (0, r"a bare `#` cannot stand in a formula; write `\#`"),
    r"a $ b": (2, "a `$` stands inside the formula; leave it out"),
    r"\(a\)": (0, r"`\(` stands inside the formula; leave it out"),
    r"\text{a $b}": (8, r"a `$` in the text is never closed; write `\$`, or add the other one"),
    "a\\": (1, "the formula ends in a lone `\\`; delete it"),
}

UNKNOWN = {
    r"\bm{x}": ("latex-command", r"MathJax does not know `\bm`; write `\boldsymbol`"),
    r"\dv{f}{x}": ("latex-command", r"MathJax does not know `\dv`; write `\frac{d f}{d x}`"),
    r"\SI{3}{m}": ("latex-command", r"MathJax does not know `\SI`; write the number and `\,\mathrm{m}`"),
    r"\mathds{1}": ("latex-command", r"MathJax does not know `\mathds`; write `\mathbb`"),
    r"\softmax(x)": ("latex-command", r"MathJax does not know `\softmax`; write `\operatorname{softmax}`"),
    r"\alphax": ("latex-command", r"MathJax does not know `\alphax`; did you mean `\alpha x`?"),
    r"\zzz": (
        "latex-command",
        r"MathJax does not know `\zzz`; write `\operatorname{zzz}` for a function's name, or spell it out",
    ),
    r"\begin{tikzpicture}\end{tikzpicture}": (
        "latex-environment",
        "MathJax does not know the environment `tikzpicture`; draw it elsewhere and show it as an image",
    ),
    r"\begin{tabular}{c}x\end{tabular}": (
        "latex-environment",
        "MathJax does not know the environment `tabular`; write `array`",
    ),
    r"\href{http://x}{y}": (
        "latex-unsafe",
        r"`\href` reaches out of the formula and is not allowed in a card; leave it out",
    ),
    r"\newcommand{\a}{b}": (
        "latex-unsafe",
        r"`\newcommand` reaches out of the formula and is not allowed in a card; leave it out",
    ),
}


@pytest.mark.parametrize("latex", GOOD)
def test_what_mathjax_reads_is_right(latex):
    assert faults(latex) == []


@pytest.mark.parametrize("latex", BAD)
def test_what_mathjax_cannot_read_is_told_with_place_and_remedy(latex):
    fault = faults(latex)[0]
    assert (fault.offset, f"{fault.what}; {fault.todo}", fault.code) == (*BAD[latex], "latex-syntax")


@pytest.mark.parametrize("latex", UNKNOWN)
def test_what_mathjax_does_not_know_has_advice(latex):
    fault = faults(latex)[0]
    assert (fault.code, f"{fault.what}; {fault.todo}") == UNKNOWN[latex]


def test_several_faults_are_told_in_their_order():
    assert [(f.offset, f.code) for f in faults(r"\bm{x} + \dv y^")] == [
        (0, "latex-command"),
        (9, "latex-command"),
        (14, "latex-syntax"),
    ]


def test_deep_nesting_and_long_formulas_are_no_trouble():
    assert faults("{" * 5_000 + "x" + "}" * 5_000) == []
    assert len(faults("{" * 5_000)) == 1
    assert faults(r"\frac{a}{b} + " * 5_000) == []
