from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from tokenizers import Tokenizer

from index.embed import batches as module
from index.embed.batches import BATCH_TOKENS, LENGTH_STEP, Batch, batches
from tests.fakes import model_files

PAD = 7
TEXTS = ["word " * count for count in (3, 250, 1, 40, 41, 0, 120)] * 9


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = model_files().tokenizer()
    tokenizer.enable_truncation(256)
    return tokenizer


def batched(texts: Sequence[str], tokenizer: Tokenizer) -> list[Batch]:
    return list(batches(texts, tokenizer, pad_id=PAD))


def test_every_text_is_in_one_batch(tokenizer: Tokenizer) -> None:
    rows = Counter(int(row) for batch in batched(TEXTS, tokenizer) for row in batch.rows)
    assert rows == Counter(range(len(TEXTS)))


def test_no_texts_make_no_batch(tokenizer: Tokenizer) -> None:
    assert batched([], tokenizer) == []


def test_a_row_is_the_text_s_tokens_and_then_padding(tokenizer: Tokenizer) -> None:
    for batch in batched(TEXTS, tokenizer):
        for row, ids, mask in zip(batch.rows, batch.ids, batch.mask, strict=True):
            wanted = tokenizer.encode(TEXTS[row]).ids
            padding = len(ids) - len(wanted)
            assert ids.tolist() == wanted + [PAD] * padding
            assert mask.tolist() == [1] * len(wanted) + [0] * padding


def test_every_length_is_a_whole_number_of_steps(tokenizer: Tokenizer) -> None:
    assert {batch.ids.shape[1] % LENGTH_STEP for batch in batched(TEXTS, tokenizer)} == {0}


def test_a_batch_is_bounded_in_tokens(tokenizer: Tokenizer) -> None:
    assert max(batch.ids.size for batch in batched(TEXTS, tokenizer)) <= BATCH_TOKENS


def test_the_longest_texts_come_first(tokenizer: Tokenizer) -> None:
    lengths = [batch.ids.shape[1] for batch in batched(TEXTS, tokenizer)]
    assert lengths == sorted(lengths, reverse=True)


def test_a_text_longer_than_a_batch_is_a_batch_of_its_own() -> None:
    untruncated = model_files().tokenizer()
    (first, *_) = batched(["word " * (BATCH_TOKENS + 1), "short"], untruncated)
    assert first.rows.tolist() == [0]


def test_a_long_list_is_read_window_by_window(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tokenised ahead of use is bounded, however many texts there are."""
    monkeypatch.setattr(module, "WINDOW", 10)
    read: list[int] = []

    class Counting:
        def encode_batch_fast(self, texts: list[str], *, add_special_tokens: bool) -> object:
            read.append(len(texts))
            return tokenizer.encode_batch_fast(texts, add_special_tokens=add_special_tokens)

    used = 0
    for batch in batches(TEXTS, Counting(), pad_id=PAD):  # type: ignore[arg-type]  # it counts and passes on
        assert sum(read) <= used + 10
        used += len(batch.rows)
    assert (used, max(read)) == (len(TEXTS), 10)
