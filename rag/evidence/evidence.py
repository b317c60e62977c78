"""The sentences of the passages, parsed once an answer in one batch, for all that judge, choose, cite and compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.language.parser import default_parser
from index.language.sentences import Span, sentence_spans
from index.language.types import Excerpt, Parser, Sentence
from index.language.words import content_words
from index.types import Article, ScoredPassage
from rag.evidence.orders import is_order, stating
from rag.types import AnswerSentence

# What a sentence refers back to stands in the two before it; an order reaches to the end of its line.
_BEFORE = 2
_REACH = 2_000
# A line that does not end like a sentence is a heading, a caption or a remain of the page.
_SENTENCE_END = tuple(".!?…\"”'’)")
_MIN_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSentence:
    """A sentence of a passage.

    Attributes:
        marker: the place of its passage, from 1.
        sentence: as it was parsed; its offsets are those of the article.
        stems: of its content words.
        before: the sentences before it in its article, at most two, the nearest last.
    """

    marker: int
    passage: ScoredPassage
    sentence: Sentence
    stems: frozenset[str]
    before: tuple[Sentence, ...] = ()

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.passage.article

    @property
    def start(self) -> int:
        """Where it begins in the article."""
        return self.sentence.start

    @property
    def end(self) -> int:
        """Where it ends in the article."""
        return self.sentence.end

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.sentence.text

    @property
    def quoted(self) -> AnswerSentence:
        """The sentence as a sentence of an answer."""
        return AnswerSentence.quoting(self.marker, self.article, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer a question, and the words of it that would.

    Attributes:
        score: how well it answers, as a logit: one that scores 1 higher is e times as likely to hold the answer.
        measures: what the score is made of, as `rag.judge.rank.MEASURES` names it.
        answer: where those words stand in the article; None where it has none.
    """

    sentence: EvidenceSentence
    score: float
    measures: tuple[float, ...]
    answer: Span | None = None

    @property
    def words(self) -> str | None:
        """The words that would answer, verbatim."""
        return None if self.answer is None else self.sentence.article.text[slice(*self.answer)]


@dataclass(frozen=True)
class Evidence:
    """Passages, best first, and their sentences that state something, passage by passage and in order.

    Questions and orders state nothing, nor does what an order dictates.

    Attributes:
        ordering: the markers of the passages that give orders.
        ranked: the sentences that answer best, best first, once they were ranked.
        answerable: how likely some passage answers, as the trained reader says it, a logit, likewise.
    """

    passages: tuple[ScoredPassage, ...] = ()
    sentences: tuple[EvidenceSentence, ...] = ()
    ordering: frozenset[int] = frozenset()
    ranked: tuple[Candidate, ...] = ()
    answerable: float | None = None

    def first(self, count: int) -> Evidence:
        """The first passages alone, with their sentences."""
        kept = tuple(one for one in self.sentences if one.marker <= count)
        return Evidence(self.passages[:count], kept, frozenset(marker for marker in self.ordering if marker <= count))

    def of(self, marker: int) -> tuple[EvidenceSentence, ...]:
        """The sentences of the passage with a marker."""
        return self._by_marker.get(marker, ())

    @cached_property
    def _by_marker(self) -> dict[int, tuple[EvidenceSentence, ...]]:
        listed: dict[int, list[EvidenceSentence]] = {}
        for one in self.sentences:
            listed.setdefault(one.marker, []).append(one)
        return {marker: tuple(found) for marker, found in listed.items()}

    @cached_property
    def candidates(self) -> tuple[EvidenceSentence, ...]:
        """Every sentence that is long enough to answer, each wording once; lines only where there is no sentence."""
        seen: dict[str, EvidenceSentence] = {}
        for one in self.sentences:
            if len(one.text.split()) >= _MIN_WORDS:
                seen.setdefault(one.text, one)
        return tuple(one for one in seen.values() if one.text.endswith(_SENTENCE_END)) or tuple(seen.values())


def read_evidence(passages: Sequence[ScoredPassage], parser: Parser | None = None) -> Evidence:
    """Return passages with their sentences, each of which is parsed once, however many passages hold it."""
    places = [_places(passage) for passage in passages]
    wanted = sorted({place for listed in places for place in listed})
    articles = {passage.article.id: passage.article for passage in passages}
    excerpts = list(_excerpts(wanted, articles))
    read = (parser or default_parser()).parse(excerpts)
    parsed = dict(zip(wanted, read, strict=True))
    found, ordering = list[EvidenceSentence](), set[int]()
    for marker, (passage, listed) in enumerate(zip(passages, places, strict=True), 1):
        sentences = [parsed[place] for place in listed]
        found.extend(_sentences(marker, passage, sentences))
        if any(is_order(one) for one in sentences if one.start >= passage.passage.start):
            ordering.add(marker)
    return Evidence(tuple(passages), tuple(found), frozenset(ordering))


_Place = tuple[str, int, int]


def _places(scored: ScoredPassage) -> list[_Place]:
    """The sentences of a passage, and before them those of its line, or else the last two."""
    text, passage = scored.article.text, scored.passage
    before = sentence_spans(text, max(passage.start - _REACH, 0), passage.start)
    line = text.rfind("\n", 0, passage.start) + 1
    near: list[Span] = [span for place, span in enumerate(before, -len(before)) if span[0] >= line or place >= -_BEFORE]
    spans = [*near, *sentence_spans(text, passage.start, passage.end)]
    return [(scored.article.id, start, end) for start, end in spans]


def _excerpts(places: Sequence[_Place], articles: dict[str, Article]) -> Iterator[Excerpt]:
    last: _Place | None = None
    for id_, start, end in places:
        text = articles[id_].text
        follows = last is not None and last[0] == id_ and last[2] <= start and not text[last[2] : start].strip()
        yield Excerpt(text, start, end, follows)
        last = (id_, start, end)


def _sentences(marker: int, scored: ScoredPassage, parsed: Sequence[Sentence]) -> Iterator[EvidenceSentence]:
    states = stating(scored.article.text, parsed)
    for place, sentence in enumerate(parsed):
        if states[place] and scored.passage.start <= sentence.start:
            before = [one for one, states_it in zip(parsed[:place], states, strict=False) if states_it][-_BEFORE:]
            stems = frozenset(content_words(sentence.text))
            yield EvidenceSentence(marker=marker, passage=scored, sentence=sentence, stems=stems, before=tuple(before))
