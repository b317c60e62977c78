"""Names and places of a sentence, told by capital letters and the words beside them, without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.evidence.values import Value
from rag.grammar.tokens import Token

_PARTICLES = frozenset(("de", "van", "von", "der", "den", "bin", "ibn", "al", "el", "la", "di", "da", "du", "dos", "."))
_TITLES = frozenset(
    """
    mr mrs ms dr sir lord lady president minister prime senator general judge captain colonel chancellor king queen pope
    governor mayor professor secretary director chief spokesman spokeswoman spokesperson admiral the a an vice former
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_FUNCTION_WORDS = frozenset(
    """
    the a an it he she they we i in on at as but and if this that his her its their there when after before while since
    for by from to with these those what who how why where no not one some all many most
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_CALENDAR = frozenset(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_LONGEST = 6
Run = tuple[int, int]


def name_runs(tokens: Sequence[Token]) -> list[Run]:
    """Return the places [first, last) of the runs of capitalised words, without titles and leading function words."""
    runs: list[Run] = []
    place = 0
    while place < len(tokens):
        if not _begins_name(tokens, place):
            place += 1
            continue
        stop = place + 1
        while stop < len(tokens) and _continues_name(tokens, stop):
            stop += 1
        first, last = _without_titles(tokens, place, stop)
        if first < last and last - first <= _LONGEST:
            runs.append((first, last))
        place = stop
    return runs


def _begins_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether a capitalised word is one of a name: "One Direction" inside a sentence, not "One soldier" before it."""
    token = tokens[place]
    if not token.is_name or token.lower in _CALENDAR:
        return False
    opens = place == 0 or not tokens[place - 1].text[0].isalnum()
    return not (opens and token.lower in _FUNCTION_WORDS)


def _continues_name(tokens: Sequence[Token], place: int) -> bool:
    if _begins_name(tokens, place):
        return True
    token = tokens[place]
    initial = token.text != "." or len(tokens[place - 1].text) == 1
    return token.lower in _PARTICLES and initial and place + 1 < len(tokens) and _begins_name(tokens, place + 1)


def _without_titles(tokens: Sequence[Token], first: int, last: int) -> Run:
    while first < last and tokens[first].lower in _TITLES:
        first += 1
    return first, last


def as_value(text: str, tokens: Sequence[Token], run: Run) -> Value:
    """Return a run of names as a value."""
    start, end = tokens[run[0]].start, tokens[run[1] - 1].end
    words = [token.text for token in tokens[run[0] : run[1]] if token.text != "."]
    return Value(start=start, end=end, text=text[start:end], normalised=" ".join(words))


def places_after(text: str, tokens: Sequence[Token], runs: Sequence[Run]) -> Iterator[tuple[int, Value]]:
    """Yield (place, value) of the names behind "in", "at" or "near"; "Belleville, Illinois" is one."""
    starts = dict(runs)
    for place, token in enumerate(tokens[:-1]):
        if token.lower not in {"in", "at", "near", "outside"}:
            continue
        first = place + 1 + (tokens[place + 1].lower == "the")
        if first not in starts:
            continue
        last = starts[first]
        while last + 1 < len(tokens) and tokens[last].text == "," and last + 1 in starts:
            behind = starts[last + 1]
            if behind < len(tokens) and tokens[behind].text[0] not in ",.;)(":
                break
            last = behind
        words = [token.text for token in tokens[first:last] if token.text not in {".", ","}]
        start, end = tokens[first].start, tokens[last - 1].end
        yield first, Value(start=start, end=end, text=text[start:end], normalised=" ".join(words))
