"""The least that the rules must reach on a labelled folder: a small YAML file that a run may only raise."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import yaml

SLACK = 0.02
"""A figure this much above its floor asks for the floor to be raised."""

Floor = dict[str, dict[str, float]]
"""Kind (or `all`) -> figure -> the least that it may be. `silent: {cards: N}` is the most instead."""

_HEAD = """\
# The least that the rules reach on these notes; `silent`: the most cards from notes that must give none.
# A worse figure fails the tests. Raise it, never lower it:
#     python benchmarks/quality.py tests/corpus --raise-floor tests/corpus/floor.yaml
"""


def read_floor(path: Path) -> Floor:
    return yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}


def below(floor: Floor, now: Mapping[str, Mapping[str, float]]) -> list[str]:
    """One line for each figure that is worse than its floor."""
    return [
        f"{kind} {name}: {_get(now, kind, name)}, may be at {'most' if kind == 'silent' else 'least'} {least}"
        for kind, name, least in _entries(floor)
        if _sign(kind) * (_get(now, kind, name) - least) < 0
    ]


def well_above(floor: Floor, now: Mapping[str, Mapping[str, float]]) -> list[str]:
    """One line for each figure that is so much better that its floor no longer protects it."""
    return [
        f"{kind} {name}: {_get(now, kind, name)}, the floor is still {least}"
        for kind, name, least in _entries(floor)
        if _sign(kind) * (_get(now, kind, name) - least) > (0 if kind == "silent" else SLACK)
    ]


def raised(floor: Floor, now: Mapping[str, Mapping[str, float]]) -> Floor:
    """The floor with every figure as good as it was or is, whichever is better."""
    higher: Floor = {}
    for kind, figures in now.items():
        for name, figure in figures.items():
            old = floor.get(kind, {}).get(name)
            new = figure if kind == "silent" else math.floor(figure * 100) / 100
            better = min if kind == "silent" else max
            higher.setdefault(kind, {})[name] = new if old is None else better(old, new)
    return higher


def write_floor(path: Path, floor: Floor) -> None:
    path.write_text(_HEAD + yaml.safe_dump(floor, sort_keys=False, default_flow_style=None), "utf-8")


def _entries(floor: Floor) -> list[tuple[str, str, float]]:
    return [(kind, name, least) for kind, figures in floor.items() for name, least in figures.items()]


def _get(now: Mapping[str, Mapping[str, float]], kind: str, name: str) -> float:
    return now.get(kind, {}).get(name, 0)


def _sign(kind: str) -> int:
    return -1 if kind == "silent" else 1
