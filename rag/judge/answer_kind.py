"""Whether a sentence gives what kind of thing a question asks for: a time, an amount, a name, a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.language.words import content_words
from rag.evidence.amounts import amounts_in
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.names import names_in
from rag.evidence.values import Amount, Value
from rag.question.question import Question

Gives = Callable[[EvidenceSentence], bool]
"""Whether a sentence gives the kind of thing."""

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


def gives_kind(question: Question) -> Gives | None:
    """Return the test for the kind of thing that a question asks for; None where nothing tells that kind."""
    if question.kind == "when":
        return lambda one: bool(one.article.times_in(one.start, one.end))
    if question.kind == "how many":
        return lambda one: _gives_amount(question, one)
    if _WHY.search(question.text):
        return lambda one: bool(_REASON.search(one.text))
    if question.kind == "how" and _HOW_LONG.search(question.text):
        return _gives_length
    if question.kind in {"who", "where"} or asks_for_a_name(question):
        return lambda one: any(new_names(question, one))
    return None


def asks_for_a_name(question: Question) -> bool:
    """Say whether a question asks which one of its kind: "which company", "what is it called"."""
    return _NAMING.search(question.text) is not None


def new_names(question: Question, one: EvidenceSentence) -> Iterator[Value]:
    """Yield the names in a sentence that share no stem with the question."""
    words = frozenset(content_words(question.text))
    for value in names_in(one.sentence):
        stems = content_words(value.text)
        if stems and words.isdisjoint(stems):
            yield value


def fitting_amounts(asked: Question, one: EvidenceSentence) -> list[Amount]:
    """Return the numbers in a sentence that have a unit asked for; all where none is."""
    found = amounts_in(one.article, one.sentence)
    any_unit = not asked.units or "none" in asked.units
    return [amount for amount in found if any_unit or amount.unit in asked.units]


def _gives_amount(asked: Question, one: EvidenceSentence) -> bool:
    return bool(fitting_amounts(asked, one) or _ROUGH_AMOUNT.search(one.text))


def _gives_length(one: EvidenceSentence) -> bool:
    article, start, end = one.article, one.start, one.end
    is_span = any(time.type == "DURATION" for time in article.times_in(start, end))
    return is_span or any(amount.unit == "m" for amount in amounts_in(article, one.sentence))
