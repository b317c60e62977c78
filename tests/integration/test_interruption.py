"""Indexing that is killed, repeated, and run twice at once loses nothing and embeds nothing twice."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.search import PassageIndex
from index.types import ScoredPassage
from tests.fakes import WordEmbedder, model_files, write_articles

ARTICLES = 40
QUESTIONS = [f"Topic{number} witness{number}x3" for number in range(0, ARTICLES, 3)]

Results = list[list[tuple[str, float]]]


def start(command: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.driver", command, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def ranking(found: Sequence[ScoredPassage]) -> list[tuple[str, float]]:
    """The passages with their scores; of those that share the last score any may have been among the ten."""
    last = found[-1].score
    return [(one.passage.id if one.score > last else "", one.score) for one in found]


def results(home: Path) -> Results:
    index = PassageIndex(home, exact_up_to=0)
    vectors = WordEmbedder().encode_queries(QUESTIONS)
    try:
        assert index.search(vectors[0], k=1)
        assert index.problem is None
        return [ranking(index.search(vector, k=10)) for vector in vectors]
    finally:
        index.close()


def committed(home: Path) -> set[str]:
    """Texts of the articles that are safely in the archive."""
    if not (home / "archive.sqlite3").exists():
        return set()
    archive = Archive(home)
    try:
        return {article.text for id in archive.stored() if (article := archive.article(id))}  # noqa: A001
    finally:
        archive.close()


def embedded(log: Path) -> list[str]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, ARTICLES, sentences=40)
    return folder


@pytest.fixture(scope="module")
def undisturbed(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    home = tmp_path_factory.mktemp("undisturbed")
    Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index([articles])
    return results(home)


def kill_after(seconds: float, home: Path, log: Path, articles: Path) -> None:
    process = start("index", home, log, 0.05, articles)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("seed", range(10))
def test_a_run_that_was_killed_at_a_random_moment_can_be_repeated(
    seed: int, articles: Path, undisturbed: Results, tmp_path: Path
) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    kill_after(random.Random(seed).uniform(2.0, 7.0), home, log, articles)
    safe = committed(home)
    log.unlink(missing_ok=True)
    finish(start("index", home, log, 0, articles))
    assert not [text for text in embedded(log) if any(text in article for article in safe)]
    assert results(home) == undisturbed


def test_a_run_that_is_killed_again_and_again_gets_there(articles: Path, undisturbed: Results, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    for seconds in (2.5, 3.0, 3.5, 4.0):
        kill_after(seconds, home, log, articles)
    finish(start("index", home, log, 0, articles))
    assert results(home) == undisturbed


def test_two_runs_at_once_and_four_searching_processes_lose_nothing(articles: Path, tmp_path: Path) -> None:
    home, more = tmp_path / "home", tmp_path / "more"
    for number, path in enumerate(write_articles(more, 20)):
        path.write_text(f"Another{number} story with its own words{number}.", "utf-8")
    searching = [start("search", home, 14) for _ in range(4)]
    indexing = [
        start("index", home, tmp_path / "log1", 0.3, articles),
        start("index", home, tmp_path / "log2", 0, more),
    ]
    for process in [*indexing, *searching]:
        finish(process)
    archive = Archive(home)
    try:
        assert len(archive.stored()) == ARTICLES + 20
    finally:
        archive.close()
    index = PassageIndex(home, exact_up_to=0)
    vector = WordEmbedder().encode_queries(["Another7 words7"])[0]
    assert index.search(vector, k=1)[0].passage.text == "Another7 story with its own words7."
    sealed, tail = index.generation()
    assert sealed is not None
    assert (sealed.count, tail) == (index.counts().passages, 0)
    index.close()


def test_the_second_run_says_for_whom_it_waits(articles: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = start("index", home, tmp_path / "log", 0.5, articles)
    while not (home / "archive.sqlite3").exists():
        time.sleep(0.05)
    told: list[str] = []
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder(), on_wait=told.append)
    report = indexer.index([articles])
    finish(first)
    assert f"Process {first.pid} " in told[0]
    assert (report.added, report.unchanged) == (0, ARTICLES)
