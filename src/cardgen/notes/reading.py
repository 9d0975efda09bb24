"""One file or text -> its notes."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

from cardgen.model import Block, Note
from cardgen.notes.categories import UNCATEGORIZED, category_of_place
from cardgen.notes.containers import with_box_titles
from cardgen.notes.decoding import NotText, decode
from cardgen.notes.files import NoteFile
from cardgen.notes.front_matter import FrontMatter, read_front_matter
from cardgen.notes.html_page import read_page
from cardgen.notes.link_lists import without_link_lists
from cardgen.notes.markdown import read_blocks
from cardgen.notes.metadata_lines import without_metadata
from cardgen.notes.notebook import NotANotebook, markdown_of_notebook, relocated
from cardgen.notes.plain_text import Part, digest_parts, read_paragraphs
from cardgen.problems import Problem

_MARKDOWN = re.compile(r"^(?:#{1,6} \S|```|~~~|\$\$|> |[*+-] \S|\|.*\|\s*$|---\s*$)|\*\*[^*\n]+\*\*", re.M)
_DATE_BEFORE_NAME = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}[-_ ]+")
_NO_TITLE = re.compile(
    r"[\W\d_]*|(?:readme|index|notes?|untitled|未命名|无标题|新建|draft|scratch|test|todo)[\s\d_-]*", re.I
)

Result = tuple[list[Note], list[Problem]]


def read_file(file: NoteFile, *, encoding: str | None = None) -> Result:
    """The notes of a file, and what is wrong with it. Never raises for what a file holds.

    A file that is not text gives a warning; one that cannot be opened, or whose front matter is broken, an
    error (in the last case the note is still read).
    """
    name = printable(file.name)
    try:
        data = file.path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return [], [Problem(name, 0, 0, f"cannot be read ({reason})", "check its permissions", "unreadable")]
    try:
        text = decode(data, encoding)
    except NotText as error:
        todo = "save it as UTF-8, or name its encoding with --encoding"
        return [], [Problem(name, 0, 0, str(error), todo, "not-text", "warning")]
    except LookupError:
        what = f"unknown encoding {encoding!r}"
        return [], [Problem(name, 0, 0, what, "use a name such as utf-8, gb18030 or big5", "encoding")]
    return _read(text, name, category_of_place(name), _title_of_name(name))


def read_text(text: str, name: str = "note.md", *, category: str = UNCATEGORIZED) -> list[Note]:
    """The notes of a text, by the ending of `name`. `category` is for notes that name none themselves."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _read(text, name, category, "")[0]


def printable(name: str) -> str:
    """A file name that can stand in a line of output, with odd characters and bytes escaped."""
    if name.isprintable():
        return name
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name
    )


def _read(source: str, name: str, category: str, title: str) -> Result:
    ending = PurePosixPath(name).suffix.lower()
    if ending in (".html", ".htm"):
        return _read_page(source, name, category, title)
    if ending == ".ipynb":
        return _read_notebook(source, name, category, title)
    headed = source.lstrip("\n").startswith(("---", "+++", ";;;", "{"))
    plain = not headed and not _MARKDOWN.search(source[:100_000])
    named_plain = ending == ".txt"
    if (plain or (named_plain and not headed)) and (parts := digest_parts(source, strict=not named_plain)):
        return _read_digest(source, name, parts), []
    if plain and named_plain:
        starts = line_starts_of(source)
        blocks = read_paragraphs(source, starts, 0, len(starts))
        return [_note(source, name, starts, blocks, FrontMatter(), category, title)], []
    return _read_markdown(source, name, category, title)


def _read_markdown(source: str, name: str, category: str, title: str) -> Result:
    front = read_front_matter(source)
    starts = line_starts_of(source)
    blocks = with_box_titles(read_blocks(source, front.end, starts), source, front.end, starts)
    blocks, front = without_metadata(blocks, front)
    return [_note(source, name, starts, blocks, front, category, title)], _front_problems(front, name)


def _read_page(source: str, name: str, category: str, title: str) -> Result:
    starts = line_starts_of(source)
    page = read_page(source, starts)
    return [_note(source, name, starts, page.blocks, FrontMatter(), category, page.title or title)], []


def _read_notebook(source: str, name: str, category: str, title: str) -> Result:
    try:
        markdown = markdown_of_notebook(source)
    except NotANotebook as error:
        return [], [Problem(name, 0, 0, str(error), "open it in Jupyter and save it again", "notebook")]
    starts = line_starts_of(source)
    front = read_front_matter(markdown.text)
    blocks = read_blocks(markdown.text, front.end, line_starts_of(markdown.text))
    blocks = relocated(blocks, markdown.steps, starts)
    note = _note(source, name, starts, blocks, front, category, markdown.title or title)
    return [note], _front_problems(front, name)


def _read_digest(source: str, name: str, parts: list[Part]) -> list[Note]:
    starts = line_starts_of(source)
    notes = []
    for part in parts:
        blocks = read_paragraphs(source, starts, part.first, part.end)
        if blocks:
            category = part.category or UNCATEGORIZED
            line = blocks[0].line
            notes.append(
                Note(name, source, tuple(blocks), category, date=part.date, line=line, line_starts=starts)
            )
    return notes


def _note(
    source: str,
    name: str,
    starts: tuple[int, ...],
    blocks: list[Block],
    front: FrontMatter,
    category: str,
    title: str,
) -> Note:
    blocks = without_link_lists(blocks)
    heading = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
    return Note(
        name,
        source,
        tuple(blocks),
        front.category or category,
        front.title or heading or title,
        front.tags,
        front.date,
        blocks[0].line if blocks else 1,
        starts,
    )


def _title_of_name(name: str) -> str:
    """A file's name as its title, as in a vault; nothing when it names no subject."""
    stem = _DATE_BEFORE_NAME.sub("", PurePosixPath(name).stem)
    return "" if _NO_TITLE.fullmatch(stem) else stem.replace("_", " ").strip()


def _front_problems(front: FrontMatter, name: str) -> list[Problem]:
    if not front.fault:
        return []
    todo = "correct it; the note was read all the same"
    return [Problem(name, front.fault_line, 0, front.fault, todo, "front-matter")]


def line_starts_of(source: str) -> tuple[int, ...]:
    """The offset of the start of each line."""
    return (0, *(found.end() for found in re.finditer("\n", source)))
