"""Claims made by machine, each with evidence: of questions with their answers, and of the sentences of paragraphs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from eval.fit.reader import changes, rewording
from eval.fit.reader.changes import Changed, Pool
from eval.fit.reader.edits import halves_of, tidy
from eval.fit.reader.sources import Asked, Paragraph, Span, sentences_of
from eval.fit.reader.statement import statement
from eval.fit.wordnet import WordNet
from index.language.questions import read_asking
from index.language.types import Excerpt, Parser, Sentence
from index.language.words import content_words

Label = Literal["supports", "contradicts", "neither", "not supports"]
_LONGEST_ANSWER = 10
_LONGEST_CLAIM = 45
_SHORTEST_CLAIM = 4
_PREPOSITIONS = frozenset(
    ("in", "on", "at", "by", "from", "since", "during", "after", "before", "because", "near", "to")
)
_BINS = 10
_ORDER = {"added": 1.0, "negation": 1.0, "roles": -0.4, "cause": -0.4, "unit": -0.3}
_CUT = frozenset(("shorter", "parts", "resolved"))
_VOICES = (rewording.passive, rewording.active)
_FURTHEST = 3
_MIRRORED, _VERBATIM = 0.5, 0.3
# What is said of a sentence by one with that change; the others deny it.
_SAID_BY_CHANGED: dict[str, Label] = {"added": "supports", "modality": "neither", "cause": "neither"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim with its evidence; "not supports" where it is open whether the evidence denies it."""

    text: str
    evidence: str
    label: Label
    kind: str
    article: str

    @property
    def cover(self) -> float:
        """The share of its content words that its evidence has."""
        words = set(content_words(self.text))
        return len(words & set(content_words(self.evidence))) / max(1, len(words))


class ClaimMaker:
    """Makes claims of paragraphs; the same with the same generator."""

    def __init__(self, parser: Parser, wordnet: WordNet, rng: random.Random) -> None:
        self._parser = parser
        self._rng = rng
        self._rewordings = (
            rewording.passive,
            rewording.active,
            rewording.shorter,
            rewording.parts,
            rewording.resolved,
            rewording.numerals,
            rewording.nominal(wordnet),
        )
        self._synonymous = rewording.synonymous(wordnet)
        self._opposite = changes.opposite(wordnet)

    def claims(self, paragraph: Paragraph) -> Iterator[Claim]:
        """Yield the claims of a paragraph, true and false."""
        sentences = sentences_of(paragraph, self._parser)
        pool = changes.pool_of(sentences)
        details = [one for sentence in sentences for one in changes.details_of(sentence)]
        true = [*self._stated(paragraph, sentences), *self._said(sentences)]
        true += self._reworded(true)
        parsed = self._parsed([text for text, _, _ in true])
        told_otherwise: list[tuple[str, int, Changed]] = []
        for (text, place, kind), sentence in zip(true, parsed, strict=True):
            yield self._claim(text, sentences, place, "supports", kind, paragraph)
            if self._rng.random() < 0.5 and (other := self._nearest_other(text, sentences, place)) is not None:
                yield replace(
                    self._claim(text, sentences, other, "neither", "other sentence", paragraph),
                    evidence=sentences[other].text,
                )
            for changed in self._changed(sentence, pool, details):
                label: Label = "contradicts" if changed.denies else "neither"
                yield self._claim(changed.text, sentences, place, label, changed.kind, paragraph)
                told_otherwise.append((text, place, changed))
        yield from self._mirrored(told_otherwise, sentences, paragraph)
        yield from self._glued(sentences, paragraph)
        yield from self._plausible(paragraph, sentences)

    def _parsed(self, texts: Sequence[str]) -> tuple[Sentence, ...]:
        return self._parser.parse([Excerpt(text, 0, len(text)) for text in texts])

    def _stated(self, paragraph: Paragraph, sentences: Sequence[Sentence]) -> Iterator[tuple[str, int, str]]:
        """Questions with their answers, as statements, each with the place of the sentence that answers."""
        for asked in paragraph.questions:
            if asked.answers:
                yield from self._statement(asked, asked.answers[0], paragraph, sentences)

    def _statement(
        self, asked: Asked, answer: Span, paragraph: Paragraph, sentences: Sequence[Sentence]
    ) -> Iterator[tuple[str, int, str]]:
        place = next((at for at, one in enumerate(sentences) if one.start <= answer.start < one.end), None)
        if place is None or len(answer.text.split()) > _LONGEST_ANSWER:
            return
        before = paragraph.text[: answer.start].split()[-1:]
        preposition = before[0].lower() if before and before[0].lower() in _PREPOSITIONS else ""
        text = statement(read_asking(Excerpt(asked.text, 0, len(asked.text)), self._parser), answer.text, preposition)
        if text is not None:
            yield text, place, "statement"

    def _said(self, sentences: Sequence[Sentence]) -> Iterator[tuple[str, int, str]]:
        """Some sentences as they stand."""
        for place, sentence in enumerate(sentences):
            if (
                _SHORTEST_CLAIM < len(sentence.tokens) < _LONGEST_CLAIM
                and sentence.clauses
                and self._rng.random() < 0.5
            ):
                yield sentence.text, place, "as it stands"

    def _reworded(self, true: Sequence[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
        """True claims said otherwise, by one way or two, some with synonyms."""
        found: list[tuple[str, int, str]] = []
        parsed = self._parsed([text for text, _, _ in true])
        for (_, place, _), sentence in zip(true, parsed, strict=True):
            for make in self._rewordings:
                found += [(text, place, make.__name__) for text in make(sentence, self._rng)]
        kept = [one for one in found if len(one[0].split()) >= _SHORTEST_CLAIM]
        kept += [(one[0], one[1], "as before") for one in true if self._rng.random() < 0.6]
        parsed = self._parsed([text for text, _, _ in kept])
        worded: list[tuple[str, int, str]] = []
        for (text, place, kind), sentence in zip(kept, parsed, strict=True):
            others = list(self._synonymous(sentence, self._rng)) if self._rng.random() < 0.6 else []
            worded += [(one, place, "synonyms") for one in others]
            if not others and kind != "as before":
                worded.append((text, place, kind))
            if kind in _CUT:
                # Of short clauses the voices teach who did what to whom; long ones hide it among other words.
                worded += [(one, place, "voice") for turn in _VOICES for one in turn(sentence, self._rng)]
        return worded

    def _changed(self, sentence: Sentence, pool: Pool, details: Sequence[str]) -> list[Changed]:
        """One or two changes of a sentence."""
        if not sentence.tokens:
            return []
        ways = [
            changes.roles, changes.another, changes.another, changes.number, changes.unit, changes.negation,
            changes.fact, changes.unrestricted, changes.phase, self._opposite, changes.cause,
        ]  # fmt: skip
        found = [one for way in ways for one in way(sentence, pool, self._rng)]
        found += changes.added(sentence, details, self._rng)
        found = [one for one in found if one.text.lower() != sentence.text.lower()]
        # What every sentence can be given comes last, lest it be most of what is learnt.
        found.sort(key=lambda one: self._rng.random() + _ORDER.get(one.kind, 0.0))
        return found[: self._rng.choice((1, 1, 2))]

    def _mirrored(
        self, found: Sequence[tuple[str, int, Changed]], sentences: Sequence[Sentence], paragraph: Paragraph
    ) -> Iterator[Claim]:
        """Changed sentences as evidence, for what they say and against what they were: no form is false by itself."""
        chosen = [one for one in found if one[2].kind != "restriction" and self._rng.random() < _MIRRORED]
        reworded = self._reworded([(changed.text, at, "mirrored") for at, (_, _, changed) in enumerate(chosen)])
        worded = {at: text for text, at, _ in reworded}
        for at, (text, place, changed) in enumerate(chosen):
            label = _SAID_BY_CHANGED.get(changed.kind, "contradicts")
            turned = self._claim(text, sentences, place, label, "mirrored", paragraph, told=changed.text)
            yield turned
            if at in worded or self._rng.random() < _VERBATIM:
                yield replace(turned, text=worded.get(at, changed.text), label="supports")

    def _glued(self, sentences: Sequence[Sentence], paragraph: Paragraph) -> Iterator[Claim]:
        """Subjects and predicates of sentences that lie near each other, joined as they belong and otherwise."""
        halves = [(place, found) for place, one in enumerate(sentences) if (found := halves_of(one)) is not None]
        for (place, one), (other_place, other) in pairwise(halves):
            if other_place - place > _FURTHEST or one.form != other.form or one.subject == other.subject:
                continue
            evidence = " ".join(each.text for each in sentences[place : other_place + 1])
            pairs = [(one, one), (other, other), (one, other), (other, one)]
            for whose, what in pairs:
                text = tidy(f"{whose.subject} {self._rng.choice(what.predicates)}")
                true = whose is what
                yield Claim(
                    text=text,
                    evidence=evidence,
                    label="supports" if true else "neither",
                    kind="joined" if true else "glued",
                    article=paragraph.article,
                )

    def _plausible(self, paragraph: Paragraph, sentences: Sequence[Sentence]) -> Iterator[Claim]:
        """Questions that have no answer, with what only seems to be one."""
        for asked in paragraph.questions:
            for answer in asked.plausible[:1]:
                for text, place, _ in self._statement(asked, answer, paragraph, sentences):
                    yield self._claim(text, sentences, place, "not supports", "plausible", paragraph)

    def _nearest_other(self, text: str, sentences: Sequence[Sentence], place: int) -> int | None:
        words = set(content_words(text))
        others = [at for at in range(len(sentences)) if at != place]
        return max(others, key=lambda at: len(words & set(content_words(sentences[at].text))), default=None)

    def _claim(
        self,
        text: str,
        sentences: Sequence[Sentence],
        place: int,
        label: Label,
        kind: str,
        paragraph: Paragraph,
        *,
        told: str = "",
    ) -> Claim:
        """The claim with the sentence it was made from, or `told` in its place, often with those around it."""
        before, behind = self._rng.choice(((0, 0), (0, 0), (1, 0), (1, 0), (1, 1), (2, 1)))
        around = sentences[max(0, place - before) : place + behind + 1]
        evidence = " ".join(told if told and one is sentences[place] else one.text for one in around)
        return Claim(text=text, evidence=evidence, label=label, kind=kind, article=paragraph.article)


def balanced(claims: Sequence[Claim], rng: random.Random) -> list[Claim]:
    """As many true claims as others for each tenth of the words that they share with their evidence, drawn."""
    kept: list[Claim] = []
    bins: dict[int, tuple[list[Claim], list[Claim]]] = {}
    for claim in claims:
        bins.setdefault(min(_BINS - 1, int(claim.cover * _BINS)), ([], []))[claim.label != "supports"].append(claim)
    for place in sorted(bins):
        true, false = bins[place]
        size = min(len(true), len(false))
        kept += rng.sample(true, size) + rng.sample(false, size)
    rng.shuffle(kept)
    return kept
