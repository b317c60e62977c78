"""Who is reported to say so."""

from __future__ import annotations

import pytest

from rag.grammar.attribution import attributions, speaker_of

BEGAN = "The troops began leaving on Thursday, Ukraine's state nuclear company Energoatom said."


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        (BEGAN, "Ukraine's state nuclear company Energoatom"),
        ("Troops on Tuesday left the plant, officials in Kyiv said Thursday.", "officials in Kyiv"),
        ("Troops left the plant, said Energoatom, the state company.", "Energoatom"),
        ("At least 12 people died, according to the mayor of Kharkiv.", "the mayor of Kharkiv"),
        ("Twelve died, John Kirby, the press secretary, said on Wednesday.", "John Kirby"),
        ("“They are gone,” said Pentagon spokesperson John Kirby.", "Pentagon spokesperson John Kirby"),
        ("Many died, a senior official told reporters on Wednesday.", "a senior official"),
    ],
)
def test_the_words_behind_a_statement_name_its_speaker(sentence: str, speaker: str) -> None:
    assert speaker_of(sentence, 0) == speaker


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The Pentagon said on Thursday that the convoy was gone.", "The Pentagon"),
        ("On Thursday Energoatom said the convoy was gone.", "Energoatom"),
        ("In a Telegram post the company wrote that the convoy was gone.", "the company"),
        ("EU officials close to the talks said the convoy was gone.", "EU officials close to the talks"),
    ],
)
def test_the_words_before_a_statement_name_its_speaker(sentence: str, speaker: str) -> None:
    assert speaker_of(sentence, sentence.index("gone")) == speaker


def test_a_sentence_without_a_verb_of_saying_is_the_outlets_own() -> None:
    assert speaker_of("Russian troops left the plant on Tuesday.", 0) is None


def test_what_follows_a_semicolon_is_not_what_was_said() -> None:
    sentence = "They began to leave, said Energoatom, the company; they had come in February."
    assert speaker_of(sentence, sentence.index("February")) is None


def test_a_pronoun_is_who_spoke_in_the_sentence_before() -> None:
    before = "“They mean to leave,” Energoatom said on Telegram."
    assert speaker_of("Two columns went north, it said.", 0, [before]) == "Energoatom"


def test_the_day_something_was_said_belongs_to_the_attribution() -> None:
    sentence = "Troops left, officials in Kyiv said Thursday."
    (said,) = attributions(sentence)
    assert sentence[said.start : said.end].endswith("said Thursday")


def test_the_united_states_state_nothing() -> None:
    assert attributions("The plant lies in the United States.") == []
