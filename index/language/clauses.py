"""The clauses of a sentence: predicates with their arguments, read off its dependency tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.language.arguments import Arguments, arguments_of, is_passive
from index.language.tree import Tree
from index.language.types import Clause, Modality, Phase, Phrase, Tense, Token

# Aspectual verbs. Source: Levin 1993, English Verb Classes and Alternations, 55.1 and 55.2.
_BEGINNING = frozenset(("begin", "start", "commence", "resume"))
_ENDING = frozenset(("cease", "complete", "discontinue", "end", "finish", "halt", "quit", "stop"))
_GOING_ON = frozenset(("continue", "keep", "proceed"))
# Verbs that say of what stands under them that it happened, or that it did not. Source: Karttunen 1971, Implicative
# Verbs, https://doi.org/10.2307/412084.
_IMPLYING = frozenset(("bother", "dare", "get", "happen", "help", "make", "manage", "remember", "see"))
_DENYING = frozenset(("avoid", "decline", "fail", "forget", "neglect", "refuse"))
# What depends so is part of another predicate, or no predicate but a word made of one.
_PARTS = frozenset(("aux", "auxpass", "amod", "compound", "nmod", "nsubj", "nsubjpass", "dobj", "pobj", "attr", "prep"))
_FINITE = frozenset(("VBD", "VBP", "VBZ", "MD"))
_CONDITIONS = frozenset(("if", "unless", "whether"))
_NOBODY = frozenset(("no", "nobody", "none", "nothing", "neither"))


def clauses_of(tree: Tree) -> tuple[Clause, ...]:
    """Return the clauses of a sentence in the order of their predicates."""
    places = [place for place, token in enumerate(tree.tokens) if _is_predicate(token)]
    found = [_clause(tree, place) for place in places]
    found += [_apposition(tree, place) for place, token in enumerate(tree.tokens) if token.dep == "appos"]
    if not any(tree.tokens[place].tag in _FINITE for place in places):
        found += [
            _clause_of_noun(tree, place) for place, token in enumerate(tree.tokens) if _is_verb_after_all(tree, place)
        ]
    found.sort(key=lambda clause: clause.predicate)
    return tuple(_within(tree, found))


def _is_predicate(token: Token) -> bool:
    return token.pos in {"VERB", "AUX"} and token.tag.startswith("VB") and token.dep not in _PARTS


def _clause(tree: Tree, place: int) -> Clause:
    found: Arguments = arguments_of(tree, place)
    manner = _Manner(tree, place)
    return Clause(
        predicate=place,
        event=event_of(tree, place),
        who=tuple(found.who),
        whom=tuple(found.whom),
        to_whom=tuple(found.to_whom),
        what=tuple(found.what),
        when=tuple(found.when),
        where=tuple(found.where),
        how_much=tuple(found.how_much),
        about=tuple(found.about),
        passive=is_passive(tree, place),
        negated=manner.negated(found),
        modality=manner.modality(),
        phase=manner.phase(),
        tense=manner.tense(),
        conditional=manner.conditional(),
        quoted=_is_quoted(tree.tokens, place),
    )


def event_of(tree: Tree, place: int) -> str:
    """The lemma of a verb with its particle, like "burn down"."""
    particle = tree.child(place, "prt")
    lemma = tree.tokens[place].lemma.lower()
    return lemma if particle is None else f"{lemma} {tree.tokens[particle].text.lower()}"


def _apposition(tree: Tree, place: int) -> Clause:
    head = tree.tokens[place].head
    what = tuple(tree.phrases(place))
    amounts = tuple(phrase for phrase in what if tree.tokens[phrase.head].pos == "NUM")
    quoted = _is_quoted(tree.tokens, place)
    return Clause(predicate=place, event="be", who=(tree.phrase(head),), what=what, how_much=amounts, quoted=quoted)


def _is_verb_after_all(tree: Tree, place: int) -> bool:
    """Whether a plural noun at the root of a sentence without a verb is one: "The council votes on Tuesday"."""
    token = tree.tokens[place]
    is_root = token.head == place and token.tag == "NNS" and tree.child(place, "prep", "npadvmod") is not None
    return is_root and any(tree.tokens[at].tag in {"NN", "NNP"} for at in tree.children(place, "compound"))


def _clause_of_noun(tree: Tree, place: int) -> Clause:
    found = arguments_of(tree, place)
    *_, subject = tree.children(place, "compound")
    who = (tree.phrase(subject),)
    when, where, about = tuple(found.when), tuple(found.where), tuple(found.about)
    event = tree.tokens[place].lemma.lower()
    return Clause(predicate=place, event=event, who=who, when=when, where=where, about=about, tense="present")


class _Manner:
    """How a predicate is told: with what tense, as a fact or not, denied or not."""

    def __init__(self, tree: Tree, place: int) -> None:
        self._tree = tree
        self._place = place
        self._token = tree.tokens[place]
        own = list(tree.children(place, "aux", "auxpass"))
        # A modal may hang on the auxiliary behind it: "would be closed".
        above = [at for auxiliary in own for at in tree.children(auxiliary, "aux")]
        self._auxiliaries = [tree.tokens[at] for at in (*above, *own)]
        self._governor = None if self._token.head == place else self._token.head

    def _shares_auxiliaries(self) -> bool:
        """Whether it is joined to another verb whose auxiliaries are its own too: "will meet and talk"."""
        alone = not self._auxiliaries and not self._tree.subjects(self._place)
        same_form = self._governor is not None and self._tree.tokens[self._governor].tag == self._token.tag
        return self._token.dep == "conj" and alone and same_form

    def _other(self) -> _Manner | None:
        return None if self._governor is None else _Manner(self._tree, self._governor)

    def _governing_lemma(self) -> str:
        """The lemma of the verb whose complement it is, "" where it is none."""
        under = self._token.dep in {"xcomp", "ccomp"} and self._governor is not None
        return self._tree.tokens[self._governor or 0].lemma.lower() if under else ""

    def negated(self, arguments: Arguments) -> bool:
        own = self._tree.child(self._place, "neg") is not None
        nobody = any(self._names_nobody(phrase) for phrase in (*arguments.subjects, *arguments.objects))
        refused = self._governing_lemma() in _DENYING
        other = self._other()
        shared = self._shares_auxiliaries() and other is not None and other.negated(arguments)
        return (own != nobody) != (refused or shared)

    def _names_nobody(self, phrase: Phrase) -> bool:
        heads = (phrase.head, *self._tree.children(phrase.head, "det", "neg"))
        return any(self._tree.tokens[at].lemma.lower() in _NOBODY for at in heads if phrase.first <= at < phrase.last)

    def modality(self) -> Modality:
        modal = next((token for token in self._auxiliaries if token.tag == "MD"), None)
        if modal is not None:
            return "planned" if modal.lemma.lower() in {"will", "would", "shall", "'ll", "’ll"} else "possible"
        other = self._other()
        if self._shares_auxiliaries() and other is not None:
            return other.modality()
        lemma = self._governing_lemma()
        if lemma in _BEGINNING | _ENDING | _GOING_ON | _IMPLYING | _DENYING and other is not None:
            return other.modality()
        return "planned" if _is_infinitive(self._tree, self._place) else "fact"

    def phase(self) -> Phase:
        lemma = self._governing_lemma()
        return "begins" if lemma in _BEGINNING else "ends" if lemma in _ENDING else "happens"

    def tense(self) -> Tense:
        finite = next((token for token in (*self._auxiliaries, self._token) if token.tag in _FINITE), None)
        if finite is not None:
            return self._finite_tense(finite)
        other = self._other()
        if self._shares_auxiliaries() and other is not None:
            return other.tense()
        if _is_infinitive(self._tree, self._place) and self.modality() == "planned":
            return "future"
        if self._token.tag == "VBN" and self._token.dep == "acl":
            return "past"
        happened = self._token.tag != "VB" or self._governing_lemma()
        return other.tense() if other is not None and happened else "none"

    def _finite_tense(self, finite: Token) -> Tense:
        if finite.tag == "MD":
            return "future" if self.modality() == "planned" else "present"
        is_perfect = finite is not self._token and finite.lemma.lower() == "have"
        return "past" if finite.tag == "VBD" or is_perfect else "present"

    def conditional(self) -> bool:
        marks = (self._tree.tokens[at].lemma.lower() for at in self._tree.children(self._place, "mark"))
        return any(mark in _CONDITIONS for mark in marks)


def _is_quoted(tokens: Sequence[Token], place: int) -> bool:
    """Whether a quotation is open at a place."""
    is_open = False
    for token in tokens[:place]:
        if token.text in {"“", "‘", "”"} or (token.text == '"' and token.tag in {"``", "''"}):
            is_open = token.text in {"“", "‘"} or (token.text == '"' and not is_open)
    return is_open


def _within(tree: Tree, clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses with what they have from those they are part of: who says so, and whether it is conditional."""
    at_place = {clause.predicate: number for number, clause in enumerate(clauses)}
    speakers: dict[int, Phrase | None] = {}

    def parent_of(clause: Clause) -> int | None:
        at, joined = clause.predicate, False
        while tree.tokens[at].head != at:
            joined = tree.tokens[at].dep == "conj" and (joined or at == clause.predicate)
            at = tree.tokens[at].head
            if at in at_place and not joined:
                return at_place[at]
        return None

    parents = [parent_of(clause) for clause in clauses]

    def speaker_of(number: int) -> Phrase | None:
        if number not in speakers:
            speakers[number] = None  # A tree has no circles, but a broken one must not hang.
            parent = parents[number]
            own = _named_source(tree, clauses[number]) or _reporter(tree, clauses, number, parent)
            speakers[number] = own or (speaker_of(parent) if parent is not None else None)
        return speakers[number]

    for number, clause in enumerate(clauses):
        parent = parents[number]
        above = parent is not None and clauses[parent].conditional and tree.tokens[clause.predicate].dep != "conj"
        yield replace(clause, parent=parent, speaker=speaker_of(number), conditional=clause.conditional or above)


def _named_source(tree: Tree, clause: Clause) -> Phrase | None:
    """Who stands behind "according to"."""
    for at in tree.children(clause.predicate, "prep"):
        if tree.tokens[at].lemma.lower() in {"accord", "according"}:
            to = tree.child(at, "prep")
            source = None if to is None else tree.child(to, "pobj")
            return None if source is None else tree.phrase(source)
    return None


def _reporter(tree: Tree, clauses: Sequence[Clause], number: int, parent: int | None) -> Phrase | None:
    """The subject of the verb whose content a clause is: "officials" of "officials said that they left"."""
    if parent is None or tree.tokens[clauses[number].predicate].dep not in {"ccomp", "parataxis"}:
        return None
    is_finite = clauses[number].tense != "none" and not _is_infinitive(tree, clauses[number].predicate)
    saying = clauses[parent]
    subjects = saying.whom if saying.passive else saying.who
    return subjects[0] if subjects and is_finite else None


def _is_infinitive(tree: Tree, place: int) -> bool:
    return any(tree.tokens[at].tag == "TO" for at in tree.children(place, "aux"))
