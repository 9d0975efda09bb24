"""The clean text of one block: its marks, and the way back to the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from cardgen.model import Mark, MarkKind
from cardgen.notes.characters import HAN, INVISIBLE, ODD, REPAIRS, SPACES
from cardgen.notes.edits import Edit, Steps, apply_edits
from cardgen.notes.line_breaks import joint, kept_break, soft_breaks

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f"
_ODD = re.compile(f"[{SPACES}{ODD}]")
_SUSPECT = re.compile(rf"[\t{INVISIBLE}{_CONTROLS}$]| {{2}}|==|\[\^")
_PIECE = re.compile(
    rf"(?P<gone>[{INVISIBLE}{_CONTROLS}]+|\[\^[^\]\s]{{1,40}}\])"
    r"|(?P<space>[\t ]{2,}|\t)"
    r"|(?P<shine>={2,})|(?P<dollar>\$)"
)
_FUNCTION_WORDS = "的地得和与及或在把被将为是从向由以于而但并且也都不"
_STRAY_SPACE = re.compile(
    rf" (?=[{HAN}])(?:(?<=\S[{_FUNCTION_WORDS}] )(?=[{HAN}]{{2}})|(?<=[{HAN}] )(?=[的了着们][{HAN}，。]))"
)
_WIDE_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_STARS = re.compile(r"\*{2,}")
_BLOCK_ID = re.compile(r"(?:\s+|^)\^[A-Za-z0-9-]+$")


class CleanText(NamedTuple):
    text: str
    marks: tuple[Mark, ...]
    origin: tuple[tuple[int, int], ...]

    def source_of(self, offset: int) -> int:
        """The source offset of a text offset."""
        at, source = self.origin[max(bisect_right(self.origin, (offset, 1 << 62)) - 1, 0)]
        return source + offset - at

    def is_formula(self) -> bool:
        """Whether it is nothing but one display formula."""
        marks = self.marks
        return (
            len(marks) == 1 and marks[0].kind == "display" and marks[0].end - marks[0].start == len(self.text)
        )

    def part(self, start: int, end: int) -> CleanText:
        """A range of it, as a text of its own."""
        kept = tuple(
            Mark(mark.kind, mark.start - start, mark.end - start, mark.target)
            for mark in self.marks
            if start <= mark.start and mark.end <= end
        )
        if start >= end or not self.origin:
            return CleanText(self.text[start:end], kept, ())
        later = [(at - start, source) for at, source in self.origin if start < at < end]
        return CleanText(self.text[start:end], kept, ((0, self.source_of(start)), *later))


class TextBuilder:
    """Takes pieces of text in source order; `finish` gives them as one clean text."""

    __slots__ = (
        "_breaks",
        "_dollars",
        "_hard",
        "_joined",
        "_marks",
        "_open",
        "_parts",
        "_shines",
        "_steps",
        "end",
        "length",
        "start",
    )  # fmt: skip

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._steps: Steps = []
        self._marks: list[Mark] = []
        self._open: list[tuple[str, int, str]] = []
        self._breaks: list[int] = []
        self._joined: list[int] = []
        self._shines: list[int] = []
        self._dollars: list[int] = []
        self._hard: list[int] = []
        self.length = 0
        self.start = -1
        """Source offset of the first character; -1 while there is none."""
        self.end = -1

    # --- text ---

    def add(self, text: str, source: int) -> None:
        """Text that stands in the source as it is; odd characters are repaired."""
        if not text.isascii():
            text = text.translate(REPAIRS) if _ODD.search(text) else text
        if _SUSPECT.search(text):
            self._add_repaired(text, source)
        else:
            self.put(text, source)

    def put(self, text: str, source: int, source_end: int | None = None) -> None:
        """Text that is taken as it is, from `source` on."""
        steps, length = self._steps, self.length
        if not steps or source - steps[-1][1] != length - steps[-1][0]:
            steps.append((length, source))
        self._parts.append(text)
        self.length = length + len(text)
        if self.start < 0:
            self.start = source
        self.end = source + len(text) if source_end is None else source_end

    def soft_break(self, source: int) -> None:
        """The end of a source line: `finish` decides whether it stays."""
        if self.length:
            self._breaks.append(self.length)
            self.put("\n", source)

    def joined_break(self, source: int) -> None:
        """The end of a source line that means no more than a space."""
        if self.length:
            self._joined.append(self.length)
            self.put("\n", source)

    def hard_break(self, source: int) -> None:
        """A line break that stays."""
        if self.length:
            self._hard.append(self.length)
            self.put("\n", source)

    def is_first_line(self, start: str) -> bool:
        """Whether the text so far is one line that starts like this."""
        return not self._hard and "".join(self._parts[:4]).startswith(start)

    def at_line_start(self) -> bool:
        """Whether nothing but space stands on the line so far."""
        for part in reversed(self._parts):
            if part.endswith("\n"):
                return True
            if part.strip():
                return False
        return True

    def _add_repaired(self, text: str, source: int) -> None:
        at = 0
        for found in _PIECE.finditer(text):
            start, end = found.span()
            if at < start:
                self.put(text[at:start], source + at)
            piece, kind = found[0], found.lastgroup
            if kind == "space":
                self.put(" ", source + start)
            elif kind == "shine":
                if len(piece) == 2:
                    self._shines.append(self.length)
                self.put(piece, source + start)
            elif kind == "dollar":
                self._dollars.append(self.length)
                self.put(piece, source + start)
            at = end
        if at < len(text):
            self.put(text[at:], source + at)

    # --- marks ---

    def mark(self, kind: MarkKind, start: int, end: int | None = None, target: str = "") -> None:
        """Mark the text from `start` up to here."""
        self._marks.append(Mark(kind, start, self.length if end is None else end, target))

    def open(self, kind: str, target: str = "") -> None:
        """Begin a mark here, or any other span that `close` ends."""
        self._open.append((kind, self.length, target))

    def close(self, kind: MarkKind) -> None:
        """End the mark that was opened last."""
        for i in range(len(self._open) - 1, -1, -1):
            if self._open[i][0] == kind:
                _, at, target = self._open.pop(i)
                self.mark(kind, at, target=target)
                return

    def open_marks(self) -> list[tuple[str, int, str]]:
        """(kind, start, target) of what was not closed yet."""
        return self._open

    # --- the end ---

    def finish(self) -> CleanText:
        """The text, trimmed, with line breaks settled."""
        text = "".join(self._parts)
        marks, steps = self._marks, self._steps
        if edits := self._edits(text):
            text, marks, steps = apply_edits(text, marks, steps, edits)
        marks = [tight for mark in marks if (tight := _trim(mark, text))]
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        return CleanText(text, tuple(marks), tuple(steps))

    def _edits(self, text: str) -> list[Edit]:
        edits = []
        bare = text.strip()
        if len(bare) != len(text):
            lead = len(text) - len(text.lstrip())
            edits.append(Edit(0, lead))
            if bare:
                edits.append(Edit(lead + len(bare), len(text)))
        if self._breaks or self._joined or self._hard:
            edits += self._line_ends(text)
        if self._shines:
            edits += self._highlights(text)
        if self._dollars and text.count("$") > 1:
            # A price beside another dollar sign would read as the start of a formula.
            edits += [Edit(at, at, "\\") for at in self._dollars]
        if "  " in bare:
            edits += [Edit(start, end, " ") for start, end in self._loose(_WIDE_GAP, text)]
        if "**" in bare:
            # Bold that was never closed. Between letters, digits or spaces it is a power: `2**10`.
            loose = self._loose(_STARS, text)
            edits += [
                Edit(start, end)
                for start, end in loose
                if not _is_power(text[start - 1 : start], text[end : end + 1])
            ]
        if " " in bare and not bare.isascii():
            edits += [
                Edit(*found.span())
                for found in _STRAY_SPACE.finditer(text)
                if not self._at_mark(*found.span())
            ]
        if "^" in bare and (found := _BLOCK_ID.search(text)):
            edits.append(Edit(*found.span()))
        return edits

    def _line_ends(self, text: str) -> list[Edit]:
        """What each line break becomes: `\\n`, a space or nothing, with the spaces around it."""
        found: dict[int, Edit] = {}
        for edit in (
            *(kept_break(text, at) for at in self._hard),
            *soft_breaks(text, self._breaks, self._marks),
            *(joint(text, at) for at in self._joined),
        ):
            found.setdefault(edit.start, edit)
        return list(found.values())

    def _at_mark(self, start: int, end: int) -> bool:
        """Whether a mark begins or ends at the edges of a range."""
        return any(mark.end == start or mark.start == end for mark in self._marks)

    def _loose(self, pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
        """Where a pattern is found outside of formulas, code and images."""
        kinds = ("display", "math", "code", "image")
        whole = sorted((mark.start, mark.end) for mark in self._marks if mark.kind in kinds)
        starts = [start for start, _ in whole]
        found = []
        for match in pattern.finditer(text):
            i = bisect_right(starts, match.start()) - 1
            if i < 0 or match.start() >= whole[i][1]:
                found.append(match.span())
        return found

    def _highlights(self, text: str) -> list[Edit]:
        edits = []
        opener = -1
        for at in self._shines:
            before, after = text[at - 1 : at], text[at + 2 : at + 3]
            if opener < 0:
                if after.strip() and not (before.isascii() and before.isalnum()):
                    opener = at
            elif before.strip() and not (after.isascii() and after.isalnum()):
                self.mark("highlight", opener + 2, at)
                edits += [Edit(opener, opener + 2), Edit(at, at + 2)]
                opener = -1
        return edits


def _is_power(before: str, after: str) -> bool:
    spaced = before == after == " "
    return spaced or ((before + after).isascii() and before.isalnum() and after.isalnum())


def _trim(mark: Mark, text: str) -> Mark | None:
    """The mark without outer spaces; None when nothing is left."""
    start, end = mark.start, mark.end
    if mark.kind == "footnote":
        return mark
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    return mark if (start, end) == (mark.start, mark.end) else Mark(mark.kind, start, end, mark.target)
