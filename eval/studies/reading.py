"""Whether the sentences that the extractive reader quotes hold the answer, beside simpler ways to choose them.

`python -m eval.studies.reading [--sets seeds,realtimeqa-2022,squad2] [--queries N] [--cache FOLDER] [--show]` prints
Markdown tables. The sets lie in the folder that DATELINE_BENCH names; archives are built once, and kept
in the cache. Every way
reads the same passages, and none may refuse.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

import seeds
from eval.bench.archives import our_archive
from eval.bench.sets import QuestionSet, load_set
from eval.gold.dataset import load
from eval.report.tables import interval, table
from eval.scores.answers import contains, exact_match, f1
from eval.scores.statistics import mean_measures
from eval.studies.disagreement import OnceEmbedder
from eval.studies.script import print_sections
from eval.types import Question
from index.corpus import read_files
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, find_model
from index.language.words import content_words
from index.search import PassageIndex
from index.types import RawArticle, ScoredPassage
from rag.evidence.evidence import Evidence, read_evidence
from rag.evidence.rarity import inverse_document_frequencies
from rag.find.retrieve import HybridRetriever
from rag.judge.fits import fits
from rag.question import question as rag_question
from rag.question.reading import QuestionReader
from rag.read.quote import ExtractiveReader
from rag.types import Query, Reading, today

PASSAGES = 8
SETS = ("seeds", "realtimeqa-2022", "squad2")
_SQUAD_SAMPLE = 800
_UNDATED = ", day not given"
# Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: the usual values.
_K1, _B = 1.2, 0.75

Choose = Callable[[rag_question.Question, Evidence], Sequence[str]]
"""Sentences that are to hold the answer, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A gold question, the question as it was read, and what was retrieved for it."""

    question: Question
    read: rag_question.Question
    evidence: Evidence

    @property
    def passages(self) -> tuple[ScoredPassage, ...]:
        """The passages that were retrieved, best first."""
        return self.evidence.passages


def top_passage(_question: rag_question.Question, evidence: Evidence) -> list[str]:
    """The sentences of the best passage, in their order."""
    return [candidate.text for candidate in evidence.first(1).candidates]


def by_bm25(question: rag_question.Question, evidence: Evidence) -> list[str]:
    """The sentences of all passages by BM25, as if they were the whole collection."""
    texts = [candidate.text for candidate in evidence.candidates]
    return _best(texts, _bm25(question.text, texts))


def by_bm25_and_meaning(embedder: Embedder, question: rag_question.Question, evidence: Evidence) -> list[str]:
    """The sentences of all passages by the sum of the cosine and of BM25 over its best."""
    texts = [candidate.text for candidate in evidence.candidates]
    words = _bm25(question.text, texts)
    meaning = np.vecdot(embedder.encode_passages(texts), embedder.encode_queries([question.text])[0])
    return _best(texts, meaning + words / max(words.max(initial=0.0), 1e-9))


def by_rarity_and_meaning(embedder: Embedder, question: rag_question.Question, evidence: Evidence) -> list[str]:
    """The sentences of all passages by half the cosine and half the question's words, weighed by rarity."""
    texts = [candidate.text for candidate in evidence.candidates]
    return _best(texts, fits(embedder, question.text, texts))


def _best(texts: Sequence[str], scores: np.ndarray) -> list[str]:
    return [texts[place] for place in np.argsort(-scores, kind="stable")[:3]]


def _bm25(question: str, texts: Sequence[str]) -> np.ndarray:
    listed = [content_words(text) for text in texts]
    rarity = inverse_document_frequencies(texts)
    mean = sum(map(len, listed)) / max(len(listed), 1) or 1.0
    wanted = set(content_words(question))

    def score(words: Sequence[str]) -> float:
        damped = _K1 * (1 - _B + _B * len(words) / mean)
        counts = ((rarity[word], words.count(word)) for word in wanted)
        return sum(weight * count * (_K1 + 1) / (count + damped) for weight, count in counts)

    return np.array([score(words) for words in listed])


def reading_of(embedder: Embedder, question: rag_question.Question, evidence: Evidence) -> Reading:
    """What the extractive reader makes of the passages."""

    async def only() -> Reading:
        return [one async for one in ExtractiveReader(embedder).read(question, evidence)][-1]

    return asyncio.run(only())


def told(reading: Reading) -> list[str]:
    """The sentences of a reading as they are shown, with what stands before them."""
    return [sentence.text for sentence in reading.sentences]


def alone(reading: Reading) -> list[str]:
    """The chosen sentences of a reading without what stands before them."""
    return [sentence.citations[0].quote for sentence in reading.sentences]


def question_sets(name: str, bench: Path, cache: Path, *, queries: int | None) -> tuple[list[QuestionSet], Path]:
    """The question sets over an archive, and its home; dated ones a second time, as if they were asked today."""
    if name == "seeds":
        folder = Path(seeds.__file__).parent
        articles = tuple(item for item in read_files(sorted(folder.glob("*.txt"))) if isinstance(item, RawArticle))
        gold = tuple(one for one in load(folder / "gold.jsonl").questions if one.answerable and not one.turns)
        sets = [QuestionSet(name="seeds", questions=gold[:queries])]
        return sets, our_archive("seeds", articles, cache)
    loaded = load_set(bench, name, queries=queries or (_SQUAD_SAMPLE if name == "squad2" else None))
    sets = list(loaded.question_sets)
    sets += [_undated(one) for one in sets if one.dated]
    return sets, our_archive(name, loaded.articles, cache)


def _undated(dated: QuestionSet) -> QuestionSet:
    questions = tuple(replace(one, asked=None) for one in dated.questions)
    return QuestionSet(name=dated.name + _UNDATED, questions=questions)


def retrieved(questions: Sequence[Question], home: Path, embedder: Embedder) -> list[Asked]:
    """The questions with the passages that the product retrieves for them."""
    with closing(PassageIndex(home)) as index:
        reader, retriever = QuestionReader(index.outlets), HybridRetriever(index, embedder)
        asked = [(one, reader.read(Query(text=one.question, asked=one.asked or today()))) for one in questions]
        return [
            Asked(question=one, read=read, evidence=read_evidence(retriever.retrieve(read, PASSAGES).passages))
            for one, read in asked
        ]


def sentence_table(asked: Sequence[Asked], embedder: Embedder) -> str:
    """How often the answer stands in the first sentence, and in one of the first three, of each way to choose."""
    ways: Mapping[str, Choose] = {
        "top passage, from its beginning": top_passage,
        "BM25 over sentences": by_bm25,
        "MiniLM + BM25": partial(by_bm25_and_meaning, embedder),
        "half MiniLM, half words by rarity (before)": partial(by_rarity_and_meaning, embedder),
        "**extractive reader**": lambda question, evidence: told(reading_of(embedder, question, evidence)),
        "its sentences without the ones before": lambda question, evidence: alone(
            reading_of(embedder, question, evidence)
        ),
    }
    rows = [[name, *_hits(asked, choose)] for name, choose in ways.items()]
    whole = [contains("\n".join(p.passage.text for p in one.passages), one.question.answers) for one in asked]
    top = [contains("\n".join(p.passage.text for p in one.passages[:1]), one.question.answers) for one in asked]
    rows.append(["whole top passage", interval(mean_measures({"": top})[""]), None, None])
    rows.append([f"all {PASSAGES} passages (the ceiling)", interval(mean_measures({"": whole})[""]), None, None])
    return table(["told", "in the first sentence", "in one of three", "sentences"], rows)


def _hits(asked: Sequence[Asked], choose: Choose) -> list[object]:
    chosen = [(choose(one.read, one.evidence)[:3], one.question.answers) for one in asked]
    measures = mean_measures(
        {
            "first": [contains(" ".join(texts[:1]), answers) for texts, answers in chosen],
            "three": [contains(" ".join(texts), answers) for texts, answers in chosen],
        }
    )
    counts = sum(len(texts) for texts, _ in chosen) / len(chosen)
    return [interval(measures["first"]), interval(measures["three"]), f"{counts:.1f}"]


def short_answer_table(asked: Sequence[Asked], embedder: Embedder, *, show: bool) -> str:
    """How often there is a short answer, and how good it is, by the kind that is asked for."""
    rows: dict[str, list[tuple[str | None, tuple[str, ...], float]]] = defaultdict(list)
    for one in asked:
        reading = reading_of(embedder, one.read, one.evidence)
        answers = one.question.answers
        hit = contains(" ".join(alone(reading)[:1]), answers)
        for kind in (one.read.kind, "all"):
            rows[kind].append((reading.short_answer, answers, hit))
        if show and not _agrees(reading.short_answer, answers):
            _print(f"{one.question.question} {answers}: {reading.short_answer!r} {alone(reading)[:1]}")
    head = ["kind", "n", "with one", "exact", "F1", "agrees", "agrees where the sentence holds the answer"]
    return table(head, ([kind, *_short_scores(found)] for kind, found in sorted(rows.items())))


def _agrees(short: str | None, answers: Sequence[str]) -> bool:
    """Whether the words of one stand in the other."""
    return short is None or bool(contains(short, answers) or any(contains(answer, [short]) for answer in answers))


def _short_scores(found: Sequence[tuple[str | None, tuple[str, ...], float]]) -> list[object]:
    given = [(short, answers, hit) for short, answers, hit in found if short is not None]
    held = [_agrees(short, answers) for short, answers, hit in given if hit]
    means = [
        np.mean([exact_match(short, answers) for short, answers, _ in given]) if given else None,
        np.mean([f1(short, answers) for short, answers, _ in given]) if given else None,
        np.mean([_agrees(short, answers) for short, answers, _ in given]) if given else None,
        np.mean(held) if held else None,
    ]
    return [len(found), len(given) / len(found), *(None if mean is None else float(mean) for mean in means)]


def processor_milliseconds(asked: Sequence[Asked], embedder: Embedder) -> float:
    """The median processor time of a reading, of all cores together, the sentences embedded anew."""
    times = []
    for one in asked:
        started = time.process_time()
        reading_of(embedder, one.read, one.evidence)
        times.append(time.process_time() - started)
    return float(np.median(times)) * 1_000


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # a script


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    for name in arguments.sets.split(","):
        sets, home = question_sets(name, bench, arguments.cache, queries=arguments.queries)
        embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
        once = OnceEmbedder(embedder)
        for one in sets:
            asked = retrieved(one.questions, home, once)
            yield f"#### {one.name}, {len(asked)} questions\n\n{sentence_table(asked, once)}"
            if not one.name.endswith(_UNDATED):
                yield f"Short answers, {one.name}:\n\n{short_answer_table(asked, once, show=arguments.show)}"
        yield f"Median processor time to read, {name}: {processor_milliseconds(asked[:50], embedder):.0f} ms"


def main() -> int:
    """Print each table as soon as it is measured; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--queries", type=int, help="questions of each set")
    parser.add_argument("--cache", type=Path, default=Path(".bench"))
    parser.add_argument("--show", action="store_true", help="print the short answers that are wrong")
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
