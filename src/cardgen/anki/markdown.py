"""The Markdown of a card's text field -> the HTML of an Anki field.

Math, code, pictures and stray signs are swapped for single private characters while the Markdown parser and
the sanitiser work, so that neither can touch them, and put back at the end.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from cardgen.anki.latex import fault, mathjax
from cardgen.anki.sanitise import KNOWN, TAGS, VOID, inert, plain, safe

Picture: TypeAlias = Callable[[str], str]
"""The target of an image -> its file name in the package, or "" where there is none."""

Tell: TypeAlias = Callable[[str, str], None]
"""Takes what went wrong in a text, and what to do about it."""


class Refused(ValueError):
    """A text that no card can show right; the message says why."""


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
    shielded, kept = _shield(text, picture, tell)
    if "\n" in shielded:
        parsed = _parse(_hard_breaks(shielded))
    else:
        parsed = _parse(_INLINE + shielded).replace(_INLINE, "", 1)
    return inert(_restore(safe(parsed), kept))


def plain_text(text: str) -> str:
    """The text without its markup, for an attribute; math stays LaTeX."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", plain(text))
    return " ".join(re.sub(r"\*\*|~~|[`$]", "", text).split())


# --- out of the parser's way --------------------------------------------------------------------------

_SPECIAL = re.compile(r"[\\`*_~$<>&\[!|\n]|  |[\U000f0000-\U0010ffff]")
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_FIRST = 0xF0000  # one private character for each thing that is kept out of the way
_INLINE = (
    "\u2e0e"  # a rare punctuation mark: before a line, no block begins there, and emphasis works as ever
)
_MOST = 0xFFFF

_TOKEN = re.compile(
    r"""
      ^[ >]*(?:(?:[-*+]|\d+[.)])[ ]+)?(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})  # a fenced block
    | (?P<code>`+)
    | \\\((?P<paren>(?:[^\\\n`]|\\(?![(\n]))+?)\\\)          # \(…\) as Anki writes it
    | (?P<escape>\\[^\n])
    | (?P<anki>\[/?\${1,2}\])                               # Anki's own sign for LaTeX: text
    | \$\$(?P<display>(?:[^$\\]|\\.|\$(?!\$))+?)\$\$
    | \$(?P<math>(?:[^$\\\n`]|\\.|\n(?!\s*\n))+?)\$
    | !\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]
      \((?:<(?P<angled>[^<>\n]+)>|(?P<target>(?:[^()\n\\]|\\.|\([^()\n]*\))+))\)
    | (?P<link>\]\((?:[^()\s\\]|\\.|\([^()\s]*\))+(?:\s+"[^"\n]*")?\))
    | (?P<auto><(?:https?://|mailto:)[^<>\s]+>)
    | <(?P<close>/?)(?P<tag>[a-zA-Z][\w.:-]*)(?P<rest>(?:\s[^<>]*)?/?)>
    | (?P<less><)
    | (?<!\w)(?P<dunder>__[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__)(?!\w)
    | (?<=[A-Za-z0-9])(?P<times>\*)(?=[A-Za-z0-9])        # a*b*c is a product
    | (?P<stars>\*+)
    | ^[ ]{0,3}(?P<reference>\[)(?=[^\]\n]+\]:)             # would vanish as a link definition
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)

_FENCE = re.compile(r"^[ >]*(?:(?:[-*+]|\d+[.)]) +)?(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_UNDERLINE = re.compile(r" *(?:=+|-+) *$")
_NAME = re.compile(r"<(/?)([a-zA-Z][\w.:-]*)(?=[\s/>])")
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*')$""")
_LATEX = re.compile(r"[\\^_{=]")
_REMOTE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]+:|//)")
_BESIDE_STARS = frozenset("，。、；：？！（）「」『』【】《》〈〉“”‘’—…～!?:;,.%")
_NO_LETTER = frozenset(" \t\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") | _BESIDE_STARS

_Kept: TypeAlias = list[tuple[str, str]]  # of each private character: its source, its HTML


def _shield(text: str, picture: Picture, tell: Tell) -> tuple[str, _Kept]:
    text = _PRIVATE.sub("", text)
    kept: _Kept = []
    out: list[str] = []
    at = 0
    comments = text.rfind("-->")  # where the last one ends
    tags: Counter[str] = Counter()
    if "<" in text:
        tags.update(found[1] + found[2].lower() for found in _NAME.finditer(text))

    def keep(source: str, fragment: str) -> str:
        if len(kept) >= _MOST:
            raise Refused("the text is too long for a card")
        kept.append((source, fragment))
        return chr(_FIRST + len(kept) - 1)

    def math(source: str, latex: str, display: bool = False) -> str:
        if why := fault(latex):
            raise Refused(f"{why}: {_short(source)}")
        return keep(source, mathjax(latex, display))

    def image(source: str, target: str, alt: str) -> str:
        return keep(source, _image(target, alt, picture, tell))

    while token := _TOKEN.search(text, at):
        out.append(text[at : token.start()])
        at = token.end()
        source = found = token[0]
        match token.lastgroup:
            case "fence":
                at = _fence_end(text, token)
                found = text[token.start() : at]
            case "code":
                end = _code_end(text, token)
                if end:
                    source, at = text[token.start() : end], end
                    found = keep(source, _code(text[token.end() : end - len(token["code"])]))
                else:
                    found = keep(source, source)
            case "paren" if _is_math(token, "paren"):
                found = math(source, token["paren"])
            case "paren":
                at = token.start() + 2
                found = keep(source[:2], source[:2])
            case "anki" | "dunder" | "times":  # to Markdown, __init__ would be a bold init
                found = keep(source, source)
            case "display":
                found = math(source, token["display"], display=True)
            case "math" if _is_math(token, "math"):
                found = math(source, token["math"])
            case "math":
                at = token.start() + 1
                found = keep("$", "$")
            case "escape" if source in (r"\(", r"\)", r"\$"):
                # the parser would drop the backslash of a LaTeX delimiter
                found = keep(source, source.replace(r"\$", "$"))
            case "angled" | "target":
                target = _TITLE.sub("", (token["angled"] or token["target"]).strip())
                found = image(source, target, token["alt"])
            case "rest":
                name = token["tag"].lower()
                if name not in KNOWN or (name not in VOID and not (tags[name] and tags["/" + name])):
                    at = token.start() + 1
                    found = keep("<", "&lt;")
                elif name == "img":
                    said = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(source)}
                    found = image(
                        source, html.unescape(said.get("src", "")), html.unescape(said.get("alt", ""))
                    )
                elif name not in TAGS and not token["close"]:
                    tell(
                        f"<{name}> is not allowed in a card and was left out",
                        f"take <{name}> out of the text",
                    )
            case "less":
                found = keep("<", "&lt;")
                if text.startswith("<!--", token.start()) and at < comments:
                    at, found = text.find("-->", at) + 3, ""
            case "reference":
                found = source[:-1] + keep("[", "[")
            case "stars":
                found = _beside_stars(text, token, keep)
        out.append(found)
    out.append(text[at:])
    return "".join(out), kept


def _fence_end(text: str, token: re.Match[str]) -> int:
    mark = token["fence"]
    closing = re.compile(rf"^[ >]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
    end = closing.search(text, token.end())
    return end.end() if end else len(text)


def _code_end(text: str, token: re.Match[str]) -> int:
    """Where the code span that the backticks open ends; 0 when they open none."""
    mark = re.compile(rf"(?<!`){token['code']}(?!`)")
    end = mark.search(text, token.end())
    return end.end() if end and not re.search(r"\n\s*\n", text[token.end() : end.start()]) else 0


def _code(text: str) -> str:
    text = text.replace("\n", " ")
    if text.startswith(" ") and text.endswith(" ") and text.strip():
        text = text[1:-1]
    return f"<code>{html.escape(text, quote=False)}</code>"


def _is_math(token: re.Match[str], group: str) -> bool:
    """`$5 and $6` is no math; `$ x_i $`, with a space at both ends, is when it looks like LaTeX."""
    latex = token[group]
    if latex[0].isspace() or latex[-1].isspace():
        return latex[0].isspace() and latex[-1].isspace() and bool(_LATEX.search(latex))
    return group != "math" or not token.string[token.end() : token.end() + 1].isdigit()


def _beside_stars(text: str, token: re.Match[str], keep: Callable[[str, str], str]) -> str:
    """The stars, kept apart from punctuation where CommonMark would see no emphasis.

    Its rule is made for words with spaces between: `**重点：**内容` is not bold to it.
    """
    before, after = text[token.start() - 1 : token.start()], text[token.end() : token.end() + 1]
    if before in _BESIDE_STARS and after and after not in _NO_LETTER:
        return keep("", "") + token[0]
    if after in _BESIDE_STARS and before and before not in _NO_LETTER:
        return token[0] + keep("", "")
    return token[0]


def _image(target: str, alt: str, picture: Picture, tell: Tell) -> str:
    alt = " ".join(alt.split())
    shown = html.escape(alt or target)
    if name := picture(target):
        return f'<img src="{html.escape(name)}" alt="{html.escape(alt)}">'
    if re.match(r"https?://", target, re.IGNORECASE):
        tell(
            f"the picture {_short(target)} is on the network; the card links to it", "save it beside the note"
        )
        return f'<a href="{html.escape(target)}">{shown}</a>'
    if _REMOTE.match(target):
        tell(f"the picture {_short(target)} is not a file", "save it beside the note")
    else:
        tell(f"the picture {_short(target)} was not found", "put it beside the note, or correct its name")
    return f"<i>{html.escape(alt) or 'picture'}</i>"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


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


def _restore(fragment: str, kept: _Kept) -> str:
    blocks: list[str] = []
    for i, part in enumerate(_CODE_BLOCK.split(fragment)):
        if i % 3 == 0:
            blocks.append(_restore_prose(part, kept))
            language = ""
        elif i % 3 == 1:
            language = part or ""
        else:
            source = _PRIVATE.sub(lambda found: _source(found[0], kept), html.unescape(part))
            source = re.sub(r" +$", "", source, flags=re.MULTILINE)
            blocks.append(highlighted(source, language))
    whole = "".join(blocks)
    if whole.startswith("<p>") and whole.endswith("</p>") and whole.count("<p>") == 1:
        whole = whole[3:-4]
    return whole


def _restore_prose(fragment: str, kept: _Kept) -> str:
    out: list[str] = []
    code = 0
    for i, part in enumerate(_HTML_TAG.split(fragment)):
        if i % 2:
            code += part.startswith("<code") - part.startswith("</code")
            part = _PRIVATE.sub(lambda found: html.escape(_source(found[0], kept)), part).replace("\n", " ")
        elif code:
            part = _PRIVATE.sub(lambda found: html.escape(_source(found[0], kept), quote=False), part)
        else:
            part = part.strip("\n").replace("\n", " ")
            part = _DELIMITER.sub(lambda found: _ignored(found[0]), part)
            part = _PRIVATE.sub(lambda found: _fragment(found[0], kept), part)
        out.append(part)
    return "".join(out)


def _ignored(delimiter: str) -> str:
    return f'<span class="mathjax_ignore">{delimiter}</span>'


def _source(character: str, kept: _Kept) -> str:
    return kept[ord(character) - _FIRST][0]


def _fragment(character: str, kept: _Kept) -> str:
    fragment = kept[ord(character) - _FIRST][1]
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
