"""Where sentences end."""

from __future__ import annotations

import pytest

from cardgen.notes import sentences


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["归纳偏置是假设。", "它很重要！", "为什么？", "因为如此；", "所以"],
        ["It is fast.", "It is small!", "Is it?", "Yes"],
        ["求导由它完成.", "让我们看看.", "之后是 PyTorch."],
        ["都是卷积;", "运行效率相同"],
        ["共 3.14 个，v1.2.3 版，见 2.1 节。", "完"],
        ["e.g. this, i.e. that, et al. 2017, Fig. 3 and vs. others.", "Next"],
        ["J. Smith et al. wrote it.", "Then"],
        ["看 https://a.b/c.html?x=1。", "完"],
        ["调用 torch.nn.Linear 与 .grad 和 train.py。", "完"],
        ["公式 $a. b。c$ 与 `x. y。z` 与 ![图. 一](a. b.png) 在内。", "完"],
        ["展示 $$x。\ny$$ 也在内。", "完"],
        ["括号（第一。第二）与“引号。里面”在内。", "完"],
        ["brackets (one. Two) and \"quotes. Here\" stay.", "Next"],
        ["他说“好。”", "第二句。"],
        ["“整句引用。”", "第二句。"],
        ["还得从头说起...", "接着说"],
        ["取 0, 0.1, ..., 1 为界。", "完"],
        ["1. 什么是它 它是算法。", "2. 它的应用"],
        ["共有 5.", "Then more."],
        ["没有闭合的（括号。", "下一句。"],
        ["x != y and n! ways.", "Next"],
        ["。。。。。;", "运行"],
    ],
)  # fmt: skip
def test_sentences(parts: list[str]) -> None:
    for joint in (" ", "\n"):
        text = joint.join(parts)
        assert split(text) == parts


def test_chinese_sentences_need_no_space() -> None:
    assert split("第一句。第二句！第三句？第四句；第五句") == [
        "第一句。",
        "第二句！",
        "第三句？",
        "第四句；",
        "第五句",
    ]
    assert split("用它求导.然后更新") == ["用它求导.", "然后更新"]


def test_a_line_break_ends_a_sentence() -> None:
    assert split("甲：一\n乙：二") == ["甲：一", "乙：二"]


def test_spans_are_trimmed_and_in_order() -> None:
    text = "  甲。  \n\n 乙 。 "
    spans = sentences(text)
    assert [text[s.start : s.end] for s in spans] == ["甲。", "乙 。"]
    assert sentences("") == [] == sentences(" \n ")
