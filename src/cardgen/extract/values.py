"""What is said of one subject of a comparison: cleaning a clause into a value, and why one is none."""

from __future__ import annotations

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.meanings import CUT, LOST, POINTER, TRAILER
from cardgen.notes import sentences

HAN = regex.compile(r"\p{Han}")
LEAD = regex.compile(
    r"^(?:[\s，,：:；;。、\-–—=→]+|的(?=\s?[\p{Han}A-Za-z]{2})(?!士|确)|我们(?:会|要|可以|需要|将)?|(?:则|却|就|也就|即|便|它们?|其实|其|而是|而|但是?|不过|然而|那么|而且|并且|同时|相对来说|相比之下|一般来说|通常来说|总的来说)(?=[\p{Han}A-Za-z$`，,])(?!且|后|中|他|它|它|使|将|可|时)"
    r"|(?:then|it|they|which|and|but|however|instead|on the other hand|by contrast|in contrast|conversely|meanwhile)\b,?\s*)",
    regex.IGNORECASE,
)
COPULA = regex.compile(
    r"^(?:(?:就|则|也|都|便|实际上|本质上|其实|主要)?(?:是(?![否非])(?:指|说)?|为(?![了什何此之])|指的是|表示的是)\s*|[：:]\s*|(?:is|are|was|were)(?![\w'’])(?! (?:not|n't|able|likely|used|based|to|also|more|less|only)\b)\s*)"
)
STOP = " \t，,；;。.：:、"
PRONOUN = regex.compile(
    r"^(?:这(?!类|一类|两|种)|那(?!些)|该|此(?!外|时)|上述|前者|后者|两者|二者|these|those|this|that|it['’]s|they['’]re)(?![A-Za-z])",
    regex.IGNORECASE,
)
EXAMPLE = regex.compile(
    r"[，,。；;（(]\s*(?:例如|比如|譬如|举例来?说|如下例|for example|for instance|e\.g\.)[^\n]*$",
    regex.IGNORECASE,
)
ROOM_HAN, ROOM_LATIN = 110, 200


def clean_value(raw: str, *, copula: bool = True) -> str:
    """The clause without connectives and copula in front, pointers, examples and stops behind; cut at a sentence if long."""
    text = _without_cut(compiled(r"\s*\n\s*").sub(" ", raw).strip())
    previous = None
    while text != previous:
        previous = text
        shorter = LEAD.sub("", text, count=1)
        text = shorter if len(shorter) >= 1 else text
    if copula:
        match = COPULA.match(text)
        if match and len(text) > match.end() + 1:
            was = match[0].strip()
            text = text[match.end() :]
            stripped = text.rstrip(STOP)
            if (
                was.endswith("是")
                and stripped.endswith("的")
                and not compiled(r"[，,；;。]").search(stripped)
                and len(stripped) > 3
            ):
                text = stripped[:-1]
    text = shorten(text)
    previous = None
    while text != previous:
        previous = text
        if len(text) > 24:
            text = EXAMPLE.sub("", text)
        text = TRAILER.sub("", text).strip()
        if not text.endswith(("etc.", "e.g.", "i.e.")):
            text = text.rstrip(STOP)
        text = compiled(r"[，,]?\s*(?:而|但|且|并|\b(?:but|and|or|while|whereas|although|as|the|a))$").sub(
            "", text
        )
    return _balance(compiled(r"^的(?=\p{Han}{2})").sub("", text))


def _without_cut(text: str) -> str:
    """The text without a last sentence that was cut off; a lone one keeps its mark, so that it is refused."""
    if not CUT.search(text):
        return text
    spans = sentences(text)
    return text[: spans[-1].start].rstrip() if len(spans) > 1 else text.rstrip(" .…") + "…"


def room(text: str) -> int:
    han = len(HAN.findall(text))
    return ROOM_HAN if han * 3 > len(text) else ROOM_LATIN


def shorten(text: str) -> str:
    """As many whole sentences (else clauses) as there is room for."""
    limit = room(text)
    if len(text) <= limit:
        return text
    end = 0
    for span in sentences(text):
        if span.end > limit:
            break
        end = span.end
    if end:
        return text[:end]
    for match in compiled(
        r"[；;]|[，,](?=\s?(?:而|但|从而|因此|所以|使得|导致|并且|并|以及|but|so|and|which|thus|because)\b|\s?(?:因为|由于|例如|比如|而|但|从而|因此|所以|使得|导致|并|以及|也就是))"
    ).finditer(
        text,
    ):
        if match.start() > limit + 20:
            break
        end = match.start()
    return text[:end] if end >= 10 else text


def _balance(text: str) -> str:
    for left, right in ("（）", "()", "“”", "《》", "【】", "「」"):
        if (
            text.startswith(left)
            and text.endswith(right)
            and text.count(left) == 1
            and len(text) > 4
            and left in "（("
        ):
            return text[1:-1].strip()
        if text.count(left) > text.count(right):
            cut = text.rfind(left)
            text = text[:cut].rstrip(STOP) if cut > 4 else text
        elif text.count(right) > text.count(left) and text.endswith(right):
            text = text[:-1].rstrip(STOP)
    return text


def why_not_value(value: str) -> str:
    """Why a cleaned clause says nothing of a subject; empty when it does."""
    plain = compiled(r"!\[[^\]]*\]\([^)]*\)").sub("", value).strip()
    if not compiled(r"[\p{L}\p{N}✓✔✗✘×√❌✅○●]").search(plain):
        return "nothing is said of one side"
    if compiled(r"[里中上下内外间时后前的]").fullmatch(plain):
        return "one side is cut off"
    if LOST.search(value):
        return "one side needs a formula or picture that was lost"
    if CUT.search(value) or compiled(r"\.{3}|…").search(value[-6:]):
        return "one side is cut off"
    if compiled(r"[?？]$").search(plain):
        return "one side is a question"
    if POINTER.match(plain) and len(plain) < 20 and not compiled(r"没?有|无|n/a").match(plain):
        return "one side only points elsewhere"
    if compiled(r"(?:如下|以下|下面|如图|下图|上图|following|as follows|below)\S{0,6}[：:]?$").search(plain):
        return "one side only points elsewhere"
    if compiled(
        r"请(?![求愿假教])|(?:please|ask|click|refer to|see (?:also|the|section|chapter|figure|below|above|page))\b",
        regex.IGNORECASE,
    ).match(plain):
        return "one side tells the reader what to do"
    if PRONOUN.match(plain):
        return "one side begins with a pronoun"
    if len(value) > room(value) + 60:
        return "one side is too long for a card"
    if value.count("$") % 2:
        return "one side is cut inside a formula"
    if compiled(r"(?<![\p{L}])(?:https?://|www\.)").search(plain):
        return "one side is a link"
    return ""
