from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from index.types import ScoredPassage
from rag.find.retrieve import one_of_each_story, without_copies
from tests.fakes import article, scored

TEXT = "Three tugs pulled the freighter off the sandbank at dawn, the harbour master told reporters on the quay."


def hit(name: str, text: str, *copies: str, score: float = 0.5) -> ScoredPassage:
    """A passage of story 7, where it has copies."""
    others = tuple(article(text, id=copy) for copy in copies)
    return replace(scored(text, id=name, score=score), story=7 if copies else None, copies=others)


def ids(found: Iterable[ScoredPassage]) -> list[str]:
    return [one.article.id for one in found]


def test_of_two_copies_the_better_ranked_one_is_kept() -> None:
    assert ids(without_copies([hit("a", TEXT, "b"), hit("b", TEXT, "a")])) == ["a"]


def test_the_same_words_in_articles_that_are_no_copies_are_both_kept() -> None:
    assert ids(without_copies([hit("a", TEXT), hit("b", TEXT)])) == ["a", "b"]


def test_what_a_copy_adds_is_kept() -> None:
    own = "The paper's own correspondent found that nobody had warned the fishermen of the closing of their harbour."
    assert ids(without_copies([hit("a", TEXT, "b"), hit("b", own, "a")])) == ["a", "b"]


def test_two_passages_of_one_article_are_both_kept() -> None:
    assert ids(without_copies([hit("a", TEXT, "b"), hit("a", TEXT, "b")])) == ["a", "a"]


def test_the_search_is_asked_for_more_until_there_are_enough_stories() -> None:
    ranked = [*(hit(f"copy{n}", TEXT, *(f"copy{m}" for m in range(6) if m != n)) for n in range(6)), hit("z", "Other.")]
    asked: list[int] = []

    def search(wanted: int) -> list[ScoredPassage]:
        asked.append(wanted)
        return ranked[:wanted]

    assert (ids(one_of_each_story(search, 2)), asked) == (["copy0", "z"], [2, 4, 8])


def test_a_notice_that_thousands_of_articles_consist_of_is_not_looked_behind_for_ever() -> None:
    notices = [hit(f"notice{number}", TEXT, "other") for number in range(5_000)]
    asked: list[int] = []

    def search(wanted: int) -> list[ScoredPassage]:
        asked.append(wanted)
        return notices[:wanted]

    assert ids(one_of_each_story(search, 8)) == ["notice0"]
    assert max(asked) < 5_000
