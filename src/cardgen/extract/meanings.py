"""What is a meaning? Cleaning a raw clause into one that stands alone, and the reasons why one does not."""

from __future__ import annotations

import regex

from cardgen.extract.compiling import compiled
from cardgen.notes import sentences

HAN = regex.compile(r"\p{Han}")
LONG = 300
ENOUGH = 90
"""Characters after which a further sentence is left out (three times that for Latin text)."""

GOES_ON = regex.compile(
    r"^(?:即|也就是|换言之|换句话说|它|其(?!他)|通过|用于|用来|从而|以|并|这样|In |It |They |This |That is|i\.e\.)"
)
"""How a second sentence opens that only goes on with the first."""
LOST = regex.compile(r"\[(?:公式|Math|math|formula|Formula|图片|图)\]")
CUT = regex.compile(r"(?:\.{3,}|…+)\s*$")
LEAD = regex.compile(
    r"^(?:[\s，,：:；;。、\-–—=→]+|(?:这里|通常|一般|往往|主要|其实|实际上|本质上|简单来说|简单地说|具体来说|具体而言|具体地说|通俗来说|通俗地讲|顾名思义|认为(?=[，,])|也就是说?|"
    r"也即|即|就|指的?就?是|是指|指的是|意思是|就是说?|是(?!否|非)|为(?!了|什么|何|[^，。]{1,16}(?:提供|服务|带来|分配|准备))|则|它(?:是|指的?是)|其(?:实)?就?是|等同于|相当于(?=一)|"
    r"that is,?|i\.e\.,?|namely,?|(?i:specifically|in particular|in short|formally|intuitively|concretely|in other words),|simply|basically|essentially|it is|it's|this is|is|are|means?|refers? to|to be)(?![A-Za-z])[\s，,：:]*)"
)
ROOM = 900
"""Characters of a text that are looked at: a meaning is far shorter, and a block may be a whole book."""
STOP = " \t，,；;。.：:、"
TRAILER = regex.compile(
    r"(?:[，,；;。]\s*(?:其|它的?|对应的?|具体)?\p{Han}{0,4}(?=(?:公式|定义|过程|步骤|形式|结构)(?:如下|为[：:]?$|是[：:]?$))|[，,；;。\s]*)(?:[(（]?(?:(?:公式|定义|过程|步骤|形式|结构)(?:如下|(?:为|是)(?=[\s：:]*$))|如下图?|如图|见图|见下图|参见|详见|下图|上图|如上图|如下表|公式如下|定义如下|具体如下|计算公式为?|其公式为|用公式表示为?|表达式为?|数学表达式为?|形式如下|"
    r"as follows|as shown (?:in|below)|shown (?:in|below)|see (?:figure|below|above)|given by|defined as|the formula is|formula)"
    r"[^。；;，,]{0,25}(?:所示|表示|为|是)?[)）]?)[\s：:。.]*$",
    regex.IGNORECASE,
)
DANGLING = regex.compile(
    r"[,;]?\s*(?:where|which (?:is|are) (?:computed|given|defined|calculated|shown))[\s,:：]*$|[，,][^，,。；;]{0,14}如[图表]\s*[\d.\-]*所?示?$",
    regex.IGNORECASE,
)
"""A last clause whose rest stood elsewhere (a formula, a table)."""
EXAMPLE_TAIL = regex.compile(
    r"[，,。；;]\s*(?:(?:后文|后面|下文|下面|之后|后续|稍后)(?:会|将|再|还会)?[^，。]{0,6}(?:讲|说|介绍|讨论|解释|展开)|例如|比如|譬如|举例来?说|举个例子|for example|for instance|e\.g\.)[^\n]*$",
    regex.IGNORECASE,
)
POINTER_TAIL = regex.compile(
    r"\s*[(（](?:see|cf\.?|guides?|chapters?|lessons?|sections?|figures?|figs?\.?|tables?|eqs?\.?|appendix|见|参见|参考|详见|如?图|如?表|第)(?![A-Za-z])[^()（）]{0,40}[)）]$",
    regex.IGNORECASE,
)
CONTRAST_TAIL = regex.compile(
    r"[;；.。]\s*[^;；.。]{1,60}?[,，]?\s*(?:in contrast|by contrast|on the other hand|in turn|conversely|instead),?\s[^\n]*$",
    regex.IGNORECASE,
)
"""`…; Y, in contrast, …` goes on with another thing."""
POINTER = regex.compile(
    r"^(?:(?i:same|ditto)\b[,.;]|见(?=[图表下上第《]|$)|参见|参考|详见|请(?:看|参|见)|如图|如下|如上|上[图述面文一]|下[图述面文一]|图\s*\d|表\s*\d|以下|以上|同上|(?:略|待补|无|有|暂无|没有)$|TODO|todo|tbd|n/a|see\b|refer to (?:the|section|this)|"
    r"as (?:above|below|follows|shown)|the following|following|below|above|click|link\b|here\b|download|http)",
)
OPINION_ZH = regex.compile(
    r"^(?:非常|很|十分|相当(?!于)|比较(?!两|多)|最(?![大小短长近优高低终后初早底外内上下佳]|原始|基本|常[见用]的(?=[\p{Han}]{2,6}[，,]))|一[个种项件门款类座位](?:很|非常|十分|极其|相当|比较|特别|更|最)[^，,]*$|极其|特别|不错|重要的?|关键的?|必要的?|必须|难|容易|简单的$|有用|值得|正确的|错误的|可以的|好的|不好|"
    r"目前|现在|当前最|近年|去年|今年|因为|由于|不(?:错|好|难|重要|太|行|会(?=\p{Han}{0,4}$)|用(?!自己)|要(?!求)|建议|推荐|是很)|否|那么|这么|这样|这个|这种|这里|这就|这也|这是|那[个么里]|那些(?![^，。；]{3,}的)|我|你|笔者|作者|如果(?=.{0,12}$))"
)
PRAISE_ZH = regex.compile(
    r"^是?[^，,。；;]{0,14}(?:重要|关键|核心|热门|急需)的?(?:指标|概念|技术|内容|问题|方法|部分|环节|一环|组成部分|工具|任务|手段)(?:[，,。；;]|$)"
    r"|^是?[^，,。；;]{0,20}(?:最|非常|很|十分)(?:重要|核心|关键)的[^，,。；;的]{2,8}(?:[，,。；;]|$)"
)
"""`X 是 Y 里的重要概念` praises X and does not say what it is."""
OPINION_EN = regex.compile(
    r"^(?:very|quite|really|so|too|probably|perhaps|maybe|likely|not|never|always|often|usually|more|less|"
    r"(?:also|just|only)\b(?!-| [a-z]+s\b)|exact|fast|slow|quick|cheap|expensive|(?:in)?efficient|robust|sensitive|flexible|faster|slower|(?:un)?stable|accurate|inaccurate|reliable|unaware|unconcerned|concerned|critical|"
    r"essential|crucial|vital|ubiquitous|rare|frequent|unlikely|guaranteed|recommended|suitable|appropriate|ideal|crude|tricky|tedious|trivial|straightforward|another|interesting|"
    r"now|still|already|almost|nearly|mostly|much|well|better|worse|best|worst|good|bad|great|nice|easy|hard|difficult|"
    r"important|useful|useless|popular|common(?:ly)?|simple\b(?! )|clear|obvious|possible|impossible|necessary|true|false|right|wrong|fine|ok|"
    r"the (?:most|best|worst|real|biggest|hard|easy|reason|case|problem|answer|question|fact|key (?:to|here)|main (?:reason|problem|thing)|only (?:way|thing|reason|one)|same (?:as|thing|way|for)|first (?:thing|to|one|step)|last (?:thing|one|step))\b|"
    r"one of (?:the|my|our|those|these)|an? (?:good|bad|great|nice|big|huge|little|bit|lot|few|must|better|common|popular|useful|powerful|important|key|major|problem|pain|mess|question|example|must-have)\b(?! (?:name|term|form of))|"
    r"an? (?:example|instance) of|some of|part of|up to|going to|able to|based on|due to|because|why|you|we|i|he|she|they|it|this|that|these|those|there|here|here's|"
    r"supposed|prone|known for|happy|ready|done|available|in|at|on|from|about|like|as (?:good|bad|important|well))\b",
    regex.IGNORECASE,
)
WHOLE_EN = regex.compile(r"(?:in|at|on|from|we|you|up to|as)\b", regex.IGNORECASE)
"""How a whole sentence may open that says what something is (`In cold water the muscle contracts`)."""
PRONOUN = regex.compile(
    r"^(?:它们?|其(?!他|它|余|中)|这(?!类|一类)|那(?!些[^，。；]{3,}的)|此|前者|后者|上述|两者|二者|these|those|they|he|she|it|this|that)(?![A-Za-z])",
    regex.IGNORECASE,
)
EMPTY = regex.compile(r"^[\W\d_]*$")
CONTENT = regex.compile(r"[\p{L}\p{N}]")


def clean_meaning(raw: str, *, keep_lead: bool = False) -> str:
    """The clause without copula, trailing pointer and final stop, at most two sentences (one if it is long)."""
    text = raw[:ROOM].strip()
    text = compiled(r"\s*\n\s*").sub(" ", text)
    text = compiled(r"\s*\[@[^\]]*\]").sub("", text)  # citation keys
    text = compiled(r"^(?:(?:which |that )?(?:is|are|was|were) (?=[a-z])|that (?=\w))").sub("", text)
    if not keep_lead:
        previous = None
        while text != previous:
            previous = text
            shorter = LEAD.sub("", text, count=1)
            text = shorter if len(shorter) >= 2 else text
    text = _first_sentences(text)
    previous = None
    while text != previous:
        previous = text
        text = EXAMPLE_TAIL.sub("", text) if len(text) > 40 else text
        text = POINTER_TAIL.sub("", CONTRAST_TAIL.sub("", text))
        text = DANGLING.sub("", TRAILER.sub("", text).strip())
        text = text.strip()
        if not text.endswith(("etc.", "...", "e.g.", "i.e.")):
            text = text.rstrip(STOP)
    return _balance(text)


def without_cut(text: str) -> str:
    """A text that ends in `...` without its last clause, which was cut off; as it is when nothing is left."""
    if len(text) > ROOM:
        return text[:ROOM]  # what matters stands far before its end
    if not CUT.search(text):
        return text
    whole = compiled(r"[，,。；;：:][^，,。；;：:]*$").sub("", CUT.sub("", text))
    return whole if len(whole) >= 10 and len(whole) < len(CUT.sub("", text)) else text


def _first_sentences(text: str) -> str:
    """The first sentence, and the second when both are short and the second goes on with the first."""
    spans = sentences(text)
    if len(spans) < 2:
        return text
    end = spans[0].end
    han = bool(HAN.search(text))
    first = text[spans[0].start : end]
    second = text[spans[1].start : spans[1].end]
    room = ENOUGH if han else ENOUGH * 2
    if (
        len(first) + len(second) > room
        or POINTER.match(second)
        or compiled(r"[^，,：:]{1,24}[：:]").match(second)
    ):
        return text[:end]
    short = len(first) < (14 if han else 40)
    if first[-1:] in "；;" or (short and GOES_ON.match(second)):
        end = spans[1].end
    return text[:end]


def _balance(text: str) -> str:
    """Drop a bracket that lost its partner at an end."""
    for left, right in ("（）", "()", "“”", "《》", "【】"):
        if (
            text.startswith(left)
            and text.endswith(right)
            and text.count(left) == 1
            and left in "（("
            and len(text) > 4
        ):
            return text[1:-1].strip()
        if text.count(left) != text.count(right):
            if text.endswith(left):
                text = text[:-1].rstrip(STOP)
            elif text.endswith(right) and text.count(right) > text.count(left):
                text = text[:-1]
            elif left in "（(" and len(compiled(r"[（(]").findall(text)) > len(
                compiled(r"[)）]").findall(text)
            ):
                cut = text.rfind(left)
                whole = cut > 12 and text[:cut].count("$") % 2 == 0 and text[:cut].count("`") % 2 == 0
                text = text[:cut].rstrip(STOP) if whole else text
    return text


def why_not_meaning(meaning: str, term: str = "", *, short: bool = False, whole: bool = False) -> str:
    """Why a cleaned clause is no meaning; empty when it is one. `short`: a label's two-character gloss may do.

    `whole`: it is a sentence with a subject of its own, so that its first word is no sign of an opinion.
    """
    plain = compiled(r"!\[[^\]]*\]\([^)]*\)").sub("", meaning).strip()
    if EMPTY.match(plain) and "$" not in plain and "`" not in plain:
        return "there is no meaning"
    if LOST.search(meaning):
        return "the meaning needs a formula or picture that was lost"
    if compiled(r"[^，。]{0,16}如[图表][^，。]{0,8}所?示").match(plain):
        return "the meaning only points elsewhere"
    if CUT.search(meaning) or compiled(r"\p{Han}{2,}(?<![或不可只总就还都])[是为]$").search(plain[-8:]):
        return "the meaning is cut off"
    if compiled(r"[?？]$").search(plain):
        return "the meaning is a question"
    if POINTER.match(plain):
        return "the meaning only points elsewhere"
    if compiled(r"(?:如下|以下|下面|如图|下图|上图|following|as follows|below)\S{0,6}[：:]?$").search(plain):
        return "the meaning only points elsewhere"
    if compiled(r"<?https?://\S+>?$|\[?[\w./-]+\.(?:md|html?|pdf|py)\]?$").match(plain):
        return "the meaning is a link"
    if compiled(r"`[^`]*[=+*/()^<>]+[^`]*`|`[^`]*[a-z_\-]{3}[^`]*`|\$[^$]*\$").fullmatch(plain):
        return "the meaning is a formula or code alone"
    if compiled(
        r"(?i)(?:provides?|offers?|produces?|contains?|supports?|includes?|gives?) (?:several|many|extensive|similar|further|more|detailed|various|some|an? (?:number|range|variety|collection) of|tools|examples?|information)\b|(?:提供|实现|支持|包含|包括|共?有|内置)了?\s*(?:多种|许多|很多|一些|清晰的|详细的|\d|[一二两三四五六七八九十几多]+[个种类])"
    ).match(plain):
        return "a count of parts, not a meaning"
    if PRONOUN.match(plain) or (not short and plain.startswith("该")):
        return "the meaning begins with a pronoun"
    if compiled(r"(?:此|该|这个|上述)问题|与?第\s*[\d一二三四五]\s*点").search(plain):
        return "the meaning points elsewhere in the note"
    if compiled(
        r"(?i)(?:learn (?:more|how|about|the basics|to)|see|read (?:more|the|our|about)|discover|explore|find out|get started|check out)\b(?! (?:from|by))|一键|快速(?:上手|开始|入门)"
    ).match(plain):
        return "an invitation, not a meaning"
    han = len(HAN.findall(plain))
    letters = len(CONTENT.findall(plain))
    if (
        compiled(
            r"(?i)let[’']s\b|let us\b|consider\b|suppose\b|assume\b|imagine\b|recall\b|首先|假设|让我们|我们先|先来?看|来看|举个|考虑一|想象|回忆"
        ).match(plain)
        and not short
    ):
        return "an example or a lead-in, not a meaning"
    if letters < 2 and not short:
        return "the meaning is too short"
    if han:
        if OPINION_ZH.match(plain) or PRAISE_ZH.match(plain):
            return "an opinion or a property, not a meaning"
        if not short and letters < 4:
            return "the meaning is too short"
    else:
        if OPINION_EN.match(plain) and not (whole and WHOLE_EN.match(plain)):
            return "an opinion or a property, not a meaning"
        if not short and len(plain.split()) < 3 and "$" not in plain:
            return "the meaning is too short"
    if len(meaning) > LONG * (1 if han > 40 else 2):
        return "the meaning is too long for a card"
    if term and (fold(meaning) == fold(term) or echoes(meaning, term)):
        return "the meaning repeats the term"
    if meaning.count("$") % 2:
        return "the meaning is cut inside a formula"
    return ""


def echoes(meaning: str, term: str) -> bool:
    """Whether an English gloss of a name in a program holds no word beyond it (`n_experts`: the number of experts)."""
    if HAN.search(meaning) or not compiled(r"[`_]").search(term):
        return False
    name = compiled(r"[A-Za-z]+").findall(compiled(r"(?<=[a-z])(?=[A-Z])").sub(" ", term).lower())
    words = compiled(r"[a-z]+").findall(SYMBOL.sub(" ", meaning).lower())
    told = [word for word in words if word not in EMPTY_WORDS]
    return bool(words) and all(
        any(word.startswith(part[:5]) or part.startswith(word[:5]) for part in name) for word in told
    )


SYMBOL = regex.compile(r"\$[^$]*\$|`[^`]*`|[\[(][^\])]*[\])]?")
EMPTY_WORDS = frozenset(
    "a an the of for in to and or is are be this that which with its has have number size value values parameter"
    " probability name list index type shape tensor input output layer layers model".split()
)
"""Words that tell nothing of a parameter beyond its name."""


def fold(text: str) -> str:
    """Letters and digits only, lower case."""
    return "".join(CONTENT.findall(text)).lower()
