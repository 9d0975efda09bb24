"""Definitions, from a note to its cards: what is kept, what is left out, and from which place."""

from __future__ import annotations

import pytest

from cardgen.extract import DEFAULT_CONFIDENCE, examine, extract
from cardgen.model import Definition, Finding
from cardgen.notes import read_text
from cardgen.rules import load_rules

RULES = load_rules()


def found(text: str, name: str = "note.md") -> list[Finding]:
    """The definitions of a text, at the default confidence."""
    return [
        finding
        for note in read_text(text, name)
        for finding in extract(note, RULES, min_confidence=DEFAULT_CONFIDENCE)
        if isinstance(finding.content, Definition)
    ]


def pairs(text: str) -> list[tuple[str, str]]:
    return [(f.content.term, f.content.meaning) for f in found(text) if isinstance(f.content, Definition)]


def test_the_place_is_the_line_and_column_of_the_sentence() -> None:
    (finding,) = found("# 数据库\n\n先说一句别的话题。脏读指的是读到了另一个事务尚未提交的数据。\n")
    assert (finding.source.line, finding.column) == (3, 10)
    assert finding.evidence == "脏读指的是读到了另一个事务尚未提交的数据。"
    assert finding.heading == "数据库"


def test_a_term_defined_twice_keeps_the_better_one_and_all_names() -> None:
    text = (
        "## 缓存\n\n缓存（Cache）是一种用空间换时间的技术，把算过的结果存起来。\n\n"
        "后面还会说到，缓存就是把东西先放在手边。\n"
    )
    assert pairs(text) == [("缓存", "一种用空间换时间的技术，把算过的结果存起来")]
    assert found(text)[0].content.aliases == ("Cache",)


def test_one_fact_in_two_languages_is_one_card_with_both_names() -> None:
    english = "A mutex is a lock that at most one thread can hold at a time."
    text = f"{english} 互斥锁是同一时刻最多被一个线程持有的同步工具。"
    (finding,) = found(text)
    assert finding.content == Definition(
        "mutex", "a lock that at most one thread can hold at a time", ("互斥锁",)
    )


@pytest.mark.parametrize(
    "text",
    [
        "归并排序指的是一种先把序列分成两半...",  # cut off
        "前向过程指的是 [公式] 所描述的加噪过程。",  # the formula was lost
        "```python\n# 闭包是一种引用了外部变量的函数\n```",  # code
        "<!-- 闭包是一种引用了外部变量的函数 -->",  # a comment
        "---\ntitle: 闭包是一种引用了外部变量的函数\n---\n",  # front matter
        "## 参考资料\n\n- 闭包：一种引用了外部变量的函数\n",  # references
        "- [闭包：一种引用了外部变量的函数](https://example.org/closure)",  # a link
        "它是一种引用了外部变量的函数。",  # a pronoun
        "闭包是一种什么样的函数？",  # a question
        "## 什么是闭包？\n\n## 什么是柯里化？\n",  # headings without answers
        "- 优点：写起来很短，读起来也不难",  # a label
        "- Lin: write the migration script before Friday 5 pm",  # a task
    ],
)
def test_what_gives_no_card(text: str) -> None:
    assert pairs(text) == []


def test_parallel_clauses_do_not_run_into_each_other() -> None:
    assert pairs("音高指的是声音的高低，由频率决定，音色指的是声音的品质，由泛音决定。")[0] == (
        "音高",
        "声音的高低，由频率决定",
    )


def test_why_nothing_was_found_can_be_told() -> None:
    (note,) = read_text("它指的是上一节里说过的那个结论。", "a.md")
    _, candidates = examine(note, RULES)
    assert any("pronoun" in candidate.veto or "它" in candidate.veto for candidate in candidates)


def test_a_weak_verb_needs_a_subject_that_the_note_knows() -> None:
    assert pairs("**看门线程**通过心跳判断其他线程是否还活着。") == [
        ("看门线程", "通过心跳判断其他线程是否还活着"),
    ]
    assert pairs("人都到齐了。隔壁办公室通过走廊连到了会议室的另一头。") == []
    assert pairs("用户通过手机号登录到系统的后台。") == []


def test_a_name_that_says_little_alone_carries_its_owner() -> None:
    items = "- `gh`：跳到左边的窗口\n- `gl`：跳到右边的窗口\n- 缓冲区：已经载入内存的文件\n"
    text = f"# vi 速记\n\n## 窗口跳转\n\n{items}"
    assert [(f.content.term, f.content.context) for f in found(text)] == [
        ("`gh`", "窗口跳转"),
        ("`gl`", "窗口跳转"),
        ("缓冲区", ""),
    ]
    assert found("## gh 命令\n\n- `gh`：跳到左边的窗口\n")[0].content.context == ""


def test_a_kind_carries_what_it_is_a_kind_of() -> None:
    items = "- Cyclical: caused by a fall in demand\n- Structural: mismatch of skills and jobs\n"
    kinds = [
        f.content for f in found(f"## Types of unemployment\n\n{items}") if f.content.kind == "definition"
    ]
    assert [(d.term, d.context) for d in kinds] == [
        ("Cyclical", "unemployment"),
        ("Structural", "unemployment"),
    ]
    (capital,) = found("# Micro\n\n- Capital: machines and buildings used in production\n")
    assert capital.content.context == ""


def test_a_verb_of_function_defines_a_name_where_it_is_introduced() -> None:
    assert pairs("Guy wires hold a mast upright against the wind. Most masts have three of them.") == [
        ("Guy wires", "hold a mast upright against the wind"),
    ]
    assert pairs("Nobody asked the crew. Guy wires hold a mast upright against the wind.") == []
    assert pairs("The script reads the list and prints every name on a line of its own.") == []


def test_two_unmarked_things_told_apart_are_left_to_comparison() -> None:
    assert pairs("Stalactites hang from the roof of a cave, while stalagmites rise from its floor.") == []


def test_an_aside_stays_out_of_the_subject() -> None:
    assert pairs("在航海学中，偏航角是指航向与实际航迹之间的夹角。") == [
        ("偏航角", "航向与实际航迹之间的夹角")
    ]
    assert pairs("In sailing, a tack is a turn of the bow through the wind.") == [
        ("tack", "a turn of the bow through the wind"),
    ]


def test_the_bold_part_of_a_subject_is_the_term() -> None:
    text = "The **draught** of a ship is the depth of its lowest point below the water."
    assert pairs(text) == [("draught", "the depth of its lowest point below the water")]


def test_a_heading_is_not_defined_by_what_its_text_says_of_something_else() -> None:
    assert pairs("## 航海\n\n压舱水是船舶为了保持平衡而装进舱底的水。") == [
        ("压舱水", "船舶为了保持平衡而装进舱底的水")
    ]


def test_what_is_said_first_of_a_name_defines_it() -> None:
    text = "**Caulking** seals the seams of a hull with fibre and pitch.\n\nCaulking takes four men a week."
    assert pairs(text) == [("Caulking", "seals the seams of a hull with fibre and pitch")]
