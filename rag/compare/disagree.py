"""Disagreements: the values that the passages give in answer to a question, laid side by side where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from index.embed.model import Vectors
from index.language.words import content_words
from index.types import Article
from rag.compare.fillers import filler_in
from rag.compare.other_counts import other_counts
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
    if topic.asked.kind not in _WHAT or not topic.asked.subject or _asks_for_several(topic.asked):
        return []
    found: list[_Found] = []
    before: tuple[EvidenceSentence, list[Statement]] | None = None
    ranked = {(one.sentence.article.id, one.sentence.start): one for one in evidence.ranked}
    for sentence in evidence.candidates:
        stated = statements_in(topic.asked, sentence)
        if not stated and (candidate := ranked.get((sentence.article.id, sentence.start))) is not None:
            stated = list(filter(None, [filler_in(topic.asked, candidate)]))
        if stated and _is_about(topic, sentence):
            found += [_found(sentence, each, speaker_at(sentence, each.value.start)) for each in stated]
        told = stated or (before[1] if before is not None and _follows(sentence, before[0]) else [])
        if topic.asked.kind == "how many" and len(told) == 1:
            found += [_found(sentence, each, speaker) for each, speaker in other_counts(told[0], sentence)]
        before = sentence, stated
    return _distinct(_ranked(topic.asked.text, found, fit))


def _asks_for_several(asked: Question) -> bool:
    """Whether several answers do not differ: "which countries"."""
    is_of_names = asked.kind not in {"when", "how many"}
    return is_of_names and asked.gap is not None and asked.asking.tokens[asked.gap.head].tag in {"NNS", "NNPS"}


def _follows(sentence: EvidenceSentence, other: EvidenceSentence) -> bool:
    return sentence.article.id == other.article.id and sentence.before[-1:] == (other.sentence,)


def _found(sentence: EvidenceSentence, statement: Statement, speaker: str | None) -> _Found:
    years = frozenset(time.first.year for time in times_in(sentence.article, sentence.start, sentence.end))
    side = Side(statement=statement, article=sentence.article, speaker=speaker, years=years)
    return _Found(side=side, sentence=sentence)


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
    """Whether a sentence, with what it goes on from, is about the subject of the question."""
    subject = topic.asked.subject | topic.names
    article = sentence.article
    opening = article.text[: min(sentence.start, _LONGEST_OPENING)].partition("\n")[0]
    before = _stems((article.title or "", opening, *(one.text for one in sentence.before)))
    own = _stems(token.lemma for token in sentence.sentence.tokens) | sentence.stems
    return len(subject & (own | before)) >= _SUBJECT_SHARE * len(subject)


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
