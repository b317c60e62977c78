"""The compiled encoder against the reference, with the bundled model and with small ones that differ in kind."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.embed import convert, encoders
from index.embed.choice import open_embedder
from index.embed.compiled import CompiledEmbedder, best_precision, read_record
from index.embed.model import Embedder, ModelFiles, Vectors, find_model
from index.embed.reference import SentenceTransformerEmbedder
from index.embed.runtime import precisions
from tests.fakes import model_files
from tests.project.test_imports import HEAVY

QUESTIONS = ("when did troops leave Chernobyl?", "who runs the plant?", "?", "", "Київ 基辅 🙂", "  spaces  ")


@pytest.fixture(scope="module")
def passages() -> list[str]:
    """Overlapping cuts of the sample articles: of many lengths, some longer than the model reads."""
    folder = Path(__file__).parents[2] / "seeds"
    words = " ".join(path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))).split()
    cuts = [" ".join(words[start : start + 3 + (start * 7) % 260]) for start in range(0, len(words) - 3, 53)]
    assert len(cuts) > 20
    return cuts


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(model_files())


@pytest.fixture(scope="module")
def compiled(encoder_folder: Path) -> CompiledEmbedder:
    record = read_record(encoder_folder)
    precision = best_precision(record)
    assert precision is not None
    return CompiledEmbedder(encoder_folder, record, precision=precision, bulk=True)


@pytest.fixture(scope="module")
def exact(encoder_folder: Path) -> CompiledEmbedder:
    return CompiledEmbedder(encoder_folder, read_record(encoder_folder), precision="float32", bulk=True)


def lowest_cosine(a: Vectors, b: Vectors) -> float:
    return float(np.einsum("nd,nd->n", a, b).min())


def test_every_precision_of_this_cpu_was_measured_and_is_faithful(encoder_folder: Path) -> None:
    record = read_record(encoder_folder)
    assert set(record.cosine) == set(precisions())
    assert all(record.faithful(precision) for precision in precisions())


def test_passages_are_embedded_as_the_reference_does(
    passages: list[str], compiled: CompiledEmbedder, reference: SentenceTransformerEmbedder
) -> None:
    assert lowest_cosine(compiled.encode_passages(passages), reference.encode_passages(passages)) >= 0.999


def test_questions_are_embedded_as_the_reference_does(
    compiled: CompiledEmbedder, reference: SentenceTransformerEmbedder
) -> None:
    assert lowest_cosine(compiled.encode_queries(QUESTIONS), reference.encode_queries(QUESTIONS)) >= 0.999


def test_questions_find_the_passages_that_the_reference_finds(
    bench: Path, compiled: CompiledEmbedder, reference: SentenceTransformerEmbedder
) -> None:
    folder = bench / "multihoprag500"
    facts, questions = (texts(folder / name)[:count] for name, count in (("facts.jsonl", 150), ("questions.jsonl", 40)))
    ours, theirs = (ten_nearest(embedder, facts, questions) for embedder in (compiled, reference))
    shared = [len(mine & other) / 10 for mine, other in zip(ours, theirs, strict=True)]
    # Half precision may swap a tenth with an eleventh that is as near; float32 never did.
    assert sum(shared) / len(shared) >= (1.0 if compiled.runtime.precision == "float32" else 0.99)


def texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]


def ten_nearest(embedder: Embedder, passages: list[str], questions: list[str]) -> list[set[int]]:
    cosines = embedder.encode_queries(questions) @ embedder.encode_passages(passages).T
    return [set(row[:10].tolist()) for row in np.argsort(-cosines, axis=1, kind="stable")]


def test_float32_gives_the_reference_s_numbers(
    passages: list[str], exact: CompiledEmbedder, reference: SentenceTransformerEmbedder
) -> None:
    assert np.allclose(exact.encode_passages(passages), reference.encode_passages(passages), atol=1e-5)


def test_a_passage_has_one_vector_whatever_it_is_embedded_with(passages: list[str], exact: CompiledEmbedder) -> None:
    """Bit by bit, so that an interrupted run and an undisturbed one store the same."""
    whole = exact.encode_passages(passages)
    cuts = [0, 1, 2, 7, 20, len(passages)]
    pieces = np.concatenate([exact.encode_passages(passages[a:b]) for a, b in pairwise(cuts)])
    assert np.array_equal(pieces, whole)
    assert np.array_equal(exact.encode_passages(passages[::-1])[::-1], whole)


def test_one_text_at_a_time_or_many_gives_the_same_numbers(
    passages: list[str], exact: CompiledEmbedder, encoder_folder: Path
) -> None:
    one_by_one = CompiledEmbedder(encoder_folder, read_record(encoder_folder), precision="float32", bulk=False)
    assert np.allclose(one_by_one.encode_passages(passages[:20]), exact.encode_passages(passages[:20]), atol=1e-6)


def test_embedding_a_question_loads_nothing_of_torch(encoder_home: Path) -> None:
    code = f"""
import json, sys
from pathlib import Path
from index.embed.model import find_model
from index.embed.choice import open_embedder
embedder = open_embedder(find_model("all-MiniLM-L6-v2"), Path({str(encoder_home)!r}), for_indexing=False)
vectors = embedder.encode_queries(["when did troops leave?"])
loaded = sorted({{name.split(".")[0] for name in sys.modules}})
print(json.dumps([vectors.shape, embedder.runtime.name, loaded]))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    shape, name, loaded = json.loads(ran.stdout)
    assert (shape, name) == ([1, 384], "openvino")
    assert set(loaded) & HEAVY <= {"openvino", "tokenizers"}
    assert ran.stderr == ""


def test_neither_compiling_nor_embedding_opens_a_connection(tmp_path: Path) -> None:
    """OpenVINO would tell Google Analytics of both."""
    code = f"""
import socket, sys, threading
from pathlib import Path
tried = []
def refuse(*arguments, **_):
    tried.append(arguments)
    raise OSError("no network here")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from index.embed.model import find_model
from index.embed.convert import convert
from index.embed.compiled import CompiledEmbedder
folder = Path({str(tmp_path)!r})
record = convert(find_model("all-MiniLM-L6-v2").folder, folder)
CompiledEmbedder(folder, record, precision="float32", bulk=False).encode_queries(["who?"])
for thread in threading.enumerate():
    if thread is not threading.current_thread() and not thread.daemon:
        thread.join(10)
sys.exit(f"tried {{tried}}" if tried or "openvino_telemetry.main" in sys.modules else 0)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_a_damaged_encoder_is_made_anew_by_indexing_and_passed_by_for_questions(tmp_path: Path) -> None:
    files = small_model(tmp_path / "model", pooling="mean")
    folder = encoders.encoder_folder(files, tmp_path)
    assert folder is not None
    encoders.make(files, folder)
    (folder / "encoder.xml").write_text("<net>")
    asking = open_embedder(files, tmp_path, for_indexing=False)
    assert asking.encode_queries(["who?"]).shape == (1, files.dimension)
    assert asking.runtime.name.startswith("torch")
    open_embedder(files, tmp_path, for_indexing=True).encode_passages(["a passage"])
    assert encoders.intact(folder, thorough=True)
    assert open_embedder(files, tmp_path, for_indexing=False).runtime.name == "openvino"


def small_model(
    folder: Path, *, pooling: str, dense: bool = False, prompts: dict[str, str] | None = None
) -> ModelFiles:
    """A sentence-transformers model with random weights, the bundled tokenizer, and layers to choose."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(20261122)
    config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(str(folder / "bert"))
    AutoTokenizer.from_pretrained(str(model_files().folder)).save_pretrained(str(folder / "bert"))
    transformer = Transformer(str(folder / "bert"), max_seq_length=64)
    layers: list[torch.nn.Module] = [transformer, Pooling(32, pooling_mode=pooling)]
    layers += [Dense(32, 24)] if dense else []
    SentenceTransformer(modules=layers, prompts=prompts, device="cpu").save(str(folder))
    return find_model(str(folder))


@pytest.mark.parametrize(
    ("pooling", "dense", "prompts"),
    [
        ("cls", False, None),
        ("max", False, {"query": "question: ", "document": "passage: "}),
        ("mean", True, {"passage": "Represent this: "}),
    ],
    ids=["the first token", "prompts for both", "a dense layer and a prompt"],
)
def test_another_model_is_compiled_with_its_own_layers_and_prompts(
    pooling: str, dense: bool, prompts: dict[str, str] | None, tmp_path: Path, passages: list[str]
) -> None:
    files = small_model(tmp_path / "model", pooling=pooling, dense=dense, prompts=prompts)
    (tmp_path / "encoder").mkdir()
    record = convert.convert(files.folder, tmp_path / "encoder")
    assert record.problem is None
    compiled = CompiledEmbedder(tmp_path / "encoder", record, precision="float32", bulk=True)
    reference = SentenceTransformerEmbedder(files)
    assert files.dimension == (24 if dense else 32)
    assert lowest_cosine(compiled.encode_passages(passages), reference.encode_passages(passages)) >= 0.9999
    assert lowest_cosine(compiled.encode_queries(QUESTIONS), reference.encode_queries(QUESTIONS)) >= 0.9999
