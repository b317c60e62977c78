"""The time expressions in a text, and the days they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from index.dates.direction import is_saying, told
from index.dates.grammar import scan
from index.dates.meanings import FUTURE, PAST, UNKNOWN, Anchor
from index.dates.phrases import Draft
from index.dates.reading import Reading
from index.dates.tokens import Tokens, tokenize
from index.dates.values import days_of
from index.types import Published, TimeExpression

_REMEMBERED = 6
_STORY_REACH = 60
_DAY = timedelta(days=1)
_MOST_OF_A_YEAR = timedelta(days=300)
_MUCH_NEARER = 3


def resolve(text: str, published: date | Published | None, *, reading: Reading | None = None) -> list[TimeExpression]:
    """Return the time expressions of a text, sorted and without overlap, in linear time.

    With a range of publication days only what holds for all of them is placed; with None only what the words alone
    say. What cannot be placed keeps its gaps ("XXXX-02-24", "XXXX-WXX-4"). `reading` is what has been read of the text.
    """
    tokens = tokenize(text)
    drafts = scan(tokens)
    values = _Placing(tokens, drafts, reading or Reading(text)).values(_anchor_days(published))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """Behind which token a date was last mentioned, and the year that a sentence opened with."""

    dated: int = 0
    opening: Draft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the sentences tell of the drafts, by their places.

    `directions` holds PAST, FUTURE or UNKNOWN for each whose sentence was parsed; `spoken`, for each that stands in a
    quotation, the draft that says when that was spoken, None where none does.
    """

    directions: Mapping[int, int] = field(default_factory=dict)
    spoken: Mapping[int, int | None] = field(default_factory=dict)


class _Placing:
    """Places the drafts of one text."""

    def __init__(self, tokens: Tokens, drafts: Sequence[Draft], reading: Reading) -> None:
        self._tokens = tokens
        self._drafts = drafts
        self._reading = reading

    def values(self, days: Sequence[date]) -> list[list[str]]:
        """Return the value of each draft in an article of each of `days`.

        A sentence is parsed only where it makes a difference whether it looks back or ahead, or when it was spoken.
        """
        unclear: set[int] = set()
        values = [self._values(day, _Context(), unclear) for day in days]
        quoted = {place for place in self._quoted() if self._drafts[place].meaning} if days else set()
        if not unclear and not quoted:
            return values
        context = self._context(unclear, quoted)
        return [self._values(day, context, set()) for day in days]

    def _quoted(self) -> Iterator[int]:
        """Yield the places of the drafts inside quotation marks; a quotation ends with its line."""
        if not any(mark in self._tokens.text for mark in '“"'):
            return
        is_open, at = False, 0
        for place, draft in enumerate(self._drafts):
            for word in self._tokens.words[at : draft.first]:
                if word in {"“", "”", '"', "\n"}:
                    is_open = word == "“" or (word == '"' and not is_open)
            at = draft.first
            if is_open:
                yield place

    def _context(self, unclear: Set[int], quoted: Set[int]) -> _Context:
        """Read the sentences of unclear drafts, and those that may tell when a quoted one was spoken."""
        together: dict[int, list[int]] = {}
        for place in range(len(self._drafts)):
            together.setdefault(self._sentence(place), []).append(place)
        unquoted = {number: [place for place in places if place not in quoted] for number, places in together.items()}
        dated = {place: unquoted[self._sentence(place)] for place in quoted}
        asked = unclear | {place for place, others in dated.items() if others}
        self._reading.read(self._span(place)[0] for place in asked)
        spoken = {place: next(filter(self._says_when, others), None) for place, others in dated.items()}
        directions = {place: told(*one).direction for place in unclear if (one := self._reading.at(*self._span(place)))}
        return _Context(directions=directions, spoken=spoken)

    def _says_when(self, place: int) -> bool:
        """Whether somebody speaks at the time of a draft."""
        read = self._reading.at(*self._span(place))
        return read is not None and is_saying(read[0], told(*read).clause)

    def _sentence(self, place: int) -> int:
        return self._reading.number_at(self._span(place)[0])

    def _span(self, place: int) -> tuple[int, int]:
        draft = self._drafts[place]
        return self._tokens.starts[draft.first], self._tokens.end(draft.last - 1)

    def _values(self, day: date, context: _Context, unclear: set[int]) -> list[str]:
        """Return the value of each draft in an article of `day`; add to `unclear` those whose sentence must be read."""
        anchor = Anchor(day=day)
        anchors: list[Anchor] = []
        values: list[str] = []
        story = _Story()
        for place, draft in enumerate(self._drafts):
            looking = context.directions.get(place)
            if looking is None and (looking := self._direction_by_distance(draft, anchor, story)) is None:
                unclear.add(place)
            anchors.append(self._placed(draft, anchor, story, looking or UNKNOWN))
            value = (draft.meaning and draft.meaning(anchors[-1])) or draft.gap
            values.append(value)
            if draft.remembered and draft.type in {"DATE", "TIME"} and days_of(value):
                anchor = replace(anchor, recent=(value, *anchor.recent[: _REMEMBERED - 1]))
                story = replace(story, dated=draft.last)
            if self._opens_story(draft, day):
                story = replace(story, opening=draft)
        for place, said in context.spoken.items():
            ways = (PAST, FUTURE) if context.directions.get(place) == UNKNOWN else (anchors[place].direction,)
            spoken = days_of(values[said]) if said is not None else None
            values[place] = _as_spoken(
                self._drafts[place], [replace(anchors[place], direction=way) for way in ways], spoken
            )
        return values

    def _direction_by_distance(self, draft: Draft, anchor: Anchor, story: _Story) -> int | None:
        """Return PAST where the distance tells it, UNKNOWN where it makes no difference, None where it must be read."""
        if draft.meaning is None:
            return UNKNOWN
        behind, ahead = (draft.meaning(self._placed(draft, anchor, story, way)) or "" for way in (PAST, FUTURE))
        if behind == ahead:
            return UNKNOWN
        return PAST if _is_just_behind(behind, ahead, anchor.day) else None

    def _placed(self, draft: Draft, anchor: Anchor, story: _Story, direction: int) -> Anchor:
        """Return the anchor for a draft at its place in the text."""
        if draft.type == "TIME":
            near = anchor.recent if draft.first - story.dated <= _STORY_REACH else ()
            anchor = replace(anchor, recent=tuple(value for value in near if _agrees(value, anchor.day, direction)))
        opening = story.opening
        told = opening is not None and direction != FUTURE and self._is_near(opening.last, draft.first)
        return replace(anchor, direction=direction, told_year=int(opening.gap) if opening and told else None)

    def _opens_story(self, draft: Draft, day: date) -> bool:
        """Say whether a sentence opens with a year long past ("In 1986 …"): what follows is told of that year."""
        is_year = draft.meaning is None and draft.type == "DATE" and len(draft.gap) == 4 and draft.gap.isdecimal()
        opens = is_year and draft.first > 0 and self._tokens.words[draft.first - 1] == "In"
        return opens and int(draft.gap) < day.year - 1

    def _is_near(self, first: int, last: int) -> bool:
        """Say whether two places stand in one sentence or in neighbouring ones."""
        if last - first > _STORY_REACH:
            return False
        one, other = (self._reading.number_at(self._tokens.starts[place]) for place in (first, last))
        return other - one <= 1


def _as_spoken(draft: Draft, anchors: Sequence[Anchor], spoken: tuple[date, date] | None) -> str:
    """The value of a quoted draft, counted from when it was spoken: where that is not told, today or yesterday."""
    days = spoken or (max(anchors[0].day, date.min + _DAY) - _DAY, anchors[0].day)
    found = {draft.meaning(replace(one, day=day)) if draft.meaning else None for one in anchors for day in days}
    return (found.pop() if len(found) == 1 else None) or draft.gap


def _is_just_behind(behind: str, ahead: str, day: date) -> bool:
    """Say whether of two years' days, months or seasons the one behind is so much nearer that it is surely meant.

    Of 161 that lay up to 75 days behind, the parser took ten for those of the next year, each wrongly
    (realtimeqa-2022).
    """
    past, future = days_of(behind), days_of(ahead)
    if not past or not future or future[0] - past[0] < _MOST_OF_A_YEAR:
        return False
    return future[0] - day > _MUCH_NEARER * (day - past[1])


def _agrees(value: str, day: date, direction: int) -> bool:
    """Say whether a day that was mentioned lies where a time of day is looked for."""
    days = days_of(value)
    if not days or direction == UNKNOWN:
        return True
    return days[0] <= day if direction == PAST else days[1] >= day
