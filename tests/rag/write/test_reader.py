from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import date

import pytest

from index.errors import ModelServerError
from index.types import ScoredPassage
from rag.errors import StreamBroken
from rag.question.question import Question
from rag.question.reading import read_question
from rag.types import Query, ReaderInfo, Reading
from rag.write.ollama import ChatPart
from rag.write.prompt import Message, estimate
from rag.write.reader import Chat, LLMReader, declines, visible
from tests.fakes import evidence
from tests.rag.write.test_prompt import scored

PASSAGES = (
    scored("The troops left on Thursday. They went north."),
    scored("Nobody stayed behind at the station.", id="b"),
)
DONE = ChatPart(done=True, done_reason="stop")


def saying(*texts: str, last: ChatPart | ModelServerError = DONE) -> Chat:
    """A chat that says the texts part by part, and ends with the last part or the error."""

    async def chat(
        messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        for text in texts:
            yield ChatPart(text=text)
        if isinstance(last, ModelServerError):
            raise last
        yield last

    return chat


def ticking(seconds: float) -> Callable[[], float]:
    """A clock that advances by so much each time it is read."""
    counter = itertools.count()
    return lambda: next(counter) * seconds


def reader(chat: Chat, *, num_ctx: int = 8192, tick: float = 1.0) -> LLMReader:
    return LLMReader(chat, "gemma4:e4b", num_ctx, clock=ticking(tick))


def asked(*, strict: bool = False) -> Question:
    return read_question(Query(text="When did they leave?", asked=date(2022, 4, 8), strict=strict))


def read(
    llm: LLMReader, passages: Sequence[ScoredPassage] = PASSAGES, *, question: Question | None = None
) -> tuple[list[Reading], ModelServerError | None]:
    """The readings, and the error that ended them."""
    readings: list[Reading] = []

    async def collect() -> None:
        async with aclosing(llm.read(question or asked(), evidence(*passages))) as stream:
            async for reading in stream:
                readings.append(reading)

    try:
        asyncio.run(collect())
    except ModelServerError as error:
        return readings, error
    return readings, None


def last(llm: LLMReader, passages: Sequence[ScoredPassage] = PASSAGES, *, question: Question | None = None) -> Reading:
    readings, error = read(llm, passages, question=question)
    assert error is None
    return readings[-1]


def texts(reading: Reading) -> list[str]:
    return [sentence.text for sentence in reading.sentences]


def test_the_reader_names_its_model() -> None:
    assert reader(saying()).info == ReaderInfo(kind="ollama", model="gemma4:e4b")


def test_a_sentence_cites_the_sentence_of_the_passage_its_marker_names() -> None:
    reading = last(reader(saying("The troops left", " on Thursday. [1]")))
    (sentence,) = reading.sentences
    (citation,) = sentence.citations
    assert (sentence.text, citation.marker) == ("The troops left on Thursday.", 1)
    assert citation.quote == "The troops left on Thursday."


def test_a_plain_answer_has_no_warnings_and_no_refusal() -> None:
    reading = last(reader(saying("The troops left on Thursday. [1]")))
    assert (reading.refusal, reading.warnings) == (None, ())


def test_the_answer_grows_from_reading_to_reading() -> None:
    readings, _ = read(reader(saying("The troops", " left", " on Thursday. [1]")))
    assert [texts(reading)[0] for reading in readings[:3]] == [
        "The troops",
        "The troops left",
        "The troops left on Thursday.",
    ]


def test_parts_that_come_fast_are_shown_together() -> None:
    readings, _ = read(reader(saying(*[f"word{n} " for n in range(200)]), tick=0.001))
    assert 2 <= len(readings) <= 5


def test_the_end_of_a_sentence_is_shown_at_once() -> None:
    readings, _ = read(reader(saying("The troops ", "left.", " No", "body"), tick=0.0))
    assert ["The troops left."] in [texts(reading) for reading in readings[:-1]]


def test_a_half_written_marker_is_not_shown() -> None:
    readings, _ = read(reader(saying("They left. ", "[", "1", "]")))
    assert all("[" not in text for reading in readings for text in texts(reading))


@pytest.mark.parametrize(
    "answer",
    [
        "NOT IN THE PASSAGES",
        "NOT IN THE PASSAGES.",
        '"NOT IN THE PASSAGES"',
        "**NOT IN THE PASSAGES**",
        "Not in the passages.",
        "NOT IN THE PASSAGES. They only tell of Bucha. [1]",
        "The passages do not say when the troops left.",
        "The provided text doesn't mention troops.",
    ],
)
def test_a_model_that_finds_no_answer_refuses(answer: str) -> None:
    reading = last(reader(saying(answer)))
    assert (reading.sentences, reading.refusal) == ((), "not_supported")


@pytest.mark.parametrize(
    "answer", ["Not in 2022, but in 2023. [1]", "No. [1]", "They left. [1] The passages do not say at what hour."]
)
def test_an_answer_that_merely_sounds_like_a_refusal_is_one_answer(answer: str) -> None:
    assert not declines(answer)


def test_a_half_written_refusal_is_never_shown() -> None:
    readings, _ = read(reader(saying(*"NOT IN THE PASSAGES. Indeed.")))
    assert readings == [Reading(refusal="not_supported")]


def test_a_refusal_written_behind_an_answer_is_left_out() -> None:
    readings, _ = read(reader(saying("They left. [1] ", *"NOT IN THE PASSAGES")))
    assert {text for reading in readings for text in texts(reading)} == {"They left."}


def test_words_that_begin_like_the_refusal_are_shown_once_they_differ() -> None:
    assert visible("No", complete=False) == ""
    assert visible("No, they", complete=False) == "No, they"


def test_thoughts_in_the_text_are_never_shown() -> None:
    readings, _ = read(reader(saying(*"<think>Hmm, [2]?</think>They left. [1]")))
    shown = {text for reading in readings for text in texts(reading)}
    assert all("They left.".startswith(text) for text in shown)


def test_thoughts_without_an_opening_tag_are_left_out() -> None:
    assert texts(last(reader(saying("Hmm.</think>They left. [1]")))) == ["They left."]


@pytest.mark.parametrize("answer", ["", "  \n", "<think>Hmm.</think>", "[1", "[1][2]", "[1] [2].", "…"])
def test_an_empty_answer_is_a_refusal_with_a_warning(answer: str) -> None:
    reading = last(reader(saying(answer)))
    assert reading.refusal == "not_supported"
    assert "empty answer" in reading.warnings[0]


def test_a_model_that_repeats_itself_is_stopped_and_its_words_are_shown_once() -> None:
    closed: list[bool] = []

    async def chat(
        messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        try:
            while True:
                yield ChatPart(text="The troops left on Thursday. [1] ")
        finally:
            closed.append(True)

    reading = last(reader(chat))
    assert closed == [True]
    assert texts(reading) == ["The troops left on Thursday."]
    assert reading.warnings == ("gemma4:e4b began to repeat itself and was stopped.",)


def test_a_model_that_repeats_itself_in_its_thoughts_has_said_nothing() -> None:
    reading = last(reader(saying("<think>", *["Wait, let me think again. "] * 50)))
    assert (reading.sentences, len(reading.warnings)) == ((), 2)


@pytest.mark.parametrize("answer", ["They left on Thursday (= 31 March 2022). [1]", "They left on Thursday (= 31"])
def test_days_in_the_notation_of_the_prompt_are_never_shown(answer: str) -> None:
    readings, _ = read(reader(saying(*answer)))
    assert not any("(" in text or "=" in text for reading in readings for text in texts(reading))
    assert texts(readings[-1])[0].startswith("They left on Thursday")


@pytest.mark.parametrize(
    "answer",
    [
        "Les troupes sont parties jeudi vers le nord. [1]",
        "Die Truppen zogen am Donnerstag nach Norden ab. [1]",
        "Las tropas se marcharon el jueves. [1]",
        "Войска ушли в четверг. [1]",
        "部队于周四离开。[1]",
    ],
)
def test_an_answer_in_another_language_is_not_supported(answer: str) -> None:
    assert not any(sentence.supported for sentence in last(reader(saying(answer))).sentences)


def test_an_answer_cut_at_its_limit_is_marked() -> None:
    reading = last(reader(saying("They left. [1] Then", last=ChatPart(done=True, done_reason="length"))))
    assert "limit of 512 tokens" in reading.warnings[0]
    assert texts(reading)[0] == "They left."


def test_a_prompt_that_the_server_cut_is_marked() -> None:
    reading = last(reader(saying("They left. [1]", last=ChatPart(done=True, prompt_tokens=20))))
    assert "only 20 of about" in reading.warnings[0]


def test_a_prompt_read_to_its_end_by_a_frugal_tokenizer_is_not_marked() -> None:
    counted: list[int] = []

    async def chat(
        messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        counted.append(sum(len(message.content) for message in messages))
        yield ChatPart(text="They left. [1]")
        yield ChatPart(done=True, prompt_tokens=int(counted[0] / 5.0))

    assert last(reader(chat)).warnings == ()


def test_passages_that_do_not_fit_are_counted_in_a_warning() -> None:
    passages = [scored("The troops left on Thursday. " * 40)] * 8
    reading = last(reader(saying("They left. [1]"), num_ctx=2048), passages)
    assert "of 8 passages did not fit into the model's window of 2048 tokens" in reading.warnings[0]


def test_a_marker_of_a_passage_that_was_left_out_cites_nothing() -> None:
    passages = [*[scored("The troops left on Thursday. " * 40)] * 7, scored("Nobody stayed behind.", id="b")]
    assert last(reader(saying("Nobody stayed behind. [8]"), num_ctx=2048), passages).sentences[0].citations == ()


def test_the_model_is_not_asked_when_no_passage_fits() -> None:
    reading = last(reader(saying(last=StreamBroken("Asked.", mend=""))), [scored("word " * 50_000)])
    assert reading.refusal == "not_supported"
    assert "1 of 1 passages did not fit" in reading.warnings[0]


def test_the_model_is_not_asked_without_passages() -> None:
    assert last(reader(saying(last=StreamBroken("Asked.", mend=""))), []).refusal == "nothing_relevant"


def test_what_was_written_before_the_server_failed_is_the_answer_with_a_warning() -> None:
    error = StreamBroken("The connection broke off.", mend="Ask again.")
    reading = last(reader(saying("The troops left. [1] ", "They went", last=error)))
    assert (texts(reading), reading.refusal) == (["The troops left.", "They went"], None)
    assert reading.warnings == ("The answer is not complete. The connection broke off. Ask again.",)


def test_an_error_within_the_thoughts_is_an_error() -> None:
    error = StreamBroken("Cut.", mend="Ask again.")
    assert read(reader(saying("<think>Hmm", last=error))) == ([], error)


def test_an_error_before_the_first_word_shows_nothing() -> None:
    error = StreamBroken("Cut.", mend="Ask again.")
    assert read(reader(saying(last=error))) == ([], error)


def test_strict_drops_sentences_without_support() -> None:
    chat = saying("The troops left on Thursday. [1] Martians landed in Kansas. [2]")
    assert texts(last(reader(chat), question=asked(strict=True))) == ["The troops left on Thursday."]


def test_strict_refuses_when_nothing_is_left() -> None:
    reading = last(reader(saying("Martians landed in Kansas. [2]")), question=asked(strict=True))
    assert reading.refusal == "not_supported"
    assert "support no sentence" in reading.warnings[0]


def test_without_strict_a_sentence_without_support_is_kept_and_marked() -> None:
    (sentence,) = last(reader(saying("Martians landed in Kansas. [2]"))).sentences
    assert not sentence.supported


def test_closing_the_reading_closes_the_chat() -> None:
    closed: list[bool] = []

    async def chat(
        messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        try:
            while True:
                yield ChatPart(text="Words. ")
        finally:
            closed.append(True)

    async def stop_early() -> None:
        stream = reader(chat).read(asked(), evidence(*PASSAGES))
        await anext(stream)
        await stream.aclose()
        assert closed == [True]

    asyncio.run(stop_early())


def test_the_answer_never_takes_more_than_a_quarter_of_the_window() -> None:
    limits: list[int] = []

    async def chat(
        messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        limits.append(num_predict)
        assert sum(estimate(message.content) for message in messages) <= num_ctx - num_predict
        yield DONE

    last(reader(chat, num_ctx=1024))
    assert limits == [256]
