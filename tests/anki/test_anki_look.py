"""How cards look: in Chromium, with Anki's own page and MathJax."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki_browser import faults, need_browser, sides_of
from anki_collection import new_collection, take
from anki_decks import GALLERY, TORTURE

from cardgen.anki import build, style
from cardgen.model import Deck
from cardgen.problems import CardgenError

SHIPPED = Path(__file__).parents[2] / "decks"


def shipped() -> list[Deck]:
    """The decks that ship with the project."""
    from cardgen.cards import load_decks

    return [file.deck for file in load_decks(SHIPPED)[0]] if SHIPPED.is_dir() else []


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    need_browser()
    folder = tmp_path_factory.mktemp("look")
    col = new_collection(folder)
    for built in build([GALLERY, TORTURE, *shipped()], folder, mods={}):
        assert built.path and not built.problems, built.problems
        take(col, built.path)
    return sides_of(col)


def test_no_card_breaks_its_math_or_its_box_or_is_faint_by_day_or_night_on_phone_or_desktop(
    sides: list[tuple[str, str]],
) -> None:
    assert len(sides) > 80
    assert faults(sides) == []


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
            ("phone", '<div class="cg"><div style="width:500px">as wide as a phone</div></div>'),
            ("faint", '<div class="cg"><p style="color:#999">faint by day</p></div>'),
            ("dark", '<div class="cg"><p style="color:#555">faint by night</p></div>'),
        ]
    )
    said = {
        what: sorted({line.split(": ")[0] for line in found if what in line})
        for what in (
            "math error",
            "raw math",
            ": red",
            "light 1000",
            "night 360",
            "light faint",
            "night faint",
        )
    }
    assert said == {
        "math error": ["merror"],
        "raw math": ["raw"],
        ": red": ["merror", "red"],
        "light 1000": ["wide"],
        "night 360": ["phone", "wide"],
        "light faint": ["faint"],
        "night faint": ["dark"],
    }
    assert not [line for line in found if line.startswith("good")]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        (
            "formula.front.html",
            "{{Nmae}}",
            "formula.front.html:1: no field is called Nmae; use Id, Name, Formula",
        ),
        ("formula.front.html", "{{#Context}}{{Name}}", "{{#Context}} is never closed"),
        (
            "formula.front.html",
            "{{#Context}}{{Name}}{{/Name}}",
            "formula.front.html:1: {{/Name}} closes nothing",
        ),
        ("formula.front.html", "{{#Context}}{{Name}}{{/Context}}", "the front does not always show {{Name}}"),
        ("formulas.front.html", "{{Name}}", "no card has a template of this name"),
    ],
)
def test_a_template_that_anki_would_refuse_is_one_clear_error(
    tmp_path: Path, name: str, text: str, what: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(CardgenError) as caught:
        style(tmp_path)
    assert what in str(caught.value)


def test_looks_without_a_folder_are_the_shipped_ones(tmp_path: Path) -> None:
    assert style(tmp_path / "none") == style()
    (tmp_path / "card.css").write_bytes(b"\xff")
    with pytest.raises(CardgenError, match=r"cannot be read.*; save it as UTF-8 text"):
        style(tmp_path)


def test_no_template_runs_or_fetches_anything() -> None:
    looks = style()
    for text in (looks.css, *looks.sides.values()):
        assert not [
            word for word in ("<script", "javascript:", "http:", "https:", "url(", "@import") if word in text
        ]
