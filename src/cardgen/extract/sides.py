"""What a text says of each of some known subjects: clause by clause, by the subject that opens the clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from cardgen.extract.compared import KIND_EN, KIND_ZH, Subject
from cardgen.extract.compiling import compiled
from cardgen.extract.lines import mask
from cardgen.notes import sentences

LEAD = (
    r"(?:\s|[“\"「]|而且|而|但是|但|然而|不过|同时|因此|所以|另外|此外|其中|首先|其次|再次|最后|一般来说|一般而言|通常|相反|反之|相对的|相对来说|例如|比如|总之|并且|可见|其实|那么|简单来说|具体来说|也就是说|换句话说|"
    r"\b(?:and|but|while|whereas|however|although|though|also|typically|usually|generally|in general|thus|so|hence|therefore|conversely|likewise|meanwhile|on the other hand|in contrast|by contrast|in other words|the|an?|both)\b|,)*"
)
PREPOSITION = r"(?P<prep>(?:对于|对(?!比)|针对|至于|在|当|如果是|如果使用|如果采用|如果用|如果|若|使用|采用|用|从|由|通过|关于|\b(?:in|for|with|using|when using|under|if|when|on|[a-z]{2,}ing)\b(?:\s+(?:the|an?)\b)?)\s*)?"
SET_OFF = r"(?:\s*[（(][^()（）]{1,80}[)）])?\s*(?:,\s*(?:on the other hand|in contrast|by contrast|however|conversely|instead|meanwhile)\s*(?=,))?"
AFTER_PREPOSITION = regex.compile(
    r"\s*(?:中的?|里的?|下的?|上的?|时的?|的时候|的情况下|来说|来讲|而言|的话|方面)?\s*(?P<stop>[，,：:])?\s*"
)
AFTER_NAME = regex.compile(r"\s*(?:来说|而言|来讲|的话|[中里](?![间心等面边]))?\s*[，,：:—]*\s*")
ASPECT = regex.compile(
    r"\s*(?:中?的|里的?|中)\s*(?P<aspect>[\p{Han}A-Za-z ]{2,12}?)\s*(?=(?:则|就|也|主要)?(?:是(?!否|非)|为(?!了)|在于|比|[：:]))|(?:'s|’s)\s+(?P<en>[a-z]+(?: [a-z]+){0,2})\s+(?=(?:is|are|has|can)\b)"
)
COMPARED = regex.compile(
    r"\s*(?:而|但)?(?:与|和|跟|同|相比于?|相较于?|比起|较之|不同于|区别于|有别于|相对于|不像|\b(?:unlike|compared (?:to|with)|in contrast (?:to|with)|as opposed to|as compared (?:to|with)|contrary to|rather than|instead of)\b)\s*(?:the\s+|an?\s+)?",
    regex.IGNORECASE,
)
A_KIND = regex.compile(rf"\s*(?:{KIND_ZH}|{KIND_EN})?")
AFTER_KIND = regex.compile(rf"\s*(?:{KIND_ZH}|{KIND_EN})?{SET_OFF}")
TO_COMMA = regex.compile(r"[^，,]{0,12}[，,]\s*")
JOINED = regex.compile(r"\s*(?:和|与|跟|以及|及|、|/|,|\b(?:and|or)\b|&)\s*(?:the\s+)?")
USE = regex.compile(r"^(?:use|choose|prefer|pick)\s+(?:the\s+|an?\s+)?$", regex.IGNORECASE)
DIFFERENT = regex.compile(r"^\s*(?:的?(?:相比|比较|不同|不一样|区别|比起来|对比)|[，,])")
COMMON = regex.compile(
    r"都(?!市|会)|均(?!值|匀|方)|同样|一样|相同|共同|类似|相似|\bboth\b|\ball\b|\bsame\b|\balike\b|\bshare\b|\beither\b|\bsimilar(?:ly)?\b",
    regex.IGNORECASE,
)
SHARED = regex.compile(
    r"\s*(?:是(?!否|两个不同)(?![^。]{0,12}(?:不同|区别|差别))|属于|用于|针对|\bare (?!different|not the same|two)\b)"
)
CHOICE = regex.compile(
    r"^(?P<when>[^\n]{4,80}?)[，,]\s*(?:一般|通常|则|就|可以?|应该?|优先|推荐|建议|适合|最好|宜|会|需要?|再)*(?:使用|选择|选用|采用|用|选)\s*$"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A clause of one subject (`who` holds its index) or, of several, what they share."""

    who: tuple[int, ...]
    text: str
    aspect: str = ""
    sentence: int = 0


class Reader:
    """Reads texts for what they say of some subjects."""

    def __init__(self, subjects: Sequence[Subject]):
        self.subjects = tuple(subjects)
        self._opening = _opening(tuple(s.ways for s in subjects))
        self._any = _mention(tuple(s.ways for s in subjects))

    def read(self, text: str) -> list[Said]:
        """What the sentences of a text say, in order."""
        found: list[Said] = []
        previous: int | None = None
        for n, span in enumerate(sentences(text)):
            sentence = text[span.start : span.end]
            listed = self._sentence(sentence, n)
            if not listed and previous is not None and (more := CONTINUES.match(sentence)):
                listed = [Said((previous,), sentence[more.end() :], "", n)]
            found += listed
            last = {said.who for said in listed}
            previous = next(iter(last))[0] if len(last) == 1 and len(next(iter(last))) == 1 else None
        return found

    def mentioned(self, text: str) -> tuple[int, ...]:
        """The indexes of the subjects that a text mentions, in the order of their first mention."""
        found: dict[int, None] = {}
        for match in self._any.finditer(text):
            found[_index(match)] = None
        return tuple(found)

    def named(self, text: str) -> int | None:
        """The subject that a short text (a label, a heading) names: it alone is mentioned, near the start."""
        listed = self.mentioned(text)
        if len(listed) != 1:
            return None
        match = self._any.search(text)
        if match is None or match.start() > 6 or len(text) - (match.end() - match.start()) > 14:
            return None
        return listed[0]

    def _sentence(self, sentence: str, number: int) -> list[Said]:
        masked = mask(sentence)
        starts = [
            0,
            *(
                m.end()
                for m in compiled(r"[，,；;。：:]|(?<=\s)(?=(?:while|whereas|but)\s)").finditer(masked)
            ),
        ]
        found: list[Said] = []
        who: tuple[int, ...] = ()
        aspect, begun = "", 0
        skipped = False

        def close(end: int) -> None:
            nonlocal who
            if who and sentence[begun:end].strip(" ，,；;。：:."):
                found.append(Said(who, sentence[begun:end], aspect, number))
            who = ()

        for at in starts:
            away = self._compared(sentence, at)
            if away is not None:
                close(at)
                other, end = away
                skipped = True
                if len(self.subjects) == 2 and end < len(sentence) and not self._opening.match(sentence, end):
                    who, aspect, begun = (1 - other,), "", end
                continue
            match = self._opening.match(sentence, at)
            if not match or (skipped and who and match.start() < begun):
                continue
            opened, after = self._all(sentence, match)
            if len(opened) > 1:
                close(at)
                if COMMON.search(sentence, after, min(len(sentence), after + 40)) or SHARED.match(
                    sentence, after
                ):
                    who, aspect, begun = opened, "", after
                continue
            if match["prep"]:
                stop = AFTER_PREPOSITION.match(sentence, after)
                assert stop is not None
                if (
                    not stop["stop"]
                    and not stop[0].strip()
                    and match["prep"].strip() in ("对", "由", "从", "用", "通过")
                ):
                    continue
                close(at)
                who, aspect, begun = opened, "", stop.end()
                continue
            close(at)
            named = ASPECT.match(sentence, after)
            if named:
                who, aspect, begun = opened, (named["aspect"] or named["en"]).strip(), named.end()
            else:
                gone = AFTER_NAME.match(sentence, after)
                assert gone is not None
                who, aspect, begun = opened, "", gone.end()
        close(len(sentence))
        return found or self._choice(sentence, number)

    def _compared(self, sentence: str, at: int) -> tuple[int, int] | None:
        """`与 A 不同，`: the subject that the others are held against, and where the clause ends."""
        lead = COMPARED.match(sentence, at)
        match = self._any.match(sentence, lead.end()) if lead else None
        if not match:
            return None
        after = AFTER_KIND.match(sentence, match.end())
        end = after.end() if after else match.end()
        if not DIFFERENT.match(sentence[end:]):
            return None
        comma = TO_COMMA.match(sentence, end)
        return (_index(match), comma.end()) if comma else None

    def _all(self, sentence: str, match: regex.Match[str]) -> tuple[tuple[int, ...], int]:
        """The subjects that open a clause (`A 和 B`), and where their names end."""
        found = [_index(match)]
        end = match.end()
        while (more := JOINED.match(sentence, end)) and (name := self._any.match(sentence, more.end())):
            found.append(_index(name))
            kind = A_KIND.match(sentence, name.end())
            end = kind.end() if kind else name.end()
        return tuple(dict.fromkeys(found)), end

    def _choice(self, sentence: str, number: int) -> list[Said]:
        """`当……时，用 A`: when to use it."""
        listed = list(self._any.finditer(sentence))
        if len(listed) != 1:
            return []
        name = listed[0]
        rest = compiled(rf"^\s*(?:{KIND_ZH})?").sub("", sentence[name.end() :]).strip(" 。.；;")
        when = CHOICE.match(sentence[: name.start()])
        if when and len(rest) <= 16:
            return [Said((_index(name),), when["when"], "适用", number)]
        use = USE.match(sentence[: name.start()])
        if use and (cond := compiled(r"\s*(?:when|if|for)\b.{6,}").match(sentence[name.end() :])):
            return [Said((_index(name),), cond[0].strip(), "when to use", number)]
        return []


CONTINUES = regex.compile(r"^(?:它们?(?=[是的在把将会能可用通不没有只更也还])|It\b|They\b)\s*")


@lru_cache(maxsize=512)
def _opening(ways: tuple[tuple[str, ...], ...]) -> regex.Pattern[str]:
    names = _names(ways)
    return regex.compile(
        rf"{LEAD}{PREPOSITION}(?:{names})(?:\s*(?:{KIND_ZH}|{KIND_EN})(?![a-z]))?{SET_OFF}", regex.IGNORECASE
    )


@lru_cache(maxsize=512)
def _mention(ways: tuple[tuple[str, ...], ...]) -> regex.Pattern[str]:
    return regex.compile(_names(ways), regex.IGNORECASE)


def _names(ways: tuple[tuple[str, ...], ...]) -> str:
    """An alternation of all ways to name all subjects, longest first, one group a subject."""
    pairs = sorted(
        ((way, n) for n, listed in enumerate(ways) for way in listed), key=lambda pair: -_literal(pair[0])
    )
    listed = [f"(?P<s{n}_{i}>{way})" for i, (way, n) in enumerate(pairs)]
    if len(ways) == 2:
        listed += ["(?P<s0_x>前者|the former)", "(?P<s1_x>后者|the latter)"]
    return "|".join(listed)


def _literal(way: str) -> int:
    """How many characters a pattern asks for, about: the longer name is tried first."""
    return len(compiled(r"\(\?<?[!=:][^()]*\)\??|\[[^\]]*\]\??|\\.\??").sub("", way))


def _index(match: regex.Match[str]) -> int:
    return next(
        int(name[1:].split("_")[0])
        for name, value in match.groupdict().items()
        if value is not None and name[0] == "s" and name[1].isdigit()
    )
