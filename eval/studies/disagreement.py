"""Whether answers lay sources that contradict each other side by side, and leave those that agree in peace.

`python -m eval.studies.disagreement [--sets ramdocs,squad2,realtimeqa-2022] [--queries N] [--cache FOLDER] [--show]`
prints Markdown tables. The sets lie in the folder that DATELINE_BENCH names; archives are built once, and kept
in the cache.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from eval.report.script import add_cache, print_sections
from eval.report.tables import interval, table
from eval.scores.answers import contains
from eval.scores.statistics import mean_measures
from eval.sets.archives import our_archive
from eval.sets.contested import Contested, read_ramdocs
from eval.sets.questions import load_set
from eval.studies.once import OnceEmbedder
from eval.studies.shown import read_now
from eval.types import Question
from index.dates import days_of, resolve
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, find_model
from index.search import PassageIndex
from rag.compare.disagree import disagreements, sides_of
from rag.find.retrieve import HybridRetriever
from rag.judge.fits import fits
from rag.judge.rank import SentenceRanker
from rag.judge.reader.choice import default_reader
from rag.question.reading import QuestionReader, read_question
from rag.read.quote import ExtractiveReader
from rag.types import Claim, Disagreement, Query, Relation

_DATED = ("when", "how many", "who", "where")
_RELATIONS: tuple[Relation, ...] = ("conflict", "different_event", "update", "range")


def agrees(claim: Claim, answer: str) -> bool:
    """Whether a claim gives an answer: the words of one stand in the other, or they are the same days."""
    if contains(claim.value, [answer]) or contains(answer, [claim.value]):
        return True
    days = [days_of(time.value) for time in resolve(answer, None)]
    return days_of(claim.normalised.split("/")[0]) in [found for found in days if found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an answer tells: sentences or passages, and claims beside them."""

    texts: tuple[str, ...]
    claims: tuple[Claim, ...] = ()

    def names(self, answer: str) -> bool:
        """Whether it gives an answer."""
        return bool(contains("\n".join(self.texts), [answer])) or any(agrees(claim, answer) for claim in self.claims)


def told_by(contested: Contested, embedder: Embedder) -> dict[str, Told]:
    """What each way of answering tells the reader."""
    passages, fit = contested.passages, partial(fits, embedder)
    asked = embedder.encode_queries([contested.question])[0]
    near = np.vecdot(embedder.encode_passages([passage.passage.text for passage in passages]), asked)
    ranker = SentenceRanker(embedder, default_reader())
    reading = read_now(ExtractiveReader(), contested.question, passages, ranker)
    best = tuple(sentence.text for sentence in reading.sentences)
    question = read_question(Query(text=contested.question))
    found = disagreements(question, ranker.read(question, passages), fit)
    claims = tuple(claim for disagreement in found for claim in disagreement.claims)
    return {
        "top passage": Told(texts=(passages[int(np.argmax(near))].passage.text,)),
        "first sentence": Told(texts=best[:1]),
        "**first sentence, disagreements beside it**": Told(texts=best[:1], claims=claims),
        "up to three sentences": Told(texts=best),
        "**up to three sentences, disagreements beside them**": Told(texts=best, claims=claims),
    }


def sides_table(questions: Sequence[Contested], embedder: Embedder) -> str:
    """Which share of questions each way of answering names all correct answers of, and misinformation alone."""
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for contested in questions:
        for system, told in told_by(contested, embedder).items():
            right = [told.names(answer) for answer in contested.correct]
            wrong = any(told.names(answer) for answer in contested.wrong)
            scores[system]["all correct answers"].append(float(all(right)))
            scores[system]["a correct answer"].append(float(any(right)))
            scores[system]["misinformation"].append(float(wrong))
            scores[system]["misinformation alone"].append(float(wrong and not any(right)))
    names = ("all correct answers", "a correct answer", "misinformation", "misinformation alone")
    measured = ((system, mean_measures(columns)) for system, columns in scores.items())
    return table(
        ["told", *names], ([system, *(interval(measures[name]) for name in names)] for system, measures in measured)
    )


def values_table(questions: Sequence[Contested], embedder: Embedder, *, show: bool = False) -> str:
    """How often a document's best value is the answer it is labelled with, by the kind of question."""
    ranker, fit = SentenceRanker(embedder, default_reader()), partial(fits, embedder)
    counts: dict[str, list[int]] = {kind: [0, 0, 0, 0, 0] for kind in _DATED}
    for contested in questions:
        question = read_question(Query(text=contested.question))
        kind = question.kind
        if kind not in counts:
            continue
        for document in contested.documents:
            noise = document.label == "noise"
            claims = sides_of(question, ranker.read(question, [document.passage]), fit)
            right = bool(claims) and agrees(claims[0], document.answer)
            row = counts[kind]
            row[3 if noise else 0] += 1
            row[4 if noise else 1] += bool(claims)
            row[2] += right and not noise
            if show and bool(claims) and not right:
                told = (document.label, contested.question, document.answer, claims[0].value, claims[0].quote)
                _print(" | ".join(told))
    rows = [
        [kind, labelled, found, found / labelled if labelled else None, right / found if found else None, noise, false]
        for kind, (labelled, found, right, noise, false) in counts.items()
    ]
    head = ["kind", "labelled documents", "with a value", "share", "precision", "noise documents", "with a value"]
    return table(head, rows)


def _kind(question: str) -> str:
    return read_question(Query(text=question)).kind


def false_alarms(name: str, bench: Path, cache: Path, *, queries: int, show: bool) -> list[object]:
    """How often questions that have one answer are told to have several, and how often the best value is that answer.

    Over a sample of the questions that ask for a time, a number, a person or a place.
    """
    sample_set = load_set(bench, name)
    home = our_archive(name, sample_set.articles, cache)
    embedder = OnceEmbedder(open_embedder(find_model(BUNDLED), home, for_indexing=False))
    ranker = SentenceRanker(embedder, default_reader())
    asked = [one for part in sample_set.question_sets for one in part.questions if _kind(one.question) in _DATED]
    sample = random.Random(0).sample(asked, min(queries, len(asked)))  # noqa: S311  # a sample, no secret
    counts: dict[str, int] = defaultdict(int)
    with closing(PassageIndex(home)) as index:
        questions, retriever = QuestionReader(index.outlets), HybridRetriever(index, embedder)
        for one in sample:
            question = questions.read(Query(text=one.question))
            evidence = ranker.read(question, retriever.retrieve(question, 8).passages)
            claims = sides_of(question, evidence, partial(fits, embedder))
            counts["found"] += bool(claims)
            counts["right"] += bool(claims) and any(agrees(claims[0], answer) for answer in one.answers)
            found = disagreements(question, evidence, partial(fits, embedder))
            for relation in {"any" for _ in found} | {disagreement.relation for disagreement in found}:
                counts[relation] += 1
            if show:
                _print_disagreements(one, found)
    shares = (counts[relation] / len(sample) for relation in ("any", *_RELATIONS))
    right = counts["right"] / counts["found"] if counts["found"] else None
    return [name, len(sample), counts["found"] / len(sample), right, *shares]


def _print_disagreements(asked: Question, found: Sequence[Disagreement]) -> None:
    for disagreement in found:
        _print(f"{asked.question} {asked.answers}: {disagreement.relation}")
        for claim in disagreement.claims:
            _print(f"    {claim.value} ({claim.attributed_to}): {claim.quote}")


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # a script


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    sets = arguments.sets.split(",")
    if "ramdocs" in sets:
        embedder = OnceEmbedder(open_embedder(find_model(BUNDLED), arguments.cache, for_indexing=False))
        questions = read_ramdocs(bench / "ramdocs" / "ramdocs.jsonl", arguments.queries)
        yield f"#### ramdocs, {len(questions)} questions\n\n{sides_table(questions, embedder)}"
        of_a_kind = [one for one in questions if _kind(one.question) in _DATED]
        yield f"#### ramdocs, {len(of_a_kind)} of when, how many, who, where\n\n{sides_table(of_a_kind, embedder)}"
        yield values_table(questions, embedder, show=arguments.show)
    rows = [
        false_alarms(name, bench, arguments.cache, queries=arguments.queries or 300, show=arguments.show)
        for name in sets
        if name != "ramdocs"
    ]
    if rows:
        head = ["questions that have one answer", "n", "with a value", "best value right", "any disagreement"]
        head += [relation.replace("_", " ") for relation in _RELATIONS]
        yield f"#### Disagreements shown, share of questions\n\n{table(head, rows)}"


def main() -> int:
    """Print each table as soon as it is measured; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default="ramdocs,squad2,realtimeqa-2022")
    parser.add_argument("--queries", type=int, help="questions of each set")
    add_cache(parser)
    parser.add_argument("--show", action="store_true", help="print the misses and every disagreement")
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
