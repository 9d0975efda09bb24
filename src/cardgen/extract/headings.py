"""What a heading is about, and what a block under headings, items and bold lines is about."""

from __future__ import annotations

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.label_lines import LABEL
from cardgen.extract.outline import Outline
from cardgen.extract.terms import COMPARED, Term, parse_term, why_not_term
from cardgen.model import Block
from cardgen.rules import RuleSet

QUESTION_ZH = regex.compile(
    r"^(?:请?(?:简述|解释|介绍)?(?:一下)?\s*)?(?:什么(?:是|叫做?)|何[为谓]|啥是)\s*(?P<term>[^？?，,]{1,40})[？?]?$|^(?P<term2>[^？?，,]{1,30}?)(?:(?:到底|究竟)?是什么(?:意思|东西)?|(?:到底|究竟)?(?:是|在)(?:干|做)(?:什么|嘛|啥)的?|(?:到底)?有什么用|的(?:定义|概念|含义)是什么|指的是什么|是啥)[？?]?$|^(?P<term3>[^？?，,的]{1,30}?)的(?:定义|概念|含义)$"
)


QUESTION_EN = regex.compile(
    r"^(?:what(?:'s| is| are| does)|define|definition of)\s+(?:an? |the )?(?P<term>[^?,]{1,60}?)(?: mean| stand for)?\s*\??$",
    regex.IGNORECASE,
)


SEVERAL = regex.compile(
    r"、|\p{Han}(?<![合归兼吞])并(?![发行查集联列购入存])\p{Han}|\p{Han}\s*[与和及]\s*[\p{Han}A-Z]|[A-Za-z]\s*[与和及]\s*\S|\b(?:and|or)\b|[A-Za-z] [&+/] [A-Za-z]"
)
"""A heading that names several things; its first sentence is not about all of them."""


PIECE = regex.compile(
    r"(?:笔记|小结|总结|指南|教程|手册|介绍|入门|详解|记录|合集|汇总|清单|计划|部分|设置|配置|例子|示例|练习|参数|步骤|流程|\bnotes?|guide|tutorial|overview|summary|cheat ?sheet|examples?|introduction|setup|settings|configuration|review|log)$"
    r"|^(?:自定义|配置|设置|使用|理解|实现|下载|创建|运行|安装|构建|准备|加载|编写|部署|调用|添加|修改|选择(?=\p{Han}{3})|生成(?=\p{Han}{2,}并)|为什么|如何|怎么|认识|图解|实例)(?=.{2})|实例分析$|^(?:notes? on|reading notes|recommendations?|visuali[sz]ing|converting|interactions? with|introduction to|intro to|overview of|how to|why|when|getting|using|setting|running|building|working)\b",
    regex.IGNORECASE,
)


GENERIC = regex.compile(
    r"(?:算法|模型|方法|结果|实验|数据|核心|基本|主要|工作|整体|总体|具体|实现|系统|网络|框架|项目|代码|环境|使用|适用|应用|参数|训练|测试|评估|评价|优化|搜索|损失|性能|问题|相关|常见|常用|功能|技术|需求|产品|论文|文章|背景|研究|理论|概念|基础|知识|学习|运行|部署|安装|快速|任务|计算|设计|内容|推荐|注意|其他|更多|最佳|接口|输入|输出)*"
    r"(?:算法|模型|方法|实验|数据|系统|网络|框架|项目|代码|应用|训练|评估|评价|优化|技术|理论|论文|文章|原理|输出|输入|结果|介绍|简介|描述|说明|概述|背景|动机|流程|过程|步骤|实现|细节|结构|架构|设计|思路|思想|建议|场景|范围|目标|目的|方法|方案|性能|优势|特性|特点|功能|要求|限制|使用|用法|用途|示例|例子|案例|代码|实战|实践|实验|基础|入门|开始|上手|安装|部署|运行|环境|配置|参数|接口|测试|数据|数据集|指标|总结|小结|结论|展望|参考|资料|文献|链接|附录|目录|前言|引言|须知|事项|问题|解答|误区|技巧|经验|心得|作用|意义|贡献|创新点|分析|对比|比较|讨论|公式|推导|证明|定义|概念|内容|知识点?|要点|重点|考点|笔记|清单|列表|许可证|版本|致谢|依据|升级)(?:[一二三四五六1-9])?"
    r"|(?:the |our |some |main |key |basic |general |model |algorithm |core |common |important |further |more |additional |experimental |caution )*(?:results?|outputs?|inputs?|principles?|process|steps?|points?|facts|takeaways|ideas?|experiments?|evaluation|performance|verification|homework|analysis|questions?|answers?|problems?|solutions?|details|notation|data|setup|usage|examples?|values|remarks|comments|thoughts|resources|topics|losses|methods|models|algorithms|functions|parameters|options)",
    regex.IGNORECASE,
)
"""Headings made of words that name a part of any note (`算法原理`, `Main results`), and no thing."""


def is_generic(name: str, rules: RuleSet) -> bool:
    """Whether a heading names a part of the note: what stands under it is about the heading above."""
    plain = folded(name)
    return plain in rules.words["generic_headings"] or GENERIC.fullmatch(plain) is not None


def question(text: str) -> str:
    """The term that a question heading asks for (`什么是X？`), or nothing."""
    text = compiled(r"^\s*(?:\d+(?:\.\d+)*[.、)）]?|[一二三四五六七八九十]+、|Q\d*[:：.]|问[:：])\s*").sub(
        "", text.strip()
    )
    match = QUESTION_ZH.match(text) or QUESTION_EN.match(text)
    return next((g for g in match.groups() if g), "") if match else ""


def subject_of(outline: Outline, index: int, rules: RuleSet) -> Term | None:
    """What a block under a label, item or heading is about: the nearest thing above it that is a term."""
    block = outline.blocks[index]
    texts: list[str] = []
    parent = block.parent
    while parent is not None:
        texts.append(LABEL.sub(r"\g<label>", outline.blocks[parent].text))
        parent = outline.blocks[parent].parent
    before = pseudo_heading(outline, index)
    if before:
        texts.append(before)
    texts += reversed(block.trail)
    for text in texts:
        term = parse_term(question(text) or without_piece(text))
        if (
            not term.name
            or folded(term.name) in rules.words["generic_headings"]
            or folded(term.name) in rules.words["labels"]
        ):
            continue
        return None if why_not_term(term.name, rules.words) or COMPARED.search(text) else term
    title = parse_term(question(outline.note.title) or without_piece(outline.note.title))
    return (
        None
        if not title.name or why_not_term(title.name, rules.words) or COMPARED.search(outline.note.title)
        else title
    )


TOPIC_LEAD = regex.compile(
    r"^(?:(?:an? |the )?(?:(?:brief |short |gentle |quick )?introduction to|intro to|overview of|basics of|notes on|understanding|recap:|(?:lecture|week|chapter|part|unit|module|section|day|topic)\s*\d+\s*[:：.\-–—])|(?:浅谈|浅析|初识|认识|理解|关于)(?=\p{Han}{2}|\s?[A-Za-z]))\s*",
    regex.IGNORECASE,
)
TOPIC_TAIL = regex.compile(
    r"\s*(?:的?(?:学习|读书)?(?:笔记|小结|总结|教程|简介|介绍|概述|入门|详解|基础知识|基本概念)|\b(?:notes?|tutorial|overview|summary|basics|introduction|explained))$",
    regex.IGNORECASE,
)


def without_piece(text: str) -> str:
    """`X 笔记`, `X tutorial` and `Lecture 5: X` are about X."""
    shorter = TOPIC_TAIL.sub("", TOPIC_LEAD.sub("", text.strip())).strip()
    return shorter if len(shorter) > 1 else text


def is_bold_line(block: Block) -> bool:
    """Whether a paragraph is one bold phrase: it heads what follows it."""
    text = block.text.strip().rstrip("：:.。 ")
    if block.kind != "paragraph" or not block.marks or not 1 < len(text) <= 60:
        return False
    mark = block.marks[0]
    return mark.kind == "strong" and mark.start <= 2 and mark.end >= len(text)


def pseudo_heading(outline: Outline, index: int) -> str:
    """The bold-only paragraph that heads the blocks before `index`, within the section."""
    section = outline.blocks[index].section
    for i in range(index - 1, max(index - 12, -1), -1):
        block = outline.blocks[i]
        if i == section or block.kind == "heading":
            return ""
        text = block.text.rstrip("：: ")
        if block.kind != "paragraph" or not block.marks or len(block.text) > 40:
            continue
        mark = block.marks[0]
        if mark.kind == "strong" and mark.start == 0 and mark.end >= len(text):
            return text
    return ""


def without_field_word(term: Term, label: str) -> Term:
    """`X的定义：` and `X 本质：` ask for X."""
    match = compiled(
        r"(.{2,}?)\s*(?:的?(?:基本|核心|主要)?(?:定义|概念|含义|本质|核心思想|工作原理)"
        r"|(?:的(?:基本|核心|主要)?|基本|核心|主要|(?<=[A-Za-z)）`]\s?))(?:思想|作用|原理))"
    ).fullmatch(term.name)
    return Term(match[1].removesuffix("的"), term.aliases) if match else term


def folded(name: str) -> str:
    return name.lower().strip(" ：:")
