"""A question in other words of its own: as a statement, asked for something else, with another thing in it.

Nothing is inflected but auxiliaries: forms of verbs come from the conversation, or are the infinitive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.language.types import Token
from rag.conversation.turns import Asked, Told, all_tokens

_BEFORE_MARK = re.compile(r" (?=[,;.?!])")
_CIRCUMSTANCES = frozenset(("advmod", "npadvmod", "pcomp"))
# The forms of auxiliaries behind one and behind several.
_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}
_SINGULAR = {plural: singular for singular, plural in _PLURAL.items()}
_OF_DO = {"VBD": "did", "VBZ": "does", "VBP": "do"}


def joined(*parts: str) -> str:
    """Some words with one space between them, and none before a mark."""
    return _BEFORE_MARK.sub("", " ".join(part for part in parts if part))


def is_plural(token: Token) -> bool:
    """Whether a noun stands in the plural."""
    return token.tag in {"NNS", "NNPS"}


def agreeing(auxiliary: str, *, plural: bool) -> str:
    """Return an auxiliary as it stands with one or several: "was", "were"."""
    return (_PLURAL if plural else _SINGULAR).get(auxiliary.lower(), auxiliary)


def asks_for_circumstance(asked: Asked) -> bool:
    """Whether a time, a place, a reason or a manner is asked for, or the truth: all else is told by the question."""
    if asked.asking.gap is None:
        return True
    head = asked.tokens[asked.asking.gap.head]
    behind = head.dep == "pobj" and head.head < asked.asking.gap.head
    return behind or head.dep in _CIRCUMSTANCES


def statement_of(asked: Asked, told: Sequence[Told]) -> tuple[str, str] | None:
    """Return the subject of a question and what it takes for given of it: ("troops", "left Chernobyl").

    None where something is left open, or where the form of the verb stands nowhere in the conversation.
    """
    return _statement(asked, told) if asks_for_circumstance(asked) else None


def _statement(asked: Asked, told: Sequence[Told]) -> tuple[str, str] | None:
    """The subject and the rest of an inverted question, without what is asked for."""
    auxiliary, verb = asked.asking.auxiliary, asked.verb
    if auxiliary is None or verb is None:
        return None
    subject = next((at for at in asked.tree.subjects(verb) if at > auxiliary), None)
    if subject is None:
        return None
    first, last = asked.whole(subject)
    if first != auxiliary + 1 or last > asked.end or (verb == auxiliary and last == asked.end):
        return None
    said, rest = asked.tokens[auxiliary], asked.words(last)
    if said.lemma.lower() != "do":
        return asked.words(first, last), joined(said.text.lower(), rest)
    form = asked.tokens[verb].text if said.tag == "VBP" else _form(asked.tokens[verb].lemma, said.tag, told)
    if form is None or verb < last:
        return None
    return asked.words(first, last), joined(asked.words(last, verb), form, asked.words(verb + 1))


def _form(lemma: str, tag: str, told: Sequence[Told]) -> str | None:
    """A form of a verb, where the conversation has it."""
    found = (token.text for token in all_tokens(told) if token.tag == tag and token.lemma.lower() == lemma.lower())
    return next(found, None)


def asked_anew(asked: Asked, words: str, filler: str | None) -> str | None:
    """Return a question with other asking words, which ask for a circumstance: "why" of "When did troops leave?".

    `filler` is what the answer gave for what was asked. None where it cannot be put into words.
    """
    asking = asked.asking_words
    if asked.asking.auxiliary is not None:
        leading = "" if asking is None else asked.words(asked.start, asking[0])
        body = _body(asked, asked.asking.auxiliary, words, filler)
    else:
        leading, body = "", _inverted(asked, filler)
    return None if body is None else joined(leading, words, body)


def _body(asked: Asked, auxiliary: int, words: str, filler: str | None) -> str | None:
    """The words from an inverted auxiliary on, with what was asked for put back in its place."""
    first, gap = asked.tokens[auxiliary].text.lower(), asked.asking.gap
    if asks_for_circumstance(asked) or gap is None:
        return joined(first, asked.words(auxiliary + 1))
    if asked.verb == auxiliary:
        return _body_of_being(asked, auxiliary, words, filler)
    place = asked.tokens[gap.head].head + 1
    is_argument = asked.tokens[gap.head].dep in {"dobj", "oprd", "pobj"} and place > auxiliary
    put_back = named_gap(asked) or (filler if asked.tokens[gap.head].tag == "WP" and _is_who(asked) else "that")
    if not is_argument or put_back is None:
        return None
    while place < asked.end and asked.tokens[place].dep == "prt":
        place += 1
    return joined(first, asked.words(auxiliary + 1, place), put_back, asked.words(place))


def _is_who(asked: Asked) -> bool:
    return asked.asking.word is not None and asked.tokens[asked.asking.word].lemma.lower() in {"who", "whom"}


def _body_of_being(asked: Asked, auxiliary: int, words: str, filler: str | None) -> str | None:
    """The rest of "Who was the mayor?": "was Ana Ruiz the mayor"; of "What is the summit?": "is the summit"."""
    being = asked.tokens[auxiliary].text.lower()
    if _is_who(asked):
        return None if filler is None else joined(being, filler, asked.words(auxiliary + 1))
    asks_place_or_time = words.lower().split()[0] in {"when", "where"}
    return joined(being, asked.words(auxiliary + 1)) if asks_place_or_time else None


def _inverted(asked: Asked, filler: str | None) -> str | None:
    """The predicate of a question for its subject, behind that subject: "did the dam burst" of "Which dam burst?"."""
    gap, verb = asked.asking.gap, asked.verb
    if gap is None or verb is None or asked.tokens[gap.head].head != verb or gap.last > verb:
        return None
    subject = (filler if _is_who(asked) else None) or named_gap(asked) or (None if _is_who(asked) else "that")
    if subject is None:
        return None
    auxiliaries = [at for at in asked.tree.children(verb, "aux", "auxpass") if at > gap.head]
    first = asked.tokens[auxiliaries[0] if auxiliaries else verb]
    if auxiliaries or first.pos == "AUX":
        place = auxiliaries[0] if auxiliaries else verb
        return joined(first.text.lower(), subject, asked.words(gap.last, place), asked.words(place + 1))
    helping = _OF_DO.get(first.tag)
    rest = joined(asked.words(gap.last, verb), first.lemma, asked.words(verb + 1))
    return None if helping is None else joined(helping, subject, rest)


def named_gap(asked: Asked) -> str | None:
    """Return what is asked for by its noun, "the reactor" of "which reactor"; None where no noun names it."""
    gap, word = asked.asking.gap, asked.asking.word
    if gap is None or word is None or asked.tokens[gap.head].pos not in {"NOUN", "PROPN"}:
        return None
    first = next(
        (at for at in range(word + 1, gap.last) if asked.tokens[at].lemma.lower() not in {"many", "much"}), None
    )
    if first is None or asked.tokens[word].tag == "WP$":
        return None
    return f"the {asked.words(first, gap.last)}"


def relative_of(asked: Asked, told: Sequence[Told]) -> str | None:
    """Return what is asked for with all that is told of it: "the reactor that blew up at Chernobyl"."""
    named, gap, verb = named_gap(asked), asked.asking.gap, asked.verb
    if named is None or gap is None or verb is None:
        return None
    if asked.asking.auxiliary is None:
        return joined(named, "that", asked.words(gap.last)) if asked.tokens[gap.head].head == verb else named
    statement = None if asks_for_circumstance(asked) or verb == asked.asking.auxiliary else _statement(asked, told)
    return named if statement is None else joined(named, "that", *statement)
