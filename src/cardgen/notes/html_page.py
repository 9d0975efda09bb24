"""A saved web page -> blocks: the article's text without what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cardgen.model import Block
from cardgen.notes.block_writer import BlockWriter
from cardgen.notes.formulas_in_text import add_text
from cardgen.notes.html_blocks import HtmlReader
from cardgen.notes.html_tags import VOID, Tag, tags

_FURNITURE = frozenset("nav aside footer form button dialog menu".split())
_FURNITURE_NAME = re.compile(
    r"(?:(?:site|page|main|blog|post|article|global|top|left|right|mobile|entry|content|m)[-_]?)?(?:nav(?:bar|igation)?|menu|side-?bar"
    r"|footer|foot|breadcrumbs?|comments?|reply|replies|toc|table-of-contents|catalog(?:ue)?|pagination|pager"
    r"|share|sharing|social|related|recommend(?:ed|ation|s)?|ads?|advert(?:isement)?|banner|cookie|popup|modal|login"
    r"|subscribe|newsletter|toolbar|tool-?box|copyright|reward|donate|author(?:-?(?:info|card|box|bio))?|tags?|tag-?list"
    r"|meta|byline|search|skip-link|noprint|edit-?section|reflist|references|navbox|print-only|hidden|sr-only)"
    r"(?:[-_](?:list|box|wrap(?:per)?|area|section|container|content|inner|bar|menu|widget|links?|block|module|panel))*",
    re.I,
)
_ARTICLE_NAME = re.compile(
    r"(?:markdown(?:-body|-section|_views.*)?|(?:post|entry|article|blog|note|page|main|story|wiki|document)[-_]?(?:content|body|text|main)"
    r"|rich_?text|post-?richtext(?:container)?|mw-parser-output|article-viewer|js_content|rich_media_content|htmledit_views"
    r"|content_views|cnblogs_post_body|theme-default-content|vp-doc|md-content|notion-page-content|note-content)",
    re.I,
)
_SITE = re.compile(r"\s*(?:[-_|–—·«»]\s*[^-_|–—·«»]{1,30}){1,2}$")
_BLANK = re.compile(r"\s*")


class Page(NamedTuple):
    blocks: list[Block]
    title: str


@dataclass(slots=True)
class _Element:
    """An element as a range of tokens, with the amount of text in it."""

    name: str
    first: int
    end: int
    text: int
    links: int = 0


def read_page(source: str, line_starts: tuple[int, ...]) -> Page:
    """The article of a page and its title."""
    tokens = list(tags(source))
    elements, title = _elements(tokens)
    total = elements[0].text
    skipped = {e.first: e.end for e in elements[1:] if _is_furniture(tokens[e.first], e, total)}
    root = _article(tokens, elements, total)
    writer = BlockWriter(source, line_starts)

    def put(start: int, end: int, plain: Callable[[int, int], None]) -> None:
        add_text(writer.text, source, start, end, plain)

    reader = HtmlReader(writer, put, is_page=True)
    i = root.first
    while i < root.end:
        if i in skipped and (i != root.first or not root.name):
            i = skipped[i]
            continue
        reader.feed(tokens[i])
        i += 1
    reader.finish()
    return Page(writer.blocks, _SITE.sub("", title) or title)


def _elements(tokens: list[Tag]) -> tuple[list[_Element], str]:
    """The page as ranges of tokens, the page itself first; and its title."""
    page = _Element("", 0, len(tokens), 0)
    elements = [page]
    stack = [page]
    opened: Counter[str] = Counter()
    text = links = hidden = 0
    title = ""
    for i, tag in enumerate(tokens):
        name = tag.name
        if not name:
            if stack[-1].name == "title" and not title:
                title = " ".join(tag.text.split())
            elif not hidden:
                text += len("".join(tag.text.split()))
        elif tag.closing:
            if not opened[name]:
                continue
            while True:
                element = stack.pop()
                opened[element.name] -= 1
                element.end, element.text = i + 1, text - element.text
                hidden -= element.name in ("script", "style", "head", "noscript")
                if element.name == name:
                    break
        elif name not in VOID and not tag.attributes.endswith("/"):
            element = _Element(name, i, len(tokens), text, links)
            elements.append(element)
            stack.append(element)
            opened[name] += 1
            hidden += name in ("script", "style", "head", "noscript")
    for element in stack[1:]:
        element.text = text - element.text
    page.text = text
    return elements, title


def _is_furniture(tag: Tag, element: _Element, total: int) -> bool:
    """Menus, comments and the like; but nothing that holds most of the page."""
    if element.text * 2 > total and element.text > 200:
        return False
    if tag.name in _FURNITURE or tag.name == "header":
        return tag.name != "header"
    if tag.name not in ("div", "section", "ul", "ol", "span", "p", "table", "details", "dl", "li", "a"):
        return False
    if "hidden" in tag.attributes.split() or "display:none" in tag.attributes.replace(" ", ""):
        return True
    names = (
        [tag.attribute("id"), tag.attribute("role")]
        if "id=" in tag.attributes or "role=" in tag.attributes
        else []
    )
    if "class" in tag.attributes:
        names += tag.attribute("class").split()
    return any(_FURNITURE_NAME.fullmatch(name) for name in names if name)


def _article(tokens: list[Tag], elements: list[_Element], total: int) -> _Element:
    """The element that holds the article: the one with the most text of those that say so, else the whole
    page.
    """
    best = elements[0]
    found = 0
    for element in elements[1:]:
        if element.text <= max(found, total // 5) or not _says_article(tokens[element.first]):
            continue
        best, found = element, element.text
    # A narrower one inside it, when it has nearly all of the text: the rest is what stands around.
    for element in elements[1:]:
        inside = best.first < element.first and element.end <= best.end
        if found and inside and element.text * 10 >= found * 7 and _says_article(tokens[element.first]):
            best = element
    return best


def _says_article(tag: Tag) -> bool:
    if tag.name in ("article", "main"):
        return True
    if tag.name not in ("div", "section"):
        return False
    attributes = tag.attributes
    if (
        "class" not in attributes
        and "id=" not in attributes
        and "role" not in attributes
        and "itemprop" not in attributes
    ):
        return False
    names = [tag.attribute("id"), *tag.attribute("class").split(), tag.attribute("itemprop")]
    return tag.attribute("role") == "main" or any(_ARTICLE_NAME.fullmatch(name) for name in names if name)
