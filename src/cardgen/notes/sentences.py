"""Where sentences end, in Chinese, English and both mixed."""

from __future__ import annotations

import re
from bisect import bisect_right

from cardgen.model import Span
from cardgen.notes.characters import HAN

_CLOSERS = {"(": ")", "（": "）", "[": "]", "【": "】", "「": "」", "『": "』", "《": "》", "“": "”"}
_OPENERS = {closer: opener for opener, closer in _CLOSERS.items()}
_QUOTES = '”」』"'
_QUOTED = 160
"""A bracket or quotation that is longer holds whole sentences, or was never closed."""

_TOKEN = re.compile(
    r"(?P<skip>\$\$.+?\$\$|\\\$|\$[^$\n]+\$|(?:https?|ftp)://[^\s，。；、）」】》<>]+)"
    r"|(?P<ticks>`+)"
    r"|(?P<image>!\[)"
    r'|(?P<bracket>[(（\[【「『《“)）\]】」』》”"])'
    r"|(?P<dots>\.{3,}|…+)"
    r"|(?P<stop>[。！？；]+[。！？；.!?;]*)"
    r"|(?P<half>[.!?;])"
    r"|(?P<line>\n)",
    re.S,
)
_TICKS = re.compile("`+")
_HAN = re.compile(f"[{HAN}]")
_HAN_NEXT = re.compile(rf"\s*[{HAN}]")
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")
_ORDINAL_BEFORE = re.compile(r"(?:^|[\n。！？；.!?;:：])\s*[(（]?\d{1,2}$")
_FACTORIAL = re.compile(r"(?:^|[\s(*/])[A-Za-z\d)]! ?[^A-Z\s]")
_FILE_NAME = re.compile(r"\.[a-z0-9]{1,8}(?![A-Za-z])|\.[a-z_]")
_SHORT = (
    "e.g i.e eg ie vs cf al fig figs eq eqs eqn sec secs ch no nos vol pp p dr mr mrs ms prof st jr"
    " sr inc ltd approx ca resp viz w.r.t a.k.a i.i.d s.t ph.d u.s u.k ref refs tab def thm lem prop"
    " cor dept est min max avg dim incl excl esp aka var std ed eds et"
)
_ABBREVIATIONS = frozenset(_SHORT.split())


def sentences(text: str) -> list[Span]:
    """The sentences of a block's text, trimmed, each with its final stop.

    A line break always ends one. Formulas, code, images, addresses, brackets and quotations never hold an
    end.
    """
    spans = []
    start = 0
    for end in (*_ends(text), len(text)):
        piece = text[start:end]
        if bare := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            spans.append(Span(first, first + len(bare)))
        start = end
    return spans


def ends_sentence(line: str) -> bool:
    """Whether a line's last character is a stop that ends a sentence."""
    bare = line.rstrip("”’」』）)\"'】》] ")
    if not bare:
        return False
    last = bare[-1]
    if last in "。！？；!?…":
        return True
    if last == ";":
        return bool(_HAN.match(bare[-2:-1]))
    return last == "." and not _is_abbreviated(bare, len(bare) - 1)


def _ends(text: str) -> list[int]:
    ends: list[int] = []
    open_brackets: list[tuple[str, int, int]] = []
    """(opener, its offset, how many ends there were) of brackets that may still close."""
    runs: dict[int, list[int]] | None = None
    at = 0
    search = _TOKEN.search
    while found := search(text, at):
        kind, start, at = found.lastgroup, found.start(), found.end()
        if kind == "line":
            ends.append(at)
            open_brackets.clear()
        elif kind == "stop":
            ends.append(at)
        elif kind == "half":
            if _stops(text, start):
                ends.append(at)
        elif kind == "dots":
            if at >= len(text) or text[at] in " \n”’」』）)\"'":
                ends.append(at)
        elif kind == "bracket":
            _bracket(text, start, open_brackets, ends)
        elif kind == "ticks":
            if runs is None:
                runs = {}
                for run in _TICKS.finditer(text, start):
                    runs.setdefault(len(run[0]), []).append(run.end())
            same = runs[at - start]
            i = bisect_right(same, at)
            at = same[i] if i < len(same) else at
        elif kind == "image":
            at = _image_end(text, at)
    return ends


def _bracket(text: str, at: int, open_brackets: list[tuple[str, int, int]], ends: list[int]) -> None:
    """Open or close a bracket; a near pair takes back the ends inside it."""
    mark = text[at]
    opener = _OPENERS.get(mark)
    if mark == '"':
        opener = '"' if any(entry[0] == '"' for entry in open_brackets[-4:]) else None
    if opener is None:
        open_brackets.append((mark, at, len(ends)))
        return
    for i in range(len(open_brackets) - 1, max(len(open_brackets) - 9, -1), -1):
        if open_brackets[i][0] != opener:
            continue
        _, start, count = open_brackets[i]
        del open_brackets[i:]
        after = text[at + 1 : at + 2]
        ended = bool(ends) and ends[-1] == at
        if at - start <= _QUOTED:
            del ends[count:]
            opens = not text[ends[-1] if ends else 0 : start].strip()
            if ended and (opens or (mark in _QUOTES and (not after or after.isspace()))):
                ends.append(at + 1)
        elif ended:
            ends[-1] = at + 1
        return


def _image_end(text: str, at: int) -> int:
    line_end = text.find("\n", at, at + 2000)
    limit = line_end if line_end >= 0 else at + 2000
    middle = text.find("](", at, min(limit, at + 300))
    if middle < 0:
        return at
    closer = ">)" if text[middle + 2 : middle + 3] == "<" else ")"
    end = text.find(closer, middle, limit)
    return end + len(closer) if end >= 0 else at


def _stops(text: str, at: int) -> bool:
    """Whether the half-width mark at `at` ends a sentence."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark == ";":
        return bool(_HAN.search(before) or before in ")）”") and bool(_HAN_NEXT.match(text, at + 1))
    if after in ("", "\n"):
        return mark != "." or at == len(text) - 1 or not _is_ordinal(text, at)
    if mark in "!?":
        if mark == "!" and _FACTORIAL.match(text, max(at - 2, 0), at + 3):
            return False
        spaced = after in " )）\"'”’」*" and before != " "
        return spaced or bool(_HAN.match(after) and _HAN.match(before))
    if _HAN.match(before) or before in "）”」】":
        return not _FILE_NAME.match(text, at)
    if after in " )）\"'”’」":
        return not _is_abbreviated(text, at) and not _is_ordinal(text, at)
    return bool(_HAN.match(after)) and not before.isdigit() and before not in ".)"


def _is_ordinal(text: str, at: int) -> bool:
    return bool(_ORDINAL_BEFORE.search(text, max(0, at - 8), at))


def _is_abbreviated(text: str, at: int) -> bool:
    found = _WORD_BEFORE.search(text, max(0, at - 12), at)
    if not found:
        return False
    word = found[0]
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()) or "." in word[-2:-1]
