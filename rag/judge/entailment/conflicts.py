"""What refutes a claim although its words are there: reversed, negated, swapped, counted or attributed otherwise.

`path` gives for places of a claim's words their places in the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rag.judge.entailment.lexicon import COMPARISONS, PREPOSITIONS, PRONOUNS, QUANTIFIERS
from rag.judge.entailment.stretch import Stretch
from rag.judge.entailment.tokens import Token

_NEAR = 3
_FAR = 1_000_000
# More of one kind refute no more.
_MOST = 2


def counted_otherwise(claim: Stretch, window: Stretch) -> float:
    """Nouns that the window counts, but differently."""
    both = [(values, window.counted[noun]) for noun, values in claim.counted.items() if noun in window.counted]
    return float(min(sum(not ours & theirs for ours, theirs in both), _MOST))


def _neighbours(claim: Stretch, place: int, path: Mapping[int, int]) -> list[int]:
    """Where the window has the claim's words next to a place."""
    near = sorted((abs(other - place), at) for other, at in path.items() if other != place)
    return [at for _, at in near[:3]]


def scales_reversed(claim: Stretch, window: Stretch, path: Mapping[int, int]) -> float:
    """Words of the claim for whose scale the window, nearest to the words around, has the other side."""
    found = [
        _is_reversed(window.scales.get(scale, ()), side ^ negated, partial(_bond, path, place))
        for scale, ours in claim.scales.items()
        if scale != QUANTIFIERS
        for place, side, negated in ours
    ]
    return float(min(sum(found), _MOST))


def _is_reversed(theirs: Sequence[tuple[int, int, bool]], side: int, bond: Callable[[int], int]) -> bool:
    agreeing = [bond(at) for at, other, negated in theirs if other ^ negated == side]
    opposed = [bond(at) for at, other, negated in theirs if other ^ negated != side]
    return bool(opposed) and min(opposed) + 1 < min(agreeing, default=_FAR)


def _bond(path: Mapping[int, int], place: int, at: int) -> int:
    """How far a word at a place of the window is from what the claim's word at another stands next to there."""
    behind = min((other for other in path if other > place), default=None)
    before = max((other for other in path if other < place), default=None)
    distances = [] if behind is None else [path[behind] - at]
    distances += [] if before is None else [at - path[before]]
    return min((each if each > 0 else _NEAR - each for each in distances), default=0)


def quantified_otherwise(claim: Stretch, window: Stretch, path: Mapping[int, int]) -> float:
    """Words like "all" beside whose noun the window has another of their kind."""
    different = 0
    theirs = window.scales.get(QUANTIFIERS, ())
    for place, side, _ in claim.scales.get(QUANTIFIERS, ()):
        around = _neighbours(claim, place, path)
        near = [found for found in theirs if any(abs(found[0] - at) <= 6 for at in around[:2])]
        if near and side not in {other for _, other, _ in near}:
            different += 1
    return float(min(different, _MOST))


def unquantified(claim: Stretch, window: Stretch) -> float:
    """Whether the claim has a word like "all" that the window has not."""
    theirs = {side for _, side, _ in window.scales.get(QUANTIFIERS, ())}
    return float(any(side not in theirs for _, side, _ in claim.scales.get(QUANTIFIERS, ())))


def negated_otherwise(claim: Stretch, window: Stretch, path: Mapping[int, int]) -> float:
    """Whether the claim denies what the window tells, or tells what it denies.

    Where the window holds no negation at all, one of the claim is enough: its verb may stand there in another form.
    """
    if claim.denies and not window.denies:
        return 1.0
    return mostly(claim, window, path, lambda ours, theirs: ours.negated != theirs.negated)


def mostly(claim: Stretch, window: Stretch, path: Mapping[int, int], differ: Callable[[Token, Token], bool]) -> float:
    """1 where half or more of the claim's words that the window holds differ in some way, else 0."""
    words = [(place, at) for place, at in path.items() if claim.tokens[place].kind == "word"] or list(path.items())
    differing = sum(differ(claim.tokens[place], window.tokens[at]) for place, at in words)
    return float(bool(words) and 2 * differing >= len(words))


def roles_swapped(claim: Stretch, window: Stretch, path: Mapping[int, int]) -> float:
    """Whether what stands before and behind a word of the claim stands the other way round in the window."""
    places = sorted(path)
    swapped = 0
    for left, verb, right in zip(places, places[1:], places[2:], strict=False):
        if claim.tokens[verb].kind != "word" or claim.tokens[verb].word in COMPARISONS:
            continue
        subject, at, other = path[left], path[verb], path[right]
        governed = any(token.word in PREPOSITIONS for token in claim.tokens[verb + 1 : right])
        turned = other < at and (subject > at or (subject < other and not governed))
        passive = _passive(claim, verb) != _passive(window, at)
        swapped += turned != passive and turned
    return float(min(swapped, _MOST))


def _passive(stretch: Stretch, place: int) -> bool:
    return any(token.word == "by" for token in stretch.tokens[place + 1 : place + 3])


def said_by_another(claim: Stretch, window: Stretch) -> float:
    """Whether both name who says it, and no word for whom agrees."""
    said = claim.sources - PRONOUNS
    theirs = window.sources
    if not said or not theirs or theirs & PRONOUNS:
        return 0.0
    return float(not said & theirs)


def objects_otherwise(claim: Stretch, window: Stretch) -> float:
    """Prepositions behind which the window has something else, though it holds what the claim has there."""
    otherwise = 0
    for word, keys in claim.objects.items():
        theirs = window.objects.get(word)
        if theirs and not keys & theirs and keys & window.keys:
            otherwise += 1
    return float(min(otherwise, _MOST))
