from __future__ import annotations

import math
import threading

import pytest

from index.language.words import content_stem, content_words
from rag.evidence.rarity import inverse_document_frequencies


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The troops left", ["troop", "left"]),
        ("leaving LEAVES leave", ["leav", "leav", "leav"]),
        ("Kyiv’s Kyiv's Kyiv", ["kyiv", "kyiv", "kyiv"]),
        ("5,000 and 5000", ["5000", "5000"]),
        ("3.5 percent", ["3.5", "percent"]),
        ("Ends in 2022.", ["end", "2022"]),
        ("São Tomé", ["são", "tomé"]),
        ("state-owned", ["state", "own"]),
        ("", []),
        ("it was the", []),
        ("?! — …", []),
    ],
)
def test_a_text_is_the_stems_of_its_words_without_the_stop_words(text: str, words: list[str]) -> None:
    assert content_words(text) == words


@pytest.mark.parametrize("text", ["the US", "the U.S."])
def test_the_country_is_not_taken_for_the_pronoun(text: str) -> None:
    assert content_words(text) == ["us"]


def test_the_pronoun_is_a_stop_word() -> None:
    assert content_words("with us") == []


def test_a_word_weighs_more_the_fewer_texts_hold_it() -> None:
    rarity = inverse_document_frequencies(["troops left Kyiv", "troops stayed", "the troops ran, troops!"])
    assert rarity["troop"] == pytest.approx(math.log(1 + 3 / 3))
    assert rarity["kyiv"] == pytest.approx(math.log(1 + 3 / 1))


def test_a_word_that_no_text_holds_weighs_as_if_one_did() -> None:
    assert inverse_document_frequencies(["troops left", "troops stayed"])["kyiv"] == pytest.approx(math.log(3))


def test_without_texts_no_word_has_a_weight() -> None:
    assert inverse_document_frequencies([])["kyiv"] == 0


def test_threads_that_stem_at_once_agree() -> None:
    text = "Soldiers leaving stations were observed withdrawing northwards. " * 20
    expected = content_words(text)
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.extend(content_words(text) for _ in range(20))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 80


@pytest.mark.parametrize(("word", "stem"), [("leaving", "leav"), ("5,000", "5000"), ("the", None), ("US", "us")])
def test_one_word_is_stemmed_as_it_stands_among_small_letters(word: str, stem: str | None) -> None:
    assert content_stem(word) == stem
