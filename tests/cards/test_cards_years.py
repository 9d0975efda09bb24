"""Years of editing notes and decks in random order: nothing of the person's is ever lost."""

from __future__ import annotations

import os
import random
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from card_desk import Desk, definition, whats
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cardgen.cards import read_lock

WORDS = (
    "梯度 张量 卷积 注意力 采样 归一化 残差 编码 解码 损失 权重 偏置 激活 池化 嵌入 正则 动量 批次".split()
)
NOTES = ["a.md", "b.md", "sub/c.md", "d.md"]
CATEGORIES = ["Deep Learning", "NLP", "A::B"]

notes = st.sampled_from(NOTES)


def meaning(number: int) -> str:
    """A text unlike all others: the same meaning under a new name would be the same thing renamed."""
    return "".join(random.Random(number).choices(WORDS, k=9))


@dataclass
class Said:
    """A sentence of a note: it defines `term`, which is never used for another thing."""

    term: str
    meaning: str
    note: str
    line: int


class Years(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.temporary = tempfile.TemporaryDirectory()
        self.desk = Desk(Path(self.temporary.name))
        self.said: dict[str, Said] = {}
        self.categories = dict.fromkeys(NOTES, "Deep Learning")
        self.ids: dict[str, str] = {}  # the id that each term was given
        self.edited: dict[str, str] = {}  # the lines of each card that the person changed
        self.came_from: dict[str, set[str]] = {}  # the notes of each card, as the last run knew them
        self.deleted: set[str] = set()
        self.remarks: set[str] = set()
        self.count = 0
        self.unknown: set[str] = set()  # cards that the lock lost since
        self.write(note="a.md")
        self.write(note="b.md")
        self.generate(failed=())

    def teardown(self) -> None:
        if hasattr(self, "temporary"):
            self.temporary.cleanup()

    # --- the notes change ---

    @rule(note=notes)
    def write(self, note: str) -> None:
        self.count += 1
        term = f"概念{self.count}号"
        self.said[term] = Said(term, meaning(self.count), note, self._end(note))

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def reword(self, data: st.DataObject) -> None:
        self.count += 1
        self._any_said(data).meaning = meaning(self.count)

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def strike_out(self, data: st.DataObject) -> None:
        del self.said[self._any_said(data).term]

    @precondition(lambda self: self.said)
    @rule(data=st.data(), note=notes)
    def move_a_sentence(self, data: st.DataObject, note: str) -> None:
        said = self._any_said(data)
        said.note, said.line = note, self._end(note)

    @rule(old=notes, new=notes)
    def merge_or_rename_a_note(self, old: str, new: str) -> None:
        for said in self.said.values():
            if said.note == old:
                said.note, said.line = new, self._end(new)

    @rule(note=notes, category=st.sampled_from(CATEGORIES))
    def give_a_category(self, note: str, category: str) -> None:
        self.categories[note] = category

    @rule(note=notes)
    def insert_lines(self, note: str) -> None:
        for said in self.said.values():
            said.line += 3 * (said.note == note)

    # --- the person edits the decks ---

    @precondition(lambda self: self._cards())
    @rule(data=st.data(), way=st.sampled_from(["meaning", "extra", "tags", "aliases", "status"]))
    def edit(self, data: st.DataObject, way: str) -> None:
        path, card_id, card = self._any_card(data)
        if way != "meaning" and f"  {way}:" in card:
            return
        self.count += 1
        head, _, rest = card.partition("\n")
        new = {
            "meaning": re.sub(r"(?m)^  meaning: .*$", f"  meaning: '我改的 {self.count}'", card),
            "extra": f"{head}\n  extra: my own {self.count}\n{rest}",
            "tags": f"{head}\n  tags:  [ mine{self.count} ]   # why\n{rest}",
            "aliases": f"{head}\n  aliases:\n  - other {self.count}\n{rest}",
            "status": f"{head}\n  status: rejected\n{rest}",
        }[way]
        self._swap(path, card, new)
        self.edited[card_id] = new

    @precondition(lambda self: self._cards())
    @rule(data=st.data())
    def change_the_form(self, data: st.DataObject) -> None:
        """Another order and other quotes say the same, so the card still follows its note."""
        path, card_id, card = self._any_card(data)
        new = re.sub(r"(?m)^(  kind: .*)\n(  term: )(.*)\n", r'\2"\3"\n\1\n', card)
        self._swap(path, card, new)
        if card_id in self.edited:
            self.edited[card_id] = new

    @precondition(lambda self: self._cards())
    @rule(data=st.data(), place=st.sampled_from(["above", "beside", "below"]))
    def remark(self, data: st.DataObject, place: str) -> None:
        path, card_id, card = self._any_card(data)
        self.count += 1
        comment = f"# remark {self.count}"
        self.remarks.add(comment)
        head, _, rest = card.partition("\n")
        new = {
            "above": f"{comment}\n{card}",
            "beside": f"{head}  {comment}\n{rest}",
            "below": f"{card}\n  {comment}",
        }[place]
        self._swap(path, card, new)
        if card_id in self.edited and place != "above":
            self.edited[card_id] = new

    @precondition(lambda self: self._cards() and not self.unknown)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        path, card_id, card = self._any_card(data)
        self._swap(path, card, "")
        self._forget(card_id, card)
        self.deleted.add(card_id)

    @precondition(lambda self: self._cards() and len(self._files()) > 1)
    @rule(data=st.data())
    def move_by_hand(self, data: st.DataObject) -> None:
        path, _, card = self._any_card(data)
        other = data.draw(st.sampled_from([file for file in self._files() if file != path]))
        self._swap(path, card, "")
        self._write(other, f"{self._read(other).rstrip()}\n\n{card}\n")

    @rule(data=st.data(), way=st.sampled_from(["deck", "categories", "crlf", "bom", "key", "mode"]))
    def change_the_file(self, data: st.DataObject, way: str) -> None:
        path = data.draw(st.sampled_from(self._files()))
        text = self._read(path)
        self.count += 1
        if way == "deck":
            self._write(path, re.sub(r"(?m)^deck: .*$", f"deck: Mine {self.count}  # mine", text))
        elif way == "categories" and "A::B" not in "".join(map(self._read, self._files())):
            self._write(path, re.sub(r"(?m)^categories: \[(.*)\]", r"categories: [\1, A::B]", text))
        elif way == "crlf":
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        elif way == "bom":
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
        elif way == "key":
            self._write(path, re.sub(r"(?m)^cards:", f"mine{self.count}: [1, 2]\ncards:", text))
        elif way == "mode":
            path.chmod(0o640)

    @precondition(lambda self: not self.deleted)
    @rule()
    def lose_the_lock(self) -> None:
        (self.desk.folder / "cardgen.lock").unlink(missing_ok=True)
        self.unknown = set(self._cards())

    # --- and the tool runs ---

    @rule(failed=st.sampled_from([(), (), ("a.md",), ("b.md", "d.md")]))
    def generate(self, failed: tuple[str, ...]) -> None:
        findings = [
            definition(said.term, said.meaning, said.note, said.line, self.categories[said.note])
            for said in self.said.values()
            if said.note not in failed
        ]
        read = {finding.content.term: finding.content.meaning for finding in findings}  # type: ignore[union-attr]
        before, heads = self._cards(), {path: self._head(path) for path in self._files()}
        what = whats(self.desk.generate(*findings, read=NOTES, failed=failed))
        after = self._cards()

        for card_id, (path, card) in before.items():
            assert after[card_id][0] == path, "a card changed its file"
            term = re.search(r"(?m)^  term: \"?(概念\d+号)", card)[1]  # type: ignore[index]
            if card_id in self.unknown and term in read:
                self.unknown.remove(card_id)
                if f"\n  meaning: {read[term]}\n" not in card:
                    self.edited.setdefault(card_id, card)
            if card_id in self.edited:
                assert after[card_id][1] == self.edited[card_id], "an edit was lost"
            elif term in read and not self.came_from[card_id] & set(failed):
                assert f"\n  meaning: {read[term]}\n" in after[card_id][1], "an untouched card lags behind"
            elif term not in read:
                assert after[card_id][1] == card, "a card changed without a note"
        for term in read.keys() - self.ids.keys():
            (self.ids[term],) = (
                i for i, (_, card) in after.items() if re.search(rf"term: {term}$", card, re.M)
            )
        for card_id, (_, card) in after.items():
            term = re.search(r"(?m)^  term: \"?(概念\d+号)", card)[1]  # type: ignore[index]
            assert self.ids[term] == card_id, "a thing changed its id"
        assert not self.deleted & after.keys(), "a deleted card came back"
        assert len(set(self.ids.values())) == len(self.ids), "two things have one id"
        text = "".join(map(self._read, self._files()))
        assert self.remarks <= set(re.findall(r"# remark \d+", text)), "a comment was lost"
        for path, head in heads.items():
            assert self._head(path) == head, "the head of a file changed"
        for card_id, sort in what.items():
            if sort == "gone" and not failed:
                assert self._term(card_id) not in self.said, "told gone, and still said"

        for card_id, memory in read_lock(self.desk.folder)[0].cards.items():
            self.came_from[card_id] = {source.note for source in memory.sources}
        now = self.desk.everything()
        self.desk.generate(*findings, read=NOTES, failed=failed)
        assert self.desk.everything() == now, "a second run changed something"

    # --- looking ---

    def _end(self, note: str) -> int:
        return max((said.line for said in self.said.values() if said.note == note), default=1) + 2

    def _any_said(self, data: st.DataObject) -> Said:
        return self.said[data.draw(st.sampled_from(sorted(self.said)))]

    def _term(self, card_id: str) -> str:
        return next(term for term, known in self.ids.items() if known == card_id)

    def _files(self) -> list[Path]:
        return sorted(self.desk.folder.glob("*.yaml"))

    def _read(self, path: Path) -> str:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")

    def _write(self, path: Path, text: str) -> None:
        """As an editor saves: with the line ends and the byte order mark that the file has."""
        old = path.read_bytes()
        new = text.encode().replace(b"\n", b"\r\n" if b"\r\n" in old else b"\n")
        path.write_bytes((b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b"") + new)

    def _head(self, path: Path) -> tuple[str, bytes, bool, int]:
        data = path.read_bytes()
        lone = re.search(rb"(?<!\r)\n", data) is not None
        mixed = lone and b"\r\n" in data
        assert not mixed, "line ends are mixed"
        return self._read(path).partition("\ncards:")[0], data[:3], lone, path.stat().st_mode

    def _cards(self) -> dict[str, tuple[Path, str]]:
        """Each card by its id, with its file and its lines; what stands between two cards is left out."""
        found = {}
        for path in self._files():
            for part in re.split(r"(?m)^(?=- )", self._read(path))[1:]:
                lines = part.split("\n")
                while not lines[-1].startswith((" ", "-")):
                    lines.pop()
                card_id = re.match(r"- id: (\S+)", part)[1]  # type: ignore[index]
                assert card_id not in found, "an id stands twice"
                found[card_id] = (path, "\n".join(lines))
        return found

    def _any_card(self, data: st.DataObject) -> tuple[Path, str, str]:
        cards = self._cards()
        card_id = data.draw(st.sampled_from(sorted(cards)))
        return cards[card_id][0], card_id, cards[card_id][1]

    def _swap(self, path: Path, old: str, new: str) -> None:
        text = self._read(path)
        assert text.count(old) == 1
        self._write(path, text.replace(old, new))

    def _forget(self, card_id: str, card: str) -> None:
        """The person took out what stood in the card, too."""
        self.edited.pop(card_id, None)
        self.remarks -= set(re.findall(r"# remark \d+", card))


Years.TestCase.settings = settings(
    max_examples=int(os.environ.get("CARDGEN_YEARS", "25")),
    stateful_step_count=30,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
TestYears = Years.TestCase
