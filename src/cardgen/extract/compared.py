"""The things that a comparison compares: cleaning them, whether they are of one sort, where a text mentions them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.terms import Term, Words, key, parse_term, split_bilingual, why_not_term

HAN = regex.compile(r"\p{Han}")
KIND_ZH = "算法|模型|方法|方式|函数|协议|网络|优化器|机制|策略|结构|架构|框架|层|树|技术|系统|数据库|语言|索引|锁|类|分类器|学习器|引擎|模式|接口|变量|操作|语句|命令|运算符|模块|概念|理论|工具|指标|单元|块"
"""Class nouns that come and go after a name (`A*`, `A* 算法`)."""
KIND_EN = "algorithms?|models?|methods?|functions?|protocols?|networks?|optimizers?|layers?|trees?|classifiers?|approach(?:es)?|techniques?|systems?|operators?"
JOIN = regex.compile(
    r"\s*(?:、|,|，|\bvs\.?|\bVS\.?|(?<![A-Za-z])versus(?![A-Za-z])|\s和\s?|\s?和\s|(?<![饱总之求温平调缓共柔亲中附])和(?![谐平解式缓])|(?<![参给赠])与(?![门否会运])|跟(?!随|踪)|以及|(?<=\s)(?:and|or|&)(?=\s)|\s/\s|(?<=[\p{Han}）)])/(?=\p{Han}))\s*"
)
TAIL = regex.compile(
    r"\s*(?:[，,：:]?\s*(?:这|等)?(?:两|二|三|四|几)(?:者|种|个|类|大)\p{Han}{0,6}|这\p{Han}{1,4}|之间|二者|两者|之?间的?|等)\s*$|\s*,?\s+(?:both|respectively)$"
)
ANTONYMS_ZH = (
    "前后 正负 内外 上下 左右 有无 主从 大小 高低 长短 快慢 深浅 宽窄 强弱 单多 新旧 好坏 优劣 公私 动静 同异 升降 增减 进出 软硬 冷热 明暗 阴阳 虚实 先后 早晚 横纵 奇偶 真假 开闭 显隐 直间 入出 左右 男女 买卖 供需 收支 "
    "绝对/相对 同步/异步 静态/动态 生成/判别 横向/纵向 水平/垂直 线性/非线性 显式/隐式 串行/并行 离散/连续 局部/全局 一般/特殊 固定/可变 输入/输出 编码/解码 训练/测试 训练/推理 训练/预测 偏差/方差 客观/主观 "
    "主动/被动 直接/间接 名义/实际 宏观/微观 理论/实际 对称/非对称 有监督/无监督 监督/无监督 集中/分布 短期/长期 短时/长时 国内/国外 内部/外部 固定/可变 传统/现代 原核/真核 需氧/厌氧 急性/慢性 先验/后验 旋律/和声 抢占/非抢占 聚簇/非聚簇 可数/不可数 可逆/不可逆 弹性/非弹性 父/子 服务端/客户端 服务器/客户端 发送/接收 读/写 请求/响应 存储/计算"
)
ANTONYMS_EN = (
    "internal/external inner/outer input/output encoder/decoder generator/discriminator generative/discriminative supervised/unsupervised parametric/nonparametric linear/nonlinear static/dynamic "
    "synchronous/asynchronous symmetric/asymmetric horizontal/vertical positive/negative normal/abnormal active/passive direct/indirect local/global hard/soft strong/weak high/low long/short large/small "
    "fast/slow shallow/deep serial/parallel discrete/continuous absolute/relative explicit/implicit public/private client/server buyer/seller supply/demand micro/macro acute/chronic systolic/diastolic systole/diastole "
    "left/right upper/lower anterior/posterior before/after early/late primary/secondary prior/posterior training/test train/test training/inference push/pull read/write fixed/variable nominal/real old/new "
    "elastic/inelastic homogeneous/heterogeneous intrinsic/extrinsic open/closed best/worst single/multiple with/without preemptive/non-preemptive clustered/non-clustered soluble/insoluble mutable/immutable stateful/stateless bottom-up/top-down benign/malignant venous/arterial sensory/motor afferent/efferent dominant/recessive male/female singular/plural ascending/descending concave/convex bull/bear debit/credit asset/liability inflation/deflation"
)
OPPOSITES: frozenset[frozenset[str]] = frozenset(
    [frozenset(pair) if "/" not in pair else frozenset(pair.split("/")) for pair in ANTONYMS_ZH.split()]
    + [frozenset(pair.split("/")) for pair in ANTONYMS_EN.split()]
)
NEGATED = regex.compile(
    r"^(?:非|不|无|未|反|副|超|伪)|^(?:non-?|un|in|im|ir|a|dis|anti-?|de|para|sub|super|hyper|semi-?|pseudo-?)(?=[a-z]{3})",
    regex.IGNORECASE,
)
SYMBOLIC = regex.compile(
    r"^`?\$?[a-z](?:_?\d|_[a-z])?\$?`?$|^`[A-Za-z]_?\w`$|^`?\w{1,3}\s*[=<>].*$|^\p{Han}{1,4} ?[a-z]$"
)
TERSE = frozenset(
    (
        "the term is one character",
        "the term is a bare symbol",
        "the term is a label of the text, not a concept",
    )
)
"""Vetoes that an announcement outweighs (`堆和栈的区别`)."""
ACRONYM = regex.compile(r"[A-Z][A-Z0-9]{1,4}")
HARD = regex.compile("pronoun|empty|a link|image|number or a date|too long|not one phrase|too vague")
"""Vetoes that hold even in a table."""
VAGUE = regex.compile(
    r"^(?:方法|方式|情况|步骤|阶段|部分|方面|问题|结果|原因|作用|效果|过程|时间|时候|数据|东西|内容|公式|模型|算法|函数|参数|输入|输出|文章|论文|实验|图|表|人|值|数|同时|一般|通常|有时|此外|其中|最后|首先|第[一二三四五]|一方面|另一方面|另外|"
    r"本质|目的|区别|联系|优点|缺点|好处|坏处|前者|后者|二者|两者|相反|反之|现在|以前|之前|之后|后来|如今|目前|当前|最终|结论|意思|关键|重点|核心|实际|理论上?|事实|当然|所以|因此|"
    r"the|a|an|the (?:first|second|other|former|latter|idea|point|reason|result|problem|goal|key|rest)|time|way|case|thing|things|people|everyone|someone|part|one|two|result|results|example|problem|reason|step|idea|goal|first|second|both|all|others?|work|paper|author|figure|table|now|today|later|sometimes|most|many|some|each|[去今明前后]年|[昨今明前后]天|[上下这本]周|[上下这本]个?月|but|and|or|nor|yet|multiple|(?:short|long|simple) answer|第[一二三四五六七八九十\d]+(?:[周天日次章节轮年课步]|阶段)|last (?:year|week|time)|(?:yester|to)day|tomorrow|[上下左右前后]半?部分|[上下左右]图.{0,3}|第[一二三]行|"
    r"[红绿蓝黑灰黄橙紫白虚实]色?(?:实|虚)?(?:[线点框柱]|曲线|圆点|部分|区域|箭头|方块)|panel [a-z]|`?[\w/.\-]+\.(?:py|ipynb|md|json|ya?ml|txt|csv|js|ts|cpp|rs|sh)`?|"
    r"(?:(?:the )?(?:red|green|blue|black|gr[ae]y|orange|yellow|purple|white|solid|dashed|dotted|shaded|vertical|horizontal|left|right|top|bottom|upper|lower) )+(?:vertical |horizontal )?(?:lines?|points?|dots?|curves?|bars?|areas?|arrows?|regions?|panels?|plots?|columns?|rows?)(?: (?:in|of|on) .*)?)$",
    regex.IGNORECASE,
)
CLAUSAL = regex.compile(
    r"^(?:[二两]者|前者|后者|处于|对比|凡(?![尔高])|(?=.+叫)|增加|提高|提升|减少|降低|避免|防止|改善|划分成|采用|使用(?!者|权|率)|用(?![户例途量])|为(?!人)|有则|则|对(?![象称抗数等流偶比角话联照立手])|\d+[人个]|比(?![特例率重亚较])|在(?![线位职])|从(?![句库者])|按(?![键揉])|给(?!定)|与(?!门)|和(?![声弦平])|跟|同(?=[样时一理])|如|若|当(?![前代铺归])|随着|除了|经过|一般|通俗|简单理解|具体|总体|整体上|相对(?!\p{Han}{0,2}[导论性性路湿误]|$)|显然|此时|有的?人|有时|没有|特别|尤其|规定|正常情况|另外|非常|理论上|实际上|据此|提供|适用于|分析|已经|正在|轻信|只要)|"
    r"[了着过](?!程|滤|去|渡|拟|敏|期|失|[大小高低多少长短快慢强弱])|(?<=.)(?<![自理路缘经])由(?![来于度])|^(?:所有|任何|每[个种]?|某[个些]?|许多|大量|大部分|很多|不少|一些|其他|其余|更(?!新|年)|最(?!终|大|小|优|近|坏|好|佳|高|低|速)|只(?!读)|仅|不仅|不但|不管|无论|即使|只要|只有|由于|因为|如果|虽然|尽管|为了|通过(?!率)|以便|从而|因此|所以|但|而|并(?![行发集联购网])|且|也|还(?!原)|都(?!市)|就(?!业)|才(?!能)|又|再(?![生现保])|却|则|会(?![计议员话])|要(?![素约件])|能(?![量源力级带])|可(?![靠变数逆见分测选加信])|应(?![用激力收付税])|需(?!求)|得(?!分)|让(?!步)|使(?![用命])|被(?!动)|把(?!手)|将(?!军)|给|向(?![量心日])|往|朝(?!代)|到|至|于)|[，。；：！？]|\d\.\d|们$|\$ ?(?:为|是|表示)|什么|怎么|如何|为何|是否|能否|以后$|之间$|之类|左右$|(?:描述|衡量|度量|表示|代表|负责|认为|通常|一般|往往|称|称为|叫做?|对应|表明|反映|推荐|建议|选择|见|麻烦一些|好办)$|^反之|相反$"
)


@dataclass(frozen=True)
class Subject:
    """One side of a comparison: its name as the note says it, and patterns of the ways to mention it."""

    name: str
    ways: tuple[str, ...]
    aliases: tuple[str, ...] = ()


def split_subjects(text: str) -> list[str]:
    """The names in a list of them (`A、B 和 C`, `A vs B`), heads shared out (`L1 与 L2 正则化`)."""
    text = TAIL.sub("", text.strip(" \t：:，,。."))
    text = TAIL.sub("", text)
    masked = compiled(r"`[^`]*`|\$[^$]*\$|[（(][^()（）]*[)）]").sub(lambda m: "\ue000" * len(m[0]), text)
    parts, start = [], 0
    for match in JOIN.finditer(masked):
        if match.start() > start:
            parts.append(text[start : match.start()])
        start = match.end()
    parts.append(text[start:])
    parts = [part.strip(' ：:，,“”"') for part in parts if part.strip(' ：:，,“”"')]
    if len(parts) >= 2:
        head = compiled(
            rf"(?<=[A-Za-z0-9]\s?)(?:\p{{Han}}{{2,6}})$|(?<=[\p{{Han}}]{{1,4}})(?:{KIND_ZH})$"
        ).search(parts[-1])
        if (
            head
            and all(compiled(r"[A-Za-z][\w.+\-]{0,8}").fullmatch(part) for part in parts[:-1])
            and compiled(r"[A-Za-z][\w.+\-]{0,8}\s?\p{Han}").match(parts[-1])
        ):
            tail = parts[-1][head.start() - (1 if parts[-1][head.start() - 1] == " " else 0) :]
            parts = [part + tail for part in parts[:-1]] + [parts[-1]]
        parts = _shared_noun(parts)
    elif compiled(r"[^/]{1,14}/[^/]{1,24}").fullmatch(text.strip()):
        parts = _shared_noun([part.strip() for part in text.split("/")])
    return parts


def _shared_noun(parts: list[str]) -> list[str]:
    """`left and right brackets`: the head of the last name belongs to the first ones, too."""
    last = parts[-1].split()
    if len(last) != 2 or HAN.search(parts[-1]) or any(len(part.split()) > 1 for part in parts[:-1]):
        return parts
    lower = last[1].endswith("s") and all(
        compiled(r"[a-z][a-z\-]+").fullmatch(part) and not part.endswith("s") for part in parts[:-1]
    )
    title = last[0][:1].isupper() and last[1][:1].isupper()
    title = title and all(compiled(r"[A-Z][a-z]+").fullmatch(part) for part in parts[:-1])
    opposite = all(opposed(part.lower(), last[0].lower()) for part in parts[:-1])
    if not lower and not title and not opposite:
        return parts
    return [f"{part} {last[1]}" for part in parts[:-1]] + [parts[-1]]


def clean_subject(raw: str) -> Term:
    """A raw phrase as the name of a subject."""
    text = raw.strip(" \t，,：:；;。.、—-")
    text = compiled(r"^(?:而|但是?|则|其中|对比之下|相比之下|相对的|相应地|相反)[，,]?\s*(?=\S{2})").sub(
        "", text
    )
    text = compiled(r"\s*[（(](?:如|例如|比如|包括|即|e\.g\.|such as|like)[^()（）]*[)）]").sub("", text)
    text = compiled(r"(?<=\S{2})\s*[（(][^()（）]*[，,][^()（）]*[)）]").sub("", text)
    numbered = compiled(r"\d{1,2}\s?(?=[型级类期度号代维阶]\p{Han})").match(text)  # `1 型糖尿病`
    called = compiled(r"[A-Za-z_][\w.]*\([^()]{1,20}\)").fullmatch(text)  # `count(*)`, `count(name)`
    term = Term(text) if called else parse_term(text[numbered.end() :] if numbered else text)
    term = Term(numbered[0] + term.name, term.aliases) if numbered else term
    name = compiled(r"(?<=\S)的$").sub("", term.name)
    name = (
        compiled(rf"(?<=\p{{Han}})的(?=(?:{KIND_ZH})$|\s?[a-zA-Z`]+$)").sub("", name)
        if name.count("的") == 1 and len(name) <= 14
        else name
    )
    return Term(name, tuple(a for a in term.aliases if a != name))


def why_not_subject(name: str, words: Words, *, waived: frozenset[str] = frozenset()) -> str:
    """Why a cleaned name can't be a side of a comparison; empty when it can. `waived`: reasons that do not count here."""
    why = why_not_term(name, words)
    if why in waived and not compiled(r"[\d\W]+").fullmatch(name):
        why = ""
    if why:
        return why.replace("the term", "a subject").replace("the subject", "a subject")
    if VAGUE.match(name):
        return "a subject is too vague"
    if not waived and SYMBOLIC.match(name):
        return "a subject is a symbol"
    if HAN.search(name):
        if CLAUSAL.search(name):
            return "a subject is a clause"
        if len(HAN.findall(name)) > 12:
            return "a subject is too long"
        if len(name) == 1 and not compiled(r"[\p{Han}]").match(name):
            return "a subject is too short"
    elif len(name.split()) > 6:
        return "a subject is too long"
    elif not waived and compiled(
        r" - |\b(?:also|who|makes|uses|than|usual)\b|^(?:[A-Z]?[a-z]+ing) (?:the|a|an|up|out|(?:[\w\-]+ )*(?:to|between|into))\b|^(?:As|Being|being|Normally|normally|Requires?|Various|Several|Most|Once|Since|After|Before|Until|Various|One|Effects?) |\b(?:between|into|how|why|when|called)\b"
    ).search(
        name,
    ):
        return "a subject is a clause"
    elif not waived and compiled(
        r"\b(?:and|or|that|which|to|of|in|the|a|is|are)$|^(?:and|or|that|which)\b"
    ).search(name):
        return "a subject is not a whole phrase"
    return ""


def likeness(a: str, b: str) -> int:
    """How much two names look like names of one sort: 0 not at all, 1 of one script, 2 sharing a head or stem, 3 opposites."""
    fa, fb = a.lower().strip("`$*"), b.lower().strip("`$*")
    if fa == fb:
        return 0
    if fa and set(fa) == set(fb) and not compiled(r"\w").search(fa):
        return 2  # `==`, `===`
    if opposed(fa, fb) or _confusable(fa, fb):
        return 3
    if shared_tail(fa, fb) or shared_head(fa, fb):
        return 2
    if (
        ACRONYM.fullmatch(a)
        and ACRONYM.fullmatch(b)
        and len(a) == len(b)
        and (a[0] == b[0] or a[-1] == b[-1])
    ):
        return 2  # BFS, DFS
    humps_a, humps_b = HUMP.findall(a), HUMP.findall(b)
    if min(len(humps_a), len(humps_b)) >= 2 and humps_a[-1] == humps_b[-1] and humps_a != humps_b:
        return 2  # HashJoinPlan, MergeJoinPlan
    same_script = bool(HAN.search(fa)) == bool(HAN.search(fb))
    if (
        bool(HAN.search(fa))
        and bool(HAN.search(fb))
        and _latin_tail(fa)
        and _latin_tail(fa) == _latin_tail(fb)
    ):
        return 2  # 名义GDP, 实际GDP
    if a.startswith("`") != b.startswith("`"):
        return 1 if same_script and not HAN.search(fa) else 0
    if same_script and HAN.search(fa):
        return 1 if abs(len(fa) - len(fb)) <= 4 else 0
    return 1 if same_script else 0


LATIN_FORM = regex.compile(r"[A-Za-z][A-Za-z0-9.+\-/]+(?: [A-Z0-9][\w.+\-]*){0,2} ?(?P<kind>\p{Han}{2,4})?")


def one_form(a: str, b: str) -> bool:
    """Whether two names in a Chinese text are both foreign names (`TCP`, `UDP`; `Min-Max 归一化`, `Z-score 标准化`)."""
    if compiled(r"`[^`]{2,}`").fullmatch(a) and compiled(r"`[^`]{2,}`").fullmatch(b):
        return True
    x, y = LATIN_FORM.fullmatch(a), LATIN_FORM.fullmatch(b)
    return bool(x and y and bool(x["kind"]) == bool(y["kind"]))


def mixed_form(a: str, b: str) -> bool:
    """Whether one name is foreign and the other a short Chinese one (`SVM`, `感知机`)."""
    latin, han = (a, b) if HAN.search(b) else (b, a)
    return bool(
        compiled(r"[A-Z][A-Za-z0-9.+\-/]+").fullmatch(latin) and compiled(r"\p{Han}{2,6}").fullmatch(han)
    )


WORD = regex.compile(r"[^\s\-]+")
HUMP = regex.compile(r"[A-Z]+[a-z]+")


def _latin_tail(name: str) -> str:
    match = compiled(r"(?<=\p{Han}\s?)[a-z]{2,}$").search(name)
    return match[0] if match else ""


def _confusable(a: str, b: str) -> bool:
    """Whether two Latin names differ in a letter or two (`nephrotic`, `nephritic`)."""
    if HAN.search(a + b) or min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > 2 or a[0] != b[0]:
        return False
    if a.rstrip("s") == b.rstrip("s") or not compiled(r"[a-z\- ]+").fullmatch(a + b):
        return False
    wa, wb = a.split(), b.split()
    if len(wa) != len(wb):
        return False
    odd = [(x, y) for x, y in zip(wa, wb, strict=True) if x != y]
    return (
        len(odd) == 1
        and len(odd[0][0]) >= 6
        and compiled(f"(?:{regex.escape(odd[0][0])}){{e<=2}}").fullmatch(odd[0][1]) is not None
    )


def opposed(a: str, b: str) -> bool:
    """Whether two names are opposites, alone or before or after what they share."""
    tail, head = shared_tail(a, b), shared_head(a, b)
    for x, y in (
        (a, b),
        (a[: len(a) - len(tail)], b[: len(b) - len(tail)]) if tail else (a, b),
        (a[len(head) :], b[len(head) :]) if head else (a, b),
    ):
        x, y = x.strip(" -_的"), y.strip(" -_的")
        if frozenset((x, y)) in OPPOSITES or frozenset((x.split(" ")[0], y.split(" ")[0])) in OPPOSITES:
            return True
        if (
            x
            and y
            and len(x) <= 4
            and len(y) <= 4
            and HAN.search(x)
            and frozenset((x[0], y[0])) in OPPOSITES
            and x[1:] == y[1:]
        ):
            return True
        if x[1:2] and x[1:2] == y[1:2] and frozenset((x[0], y[0])) in OPPOSITES:
            return True
        bare_x, bare_y = NEGATED.sub("", x), NEGATED.sub("", y)
        if (bare_x == y or bare_y == x) and x != y and len(bare_x) >= 1 and min(len(x), len(y)) >= 2:
            return True
    return False


def shared_tail(a: str, b: str) -> str:
    """The head noun that two names share at their ends, or nothing."""
    if HAN.search(a[-1:]) and HAN.search(b[-1:]):
        n = 0
        while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
            n += 1
        if n == min(len(a), len(b)):
            n = n if n >= 2 else 0
        return (
            a[len(a) - n :]
            if n >= 2 or (n == 1 and max(len(a), len(b)) <= 5 and min(len(a), len(b)) >= 2)
            else ""
        )
    wa, wb = [_stem(w) for w in WORD.findall(a)], [_stem(w) for w in WORD.findall(b)]
    n = 0
    while n < min(len(wa), len(wb)) - 1 and wa[-1 - n] == wb[-1 - n]:
        n += 1
    if not n:
        return ""
    tail = a[[m.start() for m in WORD.finditer(a)][-n] :]
    return tail if b.endswith(tail) else ""


def shared_head(a: str, b: str) -> str:
    """What two names share at their beginnings (`Mark I`, `Mark II`), or nothing."""
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    head = a[:n]
    if HAN.search(head):
        return head if len(HAN.findall(head)) >= 2 and n < max(len(a), len(b)) else ""
    if " " in head.strip() or n == min(len(a), len(b)):
        return head if len(head.strip()) >= 3 else ""
    return (
        head
        if len(head) >= 4
        or (
            len(head) >= 1
            and compiled(r"[\d\s_.\-]").match(a[n - 1 : n + 1][1:] or "") is not None
            and compiled(r"[\d\s_.\-]").match(b[n : n + 1] or "") is not None
        )
        else ""
    )


def _stem(word: str) -> str:
    word = word.lower().strip(".,;:()")
    return (
        word[:-3] + "y"
        if word.endswith("ies")
        else word[:-1]
        if word.endswith("s") and not word.endswith("ss")
        else word
    )


def make_subjects(terms: Sequence[Term]) -> list[Subject]:
    """Subjects whose patterns tell one from another: varying class nouns, plurals and the part that distinguishes."""
    names = [term.name for term in terms]
    return [
        Subject(term.name, tuple(_ways(term, [n for n in names if n != term.name])), term.aliases)
        for term in terms
    ]


def _ways(term: Term, others: Sequence[str]) -> list[str]:
    ways: dict[str, None] = {}
    name = term.name.strip()
    for full in (
        name,
        *term.aliases,
        *(compiled(r"(?:<[^<>]*>|\([^()]*\))(?=`?$)").sub("", n) for n in (name,)),
    ):
        if len(full.strip("`")) < 1:
            continue
        ways[_loose(full)] = None
        bare = compiled(rf"\s*(?:{KIND_ZH})$").sub("", full)
        if bare != full and len(bare) >= 2 and bare not in others:
            ways[_loose(bare)] = None
        bare = regex.sub(rf"\s+(?:{KIND_EN})$", "", full, flags=regex.IGNORECASE)
        if bare != full and len(bare) >= 2 and bare not in others:
            ways[_loose(bare)] = None
        if compiled(r"\p{Han}{4,}").fullmatch(full) and not any(
            other.startswith(full[:-1]) for other in others
        ):
            ways[_loose(full[:-1])] = None
    for other in others:
        tail = shared_tail(name.lower(), other.lower())
        stem = name[: len(name) - len(tail)].strip(" -_的") if tail else ""
        if len(stem) >= 2 and len(stem) < len(name):
            ways[_loose(stem)] = None
        head = shared_head(name.lower(), other.lower())
        stem = name[len(head) :].strip(" -_") if head else ""
        if len(stem) >= 2 and HAN.search(stem) is None:
            ways[_loose(stem)] = None
    return sorted(ways, key=len, reverse=True)


def _loose(name: str) -> str:
    """A pattern for a name: case, spaces, hyphens, backticks and a plural ending do not count."""
    core = name.strip("`*“”\"'‘’ ")
    for ending, forms in PLURALS:
        if core.endswith(ending):
            return _loose(core[: -len(ending)] + "\ue010").replace("\ue010", forms)
    pattern = r"[\s\-_]?".join(regex.escape(part) for part in compiled(r"[\s\-_]+").split(core))
    pattern = compiled(r"(?<=[A-Za-z0-9])(?=\p{Han})|(?<=\p{Han})(?=[A-Za-z0-9])").sub(r"\\s?", pattern)
    if core[-1:].isascii() and core[-1:].isalpha():
        if core.endswith("y"):
            pattern = pattern[:-1] + "(?:y|ies)"
        elif core.isupper():
            pattern += "(?-i:s)?"  # `HTTP` is not `HTTPS`
        elif core[-1:] in "sS" and len(core) > 3:
            pattern += "?"
        else:
            pattern += "(?:e?s)?"
        pattern += r"(?![A-Za-z])"
    elif core[-1:].isdigit():
        pattern += r"(?!\d)"
    if core[:1].isascii() and core[:1].isalnum():
        pattern = r"(?<![A-Za-z0-9])" + pattern
    return rf"[`“\"'‘「]?{pattern}[`”\"'’」]?"


PLURALS = (
    ("matrices", "matri(?:x|ces)"),
    ("matrix", "matri(?:x|ces)"),
    ("indices", "ind(?:ex|ices)"),
    ("ies", "(?:y|ies)"),
    ("ches", "ch(?:es)?"),
    ("ses", "s(?:e|es)?"),
)


def same_subjects(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two comparisons are about the same things: class nouns, plurals and fuller names aside."""
    return match_subjects(a, b) is not None


def match_subjects(a: Sequence[str], b: Sequence[str]) -> dict[str, str] | None:
    """For each name in `b` the name in `a` of the same thing; None unless all have one."""
    if len(a) != len(b):
        return None
    found: dict[str, str] = {}
    for name in b:
        twin = next((x for x in a if x not in found.values() and _one_name(x, name)), None)
        if twin is None:
            return None
        found[name] = twin
    return found


def _one_name(a: str, b: str) -> bool:
    ways_a = {folded(x) for x in (a, *split_bilingual(a))}
    ways_b = {folded(x) for x in (b, *split_bilingual(b))}
    if ways_a & ways_b:
        return True
    short, long_ = sorted((folded(a), folded(b)), key=len)
    return (
        len(short) >= 4
        and len(long_) - len(short) <= 2
        and long_.startswith(short)
        and bool(HAN.search(short))
    )


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    bare = compiled(rf"\s*(?:{KIND_ZH})$").sub("", name)
    bare = bare if len(bare) >= 2 else name
    return _stem(key(bare))
