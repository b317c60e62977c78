"""What the README says can be done is what the Makefile and the code do."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ui.cli.reference import refreshed

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text("utf-8")
MAKEFILE = (CHECKOUT / "Makefile").read_text("utf-8")


def lines(prefix: str) -> list[str]:
    """The lines of the README's console blocks that begin with a prefix."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith(prefix)]


@pytest.mark.parametrize("command", lines("make "))
def test_a_make_command_is_a_target(command: str) -> None:
    assert re.search(rf"^{command.split()[1]}:", MAKEFILE, re.MULTILINE)


def test_continuous_integration_runs_the_test_command() -> None:
    assert "make test" in (CHECKOUT / ".ci" / "run").read_text("utf-8").splitlines()


def test_every_example_names_a_command() -> None:
    commands = re.findall(r"`dateline (\w+)` \|", README)
    assert [shlex.split(line)[1] in commands for line in lines(".venv/bin/dateline")] == [True] * 5


def test_the_tables_are_those_of_the_code() -> None:
    assert refreshed(README) == README


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_a_link_leads_to_a_file(target: str) -> None:
    assert (CHECKOUT / target).exists()


def test_the_readme_stays_short() -> None:
    assert len(README.splitlines()) < 200
