"""What a refusal says of the search: how many articles, of whom, and of when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from index.archive.reader import Counts
from index.day_words import day_words
from index.types import Filters
from rag.question.scope import Scope, searches

CountArticles = Callable[[Filters], Counts]


def searched_words(scope: Scope, filters: Filters, count: CountArticles) -> str:
    """Return in one sentence what was searched for a question: the narrowest of its searches that leaves anything."""
    tried = ((union, [count(part) for part in union]) for union in searches(scope, filters))
    union, counted = next(((union, counted) for union, counted in tried if _any(counted)), ((filters,), [Counts()]))
    articles = sum(counts.articles for counts in counted)
    restricted = "".join([*_outlets(union), *_days(union[0], counted), *_events(union[0])])
    if not articles:
        return f"The archive holds no article{restricted}."
    chosen = "chosen " if union[0].articles is not None else ""
    undated = sum(counts.undated for counts in counted)
    unknown = f"; the day of {undated:,} is not known" if undated and undated < articles else ""
    return f"Searched {articles:,} {chosen}{'article' if articles == 1 else 'articles'}{restricted}{unknown}."


def _any(counted: Sequence[Counts]) -> bool:
    return any(counts.articles for counts in counted)


def _outlets(union: Sequence[Filters]) -> Iterator[str]:
    names = [part.source for part in union if part.source]
    if names:
        yield f" of {', '.join(names[:-1])} and {names[-1]}" if names[1:] else f" of {names[0]}"


def _days(filters: Filters, counted: Sequence[Counts]) -> Iterator[str]:
    """The days that were asked for, else those of the articles."""
    first, last = filters.published_from, filters.published_to
    if not (first or last):
        first = min(filter(None, (counts.oldest for counts in counted)), default=None)
        last = max(filter(None, (counts.newest for counts in counted)), default=None)
    if first or last:
        yield f" published {span_words(first, last)}"


def _events(filters: Filters) -> Iterator[str]:
    if filters.event_from or filters.event_to:
        yield f" with passages about days {span_words(filters.event_from, filters.event_to)}"


def span_words(first: date | None, last: date | None) -> str:
    """Return a span of days like "from 3 January to 30 December 2022"; one of its ends may be open."""
    if first is None or last is None:
        return f"since {day_words(first)}" if first else f"until {day_words(last or date.max)}"
    if first == last:
        return f"on {day_words(first)}"
    begins = day_words(first).removesuffix(f" {last.year}")
    return f"from {begins} to {day_words(last)}"
