"""Real words that open with a particle or hold one stay terms, and stay whole."""

from __future__ import annotations

import pytest

from cardgen.extract import extract
from cardgen.model import Definition
from cardgen.notes import read_text
from cardgen.rules import load_rules

NAMES = (
    "被子植物 和平演变 与非门 并购 到期收益率 及物动词 或有负债 还原剂 使用权 把关人理论 让步条件句 "
    "假设检验 进行性肌营养不良 会厌 吗啡 不动点 不应期 "
    "同时履行抗辩权 现在时 视星等 要约邀请 每股收益 都市圈 若虫 不作为犯"
).split()


@pytest.mark.parametrize("name", NAMES)
def test_name_stays_a_whole_term(name: str) -> None:
    (note,) = read_text(f"{name}指的是老师在第三节课上讲过并要求背下来的那个东西。", "names.md")
    found = [f.content for f in extract(note, load_rules(), min_confidence=0.5)]
    assert [c.term for c in found if isinstance(c, Definition)] == [name]
