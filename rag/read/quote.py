"""The reader that needs no model server: it quotes the sentences that answer best, each cited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import replace

from index.stories.copies import carries, wording
from index.types import ScoredPassage
from rag.cite.citing import carried
from rag.evidence.evidence import Evidence, EvidenceSentence
from rag.judge.short_answer import short_answer
from rag.question.question import Question
from rag.read.lead_in import lead_in
from rag.types import SUPPORTED, AnswerSentence, Citation, ReaderInfo, Reading

_SENTENCES = 3
# A sentence that is e³ times less likely to hold the answer than the best one is not quoted.
_NEARLY = 3.0


class ExtractiveReader:
    """Quotes the sentences that answer a question best, as the evidence was ranked."""

    @property
    def info(self) -> ReaderInfo:
        """The extractive reader, without a model."""
        return ReaderInfo(kind="extractive")

    async def read(self, question: Question, evidence: Evidence) -> AsyncGenerator[Reading, None]:
        """Yield one reading with up to three sentences, best first."""
        yield await asyncio.to_thread(self._read, question, evidence)

    def _read(self, question: Question, evidence: Evidence) -> Reading:
        ranked = evidence.ranked
        if not ranked:
            return Reading(refusal="not_supported")
        near = [one.sentence for one in ranked if one.score >= ranked[0].score - _NEARLY]
        return Reading(
            sentences=tuple(_told(near, evidence.passages)),
            short_answer=short_answer(question, evidence),
        )


def _told(best: Sequence[EvidenceSentence], passages: Sequence[ScoredPassage]) -> Iterator[AnswerSentence]:
    """Up to three sentences, each fact once, with what stands before them where they refer back."""
    kept: list[list[EvidenceSentence]] = []
    for candidate in best:
        same = next((group for group in kept if _repeats(candidate, group[0])), None)
        if same is not None:
            same.append(candidate)
        elif len(kept) < _SENTENCES:
            kept.append([candidate])
    shown: set[tuple[str, int]] = set()
    for first, *others in kept:
        if (first.article.id, first.start) not in shown:
            yield _with_lead_in(_merged(first, others, passages), first, shown)


def _repeats(candidate: EvidenceSentence, kept: EvidenceSentence) -> bool:
    """Whether a sentence says in nearly the same words what one above it says, and supports that one."""
    said = carries(wording(kept.text), wording(candidate.text))
    return said and carried(kept, candidate) >= SUPPORTED


def _merged(
    first: EvidenceSentence, others: Iterable[EvidenceSentence], passages: Sequence[ScoredPassage]
) -> AnswerSentence:
    """The sentence with a citation for each article that has it, in these words or nearly."""
    sentence = first.quoted
    cited = {citation.article.id: citation for citation in sentence.citations}
    for citation in (*_found_again(first, passages), *(_copy(first, other) for other in others)):
        cited.setdefault(citation.article.id, citation)
    return replace(sentence, citations=tuple(cited.values()))


def _found_again(first: EvidenceSentence, passages: Sequence[ScoredPassage]) -> Iterator[Citation]:
    for marker, passage in enumerate(passages, start=1):
        stretch = passage.passage
        start = passage.article.text.find(first.text, stretch.start, stretch.end)
        if start >= 0:
            yield from AnswerSentence.quoting(marker, passage.article, start, start + len(first.text)).citations


def _copy(first: EvidenceSentence, other: EvidenceSentence) -> Citation:
    (citation,) = other.quoted.citations
    return replace(citation, support=round(carried(first, other), 3))


def _with_lead_in(sentence: AnswerSentence, first: EvidenceSentence, shown: set[tuple[str, int]]) -> AnswerSentence:
    """The sentence, and behind it in brackets what it refers back to, unless that was told above; both are noted."""
    article = first.article
    shown.add((article.id, first.start))
    found = lead_in(first)
    if found is None or (article.id, found.start) in shown:
        return sentence
    shown.add((article.id, found.start))
    before = AnswerSentence.quoting(first.marker, article, found.start, found.end)
    return replace(
        sentence, text=f"{sentence.text} (Before it: {before.text})", citations=(*sentence.citations, *before.citations)
    )
