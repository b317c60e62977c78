"""Whether the sentences that the extractive reader quotes hold the answer, beside simpler ways to choose them.

`python -m eval.studies.reading [--sets samples,realtimeqa-2022,squad2] [--queries N] [--cache FOLDER] [--show]` prints
Markdown tables. The sets lie in the folder that DATELINE_BENCH names; archives are built once, and kept in the cache.
Every way reads the same passages, and none may refuse.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from eval.report.script import add_cache, print_sections
from eval.report.tables import interval, table
from eval.scores.answers import agrees, contains, exact_match, f1
from eval.scores.statistics import mean_measures
from eval.sets.retrieved import PASSAGES, SETS, UNDATED, Asked, question_sets, retrieved
from eval.studies.once import OnceEmbedder
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, find_model
from index.language.words import content_words
from rag.evidence.evidence import Evidence
from rag.evidence.rarity import inverse_document_frequencies
from rag.judge.fits import fits
from rag.judge.rank import SentenceRanker
from rag.judge.reader.choice import default_reader
from rag.question import question as rag_question
from rag.read.quote import ExtractiveReader
from rag.types import Reading

# Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: the usual values.
_K1, _B = 1.2, 0.75

Choose = Callable[[rag_question.Question, Evidence], Sequence[str]]
"""Sentences that are to hold the answer, best first."""


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
        ranked = SentenceRanker(embedder, default_reader()).rank(question, evidence)
        return [one async for one in ExtractiveReader().read(question, ranked)][-1]

    return asyncio.run(only())


def told(reading: Reading) -> list[str]:
    """The sentences of a reading as they are shown, with what stands before them."""
    return [sentence.text for sentence in reading.sentences]


def alone(reading: Reading) -> list[str]:
    """The chosen sentences of a reading without what stands before them."""
    return [sentence.citations[0].quote for sentence in reading.sentences]


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
        if show and reading.short_answer is not None and not agrees(reading.short_answer, answers):
            _print(f"{one.question.question} {answers}: {reading.short_answer!r} {alone(reading)[:1]}")
    head = ["kind", "n", "with one", "exact", "F1", "agrees", "agrees where the sentence holds the answer"]
    return table(head, ([kind, *_short_scores(found)] for kind, found in sorted(rows.items())))


def _short_scores(found: Sequence[tuple[str | None, tuple[str, ...], float]]) -> list[object]:
    given = [(short, answers, hit) for short, answers, hit in found if short is not None]
    held = [agrees(short, answers) for short, answers, hit in given if hit]
    means = [
        np.mean([exact_match(short, answers) for short, answers, _ in given]) if given else None,
        np.mean([f1(short, answers) for short, answers, _ in given]) if given else None,
        np.mean([agrees(short, answers) for short, answers, _ in given]) if given else None,
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
            if not one.name.endswith(UNDATED):
                yield f"Short answers, {one.name}:\n\n{short_answer_table(asked, once, show=arguments.show)}"
        yield f"Median processor time to read, {name}: {processor_milliseconds(asked[:50], embedder):.0f} ms"


def main() -> int:
    """Print each table as soon as it is measured; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--queries", type=int, help="questions of each set")
    add_cache(parser)
    parser.add_argument("--show", action="store_true", help="print the short answers that are wrong")
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
