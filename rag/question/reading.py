"""Reads a question: what kind of answer it asks for, of what event, and where it asks to look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from index.language.parser import default_parser
from index.language.questions import TIME_NOUNS, Asking, read_asking
from index.language.sentences import sentence_spans
from index.language.tree import Tree
from index.language.types import Clause, Excerpt, Parser, Sentence
from index.language.words import content_stem, content_words
from rag.question.currencies import CURRENCIES
from rag.question.question import AnswerKind, Question
from rag.question.scope import read_scope
from rag.types import Query

# What a noun asks for: grammar does not tell it. Those of other kinds ask which one it is.
_KINDS_OF_NOUN: dict[str, AnswerKind] = {
    **dict.fromkeys(TIME_NOUNS, "when"),
    **dict.fromkeys(("city", "country", "state", "town", "village", "region", "place", "location", "capital"), "where"),
    **dict.fromkeys(("number", "population", "toll", "price", "cost", "share", "percentage", "amount"), "how many"),
    **dict.fromkeys(("age", "total", "score", "rate", "turnout", "length", "height", "weight", "value"), "how many"),
    **dict.fromkeys(("person", "man", "woman", "president", "minister", "leader", "mayor", "director"), "who"),
    "reason": "why",
}
_KINDS_OF_WORD: dict[str, AnswerKind] = {"when": "when", "where": "where", "why": "why", "who": "who", "whom": "who"}
# "The name of the storm", "what kind of storm": the noun behind "of" is what is asked for.
_EMPTY_NOUNS = frozenset(("kind", "name", "sort", "type"))
_METRES, _SHARES = frozenset(("m",)), frozenset(("%",))
# The adjectives and adverbs of measure; "how long" may ask for a time, and asks for no number.
_UNITS_OF_DEGREE: dict[str, frozenset[str]] = {
    "many": frozenset(),
    "much": frozenset((*CURRENCIES, "%", "kg")),
    **dict.fromkeys(("tall", "far", "high", "deep", "large", "big"), _METRES),
    "heavy": frozenset(("kg",)),
    **dict.fromkeys(("old", "fast"), frozenset(("none",))),
}
_UNITS_OF_NOUN = dict.fromkeys(("percentage", "share", "proportion", "turnout"), _SHARES)
_LONGEST = 1_000


class QuestionReader:
    """Reads questions over an archive whose outlets are `outlets`."""

    def __init__(self, outlets: Callable[[], Sequence[str]] = tuple, parser: Parser | None = None) -> None:
        self._outlets = outlets
        self._parser = parser or default_parser()

    def read(self, query: Query) -> Question:
        """Return what is asked, as if it stood alone."""
        return read_question(query, outlets=self._outlets(), parser=self._parser)


def read_question(query: Query, *, outlets: Sequence[str] = (), parser: Parser | None = None) -> Question:
    """Return what a question asks; `outlets` are those of the archive. Its last sentence is the one that asks."""
    asking = read_asking(last_sentence(query.text), parser or default_parser())
    sentence, clause, gap = asking.sentence, asking.clause, asking.gap
    tree = Tree(query.text, sentence.tokens, sentence.entities)
    noun = _noun(tree, asking)
    kind = _kind(tree, asking, noun)
    verbs = _verbs(tree, asking)
    counted = _stems(tree, () if noun is None else (noun,)) - verbs
    asked_for = _stems(tree, range(gap.first, gap.last)) if gap is not None else frozenset[str]()
    whole = _stems(tree, range(len(tree.tokens)))
    return Question(
        query=query,
        asking=sentence,
        word=asking.word,
        auxiliary=asking.auxiliary,
        kind=kind,
        clause=clause,
        gap=gap,
        events=_events(sentence, clause),
        subject=whole - verbs - asked_for - counted,
        noun=counted,
        names=_stems(tree, (place for place, token in enumerate(tree.tokens) if token.pos == "PROPN")),
        units=_units(tree, asking.word, noun) if kind == "how many" else frozenset[str](),
        passive=clause is not None and clause.passive,
        scope=read_scope(query.text, asked=query.asked, outlets=outlets, parser=parser, read=(sentence,)),
    )


def last_sentence(text: str) -> Excerpt:
    """Return where the last sentence of a question stands, of a very long one the end."""
    first = max(len(text) - _LONGEST, 0)
    spans = sentence_spans(text, first) or [(first, len(text))]
    return Excerpt(text, *spans[-1])


def _noun(tree: Tree, asking: Asking) -> int | None:
    """Where the noun stands that names what is asked for: "town" of "which town", "toll" of "what is the toll of"."""
    noun = _noun_of_gap(tree, asking)
    if noun is not None and tree.tokens[noun].lemma.lower() in _EMPTY_NOUNS:
        return _behind_of(tree, noun) or noun
    return noun


def _noun_of_gap(tree: Tree, asking: Asking) -> int | None:
    if asking.gap is None:
        roots = (at for at, token in enumerate(tree.tokens) if token.head == at and token.pos == "NOUN")
        return None if asking.sentence.clauses else next(roots, None)
    head = tree.tokens[asking.gap.head]
    if head.pos in {"NOUN", "PROPN"}:
        return None if asking.word is not None and tree.tokens[asking.word].tag == "WP$" else asking.gap.head
    of = _behind_of(tree, asking.gap.head)
    return _noun_of_being(tree, asking.clause) if of is None and head.tag in {"WDT", "WP"} else of


def kind_of_noun(lemma: str) -> AnswerKind | None:
    """Return the kind of answer that a noun asks for, "where" of "town"; None for most nouns."""
    return _KINDS_OF_NOUN.get(lemma.lower())


def _behind_of(tree: Tree, place: int) -> int | None:
    of = (at for at in tree.children(place, "prep") if tree.tokens[at].text.lower() == "of")
    return next((behind for at in of if (behind := tree.child(at, "pobj")) is not None), None)


def _noun_of_being(tree: Tree, clause: Clause | None) -> int | None:
    if clause is None or clause.event != "be":
        return None
    named = [*tree.subjects(clause.predicate), *tree.children(clause.predicate, "attr")]
    return next((place for place in named if tree.tokens[place].pos == "NOUN"), None)


def _kind(tree: Tree, asking: Asking, noun: int | None) -> AnswerKind:
    of_noun = None if noun is None else kind_of_noun(tree.tokens[noun].lemma)
    if asking.word is None:
        states = asking.gap is None and any(clause.tense != "none" for clause in asking.sentence.clauses)
        is_yes_or_no = asking.auxiliary is not None or (states and asking.sentence.text.endswith("?"))
        return "yes or no" if is_yes_or_no else of_noun or ("which" if asking.gap is not None else "other")
    word = tree.tokens[asking.word]
    lemma = word.lemma.lower()
    if lemma == "how":
        return "how many" if tree.tokens[word.head].lemma.lower() in _UNITS_OF_DEGREE else "how"
    if word.tag == "WP$":
        return "who"
    if lemma in _KINDS_OF_WORD:
        return "other" if lemma == "who" and _asks_about_a_name(tree, asking.clause) else _KINDS_OF_WORD[lemma]
    is_named = asking.gap is not None and asking.gap.head != asking.word
    return of_noun or ("which" if lemma == "which" or is_named else "other")


def _asks_about_a_name(tree: Tree, clause: Clause | None) -> bool:
    """Whether it asks what is to be said of somebody: "Who is John Kirby?"."""
    if clause is None or clause.event != "be":
        return False
    named = [*tree.subjects(clause.predicate), *tree.children(clause.predicate, "attr")]
    return any(tree.tokens[place].pos == "PROPN" for place in named)


def _verbs(tree: Tree, asking: Asking) -> frozenset[str]:
    """The stems of the verb asked about, and of an order to name what it asks for."""
    places = [] if asking.clause is None else [asking.clause.predicate]
    places += [at for place in places for at in tree.children(place, "prt")]
    if asking.word is None and asking.gap is not None:
        places.append(tree.tokens[asking.gap.head].head)
    return _stems(tree, places)


def _events(asking: Sentence, clause: Clause | None) -> frozenset[str]:
    """The verb asked about, and of "begin to leave" what begins; "be" says nothing."""
    if clause is None:
        return frozenset()
    place = asking.clauses.index(clause)
    inside = (
        one
        for one in asking.clauses
        if one.parent == place and asking.tokens[one.predicate].dep == "xcomp" and one.phase != "happens"
    )
    return frozenset(one.event for one in (clause, *inside) if one.event != "be")


def _units(tree: Tree, word: int | None, noun: int | None) -> frozenset[str]:
    named = None if noun is None else _UNITS_OF_NOUN.get(tree.tokens[noun].lemma.lower())
    degree = tree.tokens[tree.tokens[word].head].lemma.lower() if word is not None else ""
    counted = degree == "much" and noun is not None and named is None
    return frozenset() if counted else named or _UNITS_OF_DEGREE.get(degree, frozenset())


def _stems(tree: Tree, places: Iterable[int]) -> frozenset[str]:
    """The stems of the words at some places that say something."""
    tokens = (tree.tokens[place] for place in places)
    said = [token.text for token in tokens if token.pos not in {"AUX", "PART", "PUNCT", "SYM"}]
    found = {stem for word in said for stem in ([content_stem(word)] if word.isalpha() else content_words(word))}
    return frozenset(stem for stem in found if stem)
