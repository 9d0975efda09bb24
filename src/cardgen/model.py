"""The plain data that every room shares. Imports nothing of ours.

Offsets are Python string indexes (code points); lines and columns count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

# --- notes -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of offsets."""

    start: int
    end: int


MarkKind: TypeAlias = Literal[
    "strong", "emphasis", "strike", "highlight", "code", "math", "display", "link", "image", "footnote"
]


@dataclass(frozen=True, slots=True)
class Mark:
    """An inline span of a block, in offsets of `Block.text`."""

    kind: MarkKind
    start: int
    end: int
    target: str = ""
    """Where a link or an image points; the bare LaTeX of `math` and `display`; the bare text of `code`."""


BlockKind: TypeAlias = Literal[
    "heading",  # `level` 1-6
    "paragraph",
    "item",  # the first text of a list item; `level` = nesting depth from 1
    "title",  # the term of a definition list
    "detail",  # a definition of a definition list; `parent` is its title
    "table",  # `rows`; the first row is the header
    "cell",  # only inside a table's `rows`
    "math",  # a display formula alone; one mark `display` over the whole text
    "code",  # fenced or indented code; never searched
    "callout",  # the title line of an Obsidian callout; its body blocks have it as parent
]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a note, with its clean text and its place in the source.

    `text` is what rules match and what cards are made of: one line (soft breaks joined: nothing between two
    CJK characters, a space otherwise; hard breaks `\\n`), emphasis marks taken away (see `marks`), links by
    their shown text, images as `![alt](target)`, inline math as `$…$`, display math as `$$…$$`, inline code
    as `` `…` ``; entities, NBSP, zero-width characters, CJK radicals and the like repaired.
    """

    kind: BlockKind
    text: str
    span: Span
    """In `Note.source`, without the block's own markup where that is practical."""
    line: int
    end_line: int
    level: int = 0
    marks: tuple[Mark, ...] = ()
    trail: tuple[str, ...] = ()
    """The texts of the headings above, outermost first (a heading's own text is not in its trail)."""
    parent: int | None = None
    """Index in `Note.blocks` of the list item, callout or title that holds this block."""
    section: int | None = None
    """Index in `Note.blocks` of the nearest heading above."""
    number: int | None = None
    """The number of an ordered item."""
    quoted: bool = False
    """Inside a block quote or callout."""
    group: int = 0
    """Items of one list share a group; differs between lists. 0 outside lists."""
    rows: tuple[tuple[Block, ...], ...] = ()
    origin: tuple[tuple[int, int], ...] = ()
    """Steps `(text offset, source offset)`, both ascending; between steps the two run in parallel."""

    def source_offset(self, offset: int) -> int:
        """The source offset of a text offset (the start of the step's text for inserted characters)."""
        if not self.origin:
            return self.span.start
        i = max(bisect_right(self.origin, (offset, 1 << 62)) - 1, 0)
        at, source = self.origin[i]
        limit = self.origin[i + 1][1] if i + 1 < len(self.origin) else self.span.end
        return min(source + max(offset - at, 0), max(limit, source))


@dataclass(frozen=True, slots=True)
class Note:
    """One note. A digest file gives several, all with the file's path and lines."""

    path: str
    """POSIX, relative to the folder that was named (its name, for a file that was named)."""
    source: str
    """The whole file as decoded; offsets and lines refer to it."""
    blocks: tuple[Block, ...]
    category: str = "Uncategorized"
    """`A::B` for nested categories."""
    title: str = ""
    tags: tuple[str, ...] = ()
    date: str = ""
    line: int = 1
    """The first line of the note's text (for a digest)."""
    line_starts: tuple[int, ...] = (0,)
    """Offset in `source` of the start of each line."""

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column) of a source offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1


# --- findings and cards ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Definition:
    """`term` means `meaning`. Text fields are Markdown with `$…$` math."""

    term: str
    meaning: str
    aliases: tuple[str, ...] = ()
    context: str = ""

    kind = "definition"


@dataclass(frozen=True, slots=True)
class Formula:
    """`name` is `latex`; `where` explains its symbols (LaTeX without `$` -> meaning)."""

    name: str
    latex: str
    where: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    context: str = ""

    kind = "formula"


@dataclass(frozen=True, slots=True)
class Point:
    """One aspect in which the subjects of a comparison differ. `values` keys are subjects."""

    values: Mapping[str, str]
    aspect: str = ""
    id: str = ""
    """Minted with the card; identity of the point's own Anki note."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two or more subjects share (`same`) and how they differ (`points`)."""

    subjects: tuple[str, ...]
    points: tuple[Point, ...] = ()
    same: tuple[str, ...] = ()
    context: str = ""

    kind = "comparison"


Content: TypeAlias = Definition | Formula | Comparison


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card came from: note path, line and rule.

    What else is known of the place is no part of its identity, and stands in no deck file: the lock keeps it.
    """

    note: str
    line: int = 0
    rule: str = ""
    heading: str = field(default="", compare=False)
    """The innermost heading above, or the heading itself."""
    date: str = field(default="", compare=False)
    """When the note was written, as it says itself; on a card `YYYY-MM-DD`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of knowledge that a rule found in a note."""

    content: Content
    source: Source
    confidence: float
    """Between 0 and 1: the share of such findings that a careful person keeps."""
    category: str = "Uncategorized"
    tags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Fields that were lost in the note (`latex`): makes the card incomplete."""
    column: int = 1
    end_line: int = 0
    evidence: str = ""
    """The text that the rule read."""
    heading: str = ""
    """The trail of headings, joined by ` > `."""


Status: TypeAlias = Literal["", "incomplete", "rejected"]


@dataclass(frozen=True, slots=True)
class Card:
    """One card spec. `id` is minted once and kept for good; empty on a draft."""

    content: Content
    id: str = ""
    status: Status = ""
    missing: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    extra: str = ""
    sources: tuple[Source, ...] = ()

    @property
    def kind(self) -> str:
        return self.content.kind

    @property
    def front(self) -> str:
        """What the card asks about, in one line: the term, the name, or the subjects."""
        content = self.content
        if isinstance(content, Definition):
            return content.term
        if isinstance(content, Formula):
            return content.name
        return " vs ".join(content.subjects)


@dataclass(frozen=True, slots=True)
class Deck:
    """One deck file: its name in Anki, the note categories that flow into it, its cards."""

    name: str
    cards: tuple[Card, ...] = ()
    categories: tuple[str, ...] = ()
    namespace: str = ""
    path: str = ""
