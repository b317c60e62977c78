"""Many questions at once: some are answered, some wait, and the rest are told so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from index.errors import DatelineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from rag.types import Answer, Query
    from ui.chat.conversation import Answering


class Crowded(DatelineError):
    """Too many questions wait already."""

    kind = "crowded"


class Limited:
    """An answerer that works on so many questions at once; the others wait in the order in which they came."""

    def __init__(self, answerer: Answering, *, at_once: int = 8, waiting: int = 32) -> None:
        self._answerer = answerer
        self._places = asyncio.Semaphore(at_once)
        self._room = at_once + waiting

    async def astream(self, query: Query) -> AsyncIterator[Answer]:
        """Yield the answer as it grows, once there is a place; closing the iterator gives it up.

        Raises:
            Crowded: too many wait already.
        """
        if self._room == 0:
            raise Crowded("Too many questions are waiting to be answered.", mend="Ask again in a minute.")
        self._room -= 1
        try:
            async with self._places, aclosing(cast("AsyncGenerator[Answer]", self._answerer.astream(query))) as growing:
                async for answer in growing:
                    yield answer
        finally:
            self._room += 1
