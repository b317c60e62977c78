"""What a reader of news is told, over the set newsroom: `python -m eval.studies.newsroom [--cache FOLDER]`.

Prints Markdown tables of its questions, claims, times and dialogues, with the extractive reader. The definitions are
those of the set's own score.py, and so are the names of the measures; a test compares the figures. An answer is right
when it has the words of a gold answer, whatever the case, commas and marks. The set lies in the folder that
DATELINE_BENCH names; nothing may be fitted to it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from eval.report.script import add_cache, print_sections
from eval.report.tables import interval, short, table
from eval.run import Answerer
from eval.scores.statistics import auroc_measure, mean_measures
from eval.sets.archives import our_archive
from eval.sets.newsroom import NEWSROOM, Asked, DialogueTurn, NewsClaim, Newsroom, load_newsroom
from index.dates import resolve
from rag.app import open_session
from rag.cite.checking import Judged, judged
from rag.settings import Settings
from rag.types import SUPPORTED, Answer, Claim, Disagreement, Query, Turn, today

_MARKS = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?\"])\s+|\n+")
QUESTIONS = (
    *("first_sentence", "one_of_three", "wrongly_refused", "answerable_refused_or_warned"),
    *("short_answer_shown", "short_answer_right"),
    *("near_miss_refused_or_warned", "near_miss_refused", "near_miss_bold"),
    *("sides_all_told", "sides_laid_side_by_side", "relation_right", "false_disagreement", "current_value_first"),
)
CLAIMS = (
    *("supported_told", "unsupported_told", "supported_stated_by_another_sentence"),
    *("unsupported_contradicted", "false_alarms_contradicted"),
)
DIALOGUES = ("first_sentence", "one_of_three", "unanswerable_warned")

Hits = Mapping[str, Sequence[float]]
"""Of each measure, 1 or 0 for each thing that counts for it."""


def _plain(text: str) -> str:
    return f" {_MARKS.sub(' ', text.lower().replace(',', '')).strip()} "


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether the words of one of the answers stand in a text, one after the other."""
    return any(_plain(answer) in _plain(text) for answer in answers)


def _gathered(pairs: Iterable[tuple[str, bool]]) -> Hits:
    found: dict[str, list[float]] = defaultdict(list)
    for name, hit in pairs:
        found[name].append(float(hit))
    return found


def question_hits(asked: Sequence[Asked], answers: Sequence[Answer]) -> Hits:
    """What the answers to the questions of the set are worth, by measure."""
    pairs = zip(asked, answers, strict=True)
    return _gathered(hit for one, answer in pairs for hit in _question_hits(one, answer))


def _question_hits(one: Asked, answer: Answer) -> Iterator[tuple[str, bool]]:
    warned, bold = answer.answers != "yes", answer.short_answer
    if not one.question.answerable:
        yield from (("near_miss_refused_or_warned", warned), ("near_miss_refused", answer.abstained))
        yield "near_miss_bold", bool(bold)
        return
    gold, texts = one.question.answers, [sentence.text for sentence in answer.sentences]
    first = holds(" ".join(texts[:1]), gold)
    yield from (("wrongly_refused", answer.abstained), ("answerable_refused_or_warned", warned))
    yield from (("first_sentence", first), ("one_of_three", any(holds(text, gold) for text in texts[:3])))
    yield from ((f"first {one.question.type}", first), ("short_answer_shown", bool(bold)))
    if bold:
        yield "short_answer_right", holds(bold, gold) or any(holds(text, [bold]) for text in gold)
    yield from _side_hits(one, answer)
    if one.question.sides and one.relation == "update":
        yield "current_value_first", first


def _side_hits(one: Asked, answer: Answer) -> Iterator[tuple[str, bool]]:
    shown = [found for found in answer.disagreements if len(found.claims) > 1]
    sides = one.question.sides
    if not sides:
        yield "false_disagreement", bool(shown)
        return
    claimed = (f"{claim.value} {claim.quote}" for found in shown for claim in found.claims)
    everything = " ".join([answer.text, *claimed])
    laid = [found for found in shown if _lays(found, sides)]
    yield "sides_all_told", all(holds(everything, side) for side in sides)
    yield "sides_laid_side_by_side", bool(laid)
    yield "relation_right", any(found.relation == one.relation for found in laid)


def _lays(found: Disagreement, sides: Sequence[Sequence[str]]) -> bool:
    """Whether each side is the value of one of the claims."""

    def gives(claim: Claim, side: Sequence[str]) -> bool:
        return holds(claim.value, side) or holds(side[0], [claim.value])

    return all(any(gives(claim, side) for claim in found.claims) for side in sides)


def confidence_area(asked: Sequence[Asked], answers: Sequence[Answer]) -> float | None:
    """The area under the curve of the confidence of answerable questions above that of near misses."""
    scores = [answer.confidence or 0.0 for answer in answers]
    measure = auroc_measure(scores, [one.question.answerable for one in asked])
    return measure.value if measure else None


def claim_hits(newsroom: Newsroom, evidence_of: Callable[[NewsClaim], str]) -> Hits:
    """What is told of claims, by measure and by kind, each with the evidence it is given."""
    claims, texts = newsroom.claims, newsroom.texts
    told = judged((one.claim, evidence_of(one)) for one in claims)
    by_other = judged((one.claim, nearest_other(one, texts[one.article])) for one in claims)

    def hits(one: NewsClaim, own: Judged, other: Judged) -> Iterator[tuple[str, bool]]:
        right = (own.support >= SUPPORTED) == one.supported
        yield "supported_told" if one.supported else "unsupported_told", right
        yield f"{'false_alarms' if one.supported else 'unsupported'}_contradicted", own.check == "contradicted"
        yield f"kind {one.kind}", right
        if one.supported:
            yield "supported_stated_by_another_sentence", other.support >= SUPPORTED

    return _gathered(hit for each in zip(claims, told, by_other, strict=True) for hit in hits(*each))


def nearest_other(one: NewsClaim, text: str) -> str:
    """The sentence of the article that shares most words with a claim, without what it was made from.

    Whoever counts words calls many claims stated by it; whoever reads calls none.
    """
    words = set(_plain(one.claim).split())
    others = _SENTENCE_END.split(text.replace(one.quote, "\n"))
    return max(others, key=lambda sentence: len(words & set(_plain(sentence).split())))


def time_hits(newsroom: Newsroom) -> list[float]:
    """Whether each time is found at its place with its value."""
    texts, days = newsroom.texts, newsroom.days
    hits = []
    for one in newsroom.times:
        text = texts[one.article]
        start = text.find(one.words, text.find(one.quote))
        end = start + len(one.words)
        found = (time for time in resolve(text, days[one.article]) if time.start < end and start < time.end)
        hits.append(float(any(time.value == one.value for time in found)))
    return hits


def dialogue_hits(newsroom: Newsroom, answerer: Answerer) -> Hits:
    """What the answers to follow-ups are worth, after the turns before them and the answers that those got."""
    asked = max(newsroom.days.values())

    def told(turns: Sequence[DialogueTurn]) -> Iterator[tuple[str, bool]]:
        history: tuple[Turn, ...] = ()
        for turn in turns:
            answer = answerer.answer(Query(text=turn.question, asked=asked, history=history))
            texts = [sentence.text for sentence in answer.sentences]
            history = (*history, Turn(question=turn.question, answer=answer.text))
            if turn.follows_up and turn.answerable:
                yield "first_sentence", holds(" ".join(texts[:1]), turn.answers)
                yield "one_of_three", any(holds(text, turn.answers) for text in texts[:3])
            elif turn.follows_up:
                yield "unanswerable_warned", answer.answers != "yes"

    return _gathered(hit for turns in newsroom.dialogues for hit in told(turns))


def _measures_table(names: Sequence[str], hits: Hits) -> str:
    return table(
        ["measure", "share", "n"], ([name.replace("_", " "), *_measured(hits.get(name, ()))] for name in names)
    )


def _measured(hits: Sequence[float]) -> tuple[str | None, int]:
    return (interval(mean_measures({"": hits})[""]) if hits else None), len(hits)


def _share(hits: Sequence[float]) -> float | None:
    return sum(hits) / len(hits) if hits else None


def _counts(hits: Sequence[float]) -> str:
    return f"{sum(hits):.0f} of {len(hits)}"


def _claims_tables(newsroom: Newsroom) -> str:
    texts = newsroom.texts
    found = {
        "quote": claim_hits(newsroom, lambda one: one.quote),
        "article": claim_hits(newsroom, lambda one: texts[one.article]),
    }
    rows = [
        [name, len(newsroom.claims), balanced(hits), *(_measured(hits[measure])[0] for measure in CLAIMS)]
        for name, hits in found.items()
    ]
    head = ["evidence", "n", "balanced", *(measure.replace("_", " ") for measure in CLAIMS)]
    kinds = sorted({one.kind for one in newsroom.claims})
    by_kind = ([kind, *(_counts(hits[f"kind {kind}"]) for hits in found.values())] for kind in kinds)
    return f"{table(head, rows)}\n\n{table(['kind', *found], by_kind)}"


def balanced(hits: Hits) -> float | None:
    """The mean of the shares of supported and of unsupported claims that are told as such."""
    shares = [_share(hits[name]) for name in ("supported_told", "unsupported_told")]
    return None if None in shares else sum(share or 0.0 for share in shares) / 2


def answers_to(asked: Sequence[Asked], answerer: Answerer) -> list[Answer]:
    """The answers to the questions of the set, each on the day that it is put."""
    return [answerer.answer(Query(text=one.question.question, asked=one.question.asked or today())) for one in asked]


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    newsroom = load_newsroom(bench / NEWSROOM)
    home = our_archive(NEWSROOM, newsroom.articles, arguments.cache)
    with open_session(Settings(home=home, reader="extractive")) as session:
        answers = answers_to(newsroom.questions, session.answerer)
        hits = question_hits(newsroom.questions, answers)
        area = confidence_area(newsroom.questions, answers)
        yield f"#### Questions\n\n{_measures_table(QUESTIONS, hits)}"
        yield f"Area under the curve of the confidence: {'' if area is None else short(area)}"
        kinds = sorted(name for name in hits if name.startswith("first "))
        rows = [[name.removeprefix("first "), _counts(hits[name])] for name in kinds]
        yield table(["kind", "answer in the first sentence"], rows)
        yield f"#### Claims\n\n{_claims_tables(newsroom)}"
        yield f"#### Times\n\n{_measures_table(['times'], {'times': time_hits(newsroom)})}"
        yield f"#### Dialogues\n\n{_measures_table(DIALOGUES, dialogue_hits(newsroom, session.answerer))}"


def main() -> int:
    """Print each table as soon as it is measured; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_cache(parser)
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
