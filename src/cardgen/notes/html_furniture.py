"""What a page holds beside its article, by how it is named: menus, comments, bylines, other articles."""

from __future__ import annotations

import re

from cardgen.notes.html_tags import Tag

_ELEMENTS = frozenset("nav aside footer form button dialog menu".split())
_BOXES = frozenset("div section ul ol span p table details dl li a sup h1 h2 h3 h4 h5 h6".split())
_PLACE = (
    r"(?:(?:site|page|main|blog|post|article|global|top|left|right|mobile|entry|content|m|vector|mw|ltx|jp|md|vp"
    r"|question|answer|header|footer)[-_]?)?"
)
_THING = (
    r"(?:nav(?:bar|igation)?|menu|side-?(?:bar|column)|footer|foot|breadcrumbs?|comments?|reply|replies|feedback"
    r"|toc|table-of-contents|catalog(?:ue)?|catlinks|pagination|pager|prev-?next"
    r"|share|sharing|social|related|recommend(?:ed|ations?|s)?|similar(?:-questions)?|ads?|advert(?:isement)?"
    r"|banner|cookie|popup|modal|login|subscribe|newsletter|toolbar|tool-?box|actions"
    r"|copyright|license|reward|donate|author(?:s|-?(?:info|card|box|bio|name))?|by-?line|meta(?:data)?|info"
    r"|tags?(?:-?list)?|search|skip-link|jump-link|noprint|edit-?section|ref-?list|references?|navbox|print-?(?:only|footer)"
    r"|hidden|sr-only|visually-hidden|footnotes|end-?notes|hatnote|infobox|[at]mbox|metadata|short-?description)"
)
_PART = (
    r"(?:[-_]{1,2}(?:list|box|wrap(?:per)?|area|section|container|content|inner|bar|menu|widget|links?|block|module|panel"
    r"|placeholder|form|title|item|header|card|main|side))*"
)
_NAME = re.compile(_PLACE + _THING + _PART, re.I)
_SITES = frozenset(
    # Zhihu
    "content-item-time content-item-meta rich-content-actions reference-list link-card post-sub"
    " question-header-side question-header-topics post-topics-and-reviewer label-container corner-buttons"
    # CSDN, cnblogs, Juejin
    " article-info-box hljs-button pre-numbering blog_post_info_block post-desc cnblogs_code_toolbar"
    " author-info-block article-end copy-code-btn code-block-extension-header main-toc"
    # Medium, arXiv, notebooks, documentation
    " speechify-ignore ltx_note ltx_toc ltx_bibliography ltx_pagination jp-input-prompt jp-output-prompt"
    " jp-output-area jp-cell-output-wrapper input_prompt output_wrapper output_area doc-endnotes doc-toc"
    " navigation postmetadata sphinxsidebar js-post-menu post-signature s-user-card".split()
)
_HEADED = frozenset("section h1 h2 h3 h4 h5 h6".split())
_SWALLOWS = re.compile(r"comment|repl(?:y|ies)|feedback|recommend|related|similar", re.I)
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")


def is_furniture(tag: Tag) -> bool:
    """Whether an element is named or marked as something else than text of the article."""
    if tag.name in _ELEMENTS:
        return True
    if tag.name not in _BOXES or not tag.attributes:
        return False
    return any(
        name.lower() in _SITES or (kebab := _CAMEL.sub("-", name).lower()) in _SITES or _NAME.fullmatch(kebab)
        for name in _names(tag)
    )


def may_be_most(tag: Tag) -> bool:
    """Whether a page may hold more of it than of its article."""
    return any(_SWALLOWS.search(name) for name in _names(tag))


def is_hidden(tag: Tag) -> bool:
    """Whether a reader of the page never sees the element."""
    attributes = tag.attributes
    return "hidden" in attributes.split() or "display:none" in attributes.replace(" ", "")


def _names(tag: Tag) -> list[str]:
    names = tag.attribute("class").split() if "class" in tag.attributes else []
    # The id of a heading or its section is what the author wrote there: `<h2 id="tags">`.
    by_author = tag.name in _HEADED or "section" in names
    for key in ("role",) if by_author else ("id", "role"):
        if f"{key}=" in tag.attributes and (name := tag.attribute(key)):
            names.append(name)
    return names
