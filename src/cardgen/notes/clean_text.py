"""The clean text of one block: its marks, and the way back to the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from cardgen.model import Mark, MarkKind
from cardgen.notes.characters import HAN, INVISIBLE, REPAIRS, SPACES
from cardgen.notes.line_breaks import joints

Steps = list[tuple[int, int]]

_SUSPECT = re.compile(
    rf"[{INVISIBLE}{SPACES}\x00-\x08\x0b-\x1f\x7f⺀-⿕豈-﫿０-９Ａ-Ｚａ-ｚ$]| {{2,}}|==|\[\^|\*\*"
)
_PIECE = re.compile(
    rf"(?P<gone>[{INVISIBLE}\x00-\x08\x0b-\x1f\x7f]+|\[\^[^\]\s]{{1,40}}\])"
    rf"|(?P<space>[{SPACES} ]{{2,}})"
    rf"|(?P<odd>[{SPACES}⺀-⿕豈-﫿０-９Ａ-Ｚａ-ｚ]+)"
    r"|(?P<stars>\*{2,})|(?P<shine>={2,})|(?P<dollar>\$)"
)
_STRAY_SPACE = re.compile(
    rf"(?<=[{HAN}][的地得和与及或在把被将为是从向由以于而但并且也都不]) +(?=[{HAN}])"
    rf"|(?<=[{HAN}]) +(?=[的了着们][{HAN}，。])"
)
_BLOCK_ID = re.compile(r"\s+\^[A-Za-z0-9-]+$|^\^[A-Za-z0-9-]+$")


class Edit(NamedTuple):
    """Put `text` in the place of a range."""

    start: int
    end: int
    text: str = ""


class CleanText(NamedTuple):
    text: str
    marks: tuple[Mark, ...]
    origin: tuple[tuple[int, int], ...]


class TextBuilder:
    """Takes pieces of text in source order; `finish` gives them as one clean text."""

    __slots__ = ("_breaks", "_dollars", "_marks", "_parts", "_shines", "_steps", "end", "length", "start")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._steps: Steps = []
        self._marks: list[Mark] = []
        self._breaks: list[int] = []
        self._shines: list[int] = []
        self._dollars: list[int] = []
        self.length = 0
        self.start = -1
        self.end = -1

    def add(self, text: str, source: int) -> None:
        """Text that stands in the source as it is."""
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

    def mark(self, kind: MarkKind, start: int, end: int | None = None, target: str = "") -> None:
        """Mark the text from `start` up to here."""
        self._marks.append(Mark(kind, start, self.length if end is None else end, target))

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
            elif kind == "odd":
                self.put(piece.translate(REPAIRS), source + start)
            elif kind == "stars":
                # Bold that was never closed. Between letters and digits it is a power: `2**10`.
                before, after = text[start - 1 : start], text[end : end + 1]
                if (before.isascii() and before.isalnum()) or (before in " " and after in " "):
                    self.put(piece, source + start)
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

    def finish(self) -> CleanText:
        """The text, trimmed, with soft breaks settled."""
        text = "".join(self._parts)
        edits = self._edits(text)
        marks, steps = self._marks, self._steps
        if edits:
            text, marks, steps = apply_edits(text, marks, steps, edits)
        marks = [tight for mark in marks if (tight := _trim(mark, text))]
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        return CleanText(text, tuple(marks), tuple(steps))

    def _edits(self, text: str) -> list[Edit]:
        edits = []
        bare = text.strip()
        if len(bare) != len(text):
            lead = len(text) - len(text.lstrip())
            if lead:
                edits.append(Edit(0, lead))
            if bare:
                edits.append(Edit(lead + len(bare), len(text)))
        if self._breaks:
            edits += [Edit(*joint) for joint in joints(text, self._breaks, self._marks)]
        if self._shines:
            edits += self._highlights(text)
        if self._dollars and text.count("$") > 1:
            # A price beside another dollar sign would read as the start of a formula.
            edits += [Edit(at, at, "\\") for at in self._dollars]
        if " " in bare and not bare.isascii():
            edges = {edge for mark in self._marks for edge in (mark.start, mark.end)}
            edits += [Edit(*f.span()) for f in _STRAY_SPACE.finditer(text) if edges.isdisjoint(f.span())]
        if "^" in bare and (found := _BLOCK_ID.search(text)):
            edits.append(Edit(*found.span()))
        return edits

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


def apply_edits(
    text: str, marks: list[Mark], steps: Steps, edits: list[Edit]
) -> tuple[str, list[Mark], Steps]:
    """Change ranges of a text, and move its marks and steps with it. Overlapping edits: the first one counts."""
    edits.sort()
    starts = [step[0] for step in steps]

    def source_of(offset: int) -> int:
        at, source = steps[max(bisect_right(starts, offset) - 1, 0)]
        return source + offset - at

    parts: list[str] = []
    new_steps: Steps = []
    cuts: list[int] = []  # old offsets from which a shift holds
    shifts: list[int] = []
    length = at = next_step = 0

    def keep(end: int) -> None:
        nonlocal length, next_step
        if at >= end:
            return
        new_steps.append((length, source_of(at)))
        while next_step < len(steps) and steps[next_step][0] <= at:
            next_step += 1
        while next_step < len(steps) and steps[next_step][0] < end:
            new_steps.append((length + steps[next_step][0] - at, steps[next_step][1]))
            next_step += 1
        cuts.append(at)
        shifts.append(length - at)
        parts.append(text[at:end])
        length += end - at

    for edit in edits:
        if edit.start < at:
            continue
        keep(edit.start)
        if edit.text:
            new_steps.append((length, source_of(edit.start)))
            parts.append(edit.text)
            length += len(edit.text)
        at = edit.end
    keep(len(text))

    def moved(offset: int) -> int:
        i = bisect_right(cuts, offset) - 1
        if i < 0:
            return 0
        following = cuts[i + 1] + shifts[i + 1] if i + 1 < len(cuts) else length
        return min(offset + shifts[i], following)

    new_marks = [Mark(mark.kind, moved(mark.start), moved(mark.end), mark.target) for mark in marks]
    return "".join(parts), new_marks, new_steps
