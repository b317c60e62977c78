"""Sentences made untrue, or to say what their text leaves open, with nearly the same words."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.fit.reader.edits import Draft, inflected, inside, is_block
from eval.fit.wordnet import PART_OF, WordNet
from index.language.types import Entity, Sentence

_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_CONDITIONS = frozenset(("if", "unless", "provided", "once", "until"))
# Pairs that WordNet has no antonyms for, since they are of closed classes.
_OPPOSITES = {
    one: other
    for pair in (
        ("more", "less"), ("before", "after"), ("above", "below"), ("over", "under"), ("most", "few"), ("all", "some"),
        ("up", "down"), ("inside", "outside"), ("into", "out of"),
        ("since", "until"), ("always", "never"), ("first", "last"),
    )
    for one, other in (pair, pair[::-1])
}  # fmt: skip
_UNITS = {
    one: others
    for group in (
        ("thousand", "million", "billion", "trillion"), ("hour", "day", "week", "month", "year", "decade"),
        ("minute", "second", "hour"), ("kilometre", "mile", "metre"), ("kilometer", "mile", "meter"),
        ("dollar", "euro", "pound"), ("inch", "foot", "yard"), ("gram", "kilogram", "ton"),
    )
    for one in group
    for others in (tuple(other for other in group if other != one),)
}  # fmt: skip
_NAMES = frozenset(("person", "group", "organisation", "place"))


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence that was changed; `denies`: it says the opposite or another, not only what was left open."""

    text: str
    kind: str
    denies: bool = True


Pool = Mapping[str, Sequence[str]]
"""Names, times and numbers by their kind, those of the same paragraph first."""
Change = Callable[[Sentence, Pool, random.Random], Iterator[Changed]]


def named(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, Entity, str]]:
    """Yield the names, times and numbers of sentences, as they are written."""
    for sentence in sentences:
        for entity in sentence.entities:
            start, end = sentence.tokens[entity.first].start, sentence.tokens[entity.last - 1].end
            yield sentence, entity, sentence.text[start - sentence.start : end - sentence.start]


def pool_of(sentences: Iterable[Sentence]) -> Pool:
    """The names, times and numbers of sentences by their kind."""
    found: dict[str, list[str]] = {}
    for _, entity, text in named(sentences):
        found.setdefault(entity.kind, []).append(text)
    return found


def roles(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence in which doer and object, or two names of one kind, have changed places."""
    del pool
    draft = Draft(sentence)
    tokens = draft.tokens
    pairs = []
    for clause in sentence.clauses:
        doers, objects = (clause.whom, clause.who) if clause.passive else (clause.who, clause.whom)
        pairs += [(one, other) for one in doers[:1] for other in objects[:1]]
    spans = [((one.first, one.last), (other.first, other.last)) for one, other in pairs]
    spans = [
        pair for pair in spans if not {"PRON", "SCONJ"} & {tokens[place].pos for span in pair for place in range(*span)}
    ]
    for kind in sorted(_NAMES):
        of_kind = [(one.first, one.last) for one in sentence.entities if one.kind == kind]
        spans += [(one, other) for one, other in itertools.pairwise(of_kind) if not _joined(draft, one, other)]
    if not spans:
        return
    one, other = sorted(rng.choice(spans))
    if one[1] > other[0]:
        return
    first, second = draft.span(range(*one)), draft.span(range(*other))
    if first.lower() == second.lower():
        return
    draft.take_out([*range(*one), *range(*other)])
    draft.put(one[1] - 1, second).put(other[1] - 1, inside(tokens[one[0]], first) if not one[0] else first)
    yield Changed(draft.text, "roles")


def _joined(draft: Draft, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two names stand in one list, where their order says nothing."""
    between = {draft.tokens[at].text.lower() for at in range(one[1], other[0])}
    return between <= {",", "and", "or", "the", "/", "&", "-", "(", ")"}


def another(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence with another name, time or number in the place of one of its own."""
    draft = Draft(sentence)
    found = [one for one in sentence.entities if pool.get(one.kind) and one.kind != "other"]
    if not found:
        return
    entity = rng.choice(found)
    own, said = draft.span(range(entity.first, entity.last)), sentence.text.lower()
    others = [one for one in pool[entity.kind] if one.lower() not in said and own.lower() not in one.lower()]
    same_shape = [one for one in others if _shape(one) == _shape(own)] or others
    if same_shape:
        put = rng.choice(same_shape[:6])
        draft.take_out(range(entity.first, entity.last)).put(entity.first, put)
        yield Changed(draft.text, entity.kind)


def _shape(text: str) -> tuple[bool, bool]:
    return any(sign.isdigit() for sign in text), any(sign.isalpha() for sign in text)


def number(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence with another figure in the place of one."""
    del pool
    draft = Draft(sentence)
    places = [at for at, token in enumerate(sentence.tokens) if token.text.isdecimal() and len(token.text) < 7]
    if places:
        place = rng.choice(places)
        value = int(sentence.tokens[place].text)
        near = max(2, value // 10) if len(str(value)) != 4 else 8
        other = value + rng.choice((-1, 1)) * rng.randint(1, near)
        yield Changed(draft.put(place, str(abs(other) if other != -value else value + 1)).text, "number")


def unit(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence with another unit."""
    del pool
    draft = Draft(sentence)
    places = [at for at, token in enumerate(sentence.tokens) if token.lemma.lower() in _UNITS]
    if places:
        place = rng.choice(places)
        token = sentence.tokens[place]
        other = rng.choice(_UNITS[token.lemma.lower()])
        yield Changed(draft.put(place, inflected(other, token.tag)).text, "unit")


def negation(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence denied, or without its denial."""
    del pool, rng
    draft = Draft(sentence)
    tree, tokens = draft.tree, draft.tokens
    root = next((at for at, token in enumerate(tokens) if token.head == at and token.pos in {"VERB", "AUX"}), None)
    if root is None:
        return
    denied = tree.child(root, "neg")
    helper = tree.child(root, "aux", "auxpass")
    if denied is not None:
        if tokens[denied].text.lower() in {"not", "n't", "n’t"} and helper is not None:
            is_do = tokens[helper].lemma == "do"
            draft.take_out([denied])
            if is_do:
                draft.put(helper, "").put(root, inflected(tokens[root].lemma, tokens[helper].tag))
            yield Changed(draft.text, "negation")
    elif helper is not None:
        yield Changed(draft.put(helper, f"{tokens[helper].text} not").text, "negation")
    elif tokens[root].lemma == "be" and tokens[root].tag in _FINITE:
        yield Changed(draft.put(root, f"{tokens[root].text} not").text, "negation")
    elif tokens[root].tag in _FINITE:
        yield Changed(draft.put(root, f"{inflected('do', tokens[root].tag)} not {tokens[root].lemma}").text, "negation")


def fact(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield as a fact what is planned or only possible: "will close" as "closed"."""
    del pool, rng
    draft = Draft(sentence)
    tree, tokens = draft.tree, draft.tokens
    for clause in sentence.clauses:
        place = clause.predicate
        modal = next((at for at in tree.children(place, "aux") if tokens[at].tag == "MD"), None)
        others = [at for at in tree.children(place, "aux", "auxpass", "neg") if at != modal]
        if modal is not None and not others and tokens[place].tag == "VB":
            tag = "VBD" if tokens[place].lemma != "be" else "VBZ"
            yield Changed(draft.put(modal, "").put(place, inflected(tokens[place].lemma, tag)).text, "modality", False)
            return
        marker = next((at for at in tree.children(place, "aux") if tokens[at].tag == "TO"), None)
        governor = tokens[place].head
        if (
            clause.modality == "planned"
            and marker == place - 1
            and tokens[place].dep == "xcomp"
            and governor == marker - 1
            and tokens[governor].tag in _FINITE
        ):
            draft.take_out([governor, marker]).put(place, inflected(tokens[place].lemma, "VBD"))
            yield Changed(draft.text, "modality", False)
            return


def unrestricted(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence without the condition that it stands under, or with all in the place of some."""
    del pool, rng
    draft = Draft(sentence)
    tree, tokens = draft.tree, draft.tokens
    for place, token in enumerate(tokens):
        block = tree.subtree(place)
        if token.dep == "advcl" and tokens[block[0]].text.lower() in _CONDITIONS and is_block(block):
            yield Changed(draft.take_out(block).text, "restriction", False)
            return
    for place, token in enumerate(tokens):
        if token.dep in {"det", "amod"} and token.text.lower() in {"some", "many", "most", "several", "few"}:
            yield Changed(draft.put(place, "all" if place else "All").text, "restriction", False)
            return


def phase(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence in which begins what ends, or ends what begins."""
    del pool
    draft = Draft(sentence)
    for clause in sentence.clauses:
        governor = sentence.tokens[clause.predicate].head
        lemma = sentence.tokens[governor].lemma.lower()
        if clause.phase == "begins" or lemma in {"begin", "start"}:
            other = rng.choice(("finish", "stop", "end"))
        elif clause.phase == "ends":
            other = "begin"
        else:
            continue
        yield Changed(draft.put(governor, inflected(other, sentence.tokens[governor].tag)).text, "phase")
        return


def opposite(wordnet: WordNet) -> Change:
    """Make the change that puts a word's opposite in its place."""

    def changed(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
        del pool
        draft, tokens = Draft(sentence), sentence.tokens
        found: list[tuple[int, str]] = []
        for place, token in enumerate(tokens):
            part, word = PART_OF.get(token.pos), token.text.lower()
            if word in _OPPOSITES and token.dep != "agent":
                found.append((place, _OPPOSITES[word]))
            elif part is not None and token.pos != "PROPN":
                found += [(place, inflected(one, token.tag)) for one in wordnet.antonyms(token.lemma.lower(), part)[:1]]
        if found:
            place, word = rng.choice(found)
            yield Changed(draft.put(place, word).text, "opposite")

    return changed


def cause(sentence: Sentence, pool: Pool, rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence in which cause and effect have changed places."""
    del pool, rng
    draft = Draft(sentence)
    tree, tokens = draft.tree, draft.tokens
    for place, token in enumerate(tokens):
        block = tree.subtree(place)
        if token.dep != "advcl" or not is_block(block) or tokens[block[0]].text.lower() not in {"because", "after"}:
            continue
        before = draft.between(0, block[0]).rstrip(" ,")
        if before and block[0] > 2 and block[-1] >= len(tokens) - 2:
            effect = inside(tokens[0], before)
            yield Changed(
                f"{draft.span(block[1:])[:1].upper()}{draft.span(block[1:])[1:]} {tokens[block[0]].text} {effect}.",
                "cause",
                denies=False,
            )
        return


def added(sentence: Sentence, details: Sequence[str], rng: random.Random) -> Iterator[Changed]:
    """Yield a sentence with a circumstance that is told of something else."""
    others = [one for one in details if one.lower() not in sentence.text.lower()]
    if others and sentence.tokens[-1].text == ".":
        yield Changed(f"{sentence.text.rstrip(' .')} {rng.choice(others)}.", "added", denies=False)


def details_of(sentence: Sentence) -> list[str]:
    """The times, places and reasons of a sentence that could be told of another."""
    draft = Draft(sentence)
    blocks = [draft.tree.subtree(at) for at, token in enumerate(draft.tokens) if token.dep == "prep"]
    verbs = {at for at, token in enumerate(draft.tokens) if token.pos in {"VERB", "AUX"}}
    return [
        draft.span(block)
        for block in blocks
        if is_block(block)
        and 1 < len(block) < 9
        and draft.tokens[block[0]].head in verbs
        and draft.tokens[block[0]].pos == "ADP"
    ]
