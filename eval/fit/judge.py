"""Fits what judges answers: `python -m eval.fit.judge [--cache FOLDER]` writes rank, confidence and short_answer.json.

All of it is fitted to the questions of squad2 on the articles that the reader was not trained on for this
(`eval.sets.squad_parts.FOR_THE_JUDGE`), as the product retrieves passages for them out of all of squad2, each
answerable question a second time without the passages that hold its answer. Nothing of newsroom, of the samples or of
realtimeqa-2022 is fitted to; only the lines are set on newsroom, once, at the costs named here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.fit.logistic import Floats, cross_validated, listwise, logistic, minimised
from eval.gold.squad import load_squad
from eval.report.script import add_cache, print_sections
from eval.report.tables import table
from eval.scores.answers import agrees, contains
from eval.scores.statistics import auroc_measure
from eval.sets.archives import our_archive
from eval.sets.newsroom import NEWSROOM, load_newsroom
from eval.sets.retrieved import Asked, retrieved
from eval.sets.squad_parts import judged_articles
from eval.types import Question
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.search import PassageIndex
from index.types import RawArticle
from rag.evidence.evidence import Evidence, read_evidence
from rag.judge import confidence, rank, short_answer
from rag.judge.features import NAMES, Count, measure
from rag.judge.logistic import Logistic
from rag.judge.rank import MEASURES, SentenceRanker
from rag.judge.reader.choice import default_reader

SQUAD = "squad2"
_PENALTY = 0.002
# Of the answerable questions of newsroom so many may be refused, and refused or warned about.
REFUSED_AT_MOST, WARNED_AT_MOST = 0.0, 0.12
# Of the short answers on newsroom so many are to be right, near misses counted as wrong.
RIGHT_AT_LEAST = 0.9
_AGAINST = frozenset(
    ("other_year", "names_nowhere", "names_missing", "said_in_question", "length", "words_missing", "figures_missing")
)
_EITHER = frozenset(("of_form", "of_name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question on an article with its ranked evidence, and whether that holds an answer; `count` is its archive's."""

    asked: Asked
    article: str
    evidence: Evidence
    answerable: bool
    count: Count

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Which of the ranked sentences hold an answer."""
        answers = self.asked.question.answers
        texts = [one.sentence.text for one in self.evidence.ranked]
        return np.array([self.answerable and bool(contains(text, answers)) for text in texts], bool)


def cases_of(
    asked: Sequence[Asked], articles: Mapping[str, str], ranker: SentenceRanker, count: Count
) -> Iterator[Case]:
    """Yield each question as it was retrieved, and an answerable one again without the passages that hold its answer.

    `articles` are those of the questions by their ids.
    """
    for one in asked:
        article, answers = articles[one.question.id], one.question.answers
        left = [passage for passage in one.passages if not contains(passage.passage.text, answers)]
        held = one.question.answerable and len(left) < len(one.passages)
        evidence = ranker.rank(one.read, one.evidence)
        yield Case(asked=one, article=article, evidence=evidence, answerable=held, count=count)
        if held and left:
            evidence = ranker.rank(one.read, read_evidence(left))
            yield Case(asked=one, article=article, evidence=evidence, answerable=False, count=count)


def fit_weights(cases: Sequence[Case]) -> Mapping[str, float]:
    """Fit the weights by which sentences are ranked: those of a question against each other."""
    used = [one for one in cases if one.holds.any() and not one.holds.all()]
    rows = np.vstack([[candidate.measures for candidate in one.evidence.ranked] for one in used])
    holds = np.concatenate([one.holds for one in used])
    loss = listwise(rows, holds=holds, sizes=[len(one.holds) for one in used])
    found = minimised(loss, penalties=np.full(len(MEASURES), _PENALTY), signs=[1] * len(MEASURES))
    return {name: round(float(value), 3) for name, value in zip(MEASURES, found, strict=True)}


def reranked(one: Case, weights: Mapping[str, float]) -> Case:
    """The case with its sentences in the order that some weights give."""
    scored = [
        replace(candidate, score=float(np.dot(candidate.measures, list(weights.values()))))
        for candidate in one.evidence.ranked
    ]
    return replace(one, evidence=replace(one.evidence, ranked=tuple(sorted(scored, key=lambda found: -found.score))))


def fit_confidence(cases: Sequence[Case]) -> Logistic:
    """Fit how likely passages answer; either side weighs the same."""
    rows = [asdict(measure(one.asked.read, one.evidence, one.count)) for one in cases]
    return fit_logistic(rows, [one.answerable for one in cases], NAMES, even=True)


def fit_short(cases: Sequence[Case]) -> Logistic:
    """Fit how likely the words shown are right; those of a question without an answer are wrong."""
    rows, right = [], []
    for one in cases:
        found = short_answer.measure(one.asked.read, one.evidence)
        if found is not None:
            rows.append(found)
            right.append(_is_right(one))
    return fit_logistic(rows, right, tuple(rows[0]), even=False)


def _is_right(one: Case) -> bool:
    shown = short_answer.shown(one.asked.read, one.evidence.ranked[0])
    return one.answerable and agrees(shown, one.asked.question.answers)


def fit_logistic(
    rows: Sequence[Mapping[str, float]], yes: Sequence[bool], names: Sequence[str], *, even: bool
) -> Logistic:
    """Fit the probability of a side; with `even` both weigh the same. What speaks against it never speaks for it."""
    table_ = np.array([[row[name] for name in names] for row in rows])
    spread = np.maximum(table_.std(axis=0), 1e-6)
    values = np.column_stack([table_ / spread, np.ones(len(rows))])
    sides = np.array(yes)
    weights = np.where(sides, 0.5 / sides.sum(), 0.5 / (~sides).sum()) if even else np.full(len(rows), 1 / len(rows))
    signs = [0 if name in _EITHER else -1 if name in _AGAINST else 1 for name in names]
    penalties = np.array([*(_PENALTY for _ in names), 0.0])
    loss = logistic(values, yes=weights * sides, no=weights * ~sides)
    found: Floats = minimised(loss, penalties=penalties, signs=[*signs, 0]) / np.append(spread, 1.0)
    return Logistic(
        coefficients={name: round(float(value), 4) for name, value in zip((*names, "bias"), found, strict=True)}
    )


def probabilities(model: Logistic, cases: Sequence[Case]) -> list[float]:
    """How likely the passages of each case answer."""
    return [model.probability(asdict(measure(one.asked.read, one.evidence, one.count))) for one in cases]


def line_at(scores: Sequence[float], share: float) -> float:
    """The highest line, in thousandths, that no more than a share of the scores stays below."""
    return int(1000 * sorted(scores)[int(share * len(scores))]) / 1000


def sure_line(scored: Sequence[tuple[float, bool]], share: float = RIGHT_AT_LEAST) -> float:
    """The lowest probability, in hundredths, from which on so many of what is shown are right."""
    ordered = sorted(scored, reverse=True)
    rights = np.cumsum([right for _, right in ordered]) / np.arange(1, len(ordered) + 1)
    enough = [score for (score, _), right in zip(ordered, rights, strict=True) if right >= share]
    return float(np.ceil(100 * enough[-1]) / 100) if enough else 1.0


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    path = bench / SQUAD / "dev-v2.0.json"
    squad, articles, newsroom = load_squad(path), judged_articles(path), load_newsroom(bench / NEWSROOM)
    asked = [one for one in squad.questions if one.id in articles]
    with ExitStack() as stack:
        passages, ranker, count = _opened(stack, arguments.cache, SQUAD, squad.articles or (), asked)
        cases = list(cases_of(passages, articles, ranker, count))
        asked = [one.question for one in newsroom.questions]
        passages, ranker, count = _opened(stack, arguments.cache, NEWSROOM, newsroom.articles, asked)
        yield from fitted(cases, list(news_cases(passages, ranker, count)))


def _opened(
    stack: ExitStack, cache: Path, name: str, articles: tuple[RawArticle, ...], questions: Sequence[Question]
) -> tuple[list[Asked], SentenceRanker, Count]:
    """What is retrieved for questions out of an archive, its ranker, and how often words stand in it."""
    home = our_archive(name, articles, cache)
    embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
    index = stack.enter_context(closing(PassageIndex(home)))
    return retrieved(questions, home, embedder), SentenceRanker(embedder, default_reader()), index.frequencies


def news_cases(asked: Sequence[Asked], ranker: SentenceRanker, count: Count) -> Iterator[Case]:
    """Yield the questions of newsroom, which are told apart by what is gold."""
    for one in asked:
        evidence = ranker.rank(one.read, one.evidence)
        yield Case(
            asked=one, article=one.question.id, evidence=evidence, answerable=one.question.answerable, count=count
        )


def fitted(cases: Sequence[Case], news: Sequence[Case]) -> Iterator[str]:
    """Fit all three to cases, set the lines by news, write them into the package, and yield tables of what they do."""
    weights = fit_weights(cases)
    cases, news = ([reranked(one, weights) for one in part] for part in (cases, news))
    judge = fit_confidence(cases)
    held_out = dict(
        cross_validated([one.article for one in cases], lambda kept: fit_confidence([cases[at] for at in kept]))
    )
    chances = [probabilities(held_out[place], [one])[0] for place, one in enumerate(cases)]
    of_news = probabilities(judge, news)
    answerable = [chance for chance, one in zip(of_news, news, strict=True) if one.answerable]
    judge = replace(
        judge,
        lines={
            "refuse_below": line_at(answerable, REFUSED_AT_MOST),
            "caveat_below": line_at(answerable, WARNED_AT_MOST),
        },
    )
    short = fit_short(cases)
    scored = []
    for one, chance in zip(news, of_news, strict=True):
        found = short_answer.measure(one.asked.read, one.evidence)
        if found is not None and chance >= judge.lines["caveat_below"]:
            scored.append((short.probability(found), _is_right(one)))
    short = replace(short, lines={"sure": sure_line(scored)})
    rank.MODEL.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    for path, model in ((confidence.MODEL, judge), (short_answer.MODEL, short)):
        path.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")
    yield table(["rank", "weight"], weights.items())
    for name, model in (("confidence", judge), ("short answer", short)):
        yield table([name, "coefficient"], [*model.coefficients.items(), *model.lines.items()])
    yield _told(cases, chances, news, of_news)


def _told(cases: Sequence[Case], chances: Sequence[float], news: Sequence[Case], of_news: Sequence[float]) -> str:
    rows = []
    for name, part, scores in ((f"{SQUAD}, other articles", cases, chances), (NEWSROOM, news, of_news)):
        area = auroc_measure(scores, [one.answerable for one in part])
        held = [one.holds for one in part if one.answerable]
        first = [bool(one[:1].any()) for one in held]
        three = [bool(one[:3].any()) for one in held]
        rows.append([name, len(part), area and area.value, float(np.mean(first)), float(np.mean(three))])
    return table(["set", "n", "area under the curve", "first sentence", "one of three"], rows)


def main() -> int:
    """Fit, write the models into the package, and print them with what they do; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_cache(parser)
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
