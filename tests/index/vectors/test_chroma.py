from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors import chroma
from index.vectors.sealed import ATTEMPTS, Batch, graph


@pytest.fixture
def crowded() -> Batch:
    """A dozen vectors, and three hundred times another: passages of a text that says one thing over and over."""
    random = np.random.default_rng(0)
    few, one = random.normal(size=(12, 384)), random.normal(size=384)
    vectors = np.vstack([few, np.tile(one, (325, 1))]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return list(range(1, len(vectors) + 1)), vectors


def test_the_last_attempt_finds_vectors_beside_hundreds_of_copies_of_another(crowded: Batch, tmp_path: Path) -> None:
    numbers, vectors = crowded
    folder = tmp_path / "generation"
    chroma.build(folder, [crowded], total=len(numbers), attempt=ATTEMPTS - 1, on_batch=lambda _: None)
    assert chroma.check(folder, count=len(numbers), sample=(numbers[:12], vectors[:12])) is None


def test_each_attempt_looks_through_more() -> None:
    graphs = [graph(attempt, total=10) for attempt in range(ATTEMPTS)]
    for name in ("max_neighbors", "ef_construction", "ef_search"):
        values = [settings[name] for settings in graphs]
        assert values == sorted(set(values), key=int)
