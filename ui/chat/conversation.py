"""The turns of one browser tab: asking, stopping, starting over, and finding the source behind a chip."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import replace
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


class Conversation:
    """The turns of one tab, oldest first; at most one is being answered."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._work: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is being written."""
        return self._work is not None and not self._work.done()

    async def ask(self, answerer: Answering, query: Query) -> AsyncGenerator[Exchange]:
        """Put a question and yield its turn as it grows, at least every heartbeat.

        Leaving the iteration, `stop` and `clear` close the answerer's iterator at once. Errors become the turn's note.
        """
        exchanges = self.exchanges
        exchange = Exchange(turn=len(exchanges) + 1, question=query.text)
        query = replace(query, history=tuple(_turns(exchanges)))
        exchanges.append(exchange)
        yield exchange
        news = _News()
        self._work = work = asyncio.create_task(news.follow(answerer, query))
        started = monotonic()
        try:
            while not work.done():
                await news.wait()
                exchange = exchanges[-1] = replace(exchange, answer=news.latest, waited=monotonic() - started)
                if not work.done():
                    yield exchange
        finally:
            work.cancel()
            await asyncio.wait([work])
            exchange = exchanges[-1] = _ended(exchange, news.latest, work)
        if self.exchanges is exchanges:
            yield exchange

    def stop(self) -> None:
        """Stop the answer that is being written; its turn keeps what there is."""
        if self._work:
            self._work.cancel()

    def clear(self) -> None:
        """Forget every turn, and stop the one that is being answered."""
        self.stop()
        self.exchanges = []

    def find(self, text: str) -> tuple[Source, Address] | None:
        """Return what the chip that a browser names opens; None when there is no such chip."""
        address = Address.parse(text)
        if not address or address.turn > len(self.exchanges):
            return None
        answer = self.exchanges[address.turn - 1].answer
        source = find_source(answer, address) if answer else None
        return (source, address) if source else None


class _News:
    """The latest snapshot; whoever looks rarely misses the ones between."""

    def __init__(self) -> None:
        self.latest: Answer | None = None
        self._arrived = asyncio.Event()

    async def follow(self, answerer: Answering, query: Query) -> None:
        """Take every snapshot; one task opens, reads and closes the iterator, as HTTP clients demand."""
        try:
            async with aclosing(cast("AsyncGenerator[Answer]", answerer.astream(query))) as snapshots:
                async for self.latest in snapshots:
                    self._arrived.set()
        finally:
            self._arrived.set()

    async def wait(self) -> None:
        """Return when there is news, or after a heartbeat without any."""
        await asyncio.sleep(PACE)
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT - PACE):
                await self._arrived.wait()
        self._arrived.clear()


def _turns(exchanges: list[Exchange]) -> list[Turn]:
    """The earlier turns without markers, which would number other passages in the next answer."""
    answered = ((exchange.question, exchange.answer) for exchange in exchanges if exchange.answer)
    return [
        Turn(question=question, answer=" ".join(sentence.text for sentence in answer.sentences))
        for question, answer in answered
        if answer.sentences or answer.complete
    ]


def _ended(exchange: Exchange, answer: Answer | None, work: asyncio.Task[None]) -> Exchange:
    state: State = "failed"
    note: str | None = _BROKEN_OFF
    if answer and answer.complete:
        state, note = "complete", None
    elif work.cancelled():
        state, note = "stopped", "Stopped."
    elif error := work.exception():
        note = str(error) if isinstance(error, DatelineError) else _INTERNAL
        if not isinstance(error, DatelineError):
            logger.error("A question failed: %r", exchange.question, exc_info=error)
    return replace(exchange, answer=answer, state=state, note=note)
