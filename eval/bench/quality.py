"""How well each retriever finds the articles and the evidence of a set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import lru_cache
from pathlib import Path

from eval.bench.comparison import System, comparison, measure
from eval.bench.dense import DenseRetriever
from eval.bench.peers.starter_archive import starter_index
from eval.sets.archives import our_archive
from eval.sets.questions import BenchSet, QuestionSet
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.search import PassageIndex
from rag.find.retrieve import HybridRetriever
from rag.find.search import QuestionSearch
from rag.question.reading import QuestionReader


def quality(bench_set: BenchSet, cache: Path, *, with_starter: bool = True) -> Iterator[str]:
    """A section with a table for each question set, as soon as it is measured."""
    home = our_archive(bench_set.name, bench_set.articles, cache)
    with ExitStack() as opened:
        systems = list(_llama_index(bench_set, cache, opened)) if with_starter else []
        systems += [_bm25s(home), *_ours(home, opened)]
        for questions in bench_set.question_sets:
            told = [_told_the_day(systems[-1])] if questions.dated else []
            scores = [measure(questions, system) for system in [*systems, *told]]
            yield f"#### {questions.name}, {_size(questions, bench_set)}\n\n{comparison(scores)}"


def _size(questions: QuestionSet, bench_set: BenchSet) -> str:
    return f"{len(questions.questions):,} questions over {len(bench_set.articles):,} articles"


def _ours(home: Path, opened: ExitStack) -> Iterator[System]:
    """The dense part of our retriever and the whole; the whole comes last."""
    embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
    index = opened.enter_context(closing(PassageIndex(home)))
    questions = QuestionReader(index.outlets)
    dense = QuestionSearch(questions, DenseRetriever(index, embedder))
    hybrid = QuestionSearch(questions, HybridRetriever(index, embedder))
    yield System(name="Dateline, dense alone", searcher=dense, single=True)
    yield System(name="**Dateline, hybrid**", searcher=hybrid)


def _told_the_day(system: System) -> System:
    return System(name="**Dateline, hybrid, told the day**", searcher=system.searcher, by_day=True)


def _bm25s(home: Path) -> System:
    from eval.bench.peers.found import PeerRetriever
    from eval.bench.peers.lexical import open_bm25s

    return System(name="bm25s alone", searcher=PeerRetriever(open_bm25s(home)), single=True)


def _llama_index(bench_set: BenchSet, cache: Path, opened: ExitStack) -> Iterator[System]:
    from eval.bench.peers import starter
    from eval.bench.peers.found import PeerRetriever

    embedding = starter.open_embedding(find_model(BUNDLED))
    embedded = lru_cache(maxsize=None)(embedding.get_query_embedding)
    for splitter in starter.SPLITTERS:
        folder = starter_index(bench_set.articles, cache, splitter=splitter)
        index = opened.enter_context(closing(starter.Starter(folder, embedding)))
        yield System(
            name=f"LlamaIndex starter, {splitter}", searcher=PeerRetriever(starter.finder(index.retriever, embedded))
        )
        fused = PeerRetriever(starter.finder(index.fusion, embedded))
        yield System(name=f"QueryFusionRetriever with BM25Retriever, {splitter}", searcher=fused)
