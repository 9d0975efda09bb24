"""`check` finds what would go wrong, says where and what to do, and can be told to be silent."""

from pathlib import Path

import pytest

from cardgen.cards import CODES, check
from cardgen.cards.reading import read_deck

HEAD = "deck: X\ncards:\n"


def found(cards: str, *, head: str = HEAD, root: Path | None = None, disabled=()) -> list[str]:
    """What is found: `line:column code` (with `!` for an error), lines counted from the first card."""
    file = read_deck(head + cards, Path("decks/x.yaml"))
    first = head.count("\n")
    problems = check([file], root=root, disabled=disabled)
    assert {problem.code for problem in problems} <= CODES.keys()
    return [f"{p.line - first}:{p.column} {p.code}{'!' if p.severity == 'error' else ''}" for p in problems]


def definition(term: str = "t", meaning: str = "一个意思", *more: str, id: str = "a") -> str:
    return (
        "\n".join([f"- id: {id}", "  kind: definition", f"  term: {term}", f"  meaning: {meaning}", *more])
        + "\n"
    )


def formula(latex: str, *more: str, id: str = "a", name: str = "F") -> str:
    return "\n".join([f"- id: {id}", "  kind: formula", f"  name: {name}", f"  latex: {latex}", *more]) + "\n"


def test_a_good_deck_has_no_problems():
    assert found(definition() + formula(r"\frac{a}{b}", id="b")) == []


def test_the_whole_line_as_it_is_printed():
    file = read_deck(HEAD + formula(r"\bm{x} + {"), Path("decks/x.yaml"))
    assert [str(problem) for problem in check([file])] == [
        r"decks/x.yaml:6:10: MathJax does not know `\bm`; write `\boldsymbol` [latex-command]",
        "decks/x.yaml:6:19: `{` is never closed; add `}` [latex-syntax]",
    ]


def test_ids_and_fronts_stand_once():
    assert found(definition("one") + definition("two", "另一个")) == ["5:3 duplicate-id!"]
    assert found(definition("One") + definition("one ", "另一个", id="b")) == ["7:3 duplicate-front!"]
    apart = definition("one", "这个", "  context: P") + definition("one", "那个", "  context: Q", id="b")
    assert found(apart) == []
    rejected = definition("one") + definition("one", "另一个", "  status: rejected", id="b")
    assert found(rejected) == []


def test_across_decks_too():
    one = read_deck("deck: X\ncategories: [N]\ncards:\n" + definition("one"), Path("x.yaml"))
    two = read_deck("deck: x\ncategories: [N]\ncards:\n" + definition("one", "别的", id="a"), Path("y.yaml"))
    assert [(p.path, p.line, p.code, p.severity) for p in check([one, two])] == [
        ("y.yaml", 1, "duplicate-deck", "warning"),
        ("y.yaml", 2, "duplicate-deck", "warning"),
        ("y.yaml", 4, "duplicate-id", "error"),
        ("y.yaml", 6, "duplicate-front", "warning"),
    ]


def test_the_same_card_in_other_words():
    long = "把图像放大到更高的分辨率的操作方法"
    assert found(definition("上采样", long) + definition("升采样", long + "。", id="b")) == [
        "5:3 duplicate-card"
    ]
    assert found(
        definition("上采样", long) + definition("升采样", "能把图像放大到更高的分辨率的操作方法", id="b")
    ) == ["5:3 duplicate-card"]
    assert found(
        definition("上采样", "放大图像", "  aliases: [Upsampling]")
        + definition("upsampling", "enlarging", id="b")
    ) == ["6:3 duplicate-card"]
    assert found(formula(r"\frac{TP}{TP + FP}") + formula(r"\dfrac{TP}{TP+FP}", id="b", name="G")) == [
        "5:3 duplicate-card"
    ]
    assert (
        found(definition("上采样", long) + definition("池化", "用一块区域的统计值代替这块区域", id="b")) == []
    )


def test_latex_is_checked_wherever_it_stands():
    assert found(formula(r"\frac{a")) == ["4:15 latex-syntax!"]
    assert found(formula("|-", r"    \begin{aligned}", r"      a &= \foo b", r"    \end{aligned}")) == [
        "6:12 latex-command!"
    ]
    assert found(formula("x", "  where:", r"    x_: an index", "    y: '$z^$ here'")) == [
        "6:6 latex-syntax!",
        "7:11 latex-syntax!",
    ]
    assert found(definition("t", r"看 $\frac{a}$ 和 $b$ 与 `$\foo$`")) == ["4:15 latex-syntax!"]
    assert found(definition("t", r"费用 \$5 和 \$6")) == []


def test_marks_of_math_in_the_wrong_place():
    assert found(formula("$x$")) == ["4:10 math-delimiter"]
    assert found(formula(r"\[x\]")) == ["4:10 math-delimiter"]
    assert found(definition("t", "花了 $5 买的")) == ["4:15 math-delimiter"]
    assert found(definition("t", r"设 \(x\) 为数")) == ["4:14 math-delimiter"]


def test_a_backslash_in_double_quotes():
    assert found(formula(r'"\frac{a}{b}"'))[:1] == ["4:11 escape!"]
    assert found(formula(r'"\\frac{a}{b}"')) == []
    assert found(definition("t", r'"一行\n另一行"')) == []


def test_what_the_note_lost():
    assert found(definition("t", "即 [公式] 的意思")) == ["4:14 lost-text!"]
    assert found(definition("t", "后面被截断了...")) == ["4:18 lost-text"]
    assert found(formula("'[Math]'", "  status: incomplete", "  missing: [latex]")) == []


def test_a_status_that_is_no_longer_true():
    assert found(formula("x", "  status: incomplete", "  missing: [latex]")) == ["6:3 stale-status"]
    assert found(formula("x", "  missing: [latex]")) == ["5:3 stale-status"]
    assert found(formula("", "  status: incomplete", "  missing: [latex]")) == []


def test_answers_too_long_and_answers_that_tell():
    assert found(definition("t", "很" * 201)) == ["4:12 long-answer"]
    assert found(definition("t", "很" * 199)) == []
    assert found(definition("梯度下降", "梯度下降是一种办法")) == ["4:3 gives-away"]
    assert found(definition("map", "the mapping of x")) == []
    assert found(definition("map", "the map of x")) == ["4:3 gives-away"]
    assert found(formula("E = mc^2", name="质能方程 E = mc^2")) == ["3:3 gives-away"]


def test_texts_that_others_do_not_read_as_text():
    assert found(definition("no", "1:30")) == ["3:9 not-text", "4:12 not-text"]
    assert found(definition("'no'", '"1:30"', "  source: {note: a.md, line: 7}")) == []


def test_points():
    head = "- id: a\n  kind: comparison\n  subjects: [P, Q]\n  points:\n"
    assert found(head + "  - values: {P: 一}\n") == ["5:5 point-id"]
    assert found(head + "  - id: x/y\n    values: {P: 一}\n") == ["5:9 wrong-value!"]  # as of a card x
    assert found(head + "  - id: x\n    values: {P: 一}\n  - id: x\n    values: {P: 二}\n") == [
        "7:9 duplicate-id!"
    ]


def test_decks_and_tags():
    assert found("", head="deck: A::::B\ncards: []\n") == ["-1:7 deck-name", "0:1 empty-deck"]
    assert found(definition("t", "m", "  tags: [ok, two words]")) == ["5:14 tag-space"]
    assert found(definition("t", "即 {{c1::x}}")) == ["4:14 cloze-markup"]


def test_images(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a b.png").write_bytes(b"")
    source = "  source: {note: sub/n.md, line: 1}"
    assert found(definition("t", "看 ![](a%20b.png)", source), root=tmp_path) == []
    assert found(definition("t", "看 ![](elsewhere/a%20b.png)", source), root=tmp_path) == []
    (tmp_path / "sub" / "b (1).png").write_bytes(b"")
    assert found(definition("t", "看 ![](<a b.png>) ![](b (1).png)", source), root=tmp_path) == []
    assert found(definition("t", "看 ![](none.png)", source), root=tmp_path) == ["4:14 missing-image"]
    assert found(definition("t", "看 ![](none.png)", source)) == []
    assert found(definition("t", "看 ![](https://x.org/a.png)", source)) == ["4:14 remote-image"]


def test_rejected_cards_may_be_anything_that_is_sound():
    assert found(formula(r"\frac{", "  status: rejected")) == []


# --- switching checks off ---


@pytest.mark.parametrize(
    "card",
    [
        "# cardgen: ignore[latex-syntax]\n" + formula("x {"),
        formula("x {   # cardgen: ignore[latex-syntax]"),
        formula("x {", "  # cardgen: ignore[long-answer, latex-syntax]"),
        definition("x", "别的", id="z") + "\n# cardgen: ignore[latex-syntax]\n\n" + formula("x {"),
    ],
)
def test_a_comment_on_the_card_switches_a_check_off(card):
    assert found(card) == []


def test_a_comment_counts_for_its_card_alone():
    cards = formula("x {", "  # cardgen: ignore[latex-syntax]") + formula("x {", id="b", name="G")
    assert found(cards) == ["9:12 latex-syntax!"]


def test_a_comment_at_the_top_counts_for_the_file():
    head = "# cardgen: ignore[latex-syntax]\n" + HEAD
    assert found(formula("x {") + formula("x {", id="b", name="G"), head=head) == []


def test_a_text_that_looks_like_the_comment_is_none():
    assert found(formula("x {", "  extra: '# cardgen: ignore[latex-syntax]'")) == ["4:12 latex-syntax!"]


def test_a_comment_with_a_code_that_no_check_has_is_told():
    assert found(definition("t", "m", "  # cardgen: ignore[lnog-answer]")) == ["5:3 unknown-code"]
    assert found(definition("t", "m", "  # cardgen: ignore[duplicate-id]")) == ["5:3 unknown-code"]


def test_the_configuration_switches_checks_off_but_not_what_breaks_a_card():
    assert found(formula("x {"), disabled=["latex-syntax"]) == []
    assert found("- id: a\n  kind: formula\n  name: F\n", disabled=["missing-field"]) == [
        "1:3 missing-field!"
    ]
    file = read_deck(HEAD + definition(), Path("x.yaml"))
    assert [p.code for p in check([file], disabled=["nonsense"])] == ["unknown-code"]


def test_a_big_deck_is_checked():
    cards = "".join(
        definition(f"term{n}", f"意思 {n} 是 {n * 7919 % 1009}", id=f"c{n}") for n in range(2_000)
    )
    assert {line.split()[1] for line in found(cards)} <= {"duplicate-card"}
