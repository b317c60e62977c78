"""Whether phrases of a question and of a sentence stand for the same thing, as far as their words tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.language.types import Phrase, Sentence, Token
from index.language.words import content_words
from rag.evidence.evidence import EvidenceSentence

_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_PARTS_OF_NAMES = frozenset(("compound", "nmod", "amod", "nummod"))
_OWNING = _PARTS_OF_NAMES | {"poss"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a phrase is known by.

    Attributes:
        stems: of its content words.
        names: the stems of the name at its head, or of those that describe its head: "the Chernobyl plant".
        others: the stems of the names that stand elsewhere in it: "Ruiz's father", "the mayor of Tamsin".
        owners: those among them that own its head: "Ruiz's father".
        head: the stem of its head.
        is_open: whether it is a pronoun.
        is_new: whether it brings in something that was not told of before: "a plant".
    """

    stems: frozenset[str]
    names: frozenset[str]
    others: frozenset[str]
    owners: frozenset[str]
    head: str
    is_open: bool
    is_new: bool


def is_same(wanted: Words, told: Words) -> bool | None:
    """Say whether two phrases stand for the same; None where that is open."""
    if told.is_open:
        return None
    if wanted.names and told.names:
        return wanted.names <= told.names or told.names <= wanted.names
    if wanted.names:
        is_another = told.is_new or wanted.names <= told.owners
        return True if told.head in wanted.stems else False if is_another else None
    if told.names:
        return wanted.head in told.stems
    if wanted.others and told.others and wanted.others.isdisjoint(told.others):
        return False
    return True if wanted.head == told.head else None


def words_in(one: EvidenceSentence, phrase: Phrase) -> Words:
    """Return the words of a phrase of a sentence, or of what it surely stands for, and those of its appositions."""
    sentence = one.sentence
    resolved = sentence.resolved(phrase)
    home = next((found for found in (sentence, *one.before) if found.start <= resolved.start < found.end), sentence)
    words = words_of(home, resolved)
    also = [words_of(home, named) for named in named_by(home, resolved)]
    return replace(
        words,
        stems=words.stems.union(*(each.stems for each in also)),
        names=words.names.union(*(each.names for each in also)),
    )


def named_by(sentence: Sentence, phrase: Phrase) -> Iterator[Phrase]:
    """Yield what a sentence says that the thing is which a phrase stands for."""
    for clause in sentence.clauses:
        if clause.event == "be" and any(each.head == phrase.head for each in clause.who):
            yield from clause.what


def words_of(sentence: Sentence, phrase: Phrase) -> Words:
    """Return what a phrase is known by."""
    tokens = [(place, sentence.tokens[place]) for place in range(phrase.first, phrase.last)]
    head = sentence.tokens[phrase.head]
    proper = [(place, each) for place, each in tokens if each.pos == "PROPN" and not is_time(sentence, each.start)]
    own = {place for place, _ in proper if _hangs_on(sentence.tokens, place, phrase.head, _PARTS_OF_NAMES)}
    owning = [each for place, each in proper if _hangs_on(sentence.tokens, place, phrase.head, _OWNING)]
    marks = [each for _, each in tokens if each.head == phrase.head]
    return Words(
        stems=_stems(word for _, token in tokens for word in (token.text, token.lemma)),
        names=_stems(token.text for place, token in proper if place in own),
        others=_stems(token.text for place, token in proper if place not in own),
        owners=_stems(token.text for token in owning) if not own else frozenset(),
        head=next(iter(content_words(head.lemma)), ""),
        is_open=head.pos in {"PRON", "DET"},
        is_new=head.pos == "NOUN" and not any(each.dep == "poss" or each.text.lower() in _DEFINITE for each in marks),
    )


def all_names(sentence: Sentence, phrase: Phrase) -> frozenset[str]:
    """Return the stems of the names in a phrase."""
    words = words_of(sentence, phrase)
    return words.names | words.others


def is_time(sentence: Sentence, start: int) -> bool:
    """Say whether the word at an offset is part of a time."""
    return any(
        one.kind == "time" and sentence.tokens[one.first].start <= start < sentence.tokens[one.last - 1].end
        for one in sentence.entities
    )


def _hangs_on(tokens: Sequence[Token], place: int, head: int, deps: frozenset[str]) -> bool:
    """Whether a word is the head of a phrase or depends on it by some dependencies alone."""
    while place != head and tokens[place].dep in deps and tokens[place].head != place:
        place = tokens[place].head
    return place == head


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for word in words for stem in content_words(word))
