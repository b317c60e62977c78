"""From an answer with markers to sentences tied to the article sentences they rest on, each pair checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.language.words import content_words
from rag.cite.checking import REFUTED, weigh
from rag.cite.markers import marked_sentences
from rag.cite.restate import Claims, restate
from rag.evidence.evidence import Evidence, EvidenceSentence
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
    words, claims = frozenset(content_words(claim)), claims or Claims()
    shared = [words & one.stems for one in sentences]
    order = sorted(range(len(sentences)), key=lambda place: -len(shared[place]))
    likely = [sentences[place] for place in order[:_WEIGHED] if shared[place]]
    best = _best(_citation(claim, (one,), claims) for one in likely)
    if best is None or best.supported:
        return best
    pairs = [
        (one, other)
        for (one, ours), (other, theirs) in pairwise(zip(sentences, shared, strict=True))
        # What was left out between them, an order or a question, would come back as evidence.
        if not one.article.text[one.end : other.start].strip() and _complete_each_other(ours, theirs, of=len(words))
    ]
    joined = _best(_citation(claim, pair, claims) for pair in pairs)
    return joined if joined is not None and joined.supported else best


def carried(sentence: EvidenceSentence, other: EvidenceSentence) -> float:
    """How far another sentence of the evidence carries one of it, as `support`."""
    value = _score(sentence.text, other.text)
    return REFUTED if SUPPORTED <= value < 1 and between(_told([sentence]), _told([other])) else value


def _complete_each_other(one: frozenset[str], other: frozenset[str], *, of: int) -> bool:
    both = len(one | other)
    return both > max(len(one), len(other)) and both >= _IN_A_PAIR * of


def _sentence(
    claim: str, markers: Sequence[int], evidence: Evidence, claims: Claims, *, anywhere: bool
) -> AnswerSentence:
    named = list(_quotes(claim, markers, evidence, claims))
    kept = tuple(citation for citation in named if citation.supported)
    value = max((citation.support for citation in named), default=0.0)
    if not kept and len(named) > 1:
        together = round(_score(claim, "\n".join(citation.quote for citation in named)), 3)
        if together >= SUPPORTED and not any(_against(claim, one, evidence, claims) for one in named):
            kept, value = tuple(named), together
    near = named
    if not kept and anywhere:
        others = [marker for marker in range(1, len(evidence.passages) + 1) if marker not in markers]
        found = _best(_quotes(claim, others, evidence, claims))
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
    return _conflicts(claim, quoted, claims)


def _conflicts(claim: str, quoted: Sequence[EvidenceSentence], claims: Claims) -> list[Conflict]:
    return between(claims.told(claim), _told(quoted))


def _told(quoted: Sequence[EvidenceSentence]) -> Told:
    return Told(quoted[0].article, tuple(one.sentence for one in quoted))


def _quotes(claim: str, markers: Iterable[int], evidence: Evidence, claims: Claims) -> Iterator[Citation]:
    for marker in markers:
        quote = best_quote(claim, evidence.of(marker), claims)
        if quote is not None:
            yield quote


def _best(citations: Iterable[Citation]) -> Citation | None:
    """The one with the highest support, the first of equals."""
    return max(citations, key=lambda citation: citation.support, default=None)


def _citation(claim: str, quoted: Sequence[EvidenceSentence], claims: Claims) -> Citation:
    """The claim with one sentence, or some that follow each other."""
    one, start, end = quoted[0], quoted[0].start, quoted[-1].end
    article, quote = one.article, one.article.text[start:end]
    value = _score(restate(claim, article, start, end, claims), quote)
    if SUPPORTED <= value < 1 and _conflicts(claim, quoted, claims):
        value = REFUTED
    return Citation(marker=one.marker, article=article, start=start, end=end, quote=quote, support=round(value, 3))


# While an answer is written, the sentences that stand are checked anew at each snapshot.
@lru_cache(maxsize=2_048)
def _score(claim: str, evidence: str) -> float:
    return weigh(claim, evidence)
