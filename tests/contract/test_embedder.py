"""What any embedder does, the bundled model and the fake alike."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from index.embed.compiled import CompiledEmbedder, read_record
from index.embed.model import Embedder, Vectors
from index.embed.reference import SentenceTransformerEmbedder
from tests.fakes import DIMENSION, WordEmbedder, model_files

# Lengths far apart, so that a batch is padded.
TEXTS = [
    "The troops left on Thursday.",
    "Gas.",
    "Peace talks between the two countries went on in Turkey, where the ministers met for a third time. " * 8,
    "The troops left on Thursday.",
    "基辅",
    "",
]
TOLERANCE = 1e-5


@pytest.fixture(scope="module", params=["fake", "reference", "compiled for questions", "compiled for indexing"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "fake":
        return WordEmbedder()
    if request.param == "reference":
        return SentenceTransformerEmbedder(model_files())
    folder = request.getfixturevalue("encoder_folder")
    # In the precision that every CPU has, for the tolerance below is that of float32.
    return CompiledEmbedder(folder, read_record(folder), precision="float32", bulk=request.param.endswith("indexing"))


@pytest.fixture(scope="module")
def vectors(embedder: Embedder) -> Vectors:
    return embedder.encode_passages(TEXTS)


def test_a_text_is_a_row(vectors: Vectors) -> None:
    assert vectors.shape == (len(TEXTS), DIMENSION)
    assert vectors.dtype == np.float32


def test_every_row_has_length_one(vectors: Vectors) -> None:
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=TOLERANCE)


def test_no_texts_are_no_rows_of_the_right_width(embedder: Embedder) -> None:
    for encode in (embedder.encode_passages, embedder.encode_queries):
        assert encode([]).shape == (0, DIMENSION)
        assert encode([]).dtype == np.float32


def test_a_question_is_a_row_of_the_same_kind(embedder: Embedder) -> None:
    vectors = embedder.encode_queries(["When did the troops leave?", "?"])
    assert (vectors.shape, vectors.dtype) == ((2, DIMENSION), np.dtype("float32"))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=TOLERANCE)


def test_rows_stand_in_the_order_of_the_texts(embedder: Embedder, vectors: Vectors) -> None:
    assert np.allclose(embedder.encode_passages(TEXTS[::-1])[::-1], vectors, atol=TOLERANCE)


def test_equal_texts_have_equal_vectors(vectors: Vectors) -> None:
    assert np.allclose(vectors[0], vectors[3], atol=TOLERANCE)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: Embedder, vectors: Vectors) -> None:
    alone = np.concatenate([embedder.encode_passages([text]) for text in TEXTS])
    assert np.allclose(alone, vectors, atol=TOLERANCE)


def test_encoding_again_gives_the_same(embedder: Embedder, vectors: Vectors) -> None:
    assert np.allclose(embedder.encode_passages(TEXTS), vectors, atol=TOLERANCE)


def test_a_question_is_nearest_to_the_passage_that_shares_its_words(embedder: Embedder, vectors: Vectors) -> None:
    (question,) = embedder.encode_queries(["On which day had the troops left?"])
    assert int(np.argmax(vectors @ question)) in {0, 3}


def test_half_a_surrogate_pair_holds_nothing_up(embedder: Embedder) -> None:
    """An argument of the command line that is not UTF-8 comes as such."""
    for encode in (embedder.encode_passages, embedder.encode_queries):
        assert encode(["The caf\udce9 in Kyiv"]).shape == (1, DIMENSION)


def test_threads_that_encode_at_once_agree(embedder: Embedder, vectors: Vectors) -> None:
    results: list[Vectors] = []
    threads = [threading.Thread(target=lambda: results.append(embedder.encode_passages(TEXTS))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 3
    assert all(np.allclose(result, vectors, atol=TOLERANCE) for result in results)


def test_the_bundled_weights_are_the_official_ones() -> None:
    assert len(model_files().weights_sha256()) == 64


def test_the_bundled_model_reads_as_many_tokens_as_it_says() -> None:
    """A word beyond the limit changes nothing, one inside it does."""
    embedder, files = SentenceTransformerEmbedder(model_files()), model_files()
    full = "word " * files.max_tokens
    inside = "word " * (files.max_tokens - 1) + "tank"
    plain, beyond, changed = embedder.encode_passages([full, full + "tank", inside])
    assert np.allclose(plain, beyond, atol=TOLERANCE)
    assert not np.allclose(plain, changed, atol=1e-3)
