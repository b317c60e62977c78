"""Disagreements: the values that the passages give in answer to a question, laid side by side where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from index.embed.model import Vectors
from index.language.words import content_words
from index.types import Article
from rag.compare.relations import Side, relation_of
from rag.evidence.evidence import Evidence, EvidenceSentence
from rag.evidence.speakers import speaker_at
from rag.evidence.statements import Statement, statements_in
from rag.evidence.values import is_same, times_in
from rag.question.question import AnswerKind, Question
from rag.types import Claim, Disagreement, Relation

Fit = Callable[[str, Sequence[str]], Vectors]
"""How well each sentence fits a question, higher is better."""

_NEARLY = 0.6
_MOST_CLAIMS = 6
_SUBJECT_SHARE = 0.5
# Articles that far apart tell of one thing only where the question names it.
_ONE_WEEK = timedelta(days=7)
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_LONGEST_OPENING = 300
_WHAT: dict[AnswerKind, str] = {
    "when": "the time",
    "how many": "the number",
    "who": "the person",
    "where": "the place",
    "which": "the name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """A question, and which of the stems of its subject are names."""

    asked: Question
    names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One side of a possible disagreement, and the sentence it stands in."""

    side: Side
    sentence: EvidenceSentence


class Comparison:
    """Compares by rules; `fit` says how well sentences fit a question."""

    def __init__(self, fit: Fit) -> None:
        self._fit = fit

    def compare(self, question: Question, evidence: Evidence) -> tuple[Disagreement, ...]:
        """Return where the passages disagree on what is asked."""
        return disagreements(question, evidence, self._fit)


def disagreements(question: Question, evidence: Evidence, fit: Fit) -> tuple[Disagreement, ...]:
    """Return where the passages differ on the time, number, person or place that a question asks for.

    One claim stands for each value: that of the sentence which fits best. Nothing for other questions.
    """
    topic = _Topic(asked=question, names=_names_among(question, evidence))
    return tuple(_by_relation(topic, _of_one_subject(topic, _sides(topic, evidence, fit))))


def sides_of(question: Question, evidence: Evidence, fit: Fit) -> tuple[Claim, ...]:
    """Return every value that the passages give in answer, best first, whether they differ or not."""
    topic = _Topic(asked=question, names=_names_among(question, evidence))
    return tuple(_claim(found) for found in _sides(topic, evidence, fit))


def _sides(topic: _Topic, evidence: Evidence, fit: Fit) -> list[_Found]:
    if topic.asked.kind not in _WHAT or not topic.asked.subject:
        return []
    found = [
        _Found(side=_side(sentence, statement), sentence=sentence)
        for sentence in evidence.candidates
        if (stated := statements_in(topic.asked, sentence)) and _is_about(topic, sentence)
        for statement in stated
    ]
    return _distinct(_ranked(topic.asked.text, found, fit))


def _side(sentence: EvidenceSentence, statement: Statement) -> Side:
    years = frozenset(time.first.year for time in times_in(sentence.article, sentence.start, sentence.end))
    speaker = speaker_at(sentence, statement.value.start)
    return Side(statement=statement, article=sentence.article, speaker=speaker, years=years)


def _names_among(question: Question, evidence: Evidence) -> frozenset[str]:
    """Those stems of a question's subject that are names to it, or to most sentences that have them."""
    proper = dict.fromkeys(question.subject - question.names, 0)
    for sentence in evidence.sentences:
        if not sentence.stems.isdisjoint(proper):
            for token in sentence.sentence.tokens:
                for stem in content_words(token.text):
                    if stem in proper:
                        proper[stem] += 1 if token.pos == "PROPN" else -1
    return question.names | {stem for stem, count in proper.items() if count > 0}


def _is_about(topic: _Topic, sentence: EvidenceSentence) -> bool:
    """Whether a sentence, with what it refers back to, is about the subject of the question."""
    subject, names = topic.asked.subject | topic.names, topic.names
    own = _stems(token.lemma for token in sentence.sentence.tokens) | sentence.stems
    known = own | _before(sentence)
    if not names <= known or len(subject & known) < _SUBJECT_SHARE * len(subject):
        return False
    return (bool(names) and names <= own) or bool(subject & own) or _refers_back(sentence)


def _before(sentence: EvidenceSentence) -> frozenset[str]:
    """The stems of what a sentence goes on from: those before it, the title, the first line of its article."""
    article = sentence.article
    opening = article.text[: min(sentence.start, _LONGEST_OPENING)].partition("\n")[0]
    return _stems((article.title or "", opening, *(one.text for one in sentence.before)))


def _refers_back(sentence: EvidenceSentence) -> bool:
    first = next(iter(sentence.sentence.tokens), None)
    return first is not None and (first.pos == "PRON" or first.tag == "PRP$" or first.text.lower() in _DEFINITE)


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for text in texts for stem in content_words(text))


def _ranked(question: str, found: Sequence[_Found], fit: Fit) -> list[_Found]:
    """Those whose sentences fit nearly as well as the best one, best first."""
    if not found:
        return []
    fits = [float(value) for value in fit(question, [one.sentence.text for one in found])]
    line = _NEARLY * max(fits)
    order = sorted(range(len(found)), key=lambda place: (-fits[place], place))
    return [found[place] for place in order if fits[place] >= line]


def _of_one_subject(topic: _Topic, found: Sequence[_Found]) -> Sequence[_Found]:
    """All, where the question names what it asks of; else those near the best one: its article, or its week."""
    if topic.names:
        return found
    return [one for one in found if _is_near(found[0].side.article, one.side.article)]


def _is_near(one: Article, other: Article) -> bool:
    first, second = one.published.latest, other.published.latest
    return one.id == other.id or (first is not None and second is not None and abs(first - second) <= _ONE_WEEK)


def _distinct(found: Sequence[_Found]) -> list[_Found]:
    """The best one of each value."""
    kept: list[_Found] = []
    for one in found:
        statement = one.side.statement
        if not any(_is_repeated(statement, other.side.statement) for other in kept):
            kept.append(one)
    return kept[:_MOST_CLAIMS]


def _is_repeated(one: Statement, other: Statement) -> bool:
    return one.phase == other.phase and is_same(one.value, other.value)


def _by_relation(topic: _Topic, sides: Sequence[_Found]) -> list[Disagreement]:
    if len(sides) < 2:
        return []
    grouped: dict[Relation, list[_Found]] = {}
    for other in sides[1:]:
        relation = relation_of(sides[0].side, other.side)
        if relation:
            grouped.setdefault(relation, []).append(other)
    about = f"{_WHAT[topic.asked.kind]} (“{' '.join(topic.asked.text.split())}”)"
    return [
        Disagreement(about=about, relation=relation, claims=tuple(_claim(one) for one in (sides[0], *others)))
        for relation, others in grouped.items()
    ]


def _claim(found: _Found) -> Claim:
    sentence, value = found.sentence, found.side.statement.value
    return Claim(
        value=value.text,
        normalised=value.normalised,
        attributed_to=found.side.speaker,
        article=sentence.article,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
    )
