"""The README's examples run as they stand, on the samples."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.test_readme import CHECKOUT, README, lines

EXAMPLES = [line for line in lines(".venv/bin/dateline") if shlex.split(line)[1] != "chat"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readme")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(example: str, home: Path) -> None:
    arguments = ["seeds" if word == "PATH" else word for word in shlex.split(example)[1:]]
    environment = {**os.environ, "DATELINE_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    command = [sys.executable, "-m", "ui.cli.main", *arguments]
    finished = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


def test_the_python_example_finds_passages(home: Path, tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / ".dateline").symlink_to(home)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", program]
    finished = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert len(finished.stdout.splitlines()) > 0, finished.stderr
