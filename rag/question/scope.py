"""What a question says, in its own words, of where and when to look.

Only clear words become filters: "according to RT", "what did the Guardian report", "articles from last week". Any
other day that a question names ("in March 2022", "on Tuesday") is where its news is to be expected, and no filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.types import Article, Filters, ScoredPassage
from rag.question.outlet_mentions import Mention, mentions
from rag.question.scope_times import Days, read_times

# What one phrase may span; no pattern below looks further, so a question of any length takes linear time.
_REACH = 90
# Each is a search of its own; who names more names nearly all.
_MOST_OUTLETS = 20
# Nobody says so much about where to look; what is pasted behind it is not read for that.
_LONGEST = 10_000

_ARTICLE = (
    r"(?:articles?|reports?|reporting|stor(?:y|ies)|pieces?|coverage|editorials?|columns?|interviews?|reviews?"
    r"|analysis|headlines?|blogs?|posts?|news)"
)
_TOLD = (
    r"(?:reported|published|posted|printed|carried|covered|written|described|detailed|discussed|featured|mentioned"
    r"|presented|portrayed|highlighted|outlined|noted|stated|quoted)"
)
_BEFORE_WORDS = r"(?:(?:both|either|the|an?|another|one|two|also)\s+){0,2}[\"'“‘]?\Z"
_SAID_TO_BE_FROM = re.compile(
    rf"\b(?:according\s+to|{_ARTICLE}\s+(?:(?:that\s+)?(?:was\s+|were\s+)?{_TOLD}\s+)?(?:in|by|from))\s+{_BEFORE_WORDS}",
    re.IGNORECASE,
)
_TOLD_BY = re.compile(
    rf"\b(?:{_TOLD}\s+(?:in|by|on)|(?:sources?|outlets?|newspapers?|papers?)\s+(?:including|such\s+as|like))\s+{_BEFORE_WORDS}",
    re.IGNORECASE,
)
_ITS_ARTICLE = re.compile(
    rf"(?:[\"'”’]?(?:['’]s?)\s+(?:[\w.,-]{{1,20}}\s+){{0,4}}?{_ARTICLE}\b"
    rf"|[\"'”’]?\s+(?:(?:live|news|own|recent|latest|original|exclusive|opinion|first|second|other|previous)\s+){{0,2}}{_ARTICLE}\b)",
    re.IGNORECASE,
)
_IT_REPORTS = re.compile(
    r"[\"'”’]?\s+(?:(?:also|first|later|recently|previously|has|have|had)\s+){0,2}"
    r"(?:report(?:s|ed|ing)?|writes?|wrote|written|publish(?:es|ed)?|cover(?:s|ed|ing)?|describe[sd]?|portray(?:s|ed)?)\b",
    re.IGNORECASE,
)
_AND = re.compile(
    r"[\"'”’]?(?:\s*,)?\s*(?:(?:and|or|&)\s+)?(?:(?:the|an?|both|another|also|in|from|by|an?other)\s+){0,2}[\"'“‘]?",
    re.IGNORECASE,
)
_ENDS_NAME = re.compile(
    r"\W*\Z|[,;:?!.)]|\s+(?:about|on|in|what|when|who|where|why|how|which|and|did|do|does|is|are|was|were|has|have|that|of)\b",
    re.IGNORECASE,
)
# Who asks for other outlets, or for all but one, is not to be shown that one alone.
_BUT_FOR = re.compile(
    r"\b(?:except|excluding|besides|other\s+than|apart\s+from|aside\s+from|not\s+(?:in|by|from|according\s+to))\b"
    r"|\bother\s+(?:\w+\s+)?(?:outlets?|sources?|media|papers?|newspapers?|reports?|articles?|sites?|agencies)\b",
    re.IGNORECASE,
)


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


def read_scope(question: str, *, asked: date, outlets: Sequence[str]) -> Scope:
    """Return where and when a question, put on the day `asked`, asks to look; `outlets` are those of the archive.

    An outlet that the archive does not have, and a time that cannot be placed, give nothing. Several outlets are
    each as good as the other, several times are one span that covers them.
    """
    question = question[:_LONGEST]
    named = mentions(question, outlets)
    told = _told_by(question, named)
    times = read_times(question, asked=asked, named=named, told=told)
    wanted = sorted({outlet for mention in told for outlet in mention.outlets})
    return Scope(
        outlets=tuple(wanted) if len(wanted) <= _MOST_OUTLETS else (),
        published_from=times.published_from,
        published_to=times.published_to,
        about=times.about,
        outlet_words=tuple(dict.fromkeys(question[mention.start : mention.end] for mention in told)),
        published_words=times.words,
    )


def _told_by(question: str, named: Sequence[Mention]) -> list[Mention]:
    """The mentions of outlets whose reports are asked for: all that are names, once one of them clearly is."""
    clear = {mention for group in _groups(question, named) if _is_clear(question, group) for mention in group}
    if not clear or _BUT_FOR.search(question):
        return []
    return [mention for mention in named if mention.proper or mention in clear]


def _groups(question: str, named: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Mentions in a row: "The Verge, TechCrunch and Fortune"."""
    group: list[Mention] = []
    for mention in named:
        if group and not _AND.fullmatch(question, group[-1].end, mention.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _is_clear(question: str, group: Sequence[Mention]) -> bool:
    """Whether the words around some names say that these outlets report."""
    start, end = group[0].start, group[-1].end
    before, after = question[max(0, start - _REACH) : start], question[end : end + _REACH]
    if not all(mention.proper for mention in group):
        return bool(_SAID_TO_BE_FROM.search(before) and _ENDS_NAME.match(after))
    return any(cue.search(before) for cue in (_SAID_TO_BE_FROM, _TOLD_BY)) or any(
        cue.match(after) for cue in (_ITS_ARTICLE, _IT_REPORTS)
    )


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
