"""`cardgen.toml`: defaults beside the notes. Every key has a flag, and no file is needed."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from cardgen.problems import fail

NAME = "cardgen.toml"


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
        """These settings with the flags that were given on the command line."""
        return replace(self, **{name: value for name, value in flags.items() if value not in (None, ())})


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
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise fail(path, f"can't be read: {error.strerror}", "check the path") from error
    except UnicodeDecodeError as error:
        raise fail(path, "not UTF-8", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise fail(path, f"broken TOML: {error}", "mend it") from error
    known = {field.name for field in fields(Config)} - {"path"}
    here = _relative(path.parent)
    config = replace(Config(), decks=here / "decks", output=here / "out", path=path)
    for key, value in data.items():
        name = key.replace("-", "_")
        if name not in known:
            raise fail(path, f"unknown setting `{key}`", f"use one of {', '.join(sorted(known))}")
        config = replace(config, **{name: _typed(path, name, key, value)})
    return config


def _typed(path: Path, name: str, key: str, value: Any) -> Any:
    here = _relative(path.parent)
    if name in ("notes", "rules", "exclude", "ignore"):
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise fail(path, f"`{key}` is not a list of texts", f'write `{key} = ["…"]`')
        return tuple(here / item for item in value) if name in ("notes", "rules") else tuple(value)
    if name == "min_confidence":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise fail(path, f"`{key}` is not a number from 0 to 1", f"write `{key} = 0.5`")
        return float(value)
    if not isinstance(value, str):
        raise fail(path, f"`{key}` is not a text", f'write `{key} = "…"`')
    return value if name in ("encoding", "vault") else here / value


def _relative(folder: Path) -> Path:
    """A folder as seen from the working folder, so that places are printed short."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # another drive
        return folder
