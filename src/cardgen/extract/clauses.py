"""Where the subject of a clause ends and what is said of it begins, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.lines import mask

HAN = regex.compile(r"\p{Han}")

STRONG_ZH = (
    "是指 指的是 则是 就是 也是 都是 正是 实际上是 本质上是 其实是 是 则 把 将 没有 不是 不需要 不能 不会 不 无法 未 未必 只能 只是 只有 只需要 只需 只 仅仅 仅 主要 通常 一般 往往 总是 始终 更适合 更适用于 更适用 更加 更关注 更强调 更容易 更 较为 适合于 适合 适用于 适用 用于 用来 "
    "使用 采用 利用 依赖于 依赖 依靠 基于 能够 可以 可能 需要 应该 应当 应 必须 要求 会 能 具有 具备 拥有 包含 包括 属于 表示 代表 指 意味着 意味 强调 关注 侧重于 侧重 注重 针对 面向 作用于 存储 存放 保存 支持 允许 提供 保证 确保 负责 实现 完成 执行 计算 学习 描述 刻画 衡量 度量 反映 "
    "决定 控制 增加 减少 降低 提高 提升 保留 保持 占用 追求 试图 旨在 倾向于 倾向 容易 难以 便于 有利于 导致 引起 造成 来自 来源于 取决于 等于 大于 小于 高于 低于 优于 默认 假设 认为 主张 规定 分为 由 被 有 无 为 记录 发生 产生 通过 根据 按照 返回 接收 发送 输出 生成 处理 解决 选择 "
    "考虑 引入 增强 抑制 促进 吸收 释放 分泌 调节 位于 分布 存在 出现 起源于 起源 起 靠 对应于 对应 相当于 类似于 受 同时 直接 间接 几乎 比较 先 再 每次 每 一次 每个 所有 完全 自动 手动 动态 静态 随 多 才 已 正在 从 在 以 让 使 给 向 与 对 用 按 比 要 可 多为 常 保护 连接 收取 享有 承担 转移 描写 介导 支配 "
    "表现为 看的是 看重 含 含有 扣除 涉及 关心 面临 消除 遵循 遵守 满足 缺乏 缺少 失去 丧失 获得 得到 采取 实行 抵御 禁止 携带 恒 恒为 越 反复 逐 中心 显著 明显 面对 发出 运行 工作 进行 改变 消耗"
).split()
WEAK_ZH = frozenset(
    "与 对 用 按 比 要 可 多 从 在 以 让 使 给 向 起 靠 受 先 再 每 随 常 中心 处理 选择 分布 控制 学习 计算 生成 输出 工作 运行 连接 保护 存储 直接 间接 动态 静态 自动 手动 记录 同时 无 有 为 由 应 一般 主要 将 更 指 越 恒 一次 对应 完全 比较 使用 利用 利用 面向 支持 默认 基于 针对 执行 描述 吸收 释放 增强 抑制 调节 促进 支配 发送 接收 返回 规定 假设 解决 考虑 反映 衡量".split()
)
"""Words that are part of a name as often as they begin what is said of one."""
OPENER_ZH = regex.compile(
    "|".join(
        sorted(
            (word if word != "与" else "与(?=[^，。]{1,12}(?:相|不|无|有|类|一))" for word in STRONG_ZH),
            key=len,
            reverse=True,
        )
    )
)
NOT_OPENER = regex.compile(
    "|".join(
        (
            "含义 含量 隐含 蕴含 包含 守恒 永恒 规则 原则 否则 法则 准则 细则 守则 正则 優先 为了 为什么 是否 能力 会议 会话 会计 会员 能量 能源 不同 不等式 将来 把手 可能性 可见 有关 有效 有限 有向 有序 有界 有监督 有氧 有丝 有缓冲 无缓冲 无监督 无序 无关 无向 无限 无氧 无人 由于 在线 从而 从库 从节点 对象 对称 对抗 对数 对等 对流 对偶 对比 对照 对立 以及 以太 使命 向量 与门 与非 用户 用例 比例 比特 比率 更新 多个 多头 多态 多项式 多层 多线程 多数 多样 先验 先进 再生 每个 随机 常数 常量 指数 指针 指标 指令 恒星 恒等 一般化 主要矛盾 受体 受精 靠谱 起点 给定 让步 只读 未来 未知 要求的 要求， 向上 向下 向前 向后 向左 向右 路由 理由 自由 缘由 经由 检查 数据 依据 证据 即将 具有 没有 只有 所有 共有 拥有 含有 带有 现有 原有 特有 社会 机会 协会 学会 功能 性能 智能 可能 职能 动能 势能 节能 行为 认为 作为 成为 称为 因为 以为 分为 但是 还是 于是 就是 相对 绝对 针对 面对 反对 校对 存在 现在 潜在 内在 外在 所在 可以 所以 难以 足以 用以 加以 得以 作用 使用 应用 利用 费用 信用 通用 专用 常用 实用 公用 采用 引用 调用 占用 复用 重用 许多 很多 大多 主要 需要 重要 必要 次要 摘要 概要 伴随 跟随 接受 承受 感受 引起 一起 发起 供给 补给 转让 出让 参与 主从 服从 遵从 变更 优先 事先 领先 首先 人才 相比 占比 类比 环比 同比 许可 认可 异常 正常 通常 经常 非常 日常 即使 行使 促使 依靠 可靠 倚靠 每次 更多 更少 宏指令 直接 间接 图像 影像 对应 反应 适应 响应 效应 供应 感应 相应 一次性 一次函数 一次方程"
        ).split()
    )
)
"""Words in which an opener is only a part."""
NOUNY = frozenset(
    "控制 学习 计算 处理 选择 分布 生成 输出 工作 运行 连接 保护 存储 解决 执行 发送 接收 返回 假设 反映 描述 自动 手动 直接 间接 动态 静态 同时".split()
)
"""Openers that are the head of a name as often: that two clauses share one proves nothing."""

EN_BASE = (
    "shed hunt graze sink float swim fly walk crawl hatch lay fade rust corrode burn glow shine sound weigh bend stretch roll slide spin land sail ship print publish vote ban sue cut cap hit stand sit use take give make need require allow provide produce return compute calculate measure estimate predict learn model assume work perform run apply add remove reduce increase decrease minimize maximize penalize store keep hold hide "
    "show tell describe define represent contain include consist depend rely rest focus look go come follow start begin end stop happen occur arise appear form cause lead result affect change convert transform map send receive read write "
    "create generate build construct split combine merge sort search scan traverse visit process handle treat protect prevent avoid guarantee ensure support offer serve act behave tend try aim seek operate execute compile interpret evaluate "
    "check test verify validate compare copy share own borrow lock block wait pass fail grow shrink rise fall move stay remain become get bind attach release absorb break pair link connect join bar award cool dissolve slow pull push draw "
    "pick choose select sample optimize update encode decode compress encrypt decrypt sign refer mean involve deal concern relate correspond belong lie live exist carry transport transmit route forward filter trigger activate inhibit "
    "stimulate secrete present spread cost save consume spend pay earn charge lose gain win buy sell trade value weigh rank scale fit suit favor favour prefer suffer benefit help enable improve degrade hurt let force argue claim state say "
    "believe consider think see view regard emphasize stress lack leave cover enter exit open close differ vary range last persist decay converge diverge extend inherit implement override call invoke throw catch raise declare initialize "
    "assign allocate free determine decide control regulate drive react respond interact communicate compete restrict limit constrain permit forbid retain discard drop skip ignore accept reject adapt evolve replicate divide multiply "
    "normalize standardize cluster classify label train tune infer generalize memorize aggregate pool attend mask embed project rotate translate reflect arrive count quantify capture point link guide turn arise exhibit display express "
    "pump regulate mediate destroy kill invade infect transcribe oxidize dissolve yield explore speed attract eliminate simplify accelerate introduce propose achieve obtain extract exploit leverage employ adopt utilize demand host maintain preserve possess depict denote indicate imply suggest resist tolerate digest metabolize respect obey violate exceed trade borrow lend finance shift rotate scale mirror replace recover repair detect discover identify recognize distinguish separate isolate concentrate dominate surround enclose overlap intersect equal outperform punish reward train eat drink grow weaken strengthen cover mimic resemble dictate impose execute grant restore reset invert expose surface store fetch cache poll listen wake trap develop repeat average prepare calm manage contradict deliver distribute schedule evict migrate reclaim isolate inject reject satisfy violate specify mark denote enforce encourage discourage prohibit recommend report monitor measure weigh collect gather harvest eject inspect intercept notify poll wrap wrote weaken tighten lengthen shorten raise shield hinge revolve vibrate oscillate propagate refract diffract circulate contract expand inhale exhale germinate pollinate photosynthesize ferment hydrolyze catalyze precipitate solidify evaporate condense erode deposit melt freeze boil orbit emit feed breed hunt inhabit settle rule govern elect appoint tax fund own hire teach assess punish bind relieve excuse void"
).split()
IRREGULAR = {
    "go": "goes",
    "do": "does",
    "have": "has",
    "pass": "passes",
    "process": "processes",
    "stress": "stresses",
    "push": "pushes",
    "punish": "punishes",
    "express": "expresses",
    "compress": "compresses",
    "assess": "assesses",
    "fix": "fixes",
    "catch": "catches",
    "teach": "teaches",
    "search": "searches",
    "attach": "attaches",
}
AUX = "is|are|was|were|has|have|had|can(?:not|'t)?|could|will|would|may|might|must|should|does|do|did|doesn't|don't|didn't|isn't|aren't|wasn't|weren't|won't|hasn't|haven't"
ADVERB = "also|only|usually|typically|often|generally|always|never|just|still|simply|then|instead|directly|mainly|mostly|primarily|normally|actually|merely|automatically|slowly|quickly|almost|explicitly|implicitly|therefore|thus|both|not|no longer|already|largely|rarely|sometimes|first"


LABEL_EN = regex.compile(r"(?P<np>(?!\w+ly:)[A-Z][^\s,;:.]*(?: [^\s,;:.]+){0,3}): +(?=\S)")
ADVERBS = regex.compile(rf"(?: (?:{ADVERB}|\w{{3,}}ly))+$", regex.IGNORECASE)
HEAD_EN = regex.compile(r" (?:at|of|in|with|for|from|on|by|to|without|under|between) ")
DETERMINER = r"(?:the|an?|each|every|all|any|both|no|its|their|one|more|less|fewer|over|across)\b"
NOUN_EN = regex.compile(
    r"(?<=s)(?:, (?:which|that|who)| (?:which|who))\b|(?<=s)(?<!\b(?:say|claim|think|show|ensure|guarantee|let|mean|assume|believe|state|argue|make|help)s)"
    r" (?:(?:use|allow|represent|require|include|contain|provide|describe|assume|depend|get|give|take|make|keep|tend|become|produce|receive|refer|consist|belong|occur|happen|appear|exist|remain|learn|perform)\b"
    rf"|(?:(?!(?:and|or|but|that|which|who|whose|where|when|while|whether|if|to|so|because|than|as|how|what|for)\b)[\w'’-]+ ){{0,3}}?(?:(?:{ADVERB}) )?(?:{AUX})\b)",
    regex.IGNORECASE,
)
"""What shows that the word before was a plural noun, not a verb: the clause's own verb comes after (`model changes are`)."""


@dataclass(frozen=True, slots=True)
class Split:
    """One way to part a clause: the subject's phrase, what is said of it, and how sure the boundary is (1 or 2)."""

    subject: str
    said: str
    opener: str
    sure: int
    frame: str = ""
    """The preposition, when the subject stands in a frame (`在 X 中，…`, `In X, …`)."""


def splits(clause: str) -> list[Split]:
    """The ways to part a clause into subject and predicate, likeliest first."""
    clause = clause.strip(" \t\n")
    plain = compiled(r"`[^`]*`|\$[^$]*\$|[（(][^()（）]*[)）]").sub("", clause)
    words = len(compiled(r"[A-Za-z][\w.'’\-]*").findall(plain))
    return _splits_zh(clause) if len(HAN.findall(plain)) >= max(words, 1) else _splits_en(clause)


def without_name(text: str, name: str) -> str:
    """What a text says of the thing that it begins by naming; the text itself when it begins otherwise."""
    bare = name.lower().strip("`* ")
    start = text[: len(bare) + 24].lower()
    if bare not in start:
        return text
    for split in splits(text):
        subject = ARTICLES.sub("", split.subject).lower().strip("`* ")
        if not split.frame and (subject == bare or subject.rstrip("s") == bare.rstrip("s")):
            return split.said
    if HAN.search(bare) and start.startswith(bare) and not KIND.match(text, len(bare)):
        return text[len(bare) :]
    return text


KIND = regex.compile(r"[层核器式型法类性学家者机率量度表图树块单模函算系]")
ARTICLES = regex.compile(r"^(?:the|an?)\s+", regex.IGNORECASE)
FRAME_ZH = regex.compile(
    r"^(?P<prep>在|当|对于|对|如果(?:是|使用|采用)?|若(?:是)?|针对|至于|使用|采用|处于)\s*(?P<np>[^，,。；：:]{1,24}?)\s*(?:"
    r"(?:中|里|下|上|时|时候|的时候|的情况下|条件下|来说|来讲|而言|的话|方面)?\s*[，,]\s*(?:则|就|那么)?|(?<=\p{Han}{2}|[A-Za-z)）])(?:中|里|时|的时候|的情况下)\s*(?![，,间候的]))(?P<said>\S.*)$"
)
INSIDE_ZH = regex.compile(
    r"^(?P<np>[A-Za-z][\w.\- ]{0,24}|[\p{Han}A-Za-z]{2,12}?)\s?中(?P<said>(?![间心等央国文医])[，,]?\s*\p{Han}{2}.*)$"
)
OWNED = regex.compile(r"[\p{Han}A-Za-z]{1,12}的 ?(?P<name>`[^`]{1,60}`) ?(?=\p{Han})")
TIME_ZH = regex.compile(
    r"^(?P<np>[^，,。；：:在当对如]{2,12}?)(?:的)?(?P<prep>时|时候|期间|阶段)[，,]?\s*(?![间期刻光代]|候)(?P<said>\S.*)$"
)
FRAME_EN = regex.compile(
    r"^(?P<prep>In|For|With|Under|Using|When using|If|When|On|During)\s+"
    r"(?!(?:line|order|contrast|addition|general|practice|particular|fact|short|turn|terms|case|theory|principle|other|another|(?:the|an?) (?:contrary|other|same|following|previous|next|sense|nutshell)|[a-z]+ing)\b)"
    r"(?P<np>[^,;:.]{2,50}?)(?:,\s+|\s+(?=we\b|you\b|the\b|each\b|every\b|there\b|all\b|no\b))(?P<said>.*)$",
    regex.IGNORECASE,
)


def _splits_zh(clause: str) -> list[Split]:
    return [_without_tail(split) for split in _parted_zh(clause)]


TAIL_ZH = regex.compile(
    r"(?<=\S\s?)(?:更|却|还|也|(?<![成首古])都|则|不|仅|只|只能|可以|能够|必须|可能|通常|一般|往往|优先)+$"
)
PLACE_ZH = regex.compile(r"(?<=\p{Han}{2}|[A-Za-z] ?)(?:之间|里|(?<![集空其高初])中|(?<![线以之])下)$")


def _without_tail(split: Split) -> Split:
    """A split whose subject ends in an adverb (`水彩更`, `静脉里`): that belongs to what is said."""
    adverb = TAIL_ZH.search(split.subject)
    if adverb:
        return replace(split, subject=split.subject[: adverb.start()].strip(), said=adverb[0] + split.said)
    place = PLACE_ZH.search(split.subject)
    return replace(split, subject=split.subject[: place.start()].strip()) if place else split


def _parted_zh(clause: str) -> list[Split]:
    found: list[Split] = []
    masked = _opaque(clause)
    frame = FRAME_ZH.match(masked)
    if frame:
        a, b = frame.span("np")
        found.append(
            Split(
                clause[a:b].strip(),
                clause[frame.start("said") :].strip(),
                _opener_zh(masked[frame.start("said") :]),
                2,
                frame["prep"],
            )
        )
    inside = INSIDE_ZH.match(masked)
    if inside and not frame:
        a, b = inside.span("np")
        found.append(
            Split(
                clause[a:b].strip(),
                clause[inside.start("said") :].strip(" ，,"),
                _opener_zh(masked[inside.start("said") :]),
                1,
                "在",
            )
        )
    time = TIME_ZH.match(masked)
    if time and not frame:
        a, b = time.span("np")
        found.append(
            Split(
                clause[a:b].strip(),
                clause[time.start("said") :].strip(),
                _opener_zh(masked[time.start("said") :]),
                1,
                "时",
            )
        )
    at = 1
    while at < min(len(masked), 48) and len(found) < 6:
        char = masked[at]
        if char in "，,：:":
            np, rest = clause[:at].strip(), clause[at + 1 :].strip()
            if np and rest:
                opener = _opener_zh(masked[at + 1 :].lstrip())
                found.append(
                    Split(
                        np,
                        rest,
                        opener or char,
                        2 if char in "：:" or opener in ("则", "就是", "是", "则是") else 1,
                    )
                )
            break
        match = OPENER_ZH.match(masked, at)
        if not match or _inside_a_word(masked, at, match[0]):
            at += 1
            continue
        np = clause[:at].strip()
        latin = bool(compiled(r"[A-Za-z0-9)`）]\s*$").search(np))
        if len(np) >= 2 or latin or HAN.match(np):
            sure = 1 if match[0] in WEAK_ZH and not latin else 2
            if len(np) == 1 and not latin:
                sure = 1 if match[0] in ("是", "由", "存", "有", "不", "只", "则", "把", "将") else 0
            if sure:
                found.append(Split(np, clause[at:].strip(), match[0], sure))
        at += len(match[0])
    owned = OWNED.match(clause)
    if owned:
        rest = clause[owned.end() :].strip()
        found.append(Split(owned["name"], rest, _opener_zh(rest), 2))
    if compiled(r"[A-Za-z`]").match(clause):
        script = compiled(r"([A-Za-z`][\w.`()+\-*/ ]{0,30}?)\s*(?=\p{Han})").match(clause)
        if script and not any(s.subject == script[1].strip() for s in found):
            found.append(
                Split(
                    script[1].strip(),
                    clause[script.end() :].strip(),
                    clause[script.end() : script.end() + 2],
                    1,
                )
            )
    return found


def _inside_a_word(text: str, at: int, opener: str) -> bool:
    for start in (at, at - 1):
        word = NOT_OPENER.match(text, start) if start >= 0 else None
        if (
            word
            and word.end() > at
            and not (start == at and len(opener) >= len(word[0]))
            and not (start < at and word[0] == opener)
        ):
            return True
    return False


def _opener_zh(text: str) -> str:
    match = OPENER_ZH.match(text)
    return match[0] if match else ""


def _opaque(text: str) -> str:
    """The text with what stands in brackets, code and math blanked; same length."""
    text = mask(text)
    return compiled(r"[（(][^()（）]*[)）]|`[^`]*`|\$[^$]*\$|“[^”]*”|《[^》]*》").sub(
        lambda m: "\ue001" * len(m[0]), text
    )


def _splits_en(clause: str) -> list[Split]:
    found: list[Split] = []
    masked = _opaque(clause)
    frame = FRAME_EN.match(masked)
    if frame:
        a, b = frame.span("np")
        found.append(
            Split(
                clause[a:b].strip(" ,"),
                clause[frame.start("said") :].strip(" ,"),
                "",
                2,
                frame["prep"].lower(),
            )
        )
    label = LABEL_EN.match(masked)
    if label and not frame:
        found.append(Split(clause[: label.end("np")], clause[label.end() :].strip(), ":", 2))
    for match in _verb().finditer(masked, 1, min(len(masked), 90)):
        np = clause[: match.start()].strip(" ,")
        if not np or masked[match.start() - 1] not in " ,\ue001":
            continue
        if not match["aux"] and NOUN_EN.match(masked, match.end()):
            continue
        words = np.split()
        if len(words) > 7 or (
            compiled(r"[,;:]").search(np.replace(",", "", 0)) and not compiled(r"[)）]$").search(np)
        ):
            break
        word = (match["verb"] or match["other"] or match["aux"]).lower()
        sure = 2 if match["aux"] else 1
        if (
            match["verb"]
            and not word.endswith("s")
            and not compiled(r"(?:s|people|data|men|women)$").search(HEAD_EN.split(np, maxsplit=1)[0])
            and " and " not in np
        ):
            continue
        found.append(Split(ADVERBS.sub("", np), clause[match.start() :].strip(), word, sure))
        if len(found) >= 4 or match["aux"]:
            break
    return found


def is_verb(word: str) -> bool:
    """Whether an English word is an auxiliary or a verb that is known as one."""
    match = _verb().fullmatch(word)
    return match is not None and not match["other"]


@lru_cache(maxsize=1)
def _verb() -> regex.Pattern[str]:
    forms = set()
    for base in EN_BASE:
        third = IRREGULAR.get(base) or (
            base[:-1] + "ies"
            if base.endswith("y") and base[-2] not in "aeo"
            else base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
        )
        forms |= {base, third}
    listed = "|".join(sorted(forms, key=len, reverse=True))
    return regex.compile(
        rf"(?<![\w'-])(?:(?:{ADVERB}|\w{{3,}}ly),?\s+)*"
        rf"(?:(?P<aux>{AUX})|(?P<verb>{listed})|(?P<other>[a-z]{{3,}}(?:[^s]s|ed)(?= {DETERMINER})))(?![\w'-])",
        regex.IGNORECASE,
    )
