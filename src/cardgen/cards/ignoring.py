"""`# cardgen: ignore[code]`: what the person switched off, and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from cardgen.cards.codes import CODES, STRUCTURE
from cardgen.cards.nodes import ScalarNode, scalars
from cardgen.cards.placing import item_end
from cardgen.cards.reading import DeckFile
from cardgen.cards.splicing import column_of
from cardgen.problems import Problem

_IGNORE = re.compile(r"#[ \t]*cardgen:[ \t]*ignore\[([^\]\n]*)\]")


def wanted(
    problems: Iterable[Problem], files: Sequence[DeckFile], disabled: frozenset[str]
) -> Iterator[Problem]:
    ignores = {str(file.path): _Ignores(file) for file in files if "cardgen:" in file.text}
    for comments in ignores.values():
        yield from comments.unknown()
    for problem in problems:
        ignore = ignores.get(problem.path)
        silenced = problem.code in disabled or (ignore is not None and ignore.covers(problem))
        if problem.code in STRUCTURE or not silenced:
            yield problem


class _Ignores:
    """The comments of one file: those before `cards:` hold for all of it, others for the card that they
    stand in or directly above."""

    def __init__(self, file: DeckFile):
        self.file = file
        self.comments = [match for match in _IGNORE.finditer(file.text) if self._is_comment(match.start())]
        starts = [file.root.keys["cards"].start if "cards" in file.root.keys else len(file.text)]
        for entry in file.entries[:-1]:
            starts.append(item_end(file.text, entry.node.end, column_of(file.text, entry.node.start) - 2))
        self.first_lines = [file.place(start)[0] for start in starts]
        self.codes: dict[int, set[str]] = {}
        for match in self.comments:
            line = file.place(match.start())[0]
            self.codes.setdefault(self._part(line), set()).update(_codes(match[1]))

    def covers(self, problem: Problem) -> bool:
        return any(problem.code in self.codes.get(part, ()) for part in (0, self._part(problem.line)))

    def unknown(self) -> Iterator[Problem]:
        for match in self.comments:
            line, column = self.file.place(match.start())
            for code in _codes(match[1]):
                if code not in CODES or code in STRUCTURE:
                    what = (
                        f"the check `{code}` cannot be switched off"
                        if code in CODES
                        else f"there is no check `{code}`"
                    )
                    todo = f"the codes are: {', '.join(sorted(CODES.keys() - STRUCTURE))}"
                    yield Problem(str(self.file.path), line, column, what, todo, "unknown-code", "warning")

    def _part(self, line: int) -> int:
        """0 for the head of the file, else the number of the card."""
        return bisect_right(self.first_lines, line)

    def _is_comment(self, offset: int) -> bool:
        return not any(scalar.start <= offset < scalar.end for scalar in self._scalars)

    @cached_property
    def _scalars(self) -> list[ScalarNode]:
        return list(scalars(self.file.root))


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]
