"""What the trained reader makes of questions with passages, and of claims with evidence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed.model import Runtime, Vectors
from rag.judge.reader.network import Network
from rag.judge.reader.pairs import Pairing, Row

_LONGEST_SPAN = 24


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text that may answer: characters [start, end), and the log-odds against there being no answer."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class PassageReading:
    """A text read with a question; all scores are logits.

    Attributes:
        offsets: where each token begins and ends in the text, (n, 2).
        start, end: that an answer begins or ends at a token, less that of there being none, (n,).
        sentence: that a token is part of the sentence that answers, (n,).
        answerable: that the text answers.
    """

    offsets: NDArray[np.int64]
    start: Vectors
    end: Vectors
    sentence: Vectors
    answerable: float

    def best_span(self, start: int, end: int) -> Span | None:
        """The best answer within characters [start, end); None where there is no token."""
        first, last = self._tokens(start, end)
        if first == last:
            return None
        scores = self.start[first:last, None] + self.end[None, first:last]
        allowed = np.triu(np.ones_like(scores, bool)) & ~np.triu(np.ones_like(scores, bool), _LONGEST_SPAN)
        scores = np.where(allowed, scores, -np.inf)
        left, right = divmod(int(scores.argmax()), last - first)
        place = self.offsets[first + left][0], self.offsets[first + right][1]
        return Span(int(place[0]), int(place[1]), float(scores.max()) / 2)

    def sentence_score(self, start: int, end: int) -> float:
        """How likely the sentence at characters [start, end) is the one that answers, as a logit."""
        first, last = self._tokens(start, end)
        return float(self.sentence[first:last].mean()) if first < last else float(self.sentence.min(initial=0.0))

    def _tokens(self, start: int, end: int) -> tuple[int, int]:
        return int(np.searchsorted(self._ends, start, "right")), int(np.searchsorted(self._starts, end, "left"))

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return self.offsets[:, 0]

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        return self.offsets[:, 1]


class PairReader(Protocol):
    """Reads a question or a claim together with a text; safe to call from several threads."""

    @property
    def runtime(self) -> Runtime:
        """What computes it."""
        ...

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str]) -> list[PassageReading]:
        """Return what each text, put behind its lead (a heading), says to a question."""
        ...

    def weigh(self, claims: Sequence[str], evidence: Sequence[str]) -> Vectors:
        """Return how likely each piece of evidence supports its claim, contradicts it or does neither, (n, 3)."""
        ...


class TrainedReader:
    """The reader of this package."""

    def __init__(self, network: Network, pairing: Pairing) -> None:
        self._network = network
        self._pairing = pairing

    @property
    def runtime(self) -> Runtime:
        """What computes it."""
        return self._network.runtime

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str]) -> list[PassageReading]:
        """As `PairReader.read`; a text longer than a row is read in windows that overlap."""
        rows = self._pairing.rows(question, texts, [lead and f"{lead}. " for lead in leads])
        tokens, whole = self._run(rows)
        windows: list[list[int]] = [[] for _ in texts]
        for place, row in enumerate(rows):
            windows[row.text].append(place)
        return [_joined([(rows[at], tokens[at], whole[at]) for at in places]) for places in windows]

    def weigh(self, claims: Sequence[str], evidence: Sequence[str]) -> Vectors:
        """As `PairReader.weigh`; of long evidence the window that supports the claim most."""
        rows: list[Row] = []
        of: list[int] = []
        for place, (claim, text) in enumerate(zip(claims, evidence, strict=True)):
            found = self._pairing.rows(claim, [text])
            rows += found
            of += [place] * len(found)
        _, whole = self._run(rows)
        result = np.zeros((len(claims), 3), np.float32)
        for place, logits in zip(of, whole, strict=True):
            likely = np.exp(logits[1:] - logits[1:].max())
            likely /= likely.sum()
            if likely[0] >= result[place][0]:
                result[place] = likely
        return result

    def _run(self, rows: Sequence[Row]) -> tuple[list[Vectors], list[Vectors]]:
        tokens: list[Vectors] = [np.zeros((0, 3), np.float32)] * len(rows)
        whole = [np.zeros(0, np.float32)] * len(rows)
        for batch in self._pairing.batches(rows):
            for row, of_tokens, of_whole in zip(batch.rows, *self._network.run(batch), strict=True):
                tokens[row], whole[row] = of_tokens, of_whole
        return tokens, whole


def _joined(windows: Sequence[tuple[Row, Vectors, Vectors]]) -> PassageReading:
    """The windows of one text as one reading; of what stands in two, the first one's."""
    parts = []
    for row, tokens, _ in windows:
        own = tokens[row.first : row.first + len(row.offsets)]
        none = tokens[0]
        parts.append((row.offsets, own[:, 0] - none[0], own[:, 1] - none[1], own[:, 2]))
    offsets, start, end, sentence = (np.concatenate(part) for part in zip(*parts, strict=True))
    _, kept = np.unique(offsets[:, 0], return_index=True)
    answerable = max(float(whole[0]) for _, _, whole in windows)
    return PassageReading(offsets[kept], start[kept], end[kept], sentence[kept], answerable)


class DeferredReader:
    """A reader that is made at its first use, for questions and for claims; safe to call from several threads."""

    def __init__(self, for_questions: Callable[[], PairReader], for_claims: Callable[[], PairReader]) -> None:
        self._make = {"questions": for_questions, "claims": for_claims}
        self._made: dict[str, PairReader] = {}
        self._making = threading.Lock()

    @property
    def runtime(self) -> Runtime:
        """What computes it; loads it."""
        return self._reader("questions").runtime

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str]) -> list[PassageReading]:
        """As `PairReader.read`."""
        return self._reader("questions").read(question, texts, leads) if texts else []

    def weigh(self, claims: Sequence[str], evidence: Sequence[str]) -> Vectors:
        """As `PairReader.weigh`."""
        return self._reader("claims").weigh(claims, evidence) if claims else np.zeros((0, 3), np.float32)

    def _reader(self, task: Literal["questions", "claims"]) -> PairReader:
        with self._making:
            if task not in self._made:
                self._made[task] = self._make[task]()
            return self._made[task]
