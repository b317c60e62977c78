from __future__ import annotations

from pathlib import Path

import pytest

from index.clean import clean
from index.language.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_sentences_end_at_full_stops_question_marks_and_exclamation_marks() -> None:
    assert sentences("They left. Did they? They did!") == ["They left.", "Did they?", "They did!"]


def test_a_line_end_ends_a_sentence_without_any_mark() -> None:
    assert sentences("Troops leave\nThey went north") == ["Troops leave", "They went north"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Kirby spoke on Thursday.",
        "The U.S. Army said so.",
        "It happened at 10 a.m. on Friday.",
        "The share fell by 3.5 percent.",
        "Gen. Smith met Col. Jones.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences(f"{sentence} They left.") == [sentence, "They left."]


def test_a_closing_quotation_mark_belongs_to_the_sentence_it_ends() -> None:
    assert sentences("He said: “We left.” They stayed.") == ["He said: “We left.”", "They stayed."]


@pytest.mark.parametrize("text", ["", " ", "\n", " \n\n\t \n"])
def test_a_text_without_words_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == []


def test_spans_leave_out_the_white_space_around_a_sentence() -> None:
    assert sentence_spans("  They left.  \n  They ran.") == [(2, 12), (17, 26)]


def test_spans_of_a_part_count_from_the_beginning_of_the_whole_text() -> None:
    text = "They left. They ran. They stayed."
    assert sentence_spans(text, 11, 20) == [(11, 20)]


def test_a_sentence_that_leaves_the_part_is_cut_at_its_end() -> None:
    assert sentence_spans("They left. They ran.", 0, 15) == [(0, 10), (11, 15)]


def test_an_empty_part_has_no_sentences() -> None:
    assert sentence_spans("They left.", 4, 4) == []


def test_equal_sentences_have_spans_of_their_own() -> None:
    assert sentence_spans("No. No. No.") == [(0, 3), (4, 7), (8, 11)]


def test_offsets_count_code_points() -> None:
    text = "🙂🙂 left. They ran."
    assert [text[start:end] for start, end in sentence_spans(text)] == ["🙂🙂 left.", "They ran."]


def test_the_sentences_of_the_samples_cover_every_word_of_them(seeds: Path) -> None:
    for path in seeds.glob("*.txt"):
        text = clean(path.read_text("utf-8"))
        assert " ".join(sentences(text)).split() == text.split()
