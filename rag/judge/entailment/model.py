"""From features to a probability, with coefficients that `eval.fit.support` fits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from pathlib import Path

from rag.judge.entailment.features import CONFLICTS, Features
from rag.judge.entailment.seams import Seams

MODEL = Path(__file__).with_name("model.json")
NAMES = (*(field.name for field in fields(Features)), *(field.name for field in fields(Seams)))
_FEATURES = attrgetter(*(field.name for field in fields(Features)))
_SEAMS = attrgetter(*(field.name for field in fields(Seams)))
_CONFLICTS = attrgetter(*sorted(CONFLICTS))
KINDS = ("copied", "short", "long")
# Content words from which on a claim is at all judged as copied or as long, and from which on it is wholly so.
_COPIED_FROM = (2, 5)
_LONG_FROM = (4, 8)
# Share of the claim's neighbouring words that no sentence of the evidence has as neighbours.
_OWN_WORDS = (0.15, 0.5)
# What keeps a claim below the line, whatever else speaks for it.
_CAP = 0.4
# A claim of which half the content words stand nowhere has at most this support.
_MOST_MISSING = 0.5
_UNTOLD = 0.25
# What a clause taken word for word has at least, and a sentence that says all of it, with words left out or elsewhere.
_QUOTED = 0.9
_SHORTENED = 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A claim beside a window of its evidence, and beside all of it.

    Attributes:
        quoted: whether it is a clause of the evidence, word for word.
        shortened: whether it is a sentence of the evidence with words left out.
        undone: whether a word left out makes the others mean another thing, as in "denied that".
        denied: whether the evidence denies what the claim takes from it: "denied that" stands before it.
        denies: whether the claim has such a word that stands nowhere in the evidence.
    """

    features: Features
    seams: Seams
    quoted: bool = False
    shortened: bool = False
    undone: bool = False
    denied: bool = False
    denies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A mixture of three logistic regressions on the same features, gated by how a claim is written.

    What is copied is judged by its seams, what is said in own words by what it says.

    Attributes:
        copied: coefficient of each feature, by name, and "bias", for claims made of the evidence's own phrases.
        short: for short claims in other words.
        long: for long claims in other words.
    """

    copied: Mapping[str, float]
    short: Mapping[str, float]
    long: Mapping[str, float]

    def probability(self, found: Measured) -> float:
        """How likely a window supports a claim, in [0, 1]."""
        measured = values(found)
        parts = (self.copied, self.short, self.long)
        odds = sum(gate * _odds(part, measured) for gate, part in zip(gates(found), parts, strict=True))
        value = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        if found.features.missing_in_article >= _MOST_MISSING:
            return min(value, _UNTOLD)
        return min(value, _CAP) if is_refuted(found) else max(value, floor(found))


def values(found: Measured) -> Sequence[float]:
    """The features in the order of `NAMES`."""
    return [*_FEATURES(found.features), *_SEAMS(found.seams)]


def gates(found: Measured) -> tuple[float, float, float]:
    """How far a claim is copied, short in own words, and long in own words; they add up to 1."""
    own = _ramp(found.seams.pairs_nowhere, *_OWN_WORDS)
    copied = (1 - own) * _ramp(found.features.length, *_COPIED_FROM)
    long = _ramp(found.features.length, *_LONG_FROM)
    return copied, (1 - copied) * (1 - long), (1 - copied) * long


def columns(found: Measured) -> Sequence[float]:
    """The features times each gate, and the gates last, as the coefficients go."""
    measured = values(found)
    shares = gates(found)
    return [*(gate * value for gate in shares for value in measured), *shares]


def is_refuted(found: Measured) -> bool:
    """Whether a number, a date, a name, a negation or a denial disagrees.

    A long claim joins sentences, so its numbers and dates need only stand somewhere in the evidence.
    """
    window = found.features
    if found.denies or found.denied:
        return True
    if 2 * window.length >= sum(_LONG_FROM):
        return window.numbers_not_in_article > 0
    return window.missing_numbers + window.missing_dates + window.missing_names + window.negated_otherwise > 0


def floor(found: Measured) -> float:
    """The least support of what is taken from the evidence as it stands there and means the same."""
    window = found.features
    if window.missing_words or window.negated_otherwise or window.overstated or window.said_by_another:
        return 0.0
    if found.quoted and window.length > 1:
        return _QUOTED
    told = found.shortened or not (window.pair or found.undone or any(_CONFLICTS(window)))
    return _SHORTENED if told and window.length > 1 else 0.0


def from_columns(weights: Sequence[float]) -> Model:
    """A model from coefficients in the order of `columns`."""
    count = len(NAMES)
    parts = {
        kind: dict(zip(NAMES, weights[place * count : (place + 1) * count], strict=True))
        | {"bias": weights[len(KINDS) * count + place]}
        for place, kind in enumerate(KINDS)
    }
    return Model(**parts)


@cache
def load_model() -> Model:
    """The model in the package."""
    return Model(**json.loads(MODEL.read_text(encoding="utf-8")))


def _ramp(value: float, low: float, high: float) -> float:
    return max(0.0, min(1.0, (value - low) / (high - low)))


def _odds(coefficients: Mapping[str, float], measured: Sequence[float]) -> float:
    weighed = sum(coefficients[name] * value for name, value in zip(NAMES, measured, strict=True))
    return coefficients["bias"] + weighed
