"""Questions without a verb of their own, completed with the words of the last one: "why?", "and in Luhansk?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.language.arguments import PLACE_PREPOSITIONS
from index.language.types import Phrase
from rag.conversation.mentions import filler
from rag.conversation.rewording import agreeing, asked_anew, asks_for_circumstance, is_plural, joined
from rag.conversation.turns import Asked, Told
from rag.question.reading import kind_of_noun

_NOUNS = frozenset(("NOUN", "PROPN"))
_STANDING_IN = frozenset(("one", "ones", "that", "those"))
_MODIFIERS = ("acl", "amod", "relcl")


def leans(asked: Asked) -> bool:
    """Whether a question without a verb is part of a conversation: not "gas prices", and not "thanks"."""
    if asked.start == asked.end or asked.tokens[asked.start].pos == "PUNCT":
        return False
    first, joins = asked.tokens[asked.start], any(token.pos == "CCONJ" for token in asked.tokens[: asked.start])
    asks = asked.text.rstrip().endswith("?")
    points = any(token.pos in {"PRON", "DET"} or token.tag == "PRP$" for token in asked.tokens)
    named = all(token.pos == "PROPN" for token in asked.tokens[asked.start : asked.end])
    return joins or asked.asking.word is not None or first.pos in {"ADP", "SCONJ"} or (asks and (points or named))


def completed(asked: Asked, told: Sequence[Told]) -> str | None:
    """Return a question without a verb with the words of the last one; None where they do not go together."""
    last = told[-1]
    topic = _topic(asked)
    if topic is not None:
        return _swapped(asked, topic, last.asked)
    words = asked.asking_words
    if words is None:
        return _swapped(asked, asked.start, last.asked)
    return _asked_anew(asked, words, last) or _asked_alike(asked, last.asked)


def _topic(asked: Asked) -> int | None:
    """Where the topic begins of "what about Kyiv?" and "and Kyiv?"."""
    tokens, start = asked.tokens, asked.start
    pair = [token.text.lower() for token in tokens[start : start + 2]]
    if pair in (["what", "about"], ["how", "about"]) and start + 2 < asked.end:
        return start + 2
    return start if asked.asking.word is None and asked.start < asked.end else None


def _asked_anew(asked: Asked, words: tuple[int, int], last: Told) -> str | None:
    """The last question for another circumstance: "why?", "since when?", "on what day?", "why later than planned?"."""
    first, end = words
    word = asked.asking.word or first
    head = asked.tokens[asked.asking.gap.head] if asked.asking.gap is not None else asked.tokens[first]
    if asked.tokens[word].tag == "WRB" and asked.tokens[word].lemma.lower() != "how":
        end = word + 1
    preposition = ""
    if head.pos in _NOUNS and first == (asked.asking.word or 0):
        preposition = _preposition(head.lemma)
        if not preposition:
            return None
    elif first == asked.asking.word and head.pos not in {"ADV", "SCONJ"}:
        return None
    while end < asked.end and asked.tokens[end].pos == "ADV" and end + 1 == asked.end:
        end += 1  # "where exactly"
    given = filler(last)
    new = joined(preposition, asked.words(first, end))
    found = asked_anew(last.asked, new, None if given is None else given.text)
    return None if found is None else joined(found, asked.words(end))


def _preposition(noun: str) -> str:
    """What stands before "town" or "day" where it tells the place or the time of something."""
    kind = kind_of_noun(noun)
    return "in" if kind == "where" else ("on" if noun.lower() in {"date", "day"} else "in") if kind == "when" else ""


def _asked_alike(asked: Asked, last: Asked) -> str | None:
    """The last question for another thing of the kind it asks for: "how many soldiers?", "who else?"."""
    gap, new, old = last.asking.gap, asked.asking.word, last.asking.word
    if gap is None or new is None or old is None or asked.tokens[new].lemma.lower() != last.tokens[old].lemma.lower():
        return None
    own = asked.asking.gap
    alike = own is not None and (asked.tokens[own.head].pos in _NOUNS) == (last.tokens[gap.head].pos in _NOUNS)
    if not alike or asked.words(asked.start) == last.words(gap.first, gap.last):
        return None
    return joined(last.words(last.start, gap.first), asked.words(asked.start), last.words(gap.last))


def _swapped(asked: Asked, first: int, last: Asked) -> str | None:
    """The last question with a new topic in the place of its like."""
    stands_in = asked.tokens[first].text.lower() in _STANDING_IN and first + 1 < asked.end
    first += stands_in  # "those around Kyiv"
    head, topic = asked.tokens[first], asked.words(first)
    if head.pos not in {"PRON", "PROPN"}:
        topic = topic[:1].lower() + topic[1:]
    if head.pos == "ADP" or head.lemma.lower() == "accord":
        return _with_phrase(asked, first, topic, last, of_noun=stands_in)
    topmost = (at for at in range(first, asked.end) if asked.tokens[at].head == at or asked.tokens[at].head < first)
    place = next(topmost, None)
    is_time = place is not None and (asked.tokens[place].pos == "ADV" or asked.tree.entity_kind(place) == "time")
    if place is None or is_time or asked.tokens[place].pos not in _NOUNS:
        return joined(last.words(last.start), topic) if is_time else None
    return _with_noun(asked, place, topic, last)


def _with_phrase(asked: Asked, first: int, topic: str, last: Asked, *, of_noun: bool) -> str:
    """The last question with "in Luhansk" in the place of "in Donetsk", else at its end."""
    found = list(_phrases_like(asked, first, last, of_noun=of_noun))
    if found:
        start, end = found[-1]
        return joined(last.words(last.start, start), topic, last.words(end))
    if asked.tokens[first].lemma.lower() == "accord":
        return f"{last.words(last.start)}, {topic}"
    return joined(last.words(last.start), topic)


def _phrases_like(asked: Asked, first: int, last: Asked, *, of_noun: bool) -> Iterator[tuple[int, int]]:
    word, kind = asked.tokens[first].text.lower(), _kind_behind(asked, first)
    asking = last.asking_words or (0, 0)
    for place, token in enumerate(last.tokens):
        start, end = last.whole(place)
        is_phrase = token.text.lower() == "according" or token.pos == "ADP"
        if not is_phrase or start != place or start == asking[0] or end > last.end:
            continue
        both_places = kind == _kind_behind(last, place) != ""
        fits = last.tokens[token.head].pos in _NOUNS if of_noun else both_places
        if token.text.lower() == word or fits:
            yield start, end


def _kind_behind(asked: Asked, place: int) -> str:
    """Whether a preposition tells a place or a time, "" where it tells neither."""
    kind = next((asked.tree.entity_kind(at) for at in asked.tree.children(place, "pobj")), "")
    if kind == "time":
        return kind
    return "place" if kind == "place" or asked.tokens[place].text.lower() in PLACE_PREPOSITIONS else ""


def _with_noun(asked: Asked, place: int, topic: str, last: Asked) -> str | None:
    """The last question with a name or a thing in the place of one like it."""
    owning = asked.tokens[asked.end - 1].tag == "POS"
    owned = asked.tree.child(place, "poss") is not None
    if owned and asked.tree.child(place, *_MODIFIERS) is not None:
        return None  # "The company's own figure" is no other company.
    ranked = [(_likeness(asked, place, last, phrase, owning=owning), phrase) for phrase in _nouns(last)]
    best, found = max(ranked, key=lambda one: (one[0], -one[1].first), default=(0.0, None))
    if found is None or best < 1:
        return None
    end = max(found.last, last.whole(found.head)[1]) if last.tree.child(found.head, "relcl") is not None else found.last
    if owning and end < last.end and last.tokens[end].tag == "POS":
        end += 1
    swapped = joined(last.words(last.start, found.first), topic, last.words(end))
    return _with_agreement(swapped, found, last, plural=is_plural(asked.tokens[place]))


def _nouns(last: Asked) -> Iterator[Phrase]:
    word = last.asking.word
    for place, token in enumerate(last.tokens):
        if token.pos in _NOUNS and token.dep != "compound" and last.tree.entity_kind(place) not in {"time", "number"}:
            phrase = last.tree.phrase(place)
            if word is None or not phrase.first <= word < phrase.last:
                yield phrase


def _likeness(asked: Asked, place: int, last: Asked, phrase: Phrase, *, owning: bool) -> float:
    """How well a new topic fits in the place of a phrase; below 1 it does not."""
    new, old = asked.tokens[place], last.tokens[phrase.head]
    owns = old.dep == "poss"
    if owning:
        return 2.0 if owns else 0.0
    subject = last.verb is not None and phrase.head in _topics(last)
    kinds = asked.tree.entity_kind(place), last.tree.entity_kind(phrase.head)
    named = new.pos == old.pos == "PROPN"
    return (
        1.5 * named
        + 1.0 * (subject and not (new.pos == "PROPN" != old.pos and "place" in kinds))
        + 0.5 * (named and kinds[0] == kinds[1])
        + 0.25 * (is_plural(new) == is_plural(old))
        - 0.5 * owns
    )


def _topics(last: Asked) -> set[int]:
    """The heads of what a question is about: its subjects, and "schools" of "what share of schools"."""
    subjects = set() if last.verb is None else set(last.tree.subjects(last.verb))
    if last.asking.gap is not None:
        of = [at for at in last.tree.children(last.asking.gap.head, "prep") if last.tokens[at].text.lower() == "of"]
        subjects |= {behind for at in of for behind in last.tree.children(at, "pobj")}
    return subjects


def _with_agreement(swapped: str, phrase: Phrase, last: Asked, *, plural: bool) -> str:
    """A question whose subject was swapped, with its auxiliary in the number of the new one."""
    auxiliary = last.asking.auxiliary
    if auxiliary is None or last.verb is None or phrase.head not in last.tree.subjects(last.verb):
        return swapped
    before = last.words(last.start, auxiliary)
    rest = swapped[len(before) :].lstrip()
    word = last.tokens[auxiliary].text
    return joined(before, agreeing(word, plural=plural), rest[len(word) :].lstrip())


def asks_when_it_was(asked: Asked) -> bool:
    """Whether a question asks for a circumstance of what was told, and no more: "when was that?"."""
    clause = asked.asking.clause
    if clause is None or clause.event not in {"be", "happen"} or asked.asking.gap is None:
        return False
    others = [phrase for phrase in clause.arguments if phrase != asked.asking.gap]
    pronouns = all(phrase.text.lower() in {"it", "that", "this"} for phrase in others)
    return asks_for_circumstance(asked) and pronouns and bool(others)


def asked_when_it_was(asked: Asked, last: Told) -> str | None:
    """Return the last question for the circumstance that this one asks for."""
    words, given = asked.asking_words, filler(last)
    return None if words is None else asked_anew(last.asked, asked.words(*words), given.text if given else None)
