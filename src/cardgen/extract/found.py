"""What an extractor yields: a candidate card, kept or vetoed, with its place."""

from __future__ import annotations

from dataclasses import dataclass

from cardgen.model import Content
from cardgen.rules import Rule


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate. `veto` says why it is not to be kept; empty for one that is.

    `start` and `end` are offsets in the text of block `block` (for a cell: of the table's first cell text).
    """

    rule: Rule
    block: int
    start: int
    end: int
    content: Content
    confidence: float
    veto: str = ""
    missing: tuple[str, ...] = ()
    last_block: int = -1
    """The last block that the finding rests on, when it is not `block`."""
    line: int = 0
    """The line, when it is not that of `start` in `block` (a table's row)."""
