"""A server with AnkiConnect's contract over a real collection."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
from loopback import Answering, served


class Connect:
    """The add-on's actions. `permission` and `key` are what its owner set; `asked` what came in."""

    def __init__(self, col: Any, permission: str = "granted", key: str = ""):
        self.col = col
        self.permission = permission
        self.key = key
        self.asked: list[str] = []

    def answer(self, asked: dict[str, Any]) -> Any:
        action, params = asked["action"], asked.get("params") or {}
        self.asked.append(action)
        if action == "requestPermission":
            return {"permission": self.permission, "requireApiKey": bool(self.key), "version": 6}
        if self.key and asked.get("key") != self.key:
            raise RuntimeError("valid api key must be provided")
        method = getattr(self, f"do_{action}", None)
        if method is None:
            raise RuntimeError("unsupported action")
        return method(**params)

    def do_version(self) -> int:
        return 6

    def do_findNotes(self, query: str) -> list[int]:
        return list(self.col.find_notes(query))

    def do_notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:
        out = []
        for nid in notes:
            note = self.col.get_note(nid)
            fields = {name: {"value": value, "order": i} for i, (name, value) in enumerate(note.items())}
            name = note.note_type()["name"]
            cards = list(note.card_ids())
            out.append(
                {"noteId": nid, "modelName": name, "tags": note.tags, "fields": fields, "cards": cards}
            )
            out[-1]["mod"] = note.mod
        return out

    def do_importPackage(self, path: str) -> bool:
        options = ImportAnkiPackageOptions(
            merge_notetypes=True,
            update_notes=0,
            update_notetypes=0,
            with_scheduling=True,
            with_deck_configs=False,
        )
        if not Path(path).is_absolute():
            raise RuntimeError("the path must be absolute")
        self.col.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
        self.col.models._clear_cache()
        return True

    def do_addTags(self, notes: list[int], tags: str) -> None:
        self.col.tags.bulk_add(notes, tags)

    def do_getDecks(self, cards: list[int]) -> dict[str, list[int]]:
        out: dict[str, list[int]] = defaultdict(list)
        for cid in cards:
            out[self.col.decks.name(self.col.get_card(cid).did)].append(cid)
        return out

    def do_changeDeck(self, cards: list[int], deck: str) -> None:
        self.col.set_deck(cards, self.col.decks.id(deck))

    def do_deleteNotes(self, notes: list[int]) -> None:
        self.col.remove_notes(notes)


@contextmanager
def running(connect: Connect) -> Iterator[str]:
    """The server, one request at a time as in Anki; gives its address."""

    class Handler(Answering):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                answer = {"result": connect.answer(asked), "error": None}
            except Exception as error:
                answer = {"result": None, "error": str(error)}
            self.reply(json.dumps(answer).encode(), "application/json")

    with served(Handler) as address:
        yield address
