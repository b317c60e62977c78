"""Words of a question that point to something outside it: "they", "that town", "there", "the plant"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.language.questions import TIME_NOUNS
from index.language.words import content_words
from rag.conversation.rewording import is_plural
from rag.conversation.turns import Asked
from rag.question.reading import kind_of_noun

PointerKind = Literal["person", "thing", "group", "place", "event", "noun", "definite"]

_KINDS: dict[str, PointerKind] = {
    **dict.fromkeys(("he", "she", "him", "her", "his", "hers"), "person"),
    **dict.fromkeys(("it", "its"), "thing"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "group"),
}
_DEMONSTRATIVES = frozenset(("this", "that", "these", "those"))
_NOUNS = frozenset(("NOUN", "PROPN"))
# "It takes a day to…" is of no thing.
_IMPERSONAL = frozenset(("cost", "seem", "take"))
# Whoever writes more says what it is about.
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Pointer:
    """The tokens at the places [first, last) that point to something; `noun` is the lemma of their noun, if any."""

    kind: PointerKind
    first: int
    last: int
    possessive: bool = False
    noun: str = ""


def pointers(asked: Asked, known: frozenset[str], *, leads: bool = False) -> list[Pointer]:
    """Return the words of a question that need the conversation, whose stems are `known`; in order.

    A pronoun that a noun of its own question may explain needs none; in a sentence that `leads` up to a question, any
    noun may.
    """
    found: list[Pointer] = []
    for place, token in enumerate(asked.tokens):
        word = token.text.lower()
        if word in _KINDS and token.pos == "PRON":
            if not _is_explained(asked, place, leads=leads) and not _is_expletive(asked, place):
                found.append(Pointer(_KINDS[word], place, place + 1, possessive=token.tag == "PRP$" or word == "hers"))
        elif word == "there" and token.tag != "EX":
            if not any(_names_a_place(asked, at) for at in range(place)):
                found.append(Pointer("place", place, place + 1))
        elif word in _DEMONSTRATIVES:
            found.extend(_demonstrative(asked, place, known))
        elif word == "the" and token.dep == "det":
            found.extend(_definite(asked, place, known))
        elif _is_event_adverb(asked, place):
            found.append(Pointer("event", place, place + 1))
    return found


def _is_event_adverb(asked: Asked, place: int) -> bool:
    """Whether "so" or "then" ends a question: "who said so?"."""
    token = asked.tokens[place]
    return token.text.lower() in {"so", "then"} and 0 < place == asked.end - 1 and token.pos == "ADV"


def _demonstrative(asked: Asked, place: int, known: frozenset[str]) -> Iterator[Pointer]:
    token = asked.tokens[place]
    if token.tag in {"WDT", "IN"} or token.dep in {"mark", "advmod"}:
        return
    if token.dep != "det":
        if asked.tree.child(place, "acl", "prep", "relcl") is None:
            yield Pointer("group" if token.text.lower() in {"these", "those"} else "event", place, place + 1)
        return
    noun = asked.tokens[token.head]
    is_now = token.text.lower() in {"this", "these"}
    is_time = noun.lemma.lower() in TIME_NOUNS or asked.tree.entity_kind(token.head) == "time"
    told_of = set(content_words(noun.text)) <= known or kind_of_noun(noun.lemma) in {"where", "who"}
    if (is_now and is_time) or asked.tree.child(token.head, "acl", "prep", "relcl", "poss") is not None:
        return  # "This week" is told from the day of asking.
    if token.head > place and noun.pos == "NOUN" and told_of:
        yield Pointer("noun", place, token.head + 1, noun=noun.lemma.lower())


def _definite(asked: Asked, place: int, known: frozenset[str]) -> Iterator[Pointer]:
    """What nothing in the question tells from others, and the conversation speaks of: "the plant"."""
    head = asked.tokens[place].head
    if head < place or asked.tokens[head].pos != "NOUN" or len(asked.tokens) > _SHORT:
        return
    inside = set(asked.tree.subtree(head))
    plain = inside == set(range(place, head + 1)) and not any(asked.tokens[at].dep == "poss" for at in inside)
    named = any(token.pos == "PROPN" for token in asked.tokens)
    stems = {stem for at in range(place + 1, head + 1) for stem in content_words(asked.tokens[at].text)}
    if plain and not named and stems and stems <= known:
        yield Pointer("definite", place, head + 1, noun=asked.tokens[head].lemma.lower())


def _is_explained(asked: Asked, place: int, *, leads: bool) -> bool:
    """Whether a noun of the question may be what a pronoun means: before it, and in another clause unless it owns.

    Source: principle B of Chomsky 1981, Lectures on Government and Binding.
    """
    kind, possessive = _KINDS[asked.tokens[place].text.lower()], asked.tokens[place].tag == "PRP$"
    fitting = [at for at in range(asked.end) if at != place and _may_be(asked, at, kind, leads=leads)]
    before = [at for at in fitting if at < place]
    if possessive:
        before = [at for at in before if not _is_inside(asked, place, at)]
    elif before:
        together = _arguments_with(asked, place)
        before = [at for at in before if at not in together]
    return bool(before) or _comes_first(asked, place, fitting)


def _is_inside(asked: Asked, place: int, noun: int) -> bool:
    """Whether a pronoun is part of a noun's own phrase, as in "the mayor of its town", and not of a clause about it."""
    above = [place, *asked.tree.above(place)]
    if noun not in above:
        return False
    path = above[: above.index(noun)]
    return not any(asked.tokens[at].dep in {"acl", "appos", "conj", "relcl"} for at in path)


def _comes_first(asked: Asked, place: int, fitting: list[int]) -> bool:
    """Whether the noun comes behind: "With his 61st home run, which player…", "After he resigned, did Ruiz…"."""
    comma = next((at for at in range(place, asked.end) if asked.tokens[at].text == ","), None)
    opens = asked.tokens[0].dep in {"advmod", "mark", "prep"} or asked.tokens[0].pos in {"ADP", "SCONJ"}
    return opens and comma is not None and any(at > comma for at in fitting)


def _arguments_with(asked: Asked, place: int) -> set[int]:
    """The heads of the phrases that are arguments of the verb a pronoun depends on."""
    above = asked.tree.above(place)
    clause = next((one for at in above for one in asked.asking.sentence.clauses if one.predicate == at), None)
    return set() if clause is None else {phrase.head for phrase in clause.arguments}


def _may_be(asked: Asked, place: int, kind: PointerKind, *, leads: bool) -> bool:
    token = asked.tokens[place]
    entity = asked.tree.entity_kind(place)
    if _is_asked_for(asked, place):
        return True
    if token.pos not in _NOUNS or token.dep == "compound" or entity in {"time", "number"}:
        return False
    if leads:
        return True
    if kind == "group":
        several = is_plural(token) or asked.tree.child(place, "conj") is not None
        return several or entity in {"organisation", "group"} or kind_of_noun(token.lemma) == "who"
    if kind == "person":
        named = token.pos == "PROPN" and entity not in {"place", "organisation"}
        return named or kind_of_noun(token.lemma) == "who"
    return not is_plural(token) and entity != "person" and kind_of_noun(token.lemma) not in {"who", "when"}


def _is_asked_for(asked: Asked, place: int) -> bool:
    """Whether a place holds who or what is asked for, of whom anything may be told: "Which star lost his title?"."""
    gap, clause = asked.asking.gap, asked.asking.clause
    if gap is None or gap.head != place or clause is None:
        return False
    is_noun, is_who = asked.tokens[place].pos in _NOUNS, asked.tokens[place].lemma.lower() in {"who", "whom"}
    return is_noun or (is_who and clause.event != "be")


def _is_expletive(asked: Asked, place: int) -> bool:
    """Whether "it" stands for nothing: "Is it true that…", "How long does it take to…"."""
    token = asked.tokens[place]
    verb = asked.tokens[token.head]
    if token.text.lower() != "it" or token.dep not in {"nsubj", "nsubjpass", "expl"}:
        return False
    clausal = asked.tree.child(token.head, "ccomp", "xcomp", "csubj", "advcl", "relcl") is not None
    described = [at for at in asked.tree.children(token.head, "acomp", "attr") if asked.tokens[at].tag != "WP"]
    inside = any(asked.tree.child(at, "ccomp", "xcomp", "relcl") is not None for at in described)
    if described:
        return clausal or inside or verb.dep in {"ccomp", "parataxis"}
    return clausal and verb.lemma.lower() in _IMPERSONAL


def _names_a_place(asked: Asked, place: int) -> bool:
    """Whether "there" may be a place that the question itself names: "around Kyiv", not "does Brussels hope"."""
    token = asked.tokens[place]
    is_place = asked.tree.entity_kind(place) == "place" or kind_of_noun(token.lemma) == "where"
    asked_for = asked.asking.gap is not None and asked.asking.gap.head == place
    return is_place and (asked_for or token.dep in {"dobj", "pobj"})
