"""What is answered, warned about and shown in bold, over five sets: `python -m eval.studies.answering`.

Prints a Markdown table, with the extractive reader as it is installed, and the seconds that a warm answer and a claim
take. The measures are those of `eval.studies.newsroom`. The sets lie in the folder that DATELINE_BENCH names; what is
fitted to which stands in eval/fit/DATA.md.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.gold.dataset import load
from eval.gold.squad import load_squad
from eval.report.script import add_cache, print_sections
from eval.report.tables import short, table
from eval.sets.archives import articles_in, our_archive
from eval.sets.newsroom import NEWSROOM, Asked, load_newsroom
from eval.sets.samples import SAMPLES, sample_articles, sample_questions
from eval.sets.squad_parts import judged_articles
from eval.studies.newsroom import answers_to, confidence_area, question_hits
from index.types import RawArticle
from rag.app import open_session
from rag.cite.checking import judged
from rag.settings import Settings

SEED = 20221122
MEASURES = (
    *("first_sentence", "one_of_three", "answerable_refused_or_warned", "wrongly_refused"),
    *("short_answer_shown", "short_answer_right"),
    *("near_miss_refused_or_warned", "near_miss_refused", "near_miss_bold"),
)
_SQUAD_QUESTIONS = 150
_CLAIMS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSet:
    """An archive's worth of articles, and the questions put to it."""

    articles: tuple[RawArticle, ...]
    questions: tuple[Asked, ...]


def _newsroom(bench: Path) -> AskedSet:
    found = load_newsroom(bench / NEWSROOM)
    return AskedSet(articles=found.articles, questions=found.questions)


def _cases(bench: Path) -> AskedSet:
    files = sorted((bench / "cases/articles").glob("*.txt"))
    return AskedSet(
        articles=articles_in(*files),
        questions=tuple(Asked(question=one) for one in load(bench / "cases/failing.jsonl").questions),
    )


def _samples(_bench: Path) -> AskedSet:
    return AskedSet(articles=sample_articles(), questions=tuple(Asked(question=one) for one in sample_questions()))


def _realtimeqa(bench: Path) -> AskedSet:
    folder = bench / "realtimeqa-2022"
    return AskedSet(
        articles=articles_in(folder / "articles.jsonl"),
        questions=tuple(Asked(question=one) for one in load(folder / "gold.jsonl").questions),
    )


def _squad(bench: Path) -> AskedSet:
    """As many questions with an answer as without, on articles that the judge was not fitted to."""
    path = bench / "squad2/dev-v2.0.json"
    squad, fitted_to = load_squad(path), judged_articles(path)
    draw = random.Random(SEED)  # noqa: S311  # A draw that can be repeated.
    others = [one for one in squad.questions if one.id not in fitted_to]
    chosen = [
        one
        for side in (True, False)
        for one in draw.sample([one for one in others if one.answerable is side], _SQUAD_QUESTIONS)
    ]
    return AskedSet(articles=tuple(squad.articles or ()), questions=tuple(Asked(question=one) for one in chosen))


SETS: Mapping[str, Callable[[Path], AskedSet]] = {
    NEWSROOM: _newsroom,
    "cases": _cases,
    SAMPLES: _samples,
    "realtimeqa-2022": _realtimeqa,
    "squad2": _squad,
}


def measured(name: str, asked: AskedSet, cache: Path) -> Mapping[str, str]:
    """What the product's answers to the questions of a set are worth, by measure."""
    home = our_archive(name, asked.articles, cache)
    with open_session(Settings(home=home, reader="extractive")) as session:
        answers_to(asked.questions[:2], session.answerer)  # What is loaded at the first answer is not measured.
        took: list[float] = []
        answers = []
        for one in asked.questions:
            began = time.perf_counter()
            answers += answers_to([one], session.answerer)
            took.append(time.perf_counter() - began)
    hits = question_hits(asked.questions, answers)
    area = confidence_area(asked.questions, answers)
    return {
        "answerable / others": "/".join(
            str(sum(one.question.answerable is side for one in asked.questions)) for side in (True, False)
        ),
        **{measure.replace("_", " "): _share(hits.get(measure, ())) for measure in MEASURES},
        "area under the curve": "" if area is None else short(area),
        "seconds, median": f"{np.median(took):.2f}",
        "seconds, 95th percentile": f"{np.quantile(took, 0.95):.2f}",
    }


def _share(hits: Sequence[float]) -> str:
    return short(sum(hits) / len(hits)) if hits else ""


def seconds_a_claim(bench: Path) -> str:
    """How long a claim takes to be checked against a sentence, and against an article."""
    newsroom = load_newsroom(bench / NEWSROOM)
    claims, texts = newsroom.claims[:_CLAIMS], newsroom.texts
    list(judged([(claims[0].claim, claims[0].quote)]))
    told = []
    for against, evidence in (
        ("a sentence", [one.quote for one in claims]),
        ("an article", [texts[one.article] for one in claims]),
    ):
        began = time.perf_counter()
        list(judged(zip((one.claim for one in claims), evidence, strict=True)))
        told.append(f"{(time.perf_counter() - began) / len(claims):.3f} s against {against}")
    return f"A claim is checked in {' and in '.join(told)}."


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    found = {name: measured(name, SETS[name](bench), arguments.cache) for name in arguments.sets}
    rows = [[measure, *(one[measure] for one in found.values())] for measure in next(iter(found.values()))]
    yield table(["measure", *found], rows)
    yield seconds_a_claim(bench)


def main() -> int:
    """Print the table and the line; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=lambda text: text.split(","), default=list(SETS), help=f"of {','.join(SETS)}")
    add_cache(parser)
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
