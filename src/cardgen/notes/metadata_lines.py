"""Metadata that stands as a line of text: `tags: a, b` below a title, a line of nothing but `#tags`."""

from __future__ import annotations

import re
from dataclasses import replace

from cardgen.model import Block
from cardgen.notes.categories import category_path
from cardgen.notes.front_matter import FrontMatter
from cardgen.notes.link_lists import without

_FIELD = re.compile(
    r"(?P<key>tags?|keywords?|category|categories|deck|date|created|updated|author|标签|关键词|分类|类别|日期|时间|创建(?:时间|日期)"
    r"|(?:更新|发布|发表|修改)(?:时间|日期|于)|作者|译者|编辑|来源|原文(?:链接|地址)?|字数|阅读量|source|url|link)\s*::?\s*(?P<value>\S.*)?",
    re.I,
)
_FIELD_ZH = re.compile(_FIELD.pattern.replace("::?", "：", 1), re.I)
_TAG = re.compile(r"(?<![\w#&])#(?![\d\s]+(?:\W|$))([\w/\-]+)")
_ONLY_TAGS = re.compile(r"(?:#[\w/\-]+[\s,，、]*)+")
_NEAR_TOP = 4


def without_metadata(blocks: list[Block], front: FrontMatter) -> tuple[list[Block], FrontMatter]:
    """The blocks without such lines, and the front matter with what they say where it says nothing itself."""
    doomed: set[int] = set()
    tags = list(front.tags)
    category, date = front.category, front.date
    at_top = True
    for i, block in enumerate(blocks):
        if block.kind not in ("paragraph", "item"):
            at_top &= block.kind == "heading"
            continue
        if "#" in block.text:
            if _ONLY_TAGS.fullmatch(block.text) and block.kind == "paragraph":
                doomed.add(i)
            tags += _tags_in(block)
        fields = _fields(block.text) if at_top and i < _NEAR_TOP else []
        at_top &= bool(fields) or i in doomed
        if fields:
            doomed.add(i)
            for key, value in fields:
                if key in ("tag", "tags", "标签", "keyword", "keywords", "关键词"):
                    tags += [tag.strip("#[] \"'") for tag in re.split(r"[,，、;；\s]+", value)]
                elif key in ("category", "categories", "deck", "分类", "类别"):
                    category = category or "::".join(category_path(value))
                elif key in ("date", "created", "日期", "时间", "创建时间", "创建日期"):
                    date = date or value
    unique = tuple(dict.fromkeys(tag for tag in tags if tag))
    if (unique, category, date) != (front.tags, front.category, front.date):
        front = replace(front, tags=unique, category=category, date=date)
    doomed -= {block.parent for block in blocks if block.parent is not None}
    return without(blocks, doomed), front


def _fields(text: str) -> list[tuple[str, str]]:
    """The fields of a text in which each line is one."""
    fields = []
    for line in text.split("\n"):
        found = _FIELD.fullmatch(line.strip()) or _FIELD_ZH.fullmatch(line.strip())
        if not found or len(line) > 200:
            return []
        fields.append((found["key"].lower(), (found["value"] or "").strip()))
    return fields


def _tags_in(block: Block) -> list[str]:
    shielded = [
        (mark.start, mark.end)
        for mark in block.marks
        if mark.kind in ("code", "math", "display", "link", "image")
    ]
    return [
        found[1].strip("/")
        for found in _TAG.finditer(block.text)
        if not any(start <= found.start() < end for start, end in shielded)
        and "://" not in block.text[max(0, found.start() - 60) : found.start()]
    ]
