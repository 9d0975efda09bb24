"""Take the pictures of docs/images again: `python tests/anki/take_pictures.py`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from anki_browser import reviewer_page, screenshot, serve
from anki_collection import new_collection, notes, take
from anki_decks import GALLERY

from cardgen.anki import build

FOLDER = Path(__file__).parents[2] / "docs" / "images"
PICTURES = {  # picture: (the note's id, the height of its back in pixels)
    "definition": ("upsampling", 330),
    "formula": ("precision", 500),
    "comparison": ("adam-vs-adamw", 515),
    "aspect": ("adam-vs-adamw/weight-decay", 325),
}
WIDTH = 430


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        col = new_collection(folder)
        (built,) = build([GALLERY], folder, mods={})
        assert built.path
        take(col, built.path)
        for picture, (key, height) in PICTURES.items():
            shown = notes(col)[key].cards()[0].render_output(reload=True)
            for night in (False, True):
                page = reviewer_page(shown.question_and_style(), shown.answer_and_style(), night)
                # a window of Chromium has a least width of its own; a frame has not
                size = f"border:0;width:{WIDTH}px;height:{height}px"
                frame = f'<body style="margin:0"><iframe src="/card" style="{size}"></iframe>'
                with serve({"/card": page, "/": frame}) as address:
                    path = FOLDER / f"{picture}-{'night' if night else 'light'}.png"
                    screenshot(address + "/", path, WIDTH, height, scale=2)
        col.close()


if __name__ == "__main__":
    main()
