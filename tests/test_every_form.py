"""One sentence in every form of note gives one and the same card, in its deck, with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cardgen.extract import extract
from cardgen.model import Definition
from cardgen.notes import find_notes, read_file
from cardgen.rules import load_rules

SENTENCE = "双缓冲是一种让读写各用一块内存的做法。"
HEAD = "---\ncategories: [系统, 内存]\n---\n"
PAGE = (
    "<html><head><title>笔记</title></head><body><nav>首页是一个链接。</nav>\n<article>\n<h1>笔记</h1>\n"
    f"<p>{SENTENCE}</p>\n</article></body></html>\n"
)
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "source": ["x = 1\n"], "outputs": [], "metadata": {}, "execution_count": 1},
            {"cell_type": "markdown", "source": ["# 笔记\n", "\n", f"{SENTENCE}\n"], "metadata": {}},
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    },
    ensure_ascii=False,
    indent=1,
)
FORMS = {
    "front matter": ("a.md", f"{HEAD}# 笔记\n\n{SENTENCE}\n".encode(), "系统::内存"),
    "toml": ("a.md", f'+++\ncategories = ["系统"]\n+++\n\n{SENTENCE}\n'.encode(), "系统"),
    "item": ("a.md", f"# 笔记\n\n- {SENTENCE}\n".encode(), ""),
    "quote": ("a.md", f"> {SENTENCE}\n".encode(), ""),
    "callout": ("a.md", f"> [!note]- 记一下\n> {SENTENCE}\n".encode(), ""),
    "container": ("a.md", f"::: tip 记一下\n{SENTENCE}\n:::\n".encode(), ""),
    "comment beside it": ("a.md", f"%%\n暂存是一种草稿。\n%%\n\n{SENTENCE}\n".encode(), ""),
    "bold": ("a.md", f"**{SENTENCE[:3]}**{SENTENCE[3:]}\n".encode(), ""),
    "wrapped": ("a.md", f"{SENTENCE[:9]}\n{SENTENCE[9:]}\n".encode(), ""),
    "zero-width": ("a.md", f"{SENTENCE[:8]}\u200b{SENTENCE[8:]}\n".encode(), ""),
    "page": ("a.html", PAGE.encode(), ""),
    "notebook": ("a.ipynb", NOTEBOOK.encode(), ""),
    "text": ("a.txt", f"{SENTENCE}\n".encode(), ""),
    "byte order mark": ("a.md", f"\ufeff{SENTENCE}\n".encode(), ""),
    "cut off": ("a.md", f"{SENTENCE}\n\n后面还有一段".encode()[:-1], ""),
    "utf-16": ("a.md", f"{SENTENCE}\n".encode("utf-16"), ""),
    "gb18030": ("a.md", f"# 笔记\n\n{SENTENCE}\n".encode("gb18030"), ""),
    "crlf": ("a.md", f"# 笔记\r\n\r\n{SENTENCE}\r\n".encode(), ""),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_card_from_every_form(form: str, tmp_path: Path) -> None:
    name, data, category = FORMS[form]
    path = tmp_path / name
    path.write_bytes(data)
    (file,), _ = find_notes([path])
    notes, problems = read_file(file)
    assert not problems
    found = [finding for note in notes for finding in extract(note, load_rules(), min_confidence=0.5)]
    (card,) = found
    assert isinstance(card.content, Definition)
    assert (card.content.term, card.content.meaning) == ("双缓冲", "一种让读写各用一块内存的做法")
    assert category in ("", card.category)
    encoding = "utf-16" if form == "utf-16" else "gb18030" if form == "gb18030" else "utf-8"
    line = data.decode(encoding, "ignore").splitlines()[card.source.line - 1]
    assert SENTENCE[:3] in line
