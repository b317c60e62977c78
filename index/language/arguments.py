"""The arguments of a verb: its own, and those that it shares with the words around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.language.tree import Tree
from index.language.types import Phrase, Token

# Closed classes: prepositions of place, and of time before a noun that is no time itself ("after the vote").
PLACE_PREPOSITIONS = frozenset(
    """
    across along alongside at behind beneath beside beyond in inside near off opposite outside throughout
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_OF_TIME = frozenset(("after", "before", "during", "since", "till", "until", "amid"))
_RELATIVE = frozenset(("WDT", "WP"))


@dataclass(slots=True)
class Arguments:
    """The phrases of a predicate by their roles; see `index.language.types.Clause`."""

    who: list[Phrase] = field(default_factory=list)
    whom: list[Phrase] = field(default_factory=list)
    to_whom: list[Phrase] = field(default_factory=list)
    what: list[Phrase] = field(default_factory=list)
    when: list[Phrase] = field(default_factory=list)
    where: list[Phrase] = field(default_factory=list)
    how_much: list[Phrase] = field(default_factory=list)
    about: list[Phrase] = field(default_factory=list)
    subjects: list[Phrase] = field(default_factory=list)
    objects: list[Phrase] = field(default_factory=list)


def arguments_of(tree: Tree, place: int) -> Arguments:
    """Return the arguments of the verb at a place."""
    found = Arguments()
    found.subjects = [phrase for head in subject_heads(tree, place) for phrase in tree.phrases(head)]
    found.objects = [phrase for head in _object_heads(tree, place) for phrase in tree.phrases(head)]
    found.to_whom = [phrase for head in tree.children(place, "dative") for phrase in _objects_of(tree, head)]
    found.what = [phrase for head in tree.children(place, "attr", "acomp", "oprd") for phrase in tree.phrases(head)]
    if is_passive(tree, place):
        found.whom = found.subjects
        found.who = [phrase for by in tree.children(place, "agent") for phrase in _objects_of(tree, by)]
        found.what += found.objects
    else:
        found.who, found.whom = found.subjects, found.objects
    if tree.child(place, "expl") is not None and not found.who:
        found.who, found.what = found.what, []  # "There were two explosions."
    for phrase in (*_circumstances(tree, place), *_circumstances_of_nouns(tree, found)):
        _sort_in(tree, found, phrase)
    others = (*found.who, *found.whom, *found.what, *found.about)
    found.how_much += [phrase for phrase in others if _is_counted(tree, phrase) and phrase not in found.how_much]
    return found


def is_passive(tree: Tree, place: int) -> bool:
    """Whether the verb at a place stands in the passive."""
    if tree.child(place, "auxpass", "nsubjpass", "csubjpass") is not None:
        return True
    token = tree.tokens[place]
    if token.tag != "VBN" or tree.child(place, "aux") is not None:
        return False
    if token.dep in {"acl", "advcl"}:
        return True
    return token.dep == "conj" and not tree.subjects(place) and token.head != place and is_passive(tree, token.head)


def subject_heads(tree: Tree, place: int) -> list[int]:
    """Where the subjects of the verb at a place stand: its own, or those of the verb or noun that it hangs on."""
    token, own = tree.tokens[place], tree.subjects(place)
    if own:
        return [_antecedent(tree, place, head) for head in own]
    heads: list[int] = []
    if token.head == place:
        return heads
    match token.dep:
        case "conj" | "advcl" | "pcomp" | "dep":
            at = _verb_above(tree, place)
            heads = [] if at is None else subject_heads(tree, at)
        case "xcomp" | "ccomp":
            heads = _controllers(tree, token)
        case "acl":
            heads = [token.head]
        case "relcl" if not any(tree.tokens[at].tag in _RELATIVE for at in tree.children(place)):
            heads = [token.head]
    return heads


def _controllers(tree: Tree, token: Token) -> list[int]:
    """What does the deed of a verb that is a complement: "it agreed to buy", "it ordered the firm to pay"."""
    ordered = tree.child(token.head, "dobj")
    # "Promise" is the known exception to control by the object.
    if ordered is not None and tree.tokens[token.head].lemma.lower() != "promise":
        return [ordered]
    return subject_heads(tree, token.head) if token.dep == "xcomp" else []


def _verb_above(tree: Tree, place: int) -> int | None:
    """The nearest verb that a place hangs on."""
    at = place
    while tree.tokens[at].head != at:
        at = tree.tokens[at].head
        if tree.tokens[at].tag.startswith("VB"):
            return at
    return None


def _antecedent(tree: Tree, verb: int, head: int) -> int:
    """What a relative pronoun stands for: the noun that its clause hangs on."""
    token = tree.tokens[head]
    if not (token.tag in _RELATIVE or token.lemma.lower() == "that"):
        return head
    at = verb
    while tree.tokens[at].dep == "conj":
        at = tree.tokens[at].head
    return tree.tokens[at].head if tree.tokens[at].dep == "relcl" else head


def _object_heads(tree: Tree, place: int) -> list[int]:
    own = [_antecedent(tree, place, head) for head in tree.children(place, "dobj")]
    token = tree.tokens[place]
    if own or token.dep != "relcl" or tree.entity_kind(token.head) == "time":
        return own
    # "The deal they signed": no pronoun stands for what was signed.
    has_subject = any(tree.tokens[head].tag not in _RELATIVE for head in tree.subjects(place))
    complete = tree.child(place, "ccomp", "xcomp", "acomp", "attr", "prep", "advmod", "nsubjpass") is not None
    return [token.head] if has_subject and not complete else []


def _objects_of(tree: Tree, place: int) -> list[Phrase]:
    """The phrases behind a preposition; those at the place itself where none stands there."""
    if tree.tokens[place].pos != "ADP":
        return tree.phrases(place)
    before = tree.tokens[place].text.lower()
    heads = tree.children(place, "pobj")
    return [phrase for head in heads for phrase in tree.phrases(head, preposition=before)]


def _circumstances(tree: Tree, place: int) -> Iterator[Phrase]:
    """What stands behind prepositions, and without any: "on Thursday", "last week"."""
    for child in tree.children(place, "prep", "npadvmod", "advmod", "tmod", "obl"):
        if tree.tokens[child].lemma.lower() in {"accord", "according"}:
            continue  # It names who says so.
        if tree.tokens[child].dep != "prep":
            if tree.entity_kind(child) in {"time", "number"}:
                yield from tree.phrases(child)
            continue
        yield from _objects_of(tree, child)
        for deeper in tree.children(child, "prep"):
            yield from _objects_of(tree, deeper)


def _circumstances_of_nouns(tree: Tree, found: Arguments) -> Iterator[Phrase]:
    """Times and places that hang on a subject or an object: "killed 14 people in Tamsin on Thursday"."""
    for phrase in (*found.subjects, *found.objects):
        for child in tree.children(phrase.head, "prep", "npadvmod"):
            objects = _objects_of(tree, child) if tree.tokens[child].dep == "prep" else tree.phrases(child)
            yield from (one for one in objects if tree.entity_kind(one.head) in {"time", "place"} and _is_apart(one))


def _is_apart(phrase: Phrase) -> bool:
    """Whether a phrase may be of the event, and not of the noun before it: "the mayor of Tamsin"."""
    return phrase.preposition not in {"of", "for", "from", "to", "with"}


def _sort_in(tree: Tree, found: Arguments, phrase: Phrase) -> None:
    kind = tree.entity_kind(phrase.head)
    if kind == "time" or phrase.preposition in _OF_TIME:
        listed = found.when
    elif kind == "place" or (phrase.preposition in PLACE_PREPOSITIONS and kind not in {"person", "number", "group"}):
        listed = found.where
    elif kind == "number" and not phrase.preposition:
        listed = found.how_much
    else:
        listed = found.about
    if phrase not in listed:
        listed.append(phrase)


def _is_counted(tree: Tree, phrase: Phrase) -> bool:
    """Whether a phrase holds a number: "14 people", "$2.4 billion", "3 percent"."""
    own = tree.tokens[phrase.head].pos == "NUM"
    return own or any(tree.tokens[at].pos == "NUM" for at in tree.children(phrase.head, "nummod", "quantmod", "amod"))
