"""Parsed sentences rewritten: words taken out, put in other places and in other forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lemminflect import getInflection

from index.language.tree import Tree
from index.language.types import Sentence, Token

_BLANKS = re.compile(r"\s+")
_BEFORE_MARKS = re.compile(r"\s+([,.;:!?])")
_EMPTY = re.compile(r"(?:,\s*)+([,.;:!?])|^[\s,;:]+")
_SINGULAR = frozenset(("NN", "NNP", "PRP"))
_ENDING = frozenset((".", ",", ";", ":", "--", "-"))


@dataclass(frozen=True, slots=True)
class Halves:
    """The subject that a sentence begins with, and the predicates that are told of it; `form` is that of its noun."""

    subject: str
    predicates: tuple[str, ...]
    form: str


class Draft:
    """A sentence of which tokens get other words; what stands between tokens stays."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.tree = Tree(sentence.text, sentence.tokens, sentence.entities)
        following = [*(token.start for token in self.tokens[1:]), None]
        self._blanks = [
            "" if after is not None and after == token.end else " "
            for token, after in zip(self.tokens, following, strict=True)
        ]
        self._words = [token.text for token in self.tokens]

    def put(self, place: int, text: str) -> Draft:
        """Replace a token; "" takes it out."""
        self._words[place] = text
        return self

    def take_out(self, places: Iterable[int]) -> Draft:
        """Take tokens out."""
        for place in places:
            self._words[place] = ""
        return self

    def span(self, places: Sequence[int]) -> str:
        """The words at places that follow each other, as they stand."""
        return "".join(self._words[at] + self._blanks[at] for at in range(places[0], places[-1] + 1)).strip()

    def between(self, start: int, end: int) -> str:
        """The words at the places [start, end), "" where there are none."""
        return self.span([start, end - 1]) if start < end else ""

    @property
    def text(self) -> str:
        """The sentence as it is now."""
        return tidy("".join(word + blank for word, blank in zip(self._words, self._blanks, strict=True)))


def tidy(text: str) -> str:
    """A sentence with its marks where they belong, and a capital at its head."""
    text = _EMPTY.sub(r"\1", _BEFORE_MARKS.sub(r"\1", _BLANKS.sub(" ", text).strip())).strip()
    if not text:
        return ""
    text = text if text[-1] in ".!?\"”'’)" else f"{text.rstrip(',;:')}."
    return text[0].upper() + text[1:]


def inside(token: Token, text: str) -> str:
    """A word or phrase from the head of a sentence as it stands within one; names keep their capital."""
    return text if token.pos == "PROPN" or token.text in {"I", "I'm"} else text[:1].lower() + text[1:]


def inflected(lemma: str, tag: str) -> str:
    """A form of a word by its Penn Treebank tag; the lemma where none is known."""
    found = getInflection(lemma, tag)
    return found[0] if found else lemma


def be(subject: Token, tag: str) -> str:
    """The form of "be" for a subject, in the tense of a verb's tag."""
    if tag == "VBD":
        return "was" if subject.tag in _SINGULAR else "were"
    return "is" if subject.tag in _SINGULAR else "are"


def is_block(places: Sequence[int]) -> bool:
    """Whether places follow each other without a hole."""
    return bool(places) and places[-1] - places[0] + 1 == len(places)


def halves_of(sentence: Sentence) -> Halves | None:
    """A sentence in its halves; None where it does not begin with its subject, or that is a pronoun."""
    draft = Draft(sentence)
    tree, tokens = draft.tree, draft.tokens
    root = next((at for at, token in enumerate(tokens) if token.head == at and token.pos in {"VERB", "AUX"}), None)
    subject = next(iter(tree.subjects(root)), None) if root is not None else None
    if root is None or subject is None or tokens[subject].pos not in {"NOUN", "PROPN"}:
        return None
    block = tree.subtree(subject)
    if block[0] or not is_block(block):
        return None
    joined = [at for at in tree.conjuncts(root) if at == root or not tree.subjects(at)]
    found = [draft.span(places) for verb in joined if (places := _predicate(tree, verb, block))]
    return Halves(draft.span(block), tuple(found), tokens[subject].tag.removesuffix("P")) if found else None


def _predicate(tree: Tree, verb: int, subject: Sequence[int]) -> list[int]:
    """The tokens of a verb with what belongs to it alone; none where they do not follow each other."""
    behind = min(tree.children(verb, "cc", "conj"), default=len(tree.tokens))
    places = [at for at in tree.subtree(verb, without=("cc", "conj")) if at < behind and at not in set(subject)]
    while places and tree.tokens[places[-1]].text in _ENDING:
        places.pop()
    return places if len(places) > 1 and is_block(places) else []
