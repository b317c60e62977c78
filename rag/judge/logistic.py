"""A logistic regression over named numbers, as the fits under `eval.fit` leave it in a JSON file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_FARTHEST = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """Coefficients of numbers by their names and "bias", and the probabilities at which something is decided."""

    coefficients: Mapping[str, float]
    lines: Mapping[str, float] = field(default_factory=dict)

    def probability(self, found: Mapping[str, float]) -> float:
        """The probability of numbers, each of which must be there, in (0, 1)."""
        weighed = sum(weight * found[name] for name, weight in self.coefficients.items() if name != "bias")
        odds = self.coefficients["bias"] + weighed
        return 1 / (1 + math.exp(-max(-_FARTHEST, min(_FARTHEST, odds))))


@cache
def load_logistic(path: Path) -> Logistic:
    """Read a model of this package."""
    return Logistic(**json.loads(path.read_text(encoding="utf-8")))
