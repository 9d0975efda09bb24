"""Saved pages and notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shown_notes import blocks_of, marks_of, note_of, place_of

from cardgen.notes import NoteFile, place_in_notebook, read_file, read_text

PAGE = """<!DOCTYPE html>
<html><head><title>归纳偏置 - 某人的博客</title></head>
<body class="has-sidebar">
<article>
<header><h1>归纳偏置</h1></header>
<p>归纳偏置（<b>inductive bias</b>）是模型在没见过的
输入上所做的假设&nbsp;&amp; 更多。</p>
<ul><li>第一项<ol start="3"><li>内项</ol><li>第二项<p>段落</p></ul>
<table><tr><th>名<th>义</tr><tr><td>甲<td>a<br>b</table>
<blockquote>引文 <code>nn.Linear</code></blockquote>
<pre><code class="language-python">def f(x):
    return x &lt; 1
</code></pre>
<dl><dt>召回率<dd>正例中被找到的比例</dl>
<h2>小节<a class="headerlink" href="#x">¶</a></h2>
<p>看 <a href="b.html">链接</a> 与 <img src="图.png" alt="图">。</p>
</article></body></html>
"""


def test_the_blocks_of_a_page() -> None:
    note = note_of(PAGE, "a.html")
    assert [(b.kind, b.text, b.line, b.parent) for b in note.blocks] == [
        ("heading", "归纳偏置", 5, None),
        ("paragraph", "归纳偏置（inductive bias）是模型在没见过的输入上所做的假设 & 更多。", 6, None),
        ("item", "第一项", 8, None),
        ("item", "内项", 8, 2),
        ("item", "第二项", 8, None),
        ("paragraph", "段落", 8, 4),
        ("table", "", 9, None),
        ("paragraph", "引文 `nn.Linear`", 10, None),
        ("code", "def f(x):\n    return x < 1", 11, None),
        ("title", "召回率", 14, None),
        ("detail", "正例中被找到的比例", 14, 9),
        ("heading", "小节", 15, None),
        ("paragraph", "看 链接 与 ![图](图.png)。", 16, None),
    ]
    assert note.title == "归纳偏置"
    assert note.blocks[3].number == 3
    assert note.blocks[7].quoted
    assert note.blocks[-1].trail == ("归纳偏置", "小节")
    assert [[cell.text for cell in row] for row in note.blocks[6].rows] == [["名", "义"], ["甲", "a\nb"]]
    assert marks_of(note.blocks[1]) == [("strong", "inductive bias")]
    assert place_of(note, "输入上") == (7, 1)
    assert place_of(note, "第二项") == (8, PAGE.splitlines()[7].index("第二项") + 1)


@pytest.mark.parametrize(
    ("html", "latex"),
    [
        (
            '<span class="katex-display"><span class="katex"><span class="katex-mathml"><math><semantics>'
            '<mi>E</mi><annotation encoding="application/x-tex">\\frac{a}{b} &lt; 1</annotation></semantics>'
            '</math></span><span class="katex-html">ab</span></span></span>',
            "\\frac{a}{b} < 1",
        ),
        (
            '<div class="MathJax_Display"><span>xy</span></div>'
            '<script type="math/tex; mode=display">x_1\n+y</script>',
            "x_1\n+y",
        ),
        ('<math display="block" alttext="\\alpha + 1"><mi>α</mi></math>', "\\alpha + 1"),
        ('<div class="equation-block" data-tex="a=b\\\\">ab</div>', "a=b"),
        (
            '<math display="block"><mfrac><mi>a</mi><msqrt><mn>2</mn></msqrt></mfrac><mo>≤</mo><mi>sin</mi>'
            "<mi>θ</mi></math>",
            "\\frac{a}{\\sqrt{2}} \\le \\sin \\theta",
        ),
        (
            '<math display="block"><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>'
            "<mover><mi>x</mi><mo>^</mo></mover></math>",
            "\\sum_i^n \\hat{x}",
        ),
        ("<p>$$a = b$$</p>", "a = b"),
        (
            '<mjx-container class="MathJax" jax="CHTML" display="true"><mjx-math>x</mjx-math>'
            "<mjx-assistive-mml><math><msup><mi>x</mi><mn>2</mn></msup></math></mjx-assistive-mml>"
            "</mjx-container>",
            "x^2",
        ),
        ('<p><img class="math" alt="x^2" src="f.svg"></p>', "x^2"),
    ],
)
def test_display_formulas_of_pages(html: str, latex: str) -> None:
    note = note_of(f"<p>前文</p>{html}<p>后文</p>", "a.html")
    before, formula, after = note.blocks
    assert (before.text, after.text) == ("前文", "后文")
    assert [(m.kind, m.target) for m in formula.marks] == [("display", latex)]


def test_a_page_without_an_article_is_read_without_its_furniture() -> None:
    html = (
        "<div class='nav-bar'>菜单</div><div><h1>题</h1>正文一<div>正文二</div></div>"
        "<div id='footer'>版权</div>"
    )
    assert blocks_of(html, "a.html") == [("heading", "题"), ("paragraph", "正文一"), ("paragraph", "正文二")]


def test_broken_html_is_read() -> None:
    assert blocks_of("<p>甲 < 乙 <b>丙</p></div></li><li>丁<p>戊 & 己", "a.html") == [
        ("paragraph", "甲 < 乙 丙"),
        ("item", "丁"),
        ("paragraph", "戊 & 己"),
    ]


def test_the_places_of_a_notebook(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ['# "引号" 与 \t 制表\n', "\n", "第一格 **重点：**内容"]},
        {"cell_type": "code", "source": "x = 1"},
        {"cell_type": "markdown", "source": "第二格\n\n- 项 $\\alpha$\n- 末项"},
    ]
    for ascii_only in (False, True):
        text = json.dumps({"cells": cells, "nbformat": 4}, indent=1, ensure_ascii=ascii_only)
        (note,) = read_text(text, "a.ipynb")
        assert [(b.kind, b.text) for b in note.blocks] == [
            ("heading", '"引号" 与 制表'),
            ("paragraph", "第一格 重点：内容"),
            ("paragraph", "第二格"),
            ("item", "项 $\\alpha$"),
            ("item", "末项"),
        ]
        lines = text.split("\n")
        for words in ("第一格", "重点", "内容", "第二格", "末项"):
            line, column = place_of(note, words)
            assert lines[line - 1][column - 1 :].startswith(json.dumps(words, ensure_ascii=ascii_only)[1:-1])
        cells_and_lines = [place_in_notebook(text, block.span.start) for block in note.blocks]
        assert cells_and_lines == [(1, 1), (1, 3), (3, 1), (3, 3), (3, 4)]
        assert place_in_notebook(text, 0) is None


@pytest.mark.parametrize("text", ["", "{}", "[1, 2]", '{"cells": [', "no json", "[" * 5000, '{"a": 1}x'])
def test_what_is_no_notebook_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(text, "utf-8")
    notes, (problem,) = read_file(NoteFile(path, "a.ipynb", tmp_path))
    assert not notes
    assert problem.what.startswith("not a notebook")
