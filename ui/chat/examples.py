"""Questions to begin with that the archive can answer."""

from __future__ import annotations

from index.search import PassageIndex

_SAMPLE_NAMES = frozenset({"wire-roundup.txt", "tabloid.txt", "withdrawal.txt"})
_SAMPLE_QUESTIONS = (
    "When did troops leave Chernobyl?",
    "How many people died in Mariupol?",
    "What did the Pentagon say about the convoy near Kyiv?",
)
_MOST = 3


def example_questions(index: PassageIndex) -> list[str]:
    """Up to three questions: about the samples where they are indexed, else about the newest titled articles."""
    articles = index.newest_articles(_MOST)
    if {article.path.rsplit("/", 1)[-1] for article in articles} & _SAMPLE_NAMES:
        return list(_SAMPLE_QUESTIONS)
    return [f"What is reported about “{article.title}”?" for article in articles if article.title]
