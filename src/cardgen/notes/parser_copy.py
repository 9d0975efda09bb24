"""The copy of a source that the Markdown parser reads: one ASCII character for each character (see
`shields`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cardgen.notes.characters import CJK_MARKS, INVISIBLE, SPACES
from cardgen.notes.containers import ADMONITION
from cardgen.notes.emphasis import emphasis_fills
from cardgen.notes.shields import Shield, scan


class _Letters(dict[int, str]):
    """A letter for each character that is not ASCII; different ones, so that link labels stay apart."""

    def __missing__(self, code: int) -> str:
        letter = self[code] = chr(code) if code < 128 else "abcdefghijklmnopqrstuvwyz"[code % 25]
        return letter


_LETTERS = _Letters({0: "x"} | {ord(space): " " for space in "\u00a0\u1680\u202f\u205f\u3000"})
_LETTERS |= dict.fromkeys(range(8192, 8203), " ")

_MARK_BY_UNDERSCORE = re.compile(f"[{CJK_MARKS}](?=_)|(?<=_)[{CJK_MARKS}]")
_MARKUP = frozenset("#>*+-`~|$[!123456789")

_ODD_LINE = re.compile(
    rf"^(?P<lead>[ >]*)(?:(?P<hidden>[{INVISIBLE}]{{1,3}})|(?P<wide>[{SPACES.replace(chr(9), '')}]+)"
    r"|(?P<fence>:::+[^\n]*$)|(?P<colon>:)(?=[^\s:|-])"
    r"|(?P<hashes>#{2,6})(?=[^#\s])|(?P<attributes>\{:[^}\n]*\}[ \t]*$))",
    re.M,
)


_KEYS = (
    "title|date|tags?|categor(?:y|ies)|layout|author|description|summary|draft|slug|alias(?:es)?|cover|permalink"
    "|comments|toc|mathjax|keywords|updated|created|id|url|name"
)
_METADATA = re.compile(
    # Front matter that is not at the top: below a comment, or where several posts were put in one file.
    rf"(?:\A|(?<=\n\n)|(?<=-->\n))---[ \t]*\n(?:{_KEYS})[ \t]*:(?:[^\n]*\n(?!\s*\n)){{1,40}}?---[ \t]*$"
    # The properties of Logseq and the abbreviations of PHP Markdown Extra.
    r"|^[ \t]*(?:- )?(?:id|collapsed|alias(?:es)?|type|title|public|icon|template|heading|url|source|status"
    r"|related|parent|up|[a-z]+-[a-z-]+)::[ \t][^\n]*$|^\*\[[^\]\n]+\]:[^\n]*$"
    # What MDX imports; diagrams.
    r"|^(?:import\s[^\n]+\sfrom\s+[\"'][^\"'\n]+[\"'];?|export\s+(?:const|default|function|let)\b[^\n]*)$"
    r"|^:::+[ \t]*mermaid(?:[^\n]*\n(?!:::)){1,400}[^\n]*\n:::+[ \t]*$",
    re.M | re.I,
)
_INDENTED = re.compile(r"^(?: {4}|\t)", re.M)
_NOT_NEWLINE = re.compile(r"[^\n]")


class ParserCopy(NamedTuple):
    text: str
    shields: list[Shield]


def parser_copy(source: str, start: int = 0) -> ParserCopy:
    """The copy of a source, blank up to `start` (behind its front matter)."""
    text = source.translate(_LETTERS) if not source.isascii() or "\0" in source else source
    shields, fills = scan(source, start)
    if start:
        fills.append((0, start, re.sub(r"[^\n]", " ", source[:start])))
    if "_" in source:
        # `，_重点_，`: an underscore beside a letter is no mark, so here punctuation has to stay punctuation.
        fills += [(found.start(), found.end(), '"') for found in _MARK_BY_UNDERSCORE.finditer(source, start)]
    fills += _line_fills(source, start)
    text = _filled(text, fills)
    return ParserCopy(_filled(text, emphasis_fills(text, source)), shields)


def _line_fills(source: str, start: int) -> list[tuple[int, int, str]]:
    fills = []
    for found in _ODD_LINE.finditer(source, start):
        kind = found.lastgroup or "lead"
        begin, end = found.span(kind)
        width = end - begin
        if kind == "hashes":
            # `##标题`: the last mark gives its place to the space that is missing; the reader counts in the
            # source.
            fills.append((end - 1, end, " "))
        elif kind in ("wide", "colon") or (kind == "hidden" and source[end : end + 1] not in _MARKUP):
            fills.append((begin, end, "x" * width))  # no indented code, no definition list
        else:
            fills.append((begin, end, " " * width))
    for found in ADMONITION.finditer(source, start) if "!!!" in source or "???" in source else ():
        body = found["body"]
        if "```" in body or "~~~" in body:
            continue  # a blank line would end the quote, and the code in it
        fills.append((*found.span("lead"), " " * len(found["lead"])))
        # As a quote: four columns of indent would be code.
        at = found.start("body")
        fills += [(at + m.start(), at + m.start() + 1, ">") for m in _INDENTED.finditer(body)]
    for found in _METADATA.finditer(source, start):
        # A bullet stays, for what stands below it.
        begin = (
            found.start() + len(found[0]) - len(found[0].lstrip(" \t-"))
            if "::" in found[0]
            else found.start()
        )
        fills.append((begin, found.end(), _NOT_NEWLINE.sub(" ", source[begin : found.end()])))
    return fills


def _filled(text: str, fills: list[tuple[int, int, str]]) -> str:
    if not fills:
        return text
    fills.sort(key=lambda fill: (fill[0], -fill[1]))
    parts: list[str] = []
    at = 0
    for start, end, letters in fills:
        if start >= at:
            parts += (text[at:start], letters)
            at = end
    parts.append(text[at:])
    return "".join(parts)
