from __future__ import annotations

from contextlib import closing

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import postings
from index.lexical.bm25 import rank
from tests.index.lexical.test_lexical import opened

WORD = st.sampled_from([f"w{number}" for number in range(12)])
PASSAGES = st.lists(st.lists(WORD, max_size=8), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    passages=PASSAGES,
    question=st.lists(WORD, min_size=1, max_size=6),
    k=st.integers(1, 45),
    gone=st.sets(st.integers(1, 40)),
    start=st.sampled_from([1, 500, postings.WINDOW - 20]),
)
def test_the_best_are_the_best_of_all_scores(
    passages: list[list[str]], question: list[str], k: int, gone: set[int], start: int
) -> None:
    with closing(opened()) as connection:
        for place, passage in enumerate(passages):
            postings.add(connection, {start + place: passage})
        postings.remove(connection, [start + number for number in gone])
        ranking = rank(connection, question)
        numbers = np.arange(start, start + len(passages))
        scores = ranking.scores(numbers)
        expected = sorted(scores[scores > 0].tolist(), reverse=True)[:k]
        found = ranking.scores(np.sort(ranking.best(k)))
    assert np.allclose(sorted(found.tolist(), reverse=True), expected)
