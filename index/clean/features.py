"""What a line looks like: its length, its marks, its words, and its copies in the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.clean.vocabulary import CUES, GROUPS, READER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_READ = 240  # Characters of a line whose words are looked at; what a line is shows by then.
_TAIL = 90  # Characters at the end of a longer line, where credits stand.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+")
_CLOSING = "\"'”’»)]*"
_OPENING = "\"'“‘«„"
_BULLETS = "-*•–—#►"
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_BOUNDARIES = (". ", "? ", "! ", ".” ", '." ', "!” ", '!" ', "?” ", '?" ', "。")
_SEPARATORS = "|»›•·>→/"
_BYLINE = re.compile(r"(?:[Bb]y|BY|Von|Par|Por|Di|Автор:?)(?: |:)(?=[A-ZÀ-ÞА-Я@])")
_LABEL = re.compile(r"[A-Z][\w’' ]{1,30}:")
_CREDIT = re.compile(
    r"©|\((?:Image|Picture|Photo|Pic|Credit|Source|AP|AFP|Reuters)"
    r"|\b(?:Photo|Image|Credit|Source|Picture)s? ?(?:[:/]|by\b)"
)
_ADDRESSES = ("http:", "https:", "www.", "@", ".com")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d"
)
_CLOCK = re.compile(r"\d[:.h]\d\d")

_MARKS = (
    *("characters", "word_length", "sentence_end", "colon_end", "ellipsis_end", "boundaries", "commas", "lower_start"),
    *("quote_start", "bullet_start", "separators", "byline", "label", "credit", "address", "date", "clock"),
)
_SHARES = (
    "words",
    "capitalised",
    "upper",
    "digits",
    "reader",
    "ago",
    "function_words",
    *(f"cue_{name}" for name in CUES),
)
_PAGE = ("copies", "seen", "in_title", "rule", "shared_words", "shared_most")
NAMES: tuple[str, ...] = (*_MARKS, *_SHARES, *_PAGE)
_COUNT, _ENDS = NAMES.index("words"), NAMES.index("sentence_end")
_COUNTED = [NAMES.index(name) for name in ("characters", "words", "boundaries", "separators", "copies", "shared_most")]
PROSE_WORDS = 8  # From here on a line that ends like a sentence counts as prose.


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one line shows by itself: its numbers in the order of `NAMES`, and the words that say what it is about."""

    numbers: tuple[float, ...]
    content: frozenset[str]

    @property
    def is_prose(self) -> bool:
        """Whether it is long enough for a sentence and ends like one."""
        return self.numbers[_COUNT] >= PROSE_WORDS and self.numbers[_ENDS] > 0


def line_facts(line: str) -> Facts:
    """Describe a normalised line that is not empty."""
    words = _WORD.findall(line[:_READ])
    lower = [word.lower() for word in words]
    content = frozenset([word for word in lower if len(word) > 3 and word not in GROUPS])
    return Facts(numbers=(*_marks(line, len(words)), *_words(words, lower)), content=content)


def page_features(lines: Sequence[str], facts: Sequence[Facts], rules: Sequence[bool]) -> NDArray[np.float32]:
    """Describe each line of a page: `(n, len(NAMES))`, in the order of `NAMES`.

    Args:
        lines: normalised, none of them empty.
        facts: of each line.
        rules: which lines are furniture by their own words.
    """
    import numpy as np

    own = np.array([fact.numbers for fact in facts], dtype=np.float32)
    table = np.hstack([own, np.array(_page(lines, facts, rules), dtype=np.float32)])
    table[:, _COUNTED] = np.log1p(table[:, _COUNTED])
    return table


def _marks(line: str, words: int) -> list[float]:
    head = line[:_READ]
    start = line[0]
    end = line[-8:].rstrip(_CLOSING)
    numbers = _DIGIT.search(head) is not None
    return [
        len(line),
        min(len(head) / (words or 1), 20.0),
        end.endswith(_SENTENCE_ENDS),
        line.endswith((":", "：")),
        end.endswith(("…", "...")),
        sum(map(head.count, _BOUNDARIES)),
        min(head.count(",") / (words or 1), 0.5),
        start.islower(),
        start in _OPENING,
        start in _BULLETS or start.isdigit(),
        sum(map(head.count, _SEPARATORS)),
        _BYLINE.match(line) is not None,
        _LABEL.match(line) is not None,
        _has_credit(head) or (len(line) > _READ and _has_credit(line[-_TAIL:])),
        any(mark in head for mark in _ADDRESSES),
        numbers and _DATE.search(head) is not None,
        numbers and _CLOCK.search(head) is not None,
    ]


def _has_credit(part: str) -> bool:
    # The first test is many times as fast, and most lines fail it.
    return any(mark in part for mark in "©(:/y") and _CREDIT.search(part) is not None


def _words(words: Sequence[str], lower: Sequence[str]) -> list[float]:
    """Shares of all words, of those behind the first for capitals, which a sentence begins with anyway."""
    groups = [0] * (len(CUES) + 1)
    for word in lower:
        group = GROUPS.get(word)
        if group is not None:
            groups[group] += 1
    count = len(words) or 1
    return [
        len(words),
        sum([word[0].isupper() for word in words[1:]]) / max(len(words) - 1, 1),
        sum([word.isupper() for word in words if len(word) > 1]) / count,
        sum([word.isdigit() for word in words]) / count,
        sum([word in READER for word in lower]) / count,
        "ago" in lower,
        *(number / count for number in groups),
    ]


def _page(lines: Sequence[str], facts: Sequence[Facts], rules: Sequence[bool]) -> list[list[float]]:
    """Copies of the line in the page, whether the page's first line holds it, and words it has in common with prose."""
    uses = Counter(word for fact in facts if fact.is_prose for word in fact.content)
    copies = Counter(lines)
    title = lines[0].casefold()
    seen: set[str] = set()
    rows: list[list[float]] = []
    for line, fact, rule in zip(lines, facts, rules, strict=True):
        in_title = bool(rows) and 12 <= len(line) <= 300 and line.casefold() in title
        others = [uses[word] - fact.is_prose for word in fact.content] or [0]
        share = sum([number > 0 for number in others]) / len(others) if fact.content else -1.0
        rows.append([copies[line] - 1, line in seen, in_title, rule, share, max(others)])
        seen.add(line)
    return rows
