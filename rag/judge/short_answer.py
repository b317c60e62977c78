"""The words of a sentence that answer a question by themselves: a time, a number, sometimes a name.

Names need a sentence that states the very event and fits well.
Most questions get no short answer: a bad one is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import TimeExpression
from rag.evidence.amounts import bound_start
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.statements import statements_in
from rag.evidence.values import Value
from rag.judge.answer_kind import fitting_amounts
from rag.judge.choose import load_model
from rag.question.question import Question

_ASKS_FOR_YEAR = re.compile(r"\b(?:what|which)\s+year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b")
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)


def short_answer(question: Question, candidate: EvidenceSentence, score: float) -> str | None:
    """Return the words of a sentence that answer a question, verbatim; None where none or several could.

    `score` says how well the sentence fits (`rag.judge.choose.ranked`).
    """
    asked = question
    of_form = asked.kind in {"when", "how many"}
    by_name = asked.kind == "who" or (asked.kind == "where" and bool(_WHERE.search(question.text)))
    if not (of_form or by_name) or score < (load_model().sure if of_form else load_model().sure_of_names):
        return None
    if not question.names <= candidate.stems:
        return None
    stated = [statement.value for statement in statements_in(asked, candidate)]
    value = next(iter(stated or _only(asked, candidate)), None)
    if value is None:
        return None
    bounded = asked.kind == "how many"
    found = candidate.article.text[bound_start(candidate.sentence, value.start) : value.end] if bounded else value.text
    year = _YEAR.search(found) if _ASKS_FOR_YEAR.search(question.text) else None
    return year[0] if year else found


def _only(asked: Question, candidate: EvidenceSentence) -> Sequence[Value | TimeExpression]:
    """What a sentence has of the form asked for, where that is one."""
    article, start, end = candidate.article, candidate.start, candidate.end
    found: Sequence[Value | TimeExpression] = ()
    if asked.kind == "when":
        times = (time for time in article.times_in(start, end) if time.type in {"DATE", "TIME"})
        found = [time for time in times if not time.value.endswith("_REF")]
    elif asked.kind == "how many":
        amounts = fitting_amounts(asked, candidate)
        found = [amount for amount in amounts if asked.noun & set(amount.nouns)] or amounts
    return found if len({value.text for value in found}) == 1 else ()
