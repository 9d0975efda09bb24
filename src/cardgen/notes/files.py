"""Which files under the paths that a person names are notes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cardgen.problems import Problem

ENDINGS = frozenset(
    (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".txt", ".html", ".htm", ".ipynb")
)
_IGNORE_FILES = (".gitignore", ".cardgenignore")
_FOLDERS = frozenset(("node_modules", "__pycache__", "site-packages", "venv"))


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file to read. `name` is POSIX, relative to `root`: the folder that was named, or a named file's own
    folder.
    """

    path: Path
    name: str
    root: Path


def find_notes(paths: Sequence[Path], *, exclude: Sequence[str] = ()) -> tuple[list[NoteFile], list[Problem]]:
    """The notes under the named files and folders, sorted, each once; and the named paths that give none.

    Left out: hidden folders and files, what a `.gitignore` or `.cardgenignore` on the way names, what
    `exclude` names (the same patterns), Obsidian's drawings, and links that lead out of the folder.
    """
    files: list[NoteFile] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for path in paths:
        found = list(_under(path, exclude, problems))
        for file in found:
            real = os.path.realpath(file.path)
            if real not in seen:
                seen.add(real)
                files.append(file)
    return files, problems


def _under(path: Path, exclude: Sequence[str], problems: list[Problem]) -> Iterator[NoteFile]:
    name = str(path)
    if path.is_dir():
        found = list(_walk(path, exclude, problems))
        if not found:
            endings = ".md, .txt, .html or .ipynb"
            problems.append(
                Problem(name, 0, 0, f"no notes in this folder ({endings})", "name another folder")
            )
        yield from found
    elif path.is_file():
        yield NoteFile(path, path.name, path.parent)
    elif os.path.lexists(path):
        problems.append(Problem(name, 0, 0, "not a file or a folder", "name a file or a folder with notes"))
    else:
        problems.append(Problem(name, 0, 0, "no such file or folder", "check the path"))


class _Ignore:
    """The patterns of one ignore file, for the folder that it lies in."""

    def __init__(self, folder: str, lines: Sequence[str]):
        import pathspec

        self.folder = folder
        self.spec = pathspec.GitIgnoreSpec.from_lines(lines)

    def decides(self, name: str, is_folder: bool) -> bool | None:
        """True: left out. False: taken in again by a `!` pattern. None: not mentioned."""
        inner = name[len(self.folder) :] + ("/" if is_folder else "")
        return self.spec.check_file(inner).include


def _walk(root: Path, exclude: Sequence[str], problems: list[Problem]) -> Iterator[NoteFile]:
    base = [_Ignore("", exclude)] if exclude else []
    top = os.path.realpath(root)
    pending: list[tuple[str, list[_Ignore]]] = [("", base)]
    visited: set[str] = set()
    while pending:
        folder, ignores = pending.pop()
        place = str(root / folder) if folder else str(root)
        real = os.path.realpath(place)
        if real in visited or not _inside(real, top):
            continue
        visited.add(real)
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as error:
            what = f"cannot be read ({os.strerror(error.errno or 0)})"
            problems.append(Problem(place, 0, 0, what, "check its permissions", "unreadable"))
            continue
        ignores = ignores + _ignores_of(folder, entries)
        folders: list[tuple[str, list[_Ignore]]] = []
        for entry in entries:
            name = folder + entry.name
            try:
                is_folder = entry.is_dir()
                is_file = entry.is_file()
            except OSError:
                continue
            if _left_out(entry.name, is_folder) or _ignored(name, is_folder, ignores):
                continue
            if is_folder:
                folders.append((name + "/", ignores))
            elif is_file and _is_note(entry.name) and (
                not entry.is_symlink() or _inside(os.path.realpath(entry.path), top)
            ):  # fmt: skip
                yield NoteFile(Path(entry.path), name, root)
        pending.extend(reversed(folders))


def _inside(real: str, top: str) -> bool:
    return real == top or real.startswith(top.rstrip(os.sep) + os.sep)


def _left_out(name: str, is_folder: bool) -> bool:
    return name.startswith(".") or (is_folder and name in _FOLDERS)


def _is_note(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in ENDINGS and not name.lower().endswith(
        (".excalidraw.md", ".canvas")
    )


def _ignored(name: str, is_folder: bool, ignores: Sequence[_Ignore]) -> bool:
    for ignore in reversed(ignores):
        decision = ignore.decides(name, is_folder)
        if decision is not None:
            return decision
    return False


def _ignores_of(folder: str, entries: Sequence[os.DirEntry[str]]) -> list[_Ignore]:
    found = []
    for entry in entries:
        if entry.name in _IGNORE_FILES and entry.is_file():
            try:
                lines = Path(entry.path).read_text("utf-8", errors="replace").splitlines()
                found.append(_Ignore(folder, lines))
            except (OSError, ValueError):
                continue
    return found
