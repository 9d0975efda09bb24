"""The checks by their codes, and what a check finds."""

from __future__ import annotations

from dataclasses import dataclass

CODES = {
    "yaml": "the file is not sound YAML",
    "unknown-key": "a key that means nothing there",
    "missing-field": "a field that the card needs",
    "wrong-type": "a value of the wrong form",
    "wrong-value": "a value that is none of those allowed",
    "unknown-subject": "a side of a point that is not among the subjects",
    "duplicate-id": "one id for two cards or two points",
    "duplicate-front": "two cards that ask the same",
    "duplicate-card": "a card that says what another says, in other words",
    "duplicate-deck": "two files for one deck, or one category in two files",
    "deck-name": "a deck name that Anki changes",
    "empty-deck": "a deck without cards",
    "point-id": "a point without an id: its reviews are lost when its aspect is renamed",
    "not-text": "an unquoted text that other programs read as a number, a date or a truth value",
    "stale-status": "an incomplete card that lacks nothing any more",
    "lost-text": "a place where the note lost something",
    "latex-syntax": "LaTeX that MathJax cannot read",
    "latex-command": "a command that MathJax does not know",
    "latex-environment": "an environment that MathJax does not know",
    "latex-unsafe": "LaTeX that is not allowed in a card",
    "math-delimiter": "dollar signs around LaTeX, or missing in a text",
    "escape": "LaTeX in double quotes, where a backslash starts an escape",
    "cloze-markup": "`{{c1::…}}`, which these cards do not use",
    "tag-space": "a tag with a space, which Anki has not",
    "missing-image": "an image that is not there",
    "remote-image": "an image on the web, which a card may not load",
    "long-answer": "an answer too long to recall",
    "gives-away": "a front that shows its answer, or an answer that names what it asks for",
    "unknown-code": "a code in a comment or in the configuration that no check has",
}
"""Every code with what it is about."""

STRUCTURE = frozenset(
    ("yaml", "unknown-key", "missing-field", "wrong-type", "wrong-value", "unknown-subject", "duplicate-id")
)
"""The checks that cannot be switched off: what they find can never reach Anki."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found at an offset of a file."""

    offset: int
    code: str
    what: str
    todo: str
    severity: str = "warning"
