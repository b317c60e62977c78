"""The changelog is about the version that is built."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.version import Version

CHECKOUT = Path(__file__).parents[2]
CHANGELOG = (CHECKOUT / "CHANGELOG.md").read_text("utf-8")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
HEADINGS = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def versions() -> list[Version]:
    return [Version(heading.split("]")[0].lstrip("[")) for heading in HEADINGS]


def test_the_newest_entry_is_of_the_version_of_the_project() -> None:
    assert str(versions()[0]) == PROJECT["version"]


def test_a_newer_version_stands_above_an_older_one() -> None:
    assert versions() == sorted(versions(), reverse=True)


def test_every_version_but_the_newest_has_its_day() -> None:
    assert re.fullmatch(r"\[[\d.]+\] - (?:unreleased|\d{4}-\d\d-\d\d)", HEADINGS[0])
    assert all(re.fullmatch(r"\[[\d.]+\] - \d{4}-\d\d-\d\d", heading) for heading in HEADINGS[1:])


def test_changes_are_of_the_kinds_of_keep_a_changelog() -> None:
    assert set(re.findall(r"^### (.*)$", CHANGELOG, re.MULTILINE)) <= KINDS


def test_the_security_policy_names_the_newest_version() -> None:
    major, minor = PROJECT["version"].split(".")[:2]
    policy = (CHECKOUT / ".github" / "SECURITY.md").read_text("utf-8")
    assert f"| {major}.{minor} | yes |" in policy
