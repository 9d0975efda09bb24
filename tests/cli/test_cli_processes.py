"""Runs as processes of their own: watching, Ctrl-C, two at once, a reader that goes away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from cli_desk import LATENCY, TCP_UDP, UPSAMPLING, Desk

PATIENCE = 60.0
"""Seconds after which a test gives up; nothing here takes so long."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of Unix")


def wait_for(happened: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)


@contextmanager
def watching(desk: Desk, *args: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A running `cardgen watch`, and the lines that it has printed so far."""
    process = desk.start("watch", *args, "--every", "0.05")
    lines: list[str] = []
    assert process.stdout
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
    reader.start()
    try:
        yield process, lines
    finally:
        process.kill()
        process.wait()
        reader.join()


def test_watch_follows_saves_until_it_is_stopped(desk: Desk) -> None:
    desk.write("notes/net.md", LATENCY)
    with watching(desk, "notes") as (process, lines):
        wait_for(lambda: any("1 note read, 1 change" in line for line in lines), "the first run")
        assert lines[0] == "Watching notes (Ctrl-C ends)\n"
        assert "term: Latency" in desk.read("decks/uncategorized.yaml")
        desk.edit("decks/uncategorized.yaml", "deck: Uncategorized", "deck: Mine   # as I like it")
        desk.write("notes/vision.md", UPSAMPLING)
        wait_for(lambda: any("  new: " in line and "上采样" in line for line in lines), "the new card")
        text = desk.read("decks/uncategorized.yaml")
        assert "term: 上采样" in text and "deck: Mine   # as I like it" in text
        desk.edit("notes/net.md", "its first response", "the first byte of its response")
        wait_for(lambda: any("  updated: " in line and "Latency" in line for line in lines), "the update")
        assert "the first byte of its response" in desk.read("decks/uncategorized.yaml")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        wait_for(lambda: lines[-1] == "Stopped.\n", "the last word")
        assert process.stderr and process.stderr.read() == ""


def test_watch_outlives_a_note_that_is_broken_for_a_while(desk: Desk) -> None:
    desk.write("notes/net.md", LATENCY)
    with watching(desk, "notes") as (_, lines):
        wait_for(lambda: any("1 note read, 1 change" in line for line in lines), "the first run")
        (desk.folder / "notes/net.md").unlink()
        wait_for(lambda: any("0 notes read" in line for line in lines), "the run without notes")
        desk.write("notes/net.md", LATENCY + "\n" + TCP_UDP)
        wait_for(lambda: any("TCP vs UDP" in line for line in lines), "the note that is back")
    assert "term: Latency" in desk.read("decks/uncategorized.yaml")


def test_ctrl_c_leaves_everything_as_it_was(desk: Desk) -> None:
    desk.write("notes/net.md", LATENCY)
    (desk.folder / "decks").mkdir()
    os.mkfifo(desk.folder / "decks/cardgen.lock")
    process = desk.start("generate", "notes")
    with (desk.folder / "decks/cardgen.lock").open("w"):  # opens when the run reads it, just before it writes
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert err == "Stopped. Every file is whole; run it again to go on.\n"
    assert [path.name for path in (desk.folder / "decks").iterdir()] == ["cardgen.lock"]


def test_two_runs_at_once_give_what_one_after_the_other_gives(desk: Desk) -> None:
    desk.write("a/net.md", "---\ncategory: Networks\n---\n" + LATENCY)
    desk.write("b/tcp.md", "---\ncategory: Networks\n---\n" + TCP_UDP)
    runs = [desk.start("generate", folder) for folder in ("a", "b")]
    for process in runs:
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
    text = desk.read("decks/networks.yaml")
    assert sorted(re.findall("^- id: (.+)$", text, re.M)) == ["latency", "tcp-vs-udp"]
    assert "Nothing changed" in desk.run("generate", "a", "b").out
    assert desk.run("check").out == "2 cards in 1 file: no problems\n"


def test_a_reader_that_goes_away_is_no_error(desk: Desk) -> None:
    desk.write("notes/net.md", LATENCY)
    process = desk.start("rules", "list")
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait(PATIENCE)


def test_many_notes_on_several_cores_give_what_one_core_gives(desk: Desk) -> None:
    code = "```\n" + "x = 1\n" * 5000 + "```\n"
    for i in range(20):
        text = f"**Term{i}** is the time between request {i} and its response.\n\n{code}"
        desk.write(f"{'few' if i < 10 else 'more'}/{i:02}.md", text)
    desk.run("generate", "few", "more", "--decks", "together")
    desk.run("generate", "few", "--decks", "apart")
    desk.run("generate", "more", "--decks", "apart")
    fronts = [
        re.findall(r"^- id: (.+)\n.*\n.*\n  meaning: (.+)$", desk.read(f"{decks}/uncategorized.yaml"), re.M)
        for decks in ("together", "apart")
    ]
    assert len(fronts[0]) == 20 and sorted(fronts[0]) == sorted(fronts[1])
