"""How a sentence without its subject opens: like a meaning, or like talk of another thing."""

from __future__ import annotations

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.meanings import clean_meaning
from cardgen.extract.outline import is_chinese

OPENING_ZH = regex.compile(
    r"^(?:就?是(?!否|不是)|即|指的?就?是|是?指|全称|英文|用于|用来|又称|也称|也叫|俗称|一[种个类项套门组系]|衡量|度量|描述|表示|将|把|通过|利用|使用|采用|对|在\p{Han}|由|负责|控制|允许|提供|根据|按照|基于|从|先(?!说|来|看|讲|介绍|从)|计算|能够?|可以|为|让|一般|通常|主要|本质上|简单来说|其?本质|其?(?:核心)?思想|其?目的|顾名思义|它|其|这是|该)"
)


PRONOUN_ZH = regex.compile(
    r"^(?:(?:该|这个)(?:函数|方法|命令|参数|选项|标志|类|属性|字段|宏|变量|指令|接口|算子)(?!是否|的|也|和|与)|(?:它们?|这|其|该\p{Han}{2,4})(?=的?(?:基本|核心|主要)?(?:就?是|思想|目的|作用|本质|原理|衡量|用|通过|能|可以|将|把|会|指|由|对|在|使用|采用|利用|表示|描述|负责|允许|提供|让|使得?|先)))(?:的(?=思|目|作|本|原|基|核|主))?(?:(?:基本|核心|主要)?(?:思想|目的|作用|本质|原理)(?:就?是|在于))?"
)


PRONOUN_EN = regex.compile(
    r"^(?:it|this|they|these)\s+(?=(?:is|are|means|refers|measures|describes|uses|takes|allows|provides|works|occurs|happens|represents|can|will|has|have|does|tells|computes|states|stands)\b)"
    r"|^it\s+(?=(?:then |also |only |simply |first |usually |automatically )?(?!(?:is|was|as|seems|looks|appears|turns|depends|follows|feels|goes|comes|gets|makes sense|helps us|remains|needs|sounds|matters|says|costs|hurts)\b)[a-z]{2,}(?<!s)s\s)",
    regex.IGNORECASE,
)


OTHER_SUBJECT_ZH = regex.compile(
    r"^[^，,。；;的]{1,16}?(?:是(?!否)|指的?是|用来|用于)(?!的)|^(?:我们|首先|目前|随着|近年|在(?:上一|这一|本)|前面|上面|由于|虽然|如果|为了|对于|关于|注意|很多|许多|先[说来看讲]|说到|聊)"
)


ASIDE_ZH = regex.compile(
    r"^(?:与[^，,]{2,20}不同|不同于|和[^，,]{2,20}不同|以[^，,]{1,14}为例|其中|当你|如果你|用户|你|您|大家|读者|本(?:章|节|文|部分|项目|教程|例)|在(?:解释|介绍|讨论|讲|了解|实际|进一步)|[^，。]{0,12}，(?:我们|首先|你)|请|(?:\p{Han}|\w){0,10}(?:实现|提供|包含|包括|使用|分为|分成|有)了?\s*(?:\d|[两二三四五六七八九十几多])[种个类]|需要注意|一个需要|[^。；]{2,30}(?:了(?=[，。；！]|$)|[到完]了)|下面|接下来|这里)"
)
"""Talk around the thing: of the reader, of the text, of how it differs."""


OTHER_SUBJECT_EN = regex.compile(
    r"^(?:(?:a|an|the)\s+)?(?:(?!that\b|which\b|who\b)[\w'’()\-]+\s+){1,6}?(?:is|are|was|were|has|have|can|will|may|means|refers|holds|uses|measures|determines)\s|^(?:in|for|as|when|if|with|by|since|because|although|while|to|on|at|from|now|so|but|however|recall|note|suppose|related|there)\b",
    regex.IGNORECASE,
)


GENUS_ZH = regex.compile(
    r"(?:方法|方式|算法|技术|技巧|过程|机制|模型|框架|结构|函数|策略|系统|协议|标准|概念|指标|集合|序列|平均值|比例|比值|比率|概率|数量|数目|个数|程度|能力|时间|距离|差值|之差|之和|之比|乘积|大小|长度|最大值|最小值|总和|操作|关系|现象|行为|制度|权利|疾病|物质|价格|成本|任务|问题|单位|值|率|量|数|层|网络)$"
)


NOUN_PHRASE_EN = regex.compile(
    r"(?:An?|The|Any)\s(?:[^\s,.;]+ ){1,6}?(?:of|that|which|whose|where|in which|for|in|between|from|to|with|without|used|by|about|on|who|whom|when|at|against|over|under|within|made|known|based|caused|given|held|like)\b"
)


VERB_FIRST_EN = regex.compile(
    r"(?!(?:Always|Sometimes|Perhaps|Besides|Thus|Unless|Whereas|Its|This|As|Is|Was|Has|Does)\b)[A-Z][a-z]+(?<!s)s (?:an?|the|its|every|each|all|any|one|when|if|how|whether|only|both|what|to|from|into|between)\b"
)
"""`Maps addresses to …`, `Occurs when …`: a predicate without its subject."""


BARE_VERB_EN = regex.compile(
    r"(?:Used (?:to|for|by|in|when|as)|Helps?|Allows?|Enables?|Lets?(?!'s)|Describes?|Refers to|Means|Occurs?|Happens|Provides?|Represents?|Measures?|Ensures?|Responsible for|Characteri[sz]ed by|Caused by) (?!us\b|you\b|we\b)\w"
)
"""`Used to …`, `Help verify …`: a predicate without its subject, in whatever form."""


GENUS_FIRST_EN = regex.compile(
    r"(?!(?:In|For|As|With|By|On|At|If|When|We|You|It|They|There|This|These|Some|Many|Most|All|Each|Every|Not|No|See|Note|Use|Do|Here|Now|So|But|And|To|One|Two|Its|Our|Your|Another|Other|Both|Such|Examples?|A|An|The|Parts?|Lots|Notice|Recall|Remember|Observe|Suppose|Assume)\b)[A-Z][\w\-]*(?: (?!(?:is|are|was|were|has|have|can|will|the|an?|in|on|at|to|by|from|with|for|we|you|it|they)\b)[a-z][\w\-]*(?<!s)){0,3}?(?: (?!(?:is|was|has)\b)[a-z][\w\-]*)? (?:that|which|of|in which|whose|where|used (?:to|for))\s(?!.*(?<!(?:that|which|who) )\b(?:is|are|was|were|has|have|can|will|may|should|does|do|[a-z]+(?<!s)s (?:how|the|an?|to|when|if|[a-z]+ing))\b)"
)
"""`Data that a program rejects`, `Inflammation of …`: a noun phrase without an article, and no verb of its own."""


NOMINAL_EN = regex.compile(
    r"[A-Z][a-z]+(?:ure|tion|sion|ment|ness|ity|ance|ence|ism|ship|ysis|ability|process|rate|ratio|number|amount|loss|study|branch|set|unit|measure|change|flow|use) (?:to|of|in|for|by|between|from|with|on|among|across|under|over)\b"
    r"|(?:Loss|Study|Branch|Set|Unit|Measure|Change|Flow|Use|Rate|Ratio|Number|Amount|Part|Group|Type|Kind|Form|Process|Way|Series|Lack|Rise|Fall|Time|Failure|Ability|Right|Duty) (?:to|of|in|for|by|between|from|with|that|when)\b"
)
"""`Failure to take care`, `Exchange of segments`: a noun of what happens, without an article."""


FRAGMENT_EN = regex.compile(
    r"(?!(?:in|for|as|with|by|on|at|if|when|we|you|it|they|there|this|these|some|many|most|all|each|every|not|no|see|note|use|do|here|now|so|but|and|to|one|two|its|our|your|another|other|both|such|also|e\.g|i\.e|because|since|let|get|make|go|run|add|read|write|check|find|try|first|then)\b)[a-z][\w\-]*(?: [^\s.]+){3,}"
)
"""A note-taker's noun phrase in lower case (`hormone released by the ventricles`)."""


FINITE_EN = regex.compile(
    r"^(?:(?!\b(?:that|which|who|whose|where|what|how|whether|if|when)\b).)*?\b(?:is|are|was|were|has|have|can|will|must|may|should|could|would|do|does|did|allows?|needs?)\b|(?<!(?:that|which|who) )\b[a-z]+(?<!s)s (?:an?|the|its|all|another|one|two|every|each|any|only|no|better|exact|how|whether|as|when|because|while|at least)\b|\b[a-z]+ed (?:because|while|when it|yesterday|with a)\b|\b(?:show|allow|work|provide|include|contain|require) (?:an?|the|how|you|us|well)\b"
)


def weight_of_opening(first: str) -> tuple[float, int]:
    """How much a sentence without its subject looks like a meaning, and the length of a pronoun to leave out."""
    if is_chinese(first):
        if ASIDE_ZH.match(first):
            return -0.2, 0
        pronoun = PRONOUN_ZH.match(first)
        if pronoun:
            return 0.1, pronoun.end()
        plain = compiled(r"[（(][^()（）]*[)）]").sub("", clean_meaning(first))
        if GENUS_ZH.search(plain.split("，")[0]) and len(first) < 80:
            return 0.2, 0
        return (0.08 if OPENING_ZH.match(first) else -0.2 if OTHER_SUBJECT_ZH.match(first) else -0.02), 0
    if compiled(r"(?i)it is (?:well[- ]?|often |also )?\w+ (?:that|to)\b").match(first):
        return -0.2, 0  # `It is known that …`
    pronoun = PRONOUN_EN.match(first)
    if pronoun:
        return 0.15, pronoun.end()
    if NOUN_PHRASE_EN.match(first) and not FINITE_EN.search(first):
        return 0.15, 0
    if (FRAGMENT_EN.match(first) or NOMINAL_EN.match(first)) and not FINITE_EN.search(first):
        return 0.1, 0
    if BARE_VERB_EN.match(first):
        return 0.12, 0
    if VERB_FIRST_EN.match(first) or GENUS_FIRST_EN.match(first):
        return 0.15, 0
    return (-0.2 if OTHER_SUBJECT_EN.match(first) else -0.06), 0
