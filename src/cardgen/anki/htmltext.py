"""The HTML of an Anki field -> a tree of what it shows, with one spelling for what looks the same."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import groupby

from cardgen.anki.latex import on_one_line
from cardgen.anki.sanitise import TAGS, VOID, WITH_CONTENT, plain

MATH = ("math", "display")
BLOCKS = frozenset("p ul ol table blockquote pre hr h1 h2 h3 h4 h5 h6 details figure dl".split())


@dataclass(slots=True)
class Node:
    """An element, a text (`tag` "" and `text`), or a formula (`tag` "math" or "display" and `text`)."""

    tag: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


_ROWS = ("table", "thead", "tbody", "tfoot")
_WHOLES = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "tr": _ROWS,
    "td": ("tr",),
    "th": ("tr",),
    "thead": ("table",),
    "tbody": ("table",),
    "tfoot": ("table",),
    "summary": ("details",),
    "figcaption": ("figure",),
}
"""Elements that are parts of others."""
_SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_MATH = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_KEPT = {"a": ("href",), "img": ("src", "alt"), "ol": ("start",), "td": ("colspan", "rowspan")}


_DEEPEST = 100


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, attributes={name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < _DEEPEST:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for i in range(len(self.open) - 1, 0, -1):
            if self.open[i].tag == tag:
                del self.open[i:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(Node("", data))


def parse(fragment: str) -> Node:
    """The field as a tree, as it stands."""
    parser = _Parser()
    parser.feed(plain(fragment))
    parser.close()
    return parser.root


def text_of(node: Node) -> str:
    return node.text + "".join(text_of(child) for child in node.children)


def read(fragment: str) -> list[Node]:
    """What the field shows: a list of blocks, or of inline nodes when it is one paragraph."""
    return _grouped(list(_cleaned(parse(fragment).children)))


def _cleaned(nodes: Sequence[Node], literal: bool = False, whole: str = "") -> Iterator[Node]:
    """The nodes in the spelling of this module. `whole` is the element that they stand in."""
    for node in nodes:
        tag = _SAME.get(node.tag, node.tag)
        if tag == "":
            yield from _texts(node.text, literal)
        elif tag in WITH_CONTENT:
            continue
        elif tag == "anki-mathjax":
            yield Node("display" if node.attributes.get("block") == "true" else "math", text_of(node).strip())
        elif tag in ("pre", "code"):
            yield from _code(node)
        elif tag == "div" or (tag in _WHOLES and whole not in _WHOLES[tag]):
            # a line, as Anki's editor writes it; a part alone looks like one
            yield Node("line", children=list(_cleaned(node.children)))
        elif tag == "span" or (tag == "a" and not node.attributes.get("href")) or tag not in {*TAGS, "img"}:
            ignored = "mathjax_ignore" in node.attributes.get("class", "")
            yield from _cleaned(node.children, literal or ignored, whole)
        else:
            kept = {name: node.attributes[name] for name in _KEPT.get(tag, ()) if node.attributes.get(name)}
            yield from _element(tag, kept, list(_cleaned(node.children, literal, tag)))


def _code(node: Node) -> Iterator[Node]:
    if node.tag == "code":
        if text := _broken(node).replace("\xa0", " "):
            yield Node("code", text)
        return
    code = next((child for child in node.children if child.tag == "code"), node)
    text = re.sub(r"[ \t]+$", "", _broken(code), flags=re.MULTILINE).rstrip("\n")
    if text.strip():
        yield Node("pre", text, {"language": code.attributes.get("class", "").removeprefix("language-")})


def _element(tag: str, attributes: dict[str, str], children: list[Node]) -> Iterator[Node]:
    if tag in ("ul", "ol", "dl", "tr", *_ROWS):
        children = list(_parts(tag, children))
        if tag == "table":
            children = list(_sections(children))
            _square(children)
    elif tag in ("blockquote", "details", "figure", *_WHOLES):
        children = list(_flattened(children))
        wrap = tag == "blockquote" or any(child.tag == "p" for child in children)
        children = _grouped(children, wrap)
    else:
        children = list(_flattened(children))
        if any(child.tag in BLOCKS for child in children):
            mark = Node(tag, "", attributes)
            yield from [Node("line", "", {}, children)] if tag == "p" else _inside(mark, children)
            return
        children = _lines(children)
    if tag in VOID or children or tag in ("td", "th"):
        yield Node(tag, "", attributes, children)


def _parts(tag: str, nodes: Sequence[Node]) -> Iterator[Node]:
    """The parts of a list or table, and what else stands in it made a part."""
    out: list[Node] = []
    for node in nodes:
        if tag in _WHOLES.get(node.tag, ()):
            out.append(node)
        elif node.tag in ("ul", "ol") and out and out[-1].tag == "li":
            out[-1].children.append(node)  # a list that was indented in Anki's editor
        elif content := _grouped([node]):
            part = {"ul": "li", "ol": "li", "dl": "dd"}.get(tag, "td")
            made = Node(part, children=content)
            out.append(Node("tr", children=[made]) if tag in _ROWS else made)
    yield from out


def _sections(nodes: Sequence[Node]) -> Iterator[Node]:
    """The sections of a table; rows outside of one are a body, as to a browser."""
    for is_row, run in groupby(nodes, lambda node: node.tag == "tr"):
        rows = list(run)
        yield from [Node("tbody", children=rows)] if is_row else rows


def _square(parts: Sequence[Node]) -> None:
    """Give rows that are shorter than the first their empty cells."""
    rows = [row for part in parts for row in part.children]
    if any(cell.attributes for row in rows for cell in row.children):
        return  # cells that span others
    for row in rows[1:]:
        row.children += [Node("td") for _ in range(len(rows[0].children) - len(row.children))]


def _inside(mark: Node, nodes: Sequence[Node]) -> Iterator[Node]:
    """Blocks inside a mark such as bold, turned inside out: Markdown has no bold list, only bold items."""
    inline: list[Node] = []
    for node in nodes:
        if node.tag not in BLOCKS and node.tag not in _WHOLES:
            inline.append(node)
            continue
        if lines := _lines(inline):
            yield replace(mark, children=lines)
        inline = []
        children = node.children if node.tag in ("pre", "hr") else list(_inside(mark, node.children))
        yield replace(node, children=children)
    if lines := _lines(inline):
        yield replace(mark, children=lines)


def _texts(text: str, literal: bool) -> Iterator[Node]:
    at = 0
    for found in () if literal else _MATH.finditer(text):
        yield from _plain_text(text[at : found.start()])
        yield Node("display", found[2].strip()) if found[2] is not None else Node("math", found[1].strip())
        at = found.end()
    yield from _plain_text(text[at:])


def _plain_text(text: str) -> Iterator[Node]:
    text = re.sub(r"[ \t\n\xa0]+", " ", text)
    if text:
        yield Node("", text)


def _broken(node: Node) -> str:
    """The text of code, where an editor may have put `<br>` for a line break."""
    return "\n" if node.tag == "br" else node.text + "".join(_broken(child) for child in node.children)


def _lines(nodes: Sequence[Node]) -> list[Node]:
    """Inline nodes with line breaks for the editor's lines, texts joined, and no space around breaks."""
    flat: list[Node] = []
    for node in nodes:
        if node.tag == "line":
            if flat and flat[-1].tag != "br":
                flat.append(Node("br"))
            inner = _lines(node.children)
            flat += inner if inner else []
            flat.append(Node("br"))
        else:
            flat.append(node)
    out: list[Node] = []
    for node in flat:
        if node.tag == "" and out and out[-1].tag == "":
            out[-1] = Node("", (out[-1].text + node.text).replace("  ", " "))
        else:
            out.append(node)
    for i, node in enumerate(out):
        if node.tag == "":
            text = node.text
            if i == 0 or out[i - 1].tag == "br":
                text = text.lstrip(" ")
            if i + 1 == len(out) or out[i + 1].tag == "br":
                text = text.rstrip(" ")
            out[i] = Node("", text)
    out = [node for node in out if node.tag or node.text]
    while out and out[0].tag == "br":
        out.pop(0)
    while out and out[-1].tag == "br":
        out.pop()
    return out


def _grouped(nodes: Sequence[Node], wrap: bool = True) -> list[Node]:
    """Blocks, with runs of inline nodes made paragraphs (`wrap`); a lone paragraph is its inline nodes."""
    blocks: list[Node] = []
    for run in runs(list(_flattened(nodes))):
        if run[0].tag in BLOCKS:
            blocks.append(run[0])
        elif inline := _lines(run):
            blocks += [Node("p", children=part) for part in _paragraphs(inline)] if wrap else inline
    if wrap and len(blocks) == 1 and blocks[0].tag == "p":
        return blocks[0].children
    return blocks


def _paragraphs(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Inline nodes cut where a line is left blank: two breaks are what a person types for a new paragraph."""
    part: list[Node] = []
    for node in nodes:
        part.append(node)
        if [node.tag for node in part[-2:]] == ["br", "br"]:
            if lines := _lines(part):
                yield lines
            part = []
    if lines := _lines(part):
        yield lines


def runs(nodes: Sequence[Node]) -> list[list[Node]]:
    """Each block alone, and the inline nodes between blocks together."""
    runs: list[list[Node]] = []
    for node in nodes:
        if node.tag in BLOCKS or not runs or runs[-1][0].tag in BLOCKS:
            runs.append([node])
        else:
            runs[-1].append(node)
    return runs


def _flattened(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes, with the editor's lines that hold blocks opened."""
    for node in nodes:
        if node.tag == "line" and any(child.tag in BLOCKS or child.tag == "line" for child in node.children):
            yield Node("br")
            yield from _flattened(node.children)
            yield Node("br")
        else:
            yield node


def as_html(nodes: Sequence[Node]) -> str:
    """One spelling for what is the same to the reader."""
    out = []
    for node in nodes:
        text = html.escape(on_one_line(node.text) if node.tag in MATH else node.text, quote=False)
        if node.tag == "":
            out.append(text)
        elif node.tag in MATH:
            out.append(rf"\({text}\)" if node.tag == "math" else rf"\[{text}\]")
        else:
            said = "".join(
                f' {name}="{html.escape(value)}"' for name, value in sorted(node.attributes.items())
            )
            out.append(f"<{node.tag}{said}>{text}{as_html(node.children)}</{node.tag}>")
    return "".join(out)
