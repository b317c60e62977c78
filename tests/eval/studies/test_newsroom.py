from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.sets.archives import our_archive
from eval.sets.newsroom import NEWSROOM, Asked, DialogueTurn, NewsClaim, Newsroom, NewsTime, load_newsroom
from eval.studies.newsroom import (
    CLAIMS,
    DIALOGUES,
    QUESTIONS,
    Hits,
    answers_to,
    balanced,
    claim_hits,
    confidence_area,
    dialogue_hits,
    holds,
    nearest_other,
    question_hits,
    time_hits,
)
from eval.types import Question
from index.types import RawArticle
from rag.app import open_session
from rag.settings import Settings
from rag.types import Answer, AnswerSentence, Claim, Disagreement, Query, ReaderInfo, Relation
from tests.fakes import article

TEXT = "The council votes on Friday. The mayor left on Monday."
ARTICLE = RawArticle(id="a", path="/a.jsonl", text=TEXT, published="2024-10-16T08:00:00Z")
GOLD = Question(id="q", type="when", question="When did the mayor leave?", answers=("Monday", "October 14"))
CLAIM = NewsClaim(
    claim="The mayor left on Monday.", article="a", quote="The mayor left on Monday.", supported=True, kind="date"
)
EMPTY = Newsroom(articles=(ARTICLE,), questions=(), claims=(), times=(), dialogues=())


def answer(*texts: str, **more: Any) -> Answer:
    return Answer(
        query=Query(text="?", asked=date(2024, 10, 16)),
        reader=ReaderInfo(kind="extractive"),
        sentences=tuple(AnswerSentence(text=text) for text in texts),
        **more,
    )


def claim(value: str) -> Claim:
    said = f"He left on {value}."
    return Claim(
        value=value, normalised=value, attributed_to=None, article=article(said), start=0, end=len(said), quote=said
    )


def sides(*values: str, relation: Relation = "update") -> Disagreement:
    return Disagreement(about="leave", relation=relation, claims=tuple(claim(value) for value in values))


def test_words_are_compared_without_case_commas_and_marks() -> None:
    assert holds("He paid $1,200, on MONDAY.", ["1200 on monday"])
    assert not holds("It was a Mondayish day.", ["Monday"])


@pytest.mark.parametrize(
    ("given", "first", "three", "refused", "warned"),
    [
        (answer("On Monday.", "No."), 1, 1, 0, 0),
        (answer("No.", "No.", "On Monday.", "No."), 0, 1, 0, 0),
        (answer("No.", "No.", "No.", "On Monday."), 0, 0, 0, 0),
        (answer("On Monday.", caveat="Near."), 1, 1, 0, 1),
        (answer(reason="not_supported"), 0, 0, 1, 1),
    ],
)
def test_an_answer_is_right_where_its_sentences_have_the_words(
    given: Answer, first: float, three: float, refused: float, warned: float
) -> None:
    hits = question_hits([Asked(question=GOLD)], [given])
    names = ("first_sentence", "one_of_three", "wrongly_refused", "answerable_refused_or_warned")
    assert [hits[name] for name in names] == [[first], [three], [refused], [warned]]


def test_a_short_answer_counts_only_where_it_is_shown() -> None:
    shown = [answer(short_answer="Monday"), answer(short_answer="14"), answer(short_answer="Friday"), answer()]
    hits = question_hits([Asked(question=GOLD)] * 4, shown)
    assert (hits["short_answer_shown"], hits["short_answer_right"]) == ([1, 1, 1, 0], [1, 1, 0])


def test_a_near_miss_should_be_refused_or_warned_of_and_has_no_bold_value() -> None:
    near = Asked(question=replace(GOLD, answerable=False))
    hits = question_hits([near] * 2, [answer("On Friday.", short_answer="Friday"), answer("No.", caveat="Near.")])
    assert dict(hits) == {
        "near_miss_refused_or_warned": [0, 1],
        "near_miss_refused": [0, 0],
        "near_miss_bold": [1, 0],
    }


@pytest.mark.parametrize(
    ("given", "told", "laid", "relation"),
    [
        (answer("On Monday.", disagreements=(sides("Monday", "Friday"),)), 1, 1, 1),
        (answer("On Monday.", disagreements=(sides("Monday", "Friday", relation="conflict"),)), 1, 1, 0),
        (answer("On Monday, or was it Friday?"), 1, 0, 0),
        (answer("On Monday.", disagreements=(sides("Monday", "Sunday"),)), 0, 0, 0),
        (answer("On Monday.", disagreements=(sides("Friday"),)), 0, 0, 0),
    ],
)
def test_sides_are_told_anywhere_and_laid_side_by_side_as_values(
    given: Answer, told: float, laid: float, relation: float
) -> None:
    asked = Asked(question=replace(GOLD, sides=(("Monday",), ("Friday", "Fri"))), relation="update")
    hits = question_hits([asked], [given])
    names = ("sides_all_told", "sides_laid_side_by_side", "relation_right", "current_value_first")
    assert [hits[name] for name in names] == [[told], [laid], [relation], [1]]


def test_sides_of_a_question_that_has_none_are_a_false_alarm() -> None:
    given = [answer(disagreements=(sides("Monday", "Friday"),)), answer(disagreements=(sides("Monday"),))]
    assert question_hits([Asked(question=GOLD)] * 2, given)["false_disagreement"] == [1, 0]


def test_the_confidence_of_answerable_questions_should_be_higher() -> None:
    asked = [Asked(question=GOLD), Asked(question=replace(GOLD, answerable=False))]
    assert confidence_area(asked, [answer(confidence=0.9), answer(confidence=0.1)]) == 1
    assert confidence_area(asked, [answer(confidence=0.1), answer()]) == 1
    assert confidence_area(asked[:1], [answer(confidence=0.1)]) is None


def test_claims_are_told_with_the_evidence_they_are_given() -> None:
    false = replace(CLAIM, claim="The mayor left on Friday.", supported=False)
    newsroom = replace(EMPTY, claims=(CLAIM, false))
    hits = claim_hits(newsroom, lambda one: one.quote)
    assert (hits["supported_told"], hits["unsupported_told"], balanced(hits)) == ([1], [1], 1)
    assert hits["supported_stated_by_another_sentence"] == [0]
    assert claim_hits(newsroom, lambda _one: "It rained.")["supported_told"] == [0]


def test_the_nearest_other_sentence_is_none_of_the_quote() -> None:
    assert nearest_other(CLAIM, TEXT) == "The council votes on Friday."


def test_a_time_is_right_with_its_value_at_its_place() -> None:
    monday = NewsTime(article="a", quote="The mayor left on Monday.", words="Monday", value="2024-10-14")
    assert time_hits(replace(EMPTY, times=(monday, replace(monday, value="2024-10-21")))) == [1, 0]


class Echo:
    """Answers with the question, and with what was asked and answered before."""

    def answer(self, query: Query) -> Answer:
        return answer(" ".join([query.text, *(f"{turn.question} {turn.answer}" for turn in query.history)]))


def test_only_follow_ups_count_and_know_the_turns_before_them() -> None:
    first = DialogueTurn(question="Who left?", follows_up=False, answers=("none",), answerable=True)
    second = DialogueTurn(question="When?", follows_up=True, answers=("Who left Who left",), answerable=True)
    hits = dialogue_hits(replace(EMPTY, dialogues=((first, second, replace(second, answerable=False)),)), Echo())
    assert dict(hits) == {"first_sentence": [1], "one_of_three": [1], "unanswerable_warned": [0]}


def shares(hits: Hits, names: Sequence[str]) -> dict[str, dict[str, float | None]]:
    found = {name: hits.get(name, ()) for name in names}
    return {
        name: {"share": round(sum(one) / len(one), 3) if one else None, "n": len(one)} for name, one in found.items()
    }


def told(newsroom: Newsroom, home: Path) -> Mapping[str, Any]:
    """What `eval.studies.newsroom` measures, in the form of score.py."""
    claims = {
        "quote": claim_hits(newsroom, lambda one: one.quote),
        "article": claim_hits(newsroom, lambda one: newsroom.texts[one.article]),
    }
    with open_session(Settings(home=home, reader="extractive")) as session:
        answers = answers_to(newsroom.questions, session.answerer)
        questions = question_hits(newsroom.questions, answers)
        dialogues = dialogue_hits(newsroom, session.answerer)
    area = confidence_area(newsroom.questions, answers)
    return {
        "questions": shares(questions, QUESTIONS) | {"confidence_auc": round(area or 0.0, 3)},
        "claims": {
            name: {measure: entry["share"] for measure, entry in shares(hits, CLAIMS).items()}
            | {"balanced": round(balanced(hits) or 0.0, 3)}
            for name, hits in claims.items()
        },
        "times": shares({"times": time_hits(newsroom)}, ["times"])["times"],
        "dialogues": shares(dialogues, DIALOGUES),
    }


def theirs(scored: Mapping[str, Any]) -> Mapping[str, Any]:
    """What score.py prints, without what the study has no measure for."""
    questions = {name: scored["questions"][name] for name in (*QUESTIONS, "confidence_auc")}
    quote, article = scored["claims"]["quote"], scored["claims"]["article"]
    another = quote["supported_stated_by_another_sentence"]["share"]
    names = ("supported_told", "unsupported_told", "balanced")
    claims = {
        kind: {name: found[name] for name in names} | {"supported_stated_by_another_sentence": another}
        for kind, found in (("quote", quote), ("article", article))
    }
    return {"questions": questions, "claims": claims, "times": scored["times"], "dialogues": scored["dialogues"]}


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_the_figures_are_those_of_the_sets_own_script_to_the_third_digit(
    bench: Path, tmp_path: Path, encoder_home: Path
) -> None:
    script = [sys.executable, str(bench / NEWSROOM / "score.py"), str(bench / NEWSROOM)]
    printed = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    newsroom = load_newsroom(bench / NEWSROOM)
    shutil.copytree(encoder_home, tmp_path / "dateline" / NEWSROOM)
    home = our_archive(NEWSROOM, newsroom.articles, tmp_path)
    assert told(newsroom, home) == theirs(json.loads(printed))
