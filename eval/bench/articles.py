"""What becomes of scraped articles, measured on the development sets: `python -m eval.bench.articles`.

Prints Markdown tables. The sets lie in the folder that DATELINE_BENCH names; `--memory N` indexes N articles besides.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from eval.bench.speed.steps import IndexingCost, measure_memory, measure_steps
from eval.report.tables import table
from eval.sets.archives import articles_in
from eval.sets.pages import load_pages
from eval.studies.articles import cleaning, publication, timex
from index.embed.model import BUNDLED
from index.published import publication as date_of
from index.types import RawArticle

_SAMPLE = 200
# These steps together may cost a tenth of the embedding.
_OUR_STEPS = ("cleaning", "dates", "duplicates")


def main(arguments: Sequence[str]) -> int:
    """Measure everything there is a set for; returns the exit code."""
    flag, memory = arguments[:1], arguments[1:]
    if arguments and (flag != ["--memory"] or len(memory) != 1 or not memory[0].isdecimal()):
        print("Usage: python -m eval.bench.articles [--memory N]", file=sys.stderr)  # noqa: T201  # a script
        return 2
    bench = os.environ.get("DATELINE_BENCH")
    if not bench or not Path(bench).is_dir():
        print("Set DATELINE_BENCH to the folder of the development sets.", file=sys.stderr)  # noqa: T201  # a script
        return 1
    articles = articles_in(Path(bench, "realtimeqa-2022/articles.jsonl"))
    for section in _sections(Path(bench), articles):
        print(section, end="\n\n", flush=True)  # noqa: T201  # It is what the script is for.
    if memory:
        print(_cost(measure_memory(articles, int(memory[0]), BUNDLED)))  # noqa: T201
    return 0


def _sections(bench: Path, articles: Sequence[RawArticle]) -> Iterator[str]:
    yield "### Cleaning, pages-trafilatura\n\n" + cleaning.table(load_pages(bench / "pages-trafilatura/pages.jsonl"))
    yield "### Dates of publication\n\n" + _publications(bench, articles)
    yield "### Time expressions, timex-meantime\n\n" + _times(bench / "timex-meantime")
    yield f"### Time, {_SAMPLE} articles of realtimeqa-2022\n\n" + _cost(measure_steps(articles[:_SAMPLE], BUNDLED))


def _publications(bench: Path, articles: Sequence[RawArticle]) -> str:
    today = datetime.now(UTC).date()
    pages = publication.read_dated_pages(bench / "pages-trafilatura/pages.jsonl")
    bodies = publication.read_dated_pages(
        bench / "realtimeqa-2022/articles.jsonl", text_key="text", day_key="published"
    )
    wiki = publication.read_dated_pages(bench / "timex-meantime/docs.jsonl", text_key="text", day_key="dct")
    dated = {
        "pages-trafilatura, text": publication.date_pages(pages, first_seen=today, with_address=False),
        "pages-trafilatura, text and address": publication.date_pages(pages, first_seen=today, with_address=True),
    } | {
        name: [
            (date_of(metadata=None, raw=page.text, text=page.text, url=None, first_seen=today), page.published)
            for page in of
        ]
        for name, of in (("realtimeqa-2022, bodies alone", bodies), ("timex-meantime, bodies alone", wiki))
    }
    rows = ((name, publication.score_publications(pairs)) for name, pairs in dated.items())
    return table(
        ("set", "pages", "right", "of them the day", "wrong", "unknown", "width of ranges, mean", "median"),
        ((name, s.pages, s.right, s.exact, s.wrong, s.unknown, s.mean_width, s.median_width) for name, s in rows),
    )


def _times(folder: Path) -> str:
    documents = timex.read_timex(folder)
    whole = [replace(document, annotated=len(document.text)) for document in documents]
    rows = ((name, timex.score_timex(of)) for name, of in (("annotated sentences", documents), ("whole texts", whole)))
    return table(
        ("scored", "gold", "found", "span F1, strict", "relaxed", "value F1", "bare weekdays"),
        ((name, s.gold, s.predicted, s.strict, s.relaxed, s.value, s.weekdays) for name, s in rows),
    )


def _cost(cost: IndexingCost) -> str:
    embedding = cost.seconds.get("embedding", 0.0) or 1.0
    ours = sum(cost.seconds.get(step, 0.0) for step in _OUR_STEPS)
    steps = [
        (step, seconds, seconds / cost.articles * 1000, seconds / embedding) for step, seconds in cost.seconds.items()
    ]
    return (
        f"{table(('step', 'seconds', 'ms an article', 'of embedding'), steps)}\n\n"
        f"{cost.articles} articles, {cost.passages} passages; cleaning, dates and duplicates together"
        f" {ours / embedding:.3f} of embedding; at most {cost.peak_gib:.2f} GiB of memory."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
