"""Formulas in every spelling, and dollar signs that are none."""

from __future__ import annotations

import pytest
from shown_notes import blocks_of, marks_of, note_of, place_of, text_of


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("$a_1*b*c_2$", "a_1*b*c_2"),
        ("$|a|<b>c$", "|a|<b>c"),
        ("$ x $", "x"),
        (r"\(x_1\)", "x_1"),
        (r"\\(x\_1 \\, y\\)", r"x_1 \, y"),
        ("$`x^2`$", "x^2"),
        ("$1-1000$", "1-1000"),
        ("$138.9$", "138.9"),
        (r"$P(\text{阳性}|x)$", r"P(\text{阳性}|x)"),
        ("$a\n= b_1$", "a = b_1"),
        ("$x&lt;1$", "x<1"),
        (r"![](https://latex.codecogs.com/gif.latex?\frac{a}{b})", r"\frac{a}{b}"),
        ("![](https://www.zhihu.com/equation?tex=x%5E2+%2B+1)", "x^2 + 1"),
        ('<img src="https://render.githubusercontent.com/render/math?math=a%2Bb">', "a+b"),
    ],
)
def test_inline_formulas(source: str, latex: str) -> None:
    (block,) = note_of(f"取 {source} 为例").blocks
    assert block.text == f"取 ${latex}$ 为例"
    assert [(m.kind, m.target) for m in block.marks] == [("math", latex)]


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("$$a = b$$", "a = b"),
        ("$$\na = b\n$$", "a = b"),
        ("$$\na\n= b\n- c\n\n+ d\n$$", "a\n= b\n- c\n\n+ d"),
        ("\\[\na = b\n\\]", "a = b"),
        (r"\\[ a = \\frac{1}{2} \\]", r"a = \frac{1}{2}"),
        (
            "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
            "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
        ),
        ("```math\na^2\n\nb\n```", "a^2\n\nb"),
        ("$$\\begin{cases}\n0 \\\\\\\\\n1\n\\end{cases}$$", "\\begin{cases}\n0 \\\\\n1\n\\end{cases}"),
        ("$$a = b$$。", "a = b"),
        ("$$\na = b\n$$ (1.2)", "a = b"),
        ("![](https://www.zhihu.com/equation?tex=a%3Db%5C%5C)", "a=b"),
    ],
)
def test_display_formulas_are_blocks(source: str, latex: str) -> None:
    note = note_of(f"前文\n\n{source}\n\n后文")
    _, formula, after = note.blocks
    assert (formula.kind, formula.text) == ("math", f"$${latex}$$")
    assert [(m.kind, m.start, m.end, m.target) for m in formula.marks] == [
        ("display", 0, len(formula.text), latex)
    ]
    assert after.line == 4 + source.count("\n") + 1


def test_a_display_formula_on_lines_of_its_own_splits_its_paragraph() -> None:
    assert blocks_of("公式如下：\n$$x = 1$$\n其中 $x$ 是数。") == [
        ("paragraph", "公式如下："),
        ("math", "$$x = 1$$"),
        ("paragraph", "其中 $x$ 是数。"),
    ]
    note = note_of("- 方差\n  $$\n  v = s^2\n  $$\n  后话\n")
    assert [(b.kind, b.text, b.parent) for b in note.blocks] == [
        ("item", "方差", None),
        ("math", "$$v = s^2$$", 0),
        ("paragraph", "后话", 0),
    ]


def test_a_display_formula_within_a_sentence_stays_there() -> None:
    (block,) = note_of("能量$$E=mc^2$$守恒。").blocks
    assert block.text == "能量$$E=mc^2$$守恒。"
    assert marks_of(block) == [("display", "$$E=mc^2$$")]


def test_a_formula_in_a_quote_loses_the_quote_marks() -> None:
    note = note_of("> 前\n> $$\n> a = b\n> - c\n> $$\n> 后\n")
    assert [(b.kind, b.text, b.quoted) for b in note.blocks] == [
        ("paragraph", "前", True),
        ("math", "$$a = b\n- c$$", True),
        ("paragraph", "后", True),
    ]
    assert place_of(note, "- c") == (4, 3)


def test_a_bar_in_a_table() -> None:
    (table,) = note_of("| 甲 |\n|---|\n| $P(a\\|b)$ |\n").blocks
    assert table.rows[1][0].text == "$P(a|b)$"


def test_code_beats_formulas() -> None:
    assert marks_of(note_of("写 `$x$` 与 `` a`$b `` 与 $c$").blocks[0]) == [
        ("code", "`$x$`"),
        ("code", "``a`$b``"),
        ("math", "$c$"),
    ]
    assert [b.kind for b in note_of("```\n$$\n```\n\n$$\nx\n$$\n").blocks] == ["code", "math"]


@pytest.mark.parametrize(
    "source",
    [
        "价格是 $5 和 $6 一件",
        "价格$5和$6一件",
        "从 US$5 到 HK$10 不等",
        "变量 $HOME/bin:$PATH 里",
        "costs $20 per month and $30 per year",
        "it is $5k or $6k, no more",
        "单独一个 $ 号",
    ],
)
def test_prices_and_variables_are_no_formulas(source: str) -> None:
    (block,) = note_of(source).blocks
    assert not block.marks
    # Beside another one a bare dollar sign would read as the start of a formula.
    assert block.text.replace("\\$", "$") == source
    assert block.text.count("\\$") in (0, source.count("$"))
    assert (block.text.count("\\$") > 0) == (source.count("$") > 1)


def test_escaped_brackets_are_no_formulas() -> None:
    assert text_of(r"看 \[公式\] 与 \[1\] 与 \(not math\) 吧") == "看 [公式] 与 [1] 与 (not math) 吧"


def test_an_unclosed_display_formula_swallows_nothing() -> None:
    assert blocks_of("$$\n没有闭合\n\n## 标题\n\n正文。\n\n$$\n") == [
        ("paragraph", "\\$\\$没有闭合"),
        ("heading", "标题"),
        ("paragraph", "正文。"),
    ] or [kind for kind, _ in blocks_of("$$\n没有闭合\n\n## 标题\n\n正文。\n\n$$\n")][1:3] == [
        "heading",
        "paragraph",
    ]
