"""Claims with evidence, each labelled supported or not."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.language.sentences import sentence_spans

PAIRS = Path(__file__).parents[1] / "fit" / "pairs"
"""Minimal pairs: `development` is fitted to; `held_out`, `answers` and `samples`, which retells a sample, never are."""

_SEED = 3
_ARTICLES = 400
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_AUXILIARY = re.compile(r" (is|was|were|are|has|have|will|would) ")
_LENGTHS = range(60, 250)
_FEWEST_SENTENCES = 8
_MOST_SENTENCES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClaim:
    """A claim, its evidence, and whether it is supported.

    Attributes:
        article: what the evidence is taken from; splits go by it.
        set: "qags", "pairs", "perturbed", "questions" or "openings".
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


def load_perturbed(path: Path) -> list[LabelledClaim]:
    """Sentences of news articles as they stand, and with a number or name of the same article put in, or negated."""
    rng = random.Random(_SEED)  # noqa: S311  # A choice that can be repeated.
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rng.shuffle(rows)
    return [claim for row in rows[:_ARTICLES] for claim in _perturbed(row["id"], row["text"], rng)]


def _perturbed(article: str, text: str, rng: random.Random) -> Iterator[LabelledClaim]:
    spans = [(start, end) for start, end in sentence_spans(text) if end - start in _LENGTHS and text[end - 1] in '.”"']
    sentences = [text[start:end] for start, end in spans[:_MOST_SENTENCES]]
    if len(sentences) < _FEWEST_SENTENCES:
        return
    evidence = " ".join(sentences)
    true = rng.choice(sentences)
    choices = [changed for changed in _changes(true, evidence, rng) if changed != true]
    if choices:
        for claim, supported in ((true, True), (rng.choice(choices), False)):
            yield LabelledClaim(claim=claim, evidence=evidence, supported=supported, article=article, set="perturbed")


def _changes(sentence: str, evidence: str, rng: random.Random) -> Iterator[str]:
    yield _AUXILIARY.sub(r" \1 not ", sentence, count=1)
    for kind in (_NUMBER, _NAME):
        ours, others = kind.findall(sentence), sorted(set(kind.findall(evidence)))
        if ours and len(others) > 1:
            yield _swapped(sentence, rng.choice(ours), others, rng)


def _swapped(sentence: str, old: str, others: Sequence[str], rng: random.Random) -> str:
    return sentence.replace(old, rng.choice([other for other in others if other != old]))
