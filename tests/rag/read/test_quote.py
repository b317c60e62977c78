"""The extractive reader: what it quotes, in which words, and the short answer inside."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from index.dates import resolve
from index.types import Passage, ScoredPassage
from rag.read.quote import ExtractiveReader
from rag.types import Reading
from tests.fakes import article, ranked, scored
from tests.fakes import question as asked

QUESTION = "When did the troops leave Chernobyl?"
LEFT = "The troops left Chernobyl on Thursday."


def read(question: str, *passages: ScoredPassage) -> Reading:
    async def readings() -> list[Reading]:
        put = asked(question)
        return [one async for one in ExtractiveReader().read(put, ranked(put, *passages))]

    (reading,) = asyncio.run(readings())
    return reading


def texts(reading: Reading) -> list[str]:
    return [sentence.text for sentence in reading.sentences]


def cited(reading: Reading) -> list[Sequence[str]]:
    return [[citation.article.id for citation in sentence.citations] for sentence in reading.sentences]


def test_one_fact_in_nearly_the_same_words_is_one_sentence_with_a_citation_for_each_article() -> None:
    one = "The last of the Russian troops left the Chernobyl plant in Ukraine on Thursday."
    other = "The last of the Russian troops left the Chernobyl plant in Ukraine on Thursday, Energoatom said."
    reading = read(QUESTION, scored(other, id="a1"), scored(one, id="a2"))
    assert cited(reading) == [["a2", "a1"]]


def test_a_sentence_that_another_article_has_word_for_word_cites_both_at_their_own_places() -> None:
    reading = read(QUESTION, scored(LEFT, id="a1"), scored(f"It rained all day. {LEFT}", id="a2"))
    (sentence,) = reading.sentences
    assert [(citation.marker, citation.start) for citation in sentence.citations] == [(1, 0), (2, 19)]
    assert all(one.article.text[one.start : one.end] == one.quote == LEFT for one in sentence.citations)


def test_another_number_is_another_fact() -> None:
    one = "Officials in the region said that at least 300 people were killed in the town of Bucha."
    other = "Officials in the region said that at least 410 people were killed in the town of Bucha."
    assert (
        len(read("How many people were killed in Bucha?", scored(one, id="a1"), scored(other, id="a2")).sentences) == 2
    )


def test_a_sentence_that_refers_back_brings_the_one_before_it_and_cites_both() -> None:
    before, chosen = "Kirby spoke to reporters.", "He said the troops left Chernobyl on Thursday."
    (sentence,) = read(QUESTION, scored(f"{before} {chosen}")).sentences
    assert sentence.text == f"{chosen} (Before it: {before})"
    assert [citation.quote for citation in sentence.citations] == [chosen, before]


def test_what_stands_before_may_lie_outside_the_passage() -> None:
    before, chosen = "Kirby spoke to reporters.", "He said the troops left Chernobyl on Thursday."
    text = f"{before} {chosen}"
    start = text.index(chosen)
    stretch = Passage(id="p", article_id="a1", start=start, end=len(text), text=chosen, heading="", tokens=9)
    (sentence,) = read(QUESTION, ScoredPassage(passage=stretch, article=article(text), score=1.0)).sentences
    assert (sentence.citations[1].start, sentence.citations[1].quote) == (0, before)


def test_what_stands_before_is_not_told_twice() -> None:
    reading = read(QUESTION, scored(f"{LEFT} They left Chernobyl on 31 March."))
    assert texts(reading) == [LEFT, "They left Chernobyl on 31 March."]


def test_a_sentence_that_gives_a_time_comes_before_one_that_is_nearer_to_a_question_of_when() -> None:
    question = "When did the troops reach the town?"
    passages = (
        scored("The troops did reach the town.", id="a1"),
        timed("The troops will reach the town on 3 May.", id="a2"),
    )
    assert cited(read(question, *passages))[0] == ["a2"]


def timed(text: str, *, id: str) -> ScoredPassage:  # noqa: A002  # the field's name
    found = scored(text, id=id)
    return replace(found, article=replace(found.article, times=tuple(resolve(text, found.article.published))))


def test_the_short_answer_is_the_words_of_the_first_sentence_that_surely_answer() -> None:
    reading = read("Who is the mayor of Slavutych?", scored("Yuri Fomichev is the mayor of Slavutych."))
    assert reading.short_answer == "Yuri Fomichev"


def test_there_is_no_short_answer_where_a_sentence_names_several() -> None:
    question = "Who met in Kyiv?"
    assert read(question, scored("In Kyiv there was Kirby, and Rudskoi was there too.")).short_answer is None


def test_there_is_no_short_answer_to_why() -> None:
    assert read("Why did the troops leave?", scored("The troops left because Kirby said so.")).short_answer is None
