"""What answers show as sourced, and whether it is, with scripted models that copy or invent word for word.

`python -m eval.studies.checking [--queries N] [--cache FOLDER]` prints Markdown tables of our reader and of
LlamaIndex's CitationQueryEngine, with the same models and passages. The sets lie in the folder
that DATELINE_BENCH names.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from eval.report.script import add_cache, print_sections
from eval.report.tables import table
from eval.sets.archives import our_archive
from eval.sets.questions import load_set
from eval.studies.scripted import MODELS, Model
from eval.studies.shown import Written, ask_dateline
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.search import PassageIndex
from index.types import ScoredPassage
from rag.find.retrieve import HybridRetriever
from rag.find.search import QuestionSearch
from rag.question.reading import QuestionReader
from rag.types import Query, today

_SET = "realtimeqa-2022"
_PASSAGES = 8

Ask = Callable[[Model, str, Sequence[ScoredPassage]], Written]


@dataclass(slots=True)
class Tally:
    """Counts over the sentences of many answers; a sentence that no passage holds is invented."""

    answers: int = 0
    invented: int = 0
    invented_shown_as_sourced: int = 0
    copied: int = 0
    copied_with_its_source: int = 0
    dangling: int = 0

    def add(self, written: Written) -> None:
        """Count an answer."""
        self.answers += bool(written.sentences)
        for sentence in written.sentences:
            holders = written.holders(sentence)
            self.dangling += sentence.dangling
            if holders:
                self.copied += 1
                self.copied_with_its_source += bool(holders & set(sentence.sources))
            else:
                self.invented += 1
                self.invented_shown_as_sourced += bool(sentence.sources)


def checking_table(systems: Mapping[str, Ask], asked: Sequence[tuple[str, Sequence[ScoredPassage]]]) -> str:
    """Let each system answer each question with each scripted model."""
    rows = []
    for name, model in MODELS.items():
        for system, ask in systems.items():
            tally = Tally()
            for question, passages in asked:
                tally.add(ask(model, question, passages))
            rows.append(
                [
                    name,
                    system,
                    tally.answers,
                    _of(tally.invented_shown_as_sourced, tally.invented),
                    _of(tally.copied_with_its_source, tally.copied),
                    tally.dangling,
                ]
            )
    head = ["model", "", "answers", "invented, shown as sourced", "copied, with its source", "markers of no passage"]
    return table(head, rows)


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def questions_with_passages(bench: Path, cache: Path, queries: int) -> Iterator[tuple[str, Sequence[ScoredPassage]]]:
    """Questions of realtimeqa-2022 whose article is known, each with what our retriever finds for it."""
    drawn = load_set(bench, _SET, queries=queries)
    home = our_archive(_SET, drawn.articles, cache)
    with closing(PassageIndex(home)) as index:
        embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
        searcher = QuestionSearch(QuestionReader(index.outlets), HybridRetriever(index, embedder))
        for one in drawn.question_sets[0].questions:
            query = Query(text=one.question, asked=one.asked or today())
            yield one.question, searcher.search(query, _PASSAGES).passages


def sections(bench: Path, cache: Path, queries: int) -> Iterator[str]:
    """The tables, as Markdown."""
    from eval.studies.citation_engine import ask_citation_engine  # LlamaIndex takes seconds to load.

    asked = list(questions_with_passages(bench, cache, queries))
    systems: Mapping[str, Ask] = {"Dateline": ask_dateline, "CitationQueryEngine": ask_citation_engine}
    yield f"#### Scripted models, {len(asked)} questions of {_SET} `gold_url`\n\n{checking_table(systems, asked)}"


def main() -> int:
    """Print the tables; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=40, help="questions that are drawn")
    add_cache(parser)
    return print_sections(parser, lambda arguments, bench: sections(bench, arguments.cache, arguments.queries))


if __name__ == "__main__":
    sys.exit(main())
