"""What an Obsidian vault holds beside Markdown."""

from __future__ import annotations

from shown_notes import blocks_of, marks_of, note_of, text_of


def test_wiki_links_show_their_text() -> None:
    (block,) = note_of(
        "看 [[归纳偏置|偏置]]、[[甲#小节]] 与 **[[乙]]**，矩阵 [[1, 2], [3, 4]] 与 [[1]](u)"
    ).blocks
    assert block.text == "看 偏置、小节 与 乙，矩阵 [[1, 2], [3, 4]] 与 [1]"
    assert [(m.kind, m.target) for m in block.marks if m.kind == "link"] == [
        ("link", "归纳偏置"),
        ("link", "甲#小节"),
        ("link", "乙"),
        ("link", "u"),
    ]


def test_embedded_pictures_stay_and_embedded_notes_do_not() -> None:
    (block,) = note_of("图 ![[结构 图.png|300]] 与 ![[别的笔记#节]] 完").blocks
    assert block.text == "图 ![](<结构 图.png>) 与 完"
    assert [(m.kind, m.target) for m in block.marks] == [("image", "结构 图.png")]


def test_callouts_hold_what_follows() -> None:
    note = note_of(
        "> [!note] 归纳偏置 $x$\n> 模型所做的\n> 假设。\n>\n> - 项\n\n> [!tip]-\n> 没有题目\n\n> 普通引文\n"
    )
    assert [(b.kind, b.text, b.parent, b.quoted, b.line) for b in note.blocks] == [
        ("callout", "归纳偏置 $x$", None, True, 1),
        ("paragraph", "模型所做的假设。", 0, True, 2),
        ("item", "项", 0, True, 5),
        ("callout", "", None, True, 7),
        ("paragraph", "没有题目", 3, True, 8),
        ("paragraph", "普通引文", None, True, 10),
    ]
    assert marks_of(note.blocks[0]) == [("math", "$x$")]


def test_titled_boxes_of_other_programs() -> None:
    note = note_of(
        "::::: warning 外 $x$\n外文\n:::: tip 内\n- 项\n::::\n外文二\n:::::\n\n:::note[题]\n\n内容\n\n:::\n"
        "\n::: info\n无题\n:::\n\n"
        '!!! note "标题"\n    第一段。\n\n    第二段。\n\n尾\n\n```\n::: tip 代码\nx\n:::\n```\n'
    )
    assert [(b.kind, b.text, b.parent, b.line) for b in note.blocks] == [
        ("callout", "外 $x$", None, 1),
        ("paragraph", "外文", 0, 2),
        ("callout", "内", 0, 3),
        ("item", "项", 2, 4),
        ("paragraph", "外文二", 0, 6),
        ("callout", "题", None, 9),
        ("paragraph", "内容", 5, 11),
        ("paragraph", "无题", None, 16),
        ("callout", "标题", None, 19),
        ("paragraph", "第一段。", 8, 20),
        ("paragraph", "第二段。", 8, 22),
        ("paragraph", "尾", None, 24),
        ("code", "::: tip 代码\nx\n:::", None, 26),
    ]


def test_comments_and_block_ids_are_left_out() -> None:
    assert blocks_of("前 %% 秘密是指这个 %% 后 ^ab-12\n\n%%\n整段\n\n注释\n%%\n\n完成 100%% 的事\n") == [
        ("paragraph", "前 后"),
        ("paragraph", "完成 100%% 的事"),
    ]


def test_tags_are_gathered_and_lines_of_them_left_out() -> None:
    note = note_of("---\ntags: [甲]\n---\n#乙 #丙/丁\n\n正文 #戊 与 C# 与 `#己` 与 #1\n")
    assert note.tags == ("甲", "乙", "丙/丁", "戊")
    assert [b.text for b in note.blocks] == ["正文 #戊 与 C# 与 `#己` 与 #1"]


def test_highlights() -> None:
    (block,) = note_of("这是==重点 $x$==。").blocks
    assert block.text == "这是重点 $x$。"
    assert ("highlight", "重点 $x$") in marks_of(block)


def test_tags_below_a_title() -> None:
    note = note_of("# 标题\n\ntags:: [[机器学习]], 优化\n\n正文\n")
    assert note.tags == ("机器学习", "优化")
    assert [b.text for b in note.blocks] == ["标题", "正文"]
    assert text_of("标签这个词：出现在正文里") == "标签这个词：出现在正文里"
