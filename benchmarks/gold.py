"""The cards that a careful person makes of a note, and whether a card is one of them.

A gold file lies beside its note: `knn.md` and `knn.gold.yaml`. It names the note and lists items of the three
kinds; `weight: core` are the cards that any good person would make, `extra` are welcome but not missed.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from cardgen.model import Comparison, Content, Definition, Formula

SAME_TEXT = 0.6
"""Share of the expected words that a meaning must have: below it people do not call two meanings the same."""
SAME_FORMULA = 0.85
WRONG_SIDE = 0.25
"""How much better another subject's words may fit: parallel sides share most of theirs."""
HALF = 0.5
"""Share of a comparison's expected words that make it found."""


@dataclass(frozen=True, slots=True)
class Side:
    """What a comparison says of one subject; `of` is `both` for what they share."""

    of: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One expected card of the note at `path`."""

    path: Path
    kind: str
    names: tuple[str, ...]
    """The term or name and its aliases; for a comparison its subjects."""
    core: bool
    texts: tuple[str, ...] = ()
    """The meaning or the LaTeX, in every wording that is right."""
    sides: tuple[Side, ...] = ()
    symbols: tuple[str, ...] = ()
    """The meanings of a formula's symbols."""
    lines: frozenset[int] = frozenset()
    lost: bool = False
    """The formula was lost in the note: an incomplete card is right."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a card answers an item: `named` says whether a formula has the right name."""

    share: float
    named: bool = True


# --- reading -----------------------------------------------------------------------------------------


def read_gold(path: Path) -> tuple[list[Path], list[Item]]:
    """The labelled notes at a path (a note with its gold file beside it, or a folder), and their items.

    Raises ValueError with the file and the reason when a gold file is not in the form.
    """
    beside = [path.with_name(path.stem + ".gold.yaml")]
    files = sorted(path.rglob("*.gold.yaml")) if path.is_dir() else beside
    notes: list[Path] = []
    items: list[Item] = []
    for file in files:
        try:
            data = yaml.safe_load(file.read_text("utf-8"))
            note = file.with_name(data["note"])
            if not note.is_file():
                raise ValueError(f"its note {data['note']} is not beside it")
            notes.append(note)
            items += [_item(note, entry) for entry in data["items"] or ()]
        except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(f"{file}: {type(error).__name__}: {reason}") from error
    return notes, items


def _item(note: Path, data: Mapping[str, Any]) -> Item:
    kind, weight = data["kind"], data["weight"]
    if kind not in ("definition", "formula", "comparison") or weight not in ("core", "extra"):
        raise ValueError(f"unknown kind {kind!r} or weight {weight!r}")
    first, last = int(data["line"]), int(data.get("end", data["line"]))
    lines = {*range(first, last + 1), *data.get("also", ())}
    aliases = [str(alias) for alias in data.get("aliases") or ()]
    names, texts, sides, symbols = list[str](), list[str](), list[Side](), list[str]()
    if kind == "comparison":
        names = [str(subject) for subject in data["subjects"]]
        sides = [Side(str(point["of"]), str(point["text"])) for point in data["points"]]
    else:
        names = [str(data["term" if kind == "definition" else "name"]), *aliases]
        texts = [str(data["text" if kind == "definition" else "latex"]), *map(str, data.get("alt") or ())]
        symbols = [str(meaning) for meaning in (data.get("where") or {}).values()]
        if kind == "formula":
            lines |= set(range(first, first + texts[0].count("\n") + 3))
    return Item(
        path=note,
        kind=kind,
        names=tuple(names),
        core=weight == "core",
        texts=tuple(texts),
        sides=tuple(sides),
        symbols=tuple(symbols),
        lines=frozenset(lines),
        lost=bool(data.get("lost")),
    )


# --- matching ----------------------------------------------------------------------------------------


def match(item: Item, content: Content) -> Match | None:
    """How well the content answers the item; None when it does not."""
    if content.kind != item.kind:
        return None
    if isinstance(content, Definition):
        return _match_definition(item, content)
    if isinstance(content, Formula):
        return _match_formula(item, content)
    return _match_comparison(item, content)


def explained(item: Item, content: Content) -> int:
    """How many of a formula's symbols the card explains as the item does."""
    if not isinstance(content, Formula):
        return 0
    said = " ".join(content.where.values())
    return sum(share(symbol, said) >= SAME_TEXT for symbol in item.symbols)


def _match_definition(item: Item, content: Definition) -> Match | None:
    if not any(same_name(name, term) for name in item.names for term in (content.term, *content.aliases)):
        return None
    said = f"{content.meaning} {' '.join(content.aliases)}"
    limit = len(fold(content.meaning))
    best = max(
        (share(text, said) for text in item.texts if limit <= 4 * len(fold(text)) + 60),
        default=0.0,
    )
    return Match(best) if best >= SAME_TEXT else None


def _match_formula(item: Item, content: Formula) -> Match | None:
    named = any(same_name(name, content.name, within=True) for name in item.names)
    if item.lost:
        return Match(1.0) if named else None
    got = fold_tex(content.latex)
    for want in map(fold_tex, item.texts):
        short, long = sorted((want, got), key=len)
        part = bool(short) and short in long and len(short) >= 0.45 * len(long)
        alike = _share(want, got) >= SAME_FORMULA and len(got) <= 2 * len(want)
        if short and (part or alike):
            return Match(1.0 if want == got else 0.9, named)
    return None


def _match_comparison(item: Item, content: Comparison) -> Match | None:
    pairs = _pair_up(item.names, content.subjects)
    if len(pairs) < min(2, len(item.names)):
        return None
    common = " ".join((*content.same, *(point.aspect for point in content.points)))
    told = {
        subject: " ".join(point.values.get(subject, "") for point in content.points)
        for subject in content.subjects
    }
    everything = " ".join((common, *told.values()))
    total = right = 0.0
    for side in item.sides:
        length = len(fold(side.text))
        total += length
        right += length * _said(side, pairs, told, common, everything)
    return Match(right / total) if total and right / total >= HALF else None


def _said(
    side: Side, pairs: Mapping[str, str], told: Mapping[str, str], common: str, everything: str
) -> float:
    """The share of a side's words that the card has; none when it says them of another subject."""
    anywhere = share(side.text, everything)
    mine = next((subject for name, subject in pairs.items() if fold(name) == fold(side.of)), None)
    if mine is None:
        return anywhere
    own = share(side.text, f"{told[mine]} {common}")
    other = max((share(side.text, text) for subject, text in told.items() if subject != mine), default=0.0)
    return 0.0 if other >= HALF and other - own > WRONG_SIDE else anywhere


def _pair_up(wanted: Sequence[str], subjects: Sequence[str]) -> dict[str, str]:
    """Each expected subject with the card's subject of that name: the very name first, then one like it."""
    pairs: dict[str, str] = {}
    free = list(subjects)
    for exact in (True, False):
        for name in wanted:
            alike = [
                subject
                for subject in free
                if (fold(name) == fold(subject) if exact else same_name(name, subject, within=True))
            ]
            if name not in pairs and alike:
                pairs[name] = alike[0]
                free.remove(alike[0])
    return pairs


def same_name(one: str, two: str, *, within: bool = False) -> bool:
    """Whether two names mean one thing: equal but for marks, or one within the other and not much shorter."""
    short, long = sorted((fold(one), fold(two)), key=len)
    if not short or short not in long:
        return False
    return short == long or len(short) >= 0.6 * len(long) or (within and len(short) >= 2)


# --- folding -----------------------------------------------------------------------------------------

_SIGNS = re.compile(r"[^\w<>=+%≠≤≥→]|_")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Letters, digits and signs of relation: width, case, spaces, punctuation and Markdown marks gone."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SIGNS.sub("", folded) or "".join(folded.split())


def share(want: str, got: str) -> float:
    """The share of the wanted text's pairs of characters that the other text has, 0 to 1."""
    return _share(fold(want), fold(got))


def _share(want: str, got: str) -> float:
    if not want or want in got:
        return float(bool(want))
    wanted, had = _pairs(want), _pairs(got)
    return (wanted & had).total() / wanted.total() if wanted else 0.0


@lru_cache(maxsize=1 << 14)
def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


_INNER = r"\{([^{}]*)\}"
_LATIN = (
    "alpha beta gamma delta epsilon eta theta lambda mu pi rho sigma tau phi omega Gamma Delta Sigma Omega"
)
_GREEK = str.maketrans(dict(zip("αβγδεηθλμπρστφωΓΔΣΩ", _LATIN.split(), strict=True)))
_DROPPED = (
    r"\\(?:tag|label)\{[^{}]*\}|\\(?:begin|end)\{[^{}]*\}(?:\{[^{}]*\})?",
    r"\\(?:left|right|[bB]igg?[lrm]?|displaystyle|(?:no)?limits|q?quad)(?![a-zA-Z])",
    r"\\(?:text|math|operator|bold|bm|mbox)[a-z]*\*?|\\(?=var[a-z])var",
)
_WRITTEN_AS = (
    (r"\\(?:cdot|times|ast)(?![a-zA-Z])|[×·]|(?<=\s)x(?=\s)", "*"),
    (r"\\div(?![a-zA-Z])|÷", "/"),
    (r"\\mid(?![a-zA-Z])", "|"),
    ("[−–]", "-"),
)


@lru_cache(maxsize=1 << 14)
def fold_tex(latex: str) -> str:
    """One string for the ways of writing a formula: LaTeX, plain text, HTML."""
    text = re.sub(
        r"<su([bp])>(.*?)</su\1>", lambda m: f"{'_' if m[1] == 'b' else '^'}{m[2]}", html.unescape(latex)
    )
    text = unicodedata.normalize("NFKC", re.sub(r"</?[a-z][^<>]*>", "", text)).translate(_GREEK)
    text = re.sub(_DROPPED[0], "", text)
    text = _without_braces(text)
    for dropped in _DROPPED[1:]:
        text = re.sub(dropped, " ", text)
    for written, sign in _WRITTEN_AS:
        text = re.sub(written, sign, text)
    return re.sub(r"[\s\\&${}()\[\].,:;!，。：`]", "", text).casefold()


def _without_braces(text: str) -> str:
    r"""`\frac{a}{b}` as `a/b` and every other group as its inside, from the innermost outwards."""
    while True:
        flat, fractions = re.subn(rf"\\[dtc]?frac\s*{_INNER}\s*{_INNER}", r" \1/\2 ", text)
        if not fractions:
            flat, groups = re.subn(rf"{_INNER}(?!\s*\{{)", r" \1 ", text, count=1)
            if not groups:
                return text
        text = flat


def names_of(content: Content) -> Iterable[str]:
    """The words on a card's front."""
    if isinstance(content, Comparison):
        return sorted(content.subjects)
    return (content.term if isinstance(content, Definition) else content.name,)
