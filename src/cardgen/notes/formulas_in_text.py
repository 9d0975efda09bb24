"""Formulas and code in text that is no Markdown: plain text, saved pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from cardgen.model import MarkKind
from cardgen.notes.clean_text import TextBuilder
from cardgen.notes.formulas import clean_latex, is_bracketed_formula, is_display_formula, is_inline_formula
from cardgen.notes.inline import put_code, put_formula

_DOLLARS_AND_CODE = r"\$\$(?P<display>[^$]+)\$\$|(?<![\\$])\$(?P<inline>[^$\n]+)\$(?!\$)|`(?P<code>[^`\n]+)`"
_BRACKETS = (
    r"|\\\((?P<round>(?:[^\n\\]|\\[^\n()]){1,500}+)\\\)|\\\[(?P<square>(?:[^$\\]|\\[^$\[\]]){1,500}+)\\\]"
)
_FORMULA = re.compile(_DOLLARS_AND_CODE + _BRACKETS)
_FORMULA_IN_DOLLARS = re.compile(_DOLLARS_AND_CODE)


def add_text(
    text: TextBuilder, source: str, start: int, end: int, plain: Callable[[int, int], None] | None = None
) -> None:
    """A range of a source, with its formulas recognised. `plain` takes the ranges between them."""
    if plain is None:

        def plain(start: int, end: int) -> None:
            text.add(source[start:end], start)

    at = start
    bracketed = "\\)" in source[start:end] or "\\]" in source[start:end]
    for found in (_FORMULA if bracketed else _FORMULA_IN_DOLLARS).finditer(source, start, end):
        kind = found.lastgroup or ""
        inner = found[kind]
        if not _is_formula(kind, inner, source[found.end() : min(found.end() + 1, end)]):
            continue
        if at < found.start():
            plain(at, found.start())
        if kind == "code":
            put_code(text, inner, found.start(), found.end(), found.start("code"))
        else:
            mark: MarkKind = "math" if kind in ("inline", "round") else "display"
            put_formula(text, mark, clean_latex(inner), source, found.start(), found.end())
        at = found.end()
    if at < end:
        plain(at, end)


def _is_formula(kind: str, inner: str, after: str) -> bool:
    if kind == "inline":
        return is_inline_formula(inner, after)
    if kind == "display":
        return is_display_formula(inner, False)
    return kind == "code" or is_bracketed_formula(inner)
