# ruff: noqa: E501
"""Formulas as a person sees them: the right name, clean LaTeX, the symbols that the note explains, and silence."""

from __future__ import annotations

import pytest

from cardgen.extract.formulas import find_formulas
from cardgen.extract.latex import clean_latex, split_lines, why_not_latex
from cardgen.extract.outline import Outline
from cardgen.extract.plain_formulas import find_equations, find_expression, to_latex
from cardgen.extract.proving import prove
from cardgen.extract.settling import settle
from cardgen.model import Formula
from cardgen.notes import read_text
from cardgen.rules import load_rules

RULES = load_rules()


def formulas(text: str, name: str = "note.md") -> list[Formula]:
    """The formulas that the default confidence keeps."""
    found = []
    for note in read_text(text, name):
        outline = Outline(note)
        kept = settle(outline, find_formulas(outline, RULES))
        found += [f.content for f in kept if f.confidence >= 0.5 and isinstance(f.content, Formula)]
    return found


@pytest.mark.parametrize("rule", [rule for rule in RULES.rules if rule.kind == "formula"], ids=lambda r: r.id)
def test_every_formula_rule_proves_itself(rule):
    assert rule.fires and rule.silent
    assert prove(RULES, rule) == []


NAMED = {
    "announced, zh": (
        "给定一个标量 x，斜坡函数的计算公式如下：\n\n$$\nr(x) = \\max(0, x)\n$$\n",
        [("斜坡函数", r"r(x) = \max(0, x)")],
    ),
    "announced, en": (
        "Concretely, the sample covariance is computed as follows:\n\n$$\ns_{xy} = \\frac{1}{n-1}\\sum_i (x_i-\\bar x)(y_i-\\bar y)\n$$\n",
        [("sample covariance", r"s_{xy} = \frac{1}{n-1}\sum_i (x_i-\bar x)(y_i-\bar y)")],
    ),
    "the formula for": (
        "The formula for the standard error is:\n\n$$\nSE = \\frac{s}{\\sqrt{n}}\n$$\n",
        [("standard error", r"SE = \frac{s}{\sqrt{n}}")],
    ),
    "an aspect and its heading": (
        "## 岭回归\n\n目标函数：\n\n$$\nJ = \\lVert y - Xw \\rVert^2 + \\lambda \\lVert w \\rVert^2\n$$\n",
        [("岭回归的目标函数", r"J = \lVert y - Xw \rVert^2 + \lambda \lVert w \rVert^2")],
    ),
    "an aspect and its heading, en": (
        "## Ridge regression\n\nThe loss function is\n\n$$\nJ = \\lVert y - Xw \\rVert^2 + \\lambda \\lVert w \\rVert^2\n$$\n",
        [("Ridge regression loss function", r"J = \lVert y - Xw \rVert^2 + \lambda \lVert w \rVert^2")],
    ),
    "an item and its display": (
        "- **变异系数**（CV）\n  $$\n  c_v = \\frac{\\sigma}{\\mu}\n  $$\n",
        [("变异系数", r"c_v = \frac{\sigma}{\mu}")],
    ),
    "a label, its text, then the formula": (
        "- **Hinge loss**: punishes points on the wrong side of the margin. $\\ell = \\max(0, 1 - y f(x))$\n",
        [("Hinge loss", r"\ell = \max(0, 1 - y f(x))")],
    ),
    "bold lead and comma": (
        "1. **幂等性**（idempotence）， $f(f(x)) = f(x)$，其中 $f$ 是任意的投影。\n",
        [("幂等性", "f(f(x)) = f(x)")],
    ),
    "words at the left": (
        "$$\n\\operatorname{softplus}(x) = \\log(1 + e^x)\n$$\n",
        [("softplus", r"\operatorname{softplus}(x) = \log(1 + e^x)")],
    ),
    "a name outside the dollars": ("劳动生产率 $= Y \\div L$\n", [("劳动生产率", r"\text{劳动生产率} = Y \div L")]),
    "the copula, inline": (
        "点到平面的距离为 $d = \\frac{|w^T x + b|}{\\lVert w \\rVert}$。\n",
        [("点到平面的距离", r"d = \frac{|w^T x + b|}{\lVert w \rVert}")],
    ),
    "a law states": ("Hooke's law states that $F = -kx$.\n", [("Hooke's law", "F = -kx")]),
    "in apposition": (
        "The angular frequency, $\\omega = 2\\pi f$, is measured in radians per second.\n",
        [("angular frequency", r"\omega = 2\pi f")],
    ),
    "the heading is a law": (
        "## 动能定理\n\n合外力所做的功等于物体动能的变化，即 $W = \\Delta E_k$。\n",
        [("动能定理", r"W = \Delta E_k")],
    ),
    "named afterwards": (
        "把两边都平方。\n\n$$\ne^{i\\theta} = \\cos\\theta + i\\sin\\theta\n$$\n\n这就是欧拉公式。\n",
        [("欧拉公式", r"e^{i\theta} = \cos\theta + i\sin\theta")],
    ),
    "labelled lines of one block": (
        "$$\n长方体的体积：V = a b c \\\\\n长方体的表面积：S = 2(ab + bc + ca)\n$$\n",
        [("长方体的体积", "V = a b c"), ("长方体的表面积", "S = 2(ab + bc + ca)")],
    ),
    "lines that only tell cases apart": (
        "## 闵氏距离\n\n$$\n二 维：d = (|x_1 - y_1|^p + |x_2 - y_2|^p)^{1/p} \\\\\nn 维：d = (\\sum_i |x_i - y_i|^p)^{1/p}\n$$\n",
        [("二维闵氏距离", "d = (|x_1 - y_1|^p + |x_2 - y_2|^p)^{1/p}"), ("n维闵氏距离", r"d = (\sum_i |x_i - y_i|^p)^{1/p}")],
    ),
    "names side by side": (
        "$$\n\\text{Sensitivity} = \\frac{TP}{TP+FN}, \\qquad \\text{Specificity} = \\frac{TN}{TN+FP}\n$$\n",
        [("Sensitivity", r"\text{Sensitivity} = \frac{TP}{TP+FN}"), ("Specificity", r"\text{Specificity} = \frac{TN}{TN+FP}")],
    ),
    "one model over several lines": (
        "## Nesterov momentum\n\n$$\n\\begin{align}\nv_t &= \\gamma v_{t-1} + \\eta g(\\theta - \\gamma v_{t-1}) \\\\\n\\theta &= \\theta - v_t\n\\end{align}\n$$\n",
        [("Nesterov momentum", "\\begin{aligned}\nv_t &= \\gamma v_{t-1} + \\eta g(\\theta - \\gamma v_{t-1}) \\\\\n\\theta &= \\theta - v_t\n\\end{aligned}")],
    ),
    "two blocks, one heading": (
        "## 更新门\n\n$$\nz_t = \\sigma(W_z x_t)\n$$\n\n$$\nh_t = (1 - z_t) h_{t-1}\n$$\n",
        [("更新门", r"z_t = \sigma(W_z x_t)")],
    ),
    "in a callout": (
        "> [!tip] 记一下\n> 折现系数的公式为：\n> $$d = \\frac{1}{(1+r)^n}$$\n",
        [("折现系数", r"d = \frac{1}{(1+r)^n}")],
    ),
    "plain, zh": (
        "传播延迟 = 链路长度(m) / 信号速度(m/s)，与数据量无关\n",
        [("传播延迟", r"\text{传播延迟} = \frac{\text{链路长度(m)}}{\text{信号速度(m/s)}}")],
    ),
    "plain, en": (
        "- Gross margin (GM) = (revenue - cost of goods sold) / revenue\n",
        [("Gross margin", r"\text{GM} = \frac{\text{revenue} - \text{cost of goods sold}}{\text{revenue}}")],
    ),
    "plain, spoken operators": (
        "Turnover rate = number of leavers divided by headcount\n",
        [("Turnover rate", r"\text{Turnover rate} = \frac{\text{number of leavers}}{\text{headcount}}")],
    ),
    "plain, the wrong way round": (
        "- labour cost + material cost = prime cost\n",
        [("prime cost", r"\text{prime cost} = \text{labour cost} + \text{material cost}")],
    ),
    "plain, a label and a symbol": ("Newton's second law: F = ma\n", [("Newton's second law", "F = ma")]),
    "plain, a label and an expression": (
        "Negative predictive value: TN / (TN + FN)\n",
        [("Negative predictive value", r"\frac{\text{TN}}{\text{TN} + \text{FN}}")],
    ),
    "plain, a term and its only child": (
        "- Income elasticity\n  - E = %ΔQ / %ΔI\n",
        [("Income elasticity", r"E = \frac{\%ΔQ}{\%ΔI}")],
    ),
    "plain, after an equals sign": ("- Money multiplier\n  - = 1 / reserve ratio\n", [("Money multiplier", r"\frac{1}{\text{reserve ratio}}")]),
    "plain, several on one line": (
        "指标 Precision: TP / (TP + FP) Recall: TP / (TP + FN) TP: 判对的正例的个数\n",
        [("Precision", r"\frac{\text{TP}}{\text{TP} + \text{FP}}"), ("Recall", r"\frac{\text{TP}}{\text{TP} + \text{FN}}")],
    ),
    "a chemical equation": (
        "# 呼吸作用\n\n总反应式：C₆H₁₂O₆ + 6O₂ → 6CO₂ + 6H₂O\n",
        [("呼吸作用的总反应式", r"\text{C₆H₁₂O₆ + 6O₂} \rightarrow \text{6CO₂ + 6H₂O}")],
    ),
    "inline code": ("`净资产 = 总资产 - 总负债`\n", [("净资产", r"\text{净资产} = \text{总资产} - \text{总负债}")]),
    "a listing that is no code": (
        "```\nBody Surface Area = sqrt(height * weight / 3600)\nLean Mass = weight * (1 - fat)\n```\n",
        [("Body Surface Area", r"\text{Body Surface Area} = \sqrt{\text{height} \times \text{weight} / 3600}"), ("Lean Mass", r"\text{Lean Mass} = \text{weight} \times (1 - \text{fat})")],
    ),
    "a table": (
        "| 指标 | 公式 |\n| --- | --- |\n| 流动比率 | 流动资产 / 流动负债 |\n| 均方误差 | $\\frac{1}{n}\\sum_i (y_i - \\hat y_i)^2$ |\n",
        [("流动比率", r"\frac{\text{流动资产}}{\text{流动负债}}"), ("均方误差", r"\frac{1}{n}\sum_i (y_i - \hat y_i)^2")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED.keys())
def test_named_formulas(text, expected):
    assert [(f.name, f.latex) for f in formulas(text)] == expected


SILENT = {
    "a worked example": "例如 $n = 4$ 时，$S = 1 + 2 + 3 + 4 = 10$。\n",
    "numbers for the symbols": "样本方差：$s^2 = \\frac{12 + 14}{2} = 13$\n",
    "a setting": "- 学习率：$\\eta = 0.001$\n- batch size: $B = 64$\n",
    "a shape": "- 输入：$X \\in \\mathbb{R}^{B \\times L \\times d}$\n",
    "a set": "- 词表：$V = \\{w_1, w_2, \\dots, w_n\\}$\n",
    "a condition": "当且仅当：\n\n$$\n0 < \\alpha < 1\n$$\n",
    "a step of a derivation": "对 $w$ 求导并整理得到：\n\n$$\nX^T X w = X^T y\n$$\n",
    "a step of a derivation, en": "Plugging this back in, we get\n\n$$\nX^T X w = X^T y\n$$\n",
    "a lone symbol": "其中的关键是：$\\alpha$\n",
    "an application and nothing more": "- 先验概率：$P(\\theta)$\n",
    "an order of growth": "时间复杂度：$T(n) = O(n \\log n)$\n",
    "prose in dollars": "$下面我们来看第二种情况，先把它展开：$\n",
    "an example section": "## 例题 2\n\n$$\nv = v_0 + a t\n$$\n",
    "code": "先设 `lr = base_lr * gamma`，再调用 `x = np.dot(a, b)`。\n",
    "a code block": "```python\narea = w * h\ntotal = price * quantity\n```\n",
    "a path": "prefix = /usr/local/lib/node and so on\n",
    "identity in a caption": "- MV open to MV close = diastole\n- JVP = RA pressure\n",
    "no name anywhere": "因此\n\n$$\na = b + c\n$$\n",
    "a pronoun for a name": "It is given by\n\n$$\na = b + c\n$$\n",
    "only the word formula": "公式：\n\n$$\na = b + c\n$$\n",
    "plain numbers": "e.g. waiting = 9 - 5 = 4\n",
}  # fmt: skip


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_silence(text):
    assert [(f.name, f.latex) for f in formulas(text)] == []


WHERE = {
    "behind, zh": (
        "负载因子的定义为：\n\n$$\n\\alpha = \\frac{n}{m}\n$$\n\n其中，$n$ 为元素个数，$m$ 表示桶的数量，$\\alpha$ 越大冲突越多。\n",
        {"n": "元素个数", "m": "桶的数量"},
    ),
    "behind, en": (
        "The lift is given by\n\n$$\nL = \\frac{1}{2} \\rho v^2 S C_L\n$$\n\nwhere $\\rho$ is the density of the air, $v$ the speed, $S$ the wing area and $C_L$ the lift coefficient.\n",
        {r"\rho": "the density of the air", "v": "the speed", "S": "the wing area", "C_L": "the lift coefficient"},
    ),
    "a list": (
        "轮廓值的公式如下：\n\n$$\ns(i) = \\frac{b(i) - a(i)}{\\max(a(i), b(i))}\n$$\n\n- $a(i)$ 表示簇内的平均距离\n- $b(i)$：到最近一簇的平均距离\n",
        {"a(i)": "簇内的平均距离", "b(i)": "到最近一簇的平均距离"},
    ),
    "two symbols, two meanings": (
        "门宽的计算公式为：\n\n$$\nw = L - d\n$$\n\n式中 $L$ 和 $d$ 分别为墙长和柱宽。\n",
        {"L": "墙长", "d": "柱宽"},
    ),
    "before": (
        "设样本总数为 $N$，第 k 类的样本数为 $n_k$，则先验的估计定义为：\n\n$$\n\\pi_k = \\frac{n_k}{N}\n$$\n",
        {"N": "样本总数", "n_k": "第 k 类的样本数"},
    ),
    "bare symbols": (
        "恒流充电：$Q = I t$，其中 Q 为电量，I 为电流，t 为时间。\n",
        {"Q": "电量", "I": "电流", "t": "时间"},
    ),
    "not those of another formula": (
        "The area is given by\n\n$$\nA = w h\n$$\n\nwhere $w$ is the width and $z$ is the depth.\n",
        {"w": "the width"},
    ),
    "a symbol inside a meaning": (
        "原函数的关系为：\n\n$$\n\\int_a^b f(x) dx = F(b) - F(a)\n$$\n\n其中 $F(x)$ 是 $f(x)$ 的一个原函数。\n",
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WHERE.values(), ids=WHERE.keys())
def test_symbols_that_the_note_explains(text, expected):
    (formula,) = formulas(text)
    assert dict(formula.where) == expected


def test_context_when_the_heading_is_no_name():
    (formula,) = formulas(
        "## 为什么方差会变大\n\n它的更新量大致上为\n\n$$\n\\Delta w = -\\eta \\frac{g}{\\sqrt{v}}\n$$\n"
    )
    assert (formula.name, formula.context) == ("更新量", "为什么方差会变大")


def test_aliases_are_other_names_and_no_halves_of_the_name():
    (formula,) = formulas("**命中率**（hit rate）：\n\n$$\n\\text{HR} = \\frac{h}{h + m}\n$$\n")
    assert formula.name == "命中率"
    assert set(formula.aliases) == {"hit rate", "HR"}
    (formula,) = formulas("前向 LSTM：\n\n$$\nh_t = f(x_t, h_{t-1})\n$$\n")
    assert formula.aliases == ()


def test_a_lost_formula_is_found_and_marked():
    (note,) = read_text("归一化因子的计算公式如下：[公式]\n再看它的极限：[公式]\n")
    outline = Outline(note)
    kept = settle(outline, find_formulas(outline, RULES))
    assert [(f.content.name, f.content.latex, f.missing) for f in kept] == [("归一化因子", "", ("latex",))]


def test_a_formula_twice_is_one_card():
    text = "漂移率的公式如下：\n\n$$\nd = \\frac{x}{t}\n$$\n\n## 复习\n\n漂移率的公式如下：\n\n$$\nd = \\frac{x}{t}\n$$\n"
    assert len(formulas(text)) == 1


def test_the_place_is_that_of_the_formula():
    (note,) = read_text("# 题目\n\n前言。\n\n冲量的公式如下：\n\n$$\nI = F \\cdot t\n$$\n")
    outline = Outline(note)
    (found,) = settle(outline, find_formulas(outline, RULES))
    block = outline.blocks[found.block]
    assert (block.kind, block.line) == ("math", 7)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"a = b + c \tag{1}", "a = b + c"),
        (r"a = b + c \label{eq:x} \quad (3)", "a = b + c"),
        (r"a = b + c \text{(6)}", "a = b + c"),
        ("a = b + c，其中 b 为常数", "a = b + c"),
        (r"a = b + c, \quad \text{where } b > 0", "a = b + c"),
        ("a = f(1)", "a = f(1)"),
        (r"a = b + c \,.", "a = b + c"),
        (r"\begin{equation} a = b \end{equation}", "a = b"),
        (r"\begin{align*} a &= b \end{align*}", "a = b"),
        (r"\bm{x} = \mathbbm{1}", r"\boldsymbol{x} = \mathbb{1}"),
        (r"r = 80%", r"r = 80\%"),
        (r"\left. \frac{d}{dx} \right|_{0}.", r"\left. \frac{d}{dx} \right|_{0}"),
        (r"x_1, x_2, ...", "x_1, x_2, ..."),
    ],
)
def test_clean_latex(raw, clean):
    assert clean_latex(raw) == clean


def test_lines_go_on_and_are_kept_together():
    lines = split_lines("a = b + c \\\\\n= d + c \\\\\n= e")
    assert len(lines) == 1
    assert lines[0].latex.startswith("\\begin{gathered}")


@pytest.mark.parametrize("broken", [r"\frac{a}{b", r"\left( a", r"a & b", r"a $ b", r"\begin{cases} a"])
def test_broken_latex_is_refused(broken):
    assert why_not_latex(broken)


@pytest.mark.parametrize(
    ("plain", "latex"),
    [
        ("(a + b)^2", "(a + b)^{2}"),
        ("sqrt(x² + y²)", r"\sqrt{x^{2} + y^{2}}"),
        ("2 * precision * recall", r"2 \times \text{precision} \times \text{recall}"),
        ("1/2 mv²", "1/2 mv^{2}"),
        ("x_max - x_min", "x_{max} - x_{min}"),
        ("总分 ÷ 人数", r"\frac{\text{总分}}{\text{人数}}"),
        ("50% of A", r"50\% \text{of A}"),
    ],
)
def test_plain_text_to_latex(plain, latex):
    assert to_latex(plain) == latex


def test_where_a_plain_equation_ends():
    (found,) = find_equations("毛利率 = (收入 - 成本) / 收入（越高越好）")
    assert found.latex == r"\text{毛利率} = \frac{\text{收入} - \text{成本}}{\text{收入}}"
    assert found.after == "（越高越好）"


@pytest.mark.parametrize("text", ["fever / chills", "and/or", "TCP/IP", "read, write / append"])
def test_slashes_alone_are_no_expression(text):
    assert find_expression(text, "Symptoms") == ""
