"""From features to a probability, with coefficients that `eval.train_support` fits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.support.features import Features

MODEL = Path(__file__).with_name("model.json")
NAMES = tuple(name for name in Features.__dataclass_fields__ if name != "length")
# Up to four content words a claim is short, from eight on it is long; between, it is partly both.
_SHORT = 4
_SPAN = 4
# What keeps a claim below the line, whatever else speaks for it.
_CAP = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Two logistic regressions on the same features: short claims may paraphrase, long ones are judged by their seams.

    Attributes:
        short: coefficient of each feature, by name, and "bias", for short claims.
        long: the same for long claims.
    """

    short: Mapping[str, float]
    long: Mapping[str, float]

    def probability(self, found: Features) -> float:
        """How likely a window supports a claim, in [0, 1]."""
        long = longness(found)
        odds = (1 - long) * _odds(self.short, found) + long * _odds(self.long, found)
        value = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        return min(value, _CAP) if is_refuted(found) else value


def longness(found: Features) -> float:
    """How far a claim counts as long, in [0, 1]."""
    return max(0.0, min(1.0, (found.length - _SHORT) / _SPAN))


def columns(found: Features) -> Sequence[float]:
    """The features for short and then those for long claims, with the two biases last, as the coefficients go."""
    long = longness(found)
    values = [getattr(found, name) for name in NAMES]
    return [*((1 - long) * value for value in values), *(long * value for value in values), 1 - long, long]


def is_refuted(found: Features) -> bool:
    """Whether a number, a date, a name or a negation disagrees.

    A long claim joins sentences, so its numbers and dates need only stand somewhere in the evidence.
    """
    if longness(found) >= 0.5:
        return found.numbers_not_in_article > 0
    return found.missing_numbers + found.missing_dates + found.missing_names + found.negated_otherwise > 0


def from_columns(weights: Sequence[float]) -> Model:
    """A model from coefficients in the order of `columns`."""
    count = len(NAMES)
    short = dict(zip(NAMES, weights[:count], strict=True)) | {"bias": weights[-2]}
    return Model(short=short, long=dict(zip(NAMES, weights[count : 2 * count], strict=True)) | {"bias": weights[-1]})


@cache
def load_model() -> Model:
    """The model in the package."""
    return Model(**json.loads(MODEL.read_text(encoding="utf-8")))


def _odds(coefficients: Mapping[str, float], found: Features) -> float:
    weighed: float = sum(coefficients[name] * getattr(found, name) for name in NAMES)
    return coefficients["bias"] + weighed
