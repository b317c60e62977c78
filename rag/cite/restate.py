"""A claim in the words of the article that it is checked against: days as it names them, nothing of its own outlet."""

from __future__ import annotations

import re
from functools import lru_cache

from index.dates import resolve
from index.language.tree import Tree
from index.types import Article, TimeExpression
from rag.cite.claims import Claims

_NAME_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\d{4}(?=-)")
_ARTICLE_WORDS = frozenset(("the", "a", "an"))


def restate(claim: str, article: Article, start: int, end: int, claims: Claims) -> str:
    """Return a claim with the days it names in the words that `article.text[start:end]` has for them.

    "On 31 March" is checked against "on Thursday" where that Thursday is 31 March. Words that say that the outlet
    itself reports it go, for an article seldom names its own outlet; only a claim that has such words is parsed.
    """
    claim = _without_outlet(claim, article.source, claims)
    there = article.times_in(start, end)
    for time in reversed(_times(claim)):
        same = next((one for one in there if _agree(time.value, one.value)), None)
        if same is not None:
            claim = claim[: time.start] + same.text + claim[time.end :]
    return claim


@lru_cache(maxsize=256)
def _times(claim: str) -> tuple[TimeExpression, ...]:
    return tuple(time for time in resolve(claim, None) if any(letter.isdigit() for letter in time.value))


def _agree(claimed: str, written: str) -> bool:
    """Whether a claim's time is the article's, or a month or year that holds it; the claim may leave the year out."""
    if claimed.startswith("XXXX-") and not claimed.startswith("XXXX-W"):
        claimed = (_YEAR.match(written) or [""])[0] + claimed[4:]
    return written == claimed or written.startswith((f"{claimed}-", f"{claimed}T"))


def _without_outlet(claim: str, source: str | None, claims: Claims) -> str:
    own = _name_words(source or "")
    if not own & _name_words(claim):
        return claim
    parsed = claims.parsed(claim)
    tree = Tree(claim, parsed.tokens, parsed.entities)
    for clause in parsed.clauses:
        reported = clause.speaker is not None and parsed.tokens[clause.predicate].dep == "ccomp"
        if reported and clause.speaker is not None and _is_named(clause.speaker.text, own):
            places = tree.subtree(clause.predicate, without=("mark", "punct"))
            return claim[parsed.tokens[places[0]].start : parsed.tokens[places[-1]].end]
    for place, token in enumerate(parsed.tokens):
        if token.text.lower() == "according":
            places = tree.subtree(place)
            start, end = parsed.tokens[places[0]].start, parsed.tokens[places[-1]].end
            if _is_named(claim[start:end].partition("to")[2], own):
                return f"{claim[:start]} {claim[end:]}".strip(" ,")
    return claim


def _is_named(speaker: str, own: set[str]) -> bool:
    """Whether a speaker is the outlet whose name these words are."""
    named = _name_words(speaker)
    return bool(named) and named <= own


def _name_words(text: str) -> set[str]:
    return set(_NAME_WORD.findall(text.lower())) - _ARTICLE_WORDS
