"""`cardgen check`: the linter for card specs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cardgen.cards import CODES, DeckFile, check, exclusive, fix, load_all, read_lock, write_atomic
from cardgen.cli.output import as_data, exit_by, line_of, plural, print_json
from cardgen.cli.settings import deck_option, decks_folder, settings
from cardgen.config import Config
from cardgen.problems import Problem, fail


@click.command("check")
@deck_option
@click.option(
    "--fix", "mend", is_flag=True, help="Mend what is safe to mend, and leave every other byte alone."
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave out a check (see --codes).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to print."
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--codes", is_flag=True, help="List the codes of all checks.")
def command(decks: Path | None, mend: bool, ignore: tuple[str, ...], form: str, codes: bool) -> None:
    """Find mistakes in decks/*.yaml: path:line:column, what is wrong, and what to do.

    Exits with 1 when there is an error; warnings alone are no failure. Switch a check off for one card with a
    comment on it, `# cardgen: ignore[long-answer]`, or for all in cardgen.toml, `ignore = ["long-answer"]`.
    """
    if codes:
        width = max(map(len, CODES))
        for code, meaning in CODES.items():
            click.echo(f"{code:<{width}}  {meaning}")
        return
    config = settings().with_flags(decks=decks, ignore=ignore)
    if unknown := [code for code in config.ignore if code not in CODES]:
        raise click.UsageError(f"no check is called {', '.join(unknown)}; see `cardgen check --codes`")
    decks_folder(config)
    if mend:
        mended = mend_all(config)
        for path in mended:
            click.echo(f"{path}: mended", err=form != "text")
    files, problems = run(config)
    show(problems, form)
    errors = sum(problem.severity == "error" for problem in problems)
    if form == "text":
        cards = sum(len(file.entries) for file in files)
        found = (
            f"{plural(errors, 'error')}, {plural(len(problems) - errors, 'warning')}"
            if problems
            else "no problems"
        )
        click.echo(f"{plural(cards, 'card')} in {plural(len(files), 'file')}: {found}")
    exit_by(problems)


def run(config: Config) -> tuple[list[DeckFile], list[Problem]]:
    """The deck files that could be read, and all that is wrong."""
    files, broken = load_all(config.decks)
    if not files and not broken:
        raise fail(config.decks, "there are no card specs", "run `cardgen generate NOTES` first")
    root = config.notes[0] if config.notes else config.decks
    problems = check(files, root=root if root.is_dir() else root.parent, disabled=config.ignore)
    return files, sorted([*problems, *(file.problem for file in broken)])


def mend_all(config: Config) -> list[Path]:
    """Mend every file that can be mended; the paths of those that changed."""
    with exclusive(config.decks):
        files, _ = load_all(config.decks)
        lock, _ = read_lock(config.decks)
        changes = fix(files, taken=lock.cards.keys())
        for change in changes:
            write_atomic(change.path, change.after, expected=change.before)
    return [change.path for change in changes]


def show(problems: Sequence[Problem], form: str) -> None:
    """Print problems as text, JSON, or annotations that GitHub shows beside the line."""
    if form == "json":
        print_json([as_data(problem) for problem in problems])
        return
    for problem in problems:
        if form == "github":
            text = f"{problem.what}; {problem.todo}" if problem.todo else problem.what
            place = f"file={problem.path},line={max(problem.line, 1)},col={max(problem.column, 1)}"
            title = f",title={problem.code}" if problem.code else ""
            text = text.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
            click.echo(f"::{problem.severity} {place}{title}::{text}")
        else:
            click.echo(line_of(problem))
