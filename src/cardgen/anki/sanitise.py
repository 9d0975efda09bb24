"""What HTML may stand in a field. Anki itself removes nothing: scripts in a field would run."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_TAGS = """
a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd li
mark ol p pre q rp rt ruby samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var
wbr
"""
TAGS = frozenset(_TAGS.split())

# With TAGS, every name that HTML gives a meaning to; any other <name> is text, as in List<int>.
# <s> is text too: the start of a sentence in a note on language models (Markdown has ~~ for a strike).
_OTHERS = """
address applet area article aside audio base basefont bdi bdo big body button canvas caption center cite col
colgroup command datalist dfn dialog dir embed fieldset font footer form frame frameset head header hgroup
html iframe img input isindex label legend link main map marquee math menu menuitem meta meter nav nobr
noembed noframes noscript object optgroup option output param picture plaintext portal progress script
search section select slot source strike style svg template textarea time title track tt video xmp
"""
KNOWN = TAGS | frozenset(_OTHERS.split())

_VOID = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_VOID.split())

_WHOLE = """
script style iframe object embed noscript template textarea select svg math title xmp plaintext noembed
noframes audio video canvas button
"""
WITH_CONTENT = frozenset(_WHOLE.split())
"""Tags whose content goes with them."""

_ANKI = re.compile(r"\[(?=/?(?:\$|latex|sound:|anki:))", re.IGNORECASE)
_LANGUAGE = re.compile(r"language-[\w+#.-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ufeff\ud800-\udfff]")


@cache
def _cleaner() -> Any:
    import nh3

    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(WITH_CONTENT),
        attributes={
            "a": {"href"},
            "code": {"class"},
            "ol": {"start"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        attribute_filter=_keep,
        url_schemes={"http", "https", "mailto", "obsidian"},
        url_relative="deny",
        link_rel=None,
    )


def _keep(tag: str, name: str, value: str) -> str | None:
    """Of classes only the language of a code block stays: others could dress up text as a card's parts."""
    return value if name != "class" or _LANGUAGE.fullmatch(value) else None


def safe(fragment: str) -> str:
    """The fragment with only the tags, attributes and link schemes that a card may have."""
    cleaned: str = _cleaner().clean(fragment)
    return cleaned


def inert(fragment: str) -> str:
    """The fragment with Anki's own `[latex]`, `[$]`, `[sound:…]` and `[anki:…]` turned into plain text."""
    return _ANKI.sub("&#91;", fragment)


def plain(text: str) -> str:
    """The text as Anki keeps it: NFC, one kind of newline, no control characters."""
    import unicodedata

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))
