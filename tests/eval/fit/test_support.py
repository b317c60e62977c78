from __future__ import annotations

from pathlib import Path

import pytest

from eval.fit.support import by_article, measured, train, training_claims
from eval.sets.claims import PAIRS, LabelledClaim, load_answers, load_pairs
from eval.studies.support import balanced_accuracy
from rag.judge.entailment.features import CONFLICTS
from rag.judge.entailment.score import score


@pytest.fixture(scope="module")
def claims() -> list[LabelledClaim]:
    return [one for one in load_pairs(PAIRS / "development.json") if not one.whole]


def test_nothing_of_the_samples_and_no_held_out_pair_is_trained_on(bench: Path) -> None:
    trained_on = {one.evidence for one in training_claims(bench)}
    unseen = [
        *load_pairs(PAIRS / "held_out.json"),
        *load_pairs(PAIRS / "samples.json"),
        *load_answers(PAIRS / "answers.json"),
    ]
    assert not trained_on & {one.evidence for one in unseen}


def test_training_tells_the_claims_it_saw_apart_and_no_conflict_speaks_for_a_claim(claims: list[LabelledClaim]) -> None:
    model = train(claims, measured(claims))
    assert balanced_accuracy(claims, [score(one.claim, one.evidence, model) for one in claims]).value > 0.9
    assert all(part[name] <= 0 for part in (model.copied, model.short, model.long) for name in CONFLICTS)


def test_a_claim_is_judged_by_a_model_that_knows_none_on_its_article(claims: list[LabelledClaim]) -> None:
    few = claims[::8]
    models = by_article(few, measured(few))
    others = [one for one in few if one.article != few[0].article]
    assert models[0] == train(others, measured(others))
