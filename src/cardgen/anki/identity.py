"""What makes a note the same note: its guid, from ids alone, and sums that show later what was edited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from cardgen.anki.notetypes import NOTE_TYPES
from cardgen.anki.sanitise import plain


def guid(namespace: str, card: str, point: str = "") -> str:
    """The identity of a note in Anki, from nothing but ids."""
    parts = [namespace, card, point] if point else [namespace, card]
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
    out = ""
    while number:
        number, digit = divmod(number, len(_BASE91))
        out = _BASE91[digit] + out
    return out


_BASE91 = (  # Anki's own alphabet for guids
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_`{|}~"
)


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def checksums(kind: str, fields: Mapping[str, str], tags: Iterable[str]) -> str:
    """A short sum for each content field, in order, and for the tags: shows later what was edited in Anki."""
    sums = [checksum(fields[name]) for name in NOTE_TYPES[kind].content]
    return " ".join([*sums, tags_checksum(tags)])


def tags_checksum(tags: Iterable[str]) -> str:
    """Of the card's own tags; Anki may write a tag in the capitals that it has elsewhere."""
    return checksum(" ".join(sorted(tag.lower() for tag in own_tags(tags))))


def own_tags(tags: Iterable[str]) -> list[str]:
    """The tags that are the card's own: not ours, and not those that Anki sets by itself."""
    return [tag for tag in tags if not tag.lower().startswith("cardgen::") and tag.lower() not in _ANKIS]


_ANKIS = ("marked", "leech")


def legal_tag(text: str) -> str:
    """The text as an Anki tag: without spaces or quotes, and without empty steps between `::`."""
    steps = (re.sub(r"\s+", "_", step.strip()) for step in plain(text).replace('"', "").split("::"))
    return "::".join(step for step in steps if step)
