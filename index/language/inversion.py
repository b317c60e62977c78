"""Inverted questions read in the order of a statement, for a parser that learned from statements.

"Where did the ferry sink?" is read as "the ferry will sink": the auxiliary goes behind each word that may end its
subject, and that reading counts in which its verb follows. A modal stands for "do", for it can be no verb of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.language.tree import Tree
from index.language.types import Excerpt, Parser, Sentence, Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_FINITE = frozenset(("VBD", "VBP", "VBZ"))
_PARTICIPLES = frozenset(("VBD", "VBG", "VBN"))
_MAY_BE_VERBS = frozenset(("JJ", "NN", "RB", "VB", "VBD", "VBN", "VBP"))
_MODIFYING = frozenset(("acl", "amod", "compound", "relcl"))
# No verb follows these that has an auxiliary before it.
_NO_ENDS = frozenset(("CC", "DT", "IN", "PRP$", "TO", "WDT"))
_OBJECTS = ("attr", "ccomp", "dobj", "oprd")
# Verbs of naming, whose passive leaves a name open. Source: Levin 1993, English Verb Classes and Alternations, 29.3.
_NAMING = frozenset(("call", "dub", "name", "term", "title"))
_MOST_READINGS = 8


def inverted_auxiliary(tree: Tree, start: int) -> int | None:
    """Return where the auxiliary stands that has its subject behind it; `start` is where what is asked for ends."""
    tokens = tree.tokens
    place = next((at for at in range(start, len(tokens)) if _is_auxiliary(tokens[at])), None)
    if place is None:
        return None
    between = [tokens[at] for at in range(start, place)]
    if any(token.tag in _FINITE and token.dep not in _MODIFYING for token in between):
        return None
    if not start and any(token.pos not in {"ADV", "CCONJ", "INTJ", "PUNCT"} for token in between):
        return None
    behind = next((token for token in tokens[place + 1 :] if token.pos not in {"ADV", "PART"}), None)
    if behind is None or behind.pos == "PUNCT" or (start and behind.tag in _forms_after(tokens[place])):
        return None
    return place


def _is_auxiliary(token: Token) -> bool:
    is_finite = token.tag in _FINITE or (token.tag == "VB" and token.lemma.lower() == "do")
    return token.tag == "MD" or (token.lemma.lower() in {"'s", "’s", "be", "do", "have"} and is_finite)


def _is_modal(token: Token) -> bool:
    """Whether an infinitive follows it."""
    return token.tag == "MD" or token.lemma.lower() == "do"


def _forms_after(auxiliary: Token) -> frozenset[str]:
    return frozenset(("VB",)) if _is_modal(auxiliary) else _PARTICIPLES


def read_as_statement(tree: Tree, auxiliary: int, parser: Parser, *, gap: int | None, lacks: bool) -> Tree | None:
    """Return the tree of a misread question, with the verb of its auxiliary; None for one that was read well.

    `gap` is the head of what is asked for; `lacks` says that this is something which the verb must lack.
    """
    if _is_read(tree, auxiliary, gap):
        return None
    moves = [_Move(tree, auxiliary, place) for place in _verbs(tree, auxiliary)[:_MOST_READINGS]]
    read = parser.parse([Excerpt(move.text, 0, len(move.text)) for move in moves]) if moves else ()
    found = [move.read(one) for move, one in zip(moves, read, strict=True)]
    trees = [one for one in found if one is not None]
    lacking = [one for one in trees if not lacks or open_place(one.tree, one.verb, gap) is not None]
    if not _is_modal(tree.tokens[auxiliary]):
        return lacking[0].tree if lacking else None
    # The longest subject, but for phrases that may as well stand behind the verb: "the Normans besiege in the 11th".
    best = min(lacking or trees, key=lambda one: one.order(tree, auxiliary), default=None)
    return None if best is None else best.tree


@dataclass(frozen=True, slots=True)
class _Found:
    """A question read as a statement, with the places of its verb and its subject."""

    tree: Tree
    verb: int
    subject: int

    def order(self, before: Tree, auxiliary: int) -> tuple[bool, int, int]:
        """What makes one reading better than another: the least comes first."""
        prepositions = sum(token.pos == "ADP" for token in before.tokens[auxiliary : self.verb])
        return before.tokens[self.subject].tag == "JJ", prepositions, -self.verb


def _is_read(tree: Tree, auxiliary: int, gap: int | None) -> bool:
    token = tree.tokens[auxiliary]
    verb = token.head
    if token.dep in {"aux", "auxpass"} and verb > auxiliary:
        others = [tree.tokens[at].tag for at in tree.children(verb, "aux", "auxpass")]
        forms = _forms_after(token) | (_PARTICIPLES if len(others) > 1 else frozenset())
        between = [at for at in tree.children(verb, *_SUBJECTS) if at > auxiliary and tree.tokens[at].tag != "DT"]
        return tree.tokens[verb].tag in forms and bool(between)
    if _is_modal(token):
        return False
    # "What is the mayor of Tamsin?" has a subject, and what it is.
    named = [at for at in tree.children(auxiliary, *_SUBJECTS, "attr", "acomp") if tree.tokens[at].tag != "VBN"]
    return len([at for at in named if at != gap]) > 1


def _verbs(tree: Tree, auxiliary: int) -> list[int]:
    """Where the verb may stand that belongs to an auxiliary."""
    tokens, is_modal = tree.tokens, _is_modal(tree.tokens[auxiliary])
    behind = range(auxiliary + 2, len(tokens))
    possible = [at for at in behind if tokens[at - 1].tag not in _NO_ENDS and tokens[at].text.islower()]
    if is_modal:
        verbs = [at for at in possible if tokens[at].tag in _MAY_BE_VERBS]
        return [at for at in verbs if tokens[at].tag == "VB" and tokens[at].pos == "AUX"][:1] or verbs
    return [at for at in possible if tokens[at].tag in _PARTICIPLES and not _is_part(tree, at)]


def _is_part(tree: Tree, place: int) -> bool:
    """Whether a participle belongs to a noun, another verb or a relative pronoun."""
    own = tree.child(place, *_SUBJECTS)
    relative = own is not None and tree.tokens[own].tag in {"WDT", "WP"}
    return relative or tree.tokens[place].dep in {"amod", "aux", "auxpass", "compound"}


class _Move:
    """A question from its auxiliary on as a statement, with the auxiliary before one of its words."""

    def __init__(self, tree: Tree, auxiliary: int, place: int) -> None:
        self._tree = tree
        self._auxiliary = auxiliary
        self._place = place
        tokens = tree.tokens
        negated = auxiliary + 1 < place and tokens[auxiliary + 1].dep == "neg"
        moved = [auxiliary, auxiliary + 1] if negated else [auxiliary]
        end = len(tokens) - (tokens[-1].pos == "PUNCT")
        self._order = [*range(moved[-1] + 1, place), *moved, *range(place, end)]
        self._words = [self._word(at) for at in self._order]

    @property
    def text(self) -> str:
        """The statement."""
        return " ".join([*self._words, "."])

    def _word(self, place: int) -> str:
        token = self._tree.tokens[place]
        if place == self._auxiliary:
            return "will" if _is_modal(token) else token.text.replace("'s", "is").replace("’s", "is")
        return "not" if place == self._auxiliary + 1 and token.dep == "neg" else token.text

    def read(self, statement: Sentence) -> _Found | None:
        """The question by the tree of its statement; None where this has another verb or other words."""
        tokens = statement.tokens
        if [token.text for token in tokens[:-1]] != self._words:
            return None
        place, auxiliary = self._order.index(self._place), self._order.index(self._auxiliary)
        verb = tokens[auxiliary].head
        told = Tree(statement.text, tokens, ())
        subjects = list(told.children(verb, *_SUBJECTS))
        whole = len(subjects) == 1 and _is_noun_phrase(told, subjects[0]) and told.subtree(subjects[0])[0] == 0
        is_form = tokens[place].tag in _forms_after(self._tree.tokens[self._auxiliary])
        goes_on = place == verb or tokens[place].head == verb
        goes_on = goes_on and (is_form or tokens[auxiliary].dep == "auxpass")
        if tokens[verb].head != verb or verb >= len(self._order) or not whole or not goes_on:
            return None
        return _Found(self._spliced(tokens, self._order[verb]), self._order[verb], self._order[subjects[0]])

    def _spliced(self, read: Sequence[Token], verb: int) -> Tree:
        tokens = [self._before(token, verb) for token in self._tree.tokens]
        for number, place in enumerate(self._order):
            found = read[number]
            is_root = found.head == number
            dep = "dep" if is_root and place != verb else found.dep
            head = verb if is_root or found.head >= len(self._order) else self._order[found.head]
            own = replace(tokens[place], dep=dep, head=head)
            is_other = self._words[number] != own.text or (place == verb and found.pos not in {"AUX", "VERB"})
            tokens[place] = own if is_other else replace(own, lemma=found.lemma, pos=found.pos, tag=found.tag)
        return self._tree.reread(tokens)

    def _before(self, token: Token, verb: int) -> Token:
        """A token that the statement leaves out; what hung on words of the statement hangs on its verb."""
        is_root = self._tree.tokens[token.head] is token
        outside = is_root or token.head >= self._auxiliary
        dep = token.dep if not is_root else "prep" if token.pos == "ADP" else "dep"
        return replace(token, dep=dep, head=verb) if outside else token


def _is_noun_phrase(tree: Tree, head: int) -> bool:
    """Whether nothing but plain modifiers stands before a noun that is no article: "the House of Guise", not "gain"."""
    before = [at for at in tree.subtree(head) if at < head]
    return tree.tokens[head].tag != "DT" and not any(tree.tokens[at].dep == "prep" for at in before)


def open_place(tree: Tree, verb: int, gap: int | None) -> tuple[str, int] | None:
    """Return how what is asked for depends on what, where a verb lacks something; None where nothing is lacking.

    `gap` is the head of what is asked for, which has no place yet.
    """
    stranded = [at for at in tree.subtree(verb) if at > verb and _is_stranded(tree, at)]
    if stranded:
        return "pobj", stranded[-1]
    for below in tree.children(verb, "ccomp", "xcomp"):
        if _lacks_subject(tree, below):
            return "nsubj", below
        if (found := open_place(tree, below, gap)) is not None:
            return found
    if any(at != gap for at in tree.children(verb, *_OBJECTS)) or tree.tokens[verb].lemma.lower() == "be":
        return None
    if tree.child(verb, "auxpass", "nsubjpass") is None:
        return "dobj", verb
    return ("oprd", verb) if tree.tokens[verb].lemma.lower() in _NAMING else None


def _is_stranded(tree: Tree, place: int) -> bool:
    """Whether a preposition has nothing behind it; behind a passive verb no word is a particle: "born in"."""
    token = tree.tokens[place]
    is_passive = tree.child(token.head, "auxpass") is not None
    return (
        token.pos == "ADP"
        and (token.dep in {"agent", "dative", "prep"} or (token.dep == "prt" and is_passive))
        and next(tree.children(place), None) is None
    )


def _lacks_subject(tree: Tree, place: int) -> bool:
    """Whether a finite verb has no subject of its own: "caused" in "What do officials say caused the fire?"."""
    auxiliaries = [tree.tokens[at].tag for at in tree.children(place, "aux", "auxpass")]
    bare = tree.tokens[place].tag in {"VB", "VBG"} and "MD" not in auxiliaries
    return "TO" not in auxiliaries and not bare and not tree.subjects(place)
