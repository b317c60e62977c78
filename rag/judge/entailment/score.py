"""Which stretch of the evidence speaks most for a claim, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from index.language.sentences import sentence_spans
from rag.judge.entailment.features import features
from rag.judge.entailment.fragments import Source, is_denied, is_quoted, is_shortened, is_undone, lay
from rag.judge.entailment.lexicon import DENIALS
from rag.judge.entailment.model import Measured, Model, load_model
from rag.judge.entailment.seams import measure_seams
from rag.judge.entailment.stretch import Stretch
from rag.judge.entailment.tokens import join_numbers, tokenize

_CLAIM_TOKENS = 200
_CLAIM_CHARACTERS = 2_000
_LINE = 0.5
_SENTENCE_TOKENS = 400
_WINDOWS = 4
# Two sentences are read as one only where that is worth it.
_PAIR_COST = 0.05


class Evidence:
    """A text read once: its sentences, and the pairs of neighbours."""

    def __init__(self, text: str) -> None:
        text = join_numbers(text)
        sentences = [tokenize(text[start:end], limit=_SENTENCE_TOKENS) for start, end in sentence_spans(text)]
        self.sentences = [Stretch(tokens) for tokens in sentences if tokens]
        self.pairs = [
            Stretch([*one.tokens, *other.tokens], second=len(one.tokens)) for one, other in pairwise(self.sentences)
        ]
        self.source = Source([one.tokens for one in self.sentences])
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
    return Stretch(tokenize(join_numbers(text), limit=_CLAIM_TOKENS))


def score(claim: str, evidence: str, model: Model | None = None) -> float:
    """How far the evidence carries the claim, in [0, 1], by a model or by the one in the package.

    A claim of several sentences is supported no more than each of them.
    What the evidence says word for word, as one sentence or two that follow each other, it supports fully.
    """
    read = read_claim(claim)
    if not read.content:
        return 0.0
    there = read_evidence(evidence)
    if is_verbatim(read, there):
        return 1.0
    found = measure(read, there)
    weighing = model or load_model()
    best = max((weighing.probability(one) for one in found if one.features.missing_words < 1), default=0.0)
    whole = join_numbers(claim)[:_CLAIM_CHARACTERS]
    spans = [span for span in sentence_spans(whole) if read_claim(whole[span[0] : span[1]]).content]
    if best < _LINE or len(spans) < 2:
        return best
    return min(best, *(score(whole[start:end], evidence, model) for start, end in spans))


def is_verbatim(claim: Stretch, evidence: Evidence) -> bool:
    """Whether the claim is one sentence of the evidence, or two that follow each other."""
    return any(claim.words == said.words for said in (*evidence.sentences, *evidence.pairs))


def measure(claim: Stretch, evidence: Evidence) -> Sequence[Measured]:
    """What speaks for and against a claim in each of its best stretches."""
    source = evidence.source
    laid = lay(claim.unmarked, source)
    seams = measure_seams(claim, laid, evidence.sentences, source)
    taken = {
        "quoted": is_quoted(laid, source),
        "shortened": is_shortened(claim.unmarked, laid, source),
        "undone": is_undone(laid, source),
        "denied": is_denied(laid, source),
        "denies": any(token.key in DENIALS and token.key not in evidence.keys for token in claim.tokens),
    }
    return [
        Measured(features=features(claim, window, evidence.keys), seams=seams, **taken)
        for window in candidates(claim, evidence)
    ]
