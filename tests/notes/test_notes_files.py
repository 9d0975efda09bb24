"""Which files are notes, and what is said of those that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cardgen.notes import NoteFile, find_media, find_notes, is_remote, read_file


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("正文。", "utf-8")


def names(files: list[NoteFile]) -> list[str]:
    return [file.name for file in files]


def test_notes_are_found_in_order_and_the_rest_is_left_out(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "b.md", "a.txt", "页.html", "本.ipynb", "深/处/c.markdown",
        "图.png", "数据.csv", "脚本.py", "drawing.excalidraw.md",
        ".hidden.md", ".obsidian/x.md", ".trash/y.md", ".git/z.md", "node_modules/m/README.md",
    )  # fmt: skip
    files, problems = find_notes([tmp_path])
    assert not problems
    assert names(files) == ["a.txt", "b.md", "本.ipynb", "页.html", "深/处/c.markdown"]
    assert all(file.root == tmp_path and file.path == tmp_path / file.name for file in files)


def test_ignore_files_hold_for_their_folder(tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "草稿/b.md", "草稿/留.md", "甲/c.md", "甲/d.md", "乙/c.md", "日志-1.md")
    (tmp_path / ".gitignore").write_text("草稿/*\n!草稿/留.md\n日志-*.md\n", "utf-8")
    (tmp_path / "甲" / ".cardgenignore").write_text("/c.md\n", "utf-8")
    assert names(find_notes([tmp_path])[0]) == ["a.md", "乙/c.md", "甲/d.md", "草稿/留.md"]
    assert names(find_notes([tmp_path], exclude=["乙/", "a.*"])[0]) == ["甲/d.md", "草稿/留.md"]


def test_named_files_and_folders(tmp_path: Path) -> None:
    tree(tmp_path, "甲/a.md", "甲/b.md", "乙/c.md", "空/图.png")
    files, problems = find_notes([tmp_path / "甲" / "b.md", tmp_path / "甲", tmp_path / "乙"])
    assert not problems
    assert names(files) == ["b.md", "a.md", "c.md"]
    assert files[0].root == tmp_path / "甲"

    files, problems = find_notes([tmp_path / "没有.md", tmp_path / "空", tmp_path / "乙"])
    assert names(files) == ["c.md"]
    assert [(p.severity, p.path) for p in problems] == [
        ("error", str(tmp_path / "没有.md")),
        ("error", str(tmp_path / "空")),
    ]
    assert "no such file" in problems[0].what and "no notes" in problems[1].what


def test_links_neither_loop_nor_lead_out(tmp_path: Path) -> None:
    tree(tmp_path, "里/a.md", "里/子/b.md", "外/secret.md")
    inside = tmp_path / "里"
    (inside / "圈").symlink_to(inside, target_is_directory=True)
    (inside / "子" / "上").symlink_to(inside / "子", target_is_directory=True)
    (inside / "外").symlink_to(tmp_path / "外", target_is_directory=True)
    (inside / "文件.md").symlink_to(tmp_path / "外" / "secret.md")
    (inside / "断.md").symlink_to(tmp_path / "没有")
    assert names(find_notes([inside])[0]) == ["a.md", "子/b.md"]


def test_names_with_newlines_and_undecodable_bytes(tmp_path: Path) -> None:
    odd = [b"line\nbreak.md", b"bad\xff.md"]
    for name in odd:
        try:
            (tmp_path / os.fsdecode(name)).write_bytes("正文。".encode())
        except OSError:
            pytest.skip("the file system takes no such names")
    files, problems = find_notes([tmp_path])
    assert len(files) == 2 and not problems
    for file in files:
        (note,), _ = read_file(file)
        assert "\n" not in note.path
        note.path.encode()


def test_many_folders_deep(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(60):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("正文。", "utf-8")
    (file,) = find_notes([tmp_path])[0]
    assert file.name == "d/" * 60 + "a.md"


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("图.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not text"),
        ("数.txt", bytes(range(256)) * 50, "not text"),
        ("坏.md", b"\xff\xfe" + "文".encode("utf-16-le") + b"\x00", "byte order mark"),
        ("乱.md", "汉字".encode() + b"\xff\xff\xff" * 9, "encoding"),
    ],
)
def test_what_is_not_text_is_named(name: str, data: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    notes, (problem,) = read_file(NoteFile(path, name, tmp_path))
    assert not notes
    assert (problem.path, problem.severity) == (name, "warning")
    assert what in problem.what
    assert "UTF-8" in problem.todo


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    notes, (problem,) = read_file(NoteFile(tmp_path / "走了.md", "走了.md", tmp_path))
    assert not notes
    assert (problem.path, problem.severity) == ("走了.md", "error")
    folder = tmp_path / "夹.md"
    folder.mkdir()
    notes, (problem,) = read_file(NoteFile(folder, "夹.md", tmp_path))
    assert not notes and problem.severity == "error"


def test_an_empty_file_is_an_empty_note(tmp_path: Path) -> None:
    for name in ("a.md", "b.txt", "c.html"):
        (tmp_path / name).write_bytes(b"")
        (note,), problems = read_file(NoteFile(tmp_path / name, name, tmp_path))
        assert not note.blocks and not problems


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("图 一.png", "笔记/图 一.png"),
        ("./图%20一.png", "笔记/图 一.png"),
        ("../共享/b.png", "共享/b.png"),
        ("..\\共享\\b.png", "共享/b.png"),
        ("共享/b.png", "共享/b.png"),
        ("/共享/b.png?raw=true", "共享/b.png"),
        ("插图.png", "附/插图.png"),
        ("深藏.png", "很/深/深藏.png"),
        ("图片/文章内.png", "笔记/文章/图片/文章内.png"),
        ("没有.png", None),
        ("../../外面.png", None),
        ("https://a.b/图 一.png", None),
        ("data:image/png;base64,AAAA", None),
        ("//a.b/c.png", None),
        ("", None),
        ("..", None),
        ("a\0b.png", None),
    ],
)
def test_pictures_are_found_where_people_keep_them(target: str, found: str | None, tmp_path: Path) -> None:
    vault = tmp_path / "库"
    tree(
        vault,
        "笔记/文章.md", "笔记/图 一.png", "共享/b.png", "附/插图.png", "很/深/深藏.png",
        "笔记/文章/图片/文章内.png",
    )  # fmt: skip
    tree(tmp_path, "外面.png")
    tree(vault, ".obsidian/app.json")
    (vault / ".obsidian" / "app.json").write_text('{"attachmentFolderPath": "附"}', "utf-8")
    expected = (vault / found).resolve() if found else None
    path = find_media(vault, "笔记/文章.md", target)
    assert (path.resolve() if path else None) == expected


def test_a_picture_that_comes_later_is_found(tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "深/处/b.png")
    assert find_media(tmp_path, "a.md", "c.png") is None
    tree(tmp_path, "深/处/c.png")
    assert find_media(tmp_path, "a.md", "c.png") == tmp_path / "深/处/c.png"


def test_a_picture_outside_is_not_reached_by_a_link(tmp_path: Path) -> None:
    tree(tmp_path, "外.png", "库/a.md")
    (tmp_path / "库" / "里.png").symlink_to(tmp_path / "外.png")
    assert find_media(tmp_path / "库", "a.md", "里.png") is None


def test_remote_targets() -> None:
    assert (
        is_remote("https://a.b/c.png") and is_remote("//a.b/c.png") and is_remote("data:image/png;base64,A")
    )
    assert not is_remote("图.png") and not is_remote("C:\\图.png") and not is_remote("a/b:c.png")
