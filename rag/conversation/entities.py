"""What a conversation speaks of: the people, groups, things, places and times of its questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.dates import resolve
from index.language.sentences import sentence_spans
from rag.conversation.parts import parts_of
from rag.grammar.names import name_runs
from rag.grammar.tokens import Token, tokenize
from rag.grammar.verbs import is_plural
from rag.question.kind import AnswerKind, kind_of

EntityKind = Literal["person", "group", "thing", "place", "time"]

_ROLES = frozenset(
    """
    president minister chancellor king queen pope prince princess governor mayor senator secretary spokesman
    spokeswoman spokesperson chief leader director general commander judge professor doctor official mr mrs ms dr sir
    chairman chairwoman ceo founder author actor actress singer player coach lawyer prosecutor analyst captain colonel
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_ORGANISATIONS = frozenset(
    """
    agency ministry company party union council committee commission army navy force forces directorate staff office
    court bank university institute house department group association nations state states republic kingdom
    federation parliament congress senate sun times post guardian jazeera telegram facebook twitter
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_PLACE_NOUNS = frozenset(
    """
    town city village country region area zone plant station port capital province district suburb island border
    state county place neighbourhood building hospital airport camp part
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_PLACE_WORDS = frozenset(("in", "at", "near", "from", "around", "outside", "to", "towards", "into", "of"))
_SAYING = frozenset(("said", "says", "say", "told", "claimed", "wrote", "has", "explained", "added", "answered"))
_PRONOUNS = frozenset(
    """
    i you we he she it they him her them this that these those so there one ones his its their who which what
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_NO_NAMES = frozenset(("who", "which", "what", "how", "when", "where", "why", "according", "approximately", "despite"))
_PHRASE = re.compile(
    r"\b(?:the|a|an)\s+(?:[\w’'-]+\s+){0,3}?[\w’'-]+(?:\s+(?:of|in|at|near|from)\s+(?:the\s+)?[A-Z][\w’'-]*)?(?=\s+(?:of|in|at|near|from|to|on|for|with|by|and|that|who|outside"
    r"|around|over|about|before|after|still|directly)\b|\s*[,;.?]|\s*$)",
    re.IGNORECASE,
)
_SENTENCES_READ = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Something that may be meant by a pronoun; `text` is how to name it so that it can be told from others.

    `weight` is how likely it is among those of its turn; `of_answer`: it comes from an answer.
    """

    text: str
    kind: EntityKind
    weight: float
    plural: bool = False
    of_answer: bool = False


def entities_of(question: str, answer: str, *, asked: date) -> list[Entity]:
    """Return what a question, complete in itself, and its answer speak of, the likeliest to be meant first."""
    found = [*_of_question(question), *_of_answer(question, answer, asked)]
    best: dict[tuple[str, EntityKind], Entity] = {}
    for entity in sorted(found, key=lambda one: -one.weight):
        best.setdefault((entity.text.lower(), entity.kind), entity)
    return list(best.values())


def head_of(phrase: str) -> str:
    """Return the noun that a phrase is about: "convoy" of "the Russian convoy outside Kyiv"."""
    words: list[str] = []
    for token in tokenize(phrase):
        if words and (token.lower in _PLACE_WORDS or token.lower in {"that", "who", "which", "for", "on", "with", ","}):
            break
        words.append(token.text)
    return words[-1] if words else ""


def _of_question(question: str) -> Iterator[Entity]:
    parts = parts_of(question)
    if parts.subject and parts.subject.lower() not in _PRONOUNS:
        yield _described(parts.described, weight=3.0)
    if parts.answer:
        yield _described(parts.answer, weight=2.5 if parts.asking.lower().startswith("how") else 3.2, noun=parts.noun)
    for text in (parts.rest, parts.asking):
        yield from (_named(found, weight=1.7 if found.place else 2.0) for found in _names(text))
    yield from (_named(found, weight=1.5) for found in _names(parts.subject))
    for phrase in _PHRASE.finditer(parts.rest):
        yield _described(phrase[0].strip(), weight=1.8)


def _described(phrase: str, *, weight: float, noun: str = "") -> Entity:
    head = head_of(noun or phrase)
    names = _names(phrase)
    if names and names[0].text.removeprefix("the ") == phrase.removeprefix("the "):
        return _named(names[0], weight=weight)
    kind: EntityKind = "thing"
    if head.lower() in _ROLES:
        kind = "person"
    elif head.lower() in _PLACE_NOUNS:
        kind = "place"
    return Entity(text=phrase, kind="group" if is_plural(head) else kind, weight=weight, plural=is_plural(head))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A name as it stands in a text, and what its surroundings say of it; `weight` is that for a person."""

    text: str
    place: bool
    weight: float


def _named(name: _Name, *, weight: float, of_answer: bool = False) -> Entity:
    kind: EntityKind = "place" if name.place else "person" if name.weight > 0 else "thing"
    return Entity(text=name.text, kind=kind, weight=weight, of_answer=of_answer)


def _names(text: str) -> list[_Name]:
    tokens = tokenize(text)
    runs = name_runs(tokens)
    return [_name(text, tokens, first, last) for first, last in runs if tokens[first].lower not in _NO_NAMES]


def _name(text: str, tokens: Sequence[Token], first: int, last: int) -> _Name:
    words = [token.lower for token in tokens[first:last]]
    before = [token.lower for token in tokens[max(first - 3, 0) : first]]
    after = [token.lower for token in tokens[last : last + 3]]
    place = before[-1:] and (before[-1] in _PLACE_WORDS or (before[-1] == "the" and before[-2:-1] == ["in"]))
    shouted = any(token.text.isupper() and len(token.text) > 1 for token in tokens[first:last])
    weight = 1.0 if last - first > 1 else 0.0
    weight += 2.0 * bool(_ROLES & {*before})
    weight += 1.0 * (after[:1] == [","] and bool({"who", "a", "an", "the"} & {*after}))
    weight += 0.5 * bool(_SAYING & {*after[:2]})
    weight -= 3.0 * bool(_ORGANISATIONS & {*words}) + 2.0 * bool(shouted) + 1.0 * (before[-1:] == ["the"])
    weight -= 1.0 * bool(place)
    possessive = after[:1] in (["'s"], ["’s"]) and tokens[min(last + 1, len(tokens) - 1)].is_name
    weight -= 0.5 * possessive  # "Ukraine's Kalush Orchestra"
    first -= before[-1:] == ["the"]
    return _Name(
        text=text[tokens[first].start : tokens[last - 1].end], place=bool(place) and weight <= 0, weight=weight
    )


def _of_answer(question: str, answer: str, asked: date) -> Iterator[Entity]:
    kind = kind_of(question)
    known = {token.lower for token in tokenize(question)}
    for order, (start, end) in enumerate(sentence_spans(answer)[:_SENTENCES_READ]):
        sentence = answer[start:end]
        later = order * 1.0
        for name in _names(sentence):
            if not all(word.lower() in known for word in name.text.split()[-1:]):
                yield _answering(name, kind, later)
        for time in resolve(sentence, asked)[:1]:
            yield Entity(text=time.text, kind="time", weight=2.0 - later, of_answer=True)


def _answering(name: _Name, kind: AnswerKind, later: float) -> Entity:
    wanted = kind == "who" or (kind == "where" and name.place)
    weight = (4.0 if wanted else 1.0) + name.weight / 10 - later
    return _named(name, weight=weight, of_answer=True)
