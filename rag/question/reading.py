"""Reads a question: what kind of answer it asks for, of what event, and where it asks to look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from index.language.parser import default_parser
from index.language.sentences import sentence_spans
from index.language.questions import read_asking
from index.language.tree import Tree
from index.language.types import Clause, Excerpt, Parser, Phrase, Sentence
from index.language.words import content_words
from rag.evidence.amounts import CURRENCIES
from rag.question.question import AnswerKind, Question
from rag.question.scope import read_scope
from rag.types import Query

# What a noun asks for. Grammar does not tell it, and the parser's names of kinds are of names.
_KINDS_OF_NOUN: dict[str, AnswerKind] = {
    **dict.fromkeys(("day", "date", "year", "month", "week", "time", "decade", "century", "birthday"), "when"),
    **dict.fromkeys(("city", "country", "state", "town", "village", "region", "place", "location", "capital"), "where"),
    **dict.fromkeys(("number", "population", "toll", "price", "cost", "share", "percentage", "amount"), "how many"),
    **dict.fromkeys(("age", "total", "score", "rate", "turnout", "length", "height", "weight", "value"), "how many"),
    **dict.fromkeys(("person", "man", "woman", "president", "minister", "leader", "mayor", "director"), "who"),
}
_BY_WORD: dict[str, AnswerKind] = {"when": "when", "where": "where", "why": "why", "who": "who", "whom": "who"}
_METRES, _KILOGRAMS, _SHARES = frozenset(("m",)), frozenset(("kg",)), frozenset(("%",))
_MONEY = frozenset((*CURRENCIES, "%", "kg"))
_UNITS: dict[str, frozenset[str]] = {
    "much": _MONEY,
    **dict.fromkeys(("tall", "far", "high", "deep", "large", "big"), _METRES),
    "heavy": _KILOGRAMS,
    **dict.fromkeys(("old", "fast"), frozenset(("none",))),
    **dict.fromkeys(("percentage", "share", "proportion", "turnout"), _SHARES),
}
_ASKING = frozenset(("WDT", "WP", "WP$", "WRB"))
# "How long" and "how often" ask for no number.
_ADVERBS_OF_AMOUNT = frozenset(("far", "high", "fast", "much"))
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
    asking = read_asking(_excerpt(query.text), parser or default_parser())
    sentence, clause, gap = asking.sentence, asking.clause, asking.gap
    tree = Tree(query.text, sentence.tokens, sentence.entities)
    kind, noun = _kind(tree, clause, asking.word, gap)
    verbs = _stems(tree, [] if clause is None else [clause.predicate, *tree.children(clause.predicate, "prt", "aux")])
    counted = frozenset(content_words(noun)) - verbs
    asked_for = _stems(tree, range(gap.first, gap.last)) if gap is not None else frozenset[str]()
    whole = frozenset(content_words(sentence.text))
    return Question(
        query=query,
        asking=sentence,
        kind=kind,
        clause=clause,
        gap=gap,
        events=_events(sentence, clause),
        subject=whole - verbs - asked_for - counted,
        noun=counted,
        names=_stems(tree, (place for place, token in enumerate(sentence.tokens) if token.pos == "PROPN")),
        units=_units(tree, asking.word, noun) if kind == "how many" else frozenset[str](),
        passive=clause is not None and clause.passive,
        scope=read_scope(query.text, asked=query.asked, outlets=outlets),
    )


def _excerpt(text: str) -> Excerpt:
    first = max(len(text) - _LONGEST, 0)
    spans = sentence_spans(text, first) or [(first, len(text))]
    return Excerpt(text, *spans[-1])


def _kind(tree: Tree, clause: Clause | None, word: int | None, gap: Phrase | None) -> tuple[AnswerKind, str]:
    """The kind of answer, and the noun that names what is asked for, "" where none does."""
    if word is None or gap is None:
        opens = bool(tree.tokens) and tree.tokens[0].pos in {"AUX", "VERB"} and tree.tokens[0].tag != "VB"
        return ("yes or no" if opens else "other"), ""
    lemma = tree.tokens[word].lemma.lower()
    noun = _noun(tree, clause, gap)
    of_noun = _KINDS_OF_NOUN.get(tree.tokens[noun].lemma.lower()) if noun is not None else None
    words = "" if noun is None else tree.tokens[noun].text
    if lemma == "how":
        return _kind_of_how(tree, word, gap)
    if lemma in _BY_WORD:
        describes = lemma == "who" and _asks_about_a_name(tree, clause)
        return ("other" if describes else _BY_WORD[lemma]), words if lemma == "who" else ""
    if lemma == "whose":
        return "who", ""
    return of_noun or ("which" if gap.head != word else "other"), words


def _kind_of_how(tree: Tree, word: int, gap: Phrase) -> tuple[AnswerKind, str]:
    degree = tree.tokens[tree.tokens[word].head]
    is_amount = degree.pos == "ADJ" or degree.lemma.lower() in _ADVERBS_OF_AMOUNT
    counted = tree.tokens[gap.head].text if tree.tokens[gap.head].pos in {"NOUN", "PROPN"} else ""
    return ("how many" if is_amount else "how"), counted


def _noun(tree: Tree, clause: Clause | None, gap: Phrase) -> int | None:
    """The noun that names what is asked for: "town" of "which town", "population" of "what is the population of"."""
    if tree.tokens[gap.head].pos in {"NOUN", "PROPN"}:
        return gap.head
    if clause is None or clause.event != "be":
        return None
    named = [*tree.subjects(clause.predicate), *tree.children(clause.predicate, "attr")]
    return next((place for place in named if tree.tokens[place].pos == "NOUN"), None)


def _asks_about_a_name(tree: Tree, clause: Clause | None) -> bool:
    """Whether it asks what is to be said of somebody: "Who is John Kirby?"."""
    if clause is None or clause.event != "be":
        return False
    named = [*tree.subjects(clause.predicate), *tree.children(clause.predicate, "attr")]
    return any(tree.tokens[place].pos == "PROPN" for place in named)


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


def _units(tree: Tree, word: int | None, noun: str) -> frozenset[str]:
    degree = tree.tokens[tree.tokens[word].head].lemma.lower() if word is not None else ""
    named = _UNITS.get(noun.lower())
    counted = degree == "much" and noun and named is None
    return frozenset() if counted else named or _UNITS.get(degree, frozenset())


def _stems(tree: Tree, places: Iterable[int]) -> frozenset[str]:
    return frozenset(stem for place in places for stem in content_words(tree.tokens[place].text))
