"""All that the reader is trained and measured on, made once: `python -m eval.fit.reader.examples FOLDER`.

Writes questions.jsonl, altered.jsonl and claims.jsonl into FOLDER; the sets are those in the folder that DATELINE_BENCH
names.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from eval.fit.reader import claims
from eval.fit.reader.altered import QuestionAlterer, balanced
from eval.fit.reader.claims import Claim, ClaimMaker
from eval.fit.reader.questions import Question, questions_of
from eval.fit.reader.sources import FILES, Paragraph, load_paragraphs
from eval.fit.wordnet import WordNet
from index.language.parser import default_parser
from index.language.types import Parser

SEED = 20261129
# Of forums and reviews so many paragraphs give claims: their sentences are less like news than an encyclopedia's.
_UNTITLED = 700

_Example = TypeVar("_Example", Question, Claim)


def main(arguments: list[str]) -> int:
    """Make both files."""
    folder, bench = Path(arguments[0]), Path(os.environ["DATELINE_BENCH"])
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = [one for name in FILES for one in load_paragraphs(bench / name)]
    rng = random.Random(SEED)  # noqa: S311  # A draw that can be repeated.
    by_article: dict[str, list[Paragraph]] = defaultdict(list)
    for one in paragraphs:
        by_article[one.article].append(one)
    _write(
        folder / "questions.jsonl",
        (made for one in paragraphs for made in questions_of(one, by_article[one.article], rng)),
    )
    titled = [one for one in paragraphs if one.title]
    untitled = [one for one in paragraphs if not one.title]
    parser, wordnet = default_parser(), WordNet()
    maker = ClaimMaker(parser, wordnet, rng)
    altered = _altered(titled + rng.sample(untitled, _UNTITLED), parser, wordnet)
    _write(folder / "altered.jsonl", altered)
    for name, chosen in (
        ("claims.jsonl", [one for one in titled if one.trains] + rng.sample(untitled, _UNTITLED)),
        ("claims-held-out.jsonl", [one for one in titled if not one.trains]),
    ):
        rng.shuffle(chosen)
        _write(folder / name, claims.balanced([claim for one in chosen for claim in maker.claims(one)], rng))
    return 0


def _altered(paragraphs: Sequence[Paragraph], parser: Parser, wordnet: WordNet) -> list[Question]:
    """The questions of paragraphs, altered."""
    rng = random.Random(SEED)  # noqa: S311  # A draw that can be repeated.
    alterer = QuestionAlterer(parser, wordnet, rng)
    return balanced(alterer.questions(paragraphs), rng)


def _write(path: Path, examples: Iterable[Question] | Iterable[Claim]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in examples)


def read(path: Path, kind: type[_Example]) -> list[_Example]:
    """Read what `main` wrote."""
    return [kind(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
