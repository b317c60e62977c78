"""Reading sets of documents that contradict each other, and judging what was told of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.sets.contested import passage_of, read_ramdocs
from eval.studies.disagreement import Told, agrees, told_by, values_table
from index.embed.model import Vectors
from rag.compare.disagree import sides_of
from rag.types import Claim
from tests.fakes import WordEmbedder, evidence, question

QUESTION = "When was Zook House built?"
DOCUMENTS = [
    {"text": "Zook House was built in May 1820.", "type": "correct", "answer": "May 1820"},
    {"text": "Zook House was built in 1905.", "type": "misinfo", "answer": "1905"},
]


def equally(_question: str, texts: Sequence[str]) -> Vectors:
    return np.ones(len(texts), np.float32)


def built(text: str) -> Claim:
    (claim,) = sides_of(question(QUESTION), evidence(passage_of(text, id="a")), equally)
    return claim


def write(folder: Path) -> Path:
    path = folder / "ramdocs.jsonl"
    row = {
        "question": QUESTION,
        "documents": DOCUMENTS,
        "gold_answers": ["May 1820"],
        "wrong_answers": ["1905", "1905"],
    }
    path.write_text(json.dumps(row) + "\n", "utf-8")
    return path


def test_a_day_agrees_with_itself_in_other_words() -> None:
    claim = built("Zook House was built on 26 July 1820.")
    assert agrees(claim, "July 26, 1820")
    assert not agrees(claim, "July 27, 1820")


def test_an_answer_that_holds_the_value_agrees() -> None:
    assert agrees(built("Zook House was built in 1820."), "1820 in Bristol")


def test_a_document_becomes_a_passage_with_its_label(tmp_path: Path) -> None:
    (contested,) = read_ramdocs(write(tmp_path))
    assert [(one.label, one.answer, one.passage.passage.text) for one in contested.documents] == [
        ("correct", "May 1820", "Zook House was built in May 1820."),
        ("misinfo", "1905", "Zook House was built in 1905."),
    ]
    assert contested.wrong == ("1905",)


def test_an_answer_with_disagreements_names_both_sides(tmp_path: Path) -> None:
    (contested,) = read_ramdocs(write(tmp_path))
    told = told_by(contested, WordEmbedder())
    both = [told["**first sentence, disagreements beside it**"].names(answer) for answer in ("May 1820", "1905")]
    one = [told["first sentence"].names(answer) for answer in ("May 1820", "1905")]
    assert (both, sorted(one)) == ([True, True], [False, True])


def test_words_that_stand_in_a_text_are_told() -> None:
    assert Told(texts=("It was built in May 1820.",)).names("May 1820")


def test_the_table_counts_documents_whose_value_is_their_label(tmp_path: Path) -> None:
    rows = values_table(read_ramdocs(write(tmp_path)), WordEmbedder()).splitlines()
    assert rows[2] == "| when | 2 | 2 | 1.000 | 1.000 | 0 | 0 |"
