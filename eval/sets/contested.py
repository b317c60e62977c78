"""Questions whose documents contradict each other, each document labelled with the answer that it gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.dates import resolve
from index.types import Article, Passage, Published, ScoredPassage


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A document of RamDocs: `label` is correct, misinfo or noise, `answer` what it gives in answer."""

    passage: ScoredPassage
    label: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A question whose documents contradict each other; `correct` and `wrong` are the answers they give.

    Source: Wang et al. 2025, Retrieval-Augmented Generation with Conflicting Evidence (RamDocs).
    """

    question: str
    documents: tuple[Labelled, ...]
    correct: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def passages(self) -> list[ScoredPassage]:
        """The documents as passages."""
        return [document.passage for document in self.documents]


def read_ramdocs(path: Path, queries: int | None = None) -> list[Contested]:
    """Read the first questions of a RamDocs file, or all; each document becomes an article of one passage."""
    lines = path.read_text("utf-8").splitlines()[:queries]
    return [_contested(number, json.loads(line)) for number, line in enumerate(lines)]


def _contested(number: int, row: Mapping[str, Any]) -> Contested:
    return Contested(
        question=str(row["question"]),
        documents=tuple(
            Labelled(
                passage=passage_of(document["text"], id=f"{number}-{place}"),
                label=document["type"],
                answer=document["answer"],
            )
            for place, document in enumerate(row["documents"])
        ),
        correct=_strings(row["gold_answers"]),
        wrong=_strings(row["wrong_answers"]),
    )


def _strings(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, values)))


def passage_of(text: str, *, id: str) -> ScoredPassage:  # noqa: A002  # the field's name
    """An undated article that is one passage."""
    article = Article(
        id=id, title=None, source=id, url=None, published=Published(), path=id, text=text, raw_sha256="",
        times=tuple(resolve(text, None)),
    )  # fmt: skip
    passage = Passage(id=id, article_id=id, start=0, end=len(text), text=text, heading="", tokens=len(text.split()))
    return ScoredPassage(passage=passage, article=article, score=0.0)


def read_poisoned(path: Path) -> list[Contested]:
    """Put each false answer's five articles beside one that gives the right one, in the words of one of the five.

    Questions where no article has the false answer word for word are left out.
    Source: Zou et al. 2024, PoisonedRAG; its set for Natural Questions.
    """
    found = []
    for number, row in enumerate(json.loads(path.read_text("utf-8")).values()):
        right, wrong, texts = str(row["correct answer"]), str(row["incorrect answer"]), list(row["adv_texts"])
        place = next((place for place, text in enumerate(texts) if wrong.lower() in text.lower()), None)
        if place is None:
            continue
        start = texts[place].lower().index(wrong.lower())
        honest = texts[place][:start] + right + texts[place][start + len(wrong) :]
        labelled = [(honest, "correct", right)]
        labelled += [(text, "misinfo", wrong) for other, text in enumerate(texts) if other != place]
        documents = tuple(
            Labelled(passage=passage_of(text, id=f"{number}-{at}"), label=label, answer=answer)
            for at, (text, label, answer) in enumerate(labelled)
        )
        found.append(Contested(question=str(row["question"]), documents=documents, correct=(right,), wrong=(wrong,)))
    return found
