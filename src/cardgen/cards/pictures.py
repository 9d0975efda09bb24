"""Where the images of cards lie."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from cardgen.cards.reading import DeckFile
from cardgen.model import Card


class Pictures:
    """Where images may lie: beside the note, below the notes' folder, beside the decks."""

    def __init__(self, root: Path):
        self.root = root

    def has(self, target: str, card: Card, file: DeckFile) -> bool:
        name = unquote(target.split("#")[0].split("?")[0]).replace("\\", "/")
        folders = [self.root, file.path.parent, *(self.root / Path(s.note).parent for s in card.sources)]
        if any((folder / name).is_file() for folder in folders):
            return True
        return name.rpartition("/")[2].casefold() in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        """All file names below the root: a vault finds an image wherever it lies."""
        return frozenset(path.name.casefold() for path in self.root.rglob("*") if path.is_file())
