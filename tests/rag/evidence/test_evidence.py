from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from index.types import Passage, ScoredPassage
from rag.read.quote import ExtractiveReader
from rag.types import ReaderInfo, Reading
from tests.fakes import article, evidence, ranked, scored
from tests.fakes import question as asked

QUESTION = "When did the troops leave Chernobyl?"
LEFT = "The troops left Chernobyl on Thursday."


def read(question: str, passages: Sequence[ScoredPassage]) -> Reading:
    """The one reading of a question."""

    async def readings() -> list[Reading]:
        put = asked(question)
        return [reading async for reading in ExtractiveReader().read(put, ranked(put, *passages))]

    (reading,) = asyncio.run(readings())
    return reading


def quotes(reading: Reading) -> list[str]:
    return [sentence.text for sentence in reading.sentences]


def test_the_reader_has_no_model() -> None:
    assert ExtractiveReader().info == ReaderInfo(kind="extractive", model=None)


def test_the_sentence_that_fits_the_question_is_quoted() -> None:
    reading = read(QUESTION, [scored("Gas may be cut off soon."), scored(f"It rained all day. {LEFT}", id="a2")])
    assert quotes(reading) == [LEFT]


def test_a_quoted_sentence_cites_its_own_place() -> None:
    text = f"It rained all day. {LEFT}"
    reading = read(QUESTION, [scored("Gas may be cut off soon."), scored(text, id="a2")])
    ((citation,),) = [sentence.citations for sentence in reading.sentences]
    assert (citation.marker, citation.article.id) == (2, "a2")
    assert text[citation.start : citation.end] == citation.quote == LEFT


def test_what_is_quoted_is_fully_supported() -> None:
    assert all(sentence.supported and sentence.support == 1.0 for sentence in read(QUESTION, [scored(LEFT)]).sentences)


def test_at_most_three_sentences_are_quoted() -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    passages = [scored(f"The troops left Chernobyl on {day}.", id=day) for day in days]
    assert len(read(QUESTION, passages).sentences) == 3


def test_the_best_sentence_comes_first_whatever_the_order_of_the_passages() -> None:
    near = "The troops left Chernobyl plant on Thursday."
    reading = read(QUESTION, [scored(near, id="a1"), scored(LEFT, id="a2")])
    assert quotes(reading) == [LEFT, near]


def test_a_sentence_that_fits_far_worse_than_the_best_is_not_quoted() -> None:
    reading = read(QUESTION, [scored(f"{LEFT} Nobody there likes tea without milk.")])
    assert quotes(reading) == [LEFT]


def test_a_wording_that_two_articles_share_is_quoted_once_from_the_first() -> None:
    reading = read(QUESTION, [scored(LEFT, id="a1"), scored(LEFT, id="a2")])
    assert [sentence.citations[0].article.id for sentence in reading.sentences] == ["a1"]


def test_a_heading_is_not_quoted_where_a_sentence_stands() -> None:
    reading = read(QUESTION, [scored("When troops left Chernobyl\nOn Thursday they left the plant.")])
    assert quotes(reading) == ["On Thursday they left the plant."]


def test_a_line_is_quoted_where_no_sentence_stands() -> None:
    assert quotes(read(QUESTION, [scored("Troops left Chernobyl on Thursday")])) == [
        "Troops left Chernobyl on Thursday"
    ]


@pytest.mark.parametrize("passages", [(), (scored("Too short."),), (scored(""),), (scored("One. Two. Three."),)])
def test_without_a_sentence_that_could_answer_the_reader_refuses(passages: tuple[ScoredPassage, ...]) -> None:
    assert read(QUESTION, passages) == Reading(refusal="not_supported")


def test_a_question_of_stop_words_alone_is_read_all_the_same() -> None:
    assert read("What was it?", [scored(LEFT)]).sentences


def test_candidates_stand_inside_their_passage() -> None:
    text = f"It rained all day. {LEFT} It snowed all night."
    start = text.index(LEFT)
    passage = Passage(id="p", article_id="a1", start=start, end=start + len(LEFT), text=LEFT, heading="", tokens=6)
    (candidate,) = evidence(ScoredPassage(passage=passage, article=article(text), score=1.0)).candidates
    assert (candidate.marker, candidate.start, candidate.text) == (1, start, LEFT)


def test_reading_twice_gives_the_same() -> None:
    passages = [scored(f"{LEFT} The troops left Chernobyl again.")]
    assert read(QUESTION, passages) == read(QUESTION, passages)
