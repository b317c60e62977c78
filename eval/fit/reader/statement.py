"""A question with its answer as a statement: "Where did the ferry sink?", "Tamsin": "The ferry sank in Tamsin."."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lemminflect import getInflection

from index.language.questions import TIME_NOUNS, Asking
from index.language.tree import Tree
from index.language.types import Phrase, Token

_COUNTED = frozenset(("many", "much"))
_CIRCUMSTANCES = frozenset(("when", "where", "why", "how"))
_ARGUMENTS = frozenset(("attr", "dative", "dobj", "oprd", "pobj"))
_KINDS = frozenset(("kind", "sort", "type"))
_MOST_DESCRIBING = 3
_CLOSING = re.compile(r" ([,.;:%)\]]|['’](?:s|re|ve|ll|d|m)?\b|['’] |n['’]t\b)")
_OPENING = re.compile(r"([(\[$£€]) ")


def statement(asked: Asking, answer: str, before: str = "") -> str | None:
    """Return a question with an answer in its place, as one says it; None where the form of the question is not known.

    `before` is the preposition before the answer in its text, "" where none is there.
    """
    gap, tokens = asked.gap, asked.sentence.tokens
    if gap is None or asked.word is None or asked.clause is None:
        return None
    words = [token.text for token in tokens]
    words[-1] = "" if words[-1] == "?" else words[-1]
    filler = _filler(asked, gap, answer)
    auxiliary = asked.auxiliary
    if auxiliary is not None and auxiliary >= gap.first:
        tree = Tree("", tokens, ())
        helps = tokens[auxiliary].dep in {"aux", "auxpass"} and tokens[auxiliary].head > auxiliary
        verb = tokens[auxiliary].head if helps else auxiliary
        subjects = [at for at in tree.subjects(verb) if at > auxiliary]
        if subjects:
            return _joined(
                _inverted(tree, words, gap, filler, before, auxiliary=auxiliary, verb=verb, subject=subjects[0])
            )
        if helps or (len(tokens) > 1 and tokens[-2].pos == "ADP"):
            return None
    return _joined([*words[: gap.first], filler, *words[gap.last :]])


def _inverted(
    tree: Tree, words: list[str], gap: Phrase, filler: str, before: str, *, auxiliary: int, verb: int, subject: int
) -> list[str]:
    """The words of an inverted question in the order of a statement: subject, auxiliary, what is left, the answer."""
    tokens, head = tree.tokens, tree.tokens[gap.head]
    behind = tree.subtree(subject)[-1] + 1
    behind = behind if verb == auxiliary else min(behind, verb)
    moved = words[auxiliary]
    if tokens[auxiliary].lemma.lower() == "do" and verb != auxiliary and tree.child(verb, "neg") is None:
        moved = ""
        is_done = tokens[verb].lemma == "do" and head.dep == "dobj" and head.head == verb
        words[verb] = "" if is_done else _finite(tokens[verb], tokens[auxiliary].tag)
    fronted = gap.first - 1 if gap.first and tokens[gap.first - 1].pos == "ADP" else None
    argued = head.dep in _ARGUMENTS and head.lemma.lower() not in _CIRCUMSTANCES | TIME_NOUNS
    if fronted is None and argued:
        place = max(behind, head.head + 1)
        preposition = ""
    else:
        place = len(words)
        preposition = before if fronted is None else words[fronted].lower()
    lead = words[: gap.first if fronted is None else fronted]
    said = [*words[auxiliary + 1 : behind], moved, *words[behind:place], preposition, filler, *words[place:]]
    return [*lead, *said]


def _filler(asked: Asking, gap: Phrase, answer: str) -> str:
    """The answer with what it counts or describes, where it is that alone.

    "Five" of "how many miners" is five miners, "rotary" of "what kind of brush" a rotary brush.
    """
    tokens = asked.sentence.tokens
    inside = tokens[gap.first : gap.last]
    lemmas = [token.lemma.lower() for token in inside]
    if not _COUNTED.isdisjoint(lemmas) and not any(word.isalpha() for word in answer.split()[1:]):
        noun = [token.text for token in inside if token.lemma.lower() not in _COUNTED | {"how"}]
    elif not _KINDS.isdisjoint(lemmas) and "of" in lemmas and len(answer.split()) <= _MOST_DESCRIBING:
        noun = [token.text for token in inside[lemmas.index("of") + 1 :]]
    else:
        return answer
    known = {word.lower() for word in answer.split()}
    return answer if known & {word.lower() for word in noun} else " ".join([answer, *noun])


def _finite(token: Token, tag: str) -> str:
    return next(iter(getInflection(token.lemma, tag)), token.text)


def _joined(words: Sequence[str]) -> str | None:
    text = " ".join(" ".join(word for word in words if word).split()).strip(" ?,")
    text = _OPENING.sub(r"\1", _CLOSING.sub(r"\1", text)).replace(" - ", "-")
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else None
