"""Front matter in every spelling, and the category that a note gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from shown_notes import note_of, sentences_of

from cardgen.notes import NoteFile, read_file


@pytest.mark.parametrize(
    ("front", "category"),
    [
        ("category: NLP", "NLP"),
        ("Category: 'Deep Learning'", "Deep Learning"),
        ("category: A/B", "A::B"),
        ("category: A::B", "A::B"),
        ("category: A > B", "A::B"),
        ("category: TCP/IP", "TCP/IP"),
        ("category:\n  - 计算机\n  - 网络", "计算机"),
        ("categories: [A, B]", "A::B"),
        ("categories:\n- A\n- B", "A::B"),
        ("categories:\n- [A, B]\n- [C]", "A::B"),
        ("categories: [A, B]\ndraft: false\nlastmod: 2024-01-01", "A"),
        ("categories: 随笔", "随笔"),
        ("categories: A, B", "A"),
        ("categories: []", "Uncategorized"),
        ("category:", "Uncategorized"),
        ("category: null", "Uncategorized"),
        ("deck: D\ncategory: C\ncategories: [A]", "D"),
        ("categories: [2024]", "2024"),
        ("category: no", "no"),
        ("分类: 物理", "物理"),
    ],
)
def test_categories(front: str, category: str) -> None:
    assert note_of(f"---\n{front}\n---\n正文\n").category == category


def test_title_tags_and_date_stay_as_written() -> None:
    note = note_of(
        "---\ntitle: 归纳偏置\ntags: [机器 学习, '#b']\ndate: 2024-01-02 10:00:00\ndraft: true\n---\n# 别的\n"
    )
    assert (note.title, note.tags, note.date) == ("归纳偏置", ("机器 学习", "b"), "2024-01-02 10:00:00")
    assert note_of("---\ntags: a, b\n---\n文").tags == ("a", "b")
    assert note_of("---\ntag:\n  - a\n---\n文").tags == ("a",)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n正文一。\n\n---\n\n正文二。\n",
        "---\n正文一。\n---\n正文二。\n",
        "正文一。\n\n---\n\ncategory: 不是\n\n---\n\n正文二。\n",
        "{ 正文一。}\n正文二。\n",
    ],
)
def test_lines_that_are_no_front_matter(text: str) -> None:
    note = note_of(text)
    assert note.category == "Uncategorized"
    joined = "".join(sentences_of(note))
    assert "正文一" in joined and "正文二" in joined


def test_front_matter_without_its_first_line_and_with_dots() -> None:
    assert note_of("title: 题\ncategories: [甲, 乙]\ndate: 2024\n---\n正文\n").category == "甲::乙"
    assert note_of("---\ncategory: 甲\n...\n正文\n").category == "甲"
    assert note_of(';;;\n"category": "甲"\n;;;\n正文\n').category == "甲"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("---\ntitle: a: b\ncategory: NLP\n---\n正文。\n", 2, "no valid YAML"),
        ("---\ncategory: NLP\ntags: [a, b\n---\n正文。\n", 4, "no valid YAML"),
        ('+++\ncategory = "NLP"\ntitle = \n+++\n正文。\n', 3, "no valid TOML"),
        ("---\ncategory: NLP\ntitle: 题\n\n正文。\n", 2, "no closing line"),
        ("---\ncategory: NLP\nx: " + "[" * 50 + "]" * 50 + "\n---\n正文。\n", 3, "nested too deeply"),
    ],
)
def test_broken_front_matter_is_named_and_the_note_is_read(
    text: str, line: int, what: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, "utf-8")
    (note,), (problem,) = read_file(NoteFile(path, "a.md", tmp_path))
    assert sentences_of(note) == ["正文。"]
    assert note.category == "NLP"
    assert (problem.path, problem.line, problem.severity) == ("a.md", line, "error")
    assert what in problem.what
    assert problem.todo


def test_the_title_of_a_note_in_a_vault_is_its_name(tmp_path: Path) -> None:
    for name, title in (
        ("归纳偏置.md", "归纳偏置"),
        ("2024-01-02-momentum_sgd.md", "momentum sgd"),
        ("README.md", ""),
    ):
        path = tmp_path / name
        path.write_text("正文。", "utf-8")
        (note,), _ = read_file(NoteFile(path, name, tmp_path))
        assert note.title == title
