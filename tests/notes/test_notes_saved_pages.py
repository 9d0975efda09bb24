"""Pages as sites serve them and browsers save them: the article alone, and each formula once.

The pages in `pages/` have the elements, classes and formula markup of the sites; their words are our own.
Whatever is not the article's says 杂物 or clutter.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from shown_notes import sentences_of

from cardgen.notes import NoteFile, read_file

PAGES = Path(__file__).parent / "pages"
ZH = "层归一化是指在特征维度上对单个样本做标准化"
EN = "Layer normalization is a technique that rescales the features of one sample to"
Y = "$$y=\\gamma x+\\beta$$"

ARTICLES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "zhihu-answer": (
        "怎样理解层归一化？",
        [
            ("heading", "怎样理解层归一化？"),
            ("paragraph", f"{ZH}。"),
            ("paragraph", "其中均值为 $\\mu=\\frac{1}{d}\\sum_i x_i$ ，方差为 $\\sigma^2$ 。"),
            ("paragraph", "输出如下："),
            ("math", "$$y=\\gamma\\hat{x}+\\beta$$"),
            ("paragraph", "它与批大小无关。"),
            ("paragraph", "批归一化是指在批的维度上对每个特征做标准化。"),
        ],
    ),
    "zhihu-column": (
        "层归一化",
        [
            ("heading", "层归一化"),
            ("heading", "定义"),
            ("paragraph", f"{ZH}。"),
            ("paragraph", "缩放系数 $\\gamma$ 与平移 $\\beta$ 都要学习。"),
            ("item", "优点：与批大小无关。"),
            ("item", "缺点：略慢。"),
            ("table", "方法 维度 层归一化 特征"),
        ],
    ),
    "csdn": (
        "层归一化",
        [
            ("heading", "层归一化"),
            ("heading", "定义"),
            ("paragraph", f"{ZH}。均值为 $\\mu$，方差为 $\\sigma^2$。"),
            ("math", "$$y=\\gamma x$$"),
            ("paragraph", "它与批大小无关。"),
        ],
    ),
    "csdn-editor": (
        "层归一化",
        [
            ("heading", "层归一化"),
            ("paragraph", f"{ZH}。"),
            ("paragraph", "方差为 $\\sigma^2$，均值为 $\\mu$。"),
            ("paragraph", "它与批大小无关。"),
        ],
    ),
    "juejin": (
        "层归一化",
        [
            ("heading", "层归一化"),
            ("heading", "定义"),
            ("paragraph", f"{ZH}，均值为 $\\mu$，方差为 $\\sigma^2$。"),
            ("math", "$$y=\\gamma x$$"),
            ("paragraph", "它与批大小无关。"),
        ],
    ),
    "cnblogs": (
        "层归一化",
        [
            ("heading", "层归一化"),
            ("paragraph", f"{ZH}，均值为 $\\mu$，方差为 $\\sigma^2$。"),
            ("paragraph", "输出为"),
            ("math", Y),
            ("paragraph", "它与批大小无关。"),
        ],
    ),
    "hexo": (
        "层归一化",
        [
            ("heading", "层归一化"),
            ("heading", "定义"),
            ("paragraph", f"{ZH}，均值为 $\\mu$。"),
            ("math", Y),
            ("paragraph", "它与批大小无关。"),
            ("table", "方法 维度 层归一化 特征"),
        ],
    ),
    "hugo": (
        "Layer Normalization",
        [
            ("heading", "Layer Normalization"),
            ("heading", "Definition"),
            ("paragraph", f"{EN} mean $\\mu$."),
            ("paragraph", "It does not depend on the batch."),
            ("title", "Gain"),
            ("detail", "A scale that is learned."),
        ],
    ),
    "medium": (
        "Layer Norm in one page",
        [
            ("heading", "Layer Norm in one page"),
            ("paragraph", f"{EN} zero mean."),
            ("heading", "Why"),
            ("paragraph", "It does not depend on the batch."),
            ("item", "First point."),
            ("item", "Second point."),
            ("paragraph", "A quoted remark."),
        ],
    ),
    "wikipedia": (
        "Layer normalization",
        [
            ("heading", "Layer normalization"),
            ("paragraph", f"{EN} zero mean. It uses $\\mu _{{l}}$ as the mean."),
            ("heading", "Output"),
            ("paragraph", "The output is given by"),
            ("math", "$$y=\\gamma x+\\beta$$"),
            ("paragraph", "where γ is a gain, and $d$ a size."),
            ("heading", "See also"),
            ("heading", "References"),
        ],
    ),
    "nbviewer": (
        "Layer normalization",
        [
            ("heading", "Layer normalization"),
            ("paragraph", f"{EN} mean $\\mu = 0$."),
            ("math", "$$y = \\gamma x + \\beta$$"),
            ("paragraph", "It does not depend on the batch."),
            ("paragraph", "A last remark."),
        ],
    ),
    "ar5iv": (
        "Layer Normalization in Practice",
        [
            ("heading", "Layer Normalization in Practice"),
            ("heading", "Abstract"),
            ("paragraph", "A short study of one method."),
            ("heading", "Method"),
            ("paragraph", f"{EN} mean $\\mu_{{l}}$ (Writer, 2016)."),
            ("math", Y),
            ("math", "$$z =y+1$$"),
            ("paragraph", "It does not depend on the batch."),
        ],
    ),
}


@pytest.mark.parametrize("page", ARTICLES)
def test_the_article_of_a_saved_page(page: str) -> None:
    (note,), problems = read_file(NoteFile(PAGES / f"{page}.html", f"{page}.html", PAGES))
    title, blocks = ARTICLES[page]
    assert not problems
    assert note.title == title
    found = [
        (block.kind, block.text or " ".join(cell.text for row in block.rows for cell in row))
        for block in note.blocks
        if block.kind != "code"
    ]
    assert found == blocks
    assert not [text for text in sentences_of(note) if "杂物" in text or "clutter" in text.lower()]


def test_every_page_has_its_test() -> None:
    assert {path.stem for path in PAGES.iterdir()} == set(ARTICLES)


def test_the_place_of_a_sentence_in_a_saved_page() -> None:
    for path in PAGES.iterdir():
        source = path.read_text("utf-8")
        (note,), _ = read_file(NoteFile(path, path.name, PAGES))
        for words in ("对单个样本", "rescales the features"):
            for block in note.blocks:
                if words in block.text:
                    line, column = note.position(block.source_offset(block.text.index(words)))
                    assert source.split("\n")[line - 1][column - 1 :].startswith(words)
