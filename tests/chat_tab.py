"""A tab of the chat without a browser, an answerer that speaks when it is told to, and a clock that never waits."""

from __future__ import annotations

import asyncio
import selectors
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from typing import Any, Literal, TypeVar

from rag.errors import StreamBroken
from rag.types import Answer, Query, ReaderInfo
from tests.fakes_chat import SENTENCES
from ui.chat.conversation import Conversation, Step
from ui.render.html import Exchange

T = TypeVar("T")
Line = Literal["say", "finish", "fail"]


class _Hurried(selectors.DefaultSelector):
    """Where nothing but a timer is left to wait for, the time has come at once."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout > 0:
            self.skipped += timeout
            timeout = 0
        return super().select(timeout)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._hurried = _Hurried()
        super().__init__(self._hurried)

    def time(self) -> float:
        return super().time() + self._hurried.skipped


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end without ever sleeping."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)


class ScriptedAnswerer:
    """Answers a question when it is told to: a sentence, the end, or an error."""

    def __init__(self) -> None:
        self.asked: list[Query] = []
        self.open: list[str] = []
        self._lines: defaultdict[str, asyncio.Queue[Line]] = defaultdict(asyncio.Queue)

    def tell(self, question: str, line: Line) -> None:
        """What to do next about a question, asked already or not."""
        self._lines[question].put_nowait(line)

    async def astream(self, query: Query) -> AsyncGenerator[Answer]:
        """Yield an empty answer, then what the script says."""
        self.asked.append(query)
        self.open.append(query.text)
        answer = Answer(query=query, reader=ReaderInfo(kind="ollama", model="scripted"), passages=())
        try:
            yield answer
            while not answer.complete:
                line = await self._lines[query.text].get()
                if line == "fail":
                    raise StreamBroken("The script says so.", mend="")
                answer = replace(answer, sentences=SENTENCES[:1], complete=line == "finish")
                yield answer
        finally:
            try:
                await asyncio.sleep(0)  # Closing takes a moment, as it does with a real model.
            finally:
                self.open.remove(query.text)


class Tab:
    """Numbers what a person does as `chat.js` does; each of these methods returns what delivers it to the server.

    A question's turns, as they were yielded, are in `seen`.
    """

    def __init__(self, answerer: ScriptedAnswerer) -> None:
        self.conversation = Conversation()
        self.seen: defaultdict[str, list[Exchange]] = defaultdict(list)
        self.readers: list[asyncio.Task[None]] = []
        self._answerer = answerer
        self._number = self._stopped = self._cleared = 0

    @property
    def questions(self) -> list[str]:
        """The questions that stand in the page."""
        return [exchange.question for exchange in self.conversation.exchanges]

    def ask(self, question: str) -> Callable[[], None]:
        """Press Ask."""
        step = self._step()
        return lambda: self.readers.append(asyncio.create_task(self._read(question, step)))

    def stop(self) -> Callable[[], None]:
        """Press Stop."""
        self._stopped = self._number = self._number + 1
        step = self._step()
        return lambda: self.conversation.stop(step)

    def start_over(self) -> Callable[[], None]:
        """Press New chat."""
        self._stopped = self._cleared = self._number = self._number + 1
        step = self._step()
        return lambda: self.conversation.clear(step)

    async def rest(self) -> None:
        """Let everything happen that happens by itself."""
        await asyncio.sleep(5)

    async def close(self) -> None:
        """Close the tab."""
        for reader in self.readers:
            reader.cancel()
        await asyncio.gather(*self.readers, return_exceptions=True)

    def _step(self) -> Step:
        self._number += 1
        return Step(number=self._number, stopped=self._stopped, cleared=self._cleared)

    async def _read(self, question: str, step: Step) -> None:
        query = Query(text=question, asked=date(2022, 4, 8))
        async with aclosing(self.conversation.ask(self._answerer, query, step)) as exchanges:
            async for exchange in exchanges:
                self.seen[question].append(exchange)
