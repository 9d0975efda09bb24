"""Things in a text that the Markdown parser and the sanitiser must not touch, kept out of their way.

Math, code, pictures and stray signs are swapped for single private characters, and put back at the end.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from cardgen.anki.latex import fault, mathjax
from cardgen.anki.sanitise import KNOWN, TAGS, VOID

Picture: TypeAlias = Callable[[str], str]
"""The target of an image -> its file name in the package, or "" where there is none."""

Tell: TypeAlias = Callable[[str, str], None]
"""Takes what went wrong in a text, and what to do about it."""


class Refused(ValueError):
    """A text that no card can show right; the message says why."""


Kept: TypeAlias = list[tuple[str, str]]
"""Of each private character: its source, its HTML."""

PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
FIRST = 0xF0000  # one private character for each thing that is kept out of the way
_MOST = 0xFFFF

_TOKEN = re.compile(
    r"""
      ^[ >]*(?:(?:[-*+]|\d+[.)])[ ]+)?(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})  # a fenced block
    | (?P<code>`+)
    | \\\((?P<paren>(?:[^\\\n`]|\\(?![(\n]))+?)\\\)          # \(…\) as Anki writes it
    | (?P<escape>\\[^\n])
    | (?P<anki>\[/?\${1,2}\])                               # Anki's own sign for LaTeX: text
    | \$\$(?P<display>(?:[^$\\]|\\.|\$(?!\$))+?)\$\$
    | \$(?P<math>(?:[^$\\\n`]|\\[^\n]|\\?\n(?!\s*\n))+?)\$
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

_NAME = re.compile(r"<(/?)([a-zA-Z][\w.:-]*)(?=[\s/>])")
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*')$""")
_LATEX = re.compile(r"[\\^_{=]")
_REMOTE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]+:|//)")
_BESIDE_STARS = frozenset("，。、；：？！（）「」『』【】《》〈〉“”‘’—…～!?:;,.%")
_NO_LETTER = frozenset(" \t\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") | _BESIDE_STARS


class Shield:
    """One walk along a text. `kept` has for each private character its source and its HTML."""

    def __init__(self, text: str, picture: Picture, tell: Tell):
        self.source = PRIVATE.sub("", text)
        self.picture = picture
        self.tell = tell
        self.kept: Kept = []
        self.at = 0
        self.comments = self.source.rfind("-->")  # where the last one ends
        self.tags: Counter[str] = Counter()
        if "<" in self.source:
            self.tags.update(found[1] + found[2].lower() for found in _NAME.finditer(self.source))

    def text(self) -> str:
        """The text with private characters in it."""
        out: list[str] = []
        while token := _TOKEN.search(self.source, self.at):
            out.append(self.source[self.at : token.start()])
            self.at = token.end()
            out.append(self.one(token))
        out.append(self.source[self.at :])
        return "".join(out)

    def one(self, token: re.Match[str]) -> str:
        """What stands for the token; moves `at` where that is not the token's end."""
        source = token[0]
        match token.lastgroup:
            case "fence":
                self.at = _fence_end(self.source, token)
                return self.source[token.start() : self.at]
            case "code":
                return self.code(token)
            case "paren" | "math" if _is_math(token):
                return self.math(source, token[token.lastgroup])
            case "paren" | "math":
                sign = source[: 2 if token.lastgroup == "paren" else 1]
                self.at = token.start() + len(sign)
                return self.keep(sign, sign)
            case "display":
                return self.math(source, token["display"], display=True)
            case "escape" if source in (r"\(", r"\)", r"\$"):
                # the parser would drop the backslash of a LaTeX delimiter
                return self.keep(source, source.replace(r"\$", "$"))
            case "anki" | "dunder" | "times":  # to Markdown, __init__ would be a bold init
                return self.keep(source, source)
            case "angled" | "target":
                target = _TITLE.sub("", (token["angled"] or token["target"]).strip())
                return self.image(source, target, token["alt"])
            case "rest":
                return self.tag(token)
            case "less":
                if (
                    source == "<"
                    and self.source.startswith("<!--", token.start())
                    and self.at < self.comments
                ):
                    self.at = self.source.find("-->", self.at) + 3
                    return ""
                return self.keep("<", "&lt;")
            case "reference":
                return source[:-1] + self.keep("[", "[")
            case "stars":
                return self.stars(token)
        return source

    def keep(self, source: str, fragment: str) -> str:
        if len(self.kept) >= _MOST:
            raise Refused("the text is too long for a card")
        self.kept.append((source, fragment))
        return chr(FIRST + len(self.kept) - 1)

    def math(self, source: str, latex: str, display: bool = False) -> str:
        if why := fault(latex):
            raise Refused(f"{why}: {_short(source)}")
        return self.keep(source, mathjax(latex, display))

    def code(self, token: re.Match[str]) -> str:
        end = _code_end(self.source, token)
        if not end:
            return self.keep(token[0], token[0])
        self.at = end
        source = self.source[token.start() : end]
        mark = len(token[0])
        return self.keep(source, _code(source[mark:-mark]))

    def image(self, source: str, target: str, alt: str) -> str:
        return self.keep(source, _image(target, alt, self.picture, self.tell))

    def tag(self, token: re.Match[str]) -> str:
        """A tag of HTML as it stands, for the sanitiser; anything else between < and > is text."""
        name = token["tag"].lower()
        closed = name in VOID or (self.tags[name] and self.tags["/" + name])
        if name not in KNOWN or not closed:
            self.at = token.start() + 1
            return self.keep("<", "&lt;")
        if name == "img":
            said = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(token[0])}
            target, alt = html.unescape(said.get("src", "")), html.unescape(said.get("alt", ""))
            return self.image(token[0], target, alt)
        if name not in TAGS and not token["close"]:
            what = f"<{name}> is not allowed in a card and was left out"
            self.tell(what, f"take <{name}> out of the text")
        return token[0]

    def stars(self, token: re.Match[str]) -> str:
        """The stars, kept apart from punctuation where CommonMark would see no emphasis.

        Its rule is made for words with spaces between: `**重点：**内容` is not bold to it.
        """
        before = self.source[token.start() - 1 : token.start()]
        after = self.source[token.end() : token.end() + 1]
        if before in _BESIDE_STARS and after and after not in _NO_LETTER:
            return self.keep("", "") + token[0]
        if after in _BESIDE_STARS and before and before not in _NO_LETTER:
            return token[0] + self.keep("", "")
        return token[0]


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


def _is_math(token: re.Match[str]) -> bool:
    """`$5 and $6` is no math; `$ x_i $`, with a space at both ends, is when it looks like LaTeX."""
    latex = token[token.lastgroup or ""]
    if latex[0].isspace() or latex[-1].isspace():
        return latex[0].isspace() and latex[-1].isspace() and bool(_LATEX.search(latex))
    return token.lastgroup == "paren" or not token.string[token.end() : token.end() + 1].isdigit()


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
