"""Time expressions in English news text, resolved to TIMEX3 values."""

from index.dates.resolve import resolve
from index.dates.values import days_of
from index.types import TimeExpression

VERSION = "2"

__all__ = ["VERSION", "TimeExpression", "days_of", "resolve"]
