"""The words of a sentence that answer a question by themselves: a time, a number, a name.

Names are told by capital letters, without a model; where several could be meant there is no short answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Article
from index.words import content_words
from rag.answer_kind import asks_for_a_name, fitting_amounts, new_names
from rag.extract import Candidate
from rag.names import name_runs, places_after
from rag.question_kind import Asked, read_question
from rag.statements import statements_in
from rag.tokens import tokenize
from rag.values import Value

_ASKS_FOR_YEAR = re.compile(r"\b(?:what|which)\s+year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b")


def short_answer(question: str, candidate: Candidate) -> str | None:
    """Return the words of a sentence that answer a question, verbatim; None where none or several could."""
    asked = read_question(question)
    article, start, end = candidate.passage.article, candidate.start, candidate.end
    stated = [statement.value.text for statement in statements_in(asked, article, start, end)]
    found = stated[:1] or _only(question, asked, article, (start, end))
    year = _YEAR.search(found[0]) if found and _ASKS_FOR_YEAR.search(question) else None
    return year[0] if year else next(iter(found), None)


def _only(question: str, asked: Asked, article: Article, span: tuple[int, int]) -> list[str]:
    """What a sentence has of the kind asked for, where that is one."""
    words = frozenset(content_words(question))
    values: Sequence[Value] = ()
    if asked.kind == "when":
        texts = {time.text for time in article.times_in(*span) if time.type in {"DATE", "TIME"}}
        return sorted(texts) if len(texts) == 1 else []
    if asked.kind == "how many":
        amounts = fitting_amounts(asked, article, *span)
        values = [amount for amount in amounts if asked.noun & set(amount.nouns)] or amounts
    elif asked.kind == "where":
        values = _places(words, article, span)
    elif asked.kind == "who" or asks_for_a_name(question):
        values = list(new_names(words, article, *span))
    texts = {value.text for value in values}
    return sorted(texts) if len(texts) == 1 else []


def _places(words: frozenset[str], article: Article, span: tuple[int, int]) -> list[Value]:
    tokens = tokenize(article.text, *span)
    places = (value for _, value in places_after(article.text, tokens, name_runs(tokens)))
    return [value for value in places if words.isdisjoint(content_words(value.text))]
