"""Characters that look right and match wrong: radicals, odd spaces, invisible marks, full-width letters."""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""For use inside a character class."""

CJK_MARKS = "，。、；：？！…—～·「」『』【】《》〈〉（）〔〕“”‘’"
_WIDE = re.compile(f"[{HAN}{CJK_MARKS}\u3040-\u30ff\uff00-\uffef]")

ODD = r"\u2e80-\u2fd5\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
"""Radicals, compatibility characters, full-width letters and digits; for use inside a character class."""

INVISIBLE = "\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff"
SPACES = "\t\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

# The CJK Radicals Supplement has no compatibility mapping in Unicode; these are the ones that text taken out
# of PDF files really holds.
_RADICALS = {
    "⺁": "厂", "⺌": "小", "⺎": "兀", "⺏": "尣", "⺐": "尢", "⺒": "巳", "⺓": "幺", "⺛": "旡",
    "⺝": "月", "⺟": "母", "⺠": "民", "⺢": "水", "⺩": "王", "⺪": "疋", "⺫": "目", "⺬": "示",
    "⺭": "礻", "⺮": "竹", "⺰": "纟", "⺳": "网", "⺴": "网", "⺶": "羊", "⺷": "羊", "⺹": "老",
    "⺻": "聿", "⺼": "月", "⺽": "臼", "⺾": "艹", "⺿": "艹", "⻀": "艹", "⻁": "虎", "⻂": "衤",
    "⻃": "西", "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角", "⻈": "讠", "⻉": "贝", "⻊": "足",
    "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "邑", "⻐": "钅", "⻑": "長", "⻒": "长",
    "⻓": "长", "⻔": "门", "⻕": "阜", "⻖": "阜", "⻗": "雨", "⻘": "青", "⻙": "韦", "⻚": "页",
    "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "食", "⻟": "食", "⻠": "饣", "⻢": "马", "⻣": "骨",
    "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻬": "齐",
    "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "亀", "⻲": "亀", "⻳": "龟",
}  # fmt: skip


def _repairs() -> dict[int, str]:
    """One character for one character, so that offsets stay."""
    table = {ord(odd): plain for odd, plain in _RADICALS.items()}
    for first, last in (
        (0x2F00, 0x2FD5),
        (0xF900, 0xFAD9),
        (0xFF10, 0xFF19),
        (0xFF21, 0xFF3A),
        (0xFF41, 0xFF5A),
    ):
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    for code in (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000):
        table[code] = " "
    return table


REPAIRS = _repairs()


def is_wide(character: str) -> bool:
    """Whether a character is written without spaces around it (Han, kana, full-width marks)."""
    return character > "‐" and bool(_WIDE.match(character))


def width(text: str) -> int:
    """Columns that text takes: two for a wide character."""
    return len(text) + len(_WIDE.findall(text))
