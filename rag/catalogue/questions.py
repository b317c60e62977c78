"""Questions about the archive itself: "how many articles mention Chernobyl?", "what is new this week?".

A question counts as one only when nothing of it is left over: what it asks, an outlet, a time and words that articles
are to mention. "How many articles of the constitution were changed?" leaves "constitution were changed" and is news.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from index.dates import resolve
from index.lexical.bm25 import query_terms
from index.types import Filters
from rag.question.outlet_mentions import mentions
from rag.question.scope import Scope, read_scope, searches

ArchiveSubject = Literal["count", "list", "newest", "oldest", "outlets", "days", "summary", "itself", "judgement"]

_LONGEST = 300
_POLITE = re.compile(
    r"\s*(?:(?:hi|hello|hey|ok|okay|so|and|please|now|well|then)\b[\s,.!]*"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?=(?:tell|list|show|give|name|summari[sz]e|sum)\b)"
    r"|(?:please\s+)?(?:tell\s+me|i\s+want\s+to\s+know|do\s+you\s+know)\s+(?=(?:how|what|which|who)\b))*",
    re.IGNORECASE,
)
_ARTICLES = r"(?:(?:news\s+)?articles|news\s+(?:stories|items|reports))"
_ARTICLE = r"(?:(?:news\s+)?article|news\s+(?:story|item|report))"
_ARCHIVE = r"(?:the|this|your)\s+(?:archive|collection|index|database|corpus)"
_THERE = (
    rf"(?:\s+(?:are\s+(?:there|here|you\s+holding)|do\s+(?:you|we)\s+(?:have|hold)|have\s+you(?:\s+got)?"
    rf"|(?:are|were)\s+(?:stored|indexed|held)|does\s+{_ARCHIVE}\s+(?:have|hold|contain)))?"
)
_NEWEST = r"(?:newest|latest|most\s+recent|last|recent)"
_OLDEST = r"(?:oldest|earliest|first)"
_VERB = r"(?:list|show(?:\s+me)?|give\s+me|name|display)"
_PATTERNS: tuple[tuple[ArchiveSubject, str], ...] = (
    ("itself", r"(?:who|what)\s+are\s+you|what\s+(?:can|do)\s+you\s+do|what\s+can\s+i\s+ask(?:\s+you)?|help(?:\s+me)?"
               r"|how\s+do(?:es)?\s+(?:you|this|dateline)\s+work|what\s+is\s+(?:dateline|this(?:\s+(?:app|site|tool))?)"),
    ("judgement", rf"(?:what|which)(?:['’]s|\s+is|\s+are|\s+was)?(?:\s+the)?\s+(?:(?:{_ARTICLES}|{_ARTICLE}|sources?"
                  r"|outlets?|newspapers?)\s+(?:is|are|was)\s+(?:the\s+)?)?(?:(?:most|least)\s+(?:important|interesting"
                  r"|read|popular|reliable|relevant|trustworthy|credible|biased|shared|viewed)|best|worst|longest"
                  rf"|shortest)(?:\s+(?:{_ARTICLES}|{_ARTICLE}|sources?|outlets?|newspapers?))?"),
    ("outlets", rf"(?:what|which|how\s+many|{_VERB})(?:\s+are)?(?:\s+(?:the|all|your|all\s+the))?"
                r"\s+(?:different\s+|news\s+)?"
                rf"(?:outlets|sources|newspapers|publishers|publications){_THERE}(?:\s+(?:covered|indexed|available))?"
                rf"|where\s+do\s+(?:your|the)\s+{_ARTICLES}\s+come\s+from"),
    ("days", r"(?:what|which)\s+(?:dates?|days|period|years|months|time(?:\s+(?:span|range|period|frame))?)"
             r"\s+(?:(?:does"
             rf"\s+{_ARCHIVE}|do\s+(?:you|(?:the|your)\s+{_ARTICLES}))\s+(?:cover|span|contain|include|have)|(?:is|are)"
             rf"\s+covered)|how\s+(?:far\s+back|recent|old|up\s+to\s+date|current)\s+(?:does|is|are|do)\s+(?:{_ARCHIVE}"
             rf"|(?:the|your)\s+{_ARTICLES})(?:\s+(?:go|reach|get))?"),
    ("newest", rf"(?:what|which)(?:['’]s|\s+is|\s+was)?\s+the\s+{_NEWEST}\s+{_ARTICLE}"
               rf"|{_VERB}(?:\s+the)?\s+{_NEWEST}\s+{_ARTICLE}|when\s+was\s+the\s+{_NEWEST}\s+{_ARTICLE}\s+published"),
    ("oldest", rf"(?:what|which)(?:['’]s|\s+is|\s+was)?\s+the\s+{_OLDEST}\s+{_ARTICLE}"
               rf"|{_VERB}(?:\s+the)?\s+{_OLDEST}\s+{_ARTICLE}|when\s+was\s+the\s+{_OLDEST}\s+{_ARTICLE}\s+published"
               rf"|how\s+old\s+is\s+the\s+{_OLDEST}\s+{_ARTICLE}"),
    ("summary", r"(?:summari[sz]e|sum\s+up|recap|(?:give\s+me\s+)?(?:a|an)\s+(?:short\s+|brief\s+)?(?:summary|overview"
                r"|recap|digest)\s+of)(?:\s+(?:the|all|all\s+the))?(?:\s+(?:news|articles|archive|coverage|everything))?"),
    ("count", r"(?:how\s+many|(?:what(?:['’]s|\s+is)\s+)?the\s+number\s+of)"
              rf"(?:\s+of\s+(?:the|your))?\s+{_ARTICLES}{_THERE}"),
    ("list", rf"(?:{_VERB}|what|which)(?:\s+me)?(?:\s+are)?(?:\s+(?:all|all\s+the|the|your|all\s+your))?"
             rf"(?:\s+{_NEWEST})?\s+{_ARTICLES}{_THERE}"
             rf"|what(?:['’]s|\s+is|\s+was)\s+(?:new|(?:in\s+)?the\s+(?:latest\s+)?news)|any(?:thing\s+new|\s+news)"),
)  # fmt: skip
_SUBJECTS = tuple((subject, re.compile(rf"(?:{pattern})\b", re.IGNORECASE)) for subject, pattern in _PATTERNS)
_MENTION = re.compile(
    r"\s*(?:that\s+|which\s+)?(?:(?:do|does|are|were|have)\s+)?(?:mention(?:s|ing)?|about|on|concerning|regarding"
    r"|(?:that\s+)?(?:talk|speak|write)(?:ing)?\s+(?:about|of)|discuss(?:ing)?|deal(?:ing)?\s+with"
    r"|contain(?:ing)?(?:\s+the\s+words?)?|with\s+the\s+words?)\s+(?P<words>.+)",
    re.IGNORECASE,
)
_LAST_DAYS = re.compile(
    r"(?:in|from|of|over|during|within)?\s*(?:the\s+)?(?:last|past)\s+(?P<count>\d{1,3}|two|three|four|five|six|seven|ten)"
    r"\s+(?P<unit>days|weeks)",
    re.IGNORECASE,
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_LEFT_OVER = frozenset(
    """
    a an the of in on at by from for to is are was were there here you your have has do does did been published publish
    appeared appear written posted printed dated archive collection index database stored news articles article that
    which all so far now currently please and me us outlet source altogether total indexed held since until available
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_UNKNOWN_OUTLET = re.compile(
    r"\s*(?:that\s+are\s+)?(?:from|by)\s+(?:the\s+)?(?P<name>[A-Z][\w.&’' -]{1,60})", re.UNICODE
)
_OF_ARTICLES = frozenset(("count", "list", "newest", "oldest"))
_ABOUT_ARTICLES = re.compile(rf"\b(?:{_ARTICLES}|{_ARTICLE})\b", re.IGNORECASE)
_OF_ALL = re.compile(r"news|articles|archive|everything", re.IGNORECASE)
_SCOPE_OPENS = re.compile(
    r"(?:from|by|in|on|published|were|was|are|have|do|does|since|until|before|after|between|this|last|today|yesterday)\b",
    re.IGNORECASE,
)
_BEFORE_TIME = re.compile(
    r"\b(?:in|on|during|of|from|for|between|over|since|after|before|until|till|by)\s+(?:the\s+)?\Z", re.IGNORECASE
)
_TRAILING = re.compile(rf"(?:\s+(?:{'|'.join(sorted(_LEFT_OVER))}))*\s*\Z", re.IGNORECASE)
_QUOTES = " ,\"'“”‘’"
_LONGEST_OUTLET = 5
_WORD = re.compile(r"\w+(?:['’]\w+)?")


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


def read_archive_question(
    question: str, *, asked: date, filters: Filters, outlets: Sequence[str]
) -> ArchiveQuestion | None:
    """Return what a question, put on the day `asked`, asks of the archive; None for a question about the news.

    `filters` are those that a person set, `outlets` those of the archive.
    """
    if len(question) > _LONGEST:
        return None
    text = question.strip().rstrip(" ?.!")
    polite = _POLITE.match(text)
    text = text[polite.end() :] if polite else text
    for subject, pattern in _SUBJECTS:
        found = pattern.match(text)
        if found:
            rest = text[found.end() :]
            return _read(subject, found[0], rest, asked=asked, filters=filters, outlets=outlets)
    return None


def _read(
    subject: ArchiveSubject, head: str, rest: str, *, asked: date, filters: Filters, outlets: Sequence[str]
) -> ArchiveQuestion | None:
    words = ""
    if (mention := _MENTION.match(rest)) and subject in _OF_ARTICLES and _ABOUT_ARTICLES.search(head):
        words, rest = _split(mention["words"], asked, outlets)
        if not query_terms(words):
            return None
    scope, left = _scope(rest, asked, outlets)
    if subject == "summary" and not scope.published_from and not _OF_ALL.search(head):
        return None
    question = ArchiveQuestion(
        subject=subject, union=searches(scope, filters)[0], words=words, terms=tuple(query_terms(words))
    )
    if not _left_over(left):
        return question
    unknown = _UNKNOWN_OUTLET.fullmatch(left)
    name = _TRAILING.sub("", unknown["name"]) if unknown and outlets and _ABOUT_ARTICLES.search(head) else None
    return replace(question, outlet=name) if name and len(name.split()) <= _LONGEST_OUTLET else None


def _split(words: str, asked: date, outlets: Sequence[str]) -> tuple[str, str]:
    """What articles are to mention, and what stands behind it of outlets, times and the archive."""
    for found in re.finditer(r"\s", words):
        behind = words[found.end() :]
        if _SCOPE_OPENS.match(behind) and not _left_over(_scope(behind, asked, outlets)[1]):
            return words[: found.start()].strip(_QUOTES), behind
    return words.strip(_QUOTES), ""


def _scope(text: str, asked: date, outlets: Sequence[str]) -> tuple[Scope, str]:
    """Where and when articles are to be from, and what is left of the text that says so."""
    told = mentions(text, outlets)
    left = text
    for mention in reversed(told):
        left = f"{left[: mention.start]} {left[mention.end :]}"
    if not (found := resolve(left, asked)) and resolve(opened := f"from {left.strip()}", asked):
        left, found = opened, resolve(opened, asked)  # "March" alone may be a verb.
    scope, span = Scope(), None
    if last_days := _LAST_DAYS.search(left):
        count = _NUMBERS.get(last_days["count"].lower()) or int(last_days["count"])
        days = count * (7 if last_days["unit"].lower() == "weeks" else 1)
        back = min(
            days - 1, asked.toordinal() - 1
        )  # The day of asking is one of them, and there is none before year 1.
        scope, span = Scope(published_from=asked - timedelta(days=back), published_to=asked), last_days.span()
    elif found:
        start, end = found[0].start, found[-1].end
        before = _BEFORE_TIME.search(left[:start])
        start, link = (before.start(), "") if before else (start, "from ")
        scope, span = read_scope(f"articles {link}{left[start:end]}", asked=asked, outlets=()), (start, end)
    if span and scope.published_from is None and scope.published_to is None:
        return scope, text
    left = f"{left[: span[0]]} {left[span[1] :]}" if span else left
    return replace(scope, outlets=tuple(sorted({name for mention in told for name in mention.outlets}))), left


def _left_over(text: str) -> bool:
    return any(word.lower() not in _LEFT_OVER for word in _WORD.findall(text))
