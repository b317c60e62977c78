"""The way of a question: retrieve once, judge, let one reader read, and hand out snapshots of the answer."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace

from index.errors import ModelServerError
from index.types import ScoredPassage
from rag.compare.sides import with_sides
from rag.evidence.orders import order_notes
from rag.evidence.times import with_times
from rag.find.retrieve import Retriever
from rag.judge.confidence import Judgement, judge
from rag.question.kind import without_agreement
from rag.read.reader import Reader
from rag.types import AbstainReason, Answer, AnswerSentence, Disagreement, Query, ReaderInfo, Reading, Timings

_LETTER = re.compile(r"[^\W_]")
_UNFOUNDED = "Nothing that was found in the archive supports this answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderChoice:
    """The reader for one question.

    `note` says in one line why it is not the one that writes; `fallback` reads when the first one fails
    before its first word.
    """

    reader: Reader
    note: str | None = None
    fallback: Reader | None = None


async def _as_it_stands(_query: Query) -> None:
    """Leave every question as it was put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What retrieval brings: the passages, what is to be known of the search, and whether they will do."""

    passages: tuple[ScoredPassage, ...] = ()
    notes: tuple[str, ...] = ()
    judgement: Judgement = Judgement(confidence=0.0)


class Answerer:
    """Answers questions from one archive; keeps no state between them and may be shared by threads and tasks."""

    def __init__(  # noqa: PLR0913  # Each is a seam of its own, and all but three have a default.
        self,
        retriever: Retriever,
        *,
        choose_reader: Callable[[ReaderInfo | None], ReaderChoice],
        is_empty: Callable[[], bool],
        search_notes: Callable[[Query, Sequence[ScoredPassage]], tuple[str, ...]] = lambda _query, _passages: (),
        compare: Callable[[str, Sequence[ScoredPassage]], tuple[Disagreement, ...]] = lambda _question, _passages: (),
        complete: Callable[[Query], Awaitable[str | None]] = _as_it_stands,
        of_archive: Callable[[Query], Answer | None] = lambda _query: None,
        judge: Callable[[str, Sequence[ScoredPassage]], Judgement] = judge,
        searched: Callable[[Query], str | None] = lambda _query: None,
    ) -> None:
        """All functions but `complete` are asked at each question, in a thread; they may block.

        `choose_reader` gets the reader that the question itself names.
        `search_notes` says what a person is to know of how the passages were searched for, `compare` where passages
        disagree on a question, `judge` whether they answer it, and `searched` what was looked through for a question
        that is refused. `complete` gives a question that leans on its history in words that stand alone, and None for
        any other. `of_archive` answers questions about the archive itself, and no other.
        """
        self._retriever = retriever
        self._choose_reader = choose_reader
        self._is_empty = is_empty
        self._search_notes = search_notes
        self._compare = compare
        self._complete = complete
        self._of_archive = of_archive
        self._judge = judge
        self._searched = searched

    async def astream(self, query: Query) -> AsyncGenerator[Answer, None]:
        """Yield snapshots of the answer, each replacing the last; the last one is `complete`.

        Closing the generator or cancelling its task stops the model at once.

        Raises:
            DatelineError: the archive or the model server failed; earlier snapshots stay valid.
        """
        started = time.perf_counter()
        completed, alone = None, replace(query, history=())  # A new topic is read without the old one.
        of_archive = await asyncio.to_thread(self._of_archive, alone)
        if query.history and not of_archive and (completed := await self._complete(query)):
            alone = replace(query, text=completed)
            of_archive = await asyncio.to_thread(self._of_archive, alone)
        if of_archive:
            yield replace(_finished(of_archive, started), query=query, completed_question=completed)
            return
        async with aclosing(self._answers(alone, started)) as snapshots:
            async for snapshot in snapshots:
                yield replace(snapshot, query=query, completed_question=completed)

    async def _answers(self, query: Query, started: float) -> AsyncGenerator[Answer, None]:
        """Snapshots of the answer to a question that stands alone."""
        choosing = asyncio.to_thread(self._choose_reader, query.reader)
        choice, found = await asyncio.gather(choosing, self._retrieve(query))
        retrieved = time.perf_counter() - started
        answer = Answer(
            query=query,
            reader=choice.reader.info,
            passages=found.passages,
            confidence=found.judgement.confidence,
            caveat=found.judgement.caveat,
            warnings=found.notes,
            timings=Timings(retrieve=retrieved),
        )
        reason = await self._reason_against(answer) or found.judgement.refusal
        if reason is not None:
            yield await self._ended(answer, started, reason=reason)
            return
        answer = replace(answer, warnings=(*found.notes, *filter(None, [choice.note])))
        yield answer
        async with aclosing(self._read(choice, answer, started)) as snapshots:
            async for snapshot in snapshots:
                answer = snapshot
                yield answer
        if answer.sentences:
            answer = await asyncio.to_thread(self._with_sides, answer)
        reason = answer.reason or (None if answer.sentences else "not_supported")
        yield await self._ended(answer, started, reason=reason)

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

    async def _retrieve(self, query: Query) -> _Found:
        if not _LETTER.search(query.text):
            return _Found()
        return await asyncio.to_thread(self._search, query)

    def _search(self, query: Query) -> _Found:
        # The words of "do sources agree on …" find reports of agreements.
        passages = self._retriever.retrieve(replace(query, text=without_agreement(query.text)), query.k)
        notes = self._search_notes(query, passages)
        return _Found(passages=passages, notes=notes, judgement=self._judge(query.text, passages))

    async def _ended(self, answer: Answer, started: float, *, reason: AbstainReason | None) -> Answer:
        """The last snapshot; a refusal says what was searched."""
        if reason in {"nothing_relevant", "not_supported"}:
            answer = replace(answer, caveat=await asyncio.to_thread(self._searched, answer.query))
        elif answer.sentences and not any(sentence.supported for sentence in answer.sentences):
            answer = replace(answer, caveat=_UNFOUNDED)
        return _finished(replace(answer, reason=reason), started)

    def _with_sides(self, answer: Answer) -> Answer:
        """The answer with what its passages disagree on, and each side told: in its source's words, if in no other."""
        found = self._compare(answer.query.text, answer.passages)
        sentences = with_sides(answer.sentences, found, answer.passages)
        # One value in large letters would hide the others.
        short = None if any(one.relation != "range" for one in found) else answer.short_answer
        cited = {citation.marker for sentence in sentences for citation in sentence.citations}
        notes = order_notes([answer.passages[marker - 1] for marker in sorted(cited)])
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
        if not answer.passages and await asyncio.to_thread(self._is_empty):
            return "nothing_indexed"
        return None

    async def _read(self, choice: ReaderChoice, answer: Answer, started: float) -> AsyncGenerator[Answer, None]:
        """Snapshots from the chosen reader, or from its fallback when it fails before its first word."""
        try:
            async with aclosing(_readings(choice.reader, answer, started)) as snapshots:
                async for snapshot in snapshots:
                    answer = snapshot
                    yield answer
        except ModelServerError as error:
            if choice.fallback is None or answer.sentences:
                raise
            warnings = (*answer.warnings, f"{error} Until then the answer is quoted.")
            quoted = replace(answer, reader=choice.fallback.info, warnings=warnings)
            async with aclosing(_readings(choice.fallback, quoted, started)) as snapshots:
                async for snapshot in snapshots:
                    yield snapshot


async def _readings(reader: Reader, answer: Answer, started: float) -> AsyncGenerator[Answer, None]:
    warnings, timings = answer.warnings, answer.timings
    async with aclosing(reader.read(answer.query, answer.passages)) as readings:
        async for reading in readings:
            if timings.first_token is None and reading.sentences:
                timings = replace(timings, first_token=time.perf_counter() - started)
            yield replace(
                answer,
                sentences=_kept(reading, strict=answer.query.strict),
                short_answer=reading.short_answer,
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
