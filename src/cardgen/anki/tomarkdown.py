"""The HTML of an Anki field -> Markdown, so that `to_html` gives the same field again.

Writing is tried as a person would write it first, then with every sign escaped, then with tags for bold and
the like, at last as HTML; the first text that gives the field back is taken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from cardgen.anki.htmltext import BLOCKS, MATH, Node, as_html, read, runs
from cardgen.anki.latex import on_one_line
from cardgen.anki.markdown import no_picture, to_html
from cardgen.anki.sanitise import VOID
from cardgen.anki.shielding import Picture, Refused

Target: TypeAlias = Callable[[str], str]
"""The file name of a picture in Anki -> its target in the card's text."""


def to_markdown(fragment: str, target: Target = str, picture: Picture = no_picture) -> str:
    """Markdown that gives the field's content again. Styles that Markdown has no word for are dropped."""
    nodes = read(fragment)
    wanted = as_html(nodes)
    first = ""
    for text in _candidates(nodes, _Writer(target)):
        first = first or text
        try:
            if as_html(read(to_html(text, picture))) == wanted:
                return text
        except Refused:
            continue
    return first


def _candidates(nodes: Sequence[Node], writer: _Writer) -> Iterator[str]:
    """The texts that may give the nodes again, the one that is best to read first."""
    yield writer.blocks(nodes)
    yield _Writer(writer.target, escape=True).blocks(nodes)
    yield _Writer(writer.target, escape=True, tags=True).blocks(nodes)
    bare = "".join(map(writer.bare, nodes))
    yield f"<!-- -->\n{bare}" if any(node.tag in BLOCKS for node in nodes) else bare


_SIGNS = re.compile(r"[\\`*_$\[\]<>&~!|]")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-+\s*$|>|~~~)|^(\s*\d+)([.)])(?=\s|$)")
_WORDS = {"strong": "**", "em": "*", "del": "~~"}


class _Writer:
    def __init__(self, target: Target, escape: bool = False, tags: bool = False):
        self.target = target
        self.escape = escape
        self.tags = tags

    def blocks(self, nodes: Sequence[Node]) -> str:
        if not any(node.tag in BLOCKS for node in nodes):
            return self.paragraph(nodes)
        texts: list[str] = []
        other = False  # lists that follow each other have different marks, or they would be one
        for i, node in enumerate(nodes):
            other = i > 0 and node.tag == nodes[i - 1].tag and not other
            texts.append(self.list(node, other) if node.tag in ("ul", "ol") else self.block(node))
        text = "\n\n".join(texts)
        return text if "\n" in text else f"<!-- -->\n{text}"  # one line alone would be plain text

    def block(self, node: Node) -> str:
        match node.tag:
            case "ul" | "ol":
                return self.list(node)
            case "blockquote":
                return "\n".join(
                    f"> {line}".rstrip()
                    for line in self.blocks([_flat(child) for child in node.children]).split("\n")
                )
            case "pre":
                fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", node.text)), default=0))
                return f"{fence}{node.attributes['language']}\n{node.text}\n{fence}"
            case "table":
                return self.table(node)
            case "hr":
                return "***"
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return "#" * int(node.tag[1]) + " " + self.line(node.children)
            case "p":
                return self.paragraph(node.children, among=True)
            case _:
                return self.bare(node)

    def paragraph(self, nodes: Sequence[Node], among: bool = False) -> str:
        text = self.inline(nodes)
        if not self.escape or ("\n" not in text and not among):
            return text
        return "\n".join(_LINE_START.sub(_escaped_start, line) for line in text.split("\n"))

    def list(self, node: Node, other: bool = False) -> str:
        number = int(node.attributes.get("start", "1")) if node.tag == "ol" else 0
        items = []
        loose = any(child.tag == "p" for item in node.children for child in item.children)
        for i, item in enumerate(child for child in node.children if child.tag == "li"):
            mark = f"{number + i}{')' if other else '.'} " if node.tag == "ol" else "* " if other else "- "
            text = self.item([_flat(child) for child in item.children], loose)
            items.append(mark + text.replace("\n", "\n" + " " * len(mark)))
        lines = ("\n\n" if loose else "\n").join(items).split("\n")
        return "\n".join(line if line.strip() else "" for line in lines)

    def item(self, nodes: Sequence[Node], loose: bool) -> str:
        parts = [
            self.block(run[0]) if run[0].tag in BLOCKS else self.paragraph(run, among=True)
            for run in runs(nodes)
        ]
        return ("\n\n" if loose else "\n").join(parts)

    def table(self, node: Node) -> str:
        rows = [row for part in node.children for row in part.children]
        lines = []
        for row in rows:
            cells = [self.line(cell.children) for cell in row.children]
            lines.append("| " + " | ".join(cells) + " |")
            if len(lines) == 1:
                lines.append("|" + " --- |" * len(cells))
        return "\n".join(lines)

    def inline(self, nodes: Sequence[Node]) -> str:
        text = "".join(map(self.one, nodes))
        return re.sub(r"\n(?=\n)", "<br>", text)

    def line(self, nodes: Sequence[Node]) -> str:
        """Inline nodes where a line break would end a heading or a row of a table."""
        return self.inline([_flat(node) for node in nodes]).replace("\n", "<br>")

    def one(self, node: Node) -> str:
        match node.tag:
            case "":
                return self.text(node.text)
            case "math":
                return rf"\({node.text}\)" if "$" in node.text or self.tags else f"${node.text}$"
            case "display":
                return f"$${node.text}$$"
            case "br":
                return "\n"
            case "code":
                return _code(node.text)
            case "img":
                shown = self.target(node.attributes.get("src", ""))
                shown = f"<{shown}>" if re.search(r"[()\s]", shown) else shown
                return f"![{_SIGNS.sub(_escaped, node.attributes.get('alt', ''))}]({shown})"
            case "a" if "href" in node.attributes and not self.tags:
                return f"[{self.inline(node.children)}]({node.attributes['href']})"
            case "strong" | "em" | "del" if not self.tags:
                return self.marked(node, _WORDS[node.tag])
            case "p":
                return self.inline(node.children)
            case "pre":
                return self.bare(node)
            case _:
                return self.tagged(node, self.inline(node.children))

    def bare(self, node: Node) -> str:
        """HTML on one line in which Markdown finds nothing but math and pictures."""
        match node.tag:
            case "":
                return _entities(node.text)
            case "math" | "display":
                latex = on_one_line(node.text)
                return rf"\({latex}\)" if node.tag == "math" else f"$${latex}$$"
            case "pre":
                language = html.escape(node.attributes["language"])
                name = f' class="language-{language}"' if language else ""
                return f"<pre><code{name}>{_entities(node.text)}</code></pre>"
            case "img":
                return self.one(node)
            case _:
                return self.tagged(node, _entities(node.text) + "".join(map(self.bare, node.children)))

    def tagged(self, node: Node, content: str) -> str:
        said = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
        closing = "" if node.tag in VOID else f"</{node.tag}>"
        return f"<{node.tag}{said}>{content}{closing}"

    def marked(self, node: Node, mark: str) -> str:
        """The text between marks; spaces at its ends go outside, where Markdown wants them."""
        text = self.inline(node.children)
        bare = text.strip(" ")
        if not bare:
            return text
        before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        return f"{before}{mark}{bare}{mark}{after}"

    def text(self, text: str) -> str:
        return _SIGNS.sub(_escaped, text) if self.escape else text


def _flat(node: Node) -> Node:
    text = on_one_line(node.text) if node.tag in MATH else node.text
    return replace(node, text=text, children=[_flat(child) for child in node.children])


def _entities(text: str) -> str:
    return re.sub(r"[\n\\`*_$\[\]<>&~!|]", lambda found: f"&#{ord(found[0])};", text)


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _escaped_start(found: re.Match[str]) -> str:
    if found[3] is not None:
        return f"{found[3]}\\{found[4]}"
    return f"{found[1]}\\{found[2]}"


def _code(text: str) -> str:
    mark = "`" * next(
        n for n in range(1, len(text) + 2) if n not in {len(run) for run in re.findall("`+", text)}
    )
    space = (
        " " if text.startswith("`") or text.endswith("`") or (text != text.strip() and text.strip()) else ""
    )
    return f"{mark}{space}{text}{space}{mark}"
