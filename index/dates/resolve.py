"""Time expressions in a text, and the days they mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from index.dates.direction import direction, ends_sentence
from index.dates.grammar import scan
from index.dates.meanings import FUTURE, Anchor
from index.dates.phrases import Draft
from index.dates.tokens import Tokens, tokenize
from index.dates.values import days_of
from index.types import Published, TimeExpression

_REMEMBERED = 6
_STORY_REACH = 60


def resolve(text: str, published: date | Published | None) -> list[TimeExpression]:
    """Return the time expressions of a text, sorted and without overlap, in linear time.

    With a range of publication days only what holds for all of them is placed; with None only what the words alone
    say. What cannot be placed keeps its gaps ("XXXX-02-24", "XXXX-WXX-4").
    """
    tokens = tokenize(text)
    drafts = scan(tokens)
    values = [_values(tokens, drafts, day) for day in _anchor_days(published)]
    expressions = []
    for place, draft in enumerate(drafts):
        found = {of_day[place] for of_day in values}
        value = draft.gap if draft.meaning and len(found) != 1 else (found.pop() if found else draft.gap)
        start, end = tokens.starts[draft.first], tokens.end(draft.last - 1)
        expressions.append(TimeExpression(start=start, end=end, text=text[start:end], type=draft.type, value=value))
    return expressions


def _anchor_days(published: date | Published | None) -> tuple[date, ...]:
    """Return the ends of the range of publication days; values never go back as the day goes on, so they suffice."""
    if published is None:
        return ()
    if isinstance(published, date):
        return (date(published.year, published.month, published.day),)
    if published.earliest is None or published.latest is None:
        return ()
    return tuple(sorted({published.earliest, published.latest}))


def _values(tokens: Tokens, drafts: list[Draft], day: date) -> list[str]:
    """Return the value of each draft in an article of `day`."""
    anchor = Anchor(day=day)
    values: list[str] = []
    opening: Draft | None = None
    since = 0
    for draft in drafts:
        value = draft.gap
        if draft.meaning:
            value = draft.meaning(_placed(tokens, draft, anchor, opening, since=since)) or draft.gap
        values.append(value)
        if draft.remembered and draft.type in {"DATE", "TIME"} and days_of(value):
            anchor, since = replace(anchor, recent=(value, *anchor.recent[: _REMEMBERED - 1])), draft.last
        if _opens_story(tokens, draft, day):
            opening = draft
    return values


def _placed(tokens: Tokens, draft: Draft, anchor: Anchor, opening: Draft | None, *, since: int) -> Anchor:
    """Return the anchor for a draft at its place in the text; `since` is where a date was last mentioned."""
    if draft.type == "TIME" and not (anchor.recent and draft.first - since <= _STORY_REACH):
        anchor = replace(anchor, recent=())
    looking = direction(tokens, draft.first, draft.last)
    told = opening is not None and looking != FUTURE and _is_near(tokens, opening.last, draft.first)
    return replace(anchor, direction=looking, told_year=int(opening.gap) if opening and told else None)


def _opens_story(tokens: Tokens, draft: Draft, day: date) -> bool:
    """Say whether a sentence opens with a year long past ("In 1986 …"): what follows is told of that year."""
    is_year = draft.meaning is None and draft.type == "DATE" and len(draft.gap) == 4 and draft.gap.isdecimal()
    return is_year and draft.first > 0 and tokens.words[draft.first - 1] == "In" and int(draft.gap) < day.year - 1


def _is_near(tokens: Tokens, first: int, last: int) -> bool:
    """Say whether two places stand in one sentence or in neighbouring ones."""
    if last - first > _STORY_REACH:
        return False
    return sum(ends_sentence(tokens, place) for place in range(first, last)) <= 1
