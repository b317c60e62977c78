"""Where the time of an indexing run goes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, TypeVar

Step = Literal[
    "reading", "cleaning", "dates", "duplicates", "splitting", "embedding", "storing", "vector index"
]  # in the order of a run
_Item = TypeVar("_Item")


class Stopwatch:
    """Adds up the seconds of each step; steps do not overlap."""

    def __init__(self) -> None:
        self._seconds: dict[Step, float] = {}

    @contextmanager
    def measure(self, step: Step) -> Iterator[None]:
        """Count the time of a `with` block to a step."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[step] = self._seconds.get(step, 0.0) + time.perf_counter() - started

    def measured(self, items: Iterable[_Item], step: Step) -> Iterator[_Item]:
        """Yield items, and count the time it takes to make them."""
        iterator = iter(items)
        while True:
            with self.measure(step):
                try:
                    item = next(iterator)
                except StopIteration:
                    return
            yield item

    @property
    def seconds(self) -> Mapping[str, float]:
        """Seconds by step; a step that did not happen is left out."""
        return {str(step): seconds for step, seconds in self._seconds.items()}
