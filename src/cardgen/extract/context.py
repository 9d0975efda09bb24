"""What a front needs beside a name that is ambiguous alone: the thing that it belongs to."""

from __future__ import annotations

from dataclasses import replace

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.headings import PIECE, SEVERAL, folded, question, without_piece
from cardgen.extract.outline import Outline, is_chinese
from cardgen.extract.terms import COMPARED, key, parse_term, why_not_term
from cardgen.model import Definition
from cardgen.rules import RuleSet


def with_context(outline: Outline, found: Found, rules: RuleSet) -> Found:
    """A definition of a symbol, a parameter or a command with its owner as context; others as they are."""
    content = found.content
    if not isinstance(content, Definition) or content.context or not is_ambiguous(content):
        return found
    owner = _owner(outline, found, rules)
    return replace(found, content=replace(content, context=owner)) if owner else found


def is_ambiguous(content: Definition) -> bool:
    """Whether a term says little alone: one or two letters without another name, a short piece of code."""
    term = content.term
    if compiled(r"`(?:[^`.A-Z]|[A-Z](?![a-z])){1,12}`|`?[a-z]+(?:_[a-z0-9]+)+(?:\(\))?`?").fullmatch(term):
        return True
    if content.aliases:
        return False
    return len(key(term)) <= (1 if is_chinese(term) else 2)


def _owner(outline: Outline, found: Found, rules: RuleSet) -> str:
    """The nearest heading, or the note's title, that is a name and does not hold the term itself."""
    content = found.content
    assert isinstance(content, Definition)
    block = outline.blocks[found.block]
    for text in (*reversed(block.trail), outline.note.title):
        name = parse_term(question(text) or without_piece(text)).name
        plain = folded(name)
        if not name or plain in rules.words["generic_headings"] or plain in rules.words["labels"]:
            continue
        if key(content.term) in key(name):
            return ""  # the heading names it already
        if PIECE.search(name) or COMPARED.search(text) or SEVERAL.search(name) or len(name) > 30:
            continue
        if not why_not_term(name, rules.words, marked=True):
            return name
    return ""
