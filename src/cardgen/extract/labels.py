"""Definitions by label: `X：meaning`, `**X** - meaning`, `**X**，meaning`, field labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.glosses import candidate, weight_of_gloss
from cardgen.extract.headings import folded, subject_of, without_field_word
from cardgen.extract.label_lines import DECORATED, LABEL, label_lines
from cardgen.extract.openings import PRONOUN_EN, PRONOUN_ZH, weight_of_opening
from cardgen.extract.outline import Outline, is_chinese, lead_mark
from cardgen.extract.places import weight_of_name, weight_of_place
from cardgen.extract.terms import parse_term
from cardgen.model import Block
from cardgen.rules import RuleSet


def find_labels(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`X：meaning`, `**X** - meaning`, `X → meaning`, and field labels (`定义：…`) under their subject."""
    label_rule, field_rule, dash_rule = (rules.by_id[i] for i in ("label-colon", "field-label", "label-dash"))
    company = _company(outline)
    for i, block in enumerate(outline.blocks):
        if block.kind not in ("item", "paragraph", "callout") or not outline.is_read(i) or outline.in_link(i):
            continue
        lines = [
            (start, line, match) for start, line in label_lines(block.text) if (match := LABEL.match(line))
        ]
        several = len(lines) > 1
        for start, line, match in lines:
            label = match["label"].strip()
            raw = match["meaning"]
            after = block.text[start + len(line) :]
            words = label.split()
            if len(words) > 1 and is_chinese(label) and words[-1] in label[: label.rindex(words[-1])]:
                label = words[-1]  # `A 的概念 A：…` where a heading ran in
            elif len(words) > 2 and is_chinese(words[-1]) and folded(words[-1]) in rules.words["labels"]:
                label = words[-1]  # `… 论文名称：` is a label whatever stands before it
            bare = parse_term(label)
            if i == 0 and folded(bare.name) == "description":
                continue  # of the note itself
            if folded(bare.name) in rules.words["field_labels"]:
                title = DECORATED.match(block.text)
                subject = parse_term(title["a"] or title["b"]) if title else subject_of(outline, i, rules)
                if subject is not None:
                    yield candidate(
                        outline,
                        rules,
                        field_rule,
                        i,
                        start,
                        subject,
                        raw + after if not raw.endswith(("。", ".")) else raw,
                    )
                continue
            head = without_field_word(bare, label)
            lead = lead_mark(block) if start == 0 else None
            marked = lead is not None and lead[1] >= match.end("label") - 4
            if match["dash"]:
                if compiled(r"\S{1,12}[:：]\s").match(raw):
                    continue  # `A - B: …` is a label of two names
                plain = not (marked or block.kind == "item")
                if plain and not _stands_alone(label, match["dash"].strip(), raw):
                    continue
                bonus = (
                    (0.06 if marked else -0.04 if plain else 0.0)
                    + weight_of_gloss(head.name, raw)
                    + company.get(_place(block), 0.0)
                    + weight_of_place(outline, i, head.name)
                    + weight_of_name(head.name, numbered=block.number is not None)
                    + _weight_of_arrow(match["dash"], raw)
                )
                yield candidate(
                    outline,
                    rules,
                    dash_rule,
                    i,
                    start,
                    head,
                    raw,
                    bonus=bonus,
                    end=start + len(line),
                    label=True,
                )
                continue
            bonus = 0.08 if marked else 0.0 if block.kind == "item" or several else -0.06
            bonus += 0.05 if head.aliases else 0.0
            bonus += weight_of_gloss(head.name, raw) + company.get(_place(block), 0.0)
            bonus += weight_of_place(outline, i, head.name)
            bonus += weight_of_name(head.name, numbered=block.number is not None)
            raw = PRONOUN_EN.sub("", PRONOUN_ZH.sub("", raw, count=1), count=1)
            raw = compiled(r"^它们?(?=[\p{Han}\d])(?!的|们)").sub("", raw)
            yield candidate(
                outline,
                rules,
                label_rule,
                i,
                start,
                head,
                raw,
                bonus=bonus,
                end=start + len(line),
                label=True,
                marked=marked,
            )


def _weight_of_arrow(dash: str, meaning: str) -> float:
    """An arrow or a sign before a few words leads to another thing; it seldom says what the first one is."""
    few = len(meaning) < 9 and "的" not in meaning if is_chinese(meaning) else len(meaning.split()) < 3
    return -0.2 if few and compiled(r"\s*(?:→|=>|⇒|->|=|＝)\s*").fullmatch(dash) else 0.0


def _stands_alone(label: str, mark: str, meaning: str) -> bool:
    """Whether a plain line `Starvation = a process waits forever` is an entry, not running text or a formula."""
    if mark in "=＝→" and compiled(r"[=+*/^$`]|->|→").search(meaning):
        return False
    long = len(meaning) >= 8 if is_chinese(meaning) else len(meaning.split()) >= 4
    return label[:1].isupper() and label[:1].isascii() and len(label.split()) <= 4 and long


def find_bold_leads(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`**X**，meaning`, `**X.** It …`, `**X** meaning` where a bold phrase opens the block; `【X】meaning`."""
    rule = rules.by_id["bold-lead"]
    leads = [lead for i in range(len(outline.blocks)) if (lead := _bold_lead(outline, i)) is not None]
    stopped = [lead for i in range(len(outline.blocks)) for lead in _numbered_leads(outline, i)]
    several = Counter(_place(outline.blocks[lead.block]) for lead in stopped)
    leads += [lead for lead in stopped if several[_place(outline.blocks[lead.block])] > 1]
    bare = Counter(_place(outline.blocks[lead.block]) for lead in leads if not lead.parted)
    for lead in leads:
        block = outline.blocks[lead.block]
        body = PRONOUN_EN.sub("", PRONOUN_ZH.sub("", lead.body, count=1), count=1)
        term = parse_term(lead.label)
        if folded(term.name) in rules.words["field_labels"] and lead.parted:
            subject = subject_of(outline, lead.block, rules)
            if subject is not None:
                yield candidate(
                    outline, rules, rules.by_id["field-label"], lead.block, lead.start, subject, body
                )
            continue
        bonus = 0.1 if block.kind == "item" else 0.0
        if not lead.parted:
            bonus -= 0.1 if term.aliases else 0.25
            bonus -= 0.08 if lead.label.startswith("`") else 0.0
            if bare[_place(block)] > 1:  # they stand in a row
                opens = is_chinese(body) or compiled(r"(?:an?|the|any)\s|[A-Z]").match(body)
                bonus += 0.2 if opens else 0.12
            if compiled(
                r"(?i)(?:across|within|for|before|after|by|with|in|on|at|to|from|of|and|的|等|中|里|can|could|should|may|might|must|will|is|are|was|has|have|had|does|do|appears?|seems?|includes?|when|if|as|than|that|which|who|you|we|also|not|均|都)(?![A-Za-z])"
            ).match(body):
                bonus -= 0.2
        elif lead.inner and not is_chinese(body) and block.kind != "item":
            bonus += max(-0.2, weight_of_opening(body)[0])
        bonus += weight_of_place(outline, lead.block, term.name) + weight_of_name(term.name)
        body = body.split("\n")[0] if lead.start else body
        yield candidate(outline, rules, rule, lead.block, lead.start, term, body, bonus=bonus)


@dataclass(frozen=True, slots=True)
class Lead:
    """A bold phrase that opens a block, and the text after it."""

    block: int
    start: int
    label: str
    body: str
    parted: bool
    """Whether a comma or a stop stands between the two."""
    inner: bool
    """Whether it stands inside the bold phrase."""


NAMED_DEFINITION = regex.compile(
    r"(?:definition|def\.?|定义)\s*[\d.\-]*\s*[:：.]?\s*[（(](?P<term>[^()（）]{2,60})[)）][.。]?$",
    regex.IGNORECASE,
)
"""`Definition 2.1 (Stack).`: the name that a numbered definition gives in brackets."""
NUMBERED_LEAD = regex.compile(
    r"^(?P<number>\d{1,2}[、.．)）]\s*)?(?P<label>[^\n，,。；;：:!！?？.（(]{2,30}(?:[（(][^()（）\n]{1,40}[)）])?)(?:。\s*|\.\s+)(?P<body>[^\n]{6,})$"
)


def _numbered_leads(outline: Outline, i: int) -> Iterator[Lead]:
    """`1. X. meaning` and `1、X。meaning`, in the lines of a paragraph or the items of an ordered list."""
    block = outline.blocks[i]
    if block.kind not in ("item", "paragraph") or not outline.is_read(i) or outline.in_link(i):
        return
    for start, line in label_lines(block.text):
        match = NUMBERED_LEAD.match(line)
        numbered = match and (match["number"] or (block.number is not None and start == 0))
        if match and numbered and (start or lead_mark(block) is None):
            yield Lead(i, start, match["label"], match["body"], True, False)


def _bold_lead(outline: Outline, i: int) -> Lead | None:
    block = outline.blocks[i]
    if block.kind not in ("item", "paragraph") or not outline.is_read(i) or outline.in_link(i):
        return None
    title = DECORATED.match(block.text)
    if title and title.end() < len(block.text):
        body = block.text[title.end() :].split("\n")[0].strip()
        return (
            None if LABEL.match(body) else Lead(i, title.start(), title["a"] or title["b"], body, True, False)
        )
    lead = lead_mark(block)
    if lead is None or lead[1] - lead[0] > 60 or lead[1] - lead[0] >= len(block.text.strip()):
        return None
    label, rest = block.text[lead[0] : lead[1]], block.text[lead[1] :]
    bracket = compiled(r"\s*[（(][^（()）\n]{1,80}[)）]").match(rest)
    if bracket:
        label, rest = label + bracket[0], rest[bracket.end() :]
    separator = compiled(r"\s*[，,。.;；]\s*|\s+(?=[a-z]|\p{Han})|\.?\s+(?=[A-Z])").match(rest)
    inner = label.rstrip().endswith((".", "。", "，", ","))
    at = block.source_offset(lead[1] - 1)
    broken = "\n" in outline.note.source[at : block.source_offset(lead[1])]  # on a line of its own
    if not separator and not inner and not broken:
        return None
    body = (rest[separator.end() :] if separator else rest).strip()
    if (
        not body
        or body.startswith(("`", "e.g"))
        or compiled(r"[：:\-–—=]|\s*(?:vs\.?|和|与|or|and)\b").match(body)
    ):
        return None
    named = NAMED_DEFINITION.match(label.strip())
    if named:
        return Lead(i, lead[0], named["term"], body, True, False)
    parted = inner or broken or (separator is not None and separator[0].strip() != "")
    return Lead(i, lead[0], label, body, parted, inner)


def _place(block: Block) -> tuple[int, int]:
    """What labels stand together: the items of a list, or the paragraphs of a section."""
    return (block.group, -1) if block.kind == "item" else (0, -1 if block.section is None else block.section)


def _company(outline: Outline) -> dict[tuple[int, int], float]:
    """How labels that stand together weigh on each other: one remark among remarks is no meaning."""
    weights: dict[tuple[int, int], list[float]] = {}
    for i, block in enumerate(outline.blocks):
        if block.kind in ("item", "paragraph") and outline.is_read(i):
            for _, line in label_lines(block.text):
                match = LABEL.match(line)
                if match:
                    weight = weight_of_gloss(parse_term(match["label"]).name, match["meaning"])
                    if weight <= -0.4:
                        continue  # a formula says nothing about its neighbours
                    weights.setdefault(_place(block), []).append(weight)
    return {
        place: max(-0.12, min(0.04, 0.6 * sum(found) / len(found)))
        for place, found in weights.items()
        if len(found) > 1
    }
