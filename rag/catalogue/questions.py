"""Questions about the archive itself: "how many articles mention Chernobyl?", "what is new this week?".

A question counts as one only when nothing of it is left over: words for what an archive has, an outlet, a time, and
what articles are to mention. "How many articles of the constitution were changed?" leaves "constitution" and is news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.dates import days_of, resolve
from index.language.types import Parser
from index.lexical.bm25 import query_terms
from index.types import Filters, TimeExpression
from rag.catalogue.subjects import ArchiveSubject, Asked, Role, Span, Word, asks_about_itself, is_judged, word_of
from rag.question.outlet_mentions import mentions
from rag.question.question import Question
from rag.question.scope import Scope, read_scope, searches

_ABOUT = frozenset(("about", "on"))
_FROM = frozenset(("from", "by"))
_OF_ARTICLES = frozenset(("count", "list", "newest", "oldest"))
_DAYS = re.compile(r"P(\d{1,3})([DW])")
_LAST = re.compile(r"\b(?:last|past)\b", re.IGNORECASE)
_LONGEST = 300
_LONGEST_OUTLET = 5
_MARKS = " ?.!,\"'“”‘’"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveQuestion:
    """What a question asks of the archive, and of which articles.

    `union` is what to count, filters that do not overlap; `words` are those that articles are to mention, `terms` their
    stems. `outlet` is one that the archive does not have.
    """

    subject: ArchiveSubject
    union: tuple[Filters, ...] = (Filters(),)
    words: str = ""
    terms: tuple[str, ...] = ()
    outlet: str | None = None

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The days between which the articles are to be published; None leaves a side open."""
        return self.union[0].published_from, self.union[0].published_to


@dataclass(frozen=True, slots=True, kw_only=True)
class _Restriction:
    """Which outlets and days are asked for, and where in the sentence that is said."""

    scope: Scope = Scope()
    spans: tuple[Span, ...] = ()

    def holds(self, word: Word) -> bool:
        """Whether it is said in this word."""
        return any(word.overlaps(start, end) for start, end in self.spans)


def read_archive_question(
    question: Question, *, outlets: Sequence[str], parser: Parser | None = None
) -> ArchiveQuestion | None:
    """Return what a question asks of the archive; None for a question about the news.

    `outlets` are those of the archive; `parser` reads its time beside "articles", where one is named.
    """
    asking = question.asking
    greeting = question.text[: asking.start].split()
    if len(question.text) > _LONGEST or len(greeting) > 1 or not asking.tokens:
        return None
    times = resolve(asking.text, question.query.asked)
    timed = [(time.start, time.end) for time in times if _DAYS.fullmatch(time.value) or days_of(time.value)]
    words = [word_of(token, asking.start, timed) for token in asking.tokens]
    if asks_about_itself(words):
        return ArchiveQuestion(subject="itself")
    return _Reader(question, words, outlets, parser).read(Asked(question, words))


class _Reader:
    """Reads which articles a question is about, and sees that nothing of it is left over."""

    def __init__(
        self, question: Question, words: Sequence[Word], outlets: Sequence[str], parser: Parser | None
    ) -> None:
        self._parser = parser
        self._question = question
        self._words = words
        self._outlets = outlets
        self._text = question.asking.text
        self._asked_on = question.query.asked

    def read(self, asked: Asked) -> ArchiveQuestion | None:
        """Return the question; None where something of it is none of an archive's."""
        subject = asked.subject()
        if subject is None:
            return None
        mentioned = self._mentioned() if subject in _OF_ARTICLES else None
        within = self._words if mentioned is None else [one for one in self._words if not one.overlaps(*mentioned)]
        words = "" if mentioned is None else self._said(mentioned)
        if mentioned is not None and not query_terms(words):
            return None
        told = self._restriction(within)
        if subject == "summary" and not (
            told.scope.published_from or asked.several or {Role.NEWS, Role.ARCHIVE} & asked.roles
        ):
            return None
        found = ArchiveQuestion(
            subject=subject,
            union=searches(told.scope, self._question.query.filters)[0],
            words=words,
            terms=tuple(query_terms(words)),
        )
        left = self._left_over(within, told)
        if not left:
            return found
        name = self._unknown_outlet(left) if asked.several or asked.one else None
        return replace(found, outlet=name) if name else None

    # What articles are to mention.

    def _mentioned(self) -> Span | None:
        """Where the words stand that articles are to mention, with the word before them that says so."""
        article = next((place for place, word in enumerate(self._words) if word.role is Role.ARTICLE), None)
        if article is None:
            return None
        for place in range(article + 1, len(self._words) - 1):
            if self._opens_mention(place):
                last = self._last_mentioned(place + 1)
                return self._words[place].start, self._words[last].end
        return None

    def _opens_mention(self, place: int) -> bool:
        word = self._words[place]
        if word.role is Role.MENTION:
            return True
        return word.token.pos == "ADP" and word.lower in _ABOUT and not self._opens_time(place)

    def _opens_time(self, place: int) -> bool:
        """Whether a time follows: "on Monday"."""
        behind = self._text[self._words[place].start :]
        found = resolve(behind, self._asked_on)
        return bool(found) and not behind[self._words[place].end - self._words[place].start : found[0].start].strip()

    def _last_mentioned(self, first: int) -> int:
        """The last word to mention; an outlet, a time or the archive may follow it."""
        for place in range(first + 1, len(self._words)):
            behind = self._words[place:]
            told = self._restriction(behind)
            says_more = any(told.holds(word) or word.role for word in behind)
            if behind[0].closed and says_more and not self._left_over(behind, told):
                return place - 1
        return len(self._words) - 1

    def _said(self, span: Span) -> str:
        """The words to mention, without the one before them that says so."""
        said = [word for word in self._words if word.overlaps(*span)][1:]
        return self._text[said[0].start : span[1]].strip(_MARKS) if said else ""

    # Of which outlets and days.

    def _restriction(self, words: Sequence[Word]) -> _Restriction:
        text = _only(self._text, words)
        named = [
            mention
            for mention in mentions(text, self._outlets)
            if mention.proper or not any(word.overlaps(mention.start, mention.end) and word.role for word in words)
        ]
        spans = [(mention.start, mention.end) for mention in named]
        outlets = tuple(sorted({name for mention in named for name in mention.outlets}))
        without = _only(text, [word for word in words if not any(word.overlaps(*span) for span in spans)])
        dated = self._days(without, words)
        return _Restriction(scope=replace(dated.scope, outlets=outlets), spans=(*spans, *dated.spans))

    def _days(self, text: str, words: Sequence[Word]) -> _Restriction:
        """The days of publication that a text names."""
        found = resolve(text, self._asked_on)
        if found:
            start, end = found[0].start, found[-1].end
            said, start = _with_preposition(text, words, start, end)
        else:  # "March" alone may be a verb.
            left = [word for word in words if not word.closed and not word.role and text[word.start : word.end].strip()]
            if not left:
                return _Restriction()
            start, end = left[0].start, left[-1].end
            said = f"from {text[start:end]}"
            found = resolve(said, self._asked_on)
        scope = self._last_days(found) or read_scope(
            f"articles {said}", asked=self._asked_on, outlets=(), parser=self._parser
        )
        told = _Restriction(scope=scope, spans=((start, end),))
        bounded = bool(found) and (scope.published_from is not None or scope.published_to is not None)
        within = [word for word in words if told.holds(word) and not text[word.start : word.end].isspace()]
        alone = len(found) == 1 or all(word.closed or _is_at(word, found) for word in within)
        return told if bounded and alone else _Restriction()

    def _last_days(self, found: Sequence[TimeExpression]) -> Scope | None:
        """The span up to the day of asking that "the last three days" are."""
        span = _DAYS.fullmatch(found[0].value) if len(found) == 1 and found[0].type == "DURATION" else None
        if span is None or not _LAST.search(found[0].text):
            return None
        days = int(span[1]) * (7 if span[2] == "W" else 1)
        # The day of asking is one of them, and there is none before year 1.
        back = min(days - 1, self._asked_on.toordinal() - 1)
        return Scope(published_from=self._asked_on - timedelta(days=back), published_to=self._asked_on)

    # What is left over.

    def _left_over(self, words: Sequence[Word], told: _Restriction) -> list[Word]:
        """The words that are none of an archive's."""
        return [
            word
            for place, word in enumerate(words)
            if not (word.closed or word.role or told.holds(word) or is_judged(words, place))
            or (word.role is Role.MENTION and not told.holds(word))
        ]

    def _unknown_outlet(self, left: Sequence[Word]) -> str | None:
        """The name behind "from" or "by", where it is all that is left over."""
        first = self._words.index(left[0])
        name = self._text[left[0].start : left[-1].end]
        is_run = list(left) == list(self._words[first : first + len(left)]) and len(left) <= _LONGEST_OUTLET
        before = [word for word in self._words[:first] if word.lower != "the"]
        is_origin = bool(before) and before[-1].lower in _FROM
        return name if self._outlets and is_run and is_origin and name[0].isupper() else None


def _with_preposition(text: str, words: Sequence[Word], start: int, end: int) -> tuple[str, int]:
    """A time with the preposition before it, "from" where it has none, and where that begins."""
    opening, preposition = start, ""
    for word in reversed([word for word in words if word.end <= start]):
        is_near = not text[word.end : opening].strip() and text[word.start : word.end].strip()
        if preposition or not is_near or word.token.pos not in {"ADP", "SCONJ", "DET"}:
            break
        opening, preposition = word.start, "" if word.token.pos == "DET" else text[word.start : word.end]
    said = text[opening:end]
    return (said if preposition else f"from {said}"), opening


def _is_at(word: Word, times: Iterable[TimeExpression]) -> bool:
    return any(word.overlaps(time.start, time.end) for time in times)


def _only(text: str, words: Iterable[Word]) -> str:
    """A text in which white space stands for all but some words."""
    kept = [False] * len(text)
    for word in words:
        kept[word.start : word.end] = [True] * (word.end - word.start)
    return "".join(letter if keep or letter.isspace() else " " for letter, keep in zip(text, kept, strict=True))
