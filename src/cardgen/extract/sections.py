"""Definitions by heading: the first sentence below it, the answer to its question, `其核心思想是…`."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.glosses import candidate, weight_of_gloss
from cardgen.extract.headings import PIECE, SEVERAL, folded, question, subject_of, without_field_word
from cardgen.extract.label_lines import LABEL
from cardgen.extract.openings import weight_of_opening
from cardgen.extract.outline import REFERENCES, Outline, Sentence, is_chinese
from cardgen.extract.terms import COMPARED, NUMBERED, Term, parse_term, why_not_term
from cardgen.rules import Rule, RuleSet

FORMULA_ONLY = regex.compile(r"\s=\s|^\$\$?[^$]+\$\$?$")


FIELD_SENTENCE = regex.compile(
    r"^(?:(?:其|它|该\p{Han}{1,4}|这种\p{Han}{1,4})的?)?(?:具体(?:的)?)?(?P<field>(?:基本|核心|主要|中心|根本|最终)?(?:思想|思路|原理|目的|作用|含义|本质|做法|操作|定义|功能|任务|想法))(?:其实)?(?:就)?(?:是|在于|为)[：:，,]?\s*(?P<meaning>[^\n]{6,})"
)


def find_sections(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """The heading is the term and the body's first sentence its meaning; question headings with their answer."""
    body_rule, question_rule = rules.by_id["heading-body"], rules.by_id["question-heading"]
    for h in outline.headings:
        heading = outline.blocks[h]
        body = outline.bodies.get(h, [])
        if not body:
            continue
        start = outline.first_prose(h)
        if start is None or REFERENCES.match(heading.text):
            continue
        body = body[body.index(start) :]
        first = outline.blocks[start]
        if first.kind not in ("paragraph", "item", "callout"):
            continue
        asked = question(heading.text)
        if asked:
            yield from _body(outline, rules, question_rule, start, parse_term(asked), len(body), asked=True)
            continue
        term = without_field_word(parse_term(heading.text), heading.text)
        if PIECE.search(term.name) or COMPARED.search(heading.text) or SEVERAL.search(term.name):
            continue
        if folded(term.name) not in rules.words["generic_headings"]:
            yield from _body(outline, rules, body_rule, start, term, len(body))


def _body(
    outline: Outline, rules: RuleSet, rule: Rule, index: int, term: Term, size: int, *, asked: bool = False
) -> Iterator[Found]:
    """The first block under a heading as the meaning of the heading's term."""
    spans = outline.sentences(index)
    if not spans:
        return
    first = outline.text_of(spans[0])
    if LABEL.match(first) or NUMBERED.match(first.split("，")[0]) or FORMULA_ONLY.search(first):
        return  # a label or a formula of its own
    text = outline.blocks[index].text
    if any(n and first.lower().startswith(n.lower()) for n in (term.name, *term.aliases)):
        if not asked:
            return  # the sentence rules read it
        text = without_subject(text, term)
    weight, pronoun = weight_of_opening(first)
    bonus = weight + _weight_of_place(outline, index, first, len(spans), size)
    yield candidate(outline, rules, rule, index, 0, term, text[pronoun:], bonus=bonus, marked=True)


def _weight_of_place(outline: Outline, index: int, first: str, sentences: int, size: int) -> float:
    """How much the place of a block speaks for or against its being the meaning of its heading."""
    block = outline.blocks[index]
    weight = 0.0
    heading = block.section
    if heading is not None and outline.blocks[heading].level == 1 and outline.subsections.get(heading):
        weight -= 0.1  # a title heads a whole note, not only its first sentence
    if block.kind == "item":
        group = sum(
            1 for other in outline.blocks if other.group == block.group and other.level == block.level
        )
        weight += 0.05 if group == 1 else -0.2 + max(weight_of_gloss("", first), -0.1)
    elif size > 6:
        weight -= 0.04
    parts = first.split("、")
    if len(parts) > 2 and not compiled(r"[的是将把用]").search(parts[0]) and len(first) < 80:
        weight -= 0.15  # a bare list of things
    if block.text.rstrip().endswith(("：", ":")) and sentences == 1:
        weight -= 0.1
    return weight


def find_field_sentences(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """`其核心思想是…` under the heading (or bold line) that it speaks of."""
    rule = rules.by_id["field-sentence"]
    for sentence in outline.lines:
        if outline.blocks[sentence.block].kind not in ("paragraph", "item"):
            continue
        match = FIELD_SENTENCE.match(outline.text_of(sentence))
        if not match:
            continue
        subject = subject_of(outline, sentence.block, rules) or _topic(outline, sentence, rules)
        if subject is not None:
            first = outline.sentences(sentence.block)[0] == sentence
            yield candidate(
                outline,
                rules,
                rule,
                sentence.block,
                sentence.start,
                subject,
                match["meaning"],
                bonus=0.0 if first else -0.04,
                end=sentence.end,
                marked=True,
            )


TOPIC = regex.compile(r"^(?P<term>[^\n，,。；;：:]{3,20}?)(?:[，,]|(?=是|指))")


TOPIC_REACH = 20
"""Sentences of a block in which its topic is looked for."""


def _topic(outline: Outline, sentence: Sentence, rules: RuleSet) -> Term | None:
    """What an earlier sentence of the block opened with (`X，非常容易理解。…具体做法是…`)."""
    listed = outline.sentences(sentence.block)
    for before in listed[: min(outline.index_of(sentence), TOPIC_REACH)]:
        match = TOPIC.match(outline.text_of(before))
        term = parse_term(match["term"]) if match else None
        if term and is_chinese(term.name) and not why_not_term(term.name, rules.words):
            return term
    return None


def without_subject(text: str, term: Term) -> str:
    """`X（…）是…` without `X（…）`, so that the meaning does not repeat the term."""
    for name in (term.name, *term.aliases):
        for prefix in ("", "A ", "An ", "The "):
            if text.lower().startswith((prefix + name).lower()):
                rest = text[len(prefix + name) :]
                return compiled(r"^\s*[（(][^()（）]{1,80}[)）]").sub("", rest).lstrip(" ，,")
    return text
