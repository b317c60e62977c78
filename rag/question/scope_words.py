"""The words around a place of a question, by their lemmas and parts of speech."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from index.language.types import Sentence, Token

# Lemmas. Articles are always of the press; other texts may be anyone's, but for those of an outlet.
ARTICLES = frozenset(("article", "coverage", "editorial", "headline", "story"))
TEXTS = ARTICLES | {"analysis", "blog", "column", "interview", "news", "piece", "post", "report", "reporting", "review"}
PRINTING = frozenset(("date", "post", "print", "publish", "write"))
_NAMING_MARKS = frozenset("\"'“”‘’`")


class Words:
    """The tokens of a question, in order; places count them, offsets its code points."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self.tokens: Sequence[Token] = sorted(
            (token for sentence in sentences for token in sentence.tokens), key=lambda token: token.start
        )
        self._starts = [token.start for token in self.tokens]
        self._ends = [token.end for token in self.tokens]

    def before(self, offset: int) -> int:
        """The place of the last token that ends before an offset, -1 where none does."""
        return bisect_right(self._ends, offset) - 1

    def behind(self, offset: int) -> int:
        """The place of the first token that begins behind an offset."""
        return bisect_left(self._starts, offset)

    def lemma(self, place: int) -> str:
        """The lemma at a place, "" outside the question."""
        return self.tokens[place].lemma.lower() if 0 <= place < len(self.tokens) else ""

    def tag(self, place: int) -> str:
        """The part of speech at a place with its tag, "" outside the question."""
        return self.tokens[place].tag if 0 <= place < len(self.tokens) else ""

    def pos(self, place: int) -> str:
        """The part of speech at a place, "" outside the question; QUOTE for quotation marks."""
        if not 0 <= place < len(self.tokens):
            return ""
        token = self.tokens[place]
        is_mark = token.pos == "PUNCT" and _NAMING_MARKS.issuperset(token.text)
        return "QUOTE" if is_mark else token.pos

    def skip(self, place: int, step: int, kinds: frozenset[str], most: int) -> int:
        """The first place from one on, in steps of 1 or -1, that holds no word of some kinds; at most `most` away."""
        for _ in range(most):
            if self.pos(place) not in kinds:
                break
            place += step
        return place
