"""Named notes to findings, with a progress bar, on several cores when there is enough to read."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from cardgen.cards import Named
from cardgen.cli.pictures import Pictures
from cardgen.config import Config
from cardgen.model import Finding
from cardgen.notes import NoteFile, find_notes, read_file
from cardgen.problems import Problem
from cardgen.rules import RuleSet, load_rules

FEW = 16
"""Notes that one process reads by itself."""
WORTH_A_PROCESS = 400_000
"""Bytes of notes from which a second process pays for its start (measured: half a second of reading)."""
CHUNK = 4
"""Notes that a process takes at a time: few, so that Ctrl-C ends soon."""


@dataclass
class Read:
    """What a run read: findings, and which files gave them or failed."""

    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    roots: list[Path] = field(default_factory=list)
    """The files and folders that were named and exist."""
    files: list[NoteFile] = field(default_factory=list)
    """Every note file under what was named."""
    notes: int = 0
    """Notes read; a digest file holds several."""
    skipped: list[str] = field(default_factory=list)
    """Names of files that are no text."""
    failed: list[str] = field(default_factory=list)
    """Names of files whose cards must be kept as they were: unreadable, or too slow for the rules."""
    pictures: Pictures = field(default_factory=Pictures)

    def scope(self) -> list[Named]:
        """What was looked at, so that only cards from there can count as gone."""
        roots: dict[Path, list[str]] = {root: [] for root in self.roots}
        for file in self.files:
            # A file that was named speaks for itself alone, not for its folder.
            roots.setdefault(file.root if file.root in roots else file.path, []).append(file.name)
        failed = set(self.failed)
        return [
            Named(
                root,
                [name for name in names if name not in failed],
                [name for name in names if name in failed],
            )
            for root, names in roots.items()
        ]


Outcome = tuple[NoteFile, int, list[Finding], list[Problem], bool]
Memory = dict[Path, tuple[tuple[int, int], Outcome]]
"""What files gave when they were read, each with its time of change and size then."""


def read_notes(
    paths: Sequence[Path], config: Config, *, progress: bool = True, memory: Memory | None = None
) -> Read:
    """Read everything that was named. One bad file is a problem and stops nothing.

    What `memory` has of a file that did not change is not read again; it is brought up to date.
    """
    rules = load_rules(config.rules)
    files, problems = find_notes(paths, exclude=config.exclude)
    read = Read(problems=problems, files=files, roots=[path for path in paths if path.exists()])
    shown = progress and sys.stderr.isatty() and len(files) > 20
    with click.progressbar(
        _outcomes(files, rules, config) if memory is None else _remembered(files, rules, config, memory),
        length=len(files),
        label="Reading notes",
        file=sys.stderr,
        hidden=not shown,
    ) as outcomes:
        for file, notes, findings, faults, failed in outcomes:
            read.notes += notes
            read.findings += read.pictures.settle(findings, file)
            read.problems += [replace(fault, path=str(file.root / fault.path)) for fault in faults]
            if failed:
                read.failed.append(file.name)
            elif not notes:
                read.skipped.append(file.name)
    read.problems += read.pictures.problems
    return read


def _outcomes(files: Sequence[NoteFile], rules: RuleSet, config: Config) -> Iterator[Outcome]:
    workers, done = os.cpu_count() or 1, 0
    if workers > 1 and len(files) > FEW and _size(files) > WORTH_A_PROCESS:
        pool = ProcessPoolExecutor(workers, initializer=_begin, initargs=(config,))
        try:
            for outcome in pool.map(_read_in_worker, files, chunksize=CHUNK):
                done += 1
                yield outcome
            return
        except (BrokenProcessPool, OSError):
            pass  # out of memory, or no processes here: the rest one after the other
        finally:
            pool.shutdown(cancel_futures=True)
    for file in files[done:]:
        yield _read_one(file, rules, config)


def _remembered(
    files: Sequence[NoteFile], rules: RuleSet, config: Config, memory: Memory
) -> Iterator[Outcome]:
    stamps = {file.path: stamp_of(file.path) for file in files}
    new = [file for file in files if memory.get(file.path, (None,))[0] != stamps[file.path]]
    memory |= {
        outcome[0].path: (stamps[outcome[0].path], outcome) for outcome in _outcomes(new, rules, config)
    }
    yield from (memory[file.path][1] for file in files)


def stamp_of(path: Path) -> tuple[int, int]:
    """When a file last changed, and its size; zeros when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _size(files: Sequence[NoteFile]) -> int:
    return sum(stamp_of(file.path)[1] for file in files)


_worker: tuple[RuleSet, Config] | None = None


def _begin(config: Config) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that the person started
    _worker = load_rules(config.rules), config


def _read_in_worker(file: NoteFile) -> Outcome:
    assert _worker is not None
    return _read_one(file, *_worker)


def _read_one(file: NoteFile, rules: RuleSet, config: Config) -> Outcome:
    from cardgen.extract import extract

    notes, problems = read_file(file, encoding=config.encoding or None)
    failed = not notes and any(problem.severity == "error" for problem in problems)
    findings: list[Finding] = []
    for note in notes:
        given_up: list[str] = []
        try:
            findings += extract(note, rules, given_up=given_up)
        except RecursionError:
            failed = True
            what = "is nested too deeply for the rules; its cards were kept as they are"
            problems.append(Problem(file.name, note.line, 0, what, "split the note, or exclude it"))
        if given_up:
            failed = True
            what = (
                f"took the rules for {' and '.join(given_up)} too long; what they had found is kept as it is"
            )
            problems.append(Problem(file.name, note.line, 0, what, "split the note, or exclude it"))
    return file, len(notes), findings, problems, failed
