"""Archives of any size, made of a real one: its lines, drawn at random, and its vectors, moved a little.

Articles are prepared here and stored by the product's own code, so that the cost of embedding is left out.
Building goes on where it was killed: articles commit in batches, and generations are sealed on the way.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from pathlib import Path

import numpy as np

from index.archive.articles import PreparedArticle
from index.archive.lock import indexing
from index.archive.reader import ArchiveReader
from index.archive.writer import Archive
from index.chunk import heading_of
from index.embed.model import Vectors
from index.errors import ArchiveError
from index.stories.membership import Sketch
from index.types import Article, Manifest, Passage, Published, RawArticle
from index.vectors import generations
from index.vectors.sealed import current

DIMENSION = 384
_PASSAGES_AN_ARTICLE = 5
_LETTERS_A_PASSAGE = 950
_TOKENS_A_PASSAGE = 206
_ARTICLES_A_COMMIT = 100
# Of each dimension; the length of the whole is about .6, so a copy's cosine with its original is about .86.
_NOISE = 0.03
# A generation that is brought up to date copies the last one, and is built anew when it would double.
_SEALED_AT_GROWTH = 1.4
_FIRST_SEALED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What synthetic articles are made of; `vectors` has a row for each passage of the real archive."""

    lines: tuple[str, ...]
    vectors: Vectors
    manifest: Manifest


def material_of(real: Path) -> Material:
    """Take the lines and the vectors of a real archive.

    Raises:
        ArchiveError: there is none, or nothing is in it.
    """
    with closing(ArchiveReader(real)) as archive:
        manifest = archive.manifest()
        articles = [archive.article(name) for name in sorted(archive.stored())]
        texts = {line for article in articles if article for line in article.text.split("\n")}
        if manifest is None:
            raise ArchiveError(f"Nothing is indexed in {real}.", mend="Index the articles first.")
        _, vectors = archive.vectors_after(0)
    return Material(
        lines=tuple(sorted(line for line in texts if 80 < len(line) < 1_000)), vectors=vectors, manifest=manifest
    )


def grow(home: Path, passages: int, material: Material) -> None:
    """Bring a synthetic archive to a number of passages, and seal it; what is there already stays.

    Raises:
        ArchiveError: it cannot be written.
    """
    with indexing(home, wait=True), closing(Archive(home, create=True)) as archive:
        if archive.manifest() is None:
            archive.set_record("manifest", asdict(material.manifest))
        archive.update_lexical()
        sealed = current(archive)
        mark = max(_FIRST_SEALED, sealed.count * _SEALED_AT_GROWTH if sealed else 0)
        counts = archive.counts()
        articles = synthetic_articles(material, first=counts.articles)
        stored = counts.passages
        while stored < passages:
            missing = -(-(passages - stored) // _PASSAGES_AN_ARTICLE)
            batch = list(islice(articles, min(_ARTICLES_A_COMMIT, missing)))
            archive.store(batch, now=datetime.now(UTC))
            stored += sum(len(article.passages) for article in batch)
            if stored >= mark:
                generations.advance(home, archive)
                mark = stored * _SEALED_AT_GROWTH
        generations.advance(home, archive)


def synthetic_articles(material: Material, *, first: int = 0) -> Iterator[PreparedArticle]:
    """Articles without end, the same for the same number."""
    for number in count(first):
        draw = random.Random(number)  # noqa: S311  # Nothing secret is drawn.
        yield _article(number, _texts(material.lines, draw), draw, _vectors(material.vectors, number))


def unit_vectors(count: int, draw: np.random.Generator) -> Vectors:
    """Return (count, d) float32 of any direction, where d is the bundled model's dimension."""
    return _unit(draw.standard_normal((count, DIMENSION), np.float32))


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _texts(lines: Sequence[str], draw: random.Random) -> list[str]:
    texts = []
    for _ in range(_PASSAGES_AN_ARTICLE):
        text = draw.choice(lines)
        while len(text) < _LETTERS_A_PASSAGE:
            text = f"{text} {draw.choice(lines)}"
        texts.append(text[:_LETTERS_A_PASSAGE].rstrip())
    return texts


def _vectors(real: Vectors, number: int) -> Vectors:
    draw = np.random.default_rng(number)
    moved = real[draw.integers(0, len(real), _PASSAGES_AN_ARTICLE)]
    return _unit(moved + _NOISE * draw.standard_normal(moved.shape, np.float32))


def _article(number: int, texts: Sequence[str], draw: random.Random, vectors: Vectors) -> PreparedArticle:
    name = f"{number:016x}"
    day = date(2020, 1, 1) + timedelta(days=draw.randrange(2_000))
    article = Article(
        id=name,
        title=" ".join(texts[0].split()[:8]),
        source=f"Outlet {draw.randrange(40)}",
        url=None,
        published=Published(earliest=day, latest=day, provenance="metadata", words=day.isoformat()),
        path=f"/{name}.txt",
        text="\n".join(texts),
        raw_sha256="",
    )
    return PreparedArticle(
        raw=RawArticle(id=name, path=article.path, text=article.text),
        article=article,
        passages=tuple(_passages(article, texts)),
        vectors=vectors,
        # Lines drawn from one pool would make copies of them all.
        sketch=Sketch(group=article.source or "", lines=np.zeros(0, np.int64), runs=frozenset(), bands=()),
        fingerprint=name,
    )


def _passages(article: Article, texts: Sequence[str]) -> Iterator[Passage]:
    start, heading = 0, heading_of(article)
    for text in texts:
        end = start + len(text)
        yield Passage(
            id=f"{article.id}:{start}-{end}",
            article_id=article.id,
            start=start,
            end=end,
            text=text,
            heading=heading,
            tokens=_TOKENS_A_PASSAGE,
        )
        start = end + 1
