"""Questions and turns of a conversation as the parser reads them, with their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.language.questions import Asking
from index.language.tree import Tree
from index.language.types import Sentence, Token

# Whoever writes more says what it is about, whatever the parser makes of it.
_SHORT = 12
_BEFORE = frozenset(("ADP", "SCONJ"))
_VERBS = frozenset(("MD", "VB", "VBD", "VBP", "VBZ"))


@dataclass(frozen=True)
class Asked:
    """A question by one sentence of it that was read, mostly the last; places count the tokens of that."""

    text: str
    asking: Asking

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens of the sentence."""
        return self.asking.sentence.tokens

    @cached_property
    def tree(self) -> Tree:
        """The tree of the sentence."""
        return Tree(self.text, self.asking.sentence.tokens, self.asking.sentence.entities)

    @property
    def is_leading(self) -> bool:
        """Whether more follows the sentence."""
        return bool(self.text[self.asking.sentence.end :].strip())

    @property
    def leading(self) -> str:
        """What leads up to the sentence, with the space behind it."""
        return self.text[: self.asking.sentence.start]

    @cached_property
    def end(self) -> int:
        """Where the marks at its end begin."""
        end = len(self.tokens)
        while end and self.tokens[end - 1].pos == "PUNCT":
            end -= 1
        return end

    @cached_property
    def start(self) -> int:
        """Where it begins, behind words like "and"."""
        start = 0
        while start < self.end and self.tokens[start].pos in {"CCONJ", "INTJ", "PUNCT"}:
            start += 1
        return start if start < self.end else 0

    @cached_property
    def asking_words(self) -> tuple[int, int] | None:
        """Where the words that ask stand, with the preposition before them: "in which town"."""
        gap = self.asking.gap
        if gap is None or self.asking.word is None:
            return None
        governed = {gap.head, *self.tree.above(gap.head)}
        has_preposition = gap.first > 0 and self.tokens[gap.first - 1].pos in _BEFORE and gap.first - 1 in governed
        return gap.first - has_preposition, gap.last

    @cached_property
    def verb(self) -> int | None:
        """Where the verb stands that its auxiliary belongs to, or that of the clause it asks about."""
        auxiliary = self.asking.auxiliary
        if auxiliary is None:
            return None if self.asking.clause is None else self.asking.clause.predicate
        token = self.tokens[auxiliary]
        return token.head if token.dep in {"aux", "auxpass"} else auxiliary

    @property
    def is_fragment(self) -> bool:
        """Whether it has no verb of its own: "why?", "and Brandt?", "according to the union?"."""
        if len(self.tokens) > _SHORT:
            return False
        roots = [place for place, token in enumerate(self.tokens) if token.head == place]
        return not any(
            self.tokens[at].tag in _VERBS or self.tree.child(at, "aux", "auxpass", "nsubj", "nsubjpass") is not None
            for at in roots
        )

    def words(self, first: int, last: int | None = None) -> str:
        """The words at the places [first, last); up to its end without `last`."""
        last = self.end if last is None else min(last, self.end)
        return self.text[self.tokens[first].start : self.tokens[last - 1].end] if first < last else ""

    def whole(self, head: int) -> tuple[int, int]:
        """Where the phrase around a head stands, with its relative clauses."""
        places = self.tree.subtree(head)
        return places[0], places[-1] + 1


@dataclass(frozen=True, slots=True)
class Told:
    """An earlier turn: its question, complete in itself, and the first sentences of its answer."""

    asked: Asked
    answer: tuple[Sentence, ...]


def all_tokens(told: Sequence[Told]) -> Iterator[Token]:
    """The tokens of some turns."""
    for turn in told:
        yield from turn.asked.tokens
        for sentence in turn.answer:
            yield from sentence.tokens
