"""Comparisons: what things share and how they differ, out of every shape that notes give them."""

from __future__ import annotations

import pytest

from cardgen.extract import Outline, extract
from cardgen.extract.comparisons import find_comparisons
from cardgen.model import Comparison, Finding
from cardgen.notes import read_text
from cardgen.rules import load_rules

RULES = load_rules()
DEFAULT = 0.5


def found(text: str, name: str = "a.md") -> list[Finding]:
    (note,) = read_text(text, name)
    return [f for f in extract(note, RULES, min_confidence=DEFAULT) if isinstance(f.content, Comparison)]


def the_one(text: str, name: str = "a.md") -> Comparison:
    (finding,) = found(text, name)
    assert isinstance(finding.content, Comparison)
    return finding.content


def shown(content: Comparison) -> list[tuple[str, dict[str, str]]]:
    return [(point.aspect, dict(point.values)) for point in content.points]


# --- announced by a heading, a title, a label, a sentence -----------------------------------------


def test_a_heading_with_a_bullet_for_each() -> None:
    content = the_one("## 茶与咖啡的区别\n\n- 茶：含茶多酚，提神缓慢\n- 咖啡：含绿原酸，提神很快\n")
    assert content.subjects == ("茶", "咖啡")
    assert shown(content) == [("", {"茶": "含茶多酚，提神缓慢", "咖啡": "含绿原酸，提神很快"})]


def test_a_heading_with_a_bullet_for_each_aspect() -> None:
    content = the_one(
        "### 铅笔和钢笔有什么不同？\n\n"
        "- **墨迹**：铅笔可以擦掉，钢笔擦不掉\n"
        "- **保养**：铅笔只需要削尖，钢笔需要定期清洗\n"
    )
    assert shown(content) == [
        ("墨迹", {"铅笔": "可以擦掉", "钢笔": "擦不掉"}),
        ("保养", {"铅笔": "只需要削尖", "钢笔": "需要定期清洗"}),
    ]


def test_sections_of_what_is_the_same_and_what_is_not() -> None:
    content = the_one(
        "# 帆船与汽艇的异同\n\n## 相同点\n\n帆船和汽艇都需要在开航前检查救生设备。\n\n"
        "## 不同点\n\n帆船依靠风力前进，汽艇依靠发动机前进。\n"
    )
    assert content.same == ("需要在开航前检查救生设备",)
    assert shown(content) == [("", {"帆船": "依靠风力前进", "汽艇": "依靠发动机前进"})]


def test_a_section_for_each_under_a_heading_that_names_both() -> None:
    content = the_one(
        "## 浮雕与圆雕\n\n### 1. 浮雕\n\n浮雕附着在一个平面上，只能从正面欣赏。\n\n"
        "### 2. 圆雕\n\n圆雕完全立体，可以从各个角度欣赏。\n"
    )
    assert content.subjects == ("浮雕", "圆雕")
    assert dict(content.points[0].values) == {
        "浮雕": "附着在一个平面上，只能从正面欣赏",
        "圆雕": "完全立体，可以从各个角度欣赏",
    }


def test_a_question_as_the_title_of_an_english_note() -> None:
    content = the_one(
        "# What is the difference between a simple fracture and a compound fracture?\n\n"
        "In a simple fracture, the skin stays intact. In a compound fracture, the bone pierces it.\n"
    )
    assert content.subjects == ("simple fracture", "compound fracture")
    assert shown(content) == [
        (
            "",
            {
                "simple fracture": "the skin stays intact",
                "compound fracture": "the bone pierces it",
            },
        )
    ]


def test_a_title_in_the_front_matter() -> None:
    content = the_one("---\ntitle: 蜂蜡与石蜡的区别\n---\n\n蜂蜡来自蜂巢，石蜡来自石油。\n")
    assert shown(content) == [("", {"蜂蜡": "来自蜂巢", "石蜡": "来自石油"})]


def test_names_that_vary_inside_one_comparison() -> None:
    content = the_one("## 人字梯模型和直梯模型的区别\n\n人字梯可以独自站立。直梯模型必须靠在墙上。\n")
    assert shown(content) == [("", {"人字梯模型": "可以独自站立", "直梯模型": "必须靠在墙上"})]


def test_three_things_with_a_shared_head() -> None:
    content = the_one(
        "### S、M 和 L 号帐篷的区别\n\n- S 号帐篷：睡一个人\n- M 号帐篷：睡两个人\n- L 号帐篷：睡四个人\n"
    )
    assert len(content.subjects) == 3
    assert list(content.points[0].values.values()) == ["睡一个人", "睡两个人", "睡四个人"]


def test_a_sentence_that_announces_and_the_paragraph_that_tells() -> None:
    content = the_one("丝绸和亚麻的区别在于触感。丝绸摸起来光滑，夏天也凉爽。亚麻摸起来粗糙，但是更耐穿。\n")
    assert content.points[0].values["丝绸"] == "摸起来光滑，夏天也凉爽"
    assert content.points[0].values["亚麻"].startswith("摸起来粗糙")


def test_one_sentence_that_holds_one_side_against_the_other() -> None:
    content = the_one("很多人说不清生抽与老抽的区别。老抽在生抽的基础上加入了焦糖色。\n")
    assert content.subjects == ("生抽", "老抽")
    assert shown(content) == [("", {"老抽": "在生抽的基础上加入了焦糖色"})]


def test_the_topic_of_a_section_against_another_thing() -> None:
    content = the_one(
        "## 双簧管\n\n与单簧管有两个区别：\n\n1. 第一，使用两片簧，而不是一片簧\n2. 第二，音色更尖锐\n"
    )
    assert content.subjects == ("双簧管", "单簧管")
    assert dict(content.points[0].values) == {"双簧管": "使用两片簧", "单簧管": "一片簧"}


# --- tables ---------------------------------------------------------------------------------------


def test_a_table_whose_columns_are_the_things() -> None:
    content = the_one(
        "| 特性 | 麻绳 | 尼龙绳 |\n|---|---|---|\n| 强度 | 较低 | 较高 |\n| 受潮 | 容易腐烂 | 不腐烂 |\n"
    )
    assert shown(content) == [
        ("强度", {"麻绳": "较低", "尼龙绳": "较高"}),
        ("受潮", {"麻绳": "容易腐烂", "尼龙绳": "不腐烂"}),
    ]


def test_a_table_whose_rows_are_the_things() -> None:
    content = the_one(
        "| Type | Speed | Use cases |\n|---|---|---|\n"
        "| steam engine | slow to start | museums |\n| diesel engine | quick to start | freight |\n"
    )
    assert content.subjects == ("steam engine", "diesel engine")
    assert shown(content)[0] == (
        "Speed",
        {"steam engine": "slow to start", "diesel engine": "quick to start"},
    )


def test_a_wide_table_keeps_six_aspects() -> None:
    rows = "".join(f"| 要求{n} | 严格{n}甲 | 宽松{n}乙 |\n" for n in "一二三四五六七八")
    assert len(the_one(f"| 对比项 | 正式演出 | 日常排练 |\n|---|---|---|\n{rows}").points) == 6


@pytest.mark.parametrize(
    "table",
    [
        "| 参数 | 说明 |\n|---|---|\n| 宽度 | 画布的宽度 |\n| 高度 | 画布的高度 |\n",
        "| 年份 | 产量 | 出口 |\n|---|---|---|\n| 2019 | 120 | 30 |\n| 2020 | 140 | 35 |\n",
        "| Step | What to do |\n|---|---|\n| 1 | cut the board |\n| 2 | sand the edge |\n",
        "| Error | Fix |\n|---|---|\n| door sticks | plane the edge |\n| drawer sticks | wax the rail |\n",
    ],
)
def test_tables_that_compare_nothing(table: str) -> None:
    assert found(table) == []


# --- one sentence ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "白炽灯把大部分电能变成热，而发光二极管把大部分电能变成光。",
            {"白炽灯": "把大部分电能变成热", "发光二极管": "把大部分电能变成光"},
        ),
        (
            "上游水流湍急，多为峡谷；下游水流平缓，多为平原。",
            {"上游": "水流湍急，多为峡谷", "下游": "水流平缓，多为平原"},
        ),
        (
            "在晴天的时候，花瓣完全张开；在阴天的时候，花瓣只张开一半。",
            {"晴天": "花瓣完全张开", "阴天": "花瓣只张开一半"},
        ),
        (
            "Evergreen trees keep their leaves in winter, whereas deciduous trees shed them.",
            {"Evergreen trees": "keep their leaves in winter", "deciduous trees": "shed them"},
        ),
        (
            "While a clarinet has one reed, an oboe has two.",
            {"clarinet": "has one reed", "oboe": "has two"},
        ),
    ],
)
def test_two_clauses_set_against_each_other(text: str, values: dict[str, str]) -> None:
    assert shown(the_one(text)) == [("", values)]


def test_the_aspect_that_both_subjects_carry() -> None:
    content = the_one("编剧的任务是写出好故事，演员的任务是把故事演出来。")
    assert shown(content) == [("任务", {"编剧": "写出好故事", "演员": "把故事演出来"})]


def test_unlike_names_one_side_and_tells_the_other() -> None:
    content = the_one("Unlike a comet, an asteroid has no tail.")
    assert content.subjects == ("comet", "asteroid")
    assert shown(content) == [("", {"asteroid": "has no tail"})]


def test_a_label_is_the_first_subject() -> None:
    content = the_one("- **学徒**：可以使用工具，而工长可以分配工具。\n")
    assert dict(content.points[0].values) == {"学徒": "可以使用工具", "工长": "可以分配工具"}


def test_what_two_things_share_and_one_has_besides() -> None:
    content = the_one("越野车的底盘和普通的卡车一样，都带有大梁。除此之外，越野车还带有差速锁。")
    assert content.subjects == ("越野车", "卡车")
    assert content.same == ("底盘一样，都带有大梁",)
    assert shown(content) == [("", {"越野车": "还带有差速锁"})]


# --- side by side without a cue -------------------------------------------------------------------


def test_opposites_side_by_side() -> None:
    content = the_one("- 显性基因：只要有一个就会表现出来\n- 隐性基因：必须有两个才会表现出来\n")
    assert content.subjects == ("显性基因", "隐性基因")


def test_sections_with_the_same_fields() -> None:
    content = the_one(
        "**木窗**\n- 优点：保温好\n- 缺点：需要上漆\n\n**铝窗**\n- 优点：不需要保养\n- 缺点：保温差\n"
    )
    assert shown(content) == [
        ("优点", {"木窗": "保温好", "铝窗": "不需要保养"}),
        ("缺点", {"木窗": "需要上漆", "铝窗": "保温差"}),
    ]


def test_neighbouring_lines_that_run_parallel() -> None:
    content = the_one(
        "- Igneous rocks form when magma cools\n- Sedimentary rocks form when sediment is pressed\n"
    )
    assert content.subjects == ("Igneous rocks", "Sedimentary rocks")


# --- silence --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "石英和长石有一些区别，这里不再讨论。",
        "## 石英与长石的区别\n\n待补充。\n",
        "议程：\n\n- 石英与长石的区别\n- 下周的野外实习\n",
        "## 混凝土\n\n- 优点：抗压\n- 缺点：抗拉差\n",
        "他觉得太贵，而我觉得正好。",
        "水位上涨，而且雨还在下。",
        "温度升高，所以气压下降。",
        "- 苹果\n- 香蕉\n- 橙子\n",
        "- 第一步：打开阀门\n- 第二步：关闭阀门\n",
        "其中，$m$ 表示质量，$v$ 表示速度。",
        "What is the difference? See the next chapter.",
        "It was cold, while the others were inside.",
        "Add salt to taste; serve it warm.",
        "- TP = 50\n- FP = 10\n",
        "```\nbefore: x = 1\nafter: x = 2\n```\n",
    ],
)
def test_look_alikes_are_silent(text: str) -> None:
    assert found(text) == []


def test_a_clause_that_was_cut_off_never_reaches_a_card() -> None:
    text = "很多人分不清粳米与籼米的区别。粳米比籼米更有黏性。籼米的长度比粳米...\n"
    assert all(
        "长度" not in value for f in found(text) for p in f.content.points for value in p.values.values()
    )
    assert found("松木质地很软，而橡木质地...") == []


def test_a_lost_formula_is_no_side() -> None:
    assert found("匀速运动的位移是 [公式]，而变速运动的位移是 [公式]。") == []


# --- one card for one comparison ------------------------------------------------------------------


def test_the_same_things_in_two_places_are_one_card() -> None:
    content = the_one(
        "## 木船与铁船的区别\n\n木船浮力大，铁船浮力小。\n\n"
        "## 维护\n\n木船每年都需要刷桐油，而铁船只需要除锈。\n"
    )
    assert [dict(p.values) for p in content.points] == [
        {"木船": "浮力大", "铁船": "浮力小"},
        {"木船": "每年都需要刷桐油", "铁船": "只需要除锈"},
    ]


def test_values_stay_short() -> None:
    long = "先把木料放在阴凉处，" * 30
    for finding in found(f"## 阴干与烘干的区别\n\n- 阴干：{long}\n- 烘干：在窑里加热两天。然后再放一周。\n"):
        assert all(len(v) <= 180 for p in finding.content.points for v in p.values.values())


def test_where_it_stands_and_which_rule_found_it() -> None:
    (finding,) = found(
        "# 木工\n\n刨子和锯子要常擦油。\n\n### 刨子 vs 锯子\n\n刨子用于刨平木料，锯子用于锯断木料。\n"
    )
    assert (finding.source.line, finding.source.rule) == (5, "zh-versus")
    assert finding.end_line == 7


def test_a_vetoed_candidate_says_why() -> None:
    (note,) = read_text("他是木匠，而我是铁匠。", "a.md")
    vetoes = [candidate.veto for candidate in find_comparisons(Outline(note), RULES)]
    assert any("pronoun" in veto for veto in vetoes)


def test_a_long_hostile_line_ends_soon() -> None:
    (note,) = read_text("甲和乙的区别，而" * 4000 + "\n\n" + "A and B, while " * 3000, "a.md")
    list(find_comparisons(Outline(note), RULES))


# --- the same contrast in many wordings -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("决策树的方差大，而线性模型的方差小。", ("决策树", "线性模型")),
        ("TCP 面向连接，UDP 无连接。", ("TCP", "UDP")),
        ("DNA 含脱氧核糖，RNA 含核糖。", ("DNA", "RNA")),
        ("名义利率没有考虑通货膨胀，实际利率扣除了通货膨胀。", ("名义利率", "实际利率")),
        ("1 型糖尿病是胰岛素绝对缺乏，2 型糖尿病是胰岛素相对不足。", ("1 型糖尿病", "2 型糖尿病")),
        ("会计利润不考虑机会成本，经济利润要扣除机会成本。", ("会计利润", "经济利润")),
        ("当学习率太大时，损失会震荡；当学习率太小时，收敛会很慢。", ("学习率太大", "学习率太小")),
        ("与固定汇率制相反，浮动汇率制由市场供求决定汇率。", ("固定汇率制", "浮动汇率制")),
        (
            "In a max heap, the root is the largest; in a min heap, it is the smallest.",
            ("max heap", "min heap"),
        ),
        (
            "In lactic fermentation pyruvate becomes lactate; in alcoholic fermentation it becomes ethanol.",
            ("lactic fermentation", "alcoholic fermentation"),
        ),
        (
            "Spot pricing follows the hour; contract pricing, in turn, stays fixed for a year.",
            ("Spot pricing", "contract pricing"),
        ),
        ("BFS explores level by level, but DFS goes as deep as possible first.", ("BFS", "DFS")),
        ("UDP does not guarantee delivery, while TCP does.", ("UDP", "TCP")),
        ("Dataset shift: P(X) changes. Label shift: P(y) changes.", ("Dataset shift", "Label shift")),
    ],
)
def test_one_contrast_in_many_wordings(text: str, subjects: tuple[str, ...]) -> None:
    assert the_one(f"# Notes\n\n{text}\n").subjects == subjects


@pytest.mark.parametrize(
    "text",
    [
        "如果安装失败，请检查网络；如果仍然失败，请联系管理员。",
        "图中红线表示训练误差，蓝线表示验证误差。",
        "梯度下降需要学习率，学习率决定步长。",
        "参数 n 表示样本数，参数 m 表示特征数。",
        "If you have questions, ask on the forum. If you find a bug, open an issue.",
        "In panel A, we use violins. In panel B, we use boxes.",
        "We tried three models, while our colleagues tried five.",
    ],
)
def test_what_only_looks_like_a_contrast(text: str) -> None:
    assert found(f"# Notes\n\n{text}\n") == []


def test_three_clauses_make_one_comparison() -> None:
    content = the_one("# x\n\n`soft` 只移动指针；`mixed` 还会重置暂存区；`hard` 连工作区一起重置。\n")
    assert content.subjects == ("`soft`", "`mixed`", "`hard`")


def test_a_line_of_kinds_announces_its_items() -> None:
    content = the_one(
        "清理方式：\n\n- 定时清理：每晚清理一次\n- 惰性清理：读到时才清理\n- 主动清理：写入时就清理\n"
    )
    assert content.subjects == ("定时清理", "惰性清理", "主动清理")


def test_a_drawn_heading_announces() -> None:
    content = the_one("-- Lasso vs ridge --\nRidge: shrinks the weights\nLasso: sets weights to zero\n")
    assert shown(content) == [("", {"Lasso": "sets weights to zero", "ridge": "shrinks the weights"})]


def test_https_is_not_the_plural_of_http() -> None:
    content = the_one("## HTTP 与 HTTPS\n\n- HTTP 明文传输，HTTPS 加密传输\n- HTTP 端口 80，HTTPS 端口 443\n")
    assert shown(content)[0] == ("", {"HTTP": "明文传输", "HTTPS": "加密传输"})
