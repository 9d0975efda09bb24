"""Ids are readable, and never given to two."""

import pytest

from cardgen.cards.ids import file_stem, free, mint_points, slug, with_ids
from cardgen.model import Card, Comparison, Definition, Formula, Point


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Upsampling", "upsampling"),
        ("上采样", "上采样"),
        ("Ａｄａｍ Ｗ", "adam-w"),
        ("nn.functional.xxx", "nn-functional-xxx"),
        ("C++ / C#", "c-c"),
        ("$\\alpha$ 衰减", "alpha-衰减"),
        ("Café ☕", "café"),
        ("→", ""),
        ("…", ""),
        ("a" * 80, "a" * 60),
        ("很长的词 " * 20, "-".join(["很长的词"] * 12)[:59]),
    ],
)
def test_slugs(text, wanted):
    assert slug(text) == wanted


def test_a_taken_id_gets_a_number():
    assert free("adam", {"adam", "adam-2"}) == "adam-3"
    assert with_ids(Card(Definition("→", "x")), {"definition"}).id == "definition-2"
    assert with_ids(Card(Formula("", "x")), set()).id == "formula"


def test_a_comparison_is_named_by_its_subjects_and_its_points_by_their_aspects():
    points = (
        Point({"Adam": "1"}, "Weight decay"),
        Point({"Adam": "2"}),
        Point({"Adam": "3"}, "weight-decay"),
    )
    card = with_ids(Card(Comparison(("Adam", "AdamW"), points)), set())
    assert card.id == "adam-vs-adamw"
    assert [point.id for point in card.content.points] == ["weight-decay", "p1", "weight-decay-2"]


def test_points_keep_their_ids_and_take_none_that_was_used():
    points = mint_points([Point({}, id="p2"), Point({}), Point({}, "p1")], taken={"p1"})
    assert [point.id for point in points] == ["p2", "p3", "p1-2"]


@pytest.mark.parametrize(
    ("category", "stem"),
    [
        ("Deep Learning", "deep-learning"),
        ("A::B", "a-b"),
        ("计算机视觉", "计算机视觉"),
        ("Con", "con-deck"),
        ("::", "deck"),
    ],
)
def test_the_file_of_a_category(category, stem):
    assert file_stem(category) == stem
