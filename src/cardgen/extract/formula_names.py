"""What a formula is called: from the words that lead in to it, from labels, subjects and headings."""

from __future__ import annotations

from typing import NamedTuple

import regex

from cardgen.extract.meanings import LOST
from cardgen.extract.outline import is_chinese
from cardgen.extract.terms import NUMBERING, ZH_CLAUSE, Term, Words, clean_name, key, parse_term, why_not_term
from cardgen.notes import sentences

HAN = regex.compile(r"\p{Han}")
UNIT = r"\$[^$\n]{1,300}\$|`[^`\n]{1,80}`|[（(][^()（）\n]{1,100}[)）]|《[^》\n]{1,60}》"


class Lead(NamedTuple):
    """What a lead-in says of the formula behind it."""

    how: str
    """`cue`: it says outright that a formula of `name` follows; `colon`: it is a name and a colon; `bare`: it is
    nothing but a name; `generic`: a formula follows, of what stands elsewhere; `copula`: `name` is or equals it; `law`: the law of that name was used; `subject`: a sentence about `name`;
    `step`: a step of a derivation or an example; empty: it says nothing."""
    name: str = ""
    pronoun: bool = False
    """The name hangs on a pronoun (`its gradient`): the subject stands elsewhere."""


NOTHING = Lead("")

# --- Chinese ------------------------------------------------------------------------------------------

# words for "formula" that are no part of a name
FORMULA_WORD_ZH = (
    r"(?:(?:具体|数学|一般|计算|公式|详细|完整|标准|基本|核心|常用|主要|通用|最终|形式化|简化|求解|函数|概率)的?)*"
    r"(?:计算公式|数学公式|公式|表达式|表达形式|数学表达|数学形式|数学定义|公式定义|定义公式|定义式|定义|计算方法|计算方式|计算法|算法公式|计算过程|计算流程|计算|计算式|解析式|解析形式|函数形式|公式形式|函数式|"
    r"式子|算式|等式|数学描述|数学表示|数学模型|形式|一般形式|形式化定义|求法|算法如|表示方法|表示形式|定义形式)"
)
CUE_ZH = regex.compile(
    r"(?P<before>.*?)(?:"
    r"(?P<verb>(?:(?:可以?|能够?|被|一般|通常|(?<![法准规原细守])则|就|也|分别|大致上?|大概|近似地?|简单地?|形式化地?|数学上|严格|具体|统一|又|常|往往|用(?:数学)?公式|公式化地?|按|如此)*"
    r"(?:(?:定义|表示|表达|写|记|计算|描述|建模|给出|设计|构造|度量|衡量|求解|求出?|刻画|归纳|总结|规定|实现)(?:公式|方式|方法|过程|形式)?)?))"
    r"(?P<cue>如下(?:面的?)?(?:的?(?:公式|式子?|形式|表达式|等式))?(?:所示|表示|计算)?"
    r"|(?:为|成|作|是|就是|即为|即是|等于|如|于)(?:以下|如下|下面|下式|下述|下列)?(?:的|这个|一个)?(?:数学)?(?:公式|形式|式子|等式|表达式|函数|式)?(?:所示|[（(]?\d*[）)]?所示)?"
    r"|(?:通过|用|按照?|根据|由|使用|采用|利用)(?:以下|如下|下面|下述|下列|下)的?(?:公式|方式|方法|式子?|等式)(?:来)?(?:计算|表示|定义|得到|求得|给出|进行|描述|进行计算)?的?"
    r"|(?:见|如)(?:公?式)[（(]?[\d.\-]+[）)]?(?:所示)?"
    r")|(?P<plain>(?<=的)(?:计算|数学|具体)?(?:公式|表达式|定义式?|计算方法|计算方式|数学表达式?|数学形式|数学定义)|计算公式))$"
)
STEP_ZH = regex.compile(
    r"当且仅当|代入|带入|化简|展开|推导|求导|求偏导|因此|所以|于是|从而|可得|得到|得出|则有|那么有|就有|即有|可知|推得|整理|两边|联立|等价于|同理|解得|变形[得为后]|移项|合并同|改写|转化为|变为|变成|变换为|简化为|^则$|^有$|^即$|^则$|^有$|^即$|"
    r"近似为|举例|例如|比如|例子|例题|例[：:\d]|譬如|^当|^若|^如果|^假设|^假如|^设|^令|^记|^又|^即$|^有$|^解(?:得|出|$)|^证|满足|^故|^已知|^求"
)
HARD_STEP_ZH = regex.compile(
    r"代入|带入|化简|展开|推导|求导|求偏导|可得|得到|得出|则有|推得|整理|两边|联立|等价|解得|变形[得为后]|移项|改写|转化为|例如|比如|举例|例题|例子|例[：:\d]"
)
LEAD_ZH = regex.compile(
    r"^(?:那么|则|其中的?|此时的?|[这那]个?时候?的?|因此|所以|于是|故|即|而|且|并且?|但|对应的|相应的|最终的?|首先|其次|然后|接着|最后|再|下面(?:就)?(?:给出|是|介绍|来看|看)?|以下(?:是|为)?|如下(?:是|为)?|"
    r"这里的?|(?:我们)?(?:可以|要|需要|通常|一般|再|来|便|就)?(?:(?:定义|得到|给出|计算|看一下|求|求解|有)(?=\S{2,})|(?:使用|采用|引入|利用)(?=[^的]{2,}$))|我们的?|可以|常用的?|常见的?|一般的?|通常的?|"
    r"(?:一|每|这|那|某|下|上|整)个|一种|具体的?|所谓的?|总的?来说|总之|简单来说|也就是说?|换句话说|具体来说|具体地|类似地?|同样地?|如果|记(?![忆录号])|设(?![计备定施])|令(?!牌)|得(?![分票失]|而知)|对应|"
    r"(?:在|对于?|关于|针对|根据|由|从|以)[^，,：:]{1,20}[，,：:])[，,：:\s]*"
)
PRONOUN_ZH = regex.compile(
    r"^(?:它们?|他们?|其(?!他|它|余|中)|该(?:\p{Han}{2,4}的)?|此|这(?:个|种|些|一|里)?|上述|上面|前面|本|我们|自己)的?(?=\S)"
)
VERB_ZH = regex.compile(
    r"^(?:计算|求解?|使用|采用|利用|考虑|引入|增加|添加|加入|减少|更新|优化|最小化|最大化|训练|预测|得到|定义|表示|给定|构造|选择|设置|比较|分析|推导|证明|实现|执行|进行|通过|根据|按照|判断|验证|"
    r"学习|希望|需要|想要|看|把|将|让|使|用|取|设|若|当|求|有|从|对|在|由|即|并|再|先|要|会|能|可|不|也|都|就|还|又|则)"
)
NOUNY_ZH = regex.compile(
    r"^(?:更新(?:公式|规则|方程|量|方式|门|步骤)|计算(?:量|复杂度|强度|密度|图|效率|机|成本|模型|误差)|预测(?:值|误差|函数|分布|概率|模型|误差)|优化(?:目标|问题|器|函数)|学习率|训练(?:目标|误差|损失|集)|推导公式|求导(?:公式|法则)|求和公式|求根公式|对(?:数|偶|比|角|称|抗|流|立)|表示(?!为)\p{Han}{1,4}$|考虑|有(?:效|限|向|序|功|理|机)|能(?:量|级|耗|效)|可(?:分离|决|信|靠|变|逆|导|微)|不(?:等式|确定|平衡|变)|会计|先验|将来|取样|设计|当(?:前|量|期)|从(?:众|属)|用(?:户|电)|加(?:权|法|速|性)|比较优势|构造函数|选择(?:压|比|函数|概率|系数)|增加值|分析(?:误差|法)|执行|即(?:期|时)|将军|把手|都|要素|在(?:线|职))"
)
USE_ZH = regex.compile(
    r"^(?:.*?[，,])?(?:我们)?(?:可以?|通常|一般)?(?:采?用|使用|利用|由|以)(?:下述|如下|下列|以下|下面的?|这个|一个)?(?:的)?(?P<tool>\S{1,20}?)(?:来|去)?(?:描述|表示|刻画|度量|衡量|计算|定义|近似|估计|建模)(?P<what>\S{2,20}?)$"
)
CALLED_ZH = regex.compile(
    r"(?:称(?:之)?为|称作|叫做?|叫作|名为|^(?:这|此|它)(?:就|便|也)?是)[“\"「]?(?P<name>[^，。；：“”\"」]{2,24})[”\"」]?$"
)
LAW_ZH = regex.compile(
    r"(?:满足|遵循|服从|符合|使用|应用)(?:著名的|如下的?|以下的?)?(?P<name>[^，。；：的以如下]{2,14}(?:方程|定律|定理|公式|法则|关系式|不等式|原理))$"
)
LAW_STEP_ZH = regex.compile(
    r"(?:由|根据|利用|应用|依据|使用|通过|按照?)(?:著名的)?(?P<name>[^，。；：的以如下上]{2,12}(?:公式|定理|法则|定律|不等式|原理|方程))[，,]?(?:我们)?(?:可以?)?(?:得到?|有|知|得出|可得|可知|推出|推得|写成|计算)?$"
)
SAME_ZH = regex.compile(
    r"(?:即|即为|也即|亦即|也就是说?|数学上|(?:用|写成)?(?:数学)?公式(?:来)?(?:表示)?(?:即|为|就是|如下)?|用数学语言描述|数学表达(?:式)?(?:为)?)"
)
TOOL_ZH = regex.compile(
    r"^[^，]{2,20}?(?:一般|通常|可以?|常)?(?:采?用|使用|通过)(?P<name>[^，的]{2,14}?)(?:来|去|进行)?(?:计算|衡量|度量|表示|描述|定义|得到|评估|评价)$"
)
ANNOUNCES_ZH = regex.compile(
    r"(?:提出了?|使用|采用|常用|所用|写出|给出|得来|改[为成]|修改|替换|组成|构成|决定|所示|进行|相[乘加减除]|即可|用到|引入|加入|加上|减去|乘以?|除以|最小化|最大化|等价|相等|成立|一致|不变)$"
)
"""A lead-in that ends in a verb: the formula is its object, and the name stands elsewhere."""
SAMPLE_ZH = regex.compile(
    r"(?:以|拿)(?:最(?:为)?(?:常见|常用|简单|经典|典型|基本)的)?(?P<name>[^，。；：]{2,24})(?:为例|来说|举例)$"
)
"""`以线性量化为例：`."""
RESULT_ZH = regex.compile(
    r"(?:得到了?|就?成了|变成了|有了|得出|求得|求出|解得|算出|推出|导出)(?:我们的|最终的?|了)?(?P<name>[^，。；：得下上如以]{2,16})$"
)
"""`最终得到叶子节点的最优权重`: what a derivation has come to."""
TAKEN_ZH = regex.compile(
    r"(?:使用|采用|引入|应用|用到|利用|回顾|介绍|得到了?|(?:一般|通常|常|主要|可以?|也|会)用)(?:一个|一种|了|的是|的)?(?P<name>[^，。；：如以下]{2,16})$"
)
SUBJECT_ZH = regex.compile(
    r"^(?P<name>(?:"
    + UNIT
    + r"|[^\n，,。；;：:！!？?（）()$`])+?)[，,]?\s*(?:(?:其实|实际上|本质上|实质上|通常|一般|主要|就|也|则|可以|能够?)*)"
    r"(?:是(?!否)|就是|指的?是?|衡量|度量|表示|表征|描述|用于|用来|通过|将|把|根据|由|利用|使用|采用|对(?!\p{Han}(?:数|偶|比|角))|可以|能够|定义|给出|计算(?!公式|方法|方式)|刻画|反映|认为|在(?!线)|基于|引入|考虑|负责|控制(?!器|系统|变量|论|组|量|流|方程|律)|决定(?!系数)|先|会|等于|为|包括|包含|由于|为了|希望|试图|旨在|要求|满足|服从|强制|规定|直接|只(?!读)|给(?!定)|按照?|取(?!值)|除以|乘以|依赖|依据|需要|假设(?!检验)|相当于|保证|惩罚|鼓励|最大化|最小化|计划|继承|增加|减少|引导|改进|采样)"
)
# names that ask "of what?"
ASPECT_ZH = regex.compile(
    r"^(?:总的?|最终的?|新的?|整体的?|单个?|联合|原始的?|一般的?|基本|简化的?|平均)?"
    r"(?:目标函数|损失函数|代价函数|成本函数|目标|损失|总损失|代价|优化目标|优化问题|训练目标|学习目标|更新公式|更新规则|更新方程|更新方式|更新量|参数更新|更新|梯度|梯度更新|梯度计算|导数|偏导数?|输出|输入|期望|数学期望|期望值|方差|均值|平均值|标准差|概率|条件概率|"
    r"概率密度函数?|密度函数|分布函数|概率分布|概率质量函数|分布|结果|模型|函数|先验|后验|似然|似然函数|对数似然(?:函数)?|约束条件?|最优解|解析解|闭式解|通解|解|前向过程|前向传播|反向传播|反向过程|前向计算|决策函数|判别函数|判别式|"
    r"距离|相似度|权重|权值|系数|参数|得分|分数|评分|误差|最终输出|最终结果|迭代公式|递推公式|递推关系|递推式|隐藏状态|隐状态|候选状态|状态更新|状态转移方程|特征方程|恒等式|总反应式?|反应式|反应方程式|化学方程式|假设函数|预测函数|预测|预测值|响应|"
    r"形式|公式|定义|向量形式|矩阵形式|标量形式|离散形式|连续形式|一般形式|特例|总和|总数|比率|速率|速度|效率|面积|体积|周长|温度|压力|电压|频率|周期|复杂度|参数量|计算量|归一化|标准化|初始化|映射|残差|惩罚项|正则项|正则化项|偏置项?|编码|解码|注意力|注意力分数|求导|导函数|更新步骤|计算步骤|反函数|逆变换|变换)$"
)
QUALIFIER_ZH = regex.compile(
    r"^(?:[一二三四两多高nN\d]+\s*维|一元|二元|多元|一阶|二阶|高阶|[nN]\s*阶|离散|连续|训练时?|测试时?|推理时?|预测时?|样本|总体|单变量|多变量|二分类|多分类|二值|标准|简化|原始|改进|非?线性|无偏|有偏|加权|批量|随机|左|右|上|下|前向|反向|正向|逆向|正|负|硬|软|局部|全局|绝对|相对|"
    r"\p{Han}{1,6}(?:形式|情况|时|版本?|情形|条件下|任务|问题|场景|下))(?:下|的|中|上)?$"
)

# --- English ------------------------------------------------------------------------------------------

FORMULA_WORD_EN = r"(?:(?:general|mathematical|basic|simple|following|exact|closed[- ]form|formal|complete|final|corresponding|well-known|famous)\s+)*(?:formula|formulae|formulas|equation|equations|expression|definition|formal definition|mathematical definition|computation|calculation|formulation|form|math|representation)"
VERBED = r"(?:given|defined|computed|calculated|written|expressed|formulated|represented|obtained|found|estimated|denoted|described|determined|measured|modell?ed|stated|derived|updated|approximated|formali[sz]ed|constructed|parameteri[sz]ed|evaluated|quantified|specified|characteri[sz]ed|related|set|chosen|optimi[sz]ed|trained|minimi[sz]ed|maximi[sz]ed|known)"
CUE_EN = regex.compile(
    r"^(?P<x>.+?),?\s+(?:(?:is|are|was|were|can be|may be|could be|will be|could then be|can then be|being)\s+(?:\w+ly\s+|then\s+|often\s+|also\s+|thus\s+|therefore\s+)*"
    rf"(?:{VERBED}(?:\s+(?:mathematically|formally|simply|down|explicitly|recursively|compactly|in terms of [^,]{{1,30}}))?(?:\s+(?:as|by|using|with|from|to be|via|through|thus|like this|in the form))?"
    r"(?:\s+(?:follows|the\s+(?:following\s+)?(?:\w+\s+)?(?:formula|equation|expression|form|rule|function|relation|relationship)s?(?:\s+below)?|the following|this (?:formula|equation)|below))?|as follows|the following|then)"
    r"|(?:is|are|equals?|reads?|becomes?|follows|states? that|says that|tells us that|(?:has|have|had|takes?) the (?:\w+ )?form|takes the following form|looks like(?: this)?|looks as follows|decomposes (?:as|into)(?: follows)?)(?:\s+(?:simply|just|then|as follows|the following))?)$",
    regex.IGNORECASE,
)
ACTIVE_EN = regex.compile(
    r"^(?:.*?[,;:]\s*)?(?:so\s+|then\s+|to\s+)?(?:we|you|one|i|let us|let's|people)?\s*(?:can\s+|could\s+|may\s+|then\s+|will\s+|now\s+|also\s+|often\s+|usually\s+|first\s+|simply\s+)*(?:define|compute|calculate|write|express|measure|estimate|formulate|model|represent|find|quantify|determine|describe|evaluate|state|summarize|get|obtain|defines?|computes|calculates|measures|expresses|formulates)\s+(?P<x>.+?)\s+(?:as|by|using|with|via|from|to be|through|like this|in terms of .{1,40})(?:\s+(?:follows|the following.{0,20}|this (?:formula|equation)|the (?:formula|equation)(?: below)?))?$",
    regex.IGNORECASE,
)
FORMULA_FOR_EN = regex.compile(
    rf"^(?:.*?[,;:]\s*)?(?:here (?:is|are)\s+|this is\s+|below is\s+|(?:we|you) (?:get|have|use|can use|obtain)\s+)?(?:the\s+|a\s+|an\s+)?{FORMULA_WORD_EN}\s+(?:for|of|to (?:calculate|compute|find|get|determine|measure))\s+(?:calculating\s+|computing\s+|finding\s+|determining\s+)?(?P<x>.+?)(?:\s+(?:is|are|becomes|reads|looks like|can be)(?:\s+(?:then|simply|just|{VERBED}|as follows|the following|as|by|below|follows|this))*)?$",
    regex.IGNORECASE,
)
CALLED_EN = regex.compile(
    r"(?:called|known as|referred to as|termed|named|which is|so-called)\s+(?:the\s+|an?\s+)?[“\"']?(?P<x>[^,;:.“”\"]{3,60}?)[”\"']?$",
    regex.IGNORECASE,
)
RESULT_EN = regex.compile(
    r"(?i)\b(?:this|which|that|it|we|you|and|to|can|then)\s+(?:gives?|yields?|obtains?|get|derive|arrive at|have|leads to|results in)\s+(?:us\s+)?(?:the|our|an?)\s+(?P<x>(?!following|result|same|expression|equation|formula)[^,;:$]{3,50})$"
)
MEANS_EN = regex.compile(
    r"\b(?:with|using|via|through|apply|applying|is|are)\s+(?:the|an?)\s+(?P<x>[^,;:$]{3,40})$",
    regex.IGNORECASE,
)
TAKEN_EN = regex.compile(
    r"\b(?:we|you|they|one|to)\s+(?:\w+ly\s+|then\s+|can\s+|instead\s+|now\s+|also\s+|will\s+)*(?:optimi[sz]es?|maximi[sz]es?|minimi[sz]es?|uses?|consider|introduce|define|apply|compute|calculate|employ|adopt|solve|find|estimate|learn|want)\s+(?:to find\s+)?(?:(?:the|an?|our)\s+)?(?P<x>[^,;:]{3,60})$",
    regex.IGNORECASE,
)
LAW_EN = regex.compile(
    r"^(?:.*?[,;]\s*|[^,;]{3,60}?\s(?=(?:satisf(?:y|ies)|obeys?)\s))?(?:(?:by|using|via|from|apply|applying|recall|use|remember|consider|invoking|satisf(?:y|ies)|obeys?|according to|based on)\s+)(?:the\s+)?(?P<x>[^,;]*?(?:rule|theorem|law|formula|equation|inequality|lemma|identity|approximation|principle|duality|decomposition)(?: of (?:the )?[\w ]{3,40})?)(?:,? we (?:have|get|obtain|can write|know(?: that)?))?$",
    regex.IGNORECASE,
)
GENERIC_EN = regex.compile(
    rf"^(?:(?:mathematically|formally|in (?:math(?:ematical)?|other) (?:terms|words|notation|form)|in symbols|symbolically|as (?:an? )?(?:formula|equation)|in formulas?|so|that is|i\.e\.|specifically|concretely|more (?:formally|precisely|concretely)|as follows)"
    rf"|(?:(?:the|its|this|a|an|and the)\s+)?{FORMULA_WORD_EN}(?:\s+(?:is|are|looks like|becomes|reads|can be|follows))?(?:\s+(?:{VERBED}|as|by|follows|given by|the following|as follows|below|this|simply|just))*"
    rf"|(?:it|this|which|they|that)\s+(?:is|are|can be|may be|was)\s+(?:\w+ly\s+|often\s+|then\s+|also\s+)*{VERBED}(?:\s+(?:\w+ly))?(?:\s+(?:as|by|using|with|from|to be|via))?(?:\s+(?:follows|the following.{{0,12}}|the formula|the equation|below))?|definition|def|formula|equation)$",
    regex.IGNORECASE,
)
STEP_EN = regex.compile(
    r"\b(?:thus|hence|therefore|so we|then we|we (?:get|have|obtain|arrive|see|know|find|need|want|can see)|gives us|this gives|yields?|substitut\w+|plug(?:ging|s)?|expand\w*|simplif\w+|rearrang\w+|differentiat\w+|taking|becomes?|impl(?:y|ies)|it follows|which means|"
    r"(?:for|this|that|following|simple|toy|numerical|worked|above|our|the) (?:example|instance)|example\s*\d|^example|e\.g|suppose|assum(?:e|ing)|say|equivalent(?:ly)?|rewrit\w+|rewrote|reduces? to|note that|let|solve|solving|solution|proof|derivation|derive|step|since|because|if|when|plugging|combin\w+|multiplying|dividing|setting|such that|subject to|satisf\w+|where|now)\b",
    regex.IGNORECASE,
)
HARD_STEP_EN = regex.compile(
    r"\b(?:substitut\w+|plug(?:ging|s)?|expand\w*|simplif\w+|rearrang\w+|differentiat\w+|taking the|rewrit\w+|(?:for|this|that|following|simple|toy|numerical|worked|above|our|the) (?:example|instance)|example\s*\d|^example|e\.g|suppose|we (?:get|have|obtain)|it follows|this gives|implies|both sides|solving)\b",
    regex.IGNORECASE,
)
LEAD_EN = regex.compile(
    r"^(?:(?:(?:finally|first|second|third|next|now|then)(?:,|\s(?=(?:we|let|the|an?|define|compute|it)\b))|so|then|thus|therefore|hence|here|now|and|but|also|finally|similarly|likewise|formally|mathematically|concretely|specifically|more formally|in general|generally|in short|in this case|that is|recall(?: that)?|remember(?: that)?|note that|"
    r"we (?:know|see|have seen|saw)(?: that)?|where|with|given|using|as|the following|consequently|accordingly|overall|in practice|typically|usually|again|in other words|i\.e\.)[,:]?\s+)+",
    regex.IGNORECASE,
)
VERBS_EN = (
    r"is|are|was|were|has|have|had|can|may|will|must|should|could|would|does|do|gives?|states?|says|expresses|solves|decomposes|factors|measures?|computes?|calculates?|defines?|describes?|uses?|takes?|tells|relates|maps|minimi[sz]es|maximi[sz]es|"
    r"models|estimates|determines|represents?|combines|equals|becomes|reduces|scales|normali[sz]es|updates|adds|predicts|quantifies|follows|satisfies|holds|reads|assigns|provides|yields|penali[sz]es|replaces|compares|controls|multiplies|divides|"
    r"transforms|projects|approximates|encodes|averages|sums|works|applies|introduces|assumes|learns|requires|returns|produces|contains|consists|involves|captures|means|refers|shows|outputs|accepts|converts|simplifies|optimi[sz]es|considers|tries|"
    r"helps|lets|allows|makes|keeps|reflects|indicates|connects|links|governs|arises|occurs|depends|varies|treats|looks|obeys|acts|changes|increases|decreases|corresponds|denotes|specifies|attempts|aims|seeks|starts|balances|weighs|splits|ensures"
)
SOME_VERB_EN = regex.compile(
    rf"^(?:The|An?)\s+(?P<x>(?:(?:{UNIT}|[\w’'\-/]+)\s+){{1,5}}?)[a-z]{{3,}}(?<!ss|us|is|ics|'s)s\s+(?!of\b|is\b|are\b)"
)
SUBJECT_EN = regex.compile(
    rf"^(?P<x>(?:(?:{UNIT}|[\w’'\-/.&+]+)\s+){{1,8}}?)(?:(?:then|simply|just|usually|often|also|only|typically|generally|directly)\s+)?(?:{VERBS_EN})\b(?!-)",
    regex.IGNORECASE,
)
ASPECT_EN = regex.compile(
    r"^(?:total |final |new |overall |full |resulting |simple |average |combined |original |general )*(?:objective(?: function)?|loss(?: function)?|cost(?: function)?|error(?: function)?|gradients?|update(?: rule| equation| step)?|output|input|outputs|variance|mean|average|expectation|expected value|standard deviation|derivative|partial derivatives?|"
    r"hypothesis(?: function)?|decision (?:rule|function|boundary)|(?:log[- ]?)?likelihood(?: function)?|prior|posterior|pdf|cdf|pmf|mgf|probability|probability (?:density|mass|distribution)(?: function)?|density|distribution|score(?: function)?|solution|model|function|optimization problem|problem|forward pass|backward pass|"
    r"constraints?|weights?|coefficients?|parameters?|prediction|predictions|value|result|rate|distance|similarity|residuals?|recurrence(?: relation)?|general solution|closed[- ]form solution|closed form|special case|vector form|matrix form|intercept|slope|hidden state|cell state|regulari[sz]ation term|penalty|area|volume|perimeter|units?|test statistic|statistic|goal|target|complexity|equation|formula|definition|reaction|overall reaction|identity|time|size|number|length|ratio|sum)s?$",
    regex.IGNORECASE,
)
JUNK_EN = regex.compile(
    r"\b(?:above|below|following|previous|formula|equation|expression|equations|formulas|same|case|cases|step|steps|problem|example|thing|things|way|words?|terms?|notation|general|idea|goal|answer|question|result|something|everything|all|figure|table|section|chapter|slide|lecture|part|note)$",
    regex.IGNORECASE,
)
JUNK_ZH = regex.compile(
    r"约束|展开\S{0,2}|化简\S{0,2}|代入\S{0,4}|整理\S{0,2}|两边\S+|取对数\S{0,2}|迭代|情[形况]\S|公式\s?[\d(（].*|式\s?[\d(（].*|形式\S|(?:定理|引理|推论|命题|性质)\s?\d*|证毕|[上下]式|分子|分母|[左右][边式]|第\S项|变量|符号\S{0,2}|记号|维度|形状|初始化|补充|其余|参量"
)
NOUN_EN = regex.compile(
    r"(?:returns?|calls?|puts?|changes?|sets?|turns?|checks?|yields?|runs?|works?|less|one-\w+|two-\w+|first|second|third|last|under|over|between|within|after|before)(?:$| (?:on|of|to|in|rate|ratio|price|option|value|period|law|order|moment|derivative|term|tax|interest|groups?|sum|squares?|variance)\b)",
    regex.IGNORECASE,
)
"""Words that open an instruction, but also a name (`Return on equity`)."""
WRONG_EN = regex.compile(
    r"\b(?:using|given|by|as|with|from|then|than|so|too|very|also|just|only|let|we|you|i)$|^(?:if|when|for|because|since|as|by|with|to|in|on|at|from|of|and|or|but|so|then|thus|let|using|ex|eg|where|now|here|there|same|other|example|step|case|moreover|furthermore|additionally|similarly|likewise|consequently|adding|computing|calculating|estimating|fitting|building|running|getting|understanding|interpreting|comparing|checking|choosing|plotting|reporting|this|that|these|those|finally|next|again|instead|otherwise|alternatively|equivalently|specifically|formally|mathematically|generalizations?|alternatives?|extensions?|variants?|versions?|special case|parameteri[sz]e|approximate each|note)\b"
    r"|^(?:scale|normali[sz]e|standardi[sz]e|compute|calculate|update|shift|subtract|multiply|divide|add|take|get|find|apply|combine|initiali[sz]e|repeat|choose|pick|simplify|rescale|sum|square)(?:$| (?:and|the|it|each|by|to|all|this|both)\b)"
    r"|^all\b|\b(?:above|below)\b|\bpaper$|^\w+_\w+_\w+$|\b(?:faster|better|again|later|first)$"
    r"|\b(?:via|through|each|every|both|either|for|of|to|at|in|on|and|or|the|a|an)$",
    regex.IGNORECASE,
)


def read_lead(text: str) -> Lead:
    """What the text right before a formula says of its name. Reads the last sentence, its last clause above all."""
    spans = sentences(text)
    if not spans:
        return NOTHING
    last = text[spans[-1].start : spans[-1].end].strip()
    if regex.fullmatch(r"[\W\d]+", last):
        return NOTHING
    return _read_chinese(last) if is_chinese(regex.sub(UNIT, "", last)) else _read_english(last)


def _clauses(text: str, marks: str) -> list[str]:
    """Clauses between `marks` that stand outside math, code and brackets."""
    parts, start = [], 0
    for match in regex.finditer(rf"{UNIT}|[{marks}]", text):
        if len(match[0]) == 1 and match[0] in marks:
            parts.append(text[start : match.start()])
            start = match.end()
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def _read_chinese(sentence: str) -> Lead:
    colon = sentence.rstrip()[-1:] in "：:"
    sentence = regex.sub(r"^\s*(?:[AQ]|答|问)\s*\d*\s*[：:]", "", sentence)
    clauses = _clauses(sentence.rstrip("：:，,。；; "), "，,；;。：:")
    if not clauses:
        return NOTHING
    clause = regex.sub(r"^\s*(?:[-*•]|\(?\d+[.)、）])\s*", "", clauses[-1])
    clause = regex.sub(r"[（(]\s*\d+(?:[.\-]\d+)*\s*[)）]$", "", clause).strip()
    if told := regex.match(
        r"(?P<name>.{2,16}(?:定律|定理|法则|原理|准则|方程|不等式|假设))(?:则|就|也)?(?:告诉我们|指出|表明|说的是|认为|的内容是)$",
        clause,
    ):
        return Lead("cue", told["name"])
    if colon and (sample := SAMPLE_ZH.search(clause)):
        return Lead("colon", sample["name"])
    if law := LAW_STEP_ZH.search("，".join(clauses[-2:])):
        return Lead("law", law["name"])
    cue = CUE_ZH.match(clause)
    if cue and (cue["plain"] is None or colon):
        name = cue["before"]
        if cue["verb"] and regex.search(r"更新|估计|求解?", cue["verb"]) and name.endswith("的"):
            name += cue["verb"]
        explicit = (
            bool(cue["plain"])
            or cue["cue"] not in ("为", "是", "成", "作", "如", "于", "等于", "变为", "变成")
            or bool(cue["verb"])
            or colon
        )
        if HARD_STEP_ZH.search(clause) or regex.match(r"例如|比如|举例|我们来实际举例", sentence):
            return Lead("step")
        name, pronoun = _stripped(name)
        name = regex.sub(
            rf"(?:的{FORMULA_WORD_ZH}|计算公式|数学公式|计算方法|计算方式|数学表达式?|表达式|函数形式|定义式|公式定义|数学定义|数学形式)$",
            "",
            name,
        )
        name = regex.sub(
            r"(?:可以|可|就|也|(?<![法准规原细守])则|都|能|能够|被|一般|通常|大致|应|便|又|其实|实际|用公式|用数学公式|用数学语言|形式化地?|分别)+$",
            "",
            name,
        )
        if regex.fullmatch(rf"(?:其|它|该|此)?的?{FORMULA_WORD_ZH}?", name):
            return Lead("generic")
        name = name.removesuffix("的")
        if explicit or not STEP_ZH.search(regex.sub(r"^(?:因此|所以|于是|从而|故)", "", sentence)):
            return Lead("cue" if explicit else "copula", name, pronoun)
    same = len(clauses) > 1 and SAME_ZH.fullmatch(clause)
    if same and (called := CALLED_ZH.search(clauses[-2])):
        return Lead("cue", called["name"])
    if same and (subject := SUBJECT_ZH.match(clauses[0])):
        return Lead("subject", _stripped(subject["name"])[0])
    if (law := LAW_ZH.search(clause)) and (colon or sentence[-1:] not in "。；"):
        return Lead("cue", law["name"])
    if colon and (tool := TOOL_ZH.match(clause)) and not regex.match(r"如下|以下|下", tool["name"]):
        return Lead("colon", tool["name"])
    used = USE_ZH.match(clause)
    if used and not cue and not HARD_STEP_ZH.search(clause) and not VERB_ZH.match(used["what"]):
        means = regex.sub(rf"^(?:{FORMULA_WORD_ZH}|方程|式)$", "", used["tool"])
        gap = " " if means[:1].isascii() else ""
        return Lead("cue", f"{used['what']}的{gap}{means}" if means else used["what"])
    if (
        colon
        and (taken := TAKEN_ZH.search(clause))
        and not regex.search(r"[是为]|结果|结论|^[下上此该]?式$|^(?:计算)?公式$|答案|关系$", taken["name"])
    ):
        return Lead("colon", taken["name"])
    result = RESULT_ZH.search(clause)
    if result and not regex.search(r"结果|结论|关系|式子?$|公式$|表达式|答案|[是为]", result["name"]):
        return Lead("copula", result["name"])
    if regex.fullmatch(rf"(?:其|它的?|该|对应的?|具体的?)?{FORMULA_WORD_ZH}", clause):
        return Lead("generic")
    if (called := CALLED_ZH.search(clause)) and colon and not STEP_ZH.search(sentence):
        return Lead("cue", called["name"])
    announces = colon and ANNOUNCES_ZH.search(clause)
    if announces and (announces[0] == "等价" or not HARD_STEP_ZH.search(clause)):
        return Lead("generic")
    if STEP_ZH.search(clause) or regex.match(r"因此|所以|于是|例如|比如|即[，,]?$", sentence):
        return Lead("step")
    if (
        len(clauses) == 2
        and regex.fullmatch(r"\s*(?:\$[^$]*\$|`[^`]*`|[A-Za-z])\s*", clauses[0])
        and not colon
    ):
        clauses = clauses[1:]  # `$B$: 总预算 $B = …$`
    if (colon and len(clauses) == 1) or (
        not colon and len(clauses) == 1 and not sentence.endswith(("。", "；"))
    ):
        name, pronoun = _stripped(clause)
        name = regex.sub(rf"的{FORMULA_WORD_ZH}$|计算公式$", "", name)
        if not _is_sentence_zh(name) or regex.search(r"(?:公式|定理|定律|函数|方程|模型)$", name):
            return Lead("colon" if colon else "bare", name, pronoun)
    if subject := SUBJECT_ZH.match(clauses[0]):
        return Lead("subject", _stripped(subject["name"])[0])
    if colon and len(clauses) > 1:
        name, pronoun = _stripped(clause)
        if not VERB_ZH.match(name) and not _is_sentence_zh(name):
            return Lead("colon", regex.sub(rf"的{FORMULA_WORD_ZH}$|计算公式$", "", name), pronoun)
    return NOTHING


def _is_sentence_zh(text: str) -> bool:
    """Whether a phrase has a subject and a verb, and is no `用户对物品的评分`."""
    match = SUBJECT_ZH.match(text)
    if not match:
        return False
    rest = text[len(match["name"]) :]
    return not (
        regex.match(r"[，,]?\s*(?:对|在|由)", rest)
        and regex.search(r"的[\p{Han}\w ]{1,10}$", rest)
        and not regex.search(r"[是为用]|计算|表示", rest)
    )


def _stripped(name: str) -> tuple[str, bool]:
    """A raw name without lead-in words, and whether a pronoun stood before it."""
    previous = None
    pronoun = False
    name = name.strip()
    while name != previous:
        previous = name
        shorter = LEAD_ZH.sub("", name, count=1)
        name = shorter if len(shorter) >= 2 or not name else name
        if match := PRONOUN_ZH.match(name):
            name, pronoun = name[match.end() :], True
    return name.strip(" ，,：:"), pronoun


def _read_english(sentence: str) -> Lead:
    colon = sentence.rstrip()[-1:] in ":："
    ended = sentence.rstrip()[-1:] in ".!?"
    bare = regex.sub(r"\s*\((?:eq(?:uation)?\.?\s*)?\d+(?:\.\d+)*\)$", "", sentence.rstrip(".:：,; ").strip())
    bare = regex.sub(r"^\s*(?:[-*•]|\(?\d+[.)])\s+", "", bare)
    if GENERIC_EN.match(bare):
        return Lead("generic")
    clause = (_clauses(bare, ",;:") or [bare])[-1]
    if law := regex.search(
        r"(?i)\b(?:by|using|from|via|apply(?:ing)?) (?:the )?(?P<name>[\w’'\- ]{3,40}(?:rule|theorem|law|formula|identity)),? (?:we|it) (?:have|get|obtain|can write|follows(?: that)?)$",
        bare,
    ):
        return Lead("law", law["name"])
    if regex.search(
        r"(?i)\b(?:(?:we|to|and|then|it|which)\s+(?:want to\s+)?(?:minimi|maximi|optimi)[sz]es?)$", clause
    ):
        return Lead("generic")
    hard = HARD_STEP_EN.search(clause) or regex.match(
        r"(?i)for (?:example|instance)|e\.g|suppose|example", bare
    )
    for pattern in (FORMULA_FOR_EN, CUE_EN, ACTIVE_EN, LAW_EN):
        match = pattern.match(clause) or pattern.match(bare if pattern is CUE_EN else LEAD_EN.sub("", clause))
        if not match:
            continue
        if hard and pattern is not FORMULA_FOR_EN:
            return Lead("step")
        name = match["x"]
        if pattern is CUE_EN:
            if ended:
                continue
            name = regex.split(
                r"(?:^|\s)(?:and|that|where|so|then|hence|thus|therefore|when|as)\s+(?=(?:the|an?|our|its)\s)",
                name,
            )[-1]
            name = regex.sub(
                rf"^(?:the\s+)?{FORMULA_WORD_EN}\s+(?:for|of)\s+", "", name, flags=regex.IGNORECASE
            )
            name = regex.sub(r"\s+(?:we|that|which|you)\s+\S.*$|\s+in (?:this|our) case$", "", name)
        name = LEAD_EN.sub("", name).strip()
        name = regex.sub(r"^(?:For|In|Under|With|Given|At|On) [^,]{3,40}? (?=(?:the|an?)\s)", "", name)
        if regex.search(r"updated?\b", clause[len(name) :]) and regex.fullmatch(
            r"(?i)(?:the )?(?:model )?(?:parameters?|weights?|biases|coefficients?)", name
        ):
            name = "update rule"
        pronoun = bool(regex.match(r"(?i)(?:its|their|our|this|these)\s", name))
        name = regex.sub(r"(?i)^(?:its|their|our|this|these)\s+", "", name)
        if regex.fullmatch(
            r"(?i)(?:it|this|that|which|they|these|there|we|you|one|everything|result|the result|what)", name
        ):
            return Lead("generic")
        return Lead("copula" if regex.search(r"becomes?$", clause) else "cue", name, pronoun)
    if taken := (TAKEN_EN.search(bare) or MEANS_EN.search(clause)) if colon and not hard else None:
        return Lead("colon", taken["x"])
    if (taken := TAKEN_EN.search(bare)) and not hard:
        return Lead("subject", taken["x"])
    if result := RESULT_EN.search(clause):
        return Lead("copula", result["x"])
    if (called := CALLED_EN.search(clause)) and colon:
        return Lead("cue", called["x"])
    if colon and HARD_STEP_EN.search(bare):
        return Lead("step")
    words = bare.split()
    if (
        (colon or not ended)
        and len(words) <= 8
        and not SUBJECT_EN.match(bare + " ")
        and not regex.search(rf"\b(?:{VERBS_EN})$", bare)
    ):
        if STEP_EN.search(bare) and not regex.match(r"[A-Z][\w\- ]+(?:rule|step|solution|equation)$", bare):
            return Lead("step")
        return Lead("colon" if colon else "bare", LEAD_EN.sub("", bare))
    main = regex.sub(r"^(?:In|For|Under|Within|With) [^,]{3,50}, ", "", LEAD_EN.sub("", bare))
    if not STEP_EN.match(bare) and (subject := SUBJECT_EN.match(main) or SOME_VERB_EN.match(main)):
        return Lead("subject", subject["x"].strip())
    if STEP_EN.search(bare):
        return Lead("step")
    return NOTHING


# --- from a raw phrase to a name -------------------------------------------------------------------------


def to_term(raw: str) -> Term:
    """A raw phrase as a name and its aliases."""
    raw = regex.sub(
        r"\s*(?:[（(](?:[+−-].{1,6}|" + UNIT + r"|\s*\$[^$]+\$\s*|[^()（）]*[“”=][^()（）]*)[)）])", "", raw
    )
    raw = regex.sub(r"^[^\p{L}\p{N}$`（(《“\"'%\\.\[]+|\s*\[[^\[\]]*\]\s*$", "", raw.strip())
    raw = regex.split(r"\s(?:---?|—)\s?|,?\s(?:such as|i\.e\.|e\.g\.)\s", raw)[0]
    raw = regex.sub(r"(?<=\p{Han}) (?=\p{Han})", "", raw)
    raw = regex.sub(
        r"^(?:All|Most|Both)\s+(?:the\s+)?|\s+(?:in|from|of) the (?:above|previous|following|last)\s.*$",
        "",
        raw,
    )
    if regex.sub(r"\$[^$]*\$|\W", "", raw):
        # `position vector $x$`: the symbol is no part of the name, nor `for observation $n$`
        raw = regex.sub(
            r"\s+(?:for|at|of|in|to|by|with)\s+(?:the\s+|an?\s+|each\s+|any\s+)?[a-z\-]+\s*\$[^$]*\$$",
            "",
            raw,
        )
        raw = regex.sub(r"(?<=\S)\s*\$[^$]*\$(?![a-z])", "", raw).strip()
    if NUMBERING.match(raw) and regex.match(r"\s*\d+\s+\p{Han}", raw):
        return Term(clean_name(raw))  # `11 点插值`: the number belongs to it
    if regex.fullmatch(r"(?:First|Second|Third|Next|Final)(?:\s+[\w’'\-]+){1,3}", raw):
        return Term(raw)  # `First law`: not a word of order
    term = parse_term(raw)
    if regex.search(r"[法准规原细守]则$", raw) and not term.name.endswith("则"):
        term = Term(f"{term.name}则", term.aliases)
    # no halves of a name, and no remarks
    aliases = (a for a in term.aliases if a not in term.name and not regex.match(r"[带含有无不仅如]|with", a))
    term = Term(term.name, tuple(aliases))
    name = regex.sub(
        rf"(?<=\S)的{FORMULA_WORD_ZH}$|(?<=\S{{2,}})(?:的|\s*)(?:计算公式|数学公式|公式定义|计算方法)$",
        "",
        term.name,
    )
    name = regex.sub(rf"(?i)^(?:the )?{FORMULA_WORD_EN} (?:for|of) (?:the |an? )?", "", name)
    name = regex.sub(r"^`([^`]+)`(?=$|\s)", r"\1", name)
    return Term(name.strip(), term.aliases)


LONG_IS_FINE = (
    "the term is too long",
    "the subject is a description, not a name",
    "the term holds a clause (通过)",
)
"""Why a phrase is no term, though it may name a formula (`概率分布的基尼系数`)."""


def why_not_name(name: str, words: Words) -> str:
    """Why a cleaned phrase is no name for a formula; empty when it is one."""
    if name in ("熵", "焓", "功", "力"):
        return ""
    why = why_not_term(name, words)
    bare = regex.sub(UNIT, "x", name)
    if LOST.search(name):
        return "the name was lost"
    if regex.fullmatch(r"\w+\(\p{L}*\d+\)", name):
        return "the name is of one instance"
    if regex.match(r"[%@\"]|i\.e|\w+ing (?:the|an?|above|these|this|both|all|with|to)\b|\w+ed by\b", name):
        return "the name is not a phrase"
    if HAN.search(name):
        phrase = len(HAN.findall(name)) <= 20 and bare.count("的") <= 2 and len(name) <= 40
        if (
            phrase
            and why.startswith(LONG_IS_FINE)
            and not ZH_CLAUSE.search(name.replace("通过", "").replace("进行", ""))
            and not regex.search(r"[，,；;。]", bare)
            and not regex.match(
                r"(?:最(?!大|小|优|近|终)|最大的|主要|重要|关键|真正|另一|整个|所有|任何|许多|大多|部分|有些|每)",
                name,
            )
        ):
            why = ""
        if regex.match(r"the term holds a clause \(\s*对", why) and regex.fullmatch(
            r".{1,8}对.{1,10}的.{2,8}", name
        ):
            why = ""  # `用户对物品的兴趣`
        if why.startswith("the subject begins with") and regex.match(
            r"(?:不等|对(?:数|偶|比|角|称|抗)|向(?:量|心)|从众|由来|最(?:大|小|优|近|终)|将|更新|再)", name
        ):
            why = ""
        if (
            not why
            and VERB_ZH.match(name)
            and not NOUNY_ZH.match(name)
            and not regex.search(r"的[\p{Han}\w\- ]{1,10}$|(?:公式|定理|函数|法则|准则|算法|率|法|式)$", name)
        ):
            why = "the name begins with a verb"
        if not why and JUNK_ZH.fullmatch(name):
            why = "the name is a step or a part, not a thing"
        if not why and regex.fullmatch(
            rf"{FORMULA_WORD_ZH}|方程|式|函数|模型|算法|方法|步骤\d*|思路|过程|原理|推导|证明|计算|例\d*|第.{{1,3}}步|情况\S{{0,2}}|方式\S|方法\S",
            name,
        ):
            why = "the name says only that it is a formula"
        if why.startswith("the subject begins with") and regex.match(
            r"(?:没有|无|不?带|有)\S{1,12}的\S{2,}", name
        ):
            why = ""
        if not why and regex.search(r"[了吗呢吧]$|为$|是$|如$", name):
            why = "the name is not a phrase"
        return why
    if why == "the term is too long" and len(name.split()) <= 9:
        why = ""
    if why.startswith(("the subject begins with", "the subject is picked")) and NOUN_EN.match(name):
        why = ""
    if (
        not why
        and not regex.fullmatch(r"[A-Z]{2,6}", name)
        and (WRONG_EN.search(name) or JUNK_EN.fullmatch(name))
    ):
        why = "the name is not a phrase"
    if not why and regex.fullmatch(
        r"(?i)(?:forward|backward|simplify|expand|substitute|assume|suppose|consider|constraints?|claim|fact|symbols?|shapes?|dimensions?|initiali[sz]ation|numerator|denominator|theorem|lemma|corollary|proposition)(?: \d+)?",
        name,
    ):
        why = "the name is a step or a part, not a thing"
    if not why and regex.fullmatch(rf"(?i)(?:the )?{FORMULA_WORD_EN}s?", name):
        why = "the name says only that it is a formula"
    if not why and regex.fullmatch(
        r"(?i)(?:the |our |new |full |general |resulting |first |second |final )*(?:models?|functions?|methods?|algorithms?|process|problems?|systems?|distributions?|parameters?|values?|terms?|predictors?|variables?|estimators?|approach|procedure)",
        name,
    ):
        why = "the name is too general"
    if not why and len(regex.sub(r"\W", "", name)) < 2:
        why = "the name is a symbol"
    return why


def is_aspect(name: str) -> bool:
    """Whether a name asks "of what?" (`目标函数`, `variance`)."""
    return bool(ASPECT_ZH.match(name) or ASPECT_EN.match(name))


STATISTIC = regex.compile(
    r"(?i)^(?:期望|数学期望|期望值|均值|平均值|方差|标准差|mean|variance|expectation|expected value|standard deviation|average)$"
)
VARIES = regex.compile(
    r"(?i)(?:分布|变量|估计量?|过程|模型|游走|distribution|variable|estimators?|process|model|walk)$"
)


def is_of(aspect: str, subject: str) -> bool:
    """Whether a heading is what an aspect belongs to: a mean belongs to a distribution, not to `Statistics`."""
    return not STATISTIC.match(aspect) or bool(VARIES.search(subject))


def says_more(label: str) -> bool:
    """Whether a would-be label is a sentence with a subject and a verb."""
    if HAN.search(label):
        return _is_sentence_zh(label)
    return bool(SUBJECT_EN.match(label + " ")) or bool(STEP_EN.match(label))


def is_qualifier(name: str) -> bool:
    """Whether a label only tells formulas of one thing apart (`二维`, `n 维`, `测试时`)."""
    return bool(QUALIFIER_ZH.match(name.replace(" ", "")))


def combine(subject: str, aspect: str) -> str:
    """`L1 正则化` and `目标函数` → `L1 正则化的目标函数`; `Ridge` and `objective` → `Ridge objective`."""
    if key(aspect) in key(subject):
        return subject
    if key(subject) in key(aspect):
        return aspect
    if is_qualifier(aspect):
        compact = aspect.replace(" ", "")
        return (
            f"{compact}{subject}"
            if regex.fullmatch(r"\S{1,6}(?:维|元|阶|离散|连续|样本|总体|加权|线性)", compact)
            else f"{subject}（{aspect}）"
        )
    if HAN.search(aspect) or HAN.search(subject):
        return f"{subject}的{aspect}" if HAN.search(subject[-1]) else f"{subject} 的{aspect}"
    if regex.fullmatch(
        r"(?i)mean|variance|average|expectation|expected value|derivative|standard deviation|area|volume|perimeter|units?",
        aspect,
    ):
        return f"{aspect} of {subject}"
    return f"{subject} {aspect[0].lower() + aspect[1:] if not aspect.isupper() else aspect}"
