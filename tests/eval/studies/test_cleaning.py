from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.fit.cleaner import Sample, cross_validated, fit, samples_of
from eval.studies.articles.cleaning import cross_validated_texts, keep_everything, score_cleaning, shingles
from eval.studies.articles.pages import ARTICLE, LabelledPage, load_pages
from index.clean import Cleaned
from index.clean.forest import MODEL, Forest, load_forest, save_forest
from index.errors import InputError


def page(file: str = "a.html", body: str = "One two three four five.") -> LabelledPage:
    return LabelledPage(
        file=file,
        lines=("Home", "A headline", body, "Log in"),
        kinds=("furniture", "headline", "body", "furniture"),
        wanted=("two three",),
        unwanted=("Log in",),
    )


def written(folder: Path, *, labels: list[dict[str, str]]) -> tuple[Path, Path]:
    pages, labelled = folder / "pages.jsonl", folder / "labels.jsonl"
    row = {
        "file": "a.html",
        "page_text": "Home\n\nA  headline\nBody one.\nBody two.",
        "with": ["one"],
        "without": ["Home"],
    }
    pages.write_text(json.dumps(row) + "\n", "utf-8")
    labelled.write_text("".join(json.dumps(label) + "\n" for label in labels), "utf-8")
    return pages, labelled


def test_shingles_are_the_runs_of_four_words_with_their_counts() -> None:
    assert shingles("a b, c d a b c d") == Counter(
        {("a", "b", "c", "d"): 2, ("b", "c", "d", "a"): 1, ("c", "d", "a", "b"): 1, ("d", "a", "b", "c"): 1}
    )


@pytest.mark.parametrize(("text", "expected"), [("", {}), ("a b", {("a", "b"): 1}), ("...", {})])
def test_a_text_shorter_than_a_shingle_is_one(text: str, expected: dict[tuple[str, ...], int]) -> None:
    assert shingles(text) == Counter(expected)


def test_the_gold_body_itself_scores_one() -> None:
    scores = score_cleaning([page()], [page().gold()])
    assert (scores.precision, scores.recall, scores.f1, scores.kept, scores.dropped) == (1, 1, 1, 1, 1)


def test_keeping_everything_has_full_recall_and_drops_nothing() -> None:
    scores = score_cleaning([page()], [keep_everything(page().text)])
    assert scores.precision == pytest.approx(2 / 7)
    assert (scores.recall, scores.dropped) == (1, 0)


def test_the_headline_counts_where_it_is_asked_for() -> None:
    text = page().gold(ARTICLE)
    assert score_cleaning([page()], [text], gold=ARTICLE).precision == 1
    assert score_cleaning([page()], [text]).precision < 1


def test_an_empty_text_loses_its_recall_and_has_no_precision() -> None:
    scores = score_cleaning([page(), page()], ["", page().gold()])
    assert (scores.precision, scores.recall) == (1, 0.5)


def test_repeated_shingles_beyond_the_gold_count_against_precision() -> None:
    body = page().gold()
    assert score_cleaning([page()], [f"{body}\n{body}"]).precision < 1


def test_a_segment_is_found_whatever_the_white_space() -> None:
    assert score_cleaning([page()], ["One two\nthree"]).kept == 1


def test_labels_name_lines_by_number_and_blank_lines_count(tmp_path: Path) -> None:
    pages, labels = written(tmp_path, labels=[{"file": "a.html", "headline": "3", "body": "4-5"}])
    (found,) = load_pages(pages, labels)
    assert found.lines == ("Home", "A headline", "Body one.", "Body two.")
    assert found.kinds == ("furniture", "headline", "body", "body")


def test_a_page_without_labels_is_an_error_that_names_it(tmp_path: Path) -> None:
    pages, labels = written(tmp_path, labels=[{"file": "b.html", "body": "1"}])
    with pytest.raises(InputError, match=r"'a\.html', which has no labels"):
        load_pages(pages, labels)


def test_the_labels_of_the_development_pages_agree_with_their_segments(bench: Path) -> None:
    pages = load_pages(bench / "pages-trafilatura" / "pages.jsonl")
    scores = score_cleaning(pages, [one.gold(ARTICLE) for one in pages])
    assert len(pages) == 166
    assert min(scores.kept, scores.dropped) > 0.98


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


def test_cross_validated_texts_come_in_the_order_of_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page(f"{number}.html", f"Body number {number} of them all.") for number in range(6)]
    monkeypatch.setattr(
        "eval.studies.articles.cleaning.clean_lines",
        lambda text, *, forest: Cleaned(text=text, headline=None, dropped=()),
    )
    monkeypatch.setattr(
        "eval.fit.cleaner.cross_validated",
        lambda given: [(place, load_forest()) for place in reversed(range(len(given)))],
    )
    texts = cross_validated_texts(pages)
    assert [one.lines[2] in text for one, text in zip(pages, texts, strict=True)] == [True] * 6
