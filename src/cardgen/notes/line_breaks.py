"""Which line ends inside a paragraph are breaks, and which only wrap a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cardgen.model import Mark
from cardgen.notes.characters import HAN, is_wide, width
from cardgen.notes.edits import Edit
from cardgen.notes.sentences import ends_sentence

_LABEL_WORD = r"[^\s:：,，。、;；!！?？]{1,24}"
_LABEL = re.compile(rf"{_LABEL_WORD}(?: {_LABEL_WORD}){{0,3}}(?:\s?[:：](?!//)|\s(?:--?|[–—=→]|=>)\s)")
_ORDINAL = re.compile(
    r"[(（]?\d{1,2}[.、)）](?!\d)|[①-⑳⑴-⒇❶-❿]|[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|第[一二三四五六七八九十\d]+[，,、：:步]"
    r"|[•●▪■◆◇▶►○✓✔★☆→✅❌👉-]\s*\S|[Qq]\d*[:：]|[Aa]\d*[:：]"
)
_OPENING = re.compile("其中|式中|例如|比如|注意[，,：:]")
"""Words that seldom stand where a Chinese line is wrapped."""
_ONLY_TAGS = re.compile(r"(?:#[^\s#]+\s*)+")
_RULED = re.compile(r"(?P<rule>--+|==+|\*\*\*+) ?\S.*(?P=rule)")
"""A heading drawn in the text: `-- Title --`."""
_GOES_ON = re.compile(
    rf"(?:[,，、（(\[+=\-/]|(?<=[{HAN}])[的地得和与及或是而为在把被将从向由以于对]"
    r"|\b(?:a|an|the|of|and|or|is|are|was|were|be|to|with|in|on|at|for|by|as|that|which|from|than|called|into))$"
)
_COLUMN = 24
"""Three lines or more, none wider than this and none with a stop, are no wrapped prose."""
_STOP = re.compile(r"[。！？；!?;]|\.(?:\s|$)")


def soft_breaks(text: str, breaks: Sequence[int], marks: Sequence[Mark]) -> Iterator[Edit]:
    """What becomes of the line ends at `breaks` (offsets of `\\n`), which wrap a sentence or end a line."""
    bold = {mark.start: mark.end for mark in marks if mark.kind == "strong"}
    images = {mark.start: mark.end for mark in marks if mark.kind == "image"}
    listing = _is_listing(text)
    widest = max(map(width, text.split("\n")))
    for i, at in enumerate(breaks):
        before = text[breaks[i - 1] + 1 if i else 0 : at].strip()
        after = text[at + 1 : breaks[i + 1] if i + 1 < len(breaks) else len(text)].lstrip()
        if not before or not after:
            continue
        line = breaks[i - 1] + 1 if i else 0
        label_end = bold.get(at + 1)
        if (
            listing
            or text[at + 1] == " "  # the wide space that begins a Chinese paragraph
            or at + 1 in images
            or images.get(line) == at
            or _stays(before, after)
            or (width(before) + 1 + width(after.split(" ")[0]) <= widest and _begins_anew(before, after))
            or (label_end and _is_label(text, at, label_end))
        ):
            yield kept_break(text, at)
        else:
            yield joint(text, at)


def kept_break(text: str, at: int) -> Edit:
    """The edit that leaves a bare `\\n` at `at`, without spaces and other breaks around it."""
    start, end = _gap(text, at)
    return Edit(start, end, "\n")


def joint(text: str, at: int) -> Edit:
    """The edit that joins the lines around the `\\n` at `at`: without a space between wide characters."""
    start, end = _gap(text, at)
    return Edit(start, end, "" if is_wide(text[start - 1 : start]) and is_wide(text[end : end + 1]) else " ")


def _gap(text: str, at: int) -> tuple[int, int]:
    start, end = at, at + 1
    while start and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def _is_listing(text: str) -> bool:
    """Short lines without a stop among them: one thing a line."""
    lines = [line.strip() for line in text.split("\n")]
    if len(lines) < 3 or _STOP.search(text):
        return False
    labels = [line for line in lines if _LABEL.match(line) and line[-1] not in ":："]
    if labels and len(labels) < len(lines):
        return False  # a label, and what it says on several lines
    return all(width(line) <= _COLUMN and not _GOES_ON.search(line) for line in lines)


def _stays(before: str, after: str) -> bool:
    if _ORDINAL.match(after) or _ONLY_TAGS.fullmatch(before) or _RULED.fullmatch(before):
        return True
    if _GOES_ON.search(before):
        return False
    return before[-1] in ":：" or ends_sentence(before) or bool(_LABEL.match(after) or _OPENING.match(after))


def _begins_anew(before: str, after: str) -> bool:
    """Whether a line with room for another word is labelled, and the next a sentence of its own."""
    return bool(_LABEL.match(before)) and after[0].isupper()


def _is_label(text: str, at: int, end: int) -> bool:
    """Whether the bold text that opens a line is its label, not a stressed word of a wrapped sentence."""
    return text[end - 1] in ":：" or text[end : end + 1] in (":", "：", "", "\n") or is_wide(text[at - 1])
