"""Walks over the dependency tree of one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.language.types import Entity, Phrase, Token

# What hangs on the head of a phrase and is no part of it.
_OUTSIDE = frozenset(("relcl", "appos", "conj", "cc", "preconj", "acl", "advcl", "punct", "parataxis", "dep", "case"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))


class Tree:
    """The tokens of a sentence with their children and entities."""

    def __init__(self, text: str, tokens: Sequence[Token], entities: Sequence[Entity]) -> None:
        """Take the tokens of a sentence of `text`, the text that their offsets count."""
        self.tokens = tokens
        self.entities = entities
        self._text = text
        self._children: list[list[int]] = [[] for _ in tokens]
        for place, token in enumerate(tokens):
            if token.head != place:
                self._children[token.head].append(place)

    def reread(self, tokens: Sequence[Token]) -> Tree:
        """The same sentence with its tokens read otherwise."""
        return Tree(self._text, tokens, self.entities)

    def children(self, place: int, *deps: str) -> Iterator[int]:
        """The places that depend on one, in order; only in one of `deps` where any are given."""
        return (child for child in self._children[place] if not deps or self.tokens[child].dep in deps)

    def child(self, place: int, *deps: str) -> int | None:
        """The first of `children`."""
        return next(self.children(place, *deps), None)

    def above(self, place: int) -> list[int]:
        """The places that one depends on, the nearest first, up to the root."""
        found: list[int] = []
        while (head := self.tokens[place].head) != place:
            found.append(head)
            place = head
        return found

    def conjuncts(self, place: int) -> list[int]:
        """A place and those that are joined to it by "and" or a comma, in order."""
        found = [place]
        for each in found:
            found.extend(child for child in self.children(each, "conj") if child not in found)
        return found

    def subtree(self, place: int, *, without: Iterable[str] = ()) -> list[int]:
        """A place with all that depends on it, in order; `without` names dependencies of the place to leave out."""
        left_out, found, open_ = frozenset(without), [place], [place]
        while open_:
            at = open_.pop()
            fresh = [child for child in self._children[at] if at != place or self.tokens[child].dep not in left_out]
            found.extend(fresh)
            open_.extend(fresh)
        return sorted(found)

    def subjects(self, place: int) -> list[int]:
        """The subjects of a verb, as they stand."""
        return [child for child in self._children[place] if self.tokens[child].dep in _SUBJECTS]

    def phrase(self, head: int, *, preposition: str = "") -> Phrase:
        """The phrase around a head, without its relative clauses, its appositions and what is joined to it."""
        places = self.subtree(head, without=_OUTSIDE)
        entity = next((one for one in self.entities if one.first <= head < one.last), None)
        first, last = places[0], places[-1] + 1
        # A gap is what was left out: the part around the head stays.
        within = set(places)
        while first < head and not within.issuperset(range(first, head)):
            first += 1
        while last > head + 1 and not within.issuperset(range(head, last)):
            last -= 1
        if entity is not None and entity.kind in {"person", "organisation", "place"}:
            first, last = min(first, entity.first), max(last, entity.last)
        return self.span(first, last, head, preposition=preposition)

    def span(self, first: int, last: int, head: int, *, preposition: str = "") -> Phrase:
        """The tokens at [first, last) as a phrase."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Phrase(first, last, head, start, end, self._text[start:end], preposition)

    def phrases(self, head: int, *, preposition: str = "") -> list[Phrase]:
        """The phrase around a head, and those joined to it."""
        return [self.phrase(place, preposition=preposition) for place in self.conjuncts(head)]

    def entity_kind(self, place: int) -> str:
        """The kind of the entity that holds a place, "" where none does."""
        return next((one.kind for one in self.entities if one.first <= place < one.last), "")
