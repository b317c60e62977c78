"""All rules as one regular expression over token classes, applied from left to right."""

from __future__ import annotations

import re
from functools import cache

from index.dates import amounts, days, months, relative
from index.dates.lexicon import CODES, INSIDE, TIMELY
from index.dates.phrases import Draft, Phrase, notation
from index.dates.tokens import Tokens

RULES = (*days.CLOCK_RULES, *relative.RULES, *days.DAY_RULES, *months.RULES, *amounts.RULES, *relative.LAST_RULES)
_INSIDE = "".join(CODES[name] for name in INSIDE)
_TIMELY = "".join(CODES[name] for name in TIMELY)
_RUN = re.compile(f"(?<![{_INSIDE}])[{''.join(sorted({*_INSIDE} - {*_TIMELY}))}]*+[{_TIMELY}][{_INSIDE}]*+")


@cache
def _rule(place: int) -> re.Pattern[str]:
    return re.compile(notation(RULES[place][0]))


@cache
def _any_rule() -> re.Pattern[str]:
    return re.compile("|".join(f"({notation(pattern)})" for pattern, _ in RULES))


def scan(tokens: Tokens) -> list[Draft]:
    """Return the time expressions of a text in order; where two rules match at one place, the earlier rule wins.

    Only runs of words that rules may hold are tried, and of these only the ones that name a time.
    """
    drafts: list[Draft] = []
    place = 0
    for run in _RUN.finditer(tokens.classes):
        if run.end() > place:
            place = _scan_run(tokens, drafts, range(max(run.start(), place), run.end()))
    return drafts


def _scan_run(tokens: Tokens, drafts: list[Draft], run: range) -> int:
    """Add the expressions that begin in a run; return the place behind the last one."""
    place, any_rule = run.start, _any_rule()
    while place < run.stop:
        found = any_rule.match(tokens.classes, place)
        built = _build(tokens, found) if found else []
        drafts.extend(built)
        place = built[-1].last if built else place + 1
    return place


def _build(tokens: Tokens, found: re.Match[str]) -> list[Draft]:
    """Return what the first rule that accepts makes of the tokens from where one matched."""
    first_rule = (found.lastindex or 1) - 1
    built = RULES[first_rule][1](Phrase(tokens, found.start(), found.end()))
    if built:
        return list(built)
    for place in range(first_rule + 1, len(RULES)):
        match = _rule(place).match(tokens.classes, found.start())
        if match and (built := RULES[place][1](Phrase(tokens, match.start(), match.end()))):
            return list(built)
    return []
