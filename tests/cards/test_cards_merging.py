"""Generating again and again: what the person did stays, what they left alone follows its note."""

import json
import os

import pytest
from card_desk import Desk, comparison, definition, formula, whats

from cardgen.cards import Named, apply, draft, load_all, plan_merge, read_lock
from cardgen.cards.reading import load_deck
from cardgen.model import Point

UP = definition("上采样", "让图像变大", line=4)
POOL = definition("池化", "缩小特征图", line=9)
NLP = definition("词向量", "词的数字表示", "b.md", 3, "NLP")


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.generate(UP, POOL, NLP)
    return desk


def cards(desk, name="deep-learning.yaml"):
    return [card.id for card in desk.deck(name).deck.cards]


# --- new decks and cards ---


def test_each_category_has_its_own_file(desk):
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        "cardgen.lock",
        "cardgen.schema.json",
        "deep-learning.yaml",
        "nlp.yaml",
    ]
    assert desk.text("nlp.yaml") == (
        "# yaml-language-server: $schema=./cardgen.schema.json\n"
        "deck: NLP\n"
        "categories: [NLP]\n"
        "cards:\n"
        "- id: 词向量\n"
        "  kind: definition\n"
        "  term: 词向量\n"
        "  meaning: 词的数字表示\n"
        "  source: {note: b.md, line: 3, rule: zh-rule}\n"
    )


def test_generating_again_changes_no_byte(desk):
    before = desk.everything()
    plan = desk.generate(UP, POOL, NLP)
    assert (desk.everything(), plan.files) == (before, ())
    assert set(whats(plan).values()) == {"unchanged"}


def test_a_plan_writes_nothing(desk):
    before = desk.everything()
    plan = desk.plan([UP, definition("新", "词")])
    assert whats(plan)["新"] == "new"
    assert desk.everything() == before


def test_a_new_card_follows_the_previous_card_of_its_note(desk):
    desk.generate(UP, definition("卷积", "加权求和", line=6), POOL, NLP)
    assert cards(desk) == ["上采样", "卷积", "池化"]


def test_the_first_card_of_a_note_goes_before_the_others_and_a_new_note_to_the_end(desk):
    first = definition("张量", "多维数组", line=1)
    other = definition("残差", "跳过几层", "0.md", 1)
    desk.generate(first, UP, POOL, NLP, other)
    assert cards(desk) == ["张量", "上采样", "池化", "残差"]


def test_several_new_cards_keep_the_order_of_the_note(desk):
    new = [definition(f"新{n}", f"第{n}个", line=4 + n) for n in range(1, 4)]
    desk.generate(UP, *new, POOL, NLP)
    assert cards(desk) == ["上采样", "新1", "新2", "新3", "池化"]


def test_a_new_card_comes_after_the_remarks_of_the_card_before(desk):
    desk.edit("rule: zh-rule}\n\n- id: 池化", "rule: zh-rule}\n  # mine\n\n# about pooling\n- id: 池化")
    desk.generate(UP, definition("卷积", "加权求和", line=6), POOL, NLP)
    assert "  # mine\n\n- id: 卷积\n" in desk.text()
    assert "\n# about pooling\n- id: 池化\n" in desk.text()


def test_files_never_overwrite_each_other(tmp_path):
    desk = Desk(tmp_path)
    desk.generate(
        definition("a", "1 x", category="A::B"),
        definition("b", "2 y", category="A B", note="b.md"),
        definition("c", "3 z", category="a-b", note="c.md"),
    )
    names = {path.stem: load_deck(path).deck.name for path in desk.folder.glob("*.yaml")}
    assert names == {"a-b": "A::B", "a-b-2": "A B", "a-b-3": "a-b"}


def test_a_category_flows_into_the_file_that_names_it(desk):
    desk.edit("deck: NLP\ncategories: [NLP]", "deck: Language\ncategories: [NLP, LLM]", "nlp.yaml")
    desk.generate(UP, POOL, NLP, definition("提示", "给模型的话", "c.md", category="LLM"))
    assert desk.deck("nlp.yaml").deck.name == "Language"
    assert cards(desk, "nlp.yaml") == ["词向量", "提示"]


def test_a_hand_made_deck_of_the_category_s_name_takes_it(tmp_path):
    desk = Desk(tmp_path)
    desk.folder.mkdir()
    desk.path("mine.yaml").write_text("deck: NLP   # by hand\n")
    desk.generate(NLP)
    assert desk.text("mine.yaml").startswith("deck: NLP   # by hand\ncards:\n- id: 词向量\n")
    assert not desk.path("nlp.yaml").exists()


@pytest.mark.parametrize(
    "empty",
    ["cards: []\n", "cards:\n", "cards: []   # none yet\n", "cards: # none\n", "", "cards: ~\nx: 1\n"],
)
def test_an_empty_deck_takes_its_first_card(tmp_path, empty):
    desk = Desk(tmp_path)
    desk.folder.mkdir()
    desk.path("mine.yaml").write_text("deck: NLP\n" + empty)
    desk.generate(NLP)
    assert cards(desk, "mine.yaml") == ["词向量"]
    assert ("#" in empty) == ("# none" in desk.text("mine.yaml"))


def test_a_list_in_brackets_is_left_alone_and_told(tmp_path):
    desk = Desk(tmp_path)
    desk.folder.mkdir()
    text = "deck: NLP\ncards: [{id: a, kind: definition, term: x, meaning: y}]\n"
    desk.path("mine.yaml").write_text(text)
    plan, problems = desk.try_generate(NLP)
    assert (whats(plan), problems) == ({"词向量": "waiting"}, [])
    assert [p.code for p in plan.problems] == ["form"]
    assert desk.text("mine.yaml") == text


def test_two_categories_in_one_file_give_no_two_cards_that_ask_the_same(desk):
    desk.edit("categories: [NLP]", "categories: [NLP, LLM]", "nlp.yaml")
    desk.generate(UP, POOL, NLP, definition("词向量", "另一种说法", "c.md", category="LLM"))
    assert cards(desk, "nlp.yaml") == ["词向量"]
    desk.generate(UP, POOL, definition("词向量", "另一种说法", "c.md", category="LLM"), read=["b.md"])
    assert cards(desk, "nlp.yaml") == ["词向量"]


# --- cards that the person left alone ---


def test_an_untouched_card_follows_its_note(desk):
    plan = desk.generate(definition("上采样", "任何放大图像的技术", line=5), POOL, NLP)
    assert whats(plan)["上采样"] == "updated"
    assert "  meaning: 任何放大图像的技术\n  source: {note: a.md, line: 5, rule: zh-rule}\n" in desk.text()


def test_only_the_bytes_of_what_changed_change(desk):
    odd = """
- kind: definition
  id:   上采样   # the id
  term: '上采样'   # quoted

  meaning: "让图像变大"   # said so

  # a remark
  source: {note: a.md, line: 4, rule: zh-rule}   # where
"""
    text = desk.text()
    head, _, rest = text.partition("- id: 上采样")
    desk.path().write_text(head + odd[1:] + rest[rest.index("\n- id: 池化") :], "utf-8")
    before = desk.text()
    desk.generate(definition("上采样", 'a "b" \\c', line=40), POOL, NLP)
    expected = before.replace('"让图像变大"', '"a \\"b\\" \\\\c"').replace("line: 4,", "line: 40,")
    assert desk.text() == expected


def test_fields_come_and_go_in_their_places(desk):
    desk.generate(
        definition("上采样", "让图像变大", line=4, aliases=("Upsampling",), tags=("cv",)), POOL, NLP
    )
    assert desk.deck().deck.cards[0].content.aliases == ("Upsampling",)
    assert (
        "  term: 上采样\n  aliases: [Upsampling]\n  meaning: 让图像变大\n  tags: [cv]\n  source:"
        in desk.text()
    )
    desk.generate(UP, POOL, NLP)
    assert "aliases" not in desk.text()
    assert "tags" not in desk.text()


def test_an_incomplete_card_becomes_whole_when_its_note_does(tmp_path):
    desk = Desk(tmp_path)
    plan = desk.generate(formula("SDE", "", missing=("latex",)))
    assert [change.id for change in plan.incomplete] == ["sde"]
    plan = desk.generate(formula("SDE", "dx = f(x, t)\\,dt + g(t)\\,dw"))
    assert plan.incomplete == ()
    assert "status" not in desk.text()
    assert "missing" not in desk.text()
    assert desk.deck().deck.cards[0].content.latex == "dx = f(x, t)\\,dt + g(t)\\,dw"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_byte_order_mark_and_mode_stay(desk, newline, bom):
    path = desk.path()
    path.write_bytes((bom + desk.text().replace("\n", newline)).encode())
    path.chmod(0o600)
    desk.generate(
        definition("上采样", "第一行\n第二行", line=4), definition("新", "第一行\n第二行", line=6), POOL, NLP
    )
    data = path.read_bytes().decode()
    assert data.startswith(bom + "# yaml") or not bom
    assert data.count("\n") == data.count(newline)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [card.content.meaning for card in desk.deck().deck.cards[:2]] == ["第一行\n第二行"] * 2


def test_a_file_without_a_last_newline_takes_a_card_at_its_end(desk):
    desk.path("nlp.yaml").write_text(desk.text("nlp.yaml").rstrip(), "utf-8")
    desk.generate(UP, POOL, NLP, definition("分词", "切成词", "b.md", 5, "NLP"))
    assert cards(desk, "nlp.yaml") == ["词向量", "分词"]


def test_a_card_that_only_moved_in_its_note_gets_its_line(desk):
    plan = desk.generate(definition("上采样", "让图像变大", line=14), POOL, NLP)
    assert whats(plan)["上采样"] == "moved"
    assert "line: 14," in desk.text()


def test_a_card_in_brackets_follows_its_note(desk):
    text = desk.text()
    start = text.index("- id: 池化")
    fields = "kind: definition, term: 池化, meaning: 缩小特征图, source: {note: a.md, line: 9, rule: zh-rule}"
    inline = f"- {{id: 池化, {fields}}}\n"
    desk.path().write_text(text[:start] + inline, "utf-8")
    desk.generate(UP, definition("池化", "取最大, 或平均", line=9), NLP)
    assert 'meaning: "取最大, 或平均", source' in desk.text()


# --- cards that the person edited ---

EDITS = {
    "another meaning": ("meaning: 让图像变大", "meaning: 我的话"),
    "another term": ("term: 上采样", "term: 我的名字"),
    "another kind": (
        "kind: definition\n  term: 上采样\n  meaning: 让",
        "kind: formula\n  name: 上采样\n  latex: 让",
    ),
    "a field more": ("  meaning: 让图像变大", "  meaning: 让图像变大\n  extra: mine"),
    "a tag": ("  meaning: 让图像变大", "  meaning: 让图像变大\n  tags: [mine]"),
    "another line": ("line: 4,", "line: 5,"),
    "no source": ("  source: {note: a.md, line: 4, rule: zh-rule}\n", ""),
    "rejected": ("- id: 上采样\n", "- id: 上采样\n  status: rejected\n"),
    "an error": ("  term: 上采样\n", "  trem: 上采样\n"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_card_keeps_every_byte(desk, edit):
    desk.edit(*EDITS[edit])
    before = desk.text()
    for meaning in ("让图像变大", "别的说法", "又一个说法"):
        desk.generate(definition("上采样", meaning, line=99), POOL, NLP)
        assert desk.text() == before


def test_both_changed_is_told_and_the_person_s_text_stays(desk):
    desk.edit("meaning: 让图像变大", "meaning: 我的话")
    assert whats(desk.generate(UP, POOL, NLP))["上采样"] == "kept"
    for _ in range(2):
        plan = desk.generate(definition("上采样", "别的说法", line=4), POOL, NLP)
        (change,) = plan.of("conflicting")
        assert (change.card.content.meaning, change.note.content.meaning) == ("我的话", "别的说法")
        assert change.line == 5
    assert whats(desk.generate(UP, POOL, NLP))["上采样"] == "kept"


def test_a_person_who_writes_what_the_note_says_has_no_conflict(desk):
    desk.edit("meaning: 让图像变大", "meaning: '别的说法'")
    assert whats(desk.generate(definition("上采样", "别的说法", line=4), POOL, NLP))["上采样"] == "unchanged"
    plan = desk.generate(definition("上采样", "再一个", line=4), POOL, NLP)
    assert whats(plan)["上采样"] == "updated"
    assert "meaning: '再一个'" in desk.text()


def test_a_rejected_card_stays_so_without_a_word(desk):
    desk.edit(*EDITS["rejected"])
    plan = desk.generate(definition("上采样", "别的说法", line=4), POOL, NLP)
    assert whats(plan)["上采样"] == "rejected"
    assert "status: rejected" in desk.text()


def test_a_comment_within_what_would_change_stops_the_change(desk):
    desk.edit("  meaning: 让图像变大\n", "  meaning: |-  # careful\n    让图像变大\n")
    before = desk.text()
    for _ in range(2):
        plan = desk.generate(definition("上采样", "别的说法", line=4), POOL, NLP)
        assert whats(plan)["上采样"] == "conflicting"
        assert desk.text() == before


def test_hand_written_cards_are_the_person_s(desk):
    desk.path().write_text(
        desk.text() + "\n- id: mine\n  kind: definition\n  term: 我的\n  meaning: 手写\n", "utf-8"
    )
    before = desk.text()
    plan = desk.generate(UP, POOL, NLP)
    assert "mine" not in whats(plan)
    plan = desk.generate(UP, POOL, NLP, definition("我的", "笔记里的说法", line=20))
    assert whats(plan)["mine"] == "kept"
    assert desk.text() == before


def test_a_hand_written_card_without_an_id_gets_no_twin(desk):
    desk.path().write_text(desk.text() + "\n- kind: definition\n  term: 我的\n  meaning: 手写\n", "utf-8")
    before = desk.text()
    plan = desk.generate(UP, POOL, NLP, definition("我的", "笔记里的说法", line=20))
    assert plan.of("kept")[0].card.content.meaning == "手写"
    assert desk.text() == before


def test_a_copy_that_the_person_made_does_not_take_the_place_of_the_original(desk):
    text = desk.text()
    card = text[text.index("- id: 池化") :]
    desk.path().write_text(
        text.replace("- id: 上采样", card.replace("id: 池化", "id: copy") + "\n- id: 上采样"), "utf-8"
    )
    plan = desk.generate(UP, definition("池化", "取最大", line=9), NLP)
    assert whats(plan)["池化"] == "updated"
    assert desk.deck().deck.cards[0].content.meaning == "缩小特征图"


# --- deleted, moved, renamed ---


def test_a_deleted_card_stays_deleted_even_reworded_or_in_another_note(desk):
    text = desk.text()
    desk.path().write_text(text[: text.index("\n- id: 池化")], "utf-8")
    for pool in (
        POOL,
        definition("池化", "取窗口里的最大值", line=2),
        definition("池化", "取窗口里的最大值", "z.md", category="CV"),
    ):
        plan = desk.generate(UP, pool, NLP, read=["a.md"])
        assert whats(plan)["池化"] == "deleted"
        assert "池化" not in desk.text()


def test_the_id_of_a_deleted_card_goes_to_no_other(desk):
    desk.edit(desk.text("nlp.yaml").partition("cards:\n")[2], "", "nlp.yaml")
    desk.generate(UP, POOL, read=["b.md"])
    other = formula("词向量", "v = Wx", "c.md", category="NLP")
    desk.generate(UP, POOL, other, read=["b.md"])
    assert cards(desk, "nlp.yaml") == ["词向量-2"]


def test_the_id_of_a_deleted_hand_written_card_goes_to_no_other(desk):
    mine = "\n- id: 张量\n  kind: formula\n  name: 我的\n  latex: x\n"
    desk.path().write_text(desk.text() + mine, "utf-8")
    desk.generate(UP, POOL, NLP)
    desk.edit(mine, "")
    desk.generate(UP, POOL, NLP, definition("张量", "多维数组", line=20))
    assert cards(desk) == ["上采样", "池化", "张量-2"]


def test_a_card_that_comes_back_lives_on(desk):
    text = desk.text()
    desk.path().write_text(text[: text.index("\n- id: 池化")], "utf-8")
    desk.generate(UP, POOL, NLP)
    desk.path().write_text(text, "utf-8")
    plan = desk.generate(UP, definition("池化", "取最大", line=9), NLP)
    assert whats(plan)["池化"] == "updated"


def test_a_card_moved_to_another_file_stays_there_and_follows_its_note(desk):
    text = desk.text()
    card = text[text.index("\n- id: 池化") :]
    desk.path().write_text(text.replace(card, ""), "utf-8")
    desk.path("nlp.yaml").write_text(desk.text("nlp.yaml") + card, "utf-8")
    plan = desk.generate(UP, definition("池化", "取最大", line=9), NLP)
    assert whats(plan)["池化"] == "updated"
    assert cards(desk) == ["上采样"]
    assert "取最大" in desk.text("nlp.yaml")


def test_a_renamed_deck_and_a_renamed_file_keep_their_names(desk):
    desk.edit("deck: Deep Learning", "deck: 深度学习")
    desk.path().rename(desk.path("dl.yml"))
    desk.generate(UP, POOL, NLP, definition("卷积", "加权求和", line=10))
    assert desk.deck("dl.yml").deck.name == "深度学习"
    assert cards(desk, "dl.yml") == ["上采样", "池化", "卷积"]
    assert not desk.path().exists()


# --- matched by meaning ---

UP_SAYS, POOL_SAYS = "让图像变大", "缩小特征图"
MOVES = {
    "the note is renamed": [
        definition("上采样", UP_SAYS, "new.md", 4),
        definition("池化", POOL_SAYS, "new.md"),
    ],
    "the note is split": [UP, definition("池化", POOL_SAYS, "rest.md")],
    "notes are merged": [
        definition("上采样", UP_SAYS, "b.md", 10),
        definition("池化", POOL_SAYS, "b.md", 20),
    ],
    "the category changes": [
        definition("上采样", UP_SAYS, category="CV"),
        definition("池化", POOL_SAYS, category="CV"),
    ],
    "the folder changes": [
        definition("上采样", "让图像变大的办法", "cv/a.md", category="CV"),
        definition("池化", "缩小了特征图", "cv/a.md", 9, "CV"),
    ],
    "the folder changes and all is said anew": [
        definition("上采样", "得到更高的分辨率", "cv/a.md", category="CV"),
        definition("池化", "取窗口最大值", "cv/a.md", 9, "CV"),
    ],
    "both are reworded": [
        definition("上采样", "得到更高的分辨率", line=4),
        definition("池化", "取窗口最大值", line=9),
    ],
    "the order changes": [definition("池化", POOL_SAYS, line=1), definition("上采样", UP_SAYS, line=30)],
    "a term is renamed": [definition("图像上采样", UP_SAYS, line=4), POOL],
}


@pytest.mark.parametrize("move", MOVES)
def test_cards_keep_their_ids_when(desk, move):
    plan = desk.generate(*MOVES[move], NLP, read=["a.md"])
    assert {w for i, w in whats(plan).items() if i != "词向量"} <= {"updated", "moved", "unchanged"}
    assert sorted(cards(desk)) == ["上采样", "池化"]
    assert cards(desk, "nlp.yaml") == ["词向量"]


def test_cards_of_a_note_with_a_new_category_stay_and_it_is_told_once(desk):
    moved = [
        definition("上采样", UP_SAYS, line=4, category="CV"),
        definition("池化", POOL_SAYS, line=9, category="CV"),
    ]
    plan = desk.generate(*moved, NLP)
    assert {change.id: change.elsewhere for change in plan.changes} == {
        "上采样": "CV",
        "池化": "CV",
        "词向量": "",
    }
    assert {change.elsewhere for change in desk.generate(*moved, NLP).changes} == {""}
    desk.edit("categories: [Deep Learning]", "categories: [Deep Learning, NN]")
    plan = desk.generate(definition("上采样", UP_SAYS, line=4, category="NN"), moved[1], NLP)
    assert {change.elsewhere for change in plan.changes} == {""}


def test_another_thing_in_the_place_of_a_card_is_a_new_card(desk):
    plan = desk.generate(UP, definition("随机擦除", "一种数据增强的办法", line=9), NLP)
    assert whats(plan) == {"上采样": "unchanged", "随机擦除": "new", "池化": "gone", "词向量": "unchanged"}


def test_a_namesake_in_another_category_is_a_new_card(desk):
    plan = desk.generate(UP, POOL, NLP, definition("池化", "合并资金", "c.md", category="Finance"))
    assert whats(plan)["池化-2"] == "new"


def test_two_things_that_swap_their_words_keep_their_names(desk):
    desk.generate(definition("上采样", "缩小特征图", line=4), definition("池化", "让图像变大", line=9), NLP)
    assert [(card.id, card.front) for card in desk.deck().deck.cards] == [
        ("上采样", "上采样"),
        ("池化", "池化"),
    ]


def test_points_keep_their_ids_when_others_come_go_and_move(tmp_path):
    def points(*said):
        return comparison(("Adam", "AdamW"), [Point({"Adam": text}, aspect) for aspect, text in said])

    def ids():
        return {p.values["Adam"]: p.id for p in desk.deck().deck.cards[0].content.points}

    desk = Desk(tmp_path)
    desk.generate(points(("权重衰减", "在 loss 里"), ("", "收敛得快一些"), ("", "泛化得差一些")))
    assert ids() == {"在 loss 里": "权重衰减", "收敛得快一些": "p1", "泛化得差一些": "p2"}
    desk.generate(points(("", "泛化得差一些"), ("权重衰减", "放在 loss 里")))
    assert ids() == {"泛化得差一些": "p2", "放在 loss 里": "权重衰减"}
    desk.generate(points(("", "泛化得差一些"), ("", "全新的一点"), ("权重衰减", "放在 loss 里")))
    assert ids() == {"泛化得差一些": "p2", "全新的一点": "p3", "放在 loss 里": "权重衰减"}


def test_changing_one_point_leaves_the_bytes_of_the_others(tmp_path):
    desk = Desk(tmp_path)
    said = [Point({"A": "one", "B": "two"}, "x"), Point({"A": "three"}, "y"), Point({"A": "four"}, "z")]
    desk.generate(comparison(("A", "B"), said))
    desk.edit("      A: three\n", "      'A':   \"three\"   # mine\n")
    desk.generate(
        comparison(("A", "B"), [said[0], said[1], Point({"A": "5", "B": "6"}, "z"), Point({"B": "7"}, "w")])
    )
    assert "      'A':   \"three\"   # mine\n" in desk.text()
    assert [dict(p.values) for p in desk.deck().deck.cards[0].content.points] == [
        {"A": "one", "B": "two"},
        {"A": "three"},
        {"A": "5", "B": "6"},
        {"B": "7"},
    ]


# --- what was read, and what was not ---


def test_only_what_lay_under_the_named_folder_counts_as_gone(tmp_path):
    desk = Desk(tmp_path)
    one = definition("上采样", "让图像变大", "dl/a.md")
    two = definition("词向量", "词的数字表示", "nlp/b.md")
    desk.generate(one, two)
    plan = desk.generate(definition("上采样", "让图像变大", "a.md"), named=desk.notes / "dl")
    assert whats(plan) == {"上采样": "unchanged"}
    assert "note: dl/a.md" in desk.text()
    plan = desk.generate(read=["a.md"], named=desk.notes / "dl")
    assert whats(plan) == {"上采样": "gone"}
    plan = desk.generate(read=["b.md"], named=desk.notes / "nlp" / "b.md")
    assert whats(plan) == {"词向量": "gone"}
    assert cards(desk) == ["上采样", "词向量"]


def test_cards_of_a_note_that_failed_stay_as_they_were(desk):
    before = desk.text()
    plan = desk.generate(NLP, failed=["a.md"])
    assert whats(plan) == {"词向量": "unchanged"}
    assert desk.text() == before


def test_a_card_of_two_notes_stays_whole_while_one_of_them_was_not_read(tmp_path):
    desk = Desk(tmp_path)
    half = comparison(("A", "B"), [Point({"A": "one"}, "x")])
    other = comparison(("A", "B"), [Point({"B": "two"}, "y")], "b.md")
    desk.generate(half, other)
    before = desk.text()
    plan = desk.generate(half, failed=["b.md"])
    assert whats(plan) == {"a-vs-b": "unchanged"}
    assert desk.text() == before
    assert whats(desk.generate(half, read=["b.md"])) == {"a-vs-b": "updated"}


def test_two_folders_may_hold_notes_of_one_name(tmp_path):
    desk = Desk(tmp_path)
    desk.generate(definition("上采样", "让图像变大"), named=tmp_path / "one")
    plan = desk.generate(definition("词向量", "词的数字表示"), named=tmp_path / "two")
    assert whats(plan) == {"词向量": "new"}


# --- a lock that is lost, old, new or in pieces; files that are broken ---


def lock_path(desk):
    return desk.folder / "cardgen.lock"


def test_without_the_lock_every_card_counts_as_edited(desk):
    desk.edit("meaning: 让图像变大", "meaning: 我的话")
    lock_path(desk).unlink()
    before = desk.text()
    plan = desk.generate(UP, definition("池化", "别的说法", line=9), NLP)
    assert whats(plan) == {"上采样": "kept", "池化": "kept", "词向量": "unchanged"}
    assert desk.text() == before
    desk.generate(UP, definition("池化", "再一个", line=9), definition("词向量", "向量", "b.md", 3, "NLP"))
    assert desk.text() == before
    assert "向量" in desk.text("nlp.yaml")


def test_an_older_lock_loses_no_edit_and_no_card_follows_it_back(desk):
    old = lock_path(desk).read_bytes()
    new = definition("上采样", "新的说法", line=4)
    desk.generate(new, POOL, NLP)
    desk.edit("meaning: 缩小特征图", "meaning: 我的话")
    lock_path(desk).write_bytes(old)
    before = desk.text()
    assert whats(desk.generate(new, POOL, NLP)) == {
        "上采样": "unchanged",
        "池化": "kept",
        "词向量": "unchanged",
    }
    assert desk.text() == before


def test_a_newer_lock_keeps_what_we_do_not_know(desk):
    lines = lock_path(desk).read_text("utf-8").splitlines()
    strange = '{"hologram": "x", "depth": 3}'
    lock_path(desk).write_text("\n".join(['{"cardgen": 9}', *lines[1:], strange]) + "\n", "utf-8")
    desk.edit("meaning: 让图像变大", "meaning: 我的话")
    before = desk.text()
    desk.generate(definition("上采样", "x y z", line=4), POOL, NLP)
    assert desk.text() == before
    assert strange in lock_path(desk).read_text("utf-8")


def test_a_lock_in_conflict_after_a_merge_loses_no_edit(desk):
    lines = lock_path(desk).read_text("utf-8").splitlines()
    ours = next(line for line in lines if '"card": "上采样"' in line)
    theirs = ours.replace("让图像变大", "他们的说法")
    text = "\n".join(["<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> branch"])
    lock_path(desk).write_text(
        "\n".join([lines[0], text, *(x for x in lines[1:] if x != ours)]) + "\n", "utf-8"
    )
    desk.edit("meaning: 让图像变大", "meaning: 他们的说法")
    desk.edit("meaning: 缩小特征图", "meaning: 我的话")
    _, problems = read_lock(desk.folder)
    assert [p.what for p in problems] == ["git left conflict markers here; both sides were read"]
    before = desk.text()
    plan = desk.generate(definition("上采样", "新的", line=4), POOL, NLP)
    assert whats(plan) == {"上采样": "kept", "池化": "kept", "词向量": "unchanged"}
    assert desk.text() == before
    assert "<<<<" not in lock_path(desk).read_text("utf-8")


@pytest.mark.parametrize(
    "garbage",
    [b"\x00\xff\xfe", b"not json\n[1, 2]\n{}\n", b'{"card": 5}\n{"card": "x", "base": {"kind": "q"}}'],
)
def test_a_lock_of_garbage_loses_no_edit(desk, garbage):
    desk.edit("meaning: 让图像变大", "meaning: 我的话")
    lock_path(desk).write_bytes(garbage)
    before = desk.text()
    desk.generate(definition("上采样", "x y z", line=4), POOL, NLP)
    assert desk.text() == before


def test_a_broken_file_is_left_alone_and_its_cards_are_not_taken_for_deleted(desk):
    whole = desk.text()
    desk.path().write_text(whole.replace("deck: Deep", "deck: [Deep"), "utf-8")
    before = desk.text()
    new = definition("卷积", "加权求和", line=6)
    plan, problems = desk.try_generate(UP, new, POOL, definition("词向量", "向量", "b.md", 3, "NLP"))
    assert problems == []
    assert sorted(whats(plan).items()) == [
        ("", "waiting"),
        ("上采样", "waiting"),
        ("池化", "waiting"),
        ("词向量", "updated"),
    ]
    assert desk.text() == before
    desk.path().write_text(whole, "utf-8")
    plan = desk.generate(UP, new, POOL, NLP)
    assert whats(plan)["卷积"] == "new"
    assert whats(plan)["上采样"] == "unchanged"


def test_a_broken_file_without_a_lock_gets_no_twin(desk):
    lock_path(desk).unlink()
    desk.path().write_text(desk.text().replace("deck: Deep", "deck: [Deep"), "utf-8")
    plan = desk.plan([UP, POOL, definition("上采样", "让图像变大", "z.md", category="CV")])
    assert {change.what for change in plan.changes} == {"waiting"}
    assert plan.files == ()


def test_two_items_of_one_id_are_both_left_alone(desk):
    text = desk.text()
    desk.path().write_text(text + text[text.index("\n- id: 池化") :], "utf-8")
    before = desk.text()
    desk.generate(UP, definition("池化", "别的说法", line=9), NLP)
    assert desk.text() == before


# --- writing ---


def test_a_file_that_changed_since_it_was_read_is_not_overwritten(desk):
    findings = [
        definition("上采样", "新的说法", line=4),
        POOL,
        definition("词向量", "向量", "b.md", 3, "NLP"),
    ]
    plan = desk.plan(findings)
    desk.edit("meaning: 缩小特征图", "meaning: 刚刚改的")
    saved = desk.text()
    lock = lock_path(desk).read_bytes()
    (problem,) = apply(plan, desk.folder)
    assert "changed while this ran" in problem.what
    assert desk.text() == saved
    assert lock_path(desk).read_bytes() == lock
    assert whats(desk.generate(*findings)) == {"上采样": "updated", "池化": "kept", "词向量": "unchanged"}


def test_a_new_deck_does_not_overwrite_a_file_that_appeared(desk):
    plan = desk.plan([UP, POOL, NLP, definition("x", "y z", "c.md", category="New")])
    desk.path("new.yaml").write_text("deck: Mine\n")
    (problem,) = apply(plan, desk.folder)
    assert "changed while this ran" in problem.what
    assert desk.text("new.yaml") == "deck: Mine\n"


def test_a_write_protected_file_is_told_and_the_others_go_on(desk):
    desk.path().chmod(0o444)
    _, (problem,) = desk.try_generate(
        definition("上采样", "新的说法", line=4), POOL, definition("词向量", "向量", "b.md", 3, "NLP")
    )
    assert problem.what == "the file is write-protected"
    assert "向量" in desk.text("nlp.yaml")
    desk.path().chmod(0o644)
    assert whats(
        desk.generate(
            definition("上采样", "新的说法", line=4), POOL, definition("词向量", "向量", "b.md", 3, "NLP")
        )
    ) == {
        "上采样": "updated",
        "池化": "unchanged",
        "词向量": "unchanged",
    }


def test_a_link_to_a_deck_file_stays_a_link(desk, tmp_path):
    real = tmp_path / "elsewhere.yaml"
    desk.path().rename(real)
    desk.path().symlink_to(real)
    desk.generate(definition("上采样", "新的说法", line=4), POOL, NLP)
    assert desk.path().is_symlink()
    assert "新的说法" in real.read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "chown") or os.geteuid() != 0, reason="only root may give files away")
def test_a_file_keeps_its_owner(desk):
    os.chown(desk.path(), 1234, 1234)
    desk.generate(definition("上采样", "新的说法", line=4), POOL, NLP)
    assert (desk.path().stat().st_uid, desk.path().stat().st_gid) == (1234, 1234)


def test_two_thousand_cards_are_merged(tmp_path):
    desk = Desk(tmp_path)
    many = [definition(f"t{n}", f"meaning number {n}", f"{n // 50}.md", n % 50) for n in range(2_000)]
    desk.generate(*many)
    many[777] = definition("t777", "changed", "15.md", 27)
    plan = desk.generate(*many)
    assert [change.id for change in plan.of("updated")] == ["t777"]


def test_the_lock_merges_by_lines(desk):
    lines = lock_path(desk).read_text("utf-8").splitlines()
    assert [json.loads(line).get("card") for line in lines] == [None, "上采样", "池化", "词向量"]


def test_notes_and_decks_may_move_together(tmp_path):
    desk = Desk(tmp_path / "one")
    desk.generate(UP, POOL)
    (tmp_path / "one").rename(tmp_path / "two")
    moved = Desk(tmp_path / "two")
    assert whats(moved.generate(UP)) == {"上采样": "unchanged", "池化": "gone"}


def test_a_plan_needs_no_scope_to_be_safe(desk):
    files, broken = load_all(desk.folder)
    lock, _ = read_lock(desk.folder)
    plan = plan_merge(draft([]), files, lock, folder=desk.folder, scope=[], broken=broken)
    assert plan.changes == ()
    plan = plan_merge(
        draft([]), files, lock, folder=desk.folder, scope=[Named(desk.notes, ["a.md"])], broken=broken
    )
    assert set(whats(plan).values()) == {"gone"}
