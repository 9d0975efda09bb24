"""A card that MathJax could not show never reaches a package."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cardgen.cli import group

DECK = """\
deck: A
cards:
- id: slope
  kind: formula
  name: slope
  latex: \\dv{y}{x}
- id: cache
  kind: definition
  term: 缓存
  meaning: 用空间换时间的技术
"""


def test_a_formula_with_an_unknown_command_stays_out_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("decks").mkdir()
    Path("decks/a.yaml").write_text(DECK, "utf-8")
    result = CliRunner().invoke(group, ["build"])
    assert result.exit_code == 1
    assert "A: 2 cards" in result.output
    assert "decks/a.yaml:6:10: MathJax does not know `\\dv`; the card was left out" in result.output
    Path("decks/a.yaml").write_text(DECK.replace("\\dv{y}{x}", "\\frac{dy}{dx}"), "utf-8")
    result = CliRunner().invoke(group, ["build"])
    assert result.exit_code == 0 and "A: 3 cards" in result.output
