"""What a sentence states in answer to a question: the values that fill the gap which the question's clause has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.language.types import Clause, Phrase, Token
from index.language.words import content_words
from rag.evidence.amounts import amounts_in
from rag.evidence.events import (
    Told,
    are_of_others,
    gap_role,
    is_about_the_same,
    phrases_of,
    subjects_of,
    told_by,
    verb_stems,
)
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.names import name_of, surnames
from rag.evidence.phrases import named_by
from rag.evidence.values import Amount, TimeValue, Value, times_in
from rag.question.question import AnswerKind, Question

Phase = Literal["planned", "begun", "done"]
Finder = Callable[[Question, EvidenceSentence], Iterable["Statement"]]

# A time behind these is a bound of the event and not its own.
_LIMITS = frozenset(("since", "until", "till", "before", "after", "by"))
_OF_PLACE = frozenset(("in", "at", "near", "outside"))
_CORE = frozenset(("who", "whom", "to_whom", "what", "about"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A value that a sentence gives in answer, with the event it belongs to and how far that had come."""

    value: Value
    event: str | None
    phase: Phase


def statements_in(question: Question, one: EvidenceSentence) -> list[Statement]:
    """Return what a sentence states in answer to a question, in order."""
    find = _FINDERS.get(question.kind)
    if find is None or not is_of_names_asked(question, one):
        return []
    found: dict[int, Statement] = {}
    for statement in find(question, one):
        found.setdefault(statement.value.start, statement)
    return [found[place] for place in sorted(found)]


def is_of_names_asked(question: Question, one: EvidenceSentence) -> bool:
    """Whether a sentence, its passage or its headline has the names of the question."""
    return surnames(question.asking) <= _known(one)


def statement_of(question: Question, value: Value, phase: Phase) -> Statement:
    """Return a value as an answer to a question."""
    return Statement(value=value, event=min(verb_stems(question), default=None), phase=phase)


def phase_of(clause: Clause) -> Phase:
    """Return how far the event of a clause had come."""
    if clause.modality != "fact" or clause.tense == "future":
        return "planned"
    return "begun" if clause.phase == "begins" else "done"


def _known(one: EvidenceSentence) -> frozenset[str]:
    """What a sentence, its passage and its headline speak of."""
    found = one.passage.passage
    return one.stems | _stems_of("\n".join((found.heading, one.article.title or "", found.text)))


@lru_cache(maxsize=64)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(content_words(text))


def _statement(question: Question, value: Value, clause: Clause) -> Statement:
    return statement_of(question, value, phase_of(clause))


def _times(question: Question, one: EvidenceSentence) -> Iterator[Statement]:
    times = times_in(one.article, one.start, one.end)
    for told in told_by(question, one) if times else ():
        for value in times:
            if _hangs_on(one, value, told):
                yield _statement(question, value, told.clause)


def _hangs_on(one: EvidenceSentence, value: TimeValue, told: Told) -> bool:
    """Whether a time is that of an event, and no bound of it."""
    sentence = one.sentence
    above = list(_above(sentence.tokens, value.start))
    if any(sentence.tokens[place].text.lower() in _LIMITS for place in above):
        return False
    if told.noun is not None:
        verbs = {clause.predicate for clause in sentence.clauses}
        return told.noun in above and verbs.isdisjoint(above[: above.index(told.noun)])
    clause = told.clause
    began = clause.parent if clause.phase != "happens" else None
    phrases = (*clause.when, *(sentence.clauses[began].when if began is not None else ()))
    return any(value.start < phrase.end and phrase.start < value.end for phrase in phrases)


def _above(tokens: Sequence[Token], offset: int) -> Iterator[int]:
    """The place of the word at an offset, and of those that it depends on."""
    place = next(place for place, token in enumerate(tokens) if token.end > offset)
    yield place
    while tokens[place].head != place:
        place = tokens[place].head
        yield place


def _places(question: Question, one: EvidenceSentence) -> Iterator[Statement]:
    if gap_role(question)[0] in _CORE:
        yield from _names(question, one)
        return
    for told in told_by(question, one):
        near = (phrase for phrase in told.clause.about if phrase.preposition in _OF_PLACE)
        for phrase in (*told.clause.where, *near) if told.noun is None else ():
            value = _new_name(question, one, phrase)
            if value is not None:
                yield _statement(question, value, told.clause)


def _names(question: Question, one: EvidenceSentence) -> Iterator[Statement]:
    role, preposition = gap_role(question)
    if not verb_stems(question):
        yield from _holders(question, one)
    elif role is not None:
        for told in told_by(question, one):
            for phrase in phrases_of(told.clause, role):
                value = _new_name(question, one, phrase)
                if value is not None and (role != "about" or phrase.preposition == preposition):
                    yield _statement(question, value, told.clause)


def _new_name(question: Question, one: EvidenceSentence, phrase: Phrase) -> Value | None:
    """The name of what a phrase stands for, where the question does not say it itself."""
    sentence = one.sentence
    named = (name_of(sentence, each) for each in (phrase, *named_by(sentence, phrase)))
    value = next(filter(None, named), None)
    known = value is not None and set(content_words(value.text)) & (question.subject | question.names)
    return None if known else value


def _holders(question: Question, one: EvidenceSentence) -> Iterator[Statement]:
    """Who is what is asked for: "Ana Ruiz, the mayor", "the mayor is Ana Ruiz", "mayor Ana Ruiz"."""
    for clause in one.sentence.clauses if question.noun else ():
        pairs = [(subject, named) for subject in subjects_of(clause) for named in clause.what if not clause.negated]
        for name, role in (*pairs, *((named, subject) for subject, named in pairs)):
            value = _new_name(question, one, name)
            if value is not None and question.noun & _head(one, role) and is_about_the_same(question, one, role):
                yield _statement(question, value, clause)
        for phrase in clause.arguments:
            value = _new_name(question, one, phrase)
            if value is not None and question.noun & _title(one, phrase, value):
                yield _statement(question, value, clause)


def _head(one: EvidenceSentence, phrase: Phrase) -> set[str]:
    return set(content_words(one.sentence.tokens[phrase.head].lemma))


def _title(one: EvidenceSentence, phrase: Phrase, name: Value) -> set[str]:
    """The stems of the word right before a name in its phrase: "mayor" of "the mayor Ana Ruiz"."""
    before = [token for token in one.sentence.tokens[phrase.first : phrase.head] if token.end <= name.start]
    return set(content_words(before[-1].lemma)) if before else set()


def _amounts(question: Question, one: EvidenceSentence) -> list[Statement]:
    """The one number that answers; none where a sentence counts several things ("19 men and two women")."""
    amounts = amounts_in(one.article, one.sentence)
    if not amounts:
        return []
    role, _ = gap_role(question)
    find = _counted if verb_stems(question) else _of_degree if role == "what" and not question.noun else _measured
    found = [*find(question, one, amounts), *_numbered(question, one, amounts)]
    return found if len({statement.value.start for statement in found}) == 1 else []


def _counted(question: Question, one: EvidenceSentence, amounts: Sequence[Amount]) -> Iterator[Statement]:
    """The number of those that have a role in an event, or of what is paid, gained or lost in it."""
    role, _ = gap_role(question)
    for told in told_by(question, one):
        phrases = phrases_of(told.clause, role) if role else (*told.clause.how_much, *told.clause.whom)
        for phrase in phrases:
            value = _amount_of(question, one, phrase, amounts)
            if value is not None:
                yield _statement(question, value, told.clause)


def _of_degree(question: Question, one: EvidenceSentence, amounts: Sequence[Amount]) -> Iterator[Statement]:
    """How old or tall something is: "Ruiz, 46, the mayor", "the tower is 300 metres tall"."""
    for clause in one.sentence.clauses:
        if clause.event != "be" or clause.negated:
            continue
        if any(is_about_the_same(question, one, subject) for subject in clause.who):
            for phrase in clause.what:
                value = _amount_of(question, one, phrase, amounts)
                if value is not None:
                    yield _statement(question, value, clause)


def _measured(question: Question, one: EvidenceSentence, amounts: Sequence[Amount]) -> Iterator[Statement]:
    """What a measure is ("turnout was 61 percent", "a turnout of 61 percent"), or how many there are of something."""
    for clause in one.sentence.clauses:
        if clause.negated:
            continue
        of_measure = any(question.noun & _head(one, subject) for subject in subjects_of(clause))
        for phrase in clause.arguments:
            value = _amount_of(question, one, phrase, amounts)
            if value is not None and (of_measure or question.noun & set(value.nouns)):
                yield _statement(question, value, clause)


def _numbered(question: Question, one: EvidenceSentence, amounts: Sequence[Amount]) -> Iterator[Statement]:
    """What a number is said to be: "put the number of houses destroyed at 254"."""
    tokens = one.sentence.tokens
    for clause in one.sentence.clauses:
        numbers = [phrase for phrase in clause.arguments if tokens[phrase.head].lemma.lower() == "number"]
        counted = frozenset(content_words(" ".join(phrase.text for phrase in numbers)))
        if question.noun and counted >= question.noun and (counted & verb_stems(question) or not verb_stems(question)):
            for phrase in (phrase for phrase in clause.arguments if phrase not in numbers):
                value = _amount_of(question, one, phrase, amounts)
                if value is not None and not clause.negated:
                    yield _statement(question, value, clause)


def _amount_of(question: Question, one: EvidenceSentence, phrase: Phrase, amounts: Sequence[Amount]) -> Amount | None:
    """The number at the head of a phrase, where it counts what is asked for or has its unit."""
    head = one.sentence.tokens[phrase.head]
    if question.gap is not None and are_of_others(question.asking, question.gap, one.sentence, phrase):
        return None
    for amount in amounts:
        if phrase.start <= amount.start <= head.start and _fits(question, amount):
            return amount
    return None


def _fits(question: Question, amount: Amount) -> bool:
    units = question.units - {"none"}
    if units:
        return amount.unit in units
    if not question.noun:
        return not amount.unit
    return question.noun <= set(amount.nouns) or not (amount.nouns or amount.unit)


_FINDERS: dict[AnswerKind, Finder] = {
    "when": _times,
    "how many": _amounts,
    "who": _names,
    "which": _names,
    "where": _places,
}
