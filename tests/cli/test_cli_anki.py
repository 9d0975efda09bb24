"""Decks that live in Anki for years: what left or moved, pushing, pulling. Real collections throughout."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_desk import LATENCY, TCP_UDP, UPSAMPLING, Desk

pytest.importorskip("anki", reason="the anki library is not installed")

from anki_collection import counts, export, new_collection, notes, take
from anki_connect import Connect, running

SPEC = "decks/networks.yaml"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8ffff3f0005fe02fe"
    "a7352ad00000000049454e44ae426082"
)


@pytest.fixture
def made(desk: Desk) -> Desk:
    desk.write("notes/net.md", "---\ncategory: Networks\n---\n" + LATENCY + "\n" + TCP_UDP)
    desk.write("notes/vision.md", "---\ncategory: Vision\n---\n" + UPSAMPLING)
    desk.run("generate", "notes")
    return desk


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Any]:
    col = new_collection(tmp_path / "anki")
    yield col
    col.close()


def import_all(desk: Desk, col: Any) -> None:
    for path in sorted((desk.folder / "out").glob("*.apkg")):
        take(col, path)


# --- build ---


def test_cards_that_left_are_told_with_a_search_that_finds_just_them(made: Desk, col: Any) -> None:
    made.run("build")
    import_all(made, col)
    made.edit(SPEC, "  term: Latency", "  status: rejected\n  term: Latency")
    ran = made.run("build")
    assert "1 card left the decks (latency). Anki keeps them. Search there for:\n" in ran.out
    search = re.search(r"^  (\"note:cardgen .*)$", ran.out, re.M)[1]  # type: ignore[index]
    assert [col.get_note(nid)["Id"] for nid in col.find_notes(search)] == ["latency"]
    assert "left the decks" not in made.run("build").out  # it is told once


def test_the_clean_up_package_tags_what_left_in_anki(made: Desk, col: Any) -> None:
    made.run("build")
    import_all(made, col)
    made.edit(SPEC, "  term: Latency", "  status: rejected\n  term: Latency")
    made.run("build")
    made.run("build")
    ran = made.run("build", "--cleanup")  # also after builds that packaged the deck without it
    assert "out/cardgen-cleanup.apkg   1 note that left the decks" in ran.out
    take(col, made.folder / "out/cardgen-cleanup.apkg")
    tagged = {col.get_note(nid)["Id"] for nid in col.find_notes("tag:cardgen::status::left")}
    assert tagged == {"latency"}
    made.edit(SPEC, "  status: rejected\n", "")
    assert "Nothing to clean up" in made.run("build", "--cleanup").out


def test_a_comparison_that_left_takes_its_aspects_along(made: Desk) -> None:
    made.run("build")
    made.edit(SPEC, "  kind: comparison", "  kind: comparison\n  status: rejected")
    data = made.run("build", "--json").data
    assert data["left"] == ["tcp-vs-udp", "tcp-vs-udp/连接", "tcp-vs-udp/顺序"]
    assert made.run("build", "--json").data["left"] == []


def test_cards_that_moved_to_another_deck_are_told(made: Desk) -> None:
    made.run("build")
    card = made.read(SPEC).split("cards:\n")[1].split("\n\n")[0]
    made.edit(SPEC, card + "\n\n", "")
    made.write("decks/vision.yaml", made.read("decks/vision.yaml") + "\n" + card + "\n")
    ran = made.run("build")
    assert (
        "1 card moved from Networks to Vision (latency). `cardgen push --move` moves them in Anki" in ran.out
    )
    assert "left the decks" not in ran.out


def test_the_same_bytes_whatever_the_time_zone_and_the_order_of_sets(made: Desk) -> None:
    made.run("build")
    before = made.files("out")
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        assert made.start("build", "--output", zone, env=env).wait() == 0
        assert made.files(zone) == before


def test_notes_whose_tags_an_import_replaces_are_told(made: Desk) -> None:
    assert "changed" not in made.run("build").out
    assert made.run("build", "--json").data["changed"] == []
    made.edit(SPEC, "a request and", "one request and")
    ran = made.run("build")
    assert "1 note changed (latency). Importing replaces their tags in Anki: `cardgen push` keeps" in ran.out
    assert "changed" not in made.run("build").out


def test_a_package_of_a_deck_that_is_no_more_is_told(made: Desk) -> None:
    made.run("build")
    (made.folder / "decks/vision.yaml").unlink()
    ran = made.run("build")
    assert "out/vision.apkg was not made by this build; delete what is old\n" in ran.out
    assert "1 card left the decks (上采样)" in ran.out


def test_looks_and_links_of_a_persons_own(made: Desk, col: Any) -> None:
    made.write("looks/card.css", ".card { letter-spacing: 3px }\n")
    made.run("build", "--style", "looks", "--vault", "My Vault")
    import_all(made, col)
    assert "letter-spacing: 3px" in notes(col)["latency"].note_type()["css"]
    assert "obsidian://open?vault=My%20Vault&amp;file=net" in notes(col)["latency"]["Source"]
    before = made.files("out")
    made.write("cardgen.toml", 'style = "looks"\nvault = "My Vault"\n')
    made.run("build")
    assert made.files("out") == before


DATED = """---
category: Networks
date: {date}
---
# Networks

## {heading}

**Latency** is the time between a request and its first response.
"""


def test_the_back_names_note_and_heading_and_the_deck_its_newest_note(desk: Desk, col: Any) -> None:
    desk.write("notes/net.md", DATED.format(date="2025/9/28", heading="How long: `RTT` #1"))
    desk.write("notes/old.md", "---\ncategory: Networks\ndate: 2024-12-31\n---\n" + TCP_UDP)
    desk.run("generate", "notes")
    desk.run("build")
    import_all(desk, col)
    note = notes(col)["latency"]
    assert note["Source"] == "net.md › How long: RTT #1"
    assert notes(col)["tcp-vs-udp"]["Source"] == "old.md"
    (deck,) = [one for one in col.decks.all() if one["name"] == "Networks"]
    assert "newest note 2025-09-28" in deck["desc"] or "最新的笔记写于 2025-09-28" in deck["desc"]

    # another heading, line and date: no note's time changes, so what is edited in Anki is safe
    desk.write("notes/net.md", "\n" + DATED.format(date="2025-10-01", heading="Waiting") + "\nMore.\n")
    desk.run("generate", "notes")
    desk.run("build")
    (log,) = [take(col, path) for path in (desk.folder / "out").glob("*.apkg")]
    assert counts(log) == {"duplicate": 4}
    assert notes(col)["latency"].mod == note.mod
    (deck,) = [one for one in col.decks.all() if one["name"] == "Networks"]
    assert "2025-10-01" in deck["desc"]
    # and the new heading is there as soon as the card itself changes, also by a person's hand
    desk.edit("decks/networks.yaml", "the time between", "how long it takes between")
    desk.write("notes/net.md", "\n\n" + DATED.format(date="2025-10-01", heading="Waiting"))
    assert "kept as you edited it" in desk.run("generate", "notes").out
    _later(desk, "a request", "one request")
    desk.run("build")
    import_all(desk, col)
    assert notes(col)["latency"]["Source"] == "net.md › Waiting"


# --- push ---


def test_push_builds_imports_and_says_what_changed(made: Desk, col: Any) -> None:
    with running(Connect(col)) as url:
        ran = made.run("push", "--anki", url)
        assert ran.out.startswith("5 new notes, 0 updated, 0 unchanged in Anki\n")
        assert made.run("push", "--anki", url).out == "0 new notes, 0 updated, 5 unchanged in Anki\n"
        made.edit(SPEC, "a request and", "one request and")
        made.write("cardgen.toml", f'decks = "decks"\noutput = "{made.folder}/elsewhere"\n')
        ran = made.run("push", "--anki", url)
        assert "0 new notes, 1 updated, 4 unchanged in Anki\n  updated: latency\n" in ran.out
        assert "one request and" in notes(col)["latency"]["Meaning"]
        assert len(list((made.folder / "elsewhere").glob("*.apkg"))) == 2


def test_push_stops_before_an_edit_in_anki_would_be_lost(made: Desk, col: Any) -> None:
    with running(Connect(col)) as url:
        made.run("push", "--anki", url)
        note = notes(col)["latency"]
        note["Meaning"] = "how long one waits"
        col.update_note(note)
        assert "0 updated" in made.run("push", "--anki", url).out  # the YAML is as it was: nothing to lose
        _later(made, "a request and", "one request and")
        ran = made.run("push", "--anki", url, code=1)
        assert "1 note edited in Anki would be overwritten:\n  latency: Meaning\n" in ran.err
        assert "`cardgen pull FILE`, or push with --overwrite" in ran.err
        assert notes(col)["latency"]["Meaning"] == "how long one waits"
        made.run("push", "--anki", url, "--overwrite")
        assert "one request" in notes(col)["latency"]["Meaning"]


def _later(desk: Desk, old: str, new: str) -> None:
    """An edit of the YAML after the one in Anki: the lock's times are in seconds, so one is moved."""
    desk.edit(SPEC, old, new)
    lock = desk.read("decks/cardgen.lock")
    now = max(map(int, re.findall(r'"changed": (\d+)', lock)))
    desk.write("decks/cardgen.lock", lock.replace(f'"changed": {now}', f'"changed": {now + 5}'))


def test_push_removes_only_what_left_and_only_after_asking(made: Desk, col: Any) -> None:
    basic = col.new_note(col.models.by_name("Basic"))
    basic["Front"] = "latency"
    col.add_note(basic, 1)
    with running(Connect(col)) as url:
        made.run("push", "--anki", url)
        made.edit(SPEC, "  term: Latency", "  status: rejected\n  term: Latency")
        ran = made.run("push", "--anki", url)
        assert "1 note in Anki left the decks (latency); `cardgen push --remove` removes them\n" in ran.out
        made.run("push", "--anki", url, "--remove", answer="n\n")
        assert "latency" in notes(col)
        assert "1 note removed" in made.run("push", "--anki", url, "--remove", answer="y\n").out
        assert "latency" not in notes(col) and col.find_notes("Front:latency")
        assert "Nothing to remove" in made.run("push", "--anki", url, "--remove", "--yes").out


def test_push_moves_cards_whose_deck_was_renamed(made: Desk, col: Any) -> None:
    with running(Connect(col)) as url:
        made.run("push", "--anki", url)
        made.edit("decks/vision.yaml", "deck: Vision", "deck: Seeing")
        made.run("build")  # a build in between must not hide it
        ran = made.run("push", "--anki", url, "--move", answer="y\n")
        assert "Move 2 cards from Vision to Seeing (上采样)?" in ran.out
        assert len(col.find_cards("deck:Seeing")) == 2
        assert "No card is in a wrong deck." in made.run("push", "--anki", url, "--move").out


def test_push_leaves_cards_where_the_person_put_them(made: Desk, col: Any) -> None:
    with running(Connect(col)) as url:
        made.run("push", "--anki", url)
        col.set_deck(list(notes(col)["latency"].card_ids()), col.decks.id("Hard ones"))
        made.run("push", "--anki", url)
        ran = made.run("push", "--anki", url, "--move", "--yes")
        assert (
            "2 cards of Networks are in Hard ones, perhaps on purpose; without --yes you are asked\n"
            in ran.out
        )
        assert len(col.find_cards('deck:"Hard ones"')) == 2


def test_push_where_anki_refuses(made: Desk, col: Any) -> None:
    with running(Connect(col, permission="denied")) as url:
        ran = made.run("push", "--anki", url, code=1)
        assert "Anki refused the permission; run it again and press Yes in Anki's window" in ran.err
    with running(Connect(col, key="secret")) as url:
        assert "wants its API key; give the key" in made.run("push", "--anki", url, code=1).err
        assert "5 new" in made.run("push", "--anki", url, "--anki-key", "secret").out
    assert made.run("push", "--anki", "ftp://x", code=1).err.startswith("ftp://x: is not the address")


class Choosy(Connect):
    """An Anki that takes no package of the deck Vision."""

    def do_importPackage(self, path: str) -> bool:
        return "vision" not in path and super().do_importPackage(path)


def test_a_push_that_was_refused_halfway_says_what_is_in_anki(made: Desk, col: Any) -> None:
    with running(Choosy(col)) as url:
        ran = made.run("push", "--anki", url, code=1)
        assert ran.out.startswith("4 new notes, 0 updated, 0 unchanged in Anki\n")
        assert "out/vision.apkg: Anki did not import it; look at Anki's window, then try again\n" in ran.err
    with running(Connect(col)) as url:
        assert made.run("push", "--anki", url).out.startswith("1 new note, 0 updated, 4 unchanged in Anki\n")


# --- pull ---


def test_a_pull_brings_edits_back_and_a_push_after_it_loses_nothing(made: Desk, col: Any) -> None:
    made.edit(SPEC, "- id: latency", "# mine\n- id: latency")
    with running(Connect(col)) as url:
        made.run("push", "--anki", url)
        note = notes(col)["latency"]
        note["Meaning"] = "the <b>time</b> that one waits for <i>a</i> response"
        note.add_tag("exam")
        col.update_note(note)
        export(col, made.folder / "mine.apkg")
        before = made.files(".")
        ran = made.run("pull", "mine.apkg", "--dry-run")
        assert "1 card would change. Nothing was written (--dry-run).\n" in ran.out
        assert made.files(".") == before
        ran = made.run("pull", "mine.apkg")
        assert "decks/networks.yaml:6: Latency\n" in ran.out
        assert "  +  meaning: the **time** that one waits for *a* response\n" in ran.out
        assert "1 card changed. Next: look through them, then `cardgen build`.\n" in ran.out
        text = made.read(SPEC)
        assert "# mine\n- id: latency" in text and "tags: [exam]" in text
        assert made.run("pull", "mine.apkg").out == "Nothing to bring back.\n"
        assert "1 kept as you edited it" in made.run("generate", "notes").out
        assert made.read(SPEC) == text
        made.run("push", "--anki", url)
        assert "exam" in notes(col)["latency"].tags


def test_a_pull_with_nothing_to_bring_back(made: Desk, col: Any) -> None:
    made.run("build")
    import_all(made, col)
    export(col, made.folder / "mine.colpkg")
    before = made.files("decks")
    assert made.run("pull", "mine.colpkg").out == "Nothing to bring back.\n"
    assert made.files("decks") == before


def test_what_both_changed_is_shown_and_the_yaml_stays(made: Desk, col: Any) -> None:
    made.run("build")
    import_all(made, col)
    note = notes(col)["latency"]
    note["Meaning"] = "how long one waits"
    col.update_note(note)
    export(col, made.folder / "mine.apkg")
    made.edit(SPEC, "a request and", "one request and")
    text = made.read(SPEC)
    ran = made.run("pull", "mine.apkg")
    assert "Latency: meaning: changed in the YAML and in Anki; the YAML stays\n" in ran.out
    assert "  - the time between one request and its first response\n  + how long one waits\n" in ran.out
    assert made.read(SPEC) == text
    (one,) = made.run("pull", "mine.apkg", "--json").data["conflicts"]
    assert (one["id"], one["field"], one["anki"]) == ("latency", "meaning", "how long one waits")


def test_cards_deleted_suspended_and_flagged_in_anki(made: Desk, col: Any) -> None:
    made.run("build")
    import_all(made, col)
    cards = notes(col)["上采样"].card_ids()
    col.sched.suspend_cards([cards[0]])
    col.set_user_flag_for_cards(1, [cards[1]])
    col.remove_notes([notes(col)["latency"].id])
    export(col, made.folder / "mine.colpkg")
    ran = made.run("pull", "mine.colpkg")
    assert re.search(r"^1 card suspended in Anki: 上采样 \(", ran.out, re.M)
    assert re.search(r"^1 card flagged red in Anki: 上采样 \(", ran.out, re.M)
    assert "1 note deleted in Anki: latency; --reject-deleted rejects their cards here\n" in ran.out
    assert "status: rejected" not in made.read(SPEC)
    made.run("pull", "mine.colpkg", "--reject-deleted")
    assert made.read(SPEC).count("status: rejected") == 1
    assert "1 rejected left out" in made.run("build").out


def test_a_file_that_is_no_export(made: Desk) -> None:
    made.write("mine.apkg", "hello")
    ran = made.run("pull", "mine.apkg", code=1)
    assert (
        ran.err.startswith("mine.apkg: is not a package that Anki wrote") and "; export the deck" in ran.err
    )


# --- pictures ---


@pytest.fixture
def pictured(desk: Desk) -> Desk:
    desk.write("notes/img/pad one.png", PNG)
    desk.write(
        "notes/cnn.md",
        "- **Padding**: zeros around the input, like ![pad](<img/pad one.png>)\n"
        "- **Dilation**: gaps between the weights of a filter ![gap](img/no.png)\n"
        "- **Stride**: the step by which a filter moves ![step](https://example.org/a.png)\n",
    )
    return desk


def test_pictures_go_from_the_note_to_the_card_in_anki(pictured: Desk, col: Any) -> None:
    ran = pictured.run("generate", "notes")
    assert "notes/cnn.md:2: warning: there is no picture img/no.png; put it beside the note" in ran.err
    assert "notes/cnn.md:3: warning: the picture https://example.org/a.png is on the web" in ran.err
    (name,) = (name for name in pictured.files("decks") if name.startswith("media"))
    assert pictured.files("decks")[name] == PNG and name.endswith(".png")
    assert f"![pad]({name})" in pictured.read("decks/uncategorized.yaml")
    before = pictured.files("decks")
    assert "Nothing changed" in pictured.run("generate", "notes").out
    assert pictured.files("decks") == before
    pictured.run("build")
    import_all(pictured, col)
    shown = re.search(r'<img[^>]* src="([^"]+)"', notes(col)["padding"]["Meaning"].replace("<img ", "<img  "))
    assert shown and Path(col.media.dir(), shown[1]).read_bytes() == PNG


def test_a_picture_that_was_added_in_anki_comes_back(pictured: Desk, col: Any) -> None:
    pictured.run("generate", "notes")
    pictured.run("build")
    import_all(pictured, col)
    other = PNG + b"\0"
    name = col.media.write_data("mine.png", other)
    note = notes(col)["stride"]
    note["Meaning"] = f'how far a filter moves <img src="{name}">'
    col.update_note(note)
    export(col, pictured.folder / "mine.apkg")
    pictured.run("pull", "mine.apkg")
    target = re.search(
        r"how far a filter moves !\[[^]]*\]\((media/\w+\.png)\)", pictured.read("decks/uncategorized.yaml")
    )
    assert target and (pictured.folder / "decks" / target[1]).read_bytes() == other
    told = pictured.run("check").out
    assert "no image `img/no.png`" in told and target[1] not in told
