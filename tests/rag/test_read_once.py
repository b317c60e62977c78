"""How often one answer has the same words parsed: each sentence once, whoever looks at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from index.archive.writer import Archive
from index.language.parser import SpacyParser, default_parser
from index.language.types import Excerpt, Parser, Sentence
from index.search import PassageIndex
from rag.answerer import Answerer
from rag.catalogue.answers import ArchiveCatalogue
from rag.compare.disagree import Comparison
from rag.conversation.rewrite import FollowUps
from rag.evidence.evidence import Evidence
from rag.find.retrieve import HybridRetriever
from rag.judge.confidence import ConfidenceJudge
from rag.judge.fits import fits
from rag.judge.rank import SentenceRanker
from rag.judge.reader.choice import default_reader
from rag.protocols import Judge, Judgement, Reader, ReaderChoice
from rag.question.question import Question
from rag.question.reading import QuestionReader
from rag.read.quote import ExtractiveReader
from rag.types import Query, ReaderInfo, Turn
from rag.write.ollama import ChatPart
from rag.write.prompt import Message
from rag.write.reader import LLMReader
from tests.fakes import WordEmbedder, prepared

ARTICLES = (
    "The troops left Chernobyl on Thursday, Energoatom said. They went north in two columns. Nobody stayed behind.",
    "The troops left Chernobyl on Tuesday, officials said. A spokesman told reporters that they had gone.",
)
WHEN = Query(text="When did the troops leave Chernobyl?", asked=date(2022, 4, 8))
SAID = "According to the Lantern, the troops left Chernobyl on Thursday. [1] They went north. [1]"


class CountingParser:
    """Reads as `parse` does, and counts how often it was given which part of which text."""

    def __init__(self, parse: Callable[..., tuple[Sentence, ...]]) -> None:
        self._parse = parse
        self.given: Counter[tuple[str, str]] = Counter()

    def parse(self, excerpts: Sequence[Excerpt], *, entities: bool = True) -> tuple[Sentence, ...]:
        """What was read of each."""
        self.given.update((one.text, one.text[one.start : one.end]) for one in excerpts)
        return self._parse(excerpts, entities=entities)

    def times_read(self, text: str) -> dict[str, int]:
        """How often each sentence of a text was read."""
        return {sentence: count for (whole, sentence), count in self.given.items() if whole == text}


@pytest.fixture
def parser(monkeypatch: pytest.MonkeyPatch) -> CountingParser:
    """A parser that counts, beside which no other may be used."""
    counting = CountingParser(default_parser().parse)

    def parse(_self: SpacyParser, _excerpts: Sequence[Excerpt], **_options: bool) -> tuple[Sentence, ...]:
        raise AssertionError("not the parser that was given")

    monkeypatch.setattr(SpacyParser, "parse", parse)
    return counting


class Choosing:
    """Chooses one reader for every question."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def choose(self, _wanted: ReaderInfo | None) -> ReaderChoice:
        """That reader."""
        return ReaderChoice(reader=self._reader)


class Answering:
    """Judges as the product does, and refuses nothing: what two articles' passages are worth is another test's."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def judge(self, question: Question, evidence: Evidence) -> Judgement:
        """The judgement without a refusal."""
        return replace(self._judge.judge(question, evidence), refusal=None)


async def chat(
    messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
) -> AsyncGenerator[ChatPart, None]:
    """Write an answer word by word."""
    del messages, model, num_ctx, num_predict
    for word in SAID.split(" "):
        yield ChatPart(text=f"{word} ")
    yield ChatPart(done=True, done_reason="stop")


def ticking() -> Callable[[], float]:
    """A clock by which every word of a model is shown."""
    seconds = iter(range(1_000_000))
    return lambda: float(next(seconds))


def extractive(_parser: Parser) -> Reader:
    return ExtractiveReader()


def written(parser: Parser) -> Reader:
    return LLMReader(chat, "scripted", 8192, parser=parser, clock=ticking())


@contextmanager
def answerer(home: Path, parser: Parser, reader: Reader) -> Iterator[Answerer]:
    """An answerer with every part as `rag.app` puts it together, over two articles."""
    archive = Archive(home, create=True)
    items = [prepared(text, id=f"a{number}", source="Lantern") for number, text in enumerate(ARTICLES, 1)]
    archive.store(items, now=datetime(2022, 4, 8, tzinfo=UTC))
    archive.close()
    index, embedder, readers = PassageIndex(home), WordEmbedder(), Choosing(reader)
    yield Answerer(
        HybridRetriever(index, embedder),
        questions=QuestionReader(index.outlets, parser),
        completer=FollowUps(readers, parser),
        catalogue=ArchiveCatalogue(index, parser),
        evidence=SentenceRanker(embedder, default_reader(), parser),
        judge=Answering(ConfidenceJudge(index.frequencies)),
        readers=readers,
        comparer=Comparison(partial(fits, embedder)),
    )
    index.close()


@pytest.mark.parametrize("make", [extractive, written])
def test_each_sentence_and_the_question_are_parsed_once(
    tmp_path: Path, parser: CountingParser, make: Callable[[Parser], Reader]
) -> None:
    with answerer(tmp_path, parser, make(parser)) as asked:
        assert asked.answer(WHEN).sentences
    for text in (WHEN.text, *ARTICLES):
        assert parser.times_read(text)
    assert set(parser.given.values()) == {1}


def test_a_sentence_that_a_model_wrote_is_parsed_once_however_often_it_is_shown(
    tmp_path: Path, parser: CountingParser
) -> None:
    claim = "According to the Lantern, the troops left Chernobyl on Thursday."
    with answerer(tmp_path, parser, written(parser)) as asked:
        shown = [answer for answer in asked.stream(WHEN) if any(one.text == claim for one in answer.sentences)]
    assert len(shown) > 2
    assert parser.times_read(claim) == {claim: 1}


def test_each_turn_of_a_completed_follow_up_is_parsed_once(tmp_path: Path, parser: CountingParser) -> None:
    turn = Turn(question="When did the troops leave Chernobyl?", answer="They left on Thursday, as Energoatom said.")
    follow_up = Query(text="Where did they go?", asked=date(2022, 4, 8), history=(turn,))
    with answerer(tmp_path, parser, extractive(parser)) as asked:
        completed = asked.answer(follow_up).completed_question
    assert completed is not None
    assert parser.times_read(follow_up.text) == {follow_up.text: 1}
    assert parser.times_read(completed) == {completed: 1}
    assert set(parser.given.values()) == {1}


def test_a_summary_parses_no_sentence_that_it_does_not_show(tmp_path: Path, parser: CountingParser) -> None:
    with answerer(tmp_path, parser, extractive(parser)) as asked:
        assert len(asked.answer(Query(text="summarise the news", asked=date(2022, 4, 8))).passages) == 2
    assert sum(len(parser.times_read(text)) for text in ARTICLES) == 2


def test_a_question_about_the_archive_of_some_days_is_parsed_once(tmp_path: Path, parser: CountingParser) -> None:
    question = "How many articles are there from the last week?"
    with answerer(tmp_path, parser, extractive(parser)) as asked:
        assert asked.answer(Query(text=question, asked=date(2022, 4, 8))).of_archive
    assert parser.times_read(question) == {question: 1}
    assert set(parser.given.values()) == {1}
