from __future__ import annotations

from datetime import date
from pathlib import Path

from eval.studies.articles.timex import read_timex, score_timex
from index.dates import resolve


def test_annotated_news_is_read_as_people_read_it(bench: Path) -> None:
    scores = score_timex(read_timex(bench / "timex-meantime"))
    assert scores.value >= 0.78
    assert scores.weekdays >= 0.90


def test_the_weekdays_of_the_wire_round_up_are_those_of_its_week(real_seeds: Path) -> None:
    text = next(real_seeds.glob("000*.txt")).read_text("utf-8")
    found = {(time.text, time.value) for time in resolve(text, date(2022, 3, 31)) if time.text.endswith("day")}
    assert {("Friday", "2022-04-01"), ("Thursday", "2022-03-31"), ("Tuesday", "2022-03-29")} <= found
    assert len({words for words, _ in found}) == len(found)
