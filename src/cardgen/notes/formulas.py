"""What is a formula and what only stands between dollar signs; LaTeX in its different spellings."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, unquote_plus

from cardgen.notes.characters import HAN

_COMMAND = re.compile(r"\\[A-Za-z]+")
_TEXT_COMMAND = re.compile(r"\\(?:text|mathrm|mbox|textbf|operatorname|tag|label|hbox)\w*\s*\{[^{}]*\}")
_STRUCTURE = re.compile(r"[\\^_=<>]|[+*/|·×÷∈≤≥≈→∞∑∏√∂∇-]|[α-ωΑ-Ω]")
_PROSE_MARK = re.compile("[。！？；“”]")
_HAN = re.compile(f"[{HAN}]")
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}(?: +[A-Za-z]{2,}){2,}")
_PRICE = re.compile(r"\d[\d.,]*\s*(?:[kKmMbB万亿](?![A-Za-z])|[a-z]{2,}|[-/~–到和至,]?\s*$)")
_AMOUNT = re.compile(rf"\d[\d.,]*(?:\s*[{HAN}，。、；]|\s+[A-Za-z]{{2,}}\b)")
_OTHER_BRACKET = re.compile(r"(?<!\\)\\[()]")
_NUMBER = re.compile(r"[\d.,%]+|[\d.]+\s*[-~–/]\s*[\d.]+")
_NEW_BLOCK = re.compile(r"\n[ \t>]*(?:\n|#{1,6} |\||[*+-] |\d{1,3}[.)] |```|~~~|$)")

ENVIRONMENTS = frozenset(
    "equation align alignat aligned gather gathered multline eqnarray split cases dcases rcases array"
    " matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix flalign displaymath math"
    " subequations".split()
)


def is_inline_formula(content: str, after: str) -> bool:
    """Whether what stands between two `$` is a formula. `after` is the character behind the closing one."""
    if not content.strip() or "`" in content.strip("`") or len(content) > 2000:
        return False
    if _AMOUNT.match(content) or _OTHER_BRACKET.search(content):
        return False
    if "\n" in content and (_NEW_BLOCK.search(content) or content.count("\n") > 8):
        return False
    if _COMMAND.search(content):
        bare = _TEXT_COMMAND.sub("", content)
        return not _PROSE_MARK.search(bare) or len(_HAN.findall(bare)) < 8
    if after.isdigit():
        return False
    strong = _STRUCTURE.search(content)
    if _HAN.search(content):
        return bool(re.search(r"[\\^_=]", content)) and not _PROSE_MARK.search(content)
    if _WORDS.search(content) and not re.search(r"[\\^_=]", content):
        return False
    if content[0].isspace() or content[-1].isspace():
        return bool(strong or len(content.strip()) <= 2) and not _PRICE.match(content.lstrip())
    if after.isascii() and after.isalpha() and len(content) > 3 and not re.search(r"[\\^_={}]", content):
        return False  # $HOME/bin:$PATH
    if _NUMBER.fullmatch(content):
        return content[-1] not in ",."
    return not _PRICE.match(content) or bool(re.search(r"[\\^_=]", content))


def is_bracketed_formula(content: str) -> bool:
    r"""Whether what stands between `\(` and `\)` is a formula, and no bracket that an exporter escaped."""
    bare = content.strip()
    if not bare or _PROSE_MARK.search(_TEXT_COMMAND.sub("", bare)):
        return False
    if re.search(r"\\[A-Za-z]|[\^_=]", bare):
        return True
    return not _HAN.search(bare) and bool(
        re.fullmatch(
            r"[A-Za-z]\w?|[A-Za-zα-ω](?:\s*[,+*/<>|-]\s*[\wα-ω.]+)+|[A-Za-z]\([^()]*\)|[^A-Za-z]*[+*/<>≤≥≈]\s*\S.*",
            bare,
        )
    )


def is_display_formula(content: str, alone: bool) -> bool:
    """Whether what stands between two `$$` is one formula and not text between two of them."""
    if not content.strip() or len(content) > 20_000:
        return False
    if re.search(r"\n[ \t>]*(?:#{1,6} |```|~~~)", content):
        return False
    bare = _TEXT_COMMAND.sub("", content)
    if re.search(r"\n[ \t>]*\n", content.strip()) and (not alone or _PROSE_MARK.search(bare)):
        return False
    if _PROSE_MARK.search(bare) and not _COMMAND.search(content):
        return False
    return len(_HAN.findall(bare)) <= max(12, len(bare) // 3)


def clean_latex(latex: str, *, escaped: bool = False) -> str:
    r"""LaTeX as MathJax wants it. `escaped`: a blog's Markdown in which each `\` was doubled."""
    latex = latex.strip()
    if "&" in latex and re.search(r"&(?:lt|gt|amp|nbsp|quot|#\d+);", latex):
        latex = unescape(latex).replace("\u00a0", " ")
    if "\\\\\\\\" in latex:
        latex = latex.replace("\\\\\\\\", "\\\\")
    if escaped:
        latex = re.sub(r"(?<!\\)\\\\(?=[A-Za-z]{2}|[{},;:!|%#_&])", r"\\", latex)
        latex = re.sub(r"(?<!\\)\\_", "_", latex)
    if "\\_{" in latex or "\\_\\" in latex:
        latex = re.sub(r"\\_(?=[{\\])", "_", latex)
    if "\\*" in latex:
        latex = re.sub(r"(?<!\\)\\\*", "*", latex)
    return latex.translate(_INVISIBLE) if not latex.isascii() else latex


_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")) | {
    0xA0: " ",
    0x3000: " ",
}


# --- addresses of pictures that are formulas ---------------------------------------------------------

_ADDRESS = re.compile(
    r"codecogs\.com/(?:[\w.]+\.)?(?:latex|svg|png|gif|eq\w*|image|download)(?:\.(?:latex|image|download))?\?(?P<codecogs>.+)$"
    r"|/equation\?(?:[^#]*&)?tex=(?P<tex>[^&#]*)"
    r"|/render/math\?(?:[^#]*&)?math=(?P<math>[^&#]*)"
    r"|chart(?:\.apis)?\.google(?:apis)?\.com/chart\?(?:[^#]*&)?chl=(?P<chl>[^&#]*)"
    r"|/math\?(?:[^#]*&)?formula=(?P<formula>[^&#]*)"
    r"|/latex\.php\?(?:[^#]*&)?latex=(?P<latex>[^&#]*)"
    r"|i\.upmath\.me/(?:svg|png)/(?P<upmath>.+)$",
    re.S,
)
_MAY_BE_FORMULA = re.compile(r"latex|math|tex=|chl=|codecogs\.com")
_DRESS = re.compile(
    r"^(?:\\dpi\s*\{\d+\}|\\(?:bg|fg|fn)_?\w*|\\(?:inline|large|Large|LARGE|huge|small|tiny|displaystyle)(?![a-zA-Z]))\s*"
)


def latex_of_address(address: str) -> str:
    """The LaTeX that a picture's address carries (codecogs, Zhihu, GitHub and others), or nothing."""
    if not _MAY_BE_FORMULA.search(address):
        return ""
    found = _ADDRESS.search(unescape(address))
    if not found or not found.lastgroup:
        return ""
    value = found[found.lastgroup]
    latex = unquote(value) if found.lastgroup in ("codecogs", "upmath") else unquote_plus(value)
    latex = latex.strip()
    while (shorter := _DRESS.sub("", latex)) != latex:
        latex = shorter
    return clean_latex(re.sub(r"\\\\\s*$", "", latex))
