"""The schema that editors use says what `check` says."""

import json

import jsonschema
import pytest
import yaml
from hypothesis import given
from test_cards_writing import cards

from cardgen.cards import render_card, schema, write_schema
from cardgen.cards.reading import read_deck

VALID = jsonschema.Draft7Validator(schema())

DECKS = {
    "deck: X\ncards: []": True,
    "deck: X\ncards:": True,
    "deck: X\nother: 1": True,
    "cards: []": False,
    "deck: ''": False,
    "deck: [X]": False,
    "deck: X\ncategories: Y": False,
    "deck: X\ncards: {}": False,
}
CARDS = {
    "{id: a, kind: definition, term: t, meaning: m}": True,
    "{id: a, kind: definition, term: t, meaning: m, aliases: [b], context: c, extra: e, tags: [f]}": True,
    "{id: a, kind: definition, term: t}": False,
    "{id: a, kind: definition, term: t, meaning: ''}": False,
    "{id: a, kind: definition, term: t, meaning: }": False,
    "{kind: definition, term: t, meaning: m}": False,
    "{id: a, term: t, meaning: m}": False,
    "{id: a, kind: other, term: t, meaning: m}": False,
    "{id: a, kind: definition, term: t, meaning: m, latex: x}": False,
    "{id: a, kind: definition, term: t, meaning: m, status: rejected}": True,
    "{id: a, kind: definition, term: t, meaning: m, status: done}": False,
    "{id: a, kind: definition, term: t, meaning: m, aliases: b}": False,
    "{id: a, kind: definition, term: t, meaning: m, source: {note: n, line: 1, rule: r}}": True,
    "{id: a, kind: definition, term: t, meaning: m, source: [{note: n}, {note: o}]}": True,
    "{id: a, kind: definition, term: t, meaning: m, source: {line: 1}}": False,
    "{id: a, kind: definition, term: t, meaning: m, source: {note: n, line: x}}": False,
    "{id: a, kind: formula, name: n, latex: l, where: {x: y}}": True,
    "{id: a, kind: formula, name: n, latex: l, where: [x]}": False,
    "{id: a, kind: formula, name: n, status: incomplete, missing: [latex]}": True,
    "{id: a, kind: formula, name: n, latex: , status: incomplete, missing: [latex]}": True,
    "{id: a, kind: comparison, subjects: [p, q], same: [s]}": True,
    "{id: a, kind: comparison, subjects: [p, q], points: [{id: p1, aspect: a, values: {p: x}}]}": True,
    "{id: a, kind: comparison, subjects: [p, q], points: [{aspect: a}]}": False,
    "{id: a, kind: comparison, subjects: [p, q], points: [{values: {p: x}, colour: b}]}": False,
    "{id: a, kind: comparison, subjects: [p, q]}": False,
    "{id: a, kind: comparison, subjects: [p], same: [s]}": False,
    "just text": False,
}


@pytest.mark.parametrize("deck", [*DECKS, *(f"deck: X\ncards:\n- {card}" for card in CARDS)])
def test_schema_and_reader_agree(deck, tmp_path):
    expected = (DECKS | {f"deck: X\ncards:\n- {card}": good for card, good in CARDS.items()})[deck]
    errors = [p for p in read_deck(deck, tmp_path / "x.yaml").problems if p.severity == "error"]
    assert (errors == []) == expected
    assert VALID.is_valid(yaml.safe_load(deck)) == expected


@given(card=cards)
def test_every_card_that_is_written_is_valid(card):
    VALID.validate({"deck": "X", "cards": yaml.safe_load(render_card(card))})


def test_the_schema_is_sound_and_explains_every_field():
    jsonschema.Draft7Validator.check_schema(schema())
    for kind in schema()["definitions"].values():
        assert all(field["description"] for field in kind["properties"].values())


def test_the_schema_is_written_beside_the_decks_once(tmp_path):
    assert write_schema(tmp_path)
    assert not write_schema(tmp_path)
    assert json.loads((tmp_path / "cardgen.schema.json").read_text("utf-8")) == schema()
