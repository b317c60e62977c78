"""The Makefile explains its targets, and runs what is there."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.project.test_readme import CHECKOUT, MAKEFILE

(PHONY,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)


def test_help_explains_every_target() -> None:
    told = subprocess.run(["make", "help"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+): \S", told, re.MULTILINE)) == set(PHONY.split())


@pytest.mark.parametrize("module", re.findall(r"python -m ((?:eval|rag|index|ui|tests)[\w.]+)", MAKEFILE))
def test_a_module_that_a_target_runs_is_there(module: str) -> None:
    path = CHECKOUT / module.replace(".", "/")
    assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()
