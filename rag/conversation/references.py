"""Words of a question that point to something outside it: "they", "that town", "there", "why?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.language.sentences import sentence_spans
from index.language.words import content_words
from rag.conversation.parts import ASKING_WORDS, HELPERS, without_opening
from rag.grammar.names import name_runs
from rag.grammar.tokens import Token, tokenize
from rag.grammar.verbs import AUXILIARIES, is_noun, is_plural, lemma

ReferenceKind = Literal["person", "thing", "group", "place", "time", "event", "noun", "definite"]

_PERSONAL: dict[str, tuple[ReferenceKind, bool]] = {
    "he": ("person", False), "she": ("person", False), "him": ("person", False), "his": ("person", True),
    "her": ("person", False), "hers": ("person", True), "it": ("thing", False), "its": ("thing", True),
    "they": ("group", False), "them": ("group", False), "their": ("group", True), "theirs": ("group", True),
}  # fmt: skip
_BEING = frozenset(("is", "are", "was", "were", "be", "been"))
_CLAUSE_OPENERS = frozenset(
    """
    that when while after before because if since until as to who which whose where and but or , :
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_PREPOSITIONS = frozenset(
    """
    in at on of from to for with by about around near outside against over after before under into towards during
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_SAY_SO = frozenset(("said", "say", "says", "think", "thinks", "thought", "do", "did", "believe", "why", "how", "know"))
_COMPARING = frozenset(("such", "same", "other"))
_POINTING = _COMPARING | {"this", "that", "these", "those"}
_TIMES = frozenset(("day", "days", "week", "month", "year", "morning", "evening", "afternoon", "night", "time"))
_TIMES |= {"weekend", "spring", "summer", "autumn", "fall", "winter", "season", "decade", "century", "weeks", "months"}
# Whoever writes more says what it is about.
_SHORT = 10
_UNIQUE = frozenset(
    """
    queen king pope moon sun world internet economy pandemic government weather war climate planet universe sky public
    future past media coronavirus euro dollar un eu us uk bible
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_NO_NOUNS = frozenset(("now", "still", "then", "there", "here", "today", "again", "so", "too", "yet", "long", "first"))
_NO_NOUNS |= ASKING_WORDS | AUXILIARIES | _PREPOSITIONS | _PERSONAL.keys() | {"that", "this", "and", "or", "but", "as"}
# Nouns and verbs that say nothing of what a question is about: "How many people died?".
_GENERAL = frozenset(
    stem
    for word in """
    people person man men woman women child children civilian soldier die kill injure wound hurt arrest happen
    begin start end finish respond response react reaction responsible announce report reporter press cause
    reason result victim number day date year time place next first last long many much exactly else far mean
    important true confirm believe know win lose plan cost help stop damage consequence explain detail more go
    come involve affect survive tell elaborate continue
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
    for stem in content_words(word)
)
_ABOUT = re.compile(
    r"\s*(?:(?:and|or|but|so)\s+)?(?:(?:what|how)\s+about\s+|(?=(?:in|at|of|from|for|on|near|around)\b))"
    r"(?P<about>.+?)\s*\??\s*$|\s*(?:and|or|but)\s+(?P<rest>.+?)\s*\??\s*$",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(r"\s*(?:and\s+|but\s+)?(?:what|how)\s+about\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The words at [start, end) of a question that point to something outside it; `noun` is theirs, if any."""

    start: int
    end: int
    kind: ReferenceKind
    possessive: bool = False
    noun: str = ""


def references(question: str, earlier: Sequence[str]) -> list[Reference]:
    """Return the words of a question that need the conversation, in order; `earlier` are its texts.

    A pronoun that a name or a noun of its own question explains needs none.
    """
    spans = sentence_spans(question)
    tokens = tokenize(question, 0, spans[0][1] if spans else 0)  # What comes behind leans on the first sentence.
    known = {token.lower for text in earlier for token in tokenize(text)}
    own = {place for first, last in name_runs(tokens) for place in range(first, last)}
    return list(_references(tokens, known, own))


def _references(tokens: Sequence[Token], known: set[str], names: set[int]) -> Iterator[Reference]:
    for place, token in enumerate(tokens):
        word = token.lower
        if word in _PERSONAL:
            if not _is_explained(tokens, place, names) and not _is_expletive(tokens, place):
                kind, possessive = _PERSONAL[word]
                possessive = possessive or (word == "her" and _noun_follows(tokens, place))
                yield Reference(start=token.start, end=token.end, kind=kind, possessive=possessive)
        elif word == "there":
            if not _is_existential(tokens, place):
                yield Reference(start=token.start, end=token.end, kind="place")
        elif word == "then" and place and _ends(tokens, place):
            yield Reference(start=token.start, end=token.end, kind="time")
        elif word == "so" and place and tokens[place - 1].lower in _SAY_SO and _ends(tokens, place):
            yield Reference(start=token.start, end=token.end, kind="event")
        elif word in _POINTING:
            yield from _pointing(tokens, place, known)
        elif word == "the":
            yield from _definite(tokens, place, known, names)


def _pointing(tokens: Sequence[Token], place: int, known: set[str]) -> Iterator[Reference]:
    word, behind = tokens[place].lower, tokens[place + 1] if place + 1 < len(tokens) else None
    before = tokens[place - 1].lower if place else ""
    if behind is None or not behind.text[0].isalpha() or _is_alone(tokens, place):
        of_people = word == "those" and behind is not None and behind.lower in _PREPOSITIONS | {"who", "whose"}
        if word not in _COMPARING and not of_people:
            alone: ReferenceKind = "group" if word in {"these", "those"} else "event"
            yield Reference(start=tokens[place].start, end=tokens[place].end, kind=alone)
        return
    if word == "that" and before not in _PREPOSITIONS | HELPERS | {""}:
        return  # "said that", "the troops that left"
    last = _end_of_noun(tokens, place + 1)
    words = [token.lower for token in tokens[place + 1 : last]]
    if not words or (word in {"this", "these"} and words[0] in _TIMES):
        return  # "this week" is told from the day of asking.
    if word in _COMPARING and not (before == "the" and words[-1] in known):
        return
    start = place - (before == "the")
    kind: ReferenceKind = "time" if words[-1] in _TIMES else "noun"
    yield Reference(start=tokens[start].start, end=tokens[last - 1].end, kind=kind, noun=" ".join(words))


def _definite(tokens: Sequence[Token], place: int, known: set[str], names: set[int]) -> Iterator[Reference]:
    """Yield "the plant" that nothing in the question tells from others, and the conversation speaks of."""
    last = _end_of_noun(tokens, place + 1)
    if last == place + 1 or {*range(place + 1, last)} & names:
        return
    behind = tokens[last].lower if last < len(tokens) else ""
    if behind in _PREPOSITIONS - {"in", "at", "on"} or behind in {"that", "who", "which", "'s", "’s"}:
        return
    if behind in {"in", "at", "on"} and last + 1 < len(tokens) and tokens[last + 1].is_name:
        return
    words = [token.lower for token in tokens[place + 1 : last]]
    if names or words[-1] in _UNIQUE or len(tokens) > _SHORT or not known >= {*words}:
        return
    noun = " ".join(words)
    yield Reference(start=tokens[place].start, end=tokens[last - 1].end, kind="definite", noun=noun)


def _end_of_noun(tokens: Sequence[Token], first: int) -> int:
    """Where the nouns and adjectives from a place on end."""
    place = first
    while place < len(tokens) and is_noun(tokens[place].text) and tokens[place].lower not in _NO_NOUNS:
        infinitive = lemma(tokens[place].text)
        if place > first and infinitive and not is_plural(tokens[place].text):
            break
        place += 1
    return place


def _is_alone(tokens: Sequence[Token], place: int) -> bool:
    """Whether "that" stands for itself: before a helping verb, a preposition or a participle, or at the end."""
    behind = tokens[place + 1].lower
    before = tokens[place - 1].lower if place else ""
    if behind in HELPERS | _PREPOSITIONS | ASKING_WORDS:
        return before in _PREPOSITIONS | HELPERS | {""}
    return before in _BEING and not is_noun(tokens[place + 1].text)


def _is_explained(tokens: Sequence[Token], place: int, names: set[int]) -> bool:
    """Whether a noun before a pronoun may be what it means: none of its own clause, unless it is a possessive."""
    kind, possessive = _PERSONAL[tokens[place].lower]
    possessive = possessive or (tokens[place].lower == "her" and _noun_follows(tokens, place))
    before = [at for at in range(place) if _may_explain(tokens, at, names, kind)]
    if not before:
        return _precedes_its_name(tokens, place, names)
    opens = place + 1 < len(tokens) and _begins_clause(tokens, place)
    governed = tokens[place - 1].lower in _PREPOSITIONS
    between = tokens[before[0] + 1 : place - governed]
    if tokens[before[0]].lower in ASKING_WORDS and not any(_is_verb(token) for token in between):
        return False
    return possessive or opens or any(token.lower in _CLAUSE_OPENERS for token in between)


def _is_verb(token: Token) -> bool:
    return token.lower not in HELPERS and not token.is_name and lemma(token.text) is not None


def _may_explain(tokens: Sequence[Token], place: int, names: set[int], kind: ReferenceKind) -> bool:
    if place in names:
        return True
    word = tokens[place].lower
    if kind == "group":
        return is_plural(word) and is_noun(word)
    if word in {"who", "which", "what"}:
        return place + 1 < len(tokens) and tokens[place + 1].lower not in HELPERS
    return place > 0 and tokens[place - 1].lower in {"the", "a", "an"} and is_noun(word)


def _precedes_its_name(tokens: Sequence[Token], place: int, names: set[int]) -> bool:
    """Whether the name comes behind: "With his 61st home run, …", "After he resigned, …"."""
    opening = tokens[0].lower in _PREPOSITIONS | {"when", "while", "as", "because", "although"}
    comma = next((at for at in range(place, len(tokens)) if tokens[at].text == ","), None)
    return opening and comma is not None and any(at > comma for at in names)


def _begins_clause(tokens: Sequence[Token], place: int) -> bool:
    """Whether a pronoun is the subject of a clause within the question: "… say it was …", "… when he spoke"."""
    behind = tokens[place + 1].lower
    return (behind in AUXILIARIES | {"'s", "’s"} or lemma(behind) is not None) and tokens[
        place - 1
    ].lower not in HELPERS


def _is_expletive(tokens: Sequence[Token], place: int) -> bool:
    """Whether "it" stands for nothing: "Is it true that…", "how long does it take to…"."""
    if tokens[place].lower != "it":
        return False
    rest = [token.lower for token in tokens[place + 1 :]]
    if rest[:1] == ["mean"] or rest[1:2] == ["official"]:
        return True
    joined = {"that", "to", "whether", "if", "for"} & {*rest[1:5]}
    being = place > 0 and tokens[place - 1].lower in _BEING and not lemma(rest[0] if rest else "")
    return bool(joined) and (being or rest[0] in _BEING | {"take", "cost", "true"})


def _is_existential(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1].lower if place else ""
    behind = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    return before in _BEING | {"has", "have", "will", "had"} or behind in _BEING or before == ""


def _noun_follows(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 < len(tokens) and is_noun(tokens[place + 1].text) and tokens[place + 1].lower not in _PREPOSITIONS


def _ends(tokens: Sequence[Token], place: int) -> bool:
    return all(not token.text[0].isalnum() for token in tokens[place + 1 :])


def is_elliptic(question: str, earlier: Sequence[str]) -> bool:
    """Whether a question has no statement of its own: "why?", "and of Luhansk?", "how many were killed?"."""
    if _WHAT_ABOUT.match(question):
        return True
    opened = without_opening(question)
    tokens = [token for token in tokenize(opened) if token.text[0].isalnum()]
    if _is_fragment(tokens, opened=opened != question):
        return True
    if name_runs(tokens) or not any(token.lower in ASKING_WORDS | HELPERS | {"more"} for token in tokens):
        return False
    if len(tokens) > _SHORT:
        return False
    known = {stem for text in earlier for stem in content_words(text)}
    return not {stem for stem in content_words(opened) if stem not in _GENERAL} - known


def _is_fragment(tokens: Sequence[Token], *, opened: bool) -> bool:
    """Whether no verb stands in it, and its first word asks, is a preposition, or stood behind "and"."""
    words = [token.lower for token in tokens]
    if words[:1] == ["according"] or (opened and len(words) <= 3):
        return len(words) <= 3
    if len(words) > _SHORT or any(word in HELPERS or lemma(word) not in {None, word} for word in words):
        return False
    if words and words[0] in {"who", "what", "which", "how"}:
        return not any(lemma(token.text) and not token.is_name for token in tokens[1:])
    if not words:
        return opened
    return words[0] in _PREPOSITIONS | ASKING_WORDS or (opened and len(words) <= 5)


def topic_named(question: str) -> str | None:
    """Return the new topic of "what about …?" and "and …?"; None for other questions."""
    found = _ABOUT.match(question)
    return (found["about"] or found["rest"]) if found else None
