"""How well follow-ups are completed.

`python -m eval.studies.conversations [--gold FILE --articles FOLDER] [--cache FOLDER]` prints Markdown tables: whether
a question is told to stand alone, whether its completion says what it must, and what is found and answered with it,
beside the two simplest ways: the question's own words, and the last question put before them. Earlier turns are asked
first and get the answers of the extractive reader. Where DATELINE_BENCH names the development sets, quiz questions that
stand alone are put after another one, and should be left as they are.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import seeds
from eval.gold.dataset import load
from eval.gold.records import read_lines
from eval.report.script import add_cache
from eval.report.tables import interval, table
from eval.run import Answerer
from eval.scores.score import Outcome, score
from eval.scores.statistics import mean_measures
from eval.sets.archives import articles_in, our_archive
from eval.studies.once import OnceAnswerer
from eval.types import Question
from rag.app import open_session
from rag.conversation.followup import complete_by_rules
from rag.protocols import Searcher
from rag.settings import Settings
from rag.types import Query, Turn, today

_DEPTH = 100
_SHOWN = ("passage:Success@1", "passage:Success@5", "first_sentence_contains", "three_sentences_contain")

Way = Callable[[Query], str]
"""From a question with its history to the words that are searched and read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A gold question with its earlier turns; `part` is development or held_out.

    A question that does not stand alone is complete when it has one wording of each list of `completion`.
    """

    question: Question
    part: str
    stands_alone: bool
    completion: tuple[tuple[str, ...], ...]


def read_conversations(path: Path) -> tuple[Conversation, ...]:
    """Read gold questions that say, beside the usual keys, whether they stand alone.

    Raises:
        InputError: a key is missing or has the wrong type.
    """
    records = {record.text("id"): record for record in read_lines(path)}
    return tuple(
        Conversation(
            question=question,
            part=records[question.id].text("part"),
            stands_alone=records[question.id].flag("stands_alone"),
            completion=records[question.id].text_lists("completion"),
        )
        for question in load(path).questions
    )


def own_words(query: Query) -> str:
    """The question as it was put."""
    return query.text


def last_question_first(query: Query) -> str:
    """The question behind the last one."""
    return f"{query.history[-1].question} {query.text}"


def completed(query: Query) -> str:
    """The question as our rules complete it."""
    return complete_by_rules(query) or query.text


WAYS: Mapping[str, Way] = {
    "own words": own_words,
    "last question before it": last_question_first,
    "**completed by rules**": completed,
}


def asked(conversation: Conversation, answerer: Answerer) -> Query:
    """The question with the earlier turns and the answers that they get."""
    day = conversation.question.asked or today()
    history: tuple[Turn, ...] = ()
    for text in conversation.question.turns:
        answer = answerer.answer(Query(text=text, asked=day, history=history))
        history = (*history, Turn(question=text, answer=" ".join(sentence.text for sentence in answer.sentences)))
    return Query(text=conversation.question.question, asked=day, history=history)


def says_what_it_must(conversation: Conversation, completion: str | None) -> bool:
    """Whether a completion is there if and only if the question needs one, and has the words that it needs."""
    if conversation.stands_alone or completion is None:
        return conversation.stands_alone == (completion is None)
    words = completion.lower()
    return all(any(wording.lower() in words for wording in wordings) for wordings in conversation.completion)


def decisions_table(conversations: Sequence[Conversation], queries: Sequence[Query]) -> str:
    """How often it is told right that a question stands alone, or leans on the conversation, by part."""
    rows = []
    for part in dict.fromkeys(one.part for one in conversations):
        for alone in (False, True):
            pairs = [
                (one, complete_by_rules(query))
                for one, query in zip(conversations, queries, strict=True)
                if one.part == part and one.stands_alone is alone
            ]
            told = sum((completion is None) == alone for _, completion in pairs)
            right = sum(says_what_it_must(one, completion) for one, completion in pairs)
            rows.append([part, "new topic" if alone else "follow-up", len(pairs), told, right])
    return table(["part", "question", "n", "told as such", "completed with the words it needs, or left alone"], rows)


def answers_table(
    conversations: Sequence[Conversation],
    queries: Sequence[Query],
    *,
    searcher: Searcher,
    answerer: Answerer,
) -> str:
    """What is found and answered with each way of putting a question, by part and kind of question."""
    groups = dict.fromkeys((one.part, one.stands_alone) for one in conversations)
    rows = []
    for part, alone in groups:
        chosen = [
            (one, query)
            for one, query in zip(conversations, queries, strict=True)
            if (one.part, one.stands_alone) == (part, alone)
        ]
        for name, way in WAYS.items():
            outcomes = [_outcome(one.question, query, way, searcher, answerer) for one, query in chosen]
            results = score(outcomes)
            measures = mean_measures({key: [result.scores[key] for result in results] for key in _SHOWN})
            kind = "new topic" if alone else "follow-up"
            rows.append([part, kind, len(chosen), name, *(interval(measures[key]) for key in _SHOWN)])
    return table(["part", "question", "n", "searched with", *_SHOWN], rows)


def _outcome(question: Question, query: Query, way: Way, searcher: Searcher, answerer: Answerer) -> Outcome:
    alone = Query(text=way(query), asked=query.asked)
    return Outcome(question=question, hits=searcher.search(alone, _DEPTH).passages, answer=answerer.answer(alone))


def left_alone(questions: Sequence[str]) -> tuple[int, int]:
    """How many questions that stand alone are left as they are after another of them, and how many there are."""
    draw = random.Random(0)  # noqa: S311  # Nothing secret is drawn.
    others = ([other for other in questions if other != text] for text in questions)
    after = [Turn(question=draw.choice(each), answer="") for each in others]
    pairs = zip(questions, after, strict=True)
    kept = sum(complete_by_rules(Query(text=text, history=(turn,))) is None for text, turn in pairs)
    return kept, len(questions)


def sections(gold: Path, articles: Path, cache: Path, bench: Path | None) -> Iterator[str]:
    """The tables, each as soon as it is measured."""
    conversations = read_conversations(gold)
    files = sorted(articles.glob("*.txt"))
    raw = articles_in(*files)
    home = our_archive(f"conversations-{articles.name}", raw, cache)
    with open_session(Settings(home=home, reader="extractive")) as session:
        answerer = OnceAnswerer(session.answerer)
        queries = [asked(one, answerer) for one in conversations]
        yield f"#### Follow-ups and new topics\n\n{decisions_table(conversations, queries)}"
        found = answers_table(conversations, queries, searcher=session.searcher, answerer=answerer)
        yield f"#### Found and answered, extractive reader\n\n{found}"
    if bench:
        quiz = list(dict.fromkeys(one.question for one in load(bench / "realtimeqa-2022" / "gold.jsonl").questions))
        kept, count = left_alone(quiz)
        yield f"{kept} of {count} questions of realtimeqa-2022, each put after another, are left as they are."


def main() -> int:
    """Print each table as soon as it is measured."""
    samples = Path(seeds.__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=samples / "conversations.jsonl")
    parser.add_argument("--articles", type=Path, default=samples)
    add_cache(parser)
    arguments = parser.parse_args()
    bench = os.environ.get("DATELINE_BENCH")
    for section in sections(arguments.gold, arguments.articles, arguments.cache, Path(bench) if bench else None):
        print(section + "\n", flush=True)  # noqa: T201  # a script
    return 0


if __name__ == "__main__":
    sys.exit(main())
