"""The date of a note, however it is written there."""

from __future__ import annotations

import re
from datetime import date

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_IN_WORDS = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.I)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})", re.I)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def iso_date(text: str) -> str:
    """The date as `YYYY-MM-DD`; "" when it is none, or one that can be read in two ways (3/4/2026)."""
    text = re.sub(r"^[a-z]{3,9},\s*", "", text.strip(), flags=re.I)  # Mon, 05 Jan 2026
    if found := _YEAR_FIRST.match(text) or _TOGETHER.match(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.match(text):
        readings = {_iso(int(found[3]), int(found[i]), int(found[3 - i])) for i in (1, 2)} - {""}
        return readings.pop() if len(readings) == 1 else ""
    if found := _IN_WORDS.match(text):
        return _in_words(found[3], found[1], found[2])
    if found := _DAY_FIRST.match(text):
        return _in_words(found[3], found[2], found[1])
    return ""


def _in_words(year: str, month: str, day: str) -> str:
    name = month.lower()
    return _iso(int(year), _MONTHS.index(name) + 1, int(day)) if name in _MONTHS else ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
