"""Tokens of a claim, or of one or two sentences of its evidence, with what is looked up in them again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from rag.judge.entailment.lexicon import APPROXIMATE, NEGATORS, PREPOSITIONS, PRONOUNS, QUANTIFIERS, REPORTING, SCALES
from rag.judge.entailment.tokens import Token

# A token's places beyond these say nothing new; they would make hostile text costly.
_PLACES = 8
_NEAR = 3


class Stretch:
    """Tokens with what is looked up in them again and again."""

    def __init__(self, tokens: Sequence[Token], *, second: int | None = None) -> None:
        self.tokens = tokens
        self.second = second

    @property
    def refers_back(self) -> bool:
        """Whether the second sentence begins with a pronoun for something in the first."""
        start = self.second or 0
        return any(token.word in PRONOUNS for token in self.tokens[start : start + 12])

    @cached_property
    def denies(self) -> bool:
        """Whether it holds a negation."""
        return any(token.word in NEGATORS for token in self.tokens)

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Up to eight places of each key; an acronym stands where the names it is made of begin."""
        places: dict[str, list[int]] = {}
        for place, token in enumerate(self.tokens):
            if token.kind != "mark":
                listed = places.setdefault(token.key, [])
                if len(listed) < _PLACES:
                    listed.append(place)
        for start, name in self._acronyms():
            places.setdefault(name, []).append(start)
        return places

    def _acronyms(self) -> Iterator[tuple[int, str]]:
        run: list[int] = []
        for place, token in enumerate(self.tokens):
            if token.kind == "name":
                run.append(place)
                continue
            if 2 <= len(run) <= 6:
                yield run[0], "".join(self.tokens[at].word[0] for at in run)
            if token.content or token.kind == "mark":
                run = []

    @cached_property
    def unmarked(self) -> Sequence[Token]:
        """The tokens that are no marks."""
        return [token for token in self.tokens if token.kind != "mark"]

    @cached_property
    def words(self) -> Sequence[str]:
        """The words and numbers as written, in lower case."""
        return [token.word for token in self.unmarked]

    @cached_property
    def word_pairs(self) -> frozenset[tuple[str, str]]:
        """The words that are neighbours."""
        return frozenset(pairwise(self.words))

    @cached_property
    def content(self) -> Sequence[int]:
        """The places of the tokens that carry content."""
        return [place for place, token in enumerate(self.tokens) if token.content]

    @cached_property
    def content_keys(self) -> frozenset[str]:
        """The keys of the tokens that carry content."""
        return frozenset(self.tokens[place].key for place in self.content)

    @cached_property
    def content_pairs(self) -> frozenset[tuple[str, str]]:
        """The keys of neighbouring tokens among those that carry content."""
        return frozenset(pairwise(self.tokens[place].key for place in self.content))

    @cached_property
    def keys(self) -> frozenset[str]:
        """What a claim may find here: keys, and sides of scales."""
        sides = (f"scale:{scale}:{side}" for scale, found in self.scales.items() for _, side, _ in found)
        return frozenset((*self.places, *sides))

    @cached_property
    def scales(self) -> Mapping[int, Sequence[tuple[int, int, bool]]]:
        """For each scale the (place, side, negated) of its words."""
        found: dict[int, list[tuple[int, int, bool]]] = {}
        for place, token in enumerate(self.tokens):
            counts = any(behind.kind == "number" for behind in self.tokens[place + 1 : place + 2])
            for scale, side in SCALES.get(token.word) or SCALES.get(token.key) or ():
                if scale == QUANTIFIERS and counts and token.word in APPROXIMATE:
                    continue
                listed = found.setdefault(scale, [])
                if len(listed) < _PLACES:
                    listed.append((place, side, token.negated))
        return found

    @cached_property
    def counted(self) -> Mapping[str, frozenset[str]]:
        """The numbers that stand before a noun."""
        counts: dict[str, set[str]] = {}
        for place, following in zip(self.content, self.content[1:], strict=False):
            token, noun = self.tokens[place], self.tokens[following]
            if token.kind == "number" and following - place <= _NEAR and noun.kind != "number":
                counts.setdefault(noun.key, set()).add(token.key)
        return {noun: frozenset(values) for noun, values in counts.items()}

    @cached_property
    def objects(self) -> Mapping[str, frozenset[str]]:
        """What each preposition is followed by."""
        found: dict[str, set[str]] = {}
        for place, token in enumerate(self.tokens):
            if token.word in PREPOSITIONS:
                for behind in self.tokens[place + 1 : place + 1 + _NEAR + 1]:
                    if behind.kind == "mark" or behind.word in PREPOSITIONS:
                        break
                    if behind.content:
                        found.setdefault(token.word, set()).add(behind.key)
        return {word: frozenset(keys) for word, keys in found.items()}

    @cached_property
    def sources(self) -> frozenset[str]:
        """The words that stand where someone is named who says something."""
        return frozenset(key for place in self._reports() for key in self._source(place))

    def _reports(self) -> list[int]:
        return [
            place
            for place, token in enumerate(self.tokens)
            if token.key in REPORTING or (token.word == "to" and place and self.tokens[place - 1].word == "according")
        ][:_PLACES]

    def _source(self, place: int) -> Iterator[str]:
        if self.tokens[place].word == "to":
            yield from self._run(range(place + 1, min(len(self.tokens), place + 8)))
            return
        before = list(self._run(range(place - 1, max(-1, place - 10), -1)))
        if not before and place and self.tokens[place - 1].kind == "mark":
            before = list(self._run(range(place - 2, max(-1, place - 12), -1)))
            before += list(self._run(range(place - 3 - len(before), max(-1, place - 12), -1)))
        yield from before
        behind = self.tokens[place + 1 : place + 2]
        if behind and behind[0].kind == "name":
            yield from self._run(range(place + 1, min(len(self.tokens), place + 5)))

    def _run(self, places: Sequence[int]) -> Iterator[str]:
        for place in places:
            token = self.tokens[place]
            if token.kind == "mark" or token.key in REPORTING:
                return
            if token.content or token.word in PRONOUNS:
                yield token.key
