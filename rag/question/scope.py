"""What a question says, in its own words, of where and when to look.

Only clear words become filters: "according to RT", "what did the Guardian report", "articles from last week". Any
other day that a question names ("in March 2022", "on Tuesday") is where its news is to be expected, and no filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.language.parser import default_parser
from index.language.sentences import sentence_spans
from index.language.types import Excerpt, Parser, Sentence
from index.types import Article, Filters, ScoredPassage
from rag.question.outlet_mentions import Mention, mentions
from rag.question.scope_outlets import told_by
from rag.question.scope_times import Days, Placed, placed_times, read_times
from rag.question.scope_words import Words

# Each is a search of its own; who names more names nearly all.
_MOST_OUTLETS = 20
# Nobody says so much about where to look; what is pasted behind it is not read for that.
_LONGEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where and when a question asks to look.

    `outlets` are the archive's own spellings, any of which may have reported; none for no such wish. `published_from`
    and `published_to`, inclusive, bound the days of publication. `about` is the first and the last day of the time
    that the question is about. `outlet_words` and `published_words` are the words of the question that say so.
    """

    outlets: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    about: Days | None = None
    outlet_words: tuple[str, ...] = ()
    published_words: tuple[str, ...] = ()


def read_scope(
    question: str,
    *,
    asked: date,
    outlets: Sequence[str],
    parser: Parser | None = None,
    read: Sequence[Sentence] = (),
) -> Scope:
    """Return where and when a question, put on the day `asked`, asks to look; `outlets` are those of the archive.

    An outlet that the archive does not have, and a time that cannot be placed, give nothing. Several outlets are
    each as good as the other, several times are one span that covers them. `read` are sentences of it that were parsed
    already; of the others those are that name an outlet or a time.
    """
    question = question[:_LONGEST]
    named = mentions(question, outlets)
    placed = placed_times(question, asked=asked, named=named)
    if not named and not placed:
        return Scope()
    words = _words(question, named, placed, read, parser)
    told = told_by(words, named)
    times = read_times(words, placed, asked=asked, told=told)
    wanted = sorted({outlet for mention in told for outlet in mention.outlets})
    return Scope(
        outlets=tuple(wanted) if len(wanted) <= _MOST_OUTLETS else (),
        published_from=times.published_from,
        published_to=times.published_to,
        about=times.about,
        outlet_words=tuple(dict.fromkeys(question[mention.start : mention.end] for mention in told)),
        published_words=tuple(question[start:end] for start, end in times.words),
    )


def _words(
    question: str,
    named: Sequence[Mention],
    placed: Sequence[Placed],
    read: Sequence[Sentence],
    parser: Parser | None,
) -> Words:
    """The words of the sentences that name an outlet or a time."""
    wanted = sorted([*(mention.start for mention in named), *(time.start for time, _ in placed)])
    known = {sentence.start: sentence for sentence in read}
    spans = [span for span in sentence_spans(question) if any(span[0] <= at < span[1] for at in wanted)]
    unread = [Excerpt(question, *span) for span in spans if span[0] not in known]
    parsed = (parser or default_parser()).parse(unread) if unread else ()
    return Words([*parsed, *(known[start] for start, _ in spans if start in known)])


def searches(scope: Scope, filters: Filters) -> list[tuple[Filters, ...]]:
    """Return what to search, the narrowest first: go on to the next where nothing is left.

    Each is a union of filters that no passage passes twice. A flag replaces what the question says on its side.
    """
    days = [*dict.fromkeys((_dated(scope, filters), filters))]
    outlets = _outlets(scope, filters)
    of_outlets = [tuple(replace(within, source=outlet) for outlet in outlets) for within in days if outlets]
    return [*of_outlets, *((within,) for within in days)]


def scope_notes(scope: Scope, filters: Filters, passages: Sequence[ScoredPassage]) -> tuple[str, ...]:
    """Return what a person is told of what was searched because the question asks for it, a sentence each.

    `passages` are what `searches` came to; only they tell how far it had to go.
    """
    articles = [scored.article for scored in passages]
    return (*_outlet_notes(scope, filters, articles), *_day_notes(scope, filters, articles)) if articles else ()


def _outlet_notes(scope: Scope, filters: Filters, articles: Sequence[Article]) -> Iterator[str]:
    outlets = _outlets(scope, filters)
    if not outlets:
        return
    spelled = {outlet.casefold() for outlet in outlets}
    if all((article.source or "").casefold() in spelled for article in articles):
        only = f"Only {_listed(outlets, 'and')} {'was' if len(outlets) == 1 else 'were'} searched"
        yield f"{only}, as the question asks ({_quoted(scope.outlet_words)})."
    else:
        yield f"No article of {_listed(outlets, 'or')} is within the filters, so all outlets were searched."


def _day_notes(scope: Scope, filters: Filters, articles: Sequence[Article]) -> Iterator[str]:
    dated = _dated(scope, filters)
    if dated == filters:
        return
    days = _span_words(dated)
    if all(_published_within(article, dated) for article in articles):
        words = _quoted(scope.published_words)
        yield f"Only articles published {days} were searched, as the question asks ({words})."
    else:
        yield f"No article published {days} is within the filters, so all days were searched."


def _outlets(scope: Scope, filters: Filters) -> tuple[str, ...]:
    return () if filters.source else scope.outlets


def _dated(scope: Scope, filters: Filters) -> Filters:
    first, last = filters.published_from or scope.published_from, filters.published_to or scope.published_to
    if first and last and first > last:
        return filters
    return replace(filters, published_from=first, published_to=last)


def _published_within(article: Article, filters: Filters) -> bool:
    """Whether an article may have been published between the days of a filter, as the archive decides it."""
    earliest, latest = article.published.earliest or date.max, article.published.latest or date.min
    return (filters.published_from or date.min) <= latest and earliest <= (filters.published_to or date.max)


def _span_words(filters: Filters) -> str:
    first, last = filters.published_from, filters.published_to
    if first and last:
        return f"on {first}" if first == last else f"{first} to {last}"
    return f"since {first}" if first else f"until {last}"


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _listed(names: Sequence[str], link: str) -> str:
    return f" {link} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
