"""Ten questions that have nothing to do with the samples are refused, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.dataset import load
from index.build import Indexer
from index.embed import find_model
from index.encoder.reference import SentenceTransformerEmbedder
from rag.answer import Answerer
from rag.app import open_answerer
from rag.settings import Settings
from rag.types import Query

SEEDS = Path(__file__).parents[2] / "seeds"
FAR = [item.question for item in load(SEEDS / "gold.jsonl").questions if item.id.startswith("none-far")]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    home = tmp_path_factory.mktemp("home")
    model = find_model("all-MiniLM-L6-v2")
    Indexer(home=home, model=model, embedder=SentenceTransformerEmbedder(model)).index([SEEDS])
    with open_answerer(Settings(home=home, reader="extractive")) as opened:
        yield opened


def test_there_are_ten() -> None:
    assert len(FAR) == 10


@pytest.mark.parametrize("question", FAR)
def test_a_question_from_elsewhere_is_refused_with_its_reason(question: str, answerer: Answerer) -> None:
    answer = answerer.answer(Query(text=question))
    assert (answer.reason, answer.sentences, bool(answer.passages)) == ("nothing_relevant", (), True)


def test_the_chernobyl_question_is_not_refused(answerer: Answerer) -> None:
    answer = answerer.answer(Query(text="when did troops leave Chernobyl?"))
    assert "Thursday" in answer.text
    assert "Tuesday" in answer.text
