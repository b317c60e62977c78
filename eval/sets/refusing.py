"""Questions with what was found for them, and whether that answers them: what refusing is measured on.

Besides the questions that a set itself calls unanswerable three kinds are made: questions whose articles, and all
others that hold a gold answer, were taken away; the same in archives of three articles; and questions put to an
archive about other things.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.gold.dataset import load
from eval.gold.squad import load_squad
from eval.scores.answers import contains
from eval.sets.archives import articles_in, our_archive
from eval.sets.samples import SAMPLES, sample_articles, sample_questions
from eval.sets.squad_parts import judged_articles
from eval.types import Question
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, find_model
from index.language.words import content_words
from index.lexical.bm25 import Frequencies, passage_terms
from index.search import PassageIndex
from index.types import RawArticle, ScoredPassage
from rag.evidence.evidence import read_evidence
from rag.find.retrieve import HybridRetriever
from rag.find.search import QuestionSearch
from rag.judge.features import Features, measure
from rag.judge.rank import SentenceRanker
from rag.judge.reader.choice import default_reader
from rag.question.reading import QuestionReader, read_question
from rag.types import Query, today

SEED = 20221122
NEWS, SQUAD = "realtimeqa-2022", "squad2"
SHOWN = 8
# Enough to go on with when articles are taken away.
_FOUND = 60
_SQUAD_QUESTIONS, _CROSSED = 1_000, 300
_SMALL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question over an archive; `baselines` are the simplest scores that could decide whether it is answered."""

    set: str
    question: Question
    answerable: bool
    features: Features
    baselines: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A set's own archive and questions."""

    name: str
    articles: tuple[RawArticle, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was found for a question in a set's archive, and how often its words stand there."""

    ranker: SentenceRanker
    source: str
    question: Question
    hits: tuple[ScoredPassage, ...]
    frequencies: Frequencies

    def case(self, name: str, *, answerable: bool) -> Case:
        """The question as it stands, with the passages that a reader would get."""
        shown, asked = self.hits[:SHOWN], read_question(Query(text=self.question.question))
        return Case(
            set=name,
            question=self.question,
            answerable=answerable,
            features=measure(asked, self.ranker.rank(asked, read_evidence(shown)), lambda _words: self.frequencies),
            baselines=_baselines(self.question.question, shown),
        )


def load_cases(bench: Path, cache: Path) -> list[Case]:
    """Search for all questions; `cache` keeps the archives. Always the same cases in the same order.

    Raises:
        InputError: a set is missing or malformed.
        ArchiveError: the cache cannot be written.
    """
    sources = _sources(bench)
    asked = {source.name: source.questions for source in sources}
    draw = random.Random(SEED)  # noqa: S311  # A draw that can be repeated.
    crossed = {name: draw.sample(asked[name], min(_CROSSED, len(asked[name]))) for name in (NEWS, SQUAD)}
    cases = []
    for source in sources:
        home = our_archive(source.name, source.articles, cache)
        embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
        others = [name for name in crossed if name != source.name]
        cases += [*_own_cases(source, home, embedder, draw)]
        for name in others:
            found = searches(source.name, home, embedder, crossed[name])
            cases += [search.case(f"{source.name}, asked {name}", answerable=False) for search in found]
    return cases


def _sources(bench: Path) -> tuple[_Source, ...]:
    squad, fitted_to = load_squad(bench / SQUAD / "dev-v2.0.json"), judged_articles(bench / SQUAD / "dev-v2.0.json")
    news = articles_in(bench / NEWS / "articles.jsonl")
    return (
        _source(NEWS, news, load(bench / NEWS / "gold.jsonl").questions),
        _source(SQUAD, squad.articles or (), _balanced([one for one in squad.questions if one.id not in fitted_to])),
        _source(SAMPLES, sample_articles(), sample_questions()),
    )


def _source(name: str, articles: Sequence[RawArticle], questions: Sequence[Question]) -> _Source:
    return _Source(name=name, articles=tuple(articles), questions=tuple(questions))


def _balanced(questions: Sequence[Question]) -> list[Question]:
    draw = random.Random(SEED)  # noqa: S311  # A draw that can be repeated.
    sides = ([one for one in questions if one.answerable is side] for side in (True, False))
    return [one for side in sides for one in draw.sample(side, min(_SQUAD_QUESTIONS, len(side)))]


def _own_cases(source: _Source, home: Path, embedder: Embedder, draw: random.Random) -> Iterator[Case]:
    for search in searches(source.name, home, embedder, source.questions):
        yield search.case(source.name, answerable=search.question.answerable)
        if search.question.answerable and source.name != SAMPLES:
            yield from _reduced(search, draw)


def searches(name: str, home: Path, embedder: Embedder, questions: Iterable[Question]) -> Iterator[Search]:
    """Search an archive for questions; those for which nothing is found are left out."""
    index, ranker = PassageIndex(home), SentenceRanker(embedder, default_reader())
    searcher = QuestionSearch(QuestionReader(index.outlets), HybridRetriever(index, embedder))
    for question in questions:
        query = Query(text=question.question, asked=question.asked or today())
        if hits := searcher.search(query, _FOUND).passages:
            frequencies = index.frequencies(passage_terms("", question.question))
            yield Search(ranker=ranker, source=name, question=question, hits=hits, frequencies=frequencies)
    index.close()


def _reduced(search: Search, draw: random.Random) -> Iterator[Case]:
    """The question over what is left of the archive, and over three articles with and without the answer."""
    question, hits = search.question, search.hits
    gold = {evidence.article for evidence in question.evidence}
    telling = {hit.article.id for hit in hits if contains(hit.article.text, question.answers)} | gold
    others = [*dict.fromkeys(hit.article.id for hit in hits if hit.article.id not in telling)]
    if len(others) <= _SMALL:
        return
    name = search.source
    left = _without(search, telling)
    yield left.case(f"{name}, answer taken away", answerable=False)
    yield only(search, draw.sample(others, _SMALL)).case(f"{name}, three articles", answerable=False)
    if gold & {hit.article.id for hit in hits}:
        chosen = [*gold, *draw.sample(others, _SMALL - 1)]
        yield only(search, chosen).case(f"{name}, three articles", answerable=True)


def _baselines(question: str, hits: Sequence[ScoredPassage]) -> dict[str, float]:
    """The best passage by cosine, by BM25, and the mean of the cosine (from .15 to .65) and the words it holds."""
    cosine = max(hit.dense or 0.0 for hit in hits)
    wanted = set(content_words(question))
    held = max(len(wanted & set(passage_terms(hit.passage.heading, hit.passage.text))) for hit in hits)
    closeness = min(max((cosine - 0.15) / 0.5, 0.0), 1.0)
    return {
        "cosine": cosine,
        "BM25": max(hit.lexical or 0.0 for hit in hits),
        "cosine and words": (closeness + held / max(len(wanted), 1)) / 2,
    }


def _without(search: Search, articles: set[str]) -> Search:
    gone = _holding([hit for hit in search.hits if hit.article.id in articles])
    held = {word: max(count - gone[word], 0) for word, count in search.frequencies.holding.items()}
    kept = tuple(hit for hit in search.hits if hit.article.id not in articles)
    return replace(search, hits=kept, frequencies=Frequencies(passages=search.frequencies.passages, holding=held))


def only(search: Search, articles: Sequence[str]) -> Search:
    """What was found in some articles, as if there were no others."""
    kept = tuple(hit for hit in search.hits if hit.article.id in articles)
    frequencies = Frequencies(passages=len(kept), holding=_holding(kept))
    return replace(search, hits=kept, frequencies=frequencies)


def _holding(hits: Sequence[ScoredPassage]) -> Mapping[str, int]:
    return Counter(word for hit in hits for word in set(passage_terms(hit.passage.heading, hit.passage.text)))
