"""The README's examples run as they stand, on the samples."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.test_readme import CHECKOUT, lines

EXAMPLES = [line for line in lines(".venv/bin/dateline") if shlex.split(line)[1] != "chat"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readme")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(example: str, home: Path) -> None:
    arguments = ["seeds" if word == "PATH" else word for word in shlex.split(example)[1:]]
    environment = {**os.environ, "DATELINE_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    command = [sys.executable, "-m", "ui.cli", *arguments]
    finished = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
