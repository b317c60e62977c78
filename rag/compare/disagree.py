"""Disagreements: the values that the passages give in answer to a question, laid side by side where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from index.language.sentences import Span
from index.language.words import content_words
from index.types import Article, ScoredPassage
from rag.compare.covered import Fit, covered_sides
from rag.compare.relations import Side, relation_of
from rag.evidence.evidence import Evidence, EvidenceSentence
from rag.evidence.statements import Statement, names_it, statements_in
from rag.evidence.values import Value, is_same, times_in
from rag.grammar.attribution import attributions, speaker_of
from rag.grammar.names import Run, name_runs
from rag.grammar.tokens import Token, tokenize
from rag.grammar.verbs import lemma
from rag.question.question import AnswerKind, Question
from rag.types import Claim, Disagreement, Relation

_NEARLY = 0.6
_MOST_CLAIMS = 6
_SUBJECT_SHARE, _SUBJECT_SHARE_WITHOUT_NAMES = 0.5, 0.8
# Articles that far apart tell of one thing only where the question names it.
_ONE_WEEK = timedelta(days=7)
_PRONOUNS = frozenset(("it", "he", "she", "they", "its", "his", "her", "their"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_LONGEST_OPENING = 300
_WHAT: dict[AnswerKind, str] = {
    "when": "the time",
    "how many": "the number",
    "who": "the person",
    "where": "the place",
}
_COMPARED = frozenset(_WHAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """A question, and which of the stems of its subject are names."""

    asked: Question
    names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One side of a possible disagreement, and the sentence it stands in."""

    side: Side
    span: Span

    @property
    def quote(self) -> str:
        return self.side.article.text[slice(*self.span)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The content words of a sentence without those who say so, and of what stands before it.

    `refers_back`: it opens with a definite article. `rivals` are the ends of the names in it that are not
    the subject's.
    """

    own: set[str]
    before: set[str]
    refers_back: bool
    opens_with_pronoun: bool
    rivals: tuple[int, ...]


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
    topic = _topic(question, evidence.passages)
    stated = _sides(topic, evidence, fit)
    found = _by_relation(topic, _of_one_subject(topic, stated))
    return tuple(found or _by_relation(topic, _loosely(topic, evidence, fit, stated)))


def sides_of(question: Question, evidence: Evidence, fit: Fit) -> tuple[Claim, ...]:
    """Return every value that the passages give in answer, best first, whether they differ or not."""
    return tuple(_claim(found) for found in _sides(_topic(question, evidence.passages), evidence, fit))


def _topic(question: Question, passages: Sequence[ScoredPassage]) -> _Topic:
    return _Topic(asked=question, names=_names_among(question.subject, question.text, passages))


def _sides(topic: _Topic, evidence: Evidence, fit: Fit) -> list[_Found]:
    if topic.asked.kind not in _COMPARED or not topic.asked.subject:
        return []
    return _distinct(_ranked(topic.asked.text, _found(topic, evidence), fit))


def _loosely(topic: _Topic, evidence: Evidence, fit: Fit, stated: Sequence[_Found]) -> Sequence[_Found]:
    """The sides that `rag.compare.covered` finds; none where the surest statement is on neither."""
    covering = covered_sides(topic.asked, evidence, fit)
    sure = stated[0].side.statement.value if stated else None
    if sure is not None and not any(is_same(sure, one.value) for one in covering):
        return ()
    sides = [_side(one.candidate, Statement(value=one.value, event=None, phase="done")) for one in covering]
    if topic.names:
        return sides
    return [one for one in sides if not _is_far(sides[0].side.article, one.side.article)]


def _found(topic: _Topic, evidence: Evidence) -> list[_Found]:
    found = []
    for candidate in evidence.candidates:
        stated = statements_in(topic.asked, candidate)
        if not stated:
            continue
        before = [one.text for one in candidate.before]
        said = _said(topic.asked, candidate, before)
        found += [_side(candidate, one) for one in stated if _is_about(topic, said, one.value)]
    return found


def _side(candidate: EvidenceSentence, statement: Statement) -> _Found:
    article, span = candidate.passage.article, (candidate.start, candidate.end)
    before = [one.text for one in candidate.before]
    speaker = speaker_of(candidate.text, statement.value.start - candidate.start, before)
    years = frozenset(time.first.year for time in times_in(article, *span))
    return _Found(side=Side(statement=statement, article=article, speaker=speaker, years=years), span=span)


def _said(asked: Question, candidate: EvidenceSentence, before: Sequence[str]) -> _Said:
    article, sentence = candidate.passage.article, candidate.text
    opening = article.text[: min(candidate.start, _LONGEST_OPENING)].partition("\n")[0]
    context = (*before, article.title or "", opening)
    for one in reversed(attributions(sentence)):
        sentence = sentence[: one.start] + " " * (one.end - one.start) + sentence[one.end :]
    tokens = tokenize(sentence)
    names = (run for run in name_runs(tokens) if not names_it(asked, tokens, run))
    rivals = (run for run in names if not _words_of(tokens, run) <= asked.subject)
    return _Said(
        own=_stems_of(sentence),
        refers_back=bool(tokens) and tokens[0].lower in _DEFINITE,
        opens_with_pronoun=bool(tokens) and tokens[0].lower in _PRONOUNS,
        before=set().union(*map(_stems_of, context)),
        rivals=tuple(candidate.start + tokens[run[1] - 1].end for run in rivals),
    )


def _stems_of(text: str) -> set[str]:
    """The stems of a text's content words, and of the infinitives of its verbs: "sank" is "sink" too."""
    infinitives = filter(None, (lemma(token.text) for token in tokenize(text) if token.text.isalpha()))
    return {*content_words(text), *content_words(" ".join(infinitives))}


def _words_of(tokens: Sequence[Token], run: Run) -> set[str]:
    return {stem for token in tokens[slice(*run)] for stem in content_words(token.text)}


def _names_among(subject: frozenset[str], question: str, passages: Sequence[ScoredPassage]) -> frozenset[str]:
    """Those of some stems that the question, or most passages, write with a capital letter inside of sentences."""
    asked = {stem for token in tokenize(question)[1:] if token.is_name for stem in content_words(token.text)}
    capitals = dict.fromkeys(subject, 0)
    for passage in passages:
        for token in tokenize(passage.passage.text)[1:]:
            for stem in content_words(token.text):
                if stem in capitals:
                    capitals[stem] += 1 if token.is_name or token.text[0].isdigit() else -1
    return frozenset(stem for stem, count in capitals.items() if count > 0 or stem in asked)


def _is_about(topic: _Topic, said: _Said, value: Value) -> bool:
    """Whether a sentence, with what it refers back to, is about the subject of the question.

    Where it does not name the subject itself, it must refer back and may name nothing else: before the value, where
    it opens with a pronoun, else anywhere.
    """
    subject, names, known = topic.asked.subject, topic.names, said.own | said.before
    share = _SUBJECT_SHARE if names else _SUBJECT_SHARE_WITHOUT_NAMES
    if not names <= known or len(subject & known) < share * len(subject):
        return False
    if names <= said.own:
        return bool(names or subject & said.own)
    if said.opens_with_pronoun:
        return not any(end <= value.start for end in said.rivals)
    return bool(subject & said.own or said.refers_back) and not any(end != value.end for end in said.rivals)


def _ranked(question: str, found: Sequence[_Found], fit: Fit) -> list[_Found]:
    """Those whose sentences fit nearly as well as the best one, best first."""
    if not found:
        return []
    texts = [one.quote for one in found]
    fits = [float(value) for value in fit(question, texts)]
    line = _NEARLY * max(fits)
    order = sorted(range(len(found)), key=lambda place: (-fits[place], place))
    return [found[place] for place in order if fits[place] >= line]


def _of_one_subject(topic: _Topic, found: Sequence[_Found]) -> Sequence[_Found]:
    """All, where the question names what it asks of; else those near the best one: its article, or its week."""
    if topic.names:
        return found
    return [one for one in found if _is_near(found[0].side.article, one.side.article)]


def _is_near(one: Article, other: Article) -> bool:
    is_dated = one.published.latest is not None and other.published.latest is not None
    return one.id == other.id or (is_dated and not _is_far(one, other))


def _is_far(one: Article, other: Article) -> bool:
    """Whether the days of two articles are known and more than a week apart."""
    first, second = one.published.latest, other.published.latest
    return first is not None and second is not None and abs(first - second) > _ONE_WEEK


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
    about = f"{_WHAT.get(topic.asked.kind, 'the name')} (“{' '.join(topic.asked.text.split())}”)"
    return [
        Disagreement(about=about, relation=relation, claims=tuple(_claim(one) for one in (sides[0], *others)))
        for relation, others in grouped.items()
    ]


def _claim(found: _Found) -> Claim:
    start, end = found.span
    article, value = found.side.article, found.side.statement.value
    return Claim(
        value=value.text,
        normalised=value.normalised,
        attributed_to=found.side.speaker,
        article=article,
        start=start,
        end=end,
        quote=found.quote,
    )
