"""What can be wrong with one card by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cardgen.cards.codes import Hit
from cardgen.cards.fields import CARD
from cardgen.cards.latex import faults
from cardgen.cards.latex_words import REPLACEMENTS, is_command
from cardgen.cards.likeness import fold, fold_name, fold_tex
from cardgen.cards.nodes import MappingNode, ScalarNode, SequenceNode, is_null, scalars
from cardgen.cards.pictures import Pictures
from cardgen.cards.reading import DeckFile
from cardgen.cards.texts import FieldText, field_texts, images, math_spans, offset_in_file, prose
from cardgen.cards.writing import columns, is_text
from cardgen.model import Card, Definition, Formula

FIX = "let `cardgen check --fix` add one"
LONG = 400
"""Columns (Han count two) of an answer that is too long to recall at once."""

TEXT_FIELDS = {field.name for fields in CARD.values() for field in fields} - {"source"}
_LOST = re.compile(r"\[(?:公式|Math|math|Math Processing Error|图片|image)\](?!\()|(?:\.{3}|…+)$")
_CLOZE = re.compile(r"\{\{c\d+::")
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]+:)?//|data:", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:[^a-zA-Z]|([a-zA-Z]+))", re.DOTALL)
_PAREN_MATH = re.compile(r"\\[()\[\]]")


def structure_hits(node: MappingNode) -> Iterator[Hit]:
    """What can be found in a card that has errors, too."""
    for key, value in node.values.items():
        for scalar in scalars(value) if key in TEXT_FIELDS else ():
            if not scalar.style and not is_null(scalar) and not is_text(scalar.text):
                what = f"other programs do not read `{scalar.text}` as text"
                yield Hit(scalar.start, "not-text", what, "put it in quotes")
    points = node.values.get("points")
    seen: set[str] = set()
    for point in points.items if isinstance(points, SequenceNode) else []:
        name = point.values.get("id") if isinstance(point, MappingNode) else None
        if not isinstance(name, ScalarNode) or is_null(name):
            yield Hit(point.start, "point-id", "the point has no `id:`", FIX)
        elif name.text.strip() in seen:
            what = f"two points have the id `{name.text.strip()}`"
            yield Hit(name.start, "duplicate-id", what, "give one another id", "error")
        else:
            seen.add(name.text.strip())


def card_hits(file: DeckFile, card: Card, node: MappingNode, pictures: Pictures | None) -> Iterator[Hit]:
    for text in field_texts(node, card.kind):
        hits = _latex_hits(text, card) if text.latex else _markdown_hits(text, card, file, pictures)
        for hit in hits:
            yield replace(hit, offset=offset_in_file(file.text, text.node, hit.offset))
        yield from _escape_hits(file, text)
    yield from _status_hits(card, node)
    yield from _tag_hits(node)
    yield from _giveaway_hits(card, node)


# --- one text of a card: offsets count from the start of the text ---


def _latex_hits(text: FieldText, card: Card) -> Iterator[Hit]:
    latex, start = bare_latex(text.node.text)
    if latex != text.node.text.strip():
        yield Hit(0, "math-delimiter", "the LaTeX stands in dollar signs", "leave them out")
    yield from _lost_hits(text.node.text, card)
    yield from _fault_hits(latex, start)


def bare_latex(text: str) -> tuple[str, int]:
    """The LaTeX without math marks around it, and where it starts in the text."""
    bare = text.strip()
    for opener, closer in (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")):
        inner = bare.removeprefix(opener).removesuffix(closer)
        if inner.strip() and opener not in inner and bare == opener + inner + closer:
            bare = inner.strip()
            break
    return bare, text.index(bare)


def _escape_hits(file: DeckFile, text: FieldText) -> Iterator[Hit]:
    """`"\frac"` is a form feed and `rac`: the offset is one of the file."""
    node = text.node
    for match in _ESCAPE.finditer(file.text, node.start, node.end) if node.style == '"' else ():
        if match[1] and is_command(match[1]):
            what = rf"`\{match[1]}` in double quotes is no LaTeX: `\{match[1][0]}` is an escape there"
            yield Hit(
                match.start(1) - 1, "escape", what, rf"write `\\{match[1]}`, or use single quotes", "error"
            )


def _fault_hits(latex: str, start: int) -> Iterator[Hit]:
    for fault in faults(latex):
        mended = any(fault.what.endswith(rf"`\{name}`") for name in REPLACEMENTS)
        severity = "warning" if mended else "error"
        yield Hit(start + fault.offset, fault.code, fault.what, fault.todo, severity)


def _markdown_hits(text: FieldText, card: Card, file: DeckFile, pictures: Pictures | None) -> Iterator[Hit]:
    source = text.node.text
    for start, latex in math_spans(source):
        yield from _fault_hits(latex, start)
    plain = prose(source)
    yield from _lost_hits(source, card)
    if "$" in plain and plain.count("$") % 2:
        todo = r"close it, or write `\$` for a dollar"
        yield Hit(plain.rindex("$"), "math-delimiter", "a `$` opens math that is never closed", todo)
    if match := _PAREN_MATH.search(plain):
        yield Hit(match.start(), "math-delimiter", f"`{match[0]}` is no math here", "write `$…$`")
    if match := _CLOZE.search(plain):
        yield Hit(
            match.start(), "cloze-markup", "these cards have no cloze", "write the text without `{{c1::…}}`"
        )
    if text.answer and columns(source) > LONG:
        todo = "keep the core and move the rest to `extra:`, or make two cards"
        yield Hit(0, "long-answer", f"the answer is {len(source)} characters long", todo)
    for start, target in images(source):
        yield from _image_hits(start, target, card, file, pictures)


def _lost_hits(text: str, card: Card) -> Iterator[Hit]:
    match = _LOST.search(text.rstrip())
    if match and not card.status:
        todo = "fill in what the note lost, or set `status: incomplete`"
        severity = "error" if match[0].startswith("[") else "warning"
        yield Hit(match.start(), "lost-text", f"something was lost at `{match[0]}`", todo, severity)


def _image_hits(
    start: int, target: str, card: Card, file: DeckFile, pictures: Pictures | None
) -> Iterator[Hit]:
    if _REMOTE.match(target):
        yield Hit(
            start, "remote-image", "a card does not load images from the web", "save it beside the note"
        )
    elif pictures and not pictures.has(target, card, file):
        yield Hit(
            start, "missing-image", f"there is no image `{target}`", "put it beside the note, or take it out"
        )


# --- one card ---


def _status_hits(card: Card, node: MappingNode) -> Iterator[Hit]:
    if not card.missing:
        return
    lacking = [name for name in card.missing if not _filled(node, name)]
    key = node.keys["missing"]
    if card.status == "incomplete" and not lacking:
        yield Hit(key.start, "stale-status", "nothing is missing any more", "delete `status:` and `missing:`")
    elif not card.status:
        yield Hit(key.start, "stale-status", "`missing:` stands in a complete card", "delete it")


def _filled(node: MappingNode, name: str) -> bool:
    value = node.values.get(name)
    if isinstance(value, ScalarNode):
        return bool(value.text.strip()) and not is_null(value) and not _LOST.search(value.text)
    return value is not None


def _tag_hits(node: MappingNode) -> Iterator[Hit]:
    tags = node.values.get("tags")
    for tag in tags.items if isinstance(tags, SequenceNode) else []:
        if isinstance(tag, ScalarNode) and re.search(r"\s", tag.text.strip()):
            what = f"a tag has no space in Anki, where `{tag.text.strip()}` gets `_` for it"
            yield Hit(tag.start, "tag-space", what, "write `-` or `_`")


def _giveaway_hits(card: Card, node: MappingNode) -> Iterator[Hit]:
    content = card.content
    if isinstance(content, Definition):
        named = next((n for n in (content.term, *content.aliases) if _names_itself(n, content.meaning)), None)
        if named:
            what = f"the meaning names `{named}`, so the card that asks for the term shows it"
            yield Hit(node.keys["meaning"].start, "gives-away", what, "say it without the term")
        if len(fold(content.meaning)) > 3 and fold(content.meaning) in fold(content.term):
            yield Hit(
                node.keys["term"].start, "gives-away", "the term holds its own meaning", "shorten the term"
            )
    elif isinstance(content, Formula):
        latex = fold_tex(content.latex)
        if len(latex) > 2 and latex in fold_tex(content.name):
            yield Hit(node.keys["name"].start, "gives-away", "the name holds the formula", "give it a name")


def _names_itself(name: str, meaning: str) -> bool:
    folded = name.casefold().strip()
    if len(fold_name(name)) < 2:
        return False
    edge = (r"(?<![a-z0-9])" if folded[0].isascii() else "", r"(?![a-z0-9])" if folded[-1].isascii() else "")
    return bool(re.search(edge[0] + re.escape(folded) + edge[1], prose(meaning).casefold()))
