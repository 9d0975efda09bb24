"""The rules prove themselves, and a bad rule file gives one clear error."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cardgen.cli import group
from cardgen.extract import extract
from cardgen.extract.proving import prove
from cardgen.notes import read_text
from cardgen.rules import load_rules, read_rules

RULES = load_rules()


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_examples_of_rule(rule) -> None:
    assert rule.fires, "a rule without an example that fires proves nothing"
    assert rule.silent, "a rule without an example that stays silent has no limits"
    assert [str(problem) for problem in prove(RULES, rule)] == []


def test_rules_list_and_test_on_the_command_line() -> None:
    listed = CliRunner().invoke(group, ["rules", "list"])
    assert listed.exit_code == 0
    assert "zh-zhi-de-shi" in listed.output and f"{len(RULES.rules)} rules" in listed.output
    tested = CliRunner().invoke(group, ["rules", "test"])
    assert tested.exit_code == 0, tested.output
    assert "rules hold over" in tested.output


OWN = """\
- id: my-hint
  kind: definition
  why: my notes write X ::= Y
  confidence: 0.9
  cues: ['::=']
  pattern: '^(?P<term>{ZH_TERM}) {CUE} (?P<meaning>[^\\n]+)'
  fires:
  - {text: 左递归 ::= 产生式的右部以它自己开头的文法, term: 左递归, meaning: 产生式的右部以它自己开头的文法}
  silent:
  - {text: 它 ::= 上一节里出现过的文法, why: a pronoun}
"""


def test_a_users_own_rule_file_is_picked_up(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(OWN, "utf-8")
    rules = load_rules([own])
    assert prove(rules, rules.by_id["my-hint"]) == []
    (note,) = read_text("右递归 ::= 产生式的右部以它自己结尾的文法", "a.md")
    (finding,) = extract(note, rules)
    assert finding.source.rule == "my-hint" and finding.content.term == "右递归"
    (tmp_path / "cardgen.toml").write_text(f"rules = ['{own.name}']\n", "utf-8")
    result = CliRunner().invoke(group, ["rules", "test", str(own)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{ZH_TERM}", "{NO_SUCH}", "mine.yaml:1: my-hint: unknown fragment {NO_SUCH}"),
        ("cues: ['::=']", "cues: []", "mine.yaml:1: my-hint: `cues` and {CUE} go together"),
        ("<meaning>", "<sense>", "mine.yaml:1: my-hint: the pattern lacks meaning"),
        ("kind: definition", "kind: idea", "mine.yaml:1: my-hint: unknown kind `idea`"),
        ("0.9", "9", "mine.yaml:1: my-hint: `confidence` is not a number from 0 to 1"),
        ("  why: my notes write X ::= Y\n", "", "mine.yaml:1: my-hint: `why` is missing"),
        ("  why:", "  wy:", "mine.yaml:1: my-hint: unknown key `wy`"),
        ("[^\\n]+)'", "[^\\n+)'", "mine.yaml:1: my-hint: bad pattern"),
        ("my-hint", "zh-zhi", "mine.yaml:1: the rule id zh-zhi is taken"),
        ("- id", "-\tid", "mine.yaml:1: broken YAML"),
        ("term: 左递归", "term: 右递归", None),
    ],
)
def test_a_bad_rule_gives_one_error_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    own = tmp_path / "mine.yaml"
    assert old in OWN
    own.write_text(OWN.replace(old, new, 1), "utf-8")
    rules, problems = read_rules([own])
    if expected is None:  # the file is good, the example does not hold
        (problem,) = prove(rules, rules.by_id["my-hint"])
        assert "term is '左递归', not '右递归'" in str(problem)
    else:
        (problem,) = problems
        assert expected in str(problem)
    result = CliRunner().invoke(group, ["rules", "test", str(own)])
    assert result.exit_code == 1 and len(result.output.strip().splitlines()) == 1


def test_circular_fragments_are_refused(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(OWN + "  fragments: {A: '{B}', B: '{A}'}\n".replace("  f", "  f"), "utf-8")
    text = own.read_text("utf-8").replace("{ZH_TERM}", "{A}")
    own.write_text(text, "utf-8")
    _, (problem,) = read_rules([own])
    assert "fragment A contains itself" in str(problem)


HOSTILE = [
    "是一种" * 20_000,
    "（" * 50_000 + "是",
    "$" * 50_001 + "是一种东西",
    "A " * 30_000 + "is a thing",
    "而" + "，是指" * 15_000,
    "x" * 200_000 + "称为",
    "`" * 40_001 + "：" + "是" * 40_000,
    "- " * 3_000 + "X：Y",
    "（即" * 10_000 + "）" * 10_000,
    "| a " * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "| b " * 5_000,
    "与" * 20_000 + "的区别" + "不同" * 10_000,
    "\\frac{" * 10_000 + "=" + "}" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_hangs_the_rules(text: str) -> None:
    for note in read_text(text, "hostile.md"):
        with contextlib.suppress(TimeoutError):  # the engine's own limit, which the command line reports
            extract(note, RULES)
