"""What went wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing a person should know of. `line` and `column` count from 1; 0 is "the whole file"."""

    path: str
    line: int
    column: int
    what: str
    todo: str = ""
    """What to do, as a short imperative; may be empty."""
    code: str = ""
    """The check that found it (`long-answer`), for switching it off."""
    severity: str = "error"
    """`error` or `warning`."""

    def __str__(self) -> str:
        place = self.path
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        text = f"{place}: {self.what}" if place else self.what
        if self.todo:
            text += f"; {self.todo}"
        return text + (f" [{self.code}]" if self.code else "")


class CardgenError(Exception):
    """A fault that ends the work on one input; carries the problem to print."""

    def __init__(self, problem: Problem):
        super().__init__(str(problem))
        self.problem = problem


def fail(path: object, what: str, todo: str = "", line: int = 0, column: int = 0) -> CardgenError:
    """The exception to raise for a fault at a place."""
    return CardgenError(Problem(str(path), line, column, what, todo))
