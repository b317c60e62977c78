"""Over the samples: what they do not tell of is refused, and says what was searched; what they tell of is answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.gold.dataset import load
from index.build.indexing import Indexer
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.types import Filters
from rag.answerer import Answerer
from rag.app import open_answerer
from rag.settings import Settings
from rag.types import Query

SEEDS = Path(__file__).parents[2] / "seeds"
FAR = [item.question for item in load(SEEDS / "gold.jsonl").questions if item.id.startswith("none-far")]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, encoder_home: Path) -> Iterator[Answerer]:
    home = tmp_path_factory.mktemp("home") / "archive"
    shutil.copytree(encoder_home, home)
    model = find_model(BUNDLED)
    embedder = open_embedder(model, home, for_indexing=True)
    Indexer(home=home, model=model, embedder=embedder).index([SEEDS])
    with open_answerer(Settings(home=home, reader="extractive")) as opened:
        yield opened


def test_there_are_ten() -> None:
    assert len(FAR) == 10


@pytest.mark.parametrize(
    "question",
    [
        *FAR,
        "Who won the 2022 World Cup?",
        "What is the capital of France?",
        "Who won the 2020 US election?",
    ],
)
def test_a_question_from_elsewhere_is_refused_with_its_reason(question: str, answerer: Answerer) -> None:
    answer = answerer.answer(Query(text=question))
    assert (answer.reason, answer.sentences, bool(answer.passages)) == ("nothing_relevant", (), True)


@pytest.mark.parametrize("question", ["When did troops leave Kabul?", "when did troops leave kabul?"])
def test_what_is_told_of_another_place_is_no_sure_answer(question: str, answerer: Answerer) -> None:
    answer = answerer.answer(Query(text=question))
    assert (answer.answers, answer.short_answer) == ("near", None)


def test_a_refusal_says_what_was_searched(answerer: Answerer) -> None:
    answer = answerer.answer(Query(text=FAR[0]))
    assert answer.caveat == ("Searched 3 articles published from 31 March to 7 April 2022; the day of 1 is not known.")


def test_a_refusal_names_the_articles_that_were_asked_for(answerer: Answerer) -> None:
    chosen = Filters(articles=frozenset({answerer.answer(Query(text=FAR[0])).passages[0].article.id}))
    caveat = answerer.answer(Query(text=FAR[0], filters=chosen)).caveat
    assert (caveat or "").startswith("Searched 1 chosen article")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("when did troops leave Chernobyl?", "Thursday"),
        ("when did troops leave Chernobyl?", "Tuesday"),
        ("Who captured the plant?", "Russian"),
        ("how many people were killed in Mariupol?", "5,000"),
    ],
)
def test_what_the_articles_tell_is_not_refused(question: str, answer: str, answerer: Answerer) -> None:
    assert answer in answerer.answer(Query(text=question)).text
