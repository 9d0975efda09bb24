"""`cardgen generate`: notes to card specs, merged with what the person edited."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from cardgen.cards import Plan, apply, draft, exclusive, load_all, plan_merge, read_lock
from cardgen.cli.reading import Read, read_notes
from cardgen.cli.shared import as_data, deck_option, plural, settings, show
from cardgen.config import Config
from cardgen.problems import Problem, fail

SHOWN = ("new", "updated", "kept", "conflicting", "gone", "waiting")
WORDS = {
    "new": "new",
    "updated": "updated",
    "kept": "kept as you edited {it}",
    "conflicting": "changed both by you and in the note",
    "gone": "gone from the notes (kept)",
    "waiting": "waiting for a file that is broken",
}


@click.command("generate")
@click.argument("notes", nargs=-1, type=click.Path(path_type=Path))
@deck_option
@click.option("--dry-run", is_flag=True, help="Print the plan and write nothing.")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), help="Leave out findings less sure than this (0.5)."
)
@click.option(
    "--rules", "rule_files", multiple=True, type=click.Path(path_type=Path), help="A rule file of your own."
)
@click.option("--exclude", multiple=True, help="Leave out notes by a pattern in the manner of .gitignore.")
@click.option("--encoding", help="Encoding of notes that are neither UTF-8 nor GB18030.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON, for scripts.")
def command(
    notes: tuple[Path, ...],
    decks: Path | None,
    dry_run: bool,
    min_confidence: float | None,
    rule_files: tuple[Path, ...],
    exclude: tuple[str, ...],
    encoding: str | None,
    as_json: bool,
) -> None:
    """Read NOTES (files and folders) and write card specs to decks/*.yaml.

    Cards that you edited stay as you wrote them; cards that you deleted stay deleted.
    """
    config = settings(notes).with_flags(
        notes=notes,
        decks=decks,
        min_confidence=min_confidence,
        rules=rule_files,
        exclude=exclude,
        encoding=encoding,
    )
    if not config.notes:
        raise fail("generate", "no notes were named", "name files or folders, or set `notes` in cardgen.toml")
    read, plan, problems = run(config, dry_run=dry_run, progress=not as_json)
    if as_json:
        click.echo(json.dumps(plan_data(read, plan, problems), ensure_ascii=False, indent=1))
    else:
        report(read, plan, problems, config, dry_run=dry_run)
    sys.exit(any(problem.severity == "error" for problem in problems))


def run(config: Config, *, dry_run: bool = False, progress: bool = True) -> tuple[Read, Plan, list[Problem]]:
    """One whole generation: read, draft, plan, and (unless dry) write."""
    read = read_notes(config.notes, config, progress=progress)
    drafts = draft(read.findings, min_confidence=config.min_confidence)
    folder = config.decks
    if dry_run:
        plan, problems = _plan(read, drafts, folder)
        return read, plan, [*read.problems, *problems, *plan.problems]
    if not drafts and not folder.exists():
        plan, problems = _plan(read, drafts, folder)
        return read, plan, [*read.problems, *problems, *plan.problems]
    with exclusive(folder):
        plan, problems = _plan(read, drafts, folder)
        written = apply(plan, folder)
    return read, plan, [*read.problems, *problems, *plan.problems, *written]


def _plan(read: Read, drafts: Sequence[object], folder: Path) -> tuple[Plan, list[Problem]]:
    files, broken = load_all(folder)
    lock, faults = read_lock(folder)
    plan = plan_merge(drafts, files, lock, folder=folder, scope=read.scope(), broken=broken)  # type: ignore[arg-type]
    problems = [problem for file in files for problem in file.problems]
    return plan, [*faults, *(file.problem for file in broken), *problems]


def report(
    read: Read, plan: Plan, problems: Sequence[Problem], config: Config, *, dry_run: bool = False
) -> None:
    """What a run says: short, and leading on."""
    click.echo(summary(read))
    by_deck: dict[str, Counter[str]] = {}
    for change in plan.changes:
        by_deck.setdefault(change.deck, Counter())[change.what] += 1
    incomplete = Counter(change.deck for change in plan.incomplete)
    width = max((len(deck) for deck in by_deck), default=0)
    for deck, counts in sorted(by_deck.items()):
        parts = [
            f"{counts[what]} {WORDS[what].format(it='it' if counts[what] == 1 else 'them')}"
            for what in SHOWN
            if counts[what]
        ]
        if incomplete[deck]:
            parts.append(f"{incomplete[deck]} incomplete")
        if parts or dry_run:
            click.echo(f"{deck:<{width}}   {'   '.join(parts) or 'nothing new'}")
        elif not parts:
            total = sum(counts[what] for what in ("unchanged", "moved"))
            click.echo(f"{deck:<{width}}   nothing new ({plural(total, 'card')})")
    for change in plan.incomplete:
        lacking = ", ".join(f"`{name}:`" for name in change.card.missing) or "what is missing"
        thing = "formula" if "latex" in change.card.missing else "text"
        click.echo(
            f"{change.path}:{change.line}: {change.card.front}: the {thing} was lost in the note; "
            f"fill in {lacking} and delete `status:` and `missing:`"
        )
    for change in plan.of("conflicting"):
        place = f"{change.path}:{change.line}: {change.card.front}"
        click.echo(f"{place}: you and the note both changed it; your text stays")
        click.echo(
            f"  see `cardgen diff {change.id}`; take the note's version with `cardgen take {change.id}`"
        )
    for change in plan.of("gone"):
        click.echo(
            f"{change.path}:{change.line}: {change.card.front}: no note says it any more; "
            "it stays until you delete it"
        )
    show(problems)
    if dry_run:
        click.echo("Nothing was written (--dry-run).")
    elif plan.changes:
        shown = config.decks / "*.yaml"
        click.echo(f"Next: look through {shown}, then `cardgen build{_decks_flag(config)}`.")
    elif not problems:
        click.echo(
            "No cards: no definition, formula or comparison was found (see `cardgen explain NOTE:LINE`)."
        )


def _decks_flag(config: Config) -> str:
    return "" if config.path or config.decks == Path("decks") else f" --decks {config.decks}"


def summary(read: Read) -> str:
    """`124 notes read, 3 skipped (not text: scan.md; …)`."""
    text = f"{plural(read.notes, 'note')} read"
    if read.skipped:
        listed = "; ".join(read.skipped[:3]) + ("; …" if len(read.skipped) > 3 else "")
        text += f", {len(read.skipped)} skipped (not text: {listed})"
    if read.failed:
        text += f", {len(read.failed)} failed"
    return text


def plan_data(read: Read, plan: Plan, problems: Sequence[Problem]) -> dict[str, object]:
    """The plan for scripts: counts, and each change with its place."""
    return {
        "notes": read.notes,
        "skipped": read.skipped,
        "failed": read.failed,
        "counts": dict(Counter(change.what for change in plan.changes)),
        "incomplete": [change.id for change in plan.incomplete],
        "changes": [
            {
                "what": change.what,
                "id": change.id,
                "deck": change.deck,
                "file": str(change.path),
                "line": change.line,
                "front": change.card.front,
            }
            for change in plan.changes
            if change.what not in ("unchanged", "moved")
        ],
        "problems": [as_data(problem) for problem in problems],
    }
