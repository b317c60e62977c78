"""The trained reader: the same in every runtime, its offsets those of the text, long texts read to their end."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from index.embed.model import BUNDLED, find_model
from index.embed.runtime import precisions
from index.errors import ArchiveError
from rag.judge.reader.choice import default_reader, trained_reader
from rag.judge.reader.network import OpenVinoNetwork, PlainNetwork
from rag.judge.reader.pairs import LONGEST, Pairing
from rag.judge.reader.reader import PairReader, TrainedReader
from rag.judge.reader.weights import ADAPTER, ADAPTER_SHA256, Weights, load_weights

QUESTION = "When did the troops leave Chernobyl?"
LEFT = "The troops left Chernobyl on Thursday."
TEXTS = (
    f"It rained on the roof all day. {LEFT} They went north.",
    "Gas may be cut off soon, the ministry in Berlin said on Monday.",
    "",
)
CLAIMS = (
    ("The troops left Chernobyl on Thursday.", LEFT),
    ("The troops did not leave Chernobyl on Thursday.", LEFT),
    ("Gas may be cut off soon.", LEFT),
)
FILLER = "The committee met again and spoke of the harbour, the bridge and the price of bread. "


@pytest.fixture(scope="module")
def weights() -> Weights:
    return load_weights()


@pytest.fixture(scope="module")
def pairing() -> Pairing:
    return Pairing(find_model(BUNDLED).tokenizer())


@pytest.fixture(scope="module")
def reader() -> PairReader:
    return default_reader()


def likely(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)))


def test_openvino_and_numpy_read_the_same(weights: Weights, pairing: Pairing) -> None:
    plain = TrainedReader(PlainNetwork(weights), pairing)
    exact = TrainedReader(OpenVinoNetwork(weights, precision="float32"), pairing)
    fast = TrainedReader(OpenVinoNetwork(weights, precision=precisions()[0]), pairing)
    wanted, claims = plain.read(QUESTION, TEXTS, ["", "Energy", ""]), list(zip(*CLAIMS, strict=True))
    for other, near in ((exact, 1e-4), (fast, 0.02)):
        for one, found in zip(wanted, other.read(QUESTION, TEXTS, ["", "Energy", ""]), strict=True):
            assert np.allclose(likely(one.start), likely(found.start), atol=near)
            assert np.allclose(likely(one.sentence), likely(found.sentence), atol=near)
            assert likely(np.array(one.answerable)) == pytest.approx(likely(np.array(found.answerable)), abs=near)
        assert np.allclose(plain.weigh(*claims), other.weigh(*claims), atol=near)


def test_the_words_that_answer_are_found_at_their_place(reader: PairReader) -> None:
    text = TEXTS[0]
    (read,) = reader.read(QUESTION, [text], [""])
    span = read.best_span(0, len(text))
    assert span is not None
    assert "Thursday" in text[span.start : span.end]
    start = text.index(LEFT)
    inside = read.best_span(start, start + len(LEFT))
    assert inside == span


def test_the_sentence_that_answers_scores_above_its_neighbours(reader: PairReader) -> None:
    text = TEXTS[0]
    (read,) = reader.read(QUESTION, [text], [""])
    start, end = text.index(LEFT), text.index(LEFT) + len(LEFT)
    assert read.sentence_score(start, end) > max(read.sentence_score(0, start - 1), read.sentence_score(end, len(text)))


def test_a_passage_about_something_else_is_less_likely_to_answer(reader: PairReader) -> None:
    answers, other, nothing = reader.read(QUESTION, TEXTS, ["", "", ""])
    assert answers.answerable > max(other.answerable, nothing.answerable)
    assert nothing.best_span(0, 10) is None


def test_a_text_longer_than_a_row_is_read_to_its_end(reader: PairReader) -> None:
    text = FILLER * 40 + LEFT
    (read,) = reader.read(QUESTION, [text], [""])
    assert len(read.offsets) > 2 * LONGEST
    assert np.all(np.diff(read.offsets[:, 0]) > 0)
    assert read.offsets[-1].tolist() == [len(text) - 1, len(text)]
    span = read.best_span(0, len(text))
    assert span is not None
    assert span.start >= len(FILLER) * 40


def test_evidence_longer_than_a_row_is_weighed_to_its_end(reader: PairReader) -> None:
    far, near = reader.weigh([LEFT, LEFT], [FILLER * 40 + LEFT, FILLER * 40])
    assert far[0] > near[0]


def test_claims_are_weighed_as_probabilities_each_with_its_own_evidence(reader: PairReader) -> None:
    found = reader.weigh(*zip(*CLAIMS, strict=True))
    assert np.allclose(found.sum(axis=1), 1, atol=1e-4)
    assert [int(row.argmax()) for row in found[:2]] == [0, 1]
    assert found[2][0] < 0.5


def test_nothing_is_read_of_nothing(reader: PairReader) -> None:
    assert reader.read(QUESTION, [], []) == []
    assert reader.weigh([], []).shape == (0, 3)


def test_lone_surrogates_and_very_long_questions_are_read(reader: PairReader) -> None:
    (read,) = reader.read("why? " * 900 + "\ud800", [LEFT + "\udfff"], ["\ud800"])
    assert np.isfinite(read.answerable)


def test_the_weights_in_the_package_are_those_of_the_code() -> None:
    content = ADAPTER.read_bytes()
    assert len(content) <= 8_000_000
    assert hashlib.sha256(content).hexdigest() == ADAPTER_SHA256


@pytest.mark.parametrize("content", [None, b"", b"not safetensors", b"\x00" * 64])
def test_weights_that_are_missing_or_damaged_are_told_in_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "adapter.safetensors"
    if content is not None:
        path.write_bytes(content)
    for sha256 in (ADAPTER_SHA256, None):
        with pytest.raises(ArchiveError, match="reader's weights") as caught:
            load_weights(path, sha256)
        assert caught.value.mend


def test_without_openvino_the_reader_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_weights: object, **_options: object) -> None:
        raise ArchiveError("OpenVINO does not start.", mend="")

    monkeypatch.setattr("rag.judge.reader.choice.OpenVinoNetwork", broken)
    reader = trained_reader(ADAPTER, ADAPTER_SHA256, "float32")
    assert reader.runtime.name == "numpy"
    (read,) = reader.read(QUESTION, [LEFT], [""])
    assert read.best_span(0, len(LEFT)) is not None
