"""Findings to cards to YAML and back: ids, reading, writing, merging, checking, the JSON Schema."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cardgen.cards.checking import check as check
    from cardgen.cards.codes import CODES as CODES
    from cardgen.cards.drafting import Draft as Draft
    from cardgen.cards.drafting import draft as draft
    from cardgen.cards.files import exclusive as exclusive
    from cardgen.cards.files import write_atomic as write_atomic
    from cardgen.cards.fixing import fix as fix
    from cardgen.cards.ids import mint_points as mint_points
    from cardgen.cards.json_schema import schema as schema
    from cardgen.cards.json_schema import write_schema as write_schema
    from cardgen.cards.lock import Lock as Lock
    from cardgen.cards.lock import built as built
    from cardgen.cards.lock import read_lock as read_lock
    from cardgen.cards.lock import record_built as record_built
    from cardgen.cards.lock import stamp as stamp
    from cardgen.cards.lock import with_origins as with_origins
    from cardgen.cards.lock import write_lock as write_lock
    from cardgen.cards.merging import plan_merge as plan_merge
    from cardgen.cards.plan import Change as Change
    from cardgen.cards.plan import FileChange as FileChange
    from cardgen.cards.plan import Plan as Plan
    from cardgen.cards.plan import apply as apply
    from cardgen.cards.reading import BrokenFile as BrokenFile
    from cardgen.cards.reading import DeckFile as DeckFile
    from cardgen.cards.reading import load_all as load_all
    from cardgen.cards.reading import load_deck as load_deck
    from cardgen.cards.reading import load_decks as load_decks
    from cardgen.cards.scope import Named as Named
    from cardgen.cards.settling import Conflict as Conflict
    from cardgen.cards.settling import conflicts as conflicts
    from cardgen.cards.settling import diff as diff
    from cardgen.cards.settling import keep as keep
    from cardgen.cards.settling import take as take
    from cardgen.cards.writing import render_card as render_card

# Loaded when first asked for: the command line shows its help without reading YAML first.
_HOMES = {
    "checking": ("check",),
    "codes": ("CODES",),
    "settling": ("Conflict", "conflicts", "diff", "keep", "take"),
    "drafting": ("Draft", "draft"),
    "files": ("exclusive", "write_atomic"),
    "fixing": ("fix",),
    "ids": ("mint_points",),
    "lock": ("Lock", "built", "read_lock", "record_built", "stamp", "with_origins", "write_lock"),
    "merging": ("plan_merge",),
    "plan": ("Change", "FileChange", "Plan", "apply"),
    "reading": ("BrokenFile", "DeckFile", "load_all", "load_deck", "load_decks"),
    "json_schema": ("schema", "write_schema"),
    "scope": ("Named",),
    "writing": ("render_card",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"cardgen.cards.{_HOME[name]}"), name)
