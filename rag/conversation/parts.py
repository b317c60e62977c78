"""The parts of a question, and the statement that it makes of its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.grammar.tokens import Token, tokenize
from rag.grammar.verbs import inflected, is_plural, lemma
from rag.question.kind import verb_places

ASKING_WORDS = frozenset(("what", "which", "who", "whom", "whose", "when", "where", "why", "how"))
HELPERS = frozenset(
    """
    is are was were has have had do does did will would may might can could shall should must 's 're
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_DOING = {"do": "VBP", "does": "VBZ", "did": "VBD"}
_BEING = frozenset(("is", "are", "was", "were", "'s", "’s"))
_CIRCUMSTANCES = frozenset(("when", "where", "why", "how", "in", "on", "at", "since", "until", "for", "from", "by"))
_ADVERBS = frozenset(("still", "now", "already", "there", "then", "also", "ever", "yet", "really", "all"))
_SAYING = frozenset(("say", "said"))
_PREPOSITIONS = frozenset(("near", "like", "round", "around"))
_LEADING = re.compile(r"\s*(?:(?:and|but|so|or|ok|okay|then|well)\b[\s,]*)+", re.IGNORECASE)
_QUANTITY = re.compile(r"how\s+(?:many|much)\b|how\b|wh\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionParts:
    """A question cut into its parts, each verbatim and empty where there is none.

    `asking` is what stands for the answer ("In which town", "How many people"), `before` its preposition and `noun`
    its noun. `subject` is empty where the answer itself is the subject ("Which reactor blew up?"); `verb` is set
    beside "do", "does" and "did", else it opens `rest`.
    """

    asking: str
    before: str
    noun: str
    helper: str
    subject: str
    verb: str
    rest: str

    @property
    def statement(self) -> str:
        """What the question takes for given, "troops left Chernobyl"; empty where nothing is."""
        if not self.subject or not (self.verb or (self.rest and not self.asks_what_it_is)):
            return ""
        tag = _DOING.get(self.helper.lower())
        if not tag:
            return _joined(self.subject, self.helper.lower(), self.rest)
        return _joined(self.subject, inflected(self.verb, tag), self.rest)  # type: ignore[arg-type]  # of _DOING

    @property
    def states(self) -> bool:
        """Whether the statement lacks nothing: what is asked for is a time, a place, a reason or the truth of it."""
        word = self.asking.lower().split()[-1:] if not self.noun else self.before.lower().split()
        return bool(self.statement) and (not self.asking or bool({*word} & _CIRCUMSTANCES))

    @property
    def asks_what_it_is(self) -> bool:
        """Whether all but the asking word is one phrase: "What is the death toll in Mariupol?"."""
        return self.helper.lower() in _BEING and not self.rest

    @property
    def answer(self) -> str:
        """A description of what is asked for, "the reactor that blew up"; empty where no noun names it."""
        if not self.noun:
            return ""
        if not self.subject:
            return _joined("the", self.noun, "that", self.helper, self.rest)
        if not self.statement:
            return ""
        return _joined("the", self.noun, f"{self.before.lower()} which" if self.before else "that", self.statement)

    @property
    def described(self) -> str:
        """The subject and what it did, "troops that left Chernobyl"; the subject alone where it tells enough itself."""
        plain = self.subject.removeprefix("the ")
        if not self.verb or not (self.rest or self.states) or " " in plain or plain[:1].isupper():
            return self.subject
        return _joined(self.subject, "that", self.statement.removeprefix(self.subject))


def without_opening(question: str) -> str:
    """Return a question without "and", "but" or "so" before it."""
    opened = question[found.end() :] if (found := _LEADING.match(question)) else question
    return opened if any(letter.isalnum() for letter in opened) else question


def parts_of(question: str) -> QuestionParts:
    """Return the parts of a question, told by its helping verb and the words that can be verbs."""
    question = without_opening(question).rstrip(" ?.!\n\t")
    tokens = tokenize(question)
    helper = next((place for place, token in enumerate(tokens) if token.lower in HELPERS), None)
    asking = next((place for place, token in enumerate(tokens[:4]) if token.lower in ASKING_WORDS), None)
    verbs = _verbs(tokens)
    if helper is None or (asking is None and helper > 0):
        end = _end_of_asking(tokens, asking)
        return _without_subject(question, tokens, asking, end, end)
    if helper + 1 < len(tokens) and _opens_predicate(tokens, helper + 1, verbs):
        return _without_subject(question, tokens, asking, helper, helper + 1)
    last = _end_of_subject(tokens, helper, verbs, what=asking is not None and helper == asking + 1)
    doing = tokens[helper].lower in _DOING and last < len(tokens)
    return QuestionParts(
        asking=_text(question, tokens, 0, helper),
        before=_text(question, tokens, 0, asking or 0),
        noun=_noun(question, tokens, asking, helper),
        helper=tokens[helper].text,
        subject=_text(question, tokens, helper + 1, last),
        verb=tokens[last].text if doing else "",
        rest=_text(question, tokens, last + doing, len(tokens)),
    )


def _verbs(tokens: tuple[Token, ...]) -> list[int]:
    """The place of the verb; "say" is one here, and "near" is none."""
    saying = [place for place, token in enumerate(tokens) if token.lower in _SAYING and place]
    found = [place for place in verb_places(tokens) if tokens[place].lower not in _PREPOSITIONS]
    return sorted([*saying, *found])[:1]


def _without_subject(question: str, tokens: Sequence[Token], asking: int | None, end: int, rest: int) -> QuestionParts:
    """The parts of a question whose answer is its subject; `end` is where the asking words end."""
    return QuestionParts(
        asking=_text(question, tokens, 0, end),
        before=_text(question, tokens, 0, asking or 0),
        noun=_noun(question, tokens, asking, end),
        helper=_text(question, tokens, end, rest),
        subject="",
        verb="",
        rest=_text(question, tokens, rest, len(tokens)),
    )


def _end_of_asking(tokens: Sequence[Token], asking: int | None) -> int:
    """Where the verb of "Who heads…" and "Which reactor blew up…" stands."""
    if asking is None:
        return 0
    first = asking + (1 if tokens[asking].lower in {"who", "what", "whom"} else 2)
    found = (place for place in range(first, len(tokens)) if lemma(tokens[place].text) and not tokens[place].is_name)
    return next(found, len(tokens))


def _opens_predicate(tokens: Sequence[Token], place: int, verbs: Sequence[int]) -> bool:
    return place in verbs and not tokens[place].is_name and not is_plural(tokens[place].text)


def _end_of_subject(tokens: Sequence[Token], helper: int, verbs: Sequence[int], *, what: bool) -> int:
    """Where the subject after a helping verb ends."""
    after = [place for place in verbs if place > helper]
    if tokens[helper].lower in _DOING or tokens[helper].lower not in _BEING:
        return after[0] if after else len(tokens)
    if what and not after:
        return len(tokens)
    adverbs = (place for place in range(helper + 2, len(tokens)) if tokens[place].lower in _ADVERBS)
    return min([*after[:1], *adverbs], default=len(tokens))


def _noun(question: str, tokens: Sequence[Token], asking: int | None, end: int) -> str:
    """The noun after the asking word: "part of Ukraine" of "What part of Ukraine"."""
    if asking is None:
        return ""
    words = _text(question, tokens, asking, end)
    found = _QUANTITY.match(words)
    noun = words[found.end() :].strip() if found else ""
    return "" if noun.lower() in {"long", "old", "far", "often", "tall", "big", "large", "fast"} else noun


def _text(question: str, tokens: Sequence[Token], first: int, last: int) -> str:
    return question[tokens[first].start : tokens[last - 1].end] if first < last else ""


def _joined(*words: str) -> str:
    return " ".join(word.strip() for word in words if word.strip())
