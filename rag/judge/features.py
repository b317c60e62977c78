"""What speaks for and against passages holding the answer to a question: what the trained reader says, and the words.

A word's rarity is a share of the greatest that its archive knows, so coverage means the same in archives of any size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from index.language.words import content_words
from index.lexical.bm25 import Frequencies
from index.types import Article, ScoredPassage
from rag.evidence.amounts import amounts_in
from rag.evidence.evidence import Evidence, EvidenceSentence
from rag.evidence.names import name_stems, names_in
from rag.evidence.values import times_in
from rag.judge.rank import MEASURES
from rag.question.question import Question

Count = Callable[[Sequence[str]], Frequencies]
"""Counts in how many of the archive's passages each of some stems stands."""

_MOST_PASSAGES = 8
_CLOSEST_SENTENCES = 6
# Where nothing was read the reader says no, as clearly as it ever does.
_NO = -10.0
# A word of nearly every passage says little, but not nothing.
_LEAST_RARITY = 0.05
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
# They say what kind of answer is wanted, and need not stand beside it.
_ASKING = frozenset(
    content_words(
        "what which who whom whose when where why how many much long often far name according first year month day"
        " week time kind type"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """How a question stands to the best passages found for it.

    Attributes:
        cosine: of the nearest passage.
        sentence_coverage: share of the question's words, weighed by rarity, in the sentence that holds most of them.
        typed: whether one of the sentences that hold most holds a time, a number or a name, whichever is asked for; 1
            where neither is.
        other_year: whether the question names a year that no passage holds and none was published in.
        names_nowhere: share of the question's names of which no passage holds every word.
        answerable: the reader, as a logit: the passage that most likely answers does.
        span: the reader, likewise: the best words of the sentence that is ranked first; as `answerable` where none was.
        stated: 1 where that sentence states a value of what is asked for, of the very event or thing.
    """

    cosine: float
    sentence_coverage: float
    typed: float
    other_year: float
    names_nowhere: float
    answerable: float
    span: float
    stated: float


NAMES = tuple(field.name for field in fields(Features))


def measure(question: Question, evidence: Evidence, count: Count) -> Features:
    """Measure a question against the words of its first eight passages, at least one, and against what was read."""
    passages = evidence.passages[:_MOST_PASSAGES]
    wanted = [word for word in dict.fromkeys(content_words(question.text)) if word not in _ASKING]
    frequencies = count(wanted)
    weights = {word: max(rarity(frequencies, word), _LEAST_RARITY) for word in wanted}
    words = [frozenset(content_words(f"{scored.passage.heading} {scored.passage.text}")) for scored in passages]
    sentences = [one for one in evidence.sentences if one.marker <= _MOST_PASSAGES]
    covered = [_coverage(weights, one.stems) for one in sentences]
    in_context = [_coverage(weights, _context(one)) for one in sentences]
    order = sorted(range(len(sentences)), key=lambda at: (-covered[at] - in_context[at], at))
    closest = [sentences[place] for place in order[:_CLOSEST_SENTENCES]]
    anywhere = frozenset[str]().union(*words)
    return Features(
        cosine=max(0.0, *(scored.dense or 0.0 for scored in passages)),
        sentence_coverage=max(covered, default=0.0),
        typed=_typed(question, frozenset(weights), closest),
        other_year=_other_year(question, passages, anywhere),
        names_nowhere=_names_nowhere(question, anywhere),
        **_read(evidence),
    )


def _read(evidence: Evidence) -> dict[str, float]:
    """What the reader says of the passages, and what is measured of the sentence that is ranked first."""
    answerable = _NO if evidence.answerable is None else evidence.answerable
    first = dict(zip(MEASURES, evidence.ranked[0].measures, strict=True)) if evidence.ranked else {}
    return {"answerable": answerable, "span": first.get("span", answerable), "stated": first.get("stated", 0.0)}


def rarity(frequencies: Frequencies, word: str) -> float:
    """Return how rare a word is, in [0, 1]: 1 for one that stands in no passage, or where nothing was counted.

    Source: the logarithm of BM25 as in `index.lexical.bm25`, divided by its value for a word of no passage.
    """
    passages, holding = frequencies.passages, frequencies.holding.get(word, 0)
    return math.log1p((passages - holding + 0.5) / (holding + 0.5)) / math.log1p((passages + 0.5) / 0.5)


def _coverage(weights: Mapping[str, float], words: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in words) / total if total else 0.0


def _context(one: EvidenceSentence) -> frozenset[str]:
    """The words of a sentence, of the one before it, and of the heading."""
    before = one.before[-1].text if one.before else ""
    return one.stems.union(content_words(f"{one.passage.passage.heading} {before}"))


def _typed(question: Question, asked_words: frozenset[str], sentences: Sequence[EvidenceSentence]) -> float:
    if question.kind not in {"when", "how many", "who", "where"}:
        return 1.0
    return float(any(_holds_kind(question, asked_words, one) for one in sentences))


def _holds_kind(question: Question, asked_words: frozenset[str], one: EvidenceSentence) -> bool:
    """Whether a sentence holds a time, a number or a name that the question does not name itself."""
    if question.kind == "when":
        return bool(times_in(one.article, one.start, one.end))
    if question.kind == "how many":
        return bool(amounts_in(one.article, one.sentence))
    return any(not asked_words.issuperset(content_words(name.text)) for name in names_in(one.sentence))


def _names_nowhere(question: Question, words: frozenset[str]) -> float:
    names = [found for found in name_stems(question.asking) if found - _ASKING]
    return sum(not name - _ASKING <= words for name in names) / len(names) if names else 0.0


def _other_year(question: Question, passages: Sequence[ScoredPassage], words: frozenset[str]) -> float:
    years = set(_YEAR.findall(question.text))
    published = {str(day.year) for scored in passages for day in _days(scored.article)}
    return float(bool(years) and years.isdisjoint(words | published))


def _days(article: Article) -> Iterator[date]:
    yield from filter(None, (article.published.earliest, article.published.latest))
