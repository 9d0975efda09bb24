"""By hand, over any folder of real notes: CARDGEN_CORPUS=path pytest tests/notes/test_notes_corpus.py"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cardgen.notes import find_notes, read_file, sentences

CORPUS = os.environ.get("CARDGEN_CORPUS", "")


@pytest.mark.skipif(not CORPUS, reason="CARDGEN_CORPUS names no folder")
def test_every_note_of_a_corpus_is_read() -> None:
    files, problems = find_notes([Path(CORPUS)])
    assert files and not problems
    for file in files:
        notes, found = read_file(file)
        assert notes or found, file.name
        for note in notes:
            for block in note.blocks:
                assert note.position(block.span.start)[0] == block.line
                for span in sentences(block.text):
                    place = block.source_offset(span.start)
                    assert block.span.start <= place <= block.span.end, (file.name, block.text)
