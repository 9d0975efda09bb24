"""Any card in any form becomes any other card of its kind, and no byte beside it changes."""

from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st
from test_cards_writing import cards, texts

from cardgen.cards import render_card
from cardgen.cards.plain import to_plain
from cardgen.cards.reading import read_deck
from cardgen.cards.splicing import apply_edits, card_edits
from cardgen.cards.writing import flow_value, quote
from cardgen.model import Card

BEFORE = "# a\ndeck: X # b\ncards:\n\n- id: before # c\n  kind: definition\n  term: t\n  meaning: m\n\n# d\n"
AFTER = "\n\n# e\n- {id: after, kind: definition, term: t, meaning: m} # f\nmine: [1,  2]\n"


def quoted(data, column):
    """The card with every text in double quotes and every list in brackets: a form that we do not write."""
    pad = " " * column
    if isinstance(data, dict):
        return "".join(
            f"{pad}{quote(name)} :\n{quoted(value, column + 3)}"
            if isinstance(value, dict)
            else f"{pad}{quote(name)}:   {value if isinstance(value, int) else flow(value)}\n"
            for name, value in data.items()
        )
    return f"{pad}{flow(data)}\n"


def flow(value):
    if isinstance(value, list):
        return "[ " + ",  ".join(flow(item) for item in value) + " ]"
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{quote(k)}: {v if isinstance(v, int) else flow(v)}" for k, v in value.items())
            + " }"
        )
    return quote(value)


def form(card: Card, way: str) -> str:
    if way == "ours":
        return render_card(card)
    if way == "flow":
        return f"- {flow_value(to_plain(card))}\n"
    return "-  " + quoted(to_plain(card), 3)[3:]


@given(old=cards, new=cards, way=st.sampled_from(["ours", "flow", "quoted"]), name=texts)
def test_splicing(old, new, way, name):
    assume(old.kind == new.kind)
    old, new = replace(old, id=name), replace(new, id=name)
    assume(name not in ("before", "after"))
    text = BEFORE + form(old, way) + AFTER
    file = read_deck(text, Path("x.yaml"))
    entry = file.entry(name)
    assert entry is not None
    assert entry.card == old
    edits = card_edits(file.text, entry.node, to_plain(old), to_plain(new))
    spliced = apply_edits(file.text, edits)
    assert spliced.startswith(BEFORE)
    assert spliced.endswith(AFTER[1:])
    again = read_deck(spliced, Path("x.yaml"))
    assert [entry.card for entry in again.entries] == [file.entries[0].card, new, file.entries[2].card]


@given(
    card=cards,
    way=st.sampled_from(["ours", "flow", "quoted"]),
    meaning=texts,
    tags=st.lists(texts, max_size=2, unique=True),
)
def test_a_field_that_stays_keeps_its_bytes(card, way, meaning, tags):
    """Changing tags and remark leaves the lines of all other fields."""
    card = replace(card, id="x")
    new = replace(card, extra=meaning, tags=tuple(tags))
    file = read_deck(BEFORE + form(card, way) + AFTER, Path("x.yaml"))
    entry = file.entry("x")
    edits = card_edits(file.text, entry.node, to_plain(card), to_plain(new))
    spliced = apply_edits(file.text, edits)
    assert read_deck(spliced, Path("x.yaml")).entry("x").card == new
    if way != "flow":
        body = [line for line in form(replace(card, extra="", tags=()), way).splitlines() if line.strip()]
        assert all(spliced.splitlines().count(line) >= body.count(line) for line in body)
