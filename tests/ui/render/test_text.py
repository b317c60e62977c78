"""Answers in the terminal, and the wording that the browser shares, fact by fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.day_words import published_words
from index.types import Published
from rag.types import Answer, AnswerSentence, Contradiction, Query, ReaderInfo, ResolvedTime, Timings
from tests.fakes_chat import DISAGREEMENT, PASSAGES, SENTENCES, hostile_answer
from ui.render.text import answer_text, glossed, plain, reader_words, refusal_words, short_words

DAY = date(2022, 3, 31)
ANSWER = Answer(
    query=Query(text="When did troops leave?", asked=date(2022, 4, 8)),
    reader=ReaderInfo(kind="ollama", model="gemma4:e4b"),
    sentences=SENTENCES,
    passages=PASSAGES,
    complete=True,
)


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (Published(), "date unknown"),
        (Published(earliest=DAY, latest=DAY), "31 March 2022"),
        (Published(earliest=DAY, latest=DAY, time="07:02"), "31 March 2022, 07:02"),
        (Published(earliest=DAY, latest=date(2022, 4, 2)), "between 31 March 2022 and 2 April 2022"),
        (Published(earliest=DAY, latest=date(2022, 4, 2), time="07:02"), "between 31 March 2022 and 2 April 2022"),
        (Published(earliest=DAY), "31 March 2022 or later"),
        (Published(latest=DAY), "31 March 2022 or earlier"),
        (Published(earliest=DAY, latest=DAY, provenance="inferred"), "31 March 2022 (inferred)"),
    ],
)
def test_a_publication_day_is_told_as_far_as_it_is_known(published: Published, words: str) -> None:
    assert published_words(published) == words


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (ReaderInfo(kind="ollama", model="gemma4:e4b"), "Answered by gemma4:e4b through Ollama"),
        (ReaderInfo(kind="extractive"), "Quoted from the articles by the extractive reader"),
    ],
)
def test_the_reader_is_named(reader: ReaderInfo, words: str) -> None:
    assert reader_words(replace(ANSWER, reader=reader)) == words


def test_the_reader_of_a_refusal_has_read_and_not_answered() -> None:
    assert reader_words(replace(ANSWER, sentences=(), reason="not_supported")) == "Read by gemma4:e4b through Ollama"


def test_no_reader_is_named_where_none_was_asked() -> None:
    assert reader_words(replace(ANSWER, sentences=(), reason="nothing_relevant")) is None


def test_the_reader_line_tells_how_long_the_answer_took() -> None:
    answer = replace(ANSWER, timings=Timings(total=3.21))
    assert reader_words(answer) == "Answered by gemma4:e4b through Ollama in 3.2 s"


def test_an_answer_from_the_archives_own_records_names_no_reader() -> None:
    assert (
        reader_words(replace(ANSWER, of_archive=True, timings=Timings(total=0.1))) == "From the archive's own records"
    )


def test_a_refusal_from_the_archives_own_records_speaks_of_no_passages() -> None:
    refused = replace(ANSWER, sentences=(), passages=(), reason="not_supported", of_archive=True)
    assert refusal_words(refused) == "The archive's own records do not answer this question."


def test_an_empty_archive_is_told_as_such_whatever_is_asked_of_it() -> None:
    refused = replace(ANSWER, sentences=(), passages=(), reason="nothing_indexed", of_archive=True)
    assert refusal_words(refused).startswith("The archive is empty.")


@pytest.mark.parametrize(
    ("said", "value", "shown"),
    [
        ("They left on Thursday.", ("Thursday", "2022-03-31"), "They left on Thursday (31 March 2022)."),
        ("They left at 7:02.", ("7:02", "2022-03-31T07:02"), "They left at 7:02 (31 March 2022, 07:02)."),
        ("They left that night.", ("that night", "2022-03-31TNI"), "They left that night (31 March 2022)."),
        ("Prices rose last month.", ("last month", "2022-03"), "Prices rose last month (March 2022)."),
        ("It began last year.", ("last year", "2021"), "It began last year (2021)."),
        ("It met last week.", ("last week", "2022-W13"), "It met last week (28 March 2022 to 3 April 2022)."),
        ("It was March 31, 2022.", ("March 31, 2022", "2022-03-31"), "It was March 31, 2022."),
        ("They left on Thursday.", ("Thursday", "XXXX-WXX-4"), "They left on Thursday."),
        ("It took five weeks.", ("five weeks", "P5W"), "It took five weeks."),
        ("It was Feb 30.", ("Feb 30", "2022-02-30"), "It was Feb 30."),
        ("They left.", ("Thursday", "2022-03-31"), "They left."),
    ],
)
def test_a_day_is_written_behind_the_words_that_leave_it_open(said: str, value: tuple[str, str], shown: str) -> None:
    sentence = AnswerSentence(text=said, times=(ResolvedTime(words=value[0], value=value[1]),))
    assert "".join(text for text, _ in glossed(sentence)) == shown


def test_each_of_several_days_stands_behind_its_own_words() -> None:
    times = (ResolvedTime(words="Tuesday", value="2022-03-29"), ResolvedTime(words="Thursday", value="2022-03-31"))
    sentence = AnswerSentence(text="They left on Tuesday, officials said Thursday.", times=times)
    assert [text for text, ours in glossed(sentence) if ours] == [" (29 March 2022)", " (31 March 2022)"]


def test_a_day_never_stands_within_a_longer_word() -> None:
    sentence = AnswerSentence(text="The Mayor left in May.", times=(ResolvedTime(words="May", value="2022-05"),))
    assert "".join(text for text, _ in glossed(sentence)) == "The Mayor left in May (May 2022)."


def test_an_answer_is_its_sentences_with_markers_and_then_its_numbered_sources() -> None:
    assert answer_text(replace(ANSWER, sentences=SENTENCES[:1]), width=100) == (
        "Russian soldiers began leaving the Chernobyl plant on Thursday (31 March 2022). [1]\n"
        "\n"
        "[1] Troops leave Chernobyl, company says (Meridian Wire, 31 March 2022, 18:40)\n"
        "    “On Thursday Russian soldiers began to leave the power station and the zones around it,\n"
        "     Energoatom said.”\n"
        "    The same story: Soldiers walk out of nuclear plant (Daily Lantern, between 1 April 2022 and 3\n"
        "                    April 2022)\n"
        "\n"
        "Answered by gemma4:e4b through Ollama"
    )


def test_an_unsupported_sentence_is_marked() -> None:
    assert "Nobody was left behind. [3] (not supported by its source)" in answer_text(ANSWER, width=500)


def test_a_sentence_without_any_citation_is_marked() -> None:
    answer = replace(ANSWER, sentences=(AnswerSentence(text="So it is."),))
    assert "So it is. (no source found)" in answer_text(answer)


def test_a_contradicted_sentence_is_told_with_what_its_source_says_and_the_source() -> None:
    citation = AnswerSentence.quoting(1, PASSAGES[0].article, 0, 20).citations[0]
    told = Contradiction(citation=citation, told="three miners", claimed="five miners")
    answer = replace(ANSWER, sentences=(AnswerSentence(text="Five miners died.", contradiction=told),))
    text = answer_text(answer, width=500)
    assert "Five miners died. ([1] says otherwise: three miners, not five miners)" in text
    assert f"“{citation.quote}”" in text


def test_a_refusal_gives_its_reason_and_the_nearest_passages_with_an_extract() -> None:
    text = answer_text(replace(ANSWER, sentences=(), reason="nothing_relevant"), width=500)
    assert text.startswith("Nothing in the archive comes near this question.\n\nNearest passages:\n[1] Troops leave")
    assert "“On Thursday Russian soldiers began" in text


def test_a_refusal_says_what_was_searched_before_it_shows_the_nearest_passages() -> None:
    refused = replace(ANSWER, sentences=(), reason="nothing_relevant", caveat="Searched 3 articles.")
    text = answer_text(refused, width=500)
    assert text.startswith("Nothing in the archive comes near this question. Searched 3 articles.\n\nNearest passages:")
    assert "Note:" not in text


def test_an_empty_archive_says_how_to_fill_it() -> None:
    text = answer_text(replace(ANSWER, sentences=(), passages=(), reason="nothing_indexed"))
    assert "dateline index PATH" in text
    assert "Nearest" not in text


def test_disagreeing_claims_stand_in_columns() -> None:
    lines = answer_text(replace(ANSWER, disagreements=(DISAGREEMENT,)), width=80).splitlines()
    at = lines.index("Sources disagree about the day the troops left the plant")
    assert lines[at + 2].split(" | ")[0].strip() == "Thursday (31 March 2022)"
    assert lines[at + 2].split(" | ")[1].strip() == "Tuesday (29 March 2022)"


def test_claims_stand_below_each_other_where_the_terminal_is_narrow() -> None:
    text = answer_text(replace(ANSWER, disagreements=(DISAGREEMENT,)), width=40)
    assert " | " not in text
    assert "Tuesday (29 March 2022)" in text


def test_warnings_caveats_the_short_answer_and_the_completed_question_are_shown() -> None:
    answer = replace(
        ANSWER, warnings=("Slow.",), caveat="One source.", short_answer="31 March", completed_question="Q?"
    )
    lines = answer_text(answer).splitlines()
    assert {"Warning: Slow.", "Note: One source.", "31 March", "Read as: Q?"} <= set(lines)


def test_the_short_answer_has_the_day_that_its_words_leave_open() -> None:
    assert short_words(replace(ANSWER, short_answer="Thursday")) == "Thursday (31 March 2022)"


def test_in_bold_the_short_answer_stands_out_in_its_line_and_in_the_first_sentence_only() -> None:
    text = answer_text(replace(ANSWER, short_answer="Thursday"), bold=True)
    assert text.split("\n\n")[0] == "\x1b[1mThursday (31 March 2022)\x1b[0m"
    assert text.count("\x1b[1mThursday\x1b[0m") == 1


def test_without_bold_no_terminal_code_is_printed() -> None:
    assert "\x1b" not in answer_text(replace(ANSWER, short_answer="Thursday"))


def test_lines_keep_to_the_width() -> None:
    text = answer_text(replace(ANSWER, disagreements=(DISAGREEMENT,)), width=72)
    assert max(map(len, text.splitlines())) <= 72


def test_hostile_text_sends_nothing_but_lines_to_the_terminal() -> None:
    text = answer_text(hostile_answer(ANSWER))
    assert all(character == "\n" or character.isprintable() for character in text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jgone", "gone"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\rb\x08c\x00", "a b c"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("two\n lines\t here", "two lines here"),
        ("ends\x1b", "ends"),
        ("\ud800", ""),
    ],
)
def test_terminal_codes_do_not_survive(text: str, shown: str) -> None:
    assert plain(text) == shown
