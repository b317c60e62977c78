"""bm25s alone, over the passages of one of our archives."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import bm25s
import Stemmer

from eval.bench.peers.found import Find
from index.archive.reader import ArchiveReader
from index.chunk import embedded_text


def open_bm25s(home: Path) -> Find:
    """BM25 as bm25s comes, with its English stop words and Snowball stems, headings included in the text."""
    with closing(ArchiveReader(home)) as archive:
        passages = [one for name in sorted(archive.stored()) for one in archive.article_passages(name)]
    stemmer = Stemmer.Stemmer("english")
    texts = [embedded_text(one.heading, one.text) for one in passages]
    ranker = bm25s.BM25()
    ranker.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def find(question: str, k: int) -> list[tuple[str, str]]:
        words = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        places, scores = ranker.retrieve(words, k=min(k, len(passages)), show_progress=False)
        # It fills up with passages that share no word with the question.
        ranked = zip(places[0].tolist(), scores[0].tolist(), strict=True)
        return [(passages[place].article_id, passages[place].text) for place, score in ranked if score > 0]

    return find
