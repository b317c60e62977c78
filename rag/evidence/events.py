"""Which clauses of a sentence tell of the event that a question asks about, with the same things in the same roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.language.tree import Tree
from index.language.types import Clause, Phrase, Sentence
from index.language.words import content_words
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.phrases import all_names, is_same, words_in, words_of
from rag.question.question import Question

Role = Literal["who", "whom", "to_whom", "what", "when", "where", "how_much", "about"]
_ROLES: tuple[Role, ...] = ("who", "whom", "to_whom", "what", "when", "where", "how_much", "about")
_CORE: tuple[Role, ...] = ("who", "whom", "to_whom", "what")
_OPPOSITE: dict[Role, Role] = {"who": "whom", "whom": "who"}
# Light verbs say of an event no more than that it was: "the summit is held on Friday".
_TAKES_PLACE = frozenset(("be", "hold", "take", "happen", "occur"))


@dataclass(frozen=True, slots=True)
class Told:
    """A clause that tells of what is asked about.

    `noun` is where the event stands in it as a noun, like "birth"; None where it is the clause's verb.
    """

    clause: Clause
    noun: int | None = None


def told_by(question: Question, one: EvidenceSentence) -> Iterator[Told]:
    """Yield the clauses of a sentence that tell of what a question asks about, those whose verb does or else a noun."""
    verbs = verb_stems(question)
    wanted = verbs or _subject_stems(question)
    clauses = [clause for clause in one.sentence.clauses if not clause.conditional]
    by_verb = [clause for clause in clauses if wanted & set(content_words(clause.event))]
    yield from (Told(clause) for clause in by_verb if not verbs or _agrees(question, one, clause))
    if question.kind in {"when", "where"} and not by_verb:
        yield from _by_noun(question, one, wanted)


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
    wanted = [words_of(question.asking, each) for each in named if not _holds(question.gap, each)]
    told = words_in(one, phrase)
    return any(is_same(each, told) for each in wanted)


def are_of_others(asking: Sentence, gap: Phrase, sentence: Sentence, phrase: Phrase) -> bool:
    """Say whether two phrases are of things by other names: "what share of Luhansk", "54 percent of Donetsk"."""
    wanted, told = words_of(asking, gap).others, words_of(sentence, phrase).others
    return bool(wanted and told) and wanted.isdisjoint(told)


def _holds(gap: Phrase | None, phrase: Phrase) -> bool:
    return gap is not None and gap.first <= phrase.head < gap.last


def _subject_stems(question: Question) -> frozenset[str]:
    """The stem of the noun asked about: "when is the election"."""
    if question.clause is None:
        return frozenset()
    heads = (question.asking.tokens[each.head] for each in subjects_of(question.clause))
    return frozenset(stem for token in heads if token.pos == "NOUN" for stem in content_words(token.lemma))


def clause_at(sentence: Sentence, place: int | None) -> Clause | None:
    """Return the clause that the word at a place belongs to."""
    by_place = {clause.predicate: clause for clause in sentence.clauses}
    while place is not None and place not in by_place:
        head = sentence.tokens[place].head
        place = None if head == place else head
    return None if place is None else by_place[place]


def _by_noun(question: Question, one: EvidenceSentence, wanted: frozenset[str]) -> Iterator[Told]:
    """The event as a noun: "the election on Sunday", "the election is on Sunday"."""
    sentence = one.sentence
    tree = Tree(one.article.text, sentence.tokens, sentence.entities)
    for place, token in enumerate(sentence.tokens):
        clause = clause_at(sentence, place)
        if token.pos != "NOUN" or clause is None or not wanted & set(content_words(token.lemma)):
            continue
        names = all_names(sentence, tree.phrase(place))
        if not names or names & (question.subject | question.names):
            takes_place = clause.event in _TAKES_PLACE and any(each.head == place for each in subjects_of(clause))
            yield Told(clause, noun=None if takes_place else place)


def _agrees(question: Question, one: EvidenceSentence, clause: Clause) -> bool:
    """Whether nothing that the question names stands in another role, or has another in its place."""
    asked = question.clause
    if asked is None or clause.negated != asked.negated:
        return asked is None
    if not all(_fits(question, one, clause, phrase, role) for role in _CORE for phrase in phrases_of(asked, role)):
        return False
    wanted = {stem for phrase in asked.where for stem in all_names(question.asking, phrase)}
    told = {stem for phrase in clause.where for stem in all_names(one.sentence, phrase)}
    return not wanted or not told or not wanted.isdisjoint(told) or wanted <= one.stems


def _fits(question: Question, one: EvidenceSentence, clause: Clause, phrase: Phrase, role: Role) -> bool:
    asked = question.clause
    if asked is None or _holds(question.gap, phrase):
        return True
    wanted = words_of(question.asking, phrase)
    same = [is_same(wanted, words_in(one, found)) for found in phrases_of(clause, role)]
    if any(same):
        return True
    other = _OPPOSITE.get(role)
    if other and any(is_same(wanted, words_in(one, found)) for found in phrases_of(clause, other)):
        return role == "whom" and not clause.whom and not asked.who  # What was opened is what opened.
    return not same or not all(found is False for found in same)
