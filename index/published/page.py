"""Which of the dates that a page shows is its article's: the one that stands where bylines stand."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from index.published.byline import Shown, shown_dates
from index.types import Published

_PARAGRAPH, _HEADLINE = 140, 20
_ABOVE_HEADLINE, _ABOVE_BODY, _BELOW_BEGINNING = 8, 30, 6
_CLOSE, _FAR, _COMMENTS, _KEPT_LINES = 8, 60, 3, 200
_SCRAPED = timedelta(days=2)
_DOUBT = {"published": 0, "by": 4, "timed": 6, "alone": 9, "created": 12}
# The addresses of countries that write the day first, and of pages made for them.
_DAY_FIRST = re.compile(
    r"(?:https?:)?/{0,2}[^/\s]{1,250}(?:\.(?:uk|ie|au|nz|in|za|de|fr|it|es|eu)(?:[:/]|$)|/en-(?:gb|au|in)/)"
)
_OTHERS = re.compile(
    r"\s{0,9}(?:\d{1,5} )?"
    r"(?:comments?|replies|read next|(?:related|more|latest) (?:\w{1,12} )?(?:stories|articles|news))"
    r"\s?[:(\d)]{0,9}\s{0,9}$",
    re.IGNORECASE,
)
_TITLE_PARTS = re.compile(r"\s+[-–—|:]\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where an article begins in its page: line numbers, from 0, of the headline (or None) and the first paragraph.

    Behind `end`, the second paragraph or some lines further down, no byline stands.
    """

    headline: int | None
    body: int
    end: int

    @property
    def begin(self) -> int:
        """The first line on which the article's byline may stand."""
        return self.body - _ABOVE_BODY if self.headline is None else self.headline - _ABOVE_HEADLINE

    def distance(self, line: int) -> int:
        """How many lines lie between a line and where bylines stand."""
        if line > self.body:
            return line - self.body
        if self.headline is None:
            return self.body - line
        return 2 * (self.headline - line) if line < self.headline else 0


def find_head(lines: Sequence[str], text: str) -> Head | None:
    """Find the headline and the first paragraph of a cleaned article in the page it was taken from."""
    plain = [_plain(line) for line in lines]
    kept = [_plain(line).lstrip("# ") for line in text.split("\n")[:_KEPT_LINES]]
    body = _first_paragraph(plain, {line for line in kept if len(line) >= _PARAGRAPH})
    if body is None:
        return None
    below = (
        number
        for number in range(body + 1, min(len(plain), body + _BELOW_BEGINNING))
        if len(plain[number]) >= _PARAGRAPH
    )
    end = min(next(below, len(plain)), body + _BELOW_BEGINNING)
    return Head(headline=_last_headline(plain[:body], kept[0]), body=body, end=end)


def _last_headline(plain: Sequence[str], title: str) -> int | None:
    """The headline nearest to the first paragraph; a page's title ("Headline | Site") holds it too."""
    parts = [part for part in _TITLE_PARTS.split(title) if len(part) >= _HEADLINE]
    titles = {title, *parts[:1]}
    found = [number for number, line in enumerate(plain) if line in titles and line]
    return found[-1] if found and len(plain) - found[-1] <= 2 * _ABOVE_BODY else None


def _first_paragraph(plain: Sequence[str], kept: Set[str]) -> int | None:
    """The first long line with another close below, of those that cleaning kept.

    A lone one may be a summary on top; but far below it long lines are comments, and it is the article.
    """
    every = [number for number, line in enumerate(plain) if len(line) >= _PARAGRAPH]
    ours = [number for number in every if plain[number] in kept]
    for long in (ours, every):
        for one, following in pairwise(long):
            if following - one <= _CLOSE and one - long[0] <= _FAR:
                return one
        if ours:
            return ours[0]
    return None


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()


def from_page(raw: str, text: str, *, url: str | None, latest: date) -> Published:
    """Read the publication date that a scraped page shows; no later than `latest`, the day it was first seen.

    A page that shows only when it was updated was published on that day or before: a range without a beginning.
    """
    lines = raw.split("\n")
    shown = shown_dates(lines, latest=latest, month_first=False if _DAY_FIRST.match(url or "") else None)
    head = find_head(lines, text)
    if head:
        others = _of_others(shown, head)
        shown = [one for one in shown if one not in others]
    near = [one for one in shown if head and head.begin <= one.line <= head.end]
    updates = [one for one in near or shown if one.form == "updated"]
    chosen = _closest(near, head) or _only(_of_article(lines, shown, head), labelled=bool(updates))
    if chosen and head and _is_of_masthead(chosen, head, latest=latest):
        return _until(chosen)
    if chosen and not _answered_before(chosen, shown, head):
        return _from_chosen(chosen, updates)
    return _until(updates[0] if updates else chosen)


def _closest(near: Sequence[Shown], head: Head | None) -> Shown | None:
    """The date that is closest to the headline, where a telling form counts as some lines."""
    dated = [one for one in near if one.form != "updated"]
    return min(dated, key=lambda one: _DOUBT[one.form] + (head.distance(one.line) if head else 0), default=None)


def _of_article(lines: Sequence[str], shown: Sequence[Shown], head: Head | None) -> Sequence[Shown]:
    """The dates of a page without those that stand, unlabelled, below a heading of comments or of other stories."""
    below = range(head.end if head else 0, len(lines))
    first = next((number for number in below if _OTHERS.match(lines[number])), len(lines))
    return [one for one in shown if one.line < first or one.form in {"published", "created", "updated"}]


def _is_of_masthead(chosen: Shown, head: Head, *, latest: date) -> bool:
    """Whether a bare date above the headline is that of a page just scraped, as mastheads show it."""
    above = head.headline is not None and chosen.line < head.headline
    return above and chosen.form == "alone" and chosen.days[-1] >= latest - _SCRAPED


def _of_others(shown: Sequence[Shown], head: Head) -> Sequence[Shown]:
    """The dates above a headline that are other stories': several days, or one where only an update stands below it."""
    top = head.headline
    near = [one for one in shown if head.begin <= one.line <= head.end]
    dated = [one for one in near if one.form != "updated"]
    if top is None or any(one.line > top or one.form not in {"alone", "timed"} for one in dated):
        return []
    several = len({one.days for one in dated}) > 1 or any(one.line > top for one in near)
    return dated if several else []


def _only(shown: Sequence[Shown], *, labelled: bool) -> Shown | None:
    """The first date of a page that has no other, of those under a label where it has such."""
    published = [one for one in shown if one.form == "published" or (labelled and one.form == "created")]
    others = published or [one for one in shown if one.form not in {"created", "updated"} and not labelled]
    return others[0] if len({one.days for one in others}) == 1 else None


def _answered_before(chosen: Shown, shown: Sequence[Shown], head: Head | None) -> bool:
    """Whether readers' comments are older than a date, which then is the day of an update."""
    comments = [one for one in shown if head and one.line > head.end and one.form == "timed"]
    before = [one for one in comments if one.days[-1] < chosen.days[0] - timedelta(days=1)]
    return len(before) >= _COMMENTS


def _from_chosen(chosen: Shown, updates: Sequence[Shown]) -> Published:
    if len(chosen.days) > 1:  # 03/04/2019 is one of two days a month apart, and no range holds just these.
        return Published(words=chosen.words)
    until = max((one.days[-1] for one in updates), default=chosen.days[-1]) if chosen.form == "created" else None
    latest = max(until or chosen.days[-1], chosen.days[-1])
    exact = chosen.days[0] == latest
    time = chosen.time if exact else None
    return Published(earliest=chosen.days[0], latest=latest, time=time, provenance="byline", words=chosen.words)


def _until(shown: Shown | None) -> Published:
    return Published(latest=shown.days[-1], provenance="byline", words=shown.words) if shown else Published()
