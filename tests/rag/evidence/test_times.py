from __future__ import annotations

from dataclasses import replace

from index.types import TimeExpression
from rag.evidence.times import with_times
from rag.types import AnswerSentence, Citation, ResolvedTime
from tests.fakes import article

TEXT = "Soldiers left on Tuesday, officials said on Thursday. A column formed on Friday."
TIMES = tuple(
    TimeExpression(TEXT.index(words), TEXT.index(words) + len(words), words, "DATE", value)
    for words, value in [("Tuesday", "2022-03-29"), ("Thursday", "2022-03-31"), ("Friday", "2022-04-01")]
)
ARTICLE = replace(article(TEXT), times=TIMES)
FIRST = Citation(marker=1, article=ARTICLE, start=0, end=53, quote=TEXT[:53], support=1.0)


def said(text: str, *citations: Citation) -> list[tuple[str, str]]:
    return [(time.words, time.value) for time in with_times(AnswerSentence(text=text, citations=citations)).times]


def test_a_quoted_sentence_has_the_times_of_its_article_in_its_own_order() -> None:
    assert said(FIRST.quote, FIRST) == [("Tuesday", "2022-03-29"), ("Thursday", "2022-03-31")]


def test_a_time_that_the_sentence_does_not_name_is_left_out() -> None:
    assert said("They were gone by Thursday.", FIRST) == [("Thursday", "2022-03-31")]


def test_a_time_outside_the_cited_sentence_is_left_out() -> None:
    assert said("A column formed on Friday.", FIRST) == []


def test_a_time_is_named_by_whole_words_only() -> None:
    assert said("Thursdays are busy.", FIRST) == []


def cited(value: str, *, marker: int) -> Citation:
    """A citation of an article in which "Tuesday" has this value."""
    whole = replace(ARTICLE, id=f"a{marker}", times=(replace(TIMES[0], value=value),))
    return replace(FIRST, marker=marker, article=whole)


def test_words_that_name_different_days_in_two_articles_name_none() -> None:
    assert said("They left on Tuesday.", cited("2022-03-29", marker=1), cited("2022-04-05", marker=2)) == []


def test_an_article_that_knows_the_day_speaks_for_one_that_does_not() -> None:
    citations = cited("XXXX-WXX-2", marker=1), cited("2022-03-29", marker=2)
    assert said("They left on Tuesday.", *citations) == [("Tuesday", "2022-03-29")]


def test_a_sentence_without_citations_stays_as_it_is() -> None:
    sentence = AnswerSentence(text="On Thursday.", times=(ResolvedTime(words="Thursday", value="2022-03-31"),))
    assert with_times(sentence) is sentence


def test_a_time_of_day_alone_tells_no_day() -> None:
    text = "The ship sank at about 9pm on a Sunday."
    start = text.index("9pm")
    times = (TimeExpression(start, start + 3, "9pm", "TIME", "2022-04-01T21:00"),)
    ship = replace(article(text), times=times)
    assert said(text, Citation(marker=1, article=ship, start=0, end=len(text), quote=text, support=1.0)) == []
