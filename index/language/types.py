"""What a parser reads of a text: sentences with their tokens, entities and clauses.

Places count the tokens of one sentence, offsets the code points of the text that the sentence was read from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

EntityKind = Literal["person", "group", "organisation", "place", "time", "number", "other"]
Tense = Literal["past", "present", "future", "none"]
Modality = Literal["fact", "planned", "possible"]
Phase = Literal["begins", "happens", "ends"]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence to be read: `text[start:end]`; `follows`: it stands right behind the excerpt before it."""

    text: str
    start: int
    end: int
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark.

    Attributes:
        lemma: its base form; names keep their capitals.
        pos: its universal part of speech, like NOUN.
        tag: its Penn Treebank tag, like NNS.
        dep: how it depends on `head`, in the labels of ClearNLP, like nsubj.
        head: the place of the token it depends on, its own at a root.
        start, end: where it stands in the text.
    """

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, a time or a number at the places [first, last)."""

    kind: EntityKind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens at the places [first, last), with the one that the others depend on.

    `preposition` stands before it ("on" of "on Thursday"), "" where none does. Relative clauses, appositions and what
    is joined to it by "and" are left out.
    """

    first: int
    last: int
    head: int
    start: int
    end: int
    text: str
    preposition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one predicate says of whom: a predicate-argument structure.

    Source: Del Corro and Gemulla 2013, ClausIE, https://doi.org/10.1145/2488388.2488420.

    Attributes:
        predicate: the place of its verb; of the noun in an apposition ("Ruiz, the mayor": Ruiz is the mayor).
        event: the verb's lemma with its particle, like "burn down"; "be" in an apposition.
        who: those that do it, in a passive clause those behind "by".
        whom: those that it is done to, in a passive clause its subject.
        to_whom: those that get it.
        what: what the subject is or becomes: "the mayor", "dead".
        when, where, how_much: its times, its places, its amounts.
        about: all else that stands behind a preposition.
        passive: whether it stands in the passive.
        negated: whether it is denied.
        modality: whether it is told as a fact, as a plan, or as something possible.
        phase: whether it begins, happens or ends ("began leaving", "stopped paying").
        conditional: whether it stands under "if", "unless" or "whether".
        parent: the place in `Sentence.clauses` of the clause that it is part of.
        speaker: who is reported to say so.
        quoted: whether it stands between quotation marks.
    """

    predicate: int
    event: str
    who: tuple[Phrase, ...] = ()
    whom: tuple[Phrase, ...] = ()
    to_whom: tuple[Phrase, ...] = ()
    what: tuple[Phrase, ...] = ()
    when: tuple[Phrase, ...] = ()
    where: tuple[Phrase, ...] = ()
    how_much: tuple[Phrase, ...] = ()
    about: tuple[Phrase, ...] = ()
    passive: bool = False
    negated: bool = False
    modality: Modality = "fact"
    phase: Phase = "happens"
    tense: Tense = "none"
    conditional: bool = False
    parent: int | None = None
    speaker: Phrase | None = None
    quoted: bool = False

    @property
    def arguments(self) -> tuple[Phrase, ...]:
        """All its phrases, in the order of the attributes."""
        others = (*self.to_whom, *self.what, *self.when, *self.where, *self.how_much, *self.about)
        return (*self.who, *self.whom, *others)


@dataclass(frozen=True, slots=True)
class Reference:
    """A pronoun at a place, and what it surely stands for, in this sentence or the one before."""

    place: int
    antecedent: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence as it was read, at [start, end) of its text; a dateline at its head has no tokens."""

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    entities: tuple[Entity, ...] = ()
    clauses: tuple[Clause, ...] = ()
    references: tuple[Reference, ...] = ()

    def entity_of(self, phrase: Phrase) -> Entity | None:
        """The entity that holds a phrase's head."""
        return next((one for one in self.entities if one.first <= phrase.head < one.last), None)

    def resolved(self, phrase: Phrase) -> Phrase:
        """What a phrase that is a pronoun surely stands for, and any other phrase as it is."""
        if phrase.last - phrase.first != 1:
            return phrase
        return next((one.antecedent for one in self.references if one.place == phrase.head), phrase)


class Parser(Protocol):
    """Reads sentences; safe to call from several threads."""

    def parse(self, excerpts: Sequence[Excerpt], *, entities: bool = True) -> tuple[Sentence, ...]:
        """Return what was read of each excerpt, in order.

        Without `entities` none are looked for: times, places and amounts are not told from other circumstances.
        """
        ...
