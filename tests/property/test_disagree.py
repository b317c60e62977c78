"""Disagreements and their parts on arbitrary text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.dates import resolve
from index.embed.model import Vectors
from rag.compare.disagree import disagreements
from rag.evidence.amounts import amounts_in
from rag.grammar.attribution import attributions, speaker_of
from rag.grammar.tokens import tokenize
from rag.question.kind import read_question
from tests.fakes import scored

WORDS = st.sampled_from(
    [
        *(
            "When",
            "did",
            "troops",
            "leave",
            "Chernobyl",
            "How",
            "many",
            "people",
            "Who",
            "Where",
            "?",
            ".",
            ",",
            "said",
        ),
        *("left", "on", "Tuesday", "Thursday", "300", "three", "dozen", "more", "than", "by", "Frank Oz", "in", "Kyiv"),
        *(
            "began",
            "leaving",
            "according to",
            "Energoatom",
            "(",
            ")",
            "–",
            "“",
            "”",
            ";",
            "who",
            "\n",
            "$",
            "%",
            "1.2m",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


def by_length(_question: str, texts: Sequence[str]) -> Vectors:
    return np.array([1 / (1 + len(text)) for text in texts], np.float32)


@given(question=TEXTS, texts=st.lists(TEXTS, max_size=4))
def test_every_claim_quotes_its_article_and_its_value(question: str, texts: list[str]) -> None:
    passages = [scored(text, id=str(place)) for place, text in enumerate(texts)]
    passages = [
        replace(one, article=replace(one.article, times=tuple(resolve(one.article.text, date(2022, 3, 31)))))
        for one in passages
    ]
    for disagreement in disagreements(question, passages, by_length):
        assert len(disagreement.claims) > 1
        for claim in disagreement.claims:
            assert claim.article.text[claim.start : claim.end] == claim.quote
            assert claim.value in claim.quote


@given(TEXTS)
def test_tokens_stand_where_they_say_and_leave_out_only_spaces(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == "".join(text.split())


@given(TEXTS)
def test_amounts_stand_where_they_say(text: str) -> None:
    whole = scored(text).article
    for amount in amounts_in(whole, 0, len(text)):
        assert text[amount.start : amount.end] == amount.text
        assert amount.number >= 0


@given(TEXTS, st.integers(0, 200))
def test_attributions_stand_in_the_sentence(text: str, position: int) -> None:
    for one in attributions(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.speaker
    assert speaker_of(text, position, [text]) != ""


@given(TEXTS)
def test_any_question_can_be_read(question: str) -> None:
    asked = read_question(question)
    assert not asked.subject & asked.noun
