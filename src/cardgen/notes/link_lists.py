"""Lists of links: nothing in them is a sentence of the note, and no more in lists of references.

Dropped are a list or table in which everything is only links, and a paragraph that is only links. An item
with a link for its name stays when its list says more than that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardgen.model import Block
from cardgen.notes.reference_lists import reference_blocks

_POINTER = re.compile(
    r"(?:参考(?:链接|资料|文献|文章)?|来源|原文(?:链接|地址)?|链接|出处|转载自?|摘自|论文(?:地址|链接)?|代码(?:地址|链接)?"
    r"|[上下]一(?:篇|章|节|页|讲)(?:文章)?|返回|目录|相关(?:笔记|文章|阅读)?|另见|参见|参看|见"
    r"|source|via|references?|links?|paper|code|credits?|prev(?:ious)?|next|up|back"
    r"|see(?: also)?|related)\s*[:：]",
    re.I,
)
_NO_WORD = re.compile(r"[\W\d_]*")
_BARE_URL = re.compile(r"(?:https?://|www\.)[^\s，。；）)]+")


def without_link_lists(blocks: list[Block]) -> list[Block]:
    """The blocks that are left, with their indexes put right."""
    doomed = _link_lists(blocks) | reference_blocks(blocks)
    for i in range(len(blocks) - 1, -1, -1) if doomed else ():
        parent = blocks[i].parent
        if i not in doomed and parent is not None:
            doomed.discard(parent)  # what says something about a link keeps it
    return without(blocks, doomed)


def _link_lists(blocks: Sequence[Block]) -> set[int]:
    lists: dict[int, bool] = {}
    only_links = set()
    for i, block in enumerate(blocks):
        if _is_table_of_links(block) if block.rows else _is_only_links(block):
            only_links.add(i)
        elif block.group and block.kind == "item":
            lists[block.group] = False
    return {
        i
        for i in only_links
        if (lists.get(blocks[i].group, True) if blocks[i].kind == "item" else blocks[i].parent is None)
    }


def _is_only_links(block: Block) -> bool:
    if block.kind not in ("item", "paragraph", "cell"):
        return False
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


def _is_table_of_links(block: Block) -> bool:
    cells = [cell for row in block.rows[1:] for cell in row]
    return any(cell.marks for cell in cells) and all(
        _is_only_links(cell) or _NO_WORD.fullmatch(cell.text) for cell in cells
    )


def placed(block: Block, parent: int | None, section: int | None) -> Block:
    """The block with other indexes. Spelled out: `dataclasses.replace` takes four times as long."""
    if parent == block.parent and section == block.section:
        return block
    rows = tuple(tuple(placed(cell, None, section) for cell in row) for row in block.rows)
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
        kept.append(placed(block, parent, section))
    return kept
