"""Two clauses held against each other: which are their subjects, how alike are they, what is said of each."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

from cardgen.extract.clauses import Split, splits
from cardgen.extract.compared import KIND_ZH, OPPOSITES, clean_subject, folded, likeness, shared_tail, why_not_subject
from cardgen.extract.subjects import Subjects
from cardgen.extract.terms import Term, Words
from cardgen.extract.values import clean_value, why_not_value

HAN = regex.compile(r"\p{Han}")
OF_ZH = regex.compile(r"^(?P<of>.{2,24}?)(?:中的|里的|的|中|里)(?P<aspect>[\p{Han}A-Za-z ]{2,10})$")
OF_EN = regex.compile(r"^(?:the |an? )?(?P<aspect>[a-z]+(?: [a-z]+)?) of (?P<of>.+)$|^(?P<of2>.+)['’]s (?P<aspect2>[a-z]+(?: [a-z]+)?)$", regex.IGNORECASE)
STATE = regex.compile(r"^(?:处于|处在|使用|采用|选择|是|为|发生|出现)(?=\S{2})")
PREDICATE_END = regex.compile(r"^(?:是|为|is|are|was|were)$")


@dataclass(frozen=True)
class Pair:
    """Two subjects, what is said of each, and how good the reading is."""

    terms: tuple[Term, Term]
    values: tuple[str, str]
    aspect: str
    alike: int
    """0-3: how much the names look like names of one sort."""
    parallel: int
    """0-4: how much the two predicates run parallel."""
    known: int
    """0-4: how firmly the note has introduced the names."""
    veto: str = ""


def pair(a: str, b: str, words: Words, subjects: Subjects) -> Pair | None:
    """The best reading of two clauses as sides of one comparison; None when neither has a subject."""
    best: tuple[float, Pair] | None = None
    vetoed: Pair | None = None
    for i, left in enumerate(splits(a)):
        for j, right in enumerate(splits(b)):
            if bool(left.frame) != bool(right.frame):
                continue
            read = _read(left, right, words, subjects)
            if read.veto:
                vetoed = vetoed or read
                continue
            score = read.alike + 1.5 * read.parallel + 0.5 * read.known + 0.5 * (left.sure + right.sure) - 0.4 * (i + j)
            score -= 0.1 * sum(max(0, len(HAN.findall(t.name)) - 6) for t in read.terms)
            if best is None or score > best[0]:
                best = score, read
    return best[1] if best else vetoed


def _read(left: Split, right: Split, words: Words, subjects: Subjects) -> Pair:
    raw_a, raw_b, aspect = _aspect(left.subject, right.subject, subjects)
    if left.frame:
        raw_a, raw_b = STATE.sub("", raw_a), STATE.sub("", raw_b)
    a, b = clean_subject(raw_a), clean_subject(raw_b)
    said_a, said_b = left.said, right.said
    veto = why_not_subject(a.name, words) or why_not_subject(b.name, words)
    if not veto and folded(a.name) == folded(b.name):
        veto = "both sides are about one thing"
    va, vb = clean_value(said_a), clean_value(said_b)
    veto = veto or why_not_value(va) or why_not_value(vb)
    known = subjects.strength(a.name) + subjects.strength(b.name)
    return Pair((a, b), (va, vb), aspect, likeness(a.name, b.name), parallel(left, right, va, vb), known, veto)


def _aspect(a: str, b: str, subjects: Subjects) -> tuple[str, str, str]:
    """`A 的 X` and `B 的 X` (`the X of A`): the subjects and the aspect that they share."""
    for form in (OF_ZH, OF_EN):
        ma, mb = form.match(a.strip()), form.match(b.strip())
        if ma and mb:
            xa = ma["aspect"] or (ma["aspect2"] if form is OF_EN else "")
            xb = mb["aspect"] or (mb["aspect2"] if form is OF_EN else "")
            oa = ma["of"] or (ma["of2"] if form is OF_EN else "")
            ob = mb["of"] or (mb["of2"] if form is OF_EN else "")
            if xa and xa.lower() == xb.lower() and not regex.fullmatch(KIND_ZH, xa):
                return oa, ob, xa
    tail = shared_tail(a.strip(), b.strip())
    if len(HAN.findall(tail)) >= 2 and len(tail) < min(len(a), len(b)) - 1:
        x, y = a.strip()[: -len(tail)].strip(" 的"), b.strip()[: -len(tail)].strip(" 的")
        if len(x) >= 2 and len(y) >= 2 and subjects.strength(x) and subjects.strength(y) and not subjects.strength(a) and not subjects.strength(b):
            return x, y, tail
    return a, b, ""


def parallel(left: Split, right: Split, va: str, vb: str) -> int:
    """How much two predicates run parallel, 0-4."""
    score = 0
    if left.opener.strip() and right.opener.strip() and _lemma(left.opener) == _lemma(right.opener):
        score += 1 if PREDICATE_END.match(_lemma(left.opener)) else 2
    if left.frame and left.frame == right.frame:
        score += 1
    ratio = SequenceMatcher(None, va, vb, autojunk=False).ratio() if len(va) + len(vb) < 400 else 0.0
    score += 1 if ratio >= 0.45 else 0
    if contrary(va, vb):
        score += 1
    return min(score, 4)


def contrary(a: str, b: str) -> bool:
    """Whether two values hold opposite words, or one denies what the other says."""
    for pair_ in OPPOSITES:
        if len(pair_) == 2:
            x, y = tuple(pair_)
            if (_has(x, a) and _has(y, b) and not _has(y, a)) or (_has(y, a) and _has(x, b) and not _has(x, a)):
                return True
    deny = regex.compile(r"不|没有|无需|无法|\bnot\b|n't\b|\bno\b|\bnever\b|\bwithout\b|cannot")
    return bool(deny.search(a)) != bool(deny.search(b)) and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.35


def _has(word: str, text: str) -> bool:
    if HAN.search(word):
        return word in text
    return regex.search(rf"\b{regex.escape(word)}\b", text, regex.IGNORECASE) is not None


def _lemma(opener: str) -> str:
    word = opener.lower().split()[-1]
    return word if HAN.search(word) else regex.sub(r"(?<=[a-z]{2})(?:es|s)$", "", word) if word not in ("is", "has", "does", "was") else {"has": "have", "does": "do", "is": "is", "was": "was"}[word]
