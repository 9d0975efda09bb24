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
    r"(?<=\S) (?=[A-Za-z\p{Han}][\w\-]{0,11}: \S)|(?<=[；;])\s*(?=[^\s，。；;：:]{2,12}：\S)"
)


def label_lines(text: str) -> Iterator[tuple[int, str]]:
    """(offset, text) of each line; `A: … B: … C: …` that a saved page ran together is taken apart."""
    start = 0
    for line in text.split("\n"):
        joints = [m.start() for m in RUN_ON.finditer(line)]
        if len(joints) < 2 and not compiled(r"[；;]\s*$").search(line[: joints[0]] if joints else ""):
            joints = []
        for a, b in zip([0, *joints], [*joints, len(line)], strict=True):
            part = line[a:b]
            if part.strip():
                yield start + a + len(part) - len(part.lstrip()), part.strip()
        start += len(line) + 1
