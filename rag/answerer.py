"""The way of a question: retrieve once, judge, let one reader read, and hand out snapshots of the answer."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from index.errors import ModelServerError
from rag.compare.sides import with_sides
from rag.evidence.evidence import Evidence
from rag.evidence.orders import order_notes
from rag.evidence.times import with_times
from rag.protocols import (
    Catalogue,
    Comparer,
    Completer,
    EvidenceReader,
    Judge,
    Judgement,
    Questions,
    Reader,
    ReaderChoice,
    Readers,
    Retriever,
)
from rag.question.question import Question
from rag.types import AbstainReason, Answer, AnswerSentence, Query, Reading, Timings

_LETTER = re.compile(r"[^\W_]")
_UNFOUNDED = "Nothing that was found in the archive supports this answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What retrieval brings: the passages with their sentences, what is to be known of it, and whether they will do."""

    evidence: Evidence = field(default_factory=Evidence)
    notes: tuple[str, ...] = ()
    judgement: Judgement = Judgement(confidence=0.0)


class Answerer:
    """Answers questions from one archive; keeps no state between them and may be shared by threads and tasks."""

    def __init__(  # Each is a seam of its own.
        self,
        retriever: Retriever,
        *,
        questions: Questions,
        completer: Completer,
        catalogue: Catalogue,
        evidence: EvidenceReader,
        judge: Judge,
        readers: Readers,
        comparer: Comparer,
    ) -> None:
        """All but `completer` are called in threads, and may block; `rag.protocols` says what each is asked."""
        self._retriever = retriever
        self._questions = questions
        self._completer = completer
        self._catalogue = catalogue
        self._evidence = evidence
        self._judge = judge
        self._readers = readers
        self._comparer = comparer

    async def astream(self, query: Query) -> AsyncGenerator[Answer, None]:
        """Yield snapshots of the answer, each replacing the last; the last one is `complete`.

        Closing the generator or cancelling its task stops the model at once.

        Raises:
            DatelineError: the archive or the model server failed; earlier snapshots stay valid.
        """
        started = time.perf_counter()
        question, of_archive = await self._look_up(query)
        completed = None
        if query.history and not of_archive and (completed := await self._completer.complete(question)):
            question, of_archive = await self._look_up(replace(query, text=completed))
        # A new topic is read without the old one, and what was completed needs it no more.
        question = replace(question, query=replace(question.query, history=()))
        if of_archive:
            yield replace(_finished(of_archive, started), query=query, completed_question=completed)
            return
        async with aclosing(self._answers(question, started)) as snapshots:
            async for snapshot in snapshots:
                yield replace(snapshot, query=query, completed_question=completed)

    async def _look_up(self, query: Query) -> tuple[Question, Answer | None]:
        """The question as it is read, and its answer where it is about the archive itself."""

        def look_up() -> tuple[Question, Answer | None]:
            question = self._questions.read(query)
            return question, self._catalogue.answer(question)

        return await asyncio.to_thread(look_up)

    async def _answers(self, question: Question, started: float) -> AsyncGenerator[Answer, None]:
        """Snapshots of the answer to a question that stands alone."""
        choosing = asyncio.to_thread(self._readers.choose, question.query.reader)
        choice, found = await asyncio.gather(choosing, self._retrieve(question))
        answer = Answer(
            query=question.query,
            reader=choice.reader.info,
            passages=found.evidence.passages,
            confidence=found.judgement.confidence,
            caveat=found.judgement.caveat,
            warnings=found.notes,
            timings=Timings(retrieve=time.perf_counter() - started),
        )
        reason = await self._reason_against(answer) or found.judgement.refusal
        if reason is not None:
            yield await self._ended(question, answer, started, reason=reason)
            return
        answer = replace(answer, warnings=(*found.notes, *filter(None, [choice.note])))
        yield answer
        reading = _Reading(question, found.evidence, started)
        async with aclosing(reading.by(choice, answer)) as snapshots:
            async for snapshot in snapshots:
                answer = snapshot
                yield answer
        if answer.sentences:
            answer = await asyncio.to_thread(self._with_sides, question, found.evidence, answer)
        reason = answer.reason or (None if answer.sentences else "not_supported")
        yield await self._ended(question, answer, started, reason=reason)

    def stream(self, query: Query) -> Iterator[Answer]:
        """`astream` for callers without a running event loop; closing the iterator stops the model."""
        with asyncio.Runner() as runner:
            snapshots = self.astream(query)
            try:
                while (answer := runner.run(_next(snapshots))) is not None:
                    yield answer
            finally:
                runner.run(snapshots.aclose())

    def answer(self, query: Query) -> Answer:
        """The last snapshot of `stream`; may also be called where an event loop runs, which it blocks."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return _last(self.stream(query))
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(lambda: _last(self.stream(query))).result()

    async def _retrieve(self, question: Question) -> _Found:
        if not _LETTER.search(question.text):
            return _Found()
        return await asyncio.to_thread(self._search, question)

    def _search(self, question: Question) -> _Found:
        found = self._retriever.retrieve(question, question.query.k)
        evidence = self._evidence.read(question, found.passages)
        judgement = self._judge.judge(question, evidence)
        return _Found(evidence=evidence, notes=found.notes, judgement=judgement)

    async def _ended(
        self, question: Question, answer: Answer, started: float, *, reason: AbstainReason | None
    ) -> Answer:
        """The last snapshot; a refusal says what was searched."""
        if reason in {"nothing_relevant", "not_supported"}:
            answer = replace(answer, caveat=await asyncio.to_thread(self._catalogue.searched, question))
        elif answer.sentences and not any(sentence.supported for sentence in answer.sentences):
            answer = replace(answer, caveat=_UNFOUNDED)
        return _finished(replace(answer, reason=reason), started)

    def _with_sides(self, question: Question, evidence: Evidence, answer: Answer) -> Answer:
        """The answer with what its passages disagree on, and each side told: in its source's words, if in no other."""
        found = self._comparer.compare(question, evidence)
        sentences = with_sides(answer.sentences, found, answer.passages)
        # One value in large letters would hide the others.
        short = None if any(one.relation != "range" for one in found) else answer.short_answer
        cited = {citation.marker for sentence in sentences for citation in sentence.citations}
        notes = order_notes(answer.passages[marker - 1].article.label for marker in sorted(cited & evidence.ordering))
        return replace(
            answer,
            disagreements=found,
            sentences=tuple(with_times(sentence) for sentence in sentences),
            short_answer=short,
            warnings=(*answer.warnings, *notes),
        )

    async def _reason_against(self, answer: Answer) -> AbstainReason | None:
        """Why the reader is not even asked."""
        if not _LETTER.search(answer.query.text):
            return "not_a_question"
        if not answer.passages and await asyncio.to_thread(self._catalogue.is_empty):
            return "nothing_indexed"
        return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One question's way through a reader; `started` is when it was put."""

    question: Question
    evidence: Evidence
    started: float

    async def by(self, choice: ReaderChoice, answer: Answer) -> AsyncGenerator[Answer, None]:
        """Snapshots from the chosen reader, or from its fallback when it fails before its first word."""
        try:
            async with aclosing(self._with(choice.reader, answer)) as snapshots:
                async for snapshot in snapshots:
                    answer = snapshot
                    yield answer
        except ModelServerError as error:
            if choice.fallback is None or answer.sentences:
                raise
            warnings = (*answer.warnings, f"{error} Until then the answer is quoted.")
            quoted = replace(answer, reader=choice.fallback.info, warnings=warnings)
            async with aclosing(self._with(choice.fallback, quoted)) as snapshots:
                async for snapshot in snapshots:
                    yield snapshot

    async def _with(self, reader: Reader, answer: Answer) -> AsyncGenerator[Answer, None]:
        warnings, timings = answer.warnings, answer.timings
        async with aclosing(reader.read(self.question, self.evidence)) as readings:
            async for reading in readings:
                if timings.first_token is None and reading.sentences:
                    timings = replace(timings, first_token=time.perf_counter() - self.started)
                yield replace(
                    answer,
                    sentences=_kept(reading, strict=answer.query.strict),
                    short_answer=None if answer.caveat else reading.short_answer,
                    reason=reading.refusal,
                    warnings=(*warnings, *reading.warnings),
                    timings=timings,
                )


def _kept(reading: Reading, *, strict: bool) -> tuple[AnswerSentence, ...]:
    if reading.refusal:
        return ()
    return tuple(with_times(sentence) for sentence in reading.sentences if sentence.supported or not strict)


def _finished(answer: Answer, started: float) -> Answer:
    timings = replace(answer.timings, total=time.perf_counter() - started)
    return replace(answer, timings=timings, complete=True)


def _last(snapshots: Iterator[Answer]) -> Answer:
    """The last one, and no memory of the others."""
    return deque(snapshots, maxlen=1)[0]


async def _next(snapshots: AsyncGenerator[Answer, None]) -> Answer | None:
    return await anext(snapshots, None)
