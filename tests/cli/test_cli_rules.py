"""Rules of a person's own."""

from __future__ import annotations

import re

from cli_desk import Desk

RULES = """\
- id: my-arrow
  kind: definition
  why: my notes write X ⇐ Y
  confidence: 0.8
  cues: ['⇐']
  pattern: '^(?P<term>{ZH_TERM}) {CUE} (?P<meaning>[^\\n]+)'
  fires:
  - {text: 左递归 ⇐ 产生式的右部以它自己开头的文法, term: 左递归, meaning: 产生式的右部以它自己开头的文法}
  silent:
  - {text: 它 ⇐ 上一节里出现过的文法, why: a pronoun}
"""
NOTE = "左递归 ⇐ 产生式的右部以它自己开头的文法\n"


def test_a_rule_file_that_cardgen_toml_names(desk: Desk) -> None:
    desk.write("notes/grammar.md", NOTE)
    desk.run("generate", "notes")
    assert not (desk.folder / "decks/uncategorized.yaml").exists()
    desk.write("my-rules.yaml", RULES)
    desk.write("cardgen.toml", 'notes = ["notes"]\nrules = ["my-rules.yaml"]\n')
    assert "1 new" in desk.run("generate").out
    assert "rule: my-arrow" in desk.read("decks/uncategorized.yaml")
    listed = desk.run("rules", "list").out
    assert "my-arrow" in listed and "my notes write X ⇐ Y" in listed
    assert "my-arrow" not in desk.run("rules", "test", code=None).err
    ran = desk.run("explain", "notes/grammar.md:1")
    assert re.search(r"a card\n +my-arrow \(0\.\d\d\): 左递归 = 产生式", ran.out)


def test_a_rule_whose_example_does_not_hold(desk: Desk) -> None:
    desk.write("my-rules.yaml", RULES.replace("term: 左递归", "term: 右递归"))
    ran = desk.run("rules", "test", "my-rules.yaml", code=1)
    (line,) = [line for line in ran.err.splitlines() if line.startswith("my-rules.yaml:")]
    assert "my-arrow" in line and "右递归" in line


def test_a_broken_rule_file_is_one_error_with_its_line(desk: Desk) -> None:
    desk.write("notes/grammar.md", NOTE)
    desk.write("my-rules.yaml", RULES.replace("{ZH_TERM}", "{NO_SUCH}"))
    for args in (("rules", "test", "my-rules.yaml"), ("generate", "notes", "--rules", "my-rules.yaml")):
        ran = desk.run(*args, code=1)
        assert ran.err.startswith("my-rules.yaml:") and "NO_SUCH" in ran.err and ran.err.count("\n") == 1
    assert not (desk.folder / "decks").exists()
