"""Questions that lean on the conversation, completed so that they stand alone.

By rules: words that point back are replaced by what they mean, a question without a statement gets that of the last
one. Whatever cannot be placed so gets the last question behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.conversation.entities import Entity, entities_of, head_of
from rag.conversation.parts import ASKING_WORDS, parts_of, without_opening
from rag.conversation.references import Reference, is_elliptic, references, topic_named
from rag.grammar.names import name_runs
from rag.grammar.tokens import tokenize
from rag.types import Query, Turn

_TURNS_READ = 4
_LONGEST = 300
_MARKER = re.compile(r"(?<!\s)\s*\[\d+\]")
_ALONE = re.compile(
    r"(?P<asking>(?:(?:on|in|at|since|until|from|to|by|for)\s+)?(?:when|where|why|how(?:\s+(?:so|come))?|(?:what|which)"
    r"\s+(?:day|date|year|month|time|place|town|city|country|reason)))(?:\s+(?:was|is|were|are|did|does)\s+"
    r"(?:that|this|it|so)(?:\s+happen(?:ing)?)?)?(?:\s+exactly)?\s*\??\s*",
    re.IGNORECASE,
)
_SAID_SO = re.compile(r"(?P<who>.*\b(?:sa(?:id|ys?)|reports?|reported|claims?|claimed))\s+(?:so|that|this|it)\s*\??\s*")
_OF_THAT = re.compile(r"(?<! about)(?<! to)(?<! of)(?<! on)(?<! by)(?<! for)(?<! with)\s+(?:that|this|so)\Z")
# What somebody says of "it" is said of what happened.
_OF_EVENT = re.compile(
    r"\b(?:react|respond|repl(?:y|ied)|sa(?:y|id)|comment|think|thought|den(?:y|ied)|confirm|explain)(?:ed|s)?\b"
    r"(?:\s+(?:to|about|of|on))?\s+(?:it|this)\s*\??\s*$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"(?P<preposition>in|at|near|around|outside|of|from|to|on|for|about|by|with|over)\s+", re.I)
_SAME_PREPOSITION = dict.fromkeys(("in", "at", "near", "around", "outside", "on"), "in at near around outside on")
_NAME = r"[A-Z][\w’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'-]*)*"
_STANDING_FOR = re.compile(r"(?:those|that|the ones?|the others?)\s+(?=\w)", re.IGNORECASE)


def complete_by_rules(query: Query) -> str | None:
    """Return a question completed from its history; None for one that stands alone, or is the first."""
    history = query.history[-_TURNS_READ:]
    if not history or len(query.text) > _LONGEST:
        return None
    turns: list[Turn] = []
    for turn in history:
        whole = _completed(turn.question, turns, query.asked) or turn.question
        turns.append(Turn(question=whole[:_LONGEST], answer=_MARKER.sub("", turn.answer)))
    return _completed(query.text, turns, query.asked)


def _completed(question: str, turns: Sequence[Turn], asked: date) -> str | None:
    if not turns or _letters(question) == _letters(turns[-1].question):
        return None
    texts = [text for turn in turns for text in (turn.question, turn.answer)]
    pointing, elliptic = references(question, texts), is_elliptic(question, texts)
    if not pointing and not elliptic:
        return None
    opened = without_opening(question).strip()
    last = turns[-1].question.strip().rstrip("?.: ")
    completed = _asking_alone(opened, last) or _Completion(turns, asked).of(question, pointing)
    if _letters(completed) == _letters(question):
        return None
    return completed if completed.endswith("?") else f"{completed}?"


def _asking_alone(question: str, last: str) -> str | None:
    """Make "Why?", "When was that?" and "Who said so?" of the statement of the last question."""
    parts = parts_of(last)
    if (found := _ALONE.fullmatch(question)) and parts.subject and not parts.asks_what_it_is:
        asking = _capital(found["asking"])
        return f"{asking} {' '.join(filter(None, [parts.helper.lower(), parts.subject, parts.verb, parts.rest]))}?"
    if (found := _SAID_SO.fullmatch(question)) and parts.states:
        return f"{_capital(found['who'])} that {parts.statement}?"
    return None


@dataclass(frozen=True, slots=True)
class _Completion:
    """Completes one question from the turns before it, which are complete themselves."""

    turns: Sequence[Turn]
    asked: date

    def of(self, question: str, pointing: Sequence[Reference]) -> str:
        topic = topic_named(question)
        if topic and not pointing and (swapped := _swapped(topic, self._last())):
            return _capital(swapped)
        opened = without_opening(question).strip()
        completed, missing = self._replaced(opened, pointing, question.find(opened))
        if missing or completed == opened or not _says_enough(completed):
            completed = _with_topic(completed, self._last())
        return _capital(completed)

    def _last(self) -> str:
        return self.turns[-1].question.strip().rstrip("?.: ")

    def _replaced(self, question: str, pointing: Sequence[Reference], shift: int) -> tuple[str, bool]:
        """The question with what its words point to, and whether something was left that is not known."""
        missing, known, own = False, set[str](), {token.lower for token in tokenize(question)}
        of_event = _OF_EVENT.search(question) is not None
        for reference in reversed(pointing):
            start, end = reference.start - shift, reference.end - shift
            meant = None if start < 0 or of_event else self._meant(reference, own)
            if meant is None or meant in known:
                missing = missing or (meant is None and reference.kind != "definite")
                continue
            known.add(meant)
            question = question[:start] + _put(question[:start], meant, reference) + question[end:]
        return question, missing

    def _meant(self, reference: Reference, own: set[str]) -> str | None:
        for turn in reversed(self.turns):
            found = entities_of(turn.question, turn.answer, asked=self.asked)
            others = [one for one in found if not _is_in(one, own)]
            if fitting := _fitting(others, reference):
                best = max(fitting, key=lambda one: one.weight)
                return _possessive(best.text) if reference.possessive else best.text
        return None


def _fitting(entities: Sequence[Entity], reference: Reference) -> list[Entity]:
    """Those that agree with a reference; a name may stand for a group where nothing else does."""
    agreeing = [one for one in entities if _agrees(one, reference)]
    if agreeing or reference.kind != "group":
        return agreeing
    return [one for one in entities if one.kind == "thing" and name_runs(tokenize(one.text))]


def _agrees(entity: Entity, reference: Reference) -> bool:
    match reference.kind:
        case "person" | "time":
            return entity.kind == reference.kind
        case "place":
            return entity.kind == "place"
        case "thing":
            return entity.kind in {"thing", "place"} and not entity.plural and not entity.of_answer
        case "group":
            return entity.plural
        case "noun" | "definite":
            return _is_called(entity, reference.noun)
        case "event":
            return False


def _is_called(entity: Entity, noun: str) -> bool:
    """Whether "that town" may mean it: by its own noun, or by a name of an answer that is of that kind."""
    head = noun.rsplit(maxsplit=1)[-1]
    if head_of(entity.text).lower().rstrip("s") == head.rstrip("s"):
        return True
    return entity.of_answer and entity.kind == _KIND_OF_NOUN.get(head)


_KIND_OF_NOUN = {
    **dict.fromkeys(("town", "city", "village", "country", "region", "place", "area", "state", "port"), "place"),
    **dict.fromkeys(("man", "woman", "person", "president", "minister", "official", "spokesman", "leader"), "person"),
}


def _is_in(entity: Entity, words: set[str]) -> bool:
    return head_of(entity.text).lower() in words


def _put(before: str, meant: str, reference: Reference) -> str:
    if reference.kind == "place" and reference.end - reference.start == len("there"):
        return meant if before.rstrip().endswith((" in", " at", " from", " near")) else f"in {meant}"
    return meant


def _possessive(text: str) -> str:
    return f"{text}'" if text.endswith("s") else f"{text}'s"


def _swapped(topic: str, last: str) -> str | None:
    """The last question with a new topic in the place of its like: "and of Luhansk?", "what about China?"."""
    topic = _STANDING_FOR.sub("", topic.strip().rstrip("?.: "))
    opening = _PREPOSITION.match(topic)
    if opening:
        word = opening["preposition"].lower()
        alike = "|".join(_SAME_PREPOSITION.get(word, word).split())
        places = list(re.finditer(rf"\b(?:{alike})\s+(?:the\s+)?(?:[\w’'-]+\s+){{0,2}}?{_NAME}", last))
        if places:
            return f"{last[: places[-1].start()]}{topic}{last[places[-1].end() :]}?"
        return f"{last} {topic}?" if parts_of(last).asks_what_it_is else None
    tokens = tokenize(last)
    runs = name_runs(tokens)
    if runs and name_runs(tokenize(topic)):
        start, end = tokens[runs[-1][0]].start, tokens[runs[-1][1] - 1].end
        return f"{last[:start]}{topic}{last[end:]}?"
    return None


def _says_enough(question: str) -> bool:
    """Whether a completed question names something."""
    parts = parts_of(question)
    return bool(name_runs(tokenize(question))) or len(question.split()) > 6 or bool(parts.statement)


def _with_topic(question: str, last: str) -> str:
    """A question with the last one behind it, as a clause where it has a statement."""
    question, parts = question.rstrip("?.: "), parts_of(last)
    if parts.states and (found := _OF_THAT.search(question)):
        return f"{question[: found.start()]} that {parts.statement}?"
    if parts.states and not _OF_EVENT.search(question) and not _is_bare(question):
        return f"{question} when {parts.statement}?"
    if parts.subject and parts.subject.lower() in question.lower():
        return f"{question}?"
    if parts.asks_what_it_is and parts.subject:
        return f"{question}, about {parts.subject}?"
    return f"{question}: {_small(last)}?"


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_bare(question: str) -> bool:
    return all(token.lower in ASKING_WORDS for token in tokenize(question))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if parts_of(text).asking else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
