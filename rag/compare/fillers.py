"""What the trained reader takes for the answer in a sentence, as a statement that can be laid beside others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.language.sentences import Span
from index.language.types import Clause, Sentence
from index.language.words import content_words
from rag.evidence.amounts import amounts_in
from rag.evidence.evidence import Candidate, EvidenceSentence
from rag.evidence.names import names_in
from rag.evidence.statements import Statement, is_of_names_asked, phase_of, statement_of
from rag.evidence.values import Value, times_in
from rag.judge.rank import SentenceMeasures
from rag.question.question import Question

# Log-odds of the words against no answer in their passage.
_SURE = 0.0


def filler_in(question: Question, candidate: Candidate) -> Statement | None:
    """Return the value of the kind asked for that the reader surely takes for the answer; None where there is none."""
    one = candidate.sentence
    if (
        candidate.answer is None
        or SentenceMeasures(*candidate.measures).span < _SURE
        or not is_of_names_asked(question, one)
    ):
        return None
    value = _first_in(candidate.answer, _values(question, one))
    if value is None:
        return None
    clause = _clause_of(one.sentence, value)
    if clause is not None and clause.negated:
        return None
    return statement_of(question, value, "done" if clause is None else phase_of(clause))


def _values(question: Question, one: EvidenceSentence) -> Sequence[Value]:
    if question.kind == "when":
        return times_in(one.article, one.start, one.end)
    if question.kind == "how many":
        units = question.units - {"none"}
        return [found for found in amounts_in(one.article, one.sentence) if not units or found.unit in units]
    asked = question.subject | question.names
    return [found for found in names_in(one.sentence) if asked.isdisjoint(content_words(found.text))]


def _first_in(span: Span, values: Iterable[Value]) -> Value | None:
    return next((one for one in values if one.start < span[1] and span[0] < one.end), None)


def _clause_of(sentence: Sentence, value: Value) -> Clause | None:
    """The innermost clause that a value is part of."""
    holding = [
        (phrase.end - phrase.start, place)
        for place, clause in enumerate(sentence.clauses)
        for phrase in clause.arguments
        if phrase.start <= value.start < phrase.end
    ]
    return sentence.clauses[min(holding)[1]] if holding else None
