"""What the retrieval benchmark is made of, short of its hours."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from eval.bench.retrieval import PARTS, main
from eval.bench.speed.cold import cold_table
from eval.bench.speed.indexing import IndexingRun, indexing_table
from eval.bench.speed.latency import Latency, latency_table
from eval.bench.speed.process import Took
from eval.bench.speed.synthetic import Material, synthetic_articles
from eval.report.machine import machine
from eval.sets.questions import SETS, load_set
from index.types import Manifest

MANIFEST = Manifest(
    embedder="all-MiniLM-L6-v2",
    weights_sha256="",
    dimension=4,
    max_tokens=254,
    runtime="openvino",
    precision="float32",
    chunker="1",
    cleaner="1",
)
MATERIAL = Material(
    lines=tuple(f"Line {number} of the news was printed before noon." for number in range(50)),
    vectors=np.eye(4, dtype=np.float32),
    manifest=MANIFEST,
)


@pytest.mark.parametrize(
    ("name", "articles", "questions"),
    [
        ("multihoprag500", 438, {"multihoprag500 facts": 429}),
        ("squad2", 646, {"squad2 paragraphs": 1500}),
        ("realtimeqa-2022", 1518, {"realtimeqa-2022 gold_url": 159, "realtimeqa-2022 silver": 192}),
        ("scifact-train", 5183, {"scifact-train": 809}),
    ],
)
def test_a_set_is_read_whole(bench: Path, name: str, articles: int, questions: dict[str, int]) -> None:
    found = load_set(bench, name)
    assert (found.name, len(found.articles)) == (name, articles)
    assert {one.name: len(one.questions) for one in found.question_sets} == questions


def test_a_sample_is_the_same_every_time(bench: Path) -> None:
    first, again = (load_set(bench, "multihoprag500", queries=20).question_sets[0] for _ in range(2))
    assert len(first.questions) == 20
    assert first == again


@pytest.mark.parametrize("arguments", [["--sets", "squad3"], ["--parts", "speed"], ["--queries", "many"]])
def test_what_is_not_there_cannot_be_measured(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert arguments[1] in capsys.readouterr().err


def test_without_the_sets_it_says_how_to_name_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATELINE_BENCH", raising=False)
    assert main([]) == 1
    assert "DATELINE_BENCH" in capsys.readouterr().err


def test_the_help_names_sets_and_parts(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    told = capsys.readouterr().out.replace("\n", "").replace(" ", "")
    assert ",".join(SETS) in told
    assert ",".join(PARTS) in told


def test_the_machine_is_told_with_the_versions() -> None:
    assert "cores of" in machine()
    assert "chromadb 1." in machine()


def test_the_indexing_table_compares_with_the_starter() -> None:
    ours = IndexingRun(passages=100, seconds=2.0, processor=3.0, runtime="openvino bf16", peak_gib=0.5)
    starter = IndexingRun(passages=80, seconds=4.0, processor=8.0, runtime="torch float32", peak_gib=1.0)
    rows = indexing_table({"dateline": ours, "starter": starter}).splitlines()[-2:]
    assert rows[0] == "| Dateline | openvino bf16 | 100 | 50.0 | 2.50 | 30 | 0.50 |"
    assert rows[1].endswith("| 80 | 20.0 | 1.00 | 100 | 1.00 |")


def test_the_cold_table_has_medians_and_their_share_of_the_last() -> None:
    ours = [Took(wall=wall, processor=1.0) for wall in (1.0, 9.0, 2.0)]
    rows = cold_table({"ours": ours, "starter": [Took(wall=8.0, processor=4.0)]}).splitlines()
    assert rows[-2] == "| ours | 2.000 | 1.000 | 0.250 | 0.250 |"


def test_the_latency_table_has_milliseconds_and_room_a_passage() -> None:
    seconds = tuple(number / 1000 for number in range(1, 102))
    latency = Latency(passages=1000, first=0.5, seconds=seconds, processor=(0.007,), bytes=3_000_000, peak_gib=0.25)
    row = latency_table([("ours", latency)]).splitlines()[-1]
    assert row == "| ours | 1,000 | 51.0 | 96.0 | 7.0 | 500 | 3.00 | 0.25 |"


def test_a_synthetic_article_has_its_passages_at_exact_offsets() -> None:
    (article,) = islice(synthetic_articles(MATERIAL), 1)
    for passage in article.passages:
        assert article.article.text[passage.start : passage.end] == passage.text


def test_building_goes_on_with_the_articles_that_would_have_come() -> None:
    whole = [one.article for one in islice(synthetic_articles(MATERIAL), 5)]
    rest = [one.article for one in islice(synthetic_articles(MATERIAL, first=3), 2)]
    assert rest == whole[3:]


def test_synthetic_vectors_have_length_1_and_lie_near_a_real_one() -> None:
    (article,) = islice(synthetic_articles(MATERIAL), 1)
    assert np.linalg.norm(article.vectors, axis=1) == pytest.approx(1, abs=1e-6)
    assert (article.vectors @ MATERIAL.vectors.T).max(axis=1).min() > 0.9
