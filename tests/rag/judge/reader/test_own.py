"""An operator's own models, tiny ones with drawn weights, in the place of a part of the reader."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.embed.model import BUNDLED, find_model
from index.errors import InputError
from rag.judge.reader.choice import default_reader, open_reader

QUESTION, TEXTS = "When did the troops leave?", ["The troops left on Thursday.", "It rained."]
CLAIMS, EVIDENCE = ["They left.", "It rained."], ["The troops left on Thursday.", "It snowed."]


def model(folder: Path, kind: str, labels: dict[int, str] | None = None) -> str:
    """Save a BERT of one narrow layer for a task, with the bundled model's tokenizer."""
    import torch
    import transformers

    torch.manual_seed(7)
    config = transformers.BertConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, id2label=labels
    )
    getattr(transformers, f"BertFor{kind}")(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copy(find_model(BUNDLED).folder / name, folder)
    return str(folder)


def test_an_extractive_reader_answers_and_the_rest_stays(tmp_path: Path) -> None:
    own, base = open_reader(model(tmp_path, "QuestionAnswering")), default_reader()
    assert own.runtime.name == "torch"
    found, before = own.read(QUESTION, TEXTS, ["", ""]), base.read(QUESTION, TEXTS, ["", ""])
    for one, other, text in zip(found, before, TEXTS, strict=True):
        assert one.offsets.tolist() == other.offsets.tolist()
        assert not np.allclose(one.start, other.start)
        assert np.allclose(one.sentence, other.sentence)
        span = one.best_span(0, len(text))
        assert span is not None
        assert text[span.start : span.end].strip() == text[span.start : span.end]
    assert np.allclose(own.weigh(CLAIMS, EVIDENCE), base.weigh(CLAIMS, EVIDENCE))


def test_a_cross_encoder_of_entailment_weighs_claims_whatever_the_order_of_its_labels(tmp_path: Path) -> None:
    first = model(tmp_path / "one", "SequenceClassification", {0: "entailment", 1: "neutral", 2: "contradiction"})
    shutil.copytree(first, tmp_path / "other")
    config = json.loads((tmp_path / "other" / "config.json").read_text())
    config["id2label"] = {"0": "contradiction", "1": "entailment", "2": "neutral"}
    config["label2id"] = {"contradiction": 0, "entailment": 1, "neutral": 2}
    (tmp_path / "other" / "config.json").write_text(json.dumps(config))
    one, other = (open_reader(str(path)).weigh(CLAIMS, EVIDENCE) for path in (first, tmp_path / "other"))
    assert np.allclose(one.sum(axis=1), 1, atol=1e-5)
    # Entailment of the one stands where the other has contradiction, and so on.
    assert np.allclose(one, other[:, [1, 2, 0]])


def test_a_cross_encoder_with_one_score_says_what_answers(tmp_path: Path) -> None:
    own = open_reader(model(tmp_path, "SequenceClassification", {0: "LABEL_0"}))
    found, base = own.read(QUESTION, TEXTS, ["", ""]), default_reader().read(QUESTION, TEXTS, ["", ""])
    assert [one.answerable for one in found] != [one.answerable for one in base]
    assert np.allclose(found[0].start, base[0].start)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (None, "holds no model"),
        ("{", "holds no model"),
        ("[]", "holds no model"),
        ('{"architectures": ["BertForMaskedLM"]}', "which nothing here asks"),
        ('{"architectures": ["BertForSequenceClassification"], "id2label": {"0": "a", "1": "b"}}', "nothing here asks"),
        ('{"architectures": ["BertForSequenceClassification"]}', "nothing here asks"),
        (
            '{"architectures": ["BertForSequenceClassification"], "id2label": {"0": "a", "1": "b", "2": "c"}}',
            "not those of entailment",
        ),
    ],
)
def test_what_is_no_reader_is_told_in_a_sentence(tmp_path: Path, config: str | None, told: str) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    with pytest.raises(InputError, match=told) as caught:
        open_reader(str(tmp_path))
    assert "DATELINE_READER_MODEL" in str(caught.value.mend)


def test_a_model_without_weights_is_told_when_it_is_asked(tmp_path: Path) -> None:
    folder = model(tmp_path, "QuestionAnswering")
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(InputError, match="cannot be loaded"):
        open_reader(folder).read(QUESTION, TEXTS, ["", ""])


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_file_is_told_when_the_model_is_asked(tmp_path: Path, damaged: str) -> None:
    folder = model(tmp_path, "QuestionAnswering")
    whole = (tmp_path / damaged).read_bytes()
    (tmp_path / damaged).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="cannot be loaded"):
        open_reader(folder).read(QUESTION, TEXTS, ["", ""])


def test_a_model_without_the_head_that_it_names_is_told_when_it_is_asked(tmp_path: Path) -> None:
    folder = model(tmp_path, "QuestionAnswering")
    weights = tmp_path / "model.safetensors"
    save_file({name: one for name, one in load_file(weights).items() if "qa_outputs" not in name}, weights)
    with pytest.raises(InputError, match="lacks weights: qa_outputs"):
        open_reader(folder).read(QUESTION, TEXTS, ["", ""])


def test_a_question_longer_than_the_model_reads_is_cut(tmp_path: Path) -> None:
    own = open_reader(model(tmp_path, "QuestionAnswering"))
    assert len(own.read("When did the troops leave? " * 200, TEXTS, ["", ""])) == len(TEXTS)
