"""`cardgen check --fix`: the mistakes that can be mended without asking, by edits that touch nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from cardgen.cards.card_checks import TEXT_FIELDS, bare_latex
from cardgen.cards.ids import mint, mint_points
from cardgen.cards.interpreting import CardEntry
from cardgen.cards.latex_words import REPLACEMENTS
from cardgen.cards.nodes import MappingNode, ScalarNode, SequenceNode, is_null, scalars
from cardgen.cards.plan import FileChange
from cardgen.cards.reading import DeckFile, read_deck
from cardgen.cards.splicing import CannotSpliceError, Edit, apply_edits, column_of, removal
from cardgen.cards.texts import FieldText, field_texts, math_spans, offset_in_file
from cardgen.cards.writing import inline, is_text, quote, render_scalar
from cardgen.model import Card, Point
from cardgen.problems import CardgenError

_MENDABLE = re.compile(r"\\(" + "|".join(REPLACEMENTS) + r")(?![a-zA-Z])")


def fix(files: Sequence[DeckFile], *, taken: Collection[str] = ()) -> list[FileChange]:
    """The deck files that change when what is safe to mend is mended.

    Quotes texts that other programs read as numbers; takes dollar signs off LaTeX; writes `\\bm` as MathJax
    knows it; deletes `missing:` from complete cards; gives cards and points the ids that they lack. `taken`
    are ids of cards that stand in no file any more.
    """
    used = {entry.id for file in files for entry in file.entries} | set(taken)
    changes = []
    for file in files:
        edits = [edit for entry in file.entries for edit in _entry_edits(file, entry, used)]
        if edits and (text := _mended(file, edits)) is not None:
            bom = "\ufeff" if file.bom else ""
            changes.append(FileChange(file.path, bom + file.text, bom + text))
    return changes


def _mended(file: DeckFile, edits: Sequence[Edit]) -> str | None:
    """The new text, unless it would read worse than before."""
    try:
        text = apply_edits(file.text, edits)
        after = read_deck(text, file.path)
    except (CannotSpliceError, CardgenError):
        return None
    return text if len(after.entries) == len(file.entries) and _errors(after) <= _errors(file) else None


def _errors(file: DeckFile) -> int:
    return sum(problem.severity == "error" for problem in file.problems)


def _entry_edits(file: DeckFile, entry: CardEntry, used: set[str]) -> Iterator[Edit]:
    node = entry.node
    if not isinstance(node, MappingNode) or entry.content is None:
        return
    latex = [text for text in field_texts(node, entry.content.kind) if text.latex]
    yield from _latex_edits(file, node, entry.content.kind)
    yield from _quotes(node, {id(text.node) for text in latex})
    yield from _stale_missing(file, entry, node)
    if not entry.id:
        name = mint(Card(entry.content), used)
        used.add(name)
        yield _with_id(file, node, name)
    yield from _point_ids(file, node)


def _quotes(node: MappingNode, others: set[int]) -> Iterator[Edit]:
    """Quotes for `no` and `1:30`; `others` are scalars that another edit may change."""
    for key, value in node.values.items():
        for scalar in scalars(value) if key in TEXT_FIELDS else ():
            misread = not scalar.style and not is_null(scalar) and not is_text(scalar.text)
            if misread and id(scalar) not in others:
                yield Edit(scalar.start, scalar.end, quote(scalar.text))


def _latex_edits(file: DeckFile, node: MappingNode, kind: str) -> Iterator[Edit]:
    for text in field_texts(node, kind):
        source = text.node.text
        bare = bare_latex(source)[0] if text.latex else source
        if bare != source.strip() and text.latex:
            mended = _MENDABLE.sub(_replacement, bare)
            column = column_of(file.text, node.start) + 2
            is_key = text.field == "where"
            new = inline(mended) if is_key else render_scalar(mended, column, text.node.style)
            yield Edit(text.node.start, text.node.end, new)
        elif text.latex and not text.node.style and not is_text(source):
            yield Edit(text.node.start, text.node.end, quote(source))
        else:
            yield from _commands(file, text)


def _commands(file: DeckFile, text: FieldText) -> Iterator[Edit]:
    """Edits for single commands, where the place in the file is certain."""
    formulas = [(0, text.node.text)] if text.latex else math_spans(text.node.text)
    for start, latex in formulas:
        for match in _MENDABLE.finditer(latex):
            at = offset_in_file(file.text, text.node, start + match.start())
            if file.text[at : at + len(match[0])] == match[0]:
                yield Edit(at, at + len(match[0]), _replacement(match))


def _replacement(match: re.Match[str]) -> str:
    return "\\" + REPLACEMENTS[match[1]]


def _stale_missing(file: DeckFile, entry: CardEntry, node: MappingNode) -> Iterator[Edit]:
    if entry.card and entry.card.missing and not entry.card.status and not node.flow:
        try:
            key = node.keys["missing"]
            yield removal(file.text, key.start, node.values["missing"], key.end)
        except CannotSpliceError:
            return  # a comment of the person's stands there


def _point_ids(file: DeckFile, node: MappingNode) -> Iterator[Edit]:
    value = node.values.get("points")
    items = value.items if isinstance(value, SequenceNode) else []
    nodes = [item for item in items if isinstance(item, MappingNode)]
    had = [Point({}, _text(item, "aspect"), _text(item, "id")) for item in nodes]
    for item, before, after in zip(nodes, had, mint_points(had), strict=True):
        if not before.id and after.id:
            yield _with_id(file, item, after.id)


def _with_id(file: DeckFile, node: MappingNode, name: str) -> Edit:
    """`id:` as the first key, or as the value of one that stands there empty."""
    if "id" in node.values:
        value = node.values["id"]
        return Edit(value.start, value.end, " " * (value.start == value.end) + inline(name))
    if node.flow:
        return Edit(node.start + 1, node.start + 1, f"id: {inline(name)}" + ", " * bool(node.keys))
    pad = " " * column_of(file.text, node.start)
    return Edit(node.start, node.start, f"id: {inline(name)}\n{pad}")


def _text(node: MappingNode, name: str) -> str:
    value = node.values.get(name)
    return value.text.strip() if isinstance(value, ScalarNode) and not is_null(value) else ""
