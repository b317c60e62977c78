"""From an answer with markers to sentences tied to the article sentences they rest on, each pair checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.language.words import content_words
from rag.cite.checking import REFUTED
from rag.cite.claims import Claims
from rag.cite.markers import marked_sentences
from rag.cite.restate import restate
from rag.evidence.evidence import Evidence, EvidenceSentence
from rag.judge.claims import default_claim_judge
from rag.judge.conflicts import Conflict, Told, between
from rag.types import SUPPORTED, AnswerSentence, Citation, Contradiction

# Of a passage those sentences are weighed that share most words with the claim.
_WEIGHED = 3
# Two sentences are weighed as one where they share this much of the claim's words, and both bring some.
_IN_A_PAIR = 0.5


def cite(
    text: str, evidence: Evidence, *, complete: bool = True, claims: Claims | None = None
) -> tuple[AnswerSentence, ...]:
    """Split an answer into sentences, and cite for each what supports it, whatever its markers say.

    A marker whose passage supports its sentence stays; any other goes, and where none stays the passage that supports
    the sentence best is cited instead. A sentence that no passage supports cites nothing. While the text is not
    `complete`, its last sentence is compared with the passages that it names only. `claims` are those of the answer
    where it is cited again and again as it grows.
    """
    sentences = marked_sentences(text, len(evidence.passages))
    last, claims = len(sentences) - 1, claims or Claims()
    return tuple(
        _sentence(claim, markers, evidence, claims, anywhere=complete or place < last)
        for place, (claim, markers) in enumerate(sentences)
    )


def best_quote(claim: str, sentences: Sequence[EvidenceSentence], claims: Claims | None = None) -> Citation | None:
    """The sentence of a passage that supports a claim best, or two that follow each other where one does not suffice.

    None where no sentence shares a content word with the claim.
    """
    return _quotes(claim, [sentences], claims or Claims())[0]


def _quotes(claim: str, passages: Sequence[Sequence[EvidenceSentence]], claims: Claims) -> list[Citation | None]:
    """The best quote of each passage."""
    words = frozenset(content_words(claim))
    likely = [[(one,) for one in _nearest(words, sentences)] for sentences in passages]
    best = _bests(claim, likely, claims)
    pairs = [
        [] if found is None or found.supported else list(_pairs(words, sentences))
        for found, sentences in zip(best, passages, strict=True)
    ]
    joined = _bests(claim, pairs, claims)
    return [both if both and both.supported else one for one, both in zip(best, joined, strict=True)]


def _nearest(words: frozenset[str], sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    shared = [(len(words & one.stems), one) for one in sentences]
    return [one for count, one in sorted(shared, key=lambda pair: -pair[0])[:_WEIGHED] if count]


def _pairs(
    words: frozenset[str], sentences: Sequence[EvidenceSentence]
) -> Iterator[tuple[EvidenceSentence, EvidenceSentence]]:
    """Sentences that follow each other and complete each other."""
    for one, other in pairwise(sentences):
        # What was left out between them, an order or a question, would come back as evidence.
        together = not one.article.text[one.end : other.start].strip()
        if together and _complete_each_other(words & one.stems, words & other.stems, of=len(words)):
            yield one, other


def _bests(
    claim: str, stretches: Sequence[Sequence[Sequence[EvidenceSentence]]], claims: Claims
) -> list[Citation | None]:
    """Of each passage the stretch that supports the claim best, the first of equals; all are weighed at once."""
    cited = iter(_cited(claim, [one for listed in stretches for one in listed], claims))
    return [_best([next(cited) for _ in listed]) for listed in stretches]


def _cited(claim: str, stretches: Sequence[Sequence[EvidenceSentence]], claims: Claims) -> list[Citation]:
    """The claim with each stretch of one sentence, or some that follow each other."""
    found, pairs = list[Citation](), list[tuple[str, str]]()
    for quoted in stretches:
        one, start, end = quoted[0], quoted[0].start, quoted[-1].end
        article, quote = one.article, one.article.text[start:end]
        found.append(Citation(marker=one.marker, article=article, start=start, end=end, quote=quote, support=0.0))
        pairs.append((restate(claim, article, start, end, claims), quote))
    values = [one.support for one in claims.weighed(pairs)]
    return [
        replace(citation, support=round(_unless_refuted(value, claims.told(claim), quoted), 3))
        for citation, value, quoted in zip(found, values, stretches, strict=True)
    ]


def _unless_refuted(value: float, claim: Told, quoted: Sequence[EvidenceSentence]) -> float:
    return REFUTED if SUPPORTED <= value < 1 and between(claim, _told(quoted)) else value


def carried(sentence: EvidenceSentence, other: EvidenceSentence) -> float:
    """How far another sentence of the evidence carries one of it, as `support`."""
    (weighed,) = default_claim_judge().weigh([(sentence.text, other.text)])
    return _unless_refuted(weighed.support, _told([sentence]), [other])


def _complete_each_other(one: frozenset[str], other: frozenset[str], *, of: int) -> bool:
    both = len(one | other)
    return both > max(len(one), len(other)) and both >= _IN_A_PAIR * of


def _sentence(
    claim: str, markers: Sequence[int], evidence: Evidence, claims: Claims, *, anywhere: bool
) -> AnswerSentence:
    named = _found(claim, markers, evidence, claims)
    kept = tuple(citation for citation in named if citation.supported)
    value = max((citation.support for citation in named), default=0.0)
    if not kept and len(named) > 1:
        (weighed,) = claims.weighed([(claim, "\n".join(citation.quote for citation in named))])
        together = round(weighed.support, 3)
        if together >= SUPPORTED and not any(_against(claim, one, evidence, claims) for one in named):
            kept, value = tuple(named), together
    near = named
    if not kept and anywhere:
        others = [marker for marker in range(1, len(evidence.passages) + 1) if marker not in markers]
        found = _best(_found(claim, others, evidence, claims))
        kept = (found,) if found is not None and found.supported else ()
        value = max(value, found.support if found else 0.0)
        near = named or ([found] if found else [])
    contradiction = None if kept else _contradiction(claim, near, evidence, claims)
    return AnswerSentence(text=claim, citations=kept, support=value, contradiction=contradiction)


def _contradiction(claim: str, near: Iterable[Citation], evidence: Evidence, claims: Claims) -> Contradiction | None:
    """What the first quote that says otherwise says in a claim's place."""
    for citation in near:
        for one in _against(claim, citation, evidence, claims):
            return Contradiction(citation=citation, told=one.told, claimed=one.claimed)
    return None


def _against(claim: str, citation: Citation, evidence: Evidence, claims: Claims) -> list[Conflict]:
    quoted = [one for one in evidence.of(citation.marker) if citation.start <= one.start and one.end <= citation.end]
    return between(claims.told(claim), _told(quoted))


def _told(quoted: Sequence[EvidenceSentence]) -> Told:
    return Told(quoted[0].article, tuple(one.sentence for one in quoted))


def _found(claim: str, markers: Sequence[int], evidence: Evidence, claims: Claims) -> list[Citation]:
    """The best quotes of the passages with some markers."""
    quotes = _quotes(claim, [evidence.of(marker) for marker in markers], claims)
    return [quote for quote in quotes if quote is not None]


def _best(citations: Iterable[Citation]) -> Citation | None:
    """The one with the highest support, the first of equals."""
    return max(citations, key=lambda citation: citation.support, default=None)
