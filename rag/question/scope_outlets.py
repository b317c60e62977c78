"""The outlets whose reports a question asks for, told by the words around their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.question.outlet_mentions import Mention
from rag.question.scope_words import TEXTS, Words

# What an outlet does with the news, by its lemma.
_TELLING = frozenset(
    """
    carry cover describe detail discuss feature highlight mention note outline portray print publish quote report write
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_OUTLETS = frozenset(("outlet", "media", "newspaper", "paper", "source"))
# Who asks for other outlets, or for all but one, is not to be shown that one alone.
_BUT = frozenset(("apart", "aside", "besides", "except", "exclude"))
_BETWEEN = frozenset(("ADP", "ADV", "CCONJ", "DET", "QUOTE"))
_LEADING = frozenset(("ADV", "CCONJ", "DET", "NUM", "PRON", "QUOTE"))
_DESCRIBING = frozenset(("ADJ", "NOUN", "NUM", "PROPN"))
_HELPING = frozenset(("ADV", "AUX", "PRON", "QUOTE"))


def told_by(words: Words, named: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of outlets whose reports are asked for: all that are names, once one of them clearly is."""
    clear = {mention for group in _groups(words, named) if _is_clear(words, group) for mention in group}
    if not clear or any(_leaves_out(words, place) for place in range(len(words.tokens))):
        return []
    return [mention for mention in named if mention.proper or mention in clear]


def _groups(words: Words, named: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Mentions in a row: "The Verge, TechCrunch and Fortune"."""
    group: list[Mention] = []
    for mention in named:
        if group and not _is_joined(words, group[-1].end, mention.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _is_joined(words: Words, end: int, start: int) -> bool:
    between = range(words.behind(end), words.before(start) + 1)
    return len(between) <= 6 and all(words.pos(at) in _BETWEEN or words.lemma(at) == "," for at in between)


def _is_clear(words: Words, group: Sequence[Mention]) -> bool:
    """Whether the words around some names say that these outlets report."""
    before = words.skip(words.before(group[0].start), -1, _LEADING, 4)
    behind = words.behind(group[-1].end)
    if not all(mention.proper for mention in group):
        goes_on = words.pos(behind) in _DESCRIBING or words.tag(behind) == "POS"
        return _is_source(words, before) and not goes_on
    told = _is_source(words, before) or _is_told_in(words, before)
    return told or _has_text(words, behind) or _reports(words, behind)


def _is_source(words: Words, place: int) -> bool:
    """Whether a place ends "according to", "an article by" or "stories published in"."""
    if words.lemma(place) == "to":
        return words.tokens[place - 1].text.lower() == "according" if place else False
    if words.lemma(place) not in {"by", "from", "in"}:
        return False
    noun = place - 1
    if _tells(words, noun):
        noun = words.skip(noun - 1, -1, frozenset(("AUX", "PRON", "SCONJ")), 2)
    return words.lemma(noun) in TEXTS


def _is_told_in(words: Words, place: int) -> bool:
    """Whether a place ends "covered by" or "newspapers such as"."""
    if words.lemma(place) in {"by", "in", "on"} and _tells(words, place - 1):
        return True
    return words.lemma(place) in {"as", "include", "including", "like"} and bool(
        _OUTLETS & {words.lemma(place - 1), words.lemma(place - 2)}
    )


def _has_text(words: Words, place: int) -> bool:
    """Whether "'s report", "live coverage" or the like follows."""
    place += words.pos(place) == "QUOTE"
    owns = words.tag(place) == "POS"
    start = place + owns
    last = start
    while last - start < (4 if owns else 2) and words.lemma(last) not in TEXTS and words.pos(last) in _DESCRIBING:
        last += 1
    return words.lemma(last) in TEXTS


def _reports(words: Words, place: int) -> bool:
    verb = words.skip(place, 1, _HELPING, 3)
    helped = {words.lemma(at) for at in range(place, verb)}
    return _tells(words, verb) and "be" not in helped


def _tells(words: Words, place: int) -> bool:
    return words.pos(place) == "VERB" and words.lemma(place) in _TELLING


def _leaves_out(words: Words, place: int) -> bool:
    """Whether "except", "other than", "not by" or "other sources" stands at a place."""
    lemma, behind = words.lemma(place), words.lemma(place + 1)
    if lemma in _BUT:
        is_participle = lemma != "exclude" or words.tag(place) == "VBG"
        return is_participle and (lemma not in {"apart", "aside"} or behind == "from")
    if lemma == "other":
        named = {behind, words.lemma(place + 2)}
        return behind == "than" or bool(named & (_OUTLETS | TEXTS))
    return lemma == "not" and (words.pos(place + 1) == "ADP" or behind in {"accord", "according"})
