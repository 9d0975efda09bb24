"""A deck folder and what a person and a run do with it; findings are made by hand, the rest is real."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from cardgen.cards import Named, Plan, apply, draft, exclusive, load_all, plan_merge, read_lock
from cardgen.cards.reading import DeckFile, load_deck
from cardgen.model import Comparison, Definition, Finding, Formula, Point, Source
from cardgen.problems import Problem


def definition(
    term: str,
    meaning: str,
    note: str = "a.md",
    line: int = 1,
    category: str = "Deep Learning",
    *,
    aliases: tuple[str, ...] = (),
    context: str = "",
    confidence: float = 0.9,
    tags: tuple[str, ...] = (),
    missing: tuple[str, ...] = (),
) -> Finding:
    content = Definition(term, meaning, aliases, context)
    return Finding(content, Source(note, line, "zh-rule"), confidence, category, tags, missing)


def formula(
    name: str,
    latex: str,
    note: str = "a.md",
    line: int = 1,
    category: str = "Deep Learning",
    *,
    where: dict[str, str] | None = None,
    missing: tuple[str, ...] = (),
    confidence: float = 0.9,
) -> Finding:
    content = Formula(name, latex, where or {})
    return Finding(content, Source(note, line, "label-equation"), confidence, category, (), missing)


def comparison(
    subjects: tuple[str, ...],
    points: Iterable[Point],
    note: str = "a.md",
    line: int = 1,
    category: str = "Deep Learning",
    *,
    same: tuple[str, ...] = (),
    confidence: float = 0.9,
) -> Finding:
    content = Comparison(subjects, tuple(points), same)
    return Finding(content, Source(note, line, "zh-difference"), confidence, category)


class Desk:
    """`decks/` beside `notes/` in a folder. The notes need not exist: findings say what they hold."""

    def __init__(self, root: Path):
        self.root = root
        self.folder = root / "decks"
        self.notes = root / "notes"

    def plan(
        self,
        findings: Iterable[Finding],
        *,
        read: Collection[str] = (),
        failed: Collection[str] = (),
        named: Path | None = None,
    ) -> Plan:
        """The plan for these findings; `read` are notes that were read beside those that gave something."""
        findings = list(findings)
        files, broken = load_all(self.folder)
        lock, _ = read_lock(self.folder)
        notes = ({finding.source.note for finding in findings} | set(read)) - set(failed)
        scope = [Named(named or self.notes, notes, failed)]
        return plan_merge(draft(findings), files, lock, folder=self.folder, scope=scope, broken=broken)

    def generate(self, *findings: Finding, **options: object) -> Plan:
        """A whole run that must succeed."""
        plan, problems = self.try_generate(*findings, **options)
        assert problems == []
        return plan

    def try_generate(self, *findings: Finding, **options: object) -> tuple[Plan, list[Problem]]:
        with exclusive(self.folder):
            plan = self.plan(findings, **options)  # type: ignore[arg-type]
            return plan, apply(plan, self.folder)

    def path(self, name: str = "deep-learning.yaml") -> Path:
        return self.folder / name

    def text(self, name: str = "deep-learning.yaml") -> str:
        return self.path(name).read_bytes().decode()

    def edit(self, old: str, new: str, name: str = "deep-learning.yaml") -> None:
        """What a person does in an editor; the old text must be there once."""
        text = self.text(name)
        assert text.count(old) == 1, (text.count(old), old, text)
        self.path(name).write_bytes(text.replace(old, new).encode())

    def deck(self, name: str = "deep-learning.yaml") -> DeckFile:
        return load_deck(self.path(name))

    def everything(self) -> dict[str, bytes]:
        """Each file of the folder with its bytes."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


def whats(plan: Plan) -> dict[str, str]:
    """What happens to each card, by its id."""
    return {change.id: change.what for change in plan.changes}
