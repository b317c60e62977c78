"""LlamaIndex stands on our retriever: its query engine and its evaluator, on an event loop and off it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import date

import pytest
from llama_index.core.evaluation import RetrieverEvaluator
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode
from llama_index.core.schema import MetadataMode, NodeRelationship, NodeWithScore

from index.types import Filters, Published, ScoredPassage
from rag.llama import DatelineRetriever
from rag.protocols import Retrieved
from rag.types import Query, today
from tests.fakes import ListRetriever, scored

BEST = scored("Troops left Chernobyl.", id="best", score=0.9)
NEXT = scored("Gas prices rose.", id="next", score=0.4)
QUESTION = "when did troops leave Chernobyl?"


def only_node(passage: ScoredPassage) -> NodeWithScore:
    (node,) = DatelineRetriever(ListRetriever(passage)).retrieve(QUESTION)
    return node


def engine(retriever: DatelineRetriever) -> RetrieverQueryEngine:
    # MockLLM gives back what it was asked, so the response shows what the model was handed.
    return RetrieverQueryEngine.from_args(retriever, llm=MockLLM(), response_mode=ResponseMode.COMPACT)


def test_a_node_is_the_passage_with_its_score() -> None:
    found = only_node(BEST)
    assert (found.node.node_id, found.text, found.score) == (BEST.passage.id, "Troops left Chernobyl.", 0.9)


def test_the_source_of_a_node_is_the_article() -> None:
    found = only_node(BEST)
    assert found.node.ref_doc_id == "best"
    assert NodeRelationship.SOURCE in found.node.relationships


def test_a_node_says_where_its_passage_comes_from() -> None:
    article = replace(BEST.article, title="Troops leave", source="Wire", url="https://wire.example/1")
    assert only_node(replace(BEST, article=article)).metadata == {
        "title": "Troops leave",
        "source": "Wire",
        "url": "https://wire.example/1",
        "published": "2022-03-31",
        "start": 0,
        "end": 22,
    }


def test_what_is_not_known_of_an_article_is_left_out() -> None:
    article = replace(BEST.article, published=Published())
    assert only_node(replace(BEST, article=article)).metadata == {"start": 0, "end": 22}


def test_a_range_of_days_is_told_as_one() -> None:
    published = Published(earliest=date(2022, 3, 1), latest=date(2022, 3, 31), provenance="inferred")
    article = replace(BEST.article, published=published)
    assert only_node(replace(BEST, article=article)).metadata["published"] == "2022-03-01 to 2022-03-31"


def test_the_model_reads_the_day_and_no_offsets() -> None:
    assert only_node(BEST).node.get_content(MetadataMode.LLM) == "published: 2022-03-31\n\nTroops left Chernobyl."


def test_the_options_reach_the_retriever() -> None:
    ours, filters = ListRetriever(BEST), Filters(source="Wire")
    DatelineRetriever(ours, k=3, asked=date(2022, 4, 8), filters=filters).retrieve(QUESTION)
    assert ours.asked == [(Query(text=QUESTION, asked=date(2022, 4, 8), filters=filters, k=3), 3)]


def test_a_question_without_a_day_is_put_today() -> None:
    ours = ListRetriever(BEST)
    before = today()
    DatelineRetriever(ours).retrieve(QUESTION)
    assert before <= ours.asked[0][0].asked <= today()


def test_on_an_event_loop_the_work_is_done_in_a_thread() -> None:
    threads = []

    class Noting(ListRetriever):
        def search(self, query: Query, k: int) -> Retrieved:
            threads.append(threading.current_thread())
            return super().search(query, k)

    found = asyncio.run(DatelineRetriever(Noting(BEST, NEXT)).aretrieve(QUESTION))
    assert [node.node.ref_doc_id for node in found] == ["best", "next"]
    assert threads != [threading.main_thread()]


def test_a_query_engine_reads_the_passages() -> None:
    response = engine(DatelineRetriever(ListRetriever(BEST, NEXT))).query(QUESTION)
    assert [node.node.ref_doc_id for node in response.source_nodes] == ["best", "next"]
    assert "Troops left Chernobyl." in str(response)


def test_a_query_engine_reads_the_passages_on_an_event_loop() -> None:
    response = asyncio.run(engine(DatelineRetriever(ListRetriever(BEST, NEXT))).aquery(QUESTION))
    assert [node.node.ref_doc_id for node in response.source_nodes] == ["best", "next"]
    assert "Troops left Chernobyl." in str(response)


@pytest.mark.parametrize("on_a_loop", [False, True], ids=["sync", "async"])
def test_llama_index_evaluates_the_retriever(on_a_loop: bool) -> None:
    evaluator = RetrieverEvaluator.from_metric_names(
        ["hit_rate", "mrr"], retriever=DatelineRetriever(ListRetriever(BEST, NEXT))
    )
    expected = [NEXT.passage.id]
    if on_a_loop:
        result = asyncio.run(evaluator.aevaluate(QUESTION, expected))
    else:
        result = evaluator.evaluate(QUESTION, expected)
    assert result.metric_vals_dict == {"hit_rate": 1.0, "mrr": 0.5}
