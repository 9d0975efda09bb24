"""What stands inside a line of a note: formulas, code, pictures, HTML tags. All of it goes into a
`TextBuilder`.
"""

from __future__ import annotations

import re
from html import unescape

from cardgen.model import MarkKind
from cardgen.notes.clean_text import TextBuilder
from cardgen.notes.html_tags import KNOWN, Tag
from cardgen.notes.links import picture_text

TAG_MARKS: dict[str, MarkKind] = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "del": "strike", "s": "strike",
    "strike": "strike", "mark": "highlight", "a": "link",
}  # fmt: skip
_CODE_END = re.compile(r"((?:[^<`]|<(?!/?code\b)){0,500}+)</code\s*>", re.I)
_SCRIPTED = re.compile(r"[\w+*'′()−-]+(?:[ ,+=/−-]+[\w()]+)*")
_NO_INDEX = re.compile(r"st|nd|rd|th|tm|r|\[?\d{1,3}\]", re.I)
_TAG = re.compile(r"<[^<>]*>")
_SCRIPT_TAG = {name: re.compile(rf"<(/?){name}\b[^<>]*>", re.I) for name in ("sub", "sup")}
_DIGITS = {"sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), "sup": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")}
_BARE_ATTRIBUTES = re.compile(r"\s+[^\s=/][^=]*$")
_SWITCHED = frozenset("details dialog input ol option select audio video iframe script button".split())
_NOTE_LINK = re.compile(r"\s*<a\b[^<>]*\bhref=[\"']?[^\"'\s>]*#", re.I)
_REFERENCE = re.compile(r"\[\d{1,3}(?:[-,]\d{1,3})*\]")


def put_formula(
    text: TextBuilder, kind: MarkKind, latex: str, source: str, start: int, end: int, *, lines: bool = False
) -> None:
    """A formula that stands in a range of the source; on several lines only where `lines` says so."""
    fence = "$" if kind == "math" else "$$"
    at = text.length
    text.put(fence, start)
    place = start
    for i, line in enumerate(latex.split("\n")):
        if i:
            text.put("\n" if lines else " ", place)
        found = source.find(line.strip(), place, end)
        place = found if found >= 0 else place
        text.put(line if lines else line.strip(), place)
        place += len(line.strip())
    text.put(fence, max(end - len(fence), min(place, end)), end)
    text.mark(kind, at, target=latex)


def put_code(text: TextBuilder, code: str, start: int, end: int, code_start: int) -> None:
    """Inline code, with as many backticks as it needs."""
    longest = max((len(ticks) for ticks in re.findall("`+", code)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if code[:1] == "`" or code[-1:] == "`" else ""
    at = text.length
    text.put(fence + pad, start)
    text.put(code, code_start)
    text.put(pad + fence, max(end - len(fence), min(code_start + len(code), end)), end)
    text.mark("code", at, target=code)


def put_picture(text: TextBuilder, alt: str, target: str, start: int, end: int) -> None:
    """An image. One that is written out in its own address is left out: no card can name its file."""
    if target.startswith("data:") or not target:
        return
    at = text.length
    text.put(picture_text(alt, target, any_kind=True), start, end)
    text.mark("image", at, target=target)


def put_tag(text: TextBuilder, tag: Tag, source: str) -> int:
    """An inline HTML tag; the offset up to which it was read with what belongs to it.

    What is no HTML (`<EOS>`, `List<String>`, `a<b and c>d`) is the author's text.
    """
    name = tag.name
    if name not in KNOWN or (_BARE_ATTRIBUTES.match(tag.attributes) and name not in _SWITCHED):
        text.add(source[tag.start : tag.end], tag.start)
    elif name == "br":
        text.hard_break(tag.start)
    elif name in ("sub", "sup"):
        return _put_script(text, tag, source)
    elif name == "code" and (closing := _CODE_END.match(source, tag.end)) and not tag.closing:
        code = unescape(_TAG.sub("", closing[1]))
        if code.strip():
            put_code(text, " ".join(code.split()), tag.start, closing.end(), tag.end)
        return closing.end()
    elif kind := TAG_MARKS.get(name):
        if tag.closing:
            text.close(kind)
        else:
            text.open(kind, tag.attribute("href") if kind == "link" else "")
    return tag.end


def _put_script(text: TextBuilder, tag: Tag, source: str) -> int:
    """`x<sub>t</sub>` reads `x_{t}`, `H<sub>2</sub>O` reads `H₂O`; `[3]` is left out; words stay words."""
    opened = text.open_marks()
    if tag.closing:
        for i in range(len(opened) - 1, -1, -1):
            if opened[i][0] == tag.name:
                if opened.pop(i)[2]:
                    text.put("}", tag.start, tag.end)
                break
        return tag.end
    inner_end, end = _script_end(source, tag)
    inner = unescape(_TAG.sub("", source[tag.end : inner_end])).strip()
    if _REFERENCE.fullmatch(inner) or (len(inner) < 6 and _NOTE_LINK.match(source, tag.end)):
        return end
    if inner.isascii() and inner.isdecimal() and not _is_equation(source, tag.start, end):
        text.put(inner.translate(_DIGITS[tag.name]), source.find(inner, tag.end), end)
        return end
    index = len(inner) <= 20 and bool(_SCRIPTED.fullmatch(inner)) and not _NO_INDEX.fullmatch(inner)
    opened.append((tag.name, text.length, "}" if index else ""))
    if index:
        text.put("_{" if tag.name == "sub" else "^{", tag.start, tag.end)
    return tag.end


def _script_end(source: str, tag: Tag) -> tuple[int, int]:
    """Start and end of the closing tag."""
    depth = 1
    for found in _SCRIPT_TAG[tag.name].finditer(source, tag.end, tag.end + 400):
        depth += -1 if found[1] else 1
        if not depth:
            return found.start(), found.end()
    return tag.end, tag.end


def _is_equation(source: str, start: int, end: int) -> bool:
    """Whether an equals sign stands near: then the signs of LaTeX serve better than small digits."""
    line = source[max(source.rfind("\n", 0, start), start - 120, 0) : end]
    after = source[end : end + 120].partition("\n")[0]
    return bool(re.search(r"[=≈≤≥∝]", _TAG.sub("", line) + _TAG.sub("", after)))
