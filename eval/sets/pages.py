"""Whole pages as plain text, with the kind of each line and hand-picked segments that must stay or go.

The pages are those of trafilatura's evaluation data (Barbaresi 2021, https://aclanthology.org/2021.acl-demo.15); the
kinds are this project's own labels, which hold line numbers and no text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.gold.records import Record, read_lines
from index.clean import normalise
from index.errors import InputError

LABELS = Path(__file__).parents[1] / "fit" / "labels" / "pages-trafilatura.jsonl"
KINDS = ("headline", "body", "standfirst", "byline", "caption", "teaser")
FURNITURE = "furniture"
BODY = frozenset({"body", "standfirst"})
ARTICLE = BODY | {"headline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page's normalised lines without the empty ones, the kind of each, and the segments to be kept and dropped."""

    file: str
    lines: tuple[str, ...]
    kinds: tuple[str, ...]
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole page."""
        return "\n".join(self.lines)

    def gold(self, kinds: frozenset[str] = BODY) -> str:
        """The lines of some kinds."""
        return "\n".join(line for line, kind in zip(self.lines, self.kinds, strict=True) if kind in kinds)


def load_pages(path: Path, labels: Path = LABELS) -> tuple[LabelledPage, ...]:
    """Read the pages and the labels of their lines, in the order of the pages.

    Raises:
        InputError: a file is missing or malformed, or a page has no labels.
    """
    labelled = {record.text("file"): record for record in read_lines(labels)}
    return tuple(_page(record, labelled, path) for record in read_lines(path))


def _page(record: Record, labelled: Mapping[str, Record], path: Path) -> LabelledPage:
    file = record.text("file")
    if file not in labelled:
        raise InputError(
            f"{path} has the page {file!r}, which has no labels.", mend="Label its lines, or leave it out."
        )
    kinds = _kinds(labelled[file])
    lines = enumerate(record.text("page_text").split("\n"), start=1)
    pairs = [(normalise(line).replace("\n", " "), kinds.get(number, FURNITURE)) for number, line in lines]
    pairs = [(line, kind) for line, kind in pairs if line]
    return LabelledPage(
        file=file,
        lines=tuple(line for line, _ in pairs),
        kinds=tuple(kind for _, kind in pairs),
        wanted=record.texts("with"),
        unwanted=record.texts("without"),
    )


def _kinds(record: Record) -> dict[int, str]:
    kinds: dict[int, str] = {}
    for kind in KINDS:
        ranges = record.optional_text(kind)
        if ranges:
            kinds |= dict.fromkeys(_numbers(ranges), kind)
    return kinds


def _numbers(ranges: str) -> list[int]:
    """Numbers such as 3, 4, 5 and 9 of "3-5,9"."""
    numbers: list[int] = []
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers
