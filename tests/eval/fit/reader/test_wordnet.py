from __future__ import annotations

from pathlib import Path

import pytest

from eval.fit.wordnet import WordNet
from index.errors import InputError


def test_synonyms_share_the_commonest_sense(wordnet: WordNet) -> None:
    assert wordnet.synonyms("withdraw", "verb") == ["retreat"]


def test_a_word_never_met_in_a_tagged_text_has_no_sense(wordnet: WordNet) -> None:
    assert wordnet.synonyms("big", "adj") == []


def test_opposites_go_both_ways_whatever_marks_a_word_has(wordnet: WordNet) -> None:
    assert wordnet.antonyms("heavy", "adj") == ["light"]
    assert wordnet.antonyms("light", "adj") == ["heavy"]


def test_the_noun_of_an_event_is_the_one_made_of_its_verb(wordnet: WordNet) -> None:
    assert wordnet.event_nouns("withdraw") == ["withdrawal"]
    assert wordnet.event_nouns("retreat") == []


def test_a_missing_dictionary_is_told_with_the_package_that_has_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="WordNet") as raised:
        WordNet(tmp_path)
    assert "wordnet-base" in str(raised.value.mend)
