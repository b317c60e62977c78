from __future__ import annotations

import pytest

from index.types import ScoredPassage
from rag.compare.sides import with_sides
from rag.types import AnswerSentence, Claim, Disagreement, Relation
from tests.fakes import scored

THURSDAY = "The troops left on Thursday, Energoatom said."
TUESDAY = "The troops left on Tuesday, officials in Kyiv said."
PASSAGES = (scored(THURSDAY, id="a1"), scored(f"It rained. {TUESDAY}", id="a2"))


def claim(passage: ScoredPassage, value: str, quote: str) -> Claim:
    start = passage.article.text.index(quote)
    return Claim(
        value=value,
        normalised=value,
        attributed_to=None,
        article=passage.article,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


def disagreement(*claims: Claim, relation: Relation = "conflict") -> Disagreement:
    return Disagreement(about="the time", relation=relation, claims=claims)


BOTH = disagreement(claim(PASSAGES[0], "Thursday", THURSDAY), claim(PASSAGES[1], "Tuesday", TUESDAY))
FIRST = AnswerSentence.quoting(1, PASSAGES[0].article, 0, len(THURSDAY))


def texts(*sentences: AnswerSentence, about: tuple[Disagreement, ...] = (BOTH,)) -> list[str]:
    return [sentence.marked for sentence in with_sides(sentences, about, PASSAGES)]


def test_a_side_that_no_sentence_tells_is_quoted_with_its_own_marker() -> None:
    assert texts(FIRST) == [f"{THURSDAY} [1]", f"{TUESDAY} [2]"]


def test_a_quoted_side_stands_where_its_citation_says() -> None:
    (citation,) = with_sides([FIRST], [BOTH], PASSAGES)[-1].citations
    assert citation.article.text[citation.start : citation.end] == citation.quote == TUESDAY


def test_a_side_that_a_sentence_tells_in_other_words_is_not_told_again() -> None:
    (citation,) = AnswerSentence.quoting(2, PASSAGES[1].article, 11, 11 + len(TUESDAY)).citations
    told = AnswerSentence(text="Kyiv says that they went on Tuesday.", citations=(citation,), support=0.8)
    assert texts(FIRST, told) == [f"{THURSDAY} [1]", "Kyiv says that they went on Tuesday. [2]"]


def test_a_sentence_that_cites_a_side_without_its_value_does_not_tell_it() -> None:
    (citation,) = AnswerSentence.quoting(2, PASSAGES[1].article, 11, 11 + len(TUESDAY)).citations
    told = AnswerSentence(text="Kyiv says that they went.", citations=(citation,), support=0.8)
    assert texts(FIRST, told)[-1] == f"{TUESDAY} [2]"


def test_a_side_of_no_passage_of_the_answer_is_not_told() -> None:
    elsewhere = scored("The troops left on Monday.", id="a9")
    other = disagreement(claim(elsewhere, "Monday", "The troops left on Monday."))
    assert texts(FIRST, about=(other,)) == [f"{THURSDAY} [1]"]


@pytest.mark.parametrize("relation", ["update", "range", "different_event"])
def test_sides_of_every_relation_are_told(relation: Relation) -> None:
    assert len(texts(FIRST, about=(disagreement(*BOTH.claims, relation=relation),))) == 2


def test_no_more_than_three_quotations_are_added() -> None:
    days = "Monday Tuesday Wednesday Thursday Friday Saturday".split()  # noqa: SIM905 # days read better in a line
    sentences = [f"They left on {day}." for day in days]
    passage = scored(" ".join(sentences), id="a1")
    about = disagreement(*(claim(passage, day, text) for day, text in zip(days, sentences, strict=True)))
    told = with_sides([], [about], [passage])
    assert [sentence.text for sentence in told] == sentences[:3]
