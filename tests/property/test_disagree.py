"""Disagreements and their parts on arbitrary text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.dates import resolve
from index.embed.model import Vectors
from rag.compare.disagree import disagreements
from rag.evidence.amounts import amounts_in
from rag.evidence.names import names_in
from rag.evidence.speakers import speaker_at
from rag.evidence.statements import statements_in
from tests.fakes import evidence, scored
from tests.fakes import question as read

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

TOLD = st.builds(
    "The troops {} Chernobyl on {}, {} said.".format,
    st.sampled_from(["left", "began to leave", "will leave"]),
    st.sampled_from(["Tuesday", "Thursday", "31 March"]),
    st.sampled_from(["Energoatom", "the Pentagon", "two officials"]),
)
ASKED = "When did the troops leave Chernobyl?"


def by_length(_question: str, texts: Sequence[str]) -> Vectors:
    return np.array([1 / (1 + len(text)) for text in texts], np.float32)


@given(question=TEXTS | st.just(ASKED), texts=st.lists(TEXTS, max_size=4) | st.lists(TOLD, min_size=2, max_size=5))
@example(question=ASKED, texts=["The troops left Chernobyl on Tuesday.", "The troops left Chernobyl on Thursday."])
def test_every_claim_quotes_its_article_and_its_value(question: str, texts: list[str]) -> None:
    passages = [scored(text, id=str(place)) for place, text in enumerate(texts)]
    passages = [
        replace(one, article=replace(one.article, times=tuple(resolve(one.article.text, date(2022, 3, 31)))))
        for one in passages
    ]
    for disagreement in disagreements(read(question), evidence(*passages), by_length):
        assert len(disagreement.claims) > 1
        for claim in disagreement.claims:
            assert claim.article.text[claim.start : claim.end] == claim.quote
            assert claim.value in claim.quote


@given(question=TEXTS, text=TEXTS)
def test_what_is_found_in_a_sentence_stands_there(question: str, text: str) -> None:
    asked = read(question)
    for one in evidence(scored(text)).sentences:
        amounts = amounts_in(one.article, one.sentence)
        stated = [statement.value for statement in statements_in(asked, one)]
        for value in (*amounts, *names_in(one.sentence), *stated):
            assert one.start <= value.start < value.end <= one.end
            assert text[value.start : value.end] == value.text
            assert speaker_at(one, value.start) != ""
        assert all(amount.number >= 0 for amount in amounts)
