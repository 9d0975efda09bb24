"""Cards -> Anki packages, and back: note types, fields, packaging, push and pull."""

from cardgen.anki.ankinote import AnkiNote, Rendered
from cardgen.anki.notetypes import Style, style
from cardgen.anki.packaging import Built, build, content_hashes, package
from cardgen.anki.rendering import anki_notes, render

__all__ = [
    "AnkiNote",
    "Built",
    "Rendered",
    "Style",
    "anki_notes",
    "build",
    "content_hashes",
    "package",
    "render",
    "style",
]
