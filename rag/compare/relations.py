"""How two values for one question stand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Article
from rag.evidence.statements import Statement
from rag.evidence.values import Amount, TimeValue, holds, is_same
from rag.types import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A statement, the article that makes it, and who is reported to say so; `years` are those its sentence names."""

    statement: Statement
    article: Article
    speaker: str | None
    years: frozenset[int] = frozenset()


def relation_of(one: Side, other: Side) -> Relation | None:
    """Return what two sides are to each other; None where they agree, or where one speaker tells of two things."""
    first, second = one.statement, other.statement
    if one.article.id == other.article.id and one.speaker == other.speaker:
        return None
    if is_same(first.value, second.value) or not _is_comparable(one, other):
        return None
    if holds(first.value, second.value):
        return "range"
    if first.event != second.event or first.phase != second.phase or _are_of_different_years(one, other):
        return "different_event"
    return "update" if _is_update(one, other) or _is_update(other, one) else "conflict"


def _are_of_different_years(one: Side, other: Side) -> bool:
    """Whether two sentences tell of the same thing in different years: who won in 1969, who won in 1995."""
    if isinstance(one.statement.value, TimeValue) or not one.years or not other.years:
        return False
    return one.years.isdisjoint(other.years)


def _is_comparable(one: Side, other: Side) -> bool:
    first, second = one.statement.value, other.statement.value
    if isinstance(first, Amount) and isinstance(second, Amount):
        return first.unit == second.unit
    return True


def _is_update(earlier: Side, later: Side) -> bool:
    """Whether the later article brings what the earlier one could not know: a higher count, a new day for a plan."""
    before, after = earlier.article.published.latest, later.article.published.earliest
    if before is None or after is None or before >= after:
        return False
    first, second = earlier.statement.value, later.statement.value
    if isinstance(first, Amount) and isinstance(second, Amount):
        return second.number > first.number
    if isinstance(first, TimeValue) and isinstance(second, TimeValue):
        return earlier.statement.phase == "planned" and first.first >= before and second.first > first.first
    return False
