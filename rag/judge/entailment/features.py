"""What speaks for and against a claim in a stretch of its evidence, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.judge.entailment import conflicts
from rag.judge.entailment.lexicon import SCALES
from rag.judge.entailment.stretch import Stretch
from rag.judge.entailment.tokens import Token

# Words that stand this much farther apart in the window than in the claim still belong together.
_NEAR = 3
# A longer claim is judged as one of this length.
_LONGEST = 30


CONFLICTS = frozenset(
    [
        "missing_numbers",
        "missing_dates",
        "missing_names",
        "names_not_in_article",
        "numbers_not_in_article",
        "counted_otherwise",
        "scales_reversed",
        "quantified_otherwise",
        "unquantified",
        "negated_otherwise",
        "overstated",
        "roles_swapped",
        "said_by_another",
        "objects_otherwise",
    ]
)
"""The features that refute a claim, whatever else speaks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """How a claim stands to a window, one or two sentences of the evidence; 0 is agreement in all but `length`.

    Attributes:
        missing_words: share of the claim's content words that the window does not hold.
        missing_numbers: numbers of the claim that the window does not hold, at most 3; so are dates and names.
        missing_in_article: share of its content words that stand nowhere in the evidence.
        loose_pairs: share of neighbouring content words that do not follow each other closely in the window.
        breaks: share of neighbouring words that are no neighbours in the window.
        length: content words of the claim, at most 30.
        pair: whether the window is of two sentences.
        pair_without_pronoun: and the second one does not refer to the first.
    """

    missing_words: float
    missing_numbers: float
    missing_dates: float
    missing_names: float
    missing_in_article: float
    names_not_in_article: float
    numbers_not_in_article: float
    loose_pairs: float
    breaks: float
    counted_otherwise: float
    scales_reversed: float
    quantified_otherwise: float
    unquantified: float
    negated_otherwise: float
    overstated: float
    understated: float
    roles_swapped: float
    said_by_another: float
    objects_otherwise: float
    length: float
    pair: float
    pair_without_pronoun: float


def features(claim: Stretch, window: Stretch, everywhere: frozenset[str]) -> Features:
    """Measure a claim against a window of the evidence and the keys of all of it."""
    content = claim.content
    total = len(content) or 1
    found = _aligned_path(claim, window)
    missing = [claim.tokens[place] for place in content if not _holds(claim, place, window.keys)]
    nowhere = [claim.tokens[place] for place in content if not _holds(claim, place, everywhere)]
    return Features(
        missing_words=len(missing) / total,
        missing_numbers=_count(missing, "number"),
        missing_dates=_count(missing, "date"),
        missing_names=_count(missing, "name"),
        missing_in_article=len(nowhere) / total,
        names_not_in_article=_count(nowhere, "name"),
        numbers_not_in_article=_count(nowhere, "number") + _count(nowhere, "date"),
        loose_pairs=_loose_pairs(found, content),
        breaks=len(claim.word_pairs - window.word_pairs) / max(1, len(claim.word_pairs)),
        counted_otherwise=conflicts.counted_otherwise(claim, window),
        scales_reversed=conflicts.scales_reversed(claim, window, found),
        quantified_otherwise=conflicts.quantified_otherwise(claim, window, found),
        unquantified=conflicts.unquantified(claim, window),
        negated_otherwise=conflicts.negated_otherwise(claim, window, found),
        overstated=conflicts.mostly(claim, window, found, lambda ours, theirs: ours.mood < theirs.mood),
        understated=conflicts.mostly(claim, window, found, lambda ours, theirs: ours.mood > theirs.mood),
        roles_swapped=conflicts.roles_swapped(claim, window, found),
        said_by_another=conflicts.said_by_another(claim, window),
        objects_otherwise=conflicts.objects_otherwise(claim, window),
        length=float(min(_LONGEST, len(content))),
        pair=float(window.second is not None),
        pair_without_pronoun=float(window.second is not None and not window.refers_back),
    )


def _holds(claim: Stretch, place: int, keys: frozenset[str]) -> bool:
    token = claim.tokens[place]
    if token.key in keys:
        return True
    sides = SCALES.get(token.word) or SCALES.get(token.key) or ()
    return token.kind == "word" and any(f"scale:{scale}:{side}" in keys for scale, side in sides)


def _count(tokens: Sequence[Token], kind: str) -> float:
    return float(min(3, len({token.key for token in tokens if token.kind == kind})))


def _aligned_path(claim: Stretch, window: Stretch) -> Mapping[int, int]:
    """Each content token of the claim to its place in the window that is nearest to where the one before it lies."""
    path: dict[int, int] = {}
    last: int | None = None
    for place in claim.content:
        places = window.places.get(claim.tokens[place].key, ())
        if not places:
            continue
        last = places[0] if last is None else min(places, key=lambda at: (abs(at - (last or 0) - 1), at))
        path[place] = last
    return path


def _loose_pairs(path: Mapping[int, int], content: Sequence[int]) -> float:
    pairs = list(pairwise(content))
    held = [
        one in path and other in path and 0 < path[other] - path[one] <= other - one + _NEAR for one, other in pairs
    ]
    return 1 - sum(held) / len(held) if pairs else 0.0
