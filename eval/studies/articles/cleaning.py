r"""How well the cleaner tells an article from the page around it.

`python -m eval.studies.articles.cleaning PAGES.jsonl` prints it.

Shingle scores follow the article extraction benchmark
(https://github.com/scrapinghub/article-extraction-benchmark): 4-grams of the tokens `\w+` with their counts; precision
and recall a page, each averaged over the pages that have one; F1 is of the two averages. A segment counts as kept
where it occurs in the cleaned text but for white space.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from eval.sets.pages import ARTICLE, BODY, LabelledPage, load_pages
from index.clean import clean, clean_lines

_TOKEN = re.compile(r"\w+")
_WIDTH = 4

Cleaner = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningScores:
    """Scores in [0, 1] over a set of pages.

    Attributes:
        precision: mean share of a cleaned text's shingles that are the gold body's.
        recall: mean share of the gold body's shingles that are in the cleaned text.
        kept: share of all segments to be kept that are kept.
        dropped: share of all segments to be dropped that are dropped.
    """

    precision: float
    recall: float
    kept: float
    dropped: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two averages."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score_cleaning(
    pages: Sequence[LabelledPage], cleaned: Sequence[str], *, gold: frozenset[str] = BODY
) -> CleaningScores:
    """Score one cleaned text a page against the lines of the gold kinds; the sets of segments may not be empty."""
    pairs = [(shingles(page.gold(gold)), shingles(text)) for page, text in zip(pages, cleaned, strict=True)]
    common = [((true & found).total(), true.total(), found.total()) for true, found in pairs]
    texts = [_squeezed(text) for text in cleaned]
    wanted = [_squeezed(part) in text for page, text in zip(pages, texts, strict=True) for part in page.wanted]
    unwanted = [_squeezed(part) not in text for page, text in zip(pages, texts, strict=True) for part in page.unwanted]
    return CleaningScores(
        precision=_mean([both / found for both, _, found in common if found]),
        recall=_mean([both / true for both, true, _ in common if true]),
        kept=_mean(wanted),
        dropped=_mean(unwanted),
    )


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four tokens with their counts; a shorter text is one run."""
    tokens = _TOKEN.findall(text)
    starts = range(max(1, len(tokens) - _WIDTH + 1)) if tokens else ()
    return Counter(tuple(tokens[start : start + _WIDTH]) for start in starts)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def keep_everything(text: str) -> str:
    """The page as it is."""
    return text


def justext_body(text: str) -> str:
    """What jusText keeps of a text whose lines are given to it as paragraphs; needs the extra `bench`."""
    import justext

    html = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    paragraphs = justext.justext(f"<html><body>{html}</body></html>", justext.get_stoplist("English"))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


CLEANERS: Mapping[str, Cleaner] = {
    "keep everything": keep_everything,
    "jusText on the text": justext_body,
    "Dateline, trained on these pages too": clean,
}


def compare(pages: Sequence[LabelledPage]) -> Iterator[tuple[str, list[str]]]:
    """Each cleaner's name and what it makes of the pages; Dateline's also by models that never saw the page."""
    for name, cleaner in CLEANERS.items():
        yield name, [cleaner(page.text) for page in pages]
    yield "Dateline, cross-validated", cross_validated_texts(pages)


def cross_validated_texts(pages: Sequence[LabelledPage]) -> list[str]:
    """Each page cleaned by a model trained on the other folds."""
    from eval.fit.cleaner import cross_validated

    forests = dict(cross_validated(pages))
    return [clean_lines(page.text, forest=forests[place]).text for place, page in enumerate(pages)]


def table(pages: Sequence[LabelledPage]) -> str:
    """The comparison as a Markdown table."""
    rows = [
        "| cleaner | precision | recall | F1 | F1 with headline | kept | dropped |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, cleaned in compare(pages):
        scores = score_cleaning(pages, cleaned)
        headed = score_cleaning(pages, cleaned, gold=ARTICLE)
        shown = (scores.precision, scores.recall, scores.f1, headed.f1, scores.kept, scores.dropped)
        rows.append(f"| {name} | " + " | ".join(f"{value:.3f}" for value in shown) + " |")
    return "\n".join(rows)


def main(arguments: Sequence[str]) -> int:
    """Print the comparison on the pages of a file."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m eval.studies.articles.cleaning PAGES.jsonl\n")
        return 2
    sys.stdout.write(table(load_pages(Path(arguments[0]))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
