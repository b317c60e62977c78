from __future__ import annotations

import pytest

from index.stories.copies import bands, carries, numbers, same_story, shingles, wording

WORDS = [f"word{number}" for number in range(200)]
STORY = " ".join(WORDS)


def test_shingles_are_runs_of_four_words_whatever_their_case_and_punctuation() -> None:
    assert shingles("The Troops left, at dawn.") == {"the troops left at", "troops left at dawn"}


@pytest.mark.parametrize(("text", "runs"), [("", set()), ("— … !", set()), ("Troops left", {"troops left"})])
def test_a_text_of_fewer_words_is_one_run_or_none(text: str, runs: set[str]) -> None:
    assert shingles(text) == runs


def test_the_bands_of_a_text_never_change() -> None:
    """Stored bands are compared with those of later versions: where this fails, `VERSION` must be raised."""
    assert bands(shingles(STORY))[:3] == (-8925188155827751131, 2313831624802249583, -913249648010594622)


def test_a_text_without_words_has_no_bands() -> None:
    assert bands(shingles("…")) == ()


def test_texts_that_share_most_of_their_words_share_a_band() -> None:
    cut = " ".join(WORDS[:150])
    assert set(bands(shingles(STORY))) & set(bands(shingles(cut)))


def test_texts_that_share_nothing_share_no_band() -> None:
    other = " ".join(reversed(WORDS))
    assert not set(bands(shingles(STORY))) & set(bands(shingles(other)))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (STORY, True),
        (" ".join(WORDS[:120]), True),
        (" ".join(WORDS + [f"own{number}" for number in range(60)]), True),
        (" ".join(WORDS[:60]), False),  # a short piece of a long round-up
        (" ".join(WORDS[:100] + [f"own{number}" for number in range(100)]), False),
        (" ".join(f"own{number}" for number in range(200)), False),
    ],
)
def test_a_copy_may_be_cut_or_lengthened_within_limits(other: str, *, same: bool) -> None:
    assert same_story(shingles(STORY), shingles(other)) is same
    assert same_story(shingles(other), shingles(STORY)) is same


def test_short_texts_are_the_same_story_only_word_for_word() -> None:
    short = " ".join(WORDS[:20])
    assert same_story(shingles(short), shingles(short.upper()))
    assert not same_story(shingles(short), shingles(" ".join(WORDS[:21])))


def test_a_passage_is_carried_by_a_text_that_has_most_of_its_words_in_order() -> None:
    story = wording(STORY)
    assert carries(story, wording(" ".join([*WORDS[10:40], "and", "more"])))
    assert not carries(story, wording(" ".join([*WORDS[10:20], *(f"own{number}" for number in range(20))])))


def test_a_passage_with_a_number_that_the_text_does_not_have_is_not_carried() -> None:
    text = "Rescuers said that 14 miners were still missing below the northern shaft of the old mine near the river."
    assert carries(wording(text), wording(text))
    assert not carries(wording(text), wording(text.replace("14", "41")))


def test_numbers_are_read_without_the_punctuation_behind_them() -> None:
    assert numbers("At 7:02, on 31 March 2022, 1,400 left; 3.5 stayed.") == {"7:02", "31", "2022", "1,400", "3.5"}
