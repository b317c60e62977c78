"""All rules as one regular expression over token classes, applied from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from index.dates import amounts, days, months, relative
from index.dates.lexicon import CODES
from index.dates.phrases import Draft, Phrase, notation
from index.dates.tokens import Tokens

RULES = (*days.CLOCK_RULES, *relative.RULES, *days.DAY_RULES, *months.RULES, *amounts.RULES, *relative.LAST_RULES)
_BREAKS = ("lower", "name", "mark", "counted", "newline", "money", "dot", "open", "comma")
_NEVER_FIRST = (
    *("in", "of", "on", "by", "from", "to", "since", "between", "and", "than", "before", "after", "ago", "old"),
    *("consecutive", "times", "zone", "zonename", "timeword", "ampm", "clockword", "future", "term", "present", "eve"),
    *("period", "hyphen", "slash", "least"),
)
_NO_TIME = (
    *("the", "a", "at", "this", "that", "these", "more", "long", "day", "number", "decimal", "nth", "cardinal"),
    *("ordinal", "vague", "very", "near", "short", "entire", "same", "last", "next", "coming", "previous", "following"),
    *("later", "earlier", "early", "edge", "final", "latter", "every", "around", "approximately", "latest", "fiscal"),
    "new",
)


_TIMELESS = (set(_NEVER_FIRST) - {"ago", "future", "term", "present", "ampm", "clockword"}) | set(_NO_TIME)


def _one_of(names: Iterable[str]) -> str:
    return f"[{''.join(CODES[name] for name in names)}]"


_INSIDE = _one_of(name for name in CODES if name not in _BREAKS)
_CORE = _one_of(name for name in CODES if name not in _BREAKS and name not in _TIMELESS)
_RUN = re.compile(f"(?<!{_INSIDE}){_one_of(_TIMELESS)}*+{_CORE}{_INSIDE}*+")
_FIRST = re.compile(_one_of(name for name in CODES if name not in _BREAKS and name not in _NEVER_FIRST))


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
    while first := _FIRST.search(tokens.classes, place, run.stop):
        found = any_rule.match(tokens.classes, first.start())
        built = _build(tokens, found) if found else []
        drafts.extend(built)
        place = built[-1].last if built else first.end()
    return max(place, run.stop)


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
