"""`cardgen watch`: generate again whenever a note is saved."""

from __future__ import annotations

import time
from pathlib import Path

import click

from cardgen.cards import Plan
from cardgen.cli.generate import run
from cardgen.cli.shared import deck_option, plural, settings, show
from cardgen.config import Config
from cardgen.notes import find_notes
from cardgen.problems import CardgenError, fail

Stamp = tuple[int, int]
SETTLE = 0.5
"""Seconds for which nothing may change before a run: an editor saves in several steps."""


@click.command("watch")
@click.argument("notes", nargs=-1, type=click.Path(path_type=Path))
@deck_option
@click.option(
    "--every",
    type=click.FloatRange(0.05, 3600),
    default=1.0,
    show_default=True,
    help="Seconds between looks.",
)
def command(notes: tuple[Path, ...], decks: Path | None, every: float) -> None:
    """Watch NOTES and run `cardgen generate` when one is saved, until Ctrl-C."""
    config = settings(notes).with_flags(notes=notes, decks=decks)
    if not config.notes:
        raise fail("watch", "no notes were named", "name files or folders, or set `notes` in cardgen.toml")
    click.echo(f"Watching {', '.join(str(path) for path in config.notes)} (Ctrl-C ends)")
    before: dict[Path, Stamp] | None = None
    try:
        while True:
            now = snapshot(config)
            if now != before:
                now = settled(config, now)
                _generate(config)
                before = now
            time.sleep(every)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def snapshot(config: Config) -> dict[Path, Stamp]:
    """Each note's time of change and size."""
    files, _ = find_notes(config.notes, exclude=config.exclude)
    found = {}
    for file in files:
        try:
            status = file.path.stat()
        except OSError:
            continue  # an editor is replacing it
        found[file.path] = status.st_mtime_ns, status.st_size
    return found


def settled(config: Config, now: dict[Path, Stamp]) -> dict[Path, Stamp]:
    """Wait until nothing changes any more."""
    while True:
        time.sleep(SETTLE)
        later = snapshot(config)
        if later == now:
            return later
        now = later


def _generate(config: Config) -> None:
    clock = time.strftime("%H:%M:%S")
    try:
        read, plan, problems = run(config, progress=False)
    except CardgenError as error:
        click.echo(f"{clock} {error}", err=True)
        return
    lines = _changes(plan)
    click.echo(f"{clock} {plural(read.notes, 'note')} read, {plural(len(lines), 'change')}")
    for line in lines[:20]:
        click.echo(f"  {line}")
    if len(lines) > 20:
        click.echo(f"  … and {len(lines) - 20} more")
    show(problems)


def _changes(plan: Plan) -> list[str]:
    return [
        f"{change.what}: {change.path}:{change.line}: {change.card.front}"
        for change in plan.of("new", "updated", "conflicting", "gone")
    ]
