"""Rule files (YAML) to `Rule` values, with one clear error a bad rule.

A rule is data: what it finds, why that is right, and examples that prove it. It either has a `pattern`
(run over sentences by the engine) or names an `extractor` (code that reads structure).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import regex
import yaml

from cardgen.problems import CardgenError, Problem, fail

KINDS = ("definition", "formula", "comparison")
GROUPS = {
    "definition": {"term", "meaning"},
    "formula": {"name"},
    "comparison": {"a", "b"},
}
REQUIRED = ("id", "kind", "why", "fires")
KEYS = {*REQUIRED, "cues", "pattern", "extractor", "confidence", "silent", "todo", "fragments", "options"}
PLACEHOLDER = regex.compile(r"(?<!\\[pP])\{([A-Z][A-Z_]*)\}")
CUE = "CUE"

Example = Mapping[str, Any]


class _Map(dict[str, Any]):
    """A mapping that knows its line."""

    line: int = 0


@dataclass(frozen=True)
class Rule:
    """One entry of a rule file."""

    id: str
    kind: str
    why: str
    confidence: float
    path: str
    line: int
    cues: tuple[str, ...] = ()
    pattern: str = ""
    """With `{CUE}` still in it; all other fragments are substituted."""
    extractor: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    fires: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()
    todo: tuple[Example, ...] = ()

    @cached_property
    def _compiled(self) -> dict[str, regex.Pattern[str]]:
        return {}

    def patterns(self, folded: str) -> Iterator[tuple[str, regex.Pattern[str]]]:
        """(cue, compiled pattern) for each cue that stands in a text, which is given in lower case.

        One pattern a cue: a required literal is found a hundred times faster than an alternation of cues, and
        a cue that is absent costs one substring search.
        """
        for cue in self.cues or ("",):
            if cue.lower() in folded:
                if cue not in self._compiled:
                    # no word boundary beside Han: `\b` never holds there
                    literal = regex.escape(cue)
                    if cue[:1].isascii() and cue[:1].isalnum():
                        literal = r"\b" + literal
                    if cue[-1:].isascii() and cue[-1:].isalnum():
                        literal += r"\b"
                    self._compiled[cue] = regex.compile(
                        self.pattern.replace("{CUE}", literal), regex.MULTILINE | regex.IGNORECASE | regex.V0
                    )
                yield cue.lower(), self._compiled[cue]


@dataclass(frozen=True)
class RuleSet:
    """All rules in the order of their files, and the word lists that judge terms and meanings."""

    rules: tuple[Rule, ...]
    words: Mapping[str, frozenset[str]]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def of_extractor(self, name: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.extractor == name)


def load_rules(extra: Sequence[Path] = ()) -> RuleSet:
    """The rules that ship, then those of the files in `extra`. Raises CardgenError for a bad file."""
    rules, problems = read_rules(extra)
    if problems:
        raise CardgenError(problems[0])
    return rules


def read_rules(extra: Sequence[Path] = ()) -> tuple[RuleSet, list[Problem]]:
    """Like `load_rules`, but bad rules are left out and reported, one problem each."""
    here = Path(__file__).parent
    fragments = {str(k): str(v) for k, v in _load(here / "fragments.yaml").items()}
    words = {name: frozenset(_strings(listed)) for name, listed in _load(here / "words.yaml").items()}
    rules: list[Rule] = []
    problems: list[Problem] = []
    used: set[str] = set()
    own = sorted(p for p in here.glob("*.yaml") if p.name not in ("fragments.yaml", "words.yaml"))
    for path in [*own, *extra]:
        shown = path.name if path in own else str(path)
        try:
            entries = _load(path)
        except CardgenError as error:
            problems.append(error.problem)
            continue
        if not isinstance(entries, list):
            problems.append(
                fail(shown, "a rule file is a list of rules", "start each with `- id:`", 1).problem
            )
            continue
        for entry in entries:
            try:
                rule = _rule(entry, shown, fragments, used)
                if any(rule.id == other.id for other in rules):
                    raise fail(shown, f"the rule id {rule.id} is taken", "choose another id", rule.line)
                rules.append(rule)
            except CardgenError as error:
                problems.append(error.problem)
    unused = set(fragments) - used
    if unused:
        problems.append(
            fail("fragments.yaml", f"never used: {', '.join(sorted(unused))}", "delete it").problem
        )
    return RuleSet(tuple(rules), words), problems


def _rule(entry: Any, path: str, fragments: Mapping[str, str], used: set[str]) -> Rule:
    line = getattr(entry, "line", 0)
    if not isinstance(entry, dict):
        raise fail(path, "a rule is a mapping", "start it with `- id:`", line)
    name = entry.get("id", "?")
    for key in entry:
        if key not in KEYS:
            raise fail(path, f"{name}: unknown key `{key}`", f"use one of {', '.join(sorted(KEYS))}", line)
    for key in REQUIRED:
        if not entry.get(key):
            raise fail(path, f"{name}: `{key}` is missing", "add it", line)
    if entry["kind"] not in KINDS:
        raise fail(path, f"{name}: unknown kind `{entry['kind']}`", f"use one of {', '.join(KINDS)}", line)
    if bool(entry.get("pattern")) == bool(entry.get("extractor")):
        raise fail(path, f"{name}: a rule has a `pattern` or an `extractor`", "give one of them", line)
    try:
        confidence = float(entry.get("confidence", 0.7))
    except (TypeError, ValueError):
        confidence = -1.0
    if not 0 <= confidence <= 1:
        raise fail(path, f"{name}: `confidence` is not a number from 0 to 1", "mend it", line)
    cues = tuple(_strings(entry.get("cues") or []))
    pattern = str(entry.get("pattern") or "")
    if pattern:
        local = {**fragments, **{str(k): str(v) for k, v in (entry.get("fragments") or {}).items()}}
        pattern = _substitute(pattern, local, used, path, name, line, ())
        if bool(cues) != ("{CUE}" in pattern):
            raise fail(path, f"{name}: `cues` and {{CUE}} go together", "give both or neither", line)
        try:
            probe = regex.compile(pattern.replace("{CUE}", "x"), regex.MULTILINE | regex.IGNORECASE)
        except regex.error as error:
            raise fail(path, f"{name}: bad pattern: {error}", "mend it", line) from error
        lacking = GROUPS[entry["kind"]] - set(probe.groupindex)
        if lacking:
            raise fail(
                path, f"{name}: the pattern lacks {', '.join(sorted(lacking))}", "name the groups", line
            )
    return Rule(
        id=str(name),
        kind=entry["kind"],
        why=str(entry["why"]),
        confidence=confidence,
        path=path,
        line=line,
        cues=cues,
        pattern=pattern,
        extractor=str(entry.get("extractor") or ""),
        options=entry.get("options") or {},
        fires=_examples(entry, "fires", path),
        silent=_examples(entry, "silent", path),
        todo=_examples(entry, "todo", path),
    )


def _examples(entry: Mapping[str, Any], key: str, path: str) -> tuple[Example, ...]:
    listed = entry.get(key) or []
    if not isinstance(listed, list) or not all(isinstance(x, dict) and x.get("text") for x in listed):
        line = getattr(entry, "line", 0)
        raise fail(path, f"{entry['id']}: `{key}` is a list of mappings with `text`", "mend it", line)
    return tuple(listed)


def _substitute(
    pattern: str,
    fragments: Mapping[str, str],
    used: set[str],
    path: str,
    rule: Any,
    line: int,
    inside: tuple[str, ...],
) -> str:
    def expand(match: regex.Match[str]) -> str:
        name = match[1]
        if name == CUE:
            return str(match[0])
        if name in inside:
            raise fail(path, f"{rule}: fragment {name} contains itself", "break the circle", line)
        if name not in fragments:
            known = ", ".join(sorted(fragments))
            raise fail(path, f"{rule}: unknown fragment {{{name}}}", f"known: {known}", line)
        used.add(name)
        inner = _substitute(fragments[name], fragments, used, path, rule, line, (*inside, name))
        return f"(?:{inner})"

    return str(PLACEHOLDER.sub(expand, pattern))


def _strings(listed: Any) -> list[str]:
    return [str(x) for x in listed]


def _load(path: Path) -> Any:
    """The YAML document at `path`; mappings carry `.line`."""
    try:
        text = path.read_text("utf-8")
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError as error:
        raise fail(path, "no such rule file", "check `rules` in cardgen.toml") from error
    except UnicodeDecodeError as error:
        raise fail(path, "not UTF-8", "save it as UTF-8") from error
    except OSError as error:
        raise fail(path, f"can't be read: {error.strerror}", "check the path") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "broken YAML"
        raise fail(path, f"broken YAML: {what}", "mend it", mark.line + 1 if mark else 0) from error
    return _plain(node)


def _plain(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        mapping = _Map((str(key.value), _plain(value)) for key, value in node.value)
        mapping.line = node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return "" if node is None else node.value  # every scalar is text: `no` and `1:30` stay as written
