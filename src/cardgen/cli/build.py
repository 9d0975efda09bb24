"""`cardgen build`: card specs to Anki packages."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cardgen.anki import Built, Rendered, content_hashes, package, render
from cardgen.anki import style as looks_of
from cardgen.anki.leaving import CLEANUP
from cardgen.anki.packaging import deck_name
from cardgen.cards import (
    DeckFile,
    Lock,
    exclusive,
    load_all,
    read_lock,
    record_built,
    stamp,
    with_origins,
    write_lock,
)
from cardgen.cards import built as last_built
from cardgen.cards.checking import unfit
from cardgen.cli import leaving
from cardgen.cli.output import as_data, exit_by, listed, plural, print_json, show
from cardgen.cli.pictures import finder
from cardgen.cli.settings import (
    deck_option,
    decks_folder,
    output_option,
    settings,
    style_option,
    vault_option,
)
from cardgen.config import Config
from cardgen.model import Deck
from cardgen.problems import Problem, fail


@dataclass(frozen=True, slots=True)
class Result:
    """What a build made. `was` and `now` are the deck of each note, at the last build and at this one."""

    built: Sequence[Built]
    rendered: Sequence[Rendered]
    mods: Mapping[str, int]
    was: Mapping[str, str]
    now: Mapping[str, str]
    left: leaving.Left
    standing: set[str]
    """The keys of all notes that the decks may give."""
    changed: Sequence[str]
    """The keys of notes that an earlier build had and that this one changes."""
    lock: Lock
    problems: Sequence[Problem]
    partly: bool = False
    """Whether only some decks were built."""


@click.command("build")
@deck_option
@output_option
@click.option("--single", is_flag=True, help="One package with all decks.")
@click.option("--only", multiple=True, metavar="DECK", help="Build only this deck.")
@click.option(
    "--cleanup", is_flag=True, help="Also write a package that tags the notes that left the decks, in Anki."
)
@style_option
@vault_option
@click.option("--json", "as_json", is_flag=True, help="Print what was built as JSON, for scripts.")
def command(
    decks: Path | None,
    output: Path | None,
    single: bool,
    only: tuple[str, ...],
    cleanup: bool,
    style: Path | None,
    vault: str | None,
    as_json: bool,
) -> None:
    """Package decks/*.yaml for Anki: one .apkg a deck.

    Incomplete and rejected cards stay out. Import a package again whenever you like: reviews are kept.
    """
    config = settings().with_flags(decks=decks, output=output, style=style, vault=vault)
    result = run(config, single=single, only=only, cleanup=cleanup)
    if as_json:
        print_json(data_of(result))
    else:
        report(result, config, cleanup=cleanup)
    exit_by(result.problems)


def run(config: Config, *, single: bool = False, only: Sequence[str] = (), cleanup: bool = False) -> Result:
    """Build every deck (or those named in `only`), and remember when each note last changed."""
    folder = decks_folder(config)
    if config.style and not config.style.is_dir():
        raise fail(
            config.style, "there is no such folder of looks", "check `style` in cardgen.toml, or --style"
        )
    looks = looks_of(config.style)
    with exclusive(folder):
        files, broken = load_all(folder)
        if not files and not broken:
            raise fail(folder, "there are no card specs", "run `cardgen generate NOTES` first")
        _refuse_unknown(only, files, folder)
        lock, faults = read_lock(folder)
        find = finder(folder, config.notes)
        unshown = {file.path: unfit(file) for file in files}
        rendered = [
            render(with_origins(_shown(file, unshown), lock), media=find, vault=config.vault)
            for file in files
        ]
        before = lock.stamps
        lock, mods = stamp(lock, content_hashes(rendered, looks), int(time.time()))
        chosen = [one for one in rendered if not only or one.deck.name in only]
        was = last_built(lock)
        standing = leaving.standing(files)
        gone = [] if broken else leaving.gone(was, standing, only)
        left = leaving.look(gone, was, config.output)
        built = package(chosen, config.output, mods=mods, single=single, looks=looks)
        names = [deck_name(one.deck) for one in chosen]
        now = {key: name for one, name in zip(built, names, strict=True) for key in one.keys}
        changed = [key for key in now if key in was and mods[key] != before[key].changed]
        left = leaving.write(left, standing, lock, config.output, looks, wanted=cleanup)
        kept = {key: deck for key, deck in was.items() if key not in gone}
        lock = record_built(lock, {**kept, **now})
        write_lock(folder, lock)
    told = [
        *(problem for file in files for problem in file.problems),
        *(file.problem for file in broken),
        *(
            replace(problem, what=f"{problem.what}; the card was left out")
            for found in unshown.values()
            for problem in found.values()
        ),
    ]
    shown = (_with_line(problem, files) for one in built for problem in one.problems)
    problems = [*faults, *sorted(told), *shown]
    return Result(
        built, chosen, mods, was, now, left, standing, changed, lock, problems, bool(only or broken)
    )


def _shown(file: DeckFile, unshown: Mapping[Path, Mapping[str, Problem]]) -> Deck:
    """The deck without the cards that Anki could not show."""
    bad = unshown[file.path]
    return replace(file.deck, cards=tuple(card for card in file.deck.cards if card.id not in bad))


def _refuse_unknown(only: Sequence[str], files: Sequence[DeckFile], folder: Path) -> None:
    names = [file.deck.name for file in files]
    if unknown := [name for name in only if name not in names]:
        raise fail(folder, f"there is no deck {', '.join(unknown)}", f"the decks are: {', '.join(names)}")


def _with_line(problem: Problem, files: Sequence[DeckFile]) -> Problem:
    """The line of the card that a problem names first."""
    card_id = problem.what.partition(":")[0].partition("/")[0]
    for file in files:
        if str(file.path) == problem.path and not problem.line:
            line, column = file.place_of(card_id)
            return replace(problem, line=line, column=column)
    return problem


# --- what a run says ---


def report(result: Result, config: Config, *, cleanup: bool = False) -> None:
    """The packages, what stayed out, what left or moved, and what to do now."""
    for one in result.built:
        if one.path is not None:
            click.echo(f"{one.path}   {one.deck}: {', '.join([plural(one.cards, 'card'), *_left_out(one)])}")
    namespaces = sorted({one.deck.namespace for one in result.rendered}) or [""]
    for line in (
        *leaving.left_lines(result.left, namespaces, cleanup=cleanup),
        *leaving.moved_lines(result.was, result.now, namespaces),
        *_changed_lines(result),
        *_stale_lines(result, config.output),
    ):
        click.echo(line)
    show(result.problems)
    if any(one.path for one in result.built):
        click.echo("Next: in Anki, File > Import and choose the packages (or `cardgen push`).")


def _changed_lines(result: Result) -> list[str]:
    """What an import of a file does to tags; `cardgen push` puts them back."""
    if not result.changed:
        return []
    count = plural(len(result.changed), "note")
    return [
        f"{count} changed ({listed(result.changed)}). Importing replaces their tags in Anki: "
        "`cardgen push` keeps tags of your own, a file import does not."
    ]


def _stale_lines(result: Result, output: Path) -> list[str]:
    """Packages of decks that are no more: importing them again would bring back old cards."""
    if result.partly or not output.is_dir():
        return []
    made = {result.left.package, *(one.path for one in result.built)}
    stale = sorted(path for path in output.glob("*.apkg") if path not in made and path.stem != CLEANUP)
    verb = "was" if len(stale) == 1 else "were"
    names = listed([str(path) for path in stale])
    return [f"{names} {verb} not made by this build; delete what is old"] if stale else []


def _left_out(one: Built) -> list[str]:
    counts = ((one.incomplete, "incomplete"), (one.rejected, "rejected"))
    return [f"{count} {word} left out" for count, word in counts if count]


def data_of(result: Result) -> dict[str, object]:
    """What was built, for scripts."""
    return {
        "packages": [
            {
                "deck": one.deck,
                "path": str(one.path) if one.path else None,
                "notes": one.notes,
                "cards": one.cards,
                "incomplete": one.incomplete,
                "rejected": one.rejected,
            }
            for one in result.built
        ],
        "changed": list(result.changed),
        "left": list(result.left.keys),
        "moved": leaving.moved(result.was, result.now),
        "cleanup": str(result.left.package) if result.left.package else None,
        "problems": [as_data(problem) for problem in result.problems],
    }
