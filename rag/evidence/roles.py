"""Whether a clause tells of the event that a question asks about, with the same things in the same roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.language.tree import Tree
from index.language.types import Clause, Phrase, Sentence, Token
from index.language.words import content_words
from rag.evidence.evidence import EvidenceSentence
from rag.question.question import Question

Role = Literal["who", "whom", "to_whom", "what", "when", "where", "how_much", "about"]
_ROLES: tuple[Role, ...] = ("who", "whom", "to_whom", "what", "when", "where", "how_much", "about")
_CORE: tuple[Role, ...] = ("who", "whom", "to_whom", "what")
_OPPOSITE: dict[Role, Role] = {"who": "whom", "whom": "who"}
# Light verbs say of an event no more than that it was: "the summit is held on Friday".
_TAKES_PLACE = frozenset(("be", "hold", "take", "happen", "occur"))

_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_PARTS_OF_NAMES = frozenset(("compound", "nmod", "amod", "nummod"))
_OWNING = _PARTS_OF_NAMES | {"poss"}


@dataclass(frozen=True, slots=True)
class Told:
    """A clause that tells of what is asked about.

    `noun` is where the event stands in it as a noun, like "birth"; None where it is the clause's verb.
    """

    clause: Clause
    noun: int | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """What a phrase is known by.

    Attributes:
        stems: of its content words.
        names: the stems of the name at its head, or of those that describe its head: "the Chernobyl plant".
        others: the stems of the names that stand elsewhere in it: "Ruiz's father", "the mayor of Tamsin".
        owners: those among them that own its head: "Ruiz's father".
        head: the stem of its head.
        is_open: whether it is a pronoun.
        is_new: whether it brings in something that was not told of before: "a plant".
    """

    stems: frozenset[str]
    names: frozenset[str]
    others: frozenset[str]
    owners: frozenset[str]
    head: str
    is_open: bool
    is_new: bool


def told_by(question: Question, one: EvidenceSentence) -> Iterator[Told]:
    """Yield the clauses of a sentence that tell of what a question asks about, those whose verb does or else a noun."""
    verbs = verb_stems(question)
    wanted = verbs or _subject_stems(question)
    clauses = [clause for clause in one.sentence.clauses if not clause.conditional]
    by_verb = [clause for clause in clauses if wanted & set(content_words(clause.event))]
    yield from (Told(clause) for clause in by_verb if not verbs or _agrees(question, one, clause))
    if question.kind in {"when", "where"} and not by_verb:
        yield from _by_noun(question, one, clauses, wanted)


def verb_stems(question: Question) -> frozenset[str]:
    """Return the stems of the verbs asked about; "be", "have" and "do" have none."""
    return frozenset(stem for event in question.events for stem in content_words(event))


def gap_role(question: Question) -> tuple[Role | None, str]:
    """Return the role that the gap has in the clause asked about, and the preposition before it; None for no role."""
    if question.clause is None or question.gap is None:
        return None, ""
    for role in _ROLES:
        for phrase in phrases_of(question.clause, role):
            if _holds(question.gap, phrase):
                return role, phrase.preposition
    return None, ""


def phrases_of(clause: Clause, role: Role) -> tuple[Phrase, ...]:
    """Return the phrases of a clause in a role."""
    found: tuple[Phrase, ...] = getattr(clause, role)
    return found


def subjects_of(clause: Clause) -> tuple[Phrase, ...]:
    """Return what a clause says something of."""
    return clause.whom if clause.passive else clause.who


def is_about_the_same(question: Question, one: EvidenceSentence, phrase: Phrase) -> bool:
    """Say whether a phrase of a sentence surely stands for what is, or is not, what is asked for."""
    asked = question.clause
    named = (*asked.who, *asked.whom, *asked.what) if asked is not None else ()
    wanted = [_words(question.asking, each) for each in named if not _holds(question.gap, each)]
    told = _words_in(one, phrase)
    return any(_is_same(each, told) for each in wanted)


def are_of_others(asking: Sentence, gap: Phrase, sentence: Sentence, phrase: Phrase) -> bool:
    """Say whether two phrases are of things by other names: "what share of Luhansk", "54 percent of Donetsk"."""
    wanted, told = _words(asking, gap).others, _words(sentence, phrase).others
    return bool(wanted and told) and wanted.isdisjoint(told)


def _holds(gap: Phrase | None, phrase: Phrase) -> bool:
    return gap is not None and gap.first <= phrase.head < gap.last


def _subject_stems(question: Question) -> frozenset[str]:
    """The stem of the noun asked about: "when is the election"."""
    if question.clause is None:
        return frozenset()
    heads = (question.asking.tokens[each.head] for each in subjects_of(question.clause))
    return frozenset(stem for token in heads if token.pos == "NOUN" for stem in content_words(token.lemma))


def _by_noun(
    question: Question, one: EvidenceSentence, clauses: Sequence[Clause], wanted: frozenset[str]
) -> Iterator[Told]:
    """The event as a noun: "the election on Sunday", "the election is on Sunday"."""
    sentence = one.sentence
    tree = Tree(one.article.text, sentence.tokens, sentence.entities)
    for place, token in enumerate(sentence.tokens):
        if token.pos != "NOUN" or not wanted & set(content_words(token.lemma)):
            continue
        under = [sentence.tokens[at] for at in tree.subtree(place)]
        names = _stems(each.text for each in under if each.pos == "PROPN" and not _is_time(sentence, each.start))
        if names and names.isdisjoint(question.subject | question.names):
            continue
        for clause in clauses:
            takes_place = clause.event in _TAKES_PLACE and any(each.head == place for each in subjects_of(clause))
            yield Told(clause, noun=None if takes_place else place)


def _is_time(sentence: Sentence, start: int) -> bool:
    return any(
        one.kind == "time" and sentence.tokens[one.first].start <= start < sentence.tokens[one.last - 1].end
        for one in sentence.entities
    )


def _agrees(question: Question, one: EvidenceSentence, clause: Clause) -> bool:
    """Whether nothing that the question names stands in another role, or has another in its place."""
    asked = question.clause
    if asked is None or clause.negated != asked.negated:
        return asked is None
    if not all(_fits(question, one, clause, phrase, role) for role in _CORE for phrase in phrases_of(asked, role)):
        return False
    wanted = {stem for phrase in asked.where for stem in _all_names(question.asking, phrase)}
    told = {stem for phrase in clause.where for stem in _all_names(one.sentence, phrase)}
    return not wanted or not told or not wanted.isdisjoint(told) or wanted <= one.stems


def _fits(question: Question, one: EvidenceSentence, clause: Clause, phrase: Phrase, role: Role) -> bool:
    asked = question.clause
    if asked is None or _holds(question.gap, phrase):
        return True
    wanted = _words(question.asking, phrase)
    same = [_is_same(wanted, _words_in(one, found)) for found in phrases_of(clause, role)]
    if any(same):
        return True
    other = _OPPOSITE.get(role)
    if other and any(_is_same(wanted, _words_in(one, found)) for found in phrases_of(clause, other)):
        return role == "whom" and not clause.whom and not asked.who  # What was opened is what opened.
    return not same or not all(found is False for found in same)


def _is_same(wanted: _Words, told: _Words) -> bool | None:
    """Whether two phrases stand for the same; None where that is open."""
    if told.is_open:
        return None
    if wanted.names and told.names:
        return wanted.names <= told.names or told.names <= wanted.names
    if wanted.names:
        is_another = told.is_new or wanted.names <= told.owners
        return True if told.head in wanted.stems else False if is_another else None
    if told.names:
        return wanted.head in told.stems
    if wanted.others and told.others and wanted.others.isdisjoint(told.others):
        return False
    return True if wanted.head == told.head else None


def _words_in(one: EvidenceSentence, phrase: Phrase) -> _Words:
    """The words of a phrase of a sentence, or of what it surely stands for, and those of its appositions."""
    sentence = one.sentence
    resolved = sentence.resolved(phrase)
    home = next((found for found in (sentence, *one.before) if found.start <= resolved.start < found.end), sentence)
    words = _words(home, resolved)
    also = [_words(home, named) for named in named_by(home, resolved)]
    return replace(
        words,
        stems=words.stems.union(*(each.stems for each in also)),
        names=words.names.union(*(each.names for each in also)),
    )


def _all_names(sentence: Sentence, phrase: Phrase) -> frozenset[str]:
    words = _words(sentence, phrase)
    return words.names | words.others


def named_by(sentence: Sentence, phrase: Phrase) -> Iterator[Phrase]:
    """Yield what a sentence says that the thing is which a phrase stands for."""
    for clause in sentence.clauses:
        if clause.event == "be" and any(each.head == phrase.head for each in clause.who):
            yield from clause.what


def _words(sentence: Sentence, phrase: Phrase) -> _Words:
    tokens = [(place, sentence.tokens[place]) for place in range(phrase.first, phrase.last)]
    head = sentence.tokens[phrase.head]
    proper = [(place, each) for place, each in tokens if each.pos == "PROPN" and not _is_time(sentence, each.start)]
    own = {place for place, _ in proper if _hangs_on(sentence.tokens, place, phrase.head, _PARTS_OF_NAMES)}
    owning = [each for place, each in proper if _hangs_on(sentence.tokens, place, phrase.head, _OWNING)]
    marks = [each for _, each in tokens if each.head == phrase.head]
    return _Words(
        stems=_stems(word for _, token in tokens for word in (token.text, token.lemma)),
        names=_stems(token.text for place, token in proper if place in own),
        others=_stems(token.text for place, token in proper if place not in own),
        owners=_stems(token.text for token in owning) if not own else frozenset(),
        head=next(iter(content_words(head.lemma)), ""),
        is_open=head.pos in {"PRON", "DET"},
        is_new=head.pos == "NOUN" and not any(each.dep == "poss" or each.text.lower() in _DEFINITE for each in marks),
    )


def _hangs_on(tokens: Sequence[Token], place: int, head: int, deps: frozenset[str]) -> bool:
    """Whether a word is the head of a phrase or depends on it by some dependencies alone."""
    while place != head and tokens[place].dep in deps and tokens[place].head != place:
        place = tokens[place].head
    return place == head


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for word in words for stem in content_words(word))
