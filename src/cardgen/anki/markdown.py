"""The Markdown of a card's text field -> the HTML of an Anki field: shield, parse, sanitise, restore."""

from __future__ import annotations

import html
import re

from cardgen.anki.sanitise import inert, plain, safe
from cardgen.anki.shielding import FIRST, PRIVATE, Kept, Picture, Shield, Tell

_SPECIAL = re.compile(r"[\\`*_~$<>&\[!|\n]|  |[\U000f0000-\U0010ffff]")
# A rare punctuation mark: before a line, no block begins there, and emphasis works as ever.
_INLINE = "\u2e0e"
_FENCE = re.compile(r"^[ >]*(?:(?:[-*+]|\d+[.)]) +)?(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_UNDERLINE = re.compile(r" *(?:=+|-+) *$")


def no_picture(target: str) -> str:
    return ""


def say_nothing(what: str, todo: str) -> None:
    return None


def to_html(text: str, picture: Picture = no_picture, tell: Tell = say_nothing) -> str:
    """The field's HTML: safe, and without line breaks outside of code and math.

    A text of one line is taken as it stands: `1. x` or `# x` starts no list or heading there.
    Raises Refused for math that Anki's MathJax would show wrong.
    """
    text = plain(text).strip()
    if not _SPECIAL.search(text):
        return text
    shield = Shield(text, picture, tell)
    shielded = shield.text()
    if "\n" in shielded:
        parsed = _parse(_hard_breaks(shielded))
    else:
        parsed = _parse(_INLINE + shielded).replace(_INLINE, "", 1)
    return inert(_restore(safe(parsed), shield.kept))


def plain_text(text: str) -> str:
    """The text without its markup, for an attribute; math stays LaTeX."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", plain(text))
    return " ".join(re.sub(r"\*\*|~~|[`$]", "", text).split())


# --- the parser, and back -----------------------------------------------------------------------------


def _hard_breaks(text: str) -> str:
    """A line break in the text is a line break on the card."""
    out: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip(" >`~"):
                fence = ""
        elif mark:
            fence = mark[1]
        elif line.strip():
            if out and out[-1].strip() and _UNDERLINE.match(line):  # no heading of the line above
                line = line.replace(line.strip()[0], "\\" + line.strip()[0], 1)
            line = line.rstrip(" ") + "  "
        out.append(line)
    return "\n".join(out)


def _parse(text: str) -> str:
    import pyromark

    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
    parsed: str = pyromark.html(text, options=options)
    return parsed


_HTML_TAG = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')
_CODE_BLOCK = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_DELIMITER = re.compile(r"\\[(\[]")


def _restore(fragment: str, kept: Kept) -> str:
    blocks: list[str] = []
    for i, part in enumerate(_CODE_BLOCK.split(fragment)):
        if i % 3 == 0:
            blocks.append(_restore_prose(part, kept))
            language = ""
        elif i % 3 == 1:
            language = part or ""
        else:
            source = PRIVATE.sub(lambda found: _source(found[0], kept), html.unescape(part))
            source = re.sub(r" +$", "", source, flags=re.MULTILINE)
            blocks.append(highlighted(source, language))
    whole = "".join(blocks)
    if whole.startswith("<p>") and whole.endswith("</p>") and whole.count("<p>") == 1:
        whole = whole[3:-4]
    return whole


def _restore_prose(fragment: str, kept: Kept) -> str:
    out: list[str] = []
    code = 0
    for i, part in enumerate(_HTML_TAG.split(fragment)):
        if i % 2:
            code += part.startswith("<code") - part.startswith("</code")
            part = PRIVATE.sub(lambda found: html.escape(_source(found[0], kept)), part).replace("\n", " ")
        elif code:
            part = PRIVATE.sub(lambda found: html.escape(_source(found[0], kept), quote=False), part)
        else:
            part = part.strip("\n").replace("\n", " ")
            part = _DELIMITER.sub(lambda found: _ignored(found[0]), part)
            part = PRIVATE.sub(lambda found: _fragment(found[0], kept), part)
        out.append(part)
    return "".join(out)


def _ignored(delimiter: str) -> str:
    return f'<span class="mathjax_ignore">{delimiter}</span>'


def _source(character: str, kept: Kept) -> str:
    return kept[ord(character) - FIRST][0]


def _fragment(character: str, kept: Kept) -> str:
    fragment = kept[ord(character) - FIRST][1]
    return _ignored(fragment) if fragment == r"\(" else fragment


def highlighted(source: str, language: str) -> str:
    """A code block; its words carry the classes that the style sheet colours."""
    body = html.escape(source, quote=False)
    name = html.escape(language)
    if language:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import get_lexer_by_name
        from pygments.util import ClassNotFound

        try:
            lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
            body = highlight(source, lexer, HtmlFormatter(nowrap=True))
        except ClassNotFound:
            pass
    body = body.removesuffix("\n")
    return (
        f'<pre><code class="language-{name}">{body}</code></pre>'
        if name
        else f"<pre><code>{body}</code></pre>"
    )
