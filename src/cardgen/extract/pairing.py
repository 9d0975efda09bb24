"""Two clauses held against each other: which are their subjects, how alike are they, what is said of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import regex

from cardgen.extract.clauses import NOUNY, OPENER_ZH, Split, is_verb, splits
from cardgen.extract.compared import (
    KIND_ZH,
    OPPOSITES,
    clean_subject,
    folded,
    likeness,
    mixed_form,
    one_form,
    opposed,
    shared_head,
    shared_tail,
    split_subjects,
    why_not_subject,
)
from cardgen.extract.compiling import compiled
from cardgen.extract.lines import mask
from cardgen.extract.subjects import Subjects
from cardgen.extract.terms import Term, Words
from cardgen.extract.values import clean_value, why_not_value

HAN = regex.compile(r"\p{Han}")
OF_ZH = regex.compile(r"^(?P<of>.{2,24}?)(?:中的|里的|的|中|里)(?P<aspect>[\p{Han}A-Za-z ]{2,10})$")
OF_EN = regex.compile(
    r"^(?:the |an? )?(?P<aspect>[a-z]+(?: [a-z]+)?) of (?P<of>.+)$|^(?P<of2>.+)['’]s (?P<aspect2>[a-z]+(?: [a-z]+)?)$",
    regex.IGNORECASE,
)
GENERAL = regex.compile(
    r"^(?:特征|特点|优点|缺点|作用|目的|目标|本质|思想|任务|功能|原理|好处|意义|优势|劣势|结果|输出|输入)$"
)
ASPECT_NOUN = regex.compile(
    r"^\p{Han}{0,4}(?:方向|目标|目的|作用|功能|特点|优点|缺点|任务|输入|输出|结构|流程|方式|场景|职责|原理|条件|来源|位置|成本|收益|症状|表现|对象)$"
)
NO_ASPECT = regex.compile(KIND_ZH + "|过程|阶段|时候|情况|部分|条件|条纹|关系")
STATE = regex.compile(r"^(?:处于|处在|使用|采用|选择|是|为|发生|出现)(?=\S{2})")
PREDICATE_END = regex.compile(
    r"^(?:是|为|有|会|能|可以|is|are|was|were|will|can|could|may|might|must|should|would|have|do)$"
)
OPPOSITE_WORD = regex.compile(
    "|".join(
        rf"\b{regex.escape(word)}\b" if word.isascii() else word
        for word in sorted({word for words in OPPOSITES for word in words}, key=len, reverse=True)
    )
)
DENIES = regex.compile(r"不|没有|无需|无法|\bnot\b|n't\b|\bno\b|\bnever\b|\bwithout\b|cannot")


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
    direct: bool = False
    """Whether each side is a short clause of its own that its subject opens."""
    given: bool = False
    """Whether the rule itself named the subjects."""


class Judge:
    """What is asked again and again of the phrases of one note: each once."""

    def __init__(self, words: Words, subjects: Subjects):
        self.subjects = subjects
        self._words = words
        self._cleaned: dict[str, tuple[Term, str]] = {}
        self._strength: dict[str, int] = {}

    def subject(self, raw: str) -> tuple[Term, str]:
        """A phrase as the name of a thing, and why it can't be one."""
        if raw not in self._cleaned:
            term = clean_subject(raw)
            self._cleaned[raw] = term, why_not_subject(term.name, self._words)
        return self._cleaned[raw]

    def strength(self, name: str) -> int:
        """How firmly the note has introduced a name (`Subjects.strength`)."""
        if name not in self._strength:
            self._strength[name] = self.subjects.strength(name)
        return self._strength[name]


def pair(a: str, b: str, judge: Judge) -> Pair | None:
    """The best reading of two clauses as sides of one comparison; None when neither has a subject.

    The left side may begin late in `a`: its last clauses are tried, too.
    """
    chinese = HAN.search(a) is not None
    best: tuple[float, Pair] | None = None
    vetoed: Pair | None = None
    rights = splits(b)
    for late, start in enumerate(_starts(a)):
        left_text = a[start:]
        options = [
            (i + j, left, right)
            for i, left in enumerate(splits(left_text))
            for j, right in enumerate(rights)
            if (bool(left.frame) == bool(right.frame) or likeness(left.subject, right.subject) >= 2)
            and not _one_noun(left, right)
            and (left.opener == ":") == (right.opener == ":")
        ]
        noun = None if chinese else _by_shared_noun(left_text, b)
        options += [(0, *noun)] if noun else []
        clause = compiled(r"[^，,]+").match(left_text)
        head = _by_shared_head(left_text, b) if chinese else None
        said_next = head is not None and any(OPENER_ZH.match(split.said) for split in head)
        if clause and not said_next and not any(len(left.subject) < len(clause[0]) for _, left, _ in options):
            before = _before_shared_noun(left_text, b)
            options += [(0, *before)] if before else []
        options += [(0, *head)] if head else []
        aspect = _by_shared_aspect(left_text, b) if chinese else None
        options += [(0, *aspect)] if aspect else []
        shared = _by_shared_head(left_text, b) if not options else None
        for far, left, right in options or ([(0, *shared)] if shared else []):
            read = _read(left, right, judge)
            if EXPLAINS.match(left_text):
                read = replace(read, veto=read.veto or "symbols are explained, not things compared")
            if read.veto:
                vetoed = vetoed or read
                continue
            score = (
                1.5 * (read.alike + read.parallel)
                + 0.5 * (min(read.known, 3) + left.sure + right.sure)
                - (0.4 if chinese else 1.2) * far
                - 0.6 * late
                - 0.1 * sum(max(0, len(HAN.findall(term.name)) - 4) for term in read.terms)
            )
            if best is None or score > best[0]:
                brief = max(len(left_text), len(b)) <= (60 if chinese else 120)
                best = score, replace(read, direct=not late and not far and brief)
    if best is not None:
        return best[1]
    shared = _by_shared_head(a, b)
    last = _read(*shared, judge) if shared else None
    return last if last is not None and not last.veto else vetoed


MEANS = regex.compile(r"(?:表示|代表|是|为|指|即)|(?:is|are|denotes?|means) (?:the|an?)\b")
CONDITION = regex.compile(r"(?:if|when|如果|若|当|时)", regex.IGNORECASE)
PERSON = regex.compile(r"(?:you|we|they|i|it|there|this|that)\b", regex.IGNORECASE)
CLAUSE = regex.compile(r"^a subject (?:holds a clause|is not a whole phrase|is a clause|is an expression).*")
SETTING = regex.compile(r"(?:改成|改为|设为|设成|设置为|调到|调成|调为|取 ?\d|= ?\d|(?:is |was )?set to\b)")
SHORT = regex.compile(r"does|do|did|can|cannot|could|will|has|have", regex.IGNORECASE)
"""What may stand for the other clause's whole predicate (`…, while TCP does`)."""
IS = regex.compile(r"(?:is|are|was|were) ", regex.IGNORECASE)
EXPLAINS = regex.compile(r"^(?:其中|式中|这里|where\b|here\b)", regex.IGNORECASE)


def _starts(text: str) -> list[int]:
    """Where the left side may begin: the whole text, or one of its last clauses."""
    masked = mask(text)
    if not HAN.search(text):
        masked = compiled(r"(?<=\b(?:that|and|but)) (?=\w)").sub(",", masked)
    starts = [
        0,
        *(m.end() for m in compiled(r"[，,；;：:。]\s*").finditer(masked) if len(text) - m.end() >= 5),
    ]
    return [0, *starts[1:][-3:]]


def _read(left: Split, right: Split, judge: Judge) -> Pair:
    raw_a, raw_b, aspect = split_aspect(left.subject, right.subject, judge)
    if left.frame:
        raw_a, raw_b = STATE.sub("", raw_a), STATE.sub("", raw_b)
    (a, why_a), (b, why_b) = judge.subject(raw_a), judge.subject(raw_b)
    cases = CONDITION.match(left.frame) and CONDITION.match(right.frame) and not PERSON.match(a.name)
    if cases and _one_head(a.name, b.name):
        why_a, why_b = (CLAUSE.sub("", why) for why in (why_a, why_b))  # two cases of one thing
    if any("label" in why for why in (why_a, why_b)) and likeness(a.name, b.name) == 3:
        why_a, why_b = (why if "label" not in why else "" for why in (why_a, why_b))  # `参数`, `超参数`
    veto = why_a or why_b
    if not veto and one_thing(a.name, b.name, judge):
        veto = "both sides are about one thing"
    if veto:
        return Pair((a, b), (left.said, right.said), aspect, 0, 0, 0, veto)
    va, vb = clean_value(left.said), clean_value(right.said)
    veto = veto or why_not_value(va) or why_not_value(vb)
    if not veto and any(OPENER_ZH.fullmatch(name.removeprefix("不")) for name in (a.name, b.name)):
        veto = "a subject is a verb"
    if not veto and any(
        compiled(r"[A-Za-z]+").fullmatch(value) and not IS.match(split.said) and not SHORT.fullmatch(value)
        for value, split in ((va, left), (vb, right))
    ):
        veto = "nothing is said of one side"
    if not veto and SETTING.match(va) and SETTING.match(vb):
        veto = "settings, not things compared"
    if not veto and va == vb:
        veto = "both sides say one thing"
    if veto:
        return Pair((a, b), (va, vb), aspect, 0, 0, 0, veto)
    alike = likeness(a.name, b.name)
    explained = a.name.startswith("`") and b.name.startswith("`") and MEANS.match(left.said)
    if alike < 2 and HAN.search(left.said) and one_form(a.name, b.name):
        alike = 2
    elif not alike and HAN.search(left.said) and mixed_form(a.name, b.name):
        alike = 1
    if explained and alike < 3 and not left.frame:
        return Pair((a, b), (va, vb), aspect, 0, 0, 0, "names in a program are explained, not compared")
    known = judge.strength(a.name) + judge.strength(b.name)
    carried = bool(aspect) and raw_a != left.subject and raw_b != right.subject  # by both
    level = min(4, parallel(left, right, va, vb) + (3 if carried else 0))
    return Pair((a, b), (va, vb), aspect, alike, level, known)


def _one_head(a: str, b: str) -> bool:
    """Whether two conditions are about one thing (`x > 0`, `x < 0`)."""
    return bool(shared_head(a, b)) or a.split(" ")[0] == b.split(" ")[0]


def one_thing(a: str, b: str, judge: Judge) -> bool:
    """Whether two names are one, or one is the other with a word in front (`常数因子`, `因子`) that the note does not mark."""
    x, y = folded(a), folded(b)
    if x == y:
        return True
    for whole, other in ((a, y), (b, x)):
        parts = [folded(part) for part in split_subjects(whole)]
        if len(parts) > 1 and any(part.startswith(other) or other.startswith(part) for part in parts if part):
            return True
    short, long_ = sorted((x, y), key=len)
    if long_.endswith(short) or long_.startswith(short):
        return likeness(a, b) < 3 and min(judge.strength(a), judge.strength(b)) < 2
    return False


def _one_noun(left: Split, right: Split) -> bool:
    """Whether both clauses were parted before one plural noun that ends the subjects (`models see…`, `models learn…`)."""
    words = [split.said.split(" ", 2)[:2] for split in (left, right)]
    return (
        all(len(said) == 2 for said in words)
        and words[0][0].lower() == words[1][0].lower()
        and words[0][0].endswith("s")
        and any(is_verb(said[1]) for said in words)
    )


FRAMED = regex.compile(r"(?:(?P<prep>in|with|for|under|during|on|at|when) )?(?:the |an? )?", regex.IGNORECASE)


def _by_shared_noun(a: str, b: str) -> tuple[Split, Split] | None:
    """The parting after the noun that ends both subjects (`In lactic fermentation …`, `in alcoholic fermentation …`)."""
    left, right = FRAMED.match(a), FRAMED.match(b)
    assert left is not None and right is not None
    if (left["prep"] or "").lower() != (right["prep"] or "").lower():
        return None
    words_a, words_b = a[left.end() :].split(" ", 8)[:7], b[right.end() :].split(" ", 8)[:7]
    for i in range(1, min(4, len(words_a) - 1)):
        for j in range(1, min(4, len(words_b) - 1)):
            noun = words_a[i].lower().strip(",")
            if (
                noun == words_b[j].lower().strip(",")
                and len(noun) > 3
                and noun.isalpha()
                and words_a[i - 1].lower() != words_b[j - 1].lower()
                and not is_verb(noun)
                and (left["prep"] or is_verb(words_a[i + 1]) or is_verb(words_b[j + 1]))
            ):
                prep = (left["prep"] or "").lower()
                return tuple(  # type: ignore[return-value]
                    Split(" ".join(words[: n + 1]).strip(","), text[at:].split(" ", n + 1)[-1], "", 1, prep)
                    for words, n, text, at in ((words_a, i, a, left.end()), (words_b, j, b, right.end()))
                )
    return None


def _before_shared_noun(a: str, b: str) -> tuple[Split, Split] | None:
    """The parting before a noun that both clauses hold after names that are opposites (`上游水流…`, `下游水流…`)."""
    for size in range(2, 6):
        left, right, shared = a[:size], b[:size], a[size : size + 2]
        if (
            shared == b[size : size + 2]
            and len(shared) == 2
            and shared[0] not in "集层器率度量者法机员式型性化"
            and compiled(r"\p{Han}+(?<![性式型级相阶态])").fullmatch(left + right)
            and compiled(r"\p{Han}+").fullmatch(shared)
            and opposed(left, right)
        ):
            return Split(left, a[size:], shared, 2), Split(right, b[size:], shared, 2)
    return None


SHARED = regex.compile(
    r"(?P<of>[^，,；;：:。\n]{1,16}?)(?P<aspect>的\s?[\p{Han}A-Za-z]{2,8}?)(?P<said>[^\p{Han}]?[大小高低多少长短快慢强弱好差深浅粗细重轻早晚宽窄严松复简相平垂不更较很比].*)"
)


def _by_shared_aspect(a: str, b: str) -> tuple[Split, Split] | None:
    """The parting after one noun of both things (`A 的方差大`, `B 的方差小`): the noun is the aspect."""
    left = SHARED.match(a)
    right = SHARED.match(b) if left else None
    if not left or not right or left["aspect"].strip("的 ") != right["aspect"].strip("的 "):
        return None
    return tuple(Split(m["of"] + m["aspect"], m["said"], m["said"][:1], 2) for m in (left, right))  # type: ignore[return-value]


def _by_shared_head(a: str, b: str) -> tuple[Split, Split] | None:
    """The parting after a head noun that both clauses hold near their beginnings (`干涉条纹…`, `衍射条纹…`)."""
    x, y = a[:14], b[:14]
    match = SequenceMatcher(None, x, y, autojunk=False).find_longest_match(0, len(x), 0, len(y))
    head = x[match.a : match.a + match.size]
    if (
        not compiled(r"\p{Han}{2,6}").fullmatch(head)
        or (match.a < 1 and match.b < 1)
        or compiled(r"[的是了把将在和与不]").search(head)
    ):
        return None
    end_a, end_b = match.a + match.size, match.b + match.size
    if len(a) - end_a < 3 or len(b) - end_b < 3:
        return None
    return Split(a[:end_a], a[end_a:], a[end_a : end_a + 2], 1), Split(
        b[:end_b], b[end_b:], b[end_b : end_b + 2], 1
    )


def split_aspect(a: str, b: str, judge: Judge) -> tuple[str, str, str]:
    """`A 的 X` and `B 的 X` (`the X of A`): the subjects and the aspect that they share."""
    for form in (OF_ZH, OF_EN):
        ma, mb = form.match(a.strip()), form.match(b.strip())
        if ma and mb:
            xa = ma["aspect"] or (ma["aspect2"] if form is OF_EN else "")
            xb = mb["aspect"] or (mb["aspect2"] if form is OF_EN else "")
            oa = ma["of"] or (ma["of2"] if form is OF_EN else "")
            ob = mb["of"] or (mb["of2"] if form is OF_EN else "")
            if xa and xa.lower() == xb.lower() and not NO_ASPECT.fullmatch(xa):
                return oa, ob, xa
    for mine, other, swap in ((a, b, False), (b, a, True)):
        named = OF_ZH.match(mine.strip())
        if named and GENERAL.match(named["aspect"]):
            return (other, named["of"], named["aspect"]) if swap else (named["of"], other, named["aspect"])
    tail = shared_tail(a.strip(), b.strip())
    for size in range(2, len(tail) + 1):
        x, y, aspect = a.strip()[:-size].strip(), b.strip()[:-size].strip(), a.strip()[-size:]
        if (
            min(len(x), len(y)) < 2
            or not ASPECT_NOUN.search(aspect)
            or judge.strength(a)
            or judge.strength(b)
        ):
            break
        if judge.strength(x) and judge.strength(y):
            return x, y, aspect
    return a, b, ""


def parallel(left: Split, right: Split, va: str, vb: str) -> int:
    """How much two predicates run parallel, 0-4."""
    score = 0
    if left.opener.strip() and right.opener.strip() and _lemma(left.opener) == _lemma(right.opener):
        opener = _lemma(left.opener)
        score += 0 if opener in NOUNY else 1 if PREDICATE_END.match(opener) else 2
    if left.frame and left.frame == right.frame:
        score += 2
    ratio = SequenceMatcher(None, va, vb, autojunk=False).ratio() if len(va) + len(vb) < 400 else 0.0
    score += 1 if ratio >= 0.45 else 0
    if contrary(va, vb):
        score += 1
    denied = ECHO.fullmatch(vb)
    if denied and denied["verb"] in va:
        score += 3  # `A 需要指定……，B 不需要`
    return min(score, 4)


ECHO = regex.compile(r"(?:则|却|就|并)?(?:不|没|无)(?P<verb>\p{Han}{1,4})")


def contrary(a: str, b: str) -> bool:
    """Whether two values hold opposite words, or one denies what the other says."""
    here, there = set(OPPOSITE_WORD.findall(a.lower())), set(OPPOSITE_WORD.findall(b.lower()))
    if any(frozenset((x, y)) in OPPOSITES and x not in there and y not in here for x in here for y in there):
        return True
    if bool(DENIES.search(a)) == bool(DENIES.search(b)):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.35


def _lemma(opener: str) -> str:
    word = opener.lower().split()[-1]
    return (
        word
        if HAN.search(word)
        else compiled(r"(?<=[a-z]{2})(?:es|s)$").sub("", word)
        if word not in ("is", "has", "does", "was")
        else {"has": "have", "does": "do", "is": "is", "was": "was"}[word]
    )
