from __future__ import annotations

import pytest

from eval.scores.citations import citation_scores
from eval.types import Evidence, Question
from index.types import Article, Passage, Published, ScoredPassage
from rag.types import Answer, AnswerSentence, Citation, Query, ReaderInfo

TEXT = "Rain fell. Troops left on Thursday. Snow fell."
RAIN, TROOPS, SNOW = (0, 10), (11, 35), (36, 46)


def article(name: str, text: str = TEXT) -> Article:
    return Article(
        id=name,
        title=None,
        source=None,
        url=None,
        published=Published(),
        path=f"/news/{name}.txt",
        text=text,
        raw_sha256="",
    )


def cite(span: tuple[int, int], name: str = "wire") -> Citation:
    start, end = span
    return Citation(marker=1, article=article(name), start=start, end=end, quote=TEXT[start:end], support=1.0)


def answer(*citations: tuple[Citation, ...], refused: bool = False, passages: tuple[ScoredPassage, ...] = ()) -> Answer:
    return Answer(
        query=Query(text="?"),
        reader=ReaderInfo(kind="extractive"),
        sentences=tuple(AnswerSentence(text="So.", citations=cited) for cited in citations),
        passages=passages,
        reason="not_supported" if refused else None,
    )


def question(quote: str | None = "left on Thursday", name: str = "wire.txt") -> Question:
    return Question(id="q", type="when", question="?", evidence=(Evidence(article=name, quote=quote),))


def scores(made: Answer | None, asked: Question | None = None) -> tuple[float, float]:
    found = citation_scores(asked or question(), made)
    return found["citation_precision"], found["citation_recall"]


def test_the_sentence_that_holds_the_quote_is_right() -> None:
    assert scores(answer((cite(TROOPS),))) == (1, 1)


def test_another_sentence_of_the_article_is_wrong() -> None:
    assert scores(answer((cite(RAIN),))) == (0, 0)


def test_sentences_that_only_touch_the_quote_are_wrong() -> None:
    whole = question("Troops left on Thursday.")
    assert scores(answer((cite(RAIN), cite(SNOW))), whole) == (0, 0)


def test_a_quote_over_two_sentences_makes_both_right() -> None:
    assert scores(answer((cite(TROOPS), cite(SNOW))), question("on Thursday. Snow")) == (1, 1)


def test_the_same_words_in_another_article_are_wrong() -> None:
    assert scores(answer((cite(TROOPS, "tabloid"),))) == (0, 0)


def test_precision_is_the_share_of_the_citations() -> None:
    precision, recall = scores(answer((cite(TROOPS), cite(RAIN), cite(SNOW))))
    assert precision == pytest.approx(1 / 3)
    assert recall == 1


def test_recall_is_the_share_of_the_sentences() -> None:
    assert scores(answer((cite(TROOPS),), ())) == (1, 0.5)


def test_sentences_without_citations_score_0() -> None:
    assert scores(answer(())) == (0, 0)


@pytest.mark.parametrize("nothing", [None, answer(refused=True), answer()])
def test_a_question_that_was_not_answered_scores_0(nothing: Answer | None) -> None:
    assert scores(nothing) == (0, 0)


def test_a_quote_that_the_article_does_not_hold_is_never_cited() -> None:
    assert scores(answer((cite(TROOPS),)), question("left on Friday")) == (0, 0)


def test_every_place_of_a_repeated_quote_is_right() -> None:
    assert scores(answer((cite(RAIN),), (cite(SNOW),)), question("fell")) == (1, 1)


def test_citing_the_story_where_its_copy_is_gold_is_right() -> None:
    passage = Passage(id="wire:0", article_id="wire", start=0, end=46, text=TEXT, heading="", tokens=10)
    hit = ScoredPassage(passage=passage, article=article("wire"), score=1.0, copies=(article("tabloid"),))
    assert scores(answer((cite(TROOPS),), passages=(hit,)), question(name="tabloid")) == (1, 1)
