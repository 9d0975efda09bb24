"""Lines of a block that are a label and its text."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.compiling import compiled

UNIT = r"\$[^$\n]{1,200}\$|`[^`\n]{1,80}`|[（(][^()（）\n]{1,100}[)）]"
LABEL = regex.compile(
    rf"^(?P<label>(?:{UNIT}|[^\n，。；;：:！!？?|$`（(]){{1,60}}?)\s*(?:(?P<colon>：|:(?!//)(?<![A-Za-z0-9]:(?=[A-Za-z0-9])))|(?P<dash>\s[-–—]{{1,2}}\s|——|\s?(?:→|=>|⇒|->)\s?|\s(?:=|＝)\s))\s*(?P<meaning>\S[^\n]*)$"
)
RUN_ON = regex.compile(
    r"(?<=[.;!?。；]) (?=[A-Z][\w\-]{0,20}(?: [\w\-]{1,20}){0,3}: \S)|(?<=\S) (?=[A-Za-z\p{Han}][\w\-]{0,11}: \S)"
    r"|(?<=[；;])\s*(?=[^\s，。；;：:]{2,12}：\S)"
)
LABEL_START = regex.compile(r"[.;!?] [A-Z][\w\-]*(?: [\w\-]+){0,2}$")
"""What stands before the last word of a label of several words."""
DECORATED = regex.compile(
    r"^\s*(?:(?:-{2,}|={2,}) (?P<a>[^\n]{2,50}?) (?:-{2,}|={2,})|【(?P<b>[^】\n]{2,30})】)[ \n]*"
)
"""`-- X -- …` and `【X】…`: a title at the start of its own text."""


def label_lines(text: str) -> Iterator[tuple[int, str]]:
    """(offset, text) of each line; `A: … B: … C: …` that a saved page ran together is taken apart."""
    title = DECORATED.match(text)
    start = title.end() if title else 0
    for line in text[start:].split("\n"):
        joints = _joints(line)
        if len(joints) < 2 and not compiled(r"[；;。.]\s*$").search(line[: joints[0]] if joints else ""):
            joints = []
        for a, b in zip([0, *joints], [*joints, len(line)], strict=True):
            part = line[a:b]
            if part.strip():
                yield start + a + len(part) - len(part.lstrip()), part.strip()
        start += len(line) + 1


def _joints(line: str) -> list[int]:
    """Where further labels start in a line."""
    first = min((at for at in (line.find(":"), line.find("：")) if at >= 0), default=len(line))
    return [
        at
        for at in (match.start() for match in RUN_ON.finditer(line, first + 1))
        if line[at - 1] in ".;!?。；" or not LABEL_START.search(line[max(first, at - 60) : at])
    ]
