"""A real Anki collection for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("anki", reason="the anki library is not installed")

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def new_collection(folder: Path, name: str = "collection") -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    return Collection(str(folder / f"{name}.anki2"))


def take(col: Any, path: Path) -> Any:
    """Import a package as the desktop does by default; gives the log."""
    options = ImportAnkiPackageOptions(
        merge_notetypes=False,
        update_notes=0,
        update_notetypes=0,
        with_scheduling=False,
        with_deck_configs=False,
    )
    log = col.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log
    col.models._clear_cache()
    return log


def counts(log: Any) -> dict[str, int]:
    """How many notes were new, updated, …; what is none is left out."""
    found = {
        name: len(getattr(log, name))
        for name in ("new", "updated", "duplicate", "conflicting", "missing_deck")
    }
    return {name: number for name, number in found.items() if number}


def notes(col: Any) -> dict[str, Any]:
    """The notes by their `Id` field."""
    found = [col.get_note(nid) for nid in col.find_notes("")]
    return {note["Id"]: note for note in found if "Id" in note.keys()}  # noqa: SIM118


def export(col: Any, path: Path, legacy: bool = False) -> Path:
    """What the person exports: a deck package, or the whole collection where the path ends in `.colpkg`."""
    if path.suffix == ".colpkg":
        col.export_collection_package(str(path), include_media=True, legacy=legacy)
        col.reopen()  # Anki closes the collection for it
        return path
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=False, with_media=True, legacy=legacy
    )
    col.export_anki_package(out_path=str(path), options=options, limit=None)
    return path
