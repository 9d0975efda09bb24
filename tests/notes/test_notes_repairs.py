"""Characters that look right and match wrong."""

from __future__ import annotations

import pytest
from shown_notes import note_of, place_of, text_of


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("⻔控单元有⼊⼝和⻓度", "门控单元有入口和长度"),
        ("模型A１２Ｂ", "模型A12B"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
        ("不断\u00a0行的空格", "不断 行的空格"),
        ("实体 &amp; &lt;tag&gt; &alpha;&nbsp;末", "实体 & <tag> α 末"),
        ("很多    空格", "很多 空格"),
        ("反斜杠\\*和\\_都在", "反斜杠*和_都在"),
        ("模型的 参数和 输入", "模型的参数和输入"),
        ("概述 归纳偏置是指假设", "概述 归纳偏置是指假设"),
        ("==高亮== 与 a==b 与 ==", "高亮 与 a==b 与 =="),
    ],
)
def test_repairs(source: str, text: str) -> None:
    assert text_of(source) == text


def test_columns_hold_behind_repairs() -> None:
    source = "零\u200b宽 &amp; ⻔控    **粗：**词 ==亮== 末尾"
    note = note_of(source)
    for word in ("宽", "控", "粗", "词", "亮", "末尾"):
        assert place_of(note, word) == (1, source.index(word) + 1)
