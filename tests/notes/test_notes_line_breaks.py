"""Wrapped sentences are joined, facts on lines of their own stay apart."""

from __future__ import annotations

import pytest
from shown_notes import note_of, text_of

from cardgen.notes import sentences


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("归纳偏置指的是\n模型所做的假设。", "归纳偏置指的是模型所做的假设。"),
        ("The bias is what a\nmodel assumes\nabout data.", "The bias is what a model assumes about data."),
        ("我们使用 Adam\n优化器来训练。", "我们使用 Adam 优化器来训练。"),
        ("损失函数：模型对\n没见过的输入\n所犯的错", "损失函数：模型对没见过的输入所犯的错"),
        ("这里有**重点**\n和别的内容。", "这里有重点和别的内容。"),
        (
            "In stenosis the **narrowing** of\n**the valve** raises the pressure.",
            "In stenosis the narrowing of the valve raises the pressure.",
        ),
    ],
)
def test_a_wrapped_sentence_is_one_line(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    "source",
    [
        "TP：真正例\nFP：假正例",
        "第一句说完了。\n第二句另起一行。",
        "有三种：\n速度快的",
        "一、准备数据\n二、训练模型",
        "甲 1) 读入\n2) 写出",
        "①先归一化\n②再分类",
        "速度快\n占内存少\n容易实现",
        "First sentence ends.\nSecond sentence starts.",
        "Q: what is it\nA: a thing",
        "TTL - hops that a packet may take\nEvery router takes one off it and drops a packet with none",
    ],
)
def test_lines_that_stand_alone_stay(source: str) -> None:
    text = text_of(source)
    assert text == source
    assert len(sentences(text)) >= source.count("\n") + 1


def test_labels_in_bold_stay_on_their_lines() -> None:
    assert text_of("**优点**：快\n**缺点**：费内存") == "优点：快\n缺点：费内存"


def test_pictures_and_chinese_indents_start_their_lines() -> None:
    assert text_of("图一是结构\n![图](a.png)\n再看别处") == "图一是结构\n![图](a.png)\n再看别处"
    assert text_of("　　第一段\n　　第二段") == "第一段\n第二段"


def test_hard_breaks_stay() -> None:
    assert text_of("行一  \n行二\\\n行三<br>行四") == "行一\n行二\n行三\n行四"


def test_the_place_of_a_word_on_the_second_line() -> None:
    for source in ("> 归纳偏置指的是\n> 模型所做的假设。", "- 归纳偏置指的是\n  模型所做的假设。"):
        note = note_of(source)
        (block,) = note.blocks
        assert block.text == "归纳偏置指的是模型所做的假设。"
        assert note.position(block.source_offset(block.text.index("假设"))) == (2, 8)
