"""Markdown tables of measured numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eval.types import Measure


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers that are not whole get three places, None an empty cell."""
    cells = [head, ["---"] * len(head), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def interval(measure: Measure) -> str:
    """A score with its interval, like ".834 (.790 to .875)"."""
    return f"{short(measure.value)} ({short(measure.low)} to {short(measure.high)})"


def short(value: float) -> str:
    """Three places without a leading zero, like ".834" or "-.021"; "1" and "0" where that is the value."""
    text = f"{value:.3f}"
    if text in {"1.000", "0.000", "-0.000"}:
        return text.lstrip("-")[0]
    return re.sub(r"^(-?)0\.", r"\1.", text)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "" if value is None else str(value)
