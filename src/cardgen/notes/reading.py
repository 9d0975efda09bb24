"""One file or text -> its notes."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import PurePosixPath

from cardgen.model import Block, Note
from cardgen.notes.categories import UNCATEGORIZED, category_of_place
from cardgen.notes.decoding import NotText, decode
from cardgen.notes.files import NoteFile
from cardgen.notes.front_matter import FrontMatter, read_front_matter
from cardgen.notes.markdown import line_starts_of, read_blocks
from cardgen.notes.plain_text import digest_parts, read_paragraphs
from cardgen.problems import Problem

_LOOKS_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|```|~~~|\$\$|> |[*+-] |\|.*\|\s*$|---\s*$)|\*\*[^*\n]+\*\*", re.M
)


def read_file(file: NoteFile, *, encoding: str | None = None) -> tuple[list[Note], list[Problem]]:
    """The notes of a file, and what is wrong with it. Never raises for what a file holds.

    A file that is not text gives a warning; one that cannot be opened, or whose front matter is broken, an error
    (in the last case the note is still read).
    """
    try:
        data = file.path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return [], [
            Problem(file.name, 0, 0, f"cannot be read ({reason})", "check its permissions", "unreadable")
        ]
    try:
        text = decode(data, encoding)
    except NotText as error:
        todo = "save it as UTF-8, or name its encoding with --encoding"
        return [], [Problem(file.name, 0, 0, str(error), todo, "not-text", "warning")]
    except LookupError:
        what = f"unknown encoding {encoding!r}"
        return [], [Problem(file.name, 0, 0, what, "use a name such as utf-8, gb18030 or big5", "encoding")]
    return _read(text, file.name, category_of_place(file.name))


def read_text(text: str, name: str = "note.md", *, category: str = UNCATEGORIZED) -> list[Note]:
    """The notes of a text, by the ending of `name`. `category` is for notes that name none themselves."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _read(text, name, category)[0]


def _read(source: str, name: str, category: str) -> tuple[list[Note], list[Problem]]:
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".txt":
        return _read_plain(source, name, category), []
    return _read_markdown(source, name, category)


def _read_markdown(source: str, name: str, category: str) -> tuple[list[Note], list[Problem]]:
    front = read_front_matter(source)
    starts = line_starts_of(source)
    blocks = read_blocks(source, front.end, starts)
    return [_note(source, name, starts, blocks, front, category)], _front_problems(front, name)


def _read_plain(source: str, name: str, category: str) -> list[Note]:
    starts = line_starts_of(source)
    parts = digest_parts(source)
    if parts:
        notes = []
        for part in parts:
            blocks = tuple(read_paragraphs(source, starts, part.first, part.end))
            if blocks:
                notes.append(
                    Note(
                        name,
                        source,
                        blocks,
                        part.category or UNCATEGORIZED,
                        "",
                        (),
                        part.date,
                        blocks[0].line,
                        starts,
                    )
                )
        return notes
    front = read_front_matter(source)
    if front.end or _LOOKS_MARKDOWN.search(source[:100_000]):
        return _read_markdown(source, name, category)[0]
    return [
        Note(
            name, source, tuple(read_paragraphs(source, starts, 0, len(starts))), category, line_starts=starts
        )
    ]


def _note(
    source: str, name: str, starts: tuple[int, ...], blocks: list[Block], front: FrontMatter, category: str
) -> Note:
    title = front.title or next((b.text for b in blocks if b.kind == "heading" and b.level == 1), "")
    line = blocks[0].line if blocks else 1
    note = Note(
        name, source, tuple(blocks), front.category or category, title, front.tags, front.date, line, starts
    )
    return replace(note, tags=front.tags)


def _front_problems(front: FrontMatter, name: str) -> list[Problem]:
    if not front.fault:
        return []
    todo = "correct it; the note was read all the same"
    return [Problem(name, front.fault_line, 0, front.fault, todo, "front-matter")]
