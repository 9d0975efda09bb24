"""A saved web page -> blocks: the article's text without what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cardgen.model import Block
from cardgen.notes.block_writer import BlockWriter
from cardgen.notes.formulas_in_text import add_text
from cardgen.notes.html_blocks import HtmlReader
from cardgen.notes.html_furniture import is_furniture, is_hidden, may_be_most
from cardgen.notes.html_tags import VOID, Tag, tags

_ARTICLE_NAME = re.compile(
    r"(?:markdown(?:-body|-section|_views.*)?|(?:post|entry|article|blog|note|page|main|story|wiki|document)[-_]?(?:content|body|text|main)"
    r"|rich_?text|post-?richtext(?:container)?|mw-parser-output|article-viewer|js_content|rich_media_content|htmledit_views"
    r"|content_views|cnblogs_post_body|theme-default-content|vp-doc|md-content|notion-page-content|note-content|s-prose"
    r"|ltx_document)",
    re.I,
)
_SITE = re.compile(r"\s*(?:[-_|–—·«»]\s*[^-_|–—·«»]{1,30}){1,2}$")
_UNREAD = ("script", "style", "head", "noscript")


class Page(NamedTuple):
    blocks: list[Block]
    title: str


@dataclass(slots=True)
class _Element:
    """An element as a range of tokens."""

    name: str
    first: int
    end: int


def read_page(source: str, line_starts: tuple[int, ...]) -> Page:
    """The article of a page and its title."""
    tokens = list(tags(source))
    elements, title = _elements(tokens)
    skipped = dict(_furniture(tokens, elements))
    roots = _article(tokens, elements, skipped)
    writer = BlockWriter(source, line_starts)

    def put(start: int, end: int, plain: Callable[[int, int], None]) -> None:
        add_text(writer.text, source, start, end, plain)

    reader = HtmlReader(writer, put, is_page=True)
    for root in roots:
        i = root.first
        while i < root.end:
            if i in skipped:
                i = skipped[i]
            else:
                reader.feed(tokens[i])
                i += 1
        reader.finish()
    return Page(writer.blocks, _SITE.sub("", title) or title)


def _elements(tokens: Sequence[Tag]) -> tuple[list[_Element], str]:
    """The page as ranges of tokens, the page itself first; and its title."""
    elements = [_Element("", 0, len(tokens))]
    stack = elements[:]
    opened: Counter[str] = Counter()
    title = ""
    for i, tag in enumerate(tokens):
        name = tag.name
        if not name:
            if stack[-1].name == "title" and not title:
                title = " ".join(tag.text.split())
        elif tag.closing:
            if not opened[name]:
                continue
            while True:
                element = stack.pop()
                opened[element.name] -= 1
                element.end = i + 1
                if element.name == name:
                    break
        elif name not in VOID and not tag.attributes.endswith("/"):
            element = _Element(name, i, len(tokens))
            elements.append(element)
            stack.append(element)
            opened[name] += 1
    return elements, title


def _text_lengths(tokens: Sequence[Tag], skipped: dict[int, int]) -> list[int]:
    """How much text stands before each token, without that of the ranges to skip."""
    lengths = [0]
    until = 0
    for i, tag in enumerate(tokens):
        until = max(until, skipped.get(i, 0))
        size = 0 if tag.name or i < until else len("".join(tag.text.split()))
        lengths.append(lengths[-1] + size)
    return lengths


def _furniture(tokens: Sequence[Tag], elements: Sequence[_Element]) -> Iterator[tuple[int, int]]:
    """The ranges of tokens that are no part of an article; but nothing that holds most of the page."""
    lengths = _text_lengths(tokens, {e.first: e.end for e in elements if e.name in _UNREAD})
    formulas = [i for i, tag in enumerate(tokens) if tag.name == "math"]
    for element in elements[1:]:
        tag = tokens[element.first]
        if is_furniture(tag):
            text = lengths[element.end] - lengths[element.first]
            if text <= 200 or text * 2 <= lengths[-1] or may_be_most(tag):
                yield element.first, element.end
        elif is_hidden(tag):
            # Wikipedia hides the formula that stands behind a picture of it.
            n = bisect_right(formulas, element.first)
            if n == len(formulas) or formulas[n] >= element.end:
                yield element.first, element.end


def _article(tokens: Sequence[Tag], elements: Sequence[_Element], skipped: dict[int, int]) -> list[_Element]:
    """What holds the article: the element with the most text of those that say so; inside it those that say
    so again, when they have nearly all of the text (the rest is what stands around); the title before it.
    """
    unread = {e.first: e.end for e in elements if e.name in _UNREAD}
    lengths = _text_lengths(tokens, unread | skipped)

    def text(element: _Element) -> int:
        return lengths[element.end] - lengths[element.first]

    named = [e for e in elements[1:] if text(e) and _says_article(tokens[e.first])]
    best = max(named, key=text, default=elements[0])
    if text(best) * 5 <= lengths[-1]:
        return [elements[0]]
    roots, inside = [best], _children(named)
    while len(roots) == 1 and (inner := inside[roots[0].first]):
        if sum(map(text, inner)) * 10 < text(roots[0]) * 7:
            break
        roots = inner
    titles = [e for e in elements if e.name == "h1" and text(e) and e.end <= roots[0].first]
    headed = any(e.name == "h1" and any(r.first <= e.first < r.end for r in roots) for e in elements)
    return [*([] if headed else titles[-1:]), *roots]


def _children(elements: Sequence[_Element]) -> dict[int, list[_Element]]:
    """The first token of each element -> those right inside it, of these elements alone."""
    found: dict[int, list[_Element]] = defaultdict(list)
    stack: list[_Element] = []
    for element in elements:
        while stack and stack[-1].end <= element.first:
            stack.pop()
        if stack:
            found[stack[-1].first].append(element)
        stack.append(element)
    return found


def _says_article(tag: Tag) -> bool:
    if tag.name in ("article", "main"):
        return True
    if tag.name not in ("div", "section", "span"):
        return False
    attributes = tag.attributes
    if not any(key in attributes for key in ("class", "id=", "role", "itemprop")):
        return False
    names = [tag.attribute("id"), *tag.attribute("class").split(), tag.attribute("itemprop")]
    return tag.attribute("role") == "main" or any(_ARTICLE_NAME.fullmatch(name) for name in names if name)
