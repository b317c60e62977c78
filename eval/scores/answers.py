"""Whether an answer says what the gold says."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from eval.types import Question
from rag.types import Answer

_GOLD_NAMES = ("exact_match", "f1", "contains", "first_sentence_contains", "three_sentences_contain")
ANSWER_NAMES = (*_GOLD_NAMES, "sides_named")

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NUMBER_OR_WORD = re.compile(r"\d+(?:[.,:]\d+)*\w*|\w+")


def normalise(text: str) -> str:
    """Lower-case, without ASCII punctuation, without "a", "an" and "the", and with single spaces.

    Source: `normalize_answer` of SQuAD's evaluate-v2.0.py, https://rajpurkar.github.io/SQuAD-explorer/.
    """
    letters = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return " ".join(_ARTICLES.sub(" ", letters).split())


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """1 when the prediction equals any gold answer after `normalise`, else 0.

    Source: `compute_exact` of SQuAD's script, which also passes over gold answers that normalise to nothing.
    """
    return max((float(normalise(prediction) == gold) for gold in map(normalise, answers) if gold), default=0.0)


def f1(prediction: str, answers: Sequence[str]) -> float:
    """The best F1 between the words of the prediction and of any gold answer, as multisets.

    Source: `compute_f1` of SQuAD's script.
    """
    words = normalise(prediction).split()
    return max(
        (_overlap(words, gold) for gold in (normalise(answer).split() for answer in answers) if gold), default=0.0
    )


def _overlap(words: list[str], gold: list[str]) -> float:
    common = (Counter(words) & Counter(gold)).total()
    return 2 * common / (len(words) + len(gold)) if common else 0.0


def contains(text: str, answers: Sequence[str]) -> float:
    """1 when the words of any gold answer stand in `text` one after the other, else 0.

    Words are compared twice: as `normalise` leaves them ("U.S." is "us"), and cut at all punctuation outside
    numbers ("Russia's" has "russia"; "4" is neither in "54" nor in "4.5").
    """
    return float(any(_has_words(read(text), read(answer)) for answer in answers for read in _readings(answer)))


def agrees(short: str, answers: Sequence[str]) -> bool:
    """Whether the words of a short answer stand in one of the gold answers, or the other way round."""
    return bool(contains(short, answers) or any(contains(answer, [short]) for answer in answers))


def _readings(answer: str) -> tuple[Callable[[str], list[str]], ...]:
    """The ways to cut this answer into words; articles count where it has no other word ("A")."""
    readings = (_squad_words, _broken_words)
    return tuple(read for read in readings if read(answer)) or (_all_words,)


def _squad_words(text: str) -> list[str]:
    return normalise(text).split()


def _broken_words(text: str) -> list[str]:
    return [word for word in _all_words(text) if not _ARTICLES.fullmatch(word)]


def _all_words(text: str) -> list[str]:
    words = _NUMBER_OR_WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return [word.replace(",", "") for word in words]


def _has_words(words: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(words[start : start + size] == wanted for start in range(len(words) - size + 1))


def sides_named(answer: Answer, sides: Sequence[Sequence[str]]) -> float:
    """1 when the answer names one wording of every side, in a sentence or as a claim of a disagreement, else 0."""
    claims = (claim.value for disagreement in answer.disagreements for claim in disagreement.claims)
    texts = (plain_text(answer), *claims)
    return float(all(any(contains(text, side) for text in texts) for side in sides))


def plain_text(answer: Answer, *, sentences: int | None = None) -> str:
    """The first sentences of an answer, or all, without markers."""
    return " ".join(sentence.text for sentence in answer.sentences[:sentences])


def answer_scores(question: Question, answer: Answer | None) -> dict[str, float]:
    """The answer measures of a question, all 0 where it was not answered.

    `exact_match` and `f1` read the short answer where there is one, else the sentences; the others read
    the sentences. Empty for a question whose gold has no answers.
    """
    wanted = (_GOLD_NAMES if question.answers else ()) + (("sides_named",) if question.sides else ())
    if answer is None or answer.abstained:
        return dict.fromkeys(wanted, 0.0)
    short = answer.short_answer or plain_text(answer)
    scores = {
        "exact_match": exact_match(short, question.answers),
        "f1": f1(short, question.answers),
        "contains": contains(plain_text(answer), question.answers),
        "first_sentence_contains": contains(plain_text(answer, sentences=1), question.answers),
        "three_sentences_contain": contains(plain_text(answer, sentences=3), question.answers),
        "sides_named": sides_named(answer, question.sides),
    }
    return {name: scores[name] for name in wanted}
