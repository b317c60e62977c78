"""Sentences that cannot be read alone, for they refer back to the one before: "He said so on Friday"."""

from __future__ import annotations

from collections.abc import Sequence

from index.language.types import Sentence, Token
from index.language.words import content_words
from rag.evidence.evidence import EvidenceSentence

_POINTING = frozenset(("this", "that", "these", "those", "such"))
# Who speaks and who is spoken to need no sentence before.
_IN_TALK = frozenset(("i", "we", "you", "my", "our", "your"))
_PRONOUNS = frozenset(("PRP", "PRP$", "DT"))
_BEFORE_SUBJECTS = frozenset(("PUNCT", "CCONJ", "ADV"))
_DESCRIBING = frozenset(("prep", "relcl", "acl"))
_CLAUSES = frozenset(("relcl", "ccomp", "xcomp", "advcl"))
_SENTENCE_END = tuple(".!?…\"”'’)")
_LONGEST = 300


def lead_in(one: EvidenceSentence) -> Sentence | None:
    """Return the sentence before one where the latter refers back to it.

    None where it can be read alone, or where what stands before is a heading, or long, or an order to the reader.
    """
    if not one.before or not _refers_back(one.sentence, one.before[-1]):
        return None
    before = one.before[-1]
    follows = not one.article.text[before.end : one.start].strip()
    return before if follows and _is_readable(before.text) else None


def _refers_back(sentence: Sentence, before: Sentence) -> bool:
    """Whether a sentence opens with a pronoun, or with what the one before told of: "the ferry", "this move"."""
    tokens = sentence.tokens
    place = next((place for place, token in enumerate(tokens) if token.pos not in _BEFORE_SUBJECTS), None)
    if place is None:
        return False
    first, noun = tokens[place], tokens[tokens[place].head]
    word = first.text.lower()
    if first.pos == "PRON":
        return first.tag in _PRONOUNS and word not in _IN_TALK and not _stands_for_nothing(tokens, place)
    if first.pos != "DET" or not noun.dep.startswith("nsubj"):
        return False
    alone = not any(token.head == first.head and token.dep in _DESCRIBING for token in tokens)
    known = {stem for token in before.tokens for stem in content_words(token.lemma)}
    return word in _POINTING or (word == "the" and alone and not known.isdisjoint(content_words(noun.lemma)))


def _stands_for_nothing(tokens: Sequence[Token], place: int) -> bool:
    """Whether a pronoun only fills its place: "it was Kirby who said so", "it is clear that"."""
    verb = tokens[place].head
    if tokens[place].dep == "expl" or tokens[place].text.lower() != "it" or tokens[verb].lemma != "be":
        return tokens[place].dep == "expl"
    said = [at for at, token in enumerate(tokens) if token.head == verb and token.dep in {"attr", "acomp"}]
    return any(token.dep in _CLAUSES and token.head in {verb, *said} for token in tokens)


def _is_readable(text: str) -> bool:
    return len(text) <= _LONGEST and text.endswith(_SENTENCE_END) and text[0].isprintable()
