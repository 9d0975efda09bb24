"""Cards -> Anki packages, and back: note types, fields, packaging, push and pull."""

from cardgen.anki.fields import AnkiNote, Rendered, anki_notes, render
from cardgen.anki.notetypes import Style, style
from cardgen.anki.packaging import Built, build, content_hashes, package

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
