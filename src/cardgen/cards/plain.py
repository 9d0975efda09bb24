"""Cards as plain data (dicts, lists, texts) in the order of the field table, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from cardgen.model import Card, Comparison, Content, Definition, Formula, Point, Source

Plain: TypeAlias = dict[str, Any]


def to_plain(card: Card) -> Plain:
    """The card as it is written: empty optional fields left out, empty required ones kept as ""."""
    head = {"id": card.id, "kind": card.kind, "status": card.status, "missing": list(card.missing)}
    tail = {
        "extra": card.extra,
        "tags": list(card.tags),
        "source": _sources_to_plain(card.sources),
    }
    body = _content_to_plain(card.content)
    kept = {name: value for name, value in (head | body | tail).items() if value}
    blanks = {name: "" for name in _required_texts(card.content) if name not in kept}
    return {name: (kept | blanks)[name] for name in (head | body | tail) if name in kept or name in blanks}


def from_plain(data: Mapping[str, Any]) -> Card:
    """The card that `to_plain` gave. Raises KeyError, TypeError or ValueError for anything else."""
    return Card(
        content=content_from_plain(data),
        id=data.get("id", ""),
        status=data.get("status", ""),
        missing=tuple(data.get("missing", ())),
        tags=tuple(data.get("tags", ())),
        extra=data.get("extra", ""),
        sources=_sources_from_plain(data.get("source", [])),
    )


def _required_texts(content: Content) -> tuple[str, ...]:
    if isinstance(content, Definition):
        return ("term", "meaning")
    return ("name", "latex") if isinstance(content, Formula) else ()


def _content_to_plain(content: Content) -> Plain:
    if isinstance(content, Definition):
        return {
            "term": content.term,
            "aliases": list(content.aliases),
            "context": content.context,
            "meaning": content.meaning,
        }
    if isinstance(content, Formula):
        return {
            "name": content.name,
            "aliases": list(content.aliases),
            "context": content.context,
            "latex": content.latex,
            "where": dict(content.where),
        }
    return {
        "subjects": list(content.subjects),
        "context": content.context,
        "same": list(content.same),
        "points": [_point_to_plain(point) for point in content.points],
    }


def _point_to_plain(point: Point) -> Plain:
    data = {"id": point.id, "aspect": point.aspect, "values": dict(point.values)}
    return {name: value for name, value in data.items() if value}


def _sources_to_plain(sources: tuple[Source, ...]) -> Any:
    plain = [
        {"note": source.note}
        | ({"line": source.line} if source.line else {})
        | ({"rule": source.rule} if source.rule else {})
        for source in sources
    ]
    return plain[0] if len(plain) == 1 else plain


def content_from_plain(data: Mapping[str, Any]) -> Content:
    """What a card is about; fields that are not there are empty."""
    context = data.get("context", "")
    if data["kind"] == "definition":
        return Definition(
            data.get("term", ""), data.get("meaning", ""), tuple(data.get("aliases", ())), context
        )
    if data["kind"] == "formula":
        return Formula(
            data.get("name", ""),
            data.get("latex", ""),
            dict(data.get("where", {})),
            tuple(data.get("aliases", ())),
            context,
        )
    if data["kind"] == "comparison":
        points = tuple(
            Point(dict(point.get("values", {})), point.get("aspect", ""), point.get("id", ""))
            for point in data.get("points", ())
        )
        return Comparison(tuple(data.get("subjects", ())), points, tuple(data.get("same", ())), context)
    raise ValueError(data["kind"])


def _sources_from_plain(data: Any) -> tuple[Source, ...]:
    entries = [data] if isinstance(data, Mapping) else data
    return tuple(Source(entry["note"], entry.get("line", 0), entry.get("rule", "")) for entry in entries)
