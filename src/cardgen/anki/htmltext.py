"""The HTML of an Anki field -> Markdown, so that `to_html` gives the same field again.

Writing is tried as a person would write it first, then with every sign escaped, then with tags for bold and
the like; the first text that gives the field back is taken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

from cardgen.anki.markdown import no_picture, to_html
from cardgen.anki.sanitise import TAGS, VOID, WITH_CONTENT, plain
from cardgen.anki.shielding import Picture, Refused

Target: TypeAlias = Callable[[str], str]
"""The file name of a picture in Anki -> its target in the card's text."""


@dataclass(slots=True)
class Node:
    """An element, a text (`tag` "" and `text`), or a formula (`tag` "math" or "display" and `text`)."""

    tag: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


def to_markdown(fragment: str, target: Target = str, picture: Picture = no_picture) -> str:
    """Markdown that gives the field's content again. Styles that Markdown has no word for are dropped."""
    nodes = read(fragment)
    wanted = as_html(nodes)
    first = ""
    for writer in (_Writer(target), _Writer(target, escape=True), _Writer(target, escape=True, tags=True)):
        text = writer.blocks(nodes)
        first = first or text
        try:
            if as_html(read(to_html(text, picture))) == wanted:
                return text
        except Refused:
            continue
    return first


# --- reading ------------------------------------------------------------------------------------------

_BLOCKS = frozenset("p ul ol table blockquote pre hr h1 h2 h3 h4 h5 h6 details figure dl".split())
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


def _cleaned(nodes: Sequence[Node], literal: bool = False) -> Iterator[Node]:
    for node in nodes:
        tag = _SAME.get(node.tag, node.tag)
        if tag == "":
            yield from _texts(node.text, literal)
        elif tag in WITH_CONTENT:
            continue
        elif tag == "anki-mathjax":
            yield Node("display" if node.attributes.get("block") == "true" else "math", text_of(node).strip())
        elif tag == "pre":
            code = next((child for child in node.children if child.tag == "code"), node)
            language = code.attributes.get("class", "").removeprefix("language-")
            yield Node("pre", _broken(code), {"language": language})
        elif tag == "code":
            yield Node("code", _broken(node).replace("\xa0", " "))
        elif tag == "div":  # a line, as Anki's editor writes it
            yield Node("line", children=list(_cleaned(node.children)))
        elif tag == "span" or (tag not in TAGS and tag != "img"):
            ignored = "mathjax_ignore" in node.attributes.get("class", "")
            yield from _cleaned(node.children, literal or ignored)
        else:
            kept = {name: node.attributes[name] for name in _KEPT.get(tag, ()) if node.attributes.get(name)}
            children = list(_cleaned(node.children, literal))
            if tag in ("li", "td", "th", "blockquote", "dd", "details"):
                children = _grouped(children, wrap=any(child.tag == "p" for child in children))
            elif tag in ("table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl"):
                children = [child for child in children if child.tag]
            else:
                children = _lines(children)
            if tag in VOID or children or tag in ("td", "th"):
                yield Node(tag, "", kept, children)


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
    for run in _runs(list(_flattened(nodes))):
        if run[0].tag in _BLOCKS:
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


def _runs(nodes: Sequence[Node]) -> list[list[Node]]:
    """Each block alone, and the inline nodes between blocks together."""
    runs: list[list[Node]] = []
    for node in nodes:
        if node.tag in _BLOCKS or not runs or runs[-1][0].tag in _BLOCKS:
            runs.append([node])
        else:
            runs[-1].append(node)
    return runs


def _flattened(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes, with the editor's lines that hold blocks opened."""
    for node in nodes:
        if node.tag == "line" and any(child.tag in _BLOCKS or child.tag == "line" for child in node.children):
            yield Node("br")
            yield from _flattened(node.children)
            yield Node("br")
        else:
            yield node


def as_html(nodes: Sequence[Node]) -> str:
    """One spelling for what is the same to the reader."""
    out = []
    for node in nodes:
        text = html.escape(node.text, quote=False)
        if node.tag == "":
            out.append(text)
        elif node.tag in ("math", "display"):
            out.append(rf"\({text}\)" if node.tag == "math" else rf"\[{text}\]")
        else:
            said = "".join(
                f' {name}="{html.escape(value)}"' for name, value in sorted(node.attributes.items())
            )
            out.append(f"<{node.tag}{said}>{text}{as_html(node.children)}</{node.tag}>")
    return "".join(out)


# --- writing ------------------------------------------------------------------------------------------

_SIGNS = re.compile(r"[\\`*_$\[\]<>&~!|]")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-+\s*$|>|~~~)|^(\s*\d+)([.)])(?=\s|$)")
_WORDS = {"strong": "**", "em": "*", "del": "~~"}


class _Writer:
    def __init__(self, target: Target, escape: bool = False, tags: bool = False):
        self.target = target
        self.escape = escape
        self.tags = tags

    def blocks(self, nodes: Sequence[Node]) -> str:
        if not any(node.tag in _BLOCKS for node in nodes):
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
                return "\n".join(f"> {line}".rstrip() for line in self.blocks(node.children).split("\n"))
            case "pre":
                fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", node.text)), default=0))
                return f"{fence}{node.attributes['language']}\n{node.text}\n{fence}"
            case "table":
                return self.table(node)
            case "hr":
                return "***"
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return "#" * int(node.tag[1]) + " " + self.inline(node.children).replace("\n", "<br>")
            case "p":
                return self.paragraph(node.children, among=True)
            case _:
                return as_html([node])

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
            text = self.item(item.children, loose)
            items.append(mark + text.replace("\n", "\n" + " " * len(mark)))
        lines = ("\n\n" if loose else "\n").join(items).split("\n")
        return "\n".join(line if line.strip() else "" for line in lines)

    def item(self, nodes: Sequence[Node], loose: bool) -> str:
        parts = [
            self.block(run[0]) if run[0].tag in _BLOCKS else self.paragraph(run, among=True)
            for run in _runs(nodes)
        ]
        return ("\n\n" if loose else "\n").join(parts)

    def table(self, node: Node) -> str:
        rows = [row for part in node.children for row in ([part] if part.tag == "tr" else part.children)]
        lines = []
        for row in rows:
            cells = [self.inline(cell.children).replace("\n", "<br>") for cell in row.children]
            lines.append("| " + " | ".join(cells) + " |")
            if len(lines) == 1:
                lines.append("|" + " --- |" * len(cells))
        return "\n".join(lines)

    def inline(self, nodes: Sequence[Node]) -> str:
        text = "".join(map(self.one, nodes))
        return re.sub(r"\n(?=\n)", "<br>", text)

    def one(self, node: Node) -> str:
        match node.tag:
            case "":
                return self.text(node.text)
            case "math":
                return rf"\({node.text}\)" if "$" in node.text else f"${node.text}$"
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
            case _:
                said = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
                closing = "" if node.tag in VOID else f"</{node.tag}>"
                return f"<{node.tag}{said}>{self.inline(node.children)}{closing}"

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
