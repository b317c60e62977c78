from __future__ import annotations

import json
import random
from pathlib import Path

from eval.fit.reader.questions import questions_of
from eval.fit.reader.sources import Asked, Paragraph, Span, load_paragraphs

TEXT = "The ferry sank in March. Nobody was hurt."
OTHER = "The ferry was built in 1990."


def paragraph(text: str, *asked: Asked) -> Paragraph:
    return Paragraph(article="a", title="A", text=text, questions=asked)


def when() -> Asked:
    start = TEXT.index("March")
    return Asked(text="When did the ferry sink?", answers=(Span(start, start + 5, "March"),))


def test_an_answer_keeps_its_place_and_its_sentence() -> None:
    first, *_ = questions_of(paragraph(TEXT, when()), (), random.Random(1))
    assert TEXT[slice(*first.answer)] == "March"
    assert TEXT[slice(*first.sentence)] == "The ferry sank in March."


def test_unanswered_are_told_by_how_they_came_about_and_never_hold_the_answer() -> None:
    asked = Asked(text="When did the plane sink?", plausible=when().answers)
    whole = paragraph(TEXT, *[when()] * 40, asked)
    made = list(questions_of(whole, [paragraph(OTHER)], random.Random(1)))
    assert {one.kind for one in made} == {"answered", "sentence taken away", "another passage", "impossible"}
    assert all("March" not in one.passage for one in made if one.kind in {"sentence taken away", "another passage"})
    assert all((one.answer == (-1, -1)) == (one.kind != "answered") for one in made)


def test_marks_around_an_answer_are_left_out_and_signs_of_units_kept(tmp_path: Path) -> None:
    text = 'It cost $5, or 30% of "all".'
    answers = [{"text": "$5,", "answer_start": text.index("5,") - 1}, {"text": "30", "answer_start": text.index("30")}]
    asked = {"question": "How  much?", "answers": answers, "is_impossible": False}
    article = {"title": "Amazon_Reviews_1", "paragraphs": [{"context": text, "qas": [asked]}]}
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": [article]}), "utf-8")
    (found,) = load_paragraphs(path)
    assert [one.text for one in found.questions[0].answers] == ["$5", "30%"]
    assert (found.title, found.questions[0].text) == ("", "How much?")
