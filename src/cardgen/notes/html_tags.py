"""HTML as a stream of tags and texts, each with its offset in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*>|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
    r"|(?P<text>[^<]+|<)",
    re.S,
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_RAW_END = {
    name: re.compile(rf"</{name}\s*>", re.I) for name in ("script", "style", "textarea", "title", "xmp")
}

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre"
    " section summary table tbody td tfoot th thead title tr ul".split()
)
KNOWN = (
    VOID
    | BLOCK
    | frozenset(
        "a abbr acronym annotation annotation-xml audio b bdi bdo big blink button canvas caption"
        " cite code colgroup data datalist del dfn em font head i iframe ins kbd label map mark math"
        " meter mfrac mi mn mo mover mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr"
        " munder munderover noscript object optgroup option output picture progress q rp rt ruby s"
        " samp script select semantics slot small span strike strong style sub sup svg path template"
        " textarea time tt u var video wbr nobr".split()
    )
)


class Tag(NamedTuple):
    """One token. A text has an empty `name`."""

    name: str
    start: int
    end: int
    closing: bool = False
    attributes: str = ""
    text: str = ""
    """A text as it stands, entities and all."""

    def attribute(self, name: str) -> str:
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1].lower() == name:
                return unescape(found[2] or found[3] or found[4] or "")
        return ""


def tags(source: str, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """The tokens of a range, without comments and doctypes; what is in a `script` is one text."""
    at = start
    end = len(source) if end is None else end
    while at < end and (found := _TOKEN.match(source, at, end)):
        at = found.end()
        name = found["name"]
        if name:
            name = name.lower()
            yield Tag(name, found.start(), at, bool(found["close"]), found["attributes"])
            if name in _RAW_END and not found["close"]:
                closing = _RAW_END[name].search(source, at, end)
                raw_end = closing.start() if closing else end
                if raw_end > at:
                    yield Tag("", at, raw_end, text=source[at:raw_end])
                at = raw_end
        elif found["text"]:
            yield Tag("", found.start(), at, text=found["text"])
