"""What is safe to mend is mended, and every other byte stays."""

from pathlib import Path

import pytest

from cardgen.cards import check, fix
from cardgen.cards.reading import read_deck

HEAD = "# mine\ndeck: X   # the deck\ncards:\n"

MENDED = {
    "texts that are no text elsewhere": (
        "- id: a   # first\n  kind: definition\n  term: no   # why\n  meaning: 1:30\n  tags: [1, b]\n",
        '- id: a   # first\n  kind: definition\n  term: "no"   # why\n  meaning: "1:30"\n  tags: ["1", b]\n',
    ),
    "dollars around LaTeX": (
        "- id: a\n  kind: formula\n  name: F\n  latex: $x$ # c\n  where: {$x$: 未知数}\n",
        "- id: a\n  kind: formula\n  name: F\n  latex: x # c\n  where: {x: 未知数}\n",
    ),
    "dollars around a block": (
        "- id: a\n  kind: formula\n  name: F\n  latex: |-\n    $$\n    x \\\\\n    y\n    $$\n  extra: e\n",
        "- id: a\n  kind: formula\n  name: F\n  latex: |-\n    x \\\\\n    y\n  extra: e\n",
    ),
    "commands that MathJax has under another name": (
        "- id: a\n  kind: formula\n  name: 看 $\\bm w$ 吧\n  latex: |-\n"
        "    \\bm{x} = \\argmax_y\n    + \\bmx\n",
        "- id: a\n  kind: formula\n  name: 看 $\\boldsymbol w$ 吧\n  latex: |-\n"
        "    \\boldsymbol{x} = \\operatorname*{arg\\,max}_y\n    + \\bmx\n",
    ),
    "missing in a complete card": (
        "- id: a\n  kind: formula\n  missing: [latex]\n  name: F\n  latex: x\n",
        "- id: a\n  kind: formula\n  name: F\n  latex: x\n",
    ),
    "ids of cards": (
        "- kind: definition\n  term: Ａdam\n  meaning: m\n"
        "-   kind: definition\n    term: Adam\n    meaning: m n\n",
        "- id: adam-2\n  kind: definition\n  term: Ａdam\n  meaning: m\n"
        "-   id: adam-3\n    kind: definition\n    term: Adam\n    meaning: m n\n",
    ),
    "an id that stands there empty": (
        "- kind: definition\n  id:\n  term: t\n  meaning: m\n",
        "- kind: definition\n  id: t\n  term: t\n  meaning: m\n",
    ),
    "ids of points": (
        "- id: a\n  kind: comparison\n  subjects: [P, Q]\n  points:\n  - aspect: 速度\n    values: {P: 快}\n"
        "  - {values: {Q: 慢}}\n  - id: p1\n    values: {P: 一}\n",
        "- id: a\n  kind: comparison\n  subjects: [P, Q]\n  points:\n"
        "  - id: 速度\n    aspect: 速度\n    values: {P: 快}\n"
        "  - {id: p2, values: {Q: 慢}}\n  - id: p1\n    values: {P: 一}\n",
    ),
}


@pytest.mark.parametrize("case", MENDED)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_safe_is_mended(case, newline):
    before, after = ((HEAD + text).replace("\n", newline) for text in MENDED[case])
    file = read_deck("\ufeff" + before, Path("x.yaml"))
    (change,) = fix([file], taken=["adam"])
    assert (change.before, change.after) == ("\ufeff" + before, "\ufeff" + after)
    again = read_deck(change.after, Path("x.yaml"))
    assert fix([again], taken=["adam"]) == []
    assert not {"not-text", "math-delimiter", "stale-status", "point-id"} & {p.code for p in check([again])}


LEFT = {
    "a good card": "- id: a\n  kind: definition\n  term: t\n  meaning: m\n",
    "a comment in the way": "- id: a\n  kind: formula\n  missing: [latex]   # was\n  name: F\n  latex: x\n",
    "what needs a person": "- id: a\n  kind: formula\n  name: F\n  latex: \\dv{x} {\n",
    "text within code": "- id: a\n  kind: definition\n  term: t\n  meaning: 写 `\\bm` 或 \\bm\n",
    "a card of no kind": "- term: x\n",
}


@pytest.mark.parametrize("case", LEFT)
def test_what_is_not_safe_is_left(case):
    assert fix([read_deck(HEAD + LEFT[case], Path("x.yaml"))]) == []
