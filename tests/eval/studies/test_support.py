from __future__ import annotations

import pytest

from eval.sets.claims import LabelledClaim
from eval.studies.support import balanced_accuracy, shared_words


def test_shared_words_are_those_of_the_best_sentence() -> None:
    assert shared_words("Troops left Kyiv", "Kyiv burned. The troops left on Thursday.") == pytest.approx(2 / 3)


def test_balanced_accuracy_weighs_both_classes_the_same() -> None:
    claims = [
        LabelledClaim(claim="", evidence="", supported=supported, article="a", set="pairs")
        for supported in (True, True, True, False)
    ]
    assert balanced_accuracy(claims, [0.5, 0.9, 0.1, 0.9]).value == pytest.approx((2 / 3 + 0) / 2)
