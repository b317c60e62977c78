"""The sentences of a text, each parsed at most once, and only when something in it has to be understood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.language.types import Sentence


class Reading:
    """What has been read of a text; loads the parser with the first sentence that is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._read: dict[str, Sentence] = {}

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The (start, end) of every sentence."""
        from index.language.sentences import sentence_spans  # It loads a library, which most times do not need.

        return sentence_spans(self.text)

    def number_at(self, offset: int) -> int:
        """Return the number, from 0, of the sentence that an offset stands in or behind; -1 before the first."""
        return bisect_right(self._starts, offset) - 1

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.spans]

    def read(self, offsets: Iterable[int]) -> None:
        """Parse, together, the sentences at some offsets that have not been parsed yet."""
        from index.language.parser import default_parser  # It loads spaCy with the first sentence.
        from index.language.types import Excerpt

        fresh = sorted({words for offset in offsets if (words := self._words_at(offset)) and words not in self._read})
        if fresh:
            parsed = default_parser().parse([Excerpt(words, 0, len(words)) for words in fresh], entities=False)
            self._read.update(zip(fresh, parsed, strict=True))

    def at(self, start: int, end: int) -> tuple[Sentence, int, int] | None:
        """Return the parsed sentence at `start`, whose offsets count from its own start, and the same stretch in it."""
        sentence = self._read.get(self._words_at(start))
        begin = self.spans[self.number_at(start)][0] if sentence else 0
        return (sentence, start - begin, end - begin) if sentence else None

    def _words_at(self, offset: int) -> str:
        number = self.number_at(offset)
        return self.text[slice(*self.spans[number])] if number >= 0 else ""
