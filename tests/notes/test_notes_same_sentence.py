"""The same sentence in every form that notes come in: the same text, the right category, the right place."""

from __future__ import annotations

from pathlib import Path

import pytest
from shown_notes import place_of, sentences_of

from cardgen.notes import NoteFile, read_file

SENTENCE = "动量更新是指用 $v_t$ 代替梯度。"
KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics>'
    "<mrow><msub><mi>v</mi><mi>t</mi></msub></mrow>"
    '<annotation encoding="application/x-tex">v_t</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span>vt</span></span></span>'
)
MATHML = "<math><msub><mi>v</mi><mi>t</mi></msub></math>"

NONE = "Uncategorized"

# name of the file, its text, line and column of the sentence, category
FORMS: dict[str, tuple[str, str, tuple[int, int], str]] = {
    "paragraph": ("a.md", f"# 题\n\n{SENTENCE}\n", (3, 1), NONE),
    "folder": ("优化/动量/a.md", f"{SENTENCE}\n", (1, 1), "优化::动量"),
    "yaml": ("a.md", f"---\ntitle: 题\ncategory: NLP\n---\n\n{SENTENCE}\n", (6, 1), "NLP"),
    "hexo": (
        "a.md",
        f"---\ncategories:\n- 优化\n- 动量\ndate: 2024-01-02\n---\n{SENTENCE}\n",
        (7, 1),
        "优化::动量",
    ),
    "hexo, several": (
        "a.md",
        f"---\ncategories:\n- [优化, 动量]\n- [别的]\n---\n{SENTENCE}\n",
        (6, 1),
        "优化::动量",
    ),
    "hugo": ("a.md", f'+++\ncategories = ["优化", "别的"]\n+++\n{SENTENCE}\n', (4, 1), "优化"),
    "json": ("a.md", f'{{\n"category": "优化"\n}}\n{SENTENCE}\n', (4, 1), "优化"),
    "deck": ("a.md", f"---\ndeck: 优化/动量\n---\n{SENTENCE}\n", (4, 1), "优化::动量"),
    "item": ("a.md", f"- 甲\n  - {SENTENCE}\n", (2, 5), NONE),
    "item with bold": ("a.md", "1. **动量更新**是指用 $v_t$ **代替**梯度。\n", (1, 6), NONE),
    "quote, wrapped": ("a.md", "> 动量更新是指\n> 用 $v_t$ 代替梯度。\n", (1, 3), NONE),
    "callout": ("a.md", f"> [!note] 题\n> {SENTENCE}\n", (2, 3), NONE),
    "table": ("a.md", f"| 甲 | 乙 |\n|---|---|\n| 一 | {SENTENCE} |\n", (3, 7), NONE),
    "definition": ("a.md", f"术语\n: {SENTENCE}\n", (2, 3), NONE),
    "brackets": ("a.md", "动量更新是指用 \\(v_t\\) 代替梯度。\n", (1, 1), NONE),
    "jekyll": ("a.md", "动量更新是指用 \\\\(v\\_t\\\\) 代替梯度。\n", (1, 1), NONE),
    "picture": (
        "a.md",
        "动量更新是指用 ![](https://www.zhihu.com/equation?tex=v_t) 代替梯度。\n",
        (1, 1),
        NONE,
    ),
    "wiki link": ("a.md", "[[动量|动量更新]]是指用 $v_t$ 代替==梯度==。 ^id1\n", (1, 6), NONE),
    "radicals": ("a.md", "动量更新是指⽤ $v_t$ 代替\u200b梯度。\n", (1, 1), NONE),
    "entities": ("a.md", "动量更新是指用&nbsp;$v_t$&#32;代替梯度。\n", (1, 1), NONE),
    "font tags": ("a.md", '<font color="red">动量更新</font>是指用 $v_t$ 代替梯度。\n', (1, 19), NONE),
    "html block": ("a.md", f'<div align="center">\n{SENTENCE}\n</div>\n', (2, 1), NONE),
    "text": ("a.txt", f"第一段。\n\n{SENTENCE}\n", (3, 1), NONE),
    "digest": ("a.txt", f"没有头的一篇...\n优化\n2024-01-02\n{SENTENCE}\n", (4, 1), "优化"),
    "digest, spaced": ("a.txt", f"分类：优化\n\n2024年1月2日\n\n{SENTENCE}\n\n", (5, 1), "优化"),
    "page, katex": (
        "a.html",
        f"<html><body><p>动量更新是指用 {KATEX} 代替梯度。</p></body></html>",
        (1, 16),
        NONE,
    ),
    "page, mathml": (
        "a.html",
        f"<p>动量更新是指用 {MATHML} 代替梯度。</p>".replace("mi><mi", "mi>\n<mi"),
        (1, 4),
        NONE,
    ),
    "page, mathjax": (
        "a.html",
        '<p>\n动量更新是指用 <span class="MathJax_Preview">v</span>'
        '<script type="math/tex">v_t</script> 代替梯度。</p>',
        (2, 1),
        NONE,
    ),
    "page, zhihu": (
        "a.html",
        '<p>动量更新是指用 <span class="ztext-math" data-eeimg="1" data-tex="v_t">'
        "<span>vt</span></span> 代替梯度。</p>",
        (1, 4),
        NONE,
    ),
    "page, raw": ("a.html", "<ul><li>动量更新是指用 \\(v_t\\) 代替梯度。</ul>", (1, 9), NONE),
    "page, image": (
        "a.html",
        '<td>动量更新是指用 <img alt="v_t" eeimg="1" src="//www.zhihu.com/equation?tex=v_t"> 代替梯度。</td>',
        (1, 5),
        NONE,
    ),
    "notebook": (
        "a.ipynb",
        '{"cells": [\n {"cell_type": "markdown",\n  "source": ["# 题\\n", "\\n",\n'
        '   "动量更新是指用 $v_t$ 代替梯度。\\n"]}\n]}',
        (4, 5),
        NONE,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_sentence_its_category_and_its_place(form: str, tmp_path: Path) -> None:
    name, text, place, category = FORMS[form]
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    notes, problems = read_file(NoteFile(path, name, tmp_path))
    assert not problems
    note = notes[-1]
    assert SENTENCE in sentences_of(note)
    assert place_of(note, "动量更新") == place
    assert note.category == category
    assert note.path == name


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"],
)
def test_every_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "笔记.md"
    text = f"# Momentum\r\n\r\n{SENTENCE}\r\n"
    path.write_bytes(text.encode(encoding))
    (note,), problems = read_file(NoteFile(path, path.name, tmp_path))
    assert not problems
    assert SENTENCE in sentences_of(note)
    assert place_of(note, "动量更新") == (3, 1)


def test_the_encoding_that_a_page_declares(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes('<meta charset="big5"><p>動量是指慣性。</p>'.encode("big5"))
    (note,), problems = read_file(NoteFile(path, path.name, tmp_path))
    assert not problems
    assert sentences_of(note) == ["動量是指慣性。"]


def test_an_encoding_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("動量是指慣性。".encode("big5"))
    (note,), problems = read_file(NoteFile(path, path.name, tmp_path), encoding="big5")
    assert not problems
    assert sentences_of(note) == ["動量是指慣性。"]
    _, (problem,) = read_file(NoteFile(path, path.name, tmp_path), encoding="klingon")
    assert "klingon" in problem.what
