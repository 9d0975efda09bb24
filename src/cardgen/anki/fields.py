"""Card -> the fields, tags and content hash of its notes in Anki."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from cardgen.anki.ankinote import AnkiNote, Media
from cardgen.anki.identity import checksums, guid, legal_tag
from cardgen.anki.language import in_chinese
from cardgen.anki.latex import fault, mathjax
from cardgen.anki.markdown import plain_text, to_html
from cardgen.anki.notetypes import NOTE_TYPES
from cardgen.anki.sanitise import inert, plain
from cardgen.anki.shielding import Refused
from cardgen.model import Card, Comparison, Deck, Definition, Formula, Point, Source
from cardgen.problems import Problem

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp"})


class Writer:
    """Writes the notes of one card."""

    def __init__(self, deck: Deck, card: Card, media: Media | None, vault: str):
        self.deck = deck
        self.card = card
        self.find = media
        self.vault = vault
        self.problems: list[Problem] = []
        self.media: dict[str, Path] = {}
        tags = ["cardgen::kind::" + card.kind, "cardgen::deck::" + deck.name, *card.tags]
        self.tags = tuple(sorted({tag for tag in map(legal_tag, tags) if tag}))

    def notes(self) -> list[AnkiNote]:
        content = self.card.content
        if isinstance(content, Definition):
            return [self.definition(content)]
        if isinstance(content, Formula):
            return [self.formula(content)]
        return [self.comparison(content), *self.aspects(content)]

    def definition(self, content: Definition) -> AnkiNote:
        fields = {
            "Term": self.html(content.term),
            "Meaning": self.html(content.meaning),
            "Aliases": self.aliases(content.aliases),
            "Context": self.html(content.context),
        }
        said = [content.term, content.meaning, content.aliases, content.context]
        return self.note("Definition", fields, said, [content.meaning], ("Term", "Meaning"))

    def formula(self, content: Formula) -> AnkiNote:
        fields = {
            "Name": self.html(content.name),
            "Formula": self.latex(content.latex, display=True),
            "Where": self.where(content.where),
            "Aliases": self.aliases(content.aliases),
            "Context": self.html(content.context),
        }
        said = [content.name, content.latex, list(content.where.items()), content.aliases, content.context]
        return self.note(
            "Formula", fields, said, [content.name, *content.where.values()], ("Name", "Formula")
        )

    def comparison(self, content: Comparison) -> AnkiNote:
        if not (content.points or content.same):
            raise Refused("it has neither points nor anything in common")
        fields = {
            "Subjects": self.subjects(content.subjects),
            "Points": self.points(content),
            "Same": self.list(content.same),
            "Context": self.html(content.context),
        }
        points = [[point.id, point.aspect, _values(content, point)] for point in content.points]
        said = [content.subjects, points, content.same, content.context]
        return self.note("Comparison", fields, said, _prose(content), ("Subjects",))

    def aspects(self, content: Comparison) -> list[AnkiNote]:
        named = Counter(point.aspect.strip() for point in content.points)
        ids = Counter(point.id for point in content.points)
        out: list[AnkiNote] = []
        for point in content.points:
            if not point.id or ids[point.id] > 1:
                what = f"the id {point.id} is two points'" if point.id else "a point has no id"
                todo = "give each point an id of its own (`cardgen check --fix` does)"
                self.tell(f"{what}; its own card is left out", todo)
                continue
            values = _values(content, point)
            aspect = point.aspect.strip()
            given = "" if aspect and named[aspect] == 1 else next(iter(values), "")
            if not values or (given and not aspect and len(values) == 1):
                continue  # nothing that the front could ask for; the comparison's own card shows the point
            if len(values) == 1:
                given = ""
            asked = {subject: value if subject == given else "" for subject, value in values.items()}
            fields = {
                "Subjects": self.subjects(content.subjects),
                "Aspect": self.html(point.aspect),
                "Given": self.sides(asked) if given or len(values) < len(content.subjects) else "",
                "Answer": self.sides(values),
                "Context": self.html(content.context),
            }
            said = [content.subjects, point.aspect, values, given, content.context]
            out.append(self.note("Aspect", fields, said, _prose(content), ("Subjects", "Answer"), point.id))
        return out

    def note(
        self,
        kind: str,
        fields: dict[str, str],
        said: Sequence[object],
        prose: Iterable[str],
        required: tuple[str, ...],
        point: str = "",
    ) -> AnkiNote:
        for name in required:
            if not _shows(fields[name]):
                raise Refused(f"nothing is left to show of its {name.lower()}")
        card, namespace = self.card, self.deck.namespace
        key = f"{card.id}/{point}" if point else card.id
        extra = "" if point else card.extra
        fields["Extra"] = self.html(extra)
        whole = {name: fields.get(name, "") for name in NOTE_TYPES[kind].fields}
        whole |= {
            "Id": inert(html.escape(plain(key), quote=False)),
            "Namespace": html.escape(namespace, quote=False),
        }
        whole |= {"Source": self.source(), "Chinese": "zh" if in_chinese(prose) else ""}
        whole["Checksum"] = checksums(kind, whole, self.tags)
        everything = [kind, said, extra, sorted(card.tags), sorted(self.media)]
        digest = hashlib.sha256(
            json.dumps(everything, ensure_ascii=False).encode("utf-8", "replace")
        ).hexdigest()
        return AnkiNote(
            key, guid(namespace, card.id, point), kind, whole, self.tags, digest[:16], dict(self.media)
        )

    # --- the parts of a field -------------------------------------------------------------------------

    def html(self, text: str) -> str:
        return to_html(text, self.picture, self.tell)

    def latex(self, latex: str, display: bool = False) -> str:
        if why := fault(plain(latex)):
            raise Refused(why)
        return inert(mathjax(plain(latex), display))

    def aliases(self, aliases: Iterable[str]) -> str:
        return ", ".join(f'<span class="alias">{self.html(alias)}</span>' for alias in aliases)

    def subjects(self, subjects: Iterable[str]) -> str:
        return ' <span class="vs">vs</span>&nbsp;'.join(  # a line ends before it, never behind it
            f'<span class="subject">{self.html(subject)}</span>' for subject in subjects
        )

    def list(self, items: Iterable[str]) -> str:
        items = "".join(f"<li>{self.html(item)}</li>" for item in items)
        return f"<ul>{items}</ul>" if items else ""

    def where(self, where: Mapping[str, str]) -> str:
        rows = [
            f"<tr><th>{self.latex(key)}</th><td>{self.html(text)}</td></tr>" for key, text in where.items()
        ]
        return f"<table>{''.join(rows)}</table>" if rows else ""

    def sides(self, values: Mapping[str, str]) -> str:
        rows = [
            f"<tr>{_th(self.html(subject))}{_td(self.html(value) or _OPEN)}</tr>"
            for subject, value in values.items()
        ]
        return f"<table{_long(values)}>{''.join(rows)}</table>"

    def points(self, content: Comparison) -> str:
        if not content.points:
            return ""
        named = any(point.aspect.strip() for point in content.points)
        corner = "<td></td>" if named else ""
        head = "".join(_th(self.html(subject)) for subject in content.subjects)
        rows = []
        for point in content.points:
            aspect = _th(self.html(point.aspect)) if named else ""
            cells = "".join(
                _td(self.html(point.values.get(subject, "")) or _NONE, subject)
                for subject in content.subjects
            )
            rows.append(f'<tr data-point="{html.escape(point.id)}">{aspect}{cells}</tr>')
        head = f"<thead><tr>{corner}{head}</tr></thead>"
        return f"<table{_long(content.subjects)}>{head}<tbody>{''.join(rows)}</tbody></table>"

    def source(self) -> str:
        return "; ".join(dict.fromkeys(map(self.one_source, self.card.sources)))

    def one_source(self, source: Source) -> str:
        heading = _short(plain_text(source.heading))
        shown = inert(
            html.escape(plain(f"{source.note} › {heading}" if heading else source.note), quote=False)
        )
        if not self.vault:
            return shown
        vault, _, folder = self.vault.partition("/")
        file = f"{folder.strip('/')}/{source.note}" if folder else source.note
        place = file.removesuffix(".md")
        if link := " ".join(_NO_LINK.sub(" ", source.heading).split()):
            place += "#" + link
        address = f"obsidian://open?vault={quote(vault, safe='')}&file={quote(place, safe='')}"
        return f'<a href="{html.escape(address)}">{shown}</a>'

    # --- pictures and problems ------------------------------------------------------------------------

    def picture(self, target: str) -> str:
        path = self.find(self.card, target) if self.find else None
        if path is None or path.suffix.lower() not in PICTURES:
            return ""
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            return ""
        name = f"cardgen-{digest[:20]}{path.suffix.lower()}"
        self.media[name] = path
        return name

    def tell(self, what: str, todo: str) -> None:
        problem = problem_of(self.deck, self.card.id, what, todo, "shown-otherwise")
        if problem not in self.problems:
            self.problems.append(problem)


_NO_LINK = re.compile(r"[#|^:\\]|%%|\[\[|\]\]")  # what Obsidian leaves out of a link to a heading


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _long(subjects: Iterable[str]) -> str:
    """The mark of a table whose subjects have names too long to stand beside a text on a phone."""
    widest = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in plain_text(subject)) for subject in subjects)
    return ' class="long"' if widest > 12 else ""


def _th(fragment: str) -> str:
    return f'<th dir="auto">{fragment}</th>'


def _td(fragment: str, subject: str = "") -> str:
    """A cell; on a phone, where the rows of a table are cut up, it shows whose value it is."""
    whose = f' data-subject="{html.escape(plain_text(subject))}"' if subject else ""
    return f'<td dir="auto"{whose}>{fragment}</td>'


_OPEN = '<span class="open">?</span>'
_NONE = '<span class="none">—</span>'


def _values(content: Comparison, point: Point) -> dict[str, str]:
    """The sides that have a value, in the order of the subjects."""
    return {
        subject: point.values[subject]
        for subject in content.subjects
        if point.values.get(subject, "").strip()
    }


def _prose(content: Comparison) -> list[str]:
    texts = [text for point in content.points for text in (point.aspect, *point.values.values())]
    return [*texts, *content.same]


def _shows(fragment: str) -> bool:
    return "<img" in fragment or bool(html.unescape(re.sub(r"<[^>]*>", "", fragment)).strip())


def problem_of(deck: Deck, key: str, what: str, todo: str, code: str, severity: str = "warning") -> Problem:
    return Problem(deck.path or deck.name, 0, 0, f"{key}: {what}", todo, code, severity)
