"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/*.tsv.

Source: Thakur et al. 2021, BEIR, https://arxiv.org/abs/2104.08663.
"""

from __future__ import annotations

from pathlib import Path

from eval.gold.records import Record, read_lines, read_text
from eval.types import Dataset, Evidence, Question
from index.errors import InputError
from index.types import RawArticle

SPLITS = ("test", "dev", "train")

Qrels = dict[str, dict[str, int]]


def load_beir(folder: Path) -> Dataset:
    """Read a BEIR folder; its questions are the judged queries, in the order of the judgements.

    The test split is taken, else dev, else train. Judgements of 0 and less are not evidence, and a query
    without a better one is unanswerable. A judged document that the corpus lacks stays evidence: it
    counts as never found.

    Raises:
        InputError: a file is missing or malformed, or a judged query has no text.
    """
    qrels_path = _qrels_path(folder)
    texts = {record.text("_id"): record.text("text") for record in read_lines(folder / "queries.jsonl")}
    qrels = _read_qrels(qrels_path)
    missing = next((query_id for query_id in qrels if query_id not in texts), None)
    if missing is not None:
        raise InputError(
            f"{qrels_path} judges the query {missing!r}, which queries.jsonl does not have.",
            mend="Take both files from the same data set.",
        )
    corpus = folder / "corpus.jsonl"
    return Dataset(
        questions=tuple(_question(query_id, texts[query_id], judged) for query_id, judged in qrels.items()),
        articles=tuple(_article(record, corpus) for record in read_lines(corpus)),
    )


def _qrels_path(folder: Path) -> Path:
    for path in (folder / "qrels" / f"{split}.tsv" for split in SPLITS):
        if path.is_file():
            return path
    raise InputError(
        f"{folder} is not a BEIR folder: it has no qrels/test.tsv.",
        mend="Name a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv.",
    )


def _read_qrels(path: Path) -> Qrels:
    qrels: Qrels = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        cells = line.rstrip("\r").split("\t")
        if not line.strip() or (number == 1 and cells[-1].strip() == "score"):
            continue
        try:
            query_id, article, score = (cell.strip() for cell in cells)
            qrels.setdefault(query_id, {})[article] = int(score)
        except ValueError as error:
            raise InputError(
                f"{path}, line {number}: not a query id, a document id and a whole number between tabs.",
                mend="Correct it there.",
            ) from error
    return qrels


def _question(query_id: str, text: str, judged: dict[str, int]) -> Question:
    evidence = tuple(Evidence(article=article, relevance=grade) for article, grade in judged.items() if grade > 0)
    return Question(id=query_id, type="query", question=text, answerable=bool(evidence), evidence=evidence)


def _article(record: Record, path: Path) -> RawArticle:
    article_id = record.text("_id")
    return RawArticle(
        id=article_id,
        path=str(path.absolute()),
        part=article_id,
        text=record.optional_text("text") or "",
        title=record.optional_text("title") or None,
    )
