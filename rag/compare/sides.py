"""The sides of a disagreement that an answer leaves out, told in the words of their sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.types import ScoredPassage
from rag.evidence.times import find_words
from rag.types import AnswerSentence, Claim, Disagreement

_MOST_ADDED = 3


def with_sides(
    sentences: Sequence[AnswerSentence], disagreements: Iterable[Disagreement], passages: Sequence[ScoredPassage]
) -> tuple[AnswerSentence, ...]:
    """Return the sentences of an answer, and behind them a quotation for each side that none of them tells.

    At most three are added, in the order of the claims.
    """
    told = list(sentences)
    for claim in (claim for disagreement in disagreements for claim in disagreement.claims):
        marker = next((place for place, passage in enumerate(passages, 1) if _holds(passage, claim)), None)
        is_new = marker is not None and not any(_tells(sentence, claim) for sentence in told)
        if marker is not None and is_new and len(told) < len(sentences) + _MOST_ADDED:
            told.append(AnswerSentence.quoting(marker, claim.article, claim.start, claim.end))
    return tuple(told)


def _holds(passage: ScoredPassage, claim: Claim) -> bool:
    stretch = passage.passage
    return passage.article.id == claim.article.id and stretch.start <= claim.start and claim.end <= stretch.end


def _tells(sentence: AnswerSentence, claim: Claim) -> bool:
    """Whether a sentence gives the side's value, and rests on the sentence that the value stands in."""
    rests = any(
        citation.article.id == claim.article.id and citation.start < claim.end and claim.start < citation.end
        for citation in sentence.citations
    )
    return rests and (sentence.text == claim.quote or _names(sentence, claim))


def _names(sentence: AnswerSentence, claim: Claim) -> bool:
    return find_words(claim.value, sentence.text) is not None or any(
        time.value == claim.normalised for time in sentence.times
    )
