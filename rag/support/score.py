"""Which stretch of the evidence speaks most for a claim, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from index.sentences import sentence_spans
from rag.support.features import Features, compare_whole, features
from rag.support.model import Model, load_model
from rag.support.stretch import Stretch
from rag.support.tokens import tokenize

_CLAIM_TOKENS = 200
_SENTENCE_TOKENS = 400
_WINDOWS = 4
# Two sentences are read as one only where that is worth it.
_PAIR_COST = 0.05


class Evidence:
    """A text read once: its sentences, and the pairs of neighbours."""

    def __init__(self, text: str) -> None:
        sentences = [tokenize(text[start:end], limit=_SENTENCE_TOKENS) for start, end in sentence_spans(text)]
        self.sentences = [Stretch(tokens) for tokens in sentences if tokens]
        self.pairs = [
            Stretch([*one.tokens, *other.tokens], second=len(one.tokens)) for one, other in pairwise(self.sentences)
        ]
        self.keys = frozenset(key for sentence in self.sentences for key in sentence.keys)


@lru_cache(maxsize=32)
def read_evidence(text: str) -> Evidence:
    """The evidence of several claims is read once."""
    return Evidence(text)


def candidates(claim: Stretch, evidence: Evidence) -> list[Stretch]:
    """The stretches that hold most of the claim's words, best first."""
    wanted = frozenset(claim.tokens[place].key for place in claim.content)
    rated = [(-float(len(wanted & one.keys)), place, one) for place, one in enumerate(evidence.sentences)]
    cost = _PAIR_COST * len(wanted)
    rated += [(cost - len(wanted & pair.keys), place, pair) for place, pair in enumerate(evidence.pairs)]
    rated.sort(key=lambda found: found[:2])
    return [stretch for _, _, stretch in rated[:_WINDOWS]]


def read_claim(text: str) -> Stretch:
    """A claim as it is compared; its sentences are one stretch."""
    return Stretch(tokenize(text, limit=_CLAIM_TOKENS))


def score(claim: str, evidence: str, model: Model | None = None) -> float:
    """How far the evidence carries the claim, in [0, 1], by a model or by the one in the package.

    What the evidence says word for word, as one sentence or two that follow each other, it supports fully.
    """
    read = read_claim(claim)
    if not read.content:
        return 0.0
    there = read_evidence(evidence)
    if any(read.words == said.words for said in (*there.sentences, *there.pairs)):
        return 1.0
    found = measure(read, there)
    weigh = model or load_model()
    return max((weigh.probability(one) for one in found if one.missing_words < 1), default=0.0)


def measure(claim: Stretch, evidence: Evidence) -> Sequence[Features]:
    """The features of the best stretches."""
    whole = compare_whole(claim, evidence.sentences, evidence.keys)
    return [features(claim, window, whole) for window in candidates(claim, evidence)]
