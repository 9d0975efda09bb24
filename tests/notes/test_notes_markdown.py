"""The blocks of Markdown: what they are, what stands above them, where they are."""

from __future__ import annotations

import pytest
from shown_notes import blocks_of, marks_of, note_of, place_of, text_of


def test_headings_items_and_their_places() -> None:
    note = note_of("# 优化\n\n## 动量\n\n1. 第一\n   - 内层\n2. 第二\n")
    assert [
        (b.kind, b.level, b.text, b.line, b.trail, b.parent, b.number, b.section) for b in note.blocks
    ] == [
        ("heading", 1, "优化", 1, (), None, None, None),
        ("heading", 2, "动量", 3, ("优化",), None, None, 0),
        ("item", 1, "第一", 5, ("优化", "动量"), None, 1, 1),
        ("item", 2, "内层", 6, ("优化", "动量"), 2, None, 1),
        ("item", 1, "第二", 7, ("优化", "动量"), None, 2, 1),
    ]
    first, inner, second = note.blocks[2:]
    assert first.group == second.group != inner.group
    assert note.title == "优化"


def test_a_heading_ends_the_deeper_ones() -> None:
    note = note_of("# 甲\n\n### 乙\n\n## 丙\n\n文字\n")
    assert [b.trail for b in note.blocks] == [(), ("甲",), ("甲",), ("甲", "丙")]


def test_what_follows_inside_an_item_names_it_as_parent() -> None:
    note = note_of("- 项\n\n  第二段\n\n  > 引文\n\n  ```py\n  x = 1\n  ```\n- 后项\n")
    assert [(b.kind, b.text, b.parent, b.quoted) for b in note.blocks] == [
        ("item", "项", None, False),
        ("paragraph", "第二段", 0, False),
        ("paragraph", "引文", 0, True),
        ("code", "x = 1", 0, False),
        ("item", "后项", None, False),
    ]


def test_an_item_that_starts_with_something_else_still_has_its_block() -> None:
    note = note_of("- $$a = b$$\n- - 内\n")
    assert [(b.kind, b.text, b.parent) for b in note.blocks] == [
        ("item", "", None),
        ("math", "$$a = b$$", 0),
        ("item", "", None),
        ("item", "内", 2),
    ]


def test_tasks_definition_lists_and_strikethrough() -> None:
    assert blocks_of("- [ ] 待办\n- [x] ~~做完~~\n\n召回率\n: 找到的比例\n: 又称查全率\n\n  还有一段\n") == [
        ("item", "待办"),
        ("item", "做完"),
        ("title", "召回率"),
        ("detail", "找到的比例"),
        ("detail", "又称查全率"),
        ("paragraph", "还有一段"),
    ]
    note = note_of("召回率\n: 找到的比例\n\n  还有一段\n")
    assert [b.parent for b in note.blocks] == [None, 0, 0]


def test_tables_keep_their_cells_with_places() -> None:
    text = "| 名 | 式 |\n|---|---|\n| 甲 | $|a|$ 与 `x|y` |\n| 丙<br>丁 | [[目标|示]] |\n"
    note = note_of(text)
    (table,) = note.blocks
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["名", "式"],
        ["甲", "$|a|$ 与 `x|y`"],
        ["丙\n丁", "示"],
    ]
    assert place_of(note, "甲") == (3, 3)
    assert place_of(note, "x|y") == (3, 16)
    assert marks_of(table.rows[1][1]) == [("math", "$|a|$"), ("code", "`x|y`")]


def test_inline_marks_and_their_columns() -> None:
    text = "前文 **粗体** 与 $a_1$ 和 `code` 看 [链接](x.md)。"
    note = note_of(text)
    (block,) = note.blocks
    assert block.text == "前文 粗体 与 $a_1$ 和 `code` 看 链接。"
    assert marks_of(block) == [("strong", "粗体"), ("math", "$a_1$"), ("code", "`code`"), ("link", "链接")]
    assert [mark.target for mark in block.marks] == ["", "a_1", "code", "x.md"]
    for word in ("粗体", "a_1", "code", "链接", "看"):
        assert place_of(note, word) == (1, text.index(word) + 1)


def test_links_in_every_spelling() -> None:
    note = note_of(
        '见 [甲](<a b.md> "题")、[乙][注]、[丙]、<https://x.y/z> 与 ![图](图%201.png)。\n\n'
        "[注]: ./乙.md\n[丙]: 丙.md\n"
    )
    (block,) = note.blocks
    assert block.text == "见 甲、乙、丙、https://x.y/z 与 ![图](图%201.png)。"
    assert [(m.kind, m.target) for m in block.marks] == [
        ("link", "a b.md"),
        ("link", "./乙.md"),
        ("link", "丙.md"),
        ("link", "https://x.y/z"),
        ("image", "图%201.png"),
    ]


@pytest.mark.parametrize(
    ("source", "bold", "text"),
    [
        ("**定义：**是一种方法", "定义：", "定义：是一种方法"),
        ("所谓**过拟合（overfitting）**是指", "过拟合（overfitting）", "所谓过拟合（overfitting）是指"),
        ("**mAP (mean AP)**是均值", "mAP (mean AP)", "mAP (mean AP)是均值"),
        ("称为**“归一化”**的", "“归一化”", "称为“归一化”的"),
        ("** 空格 **之后", "空格", "空格 之后"),
        ("**定义:**是", "定义:", "定义:是"),
    ],
)
def test_bold_that_commonmark_refuses(source: str, bold: str, text: str) -> None:
    (block,) = note_of(source).blocks
    assert block.text == text
    assert marks_of(block) == [("strong", bold)]


def test_stars_that_are_no_bold() -> None:
    assert text_of("**没有闭合的重点") == "没有闭合的重点"
    assert text_of("算得 2**10 字节") == "算得 2**10 字节"
    assert text_of("count(*) 数行，sum(*) 不行") == "count(*) 数行，sum(*) 不行"
    assert text_of("写作 a ** b ** c") == "写作 a ** b ** c"
    assert text_of("调用 __init__ 与 __call__") == "调用 __init__ 与 __call__"


def test_products_and_ranges_keep_their_marks() -> None:
    assert text_of("即 y = k*x*t 与 2*3*4") == "即 y = k*x*t 与 2*3*4"
    assert text_of("约 3~5 个，~A，~B~") == "约 3~5 个，~A，~B~"
    (block,) = note_of("the *i*th one，中文*强调*中文").blocks
    assert block.text == "the ith one，中文强调中文"
    assert marks_of(block) == [("emphasis", "i"), ("emphasis", "强调")]


def test_headings_without_their_space_and_lines_below_text() -> None:
    assert blocks_of("##标题\n正文\n") == [("heading", "标题"), ("paragraph", "正文")]
    assert note_of("###标题\n").blocks[0].level == 3
    note = note_of("#总题\n引言\n\n##小节\n正文\n")
    assert [(b.kind, b.text, b.level, b.trail) for b in note.blocks] == [
        ("heading", "总题", 1, ()),
        ("paragraph", "引言", 0, ("总题",)),
        ("heading", "小节", 2, ("总题",)),
        ("paragraph", "正文", 0, ("总题", "小节")),
    ]
    assert blocks_of("这一句很完整。\n---\n后文\n") == [
        ("paragraph", "这一句很完整。"),
        ("paragraph", "后文"),
    ]
    assert blocks_of("小标题\n---\n后文\n") == [("heading", "小标题"), ("paragraph", "后文")]
    assert blocks_of("#\u3000全角空格\n\n1.\u3000第一\n") == [("heading", "全角空格"), ("item", "第一")]


def test_attributes_and_breaks_in_headings() -> None:
    assert text_of("## 标题 {#id .wide}\n") == "标题"
    assert text_of("## 集合 {1, 2}\n") == "集合 {1, 2}"
    assert text_of("## 上<br>下\n") == "上 下"


def test_underscores_beside_chinese_punctuation() -> None:
    (block,) = note_of("所以，_重点_，__要点__。a_b_c").blocks
    assert block.text == "所以，重点，要点。a_b_c"
    assert marks_of(block) == [("emphasis", "重点"), ("strong", "要点")]


def test_an_indented_chinese_paragraph_is_no_code() -> None:
    assert blocks_of("前文\n\n    段首缩进的话，其实是正文，取 $x_1$ 为例。\n") == [
        ("paragraph", "前文"),
        ("paragraph", "段首缩进的话，其实是正文，取 $x_1$ 为例。"),
    ]
    assert blocks_of("\u200b\t段首有零宽字符的话，也是正文。\n") == [
        ("paragraph", "段首有零宽字符的话，也是正文。")
    ]
    assert blocks_of("    x = 1\n    # 注释，说明。\n") == [("code", "x = 1\n# 注释，说明。")]


def test_html_in_markdown() -> None:
    assert blocks_of(
        '<center>居中<font color="red">红字</font></center>\n\n'
        "<details><summary>点开</summary>\n\n内容 **粗**\n\n</details>\n"
    ) == [("paragraph", "居中红字"), ("paragraph", "点开"), ("paragraph", "内容 粗")]
    assert text_of("符号 <EOS> 与 List<String> 是文字") == "符号 <EOS> 与 List<String> 是文字"
    assert text_of("若 a<b 且 c>d，则 <b>粗</b>") == "若 a<b 且 c>d，则 粗"
    assert text_of("水是 H<sub>2</sub>O，第 1<sup>st</sup>，见<sup>[3]</sup>") == "水是 H₂O，第 1st，见"
    assert text_of("v<sub>t</sub> = a<sup>2</sup>") == "v_{t} = a^{2}"


def test_a_html_table_with_blank_lines() -> None:
    note = note_of(
        "<table>\n<tr><th>甲</th><th>乙</th></tr>\n\n"
        "<tr>\n    <td>一 $x$</td><td>二&nbsp;&lt;三</td></tr>\n</table>\n\n后文\n"
    )
    table, after = note.blocks
    assert [[cell.text for cell in row] for row in table.rows] == [["甲", "乙"], ["一 $x$", "二 <三"]]
    assert (after.text, after.line) == ("后文", 8)
    assert place_of(note, "$x$") == (5, 11)


def test_task_and_line_numbers_in_a_file_with_crlf() -> None:
    note = note_of("# 标题\r\n\r\n第一段\r\n第二行。\r\n\r\n末段\r\n")
    assert [(b.text, b.line, b.end_line) for b in note.blocks] == [
        ("标题", 1, 1),
        ("第一段第二行。", 3, 4),
        ("末段", 6, 6),
    ]
