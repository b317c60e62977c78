from __future__ import annotations

import pytest

from rag.judge.logistic import load_logistic
from rag.judge.short_answer import MODEL, measure, short_answer, shown
from tests.fakes import question as read
from tests.fakes import ranked, scored


def best(question: str, *texts: str) -> str:
    asked = read(question)
    found = ranked(asked, *(scored(text, id=f"a{place}") for place, text in enumerate(texts)))
    return shown(asked, found.ranked[0])


def test_only_the_year_is_shown_where_the_year_is_asked() -> None:
    assert best("What year did the troops leave Chernobyl?", "The troops left Chernobyl on 31 March 2022.") == "2022"


def test_a_bound_is_shown_with_its_number() -> None:
    found = best("How many people were killed in Bucha?", "At least 300 people were killed in Bucha, officials said.")
    assert found.lower().startswith("at least 300")


def test_what_is_shown_stands_in_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load_logistic(MODEL).lines, "sure", 0.2)
    asked = read("When did the troops leave Chernobyl?")
    found = ranked(asked, scored("The troops left Chernobyl on 31 March 2022."))
    assert short_answer(asked, found) == "31 March 2022"


def test_nothing_is_shown_that_only_stands_nearby() -> None:
    asked = read("When did the mayor of Slavutych resign?")
    assert short_answer(asked, ranked(asked, scored("The troops left Chernobyl on 31 March 2022."))) is None


def test_the_line_is_a_probability() -> None:
    assert 0.5 < load_logistic(MODEL).lines["sure"] <= 1


def test_nothing_is_measured_of_nothing() -> None:
    asked = read("When did the troops leave Chernobyl?")
    assert measure(asked, ranked(asked)) is None
    assert short_answer(asked, ranked(asked)) is None


@pytest.mark.parametrize("name", ["names_missing", "said_in_question", "length"])
def test_what_speaks_against_an_answer_never_speaks_for_it(name: str) -> None:
    assert load_logistic(MODEL).coefficients[name] <= 0
