"""Decks for the tests, of every kind of card."""

from __future__ import annotations

from cardgen.model import Card, Comparison, Deck, Definition, Formula, Point, Source

UPSAMPLING = Card(
    Definition(
        "上采样", "任何可以让图像变成更高分辨率的技术", aliases=("Upsampling", "增采样"), context="图像处理"
    ),
    id="upsampling",
    tags=("vision",),
    extra="反义词是**下采样**。",
    sources=(Source("cv/upsampling.md", 4, "zh-zhi-de-shi"),),
)
PRECISION = Card(
    Formula(
        "Precision",
        r"\frac{TP}{TP + FP}",
        where={"TP": "IoU 大于阈值的检测框数量", "FP": r"IoU 小于阈值的检测框数量，即 $N - TP < N$"},
        aliases=("查准率",),
    ),
    id="precision",
    sources=(Source("map.md", 6, "label-equation"),),
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
    sources=(Source("adamw.md", 1, "zh-heading-difference"),),
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
