"""The words of the best sentence that answer a question by themselves, shown only where they are very likely right.

A logistic regression over what speaks for them: `eval.fit.judge` fits it, and chooses the line in short_answer.json.
Most questions get no short answer: a bad one is worse than none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path

from index.language.words import content_words
from rag.evidence.amounts import bound_start
from rag.evidence.evidence import Candidate, Evidence
from rag.evidence.names import name_stems
from rag.judge.logistic import load_logistic
from rag.judge.rank import MEASURES
from rag.question.question import Question

MODEL = Path(__file__).with_suffix(".json")
_LONGEST = 8
_ASKS_FOR_YEAR = re.compile(r"\b(?:what|which)\s+year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b")


def short_answer(question: Question, evidence: Evidence) -> str | None:
    """Return the words of the sentence ranked first that answer a question, verbatim; None where that is not sure."""
    found = measure(question, evidence)
    if found is None:
        return None
    model = load_logistic(MODEL)
    if model.probability(found) < model.lines["sure"]:
        return None
    return shown(question, evidence.ranked[0])


def measure(question: Question, evidence: Evidence) -> Mapping[str, float] | None:
    """Return what speaks for the words of the sentence ranked first; None where there are none, or too many."""
    best = evidence.ranked[0] if evidence.ranked else None
    if best is None or best.words is None or not 0 < len(best.words.split()) <= _LONGEST:
        return None
    own = frozenset(content_words(best.words))
    others = [one for one in evidence.ranked[1:] if not _same(own, one)]
    named = dict(zip(MEASURES, best.measures, strict=True))
    context = best.sentence.stems.union(content_words(f"{best.sentence.passage.passage.heading}"))
    names = list(name_stems(question.asking))
    return {
        "answer": named["span"],
        "sentence": named["sentence"],
        "answerable": (evidence.answerable or 0.0) + named["answerable"],
        "words": named["words"],
        "stated": named["stated"],
        "ahead": min(best.score - max((one.score for one in others), default=best.score - 3), 5.0),
        "again": float(any(_same(own, one) for one in evidence.ranked[1:4])),
        "names_missing": sum(not name <= context for name in names) / max(1, len(names)),
        "said_in_question": float(bool(own) and own <= frozenset(content_words(question.text))),
        "length": math.log(len(best.words.split())),
        "of_form": float(question.kind in {"when", "how many"}),
        "of_name": float(question.kind in {"who", "where", "which"}),
    }


def _same(own: frozenset[str], other: Candidate) -> bool:
    words = frozenset(content_words(other.words or ""))
    return bool(own) and bool(words) and (own <= words or words <= own)


def shown(question: Question, best: Candidate) -> str:
    """Return the words of a candidate, with "at least" before a number; the year of a date where that is asked."""
    start, end = best.answer or (0, 0)
    text = best.sentence.article.text
    if question.kind == "how many":
        start = min(start, bound_start(best.sentence.sentence, start))
    found = text[start:end]
    year = _YEAR.search(found) if _ASKS_FOR_YEAR.search(question.text) else None
    return year[0] if year else found
