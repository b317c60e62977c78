"""Sentences said otherwise: what follows from a true one is true."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from num2words import num2words

from eval.fit.reader.edits import Draft, be, inflected, inside, is_block, tidy
from eval.fit.wordnet import PART_OF, WordNet
from index.language.types import Sentence

_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_DROPPED = ("prep", "npadvmod", "advmod", "appos", "relcl", "amod", "advcl", "acl")
# Without these another thing is said.
_KEPT_WORDS = frozenset(
    ("if", "unless", "without", "not", "never", "no", "only", "almost", "nearly", "less", "more", "as", "than", "of")
)
# Under these what holds of a part need not hold of the whole.
_CLOSED = frozenset(
    ("no", "not", "n't", "all", "every", "each", "any", "never", "without", "few", "most", "only", "if")
)
_LARGEST_IN_WORDS = 100
_SHARE_OF_SYNONYMS = 0.5

Rewording = Callable[[Sentence, random.Random], Iterator[str]]


def passive(sentence: Sentence, rng: random.Random) -> Iterator[str]:
    """Yield an active sentence in the passive voice."""
    del rng
    draft, root = Draft(sentence), _plain_root(sentence)
    tree, tokens = draft.tree, draft.tokens
    subject, object_ = (None, None) if root is None else (tree.child(root, "nsubj"), tree.child(root, "dobj"))
    if root is None or subject is None or object_ is None or tokens[root].tag not in _FINITE:
        return
    given, taken = tree.subtree(subject), tree.subtree(object_)
    whole = is_block(given) and is_block(taken) and given[-1] + 1 == root == taken[0] - 1
    if not whole or "PRON" in {tokens[subject].pos, tokens[object_].pos} or tree.child(root, "aux") is not None:
        return
    verb = f"{be(tokens[object_], tokens[root].tag)} {inflected(tokens[root].lemma, 'VBN')}"
    doer = inside(tokens[given[0]], draft.span(given))
    lead, rest = draft.between(0, given[0]), draft.between(taken[-1] + 1, len(tokens))
    yield tidy(f"{lead} {draft.span(taken)} {verb} by {doer} {rest}")


def active(sentence: Sentence, rng: random.Random) -> Iterator[str]:
    """Yield a passive sentence that names the doer in the active voice."""
    del rng
    draft, root = Draft(sentence), _plain_root(sentence)
    tree, tokens = draft.tree, draft.tokens
    if root is None or tree.child(root, "aux") is not None:
        return
    agent, auxiliary, subject = (tree.child(root, dep) for dep in ("agent", "auxpass", "nsubjpass"))
    doer = None if agent is None else tree.child(agent, "pobj")
    if agent is None or auxiliary is None or subject is None or doer is None or tokens[subject].pos == "PRON":
        return
    given, taken = tree.subtree(subject), tree.subtree(doer)
    if not (is_block(given) and is_block(taken)) or given[-1] + 1 != auxiliary:
        return
    verb = inflected(tokens[root].lemma, tokens[auxiliary].tag)
    moved = inside(tokens[given[0]], draft.span(given))
    middle, rest = draft.between(root + 1, agent), draft.between(taken[-1] + 1, len(tokens))
    yield tidy(f"{draft.between(0, given[0])} {draft.span(taken)} {verb} {moved} {middle} {rest}")


def _plain_root(sentence: Sentence) -> int | None:
    """The verb of a sentence that is not denied, joined to another or followed by a clause of its own."""
    tokens = sentence.tokens
    root = next((at for at, token in enumerate(tokens) if token.head == at and token.pos == "VERB"), None)
    hangs = {token.dep for token in tokens if token.head == root}
    return None if hangs & {"neg", "conj", "xcomp", "ccomp", "dative", "prt"} else root


def shorter(sentence: Sentence, rng: random.Random) -> Iterator[str]:
    """Yield a sentence without one or two of its circumstances."""
    words = {token.text.lower() for token in sentence.tokens}
    if words & _CLOSED or any(clause.modality != "fact" for clause in sentence.clauses):
        return
    draft = Draft(sentence)
    tree = draft.tree
    blocks = [tree.subtree(at) for at, token in enumerate(draft.tokens) if token.dep in _DROPPED]
    blocks = [
        block
        for block in blocks
        if is_block(block)
        and len(block) < len(draft.tokens) / 2
        and not {draft.tokens[at].text.lower() for at in block[:2]} & _KEPT_WORDS
    ]
    rng.shuffle(blocks)
    for block in blocks[: rng.choice((1, 1, 2, 3))]:
        draft.take_out(block)
    if blocks:
        yield draft.text


def parts(sentence: Sentence, rng: random.Random) -> Iterator[str]:
    """Yield a clause that is joined to the main one, or that describes a noun, as a sentence of its own."""
    del rng
    draft = Draft(sentence)
    tree, tokens = draft.tree, draft.tokens
    for place, token in enumerate(tokens):
        block = tree.subtree(place, without=("cc", "conj", "punct"))
        if not is_block(block) or token.pos not in {"VERB", "AUX"}:
            continue
        if token.dep == "relcl" and tokens[block[0]].text.lower() in {"who", "which", "that"}:
            relative = tokens[block[0]]
            if relative.dep in {"nsubj", "nsubjpass"} and relative.head == place and len(block) > 3:
                yield tidy(f"{_noun(draft, token.head)} {draft.span(block[1:])}")
        elif token.dep == "conj" and token.tag in _FINITE and token.head == tokens[token.head].head:
            subject = tree.subjects(place)
            if subject:
                yield tidy(draft.span(block))
            elif (shared := tree.subjects(token.head)) and len(block) > 2:
                yield tidy(f"{_noun(draft, shared[0])} {draft.span(block)}")


def _noun(draft: Draft, place: int) -> str:
    phrase = draft.tree.phrase(place)
    return draft.span([phrase.first, phrase.last - 1])


def resolved(sentence: Sentence, rng: random.Random) -> Iterator[str]:
    """Yield a sentence with what its pronouns stand for."""
    del rng
    draft = Draft(sentence)
    for reference in sentence.references:
        token, name = sentence.tokens[reference.place], reference.antecedent.text
        draft.put(reference.place, f"{name}'s" if token.tag == "PRP$" else name)
    if sentence.references:
        yield draft.text


def numerals(sentence: Sentence, rng: random.Random) -> Iterator[str]:
    """Yield a sentence with its small numbers in words, those in words as figures."""
    del rng
    draft, changed = Draft(sentence), False
    times = {at for one in sentence.entities if one.kind == "time" for at in range(one.first, one.last)}
    for place, token in enumerate(sentence.tokens):
        if token.pos != "NUM" or place in times:
            continue
        if token.text.isdecimal() and int(token.text) < _LARGEST_IN_WORDS:
            draft.put(place, num2words(int(token.text)))
        elif token.text.lower() in _FIGURES and place:
            draft.put(place, _FIGURES[token.text.lower()])
        else:
            continue
        changed = True
    if changed:
        yield draft.text


_FIGURES = {num2words(number): str(number) for number in range(2, _LARGEST_IN_WORDS)}


def synonymous(wordnet: WordNet) -> Rewording:
    """Make the rewording that puts synonyms for about half of the words that have any."""

    def reworded(sentence: Sentence, rng: random.Random) -> Iterator[str]:
        draft, changed = Draft(sentence), False
        names = {at for one in sentence.entities for at in range(one.first, one.last)}
        for place, token in enumerate(sentence.tokens):
            part = PART_OF.get(token.pos)
            if part is None or place in names or token.text[0].isupper() or rng.random() > _SHARE_OF_SYNONYMS:
                continue
            found = wordnet.synonyms(token.lemma.lower(), part)
            if found:
                draft.put(place, inflected(rng.choice(found), token.tag))
                changed = True
        if changed:
            yield draft.text

    return reworded


def nominal(wordnet: WordNet) -> Rewording:
    """Make the rewording that tells an event by its noun: "the withdrawal of troops from Tamsin took place"."""

    def reworded(sentence: Sentence, rng: random.Random) -> Iterator[str]:
        draft = Draft(sentence)
        tree, tokens = draft.tree, draft.tokens
        root = next((at for at, token in enumerate(tokens) if token.head == at and token.tag == "VBD"), None)
        nouns = wordnet.event_nouns(tokens[root].lemma.lower()) if root is not None else []
        if root is None or not nouns or tree.child(root, "neg", "xcomp", "ccomp", "conj", "advcl", "aux") is not None:
            return
        subject, object_ = tree.child(root, "nsubj"), tree.child(root, "dobj")
        if subject is None or tokens[subject].pos == "PRON" or not is_block(tree.subtree(subject)):
            return
        doer = inside(tokens[tree.subtree(subject)[0]], draft.span(tree.subtree(subject)))
        last = tokens[-1].pos == "PUNCT"
        if object_ is None:
            behind = draft.between(root + 1, len(tokens) - last)
            yield tidy(f"There was {_article(nouns[0])} {nouns[0]} {behind} by {doer}")
        elif is_block(taken := tree.subtree(object_)) and taken[0] == root + 1:
            behind = draft.between(taken[-1] + 1, len(tokens) - last)
            happened = rng.choice(("took place", "happened", "came about"))
            yield tidy(f"The {nouns[0]} of {draft.span(taken)} by {doer} {happened} {behind}")

    return reworded


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
