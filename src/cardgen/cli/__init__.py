"""The command line: the only room that prints or exits. One file a command, imported when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from cardgen import __version__
from cardgen.problems import CardgenError

COMMANDS = {
    "generate": "notes to card specs: decks/*.yaml",
    "check": "find mistakes in the card specs",
    "build": "card specs to Anki packages",
    "explain": "why a card, or why none",
    "diff": "cards that both you and a note changed",
    "take": "accept the note's version of a card",
    "watch": "generate again whenever a note is saved",
    "push": "import the packages into a running Anki",
    "pull": "bring edits made in Anki back into the YAML",
    "stats": "how many cards of each kind a deck has",
    "rules": "list and prove the rules",
}
TRACEBACK = "CARDGEN_TRACEBACK"
STOPPED = 130
"""The exit code after Ctrl-C, as shells have it."""


class Commands(click.Group):
    """A group that imports a command's module only when it is needed, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = importlib.import_module(f"cardgen.cli.{name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CardgenError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped. Every file is whole; run it again to go on.", err=True)
            ctx.exit(STOPPED)
        except BrokenPipeError:
            ctx.exit(0)  # `cardgen … | head`
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"{place}{error.strerror or error}; every file is whole", err=True)
            ctx.exit(1)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            click.echo(f"{_fault(error)}; every file is whole. {TRACEBACK}=1 shows more", err=True)
            ctx.exit(1)


def _fault(error: Exception) -> str:
    """A fault of our own in one line: what it is, and where."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f" ({Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno})" if last else ""
    what = " ".join(str(error).split())[:200]
    return f"a fault of cardgen, not of yours: {type(error).__name__}: {what}{place}"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cardgen")
def group() -> None:
    """Turn study notes into Anki decks by rules.

    \b
    cardgen generate notes      notes -> decks/*.yaml, for you to look through and edit
    cardgen build               decks/*.yaml -> out/*.apkg, for Anki's File > Import

    Defaults come from cardgen.toml in this folder, one above it, or beside the notes; none is needed.
    """


def main() -> None:
    """The entry point: UTF-8 output everywhere, and no traceback where a reader or the disk is gone."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        group()
    finally:
        _flush()


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains at its end
        if not isinstance(error, BrokenPipeError):
            click.echo(f"the output cannot be written: {error.strerror}", err=True)
            sys.exit(1)
