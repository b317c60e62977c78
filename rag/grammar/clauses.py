"""Clauses without a parser: where they end, and which verb a word belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from rag.grammar.tokens import Token
from rag.grammar.verbs import AUXILIARIES, event_at, event_of_noun, is_noun, is_verb_at, lemma

BOUNDARIES = frozenset(
    """
    ; : ( ) who which whose whom where while because although though after before when since until but if that
    than – — [ ] | …
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_ARTICLES = frozenset(("the", "a", "an", "this", "that", "these", "those"))
_SUBORDINATORS = frozenset(("after", "before", "when", "while", "because", "although", "though", "since", "if"))
PRONOUNS = frozenset(("it", "he", "she", "they", "we"))


def governor(tokens: Sequence[Token], place: int, events: frozenset[str]) -> int | None:
    """Return the place of the verb that what stands at a place belongs to: the nearest before it, else behind it."""
    for way in (range(place - 1, -1, -1), range(place + 1, len(tokens))):
        inside = takewhile(lambda at: not _is_boundary(tokens, at), way)
        verb = next((at for at in inside if _governs(tokens, at, events)), None)
        if verb is not None:
            return None if _is_subordinate(tokens, verb, place) else verb
    return None


def _is_subordinate(tokens: Sequence[Token], verb: int, place: int) -> bool:
    """Whether a verb stands in a clause like "after she was arrested," that ended before a place."""
    opening = next((tokens[at].lower for at in range(verb, -1, -1) if _is_boundary(tokens, at)), "")
    return opening in _SUBORDINATORS and any(token.text == "," for token in tokens[verb:place])


def _governs(tokens: Sequence[Token], place: int, events: frozenset[str]) -> bool:
    is_copula = not events and lemma(tokens[place].text) == "be"
    return is_copula or reports(tokens, place, events) or is_verb_at(tokens, place)


def reports(tokens: Sequence[Token], place: int, events: frozenset[str]) -> bool:
    """Say whether a token reports one of the events asked for, and is neither a name nor a thing ("launch window")."""
    if (tokens[place].is_name and place) or event_at(tokens, place) not in events:
        return False
    behind = tokens[place + 1].text if place + 1 < len(tokens) else ""
    if lemma(tokens[place].text) == tokens[place].lower and is_noun(tokens[place].lower) and is_noun(behind):
        return place > 0 and tokens[place - 1].lower in AUXILIARIES
    return place == 0 or tokens[place - 1].lower not in _ARTICLES or event_of_noun(tokens[place].lower) is not None


def _is_boundary(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    if token.lower in BOUNDARIES:
        return True
    behind = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    if token.text == ",":
        return behind in {"and", *PRONOUNS}
    return token.lower == "and" and behind in PRONOUNS


def clause_around(tokens: Sequence[Token], place: int) -> range:
    """Return the places of the clause around a place."""
    first = next((at for at in range(place, -1, -1) if _is_boundary(tokens, at)), -1) + 1
    last = next((at for at in range(place, len(tokens)) if _is_boundary(tokens, at)), len(tokens))
    return range(first, last)
