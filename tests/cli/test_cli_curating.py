"""Years of editing: what a person wrote stays, and what both changed is shown and settled."""

from __future__ import annotations

import json
import re

import pytest
from cli_desk import LATENCY, TCP_UDP, UPSAMPLING, Desk

SPEC = "decks/networks.yaml"


@pytest.fixture
def made(desk: Desk) -> Desk:
    desk.write("notes/net.md", "---\ncategory: Networks\n---\n" + LATENCY)
    desk.write("notes/vision.md", "---\ncategory: Vision\n---\n" + UPSAMPLING)
    desk.run("generate", "notes")
    return desk


def test_a_dry_run_says_what_would_change_and_writes_nothing(made: Desk) -> None:
    made.edit("notes/net.md", "its first response", "the first byte of its response")
    made.write("notes/tcp.md", "---\ncategory: Networks\n---\n" + TCP_UDP)
    before = made.files(".")
    ran = made.run("generate", "notes", "--dry-run")
    assert "Networks   1 new   1 updated\n" in ran.out
    assert "  updated: decks/networks.yaml: Latency\n" in ran.out
    assert "  new: decks/networks.yaml: TCP vs UDP\n" in ran.out
    assert ran.out.endswith("Nothing was written (--dry-run).\n")
    data = made.run("generate", "notes", "--dry-run", "--json").data
    assert data["counts"] == {"new": 1, "updated": 1, "unchanged": 1}
    assert {(one["what"], one["id"]) for one in data["changes"]} == {
        ("updated", "latency"),
        ("new", "tcp-vs-udp"),
    }
    assert made.files(".") == before


def test_a_dry_run_before_there_are_decks_makes_none(desk: Desk) -> None:
    desk.write("notes/net.md", LATENCY)
    assert "1 new" in desk.run("generate", "notes", "--dry-run").out
    assert not (desk.folder / "decks").exists()


def test_the_note_follows_and_the_edit_stays(made: Desk) -> None:
    made.edit("decks/vision.yaml", "把图像放大到更高的分辨率的操作方法", "把图像变大的技术 # 我的话")
    mine = made.read("decks/vision.yaml")
    made.edit("notes/net.md", "its first response", "the first byte of its response")
    ran = made.run("generate", "notes")
    assert "Networks   1 updated\n" in ran.out and "Vision     1 kept as you edited it\n" in ran.out
    assert "the first byte of its response" in made.read(SPEC)
    assert made.read("decks/vision.yaml") == mine


@pytest.fixture
def both(made: Desk) -> Desk:
    """A card that the person edited and whose note changed."""
    made.edit(SPEC, "the time between a request and its first response", "waiting time of a request")
    made.edit("notes/net.md", "its first response", "the first byte of its response")
    ran = made.run("generate", "notes")
    assert (
        "decks/networks.yaml:5: Latency: you and the note both changed it; yours stays. The note now says:\n"
        "  +  meaning: the time between a request and the first byte of its response\n"
        "  `cardgen diff latency` shows both, `cardgen take latency` takes the note's\n" in ran.out
    )
    assert "waiting time of a request" in made.read(SPEC)
    return made


def test_diff_shows_both_texts(both: Desk) -> None:
    ran = both.run("diff")
    assert "decks/networks.yaml:5: Latency\n" in ran.out
    assert "  -  meaning: waiting time of a request\n" in ran.out
    assert "  +  meaning: the time between a request and the first byte of its response\n" in ran.out
    (one,) = both.run("diff", "--json").data
    assert (one["id"], one["file"], one["line"]) == ("latency", SPEC, 5)
    assert both.run("diff", "latency").out == ran.out
    assert "no difference is waiting for upsampling" in both.run("diff", "upsampling", code=1).err


def test_take_accepts_the_text_of_the_note(both: Desk) -> None:
    assert both.run("take", "latency").out == "latency: the note's version is in\n"
    assert "meaning: the time between a request and the first byte of its response" in both.read(SPEC)
    assert both.run("diff").out == "No card was changed both by you and by its note.\n"
    assert "Nothing changed" in both.run("generate", "notes").out


def test_take_mine_keeps_the_text_of_the_person(both: Desk) -> None:
    mine = both.read(SPEC)
    assert both.run("take", "--mine", "latency").out == "latency: yours is kept\n"
    assert both.run("diff").out == "No card was changed both by you and by its note.\n"
    assert "1 kept as you edited it" in both.run("generate", "notes").out
    assert both.read(SPEC) == mine


def test_take_goes_on_after_an_id_that_there_is_not(both: Desk) -> None:
    ran = both.run("take", "nobody", "latency", code=1)
    assert ran.out == "latency: the note's version is in\n"
    assert ran.err == "there is no card `nobody`; see the ids in decks/*.yaml\n"


def test_a_deleted_card_stays_deleted_until_it_is_taken_back(made: Desk) -> None:
    text = made.read(SPEC)
    start = text.index("- id: latency")
    made.write(SPEC, text[:start].replace("cards:", "cards: []"))
    made.run("generate", "notes")
    assert "latency" not in made.read(SPEC)
    made.run("take", "latency")
    assert "- id: latency" in made.read(SPEC)


def test_a_card_whose_note_is_gone_is_told_and_stays(made: Desk) -> None:
    (made.folder / "notes/net.md").unlink()
    ran = made.run("generate", "notes")
    assert (
        "decks/networks.yaml:5: Latency: no note says it any more; it stays until you delete it\n" in ran.out
    )
    assert "term: Latency" in made.read(SPEC)
    ran = made.run("generate", "notes/vision.md")  # the other note was not looked at
    assert "no note says it" not in ran.out


def test_check_prints_places_that_editors_and_scripts_know(made: Desk) -> None:
    made.edit(SPEC, "  meaning:", "  colour: red\n  meaning:")
    ran = made.run("check", code=1)
    line = made.read(SPEC).split("\n").index("  colour: red") + 1
    assert f"decks/networks.yaml:{line}:3: " in ran.out and "colour" in ran.out
    assert ran.out.endswith("1 error, 0 warnings\n")
    (problem,) = made.run("check", "--json", code=1).data
    assert (problem["path"], problem["line"], problem["column"], problem["severity"]) == (
        SPEC,
        line,
        3,
        "error",
    )
    github = made.run("check", "--format", "github", code=1).out
    assert github.startswith(f"::error file={SPEC},line={line},col=3,title={problem['code']}::")
    assert "[" + problem["code"] + "]" in ran.out


def test_warnings_alone_are_no_failure_and_can_be_switched_off(made: Desk) -> None:
    made.edit(SPEC, "the time between a request and its first response", "Latency is waiting")
    ran = made.run("check")
    assert "warning: " in ran.out and "[gives-away]" in ran.out
    assert "no problems" in made.run("check", "--ignore", "gives-away").out
    made.write("cardgen.toml", 'ignore = ["gives-away"]\n')
    assert "no problems" in made.run("check").out


def test_fix_mends_what_is_safe_and_no_other_byte(made: Desk) -> None:
    hand = "- kind: formula\n  name: Softmax   # by hand\n  latex: $e^{x}$\n"
    made.write(SPEC, made.read(SPEC) + "\n" + hand)
    before = made.read(SPEC)
    assert made.run("check", code=1).err == ""
    ran = made.run("check", "--fix")
    assert ran.out.startswith("decks/networks.yaml: mended\n")
    mended = hand.replace("- kind", "- id: softmax\n  kind").replace("$e^{x}$", "e^{x}")
    assert made.read(SPEC) == before.replace(hand, mended)
    after = made.files("decks")
    assert "mended" not in made.run("check", "--fix").out
    assert made.files("decks") == after


def test_every_code_is_listed_with_its_meaning(desk: Desk) -> None:
    lines = desk.run("check", "--codes").out.splitlines()
    assert len(lines) > 15 and all(len(line.split(None, 1)) == 2 for line in lines)


def test_counts_of_decks(made: Desk) -> None:
    made.edit(SPEC, "  term: Latency", "  status: rejected\n  term: Latency")
    data = made.run("stats", "--json").data
    assert [(one["deck"], one["definition"], one["rejected"]) for one in data] == [
        ("Networks", 0, 1),
        ("Vision", 1, 0),
    ]
    assert made.run("stats").out.splitlines()[-1].split() == ["1", "0", "0", "0", "1", "all"]


def test_explain_says_why_there_is_a_card_and_why_there_is_none(made: Desk) -> None:
    ran = made.run("explain", "latency")
    assert ran.out.startswith("decks/networks.yaml:5: definition Latency\nnet.md:4\n")
    assert "    a card\n" in ran.out and "Latency = the time between a request" in ran.out
    made.write("notes/none.md", "# Plans\n\n它是上一节的内容。\n")
    assert re.search("no rule found anything here|vetoed: ", made.run("explain", "notes/none.md:3").out)
    ran = made.run("explain", "notes/none.md:2")
    assert "no sentence stands here" in ran.out and "the nearest is on line" in ran.out


def test_settings_beside_the_notes(desk: Desk) -> None:
    desk.write("vault/.gitignore", "drafts/\n")
    desk.write("vault/drafts/a.md", UPSAMPLING)
    desk.write("vault/old/b.md", "事务指的是一组要么全部成功要么全部失败的操作。\n")
    desk.write("vault/net.md", LATENCY)
    desk.write("vault/cardgen.toml", 'decks = "cards"\nexclude = ["old/"]\n')
    ran = desk.run("generate", "vault")
    assert "1 note read\n" in ran.out
    assert "then `cardgen build --decks vault/cards`" in ran.out
    assert json.loads(desk.run("stats", "--decks", "vault/cards", "--json").out)[0]["definition"] == 1
    ran = desk.run("generate", "vault", "--exclude", "net.md", code=1)
    assert "no notes in this folder" in ran.err
