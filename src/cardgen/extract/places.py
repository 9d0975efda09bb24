"""What the place of a label or a row says about it: a glossary, the manual of a program, a list of chores."""

from __future__ import annotations

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.headings import pseudo_heading
from cardgen.extract.outline import Outline

GLOSSARY = regex.compile(
    r"术语|名词|概念|定义|词汇|缩写|符号|含义|词典|释义|分类|类型|种类|基本知识|组成部分|构成"
    r"|\b(?:glossary|terms?|terminolog(?:y|ies)|definitions?|concepts?|vocab(?:ulary)?|notations?|nomenclature|acronyms?|abbreviations?|jargon|types? of|kinds? of|parts of|basics)\b",
    regex.IGNORECASE,
)
"""Headings over lists whose labels are terms."""

MANUAL = regex.compile(
    r"^(?:主要|常用|可选|必选|必填|输入|输出|函数|方法|请求|构造|配置|命令行|全部|其他|返回)?(?:参数|选项|配置项?|属性|字段|方法|函数|接口|返回值?|命令|列名|变量|文件|目录|模块)(?:说明|列表|介绍|详解|解释|一览|速查|参考|设置|结构|如下)?$"
    r"|API|^(?:环境变量|命令行)|[A-Za-z_]\w*\((?![\d\-.]+\))[^()（）]*\)$|^`[^`]+`$"
    r"|^(?:the |main |optional |required |common |available |command.line |input |output |function |key )*(?:parameters?|params?|arguments?|args?|options?|flags?|fields?|attributes?|properties|returns?|config(?:uration|s)?|settings?|environment variables?|env vars?|methods|functions|commands|columns?|variables|files?|modules?|packages?|events?|inputs?|outputs?|cli|reference|endpoints?|schema|aliases)(?: reference| list| description)?$",
    regex.IGNORECASE,
)
"""Headings over lists whose labels are names in a program."""

CHORES = regex.compile(
    r"^(?:安装|部署|(?:相关|参考)?链接|(?:学习)?资源|资料|待办(?:事项)?|todo|更新|版本|贡献|交流|反馈|作业|日程|计划|环境|依赖|购物|清单|优缺点|优点|缺点|参会人?|成员|人物|食材|配料|材料)(?:说明|指南|步骤|方法|记录|日志|列表|要求|历史|安排)?$"
    r"|^(?:installation|to.?do(?:s| list)?|tasks?|next steps|contribut(?:ing|ors)|changelog|release notes|(?:useful |related |external |important )?(?:resources|links?)|homework|agenda|schedule|roadmap|requirements?|dependencies|prerequisites|checklist|shopping list|to buy|groceries|(?:further )?readings?(?: list)?|contacts?|attendees|participants|team|people|members|ingredients|pros|cons|pros (?:and|&) cons|advantages|disadvantages|drawbacks)$",
    regex.IGNORECASE,
)
"""Headings over things to do, to install or to look up."""

IDENTIFIER = regex.compile(
    r"`?(?:(?:Ctrl|Cmd|Alt|Shift|Super)\b.*|--?[a-z][\w\-]*(?:[= ].*)?|\$?[\w.]*[a-z0-9]_[\w.\[\]*]+(?:\(.*\))?|[\w.]*\([^()]*\)|[\w/\-]+\.(?:py|js|ts|json|ya?ml|md|txt|csv|ipynb|html|sh|cfg|toml|ini|java|c|h|cpp)|[a-z]+\.[a-z_][\w.]*|\.{0,2}/[\w./\-]+|[a-z]+[A-Z]\w*|['\"].*['\"]|\{.*\})`?|`[a-z]\w*`|`[^`]*[=:*]+[^`]*`",
)
"""A name in a program: an option, a variable, a call, a file; not a class such as `FocalLoss`."""


def is_identifier(name: str) -> bool:
    """Whether a name is one in a program."""
    return IDENTIFIER.fullmatch(name.strip()) is not None


def weight_of_place(outline: Outline, index: int, name: str) -> float:
    """How much the place of a label or row speaks for its being a term (up to 0.06) or against (down to -0.4)."""
    place = place_of(outline, index)
    if place == "manual":
        return -0.4 if is_identifier(name) or compiled(r"[a-z]+\d?").fullmatch(name) else 0.0
    return 0.06 if place == "glossary" else -0.35 if place == "chores" else 0.0


DETERMINED = regex.compile(
    r"[A-Za-z][\w\-]* (?:the|an?|your|our|its|all|each|every|any|to|into) ", regex.IGNORECASE
)
"""`Drive the design`, `Fit to …`: what to do, not a thing."""


STEP = regex.compile(
    r"(?:设置|配置|下载|完成|确认|登录|注册|点击|打开|填写|提交|输入|导入|导出|查找|准备|收集|清洗|启动|运行|编写|上传|申请|调用)\p{Han}{2,}"
)


def weight_of_name(name: str, *, numbered: bool = False) -> float:
    """How much a label looks like a description or an instruction rather than a name (down to -0.3).

    `numbered`: it stands in an ordered list, where steps stand.
    """
    if not name.startswith("`") and compiled(r" [&＆] |、|\w/\w+/\w").search(name):
        return -0.2  # several things
    han = len(compiled(r"\p{Han}").findall(name))
    if han:
        if numbered and STEP.match(name):
            return -0.3
        return -0.2 if han > 11 else -0.1 if han > 8 else 0.0
    if DETERMINED.match(name):
        return -0.3
    return -0.15 if len(name.split()) > 5 else 0.0


def place_of(outline: Outline, index: int) -> str:
    """`glossary`, `manual`, `chores`, or nothing: what the lines over a block say that stands there."""
    block = outline.blocks[index]
    if block.parent is not None:
        lead = outline.blocks[block.parent].text
    else:
        above = outline.blocks[_above(outline, index)]
        short = above.kind == "paragraph" and len(above.text) < 60 and above is not block
        lead = above.text if short else pseudo_heading(outline, index)
    for text in (lead, *reversed(block.trail[-2:])):
        text = compiled(r"^[\W\d]+|[\s：:]+$").sub("", text) if not text.startswith("`") else text
        for place, pattern in (("chores", CHORES), ("manual", MANUAL), ("glossary", GLOSSARY)):
            if text and pattern.search(text):
                return place
    return ""


def _above(outline: Outline, index: int) -> int:
    """The block right over a block, or over the list that it stands in."""
    group = outline.blocks[index].group
    first = index - 1
    while group and first > max(0, index - REACH) and outline.blocks[first].group == group:
        first -= 1
    return max(first, 0)


REACH = 40
"""Items of a list over which its lead-in is looked for."""
