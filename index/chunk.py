"""Articles to passages that the embedder can read whole, at exact offsets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from index.day_words import day_words
from index.language.sentences import Span, sentence_spans
from index.types import Article, Passage, Published

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VERSION = "1"
# Room for title, source and date in front of each passage; a longer heading is cut to it.
HEADING_TOKENS = 48
# A word of more than 100 letters is one unknown token to the model: a blob must not become a passage of any length.
_CHARACTERS_PER_TOKEN = 12


class Chunker:
    """Cuts articles with LlamaIndex's sentence splitter, measured in the embedder's own tokens.

    A heading and its passage together never exceed `max_tokens`, special tokens not counted.
    """

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        # The splitter takes more than a second to import, and only indexing needs it.
        from llama_index.core.node_parser import SentenceSplitter

        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        self._size = max_tokens - HEADING_TOKENS
        self._splitter = SentenceSplitter(
            chunk_size=self._size,
            chunk_overlap=0,
            tokenizer=self._tokens,
            chunking_tokenizer_fn=self._pieces,
        )

    def count(self, text: str) -> int:
        """How many tokens the embedder makes of a text."""
        return len(self._tokens(text))

    def passages(self, article: Article) -> list[Passage]:
        """Cut an article into passages, in order and without overlap; none for an empty text."""
        if not article.text.strip():
            return []
        heading = self._cut(heading_of(article), HEADING_TOKENS)
        return [self._passage(article, heading, span) for span in self._spans(article.text)]

    def _passage(self, article: Article, heading: str, span: Span) -> Passage:
        start, end = span
        text = article.text[start:end]
        content = hashlib.sha256(text.encode()).hexdigest()[:8]
        return Passage(
            id=f"{article.id}:{start}-{end}:{content}",
            article_id=article.id,
            start=start,
            end=end,
            text=text,
            heading=heading,
            tokens=self.count(embedded_text(heading, text)),
        )

    def _spans(self, text: str) -> Iterator[Span]:
        """Find each chunk behind the one before: the splitter's own offsets are wrong for repeated sentences."""
        position = 0
        for chunk in self._splitter.split_text(text):
            start = text.index(chunk, position)
            position = start + len(chunk)
            yield from self._fitting(text, (start, position))

    def _fitting(self, text: str, span: Span) -> Iterator[Span]:
        """Halve a span until it fits: tokens of joined pieces may exceed the sum that the splitter reckons with."""
        start, end = span
        fits = end - start <= _CHARACTERS_PER_TOKEN * self._size and self.count(text[start:end]) <= self._size
        if end - start < 2 or fits:
            yield span
            return
        middle = (start + end) // 2
        yield from self._fitting(text, (start, middle))
        yield from self._fitting(text, (middle, end))

    def _pieces(self, text: str) -> list[str]:
        """Sentences with the white space behind them, so that they join to the text; too long ones cut at tokens."""
        starts = [0, *(start for start, _ in sentence_spans(text)[1:]), len(text)]
        sentences = [text[start:end] for start, end in pairwise(starts)]
        return [piece for sentence in sentences for piece in self._short(sentence)]

    def _short(self, sentence: str) -> list[str]:
        encoding = self._tokenizer.encode(sentence, add_special_tokens=False)
        if len(encoding.ids) <= self._size:
            return [sentence]
        cuts = [encoding.offsets[index][0] for index in range(0, len(encoding.ids), self._size)]
        bounds = [0, *cuts[1:], len(sentence)]
        return [sentence[start:end] for start, end in pairwise(bounds) if end > start]

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _cut(self, text: str, tokens: int) -> str:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        if len(encoding.ids) <= tokens:
            return text
        return text[: encoding.offsets[tokens - 1][1]].rstrip()


def heading_of(article: Article) -> str:
    """The line that is embedded with each passage: title, source and date, as far as they are known."""
    return " | ".join(filter(None, [article.title, article.source, _day(article.published)]))


def embedded_text(heading: str, text: str) -> str:
    """What the embedder reads of a passage."""
    return f"{heading}\n{text}" if heading else text


def _day(published: Published) -> str | None:
    if published.earliest is None or published.earliest != published.latest:
        return None
    return day_words(published.earliest)
