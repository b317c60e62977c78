"""Claims made from other sets, for training: answered questions as statements, and opening sentences of articles."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.sets.claims import LabelledClaim
from index.language.sentences import sentence_spans
from index.language.words import content_words

_SEED = 5
_QUESTIONS = 700
_ARTICLES = 600
_ASKED = re.compile(
    r"\b(?P<preposition>in |on |at |by |from |to |for )?"
    r"(?P<asked>what|which|who|whom|when|where|how many|how much|how long|how old)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:in|on|at|during|since|after|before|from|the|early|late)\b", re.IGNORECASE)
_AUXILIARIES = frozenset("do does did is was were are has have had can could will would should".split())  # noqa: SIM905  # a line of words
_INVERTED = frozenset({"do", "does", "did"})
_COUNTS = frozenset({"how many", "how much"})
_MOST_ASKED_WORDS = 4
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*)")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_LENGTHS = range(50, 351)
_FEWEST_SENTENCES = 9
_MOST_SENTENCES = 25
_FEWEST_WORDS = 7
# An opening sentence that says more than this which its article does not is not supported by it.
_MOST_MISSING = 0.3


def statement(question: str, answer: str) -> str | None:
    """A question with its answer where it asks, as one says it, or None where the form is not known."""
    text = question.strip().rstrip("?").strip()
    found = _ASKED.search(text)
    if not found:
        return None
    words = text[found.end() :].split()
    verb = next((place for place, word in enumerate(words) if word.lower() in _AUXILIARIES), None)
    asked = found["asked"].lower()
    if (verb is None and asked in {"what", "which"}) or (verb or 0) > _MOST_ASKED_WORDS:
        return None
    said = _said(words, verb, answer, asked=asked, preposition=(found["preposition"] or "").strip())
    said = " ".join(f"{said} {text[: found.start()].strip(' ,')}".split())
    return f"{said[0].upper()}{said[1:]}."


def _said(words: Sequence[str], verb: int | None, answer: str, *, asked: str, preposition: str) -> str:
    if verb is None:
        return " ".join([answer, *words])
    auxiliary = words[verb].lower()
    if auxiliary not in _INVERTED and not preposition:
        if asked in {"what", "which"} or (asked == "who" and verb == 0):
            return " ".join([answer, *words[verb:]])
        if asked in _COUNTS:
            return " ".join([answer, *words])
    if not preposition and asked in {"when", "where"} and not _DATED.match(answer):
        preposition = "in"
    behind = words[:verb] if asked in _COUNTS else []
    middle = [] if auxiliary in _INVERTED else [auxiliary]
    return " ".join([*words[verb + 1 :], *middle, preposition, answer, *behind])


def load_questions(path: Path) -> list[LabelledClaim]:
    """Answered questions of SQuAD 2.0, and unanswerable ones with the answer that a person found plausible.

    Source: Rajpurkar, Jia and Liang 2018, https://arxiv.org/abs/1806.03822.
    """
    rng = random.Random(_SEED)  # noqa: S311  # A choice that can be repeated.
    claims = [
        claim
        for topic in json.loads(path.read_text(encoding="utf-8"))["data"]
        for paragraph in topic["paragraphs"]
        for question in paragraph["qas"]
        if (claim := _question(question, paragraph["context"], topic["title"]))
    ]
    rng.shuffle(claims)
    return [one for supported in (True, False) for one in _of(claims, supported=supported)[:_QUESTIONS]]


def _of(claims: Sequence[LabelledClaim], *, supported: bool) -> list[LabelledClaim]:
    return [one for one in claims if one.supported is supported]


def _question(question: Mapping[str, Any], context: str, topic: str) -> LabelledClaim | None:
    impossible: bool = question["is_impossible"]
    answers = question.get("plausible_answers" if impossible else "answers")
    claim = statement(question["question"], answers[0]["text"]) if answers else None
    if not claim:
        return None
    return LabelledClaim(
        claim=claim, evidence=context, supported=not impossible, article=f"squad {topic}", set="questions"
    )


def load_openings(path: Path) -> list[LabelledClaim]:
    """Opening sentences of news articles with the rest as evidence: as they are, changed, or of another article.

    Source: the construction of XSum, Narayan, Cohen and Lapata 2018, https://arxiv.org/abs/1808.08745.
    """
    rng = random.Random(_SEED)  # noqa: S311  # A choice that can be repeated.
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rng.shuffle(rows)
    openings = [found for row in rows if (found := _opening(row["id"], row["text"]))][:_ARTICLES]
    words = [frozenset(content_words(one.claim)) for one in openings]
    return [claim for place, one in enumerate(openings) for claim in _variant(place, one, openings, words, rng)]


def _opening(article: str, text: str) -> LabelledClaim | None:
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    sentences = [one for one in sentences if len(one) in _LENGTHS and one[-1] in '.”"'][:_MOST_SENTENCES]
    if len(sentences) < _FEWEST_SENTENCES or len(set(content_words(sentences[0]))) < _FEWEST_WORDS:
        return None
    return LabelledClaim(
        claim=sentences[0],
        evidence=" ".join(sentences[1:]),
        supported=True,
        article=article,
        set="openings",
    )


def _variant(
    place: int,
    one: LabelledClaim,
    openings: Sequence[LabelledClaim],
    words: Sequence[frozenset[str]],
    rng: random.Random,
) -> Iterator[LabelledClaim]:
    said = frozenset(content_words(one.evidence))
    is_told = len(words[place] - said) <= _MOST_MISSING * len(words[place])
    kind = rng.choices(["as it is", "of another", "changed"], [0.5, 0.15, 0.35])[0]
    if kind == "as it is" and is_told:
        yield one
    elif kind == "of another":
        others = [other for other in range(len(openings)) if other != place]
        nearest = max(others, key=lambda other: (len(words[other] & said) / len(words[other]), -other))
        yield _unsupported(one, openings[nearest].claim)
    elif kind == "changed" and is_told:
        changed = _changed(one, openings, rng)
        if changed != one.claim:
            yield _unsupported(one, changed)


def _unsupported(one: LabelledClaim, claim: str) -> LabelledClaim:
    return LabelledClaim(claim=claim, evidence=one.evidence, supported=False, article=one.article, set=one.set)


def _changed(one: LabelledClaim, openings: Sequence[LabelledClaim], rng: random.Random) -> str:
    """The claim with a number or name replaced, by one of the same article or of any."""
    kinds = [kind for kind in (_NUMBER, _NAME) if kind.search(one.claim)]
    if not kinds:
        return one.claim
    kind = rng.choice(kinds)
    source = one.evidence if rng.random() < 0.5 else " ".join(other.claim for other in openings)
    others = [other for other in kind.findall(source) if other not in one.claim]
    return one.claim.replace(rng.choice(kind.findall(one.claim)), rng.choice(others), 1) if others else one.claim
