"""`cardgen generate`: notes to card specs, merged with what the person edited."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from cardgen.cards import Change, Draft, Plan, apply, diff, draft, exclusive, load_all, plan_merge, read_lock
from cardgen.cli.output import as_data, exit_by, plural, print_json, short, show
from cardgen.cli.reading import Memory, Read, read_notes
from cardgen.cli.settings import deck_option, decks_flag, settings
from cardgen.config import Config
from cardgen.problems import Problem, fail

COUNTED = {
    "new": "new",
    "updated": "updated",
    "kept": "kept as you edited {it}",
    "conflicting": "changed both by you and in the note",
    "gone": "gone from the notes (kept)",
    "waiting": "waiting for a file that is broken",
}
UNWRITTEN = "(not written)"
QUIET = ("unchanged", "moved")


@click.command("generate")
@click.argument("notes", nargs=-1, type=click.Path(path_type=Path))
@deck_option
@click.option("--dry-run", is_flag=True, help="Print what would change, card by card, and write nothing.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="0..1",
    help="Leave out findings less sure than this (0.5).",
)
@click.option(
    "--rules", "rule_files", multiple=True, type=click.Path(path_type=Path), help="A rule file of your own."
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out notes, as in a .gitignore.")
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

    Cards that you edited stay as you wrote them; cards that you deleted stay deleted. Run it as often as you
    like: a note that has not changed changes nothing.
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
        raise click.UsageError("no notes were named; name files or folders, or set `notes` in cardgen.toml")
    read, plan, problems = run(config, dry_run=dry_run, progress=not as_json)
    if as_json:
        print_json(plan_data(read, plan, problems))
    else:
        report(read, plan, problems, config, dry_run=dry_run)
    exit_by(problems)


def run(
    config: Config, *, dry_run: bool = False, progress: bool = True, memory: Memory | None = None
) -> tuple[Read, Plan, list[Problem]]:
    """One whole generation: read, draft, plan, and (unless dry) write."""
    folder = config.decks
    if folder.exists() and not folder.is_dir():
        raise fail(folder, "is a file, and the card specs need a folder", "name another with --decks")
    read = read_notes(config.notes, config, progress=progress, memory=memory)
    drafts = draft(read.findings, min_confidence=config.min_confidence)
    if dry_run or not (drafts or folder.exists()):
        plan, problems = _plan(read, drafts, folder)
    else:
        with exclusive(folder):
            plan, problems = _plan(read, drafts, folder)
            read.pictures.copy(folder, (one.card for one in drafts))
            problems += apply(plan, folder)
    return read, plan, [*read.problems, *problems, *plan.problems]


def _plan(read: Read, drafts: Sequence[Draft], folder: Path) -> tuple[Plan, list[Problem]]:
    files, broken = load_all(folder)
    lock, faults = read_lock(folder)
    plan = plan_merge(drafts, files, lock, folder=folder, scope=read.scope(), broken=broken)
    problems = [problem for file in files for problem in file.problems]
    return plan, [*faults, *(file.problem for file in broken), *problems]


# --- what a run says ---


def report(
    read: Read, plan: Plan, problems: Sequence[Problem], config: Config, *, dry_run: bool = False
) -> None:
    """Short, and leading on."""
    if read.files:
        click.echo(summary(read))
    for line in (*deck_lines(plan), *(change_lines(plan) if dry_run else ()), *todo_lines(plan)):
        click.echo(line)
    show(problems)
    if dry_run:
        click.echo("Nothing was written (--dry-run).")
    elif leads_on := next_step(plan, problems, config, bool(read.files)):
        click.echo(leads_on)


def summary(read: Read) -> str:
    """`124 notes read, 3 skipped (not text: scan.md; …)`."""
    text = f"{plural(read.notes, 'note')} read"
    if read.skipped:
        names = "; ".join(read.skipped[:3]) + ("; …" if len(read.skipped) > 3 else "")
        text += f", {len(read.skipped)} skipped (not text: {names})"
    if read.failed:
        text += f", {len(read.failed)} failed"
    return text


def deck_lines(plan: Plan) -> list[str]:
    """One line a deck: what happened to its cards."""
    by_deck: dict[str, Counter[str]] = {}
    for change in plan.changes:
        if change.what != "deleted":
            by_deck.setdefault(change.deck or UNWRITTEN, Counter())[change.what] += 1
    incomplete = Counter(change.deck for change in plan.incomplete)
    width = max(map(_width, by_deck), default=0)
    lines = []
    for deck, counts in sorted(by_deck.items()):
        parts = [
            f"{counts[what]} {words.format(it='it' if counts[what] == 1 else 'them')}"
            for what, words in COUNTED.items()
            if counts[what]
        ]
        if incomplete[deck]:
            parts.append(f"{incomplete[deck]} incomplete")
        quiet = sum(counts[what] for what in QUIET)
        said = "   ".join(parts) or f"nothing new ({plural(quiet, 'card')})"
        lines.append(f"{deck}{' ' * (width - _width(deck))}   {said}")
    return lines


def change_lines(plan: Plan) -> list[str]:
    """Each new and updated card, for `--dry-run`."""
    return [f"  {change.what}: {change.path}: {change.card.front}" for change in plan.of("new", "updated")]


def todo_lines(plan: Plan) -> list[str]:
    """What a person is to do by hand, each with its place."""
    incomplete = [_incomplete(change.card.missing, at(change)) for change in _in_order(plan.incomplete)]
    conflicts = [_conflict(change) for change in _in_order(plan.of("conflicting"))]
    gone = [
        f"{at(change)}: no note says it any more; it stays until you delete it"
        for change in _in_order(plan.of("gone"))
    ]
    return [
        *short(incomplete, "incomplete"),
        *short(conflicts, "changed by you and in the note"),
        *short(gone, "gone from the notes"),
    ]


def _conflict(change: Change) -> str:
    """The note's new lines, and how to settle it."""
    changed = diff(change.card, change.note) if change.note else []
    return "\n".join(
        [
            f"{at(change)}: you and the note both changed it; yours stays. The note now says:",
            *(f"  {line}" for line in changed if line.startswith("+")),
            f"  `cardgen diff {change.id}` shows both, `cardgen take {change.id}` takes the note's",
        ]
    )


def _in_order(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: (change.path, change.line))


def at(change: Change) -> str:
    """`decks/nlp.yaml:212: gram`."""
    return f"{change.path}:{change.line}: {change.card.front}"


def _incomplete(missing: Sequence[str], place: str) -> str:
    lacking = ", ".join(f"`{name}:`" for name in missing) or "what is missing"
    thing = "formula" if "latex" in missing else "text"
    return f"{place}: the {thing} was lost in the note; fill in {lacking} and delete `status:` and `missing:`"


def next_step(plan: Plan, problems: Sequence[Problem], config: Config, some: bool) -> str:
    """What to do now; "" after an error alone."""
    build = f"`cardgen build{decks_flag(config)}`"
    if plan.of("new", "updated"):
        return f"Next: look through {config.decks / '*.yaml'}, then {build}."
    if plan.changes:
        return f"Nothing changed. {build} makes the packages."
    if some and not any(problem.severity == "error" for problem in problems):
        return "No cards: no definition, formula or comparison was found. See `cardgen explain NOTE:LINE`."
    return ""


def _width(text: str) -> int:
    """Columns on a terminal, where Han take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def plan_data(read: Read, plan: Plan, problems: Sequence[Problem]) -> dict[str, object]:
    """The plan for scripts: counts, and each change with its place."""
    return {
        "notes": read.notes,
        "skipped": read.skipped,
        "failed": read.failed,
        "counts": dict(Counter(change.what for change in plan.changes)),
        "incomplete": [change.id for change in _in_order(plan.incomplete)],
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
            if change.what not in QUIET
        ],
        "problems": [as_data(problem) for problem in problems],
    }
