"""Whether answers lay sources that contradict each other side by side, and leave those that agree in peace.

`python -m eval.studies.disagreement [--sets ramdocs,squad2,realtimeqa-2022] [--queries N] [--cache FOLDER] [--show]`
prints Markdown tables. The sets lie in the folder that DATELINE_BENCH names; archives are built once, and kept
in the cache.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from eval.bench.archives import our_archive
from eval.bench.sets import load_set
from eval.report.tables import interval, table
from eval.scores.answers import contains
from eval.scores.statistics import mean_measures
from eval.studies.script import print_sections
from eval.studies.shown import read_now
from eval.types import Question
from index.dates import days_of, resolve
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, Vectors, find_model
from index.search import PassageIndex
from index.types import Article, Passage, Published, ScoredPassage
from rag.compare.disagree import Fit, disagreements, sides_of
from rag.evidence.evidence import read_evidence
from rag.find.retrieve import HybridRetriever
from rag.judge.fits import fits
from rag.question.reading import QuestionReader, read_question
from rag.read.quote import ExtractiveReader
from rag.types import Claim, Disagreement, Query, Relation

_DATED = ("when", "how many", "who", "where")
_RELATIONS: tuple[Relation, ...] = ("conflict", "different_event", "update", "range")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A document of RamDocs: `label` is correct, misinfo or noise, `answer` what it gives in answer."""

    passage: ScoredPassage
    label: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A question whose documents contradict each other; `correct` and `wrong` are the answers they give.

    Source: Wang et al. 2025, Retrieval-Augmented Generation with Conflicting Evidence (RamDocs).
    """

    question: str
    documents: tuple[Labelled, ...]
    correct: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def passages(self) -> list[ScoredPassage]:
        """The documents as passages."""
        return [document.passage for document in self.documents]


def read_ramdocs(path: Path, queries: int | None = None) -> list[Contested]:
    """Read the first questions of a RamDocs file, or all; each document becomes an article of one passage."""
    lines = path.read_text("utf-8").splitlines()[:queries]
    return [_contested(number, json.loads(line)) for number, line in enumerate(lines)]


def _contested(number: int, row: Mapping[str, Any]) -> Contested:
    return Contested(
        question=str(row["question"]),
        documents=tuple(
            Labelled(
                passage=passage_of(document["text"], id=f"{number}-{place}"),
                label=document["type"],
                answer=document["answer"],
            )
            for place, document in enumerate(row["documents"])
        ),
        correct=_strings(row["gold_answers"]),
        wrong=_strings(row["wrong_answers"]),
    )


def _strings(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, values)))


def passage_of(text: str, *, id: str) -> ScoredPassage:  # noqa: A002  # the field's name
    """An undated article that is one passage."""
    article = Article(
        id=id, title=None, source=id, url=None, published=Published(), path=id, text=text, raw_sha256="",
        times=tuple(resolve(text, None)),
    )  # fmt: skip
    passage = Passage(id=id, article_id=id, start=0, end=len(text), text=text, heading="", tokens=len(text.split()))
    return ScoredPassage(passage=passage, article=article, score=0.0)


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


class OnceEmbedder:
    """An embedder that embeds each text once; the ways of answering ask for the same sentences."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.runtime = embedder.runtime

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._embedder.encode_passages(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's."""
        return self._embedder.encode_queries(texts)


def told_by(contested: Contested, embedder: Embedder) -> dict[str, Told]:
    """What each way of answering tells the reader."""
    passages, fit = contested.passages, partial(fits, embedder)
    asked = embedder.encode_queries([contested.question])[0]
    near = np.vecdot(embedder.encode_passages([passage.passage.text for passage in passages]), asked)
    reading = read_now(ExtractiveReader(embedder), contested.question, passages)
    best = tuple(sentence.text for sentence in reading.sentences)
    found = disagreements(read_question(Query(text=contested.question)), read_evidence(passages), fit)
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


def values_table(questions: Sequence[Contested], fit: Fit, *, show: bool = False) -> str:
    """How often a document's best value is the answer it is labelled with, by the kind of question."""
    counts: dict[str, list[int]] = {kind: [0, 0, 0, 0, 0] for kind in _DATED}
    for contested in questions:
        question = read_question(Query(text=contested.question))
        kind = question.kind
        if kind not in counts:
            continue
        for document in contested.documents:
            noise = document.label == "noise"
            claims = sides_of(question, read_evidence([document.passage]), fit)
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
    asked = [one for part in sample_set.question_sets for one in part.questions if _kind(one.question) in _DATED]
    sample = random.Random(0).sample(asked, min(queries, len(asked)))  # noqa: S311  # a sample, no secret
    counts: dict[str, int] = defaultdict(int)
    with closing(PassageIndex(home)) as index:
        questions, retriever = QuestionReader(index.outlets), HybridRetriever(index, embedder)
        for one in sample:
            question = questions.read(Query(text=one.question))
            evidence = read_evidence(retriever.retrieve(question, 8).passages)
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
        fit = partial(fits, embedder)
        questions = read_ramdocs(bench / "ramdocs" / "ramdocs.jsonl", arguments.queries)
        yield f"#### ramdocs, {len(questions)} questions\n\n{sides_table(questions, embedder)}"
        of_a_kind = [one for one in questions if _kind(one.question) in _DATED]
        yield f"#### ramdocs, {len(of_a_kind)} of when, how many, who, where\n\n{sides_table(of_a_kind, embedder)}"
        yield values_table(questions, fit, show=arguments.show)
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
    parser.add_argument("--cache", type=Path, default=Path(".bench"))
    parser.add_argument("--show", action="store_true", help="print the misses and every disagreement")
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
