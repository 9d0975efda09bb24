"""Links and pictures as Markdown spells them."""

from __future__ import annotations

import re
from typing import NamedTuple

_INLINE = re.compile(r"!?\[(.*)\]\(\s*(.*?)\s*\)\Z", re.S)
_DEFINITION = re.compile(r"\s*\[(.*?)\]:\s*(.*?)\s*\Z", re.S)
_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*'|\([^()]*\))\Z""", re.S)
_SIZE = re.compile(r"\s+=\d*x?\d*\Z")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif|tiff?)\Z", re.I)


class Link(NamedTuple):
    text: str
    target: str


def link_of(source: str) -> Link:
    """Text and target of `[text](target "title")`, an image, or a definition `[label]: target "title"`."""
    found = _INLINE.match(source) or _DEFINITION.match(source)
    return Link(found[1], _target(found[2])) if found else Link("", "")


def _target(text: str) -> str:
    text = _SIZE.sub("", _TITLE.sub("", text)).strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    return _ESCAPE.sub(r"\1", text)


def picture_text(alt: str, target: str, *, any_kind: bool = False) -> str:
    """An image in Markdown; nothing when the target of an embed is no picture."""
    if not any_kind and not _PICTURE.search(target.partition("#")[0]):
        return ""
    alt = re.sub(r"\s+", " ", alt.replace("[", "(").replace("]", ")"))
    if re.fullmatch(r"\d+(?:x\d+)?", alt):
        alt = ""  # the width of an Obsidian embed
    spaced = f"<{target}>" if re.search(r"[\s()]", target) else target
    return f"![{alt}]({spaced})"
