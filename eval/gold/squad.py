"""SQuAD 1.1 and 2.0 files as they are published.

Source: Rajpurkar et al. 2018, https://arxiv.org/abs/1806.03822. Each paragraph becomes an article, and
the evidence of a question is the sentence its answer stands in: the answer alone ("1986") would match
elsewhere in the paragraph by chance.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from eval.gold.records import Record, read_object
from eval.types import Dataset, Evidence, Question
from index.types import RawArticle

# Abbreviations are cut too. That is harmless here: a shorter piece around the answer is evidence as well.
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")


def load_squad(path: Path) -> Dataset:
    """Read a SQuAD file; articles have ids made of their title and content, so a part of a set keeps them.

    Raises:
        InputError: the file is not SQuAD JSON, or an answer does not stand where it says.
    """
    root = read_object(path)
    if "data" not in root.row:
        root.fail("'data' is missing", mend="Name a SQuAD file; gold questions end in .jsonl.")
    questions: list[Question] = []
    articles: dict[str, RawArticle] = {}
    for entry in root.records("data"):
        title = entry.text("title")
        for paragraph in entry.records("paragraphs"):
            article = _article(title, paragraph.text("context"), path)
            articles[article.id] = article
            questions += (_question(record, article) for record in paragraph.records("qas"))
    return Dataset(questions=tuple(questions), articles=tuple(articles.values()))


def _article(title: str, context: str, path: Path) -> RawArticle:
    digest = hashlib.sha256(context.encode()).hexdigest()[:8]
    article_id = f"{'_'.join(title.split())}-{digest}"
    name = title.replace("_", " ")
    return RawArticle(id=article_id, path=str(path.absolute()), part=article_id, text=context, title=name)


def _question(record: Record, article: RawArticle) -> Question:
    impossible = record.flag("is_impossible", default=False)
    spans = [] if impossible else [_span(answer, article.text) for answer in record.records("answers")]
    quotes = dict.fromkeys(_sentence(article.text, start, end) for start, end in spans)
    return Question(
        id=record.text("id"),
        type="unanswerable" if impossible else "answerable",
        question=record.text("question"),
        answers=tuple(dict.fromkeys(article.text[start:end] for start, end in spans)),
        answerable=not impossible,
        evidence=tuple(Evidence(article=article.id, quote=quote) for quote in quotes),
    )


def _span(answer: Record, context: str) -> tuple[int, int]:
    text, start = answer.text("text"), answer.whole("answer_start")
    if start < 0 or context[start : start + len(text)] != text:
        answer.fail(f"{text[:60]!r} does not stand at character {start} of its paragraph")
    return start, start + len(text)


def _sentence(context: str, start: int, end: int) -> str:
    """The sentence around a span, or the sentences when it reaches over an end."""
    ends = [match.end() for match in _SENTENCE_END.finditer(context)]
    first = max((position for position in ends if position <= start), default=0)
    last = min((position for position in ends if position >= end), default=len(context))
    return context[first:last].strip()
