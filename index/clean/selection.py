"""One page, as numbered lines, cut down to the article in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.clean.context import with_context
from index.clean.features import Facts, line_facts, page_features
from index.clean.forest import Forest, load_forest
from index.clean.headline import find_headline
from index.clean.reasons import place_reason, repeated_lines
from index.clean.rules import describes_picture, rule_reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.35  # Probability from which a line stays: a lost sentence costs an answer, a kept teaser little.
_SHORT = 3  # Lines without a rule against them; so few have no page around them to be judged by.
_SENTENCE_ENDS = ".!?…\"”'’:;,"
_LEAST_SHARE = 200  # A pass that would drop less than one line in so many ends it: passes stay few on any input.


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the raw text: its 1-based number and what is left of it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The lines that stay, those that go with their reasons, and which of the first is the headline."""

    kept: tuple[Line, ...]
    dropped: tuple[tuple[Line, str], ...]
    headline: str | None


def select_lines(lines: Sequence[Line], *, forest: Forest | None = None) -> Selection:
    """Drop what is not the article's until nothing more goes, so that selecting again changes nothing.

    Args:
        lines: normalised, none of them empty.
        forest: what tells the lines apart; by default the one that comes with the package.
    """
    forest = forest or load_forest()
    kept = [_Judged(line=line, facts=line_facts(line.text), rule=rule_reason(line.text)) for line in lines]
    dropped: list[tuple[Line, str]] = []
    headline = None
    while kept:
        reasons, found = _judge(kept, forest)
        headline = found or headline
        leaving = [(one.line, reason) for one, reason in zip(kept, reasons, strict=True) if reason is not None]
        if not leaving or len(leaving) * _LEAST_SHARE < len(kept):
            break
        kept = [one for one, reason in zip(kept, reasons, strict=True) if reason is None]
        dropped += leaving
    return Selection(
        kept=tuple(one.line for one in kept),
        dropped=tuple(sorted(dropped, key=lambda pair: pair[0].number)),
        headline=headline if any(one.line.text == headline for one in kept) else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A line with what is known of it whatever surrounds it."""

    line: Line
    facts: Facts
    rule: str | None


def _judge(page: Sequence[_Judged], forest: Forest) -> tuple[list[str | None], str | None]:
    """Why each line goes, None for those that stay; and the headline."""
    lines = [one.line.text for one in page]
    reasons = [one.rule for one in page]
    for place, following in enumerate(lines[1:]):
        if reasons[place] is None and describes_picture(lines[place], following):
            reasons[place] = "picture description"
    if reasons.count(None) <= _SHORT:
        return _judge_short(lines, reasons)
    features = page_features(lines, [one.facts for one in page], [one.rule is not None for one in page])
    probability = forest.probabilities(with_context(features))
    kept = (probability >= THRESHOLD) & [reason is None for reason in reasons]
    top = find_headline(lines, features, probability, kept)
    if top is not None:
        _settle_headline(lines, top, kept, reasons)
    for repeat in repeated_lines(lines, kept.tolist()):
        kept[repeat], reasons[repeat] = False, "repeated"
    _name_places(lines, kept, reasons)
    return reasons, None if top is None else lines[top]


def _settle_headline(lines: Sequence[str], place: int, kept: NDArray[np.bool_], reasons: list[str | None]) -> None:
    """Keep the headline once, and nothing above it."""
    kept[:place] = False
    for copy, line in enumerate(lines):
        if line == lines[place] and copy != place:
            kept[copy], reasons[copy] = False, "headline repeated"
    kept[place], reasons[place] = True, None


def _name_places(lines: Sequence[str], kept: NDArray[np.bool_], reasons: list[str | None]) -> None:
    """Give a reason to each line that goes without one."""
    import numpy as np

    staying = np.flatnonzero(kept)
    first, last = (staying[0], staying[-1]) if len(staying) else (len(lines), -1)
    for place, line in enumerate(lines):
        if not kept[place] and reasons[place] is None:
            reasons[place] = place_reason(line, first=bool(place < first), last=bool(place > last))


def _judge_short(lines: Sequence[str], reasons: list[str | None]) -> tuple[list[str | None], str | None]:
    """The same where too little is left to tell an article from a page: only what its own words give away goes."""
    repeated = repeated_lines(lines, [reason is None for reason in reasons])
    for repeat in repeated:
        reasons[repeat] = "repeated"
    staying = [line for line, reason in zip(lines, reasons, strict=True) if reason is None]
    if len(staying) < 2:
        return reasons, None
    first = staying[0]
    is_headline = len(first) <= 160 and (
        first[-1] not in _SENTENCE_ENDS or first in {lines[place] for place in repeated}
    )
    return reasons, first if is_headline else None
