"""Pictures that cards show: found beside the notes, kept beside the decks under the hash of their content."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from cardgen.model import Card, Comparison, Content, Definition, Finding, Formula
from cardgen.notes import NoteFile, find_media, is_remote
from cardgen.problems import Problem, fail

FOLDER = "media"
KINDS = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp"))
IMAGE = re.compile(r"!\[([^\[\]]*)\]\((?:<([^<>\n]+)>|([^\s()<>]+))\)")


@dataclass
class Pictures:
    """The pictures that findings show, by the target that stands for them in a card."""

    found: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def settle(self, findings: Sequence[Finding], file: NoteFile) -> list[Finding]:
        """The findings of a note with targets that hold beside the decks; what is not there is told."""
        return [self._settled(finding, file) for finding in findings]

    def _settled(self, finding: Finding, file: NoteFile) -> Finding:
        if not any("](" in text for text in texts_of(finding.content)):
            return finding

        def target(old: str) -> str:
            path = find_media(file.root, file.name, old)
            if path is None or path.suffix.lower() not in KINDS:
                self._tell(finding, file, old, path)
                return old
            try:
                name = name_of(path.read_bytes(), path.suffix)
            except OSError:
                self._tell(finding, file, old, None)
                return old
            self.found[name] = path
            return name

        return replace(finding, content=with_targets(finding.content, target))

    def _tell(self, finding: Finding, file: NoteFile, target: str, path: Path | None) -> None:
        if is_remote(target):
            what = f"the picture {target} is on the web, and a card can only link to it"
            todo = "save it beside the note"
        elif path is not None:
            what, todo = f"Anki shows no pictures like {target}", "save it as .png, .jpg, .webp or .svg"
        else:
            what, todo = f"there is no picture {target}", "put it beside the note, or below the notes' folder"
        problem = Problem(str(file.path), finding.source.line, 0, what, todo, "picture", "warning")
        if problem not in self.problems:
            self.problems.append(problem)

    def copy(self, folder: Path, cards: Iterable[Card]) -> None:
        """Put the pictures that the cards show into the folder of the decks. Raises CardgenError."""
        for card in cards:
            for name in targets_of(card.content):
                if name in self.found:
                    keep(folder / name, self.found[name].read_bytes())


def name_of(data: bytes, suffix: str) -> str:
    """The target of a picture beside the decks: the same for the same content, whatever it was called."""
    return f"{FOLDER}/{hashlib.sha256(data).hexdigest()[:20]}{suffix.lower()}"


def keep(path: Path, data: bytes) -> None:
    """Write a picture, whole or not at all; one that is there under its hash stays. Raises CardgenError."""
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, spare = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(spare).chmod(0o644)
            Path(spare).replace(path)
        except BaseException:
            Path(spare).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise fail(path, f"cannot be written: {error.strerror}", "check the disk and its rights") from error


def finder(folder: Path, roots: Sequence[Path] = ()) -> Callable[[Card, str], Path | None]:
    """Finds the file of a picture that a card shows: below the decks, else where its note would find it."""
    top = folder.resolve()

    def find(card: Card, target: str) -> Path | None:
        for name in dict.fromkeys((target, unquote(target))):
            path = (top / name).resolve()
            if path.is_relative_to(top) and path.is_file():
                return path
        notes = [source.note for source in card.sources] or [""]
        found = (find_media(root, note, target) for root in roots if root.is_dir() for note in notes)
        return next((path for path in found if path), None)

    return find


# --- the texts of a card ---


def texts_of(content: Content) -> Iterator[str]:
    """All texts of a card that are Markdown."""
    if isinstance(content, Definition):
        yield from (content.term, content.meaning, *content.aliases, content.context)
    elif isinstance(content, Formula):
        yield from (content.name, *content.where.values(), *content.aliases, content.context)
    else:
        yield from (*content.subjects, *content.same, content.context)
        for point in content.points:
            yield from (point.aspect, *point.values.values())


def targets_of(content: Content) -> list[str]:
    """The targets of all pictures of a card."""
    return [found[2] or found[3] for text in texts_of(content) for found in IMAGE.finditer(text)]


def with_targets(content: Content, target: Callable[[str], str]) -> Content:
    """The content with other targets of its pictures."""

    def image(found: re.Match[str]) -> str:
        old = found[2] or found[3]
        new = target(old)
        return found[0] if new == old else f"![{found[1]}]({new})"

    def text(old: str) -> str:
        return IMAGE.sub(image, old) if "](" in old else old

    if isinstance(content, Definition):
        return replace(content, term=text(content.term), meaning=text(content.meaning))
    if isinstance(content, Formula):
        where = {symbol: text(meaning) for symbol, meaning in content.where.items()}
        return replace(content, name=text(content.name), where=where)
    return _compared(content, text)


def _compared(content: Comparison, text: Callable[[str], str]) -> Comparison:
    points = tuple(
        replace(
            point,
            aspect=text(point.aspect),
            values={text(name): text(value) for name, value in point.values.items()},
        )
        for point in content.points
    )
    return replace(
        content,
        subjects=tuple(map(text, content.subjects)),
        points=points,
        same=tuple(map(text, content.same)),
    )
