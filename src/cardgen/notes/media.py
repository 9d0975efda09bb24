"""Where the picture lies that a note names."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

_REMOTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_FOLDERS = (
    "attachments",
    "assets",
    "images",
    "image",
    "img",
    "media",
    "static",
    "public",
    "source",
    "_resources",
    "附件",
)


def is_remote(target: str) -> bool:
    """Whether a target is an address, and no file (also `data:` and the like)."""
    return bool(_REMOTE.match(target)) and not re.match(r"[A-Za-z]:[\\/]", target)


def find_media(root: Path, note: str, target: str) -> Path | None:
    """The file that `target` means in the note at `note` (POSIX, relative to `root`), or None.

    Looks beside the note, in the note's own asset folder (Hexo), from the root, in the attachment folder that
    `.obsidian/app.json` names, in folders such as `assets/`, and last for the name alone anywhere below the
    root. Addresses give None, and nothing outside of `root` is ever found, by `..` or by a link.
    """
    if not target or is_remote(target) or "\0" in target:
        return None
    top = os.path.realpath(root)
    note_folder = root / PurePosixPath(note).parent
    for name in _spellings(target):
        bare = name.lstrip("/")
        for folder in _folders(root, note_folder, PurePosixPath(note).stem, rooted=name.startswith("/")):
            if found := _inside(folder / bare, top):
                return found
    names = _names_below(top)
    for name in _spellings(target):
        for path in names.get(_key(PurePosixPath(name).name), ()):
            if found := _inside(Path(path), top):
                return found
    return None


def _spellings(target: str) -> list[str]:
    """The ways to read a target as a file's name: as it stands, URL-escaped, without query, with Windows'
    slashes.
    """
    found: list[str] = []
    for name in (
        target,
        unquote(target),
        re.split(r"[?#]", unquote(target))[0],
        re.split(r"[?#]", target)[0],
    ):
        for spelled in (name, name.replace("\\", "/")):
            for form in ("NFC", "NFD"):
                found.append(unicodedata.normalize(form, spelled))
    return [name for name in dict.fromkeys(found) if name.strip("/. ") and "\0" not in name]


def _folders(root: Path, note_folder: Path, stem: str, *, rooted: bool) -> Iterator[Path]:
    if not rooted:
        yield note_folder
        yield note_folder / stem
        yield note_folder / f"{stem}.assets"
    yield root
    yield from (root / name for name in _attachment_folders(root))
    for base in dict.fromkeys((note_folder, root)):
        yield from (base / name for name in _FOLDERS)


def _attachment_folders(root: Path) -> tuple[str, ...]:
    """What the vault's settings name; `./name` is meant beside each note and is found by its name."""
    try:
        settings = json.loads((root / ".obsidian" / "app.json").read_text("utf-8"))
        folder = settings.get("attachmentFolderPath")
    except (OSError, ValueError, AttributeError, RecursionError):
        return ()
    named = isinstance(folder, str) and not folder.startswith(".") and folder.strip("/")
    return (folder.strip("/"),) if named else ()


class _Names(NamedTuple):
    """The paths of all files below a folder by their names, and when each folder below it last changed."""

    paths: dict[str, list[str]]
    folders: dict[str, int]

    def is_current(self) -> bool:
        try:
            return all(Path(folder).stat().st_mtime_ns == stamp for folder, stamp in self.folders.items())
        except OSError:
            return False


_known: dict[str, _Names] = {}


def _names_below(top: str) -> dict[str, list[str]]:
    """The paths of all files below a folder by their names, the shortest first; as they are now."""
    names = _known.get(top)
    if names is None or not names.is_current():
        names = _known[top] = _walked(top)
    return names.paths


def _walked(top: str) -> _Names:
    names = _Names({}, {})
    for folder, folders, files in os.walk(top):
        with suppress(OSError):
            names.folders[folder] = Path(folder).stat().st_mtime_ns
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in files:
            names.paths.setdefault(_key(name), []).append(str(Path(folder) / name))
    for paths in names.paths.values():
        paths.sort(key=lambda path: (path.count(os.sep), path))
    return names


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _inside(path: Path, top: str) -> Path | None:
    try:
        real = os.path.realpath(path)
        if real.startswith(top.rstrip(os.sep) + os.sep) and Path(real).is_file():
            return path
    except (OSError, ValueError):
        pass
    return None
