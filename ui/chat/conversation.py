"""The turns of one browser tab: asking, stopping, starting over, and finding the source behind a chip."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import Protocol, cast

from index.errors import DatelineError
from rag.types import Answer, Query, Turn
from ui.render.html import Address, Exchange, Source, State, find_source

HEARTBEAT = 1.0
"""Seconds without news after which the last state is given again; only then a closed tab is noticed."""
PACE = 0.1
"""Seconds between two states at least: more than eyes, screen readers and the network can use."""

_BROKEN_OFF = "The answer broke off before its end. Ask again."
_INTERNAL = "Something went wrong inside Dateline, and its log says what. Ask again, or put the question differently."

logger = logging.getLogger(__name__)


class Answering(Protocol):
    """Answers a question in snapshots, each replacing the last; closing the iterator stops the work."""

    def astream(self, query: Query) -> AsyncIterator[Answer]:
        """Yield the answer as it grows; the last one is complete."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a person did in a tab: its number there, and those of the last stop and the last new chat before it.

    Later steps have higher numbers. Each tells of the stops before it, because requests overtake each other.
    """

    number: int
    stopped: int = 0
    cleared: int = 0


class Conversation:
    """The turns of one tab, oldest first; at most one is being answered.

    Steps may arrive in any order; one without a number is the latest.
    """

    def __init__(self) -> None:
        self._questions: list[_Question] = []
        self._last = 0
        self._stopped = 0
        self._cleared = 0

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every turn as it stands now."""
        return tuple(question.exchange for question in self._questions)

    @property
    def busy(self) -> bool:
        """Whether an answer is being written that nobody has stopped."""
        return bool(self._questions) and self._questions[-1].wanted

    async def ask(self, answerer: Answering, query: Query, step: Step | None = None) -> AsyncGenerator[Exchange]:
        """Put a question and yield its turn as it grows, at least every heartbeat; nothing if it is not accepted.

        It is accepted before anything is awaited, unless another is being answered or the person has started over
        since. Leaving the iteration, `stop` and `clear` close the answerer's iterator at once; nothing is yielded after
        `clear`. Errors become the turn's note.
        """
        question = self._accept(answerer, query, self._follow(step))
        if question is None:
            return
        async with aclosing(question.states()) as states:
            async for exchange in states:
                if question in self._questions:
                    yield exchange

    def stop(self, step: Step | None = None) -> None:
        """Stop the answers to what was asked before; their turns keep what there is."""
        self._stop(self._follow(step))

    def clear(self, step: Step | None = None) -> None:
        """Forget what was asked before, and stop the answers to it."""
        self._clear(self._follow(step))

    def find(self, text: str) -> tuple[Source, Address] | None:
        """Return what the chip that a browser names opens; None when there is no such chip."""
        address = Address.parse(text)
        if not address or address.turn > len(self._questions):
            return None
        answer = self._questions[address.turn - 1].exchange.answer
        source = find_source(answer, address) if answer else None
        return (source, address) if source else None

    def _accept(self, answerer: Answering, query: Query, number: int) -> _Question | None:
        if number < self._cleared or self.busy:
            return None
        query = replace(query, history=tuple(_turns(self.exchanges)))
        question = _Question(answerer, query, number=number, turn=len(self._questions) + 1)
        self._questions.append(question)
        if number < self._stopped:
            question.stop()
        return question

    def _follow(self, step: Step | None) -> int:
        """Make up for the stops that a step tells of, and return its number."""
        step = step or Step(number=self._last + 1)
        self._last = max(self._last, step.number)
        self._stop(step.stopped)
        self._clear(step.cleared)
        return step.number

    def _stop(self, number: int) -> None:
        self._stopped = max(self._stopped, number)
        for question in self._questions:
            if question.number < number:
                question.stop()

    def _clear(self, number: int) -> None:
        self._stop(number)
        self._cleared = max(self._cleared, number)
        self._questions = [question for question in self._questions if question.number > number]


class _Question:
    """One question from the moment it is accepted, and the task that answers it."""

    def __init__(self, answerer: Answering, query: Query, *, number: int, turn: int) -> None:
        self.number = number
        self._turn = turn
        self._text = query.text
        self._latest: Answer | None = None
        self._note = _BROKEN_OFF
        self._started = monotonic()
        self._waited = 0.0
        self._stopped = False
        self._news = asyncio.Event()
        self._work = asyncio.create_task(self._answer(answerer, query))
        self._work.add_done_callback(lambda _: self._news.set())  # A task that never began ends in silence.

    @property
    def wanted(self) -> bool:
        """Whether the answer is still being written, and nobody has stopped it."""
        return not self._work.done() and not self._stopped

    @property
    def exchange(self) -> Exchange:
        """The turn as it stands now."""
        state, note = self._state()
        return Exchange(
            turn=self._turn, question=self._text, answer=self._latest, state=state, note=note, waited=self._waited
        )

    def stop(self) -> None:
        """Stop the work; once only, because a second time would interrupt the closing of the model's request."""
        if not self._stopped:
            self._stopped = True
            self._work.cancel()

    async def states(self) -> AsyncGenerator[Exchange]:
        """Yield the turn as it grows, at least every heartbeat; leaving stops the work and waits for its end."""
        try:
            yield self.exchange
            while not self._work.done():
                await self._wait()
                if not self._work.done():
                    yield self.exchange
        finally:
            self.stop()
            await asyncio.wait([self._work])
        yield self.exchange

    async def _wait(self) -> None:
        """Return when there is news, or after a heartbeat without any; whoever looks rarely misses some snapshots."""
        await asyncio.sleep(PACE)
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT - PACE):
                await self._news.wait()
        self._news.clear()
        self._waited = monotonic() - self._started

    async def _answer(self, answerer: Answering, query: Query) -> None:
        """Take every snapshot; one task opens, reads and closes the iterator, as HTTP clients demand."""
        try:
            async with aclosing(cast("AsyncGenerator[Answer]", answerer.astream(query))) as snapshots:
                async for self._latest in snapshots:
                    self._news.set()
        except DatelineError as error:
            self._note = str(error)
        except Exception:
            self._note = _INTERNAL
            logger.exception("A question failed: %r", query.text)

    def _state(self) -> tuple[State, str | None]:
        if not self._work.done():
            return "writing", None
        if self._latest and self._latest.complete:
            return "complete", None
        return ("stopped", "Stopped.") if self._work.cancelled() else ("failed", self._note)


def _turns(exchanges: Iterable[Exchange]) -> list[Turn]:
    """The earlier turns without markers, which would number other passages in the next answer."""
    answered = ((exchange.question, exchange.answer) for exchange in exchanges if exchange.answer)
    return [
        Turn(question=question, answer=" ".join(sentence.text for sentence in answer.sentences))
        for question, answer in answered
        if answer.sentences or answer.complete
    ]
