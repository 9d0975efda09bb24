"""Definitions by heading: the first sentence below it, the answer to its question, `其核心思想是…`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from cardgen.extract.compiling import compiled
from cardgen.extract.found import Found
from cardgen.extract.glosses import candidate, weight_of_gloss
from cardgen.extract.headings import (
    PIECE,
    SEVERAL,
    folded,
    is_bold_line,
    is_generic,
    question,
    subject_of,
    without_field_word,
    without_piece,
)
from cardgen.extract.label_lines import LABEL
from cardgen.extract.openings import weight_of_opening
from cardgen.extract.outline import REFERENCES, Outline, Sentence, is_chinese
from cardgen.extract.places import is_identifier
from cardgen.extract.terms import COMPARED, NUMBERED, Term, key, parse_term, why_not_term
from cardgen.rules import Rule, RuleSet

FORMULA_ONLY = regex.compile(r"\s=\s|^\$\$?[^$]+\$\$?$")


PROGRAM_PART = regex.compile(
    r"(?:class|event|new|module|function|method|struct|interface|type|static)\b[: ]\s*['`A-Z]|.*\)$",
    regex.IGNORECASE,
)


FIELD_SENTENCE = regex.compile(
    r"^(?:(?:其|它|该\p{Han}{1,4}|这种\p{Han}{1,4})的?)?(?:具体(?:的)?)?(?P<field>(?:基本|核心|主要|中心|根本|最终)?(?:思想|思路|原理|目的|作用|含义|本质|做法|操作|定义|功能|任务|想法))(?:其实)?(?:就)?(?:是|在于|为)[：:，,]?\s*(?P<meaning>[^\n]{6,})"
)


ANSWERED = regex.compile(
    r"(?:^|(?<=\s))(?:Q\d*\s*[:：.]|问[:：])?\s*(?P<question>(?:[^\n？?。]{2,60})[？?])\s*(?P<answer>(?:A(?:ns(?:wer)?)?\d*\s*[:：.]|答[:：])?\s*[^\n]{6,}?)(?=\s(?:Q\d*\s*[:：.]|问[:：])|$)",
    regex.IGNORECASE,
)
"""A question and, on the same line, its answer."""
ANSWER_LEAD = regex.compile(r"^(?:A(?:ns(?:wer)?)?\d*\s*[:：.]|答[:：])\s*", regex.IGNORECASE)


def find_sections(outline: Outline, rules: RuleSet) -> Iterator[Found]:
    """The heading is the term and the body's first sentence its meaning; question headings with their answer."""
    for h in outline.headings:
        start = outline.first_prose(h)
        if start is not None and not REFERENCES.match(outline.blocks[h].text):
            body = outline.bodies[h]
            alike = not outline.subsections.get(h) and len(outline.subsections[outline.heading_parent[h]]) > 1
            yield from _titled(outline, rules, h, start, len(body) - body.index(start), alike=alike)
    bold = Counter(block.section for block in outline.blocks if is_bold_line(block))
    for i, block in enumerate(outline.blocks):
        if not outline.is_read(i):
            continue
        below = i + 1
        if block.kind == "item" and block.text.rstrip().endswith(("?", "？")):
            below = next(iter(outline.children.get(i, [])), i)
        elif not is_bold_line(block) and not (block.kind == "callout" and 1 < len(block.text) <= 40):
            if block.kind in ("paragraph", "item") and ("?" in block.text or "？" in block.text):
                yield from _answered(outline, rules, i)
                if not block.text.rstrip().endswith(("?", "？")):
                    continue
            else:
                continue
        if i < below < len(outline.blocks) and outline.blocks[below].section == block.section:
            yield from _titled(outline, rules, i, below, 1, alike=bold[block.section] > 1)


def _titled(
    outline: Outline, rules: RuleSet, title: int, start: int, size: int, *, alike: bool = False
) -> Iterator[Found]:
    """What a block says under a heading, a bold line, a callout's title or a question.

    `alike`: other titles of the kind stand beside it.
    """
    text, first = outline.blocks[title].text, outline.blocks[start]
    if first.kind not in ("paragraph", "item", "callout") or is_bold_line(first):
        return
    lead = next((m for m in first.marks if m.kind == "strong" and m.start < 2), None)
    if lead and lead.end < 40 and key(first.text[lead.start : lead.end]) not in key(text):
        return  # it opens with a name of its own
    asked = question(text)
    if asked:
        yield from _body(
            outline, rules, rules.by_id["question-heading"], start, parse_term(asked), size, title, asked=True
        )
        return
    if text.rstrip().endswith(("?", "？")):
        return
    label = without_field_word(parse_term(text), text)
    if folded(label.name) in rules.words["field_labels"]:
        subject = subject_of(outline, title, rules)
        if subject is not None and first.kind in ("paragraph", "item"):
            yield from _body(outline, rules, rules.by_id["field-label"], start, subject, size, title)
        return
    term = without_field_word(parse_term(without_piece(text)), text)
    if PIECE.search(term.name) or COMPARED.search(text) or SEVERAL.search(term.name):
        return
    if not (is_generic(term.name, rules) or is_generic(parse_term(text).name, rules)):
        yield from _body(outline, rules, rules.by_id["heading-body"], start, term, size, title, alike=alike)


def _answered(outline: Outline, rules: RuleSet, index: int) -> Iterator[Found]:
    """`Q: What is X? A: …` in one block."""
    for match in ANSWERED.finditer(outline.blocks[index].text[:ANSWERS]):
        asked = question(match["question"])
        if asked:
            term = parse_term(asked)
            answer = without_subject(ANSWER_LEAD.sub("", match["answer"]), term)
            yield candidate(
                outline,
                rules,
                rules.by_id["question-heading"],
                index,
                match.start(),
                term,
                answer,
                end=match.end(),
                marked=True,
            )


ANSWERS = 2000
"""Characters of a block in which questions are looked for."""


def _body(
    outline: Outline,
    rules: RuleSet,
    rule: Rule,
    index: int,
    term: Term,
    size: int,
    title: int,
    *,
    asked: bool = False,
    alike: bool = False,
) -> Iterator[Found]:
    """The first block under a title as the meaning of the title's term."""
    spans = outline.sentences(index)
    if not spans:
        return
    first = ANSWER_LEAD.sub("", outline.text_of(spans[0])) if asked else outline.text_of(spans[0])
    if LABEL.match(first) or NUMBERED.match(first.split("，")[0]) or FORMULA_ONLY.search(first):
        return  # a label or a formula of its own
    text = outline.blocks[index].text
    text = ANSWER_LEAD.sub("", text) if asked else text
    if any(n and first.lower().startswith(n.lower()) for n in (term.name, *term.aliases)):
        if not asked:
            return  # the sentence rules read it
        text = without_subject(text, term)
    weight, pronoun = weight_of_opening(first)
    if not asked and is_chinese(first) and _shares(term.name, first):
        weight -= 0.06  # it speaks of the thing as one known
    weight += 0.05 if alike else 0.0
    if is_identifier(term.name) or PROGRAM_PART.match(term.name):
        weight -= 0.1  # a manual goes on with what happens
    if OF_THE_PAGE.match(first):
        weight -= 0.3
    if rule.id == "heading-body" and outline.holds_code:
        weight -= 0.08
    bonus = weight + _weight_of_place(outline, index, first, len(spans), size, title)
    yield candidate(outline, rules, rule, index, 0, term, text[pronoun:], bonus=bonus, marked=True)


OF_THE_PAGE = regex.compile(
    r"(?:this|here|below|it) (?:is|are) (?:(?:(?:an?|the|our|my|some) )?(?:[\w\-]+ ){0,3}(?:implementations?|tutorial|walkthrough|guide|notebook|document|page|helper|wrapper|script|code|repository|post|list|summary|overview)\b"
    r"|(?:well )?(?:known|clear|possible|easy|important|common|worth|also)\b)"
    r"|(?:这是|以下是|下面是|这里是)[^，。]{0,16}(?:实现|教程|代码|文档|笔记|示例|总结|列表|脚本|清单)",
    regex.IGNORECASE,
)
"""A sentence under a heading that says what the page or its code is."""


def _shares(name: str, sentence: str) -> bool:
    """Whether a sentence holds three Chinese characters of a name in a row, or a Latin word of it."""
    han = compiled(r"\p{Han}{3,}").findall(name)
    return any(run[n : n + 3] in sentence for run in han for n in range(len(run) - 2)) or any(
        word in sentence for word in compiled(r"[A-Za-z]{3,}").findall(name)
    )


def _weight_of_place(
    outline: Outline, index: int, first: str, sentences: int, size: int, title: int
) -> float:
    """How much the place of a block speaks for or against its being the meaning of its title."""
    block = outline.blocks[index]
    weight = 0.0
    if outline.blocks[title].kind == "heading":
        level = outline.blocks[title].level
        if outline.subsections.get(title):
            weight -= 0.14 if level == 1 else 0.06  # it heads a whole part, not only its first sentence
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
