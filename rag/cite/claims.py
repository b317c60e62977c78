"""The sentences of one answer as claims: parsed once and weighed once, however often the answer is shown."""

from __future__ import annotations

from collections.abc import Sequence

from index.language.parser import default_parser
from index.language.types import Excerpt, Parser, Sentence
from rag.judge.claims import ClaimJudge, Weighed, default_claim_judge
from rag.judge.conflicts import Told, told


class Claims:
    """What was read of the sentences of one answer."""

    def __init__(self, parser: Parser | None = None, judge: ClaimJudge | None = None) -> None:
        self._parser = parser or default_parser()
        self._judge = judge or default_claim_judge()
        self._parsed: dict[str, Sentence] = {}
        self._told: dict[str, Told] = {}
        self._weighed: dict[tuple[str, str], Weighed] = {}

    def parsed(self, claim: str) -> Sentence:
        """A sentence as it was parsed."""
        if claim not in self._parsed:
            (self._parsed[claim],) = self._parser.parse([Excerpt(claim, 0, len(claim))])
        return self._parsed[claim]

    def told(self, claim: str) -> Told:
        """What a sentence tells."""
        if claim not in self._told:
            self._told[claim] = told(claim, [self.parsed(claim)])
        return self._told[claim]

    def weighed(self, pairs: Sequence[tuple[str, str]]) -> list[Weighed]:
        """What evidence is worth to claims, by (claim, evidence)."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._weighed]
        self._weighed.update(zip(new, self._judge.weigh(new), strict=True))
        return [self._weighed[pair] for pair in pairs]
