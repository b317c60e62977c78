"""Small, deterministic stand-ins whose results a reader can work out by eye."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from index.archive.articles import PreparedArticle
from index.embed.model import ModelFiles, Runtime, Vectors, find_model
from index.language.parser import default_parser
from index.language.types import Parser
from index.language.words import content_words
from index.stories.membership import sketch
from index.types import Article, Filters, Passage, Published, RawArticle, ScoredPassage
from rag.answerer import Answerer
from rag.evidence.evidence import Evidence, read_evidence
from rag.judge.confidence import ConfidenceJudge
from rag.judge.rank import SentenceRanker
from rag.judge.reader.choice import default_reader
from rag.protocols import (
    Catalogue,
    Comparer,
    Completer,
    Judge,
    Judgement,
    Reader,
    ReaderChoice,
    Retrieved,
    Retriever,
)
from rag.question.question import Question
from rag.question.reading import QuestionReader, read_question
from rag.types import Answer, AnswerSentence, Citation, Disagreement, Query, ReaderInfo, Reading

DIMENSION = 384


class WordEmbedder:
    """Counts content words into buckets: texts that share words are near, `batches` says how often it was asked."""

    runtime = Runtime(name="words", precision="float32")

    def __init__(self) -> None:
        self.batches: list[int] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        self.batches.append(len(texts))
        return self._encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.01  # No text is a zero vector.
            for word in content_words(text):
                vectors[row, _bucket(word)] += 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def _bucket(word: str) -> int:
    return 1 + int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % (DIMENSION - 1)


def model_files() -> ModelFiles:
    """The bundled model's files, whose tokenizer is real and fast to load."""
    return find_model("all-MiniLM-L6-v2")


def article(text: str, *, id: str = "a1", title: str | None = None, source: str | None = None) -> Article:  # noqa: A002
    """An article published on 31 March 2022."""
    day = date(2022, 3, 31)
    published = Published(earliest=day, latest=day, provenance="metadata", words="2022-03-31")
    return Article(
        id=id, title=title, source=source, url=None, published=published, path=f"/{id}.txt", text=text, raw_sha256=""
    )


def scored(text: str, *, id: str = "a1", score: float = 0.5, title: str | None = None) -> ScoredPassage:  # noqa: A002
    """An article that is one passage, found with a score."""
    whole = article(text, id=id, title=title)
    passage = Passage(
        id=f"{id}:0-{len(text)}", article_id=id, start=0, end=len(text), text=text, heading="", tokens=len(text.split())
    )
    return ScoredPassage(passage=passage, article=whole, score=score, dense=score)


def raw(text: str, *, id: str, path: str | None = None) -> RawArticle:  # noqa: A002
    """A raw article without metadata."""
    return RawArticle(id=id, path=path or f"/{id}.txt", text=text)


def write_articles(folder: Path, count: int, *, sentences: int = 12) -> list[Path]:
    """Write `count` articles, each about a number of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        lines = [f"Topic{number} was reported by witness{number}x{line} near town{line}." for line in range(sentences)]
        path = folder / f"article{number:03d}.txt"
        path.write_text("\n".join(lines), "utf-8")
        paths.append(path)
    return paths


def prepared(
    text: str,
    *,
    id: str = "a1",  # noqa: A002
    path: str | None = None,
    source: str | None = None,
    published: Published | None = None,
) -> PreparedArticle:
    """An article that is one passage, ready to be stored."""
    whole = article(text, id=id, source=source)
    whole = replace(whole, path=path or whole.path, published=published or whole.published)
    return PreparedArticle(
        raw=raw(text, id=id, path=whole.path),
        article=whole,
        passages=(scored(text, id=id).passage,),
        vectors=WordEmbedder().encode_passages([text]),
        sketch=sketch(text, group=source or "/"),
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
    )


def question(text: str, *, asked: date | None = None, outlets: Sequence[str] = ()) -> Question:
    """A question as the real parser reads it."""
    return read_question(Query(text=text) if asked is None else Query(text=text, asked=asked), outlets=outlets)


def ranker() -> SentenceRanker:
    """The real ranker with the trained reader, over an embedder that counts words."""
    return SentenceRanker(WordEmbedder(), default_reader())


def ranked(asked: Question, *passages: ScoredPassage) -> Evidence:
    """Passages with their sentences, ranked for a question."""
    return ranker().rank(asked, evidence(*passages))


def evidence(*passages: ScoredPassage) -> Evidence:
    """Passages with their sentences, as the real parser reads them."""
    return read_evidence(passages)


class ListRetriever:
    """Ranks a list of scored passages; `asked` holds every question and how many passages it was to get."""

    def __init__(self, *passages: ScoredPassage, notes: tuple[str, ...] = ()) -> None:
        self._passages = sorted(passages, key=lambda scored: (-scored.score, scored.passage.id))
        self._notes = notes
        self.asked: list[tuple[Query, int]] = []

    def retrieve(self, question: Question, k: int) -> Retrieved:
        """The best `k` that pass the filters."""
        return self.search(question.query, k)

    def search(self, query: Query, k: int) -> Retrieved:
        """As `retrieve`; the words of the question say nothing to it."""
        self.asked.append((query, k))
        found = (scored for scored in self._passages if _passes(scored.article, query.filters))
        return Retrieved(passages=tuple(found)[:k], notes=self._notes)


def _passes(whole: Article, filters: Filters) -> bool:
    earliest, latest = whole.published.earliest, whole.published.latest
    return (
        (filters.published_from is None or (latest is not None and latest >= filters.published_from))
        and (filters.published_to is None or (earliest is not None and earliest <= filters.published_to))
        and (filters.source is None or filters.source.casefold() == (whole.source or "").casefold())
        and (filters.articles is None or whole.id in filters.articles)
    )


class Completing:
    """Completes every question with the same words, None for not at all."""

    def __init__(self, words: str | None = None) -> None:
        self._words = words

    async def complete(self, _question: Question) -> str | None:
        """The words it was given."""
        return self._words


class FakeCatalogue:
    """Says of the archive what it was given; `heard` are the questions it was asked."""

    def __init__(self, told: Answer | None = None, *, empty: bool = False) -> None:
        self._told = told
        self._empty = empty
        self.heard: list[str] = []

    def answer(self, question: Question) -> Answer | None:
        """What it was given, whatever is asked."""
        self.heard.append(question.text)
        return self._told

    def is_empty(self) -> bool:
        """As it was given."""
        return self._empty

    def searched(self, question: Question) -> str:
        """The question it was asked."""
        return f"Searched for {question.text}"


class FixedJudge:
    """Gives one judgement of everything."""

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement

    def judge(self, _question: Question, _evidence: Evidence) -> Judgement:
        """What it was given."""
        return self._judgement


class OneReader:
    """Chooses the same reader for every question."""

    def __init__(self, choice: ReaderChoice) -> None:
        self._choice = choice

    def choose(self, _wanted: ReaderInfo | None) -> ReaderChoice:
        """What it was given."""
        return self._choice


class Contesting:
    """Finds the same disagreements everywhere."""

    def __init__(self, *found: Disagreement) -> None:
        self._found = found

    def compare(self, _question: Question, _evidence: Evidence) -> tuple[Disagreement, ...]:
        """What it was given."""
        return self._found


def answerer_of(  # Every seam may be replaced.
    reader: Reader,
    retriever: Retriever,
    *,
    choice: ReaderChoice | None = None,
    completer: Completer | None = None,
    catalogue: Catalogue | None = None,
    judge: Judge | None = None,
    comparer: Comparer | None = None,
    parser: Parser | None = None,
) -> Answerer:
    """An answerer with one reader over one retriever; all else says nothing unless it is given."""
    parser = parser or default_parser()
    return Answerer(
        retriever,
        questions=QuestionReader(parser=parser),
        completer=completer or Completing(),
        catalogue=catalogue or FakeCatalogue(),
        evidence=SentenceRanker(WordEmbedder(), default_reader(), parser),
        judge=judge or ConfidenceJudge(),
        readers=OneReader(choice or ReaderChoice(reader=reader)),
        comparer=comparer or Contesting(),
    )


class FakeReader:
    """Yields the readings of its script, raises its errors; without a script it quotes one passage after the other.

    `asked` counts the questions it was put, `closed` the streams of it that came to their end.
    """

    def __init__(self, *script: Reading | Exception, model: str | None = "fake") -> None:
        self.info = ReaderInfo(kind="ollama" if model else "extractive", model=model)
        self._script = script
        self.asked = 0
        self.closed = 0

    async def read(self, _question: Question, evidence: Evidence) -> AsyncGenerator[Reading, None]:
        """Yield what it was given."""
        self.asked += 1
        passages = evidence.passages
        try:
            for step in self._script or _growing(passages):
                if isinstance(step, Exception):
                    raise step
                yield step
                await asyncio.sleep(0)
        finally:
            self.closed += 1


def quoted(passage: ScoredPassage, marker: int = 1, *, support: float = 1.0) -> AnswerSentence:
    """A passage as a sentence of an answer that cites it."""
    part = passage.passage
    citation = Citation(
        marker=marker, article=passage.article, start=part.start, end=part.end, quote=part.text, support=support
    )
    return AnswerSentence(text=part.text, citations=(citation,), support=support)


def _growing(passages: Sequence[ScoredPassage]) -> list[Reading]:
    sentences = [quoted(passage, marker) for marker, passage in enumerate(passages, start=1)]
    readings = [Reading(sentences=tuple(sentences[:count])) for count in range(1, len(sentences) + 1)]
    return readings or [Reading(refusal="nothing_relevant")]
