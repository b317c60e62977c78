from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.fit.wordnet import WordNet
from index.language.parser import default_parser
from index.language.types import Excerpt, Sentence

_LICENCE = "  1 This is where the licence stands.\n"
_INDEX = {
    "verb": "withdraw v 1 1 + 1 1 00000100\nretreat v 1 0 1 1 00000100\n",
    "noun": "withdrawal n 1 1 + 1 1 00000200\n",
    "adj": "heavy a 1 1 ! 1 1 00000300\nlight a 1 1 ! 1 1 00000400\nbig a 1 0 1 0 00000500\n",
    "adv": "",
}
_DATA = {
    "verb": "00000100 38 v 02 withdraw 0 retreat 0 001 + 00000200 n 0101 00 | go back\n",
    "noun": "00000200 04 n 01 withdrawal 0 001 + 00000100 v 0101 | going back\n",
    "adj": (
        "00000300 00 a 01 heavy 0 001 ! 00000400 a 0101 | of weight\n"
        "00000400 00 a 01 light(p) 0 001 ! 00000300 a 0101 | of little weight\n"
        "00000500 00 a 01 big 0 000 | large\n"
    ),
    "adv": "",
}


@pytest.fixture
def wordnet(tmp_path: Path) -> WordNet:
    """A dictionary of a few words, laid out as wndb(5WN) says."""
    for part, senses in _INDEX.items():
        (tmp_path / f"index.{part}").write_text(_LICENCE + senses, "ascii")
        (tmp_path / f"data.{part}").write_text(_LICENCE + _DATA[part], "ascii")
    return WordNet(tmp_path)


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Sentence]:
    return lambda text: default_parser().parse([Excerpt(text, 0, len(text))])[0]
