"""The command line as people run it, with the real model, killed at ten random moments and run side by side."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fakes import write_articles

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

DATELINE = (sys.executable, "-m", "ui.cli.main")
QUESTIONS = ("when did troops leave Chernobyl?", "Topic7 witness7x3", "who reported near town4?")


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [*DATELINE, *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    return out


def searched(home: Path) -> list[object]:
    return [json.loads(finish(start("search", question, "--json", "--home", home))) for question in QUESTIONS]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, 60, sentences=30)
    for path in (request.config.rootpath / "seeds").glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_ten_kills_leave_the_results_of_an_undisturbed_run(articles: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    finish(start("index", articles, "--home", tmp_path / "undisturbed"))
    duration = time.monotonic() - began
    expected = searched(tmp_path / "undisturbed")
    moments = random.Random(20261122)
    for number in range(10):
        home = tmp_path / f"home{number}"
        process = start("index", articles, "--home", home)
        time.sleep(moments.uniform(0.5, duration))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        finish(start("index", articles, "--home", home))
        assert searched(home) == expected


def test_two_runs_and_four_searching_loops_lose_nothing(articles: Path, tmp_path: Path) -> None:
    home, more = tmp_path / "home", tmp_path / "more"
    write_articles(more, 20, sentences=5)
    runs = [start("index", articles, "--home", home), start("index", more, "--home", home)]
    loops = 0
    while any(run.poll() is None for run in runs):
        for search in [start("search", QUESTIONS[0], "--json", "--home", home) for _ in range(4)]:
            assert "error" not in json.loads(finish(search))
            loops += 1
    for run in runs:
        finish(run)
    status = json.loads(finish(start("status", "--json", "--home", home)))
    assert (status["articles"], status["tail"], status["problems"], loops >= 4) == (83, 0, [], True)


def test_an_interrupted_run_says_so_in_one_sentence(articles: Path, tmp_path: Path) -> None:
    process = start("index", articles, "--home", tmp_path / "home")
    while not (tmp_path / "home" / "archive.sqlite3").exists():
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.splitlines()[-1].startswith("dateline: Interrupted.")
    assert "Traceback" not in err
