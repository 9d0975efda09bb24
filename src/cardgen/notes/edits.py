"""Changing ranges of a text so that its marks and its way back to the source move with it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from cardgen.model import Mark

Steps = list[tuple[int, int]]
"""(text offset, source offset); between steps the two run in parallel."""


class Edit(NamedTuple):
    """Put `text` in the place of a range."""

    start: int
    end: int
    text: str = ""


def apply_edits(
    text: str, marks: list[Mark], steps: Steps, edits: list[Edit]
) -> tuple[str, list[Mark], Steps]:
    """The changed text, marks and steps. Of edits that overlap the first one counts."""
    edits.sort()
    step_starts = [step[0] for step in steps]

    def source_of(offset: int) -> int:
        at, source = steps[max(bisect_right(step_starts, offset) - 1, 0)]
        return source + offset - at

    parts: list[str] = []
    new_steps: Steps = []
    kept: list[tuple[int, int, int]] = []  # (old start, old end, new start) of each kept range
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
        kept.append((at, end, length))
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

    kept_starts = [start for start, _, _ in kept]

    def moved(offset: int, is_end: bool) -> int:
        # A mark's end belongs to the character before it, so that text put in behind it stays outside.
        i = bisect_right(kept_starts, offset - is_end) - 1
        if i < 0:
            return 0
        start, end, new = kept[i]
        if offset > end or (offset == end and not is_end):
            return kept[i + 1][2] if i + 1 < len(kept) and not is_end else new + end - start
        return new + offset - start

    new_marks = []
    for mark in marks:
        start = moved(mark.start, False)
        new_marks.append(Mark(mark.kind, start, max(start, moved(mark.end, True)), mark.target))
    return "".join(parts), new_marks, new_steps
