from __future__ import annotations

import pytest

from eval.sets.claims import LabelledClaim
from eval.studies.support import balanced_accuracy, shared_words, with_thresholds


def test_shared_words_are_those_of_the_best_sentence() -> None:
    assert shared_words("Troops left Kyiv", "Kyiv burned. The troops left on Thursday.") == pytest.approx(2 / 3)


def test_balanced_accuracy_weighs_both_classes_the_same() -> None:
    claims = [
        LabelledClaim(claim="", evidence="", supported=supported, article="a", set="pairs")
        for supported in (True, True, True, False)
    ]
    assert balanced_accuracy(claims, [0.5, 0.9, 0.1, 0.9]).value == pytest.approx((2 / 3 + 0) / 2)


def claim_on(article: str, *, supported: bool) -> LabelledClaim:
    return LabelledClaim(claim="", evidence="", supported=supported, article=article, set="pairs")


def test_the_line_of_an_article_is_that_of_the_others() -> None:
    claims = [claim_on(article, supported=supported) for article in "ab" for supported in (True, False)]
    assert with_thresholds(claims, [0.9, 0.2, 0.8, 0.1]) == pytest.approx([0.6, -0.1, 0.4, -0.3])


def test_scores_of_one_article_alone_stay_as_they_are() -> None:
    claims = [claim_on("a", supported=supported) for supported in (True, False)]
    assert with_thresholds(claims, [0.9, 0.2]) == pytest.approx([0.9, 0.2])
