"""The parts of a Markdown source that a Markdown parser would misread: formulas, comments, wiki links.

They are found here, in one pass that steps over code, and the parser is then given a copy of the source in
which they are plain letters. The copy has one ASCII character for each character of the source. So every
offset that the parser reports (it counts UTF-8 bytes) is an offset into the source, and marks such as `**`
beside Chinese punctuation stand beside letters, where CommonMark takes them as bold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, NamedTuple

from cardgen.notes.formulas import (
    ENVIRONMENTS,
    clean_latex,
    is_bracketed_formula,
    is_display_formula,
    is_inline_formula,
)

ShieldKind = Literal["math", "display", "comment", "wikilink", "embed"]


class Shield(NamedTuple):
    """A range of the source that is no Markdown."""

    start: int
    end: int
    kind: ShieldKind
    text: str = ""
    """The bare LaTeX of a formula; the shown text of a wiki link."""
    target: str = ""
    """The target of a wiki link or an embed."""


_LONGEST = 20_000
_LONGEST_INLINE = 2_000
"""Characters of a formula: what is longer was never closed."""


class Scan(NamedTuple):
    shields: list[Shield]
    fills: list[tuple[int, int, str]]
    """What to write over ranges of the parser's copy; as long as the range."""


_TOKEN = re.compile(
    r"(?<=\()\*(?=\))|[`~\\$<%\[{]"
    r"(?:(?<=[`\\$])|(?<=~)~~|(?<=<)(?:!--|(?=(?:script|style|table|pre)\b))|(?<=%)%|(?<=\[)\[|(?<=\{)[%{])",
    re.I,
)
_FENCE_LEAD = re.compile(r"[ \t>]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]+)*$")
_TICKS = re.compile(r"(?<!\\)`+")
_PARAGRAPH_END = re.compile(r"\n[ \t>]*(?:\n|(?=#{1,6} |[*+-] |\d{1,3}[.)] |```|~~~))|\Z")
_BEGIN = re.compile(r"\\begin\{([A-Za-z]+)(\*?)\}")
_WIKILINK = re.compile(r"\[\[([^\[\]\n|]+?)(?:\\?\|([^\[\]\n]*))?\]\](?!\()")
_CLOSED = {
    "script": re.compile(r"</script\s*>", re.I),
    "style": re.compile(r"</style\s*>", re.I),
    "table": re.compile(r"</table\s*>", re.I),
    "pre": re.compile(r"</pre\s*>", re.I),
}
_LIQUID_CODE = re.compile(r"\{%-?\s*(highlight|codeblock|code|mermaid)\b")
_HUGO_CODE = re.compile(r"\{\{[<%]\s*(highlight|code(?:block)?|mermaid)\b")


def scan(source: str, start: int = 0) -> Scan:
    """All shields of a source, from `start` on, in order."""
    return _Scanner(source).run(start)


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.shields: list[Shield] = []
        self.fills: list[tuple[int, int, str]] = []
        self.paragraph_end = -1
        self.ticks: dict[int, list[int]] = {}
        self.nearest: dict[str, int] = {}
        """Where each closing mark stands next, as found before: holds up to that offset."""
        self.missing: dict[str, int] = {}
        """Closing fences and tags that are not to be found from an offset on."""

    def run(self, at: int) -> Scan:
        source = self.source
        readers = {
            "`": self.backtick, "~": self.tilde, "\\": self.backslash, "$": self.dollar, "<": self.angle,
            "%": self.percent, "[": self.bracket, "{": self.brace, "*": self.star,
        }  # fmt: skip
        search = _TOKEN.search
        while found := search(source, at):
            at = readers[source[found.start()]](found.start())
        return Scan(self.shields, self.fills)

    # Each reader takes the offset of its mark and gives the offset from which to go on.

    def star(self, at: int) -> int:
        """`count(*)` opens no emphasis."""
        self.fills.append((at, at + 1, "x"))
        return at + 1

    def backtick(self, at: int) -> int:
        end = at + 1
        source = self.source
        while source[end : end + 1] == "`":
            end += 1
        length = end - at
        if length >= 3 and self.leads(at) and "`" not in source[end : self.line_end(end)]:
            return self.fence(at, end, "`")
        limit = self.limit(at)
        places = self.ticks.get(length, [])
        i = bisect_right(places, at)
        if i >= len(places) or places[i] >= limit:
            return end
        close = places[i]
        if "\n" not in source[end:close]:
            self.fills.append((end, close, "x" * (close - end)))
        return close + length

    def tilde(self, at: int) -> int:
        end = at + 3
        while self.source[end : end + 1] == "~":
            end += 1
        return self.fence(at, end, "~") if self.leads(at) else end

    def backslash(self, at: int) -> int:
        source = self.source
        pair = source[at : at + 3]
        if pair[1:2] in ("(", "["):
            return self.bracketed(at, "\\" + pair[1])
        if pair[1:2] == "\\" and pair[2:] in ("(", "["):
            return self.bracketed(at, pair)
        if pair == "\\be" and (found := _BEGIN.match(source, at)):
            return self.environment(at, found)
        return at + 2

    def dollar(self, at: int) -> int:
        source = self.source
        if source.startswith("$$", at):
            return self.display(at)
        limit = self.limit(at)
        close = self.next_dollar(at + 1, limit)
        if close < 0:
            return at + 1
        content = source[at + 1 : close]
        if not is_inline_formula(content, source[close + 1 : close + 2]):
            return at + 1
        content = content.strip()
        if len(content) > 2 and content[0] == content[-1] == "`":
            content = content.strip("`")
        self.shield(at, close + 1, "math", clean_latex(self.unprefixed(content, at).replace("\n", " ")))
        return close + 1

    def display(self, at: int) -> int:
        source = self.source
        close = self.find("$$", at + 2)
        while close > 0 and source[close - 1] == "\\" and source[close - 2 : close - 1] != "\\":
            close = self.find("$$", close + 1)
        if close < 0:
            return at + 2
        if close == at + 2:
            return at + 4
        content = source[at + 2 : close]
        alone = self.leads(at) and not source[close + 2 : self.line_end(close)].strip(" \t.,。，;；")
        if not is_display_formula(content, alone):
            return at + 2
        self.shield(at, close + 2, "display", clean_latex(self.unprefixed(content, at)))
        return close + 2

    def bracketed(self, at: int, opener: str) -> int:
        source = self.source
        start = at + len(opener)
        closer = opener[:-1] + (")" if opener[-1] == "(" else "]")
        longest = _LONGEST if opener[-1] == "[" else _LONGEST_INLINE
        close = self.find(closer, start)
        if not 0 < close - start <= longest or source.find(opener, start, close) >= 0:
            return start
        content = source[start:close]
        if opener[-1] == "(" and close > self.limit(at):
            return start
        if not is_bracketed_formula(content) or (opener[-1] == "[" and not is_display_formula(content, True)):
            return start
        latex = clean_latex(self.unprefixed(content, at), escaped=len(opener) == 3)
        kind: ShieldKind = "math" if opener[-1] == "(" else "display"
        self.shield(at, close + len(closer), kind, latex.replace("\n", " ") if kind == "math" else latex)
        return close + len(closer)

    def environment(self, at: int, found: re.Match[str]) -> int:
        name, star = found.groups()
        if name not in ENVIRONMENTS:
            return found.end()
        end = self.environment_end(name + star, found.end())
        if end < 0 or re.search(r"\n[ \t>]*(?:#{1,6} |```|~~~)", self.source[at:end]):
            return found.end()
        self.shield(at, end, "display", clean_latex(self.unprefixed(self.source[at:end], at)))
        return end

    def environment_end(self, name: str, at: int) -> int:
        """Behind the `\\end` that belongs to a `\\begin`; -1 when there is none near."""
        depth = 1
        either = re.compile(rf"\\(begin|end)\{{{re.escape(name)}\}}")
        for count, found in enumerate(either.finditer(self.source, at, at + _LONGEST)):
            depth += 1 if found[1] == "begin" else -1
            if not depth:
                return found.end()
            if count > 20:
                break
        return -1

    def angle(self, at: int) -> int:
        source = self.source
        if source.startswith("<!--", at):
            close = self.find("-->", at + 4)
            if close < 0:
                return at + 4
            return self.comment(at, close + 3)
        name = next(name for name in _CLOSED if source[at + 1 : at + 1 + len(name)].lower() == name)
        if self.missing.get(name, len(source)) <= at:
            return at + 1
        found = _CLOSED[name].search(source, at)
        if not found:
            self.missing[name] = at
            return at + 1
        # One line for the parser, which ends an HTML block at a blank line.
        for line in re.finditer(r"\n", source[at : found.end()]):
            self.fills.append((at + line.start(), at + line.end(), " "))
        return at + 1 if name == "table" else found.end()

    def percent(self, at: int) -> int:
        close = self.find("%%", at + 2)
        if close == at + 2 or self.source[at - 1 : at].isdigit():
            return at + 2
        if close < 0:  # never closed: what it opens is meant to be hidden, but not the rest of the note
            return self.comment(at, max(self.limit(at), at + 2)) if self.leads(at) else at + 2
        return self.comment(at, close + 2)

    def bracket(self, at: int) -> int:
        source = self.source
        found = _WIKILINK.match(source, at)
        if not found or re.fullmatch(r"[\d\s,.;-]+", found[1]):
            return at + 1
        target = found[1].strip()
        if at and source[at - 1] == "!":
            self.shield(at - 1, found.end(), "embed", (found[2] or "").strip(), target)
        else:
            shown = (found[2] or "").strip() or target.rpartition("#")[2].lstrip("^") or target
            self.shield(at, found.end(), "wikilink", shown, target)
        return found.end()

    def brace(self, at: int) -> int:
        """A Liquid tag or a Hugo shortcode."""
        source = self.source
        mark = source[at + 2 : at + 3]
        if source.startswith("{{", at) and mark not in ("<", "%"):
            return at + 2
        closer = "%}" if source.startswith("{%", at) else mark.replace("<", ">") + "}}"
        close = source.find(closer, at, at + 300)
        if close < 0 or "\n" in source[at:close]:
            return at + 2
        stop = close + len(closer)
        if code := _LIQUID_CODE.match(source, at):
            close = source.find("end" + code[1], stop, stop + _LONGEST)
            if close > 0 and (last := source.find("%}", close, close + 200)) > 0:
                stop = last + 2
        elif code := _HUGO_CODE.match(source, at):
            ending = re.compile(rf"\{{\{{[<%]\s*/{code[1]}\s*[>%]\}}\}}")
            if found := ending.search(source, stop, stop + _LONGEST):
                stop = found.end()
        return self.comment(at, stop)

    # --- steps of the readers ---

    def shield(self, start: int, end: int, kind: ShieldKind, text: str = "", target: str = "") -> None:
        self.shields.append(Shield(start, end, kind, text, target))
        self.fills.append((start, end, "x" * (end - start)))

    def comment(self, start: int, end: int) -> int:
        """Alone on its lines it becomes blank lines, else a word that is left out of the text."""
        source = self.source
        line = source.rfind("\n", 0, start) + 1
        alone = not source[line:start].strip(" \t>") and not source[end : self.line_end(end)].strip()
        self.shields.append(Shield(start, end, "comment"))
        inner = source[start:end]
        self.fills.append((start, end, re.sub(r"[^\n]", " ", inner) if alone else "x" * (end - start)))
        return end

    def fence(self, at: int, end: int, mark: str) -> int:
        """Behind a fenced block, or behind its first line when it has no end."""
        key = mark * (end - at)
        first_line_end = self.line_end(end)
        if self.missing.get(key, len(self.source)) <= at:
            return first_line_end
        closing = re.compile(rf"\n[ \t>]*{mark}{{{end - at},}}[ \t]*(?=\n|\Z)")
        found = closing.search(self.source, first_line_end)
        if not found:
            self.missing[key] = at
            return first_line_end
        return found.end()

    def find(self, mark: str, at: int) -> int:
        """The next place of a closing mark, or -1. Each part of the source is searched once."""
        place = self.nearest.get(mark, 0)
        if place < at:
            place = self.source.find(mark, at)
            self.nearest[mark] = place if place >= 0 else len(self.source)
        return place if place < len(self.source) else -1

    def next_dollar(self, at: int, limit: int) -> int:
        close = self.find("$", at)
        while 0 <= close < limit and self.source[close - 1] == "\\":
            close = self.find("$", close + 1)
        return close if 0 <= close < limit else -1

    def limit(self, at: int) -> int:
        """The end of the paragraph at `at`; also gathers the paragraph's backticks."""
        if at >= self.paragraph_end:
            found = _PARAGRAPH_END.search(self.source, at)
            self.paragraph_end = max(found.start() if found else len(self.source), at + 1)
            self.ticks = {}
            for ticks in _TICKS.finditer(self.source, at, self.paragraph_end):
                self.ticks.setdefault(len(ticks[0]), []).append(ticks.start())
        return self.paragraph_end

    def line_end(self, at: int) -> int:
        end = self.source.find("\n", at)
        return end if end >= 0 else len(self.source)

    def leads(self, at: int) -> bool:
        """Whether nothing stands before it on its line but marks of quotes and list items."""
        line = self.source.rfind("\n", 0, at) + 1
        return at - line < 200 and bool(_FENCE_LEAD.match(self.source, line, at))

    def unprefixed(self, content: str, at: int) -> str:
        """The lines of a formula without the quote marks and the indent of the block that it stands in."""
        if "\n" not in content:
            return content
        line = self.source.rfind("\n", 0, at) + 1
        lead = self.source[line:at] if at - line < 200 else ""
        quote = rf"[ \t]*(?:>[ \t]?){{0,{lead.count('>')}}}[ \t]*" if ">" in lead else r"[ \t]*"
        return re.sub(rf"\n{quote}", "\n", content).strip()
