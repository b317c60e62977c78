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
# What stands before the words below a picture: "Ann Lee/Northwire".
_CREDITS = frozenset(("/", "caption", "photo"))
# Behind these an event is one that something takes place at, or before; behind others it is only spoken of.
_SETTINGS = frozenset(("ahead", "at", "before", "for", "in"))
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
    reported = [one for one in sentence.clauses if one.parent == number and one.speaker is not None]
    return any(_reports(sentence.tokens, one.predicate) for one in reported)


def _reports(tokens: Sequence[Token], said: int) -> bool:
    """Say whether a clause is what its verb reports, and not one that the parser hung there over another's head."""
    token = tokens[said]
    between = range(min(said, token.head) + 1, max(said, token.head))
    has_rival = any(tokens[place].dep == "advcl" and tokens[place].head == token.head for place in between)
    return token.dep in {"ccomp", "parataxis"} and not has_rival


def _path(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the places from the head of an expression up to the root; none where it was not read."""
    if not tokens or tokens[-1].end <= start:
        return []
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
            if sentence.tokens[clause.predicate].dep not in {"appos", "acomp"}
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
                    number = self._numbers[at]
                    return Told(direction=looking, clause=number, direct=direct, leading=self._leading)
        return Told(direction=self._by_preposition(), leading=self._leading)

    def _follows(self, step: int) -> bool:
        """Whether a participle behind its verb tells what came of it: "announced cuts, resulting in losses in May"."""
        at = self._path[step]
        token = self._tokens[at]
        return token.tag == "VBG" and token.dep == "advcl" and token.head < at

    def _by_preposition(self) -> int:
        """Where the prepositions before it alone put it."""
        if self._leading[:1] in {("until",), ("till",)}:
            return FUTURE
        if self._named:
            return UNKNOWN
        return PAST if self._leading[:1] == ("since",) or self._leading[:2] == ("of", "as") else UNKNOWN

    def _clause(self, step: int) -> Clause:
        return self._sentence.clauses[self._numbers[self._path[step]]]

    def _of_clause(self, step: int) -> int:
        """Where the clause at a step of the path lies."""
        clause, token = self._clause(step), self._tokens[self._path[step]]
        if token.tag == "VBN" and (self._is_moved_to(step) or token.dep == "acl"):
            return FUTURE if self._is_moved_to(step) or token.lemma.lower() in _PROSPECTIVE else PAST
        if clause.tense == "future" and self._has(step, "TO"):
            return self._of_infinitive(step)
        if clause.modality == "possible":  # "May have left", "could not leave".
            over = self._has(step, "VB", "have") or (clause.negated and self._has(step, "MD", "could"))
            return PAST if over else FUTURE
        if clause.tense == "present":
            return self._of_present(step)
        return {"past": PAST, "future": FUTURE}.get(clause.tense, UNKNOWN)

    def _is_moved_to(self, step: int) -> bool:
        """Whether it is the day that something is put on: "set for Friday", "was moved to Friday"."""
        put_on = self._leading == ("for",) or (self._leading == ("to",) and not self._has(step, "IN", "from"))
        return put_on and not self._named and step == 1 + len(self._leading)

    def _has(self, step: int, tag: str, word: str = "") -> bool:
        """Whether a word with a tag hangs on a step of the path."""
        at = self._path[step]
        hanging = (token for token in self._tokens if token.head == at and token.tag == tag)
        return any(word in {"", token.text.lower()} for token in hanging)

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
        if any(token.lemma.lower() in _CREDITS for token in self._tokens[:at]):
            return PAST
        is_headline = not self._sentence.text.rstrip("”\"’'").endswith(_SENTENCE_ENDS)
        return UNKNOWN if is_headline else FUTURE

    def _of_role(self, step: int, found: int) -> int:
        """Where it lies by its role in a clause: what is named after a day has been, unless it takes part in a plan."""
        if found == PAST:
            return PAST
        clause, role = self._clause(step), self._tokens[self._path[step - 1]].dep
        planned = clause.tense != "present" or clause.modality == "possible"
        if self._named:
            taking_part = role in _SUBJECTS | {"dobj"} or self._leading[-1:] == ("during",)
            return FUTURE if (planned and taking_part) or not _SETTINGS.isdisjoint(self._leading[-1:]) else PAST
        return PAST if role in _SUBJECTS and step > 1 and not planned else found
