"""`cardgen.toml`: defaults beside the notes. Every key has a flag, and no file is needed."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from cardgen.problems import fail

NAME = "cardgen.toml"
_ADDED = ("rules", "exclude", "ignore")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project. Paths are resolved against the folder of the file."""

    notes: tuple[Path, ...] = ()
    """Note files and folders to read when none is named."""
    decks: Path = Path("decks")
    output: Path = Path("out")
    rules: tuple[Path, ...] = ()
    """The person's own rule files."""
    exclude: tuple[str, ...] = ()
    """Patterns in the manner of .gitignore of notes to leave out."""
    encoding: str = ""
    """Encoding of notes that are neither UTF-8 nor GB18030."""
    min_confidence: float = 0.5
    """Findings below it give no card."""
    ignore: tuple[str, ...] = ()
    """Codes of checks that are switched off."""
    style: Path | None = None
    """A folder whose `card.css` is added to the cards' own and whose templates replace them."""
    vault: str = ""
    """Name of the Obsidian vault, for links from a card to its note."""
    path: Path | None = None
    """The file that was read."""

    def with_flags(self, **flags: Any) -> Config:
        """These settings, with the flags that were given on the command line in their place.

        Rule files, patterns to leave out and checks to switch off are added to those of the file.
        """
        given = {name: value for name, value in flags.items() if value not in (None, ())}
        added = {name: (*getattr(self, name), *given[name]) for name in _ADDED if name in given}
        return replace(self, **{**given, **added})


def find_config(start: Path) -> Path | None:
    """The `cardgen.toml` in `start`, or in the nearest folder above it."""
    folder = start.resolve()
    for place in (folder, *folder.parents):
        candidate = place / NAME
        if candidate.is_file():
            return candidate
    return None


def load_config(path: Path | None) -> Config:
    """The settings in a file (defaults for none). Raises CardgenError for one that can't be used."""
    if path is None:
        return Config()
    here = _relative(path.parent)
    shown = here / path.name
    text, data = _read(path, shown)
    known = {field.name for field in fields(Config)} - {"path"}
    config = replace(Config(), decks=here / "decks", output=here / "out", path=path)
    for key, value in data.items():
        name = key.replace("-", "_")
        line = _line_of(text, key)
        if name not in known:
            raise fail(shown, f"unknown setting `{key}`", f"use one of {', '.join(sorted(known))}", line)
        config = replace(config, **{name: _typed(here, shown, name, key, value, line)})
    return config


def _read(path: Path, shown: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text("utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as error:
        raise fail(shown, f"cannot be read: {error.strerror}", "check its rights") from error
    except UnicodeDecodeError as error:
        raise fail(shown, "not UTF-8", "save it as UTF-8") from error
    except RecursionError as error:
        raise fail(shown, "nested too deeply", "write plain settings, one a line") from error
    except tomllib.TOMLDecodeError as error:
        what = str(error)
        found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)", what)
        what = f"no valid TOML: {what.replace(found[0], '') if found else what}"
        line, column = (int(found[1] or 0), int(found[2] or 0)) if found else (0, 0)
        todo = 'write settings such as `notes = ["notes"]`'
        raise fail(shown, what, todo, line or len(text.splitlines()), column) from error


def _line_of(text: str, key: str) -> int:
    """The line on which a setting stands; 0 where it cannot be told."""
    found = re.search(rf"""^[ \t]*["']?{re.escape(key)}["']?[ \t]*[.=]|^\[{re.escape(key)}\]""", text, re.M)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _typed(here: Path, shown: Path, name: str, key: str, value: Any, line: int) -> Any:
    if name in ("notes", *_ADDED):
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
            raise fail(shown, f"`{key}` is not a list of texts", f'write `{key} = ["…"]`', line)
        return tuple(_path(here, item) for item in values) if name in ("notes", "rules") else tuple(values)
    if name == "min_confidence":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise fail(shown, f"`{key}` is not a number from 0 to 1", f"write `{key} = 0.5`", line)
        return float(value)
    if not isinstance(value, str):
        raise fail(shown, f"`{key}` is not a text", f'write `{key} = "…"`', line)
    return value if name in ("encoding", "vault") else _path(here, value)


def _path(here: Path, text: str) -> Path:
    return here / Path(text).expanduser()


def _relative(folder: Path) -> Path:
    """A folder as seen from the working folder, so that places are printed short."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # another drive
        return folder
