"""The names of a sentence as values: entities and runs of proper nouns, as the parser tells them."""

from __future__ import annotations

from collections.abc import Iterator

from index.language.types import Phrase, Sentence
from index.language.words import content_words
from rag.evidence.values import Value

_NAMES = frozenset(("person", "organisation", "place", "group", "other"))


def names_in(sentence: Sentence) -> Iterator[Value]:
    """Yield the names of a sentence that stand for something: no "Russian" of "Russian troops"."""
    for first, last in _names(sentence):
        if not _describes(sentence, first, last):
            yield from _value(sentence, first, last)


def name_stems(sentence: Sentence) -> Iterator[frozenset[str]]:
    """Yield the stems of each name of a sentence, also of those that only describe a noun."""
    for first, last in _names(sentence):
        yield frozenset(stem for token in sentence.tokens[first:last] for stem in content_words(token.text))


def surnames(sentence: Sentence) -> frozenset[str]:
    """Return the stems of the last word of each name, which stands for the whole: "Ruiz" for "Ana Ruiz"."""
    last = (content_words(sentence.tokens[last - 1].text) for _, last in _names(sentence))
    return frozenset(stem for stems in last for stem in stems)


def name_of(sentence: Sentence, phrase: Phrase) -> Value | None:
    """Return the name at the head of a phrase, without title and article; None where no name stands there."""
    head = phrase.head
    entity = sentence.entity_of(phrase)
    is_proper = sentence.tokens[head].pos == "PROPN"
    if entity is not None:
        is_name = entity.kind in _NAMES and sentence.tokens[entity.last - 1].pos != "ADJ"
        stands = is_name and (is_proper or entity.last - 1 == head)
        return next(_value(sentence, entity.first, entity.last), None) if stands else None
    if not is_proper:
        return None
    first = head
    while first > phrase.first and sentence.tokens[first - 1].pos == "PROPN":
        first -= 1
    return next(_value(sentence, first, head + 1), None)


def _names(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The places [first, last) of each name."""
    last = 0
    for place in range(len(sentence.tokens)):
        stop = _end_of_name(sentence, place) if place >= last else place
        if stop > place:
            last = stop
            yield place, stop


def _end_of_name(sentence: Sentence, place: int) -> int:
    """The place behind the name that begins at a place, the place itself where none does."""
    entity = next((one for one in sentence.entities if one.first == place), None)
    if entity is not None:
        return entity.last if entity.kind in _NAMES else place
    stop = place
    while stop < len(sentence.tokens) and sentence.tokens[stop].pos == "PROPN" and not _in_entity(sentence, stop):
        stop += 1
    return stop


def _in_entity(sentence: Sentence, place: int) -> bool:
    return any(one.first <= place < one.last for one in sentence.entities)


def _describes(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a name only describes the noun behind it."""
    token = sentence.tokens[last - 1]
    if token.pos == "ADJ":
        return True
    return (
        token.dep in {"amod", "compound", "nmod"} and token.head >= last and sentence.tokens[token.head].pos == "NOUN"
    )


def _value(sentence: Sentence, first: int, last: int) -> Iterator[Value]:
    tokens = sentence.tokens
    while first < last and tokens[first].pos in {"DET", "PUNCT"}:
        first += 1
    while last > first and (tokens[last - 1].tag == "POS" or tokens[last - 1].pos == "PUNCT"):
        last -= 1
    if first == last:
        return
    start, end = tokens[first].start, tokens[last - 1].end
    offset = start - sentence.start
    words = [token.text for token in tokens[first:last] if token.text[0].isalnum()]
    yield Value(start=start, end=end, text=sentence.text[offset : offset + end - start], normalised=" ".join(words))
