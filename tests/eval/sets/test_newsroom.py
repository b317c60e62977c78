from __future__ import annotations

from datetime import date
from pathlib import Path

from eval.sets.newsroom import NEWSROOM, load_newsroom


def test_the_set_is_read_whole(bench: Path) -> None:
    found = load_newsroom(bench / NEWSROOM)
    parts = (found.articles, found.questions, found.claims, found.times, found.dialogues)
    assert [len(part) for part in parts] == [42, 130, 150, 70, 24]
    assert {one.relation for one in found.questions if one.question.sides} <= {"conflict", "update", "range"} | {
        "different_event"
    }
    assert max(found.days.values()) > date(2023, 1, 1)


def test_every_quote_stands_in_its_article(bench: Path) -> None:
    found = load_newsroom(bench / NEWSROOM)
    quotes = [(one.article, one.quote) for one in found.claims] + [(one.article, one.quote) for one in found.times]
    assert all(quote in found.texts[article] for article, quote in quotes)


def test_a_first_turn_follows_nothing_up(bench: Path) -> None:
    dialogues = load_newsroom(bench / NEWSROOM).dialogues
    assert not any(turns[0].follows_up for turns in dialogues)
    assert sum(turn.follows_up for turns in dialogues for turn in turns) == 51
