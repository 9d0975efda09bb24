"""In which language a card speaks to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MATH = re.compile(r"\$[^$]*\$|`[^`]*`")
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")
_PARTICLE = re.compile(r"[的是了在和与为对把被]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_WORD = re.compile(r"[A-Za-z]+")


def in_chinese(texts: Iterable[str]) -> bool:
    """Whether a reader would call the texts Chinese, English terms and all."""
    text = _MATH.sub("", " ".join(texts))
    text = _ASIDE.sub("", text).strip() or text
    if _KANA.search(text):
        return False
    return bool(_PARTICLE.search(text)) or len(_HAN.findall(text)) > len(_WORD.findall(text))
