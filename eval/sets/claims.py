"""Claims with evidence, each labelled supported or not."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PAIRS = Path(__file__).parents[1] / "fit" / "pairs"
"""Minimal pairs: `development` is fitted to; `held_out`, `answers` and `samples`, which retells a sample, never are."""

_SEED, _DRAWN = 3, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClaim:
    """A claim, its evidence, and whether it is supported.

    Attributes:
        article: what the evidence is taken from; splits go by it.
        set: "qags", "fool-me-twice", "pairs" or "answers".
        kind: what an unsupported claim of a minimal pair changes, else "".
        whole: whether the evidence is an article, not one sentence.
        agreement: share of the judges who decided so.
    """

    claim: str
    evidence: str
    supported: bool
    article: str
    set: str
    kind: str = ""
    whole: bool = True
    agreement: float = 1.0


def load_qags(path: Path) -> list[LabelledClaim]:
    """Summary sentences that people judged; most of them decide.

    Source: QAGS, Wang, Cho and Lewis 2020, https://arxiv.org/abs/2004.04228.
    """
    return [
        _judged(
            sentence["sentence"], row["article"], [one["response"] == "yes" for one in sentence["responses"]], number
        )
        for number, row in enumerate(map(json.loads, path.read_text(encoding="utf-8").splitlines()))
        for sentence in row["summary_sentences"]
    ]


def _judged(claim: str, evidence: str, judges: Sequence[bool], number: int) -> LabelledClaim:
    yes = sum(judges) / len(judges)
    return LabelledClaim(
        claim=claim,
        evidence=evidence,
        supported=yes > 0.5,
        article=f"qags {number}",
        set="qags",
        agreement=max(yes, 1 - yes),
    )


def load_pairs(path: Path) -> list[LabelledClaim]:
    """Minimal pairs, each claim once with its sentence and once with the whole article as evidence."""
    return [
        LabelledClaim(
            claim=claim,
            evidence=" ".join(row["article"]) if whole else row["article"][place],
            supported=supported,
            article=f"{path.stem} {number}",
            set="pairs",
            kind=kind,
            whole=whole,
        )
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")))
        for kind, place, true, false in row["pairs"]
        for claim, supported in ((true, True), (false, False))
        for whole in (False, True)
    ]


def load_answers(path: Path) -> list[LabelledClaim]:
    """Claims as a model writes them in an answer, each with the one sentence that it is checked against."""
    return [
        LabelledClaim(
            claim=claim,
            evidence=row["evidence"],
            supported=supported,
            article=f"{path.stem} {number}",
            set="answers",
        )
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")))
        for supported in (True, False)
        for claim in row["supported" if supported else "unsupported"]
    ]


def load_fool_me_twice(path: Path) -> list[LabelledClaim]:
    """Claims that people made to fool others, with the sentences of Wikipedia that decide; some hundred drawn.

    Source: Eisenschlos et al. 2021, https://arxiv.org/abs/2104.04725; for measuring only.
    """
    rng = random.Random(_SEED)  # noqa: S311  # A choice that can be repeated.
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        LabelledClaim(
            claim=row["text"],
            evidence=" ".join(one["text"] for one in row["gold_evidence"]),
            supported=row["label"] == "SUPPORTS",
            article=row["wikipedia_page"],
            set="fool-me-twice",
        )
        for row in rng.sample(rows, min(_DRAWN, len(rows)))
    ]
