"""Lists of references, tables of contents, copyright lines: what cites, lists or claims and says nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardgen.model import Block
from cardgen.notes.sentences import ends_sentence

_SURE = (
    r"参考(?:资料|文献|链接|文章|书目|书籍|来源|网址|论文)|引用文献|参考与引用|资料来源|致谢"
    r"|(?:延伸|扩展|拓展|推荐|相关|更多|进一步)(?:阅读|资料|链接|文章)|学习资料"
    r"|bibliography|further readings?|see also|works cited|related (?:links|posts|articles|reading)"
    r"|external links|acknowledge?ments?|references? list"
)
_UNSURE = (
    r"参考(?:阅读)?|引用|文献|链接"
    r"|references?|sources?|source\(s\)|citations?|links|resources|credits|reading"
)
_AND = r"\s*(?:[&+/、,，与和及]|以及|\band\b|\s)\s*"
_EDGE = r"[\W\d_一二三四五六七八九十]*"
_SOURCES = re.compile(
    rf"{_EDGE}(?:(?P<sure>(?:(?:{_UNSURE}){_AND})?(?:{_SURE})(?:{_AND}(?:{_SURE}|{_UNSURE}))*)|(?:{_UNSURE})(?:{_AND}(?:{_UNSURE}))*){_EDGE}",
    re.I,
)
_CONTENTS = re.compile(rf"{_EDGE}(?:目录|大纲|内容提要|(?:table of )?contents|toc|outline){_EDGE}", re.I)
_CITES = re.compile(
    r"https?://|www\.|(?i:\barxiv\b|\bdoi\b)|\[\d+\]|\b(?:19|20)\d\d\b|《[^》]+》|\bet al\b"
    r"|\[(?:[JMDCR]|EB/OL|J/OL)\]|^\s*[-–]?\s*[A-Z][\w-]+, [A-Z]\.|- ?知乎|博客"
)
_YEAR = r"(?:\b(?:19|20)\d\d\b|https?://|(?i:arxiv|doi))"
_CITATION = re.compile(
    rf"(?:\[(?:\d+|[A-Z][A-Za-z+]*\d\d[a-z]?)\]|\(\d+\)\s[A-Z][\w'-]+,).*{_YEAR}"
    rf"|[A-Z][\w'’-]+,? (?:[A-Z]\.?[ -]?){{1,3}}[,.&(].*{_YEAR}"
    r"|[A-Z][\w'’-]+(?: and [A-Z][\w'’-]+| et al\.?),? \((?:19|20)\d\d\)\."
    r"|.{0,200}\[(?:[JMDCR]|EB/OL|J/OL)\]"
    r"|@[A-Za-z]+\s*\{[^\s,{}]*,",
    re.S,
)
_CLAIM = re.compile(
    r"(?:版权(?:声明|所有|归属)|转载(?:请|需|自|须)|本文(?:作者|链接|由\S{0,20}(?:发布|提供)|首发|转载|采用|地址|标题|为\S{0,12}原创)"
    r"|原文(?:链接|地址|作者)|著作权|未经\S{0,8}(?:允许|许可|授权)|©|\(c\) |copyright\b|all rights reserved"
    r"|this (?:work|post|article|page) is licensed|licensed under)",
    re.I,
)
_LEADER = re.compile(r".{1,80}(?:\.{4,}|(?:\. ){3,}|…{1,}|·{3,}|_{3,}|-{4,})\s*\d{1,4}")
_TEXT = ("item", "paragraph", "title", "detail")
_LONGEST_CLAIM = 400


def reference_blocks(blocks: Sequence[Block]) -> set[int]:
    """The indexes of what is no text of the note.

    Under a heading such as 参考资料 all of it; under one that may be a chapter's (`References`) what cites,
    and all when half of it does. Without a heading, what is written as a citation is.
    """
    found = {i for i, block in enumerate(blocks) if block.kind in _TEXT and _is_reference(block)}
    for start, end, sure in _sections(blocks):
        inside = [i for i in range(start, end) if blocks[i].kind in _TEXT]
        citing = [i for i in inside if _cites(blocks[i])]
        found.update(inside if sure or len(citing) * 2 >= len(inside) else citing)
    for start, end in _contents(blocks):
        inside = [i for i in range(start, end) if blocks[i].kind in _TEXT]
        if len(inside) > 1 and not any(ends_sentence(blocks[i].text) for i in inside):
            found.update(inside)
    return found


def _is_reference(block: Block) -> bool:
    text = block.text
    if _CITATION.match(text) or (len(text) <= _LONGEST_CLAIM and _CLAIM.match(text)):
        return True
    return all(_LEADER.fullmatch(line.strip()) for line in text.split("\n")) and bool(text)


def _sections(blocks: Sequence[Block]) -> list[tuple[int, int, bool]]:
    """(first block, end, whether it can be nothing else) of each list of references."""
    found = []
    for i, block in enumerate(blocks):
        named = _SOURCES.fullmatch(block.text.strip()) if len(block.text) < 60 else None
        if not named:
            continue
        if block.kind == "heading":
            found.append((i + 1, _end_of_section(blocks, i), bool(named["sure"])))
        elif block.kind in ("paragraph", "item") and _is_lead(block):
            found.append((i + 1, _end_of_list(blocks, i), bool(named["sure"])))
    return found


def _contents(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    found = []
    for i, block in enumerate(blocks):
        if len(block.text) < 40 and _CONTENTS.fullmatch(block.text.strip()):
            if block.kind == "heading":
                found.append(
                    (
                        i + 1,
                        next(
                            (n for n in range(i + 1, len(blocks)) if blocks[n].kind == "heading"), len(blocks)
                        ),
                    )
                )
            elif block.kind == "paragraph":
                found.append((i + 1, _end_of_list(blocks, i)))
    return found


def _is_lead(block: Block) -> bool:
    """Whether a line stands over what follows: bold as a whole, or with a colon at its end."""
    text = block.text.rstrip()
    return text[-1:] in ":：" or any(
        mark.kind == "strong" and (mark.end - mark.start) * 2 > len(text) for mark in block.marks
    )


def _end_of_section(blocks: Sequence[Block], heading: int) -> int:
    level = blocks[heading].level
    for i in range(heading + 1, len(blocks)):
        if blocks[i].kind == "heading" and blocks[i].level <= level:
            return i
    return len(blocks)


def _end_of_list(blocks: Sequence[Block], lead: int) -> int:
    """Behind the items that follow, or the paragraphs that cite."""
    for i in range(lead + 1, len(blocks)):
        block = blocks[i]
        if block.kind != "item" and not (
            block.kind == "paragraph" and (block.parent is not None or _cites(block))
        ):
            return i
    return len(blocks)


def _cites(block: Block) -> bool:
    return bool(_CITES.search(block.text)) or any(mark.kind == "link" for mark in block.marks)
