"""What a sentence states in answer to a question: the values that belong to the event or thing asked about.

Rules of neighbourhood instead of a parser: a value belongs to the nearest verb of its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.language.words import content_words
from index.types import Article
from rag.evidence.amounts import amounts_in
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.values import Amount, Value, times_in
from rag.grammar.attribution import attributions
from rag.grammar.clauses import BOUNDARIES, PRONOUNS, clause_around, governor, reports
from rag.grammar.names import Run, as_value, name_runs, places_after
from rag.grammar.tokens import Token, tokenize
from rag.grammar.verbs import Phase, event, event_at, event_of_noun, is_noun, phase
from rag.question.question import Question

# A time behind these is a bound of the event and not its own.
_LIMITS = frozenset(("since", "until", "till", "before", "after", "by", "than"))
# What has a date without a verb of its own: "the summit is on Friday", "the meeting was held on Friday".
_HAPPEN = frozenset(
    """
    be hold meet occur happen open schedule set bring begin start fall
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_BEFORE_YEARS = frozenset(
    """
    in of during from circa about around early late mid and or to ,
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
# "Nineteen children" is not how many people.
_PEOPLE = frozenset(content_words("people persons residents inhabitants victims deaths dead fatalities"))
_CREATORS = frozenset(content_words("artist author creator composer director writer singer architect founder designer"))
_CREATING = frozenset(
    """
    direct write compose create record perform make design found sing build
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_NOUN_REACH = 8
# What is longer is a table or a list that lost its lines.
_LONGEST, _LONGEST_TEXT = 100, 1_500

_LIFE = re.compile(r"\((?:[^()\d]{0,40}[ (])?(\d[^()–—-]{3,30})\s?[–—-]\s?([^()–—-]{4,30})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A value that a sentence gives in answer, with the event it belongs to and how far that had come."""

    value: Value
    event: str | None
    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    article: Article
    start: int
    end: int
    tokens: tuple[Token, ...]
    said: tuple[tuple[int, int], ...]

    def place_of(self, value: Value) -> int:
        return next(place for place, token in enumerate(self.tokens) if token.end > value.start)

    def is_said(self, value: Value) -> bool:
        """Whether a value stands in the words that tell who says so and when."""
        return any(start <= value.start < end for start, end in self.said)


def statements_in(asked: Question, one: EvidenceSentence) -> list[Statement]:
    """Return what a sentence states in answer to a question, in order."""
    article, start, end = one.article, one.start, one.end
    find = {"when": _times, "how many": _amounts, "who": _names, "where": _places}.get(asked.kind)
    tokens = tokenize(article.text, start, min(end, start + _LONGEST_TEXT))
    if find is None or len(tokens) > _LONGEST or end > start + _LONGEST_TEXT:
        return []
    said = tuple((start + one.start, start + one.end) for one in attributions(article.text[start:end]))
    sentence = _Sentence(article=article, start=start, end=end, tokens=tokens, said=said)
    return [found for found in find(asked, sentence) if not sentence.is_said(found.value)]


def _times(asked: Question, sentence: _Sentence) -> Iterator[Statement]:
    yield from _lifespan(asked, sentence)
    for value in times_in(sentence.article, sentence.start, sentence.end):
        place = sentence.place_of(value)
        before = sentence.tokens[place - 1].lower if place else ""
        if before in _LIMITS or _is_attribute(sentence.tokens, value, place):
            continue
        verb = governor(sentence.tokens, place, asked.events)
        if verb is None or event_at(sentence.tokens, verb) not in (asked.events or _HAPPEN):
            continue
        if not _is_of_another(asked, sentence, verb):
            yield _statement(sentence, value, verb)


def _is_of_another(asked: Question, sentence: _Sentence, verb: int) -> bool:
    """Whether the nearest name before a verb, or beside a noun, is not the subject: "her sister Margaret died"."""
    tokens = sentence.tokens
    clause = clause_around(tokens, verb)
    stands_for = any(tokens[at].lower in PRONOUNS for at in clause if 0 < at < verb)
    if stands_for and asked.subject.isdisjoint(_stems(tokens, (clause.start, verb))):
        return True
    runs = [run for run in name_runs(tokens) if run[0] in clause and not is_adjective(tokens, run)]
    runs = [run for run in runs if not sentence.is_said(as_value(sentence.article.text, tokens, run))]
    before = [run for run in runs if run[1] <= verb][-1:]
    noun = event_of_noun(tokens[verb].lower) is not None
    behind = [run for run in runs if run[0] > verb][:1] if noun else []
    return any(
        not asked.subject & _stems(tokens, run) for run in (*before, *behind) if not names_it(asked, tokens, run)
    )


def names_it(asked: Question, tokens: Sequence[Token], run: Run) -> bool:
    """Whether a name stands behind the subject's own noun: "the ferry Calista"."""
    return not asked.subject.isdisjoint(_stems(tokens, (run[0] - 1, run[0]))) if run[0] else False


def _stems(tokens: Sequence[Token], run: Run) -> set[str]:
    return {stem for token in tokens[slice(*run)] for stem in content_words(token.text)}


def _lifespan(asked: Question, sentence: _Sentence) -> Iterator[Statement]:
    """The day of birth or of death from "(2 July 1829 – 3 November 1913)"."""
    end = {"bear": 1, "die": 2}.get(next(iter(asked.events), ""))
    for found in _LIFE.finditer(sentence.article.text, sentence.start, sentence.end) if end else ():
        for value in times_in(sentence.article, *found.span(end or 0)):
            yield Statement(value=value, event=next(iter(asked.events)), phase="done")


def _is_attribute(tokens: Sequence[Token], value: Value, place: int) -> bool:
    """Whether a year describes the word behind it: "a 1943 film"."""
    behind = next((token for token in tokens[place:] if token.start >= value.end), None)
    if not value.text.isdecimal() or behind is None or not behind.text[0].isalpha():
        return False
    return place == 0 or tokens[place - 1].lower not in _BEFORE_YEARS


def _statement(sentence: _Sentence, value: Value, verb: int | None) -> Statement:
    if verb is None:
        return Statement(value=value, event=None, phase="done")
    return Statement(value=value, event=event_at(sentence.tokens, verb), phase=phase(sentence.tokens, verb))


def _amounts(asked: Question, sentence: _Sentence) -> list[Statement]:
    """The one number that answers; none where a sentence counts several things ("19 men and two women")."""
    found: list[tuple[int, Statement]] = []
    for value in amounts_in(sentence.article, sentence.start, sentence.end):
        place = sentence.place_of(value)
        stems = _stems_before(sentence.tokens, place)
        if not _counts(asked, value, stems):
            continue
        verbs = [at for at in clause_around(sentence.tokens, place) if reports(sentence.tokens, at, asked.events)]
        if verbs or not asked.events:
            statement = _statement(sentence, value, min(verbs, key=lambda at: abs(at - place), default=None))
            found.append((len((stems | set(value.nouns)) & asked.subject), statement))
    most = max((overlap for overlap, _ in found), default=0)
    nearest = [statement for overlap, statement in found if overlap == most]
    return nearest if len(nearest) == 1 else []


def _stems_before(tokens: Sequence[Token], place: int) -> set[str]:
    """The content words between a number and the number or the boundary before it."""
    stems: set[str] = set()
    for at in range(place - 1, max(place - 1 - _NOUN_REACH, -1), -1):
        if tokens[at].text[0].isdigit() or tokens[at].lower in {"and", *BOUNDARIES}:
            break
        stems.update(content_words(tokens[at].text))
    return stems


def _counts(asked: Question, value: Amount, before: set[str]) -> bool:
    """Whether a number counts or measures what is asked for: its own nouns say so, or those before it."""
    nouns = set(value.nouns)
    if asked.units:
        return value.unit in asked.units and (not asked.noun or bool(asked.noun & (nouns | before)))
    if value.unit == "%":
        return False
    if asked.noun & _PEOPLE:
        of_people = bool(nouns & (_PEOPLE | asked.noun))
        return of_people or (not nouns and not value.unit and bool(asked.events))
    if "popul" in asked.noun and nouns & _PEOPLE:
        return True
    if not asked.noun:
        return False
    looks_like_year = value.text.isdecimal() and 1800 <= value.number <= 2100
    return asked.noun <= nouns or (asked.noun <= before and not looks_like_year)


def _names(asked: Question, sentence: _Sentence) -> Iterator[Statement]:
    tokens = sentence.tokens
    runs = [run for run in name_runs(tokens) if not is_adjective(tokens, run)]
    for run in runs:
        value = as_value(sentence.article.text, tokens, run)
        if set(content_words(value.text)) & asked.subject:
            continue
        verb = _deed(asked, tokens, run)
        if verb is not None:
            yield _statement(sentence, value, verb)
        elif asked.noun and _holds_role(asked, tokens, run):
            yield _statement(sentence, value, None)


def is_adjective(tokens: Sequence[Token], run: Run) -> bool:
    """Say whether a capitalised word describes the noun behind it: "Russian troops"."""
    behind = tokens[run[1]] if run[1] < len(tokens) else None
    return behind is not None and run[1] - run[0] == 1 and is_noun(behind.text)


def _deed(asked: Question, tokens: Sequence[Token], run: Run) -> int | None:
    """The verb asked for whose doer a name is: right before it, or behind it and "by"."""
    first, last = run
    verb = next((at for at in range(last, min(last + 4, len(tokens))) if reports(tokens, at, asked.events)), None)
    if verb is not None and all(tokens[at].lower in _BETWEEN for at in range(last, verb)):
        passive = any(tokens[at].lower in {"was", "were", "is", "been"} for at in range(last, verb))
        return verb if passive == asked.passive else None
    by = _by(tokens, first)
    if by is None or not asked.events:
        return None
    return next((at for at in range(by - 1, max(by - 4, -1), -1) if reports(tokens, at, asked.events)), None)


def _by(tokens: Sequence[Token], first: int) -> int | None:
    """The place of the "by" whose name begins at a place: "by the British rock band The Beatles"."""
    for at in range(first - 1, max(first - 8, -1), -1):
        if tokens[at].lower == "by":
            return at
        if not (tokens[at].is_name or is_noun(tokens[at].text) or tokens[at].lower in {"the", "a", "an", "-", ","}):
            return None
    return None


_BETWEEN = frozenset(
    """
    was were is has had have been also then later will first
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)


def _holds_role(asked: Question, tokens: Sequence[Token], run: Run) -> bool:
    """Whether a name has the role asked for: "director NAME", "NAME, the director", "album by NAME"."""
    first, last = run
    before = [stem for token in tokens[max(first - 2, 0) : first] for stem in content_words(token.text)]
    behind = [token.lower for token in tokens[last : last + 2]]
    described = {stem for token in tokens[last : last + 6] for stem in content_words(token.text)}
    if asked.noun & set(before) or (behind and behind[0] in {",", "is", "was"} and asked.noun & described):
        return True
    if not asked.noun & _CREATORS:
        return False
    if behind and behind[0] in {"'s", "’s"} and described & asked.subject:
        return True
    by = _by(tokens, first)
    if by is None:
        return False
    verb = governor(tokens, by, frozenset())
    return verb is None or event_at(tokens, verb) in {"be", *_CREATING, *(event(noun) for noun in asked.noun)}


def _places(asked: Question, sentence: _Sentence) -> Iterator[Statement]:
    tokens = sentence.tokens
    runs = [run for run in name_runs(tokens) if not (run[1] < len(tokens) and is_noun(tokens[run[1]].text))]
    for place, value in places_after(sentence.article.text, tokens, runs):
        if set(content_words(value.text)) & asked.subject:
            continue
        verb = governor(tokens, place, asked.events)
        if verb is not None and event_at(tokens, verb) in (asked.events or {"locate", "be", "lie", "situate", "base"}):
            yield _statement(sentence, value, verb)
            return
