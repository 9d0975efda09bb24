"""What a front needs beside a name that is ambiguous alone: the thing that it belongs to."""

from __future__ import annotations

from dataclasses import replace

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.headings import PIECE, SEVERAL, folded, question, without_piece
from cardgen.extract.outline import Outline, is_chinese
from cardgen.extract.terms import COMPARED, key, parse_term, why_not_term
from cardgen.model import Definition
from cardgen.rules import RuleSet

ADJECTIVE = regex.compile(
    r"[A-Za-z\-]{3,}(?:al|ive|ic|ous|ary|able|ible|ute|onic|ised|ized|ated|ered|less|tric)", regex.IGNORECASE
)
"""A kind of something that its heading names (`Cyclical` under `Types of unemployment`)."""
KINDS_OF = regex.compile(
    r"^(?:the )?(?:main |basic |common )?(?:types?|kinds?|classes|forms|classification) of\s+|的?(?:类型|分类|种类)$",
    regex.IGNORECASE,
)


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
    if ADJECTIVE.fullmatch(term):
        return True
    return len(key(term)) <= (1 if is_chinese(term) else 2)


def _owner(outline: Outline, found: Found, rules: RuleSet) -> str:
    """The nearest heading, or the note's title, that is a name and does not hold the term itself."""
    content = found.content
    assert isinstance(content, Definition)
    block = outline.blocks[found.block]
    kind = ADJECTIVE.fullmatch(content.term)
    parent = () if block.parent is None else (outline.blocks[block.parent].text.rstrip("：: "),)
    for text in (*parent, *reversed(block.trail), outline.note.title):
        if kind and text not in parent and not KINDS_OF.search(text):
            return ""
        name = parse_term(question(text) or KINDS_OF.sub("", without_piece(text))).name
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
