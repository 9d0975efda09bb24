"""Where both the person and the note changed a card, the person sees both and decides."""

import pytest
from card_desk import Desk, definition, whats

from cardgen.cards import apply, conflicts, keep, load_decks, read_lock, take
from cardgen.problems import CardgenError

POOL = definition("池化", "缩小特征图", line=9)


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.generate(definition("上采样", "让图像变大", line=4), POOL)
    desk.edit("meaning: 让图像变大", "meaning: 我的话   # mine")
    desk.generate(definition("上采样", "笔记的话", line=6), POOL)
    return desk


def settle(desk, act, card_id):
    files, _ = load_decks(desk.folder)
    lock, _ = read_lock(desk.folder)
    assert apply(act(card_id, files, lock), desk.folder) == []


def listed(desk):
    files, _ = load_decks(desk.folder)
    return conflicts(files, read_lock(desk.folder)[0])


def test_conflicts_are_listed_with_both_texts(desk):
    (one,) = listed(desk)
    assert (one.path, one.line) == (desk.path(), 5)
    assert (one.base.content.meaning, one.card.content.meaning, one.note.content.meaning) == (
        "让图像变大",
        "我的话",
        "笔记的话",
    )
    assert one.diff == [
        " - id: 上采样",
        "   kind: definition",
        "   term: 上采样",
        "-  meaning: 我的话",
        "+  meaning: 笔记的话",
    ]


def test_taking_the_note_s_version_changes_that_field_and_follows_again(desk):
    before = desk.text()
    settle(desk, take, "上采样")
    assert desk.text() == before.replace("我的话", "笔记的话").replace("line: 4,", "line: 6,")
    assert listed(desk) == []
    assert whats(desk.generate(definition("上采样", "又一句", line=6), POOL))["上采样"] == "updated"


def test_keeping_one_s_own_settles_it_until_the_note_changes_again(desk):
    before = desk.text()
    settle(desk, keep, "上采样")
    assert desk.text() == before
    assert listed(desk) == []
    assert whats(desk.generate(definition("上采样", "笔记的话", line=6), POOL))["上采样"] == "kept"
    assert whats(desk.generate(definition("上采样", "又一句", line=6), POOL))["上采样"] == "conflicting"


def test_an_edit_without_a_conflict_can_be_given_up_too(desk):
    desk.edit("meaning: 缩小特征图", "meaning: 乱写\n  extra: x")
    settle(desk, take, "池化")
    assert desk.deck().deck.cards[1].content.meaning == "缩小特征图"
    assert "extra" not in desk.text()


def test_a_deleted_card_comes_back_after_its_note_s_card_before(desk):
    desk.edit(desk.text()[desk.text().index("- id: 上采样") : desk.text().index("- id: 池化")], "")
    desk.generate(
        definition("上采样", "笔记的话", line=6), POOL, definition("卷积", "加权求和", line=3), read=["b.md"]
    )
    settle(desk, take, "上采样")
    assert [card.id for card in desk.deck().deck.cards] == ["卷积", "上采样", "池化"]


def test_a_deleted_card_can_be_brought_back(desk):
    text = desk.text()
    desk.path().write_text(text[: text.index("\n- id: 池化")], "utf-8")
    desk.generate(definition("上采样", "笔记的话", line=6), definition("池化", "取最大", line=9))
    settle(desk, take, "池化")
    assert desk.deck().deck.cards[1].content.meaning == "取最大"
    assert whats(desk.generate(definition("池化", "取平均", line=9)))["池化"] == "updated"


def test_a_rejected_card_is_no_conflict(desk):
    desk.edit("- id: 池化\n", "- id: 池化\n  status: rejected\n")
    desk.generate(definition("上采样", "笔记的话", line=6), definition("池化", "取最大", line=9))
    assert [one.card.id for one in listed(desk)] == ["上采样"]


def test_a_comment_in_the_way_is_told_and_not_lost(desk):
    desk.edit("meaning: 我的话   # mine\n", "meaning: |-  # mine\n    我的话\n")
    before = desk.text()
    with pytest.raises(CardgenError, match="a comment stands within the lines of `上采样`"):
        settle(desk, take, "上采样")
    assert desk.text() == before


def test_unknown_cards_are_told(desk):
    with pytest.raises(CardgenError, match="there is no card `nobody`"):
        settle(desk, take, "nobody")
    desk.path().write_text(
        desk.text() + "\n- id: mine\n  kind: definition\n  term: 我\n  meaning: 手写\n", "utf-8"
    )
    with pytest.raises(CardgenError, match="no note is known for the card `mine`"):
        settle(desk, take, "mine")
