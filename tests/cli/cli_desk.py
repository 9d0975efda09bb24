"""A person's folder with notes and decks, and the commands run in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cardgen.cli import group

LATENCY = "**Latency** is the time between a request and its first response.\n"
UPSAMPLING = "上采样指的是把图像放大到更高的分辨率的操作方法。\n"
TCP_UDP = "| | TCP | UDP |\n|---|---|---|\n| 连接 | 面向连接 | 无连接 |\n| 顺序 | 保证顺序 | 不保证顺序 |\n"


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Desk:
    folder: Path

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new))

    def run(self, *args: str, code: int | None = 0, answer: str | None = None) -> Ran:
        """Run a command here in this process; it must end with this exit code (any for None)."""
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            result = CliRunner().invoke(group, args, input=answer, env={"CARDGEN_TRACEBACK": "1"})
        finally:
            os.chdir(before)
        ran = Ran(result.exit_code, result.stdout, result.stderr)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in ran.said
        assert code is None or ran.code == code, ran.said
        return ran

    def start(self, *args: str, prefix: Sequence[str] = (), **more: Any) -> subprocess.Popen[str]:
        """Start a command here as a process of its own."""
        return subprocess.Popen(
            [*prefix, sys.executable, "-m", "cardgen", *args],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **more,
        )

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder with its bytes."""
        root = self.folder / folder
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
