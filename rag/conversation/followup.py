"""Questions that lean on the conversation, completed so that they stand alone.

What points back is replaced by what it means, a question without a verb gets the words of the last one. Whatever
cannot be placed so gets the last question before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.language.parser import default_parser
from index.language.questions import Asking, read_asking
from index.language.sentences import sentence_spans
from index.language.types import Excerpt, Parser
from index.language.words import content_words
from rag.conversation import fragments
from rag.conversation.mentions import Mention, filler, meant
from rag.conversation.pointers import Pointer, pointers
from rag.conversation.rewording import agreeing, joined, statement_of
from rag.conversation.turns import Asked, Told
from rag.question.reading import last_sentence
from rag.types import Query, Turn

_TURNS_READ = 4
_SENTENCES_READ = 2
_LONGEST = 300
_MARKER = re.compile(r"(?<!\s)\s*\[\d+\]")
# Whoever writes more says what it is about.
_SHORT = 10
_NOUNS = frozenset(("NOUN", "PROPN"))
_CIRCUMSTANCES = ("advcl", "npadvmod", "prep")


def complete_by_rules(query: Query, parser: Parser | None = None) -> str | None:
    """Return a question completed from its history; None for one that stands alone, or is the first."""
    return complete(query, None, parser or default_parser())


def complete(query: Query, asking: Asking | None, parser: Parser) -> str | None:
    """Return what `complete_by_rules` does of a question the last sentence of which may have been read."""
    text = query.text
    if not query.history or not text.strip() or len(text) > _LONGEST:
        return None
    turns = [Turn(question=one.question[:_LONGEST], answer=_MARKER.sub("", one.answer)) for one in query.history]
    turns = turns[-_TURNS_READ:]
    asked = _that_leads(text, parser) or (read_asked(text, parser) if asking is None else Asked(text, asking))
    return _Completion(asked, _read(turns, parser), parser).text() if _leans(asked, turns) else None


def read_asked(text: str, parser: Parser) -> Asked:
    """Return a question as its last sentence reads."""
    return Asked(text, read_asking(last_sentence(text), parser))


def _that_leads(text: str, parser: Parser) -> Asked | None:
    """A question by its first sentence, on which what follows leans; None for one alone, or which says nothing."""
    spans = sentence_spans(text)
    if len(spans) < 2:
        return None
    first = Asked(text, read_asking(Excerpt(text, *spans[0]), parser))
    return first if any(token.pos in _NOUNS for token in first.tokens) else None


def _leans(asked: Asked, turns: Sequence[Turn]) -> bool:
    if not turns or _letters(asked.text) == _letters(turns[-1].question):
        return False
    known = frozenset(stem for one in turns for text in (one.question, one.answer) for stem in content_words(text))
    if asked.is_leading:
        return any(one.kind in {"person", "thing", "group"} for one in pointers(asked, known, leads=True))
    if asked.is_fragment:
        return fragments.leans(asked)
    return bool(pointers(asked, known)) or _says_nothing_of_its_own(asked, known)


def _says_nothing_of_its_own(asked: Asked, known: frozenset[str]) -> bool:
    """Whether a question names nothing: "how many died?", "who won?"."""
    gap, sentence = asked.asking.gap, asked.asking.sentence
    inside = range(gap.first, gap.last) if gap is not None else range(0)
    source = {at for place in range(asked.end) if _names_source(asked, place) for at in asked.tree.subtree(place)}
    predicates = [one for one in sentence.clauses if one.event != "accord"]
    of_us = any(token.text.lower() in {"i", "me", "we", "you"} for token in asked.tokens)
    if of_us or len(predicates) != 1 or len(asked.tokens) - len(source) > _SHORT:
        return False
    if any(token.pos in _NOUNS and at not in source | {*inside} for at, token in enumerate(asked.tokens)):
        return False
    counts = any(asked.tokens[at].lemma.lower() in {"many", "much"} for at in inside)
    stems = {stem for at in inside if asked.tokens[at].pos in _NOUNS for stem in content_words(asked.tokens[at].text)}
    return not any(asked.tokens[at].pos == "PROPN" for at in inside) and (counts or stems <= known)


def _names_source(asked: Asked, place: int) -> bool:
    return asked.tokens[place].text.lower() == "according"


def _read(turns: Sequence[Turn], parser: Parser) -> list[Told]:
    """The turns, those that lean on others completed; the answers are parsed together."""
    excerpts = [list(_first_sentences(turn.answer)) for turn in turns]
    read = iter(parser.parse([one for some in excerpts for one in some]))
    told: list[Told] = []
    for place, (turn, some) in enumerate(zip(turns, excerpts, strict=True)):
        asked = read_asked(turn.question, parser)
        if _leans(asked, turns[:place]) and (whole := _Completion(asked, told, parser).text()):
            asked = read_asked(whole, parser)
        told.append(Told(asked, tuple(next(read) for _ in some)))
    return told


def _first_sentences(answer: str) -> Iterator[Excerpt]:
    for number, span in enumerate(sentence_spans(answer)[:_SENTENCES_READ]):
        yield Excerpt(answer, *span, follows=number > 0)


@dataclass(frozen=True, slots=True)
class _Completion:
    """One question, completed from the turns before it, which are complete themselves."""

    asked: Asked
    told: Sequence[Told]
    parser: Parser

    def text(self) -> str | None:
        """The question as it stands alone; None where it says no more than it did."""
        found = self._completed().rstrip("?.!,;: ")
        if not found or _letters(found) == _letters(self.asked.text):
            return None
        return f"{_capital(found)}?"

    def _completed(self) -> str:
        asked, last = self.asked, self.told[-1]
        if fragments.asks_when_it_was(asked) and (anew := fragments.asked_when_it_was(asked, last)):
            return _behind(last.asked.leading, anew)
        pointing = pointers(asked, _stems(self.told), leads=asked.is_leading)
        changes, missing = self._changes(pointing)
        changed = _changed(asked, changes)
        if asked.is_fragment:
            return self._fragment(changed if changes else None)
        if not pointing:
            return self._with_circumstances()
        return self._behind_last(changed) if missing or not changes else changed

    def _fragment(self, changed: str | None) -> str:
        asked = self.asked if changed is None else read_asked(changed, self.parser)
        found = fragments.completed(asked, self.told)
        if found is not None:
            return _behind(self.told[-1].asked.leading, found)
        return self._behind_last(asked.words(asked.start)) if changed is None else changed

    def _with_circumstances(self) -> str:
        """The question with "when the dam burst", or with "in the ferry accident" of the last one."""
        asked, last = self.asked, self.told[-1].asked
        source = next((at for at in range(asked.start + 1, asked.end) if _names_source(asked, at)), asked.end)
        own, behind = asked.words(asked.start, source).rstrip(", "), asked.words(source)
        statement = statement_of(last, self.told)
        if statement is not None and last.verb != last.asking.auxiliary:
            around = joined("when", *statement)
        else:
            around = " ".join(_circumstances(last))
        if not around:
            return self._behind_last(asked.words(asked.start))
        return ", ".join(filter(None, (joined(own, around), behind)))

    def _behind_last(self, own: str) -> str:
        last = self.told[-1].asked
        asked = f"{_capital(last.words(last.start))}?"
        before = next((one for one in (joined(last.leading.strip(), asked), asked) if len(one) < _LONGEST), "")
        return _behind(before, own)

    def _changes(self, pointing: Sequence[Pointer]) -> tuple[list[_Change], bool]:
        """What to put in the place of words that point, and whether something is left that is not known."""
        tokens = self.asked.tokens
        taken = frozenset(token.lemma.lower() for token in tokens if token.pos in _NOUNS)
        found: dict[str, Mention] = {}
        changes, missing = list[_Change](), False
        for pointer in pointing:
            if pointer.kind == "event":
                statement = self._statement_for(pointer)
                changes += [_Change(pointer.first, pointer.last, statement)] if statement else []
                missing = missing or not statement
                continue
            own = frozenset((pointer.noun,)) if pointer.kind in {"noun", "definite"} else frozenset[str]()
            asked_for = self._means_what_was_asked(pointer)
            mention = found.get(pointer.kind) or (
                filler(self.told[-1]) if asked_for else meant(pointer, self.told, taken - own)
            )
            if mention is None or mention.text.lower() == self.asked.words(pointer.first, pointer.last).lower():
                missing = missing or pointer.kind != "definite"
                continue
            found[pointer.kind], taken = mention, taken | {mention.noun.lower()}
            changes += _replaced(self.asked, pointer, mention)
        return changes, missing or (bool(found) and all(one.alone for one in found.values()))

    def _means_what_was_asked(self, pointer: Pointer) -> bool:
        """Whether "it" is what the last question asked for by no noun: "What did the union want? Did it get it?"."""
        last = self.told[-1].asked.asking
        bare = last.gap is not None and last.gap.head == last.word and last.sentence.tokens[last.gap.head].dep == "dobj"
        return bare and pointer.kind == "thing" and self.asked.tokens[pointer.first].dep == "dobj"

    def _statement_for(self, pointer: Pointer) -> str | None:
        """What "that" stands for behind a verb like "deny": "that troops left Chernobyl"."""
        token = self.asked.tokens[pointer.first]
        statement = statement_of(self.told[-1].asked, self.told) if pointer.last == self.asked.end else None
        said = self.asked.tokens[token.head].lemma.lower() not in {"do", "happen"}
        is_said = said and token.dep in {"advmod", "dobj"}
        return joined("that", *statement) if statement is not None and is_said else None


@dataclass(frozen=True, slots=True)
class _Change:
    """Words to stand in the place of the tokens at [first, last)."""

    first: int
    last: int
    words: str


def _replaced(asked: Asked, pointer: Pointer, mention: Mention) -> list[_Change]:
    """The mention in the place of a pointer, and the auxiliary in its number."""
    words, token = mention.text, asked.tokens[pointer.first]
    owned = token.head
    if pointer.possessive and not mention.named and " of " in words and owned > pointer.first:
        return [_Change(pointer.first, pointer.last, "the"), _Change(owned + 1, owned + 1, f" of {words}")]
    if pointer.possessive:
        words = f"{words}'" if words.endswith("s") else f"{words}'s"
    elif pointer.kind == "place" and asked.tokens[pointer.first - 1].pos != "ADP":
        words = f"{mention.preposition if mention.preposition in {'at', 'on'} else 'in'} {words}"
    changes = [_Change(pointer.first, pointer.last, words)]
    auxiliary = asked.asking.auxiliary
    if auxiliary is not None and token.dep in {"nsubj", "nsubjpass"} and token.head == asked.verb:
        said = asked.tokens[auxiliary].text
        form = agreeing(said, plural=mention.plural)
        changes += [_Change(auxiliary, auxiliary + 1, form)] if form != said else []
    return changes


def _changed(asked: Asked, changes: Sequence[_Change]) -> str:
    text = asked.text
    for change in sorted(changes, key=lambda one: one.first, reverse=True):
        end = asked.tokens[change.last - 1].end
        start = asked.tokens[change.first].start if change.first < change.last else end
        text = text[:start] + change.words + text[end:]
    return text[asked.tokens[asked.start].start :] if asked.tokens else text


def _circumstances(last: Asked) -> Iterator[str]:
    """The phrases of time, place and the like that stand behind the verb of a question."""
    asking = last.asking_words or (0, 0)
    for at in last.tree.children(last.verb, *_CIRCUMSTANCES) if last.verb is not None else ():
        first, end = last.whole(at)
        behind = at > (last.verb or 0) and first >= asking[1] and next(last.tree.children(at), None) is not None
        if behind and last.tokens[at].lemma.lower() != "accord":
            yield last.words(first, end)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _behind(leading: str, question: str) -> str:
    """A question behind what leads up to it."""
    return joined(leading.strip(), _capital(question))


def _stems(told: Sequence[Told]) -> frozenset[str]:
    return frozenset(stem for one in told for text in _texts(one) for stem in content_words(text))


def _texts(told: Told) -> Iterator[str]:
    yield told.asked.text
    yield from (sentence.text for sentence in told.answer)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
