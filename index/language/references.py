"""What pronouns surely stand for, inside a sentence and in the one before; where it is not sure they are left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.language.types import Clause, Phrase, Reference, Sentence

_PERSON = frozenset(("he", "she", "him", "her", "his", "himself", "herself"))
_THING = frozenset(("it", "its", "itself"))
_SEVERAL = frozenset(("they", "them", "their", "themselves"))
_PLURAL = frozenset(("NNS", "NNPS"))


def references_in(sentence: Sentence, before: Sentence | None) -> tuple[Reference, ...]:
    """Return what the pronouns of a sentence stand for; `before` is the one that it follows."""
    found: list[Reference] = []
    for place, token in enumerate(sentence.tokens):
        word = token.text.lower()
        kinds = next((kinds for kinds in (_PERSON, _THING, _SEVERAL) if word in kinds), None)
        if kinds is None or token.pos != "PRON" or token.dep == "expl":
            continue
        antecedent = _antecedent(sentence, before, kinds, place)
        if antecedent is not None:
            found.append(Reference(place, antecedent))
    return tuple(found)


def _antecedent(sentence: Sentence, before: Sentence | None, kinds: frozenset[str], place: int) -> Phrase | None:
    subjects = list(_subjects(sentence, kinds, end=place))
    if sentence.tokens[place].tag == "PRP$":  # "It says the firm copied its valve": whose stays open.
        if any(token.text.lower() in kinds for token in sentence.tokens[:place]):
            return None
        earlier = _subjects(before, kinds) if before is not None else ()
        return _only((*subjects, *earlier))
    found = _only(subjects) or _only(_others(sentence, kinds, end=place))
    if found is None and before is not None:
        found = _only(_subjects(before, kinds)) or _only(_others(before, kinds))
    return found


def _only(phrases: Iterable[Phrase]) -> Phrase | None:
    """The one phrase, None where there are none or several by other words."""
    distinct = {phrase.text.split()[-1]: phrase for phrase in phrases}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def _subjects(sentence: Sentence, kinds: frozenset[str], end: int | None = None) -> Iterator[Phrase]:
    """What the predicates of a sentence, before a place, say something of."""
    for clause in sentence.clauses:
        for phrase in clause.whom if clause.passive else clause.who:
            resolved = sentence.resolved(phrase)
            if (end is None or phrase.last <= end) and _agrees(sentence, clause, resolved, kinds):
                yield resolved


def _others(sentence: Sentence, kinds: frozenset[str], end: int | None = None) -> Iterator[Phrase]:
    for clause in sentence.clauses:
        for phrase in clause.arguments:
            if (end is None or phrase.last <= end) and _agrees(sentence, clause, phrase, kinds):
                yield phrase


def _agrees(sentence: Sentence, clause: Clause, phrase: Phrase, kinds: frozenset[str]) -> bool:
    if not phrase.last <= len(sentence.tokens) or phrase.text.lower() in kinds:
        return False
    head = sentence.tokens[phrase.head] if sentence.start <= phrase.start < sentence.end else None
    entity = sentence.entity_of(phrase) if head is not None else None
    kind = entity.kind if entity is not None else ""
    if head is not None and head.pos == "PRON":
        return False
    if kinds is _PERSON:  # Names that the parser has not met may be taken for those of firms.
        return kind == "person" or (head is not None and head.tag == "NNP" and kind in {"", "organisation"})
    if kinds is _SEVERAL:
        joined = len(clause.whom if clause.passive else clause.who) > 1
        return not joined and (head is None or head.tag in _PLURAL) and kind not in {"time", "number"}
    return (
        kind not in {"time", "number"}
        and not (kind == "person" and " " in phrase.text)
        and (head is None or head.tag in {"NN", "NNP"})
    )


def all_references(sentences: Sequence[Sentence], follows: Sequence[bool]) -> Iterator[tuple[Reference, ...]]:
    """The references of each sentence; `follows` tells which stand right behind the one before."""
    before: Sentence | None = None
    for sentence, is_next in zip(sentences, follows, strict=True):
        found = references_in(sentence, before if is_next else None)
        yield found
        before = replace(sentence, references=found)
