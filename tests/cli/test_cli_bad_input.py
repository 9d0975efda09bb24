"""Bad input: one clear line, exit 1 (2 for a wrong command), nothing lost, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_desk import LATENCY, UPSAMPLING, Desk

BROKEN = "deck: NLP\ncards:\n- id: gram\n  kind: [definition\n"


@pytest.fixture
def made(desk: Desk) -> Desk:
    """A desk with notes and the decks made from them."""
    desk.write("notes/net.md", "---\ncategory: Networks\n---\n" + LATENCY)
    desk.write("notes/vision.md", "---\ncategory: Vision\n---\n" + UPSAMPLING)
    desk.run("generate", "notes")
    return desk


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("generate", "nope.md"), "nope.md: no such file or folder; check the path\n"),
        (
            ("generate", "empty"),
            "empty: no notes in this folder (.md, .txt, .html or .ipynb); name another folder\n",
        ),
        (
            ("generate", "n", "--rules", "no.yaml"),
            "no.yaml: no such rule file; check `rules` in cardgen.toml\n",
        ),
        (
            ("generate", "n", "--decks", "file"),
            "file: is a file, and the card specs need a folder; name another with --decks\n",
        ),
        (
            ("build",),
            "decks: there is no such folder of card specs; run `cardgen generate NOTES` first\n",
        ),
        (
            ("check",),
            "decks: there is no such folder of card specs; run `cardgen generate NOTES` first\n",
        ),
        (
            ("diff", "--decks", "file"),
            "file: is a file, not a folder of card specs; name the folder with --decks\n",
        ),
        (("take", "x"), "decks: there is no such folder of card specs; run `cardgen generate NOTES` first\n"),
        (("stats",), "decks: there is no such folder of card specs; run `cardgen generate NOTES` first\n"),
        (
            ("build", "--decks", "empty"),
            "empty: there are no card specs; run `cardgen generate NOTES` first\n",
        ),
        (
            ("explain", "nobody"),
            "nobody: there is no such card; give an id from decks/*.yaml, or NOTE:LINE\n",
        ),
        (
            ("explain", "no.md:3"),
            "no.md: there is no such note here; say where the notes are with --notes FOLDER\n",
        ),
        (("pull", "no.apkg", "--decks", "empty"), "no.apkg: there is no such file; export the deck or"),
        (
            ("push", "--anki", "http://127.0.0.1:9"),
            "http://127.0.0.1:9: no Anki answers; start Anki; if it runs, get the add-on AnkiConnect",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_was_named_is_not_there(desk: Desk, args: tuple[str, ...], text: str) -> None:
    (desk.folder / "empty").mkdir()
    desk.write("n/net.md", LATENCY)
    desk.write("file", "")
    before = desk.files(".")
    ran = desk.run(*args, code=1)
    assert ran.err.startswith(text) and ran.out == ""
    assert desk.files(".") == before
    assert not (desk.folder / "decks").exists() and not (desk.folder / "out").exists()


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("generate",), "no notes were named; name files or folders, or set `notes` in cardgen.toml"),
        (("watch",), "no notes were named; name files or folders, or set `notes` in cardgen.toml"),
        (("frobnicate",), "No such command 'frobnicate'"),
        (("build", "--colour"), "No such option"),
        (("generate", "n", "--min-confidence", "7"), "7.0 is not in the range 0<=x<=1"),
        (("check", "--ignore", "shyness"), "no check is called shyness; see `cardgen check --codes`"),
        (("take",), "Missing argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_exits_with_2(desk: Desk, args: tuple[str, ...], text: str) -> None:
    assert text in desk.run(*args, code=2).err


@pytest.mark.parametrize(
    ("toml", "text"),
    [
        ('notes = ["n"\n', "cardgen.toml:"),
        ("colour = 1\n", "cardgen.toml:1: unknown setting `colour`; use one of decks, encoding,"),
        ('\nnotes = ["n", 3]\n', 'cardgen.toml:2: `notes` is not a list of texts; write `notes = ["…"]`\n'),
        ("min_confidence = 3\n", "cardgen.toml:1: `min_confidence` is not a number from 0 to 1; write"),
        ("decks = true\n", 'cardgen.toml:1: `decks` is not a text; write `decks = "…"`\n'),
        ("vault = '\xff'", "cardgen.toml: not UTF-8; save it as UTF-8\n"),
    ],
)
def test_a_broken_configuration(desk: Desk, toml: str, text: str) -> None:
    desk.write("n/net.md", LATENCY)
    desk.write("cardgen.toml", toml.encode("latin-1"))
    for command in ("generate", "build", "check", "diff", "stats"):
        ran = desk.run(command, code=1)
        assert ran.err.startswith(text) and ran.err.count("\n") == 1


def test_notes_that_cannot_be_read_leave_the_others_alone(desk: Desk) -> None:
    desk.write("notes/net.md", LATENCY)
    desk.write("notes/picture.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    ran = desk.run("generate", "notes")
    assert "1 note read, 1 skipped (not text: picture.md)\n" in ran.out
    assert "notes/picture.md: warning: not text; save it as UTF-8, or name its encoding" in ran.err
    assert "term: Latency" in desk.read("decks/uncategorized.yaml")


def test_notes_in_another_encoding(desk: Desk) -> None:
    desk.write("notes/gb.md", UPSAMPLING.encode("gb18030"))
    desk.write("notes/big5.md", "死結是指多個行程互相等待對方佔有的資源而都無法繼續的狀態。\n".encode("big5"))
    desk.run("generate", "notes/gb.md")
    assert "term: 上采样" in desk.read("decks/uncategorized.yaml")
    ran = desk.run("generate", "notes/gb.md", "--encoding", "klingon", code=None)
    assert "Traceback" not in ran.said


def test_broken_front_matter_is_told_and_the_note_is_read(desk: Desk) -> None:
    desk.write("notes/net.md", "---\ntitle: [open\n---\n" + LATENCY)
    ran = desk.run("generate", "notes", code=1)
    assert ran.err.startswith("notes/net.md:")
    assert "the front matter is no valid YAML" in ran.err and ran.err.count("\n") == 1
    assert "term: Latency" in desk.read("decks/uncategorized.yaml")


def test_a_broken_spec_is_left_alone_while_the_others_go_on(made: Desk) -> None:
    desk = made
    desk.write("decks/nlp.yaml", BROKEN)
    desk.write("notes/new.md", "---\ncategory: Vision\n---\n感受野指的是输出上的一个点能看到的输入区域。\n")
    for args in (("generate", "notes"), ("build",), ("check",)):
        ran = desk.run(*args, code=1)
        assert "decks/nlp.yaml:" in ran.said and "; " in ran.said
    assert desk.read("decks/nlp.yaml") == BROKEN
    assert "term: 感受野" in desk.read("decks/vision.yaml")
    assert set(desk.files("out")) == {"networks.apkg", "vision.apkg"}


def test_a_broken_spec_never_counts_as_deleted(made: Desk) -> None:
    whole = made.read("decks/networks.yaml")
    made.run("build")
    made.write("decks/networks.yaml", whole.replace("kind: definition", "kind: [definition"))
    made.run("generate", "notes", code=1)
    ran = made.run("build", code=1)
    assert "left the decks" not in ran.out
    made.write("decks/networks.yaml", whole)
    ran = made.run("generate", "notes")
    assert "Networks   nothing new (1 card)" in ran.out
    assert "left the decks" not in made.run("build").out


def test_an_unknown_deck_names_the_known_ones(made: Desk) -> None:
    ran = made.run("build", "--only", "Botany", code=1)
    assert ran.err == "decks: there is no deck Botany; the decks are: Networks, Vision\n"
    assert not (made.folder / "out").exists()


def test_a_folder_of_looks_that_there_is_not(made: Desk) -> None:
    ran = made.run("build", "--style", "my-looks", code=1)
    assert ran.err.startswith("my-looks: there is no such folder of looks; ")


def test_an_output_folder_that_is_a_file(made: Desk) -> None:
    made.write("out", "mine")
    ran = made.run("build", code=1)
    assert ran.err.startswith("out/") and "cannot be written" in ran.err
    assert "choose another folder with --output" in ran.err
    assert made.read("out") == "mine"


def bound_by_modes(desk: Desk, *args: str) -> tuple[int, str]:
    """A run that no mode of a file is waived for, as it is for root."""
    prefix = []
    if os.geteuid() == 0:
        waived = "-dac_override,-dac_read_search"
        prefix = ["setpriv", f"--bounding-set={waived}", f"--inh-caps={waived}"]
        if not shutil.which("setpriv") or subprocess.run([*prefix, "true"], capture_output=True).returncode:
            pytest.skip("this runs as root, whom no mode stops")
    process = desk.start(*args, prefix=prefix)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


@pytest.mark.skipif(sys.platform == "win32", reason="modes are a matter of Unix")
def test_folders_that_must_not_be_written(desk: Desk) -> None:
    desk.write("notes/net.md", LATENCY)
    desk.run("generate", "notes")
    desk.write("notes/new.md", UPSAMPLING)
    (desk.folder / "out").mkdir()
    before = desk.files("decks")
    for folder in ("out", "decks"):
        (desk.folder / folder).chmod(0o555)
    for args, place in ((("generate", "notes"), "decks"), (("build",), "decks")):
        code, err = bound_by_modes(desk, *args)
        assert (
            code == 1
            and err == f"{place}: the folder cannot be written (Permission denied); check its rights\n"
        )
    (desk.folder / "decks").chmod(0o777)
    code, err = bound_by_modes(desk, "build")
    assert code == 1
    assert err.startswith("out/uncategorized.apkg: cannot be written: Permission denied;")
    assert desk.files("decks") == before and desk.files("out") == {}
    (desk.folder / "out").chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="limits are a matter of Unix")
def test_a_full_disk_leaves_the_old_files_whole(made: Desk) -> None:
    import resource

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    before = made.files("decks")
    many = "".join(f"**Term{i}** is the time between request {i} and its response.\n\n" for i in range(60))
    made.write("notes/many.md", "---\ncategory: Networks\n---\n" + many)
    process = made.start("generate", "notes", preexec_fn=small)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1 and "Traceback" not in err
    assert (
        "decks/networks.yaml: the file cannot be written (File too large); check its rights and the disk"
        in err
    )
    assert made.files("decks") == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_cannot_be_written(made: Desk) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cardgen", "check"],
            cwd=made.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1 and "No space left" in done.stderr and "Traceback" not in done.stderr


def test_a_rule_that_takes_too_long_costs_only_itself(made: Desk) -> None:
    """A rule whose pattern tries everything, and a line that lets it."""
    made.write(
        "own.yaml",
        "- id: slow\n  kind: definition\n  confidence: 0.9\n  why: it never ends\n  cues: [zzqx]\n"
        "  pattern: '(?P<term>[a-z]+) {CUE} (?P<meaning>(?:\\w|\\w\\w| )+)[.](?=1)'\n"
        "  fires:\n  - {text: 'word zzqx a meaning of it.1', term: word, meaning: a meaning of it}\n"
        "  silent:\n  - {text: 'nothing', why: nothing}\n",
    )
    before = made.read("decks/networks.yaml")
    slow = "\nabc zzqx " + "some words of it " * 40 + "\n"
    matrix = "\n| | A 方案 | B 方案 |\n|---|---|---|\n| 速度 | 快 | 慢 |\n| 内存 | 多 | 少 |\n"
    made.write("notes/net.md", f"---\ncategory: Networks\n---\n{slow}\n{matrix}")
    ran = made.run("generate", "notes", "--rules", "own.yaml", code=1)
    assert "net.md:5: took the rules for definitions too long" in ran.err
    assert "1 failed" in ran.out and "gone" not in ran.said
    after = made.read("decks/networks.yaml")
    assert before.split("cards:\n")[1].strip() in after  # what the definitions gave stands
    assert "A 方案" in after  # and what the other rules find comes
