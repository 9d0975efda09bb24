"""Where sentences end, in Chinese, English and both mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardgen.model import Span
from cardgen.notes.characters import HAN

_CLOSERS = {
    "(": ")",
    "（": "）",
    "[": "]",
    "【": "】",
    "「": "」",
    "『": "』",
    "《": "》",
    "“": "”",
    '"': '"',
}
_QUOTED = 160
"""A bracket or quotation that is longer holds whole sentences, or was never closed."""

_TOKEN = re.compile(
    r"(?P<skip>\$\$.+?\$\$|\\\$|\$[^$\n]+\$|(?P<tick>`+)(?:(?!(?P=tick))[^\n])+?(?P=tick)(?!`)"
    r"|!\[[^\]\n]*\]\((?:<[^>\n]*>|[^)\n]*)\)|(?:https?|ftp)://[^\s，。；、）」】》<>]+)"
    r'|(?P<open>[(（\[【「『《“"])'
    r"|(?P<dots>\.{3,}|…+)"
    r"|(?P<stop>[。！？；]+[。！？；.!?;]*)"
    r"|(?P<half>[.!?;])"
    r"|(?P<line>\n)",
    re.S,
)
_AFTER = re.compile(r"[”’」』）)\"'】》\]]*")
_HAN = re.compile(f"[{HAN}]")
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")
_ORDINAL_BEFORE = re.compile(r"(?:^|[\n。！？；.!?;:：])\s*[(（]?\d{1,2}$")
_FILE_NAME = re.compile(r"\.[a-z0-9]{1,8}(?![A-Za-z])|\.[a-z_]")
_SHORT = (
    "e.g i.e eg ie vs cf al fig figs eq eqs eqn sec secs ch no nos vol pp p dr mr mrs ms prof st jr sr inc ltd approx"
    " ca resp viz w.r.t a.k.a i.i.d s.t ph.d u.s u.k ref refs tab def thm lem prop cor dept est min max avg dim"
    " incl excl esp aka var std ed eds et"
)
_ABBREVIATIONS = frozenset(_SHORT.split())


def sentences(text: str) -> list[Span]:
    """The sentences of a block's text, trimmed, each with its final stop."""
    spans = []
    start = 0
    for end in _ends(text):
        if span := _trimmed(text, start, end):
            spans.append(span)
        start = end
    if span := _trimmed(text, start, len(text)):
        spans.append(span)
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


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return None
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(bare))


def _ends(text: str) -> Iterator[int]:
    at = 0
    search = _TOKEN.search
    while found := search(text, at):
        kind, at = found.lastgroup, found.end()
        if kind == "tick":
            kind = "skip"
        if kind == "open":
            at = _after_bracket(text, found.start())
        elif kind == "line":
            yield at
        elif kind == "stop" or (kind == "half" and _stops(text, found.start())) or (
            kind == "dots" and _trails_off(text, at)
        ):  # fmt: skip
            at = _AFTER.match(text, at).end()  # type: ignore[union-attr]
            yield at


def _after_bracket(text: str, start: int) -> int:
    """Where to go on: behind the closing bracket when it is near, else behind the opening one."""
    opener = text[start]
    closer = _CLOSERS[opener]
    limit = min(len(text), start + _QUOTED)
    if (line := text.find("\n", start, limit)) >= 0:
        limit = line
    if opener == closer:
        end = text.find(closer, start + 1, limit)
    else:
        end = _matching(text, start, limit, opener, closer)
    if end < 0:
        return start + 1
    return end + 1


def _matching(text: str, start: int, limit: int, opener: str, closer: str) -> int:
    depth = 0
    for i in range(start, limit):
        if text[i] == opener:
            depth += 1
        elif text[i] == closer:
            depth -= 1
            if not depth:
                return i
    return -1


def _trails_off(text: str, at: int) -> bool:
    return at >= len(text) or text[at] in " \n”’」』）)\"'"


def _stops(text: str, at: int) -> bool:
    """Whether the half-width mark at `at` ends a sentence."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark == ";":
        return bool(_HAN.search(before) or before in ")）”") and bool(_HAN.match(text[at + 1 :].lstrip()[:1]))
    if after in ("", "\n"):
        return mark != "." or at == len(text) - 1 or not _is_ordinal(text, at)
    if mark in "!?":
        return (after in " )）\"'”’」*" and before != " ") or bool(_HAN.match(after) and _HAN.match(before))
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
