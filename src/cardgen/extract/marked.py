"""Definitions around a term that the note itself marks: bold, italics, code, or the heading above.

What a sentence first says of a marked term is what it is or does, whatever the verb.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.meanings import LOST, clean_meaning, why_not_meaning
from cardgen.extract.outline import Outline, Sentence, is_chinese
from cardgen.extract.subjects import Subjects, subjects_of
from cardgen.extract.terms import VERB_OBJECT, Term, key, parse_term, why_not_term
from cardgen.model import Definition, Mark
from cardgen.rules import Rule, RuleSet

ARTICLE = regex.compile(r"^(?:(?:an?|the)\s+|所谓的?|而|其中[，,]?|那么)", regex.IGNORECASE)
BRACKET = regex.compile(r"^\s*[（(]([^()（）\n]{1,80})[)）]")
# what may follow a subject for the sentence to say what it is or does
PREDICATE_ZH = regex.compile(
    r"^\s*(?:[，,]\s*(?=是|指|即|就|也|一种|用|通过))?(?:则|通常|一般|主要|本质上|其实|就|会)?\s*(?:就?是(?!否|非|不是|因为|由于|为什么|如何|很|非常)|指|即|将|把|对(?!于|象|称|数|等|应|比|偶)|在(?!这|那|上|本)|由(?!于)|为(?=\p{Han}{2,}.*提供|了(?!什么))|通过|利用|使用|采用|借助|根据|按照|基于|从|先|以|让|使|"
    r"能够?(?!不)|可以?(?=帮助?|让|使|用[来于]|[将把]|表[示达]|看[作成]|理解|认为|视[作为]|通过|根据|对)|会(?!议)|允许|提供|负责|控制|用[于来作]|衡量|度量|刻画|描述|表[示达明]|反映|决定|定义|指定|规定|实现|保证|维护|存储|保存|记录|处理|接收|接受|发送|返回|生成|产生|学习|预测|估计|计算|"
    r"建立|构建|包含|包括|引入|属于|适用于|发生|位于|介于|仅|只|面向|改变|选取|取|替换|添加|(?:增加|减少|降低|提高)(?!了\p{Han}{1,6}(?:$|[。，；]))|给|代表|意味着|旨在|致力|试图|结合|融合|作为|假设|认为|主张|要求|强调|研究|记|随)"
)
GOES_ON_ZH = regex.compile(
    r"(?:学习|预测|估计|计算|处理|生成|识别|检测|分割|分类|控制|存储|管理|分析|优化|搜索|传输|测试|训练|模型|算法|网络|系统|方法|机制|函数|对象|任务|问题)\p{Han}{0,4}(?:是|就是|指|则|的|被|、|和|与)"
)
PREDICATE_EN = regex.compile(
    r"^,?\s+(?:which |that |also |simply |basically |essentially |usually |generally |typically |only |just |then |often |directly |first )?"
    r"(?!(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|may|might|must|and|or|of|in|on|at|to|for|from|with|by|as|than|vs|not|no|but|if|when|where|so|because|while|after|before|during|s|also|both|all|came|went|got|said|needs?|requires? [a-z]+ing|converges?|comes?|against|increases?|improves?|tends?|depends?|fails?|differs?|suffers?|benefits?|costs?|varies|vary|outperforms?|behaves?|works? (?:well|best|great)|looks?|seems?|appears?|became|remains?)\b)"
    r"(?:[a-z]{2,}(?:s|es)?\b)(?=\s)"
)
COPULA_EN = regex.compile(
    r"^,?\s+(?:is|are|was|means|refers to|stands for|denotes)\s+(?:simply |basically |essentially |just |actually |also |usually |the process of |defined as )?(?!not\b)\S"
)
STATE_EN = regex.compile(
    r"^,?\s+(?:is|are)\s+(?!(?:used|needed|defined|designed|made|composed|caused|measured|calculated|computed|formed|built|obtained|named|responsible|equal|proportional|given|produced)\b)(?:\w+ly\s+)?(?:[a-z\-]+(?:ed|ble|ful|ive|ous|ar|ary|ent)|set|kept|written|similar|linear|only|due|free)\b(?!\s+[a-z]+(?:s|ion|ment|ness|ity)?\s+(?:of|that|which|used)\b)"
)
"""`is enabled only when …`, `is similar to …`: a state or property, seldom what the thing is."""
WHICH_EN = regex.compile(
    r"^,?\s+(?:which|that)\s+(?P<m>(?:(?:is|are|means|refers to)\s+)?(?!(?:has|have|had|can|could|will|would|may|might|should|must|was|were|we|you|they|he|she|it|i)\b)(?!(?:is|are|was|were)\s+(?:not|very|often|why|how|what|also)\b)[a-z]+(?:s|ed)?\b\s[^.;\n]{10,200})"
)
APPOSITION_EN = regex.compile(
    r"^,\s+(?P<m>(?:an?|the|any|how|whether)\s+(?!(?:most|best|worst|first|second|last|more|other|same)\b)[^.;\n]{12,200})"
)
DASH_EN = regex.compile(
    r"^\s+[–—-]{1,2}\s+(?P<m>(?!(?:and|or|but|not|so|which|see|i|we|you|it|this|that|these|they)\b)[a-z][^.;\n–—]{14,200})"
)
PARTICIPLE_EN = regex.compile(
    r"^\s+(?P<m>(?:mapping|measuring|describing|consisting of|representing|containing|computing|connecting|converting|turning|holding|carrying|controlling|assigning)\s[^.;\n]{10,200})"
)
CLAUSE_EN = regex.compile(
    r"^\s+(?:\([^()\n]{1,40}\)\s+)?(?P<m>(?:is|are)\s+(?:an?|the|any|when)\s+[^.;\n]{10,200}|(?:means|refers to|denotes)\s+[^.;\n]{10,200})"
)
BEFORE_CLAUSE_EN = regex.compile(
    r"(?:[;:,]\s+(?:(?:and|while|whereas|but|where|that)\s+)?|\b(?:that|hence|so|and|here|where)\s+)(?:an?\s+|the\s+)?$",
    regex.IGNORECASE,
)
GLOSS = regex.compile(r"^\s*[（(](?P<m>[^()（）\n]{6,120})[)）]")
CLAUSE_ZH = regex.compile(
    r"^\s*[，,]?\s*(?:即|也就是说?|就是|是指|指的是|指|是(?=[一用把将对由通指]))\s*(?P<m>[^\n]{4,160})"
)
NAMED_EN = regex.compile(
    r"^(?:this|these|it|such (?:a|an) \w+|this \w+)\s+(?:\w+\s+)?(?:is|are)\s+(?:then |also |what is |usually |often )?(?:called|known as|referred to as|termed|named)\s+(?:an?\s+|the\s+)?[“\"'*]?(?P<term>[^.,;:“”\"()\n]{2,50})",
    regex.IGNORECASE,
)
NAMED_ZH = regex.compile(
    r"^(?:我们)?(?:把|将)?这(?:种|个|样的?|些|一|类|就|也|便)?\p{Han}{0,8}?(?:就|便|也|被|可以|通常|一般)*(?:称为|称作|称之为|叫做|叫作|叫|就是所谓的|就是常说的|就是)[“\"「《]?(?P<term>[^，。；：、,.;:“”\"（(\n]{2,20})"
)


def find_marked(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """Sentences and clauses that open with a marked term, and explanations right behind one."""
    subjects = subjects_of(outline)
    opening, inline = rules.by_id["marked-subject"], rules.by_id["marked-inline"]
    for i, block in enumerate(outline.blocks):
        if block.kind not in ("paragraph", "item", "detail") or not outline.is_read(i) or outline.in_link(i):
            continue
        for n, sentence in enumerate(outline.sentences(i)):
            yield from _opening(outline, rules, subjects, opening, sentence, first=n == 0)
        for mark in block.marks:
            if (
                mark.kind in ("strong", "emphasis", "highlight")
                and mark.start > 2
                and 2 <= mark.end - mark.start <= 50
            ):
                yield from _inline(outline, rules, inline, i, mark)


def _opening(
    outline: Outline, rules: RuleSet, subjects: Subjects, rule: Rule, sentence: Sentence, *, first: bool
) -> Iterator[Found]:
    text = outline.text_of(sentence)
    lead = ARTICLE.match(text)
    skip = lead.end() if lead else 0
    block = outline.blocks[sentence.block]
    at = sentence.start + skip
    bold = next(
        (m for m in block.marks if m.kind in ("strong", "code", "highlight", "emphasis") and m.start == at),
        None,
    )
    if bold is not None:
        end = bold.end - sentence.start
    elif first:
        end = skip + subjects.opening(text[skip:])
    else:
        return
    if end <= skip:
        yield from _within(outline, rules, subjects, sentence, first=first)
        return
    name, rest = text[skip:end], text[end:]
    bracket = BRACKET.match(rest)
    if bracket:
        name, rest = name + rest[: bracket.end()], rest[bracket.end() :]
    chinese = is_chinese(text)
    if chinese:
        if GOES_ON_ZH.match(rest):
            return  # the marked name is only the start of the subject
        if not PREDICATE_ZH.match(rest) or compiled(r"了[。！]?$").search(rest):
            return  # not a predicate, or an event
        copula = compiled(r"^\s*[，,]?\s*(?:\p{Han}{0,3})?(?:就?是|指|即)").match(rest)
        bonus = 0.12 if copula else 0.0
    else:
        copula = COPULA_EN.match(rest)
        if not copula and not PREDICATE_EN.match(rest):
            return
        bonus = 0.0 if not copula else -0.12 if STATE_EN.match(rest) else 0.05
        if not copula and (rest.startswith(" also ") or not _agrees(name, rest)):
            return
        if bold is None and compiled(r"\s+\S+ed\b").match(rest):
            return  # an event, not what it is
    bonus += 0.05 if bold is not None else 0.0
    bonus += 0.03 if first else -0.03
    raw = compiled(r"^(?:which|that)\s+").sub("", rest.lstrip(" ，,"))
    if sentence.end < len(block.text) and len(rest) < 16:
        raw += block.text[sentence.end :]
    yield _definition(
        outline, rules, rule, sentence.block, sentence.start, sentence.end, parse_term(name), raw, bonus
    )


def _within(
    outline: Outline, rules: RuleSet, subjects: Subjects, sentence: Sentence, *, first: bool
) -> Iterator[Found]:
    """`In X, …` and `在 X 中，…` where the heading or bold names X."""
    text = outline.text_of(sentence)
    match = WITHIN_EN.match(text) or WITHIN_ZH.match(text)
    if not match or not first or outline.blocks[sentence.block].kind != "paragraph":
        return
    inner = text[match.end() :] if match.re is WITHIN_EN else match["term"]
    end = subjects.opening(inner)
    if not end:
        return
    if match.re is WITHIN_ZH and end < len(inner):
        return
    rest = text[match.end() + end :] if match.re is WITHIN_EN else text[match.end() :]
    heading = parse_term(outline.heading_of(sentence.block))
    if key(parse_term(inner[:end]).name) not in {key(heading.name), *map(key, heading.aliases)}:
        return
    rule = rules.by_id["marked-within"]
    raw = compiled(r"^\s*(?:optimization|method|model|algorithm|approach)?\s*,?\s*").sub("", rest)
    yield _definition(outline, rules, rule, sentence.block, sentence.start, sentence.end, heading, raw, 0.0)


WITHIN_EN = regex.compile(r"^(?:in|with|under|during)\s+(?:an?\s+|the\s+)?", regex.IGNORECASE)
WITHIN_ZH = regex.compile(r"^在(?P<term>[^，,。]{2,24}?)[中里下][，,]\s*")


PLURAL_NOUNS = frozenset(
    "models methods functions types values classes layers networks systems problems samples costs results steps rules "
    "errors tests terms units features effects rates points files names groups tables plots objects sets".split()
)
"""Words that look like verbs behind an English name and are mostly nouns."""


def _agrees(name: str, rest: str) -> bool:
    """Whether the word after an English subject can be its verb (`filters drop`, `a filter drops`), not a noun."""
    verb = compiled(
        r",?\s+(?:(?:which|that|also|simply|basically|essentially|usually|generally|typically|only|just|then|often|directly|first) )?([a-z]+)\s+(\w+)"
    ).match(rest)
    if verb is None or compiled(
        r"(?:could|can|is|are|was|were|will|would|should|may|might|has|have|had|of|for|against|include|includes|by|need|needs|and|or)"
    ).fullmatch(verb[2]):
        return False
    if verb[1] in PLURAL_NOUNS:
        return False
    subject = parse_term(name).name.split()[-1] if parse_term(name).name else ""
    plural = subject.endswith("s") and not subject.endswith("ss")
    third_person = verb[1].endswith("s") and not verb[1].endswith("ss")
    return third_person != plural


def _inline(outline: Outline, rules: RuleSet, rule: Rule, index: int, mark: Mark) -> Iterator[Found]:
    block = outline.blocks[index]
    name, rest = block.text[mark.start : mark.end], block.text[mark.end :]
    stop = compiled(r"[。！？\n]|[.;!?](?=\s|$)").search(rest)
    rest = rest[: stop.start()] if stop else rest
    for later in block.marks:  # `a **p** that …, and a **q** that …`
        joint = compiled(r",?\s+(?:and|or|while|whereas)\s+(?:an?\s+|the\s+)?$").search(
            rest[: max(0, later.start - mark.end)]
        )
        if later.start > mark.end and joint:
            rest = rest[: joint.start()]
            break
    term = parse_term(name)
    bracket = BRACKET.match(rest)
    if bracket and parse_term(f"x{bracket[0]}").aliases:
        term = Term(term.name, term.aliases + parse_term(f"x{bracket[0]}").aliases)
        rest = rest[bracket.end() :]
    shapes = (
        (GLOSS, CLAUSE_ZH)
        if is_chinese(block.text)
        else (GLOSS, WHICH_EN, APPOSITION_EN, DASH_EN, PARTICIPLE_EN)
    )
    for shape in shapes:
        match = shape.match(rest)
        if match:
            bonus = -0.1 if shape is GLOSS else 0.0
            yield _definition(
                outline, rules, rule, index, mark.start, mark.end + match.end(), term, match["m"], bonus
            )
            return
    clause = CLAUSE_EN.match(rest)
    if clause and not is_chinese(block.text) and BEFORE_CLAUSE_EN.search(block.text[: mark.start]):
        yield _definition(
            outline, rules, rule, index, mark.start, mark.end + clause.end(), term, clause["m"], 0.0
        )
    before = compiled(r"[，,；;。]\s*(?:而|则|其中)?$").search(block.text[: mark.start])
    if is_chinese(block.text) and before and PREDICATE_ZH.match(rest):
        yield _definition(outline, rules, rule, index, mark.start, mark.end + len(rest), term, rest, 0.0)


def find_named_before(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`… . This is called X.`: the sentence before is the meaning."""
    rule = rules.by_id["named-before"]
    for sentence in outline.lines:
        if outline.blocks[sentence.block].kind not in ("paragraph", "item"):
            continue
        text = outline.text_of(sentence)
        match = NAMED_ZH.match(text) or NAMED_EN.match(text)
        before = outline.before(sentence)
        if match and before is not None:
            meaning = outline.text_of(before)
            yield _definition(
                outline,
                rules,
                rule,
                sentence.block,
                before.start,
                sentence.end,
                parse_term(match["term"]),
                meaning,
                0.0,
            )


def _definition(
    outline: Outline,
    rules: RuleSet,
    rule: Rule,
    index: int,
    start: int,
    end: int,
    term: Term,
    raw: str,
    bonus: float,
) -> Found:
    meaning = clean_meaning(
        raw,
        keep_lead=not compiled(r"\s*[，,]?\s*(?:\p{Han}{0,3})?(?:就?是|指|即|is |are |means )").match(raw),
    )
    meaning = cut_at_next_subject(meaning)
    veto = why_not_term(term.name, rules.words, marked=True)
    veto = veto or why_not_meaning(
        meaning, term.name, whole=rule.id == "named-before" and not raw.startswith("We ")
    )
    if not veto and LOST.search(raw):
        veto = "the meaning needs a formula or picture that was lost"
    if not veto and VERB_OBJECT.match(term.name):
        veto = "the subject is an action, not a name"
    return Found(
        rule=rule,
        block=index,
        start=start,
        end=end,
        content=Definition(term.name, meaning, tuple(a for a in term.aliases if key(a) != key(term.name))),
        confidence=min(0.98, max(0.02, rule.confidence + bonus + (0.08 if term.aliases else 0.0))),
        veto=veto,
    )


NEXT_SUBJECT = regex.compile(
    r"(?P<keep>.{6,}?)[，,；;]\s*(?:而|但)?(?P<subject>(?:\p{Han}|[A-Za-z0-9\-.`]){2,20}?)(?:[（(][^（()）]{1,40}[)）])?\s*(?:则|却)?(?:就?是(?!否|因|由|为了)|指的?是?|衡量的?是?|描述的?是?|表示的?是?|用[于来]|称为|叫做|负责)"
)


NEXT_SUBJECT_EN = regex.compile(
    r"(?P<keep>.{12,}?)(?:;|, (?:and|while|whereas|but)|,(?= `)) (?:an? |the )?(?!it\b|they\b|this\b|these\b|that\b|which\b|there\b|its\b|their\b|each\b|if\b|when\b)[A-Za-z`][\w\-`]*(?: [A-Za-z][\w\-]*){0,3}? (?:(?:is|are) (?:an?|the|when|[a-z]+ that)|means|refers to|denotes)\s"
)


SAME_VERB = regex.compile(
    r"(?P<keep>(?P<verb>\p{Han}{2}|[a-z]{2,}s\b)[^\n]{3,60}?)[，,；;]\s*(?:而|但|and |while |whereas |but )?(?!但|而|只|它|其|也|并|还|从而|以及|不|它们|they |it )(?:\p{Han}{2,10}?|(?:[a-zA-Z\-]+ ){1,4}?)(?:则|就)?(?P=verb)"
)
"""The verb of the meaning again, after another subject (`A 决定…；B 决定…`)."""


def cut_at_next_subject(meaning: str) -> str:
    """The meaning up to a clause that goes over to another subject (`A 是…，B 是…`)."""
    contrast = compiled(r"(?P<keep>.{12,}?)[,;] (?:while|whereas)\s(?!\w+ing\b)").match(meaning)
    if contrast:
        return str(contrast["keep"])
    again = SAME_VERB.match(meaning)
    if again:
        return str(again["keep"])
    other = NEXT_SUBJECT_EN.match(meaning)
    if other:
        return str(other["keep"])
    match = NEXT_SUBJECT.match(meaning)
    if match and not compiled(
        r"^(?:它|其|这|比|且|能|被|方向|更|若|当|由|从|基本|原理|思想|做法|过程|方法|用途|功能|任务|形式|好处|优点|缺点|目的|作用|主要|通常|一般|常|从而|以|也|并|本质|特点|目标|核心|仅|只|还|实际|这里|而且|并且|可以|可|即|同时|因此|所以|如果|使|让|都|又|往往|不|最|其中|例如|比如)"
    ).match(match["subject"]):
        return str(match["keep"])
    return meaning
