"""The week in docs/curating.md is true: edits are made, commands run, and they print what is shown."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

DOC = Path(__file__).parents[2] / "docs" / "curating.md"
_PART = re.compile(
    r"`(?P<path>(?:notes|decks)/[\w./-]+\.\w+)`|^```(?P<form>\w+)\n(?P<body>.*?)^```$", re.M | re.S
)


def live(text: str, folder: Path) -> str:
    """The document with every block of commands as it comes out in a fresh folder."""
    path = Path()
    parts, at = [], 0
    for match in _PART.finditer(text):
        if match["path"]:
            path = folder / match["path"]
        elif match["form"] == "markdown":
            path.parent.mkdir(exist_ok=True)
            path.write_text(match["body"], "utf-8")
        elif match["form"] == "diff":
            edit(path, match["body"])
        elif match["form"] == "console":
            parts += [text[at : match.start("body")], console(match["body"], folder)]
            at = match.end("body")
    return "".join([*parts, text[at:]])


def edit(path: Path, diff: str) -> None:
    """Replaces each run of `-` lines by the `+` lines after it."""
    text = path.read_text("utf-8")
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)*)", diff, re.M):
        gone, come = (re.sub(r"(?m)^.", "", lines) for lines in (old, new))
        if gone.count("\n") > 1 and gone not in text:  # lines that do not stand together
            for line in gone.splitlines(keepends=True)[:-1]:
                assert text.count(line) == 1, line
                text = text.replace(line, "")
            gone = gone.splitlines(keepends=True)[-1]
        assert text.count(gone) == 1, gone
        text = text.replace(gone, come)
    path.write_text(text, "utf-8")


def console(body: str, folder: Path) -> str:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200"}
    shown = []
    for command in re.findall(r"^\$ (.*)$", body, re.M):
        done = subprocess.run(
            shlex.split(command),
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        shown.append(f"$ {command}\n{done.stdout}{done.stderr}")
    return "".join(shown)


def test_the_week_is_true(tmp_path):
    text = DOC.read_text("utf-8")
    assert live(text, tmp_path) == text, (
        f"when the new output is right: python {Path(__file__).name} writes it"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        DOC.write_text(live(DOC.read_text("utf-8"), Path(name)), "utf-8")
