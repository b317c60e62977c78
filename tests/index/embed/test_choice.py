from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embed import choice, compiled, encoders, runtime
from index.embed.choice import open_embedder
from index.embed.compiled import EncoderRecord, write_record
from index.embed.model import ModelFiles, Vectors
from index.embed.runtime import Precision
from tests.fakes import WordEmbedder, model_files

NOT_FAITHFUL = EncoderRecord(
    dimension=384, pad_id=0, query_prompt="", passage_prompt="", cosine={"float32": 0.9, "bfloat16": 0.9}
)


class Reference(WordEmbedder):
    """Stands for the reference, and counts how often one was made."""

    made = 0

    def __init__(self, _files: ModelFiles) -> None:
        super().__init__()
        type(self).made += 1


class Compiled(WordEmbedder):
    """Stands for the compiled encoder, and keeps what it was opened with."""

    opened: list[tuple[Precision, bool]]

    def __init__(self, _folder: Path, _record: EncoderRecord, *, precision: Precision, bulk: bool) -> None:
        super().__init__()
        self.opened.append((precision, bulk))


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "SentenceTransformerEmbedder", Reference)
    monkeypatch.setattr(choice, "CompiledEmbedder", Compiled)
    monkeypatch.setattr(choice, "has_gpu", lambda: False)
    monkeypatch.setattr(compiled, "precisions", lambda: ("bfloat16", "float32"))
    monkeypatch.setattr(Reference, "made", 0)
    monkeypatch.setattr(Compiled, "opened", [], raising=False)


def compile_into(home: Path, record: EncoderRecord) -> Path:
    def convert(_model: Path, folder: Path) -> None:
        write_record(folder, record)

    folder = encoders.encoder_folder(model_files(), home)
    assert folder is not None
    encoders.make(model_files(), folder, convert=convert)
    return folder


def faithful_in(*precisions: Precision) -> EncoderRecord:
    cosine: dict[str, float] = dict.fromkeys(precisions, 1.0)
    return EncoderRecord(dimension=384, pad_id=0, query_prompt="", passage_prompt="", cosine=cosine)


def ask(home: Path) -> Vectors:
    return open_embedder(model_files(), home, for_indexing=False).encode_queries(["when?"])


def test_nothing_is_chosen_before_there_is_something_to_embed(tmp_path: Path) -> None:
    embedder = open_embedder(model_files(), tmp_path, for_indexing=False)
    for encode in (embedder.encode_passages, embedder.encode_queries):
        assert encode([]).shape == (0, 384)
    assert (Reference.made, Compiled.opened) == (0, [])


def test_questions_take_the_reference_where_nothing_is_compiled_and_compile_nothing(tmp_path: Path) -> None:
    assert ask(tmp_path).shape == (1, 384)
    assert (Reference.made, [*tmp_path.iterdir()]) == (1, [])


@pytest.mark.parametrize(
    ("measured", "chosen"),
    [(("float32", "bfloat16"), "bfloat16"), (("float32",), "float32"), (("bfloat16",), "bfloat16")],
)
def test_the_fastest_precision_that_was_measured_is_taken(
    measured: Sequence[Precision], chosen: Precision, tmp_path: Path
) -> None:
    compile_into(tmp_path, faithful_in(*measured))
    ask(tmp_path)
    assert (Reference.made, Compiled.opened) == (0, [(chosen, False)])


def test_a_cpu_without_bfloat16_computes_an_encoder_from_elsewhere_in_float32(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "precisions", lambda: ("float32",))
    compile_into(tmp_path, faithful_in("bfloat16", "float32"))
    ask(tmp_path)
    assert Compiled.opened == [("float32", False)]


def test_an_encoder_that_is_not_faithful_is_kept_but_not_used(tmp_path: Path) -> None:
    folder = compile_into(tmp_path, NOT_FAITHFUL)
    embedder = open_embedder(model_files(), tmp_path, for_indexing=True, on_compile=pytest.fail)
    assert np.array_equal(embedder.encode_passages(["a"]), WordEmbedder().encode_passages(["a"]))
    assert (Reference.made, Compiled.opened, encoders.intact(folder)) == (1, [], True)


def test_indexing_takes_a_compiled_encoder_for_many_texts_and_compiles_none(tmp_path: Path) -> None:
    compile_into(tmp_path, faithful_in("float32"))
    open_embedder(model_files(), tmp_path, for_indexing=True, on_compile=pytest.fail).encode_passages(["a"])
    assert Compiled.opened == [("float32", True)]


def test_indexing_takes_the_reference_where_torch_finds_a_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "has_gpu", lambda: True)
    compile_into(tmp_path, faithful_in("float32"))
    open_embedder(model_files(), tmp_path, for_indexing=True).encode_passages(["a"])
    assert (Reference.made, Compiled.opened) == (1, [])


def test_a_home_that_cannot_be_written_is_told_in_a_line_and_the_reference_embeds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    told: list[str] = []
    embedder = open_embedder(model_files(), home, for_indexing=True, on_compile=lambda: told.append("compiling"))
    assert embedder.encode_passages(["a"]).shape == (1, 384)
    assert (Reference.made, told) == (1, ["compiling"])
    (record,) = caplog.records
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert "cannot be written" in record.getMessage()


def test_without_the_runtime_the_reference_embeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "version", lambda: None)
    open_embedder(model_files(), tmp_path, for_indexing=True, on_compile=pytest.fail).encode_passages(["a"])
    assert Reference.made == 1
