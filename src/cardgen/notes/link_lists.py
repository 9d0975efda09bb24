"""Tables of contents, lists of links and lists of references: nothing in them is a sentence of the note.

Dropped are a list in which every item is only links, a paragraph that is only links, and under a heading such
as 参考资料 or References what cites a work. An item with a link for its name stays when its list
says more than that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardgen.model import Block

_SOURCES = re.compile(
    r"(?:[\d.一二三四五六七八九十、\s]*)(?:参考(?:资料|文献|链接|文章|书目|来源|阅读|网址)?|引用(?:文献|资料)?|参考与引用|文献"
    r"|(?:延伸|扩展|拓展|推荐|相关|更多)(?:阅读|资料|链接|文章)|资料来源|致谢"
    r"|references?(?: list)?|bibliography|further reading|source(?:\(s\)|s)?(?: and further reading)?"
    r"|see also|citations?|works cited|related (?:links|posts|articles|reading)|external links|links"
    r"|resources|credits)\s*[:：]?",
    re.I,
)
_CITES = re.compile(
    r"https?://|www\.|(?i:\barxiv\b|\bdoi\b)|\[\d+\]|\b(?:19|20)\d\d\b|《[^》]+》|\bet al\b"
    r"|^\s*[-–]?\s*[A-Z][\w-]+, [A-Z]\.|- ?知乎|博客"
)
_CITATION = re.compile(r"\[\d+\].*(?:\b(?:19|20)\d\d\b|https?://|(?i:arxiv|doi))", re.S)
_POINTER = re.compile(
    r"(?:参考(?:链接|资料|文献|文章)?|来源|原文(?:链接|地址)?|链接|出处|转载自?|摘自|论文(?:地址|链接)?|代码(?:地址|链接)?"
    r"|source|via|references?|links?|paper|code|credits?)\s*[:：]",
    re.I,
)
_NO_WORD = re.compile(r"[\W\d_]*")
_BARE_URL = re.compile(r"(?:https?://|www\.)[^\s，。；）)]+")


def without_link_lists(blocks: list[Block]) -> list[Block]:
    """The blocks that are left, with their indexes put right."""
    doomed = _link_lists(blocks) | _citations(blocks)
    for i in range(len(blocks) - 1, -1, -1) if doomed else ():
        parent = blocks[i].parent
        if i not in doomed and parent is not None:
            doomed.discard(parent)  # what says something about a link keeps it
    return without(blocks, doomed)


def _link_lists(blocks: Sequence[Block]) -> set[int]:
    lists: dict[int, bool] = {}
    only_links = set()
    for i, block in enumerate(blocks):
        if block.kind in ("item", "paragraph") and _is_only_links(block):
            only_links.add(i)
        elif block.group and block.kind == "item":
            lists[block.group] = False
    return {
        i
        for i in only_links
        if (lists.get(blocks[i].group, True) if blocks[i].kind == "item" else blocks[i].parent is None)
    }


def _citations(blocks: Sequence[Block]) -> set[int]:
    found = set()
    level = 0
    for i, block in enumerate(blocks):
        if block.kind == "heading":
            if not level or block.level <= level:
                level = block.level if _SOURCES.fullmatch(block.text.strip()) else 0
        elif block.kind in ("item", "paragraph") and (
            _CITATION.match(block.text) if not level else _cites(block)
        ):
            found.add(i)
    return found


def _cites(block: Block) -> bool:
    return bool(_CITES.search(block.text)) or any(mark.kind == "link" for mark in block.marks)


def _is_only_links(block: Block) -> bool:
    text = block.text
    links = [mark for mark in block.marks if mark.kind == "link"]
    if not links and "http" not in text and "www." not in text:
        return False
    rest = []
    at = 0
    for mark in links:
        rest.append(text[at : mark.start])
        at = max(at, mark.end)
    rest.append(text[at:])
    return bool(_NO_WORD.fullmatch(_POINTER.sub("", _BARE_URL.sub("", "".join(rest)))))


def _placed(block: Block, parent: int | None, section: int | None) -> Block:
    """The block with other indexes. Spelled out: `dataclasses.replace` takes four times as long."""
    if parent == block.parent and section == block.section:
        return block
    rows = tuple(tuple(_placed(cell, None, section) for cell in row) for row in block.rows)
    return Block(
        block.kind, block.text, block.span, block.line, block.end_line, block.level, block.marks, block.trail,
        parent, section, block.number, block.quoted, block.group, rows, block.origin,
    )  # fmt: skip


def without(blocks: list[Block], doomed: set[int]) -> list[Block]:
    """The blocks but for some, with the indexes of the others put right. None of the others may be inside
    those.
    """
    if not doomed:
        return blocks
    new_index: list[int] = []
    count = 0
    for i in range(len(blocks)):
        new_index.append(count)
        count += i not in doomed
    kept = []
    for i, block in enumerate(blocks):
        if i in doomed:
            continue
        parent = None if block.parent is None else new_index[block.parent]
        section = None if block.section is None else new_index[block.section]
        kept.append(_placed(block, parent, section))
    return kept
