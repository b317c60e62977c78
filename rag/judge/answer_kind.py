"""Whether a sentence gives what kind of thing a question asks for: a time, an amount, a name, a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.language.words import content_words
from index.types import Article
from rag.evidence.amounts import amounts_in
from rag.evidence.statements import is_adjective
from rag.evidence.values import Amount, Value
from rag.grammar.names import as_value, name_runs
from rag.grammar.tokens import tokenize
from rag.question.kind import Asked, read_question

Gives = Callable[[Article, int, int], bool]
"""Whether the sentence at [start, end) of an article gives the kind of thing."""

_WHY = re.compile(r"\bwhy\b|\bwhat\s+(?:caused|led|reason)\b", re.IGNORECASE)
_HOW_LONG = re.compile(r"\bhow\s+(?:long|often)\b", re.IGNORECASE)
_NAMING = re.compile(r"\bwhich\b|\bwhat(?:['’]s|\s+is|\s+was)?\s+(?:the\s+)?name|\bcalled\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|as a result|so that|in order to|amid|after|fears?|over|reasons?|sign of"
    r"|thanks to|caused?|led to|blam\w+)\b",
    re.IGNORECASE,
)
_ROUGH_AMOUNT = re.compile(
    r"\b(?:hundreds|thousands|dozens|millions|billions|scores|several|half"
    r"|an? (?:third|quarter|dozen|hundred|thousand|million|billion))\b",
    re.IGNORECASE,
)
# "London (CNN) — " and "WILMINGTON, Del. (AP) — " tell where and by whom a report was written.
_DATELINE = re.compile(r"(?:[A-Z][\w.,’' ]{0,40}\s)?\([A-Z][\w .]{1,30}\)\s*[—–-]{0,2}|[A-Z][\w.,’' ]{0,40}\s[—–]\s")
# What is longer is a table or a list that lost its lines.
_LONGEST_TEXT = 1_500


def gives_kind(question: str) -> Gives | None:
    """Return the test for the kind of thing that a question asks for; None where nothing tells that kind."""
    asked = read_question(question)
    words = frozenset(content_words(question))
    if asked.kind == "when":
        return lambda article, start, end: bool(article.times_in(start, end))
    if asked.kind == "how many":
        return lambda article, start, end: _gives_amount(asked, article, start, end)
    if _WHY.search(question):
        return lambda article, start, end: bool(_REASON.search(article.text, start, end))
    if asked.kind == "other" and _HOW_LONG.search(question):
        return _gives_length
    if asked.kind in {"who", "where"} or asks_for_a_name(question):
        return lambda article, start, end: any(new_names(words, article, start, end))
    return None


def asks_for_a_name(question: str) -> bool:
    """Say whether a question asks which one of its kind: "which company", "what is it called"."""
    return _NAMING.search(question) is not None


def new_names(words: frozenset[str], article: Article, start: int, end: int) -> Iterator[Value]:
    """Yield the names in the sentence at [start, end) that share no stem with `words`, the stems of the question."""
    dateline = _DATELINE.match(article.text, start, end)
    tokens = tokenize(article.text, dateline.end() if dateline else start, min(end, start + _LONGEST_TEXT))
    for run in name_runs(tokens):
        if is_adjective(tokens, run):
            continue
        value = as_value(article.text, tokens, run)
        stems = content_words(value.text)
        if stems and words.isdisjoint(stems):
            yield value


def fitting_amounts(asked: Asked, article: Article, start: int, end: int) -> list[Amount]:
    """Return the numbers in the sentence at [start, end) that have a unit asked for; all where none is."""
    found = amounts_in(article, start, end)
    any_unit = not asked.units or "none" in asked.units
    return [amount for amount in found if any_unit or amount.unit in asked.units]


def _gives_amount(asked: Asked, article: Article, start: int, end: int) -> bool:
    return bool(fitting_amounts(asked, article, start, end) or _ROUGH_AMOUNT.search(article.text, start, end))


def _gives_length(article: Article, start: int, end: int) -> bool:
    is_span = any(time.type == "DURATION" for time in article.times_in(start, end))
    return is_span or any(amount.unit == "m" for amount in amounts_in(article, start, end))
