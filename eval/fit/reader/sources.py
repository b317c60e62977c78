"""Paragraphs with questions that people asked of them, from sets in the format of SQuAD 2.0.

Sources: Rajpurkar, Jia and Liang 2018, https://arxiv.org/abs/1806.03822 (CC BY-SA 4.0); Miller et al. 2020,
https://arxiv.org/abs/2004.14444 (CC BY 4.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from eval.sets.squad_parts import FOR_THE_JUDGE, HELD_OUT
from index.language.sentences import sentence_spans
from index.language.types import Excerpt, Parser, Sentence

FILES = (
    "squad2/dev-v2.0.json",
    "squadshifts/new_wiki.json",
    "squadshifts/reddit.json",
    "squadshifts/amazon_reviews.json",
)
# One title over thousands of posts or reviews is no heading of theirs.
_UNTITLED = ("Filtered_Reddit", "Amazon_Reviews")


@dataclass(frozen=True, slots=True)
class Span:
    """The words at [start, end) of a paragraph."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a paragraph.

    Attributes:
        answers: what answers it, all that people marked; none where nothing does.
        plausible: what only seems to answer it.
    """

    text: str
    answers: tuple[Span, ...] = ()
    plausible: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of an article with its questions; `title` is "" where the article has none of its own."""

    article: str
    title: str
    text: str
    questions: tuple[Asked, ...]

    @property
    def trains(self) -> bool:
        """Whether the reader may be trained on it."""
        return self.article not in HELD_OUT | FOR_THE_JUDGE


def load_paragraphs(path: Path) -> Iterator[Paragraph]:
    """Yield the paragraphs of a file in its order."""
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        title = article.get("title", "")
        untitled = title.startswith(_UNTITLED)
        for place, paragraph in enumerate(article["paragraphs"]):
            text = paragraph["context"]
            yield Paragraph(
                article=f"{title or number} {place}" if untitled else title,
                title="" if untitled else unquote(title).replace("_", " "),
                text=text,
                questions=tuple(_asked(question, text) for question in paragraph["qas"]),
            )


def sentences_of(paragraph: Paragraph, parser: Parser) -> tuple[Sentence, ...]:
    """The sentences of a paragraph, parsed."""
    spans = sentence_spans(paragraph.text)
    return parser.parse([Excerpt(paragraph.text, *span, follows=bool(at)) for at, span in enumerate(spans)])


def _asked(question: Mapping[str, Any], text: str) -> Asked:
    impossible = question.get("is_impossible", False)
    return Asked(
        text=" ".join(question["question"].split()),
        answers=() if impossible else tuple(_spans(question["answers"], text)),
        plausible=tuple(_spans(question.get("plausible_answers", ()), text)),
    )


def _spans(marked: list[Mapping[str, Any]], text: str) -> Iterator[Span]:
    """The marked words, each once, without the marks and blanks around them."""
    seen = set()
    for one in marked:
        start, end = one["answer_start"], one["answer_start"] + len(one["text"])
        inner = re.search(r"\w.*(?=\w)\w|\w", text[start:end], re.DOTALL)
        if inner is None:
            continue
        start, end = start + inner.start(), start + inner.end()
        # A unit that is a sign belongs to its number: "$5", "30%".
        start -= start > 0 and text[start - 1] in "$£€"
        end += end < len(text) and text[end] in "%°"
        if (start, end) not in seen:
            seen.add((start, end))
            yield Span(start, end, text[start:end])
