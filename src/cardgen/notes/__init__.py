"""Text in any format -> `Note`."""

from cardgen.notes.files import NoteFile, find_notes
from cardgen.notes.media import find_media, is_remote
from cardgen.notes.notebook import place_in_notebook
from cardgen.notes.reading import read_file, read_text
from cardgen.notes.sentences import sentences

__all__ = [
    "NoteFile",
    "find_media",
    "find_notes",
    "is_remote",
    "place_in_notebook",
    "read_file",
    "read_text",
    "sentences",
]
