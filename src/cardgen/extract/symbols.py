"""What the symbols of a formula mean, by the note's own words before and after it."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from cardgen.extract.latex import TEXT, clean_latex
from cardgen.extract.meanings import clean_meaning

HAN = regex.compile(r"\p{Han}")
MATH = r"\$(?P<math>[^$\n]{1,80})\$"
CODE = r"`(?P<code>[^`\n]{1,30})`"
BARE = r"(?<![A-Za-z\d_$`\\])(?P<bare>(?:[A-Za-z\p{Greek}]{1,2}\d?|[A-Z]{2,5})(?:_\{?[A-Za-z\d,]{1,12}\}?|[₀-₉⁺⁻]+|\^?\*|\([^()\n]{0,12}\))?)(?![A-Za-z\d_'’])"
SYMBOL = regex.compile(rf"{MATH}|{CODE}|{BARE}")
LINK_ZH = regex.compile(
    r"^\s*(?:分别)?(?:则|就|也|通常|一般)?(?:分别)?(?:用来|用于)?(?:表示的?(?:就)?是?|代表的?(?:就)?是?|指的就?是|指代|是指|指(?!数|标|定)|为|是(?!否)|即|称为|叫做?|记为|对应(?:的是)?|意味着|定义为|—+|--?>?|=(?!\s*[\d$])|[：:])\s*"
)
LINK_EN = regex.compile(
    r"^\s*(?:[,(]\s*)?(?:(?:is|are|be|was)(?! given| defined| computed)|denotes?|represents?|stands? for|means?|refers? to|indicates?|corresponds? to|being|gives|measures|will be|[：:]|[-–—]+|=(?!\s*[\d$]))\s+|^\s+(?=(?:the|an?)\s)",
    regex.IGNORECASE,
)
JOINT = regex.compile(r"^\s*(?:[,，、/]|和|与|及|以及|或|and|or|&|,\s*and|\s)\s*$", regex.IGNORECASE)
CUE = regex.compile(
    r"其中|式中|上式中|公式中|这里|此处|在这个公式中|各符号|符号说明|参数说明|\bwhere\b|\bwhereby\b|\bhere\b|\bwith\b|\bin which\b|\bin this (?:formula|equation)\b|\bin the (?:formula|equation)\b|\blet\b|\bdenotes?\b|分别表示|分别为|设",
    regex.IGNORECASE,
)
STRONG_CUE = regex.compile(
    r"^\W{0,3}(?:其中|式中|上式中|公式中|这里|此处|在(?:这个|上述|该)?公式中|where\b|here\b|with\b|in which\b|in this (?:formula|equation)\b|and\b(?= \$))",
    regex.IGNORECASE,
)
STOP = regex.compile(r"[。；;\n]|(?<=[\w)$`])\.(?=\s|$)|\.$")
TAIL = regex.compile(
    r"(?:\s|[,，、；;。.]|和|与|以及|及|而|并且|\b(?:and|with|where|while|but|respectively|分别)\b)+$",
    regex.IGNORECASE,
)
LONG = 60


def explained(latex: str, texts: Iterable[str], before: Iterable[str] = ()) -> dict[str, str]:
    """Symbol (LaTeX) -> meaning, for the symbols of `latex` that the texts behind or before it explain."""
    found: dict[str, str] = {}
    words = "|".join(set(regex.findall(r"(?<![\\A-Za-z])[A-Za-z]{3,12}(?![A-Za-z])", latex)))
    for text in texts:
        if words:  # `avgdl is the average length`: a word, but a symbol here
            text = regex.sub(
                rf"(?<![\w$`\\{{])({words})(?=\s*(?:is|are|denotes|=|是|为|表示|[：:])(?![A-Za-z]))",
                r"$\1$",
                text,
            )
        for symbol, meaning in _apposed(text):
            _add(found, latex, symbol, meaning)
        for symbol, meaning in _meanings(text):
            _add(found, latex, symbol, meaning)
    for text in before:
        for symbol, meaning in _named_before(text):
            _add(found, latex, symbol, meaning)
    return found


def _add(found: dict[str, str], latex: str, symbol: str, meaning: str) -> None:
    symbol = symbol.strip()
    if symbol in found or not holds(latex, symbol):
        return
    meaning = shortened(meaning)
    if not HAN.search(meaning) and regex.match(
        r"(?:modell?ed|defined|given|computed|estimated|chosen|set|obtained|assumed|known|fixed|called|used|statistically|then|also|not|now|orthogonal|positive|negative|independent|as|if|when|in|at)\b",
        meaning,
        regex.IGNORECASE,
    ):
        return
    if regex.match(r"[\[(（]?\s*[\d.$]", meaning) and not HAN.search(meaning):
        return
    if len(regex.findall(r"\p{L}", meaning)) >= (1 if HAN.search(meaning) else 3) and _folded(
        meaning
    ) != _folded(symbol):
        found[clean_latex(symbol)] = meaning


def explains(text: str) -> bool:
    """Whether a text is about symbols: it opens with `where` or its kin, or with a symbol and a verb."""
    if STRONG_CUE.match(text):
        return True
    text = text.lstrip("-*• ，,;；.。")
    match = SYMBOL.match(text)
    if not match:
        return False
    rest = text[match.end() :]
    return bool(
        LINK_ZH.match(rest)
        or LINK_EN.match(rest)
        or (JOINT.match(rest[:3]) and SYMBOL.match(rest.lstrip(" ,，、和与and")))
    )


def _meanings(text: str) -> list[tuple[str, str]]:
    """Each symbol with what the words behind it say, in sentences that explain symbols."""
    pairs: list[tuple[str, str]] = []
    cued = bool(CUE.search(text)) or explains(text)
    if not cued:
        return pairs
    start = 0
    bounds = [m.end() for m in STOP.finditer(text) if text[: m.start()].count("$") % 2 == 0]
    for end in [*bounds, len(text)]:
        sentence = text[start:end]
        start = end
        if sentence.strip():
            pairs += _of_sentence(
                sentence, bool(STRONG_CUE.search(sentence.lstrip())) or bool(CUE.search(sentence))
            )
    return pairs


def _of_sentence(sentence: str, cued: bool) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    group: list[str] = []
    meaning = ""
    chinese = bool(HAN.search(sentence))
    marks = [m for m in SYMBOL.finditer(sentence) if chinese or not _is_word(m)]

    def flush() -> None:
        nonlocal meaning
        text = TAIL.sub("", meaning.strip())
        if text and group:
            parts = regex.split(r"\s*(?:、|和|与|以及|\band\b)\s*", text) if len(group) > 1 else [text]
            each = parts if len(parts) == len(group) else [text] * len(group)
            pairs.extend(zip(group, each, strict=True))
        meaning = ""

    pending: list[str] = []
    for i, mark in enumerate(marks):
        gap = sentence[mark.end() : marks[i + 1].start() if i + 1 < len(marks) else len(sentence)]
        symbol = next(g for g in mark.groups() if g)
        link = LINK_ZH.match(gap) if chinese else LINK_EN.match(gap)
        link = link or (LINK_EN.match(gap) if chinese and not HAN.match(gap.strip()[:1] or "x") else None)
        opens = not meaning or bool(
            regex.search(
                r"(?:[,，、；;：:(（]|和|与|\band|\bwith|\bwhere|中|\bhere|^)\s*$|而$",
                meaning + sentence[mark.start() : mark.start()],
                regex.IGNORECASE,
            )
        )
        if (
            link
            and gap[link.end() :].strip() + (sentence[marks[i + 1].start() :] if i + 1 < len(marks) else "")
            and (opens or pending)
        ):
            flush()
            group = [*pending, symbol]
            pending = []
            meaning = gap[link.end() :]
        elif i + 1 < len(marks) and JOINT.match(gap) and opens and _linked_later(sentence, marks, i, chinese):
            pending.append(symbol)
        elif group and chinese and meaning.rstrip()[-1:] in ("，", ",", "；"):
            flush()  # another clause, about something else
            group, pending = [], []
        elif group:
            meaning += "".join(f"${p}$" for p in pending) + mark[0] + gap
            pending = []
        else:
            pending = []
    flush()
    return pairs


def _linked_later(sentence: str, marks: list[regex.Match[str]], i: int, chinese: bool) -> bool:
    """Whether a run of joined symbols ends in one that is explained."""
    for k in range(i + 1, len(marks)):
        gap = sentence[marks[k].end() : marks[k + 1].start() if k + 1 < len(marks) else len(sentence)]
        if (LINK_ZH if chinese else LINK_EN).match(gap):
            return True
        if not JOINT.match(gap):
            return False
    return False


def _is_word(mark: regex.Match[str]) -> bool:
    """Whether a bare token is an English word, not a symbol."""
    bare = mark["bare"]
    return bool(bare) and bare.lower() in (
        "a",
        "i",
        "is",
        "in",
        "of",
        "to",
        "it",
        "at",
        "an",
        "as",
        "be",
        "by",
        "if",
        "or",
        "on",
        "we",
        "so",
        "no",
        "do",
        "the",
        "and",
        "are",
        "for",
    )


NAMED_BEFORE = (
    regex.compile(
        r"(?:^|[，,。；;：:、]|设|记|令|假设|其中|给定|用|将|把)\s*(?P<m>[^，,。；;：:、$\n]{2,24}?)(?:分别)?(?:为|记为|记作|设为|表示为|用|是)\s*\$(?P<s>[^$\n=<>]{1,40})\$(?:\s*(?:来)?表示)?\s*(?=[，,。；;、]|$)"
    ),
    regex.compile(
        r"\b[Ll]et\s+\$(?P<s>[^$\n=<>]{1,40})\$\s+(?:be|denote|represent)\s+(?P<m>[^,;.$\n]{3,60})"
    ),
    regex.compile(
        r"\b(?:denote|write)\s+(?P<m>[^,;.$\n]{3,60}?)\s+(?:by|as|with)\s+\$(?P<s>[^$\n=<>]{1,40})\$"
    ),
    regex.compile(
        r"(?:设|记|令|假设|用)\s*\$(?P<s>[^$\n=<>]{1,40})\$\s*(?:来)?(?:为|是|表示|代表)\s*(?P<m>[^，,。；;、$\n]{2,30})"
    ),
)


APPOSED = regex.compile(
    r"(?:\bwith|\band|,)\s+(?:the\s+|an?\s+)?(?P<m>[a-z][a-z\-]{2,}(?: [a-z\-]+){0,4})\s+\$(?P<s>[^$\n=<>]{1,30})\$(?=\s*(?:[,.;)]|and\b|$))"
)


def _apposed(text: str) -> list[tuple[str, str]]:
    """`with proportional gain $K_p$ and integral gain $K_i$`."""
    if not regex.match(r"\W*(?:with|where|for|here)\b", text, regex.IGNORECASE):
        return []
    return [(m["s"], m["m"]) for m in APPOSED.finditer(text, overlapped=True)]


def _named_before(text: str) -> list[tuple[str, str]]:
    return [
        (m["s"], regex.sub(r"^(?:设|记|令|假设|其中|给定|则|那么|有|若|如果)+", "", m["m"].strip()))
        for pattern in NAMED_BEFORE
        for m in pattern.finditer(text)
    ]


def shortened(meaning: str) -> str:
    """The meaning without link words and remarks, cut at a comma when it is long."""
    text = clean_meaning(meaning.replace("\n", " "))
    text = TAIL.sub("", text)
    text = regex.sub(
        r"\s*[（(](?:i\.e|e\.g)?\.?[^()（）]*$|^(?:again|simply|just)\s+|\s+and \$[^$]*(?:\\in|=|<|>)[^$]*\$$",
        "",
        text,
    )
    if (
        HAN.search(text)
        and len(text) > 20
        and (head := regex.match(r"(?:\$[^$]*\$|[^，,；;$]){4,}?(?=[，,；;])", text))
    ):
        text = head[0]
    text = regex.split(r",\s+(?:which|where|that is|as|so|and)\b", text)[0].rstrip(" ,")
    limit = LONG if HAN.search(text) else 2 * LONG
    if len(text) > limit:
        cut = regex.match(rf"(?:\$[^$]*\$|[^，,；;$]){{4,{limit}}}(?=[，,；;])", text)
        text = cut[0] if cut else ""
    return text if text.count("$") % 2 == 0 and text.count("`") % 2 == 0 else ""


# --- does a formula hold a symbol? ------------------------------------------------------------------------

FACE = regex.compile(
    r"\\(?:boldsymbol|mathbf|mathrm|mathcal|mathbb|mathit|bm|text|textbf|operatorname\*?|left|right|displaystyle|,|;|!|:|limits)(?![a-zA-Z])"
)
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(),
        strict=True,
    )
)


def _folded(latex: str) -> str:
    text = FACE.sub("", latex)
    for letter, name in GREEK.items():
        text = text.replace(letter, f"\\{name} ")
    text = text.replace("varepsilon", "epsilon").replace("varphi", "phi").replace("\u2212", "-")
    text = regex.sub(r"_\{(\w)\}|\^\{(\w)\}", lambda m: f"_{m[1]}" if m[1] else f"^{m[2]}", text)
    return regex.sub(r"[\s{}`$]", "", text)


def holds(latex: str, symbol: str) -> bool:
    """Whether a formula has a symbol as a symbol of its own (`d` is not in `\\frac`, nor `T` in `TP`)."""
    wanted = _folded(symbol)
    if (
        not wanted
        or len(wanted) > 40
        or (regex.fullmatch(r"[\d.+\-*/=<>\W]+", wanted) and "\\" not in wanted)
    ):
        return False
    if regex.search(r"(?<!\\)[=<>]|\\(?:in|le|ge|ll|gg|to)(?![a-z])", symbol):
        return False
    text = (
        regex.sub(TEXT + r"\{([^{}]*)\}", r" \1 ", latex)
        if regex.search(r"[A-Za-z]{2,}|\p{Han}", wanted) and "\\" not in wanted
        else latex
    )
    spaced = regex.sub(r"(\\[A-Za-z]+)(?![A-Za-z])|([_^][A-Za-z\d])", r"\1\2 ", text)
    for letter, name in GREEK.items():
        spaced = spaced.replace(letter, f"\\{name} ")
    tokens = [
        _folded(t) for t in regex.findall(r"\\[A-Za-z]+|\p{Han}+|[A-Za-z\d]+|[^\s{}]", FACE.sub(" ", spaced))
    ]
    need = [
        t
        for t in (
            _folded(t)
            for t in regex.findall(
                r"\\[A-Za-z]+|\p{Han}+|[A-Za-z\d]+|[^\s{}]",
                FACE.sub(" ", symbol if "\\" in symbol else _greeked(symbol)),
            )
        )
        if t
    ]
    tokens = [t for t in tokens if t]
    if _contains(tokens, need):
        return True
    if len(need) == 1 and len(need[0]) == 1 and need[0].isalpha():
        return any(
            (
                need[0] in t
                and regex.fullmatch(r"[A-Za-z\d]{2,4}", t)
                and not regex.fullmatch(r"[A-Z]{2,}|[a-z]{3,}|[A-Z][a-z]+", t)
            )
            or (
                need[0] in t
                and regex.fullmatch(r"[A-Za-z]{2}|[A-Z]{2,3}|[a-z]{2,3}", t)
                and t not in ("TP", "FP", "TN", "FN", "log", "exp", "max", "min", "sin", "cos", "tan", "KL")
            )
            for t in tokens
        )
    return False


def _greeked(symbol: str) -> str:
    for letter, name in GREEK.items():
        symbol = symbol.replace(letter, f"\\{name} ")
    return symbol


def _contains(tokens: list[str], need: list[str]) -> bool:
    n = len(need)
    return n > 0 and any(tokens[i : i + n] == need for i in range(len(tokens) - n + 1))
