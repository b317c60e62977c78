"""What a text says otherwise than a claim, as hard facts: counts, units, days, denials, doers, places and speakers.

Few and precise: where a clause of the text has the same verb, and shares whom or what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.dates import resolve
from index.language.parser import default_parser
from index.language.sentences import sentence_spans
from index.language.types import Clause, Excerpt, Parser, Phrase, Sentence
from index.language.words import content_words
from index.types import TimeExpression
from rag.evidence.amounts import Timed, amounts_in
from rag.evidence.values import Amount

_SENTENCES = 5
# What is longer is no sentence, and takes the parser long.
_LONGEST = 2_000
Fact = tuple[str, frozenset[str]]
"""Words as they stand, and their stems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What the text says and what the claim says in its place; "" where either only denies it."""

    kind: Literal["number", "unit", "time", "negation", "doer", "place", "speaker"]
    told: str
    claimed: str


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences of a text, as they were parsed; the text knows its times."""

    text: Timed
    sentences: tuple[Sentence, ...]

    def amounts(self) -> Iterator[tuple[Amount, tuple[str, bool] | None]]:
        """The amounts, each with the event that it belongs to."""
        for sentence in self.sentences:
            for one in amounts_in(self.text, sentence):
                yield one, self._event_of(one, sentence)

    def events(self) -> list[_Event]:
        """What its clauses tell."""
        return [_Event(self.text, sentence, clause) for sentence in self.sentences for clause in sentence.clauses]

    def _event_of(self, amount: Amount, sentence: Sentence) -> tuple[str, bool] | None:
        """The verb of the clause that an amount stands in, and whether it is denied."""
        for clause in sentence.clauses:
            if any(one.start <= amount.start < one.end for one in clause.arguments):
                return clause.event, _Event(self.text, sentence, clause).denied
        return None


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text of which only its times are known."""

    text: str
    times: tuple[TimeExpression, ...]

    def times_in(self, start: int, end: int) -> tuple[TimeExpression, ...]:
        return tuple(time for time in self.times if start <= time.start and time.end <= end)


@dataclass(frozen=True, slots=True)
class _Event:
    text: Timed
    sentence: Sentence
    clause: Clause

    def stems(self, phrases: Iterable[Phrase]) -> frozenset[str]:
        return frozenset(word for phrase in phrases for word in content_words(self.sentence.resolved(phrase).text))

    @property
    def denied(self) -> bool:
        """Whether it is denied, by its verb or in one of its phrases ("no plans", "not one cow")."""
        tokens = self.sentence.tokens
        inside = {place for phrase in self.clause.arguments for place in range(phrase.first, phrase.last)}
        denying = any(
            tokens[place].dep == "neg" or (tokens[place].dep == "det" and tokens[place].lemma == "no")
            for place in inside
        )
        return self.clause.negated or denying

    @property
    def core(self) -> frozenset[str]:
        clause = self.clause
        return self.stems((*clause.who, *clause.whom, *clause.to_whom, *clause.what))


def conflicts(claim: str, evidence: str, parser: Parser | None = None) -> list[Conflict]:
    """Return where the sentences of evidence that share most words with a claim say otherwise."""
    parser = parser or default_parser()
    claim = claim[:_LONGEST]
    return between(read(claim, parser), read(evidence, parser, _nearest(claim, evidence)))


def read(text: str, parser: Parser, spans: Sequence[tuple[int, int]] | None = None) -> Told:
    """Parse the sentences of a text, or those at `spans`."""
    found = sentence_spans(text) if spans is None else spans
    return told(text, parser.parse([Excerpt(text, *span, follows=False) for span in found]))


def told(text: str, sentences: Sequence[Sentence]) -> Told:
    """Parsed sentences of a text that no article holds, with its times."""
    return Told(_Plain(text, tuple(resolve(text, None))), tuple(sentences))


def between(claim: Told, evidence: Told) -> list[Conflict]:
    """Return where evidence says otherwise than a claim."""
    found, theirs = [*_amounts(claim, evidence)], evidence.events()
    for event in claim.events():
        if same := [other for other in theirs if _is_same(event, other)]:
            found += [one for way in _WAYS for one in way(event, same)]
    return found


def _nearest(claim: str, evidence: str) -> list[tuple[int, int]]:
    """The sentences of evidence that share most words with a claim, in order."""
    wanted = frozenset(content_words(claim))
    spans = [span for span in sentence_spans(evidence) if span[1] - span[0] <= _LONGEST]
    shared = {span: len(wanted & frozenset(content_words(evidence[slice(*span)]))) for span in spans}
    return sorted(sorted(spans, key=lambda span: -shared[span])[:_SENTENCES])


def _is_same(one: _Event, other: _Event) -> bool:
    """Whether two clauses tell of one event: the verb, and whom or what it is about."""
    return one.clause.event == other.clause.event and bool(one.core & other.core)


def _denied(event: _Event, same: Sequence[_Event]) -> Iterator[Conflict]:
    plain = [other for other in same if other.clause.modality == event.clause.modality]
    if plain and all(other.denied != event.denied for other in plain):
        words = [other.sentence.tokens[other.clause.predicate].text for other in plain]
        yield Conflict(kind="negation", told=words[0], claimed="")


def _doers(event: _Event, same: Sequence[_Event]) -> Iterator[Conflict]:
    to = event.stems(event.clause.whom)
    yield from _otherwise("doer", _names(event, event.clause.who), [
        _names(other, other.clause.who) for other in same if to & other.stems(other.clause.whom)
    ])  # fmt: skip


def _places(event: _Event, same: Sequence[_Event]) -> Iterator[Conflict]:
    for phrase in event.clause.where:
        theirs = [
            _names(other, (each,)) for other in same for each in other.clause.where
            if each.preposition == phrase.preposition
        ]  # fmt: skip
        yield from _otherwise("place", _names(event, (phrase,)), theirs)


def _speakers(event: _Event, same: Sequence[_Event]) -> Iterator[Conflict]:
    if event.clause.speaker is not None:
        theirs = [_names(other, (other.clause.speaker,)) for other in same if other.clause.speaker is not None]
        if len(theirs) == len(same):
            yield from _otherwise("speaker", _names(event, (event.clause.speaker,)), theirs)


def _times(event: _Event, same: Sequence[_Event]) -> Iterator[Conflict]:
    ours = _values(event)
    theirs = [value for other in same for value in _values(other)]
    for words, value in ours:
        alike = [(there, _without_year(one, value)) for there, one in theirs]
        alike = [one for one in alike if _form(one[1]) == _form(value)]
        if alike and all(one[1] != value for one in alike):
            yield Conflict(kind="time", told=alike[0][0], claimed=words)


_WAYS: tuple[Callable[[_Event, Sequence[_Event]], Iterator[Conflict]], ...] = (
    _denied,
    _doers,
    _places,
    _speakers,
    _times,
)


def _values(event: _Event) -> list[tuple[str, str]]:
    """The days of a clause in words and as TIMEX3 values."""
    found = (time for phrase in event.clause.when for time in event.text.times_in(phrase.start, phrase.end))
    return [(time.text, time.value) for time in found if time.type == "DATE"]


def _without_year(value: str, like: str) -> str:
    """A day as another names it that leaves the year out."""
    return f"XXXX{value[4:]}" if like.startswith("XXXX-") and value[:4].isdigit() else value


def _form(value: str) -> str:
    return "".join("0" if sign.isdigit() else sign for sign in value)


def _names(event: _Event, phrases: Iterable[Phrase]) -> Fact:
    """The names among phrases."""
    named = [one for one in map(event.sentence.resolved, phrases) if event.sentence.tokens[one.head].pos == "PROPN"]
    return ", ".join(one.text for one in named), event.stems(named)


def _otherwise(kind: Literal["doer", "place", "speaker"], ours: Fact, theirs: Sequence[Fact]) -> Iterator[Conflict]:
    """The first of their facts, where all are names and none shares a word with ours."""
    if ours[1] and theirs and all(one[1] and not one[1] & ours[1] for one in theirs):
        yield Conflict(kind=kind, told=theirs[0][0], claimed=ours[0])


def _amounts(ours: Told, theirs: Told) -> Iterator[Conflict]:
    told = list(theirs.amounts())
    for claimed, event in ours.amounts():
        near = [one for one, other in told if event == other]
        of_same = [one for one in near if one.unit == claimed.unit and _counts_same(one, claimed)]
        exact = [one for one in of_same if one.bound == "exact" == claimed.bound]
        if exact and all(one.number != claimed.number for one in of_same):
            yield Conflict(kind="number", told=exact[0].text, claimed=claimed.text)
        same_figure = [one for one in near if one.text.split()[0] == claimed.text.split()[0]]
        other_unit = [one for one in same_figure if (one.number, one.unit) != (claimed.number, claimed.unit)]
        if claimed.unit and other_unit and not of_same and all(one.unit for one in other_unit):
            yield Conflict(kind="unit", told=other_unit[0].text, claimed=claimed.text)


def _counts_same(one: Amount, other: Amount) -> bool:
    return bool(one.nouns) and one.nouns[-1:] == other.nouns[-1:]
