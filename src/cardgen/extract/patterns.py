"""The engine: sentence rules (data) over a note's sentences."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.found import Found
from cardgen.extract.meanings import LOST, clean_meaning, why_not_meaning
from cardgen.extract.outline import Outline, Sentence
from cardgen.extract.terms import parse_term, why_not_term
from cardgen.model import Definition
from cardgen.rules import Rule, RuleSet

TIMEOUT = 5.0
"""Seconds that the rules may take over one note before it counts as one that can't be read."""


def matches(outline: Outline, rule: Rule, timeout: float = TIMEOUT) -> Iterator[tuple[Sentence, regex.Match[str]]]:
    """Each match of a sentence rule with its sentence. Raises TimeoutError when the text defeats it."""
    for pattern in rule.patterns(outline.text, outline.folded):
        for match in pattern.finditer(outline.text, timeout=timeout):
            yield outline.sentence_at(match.start()), match


def find_definitions(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """Definitions by every sentence rule of that kind."""
    for rule in rules.rules:
        if rule.kind == "definition" and rule.pattern:
            for sentence, match in matches(outline, rule):
                yield _definition(outline, rules, rule, sentence, match)


def _definition(
    outline: Outline, rules: RuleSet, rule: Rule, sentence: Sentence, match: regex.Match[str]
) -> Found:
    block = outline.blocks[sentence.block]
    term = parse_term(match["term"])
    aliases = list(term.aliases)
    if "alias" in match.re.groupindex and match["alias"]:
        extra = parse_term(match["alias"])
        aliases += [extra.name, *extra.aliases]
    raw = match["meaning"]
    start = sentence.start + match.start() - sentence.at
    if match.end("meaning") == sentence.at + (sentence.end - sentence.start) and block.kind != "heading":
        raw = block.text[sentence.start + match.start("meaning") - sentence.at :]  # may go on in the next sentence
    meaning = clean_meaning(raw, keep_lead=bool(rule.options.get("keep_lead")))
    veto = why_not_term(term.name, rules.words) or why_not_meaning(meaning, term.name)
    if not veto and block.kind == "heading":
        veto = "a heading defines nothing by itself"
    if not veto and match.end() < sentence.at + sentence.end - sentence.start and LOST.search(match[0]):
        veto = "the meaning needs a formula or picture that was lost"
    return Found(
        rule=rule,
        block=sentence.block,
        start=start,
        end=sentence.end,
        content=Definition(term.name, meaning, tuple(dict.fromkeys(a for a in aliases if a and a != term.name))),
        confidence=rule.confidence,
        veto=veto,
    )
