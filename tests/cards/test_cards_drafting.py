"""Findings become drafts: each card once, with all the notes that say it."""

from card_desk import comparison, definition, formula

from cardgen.cards import draft
from cardgen.model import Point, Source


def fronts(drafts):
    return [(d.category, d.card.front, d.card.content.context) for d in drafts]


def test_drafts_come_by_note_and_line():
    drafts = draft([definition("c", "3", "b.md"), definition("b", "2", line=9), definition("a", "1", line=2)])
    assert [d.card.front for d in drafts] == ["a", "b", "c"]


def test_findings_that_are_not_sure_enough_are_left_out():
    findings = [definition("a", "1", confidence=0.4), definition("b", "2", confidence=0.6)]
    assert [d.card.front for d in draft(findings, min_confidence=0.5)] == ["b"]


def test_the_same_card_from_several_notes_has_all_its_sources():
    (one,) = draft(
        [
            definition("上采样", "让图像更大。", "b.md", 3, aliases=("Upsampling",), tags=("cv",)),
            definition(
                "上采样", "让图像更大", "a.md", 7, confidence=0.8, aliases=("up-sampling", "UpSample")
            ),
        ]
    )
    assert one.card.sources == (Source("a.md", 7, "zh-rule"), Source("b.md", 3, "zh-rule"))
    assert one.card.content.meaning == "让图像更大。"
    assert one.card.content.aliases == ("Upsampling", "UpSample")
    assert one.card.tags == ("cv",)


def test_of_two_meanings_of_a_term_the_surer_one_stays():
    drafts = draft(
        [definition("熵", "不确定性", confidence=0.7), definition("熵", "混乱的程度", "b.md", confidence=0.8)]
    )
    assert [d.card.content.meaning for d in drafts] == ["混乱的程度"]


def test_a_complete_card_goes_before_an_incomplete_one():
    drafts = draft(
        [
            formula("SDE", "", missing=("latex",), confidence=0.9),
            formula("SDE", "dx = f", "b.md", confidence=0.6),
        ]
    )
    assert [(d.card.content.latex, d.card.status) for d in drafts] == [("dx = f", "")]


def test_contexts_tell_two_things_of_one_name_apart():
    findings = [
        definition("遗忘门", "决定丢弃什么", context="LSTM"),
        definition("遗忘门", "另一种门", "b.md", context="GRU"),
        definition("遗忘门", "没有上下文的", "c.md", confidence=0.5),
    ]
    assert fronts(draft(findings)) == [
        ("Deep Learning", "遗忘门", "LSTM"),
        ("Deep Learning", "遗忘门", "GRU"),
    ]


def test_a_term_that_is_another_name_of_another_card_asks_the_same():
    findings = [
        definition("上采样", "放大", aliases=("Upsampling",)),
        definition("upsampling", "enlarging", "b.md", confidence=0.6),
    ]
    assert [d.card.front for d in draft(findings)] == ["上采样"]


def test_one_name_in_two_categories_or_kinds_is_two_cards():
    findings = [
        definition("Precision", "查准率"),
        definition("Precision", "精度", "b.md", category="Physics"),
        formula("Precision", "TP", line=2),
    ]
    assert [(d.category, d.card.kind) for d in draft(findings)] == [
        ("Deep Learning", "definition"),
        ("Deep Learning", "formula"),
        ("Physics", "definition"),
    ]


def test_the_very_same_card_in_two_categories_is_one():
    findings = [definition("熵", "不确定性"), definition("熵", "不确定性", "copy/a.md", category="copy")]
    (one,) = draft(findings)
    assert one.category == "Deep Learning"
    assert [source.note for source in one.card.sources] == ["a.md", "copy/a.md"]


def test_what_two_notes_say_of_the_same_subjects_adds_up():
    (one,) = draft(
        [
            comparison(("Adam", "AdamW"), [Point({"Adam": "在 loss 里"}, "权重衰减")], same=("动量",)),
            comparison(
                ("adamw", "Adam"),
                [
                    Point({"adamw": "别的话"}, "权重衰减"),
                    Point({"adamw": "更好"}, "泛化"),
                    Point({"Adam": "在 loss 里"}),
                ],
                "b.md",
                same=("动量", "步长"),
                confidence=0.8,
            ),
        ]
    )
    assert one.card.content.subjects == ("Adam", "AdamW")
    assert [(dict(p.values), p.aspect) for p in one.card.content.points] == [
        ({"Adam": "在 loss 里"}, "权重衰减"),
        ({"AdamW": "更好"}, "泛化"),
    ]
    assert one.card.content.same == ("动量", "步长")
    assert len(one.card.sources) == 2


def test_a_card_that_lacks_something_says_so_and_an_empty_one_is_none():
    drafts = draft(
        [
            formula("SDE", "", missing=("latex",)),
            formula("F", ""),
            definition("", "x"),
            definition("x" * 300, "y"),
        ]
    )
    assert [(d.card.front, d.card.status, d.card.missing) for d in drafts] == [
        ("SDE", "incomplete", ("latex",))
    ]


def test_names_that_differ_by_signs_are_different_things():
    drafts = draft([definition("C", "一种语言"), definition("C++", "另一种语言"), definition("C#", "又一种")])
    assert len(drafts) == 3


def test_half_a_surrogate_pair_does_not_reach_a_file():
    (one,) = draft([definition("a\ud800", "b")])
    one.card.front.encode()
