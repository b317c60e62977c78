"""The words of a question about the archive, and what they ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal, TypeAlias

from index.language.types import Token
from index.language.words import content_stem
from rag.question.question import Question

ArchiveSubject = Literal["count", "list", "newest", "oldest", "outlets", "days", "summary", "itself", "judgement"]
Span: TypeAlias = "tuple[int, int]"


class Role(Enum):
    """What a word is to an archive."""

    ARTICLE = auto()
    OUTLET = auto()
    ARCHIVE = auto()
    DAY = auto()
    NEWS = auto()
    NEWEST = auto()
    OLDEST = auto()
    LIST = auto()
    MENTION = auto()
    SUMMARY = auto()
    OTHER = auto()


# What is said of an archive, by lemma; what is new or old as it is written.
_VOCABULARY: dict[str, Role] = {
    **dict.fromkeys(("article", "story", "report", "item"), Role.ARTICLE),
    **dict.fromkeys(("outlet", "source", "newspaper", "publisher", "publication"), Role.OUTLET),
    **dict.fromkeys(("archive", "collection", "index", "database", "corpus"), Role.ARCHIVE),
    **dict.fromkeys(("date", "day", "year", "month", "period", "span", "time"), Role.DAY),
    **dict.fromkeys(("news", "everything", "anything"), Role.NEWS),
    **dict.fromkeys(("new", "newest", "latest", "recent", "last"), Role.NEWEST),
    **dict.fromkeys(("oldest", "earliest", "first"), Role.OLDEST),
    **dict.fromkeys(("list", "show", "give", "name", "tell", "know"), Role.LIST),
    **dict.fromkeys(("be", "do", "have", "hold", "contain", "store", "publish", "write"), Role.OTHER),
    **dict.fromkeys(("cover", "go", "come"), Role.OTHER),
    **dict.fromkeys(("many", "number", "different", "available", "far", "back", "old"), Role.OTHER),
    **dict.fromkeys(("mention", "discuss", "concern", "regard"), Role.MENTION),
    **dict.fromkeys(("summarise", "summarize", "summary", "overview"), Role.SUMMARY),
}
_SPOKEN_TO = frozenset(("i", "you", "me", "we", "us", "your", "our"))
# What Dateline may be asked about itself.
_ITSELF = frozenset(("you", "dateline", "this"))
_OF_ITSELF = frozenset((*_ITSELF, "who", "what", "how", "be", "can", "do", "i", "work", "ask", "help"))

_CLOSED = frozenset(("ADP", "AUX", "CCONJ", "DET", "INTJ", "PART", "PUNCT", "SCONJ"))
_PLURAL = frozenset(("NNS", "NNPS"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the sentence that asks, at [start, end) of it.

    `role`: what it is to an archive, None for any other word; `closed`: whether it is one of a closed class, which
    may stand in any question.
    """

    token: Token
    start: int
    end: int
    role: Role | None
    closed: bool

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.token.text.lower()

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a part of it stands at [start, end)."""
        return start < self.end and self.start < end


def word_of(token: Token, offset: int, timed: Sequence[Span]) -> Word:
    """Return a token of a sentence that begins at `offset`; words at the `timed` places of it tell when."""
    start, end = token.start - offset, token.end - offset
    forms = (token.text.lower(), token.lemma.lower(), token.text.lower().rstrip("s"))
    of_time = any(first < end and start < last for first, last in timed)
    role = None if of_time else next((_VOCABULARY[form] for form in forms if form in _VOCABULARY), None)
    stops = token.pos == "ADV" and content_stem(token.text) is None
    asks = token.tag.startswith(("W", "EX"))
    closed = token.pos in _CLOSED or stops or asks or token.text.lower() in _SPOKEN_TO
    return Word(token=token, start=start, end=end, role=role, closed=closed and token.dep != "neg")


def asks_about_itself(words: Sequence[Word]) -> bool:
    """Whether a question is about Dateline: "who are you?", "what can I ask?", "how does this work?"."""
    lemmas = {word.token.lemma.lower() for word in words if word.token.pos not in {"PUNCT", "INTJ"}}
    if not lemmas <= _OF_ITSELF:
        return False
    if "who" in lemmas:
        return lemmas == {"who", "be", "you"}
    if "what" in lemmas:
        return "ask" in lemmas or ("work" not in lemmas and bool(lemmas & _ITSELF))
    return "work" in lemmas if "how" in lemmas else "help" in lemmas and lemmas <= {"help", "i"}


class Asked:
    """What the words of a question ask of an archive.

    Attributes:
        roles: of its words.
        several: whether it speaks of articles.
        one: whether it speaks of one article.
    """

    def __init__(self, question: Question, words: Sequence[Word]) -> None:
        articles = [word for word in words if word.role is Role.ARTICLE]
        self.roles = {word.role for word in words}
        self.several = any(word.token.tag in _PLURAL for word in articles)
        self.one = bool(articles) and not self.several
        self._written = {word.lower for word in words}
        asking = {word.token.lemma.lower() for word in words if word.token.tag.startswith("W")}
        self._asks = bool(asking)
        self._names = not asking or bool(asking & {"what", "which"})
        self._when, self._where = "when" in asking, "where" in asking
        gap, start = question.gap, question.asking.start
        named = {word.role for word in words if gap and gap.start - start <= word.start < gap.end - start}
        how_many = question.kind == "how many"
        self._counts = (how_many and not named.isdisjoint((Role.ARTICLE, Role.OUTLET))) or "number" in self._written
        self._measures = how_many and not self._counts
        self._judges = any(is_judged(words, place) for place in range(len(words)))

    def subject(self) -> ArchiveSubject | None:
        """The subject of the question, if nothing is left over; None where it is none of an archive's."""
        return next((subject for subject, is_asked in self._subjects() if is_asked), None)

    def _subjects(self) -> Iterator[tuple[ArchiveSubject, bool]]:
        """Each subject with whether it is asked for; the first that is counts."""
        roles, names, several = self.roles, self._names, self.several
        yield "judgement", names and self._judges and not roles.isdisjoint((Role.ARTICLE, Role.OUTLET))
        dated = self.one and (names or self._when or self._measures)
        yield "newest", dated and Role.NEWEST in roles
        yield "oldest", dated and Role.OLDEST in roles
        yield "summary", Role.SUMMARY in roles and not self.one
        yield "outlets", Role.OUTLET in roles and (names or self._counts)
        yield "outlets", self._where and several
        yield "count", self._counts and several
        covered = not self.one and (
            several or Role.ARCHIVE in roles or not self._written.isdisjoint(("cover", "covered"))
        )
        yield "days", covered and (self._measures or (names and Role.DAY in roles) or (self._when and several))
        yield "list", names and several and Role.OLDEST not in roles and (self._asks or Role.LIST in roles)
        of_none = roles.isdisjoint((Role.ARTICLE, Role.ARCHIVE, Role.OUTLET))
        yield "list", names and of_none and not self._written.isdisjoint(("news", "new"))


def is_judged(words: Sequence[Word], place: int) -> bool:
    """Whether a word is a superlative, like "best" or "most important", of something that no archive records."""
    word, before = words[place], words[place - 1].token.tag if place else ""
    grades = any(behind.role in {Role.NEWEST, Role.OLDEST} for behind in words[place + 1 : place + 2])  # "most recent"
    return word.role is None and not grades and (word.token.tag == "JJS" or before == "RBS")
