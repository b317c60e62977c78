"""A claim as fragments copied from its evidence, chosen so that they are long and come from few and near places.

Source: extractive fragments, Grusky, Naaman and Artzi 2018, https://arxiv.org/abs/1804.11283; here they are the
cheapest path through the evidence (Viterbi), not the greedy choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from rag.judge.entailment.lexicon import DENIALS, DENYING, JOINING, PRONOUNS, UNDOING
from rag.judge.entailment.tokens import Token

# What it costs to go on behind a gap in a sentence, back in it, in a sentence beside it, and anywhere.
_GAP = 0.6
_BACK = 1.1
_BESIDE = 1.2
_JUMP = 1.5
_FIRST = 0.3
_NOVEL = 1.6
_NOVEL_FUNCTION = 0.6
_INFLECTED = 0.2
_SHORT_GAP = 3
_MOST_GAPS = 2
# Words between "denied" and what is denied: "denied on Friday that", "rejected the claim that".
_DENIAL_REACH = 4
_SAYING = frozenset(("said", "says", "told"))
_ENDS = frozenset(".!?")
# More places of a word, and more ways to have come, are not followed.
_PLACES = 60
_WAYS = 80


class Source:
    """The words of some sentences in one row, marks left out; equal words are found by their places in it."""

    def __init__(self, sentences: Sequence[Sequence[Token]]) -> None:
        self.words: list[str] = []
        self.keys: list[str] = []
        self.sentence_of: list[int] = []
        self.undoing: list[bool] = []  # Whether it is a word like "denied" or "may".
        self.goes_on: list[bool] = []  # Whether a word, no mark and no end, follows.
        self.ends: list[bool] = []  # Whether a full stop or the like, or nothing, follows.
        self._by_word: dict[str, list[int]] = {}
        self._by_key: dict[str, list[int]] = {}
        for number, tokens in enumerate(sentences):
            for place, token in enumerate(tokens):
                if token.kind != "mark":
                    self._add(token, number, following=tokens[place + 1] if place + 1 < len(tokens) else None)

    def _add(self, token: Token, sentence: int, *, following: Token | None) -> None:
        place = len(self.words)
        self.words.append(token.word)
        self.keys.append(token.key)
        self.sentence_of.append(sentence)
        self.undoing.append((token.word in UNDOING or token.key in DENIALS) and token.kind != "date")
        self.goes_on.append(following is not None and following.kind != "mark")
        self.ends.append(following is None or following.word in _ENDS)
        self._by_word.setdefault(token.word, []).append(place)
        self._by_key.setdefault(token.key, []).append(place)

    def places(self, token: Token, before: Mapping[int, float]) -> tuple[Sequence[int], float]:
        """Where a word stands, first what continues, and what is to be paid where only another form of it does."""
        found, cost = self._by_word.get(token.word, ()), 0.0
        if not found and token.content:
            found, cost = self._by_key.get(token.key, ()), _INFLECTED
        if len(found) > _PLACES:
            found = [*(place for place in found if place - 1 in before), *found][:_PLACES]
        return found, cost

    def follows(self, place: int) -> bool:
        """Whether a word, no mark and no beginning, stands before a place."""
        return place > 0 and self.goes_on[place - 1]

    def same_sentence(self, place: int, other: int) -> bool:
        """Whether both places are in one sentence."""
        return self.sentence_of[place] == self.sentence_of[other]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """Where one fragment ends and the next begins: places in the claim's words and in the source."""

    left: int
    left_source: int
    right: int
    right_source: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragments:
    """A claim's words laid into a source.

    Attributes:
        places: for each word its place in the source, None for a novel one.
        cost: of the cheapest way, 0 or more.
        seams: between neighbouring fragments; `kind` is "short gap", "gap", "back", "beside" or "jump".
    """

    places: Sequence[int | None]
    cost: float
    seams: Sequence[Seam]

    @property
    def lengths(self) -> Sequence[int]:
        """Words of each fragment."""
        held = [place for place, at in enumerate(self.places) if at is not None]
        if not held:
            return ()
        starts = [held[0], *(seam.right for seam in self.seams)]
        ends = [*(seam.left for seam in self.seams), held[-1]]
        return [end - start + 1 for start, end in zip(starts, ends, strict=True)]


def is_quoted(laid: Fragments, source: Source) -> bool:
    """Whether the words are one run of the source that begins and ends where a clause may."""
    first, last = (laid.places[0], laid.places[-1]) if laid.places else (None, None)
    if first is None or last is None or laid.seams or None in laid.places:
        return False
    stops = not source.goes_on[last] or source.words[last + 1] in JOINING
    return stops and not source.follows(first) and not is_undone(laid, source)


def is_shortened(words: Sequence[Token], laid: Fragments, source: Source) -> bool:
    """Whether the words stand in one sentence in this order, or go on in the next behind its pronoun, as in "and went".

    Only a word that joins may be novel, and at most two gaps are left out.
    """
    if not words or len(laid.seams) > _MOST_GAPS or is_undone(laid, source):
        return False
    novel = [token for token, at in zip(words, laid.places, strict=True) if at is None]
    return all(token.word in JOINING for token in novel) and all(
        seam.kind in {"gap", "short gap"} or _replaces_pronoun(seam, source) for seam in laid.seams
    )


def is_undone(laid: Fragments, source: Source) -> bool:
    """Whether a word left out before or between those taken makes them mean another thing, as in "denied that"."""
    taken = {place for place in laid.places if place is not None}
    drawn_on = {source.sentence_of[place] for place in taken}
    start = min(taken, default=0)
    while start > 0 and not source.ends[start - 1]:
        start -= 1
    return any(
        source.undoing[place] and place not in taken and source.sentence_of[place] in drawn_on
        for place in range(start, max(taken, default=0))
    )


def is_denied(laid: Fragments, source: Source) -> bool:
    """Whether what is taken stands right behind a denial that was left out: "denied that …", "it is false that …"."""
    taken = {place for place in laid.places if place is not None}
    return any(_denies(place, taken, source) for place, key in enumerate(source.keys) if key in DENIALS)


def _denies(place: int, taken: Set[int], source: Source) -> bool:
    """Whether a denial at a place, itself left out, governs the next word taken, in its own clause."""
    if place in taken:
        return False
    for at in range(place + 1, min(place + 2 + _DENIAL_REACH, len(source.words))):
        if not source.goes_on[at - 1] or source.words[at - 1] in _SAYING:
            return False
        if at in taken:
            return source.keys[place] in DENYING or source.words[at - 1] == "that"
    return False


def _replaces_pronoun(seam: Seam, source: Source) -> bool:
    subject = seam.right_source - 1
    return (
        source.words[seam.left_source + 1 : seam.right_source] == [source.words[subject]]
        and source.words[subject] in PRONOUNS
        and source.same_sentence(subject, seam.right_source)
    )


def lay(words: Sequence[Token], source: Source) -> Fragments:
    """Lay a claim's words into a source by the cheapest way."""
    costs: dict[int, float] = {-1: 0.0}
    steps: list[dict[int, tuple[int, bool]]] = []
    for token in words:
        costs, step = _advance(token, source, costs, first=not steps)
        steps.append(step)
    at = min(costs, key=lambda place: (costs[place], place))
    cost = costs[at]
    backwards: list[int | None] = []
    for step in reversed(steps):
        before, novel = step[at]
        backwards.append(None if novel else at)
        at = before
    places = backwards[::-1]
    return Fragments(places=places, cost=cost, seams=tuple(_seams(places, source)))


def _advance(
    token: Token, source: Source, costs: Mapping[int, float], *, first: bool
) -> tuple[dict[int, float], dict[int, tuple[int, bool]]]:
    """The costs of standing at each place behind one more word, and whence each was reached."""
    anywhere, origin = min((cost, place) for place, cost in costs.items())
    by_sentence: dict[int, tuple[float, int]] = {}
    for place, cost in costs.items():
        if place >= 0:
            number = source.sentence_of[place]
            by_sentence[number] = min(by_sentence.get(number, (cost, place)), (cost, place))
    reached: dict[int, float] = {}
    step: dict[int, tuple[int, bool]] = {}
    found, inflected = source.places(token, costs)
    for place in found:
        number = source.sentence_of[place]
        ways = [(anywhere + (_FIRST if first else _JUMP), origin)]
        ways += [
            (by_sentence[near][0] + _BESIDE, by_sentence[near][1])
            for near in (number - 1, number + 1)
            if near in by_sentence
        ]
        if number in by_sentence:
            cost, other = by_sentence[number]
            ways.append((cost + (_GAP if other < place else _BACK), other))
        if place and place - 1 in costs and source.same_sentence(place, place - 1):
            ways.append((costs[place - 1], place - 1))
        cost, before = min(ways)
        reached[place], step[place] = cost + inflected, (before, False)
    novel = _NOVEL if token.content else _NOVEL_FUNCTION
    for place, cost in costs.items():
        if cost + novel < reached.get(place, float("inf")):
            reached[place], step[place] = cost + novel, (place, True)
    if len(reached) > _WAYS:
        reached = dict(sorted(reached.items(), key=lambda found: (found[1], found[0]))[:_WAYS])
    return reached, step


def _seams(places: Sequence[int | None], source: Source) -> Iterator[Seam]:
    held = [(place, at) for place, at in enumerate(places) if at is not None]
    for (left, left_source), (right, right_source) in pairwise(held):
        if (right, right_source) != (left + 1, left_source + 1) or not source.same_sentence(left_source, right_source):
            yield Seam(
                left=left,
                left_source=left_source,
                right=right,
                right_source=right_source,
                kind=_kind(left_source, right_source, source),
            )


def _kind(left: int, right: int, source: Source) -> str:
    distance = abs(source.sentence_of[left] - source.sentence_of[right])
    if distance:
        return "beside" if distance == 1 else "jump"
    if right <= left:
        return "back"
    return "short gap" if right - left <= _SHORT_GAP else "gap"
