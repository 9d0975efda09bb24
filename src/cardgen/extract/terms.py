"""What is a term? Cleaning a raw phrase into a name with its aliases, and the reasons why one is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from cardgen.extract.compiling import compiled

Words = Mapping[str, frozenset[str]]

HAN = regex.compile(r"\p{Han}")
NUMBERING = regex.compile(
    r"^\s*(?:[(（]?(?:\d{1,2}(?:\.\d{1,2})*|[一二三四五六七八九十]{1,3}|[a-hA-H])[)）][.、]?"
    r"|\d{1,2}(?:\.\d{1,2})+[.、．]?\s+(?=\S)|\d{1,2}(?:\.\d{1,2})*(?:[.、．](?!\d|\w*\()|\s+(?=(?![点个种层维位阶次步级类元天年月])\p{Han}|[A-Z`*]))"
    r"|[一二三四五六七八九十]{1,3}[、.．]|[①-⑳❶-❿⓪]|第[一二三四五六七八九十\d]{1,3}[章节步个种点]?[、：:，,\s]"
    r"|[-*+•·●▪◦‣→>]\s|[#§★☆✅❌⭐🔖💡📌👉🔥]+\s*)\s*"
)
ZH_LEAD = regex.compile(
    r"^(?:其中的?|所谓的?|则|目前的?|那么|因此|所以|但是|但|然而|不过|而|并且|而且|此外|另外|同时(?!性|履行|抗辩)|首先|其次|然后|最后(?!通牒)|这里的?|"
    r"一般来说|简单来说|通常来说|也就是说|换句话说|具体来说|例如|比如|常见的|"
    r"在\p{Han}{1,12}[中里上下]的?(?=[\p{Han}A-Za-z]{2,}$)|\p{Han}{2,6}[中里](?:的\p{Han}{0,4})?(?=\s?`)|对于|关于|说到|至于|首先是|还有|以及|和(?![平声弦谐解田式约音])|与(?!非|或|门))[，,：:\s]*"
)
ZH_TAIL = regex.compile(
    r"[\s，,：:]*(?:(?<![法规原准否守])则|就|也|都|又|即|便|其实|实际上?|本质上?|通常|一般|往往|主要|常常|经常|应该|可以|可|这里|"
    r"分别|仅仅?|只|(?<![修校改更矫纠反补])正|恰好|简单地?说|一般来说|通常来说|顾名思义|在这里|是|(?:原理|本质|形式|概念|直观|数学|结构|功能|逻辑|表面|字面)上|的意思|的含义|的定义|的概念|这个概念|概念|这个词|一词)$"
)
EN_LEAD = regex.compile(
    r"^(?:(?:so|thus|therefore|hence|however|but|and|or|then|also|first(?=,)|firstly|second(?=,)|secondly|next(?=,)|finally|here|"
    r"in short|in general|generally|basically|formally|informally|recall that|note that|remember that|notice that|observe that|"
    r"\w+ly(?=,? (?:an?|the) )|for example|i\.e\.|e\.g\.|in other words|by definition|the term|the concept of|the notion of|a so-called|the so-called|so-called|definition of|def(?:inition)?:)"
    r"[,:]?\s+)+",
    regex.IGNORECASE,
)
ARTICLE = regex.compile(r"^(?:an?|the)\s+(?=\S)", regex.IGNORECASE)
EN_TAIL = regex.compile(
    r"[\s,]+(?:is|are|was|simply|basically|essentially|also|then|usually|often|typically|generally|just|here|etc\.?|"
    r"respectively|therefore|thus)$",
    regex.IGNORECASE,
)
BRACKET = regex.compile(r"\s*[（(【]([^（()）】【]{1,120})[)）】]\s*")
CITATION = regex.compile(
    r"\bet al\b|^[A-Z][A-Za-z\-]+(?:(?:,| and| &) [A-Z][A-Za-z\-]+)*,? (?:19|20)\d\d[a-z]?$"
)
CALL = regex.compile(r"[A-Za-z0-9_`\]]\($")
ARGUMENTS = regex.compile(r"[a-z_][\w.\[\]'\"=, ]*|['\"\[].*")
"""What stands in the brackets of a call (`sort('method')`), not a name."""
REFERENCE = regex.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]")
ALSO = regex.compile(
    r"^(?:又称|也称|亦称|俗称|简称|全称|英文名?|缩写|也叫|又叫|也叫做|通常称为|或称|即|英语|英文|旧称|别名|"
    r"also (?:called|known as|referred to as)|a\.?k\.?a\.?|abbreviated(?: as)?|short for|or|abbr\.?|i\.e\.|called|formerly)"
    r"(?:为|作|是|叫|做|：|:|\.|,)*\s*",
    regex.IGNORECASE,
)
ALIAS_SPLIT = regex.compile(r"\s*(?:[，,；;、/]|(?<=\s)或(?=\s)|或者|\bor\b)\s*")
QUOTES = "“”\"'‘’「」『』`*_~ \t\u3000"
URL = regex.compile(r"https?://|www\.|\.(?:com|org|net|io|cn|html?|pdf|png|jpe?g)\b|@\w+\.", regex.IGNORECASE)
CODE_SIGN = regex.compile(r"`[^\s`]{1,6}`")
"""A key or an operator in backticks (`;`, `!=`) is a name, whatever it is made of."""
KIND_OF_CODE = r"^(?i:the )?(?:(?:(?i:keyword|statement|function|method|class|command|package|option|argument|parameter|variable|field|flag|operator|module|library)s? |(?:函数|方法|命令|参数|字段|选项|模块|变量|关键字)\s?)(?P<code>`[^`]+`)|(?P<code>`[^`]+`)(?: (?:keyword|statement|function|method|class|command|package|option|argument|parameter|variable|field|flag|operator|module|library)s?|\s?(?:函数|方法|命令|参数|字段|选项|模块|变量|关键字|语句)))$"
"""`the function f`, `f 函数`: the code is the name."""
CODE_CALL = regex.compile(r"`[\w.:]+\([\w., *=]*\)`")
SYMBOL = regex.compile(r"^\$[^$]+\$$")
EN_FINITE = regex.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|will|would|should|must|may|might|does|do|did|don't|doesn't|isn't|aren't|can't|won't|"
    r"you|we|they|he|she|it|(?<!\b(?:type|class|phase|stage|grade|part|level|factor|group|world war) )i(?!\.)|let's|that|which|who|because|if|when|where|while|whereas|although|though|since|unless|whether|how|why|what|not|there|please)\b",
    regex.IGNORECASE,
)
EN_START = regex.compile(
    r"^(?:use|using|used|reduce|add|adding|remove|increase|decrease|try|make|making|run|check|avoid|choose|set|get|find|install|create|let|"
    r"note|remember|consider|see|do|keep|apply|go|start|stop|give|given|take|put|call|open|click|write|read|think|look|"
    r"ensure|allow|show|compare|define|compute|calculate|suppose|assume|assuming|say|return|pick|pass|turn|learn|"
    r"after|before|if|when|while|as|by|for|from|in|on|at|to|of|with|without|between|during|under|over|via|than|"
    r"more|less|most|least|many|much|several|few|some|any|no|not|only|even|very|too|about|because|since|"
    r"another|other|each|every|both|either|neither|such|same|his|her|our|my|your|their|its|this|that|these|those|"
    r"one of|part of|kind of|type of|types of|list of|examples? of|number of|lots? of|pros|cons|"
    r"today|yesterday|now|currently|recently|usually|sometimes|often|typically|generally|unlike|like|also|just|"
    r"two|three|four|five|six|seven|eight|nine|ten|first|second|third|last|next|previous|following|here|there|so|then)\b(?!-)",
    regex.IGNORECASE,
)
ZH_CLAUSE = regex.compile(
    r"是(?!非)|了(?!解)|吗(?!啡)|呢(?!绒)|吧(?!台)|我(?!执)|你|他们|咱|(?<![机社协集宴约学工议都商国晚])会(?!议|话|计|员|社|诊|合|展|费|籍|厌|阴|意|师|徽)|能够|可以|应该|需要(?!层次|理论)|必须|不能|无法|没有|如果|因为|所以|但是|虽然|"
    r"为什么|怎么|如何|什么|哪|非常|意味着|在于|(?<!不)可能(?!性)|太(?=[\\p{Han}]$)|[还更]加?[大小多少高低快慢好差宽窄诚]|不(?:一样|识别|了|够|到|出|清楚|知道|动(?!点|产)|上|起|见)(?!$)|不一样|不识别|很(?!多)|这[个种些样里一]|那[个种些样]|它|上面|下面|如下|以下|上述|(?<![邀申聘宴])请(?![求愿示柬帖假客])|想要|希望(?!工程)|认为|觉得|来说|而言|时候|之后|之前|之一|等等|区别|不同(?!步)|异同|优缺点|使得|导致|"
    r"进行(?![曲时式]|性\p{Han}{2})|通过(?!率|仪式|性)|根据|按照|越[来多少高低大小]|[一两几每各][个条只张句层步次种](?!体|函数|方程|项|性|型)|有[一二两三四五六七八九十几多些\d]|的确|相[对反]于|属于(?!关系)|更像|(?<!不)作为(?!义务)(?=[\p{Han}A-Za-z])|您|同一[个套种]|集中在|以\p{Han}{1,8}[为作]|\s对\s?(?=\p{Han}|[A-Z])"
)
NUMBERED = regex.compile(
    r"(?i)^(?:strategy|scenario|step|case|method|option|part|chapter|section|figure|fig|table|example|task|day|week|phase|approach|"
    r"definition|theorem|lemma|proposition|corollary|remark|problem|question|idea|point|rule|note|version|attempt|experiment|lecture|unit|solution|reason|tip|stage|level)\s*(?:#|no\.?)?\s*(?:\d|[a-z]$|one$|two$|three$|four$|i+$)"
    r"|^(?:定义|定理|引理|推论|命题|改法|写法|解法|做法|教训|误区|好处|用途|方法|步骤|情况|策略|场景|问题|方案|阶段|示例|例|图|表|思路|原因|版本|第\S|实验|任务|练习|题|假设|条件|类型|结论|要点|模式)\s*(?:[一二三四五六七八九十]|[\d①-⑨]+|[A-D])(?![\p{Han}A-Za-z])"
    r"|^\[\d+\]"
)
VERB_OBJECT = regex.compile(
    r"^(?:减少|增加(?!值)|增大|减小|降低|提高|提升|去除|去掉|避免|尝试|防止|使用(?!权|率|者|价值)|采用|加入|改用|改变|引入|获取|得到|找到|确保|不要|"
    r"解决|查看|编写|利用(?!率)|破坏|显著|继续|举个|把(?!关|柄)|将(?!军|来)|训练(?=一)|理解(?=\p{Han}{3})|了解|掌握|熟悉|推荐(?!系统|算法|引擎|模型)|建议|尽量|尽可能|充分|重新|手动|"
    r"检查(?=\p{Han}{3})|打开|关闭|点击|安装|创建|修改|删除(?=\p{Han}{3})|添加)(?:\p{Han}{2,}|[A-Za-z `$].*)$"
)
COMPARED = regex.compile(
    r"(?:区别|异同|不同|差异|差别|比较(?!优势|利益|法|文学|器|级)|对比|联系|关系|优缺点|\bvs\.?\b|versus|difference|comparison|compared)",
    regex.IGNORECASE,
)
"""Words that announce a comparison."""
ZH_START = regex.compile(
    r"^(?:的|本(?=方法|算法|模型|教程|课程|项目|实验|论文|工具|系统|文档|场景|案例|研究|工作|团队|公司|院|校|例|题|组|次)|以(?!太|色列|撒|内地|物易物|貌取人)|中 |中的|收到的|这|那|该|此(?!岸)|其(?!他)|它|上述|下述|以上|以下|上面|下面|前面|后面|我们|你们|他们|我(?!国|执)|她|你|笔者|作者|本文|本章|本节|本书|如果|假设(?!检验|空间)|假如|若(?!干|虫)|当(?!量|事|前|归|铺)|"
    r"因为|由于|所以|因此|虽然|尽管|但是?|不过|然而|而|而且|并且|或者|如图|如下|图(?=[\d一二三四五\s中示所])|表(?=[\d一二三四五\s中格所])|例如|比如|譬如|可以|可能(?!性)|能够|应该|需要|必须|为了|为什么|"
    r"如何|怎么|怎样|什么|哪|谁|首先|其次|最后|然后|接着|接下来|同时(?!履行|抗辩|性)(?=\p{Han}{4})|此外|另外|除了|除此|通过(?!率|仪式|性)|根据(?!地)|按照|经过(?!时间)|随着|关于|对于|相比|与其(?!他)|"
    r"不(?!应期|应性)(?=是|会|能|要|应|同的|用|需|管|过|仅|只|再|得)|没有?(?!收|落|药|食子)|无论|无法|并不|一方面|另一方面|总之|总的来说|一般来说|简单来说|换句话说|也就是说|换言之|事实上|实际上|显然|注意(?!力)|值得|"
    r"有一[种个]|有时|有些|有的|还(?:有|(?![原价贷款魂]))|还是|就(?![业绪诊医餐])|都(?!市)|也(?!门)|又|再(?!生|贴|保|分|入|审|融|投|制)|才(?!能)|只(?!读)|很|非常|更(?!年|新)|最(?=常|好|重|近的|后的|简单|主要|核心|关键|基本|早|终的|初的)|每(?!股|搏)|一旦|直到|即使|不管|只要|只有|"
    r"从(?!句|众|犯|属|业)|在(?!线|途|读|险|产品)|由(?!来)|被(?!动|试|告|子植物|除数|积函数|减数|乘数|解释变量|害人|上诉人|保险人|继承人|摄物)|把(?!关|柄|手)|将(?!军|来)|让(?!渡|步|与)|使(?!用|命|役)|对(?=于|这|它|其|每|所|该|我|模型|数据|某)|向(?=上|下|前|后|外|内)|到(?!达|期|岸)|于|和(?!弦|声|平|谐|田|式|解|约|音)|与(?!非|或|门)|或(?!非|门|运|有负债|有资产|有事项|然)|及(?!格|物)|以及|并(?!发|行|查|集|联|购|发症|矢|蒂)|举例|举个|说明(?!书|文)|如|意味|可能)"
)
PARTIAL_ZH = regex.compile(
    r"(?:[集量率度性数间围太很更较差力型][大小多少高低]|为|有|将|让|需|要|较|并|既|仍|还|时|在|从|对|把|被|使用|采用|需要|描述的|衡量的|表示的)$"
)
WHOLE_ZH = regex.compile(
    r"(?:大小|多少|高低|最[大小]|[实延同小临]时|行为|作为|[存内现潜外]在|[共私国所拥占持]有|(?:现在|过去|将来|进行|完成)时|[需必摘纲]要|[绝相配核成]对)$"
)
ZH_COUNT = regex.compile(
    r"^(?![一二三四]次(?:握手|挥手|方程|函数|谐波|型|曲线|革命|能源|产业|根|齐|元)|第[一二三]类(?:错误|曲面|曲线|间断)|[一二三两]阶段|[一二三]级|[一二两三]层(?:结构|架构|模型))(?:[一二两三四五六七八九十几多\d]+|若干|多|各|每|某|第[一二三四五六七八九十\d]+)[个种类侧层步点章节条项位次组批些方篇本张款](?![式])(?!次(?:握手|挥手|方程|函数|谐波|型|曲线|革命|能源|产业|根|齐|数|元))(?!项式)"
)
ZH_MODIFIER = regex.compile(
    r"^(?:最|更|较|常用|主要|重要|关键|核心(?=.{0,4}的)|真正|简单|直观|典型|一般|传统(?=的)|新的|另一|整个|所有|任何|许多|大多|部分|有些|本)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A name and what else the note calls it."""

    name: str
    aliases: tuple[str, ...] = ()


def parse_term(raw: str) -> Term:
    """The name in a raw phrase, without numbering, articles, particles, quotes; names in brackets as aliases."""
    text = REFERENCE.sub(r"\1", raw).replace("\n", " ").strip().strip("，,：:；;。").strip()
    text = NUMBERING.sub("", text, count=1)
    text = compiled(r"(?<=\S)\s*\[(?:@[^\]]*|\d{1,3})\]").sub("", text)  # citations
    text = compiled(KIND_OF_CODE).sub(r"\g<code>", text)
    names: list[str] = []

    def take(match: regex.Match[str]) -> str:
        inner = match[1].strip()
        if CITATION.search(inner):
            return " "
        if not _is_alias(inner):
            return str(match[0])
        if CALL.search(text[: match.start()] + "(") and ARGUMENTS.fullmatch(inner) and match[0][0] == "(":
            return str(match[0])
        names.extend(n for n in (clean_name(ALSO.sub("", part)) for part in ALIAS_SPLIT.split(inner)) if n)
        return " "

    if "$" not in text and not compiled(r"[A-Za-z0-9_]\([A-Za-z0-9_]*[,)]").search(
        text
    ):  # `f(x)` and `.detach()` are names themselves
        text = BRACKET.sub(take, text)
    elif "（" in text:
        text = compiled(r"\s*（([^（）]{1,120})）\s*").sub(take, text)
    tail = compiled(r"^(.*[^\s$])\s*(\$[^$]{1,60}\$)$").match(text)
    if tail and compiled(r"\p{Han}{2,}|[A-Za-z]{3,}").search(tail[1]) and "$" not in tail[1]:
        text, symbol = tail[1], tail[2]  # `弹性模量 $E$` goes by its name; the symbol is another
        names.append(symbol)
    name = clean_name(text)
    aliases = list(dict.fromkeys(a for a in names if a.lower() != name.lower()))
    for alias in split_bilingual(name):
        if alias != name:
            aliases.append(alias)
    return Term(name, tuple(dict.fromkeys(aliases)))


def clean_name(text: str) -> str:
    """A phrase without quotes, articles, lead-ins and trailing particles."""
    previous = None
    text = compiled(r"\s+").sub(" ", text).strip()
    while text != previous:
        previous = text
        text = (
            text.strip(" \t\u3000，,：:；;。.…—–-=→")
            if not text.startswith(".")
            else text.rstrip(" ，,：:；;。…—–=→")
        )
        if (
            len(text) > 2
            and text[:1] in "“「『\"‘《'"
            and text[-1:] in "”」』\"’》'"
            and text[1:-1].count(text[-1]) == 0
        ):
            text = text[1:-1]
        text = compiled(r"^\*+|\*+$|^__|__$|^==|==$").sub("", text)
        if HAN.search(text):
            shorter = ZH_LEAD.sub("", text, count=1)
            text = shorter if len(shorter) >= 2 else text
            shorter = ZH_TAIL.sub("", text)
            text = shorter if len(shorter) >= 2 else text
        else:
            text = EN_TAIL.sub("", ARTICLE.sub("", EN_LEAD.sub("", text)))
    return text.strip(" ")


def split_bilingual(name: str) -> list[str]:
    """The Chinese and the Latin half of a name such as `Attention 机制` stay one; `哈希表 Hash Table` are two."""
    match = compiled(
        r"((?:\p{Han}|[-·/])+)\s*([A-Z][A-Za-z\-]+(?: [A-Za-z\-]+)+|[A-Z][A-Z0-9\-]{2,7})"
    ).fullmatch(name)
    if match and len(match[1]) >= (4 if match[2].isupper() else 2):
        return [match[1], match[2]]
    match = compiled(r"([A-Z][A-Za-z\-]+(?: [A-Za-z\-]+)+)\s+((?:\p{Han}|[-·/]){2,})").fullmatch(name)
    if match:
        return [match[1], match[2]]
    return []


def _is_alias(inner: str) -> bool:
    """Whether a bracket holds names (`Full Name, ABBR`, `又称X`) rather than a remark."""
    if ALSO.match(inner):
        return len(inner) <= 60
    if URL.search(inner) or SYMBOL.match(inner) or compiled(r"[。！？!?=<>≥≤]|^\d+$|^\d{4}").search(inner):
        return False
    han = len(HAN.findall(inner))
    if han:
        return (
            han <= 12
            and not ZH_CLAUSE.search(inner)
            and not compiled(r"^[如例比见参含即]|等$|的").search(inner)
        )
    words = inner.split()
    return (
        len(words) <= 9
        and not EN_FINITE.search(inner)
        and not compiled(r"(?i)(?:e\.g|i\.e|see|cf|like|such|for|with|optional|aka(?!\s))\b").match(inner)
    )


@lru_cache(maxsize=65536)
def _is_listed(name: str, words: frozenset[str]) -> bool:
    folded = name.lower().strip(" :：.。")
    return (
        folded in words or compiled(r"[\d\s]+$").sub("", folded) in words or folded.removesuffix("s") in words
    )


def why_not_term(name: str, words: Words, *, short: bool = False, marked: bool = False) -> str:
    """Why a cleaned name is no term; empty when it is one. `short`: a single character may do (`栈`, `A`).

    `marked`: the note itself sets the name off (bold, a heading), so that its first word is no sign.
    """
    if not name or (
        not compiled(r"[\p{L}\p{N}]").search(name) and not compiled(r"`\S{1,6}`").fullmatch(name)
    ):
        return "the term is empty"
    if URL.search(name):
        return "the term is a link"
    if SYMBOL.match(name):
        return "the term is a bare symbol"
    if compiled(r"[\d\s.,:%/\-年月日]+|\d{4}[-/年].*|[IVX]{1,4}").fullmatch(name):
        return "the term is a number or a date"
    if "![" in name or "](" in name or name.startswith("[@"):
        return "the term is an image or a link"
    if _is_listed(name, words["pronouns"]):
        return "the subject is a pronoun or points elsewhere"
    if _is_listed(name, words["labels"]):
        return "the term is a label of the text, not a concept"
    if CODE_SIGN.fullmatch(name) or CODE_CALL.fullmatch(name):
        return ""
    if compiled(r"[。！？!?；;\n]|\.{3}|…|（|）|：|[”」].*[“「]").search(name) or name.count(
        "("
    ) != name.count(")"):
        return "the term is not one phrase"
    if compiled(r"(?i)\bvs\.?(?=\s|$)|\bversus\b").search(name):
        return "the term compares two things"
    if compiled(r"[=<>≥≤≈]").search(name) and not name.startswith("`"):
        return "the term is an expression"
    if HAN.search(name):
        return _why_not_chinese(name, short)
    return _why_not_english(name, short, marked)


def _why_not_chinese(name: str, short: bool) -> str:
    if len(HAN.findall(name)) > 16 or len(name) > 40:
        return "the term is too long"
    match = ZH_START.match(name)
    if match and len(name) > len(match[0]):
        return f"the subject begins with {match[0]}"
    if "，" in name or "," in name:
        return "the term is not one phrase"
    match = ZH_CLAUSE.search(name)
    if match:
        return f"the term holds a clause ({match[0]})"
    if compiled(
        r"(?:分为?|分成|共?有)[两二三四五六七八九十几多\d]+[大小]?[类种个步部]分?$|[^标图代]表示[^空能法学层]|表示.{3,}"
    ).search(name):
        return "the term is not one phrase"
    if ZH_COUNT.match(name):
        return "the term counts or picks things"
    if ZH_MODIFIER.match(name) and "的" in name:
        return "the subject is a description, not a name"
    if len(name) == 1 and not short:
        return "the term is one character"
    if NUMBERED.match(name):
        return "the term only numbers a thing"
    if len(name) > 2 and PARTIAL_ZH.search(name) and not WHOLE_ZH.search(name):
        return "the term is not a whole phrase"
    if name.count("的") > 1 or ("的" in name and len(name) > 12):
        return "the subject is a description, not a name"
    if name[-1] in "的之们上中下里时后前与或" or compiled(
        r"(?<![对平相同高初中上下优劣幂均恒全何星])等$"
    ).search(name):
        return "the term is not a whole phrase" if name[-1] not in "们上下时后前" or len(name) > 4 else ""
    return ""


def _why_not_english(name: str, short: bool, marked: bool) -> str:
    words = name.split()
    if NUMBERED.match(name):
        return "the term only numbers a thing"
    if not marked and compiled(
        r"(?i)(?:single|above|resulting|given|same|whole|entire|rest)\b|(?:full|new|old|left|right|top|bottom|first|second|third|fourth|fifth|last|next|final|rest|figure|table|row|column|picture|image|plot|graph|diagram|x-axis|y-axis|\d+)\b(?:$| (?:of|in|for|on|with|to)\b| (?:\w+ )?(?:figure|plot|panel|side|column|row|table|image|picture|graph|diagram|part|half|hand|one|example|case|step|term|layer|argument|section|paragraph|chapter|sentence|thing|point|approach|method|option|way|model|result|value|data|parameter|number|word|file|question|problem|task|class|group|set|version|loop|block|list|output|input|code|sample|equation|formula|component|element|item|entry|expression|function|variable|phase|stage|week|day|year|page|slide|lecture|box|bar|curve|area|region|axis|corner|solution|idea|reason|category|type|kind)s?$)"
    ).match(name):
        return "the subject is picked on the page, not named"
    if len(words) > 8 or len(name) > 80:
        return "the term is too long"
    if not marked and compiled(
        r"(?i).* (?:above|below|here)|.*\b(?:these|those|this|that)\b.*|.+ as .+|(?:way|fact|extent|degree) (?!of\b).+"
    ).fullmatch(name):
        return "the subject is picked on the page, not named"
    if len(words) > 1 and compiled(
        r"(?i)\b(?:of|in|for|to|with|on|at|by|from|and|or|the|a|an|as|than|also|can|very|never|always|often|usually|rarely|sometimes|typically|generally|only|just|not)$"
    ).search(name):
        return "the term is not a whole phrase"
    if compiled(r"\\(?:ref|eqref|cite|label|section|item)\b").search(name):
        return "the term is LaTeX markup"
    if "," in name:
        return "the term is not one phrase"
    if EN_FINITE.search(name) and not name.startswith("`"):
        return f"the term holds a clause ({EN_FINITE.search(name)[0]})"  # type: ignore[index]
    if (
        not marked
        and EN_START.match(name)
        and not compiled(r"[A-Z][\w-]*(?: [A-Z][\w-]*)*$|.*\(").match(name)
    ):
        return f"the subject begins with {words[0]}"
    if EN_START.match(name) and len(words) > 3:
        return f"the subject begins with {words[0]}"
    if len(name) == 1 and name.isalpha() and not (short and name.isupper()):
        return "the term is a bare symbol"
    return ""


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """A name folded for equality: width, case, spaces, hyphens and plain brackets do not count."""
    return compiled(r"[\s\-_`*$“”\"'‘’《》()（）·.]+").sub("", name).lower()
