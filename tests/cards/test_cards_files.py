"""Whatever happens in the middle of a run, each file is the old one or the new one, and no edit is lost."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from card_desk import Desk, definition, whats

from cardgen.cards import exclusive, write_atomic
from cardgen.problems import CardgenError

posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def prepared(root: Path) -> tuple[Desk, list]:
    """A desk where the next run adds, updates, keeps and makes a new deck."""
    desk = Desk(root)
    desk.generate(
        definition("上采样", "让图像变大", line=4),
        definition("池化", "缩小特征图", line=9),
        definition("词向量", "词的数字表示", "b.md", 3, "NLP"),
    )
    desk.edit("meaning: 缩小特征图", "meaning: 我的话  # 手写")
    return desk, [
        definition("上采样", "任何放大图像的技术", line=4),
        definition("卷积", "加权求和", line=6),
        definition("池化", "笔记的新说法", line=9),
        definition("词向量", "词的稠密表示", "b.md", 3, "NLP"),
        definition("协程", "能暂停的函数", "c.md", 1, "Python"),
    ]


def in_a_child(work) -> int:
    """The exit code of the work done in a process of its own."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(step: int) -> None:
    """Makes this process end, without any clean-up, at the n-th thing that it does to a disk."""
    count = 0

    def tick() -> None:
        nonlocal count
        count += 1
        if count == step:
            os._exit(9)

    def hook(event: str, args: tuple) -> None:
        opens = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if opens or event in ("os.rename", "os.remove", "os.chmod", "os.chown", "os.mkdir", "os.truncate"):
            tick()

    for name in ("fsync", "write"):
        real = getattr(os, name)

        def slow(*args, real=real):
            tick()
            return real(*args)

        setattr(os, name, slow)
    sys.addaudithook(hook)


@posix
def test_a_process_killed_at_any_write_leaves_whole_files_and_the_next_run_finishes(tmp_path):
    whole, findings = prepared(tmp_path / "whole")
    old = whole.everything()
    whole.generate(*findings)
    new = whole.everything()
    kills = 0
    for step in range(1, 200):
        desk, findings = prepared(tmp_path / str(step))

        def work(desk=desk, findings=findings, step=step):
            die_at(step)
            desk.generate(*findings)

        code = in_a_child(work)
        there = {name: data for name, data in desk.everything().items() if not name.startswith(".")}
        for name in new:
            assert there.get(name, b"") in (old.get(name, b""), new[name]), (step, name)
        desk.generate(*findings)
        assert {n: d for n, d in desk.everything().items() if n.endswith(".yaml")} == {
            n: d for n, d in new.items() if n.endswith(".yaml")
        }
        plan = desk.generate(*findings)
        assert (plan.files, whats(plan)["池化"]) == (
            (),
            "conflicting" if "conflicting" in whats(plan).values() else "kept",
        )
        if code == 0:
            break
        assert code == 9
        kills += 1
    assert code == 0
    assert kills > 15


@posix
def test_a_disk_that_is_full_leaves_whole_files(tmp_path):
    import resource

    whole, findings = prepared(tmp_path / "whole")
    old = whole.everything()
    whole.generate(*findings)
    largest = max(len(data) for name, data in whole.everything().items() if data != old.get(name))

    def work(desk, size):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        _, problems = desk.try_generate(*findings)
        assert all("cannot be written" in problem.what for problem in problems)
        assert bool(problems) == (size < largest)

    for size in (1, 100, 300, 420, 600, 1200, 1_000_000):
        desk, _ = prepared(tmp_path / str(size))
        assert in_a_child(lambda desk=desk, size=size: work(desk, size)) == 0
        for name, data in desk.everything().items():
            assert data in (old.get(name), whole.everything()[name]) or name == "cardgen.lock"
        desk.generate(*findings)
        assert "我的话  # 手写" in desk.text()
        assert set(whats(desk.generate(*findings)).values()) <= {"unchanged", "conflicting", "kept"}


@posix
def test_a_folder_without_rights_is_told_and_nothing_is_written():
    def work():
        if os.geteuid() == 0:
            os.setuid(65534)  # root may write everywhere
        for act in (lambda: write_atomic(folder / "x.yaml", "a"), lambda: exclusive(folder).__enter__()):
            with pytest.raises(CardgenError, match=r"cannot be written \(Permission denied\)"):
                act()

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        assert in_a_child(work) == 0
        assert list(folder.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "decks").write_text("")
    with pytest.raises(CardgenError, match="the folder cannot be written"), exclusive(tmp_path / "decks"):
        pass


HOLD = """
import sys, time
from pathlib import Path
from cardgen.cards import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holder(folder: Path, seconds: float) -> subprocess.Popen:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_run_waits_for_the_first(tmp_path):
    child = holder(tmp_path, 0.5)
    with exclusive(tmp_path):
        assert child.poll() is not None or child.wait(5) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_that_waited_long_enough_says_who_holds_the_folder(tmp_path):
    child = holder(tmp_path, 30)
    try:
        with (
            pytest.raises(CardgenError, match=rf"process {child.pid} \(.*\) is writing here; wait"),
            exclusive(tmp_path, patience=0.1),
        ):
            pass
    finally:
        child.kill()
        child.wait()


def test_a_run_that_was_killed_holds_nothing(tmp_path):
    child = holder(tmp_path, 30)
    child.kill()
    child.wait()
    start = time.monotonic()
    with exclusive(tmp_path, patience=0):
        assert time.monotonic() >= start
    assert list(tmp_path.iterdir()) == []


def test_many_runs_at_once_lose_nothing(tmp_path):
    add = """
import sys
from pathlib import Path
from cardgen.cards import exclusive
folder = Path(sys.argv[1])
for _ in range(20):
    with exclusive(folder):
        path = folder / "count"
        path.write_text(str(int(path.read_text() if path.exists() else 0) + 1))
"""
    children = [subprocess.Popen([sys.executable, "-c", add, str(tmp_path)]) for _ in range(3)]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    assert (tmp_path / "count").read_text() == "60"


def test_left_over_pieces_of_a_killed_run_are_no_decks(tmp_path):
    desk, findings = prepared(tmp_path)
    (desk.folder / ".deep-learning.yaml.cardgen-new").write_text("deck: [half of i")
    plan = desk.generate(*findings)
    assert plan.problems == ()
    assert not (desk.folder / ".deep-learning.yaml.cardgen-new").exists()
