"""Cards are written in one readable form that this reader and every other YAML reader takes for the same."""

from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from cardgen.cards import render_card
from cardgen.cards.plain import to_plain
from cardgen.cards.reading import read_deck
from cardgen.cards.writing import render_deck
from cardgen.model import Card, Comparison, Definition, Formula, Point, Source

FORMULA = Card(
    Formula(
        "损失", "\\begin{aligned}\n  L &= a \\\\\n    &+ b\n\\end{aligned}", {"L": "loss", r"\beta_1": "a: b"}
    ),
    "损失",
    tags=("loss", "no"),
    extra="见 a.md: 第一节",
    sources=(Source("a.md", 3, "r"), Source("b, c.md", 9, "r")),
)


def test_long_and_latex_texts_stand_in_blocks_and_doubtful_ones_in_quotes():
    assert (
        render_card(FORMULA)
        == r"""- id: 损失
  kind: formula
  name: 损失
  latex: |-
    \begin{aligned}
      L &= a \\
        &+ b
    \end{aligned}
  where:
    L: loss
    \beta_1: "a: b"
  extra: "见 a.md: 第一节"
  tags: [loss, "no"]
  source:
  - {note: a.md, line: 3, rule: r}
  - {note: "b, c.md", line: 9, rule: r}
"""
    )


def test_an_incomplete_card_shows_where_to_fill_in():
    card = Card(Formula("SDE", ""), "sde", "incomplete", ("latex",))
    assert render_card(card) == (
        "- id: sde\n  kind: formula\n  status: incomplete\n  missing: [latex]\n  name: SDE\n  latex:\n"
    )


def test_a_comparison_in_the_design_s_form():
    point = Point({"Adam": "加在 loss 里", "AdamW": "直接加在参数更新上"}, "权重衰减", "weight-decay")
    card = Card(Comparison(("Adam", "AdamW"), (point,), ("都维护滑动平均",)), "adam-vs-adamw")
    assert (
        render_card(card)
        == """- id: adam-vs-adamw
  kind: comparison
  subjects: [Adam, AdamW]
  same:
  - 都维护滑动平均
  points:
  - id: weight-decay
    aspect: 权重衰减
    values:
      Adam: 加在 loss 里
      AdamW: 直接加在参数更新上
"""
    )


def test_a_new_deck_file_names_its_schema_deck_and_categories():
    text = render_deck("A::B", ["A::B"], [])
    assert text == (
        "# yaml-language-server: $schema=./cardgen.schema.json\ndeck: A::B\ncategories: [A::B]\ncards: []\n"
    )


# fmt: off
awkward = st.sampled_from([
    "no", "~", "1:30", "- a", "a: b", "a #b", "# a", "{a}", "[a", "a,b", "'", '"', "\\frac", "a\\", "|", ">",
    "%", "@", "!x", "&x", "*x", "?", ": ", "a:", "=", "<<", "0x1f", "1e3", ".inf", "2024-01-01", "a\tb",
    "a\n  b", " ", "\u2028x", "\ufeffx", "\x07", "\x85", "\xa0a", "😀", "a  b", "a \nb", "a\n\nb", "…",
    "null", "---", "...", "a\r\nb", "。",
])
# fmt: on
anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
texts = st.one_of(awkward, anything, st.tuples(awkward, awkward).map("".join)).map(str.strip).filter(bool)
lists = st.lists(texts, max_size=3, unique=True).map(tuple)
keyed = st.dictionaries(texts, texts, max_size=3)
contents = st.one_of(
    st.builds(Definition, texts, texts, lists, texts),
    st.builds(Formula, texts, texts, keyed, lists),
    st.lists(texts, min_size=2, max_size=3, unique=True).flatmap(
        lambda subjects: st.builds(
            Comparison,
            st.just(tuple(subjects)),
            st.lists(
                st.builds(
                    Point, st.dictionaries(st.sampled_from(subjects), texts, min_size=1), texts, st.just("p")
                ),
                min_size=1,
                max_size=2,
            ).map(tuple),
            lists,
        )
    ),
)
sources = st.lists(st.builds(Source, texts, st.integers(0, 9999), st.just("r")), max_size=2).map(tuple)
ids = texts.filter(lambda text: "/" not in text)
cards = st.builds(Card, contents, ids, st.just(""), st.just(()), lists, texts, sources)


@given(card=cards, name=texts)
def test_what_is_written_is_read_back_the_same(card, name):
    text = render_deck(name, [name], [card, card])
    file = read_deck(text, Path("x.yaml"))
    assert file.problems == ()
    assert (file.deck.name, file.deck.cards) == (name, (card, card))


@given(card=cards)
def test_other_yaml_readers_see_the_same_texts(card):
    (other,) = yaml.safe_load(render_card(card))
    assert other == to_plain(card)
