"""Folders, modules and functions stay small enough to be read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PRODUCT = ("eval", "index", "rag", "ui")
MODULES = sorted(path for package in PRODUCT for path in (CHECKOUT / package).rglob("*.py"))
MOST_MODULES, MOST_LINES, MOST_LINES_OF_A_FUNCTION = 14, 300, 40


def lengths_of_functions(path: Path) -> list[int]:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]


def test_no_folder_holds_more_modules_than_one_can_keep_in_mind() -> None:
    folders = [path.parent for path in MODULES]
    assert {str(folder) for folder in folders if folders.count(folder) > MOST_MODULES} == set()


def test_no_module_is_too_long() -> None:
    assert {str(path) for path in MODULES if len(path.read_text("utf-8").splitlines()) >= MOST_LINES} == set()


@pytest.mark.parametrize("package", PRODUCT)
def test_nineteen_of_twenty_functions_are_short(package: str) -> None:
    lengths = sorted(
        length for path in MODULES if CHECKOUT / package in path.parents for length in lengths_of_functions(path)
    )
    assert lengths[len(lengths) * 95 // 100] < MOST_LINES_OF_A_FUNCTION
