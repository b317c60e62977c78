"""Answers to questions about the archive, counted and listed from its own records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from index.archive.catalogue import Overview, Selection
from index.archive.reader import Counts
from index.day_words import day_words, published_words
from index.language.parser import default_parser
from index.language.sentences import Span, sentence_spans
from index.language.types import Excerpt, Parser
from index.types import Article, Filters, ScoredPassage
from rag.catalogue.questions import ArchiveQuestion, read_archive_question
from rag.catalogue.subjects import ArchiveSubject
from rag.evidence.orders import stating
from rag.find.searched import searched_words
from rag.question.question import Question
from rag.types import Answer, AnswerSentence, Citation, ReaderInfo

MOST_LISTED = 10
"""Articles that a list names; how many more there are is told."""
_MOST_OUTLETS = 12
_MIN_WORDS = 5
# Sentences of an article among which its first whole one is looked for.
_OPENING = 8
_OPENING_REACH = 4_000
_SENTENCE_END = tuple(f"{mark}{close}" for mark in ".!?" for close in ("", '"', "”", "'", "’", ")"))

_ITSELF = (
    "Dateline answers questions from the articles of this archive, and every sentence cites the one it rests on.",
    "Ask when, where, how many, who or why, in your own words, or for one outlet or time:"
    " “according to Reuters”, “in articles from last week”.",
    "Of the archive itself you may ask how many articles there are or mention something, what is new this week,"
    " which outlets it has, and what days it covers.",
)  # fmt: skip
_JUDGEMENT = (
    "That is a judgement, and the archive records none. Ask how many articles mention something, what is new,"
    " or for a list of articles of an outlet or a time."
)


class Records(Protocol):
    """The articles of an archive as a list."""

    def outlets(self) -> list[str]:
        """The outlets, each in one spelling."""
        ...

    def counts(self, filters: Filters | None = None) -> Counts:
        """How many articles and passages pass some filters."""
        ...

    def overview(self, selection: Selection) -> Overview:
        """How many articles of a selection there are, of which outlets and days."""
        ...

    def listed(self, selection: Selection, *, newest: bool, most: int) -> list[ScoredPassage]:
        """The first passages of some articles, the newest or the oldest first."""
        ...


class ArchiveCatalogue:
    """Answers what is asked of the archive itself; safe to share between threads, as its records are."""

    def __init__(self, records: Records, parser: Parser | None = None) -> None:
        self._records = records
        self._parser = parser or default_parser()

    def is_empty(self) -> bool:
        """Whether the archive holds no passage."""
        return self._records.counts().passages == 0

    def searched(self, question: Question) -> str:
        """Return in a sentence what was looked through for a question."""
        return searched_words(question.scope, question.query.filters, self._records.counts)

    def answer(self, question: Question) -> Answer | None:
        """Return the answer to a question about the archive; None for any other question.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        asking = read_archive_question(question, outlets=_Once(self._records.outlets), parser=self._parser)
        if asking is None:
            return None
        answer = Answer(query=question.query, reader=ReaderInfo(kind="extractive"), of_archive=True)
        if asking.subject == "itself":
            return replace(answer, sentences=tuple(map(_told, _ITSELF)))
        if not self._records.overview(Selection()).articles:
            return replace(answer, reason="nothing_indexed")
        if asking.subject == "judgement":
            return replace(answer, reason="not_supported", caveat=_JUDGEMENT)
        return self._told(answer, asking)

    def _told(self, answer: Answer, asking: ArchiveQuestion) -> Answer:
        if asking.outlet:
            return replace(answer, sentences=(_told(self._without(asking.outlet)),))
        selection = Selection(union=asking.union, terms=asking.terms)
        found = self._records.overview(selection)
        sentences = tuple(_told(text) for text in _SENTENCES[asking.subject](found, asking))
        if asking.subject in {"list", "summary", "newest", "oldest"} and found.articles:
            most = 1 if asking.subject in {"newest", "oldest"} else MOST_LISTED
            passages = tuple(self._records.listed(selection, newest=asking.subject != "oldest", most=most))
            lead = asking.subject == "summary"
            quoted = (self._quoted(place, one.article, lead=lead) for place, one in enumerate(passages, 1))
            return replace(answer, passages=passages, sentences=(*sentences, *quoted))
        return replace(answer, sentences=sentences)

    def _quoted(self, marker: int, article: Article, *, lead: bool) -> AnswerSentence:
        """An article by its title, or by its first sentence, where it can be opened."""
        start, end = self._line(article, lead=lead)
        quote = article.text[start:end]
        citation = Citation(marker=marker, article=article, start=start, end=end, quote=quote, support=1.0)
        origin = ", ".join(filter(None, [article.source, published_words(article.published)]))
        return AnswerSentence(text=f"“{quote}” ({origin}).", citations=(citation,), support=1.0)

    def _line(self, article: Article, *, lead: bool) -> Span:
        """Where the title stands in an article's text, or its first whole sentence that states something."""
        if article.title and not lead and article.text.startswith(article.title):
            return 0, len(article.title)
        spans = sentence_spans(article.text, 0, min(len(article.text), _OPENING_REACH))[:_OPENING]
        whole = (span for span in spans if _is_whole(article, span))
        stated = (span for span in (*whole, *spans) if self._states(article.text, spans, span))
        return next(stated, (0, len(article.text)))

    def _states(self, text: str, spans: Sequence[Span], span: Span) -> bool:
        """Whether a sentence states something; what stands before it in its line may dictate it."""
        line = text.rfind("\n", 0, span[0]) + 1
        within = [Excerpt(text, start, end) for start, end in spans if line <= start <= span[0]]
        return stating(text, self._parser.parse(within))[-1]

    def _without(self, outlet: str) -> str:
        names = self._records.outlets()
        shown = _listed(names[:_MOST_OUTLETS]) + (" and others" if len(names) > _MOST_OUTLETS else "")
        return f"No outlet of the archive is called {outlet}; it has articles of {shown}."


def _counted(found: Overview, asking: ArchiveQuestion) -> Iterator[str]:
    yield f"{_articles(found, asking)}."
    yield from _uncertain(found, asking)


def _listing(found: Overview, asking: ArchiveQuestion) -> Iterator[str]:
    behind = f"; the {MOST_LISTED} newest" if found.articles > MOST_LISTED else ", the newest first"
    yield f"{_articles(found, asking)}{behind if found.articles > 1 else ''}."
    yield from _uncertain(found, asking)


def _uncertain(found: Overview, asking: ArchiveQuestion) -> Iterator[str]:
    """What the days of publication leave open."""
    if any(asking.days):
        if found.between:
            yield f"Of these, {found.between} may have been published on other days, for only a range is known."
        if not found.articles:
            yield "Articles whose day is not known are not counted."
    elif found.undated:
        yield f"The day of publication of {found.undated} is not known."


def _only(word: str) -> Callable[[Overview, ArchiveQuestion], Iterator[str]]:
    def sentences(found: Overview, asking: ArchiveQuestion) -> Iterator[str]:
        day = found.last if word == "newest" else found.first
        if not found.articles:
            yield f"{_articles(found, asking)}."
        else:
            when = f", published on {day_words(day)}" if day else ", as far as days are known"
            yield f"The {word} article{_of(asking)}{when}, is this."

    return sentences


def _outlets(found: Overview, asking: ArchiveQuestion) -> Iterator[str]:
    named = [f"{name} ({count})" for name, count in found.outlets[:_MOST_OUTLETS]]
    without = found.articles - sum(count for _, count in found.outlets)
    count = len(found.outlets)
    if not count:
        yield f"No outlet is known of the {found.articles} articles{_of(asking)}."
        return
    more = f", and {count - len(named)} more" if count > len(named) else ""
    outlets = "1 outlet" if count == 1 else f"{count} outlets"
    yield f"The articles{_of(asking)} are of {outlets}: {', '.join(named)}{more}."
    if without:
        yield f"Of {without} {'article' if without == 1 else 'articles'} the outlet is not known."


def _days(found: Overview, asking: ArchiveQuestion) -> Iterator[str]:
    if found.first and found.last:
        yield f"The articles{_of(asking)} were published between {day_words(found.first)} and {day_words(found.last)}."
    else:
        yield f"The day of publication is known of no article{_of(asking)}."
    if found.undated:
        yield f"The day of publication of {found.undated} is not known."


_SENTENCES: dict[ArchiveSubject, Callable[[Overview, ArchiveQuestion], Iterator[str]]] = {
    "count": _counted,
    "list": _listing,
    "summary": _listing,
    "newest": _only("newest"),
    "oldest": _only("oldest"),
    "outlets": _outlets,
    "days": _days,
}


def _articles(found: Overview, asking: ArchiveQuestion) -> str:
    """How many articles there are: "2 articles of RT, published since 4 April 2022, mention “Bucha”"."""
    count = (
        "No article" if not found.articles else "1 article" if found.articles == 1 else f"{found.articles:,} articles"
    )
    if asking.words:
        mention = "mentions" if found.articles < 2 else "mention"
        return f"{count}{_of(asking)} {mention} “{asking.words}”"
    if _of(asking):
        return f"{count}{_of(asking)} {'is' if found.articles < 2 else 'are'} in the archive"
    return f"The archive holds {count}"


def _of(asking: ArchiveQuestion) -> str:
    """Which articles: " of RT and Lantern, published 1 March 2022 to 31 March 2022"; empty for all."""
    outlets = [filters.source for filters in asking.union if filters.source]
    of = f" of {_listed(outlets)}" if outlets else ""
    filters = asking.union[0]
    narrowed = filters.articles is not None or filters.event_from or filters.event_to
    return of + _published(*asking.days) + (" within the filters" if narrowed else "")


def _published(first: date | None, last: date | None) -> str:
    if first and last:
        days = f"on {day_words(first)}" if first == last else f"between {day_words(first)} and {day_words(last)}"
        return f" published {days}"
    if first or last:
        return f" published since {day_words(first)}" if first else f" published until {day_words(last or date.max)}"
    return ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _told(text: str) -> AnswerSentence:
    """A sentence that rests on the archive's records, which no article can be cited for."""
    return AnswerSentence(text=text, support=1.0)


def _is_whole(article: Article, span: Span) -> bool:
    """Whether a line is a sentence, and no heading or caption."""
    text = article.text[slice(*span)]
    return len(text.split()) >= _MIN_WORDS and text.endswith(_SENTENCE_END) and text != article.title


class _Once(Sequence[str]):
    """The outlets, read only where a question turns out to need them."""

    def __init__(self, read: Callable[[], list[str]]) -> None:
        self._read = read
        self._names: list[str] | None = None

    def _known(self) -> list[str]:
        if self._names is None:
            self._names = self._read()
        return self._names

    def __len__(self) -> int:
        return len(self._known())

    def __getitem__(self, place: int) -> str:  # type: ignore[override]  # nobody slices it
        return self._known()[place]
