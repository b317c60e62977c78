"""How a claim was put together from its evidence, as numbers: fragments, seams between them, what is in no sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.judge.entailment.fragments import Fragments, Seam, Source
from rag.judge.entailment.lexicon import AUXILIARIES, PRONOUNS, REPORTING
from rag.judge.entailment.stretch import Stretch
from rag.judge.entailment.tokens import Token

_MOST = 4
_MOST_COST = 12.0
_MOST_WORDS = 40
_MOST_SENTENCES = 5
_WIDEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """How a claim stands to the whole of its evidence.

    Attributes:
        seam_cost: what laying the claim's words into the evidence costs, for each word.
        seam_total: the same of all words, at most 12.
        words: at most 40.
        novel: novel content words, for each content word.
        content_in_no_sentence: share of its content words that the best sentence does not hold.
        pairs_in_no_sentence: share of its neighbouring words that are no neighbours in the best sentence.
        content_pairs_in_no_sentence: the same of neighbouring content words.
        pairs_nowhere: share of its neighbouring words that are neighbours in no sentence.
        fragments: for each word.
        not_longest: share of its words outside its longest fragment.
        not_dense: 1 less the sum of the squared shares of its fragments.
        sentences: that it draws on, at most 5.
        spread: from the first of them to the last, at most 10.
        unrelated: fragments from a sentence that holds none of the content words before them.
        between_content: seams between two content words.
        other_subjects: verbs behind a seam that have another subject in the evidence.
        substituted: content words that stand in a frame in which the evidence has another.
        begins_inside: whether its first word follows another in the evidence.
        cut_off: whether its last word is followed by another there.
        repeated: pairs of equal content words in it.
    """

    seam_cost: float
    seam_total: float
    words: float
    novel: float
    content_in_no_sentence: float
    pairs_in_no_sentence: float
    content_pairs_in_no_sentence: float
    pairs_nowhere: float
    fragments: float
    not_longest: float
    not_dense: float
    sentences: float
    spread: float
    jumps: float
    steps_beside: float
    gaps: float
    short_gaps: float
    unrelated: float
    between_content: float
    other_subjects: float
    substituted: float
    begins_inside: float
    begins_with_pronoun: float
    cut_off: float
    pronouns: float
    reports: float
    repeated: float


def measure_seams(claim: Stretch, laid: Fragments, sentences: Sequence[Stretch], source: Source) -> Seams:
    """Compare a claim, and how it was laid into `source`, with all sentences of its evidence."""
    words = claim.unmarked
    content = [token for token in words if token.content]
    count = max(1, len(words))
    kinds = [seam.kind for seam in laid.seams]
    wide = [seam for seam in laid.seams if seam.kind != "short gap"]
    drawn_on = {source.sentence_of[at] for at in laid.places if at is not None}
    joined = frozenset(pair for one in sentences for pair in one.word_pairs & claim.word_pairs)
    novel = sum(at is None and token.content for at, token in zip(laid.places, words, strict=True))
    return Seams(
        seam_cost=laid.cost / count,
        seam_total=min(laid.cost, _MOST_COST),
        words=float(min(count, _MOST_WORDS)),
        novel=novel / max(1, len(content)),
        content_in_no_sentence=_in_no(claim.content_keys, [one.content_keys for one in sentences]),
        pairs_in_no_sentence=_in_no(claim.word_pairs, [one.word_pairs for one in sentences]),
        content_pairs_in_no_sentence=_in_no(claim.content_pairs, [one.content_pairs for one in sentences]),
        pairs_nowhere=_in_no(claim.word_pairs, [joined]),
        fragments=len(laid.lengths) / count,
        not_longest=1 - max(laid.lengths, default=0) / count,
        not_dense=1 - sum(length**2 for length in laid.lengths) / count**2,
        sentences=float(min(len(drawn_on), _MOST_SENTENCES)),
        spread=float(min(max(drawn_on) - min(drawn_on), _WIDEST)) if drawn_on else 0.0,
        jumps=_at_most(kinds.count("jump")),
        steps_beside=_at_most(kinds.count("beside")),
        gaps=_at_most(kinds.count("gap")),
        short_gaps=_at_most(kinds.count("short gap")),
        unrelated=_at_most(sum(_is_unrelated(seam, words, sentences, source) for seam in wide)),
        between_content=_at_most(sum(_is_between_content(seam, words) for seam in wide)),
        other_subjects=_at_most(sum(_has_other_subject(seam, words, source) for seam in wide)),
        substituted=_at_most(sum(_is_substituted(place, words, laid, source) for place in range(1, len(words) - 1))),
        begins_inside=float(_begins_inside(laid, source)),
        begins_with_pronoun=float(bool(words) and words[0].word in PRONOUNS),
        cut_off=float(bool(words) and laid.places[-1] is not None and source.goes_on[laid.places[-1]]),
        pronouns=_at_most(sum(token.word in PRONOUNS for token in words)),
        reports=float(any(token.key in REPORTING for token in words)),
        repeated=_at_most(len(content) - len({token.word for token in content})),
    )


def _at_most(count: int) -> float:
    return float(min(count, _MOST))


def _in_no(ours: frozenset[Any], theirs: Sequence[frozenset[Any]]) -> float:
    """The smallest share that one of several sets lacks."""
    return min((len(ours - one) / len(ours) for one in theirs), default=1.0) if ours else 0.0


def _is_unrelated(seam: Seam, words: Sequence[Token], sentences: Sequence[Stretch], source: Source) -> bool:
    if seam.kind not in {"beside", "jump"}:
        return False
    there = sentences[source.sentence_of[seam.right_source]].content_keys
    return not any(token.content and token.key in there for token in words[: seam.right])


def _is_between_content(seam: Seam, words: Sequence[Token]) -> bool:
    return all(token.content and token.word not in AUXILIARIES for token in (words[seam.left], words[seam.right]))


def _has_other_subject(seam: Seam, words: Sequence[Token], source: Source) -> bool:
    verb = words[seam.right].word
    before = seam.right_source - 1
    if not (verb in AUXILIARIES or verb.endswith("ed")) or before < 0:
        return False
    return source.same_sentence(before, seam.right_source) and source.words[before] not in PRONOUNS


def _is_substituted(place: int, words: Sequence[Token], laid: Fragments, source: Source) -> bool:
    before, at = laid.places[place - 1], laid.places[place]
    behind = next((other for other in laid.places[place + 1 : place + 3] if other is not None), None)
    if not words[place].content or before is None or behind is None or not source.same_sentence(before, behind):
        return False
    return 2 <= behind - before <= _MOST and not (at is not None and before < at < behind)


def _begins_inside(laid: Fragments, source: Source) -> bool:
    first = laid.places[0] if laid.places else None
    return first is not None and source.follows(first)
