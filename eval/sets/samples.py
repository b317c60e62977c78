"""The sample articles and their gold questions: measured on, and never fitted to, neither a weight nor a line."""

from __future__ import annotations

from pathlib import Path

import seeds
from eval.gold.dataset import load
from eval.sets.archives import articles_in
from eval.types import Question
from index.types import RawArticle

SAMPLES = "samples"
FOLDER = Path(seeds.__file__).parent


def sample_articles() -> tuple[RawArticle, ...]:
    """The articles that come along."""
    return articles_in(*sorted(FOLDER.glob("*.txt")))


def sample_questions() -> tuple[Question, ...]:
    """Their gold questions but the follow-ups, which are no questions before they are completed."""
    return tuple(one for one in load(FOLDER / "gold.jsonl").questions if not one.turns)
