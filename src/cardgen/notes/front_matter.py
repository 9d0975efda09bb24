"""What a note says about itself before its text: YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cardgen.notes.categories import category_of

_YAML = re.compile(r"---[ \t]*\n(?P<text>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<text>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
_JSON = re.compile(r";;;[ \t]*\n(?P<text>.*?)^;;;[ \t]*(?:\n|\Z)", re.S | re.M)
_UNOPENED = re.compile(r"(?:(?:[A-Za-z_-]+:[^\n]*|[ \t]+-? ?[^\n]*|- [^\n]*)\n)+?---[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"[\w\u4e00-\u9fff-]+[ \t]*:(?:[ \t]|\n|$)", re.M)
_PLAIN_LINE = re.compile(r"^([A-Za-z_]+)[ \t]*[:=][ \t]*(.*)$", re.M)
_LARGEST = 100_000
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end` is the offset at which the note's text begins."""

    end: int = 0
    category: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    date: str = ""
    draft: bool = False
    fault: str = ""
    """Why it could not be read; empty when it could."""
    fault_line: int = 0


@dataclass(frozen=True, slots=True)
class _Raw:
    style: str
    text: str
    line: int
    end: int
    values: Mapping[str, Any] = field(default_factory=dict)


class _Broken(ValueError):
    def __init__(self, what: str, line: int = 0):
        super().__init__(what)
        self.line = line


def read_front_matter(source: str) -> FrontMatter:
    """The front matter of a note; an empty one when it has none. Never raises."""
    raw = _find(source)
    if raw is None:
        return FrontMatter()
    fault, fault_line = "", 0
    values: Mapping[str, Any]
    try:
        values = _parse(raw)
    except _Broken as error:
        if raw.style == "yaml" and not _KEY.search(raw.text):
            return FrontMatter()  # a line, text, a line
        fault, fault_line = str(error), raw.line + max(error.line, 1)
        values = _salvage(raw.text)
    if not values and not fault and raw.text.strip():
        return FrontMatter()
    keys = {str(key).strip().lower(): value for key, value in values.items()}
    return FrontMatter(
        raw.end,
        category_of(keys, flat=raw.style != "yaml"),
        _text(keys.get("title")),
        _tags(keys),
        _text(keys.get("date") or keys.get("created") or keys.get("published") or keys.get("pubdate")),
        _text(keys.get("draft")).lower() in ("true", "yes", "on"),
        fault,
        fault_line,
    )


def _find(source: str) -> _Raw | None:
    lead = len(source) - len(source.lstrip("\n"))
    for style, mark, pattern in (("yaml", "---", _YAML), ("toml", "+++", _TOML), ("json", ";;;", _JSON)):
        if source.startswith(mark, lead):
            found = pattern.match(source, lead)
            if found and found.end("text") - lead <= _LARGEST:
                if style == "yaml" and not _is_mapping(found["text"]):
                    return None
                return _Raw(style, found["text"], lead + 1, found.end())
            if style != "yaml" or _KEY.match(source, source.find("\n", lead) + 1):
                return _unclosed(source, style, lead)
            return None
    if source.startswith("{", lead) and re.match(r"\{\s*\"", source[lead : lead + 50]):
        return _bare_json(source, lead)
    if re.match(r"(?:title|date|tags|categories|category|layout):[ \t\n]", source[lead : lead + 20]):
        found = _UNOPENED.match(source, lead, lead + 4000)
        if found:
            text = source[lead : found.end()].rstrip().removesuffix("---")
            return _Raw("yaml", text, lead, found.end())
    return None


def _is_mapping(text: str) -> bool:
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return not first or bool(_KEY.match(first)) or first.startswith(("{", '"', "'"))


def _unclosed(source: str, style: str, lead: int) -> _Raw:
    """Front matter without its last line: it ends before the first blank line or heading."""
    stop = re.compile(r"\n[ \t]*\n|\n(?=#)|\Z").search(source, lead + 3)
    end = stop.start() if stop else len(source)
    return _Raw("unclosed", source[lead:end].partition("\n")[2], lead + 1, end)


def _bare_json(source: str, lead: int) -> _Raw | None:
    try:
        values, end = json.JSONDecoder().raw_decode(source[lead : lead + _LARGEST])
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or source[lead + end : lead + end + 1] not in ("", "\n"):
        return None
    return _Raw("json", source[lead : lead + end], lead, lead + end, values)


def _parse(raw: _Raw) -> Mapping[str, Any]:
    if raw.values:
        return raw.values
    if raw.style == "unclosed":
        raise _Broken("the front matter has no closing line")
    if raw.style == "toml":
        return _parse_toml(raw.text)
    if raw.style == "json":
        try:
            return _mapping(json.loads("{" + raw.text.strip().removeprefix("{").removesuffix("}") + "}"))
        except (ValueError, RecursionError) as error:
            raise _Broken(
                f"the front matter is no valid JSON ({error})", getattr(error, "lineno", 0)
            ) from error
    return _parse_yaml(raw.text)


def _parse_toml(text: str) -> Mapping[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise _Broken(
            f"the front matter is no valid TOML ({error})", int(found[1]) if found else 0
        ) from error


def _parse_yaml(text: str) -> Mapping[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Tabs are common after the colon and as an indent; YAML knows neither.
    clean = re.sub(r"^\t+", lambda tabs: "  " * len(tabs[0]), text, flags=re.M).replace("\t", " ")
    try:
        return _mapping(_built(yaml.parse(clean, Loader=loader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise _Broken(f"the front matter is no valid YAML ({what})", mark.line + 1 if mark else 0) from error


def _built(events: Iterator[Any]) -> Any:
    """Plain data out of YAML events: all scalars as the text that they are, nothing recursive."""
    root: list[Any] = []
    stack: list[list[Any]] = [root]
    mappings: list[bool] = [False]
    for event in events:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            stack[-1].append(event.value)
        elif kind == "AliasEvent":
            stack[-1].append("")
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            if len(stack) > _DEEPEST:
                raise _Broken("the front matter is nested too deeply", event.start_mark.line + 1)
            stack.append([])
            mappings.append(kind == "MappingStartEvent")
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            values = stack.pop()
            if mappings.pop():
                pairs = zip(values[::2], values[1::2], strict=True)
                stack[-1].append({key if isinstance(key, str) else "": value for key, value in pairs})
            else:
                stack[-1].append(values)
        elif kind == "DocumentEndEvent":
            break
    return root[0] if root else {}


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    if value in ("", None):
        return {}
    raise _Broken("the front matter is not a list of `key: value` lines", 1)


def _salvage(text: str) -> Mapping[str, Any]:
    """The simple `key: value` lines of broken front matter, so that its cards still find their deck."""
    values: dict[str, Any] = {}
    for found in _PLAIN_LINE.finditer(text):
        value = found[2].strip()
        if value.startswith("[") and value.endswith("]"):
            values.setdefault(found[1], [part.strip(" \"'") for part in value[1:-1].split(",")])
        elif value:
            values.setdefault(found[1], value.strip("\"'"))
    return values


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).strip()


def _tags(keys: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for key in ("tags", "tag"):
        value = keys.get(key)
        if isinstance(value, str):
            value = re.split(r"[,，、;；]" if re.search(r"[,，、;；]", value) else r"\s+", value)
        if isinstance(value, list):
            found += [_text(tag).lstrip("#") for tag in value]
    return tuple(dict.fromkeys(tag for tag in found if tag and tag.lower() != "null"))
