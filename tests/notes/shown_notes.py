"""Reading a text and showing what came of it."""

from __future__ import annotations

from cardgen.model import Block, Note
from cardgen.notes import read_text, sentences


def note_of(text: str, name: str = "note.md") -> Note:
    (note,) = read_text(text, name)
    return note


def blocks_of(text: str, name: str = "note.md") -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in note_of(text, name).blocks]


def text_of(text: str, name: str = "note.md") -> str:
    """The text of the only block."""
    (block,) = note_of(text, name).blocks
    return block.text


def marks_of(block: Block) -> list[tuple[str, str]]:
    return [(mark.kind, block.text[mark.start : mark.end]) for mark in block.marks]


def sentences_of(note: Note) -> list[str]:
    """All that rules may match in a note."""
    cells = [cell for block in note.blocks for row in block.rows for cell in row]
    searched = [block for block in note.blocks if block.kind != "code"]
    return [block.text[s.start : s.end] for block in [*searched, *cells] for s in sentences(block.text)]


def place_of(note: Note, words: str) -> tuple[int, int]:
    """(line, column) of the first block or cell text that holds these words."""
    for block in note.blocks:
        for part in (block, *(cell for row in block.rows for cell in row)):
            if words in part.text and part.kind != "table":
                return note.position(part.source_offset(part.text.index(words)))
    raise AssertionError(f"{words!r} is in no block of {[block.text for block in note.blocks]}")
