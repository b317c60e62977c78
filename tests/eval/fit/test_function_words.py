from __future__ import annotations

import pytest

from eval.fit.function_words import LANGUAGES, TARGET, stop_words
from index.language.word_lists import read_words


def test_the_cleaners_function_words_are_spacys_stop_words() -> None:
    assert read_words(TARGET) == {word for language in LANGUAGES for word in stop_words(language)}


@pytest.mark.parametrize(("language", "word"), [("en", "the"), ("de", "nicht"), ("uk", "або")])
def test_a_language_has_its_own(language: str, word: str) -> None:
    assert word in stop_words(language)
