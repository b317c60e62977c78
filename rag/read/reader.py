"""What every reader is: passages in, sentences with their citations out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from index.types import ScoredPassage
from rag.types import Query, ReaderInfo, Reading


class Reader(Protocol):
    """Turns passages into an answer, cited sentence by sentence."""

    @property
    def info(self) -> ReaderInfo:
        """Which reader this is."""
        ...

    def read(self, query: Query, passages: Sequence[ScoredPassage]) -> AsyncGenerator[Reading, None]:
        """Yield the answer as it grows; each reading replaces the last, the last one is complete.

        Closing the iterator early stops the work at once. Citation markers are positions in `passages`, from 1.

        Raises:
            ModelServerError: the model server failed; what was yielded before stays valid.
        """
        ...
