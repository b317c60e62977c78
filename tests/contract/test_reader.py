"""What any reader does: the one that quotes, the one that lets a model write, and the fake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import date

import pytest

from index.types import ScoredPassage
from rag.protocols import Reader
from rag.read.quote import ExtractiveReader
from rag.types import Citation, Reading
from rag.write.ollama import ChatPart
from rag.write.prompt import Message
from rag.write.reader import LLMReader
from tests.fakes import FakeReader, question, ranked, scored

QUESTION = question("When did the troops leave Chernobyl?", asked=date(2022, 4, 8))
PASSAGES = (
    scored("It rained all day. The troops left Chernobyl on Thursday. They went north.", id="a1"),
    scored("Troops left Chernobyl on Tuesday, officials said.", id="a2"),
    scored("Gas may be cut off soon.", id="a3"),
)
# Markers of passages that exist, that do not, and a range beyond the end.
WRITTEN = "The troops left Chernobyl on Thursday. [1] Officials said Tuesday. [2-9] Nobody knows. [0][7]"


async def scripted(
    messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
) -> AsyncGenerator[ChatPart, None]:
    """A chat that writes word by word."""
    assert (model, num_ctx > num_predict, len(messages)) == ("gemma4:e4b", True, 2)
    for word in WRITTEN.split(" "):
        yield ChatPart(text=f"{word} ")
    yield ChatPart(done=True, done_reason="stop")


READERS: dict[str, Callable[[], Reader]] = {
    "fake": FakeReader,
    "extractive": ExtractiveReader,
    "written": lambda: LLMReader(scripted, "gemma4:e4b", 8192),
}


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]()


def readings(reader: Reader, passages: Sequence[ScoredPassage] = PASSAGES) -> list[Reading]:
    async def collect() -> list[Reading]:
        async with aclosing(reader.read(QUESTION, ranked(QUESTION, *passages))) as stream:
            return [reading async for reading in stream]

    return asyncio.run(collect())


def citations(found: Sequence[Reading]) -> list[Citation]:
    return [citation for reading in found for sentence in reading.sentences for citation in sentence.citations]


def test_the_last_reading_is_the_answer(reader: Reader) -> None:
    found = readings(reader)
    assert found[-1].sentences
    assert found[-1].refusal is None
    assert len(found[-1].sentences) == max(len(reading.sentences) for reading in found)


def test_the_answer_says_when(reader: Reader) -> None:
    assert "on Thursday" in " ".join(sentence.text for sentence in readings(reader)[-1].sentences)


def test_the_answer_cites(reader: Reader) -> None:
    assert citations(readings(reader)[-1:])


def test_markers_are_positions_in_the_passages(reader: Reader) -> None:
    for citation in citations(readings(reader)):
        assert 1 <= citation.marker <= len(PASSAGES)
        assert citation.article is PASSAGES[citation.marker - 1].article


def test_quotes_stand_where_they_say_inside_their_passage(reader: Reader) -> None:
    for citation in citations(readings(reader)):
        passage = PASSAGES[citation.marker - 1].passage
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert passage.start <= citation.start < citation.end <= passage.end


def test_support_is_a_share(reader: Reader) -> None:
    for reading in readings(reader):
        assert all(0 <= sentence.support <= 1 for sentence in reading.sentences)
    assert all(0 <= citation.support <= 1 for citation in citations(readings(reader)))


def test_no_sentence_shows_a_marker_or_is_empty(reader: Reader) -> None:
    for reading in readings(reader):
        assert all(sentence.text.strip() and "[" not in sentence.text for sentence in reading.sentences)


def test_without_passages_the_reader_refuses(reader: Reader) -> None:
    last = readings(reader, ())[-1]
    assert last.refusal is not None
    assert last.sentences == ()


def test_reading_again_gives_the_same_answer(reader: Reader) -> None:
    assert readings(reader)[-1] == readings(reader)[-1]


def test_questions_that_are_read_at_once_do_not_mix(reader: Reader) -> None:
    async def last(passages: Sequence[ScoredPassage]) -> Reading:
        *_, reading = [reading async for reading in reader.read(QUESTION, ranked(QUESTION, *passages))]
        return reading

    async def at_once() -> tuple[Reading, Reading]:
        return await asyncio.gather(last(PASSAGES), last(PASSAGES[:1]))

    whole, part = asyncio.run(at_once())
    assert (whole, part) == (readings(reader)[-1], readings(reader, PASSAGES[:1])[-1])


def test_closing_early_is_clean_and_leaves_nothing_running(reader: Reader) -> None:
    async def stop_early() -> set[asyncio.Task[object]]:
        stream = reader.read(QUESTION, ranked(QUESTION, *PASSAGES))
        await anext(stream)
        await stream.aclose()
        with pytest.raises(StopAsyncIteration):
            await anext(stream)
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(stop_early()) == set()


def test_closing_before_the_first_reading_is_clean(reader: Reader) -> None:
    async def stop_at_once() -> None:
        await reader.read(QUESTION, ranked(QUESTION, *PASSAGES)).aclose()

    asyncio.run(stop_at_once())


def test_a_reader_that_was_closed_early_reads_the_next_question_whole(reader: Reader) -> None:
    async def stop_early() -> None:
        stream = reader.read(QUESTION, ranked(QUESTION, *PASSAGES))
        await anext(stream)
        await stream.aclose()

    asyncio.run(stop_early())
    assert readings(reader)[-1] == readings(reader)[-1] != Reading()


def test_the_reader_says_which_it_is(reader: Reader) -> None:
    assert (reader.info.kind == "ollama") == (reader.info.model is not None)
