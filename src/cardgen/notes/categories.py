"""The category of a note: what its front matter says, or where it lies. `A::B` is B below A."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

UNCATEGORIZED = "Uncategorized"
_HUGO = frozenset("draft lastmod weight slug series aliases featuredimage publishdate expirydate".split())
_NAME_WITH_SLASH = re.compile(r"TCP/IP|I/O|CI/CD|HTTP/[\d.]+|PL/SQL|C/C\+\+|N/A|(?:Q&A|Q/A)", re.I)


def category_of(keys: Mapping[str, Any], *, flat: bool = False) -> str:
    """The category that front matter gives, or nothing. `keys` are in lower case.

    `deck` comes before `category`, and that before `categories`. A list under `categories` is a path in Hexo
    and Jekyll, and several categories in Hugo (`flat`, or known by its other keys), of which the first
    counts. A list of lists holds several paths, of which the first counts. Under `deck` and `category` a list
    holds several.
    """
    for key in ("deck", "category", "categories", "分类"):
        value = keys.get(key)
        if isinstance(value, list) and value:
            nested = any(isinstance(part, list) for part in value)
            several = flat or key != "categories" or nested or not _HUGO.isdisjoint(keys)
            value = value[0] if several else value
        path = value if isinstance(value, list) else [value]
        parts = [part for name in path if isinstance(name, str | int) for part in category_path(str(name))]
        if parts:
            return "::".join(parts)
    return ""


def category_path(text: str) -> list[str]:
    """The names in `A::B`, `A/B`, `A > B`; the first of `A, B`."""
    text = text.strip().strip("[]\"'#").strip()
    if text.lower() in ("", "null", "none", "~", "false", "true"):
        return []
    if "," in text or "，" in text:
        text = re.split("[,，]", text)[0]
    if _NAME_WITH_SLASH.fullmatch(text):
        return [text]
    return [name for part in re.split(r"::|[/\\]|\s>\s|\s→\s", text) if (name := " ".join(part.split()))]


def category_of_place(name: str) -> str:
    """The category that a note's folders give. `name` is its POSIX path below the folder that was named."""
    folders = PurePosixPath(name).parts[:-1]
    return "::".join(" ".join(folder.replace("::", " ").split()) for folder in folders) or UNCATEGORIZED
