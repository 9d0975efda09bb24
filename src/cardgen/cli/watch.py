"""`cardgen watch`: generate again whenever a note is saved."""

from __future__ import annotations

import time
from pathlib import Path

import click

from cardgen.cli.generate import at, run
from cardgen.cli.output import plural, short, show
from cardgen.cli.reading import Memory, stamp_of
from cardgen.cli.settings import deck_option, settings
from cardgen.config import Config
from cardgen.notes import find_notes
from cardgen.problems import CardgenError

Snapshot = dict[Path, tuple[int, int]]
SETTLE = 0.3
"""Seconds for which nothing may change before a run: an editor saves in several steps."""


@click.command("watch")
@click.argument("notes", nargs=-1, type=click.Path(path_type=Path))
@deck_option
@click.option(
    "--every",
    type=click.FloatRange(0.05, 3600),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Seconds between looks.",
)
def command(notes: tuple[Path, ...], decks: Path | None, every: float) -> None:
    """Watch NOTES and bring the card specs up to date whenever one is saved, until Ctrl-C.

    Only notes that changed are read again, and only cards that changed are written.
    """
    config = settings(notes).with_flags(notes=notes, decks=decks)
    if not config.notes:
        raise click.UsageError("no notes were named; name files or folders, or set `notes` in cardgen.toml")
    click.echo(f"Watching {', '.join(str(path) for path in config.notes)} (Ctrl-C ends)")
    before: Snapshot | None = None
    memory: Memory = {}
    told: set[str] = set()
    try:
        while True:
            now = snapshot(config)
            if now != before:
                before = settled(config, now)
                told = _generate(config, memory, told)
            time.sleep(every)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def snapshot(config: Config) -> Snapshot:
    """Each note's time of change and size."""
    files, _ = find_notes(config.notes, exclude=config.exclude)
    return {file.path: stamp_of(file.path) for file in files}


def settled(config: Config, now: Snapshot) -> Snapshot:
    """Wait until nothing changes any more."""
    while True:
        time.sleep(SETTLE)
        later = snapshot(config)
        if later == now:
            return later
        now = later


def _generate(config: Config, memory: Memory, told: set[str]) -> set[str]:
    """One run; says what is new, and gives all that holds: a conflict is not told at each save."""
    clock = time.strftime("%H:%M:%S")
    try:
        read, plan, problems = run(config, progress=False, memory=memory)
    except CardgenError as error:
        click.echo(f"{clock} {error}", err=True)
        return told
    written = [f"{change.what}: {at(change)}" for change in plan.of("new", "updated")]
    standing = [f"{change.what}: {at(change)}" for change in plan.of("conflicting", "gone")]
    lines = [*written, *(line for line in standing if line not in told)]
    said = plural(len(lines), "change") if lines else "no change"
    click.echo(f"{clock} {plural(read.notes, 'note')} read, {said}")
    for line in short(lines, "changes"):
        click.echo(f"  {line}")
    show(problem for problem in problems if str(problem) not in told)
    return {*standing, *map(str, problems)}
