"""Whether evidence carries a claim: what the trained reader says of the sentences nearest to it.

Measured by `python -m eval.studies.support` and `eval.studies.newsroom`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index.embed.model import Vectors
from index.language.sentences import sentence_spans
from index.language.words import content_words
from rag.judge.reader.choice import default_reader
from rag.judge.reader.reader import PairReader
from rag.types import SUPPORTED, Check

_CLAIM_CHARACTERS, _EVIDENCE_CHARACTERS = 2_000, 200_000
_WINDOWS = 3
# From here on one true claim in twenty of newsroom, and one in a hundred of the pairs, is called denied.
_DENIED = 0.93
# Evidence of so many characters is also read as a whole.
_SHORT = 600
_FIGURE = re.compile(r"\b\d{1,3}(?:,\d{3})+\b|\b\d{4,}\b")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How far evidence carries a claim, and how likely it denies it, each in [0, 1]."""

    support: float
    denial: float = 0.0

    @property
    def check(self) -> Check:
        """The judgement in a word."""
        if self.support >= SUPPORTED:
            return "stated"
        return "contradicted" if self.denial >= _DENIED else "open"


class ClaimJudge:
    """Weighs claims with a reader; safe to call from several threads."""

    def __init__(self, reader: PairReader) -> None:
        self._reader = reader

    def weigh(self, pairs: Sequence[tuple[str, str]]) -> list[Weighed]:
        """Weigh each (claim, evidence); a claim of several sentences is carried no more than the least of them.

        What the evidence says word for word, as one sentence or some that follow each other, it carries fully.
        """
        parts: list[tuple[int, str, str]] = []
        found: dict[int, list[Weighed]] = {}
        for place, (claim, evidence) in enumerate(pairs):
            found[place] = []
            for sentence in _sentences(claim[:_CLAIM_CHARACTERS]):
                if content_words(sentence):
                    parts.append((place, sentence, evidence[:_EVIDENCE_CHARACTERS]))
        for (place, _, _), weighed in zip(parts, self._weigh(parts), strict=True):
            found[place].append(weighed)
        return [_least(found[place]) for place in range(len(pairs))]

    def _weigh(self, parts: Sequence[tuple[int, str, str]]) -> list[Weighed]:
        parts = [(place, _with_figures_of(evidence, claim), evidence) for place, claim, evidence in parts]
        read = [windows(claim, evidence) for _, claim, evidence in parts]
        claims = [claim for (_, claim, _), texts in zip(parts, read, strict=True) for _ in texts]
        likely = self._reader.weigh(claims, [text for texts in read for text in texts])
        weighed, place = [], 0
        for (_, claim, evidence), texts in zip(parts, read, strict=True):
            own = likely[place : place + len(texts)]
            place += len(texts)
            weighed.append(_judged(claim, evidence, own))
        return weighed


@cache
def default_claim_judge() -> ClaimJudge:
    """The judge with the reader in the package."""
    return ClaimJudge(default_reader())


def _judged(claim: str, evidence: str, likely: Vectors) -> Weighed:
    if is_verbatim(claim, evidence):
        return Weighed(support=1.0)
    best, denies = max(((float(row[0]), float(row[1])) for row in likely), default=(0.0, 0.0))
    return Weighed(support=best, denial=denies)


def _least(found: Sequence[Weighed]) -> Weighed:
    if not found:
        return Weighed(support=0.0)
    return Weighed(support=min(one.support for one in found), denial=max(one.denial for one in found))


def windows(claim: str, evidence: str) -> list[str]:
    """The sentences of evidence, alone and with the next one, that share most with a claim; all if it is short."""
    sentences = _sentences(evidence)
    if len(sentences) < 2:
        return [evidence] if evidence.strip() else []
    wanted = frozenset(content_words(claim))
    shared = [wanted & frozenset(content_words(one)) for one in sentences]
    order = sorted(range(len(sentences)), key=lambda place: -len(shared[place]))[:_WINDOWS]
    pairs = sorted(pairwise(range(len(sentences))), key=lambda pair: -len(shared[pair[0]] | shared[pair[1]]))
    chosen = [sentences[place] for place in order]
    chosen += [f"{sentences[one]} {sentences[other]}" for one, other in pairs[: _WINDOWS - 1]]
    return [*chosen, evidence] if len(sentences) > 2 and len(evidence) <= _SHORT else chosen


def is_verbatim(claim: str, evidence: str) -> bool:
    """Whether a claim is a sentence of the evidence, or some that follow each other, but for marks and case."""
    said, there = _plain(claim), [_plain(one) for one in _sentences(evidence)]
    if not said or said not in " ".join(there):
        return False
    ends = range(1, len(there) + 1)
    return any(said == " ".join(there[start:end]) for end in ends for start in range(max(0, end - 3), end))


def _with_figures_of(evidence: str, claim: str) -> str:
    """A claim with its figures as the evidence writes them: "5,000" for "5000", or the other way round."""
    written = {figure.replace(",", ""): figure for figure in _FIGURE.findall(evidence)}
    return _FIGURE.sub(lambda found: written.get(found[0].replace(",", ""), found[0]), claim)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]
