"""Fits what judges answers: `python -m eval.fit.judge [--cache FOLDER]` writes rank, confidence and short_answer.json.

All of it is fitted to the questions of squad2 on the articles that the reader was not trained on for this
(`eval.sets.squad_parts.FOR_THE_JUDGE`), in the cases that `eval.fit.judged` makes of them. Nothing of newsroom, of
the samples or of realtimeqa-2022 is fitted to; only the lines are set on newsroom, once, at the costs named here.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from eval.fit.judged import Case, cases_of, reworded
from eval.fit.logistic import SEED, Floats, cross_validated, listwise, logistic, minimised
from eval.fit.reader.rewording import synonymous
from eval.fit.wordnet import WordNet
from eval.gold.squad import load_squad
from eval.report.script import add_cache, print_sections
from eval.report.tables import table
from eval.scores.answers import agrees
from eval.scores.statistics import auroc_measure
from eval.sets.archives import our_archive
from eval.sets.newsroom import NEWSROOM, load_newsroom
from eval.sets.refusing import searches
from eval.sets.retrieved import retrieved
from eval.sets.squad_parts import judged_articles
from eval.types import Question
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, find_model
from index.language.parser import default_parser
from index.search import PassageIndex
from rag.judge import confidence, rank, short_answer
from rag.judge.features import NAMES, measure
from rag.judge.logistic import Logistic
from rag.judge.rank import MEASURES, SentenceRanker
from rag.judge.reader.choice import default_reader

SQUAD = "squad2"
_FOUND = ("first sentence", "one of three", "area under the curve")
_PENALTY = 0.002
# Of the answerable questions of newsroom so many may be refused, and refused or warned about.
REFUSED_AT_MOST, WARNED_AT_MOST = 0.0, 0.12
# Of the short answers to the answerable ones so many are to be right, and of the near misses so many may be in bold.
RIGHT_AT_LEAST, BOLD_AT_MOST = 0.9, 0.022
_AGAINST = frozenset(("other_year", "names_nowhere", "names_missing", "said_in_question", "length"))
_EITHER = frozenset(("of_form", "of_name"))
# The measures of sentences and the features of passages that each says.
SAID_BY: Mapping[str, frozenset[str]] = {
    "nothing": frozenset(),
    "the reader": frozenset(("span", "sentence", "answerable")),
    "the parser": frozenset(("kind", "stated", "typed", "names_nowhere")),
    "the encoder": frozenset(("meaning", "cosine")),
}


def fit_weights(cases: Sequence[Case]) -> Mapping[str, float]:
    """Fit the weights by which sentences are ranked: those of a question against each other."""
    used = [one for one in cases if one.holds.any() and not one.holds.all()]
    rows = np.vstack([[candidate.measures for candidate in one.evidence.ranked] for one in used])
    holds = np.concatenate([one.holds for one in used])
    loss = listwise(rows, holds=holds, sizes=[len(one.holds) for one in used])
    found = minimised(loss, penalties=np.full(len(MEASURES), _PENALTY), signs=[1] * len(MEASURES))
    return {name: round(float(value), 3) for name, value in zip(MEASURES, found, strict=True)}


def fit_confidence(cases: Sequence[Case], names: Sequence[str] = NAMES) -> Logistic:
    """Fit how likely passages answer, over some features; either side weighs the same."""
    rows = [asdict(measure(one.read, one.evidence, one.count)) for one in cases]
    return fit_logistic(rows, [one.answerable for one in cases], names, even=True)


def fit_short(cases: Sequence[Case]) -> Logistic:
    """Fit how likely the words shown are right; those of a question without an answer are wrong."""
    rows, right = [], []
    for one in cases:
        found = short_answer.measure(one.read, one.evidence)
        if found is not None:
            rows.append(found)
            right.append(_is_right(one))
    return fit_logistic(rows, right, tuple(rows[0]), even=False)


def _is_right(one: Case) -> bool:
    shown = short_answer.shown(one.read, one.evidence.ranked[0])
    return one.answerable and agrees(shown, one.question.answers)


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
    return [model.probability(asdict(measure(one.read, one.evidence, one.count))) for one in cases]


def line_at(scores: Sequence[float], share: float) -> float:
    """The highest line, in thousandths, that no more than a share of the scores stays below."""
    return int(1000 * sorted(scores)[int(share * len(scores))]) / 1000


def sure_line(scored: Sequence[tuple[float, bool]], near_misses: Sequence[float], count: int) -> float:
    """The lowest line, in hundredths, at which short answers are right and near misses get none, as often as is set.

    `scored` are the probabilities of answerable questions, with whether the words are right; `near_misses` those of the
    others, of which there are `count`.
    """
    for line in (step / 100 for step in range(1, 100)):
        right = [hit for chance, hit in scored if chance >= line]
        bold = sum(chance >= line for chance in near_misses)
        if right and np.mean(right) >= RIGHT_AT_LEAST and bold <= BOLD_AT_MOST * count:
            return line
    return 1.0


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    path = bench / SQUAD / "dev-v2.0.json"
    squad, articles, newsroom = load_squad(path), judged_articles(path), load_newsroom(bench / NEWSROOM)
    asked = [one for one in squad.questions if one.id in articles]
    home = our_archive(SQUAD, squad.articles or (), arguments.cache)
    embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
    draw = random.Random(SEED)  # noqa: S311  # A draw that can be repeated.
    asked = [*asked, *reworded(asked, synonymous(WordNet()), default_parser(), draw)]
    found = searches(SQUAD, home, embedder, asked)
    cases = [case for search in found for case in cases_of(search, articles[search.question.id], draw)]
    home = our_archive(NEWSROOM, newsroom.articles, arguments.cache)
    embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
    yield from fitted(cases, list(news_cases([one.question for one in newsroom.questions], home, embedder)))


def news_cases(questions: Sequence[Question], home: Path, embedder: Embedder) -> Iterator[Case]:
    """Yield questions with what the product retrieves for them; whether they are answered is gold."""
    ranker = SentenceRanker(embedder, default_reader())
    with closing(PassageIndex(home)) as index:
        for one in retrieved(questions, home, embedder):
            yield Case(
                question=one.question,
                read=one.read,
                article=one.question.id,
                evidence=ranker.rank(one.read, one.evidence),
                answerable=one.question.answerable,
                count=index.frequencies,
            )


def fitted(cases: Sequence[Case], news: Sequence[Case]) -> Iterator[str]:
    """Fit all three to cases, set the lines by news, write them into the package, and yield tables of what they do."""
    weights = fit_weights(cases)
    cases, news = ([reordered(one, weights) for one in part] for part in (cases, news))
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
    short = replace(short, lines={"sure": _sure_line(short, judge, news, of_news)})
    rank.MODEL.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    for path, model in ((confidence.MODEL, judge), (short_answer.MODEL, short)):
        path.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")
    yield table(["rank", "weight"], weights.items())
    for name, model in (("confidence", judge), ("short answer", short)):
        yield table([name, "coefficient"], [*model.coefficients.items(), *model.lines.items()])
    yield _told(cases, chances, news, of_news)
    yield _ablated(cases, news)


def _sure_line(short: Logistic, judge: Logistic, news: Sequence[Case], chances: Sequence[float]) -> float:
    """The line for short answers by the news; what is warned about or refused has none."""
    scored, near = [], []
    for one, chance in zip(news, chances, strict=True):
        found = short_answer.measure(one.read, one.evidence)
        if found is None or chance < judge.lines["caveat_below"]:
            continue
        if one.answerable:
            scored.append((short.probability(found), _is_right(one)))
        else:
            near.append(short.probability(found))
    return sure_line(scored, near, sum(not one.answerable for one in news))


def _told(cases: Sequence[Case], chances: Sequence[float], news: Sequence[Case], of_news: Sequence[float]) -> str:
    rows = [
        [f"{SQUAD}, other articles", len(cases), *_found(cases, chances)],
        [NEWSROOM, len(news), *_found(news, of_news)],
    ]
    return table(["set", "n", *_FOUND], rows)


def _found(cases: Sequence[Case], chances: Sequence[float]) -> list[float | None]:
    """The share of answerable cases whose first sentence, and one of whose first three, answers; and the area."""
    held = [one.holds for one in cases if one.answerable]
    area = auroc_measure(chances, [one.answerable for one in cases])
    return [*(float(np.mean([one[:few].any() for one in held])) for few in (1, 3)), area.value if area else None]


def _ablated(cases: Sequence[Case], news: Sequence[Case]) -> str:
    """What is left on other news when all is fitted without what a part says."""
    rows = []
    for name, gone in SAID_BY.items():
        weights = fit_weights([silenced(one, gone) for one in cases])
        fitted_to, asked = ([reordered(silenced(one, gone), weights) for one in part] for part in (cases, news))
        chances = probabilities(fit_confidence(fitted_to, [one for one in NAMES if one not in gone]), asked)
        told = [(chance, one.answerable) for chance, one in zip(chances, asked, strict=True)]
        line = line_at([chance for chance, answerable in told if answerable], WARNED_AT_MOST)
        warned = np.mean([chance < line for chance, answerable in told if not answerable])
        rows.append([name, *_found(asked, chances), float(warned)])
    return table(["without", *_FOUND, "near misses warned"], rows)


def silenced(one: Case, gone: frozenset[str]) -> Case:
    """A case in which some measures of its sentences say the same of all."""
    kept = [name not in gone for name in MEASURES]
    ranked = tuple(
        replace(each, measures=tuple(value * keep for value, keep in zip(each.measures, kept, strict=True)))
        for each in one.evidence.ranked
    )
    return replace(one, evidence=replace(one.evidence, ranked=ranked))


def reordered(one: Case, weights: Mapping[str, float]) -> Case:
    """The case with its sentences in the order that some weights give."""
    scored = [
        replace(candidate, score=float(np.dot(candidate.measures, list(weights.values()))))
        for candidate in one.evidence.ranked
    ]
    return replace(one, evidence=replace(one.evidence, ranked=tuple(sorted(scored, key=lambda found: -found.score))))


def main() -> int:
    """Fit, write the models into the package, and print them with what they do; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_cache(parser)
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
