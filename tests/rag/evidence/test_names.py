"""Names of sentences."""

from __future__ import annotations

import pytest

from index.language.types import Phrase
from rag.evidence.names import name_of, name_stems, names_in
from tests.fakes import evidence, scored


def names(text: str) -> list[str]:
    return [found.text for one in evidence(scored(text)).sentences for found in names_in(one.sentence)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Ruiz met officials of Energoatom in Kyiv on Monday.", ["Ana Ruiz", "Energoatom", "Kyiv"]),
        ("Russian troops left.", []),
        ("The Chernobyl plant was left by Russia's troops.", ["Russia"]),
        ("Fourteen people left on 3 May.", []),
        ("OSLO (Northwire) - Ana Ruiz left.", ["Ana Ruiz"]),
    ],
)
def test_names_are_what_stands_for_something(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_the_stems_of_a_name_also_count_where_it_only_describes() -> None:
    (one,) = evidence(scored("The Chernobyl plant was left by Ana Ruiz.")).sentences
    assert set(name_stems(one.sentence)) == {frozenset({"chernobyl"}), frozenset({"ana", "ruiz"})}


@pytest.mark.parametrize(
    ("text", "name"),
    [("The mayor, Ana Ruiz, left.", None), ("Ana Ruiz left.", "Ana Ruiz"), ("The soldiers of Ana Ruiz left.", None)],
)
def test_the_name_of_a_phrase_stands_at_its_head(text: str, name: str | None) -> None:
    (one,) = evidence(scored(text)).sentences
    subject: Phrase = next(clause for clause in one.sentence.clauses if clause.event == "leave").who[0]
    found = name_of(one.sentence, subject)
    assert (found.text if found else None) == name
