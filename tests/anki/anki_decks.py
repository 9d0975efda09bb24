"""Decks for the tests, of every kind of card."""

from __future__ import annotations

from cardgen.model import Card, Comparison, Deck, Definition, Formula, Point, Source

UPSAMPLING = Card(
    Definition(
        "上采样", "把图像放大到更高的分辨率的操作方法", aliases=("Upsampling", "增采样"), context="图像处理"
    ),
    id="upsampling",
    tags=("vision",),
    extra="反义词是**下采样**。",
    sources=(Source("cv/upsampling.md", 4, "zh-zhi-de-shi", "什么是上采样"),),
)
PRECISION = Card(
    Formula(
        "Precision",
        r"\frac{TP}{TP + FP}",
        where={"TP": "IoU 大于阈值的检测框数量", "FP": r"IoU 小于阈值的检测框数量，即 $N - TP < N$"},
        aliases=("查准率",),
    ),
    id="precision",
    sources=(Source("map.md", 6, "label-equation", "查准率和查全率"),),
)
ADAM = Card(
    Comparison(
        ("Adam", "AdamW"),
        points=(
            Point(
                {"Adam": "加在 loss 里，参与动量的计算", "AdamW": "直接加在参数更新上"},
                "权重衰减",
                "weight-decay",
            ),
            Point({"Adam": r"随 $\sqrt{\hat v_t}$ 变化", "AdamW": "对所有参数相同"}, "衰减强度", "strength"),
        ),
        same=("都维护梯度的一阶与二阶滑动平均",),
    ),
    id="adam-vs-adamw",
    tags=("optimizer", "deep learning"),
    sources=(Source("adamw.md", 1, "zh-heading-difference", "Adam 与 AdamW 的区别"),),
)
ENTROPY = Card(
    Definition("entropy", "the average surprise of a random variable, $-\\sum_x p(x)\\log p(x)$"),
    id="entropy",
)
INCOMPLETE = Card(Formula("SDE", ""), id="sde", status="incomplete", missing=("latex",))
REJECTED = Card(Definition("x", "y"), id="x", status="rejected")

DEEP_LEARNING = Deck(
    "Deep Learning::Optimizers",
    (UPSAMPLING, PRECISION, ADAM, ENTROPY, INCOMPLETE, REJECTED),
    path="decks/deep-learning-optimizers.yaml",
)

CONV = Card(
    Comparison(
        ("nn.Conv2d", "nn.functional.conv2d", "手写的 `unfold`"),
        points=(
            Point(
                {
                    "nn.Conv2d": "模块自己保存 `weight` 与 `bias`",
                    "nn.functional.conv2d": "每次调用时传入",
                    "手写的 `unfold`": "自己管理",
                },
                "参数",
                "parameters",
            ),
            Point(
                {"nn.Conv2d": "写进 `nn.Sequential`", "nn.functional.conv2d": "在 `forward` 里调用"},
                "",
                "use",
            ),
            Point({"nn.Conv2d": "会被 `state_dict()` 收集"}, "保存", "saving"),
        ),
        same=("计算的结果相同", "都能求导"),
        context="PyTorch",
    ),
    id="conv-vs-functional",
    extra="没有参数的操作（如 `relu`）用哪个都行。",
    sources=(Source("python/nn.md", 3, ""),),
)
CODE = Card(
    Definition(
        "autograd",
        "PyTorch 的自动求导引擎：前向时**边算边建图**，反向时沿图求梯度。\n\n"
        "```python\nx = torch.ones(2, requires_grad=True)\ny = (x * 3).sum()  # 建图\ny.backward()\n"
        "print(x.grad)  # tensor([3., 3.])\n```",
        context="PyTorch > 基础",
    ),
    id="autograd",
    sources=(Source("python/autograd.md", 2, ""),),
)
ELBO = Card(
    Formula(
        "Evidence lower bound",
        r"\log p_\theta(x) \ge \mathbb{E}_{q_\phi(z \mid x)}\left[\log p_\theta(x \mid z)\right] - "
        r"D_{\mathrm{KL}}\left(q_\phi(z \mid x) \,\|\, p(z)\right) = \mathbb{E}_{q_\phi(z \mid x)}\left[\log "
        r"\frac{p_\theta(x, z)}{q_\phi(z \mid x)}\right]",
        where={
            "z": "the latent variable",
            r"q_\phi(z \mid x)": "the encoder, an approximation of the true posterior",
            r"p_\theta(x \mid z)": "the decoder",
        },
        aliases=("ELBO",),
        context="Variational autoencoder",
    ),
    id="elbo",
    sources=(Source("vae.md", 12, ""),),
)
GALLERY = Deck("Gallery", (UPSAMPLING, PRECISION, ADAM, ENTROPY, CONV, CODE, ELBO), path="decks/gallery.yaml")

_TORTURE = [
    ("小于 < 与 & 和 > 号", "若 a<b 且 c>d，则 $a<b \\land c>d$；AT&T &amp; &lt;b&gt;"),
    ("{{term}} }} ::", "{{c1::no cloze}} }} :: {{FrontSide}} {{#Term}} {{/Term}}"),
    ("[latex]x[/latex]", "[sound:a.mp3] [$]x[/$] [$$]y[/$$] [anki:tts lang=en_US]hi[/anki:tts]"),
    (
        "The delimiter \\( in prose",
        "\\( opens, \\) closes, \\\\[ too; `\\(x\\)` is code; costs $5 and $6, 价格$5和$6",
    ),
    ("`$x$` in code", 'echo `$HOME` and ``a ` b`` and\n\n```bash\necho "$PATH" \\(x\\) # <b>\n```'),
    ("emoji 👩‍👩‍👧‍👦 🎉", "flags 🇨🇳 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢, rare Han 𠮷𡈽"),
    ("السلام عليكم", "تحية عربية مع $x^2$ وكلمة English"),
    ("<unk>", "the token <unk>, <s> starts a sentence </s>, List<int>, x<y>z, a < b > c"),
    ("**重点：**内容", "**“引号”**后，***粗斜***、~~删~~、a*b*c、snake_case_name、__init__"),
    ("长" * 60, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3),
    (
        "a table",
        "| 左 | 右 |\n|---|---|\n| $a|b|$ | `x` |\n| " + "很长的单元格" * 20 + " | " + "W" * 90 + " |",
    ),
    ("a list", "前言\n\n- 一\n  - 一之一\n- 二 $x$\n\n1. first\n2. second\n\n> 引用 $q$"),
    ("display math", "前\n\n$$\n\\begin{aligned}\na &= b < c \\\\\n&= d\n\\end{aligned}\n$$\n\n后"),
    ("cases", "$$f(x)=\\begin{cases}1 & x>0\\\\0 & \\text{否则}\\end{cases}$$ 和 $\\{x \\mid x<1\\}$"),
    ("chemistry", "$\\ce{H2O + CO2 <=> H2CO3}$，$\\bm{x}$，$50%$，$\\boldsymbol\\theta$，$\\mathbb{1}$"),
    ("a wide formula in text", "因为 $" + "+".join(f"x_{{{i}}}^{{{i}}}" for i in range(60)) + "$ 很长"),
    ("# no heading", "1. no list, one line only"),
    (
        "a link",
        "[site](https://example.org/a_b?x=1&y=$2) and <https://example.org> and <a href='http://e.org'>raw</a>",
    ),
    (
        "html",
        "H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>, <b>bold</b>, <ruby>漢<rt>かん</rt></ruby><br>next",
    ),
]
TORTURE = Deck(
    "Torture",
    (
        *(Card(Definition(term, meaning), id=f"torture-{i}") for i, (term, meaning) in enumerate(_TORTURE)),
        Card(
            Formula(
                "a name with $f_x<0$ and `code`",
                r"\begin{bmatrix}"
                + " & ".join(f"a_{{{i}}}" for i in range(40))
                + r"\\ 1 \end{bmatrix} \tag{1}",
                where={
                    "a_{i}": "第 $i$ 个",
                    r"\mathbb{E}_{x \sim p_{\text{data}}(x)}[\log D(x)]": "期望 " * 20,
                },
            ),
            id="torture-formula",
        ),
        Card(
            Comparison(
                ("`a<b>`", "$x_i$ 的版本", "C" * 70, "D"),
                points=(
                    Point(
                        {"`a<b>`": "```\nx\n```", "$x_i$ 的版本": "- 甲\n- 乙", "D": "|a|b|\n|-|-|\n|1|2|"},
                        "$O(n)$",
                        "p1",
                    ),
                    Point({"`a<b>`": "W" * 200, "D": "$" + "x+" * 80 + "x$"}, "长" * 30, "p2"),
                    Point({"`a<b>`": "一", "D": "二"}, "同名", "p3"),
                    Point({"`a<b>`": "三", "D": "四"}, "同名", "p4"),
                ),
                same=("相同 $a<b$", "`code`"),
            ),
            id="torture-comparison",
        ),
    ),
)
