from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.fit.cleaner import Sample, cross_validated, fit, samples_of
from eval.sets.pages import LabelledPage
from index.clean.forest import MODEL, Forest, load_forest, save_forest


def page(file: str = "a.html", body: str = "One two three four five.") -> LabelledPage:
    return LabelledPage(
        file=file,
        lines=("Home", "A headline", body, "Log in"),
        kinds=("furniture", "headline", "body", "furniture"),
        wanted=("two three",),
        unwanted=("Log in",),
    )


def test_no_page_is_judged_by_a_model_that_was_trained_on_it() -> None:
    pages = [page(f"{number}.html", "word " * (number + 1)) for number in range(13)]
    fitted: list[tuple[Forest, set[bytes]]] = []

    def fit_and_remember(samples: Sequence[Sample]) -> Forest:
        fitted.append((tiny_forest(len(fitted)), {sample.features.tobytes() for sample in samples}))
        return fitted[-1][0]

    judged = list(cross_validated(pages, folds=4, fit_samples=fit_and_remember))
    seen = {id(forest): features for forest, features in fitted}
    assert sorted(place for place, _ in judged) == list(range(13))
    assert len(fitted) == 4
    for place, forest in judged:
        assert not seen[id(forest)] & {sample.features.tobytes() for sample in samples_of(pages[place])}
        assert all(
            samples_of(pages[other])[0].features.tobytes() in seen[id(forest)]
            for other, judge in judged
            if judge is not forest
        )


def tiny_forest(seed: int = 0) -> Forest:
    return Forest(
        roots=np.array([0], dtype=np.int32),
        feature=np.array([0, 0, 0], dtype=np.int32),
        threshold=np.array([0.5, np.inf, np.inf], dtype=np.float32),
        children=np.array([[1, 2], [1, 1], [2, 2]], dtype=np.int32),
        value=np.array([0.0, -1.0, 1.0], dtype=np.float32),
        base=float(seed),
        depth=1,
    )


def test_a_row_goes_left_up_to_the_threshold_and_right_above_it() -> None:
    rows = np.array([[0.5], [0.6]], dtype=np.float32)
    assert tiny_forest().probabilities(rows) == pytest.approx([1 / (1 + np.e), np.e / (1 + np.e)])


def test_rows_are_judged_alike_however_many_there_are() -> None:
    rows = np.linspace(0, 1, 5_000, dtype=np.float32)[:, None]
    assert tiny_forest().probabilities(rows)[::7].tolist() == tiny_forest().probabilities(rows[::7]).tolist()


def test_a_stored_forest_is_the_same(tmp_path: Path) -> None:
    save_forest(tiny_forest(2), tmp_path / "model.npz")
    rows = np.array([[0.1], [0.9]], dtype=np.float32)
    assert (
        load_forest(tmp_path / "model.npz").probabilities(rows).tolist() == tiny_forest(2).probabilities(rows).tolist()
    )


def test_the_model_that_comes_with_the_package_is_small_and_fits_the_features() -> None:
    forest = load_forest()
    assert MODEL.stat().st_size < 200_000
    assert forest.feature.max() < samples_of(page())[0].features.shape[1]


def test_a_trained_forest_gives_the_probabilities_of_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    monkeypatch.setattr("eval.fit.cleaner.TREES", 5)
    models: list[HistGradientBoostingClassifier] = []
    original = HistGradientBoostingClassifier.fit

    def remembered(self: HistGradientBoostingClassifier, *data: object, **more: object) -> object:
        models.append(self)
        return original(self, *data, **more)

    monkeypatch.setattr(HistGradientBoostingClassifier, "fit", remembered)
    random = np.random.default_rng(1)
    rows = random.normal(size=(400, 6)).astype(np.float32)
    sample = Sample(features=rows, labels=rows[:, 0] * rows[:, 1] > 0, weights=np.ones(400, dtype=np.float32))
    forest = fit([sample])
    assert forest.probabilities(rows) == pytest.approx(models[0].predict_proba(rows)[:, 1], abs=1e-5)
