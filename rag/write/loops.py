"""Finding where a text begins to repeat itself, as models do that have lost the thread."""

from __future__ import annotations

import re

# Scripts that put no blank between words count character by character; markers do not count at all.
_WORD = re.compile(r"\[[\d,;\s–-]*\]|[\u2e80-\u9fff\uac00-\ud7af]|[^\W\u2e80-\u9fff\uac00-\ud7af]+")
_LONGEST = 80
_FEWEST_ROUNDS = 3
_FEWEST_WORDS = 24


def loop_start(text: str) -> int | None:
    """Where the second round of a loop that the text ends in begins; None where it ends in none.

    A loop is the same words, up to 80, at least three times in a row and 24 words or more in all.
    """
    found = [one for one in _WORD.finditer(text) if not one[0].startswith("[")]
    words = [one[0].casefold() for one in found[-_LONGEST * _FEWEST_ROUNDS :]]
    for period in range(1, len(words) // _FEWEST_ROUNDS + 1):
        rounds = max(_FEWEST_ROUNDS, -(-_FEWEST_WORDS // period))
        span = period * rounds
        if span <= len(words) and words[-span:-period] == words[period - span :]:
            return _first_repeat([one[0].casefold() for one in found], found, period)
    return None


def _first_repeat(words: list[str], found: list[re.Match[str]], period: int) -> int:
    """Go back from the end as long as words are those of a period earlier."""
    place = len(words)
    while place > period and words[place - 1] == words[place - 1 - period]:
        place -= 1
    return found[place].start()
