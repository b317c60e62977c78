"""Which articles of squad2 are kept out of the reader's training, and for what."""

from __future__ import annotations

import json
from pathlib import Path

HELD_OUT = frozenset(("Acronym", "Andes", "Armenian_Apostolic_Church", "Imperialism", "Normans", "Steam_engine"))
"""Articles that the reader is measured on."""
FOR_THE_JUDGE = frozenset(("French_and_Indian_War", "Islamism", "Warsaw"))
"""Articles that the judge is fitted to, so that it meets the reader as it is on what it was not trained on."""


def judged_articles(path: Path) -> dict[str, str]:
    """The articles of those questions of a SQuAD file that the judge is fitted to, by question."""
    entries = json.loads(path.read_text("utf-8"))["data"]
    return {
        question["id"]: entry["title"]
        for entry in entries
        if entry["title"] in FOR_THE_JUDGE
        for paragraph in entry["paragraphs"]
        for question in paragraph["qas"]
    }
