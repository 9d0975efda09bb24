"""Whether MathJax 3, as Anki ships it, can read a formula; else what is wrong, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cardgen.cards.latex_words import ADVICE, ENVIRONMENT_ADVICE, UNSAFE, advice, names


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that MathJax would show in red, or as text. `offset` counts from the start of the formula."""

    offset: int
    what: str
    todo: str
    code: str = "latex-syntax"


_SIGNS = frozenset(" !#$%&,:;>\\_{|}\n\t\xa0")
_DELIMITERS = frozenset("()[]|/<>.⟨⟩⌈⌉⌊⌋⟮⟯⟦⟧↑↓↕⇑⇓⇕∥∣‖〈〉")
_NAMED_DELIMITERS = frozenset(
    """Arrowvert Downarrow Uparrow Updownarrow Vert arrowvert backslash bracevert downarrow gt lVert langle
    lbrace lbrack lceil lfloor lgroup llcorner lmoustache lparen lrcorner lt lvert rVert rangle rbrace rbrack
    rceil rfloor rgroup rmoustache rparen rvert ulcorner uparrow updownarrow urcorner vert { | }""".split()
)
_SIZES = frozenset(
    "big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm".split()
)
# Their first argument is no formula.
_TEXT = frozenset(
    """text textrm textbf textit texttt textsf textnormal textup mbox hbox fbox tag label unicode ce pu color
    textcolor colorbox hspace mspace bbox enclose""".split()
)
_TABLES = frozenset("matrix pmatrix cases eqalign eqalignno leqalignno displaylines array substack".split())
_ONE = frozenset(
    """sqrt mathrm mathbf mathbb mathcal mathfrak mathit mathsf mathtt mathscr boldsymbol hat bar vec dot ddot
    tilde widehat widetilde overline underline overbrace underbrace operatorname mathop mathbin mathrel text
    overrightarrow check breve acute grave mathring boxed phantom""".split()
)
_TWO = frozenset("frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel".split())
_NO_ARGUMENT = ("", "}", "&", r"\\", r"\end", r"\right", "^", "_")

_TOKEN = re.compile(r"\\(?P<name>[a-zA-Z]+)|\\(?P<sign>.)|(?P<lone>\\\Z)|(?P<char>\S)|\s+", re.DOTALL)
_NAMED = re.compile(r"\s*\{\s*([^{}\\]*?)\s*\}")
_COMMENT = re.compile(r"[^\n]*\n?")


@dataclass(slots=True)
class _Frame:
    """An open brace, environment or `\\left`. `scripts` are those that the last atom has."""

    kind: str
    offset: int
    name: str = ""
    table: bool = False
    is_script: bool = False
    scripts: set[str] = field(default_factory=set)


def faults(latex: str) -> list[Fault]:
    """All that is known against a formula, in its order; what follows a broken bracket is not looked at."""
    scan = _Scan(latex)
    try:
        scan.run()
    except _BrokenError as broken:
        scan.found.append(broken.fault)
    return scan.found


class _BrokenError(Exception):
    def __init__(self, offset: int, what: str, todo: str):
        super().__init__(what)
        self.fault = Fault(offset, what, todo)


class _Scan:
    """One walk along a formula with a stack of what is open."""

    def __init__(self, latex: str):
        self.text = latex
        self.at = 0
        self.found: list[Fault] = []
        self.stack = [_Frame("top", 0)]

    def run(self) -> None:
        while self.at < len(self.text):
            match = _TOKEN.match(self.text, self.at)
            assert match is not None
            start, self.at = self.at, match.end()
            if match["name"]:
                self.command(match["name"], start)
            elif match["sign"]:
                self.sign(match["sign"], start)
            elif match["lone"]:
                self.say(start, r"the formula ends in a lone `\`", "delete it")
            elif match["char"]:
                self.character(match["char"], start)
        if len(self.stack) > 1:
            frame = self.stack[-1]
            raise _BrokenError(frame.offset, f"`{_opener(frame)}` is never closed", f"add `{_closer(frame)}`")

    def say(self, offset: int, what: str, todo: str, code: str = "latex-syntax") -> None:
        self.found.append(Fault(offset, what, todo, code))

    # --- single characters ---

    def character(self, char: str, start: int) -> None:
        frame = self.stack[-1]
        if char == "%" and not self.text[start - 1 : start].isdigit():
            self.at = _COMMENT.match(self.text, self.at).end()  # type: ignore[union-attr]
        elif char == "{":
            self.stack.append(_Frame("group", start))
            self.atom()
        elif char == "}":
            self.close(start)
        elif char == "&":
            self.cell(start)
        elif char in "^_":
            self.script(char, start)
        elif char == "'":
            if "^" in frame.scripts:
                self.say(start, "a prime stands after `^`", "write the prime first: `x'^2`")
            frame.scripts.add("'")
        elif char == "#":
            self.say(start, "a bare `#` cannot stand in a formula", r"write `\#`")
        elif char == "$":
            raise _BrokenError(start, "a `$` stands inside the formula", "leave it out")
        elif char != "~":
            self.atom()

    def sign(self, sign: str, start: int) -> None:
        if sign in "()[]":
            raise _BrokenError(start, rf"`\{sign}` stands inside the formula", "leave it out")
        if sign not in _SIGNS:
            self.say(start, rf"MathJax does not know `\{sign}`", "leave it out", "latex-command")
        if sign == "\\":
            if self.stack[-1].kind == "left" and any(frame.table for frame in self.stack):
                self.apart(self.stack[-1])
            self.stack[-1].scripts.clear()
        elif sign in "{}|#$%&_":
            self.atom()

    def atom(self) -> None:
        """Something new stands here, which has no scripts yet."""
        frame = (
            self.stack[-2]
            if self.stack[-1].kind == "group" and self.stack[-1].offset == self.at - 1
            else self.stack[-1]
        )
        frame.scripts.clear()

    def close(self, start: int) -> None:
        frame = self.stack[-1]
        if frame.kind == "top":
            raise _BrokenError(start, "a `}` has no `{` before it", "delete it, or add the `{`")
        if frame.kind != "group":
            raise _BrokenError(frame.offset, f"`{_opener(frame)}` is never closed", f"add `{_closer(frame)}`")
        self.stack.pop()

    def cell(self, start: int) -> None:
        frame = self.stack[-1]
        if frame.kind == "left" and any(outer.table for outer in self.stack):
            self.apart(frame)
        elif not frame.table:
            todo = r"put the formula into `\begin{aligned} … \end{aligned}`, or write `\&`"
            self.say(start, "an `&` stands outside an environment", todo)
        frame.scripts.clear()

    def apart(self, frame: _Frame) -> None:
        todo = r"close each with `\right.` and open it again with `\left.`"
        raise _BrokenError(frame.offset, r"`\left` and its `\right` stand in different cells", todo)

    def script(self, mark: str, start: int) -> None:
        frame = self.stack[-1]
        if mark in frame.scripts:
            todo = "put braces around the first: `{a^b}^c`" if mark == "^" else "put braces around the first"
            self.say(start, f"two `{mark}` follow each other", todo)
        following = self.following()
        if following in _NO_ARGUMENT or following == "'":
            self.say(start, f"nothing stands after `{mark}`", "add the index, or delete the mark")
            return
        kept = {*frame.scripts, mark}
        if following == "{":
            self.at = self.text.index("{", self.at)
            self.stack.append(_Frame("group", self.at))
            self.at += 1
        elif following[0] != "\\" and following not in ("#", "$", "%"):
            self.at = self.text.index(following, self.at) + 1
        frame.scripts = kept

    # --- commands ---

    def command(self, name: str, start: int) -> None:
        commands, _ = names()
        if name in ("begin", "end"):
            self.environment(name, start)
            return
        if name in ("left", "middle", "right"):
            self.fence(name, start)
            return
        if name in UNSAFE:
            what = rf"`\{name}` reaches out of the formula and is not allowed in a card"
            self.say(start, what, ADVICE.get(name, "leave it out"), "latex-unsafe")
        elif name not in commands:
            self.say(start, rf"MathJax does not know `\{name}`", advice(name), "latex-command")
        if name in ("limits", "nolimits", "displaylimits"):
            return
        self.atom()
        if name in _SIZES:
            self.delimiter(name, start)
        elif name == "verb":
            self.verbatim()
        elif name in _TEXT:
            self.skip_text(name, start)
        elif name in _ONE or name in _TWO:
            self.want_arguments(name, start, 2 if name in _TWO else 1)
        elif name in _TABLES and self.following() == "{":
            self.at = self.text.index("{", self.at) + 1
            self.stack.append(_Frame("group", self.at - 1, table=True))

    def environment(self, name: str, start: int) -> None:
        match = _NAMED.match(self.text, self.at)
        if match is None:
            raise _BrokenError(start, rf"`\{name}` names no environment", rf"write `\{name}{{aligned}}`")
        self.at = match.end()
        _, environments = names()
        if name == "begin":
            if match[1] not in environments:
                todo = ENVIRONMENT_ADVICE.get(match[1].rstrip("*"), "write `aligned`, `cases` or `array`")
                self.say(
                    start, f"MathJax does not know the environment `{match[1]}`", todo, "latex-environment"
                )
            self.atom()
            self.stack.append(
                _Frame("environment", start, match[1], match[1] not in ("equation", "equation*"))
            )
            return
        frame = self.stack[-1]
        if frame.kind == "environment" and frame.name == match[1]:
            self.stack.pop()
            return
        if frame.kind == "top":
            todo = rf"add `\begin{{{match[1]}}}`, or delete it"
            raise _BrokenError(start, rf"`\end{{{match[1]}}}` has no `\begin` before it", todo)
        raise _BrokenError(frame.offset, f"`{_opener(frame)}` is never closed", f"add `{_closer(frame)}`")

    def fence(self, name: str, start: int) -> None:
        if name == "left":
            self.atom()
            self.stack.append(_Frame("left", start))
        elif self.stack[-1].kind != "left":
            if self.stack[-1].kind == "top" or name == "middle":
                raise _BrokenError(start, rf"`\{name}` has no `\left` before it", r"add `\left(` or `\left.`")
            frame = self.stack[-1]
            if frame.table and any(outer.kind == "left" for outer in self.stack):
                raise _BrokenError(
                    frame.offset, f"`{_opener(frame)}` is never closed", f"add `{_closer(frame)}`"
                )
            todo = r"each `\left` and its `\right` must stand in the same braces and cell"
            raise _BrokenError(start, rf"`\{name}` has no `\left` before it here", todo)
        elif name == "right":
            self.stack.pop()
            self.stack[-1].scripts.clear()
        self.delimiter(name, start)

    def delimiter(self, name: str, start: int) -> None:
        match = re.compile(r"\s*(?:\{\s*)?(?:\\([a-zA-Z]+|.)|(\S))", re.DOTALL).match(self.text, self.at)
        if match and (match[1] in _NAMED_DELIMITERS or (match[2] and match[2] in _DELIMITERS)):
            braced = "{" in match[0].partition("\\")[0]
            self.at = match.end()
            if braced and (close := re.compile(r"\s*\}").match(self.text, self.at)):
                self.at = close.end()
            return
        self.say(start, rf"`\{name}` needs a bracket after it", rf"write `\{name}(` or `\{name}.`")

    def following(self) -> str:
        """The next token: a character, a command with its backslash, or "" at the end."""
        match = re.compile(r"\s*(\\[a-zA-Z]+|\\.|\S|$)", re.DOTALL).match(self.text, self.at)
        return match[1] if match else ""

    def want_arguments(self, name: str, start: int, count: int) -> None:
        """Says so when an argument is missing; walks over none of them, they are formulas themselves."""
        at = self.at
        if name == "sqrt" and (option := re.compile(r"\s*\[").match(self.text, at)):
            end = self.text.find("]", option.end())
            if end < 0:
                raise _BrokenError(option.end() - 1, "`[` is never closed", "add `]`")
            at = end + 1
        for _ in range(count):
            match = re.compile(r"\s*\*?\s*(\\[a-zA-Z]+|\\.|\S|$)", re.DOTALL).match(self.text, at)
            token = match[1] if match else ""
            if token in _NO_ARGUMENT:
                todo = f"write `\\{name}" + "{…}" * count + "`"
                self.say(start, rf"`\{name}` lacks {'an' if count == 2 else 'its'} argument", todo)
                return
            assert match is not None
            at = _group_end(self.text, match.start(1)) if token == "{" else match.end()
            if at < 0:
                return  # the walk itself will find the open brace

    def skip_text(self, name: str, start: int) -> None:
        match = re.compile(r"\s*\*?\s*(?:\[[^\]]*\]\s*)?").match(self.text, self.at)
        at = match.end() if match else self.at
        if self.text[at : at + 1] != "{":
            return
        end = _group_end(self.text, at)
        if end < 0:
            raise _BrokenError(at, "`{` is never closed", "add `}`")
        inner = re.sub(r"\\.", "  ", self.text[at:end], flags=re.DOTALL)
        if name not in ("ce", "pu") and inner.count("$") % 2:
            self.say(
                at + inner.rindex("$"),
                "a `$` in the text is never closed",
                r"write `\$`, or add the other one",
            )
        self.at = end

    def verbatim(self) -> None:
        mark = self.text[self.at : self.at + 1]
        end = self.text.find(mark, self.at + 1) if mark else -1
        self.at = end + 1 if end >= 0 else len(self.text)


def _group_end(text: str, at: int) -> int:
    """The offset after the `}` that closes the `{` at an offset; -1 when none does."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1


def _opener(frame: _Frame) -> str:
    return {"group": "{", "left": r"\left", "environment": rf"\begin{{{frame.name}}}"}[frame.kind]


def _closer(frame: _Frame) -> str:
    return {"group": "}", "left": r"\right.", "environment": rf"\end{{{frame.name}}}"}[frame.kind]
