"""Questions with passages that answer them or nearly do, made of the sets' own and of passages that were changed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.fit.reader.sources import Asked, Paragraph
from index.language.sentences import sentence_spans
from index.language.words import content_words

# Of the questions of a paragraph so many are also put to a text that does not answer them.
_TAKEN_AWAY, _ELSEWHERE = 0.35, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and a passage, with the offsets of the answer in it; (-1, -1) where it does not answer.

    `sentence` are the offsets of the sentence that answers.
    """

    text: str
    title: str
    passage: str
    answer: tuple[int, int]
    sentence: tuple[int, int]
    kind: str
    article: str


def questions_of(paragraph: Paragraph, others: Sequence[Paragraph], rng: random.Random) -> Iterator[Question]:
    """Yield the questions of a paragraph; `others` are the paragraphs of the same article."""
    spans = sentence_spans(paragraph.text)
    for asked in paragraph.questions:
        if not asked.answers:
            yield _without_answer(asked, paragraph, paragraph.text, "impossible")
            continue
        answer = asked.answers[0]
        inside = next(((start, end) for start, end in spans if start <= answer.start < end), (answer.start, answer.end))
        yield Question(
            text=asked.text,
            title=paragraph.title,
            passage=paragraph.text,
            answer=(answer.start, answer.end),
            sentence=inside,
            kind="answered",
            article=paragraph.article,
        )
        if rng.random() < _TAKEN_AWAY:
            rest = (paragraph.text[: inside[0]].rstrip() + " " + paragraph.text[inside[1] :].lstrip()).strip()
            if len(spans) > 1 and not _holds(rest, asked):
                yield _without_answer(asked, paragraph, rest, "sentence taken away")
        elif others and rng.random() < _ELSEWHERE:
            words = set(content_words(asked.text))
            drawn = rng.sample(others, min(6, len(others)))
            other = max(drawn, key=lambda one: len(words & set(content_words(one.text))))
            if other.text != paragraph.text and not _holds(other.text, asked):
                yield _without_answer(asked, paragraph, other.text, "another passage")


def _holds(text: str, asked: Asked) -> bool:
    return any(answer.text.lower() in text.lower() for answer in asked.answers)


def _without_answer(asked: Asked, paragraph: Paragraph, passage: str, kind: str) -> Question:
    return Question(
        text=asked.text,
        title=paragraph.title,
        passage=passage,
        answer=(-1, -1),
        sentence=(-1, -1),
        kind=kind,
        article=paragraph.article,
    )
