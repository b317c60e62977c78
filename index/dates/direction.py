"""How a sentence tells of a time expression: whether it looks back or ahead at it, from the clause that governs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.dates.meanings import FUTURE, PAST, UNKNOWN

if TYPE_CHECKING:
    from index.language.types import Clause, Sentence, Token

# Verbs whose infinitive lies ahead of them: commissives, directives, and those of expecting.
# Source: Searle 1976, A Classification of Illocutionary Acts, https://doi.org/10.1017/S0047404500006837.
_PROSPECTIVE = frozenset(
    (
        *("agree", "ask", "decide", "expect", "hope", "intend", "order", "plan", "pledge", "promise", "schedule"),
        *("set", "want"),
    )
)
# What pictures and papers are said to do in the present tense speaks of the past.
_DEPICTING = frozenset(("date", "picture", "photograph", "see", "show"))
# Behind these an event is one that something takes place at, or before; behind others it is only spoken of.
_SETTINGS = frozenset(("ahead", "at", "before", "during", "for", "in", "into", "on"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_NAMING = frozenset(("poss", "compound", "nmod", "amod"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_SENTENCE_ENDS = (".", "?", "!", ":", ";", ",")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a sentence tells of a time.

    Attributes:
        direction: PAST, FUTURE or UNKNOWN.
        clause: the place in `Sentence.clauses` of the clause that governs it, None where none does.
        direct: whether it hangs on the predicate of that clause, and not on a noun.
        leading: the prepositions before it, the nearest first.
    """

    direction: int = UNKNOWN
    clause: int | None = None
    direct: bool = False
    leading: tuple[str, ...] = ()


def told(sentence: Sentence, start: int, end: int) -> Told:
    """Return how a sentence tells of the expression at [start, end) of its text."""
    path = _path(sentence.tokens, start, end)
    return _Governed(sentence, path).told() if path else Told()


def is_saying(sentence: Sentence, number: int | None) -> bool:
    """Say whether a clause reports what somebody says."""
    if number is None:
        return False
    reported = (one for one in sentence.clauses if one.parent == number and one.speaker is not None)
    return any(sentence.tokens[one.predicate].dep in {"ccomp", "parataxis"} for one in reported)


def _path(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the places from the head of an expression up to the root; none where it was not read."""
    inside = [place for place, token in enumerate(tokens) if token.start < end and start < token.end]
    if not inside:
        return []
    at = next((place for place in inside if tokens[place].head not in inside), inside[0])
    path = [at]
    while tokens[at].head not in path:
        at = tokens[at].head
        path.append(at)
    return path


class _Governed:
    """An expression, by its path through the tree, and the clauses that it passes."""

    def __init__(self, sentence: Sentence, path: Sequence[int]) -> None:
        self._sentence = sentence
        self._tokens = sentence.tokens
        self._path = path
        self._leading = self._prepositions()
        self._named = self._tokens[path[0]].dep in _NAMING
        self._numbers = {
            clause.predicate: number
            for number, clause in enumerate(sentence.clauses)
            if sentence.tokens[clause.predicate].dep != "appos"
        }

    def _prepositions(self) -> tuple[str, ...]:
        """The prepositions before an expression, or before what it names, the nearest first."""
        found: list[str] = []
        for place in self._path[1:]:
            token = self._tokens[place]
            if token.pos == "ADP" or token.dep in {"prep", "mark", "advmod"}:
                found.append(token.text.lower())
            elif found or token.pos not in _NOUNS:
                break
        return tuple(found)

    def told(self) -> Told:
        """How it is told of; an indefinite day ("a Sunday") is none that lies ahead."""
        if self._has(0, "DT", "a"):
            return Told(leading=self._leading)
        for step, at in enumerate(self._path):
            if step and at in self._numbers:
                if self._follows(step):
                    break
                found = self._of_clause(step)
                if found != UNKNOWN:
                    direct = not self._named and step == 1 + len(self._leading)
                    looking = self._by_preposition() or self._of_role(step, found)
                    return Told(direction=looking, clause=self._numbers[at], direct=direct, leading=self._leading)
        return Told(direction=self._by_preposition(), leading=self._leading)

    def _follows(self, step: int) -> bool:
        """Whether a participle behind its verb tells what came of it, some day: "cut output, closing plants in May"."""
        at = self._path[step]
        token = self._tokens[at]
        return token.tag == "VBG" and token.dep == "advcl" and token.head < at

    def _by_preposition(self) -> int:
        if self._named or not self._leading:
            return UNKNOWN
        if self._leading[0] in {"until", "till"}:
            return FUTURE
        return PAST if self._leading[0] == "since" or self._leading[:2] == ("of", "as") else UNKNOWN

    def _clause(self, step: int) -> Clause:
        return self._sentence.clauses[self._numbers[self._path[step]]]

    def _of_clause(self, step: int) -> int:
        """Where the clause at a step of the path lies."""
        clause, token = self._clause(step), self._tokens[self._path[step]]
        lemma = token.lemma.lower()
        if token.tag == "VBN" and self._leading == ("for",) and step == 2:
            return FUTURE  # "Set for Friday."
        if token.tag == "VBN" and token.dep == "acl":
            return FUTURE if lemma in _PROSPECTIVE else PAST
        if clause.tense == "future" and self._has(step, "TO"):
            return self._of_infinitive(step)
        if clause.tense == "past":
            return PAST
        if clause.modality == "possible":
            return PAST if clause.negated and self._has(step, "MD", "could") else FUTURE
        if clause.tense == "present":
            return self._of_present(step)
        return FUTURE if clause.tense == "future" else UNKNOWN

    def _has(self, step: int, tag: str, word: str = "") -> bool:
        """Whether a word with a tag hangs on a step of the path."""
        at = self._path[step]
        hanging = (token for token in self._tokens if token.head == at and token.tag == tag)
        return any(not word or token.text.lower() == word for token in hanging)

    def _of_infinitive(self, step: int) -> int:
        """An infinitive lies where the verb above it does, unless that is one that looks ahead at it."""
        above = next((at for at in range(step + 1, len(self._path)) if self._path[at] in self._numbers), None)
        if above is None or self._of_clause(above) != PAST or self._leading[:1] == ("by",):
            return FUTURE
        governor = self._tokens[self._path[above]].lemma.lower()
        return FUTURE if above == step + 1 and governor in _PROSPECTIVE else PAST

    def _of_present(self, step: int) -> int:
        """The present tense announces, but in captions, reports and headlines it tells."""
        at = self._path[step]
        if self._tokens[at].lemma.lower() in _DEPICTING or is_saying(self._sentence, self._numbers[at]):
            return PAST
        if any(token.text == "/" for token in self._tokens[:at]):
            return PAST  # The credit of a picture.
        is_headline = not self._sentence.text.rstrip("”\"’'").endswith(_SENTENCE_ENDS)
        return UNKNOWN if is_headline else FUTURE

    def _of_role(self, step: int, found: int) -> int:
        """Where it lies by its role in a clause: what is named after a day has been, unless it takes part in a plan."""
        if found == PAST:
            return PAST
        clause, role = self._clause(step), self._tokens[self._path[step - 1]].dep
        planned = clause.tense != "present" or clause.modality == "possible"
        if self._named:
            within = role in _SUBJECTS | {"dobj"} or (self._leading[-1:] and self._leading[-1] in _SETTINGS)
            return FUTURE if (planned and within) or "ahead" in self._leading else PAST
        return PAST if role in _SUBJECTS and step > 1 and not planned else found
