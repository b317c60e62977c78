"""Who is reported to say so."""

from __future__ import annotations

import pytest

from rag.evidence.speakers import speaker_at
from tests.fakes import evidence, scored


def speaker(text: str, words: str) -> str | None:
    start = text.index(words)
    (one,) = [one for one in evidence(scored(text)).sentences if one.start <= start < one.end]
    return speaker_at(one, start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The troops began leaving on Thursday, Ukraine's state nuclear company Energoatom said.",
            "Ukraine's state nuclear company Energoatom",
        ),
        ("The troops left the plant on Thursday, officials in Kyiv said Friday.", "officials in Kyiv"),
        ("The Pentagon said on Friday that the convoy had left on Thursday.", "The Pentagon"),
        ("According to the mayor of Kharkiv, they left on Thursday.", "the mayor of Kharkiv"),
        ("They left on Thursday, John Kirby, the press secretary, said on Friday.", "John Kirby"),
        ("Officials fear the worst. They left on Thursday.", None),
    ],
)
def test_the_clause_that_holds_a_value_has_its_speaker(text: str, expected: str | None) -> None:
    assert speaker(text, "Thursday") == expected


def test_what_was_said_on_a_day_is_not_said_of_that_day() -> None:
    assert speaker("The troops left, officials said on Thursday.", "Thursday") is None


def test_a_pronoun_is_who_spoke_in_the_sentence_before() -> None:
    assert speaker("Energoatom sent a message. It said the troops left on Thursday.", "Thursday") == "Energoatom"
