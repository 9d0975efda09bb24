"""How quick deck files are read, merged and checked, as ratios to what libyaml needs to parse their text.

    python benchmarks/curation.py [CARDS]...        (default 5000 20000)

Ratios within one run say something; seconds depend on the machine. A column that grows from the first row to
the last is work that is not linear.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import yaml

from cardgen.cards import Named, apply, check, draft, load_all, plan_merge, read_lock
from cardgen.model import Definition, Finding, Formula, Source

WORDS = "梯度 张量 卷积 注意力 采样 归一化 残差 编码 解码 损失 权重 偏置 激活 池化 嵌入".split()
A_NOTE = 50
"""Cards a note."""


def findings(count: int) -> list[Finding]:
    """So many different cards, one in five a formula."""
    dice = random.Random(1)
    made = []
    for n in range(count):
        meaning = "".join(dice.choices(WORDS, k=dice.randint(8, 24)))
        content = (
            Definition(f"概念 {n}", meaning) if n % 5 else Formula(f"公式 {n}", rf"\frac{{x_{{{n}}}}}{{y}}")
        )
        made.append(Finding(content, Source(f"{n // A_NOTE}.md", n % A_NOTE + 1, "rule"), 0.9, "Deck"))
    return made


def timed(work: Callable[[], object]) -> float:
    """The best of three runs, in seconds of processor time."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def generate(folder: Path, found: list[Finding]) -> None:
    files, broken = load_all(folder)
    lock, _ = read_lock(folder)
    scope = [Named(folder / "notes", {finding.source.note for finding in found})]
    plan = plan_merge(draft(found), files, lock, folder=folder, scope=scope, broken=broken)
    assert not apply(plan, folder)


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = findings(count)
        generate(folder, found)
        (path,) = folder.glob("*.yaml")
        text = path.read_text("utf-8")
        floor = timed(lambda: sum(1 for _ in yaml.parse(text, Loader=yaml.CSafeLoader)))
        files, _ = load_all(folder)
        turn = iter(range(1, count, 7))

        def one_changed() -> None:
            n = next(turn)
            found[n] = replace(found[n], content=Definition(f"概念 {n}", "".join(reversed(WORDS))))
            generate(folder, found)

        rows = {
            "read": timed(lambda: load_all(folder)),
            "generate, nothing new": timed(lambda: generate(folder, found)),
            "generate, one card changed": timed(one_changed),
            "check": timed(lambda: check(files)),
        }
        print(f"{count} cards, {len(text) / 1e6:.1f} million characters; libyaml alone {floor:.2f} s")
        for what, seconds in rows.items():
            print(f"  {what:<28} {seconds:6.2f} s   {seconds / floor:5.1f} x")


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["5000", "20000"]):
        measure(size)
