"""The grammar of a question: what stands in it for the answer, and the clause that this belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.language.clauses import clauses_of
from index.language.inversion import inverted_auxiliary, open_place, read_as_statement
from index.language.tree import Tree
from index.language.types import Clause, Excerpt, Parser, Phrase, Sentence, Token

TIME_NOUNS = frozenset(("birthday", "century", "date", "day", "decade", "month", "time", "week", "year"))
"""Nouns that ask for a time: "what year" needs no preposition."""
_ASKING = frozenset(("WDT", "WP", "WP$", "WRB"))
_MODIFIERS = frozenset(("advmod", "amod", "det", "nummod", "poss", "predet"))
_WITHIN = frozenset(("amod", "compound"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_SUBJECTS = ("nsubj", "nsubjpass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A sentence that asks.

    Attributes:
        sentence: as it was read, the words of an inverted question as in a statement.
        word: the place of the word that asks, None where none does.
        gap: the words that stand for the answer, like "which town"; what an order like "name the towns" is to be
            obeyed with.
        clause: the clause that the gap belongs to; without a gap the one at the root.
        auxiliary: the place of the auxiliary that stands before its subject, None where none does.
    """

    sentence: Sentence
    word: int | None
    gap: Phrase | None
    clause: Clause | None
    auxiliary: int | None = None


def read_asking(excerpt: Excerpt, parser: Parser) -> Asking:
    """Return how a sentence asks: it is parsed once, and again in other orders where an inversion was misread."""
    (sentence,) = parser.parse([excerpt])
    tree = Tree(excerpt.text, _with_names(sentence), sentence.entities)
    word = _asking_word(tree)
    if word is None and (named := _ordered(tree)) is not None:
        relative = tree.child(named, "relcl")
        found = (one for one in sentence.clauses if one.predicate == relative)
        return Asking(sentence=sentence, word=None, gap=tree.phrase(named), clause=next(found, None))
    tree, head = (tree, None) if word is None else _with_gap(tree, word)
    auxiliary = inverted_auxiliary(tree, 0 if word is None or head is None else max(head, word) + 1)
    if auxiliary is not None:
        lacks = head is not None and _is_argument(tree, head)
        tree = read_as_statement(tree, auxiliary, parser, gap=head, lacks=lacks) or tree
    if head is not None:
        tree = _with_gap_in_place(tree, head, auxiliary)
    elif auxiliary is not None:
        tree = _with_complement(tree, auxiliary)
    says = any(token.pos in {"AUX", "VERB"} for token in tree.tokens)  # Who asks "gas prices in Tamsin" states nothing.
    read = replace(sentence, tokens=tuple(tree.tokens), clauses=clauses_of(tree) if says else ())
    gap = None if head is None else tree.phrase(head)
    return Asking(sentence=read, word=word, gap=gap, clause=_clause_asked(tree, read, head), auxiliary=auxiliary)


def _with_names(sentence: Sentence) -> list[Token]:
    """The tokens, nouns with a capital inside a question taken for names: "Row" of "Who is Calder Row?"."""
    shouted = sentence.text.isupper()
    return [
        replace(token, pos="PROPN", lemma=token.text)
        if place and token.pos == "NOUN" and token.text[0].isupper() and not shouted
        else token
        for place, token in enumerate(sentence.tokens)
    ]


def _asking_word(tree: Tree) -> int | None:
    """Where the word stands that asks: no relative pronoun, and no conjunction where another word asks."""
    tokens = tree.tokens
    places = [at for at, token in enumerate(tokens) if token.tag in _ASKING and token.text.lower() != "that"]
    first = next((at for at in places if _is_sure(tree, at)), 0 if 0 in places else None)
    if first is not None:
        return first
    # "A pumpkin in which state set a record?"
    last = [at for at in places if _end_of_noun(tokens, at) > at + 1 or tokens[at].lemma.lower() == "what"]
    is_asked = bool(tokens) and tokens[-1].text.endswith("?") and inverted_auxiliary(tree, 0) is None
    return last[-1] if last and is_asked else None


def _is_sure(tree: Tree, place: int) -> bool:
    """Whether a word asks, and begins no relative clause, nor one of time or place."""
    token, behind = tree.tokens[place], place + 1
    if token.tag != "WRB" or token.lemma.lower() not in {"when", "where"}:
        chooses = behind < len(tree.tokens) and token.tag == "WDT" and tree.tokens[behind].text.lower() == "of"
        return chooses or token.tag == "WRB" or not _hangs_in(tree, place, "relcl")
    is_inverted = behind < len(tree.tokens) and inverted_auxiliary(tree, behind) == behind
    return is_inverted or not (_hangs_in(tree, place, "relcl") or _hangs_in(tree, place, "advcl"))


def _ordered(tree: Tree) -> int | None:
    """The object of an order: "countries" of "Name the countries that have sent troops"."""
    order = next((at for at, token in enumerate(tree.tokens) if token.pos not in {"INTJ", "PUNCT"}), None)
    if order is None or tree.tokens[order].tag != "VB" or tree.tokens[order].head != order or tree.subjects(order):
        return None
    return next((at for at in tree.children(order, "dobj") if tree.tokens[at].pos in _NOUNS), None)


def _hangs_in(tree: Tree, place: int, dep: str) -> bool:
    return any(tree.tokens[at].dep == dep for at in (place, *tree.above(place)))


def _end_of_noun(tokens: Sequence[Token], place: int) -> int:
    """Where the noun phrase ends that a word like "which" at a place begins, `place + 1` where it begins none."""
    end, token = place + 1, tokens[place]
    opens = place == 0 or tokens[place - 1].pos in {"ADP", "PUNCT"}  # "Do you know what Russia wants?" does not ask so.
    if token.tag != "WDT" and not (token.lemma.lower() == "what" and (opens or token.dep == "det")):
        return end
    while end < len(tokens) and (tokens[end].pos in {"ADJ", "NUM", *_NOUNS} or tokens[end].tag in {"HYPH", "VBG"}):
        end += 1
    while end > place + 1 and tokens[end - 1].pos not in _NOUNS:
        end -= 1
    return end


def _with_gap(tree: Tree, word: int) -> tuple[Tree, int]:
    """The tree with a word like "which" under its noun, and the head of what is asked for."""
    tree, head = _with_determiner(tree, word)
    before = word - 1
    is_preposition = before >= 0 and tree.tokens[before].pos == "ADP" and tree.tokens[before].dep != "prt"
    alone = is_preposition and tree.child(before, "pobj") is None
    return (_hung(tree, head, "pobj", before) if alone else tree), head


def _with_determiner(tree: Tree, word: int) -> tuple[Tree, int]:
    end = _end_of_noun(tree.tokens, word)
    head = _head_of_gap(tree, word)
    if end == word + 1 or head > word:
        return tree, head
    noun, tokens = end - 1, list(tree.tokens)
    own, outside = tokens[word], next((at for at in tree.above(word) if not word <= at <= noun), None)
    if outside is None:
        return tree, head
    if noun in tree.above(outside):  # The preposition before it was hung under the noun.
        if tokens[outside].head != noun or tokens[noun].head == noun:
            return tree, head
        tokens[outside] = replace(tokens[outside], dep="prep", head=tokens[noun].head)
    tokens[noun] = replace(tokens[noun], dep=own.dep, head=outside)
    for at in range(word, noun):
        tokens[at] = replace(tokens[at], dep="det" if at == word else "compound", head=noun)
    return tree.reread(tokens), noun


def _head_of_gap(tree: Tree, word: int) -> int:
    """The noun that a word like "which" asks for, or itself: "how many people" hangs on "people"."""
    tokens, at = tree.tokens, word
    while tokens[at].dep in _MODIFIERS:
        above = tokens[at].head
        between = tokens[at : above + 1]
        if above < at or any(token.pos in {"AUX", "VERB"} and token.dep not in _WITHIN for token in between):
            break
        if tokens[at].dep == "poss" and tokens[at].tag != "WP$":
            break  # "Which country's president" asks for the country.
        at = above
    return at


def _is_argument(tree: Tree, head: int) -> bool:
    """Whether what is asked for is a thing or a person, and no time, place or manner."""
    token = tree.tokens[head]
    is_noun = token.pos in {"PRON", *_NOUNS} or token.lemma.lower() in {"many", "much", "which"}
    return is_noun and not _is_behind_preposition(tree, head) and token.lemma.lower() not in TIME_NOUNS


def _is_behind_preposition(tree: Tree, head: int) -> bool:
    return tree.tokens[head].dep in {"pcomp", "pobj"} and tree.tokens[head].head < head


def _with_complement(tree: Tree, auxiliary: int) -> Tree:
    """The tree in which "Is Ruiz the mayor?" asks whether she is, and does not speak of Ruiz, the mayor."""
    if tree.tokens[auxiliary].lemma.lower() != "be" or tree.child(auxiliary, "attr", "acomp", "prep") is not None:
        return tree
    subject = next(iter(tree.subjects(auxiliary)), None)
    named = None if subject is None else tree.child(subject, "appos")
    if named is None or tree.tokens[tree.subtree(named)[0] - 1].pos == "PUNCT":
        return tree
    return _hung(tree, named, "attr", auxiliary)


def _with_gap_in_place(tree: Tree, head: int, auxiliary: int | None) -> Tree:
    """The tree with what is asked for where its verb lacks something; `auxiliary` is that of an inverted question."""
    token = tree.tokens[head]
    if auxiliary is None and (follows := _verb_behind(tree, head)) is not None:
        return _hung(tree, head, "nsubj", follows)
    verb = token.head if tree.tokens[token.head].dep not in {"aux", "auxpass"} else tree.tokens[token.head].head
    if verb <= head or tree.tokens[verb].pos not in {"AUX", "VERB"}:
        return tree
    if auxiliary is None:
        return tree
    if not _is_argument(tree, head):
        return _with_circumstance_in_place(tree, head, verb)
    place = open_place(tree, verb, head)
    stranded = place is not None and place[0] == "pobj"
    if place is None or (not stranded and token.head == verb and _is_possible(tree, head, verb)):
        return tree
    others = [at for at in tree.children(verb, "ccomp", "dobj") if at != head]
    if _is_person(token) and not others and not stranded:
        place = "dobj", verb  # "Whom did the court order to pay?"
    return _hung(tree, head, *place)


def _verb_behind(tree: Tree, head: int) -> int | None:
    """The verb right behind what is asked for, where it has no subject: "Which school announced…"."""
    behind, token = tree.subtree(head)[-1] + 1, tree.tokens[head]
    if not _is_argument(tree, head) or token.dep in {"nsubj", "nsubjpass"} or behind >= len(tree.tokens):
        return None
    is_finite = tree.tokens[behind].tag in {"VBD", "VBP", "VBZ"} and tree.tokens[behind].pos == "VERB"
    return behind if is_finite and not tree.subjects(behind) else None


def _with_circumstance_in_place(tree: Tree, head: int, verb: int) -> Tree:
    """The tree with a time, a place or a manner asked for under the verb, or under what is reported."""
    token, below = tree.tokens[head], tree.child(verb, "ccomp")
    reported = below is not None and token.lemma.lower() in {"when", "where", "why"}
    misread = token.dep in {"attr", "dep", "dobj", *_SUBJECTS}
    dep = token.dep if not misread else "npadvmod" if token.pos in _NOUNS else "advmod"
    return _hung(tree, head, dep, below if reported and below is not None else verb)


def _is_possible(tree: Tree, head: int, verb: int) -> bool:
    """Whether no other word has the place of what is asked for, and nothing is left without its object."""
    token = tree.tokens[head]
    if token.dep in _SUBJECTS:
        return not any(at > head for at in tree.children(verb, *_SUBJECTS))
    if token.dep != "dobj":
        return token.dep in {"attr", "oprd", "pobj"}
    complements = ("ccomp",) if _is_person(token) or tree.tokens[verb].lemma.lower() == "do" else ("ccomp", "xcomp")
    return len(list(tree.children(verb, "dobj"))) == 1 and tree.child(verb, *complements) is None


def _is_person(token: Token) -> bool:
    return token.tag == "WP" and token.lemma.lower() != "what"


def _hung(tree: Tree, place: int, dep: str, head: int) -> Tree:
    if place in tree.above(head):
        return tree
    tokens = list(tree.tokens)
    tokens[place] = replace(tokens[place], dep=dep, head=head)
    if dep == "pobj" and tokens[head].dep == "prt":
        tokens[head] = replace(tokens[head], dep="prep")
    return tree.reread(tokens)


def _clause_asked(tree: Tree, sentence: Sentence, head: int | None) -> Clause | None:
    """The clause that the gap belongs to, else the one at the root, else the first."""
    by_predicate = {clause.predicate: clause for clause in sentence.clauses}
    above = tree.above(head) if head is not None else []
    found = next((by_predicate[at] for at in above if at in by_predicate), None)
    if found is not None:
        return found
    root = (one for one in sentence.clauses if sentence.tokens[one.predicate].head == one.predicate)
    return next(root, next(iter(sentence.clauses), None))
