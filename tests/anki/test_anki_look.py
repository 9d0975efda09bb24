"""How cards look: in Chromium, with Anki's own page and MathJax."""

from __future__ import annotations

import pytest
from anki_browser import faults, need_browser, sides_of
from anki_collection import new_collection, take
from anki_decks import GALLERY, TORTURE

from cardgen.anki import build

DECKS = [GALLERY, TORTURE]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    need_browser()
    folder = tmp_path_factory.mktemp("look")
    col = new_collection(folder)
    for built in build(DECKS, folder, mods={}):
        assert built.path and not built.problems, built.problems
        take(col, built.path)
    return sides_of(col)


@pytest.mark.parametrize("width", [360, 1000])
def test_no_card_breaks_its_math_or_its_box(sides: list[tuple[str, str]], width: int) -> None:
    assert len(sides) > 80
    assert faults(sides, width) == []


def test_the_check_itself_finds_what_is_broken() -> None:
    need_browser()
    bad = r'<div class="cg"><div class="text">%s</div></div>'
    found = faults(
        [
            ("merror", bad % r"\(\begin{tikzpicture}\end{tikzpicture}\)"),
            ("raw", bad % r"\(x<b>y</b>\)"),
            ("red", bad % r"\(\dv{x}{y}\)"),
            ("wide", '<div class="cg"><div style="width:2000px">wide</div></div>'),
            ("good", bad % r"\(x\)"),
        ],
        360,
    )
    assert list(dict.fromkeys(line.split(": ")[0] for line in found)) == ["merror", "raw", "red", "wide"]
