"""The JSON Schema of deck files, for editors: made from the table that reading uses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cardgen.cards.fields import CARD, DECK, KINDS, POINT, SOURCE, STATUSES, Field
from cardgen.cards.files import write_if_changed
from cardgen.cards.reading import SCHEMA_NAME

_Json = dict[str, Any]

_TEXT: _Json = {"type": "string", "minLength": 1}
_BLANK: _Json = {"type": ["string", "null"]}


def schema() -> _Json:
    """The schema (JSON Schema draft 7) that `check` agrees with."""
    properties = {field.name: _shape(field, DECK) for field in DECK}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A deck of flashcards",
        "type": "object",
        "properties": properties,
        "required": [field.name for field in DECK if field.required],
        "definitions": {kind: _card(kind) for kind in KINDS},
    }


def write_schema(folder: Path) -> bool:
    """Writes the schema beside the decks; False when it is there already. Raises CardgenError."""
    return write_if_changed(folder / SCHEMA_NAME, json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


def _card(kind: str) -> _Json:
    fields = CARD[kind]
    card = _object(fields)
    always = [field.name for field in fields if field.required and field.name in ("id", "kind")]
    complete: _Json = {
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: _TEXT for field in fields if field.required and field.shape == "text"},
    }
    if kind == "comparison":
        card["properties"]["subjects"]["minItems"] = 2
        complete["anyOf"] = [{"required": ["points"]}, {"required": ["same"]}]
    # A card with a status may lack what its note lost.
    card |= {"required": always, "if": {"required": ["status"]}, "else": complete}
    card["properties"]["kind"] = {"const": kind, "description": card["properties"]["kind"]["description"]}
    return card


def _object(fields: Sequence[Field]) -> _Json:
    return {
        "type": "object",
        "properties": {field.name: _shape(field, fields) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _shape(field: Field, of: Sequence[Field]) -> _Json:
    shapes: dict[str, _Json] = {
        "text": _BLANK if of is not DECK and of is not SOURCE else _TEXT,
        "texts": {"type": ["array", "null"], "items": _BLANK},
        "lines": {"type": ["array", "null"], "items": _BLANK},
        "meanings": {"type": ["object", "null"], "additionalProperties": _BLANK},
        "kind": {"enum": list(KINDS)},
        "status": {"enum": list(STATUSES)},
        "number": {"type": "integer", "minimum": 0},
        "cards": {"type": ["array", "null"], "items": _one_of_kinds()},
    }
    if field.shape == "points":
        shape: _Json = {"type": ["array", "null"], "items": _object(POINT)}
    elif field.shape == "sources":
        shape = {"anyOf": [_object(SOURCE), {"type": "array", "items": _object(SOURCE)}]}
    else:
        shape = dict(shapes[field.shape])
    return {"description": field.about} | shape


def _one_of_kinds() -> _Json:
    """The kind decides which schema holds, so that an editor completes and complains for that kind alone."""
    choices = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/definitions/{kind}"},
        }
        for kind in KINDS
    ]
    return {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {"kind": {"enum": list(KINDS)}},
        "allOf": choices,
    }
