"""An answerer whose every answer can be told from the question, and a chat that serves it.

Run as `python -m tests.fakes_chat LOG`: prints the chat's address, and appends to LOG a line for every question
(`asked`, with its history) and for every stream that was closed (`closed`). With `--at-once N` the others wait.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.types import Article, Passage, Published, ScoredPassage
from rag.errors import ServerUnreachable
from rag.types import Answer, AnswerSentence, Citation, Claim, Disagreement, Query, ReaderInfo, ResolvedTime, Timings
from ui.chat.crowd import Limited
from ui.chat.picker import ModelChoices

STEP = 0.15
EVIL = (
    '<img src=x onerror="alert(1)"><script>alert(2)</script> ![x](http://attacker.invalid/a.png) '
    "http://attacker.invalid/b [go](javascript:alert(3)) <http://attacker.invalid/c> `code` **bold** "
    "{{7*7}} ${alert(4)} $$x$$ </section></div><iframe src=http://attacker.invalid/d></iframe>\x1b[31m\u202e"
)


def article(name: str, text: str, *, published: Published, title: str | None = None, url: str | None = None) -> Article:
    """An article whose id, source and file are its name."""
    return Article(
        id=name,
        title=title,
        source=name.replace("-", " ").title(),
        url=url,
        published=published,
        path=f"/archive/{name}.txt",
        text=text,
        raw_sha256="0" * 64,
    )


def on(day: date, **known: str) -> Published:
    """A known day of publication."""
    return Published(earliest=day, latest=day, provenance="byline", **known)


def cite(source: Article, quote: str, *, marker: int, support: float = 0.9) -> Citation:
    """A citation of the first place where the quote stands in the article."""
    start = source.text.index(quote)
    return Citation(marker=marker, article=source, start=start, end=start + len(quote), quote=quote, support=support)


def passage(source: Article, start: int, end: int, *, copies: tuple[Article, ...] = ()) -> ScoredPassage:
    """A passage of an article, by its offsets."""
    text = source.text[start:end]
    cut = Passage(
        id=f"{source.id}:{start}", article_id=source.id, start=start, end=end, text=text, heading="", tokens=9
    )
    return ScoredPassage(passage=cut, article=source, score=1.0, copies=copies)


LEFT = "On Thursday Russian soldiers began to leave the power station and the zones around it, Energoatom said."
SEIZED = "They had seized the plant on February 24, the day the invasion began."
TUESDAY = "Officials in Kyiv said later that the last of them had left the plant on Tuesday."
FILLER = "\n".join(
    f"Paragraph {number} of the report tells of other places along the front, of talks and of grain."
    for number in range(1, 25)
)
WIRE = article(
    "meridian-wire",
    f"Troops leave Chernobyl, company says\n{FILLER}\n{LEFT} {SEIZED}\n{FILLER}\n{TUESDAY}",
    title="Troops leave Chernobyl, company says",
    published=on(date(2022, 3, 31), time="18:40", words="31 Mar 2022, 18:40"),
    url="https://wire.example/2022/03/31/chernobyl?id=7",
)
PAPER = article(
    "daily-lantern",
    f"Soldiers walk out of nuclear plant\nThe men “marched in two columns” towards Belarus.\n{FILLER}",
    title="Soldiers walk out of nuclear plant",
    published=Published(earliest=date(2022, 4, 1), latest=date(2022, 4, 3), provenance="text"),
)
HOSTILE = article(
    "evil-post",
    f"{EVIL}\nA harmless line.\n{EVIL}",
    title=f"Title {EVIL}",
    published=Published(),
    url="javascript:alert(5)",
)
PASSAGES = (
    passage(WIRE, WIRE.text.index(LEFT), WIRE.text.index(SEIZED) + len(SEIZED), copies=(PAPER,)),
    passage(PAPER, 0, 90),
    passage(WIRE, WIRE.text.index(TUESDAY), len(WIRE.text)),
)
SENTENCES = (
    AnswerSentence(
        text="Russian soldiers began leaving the Chernobyl plant on Thursday.",
        citations=(cite(WIRE, LEFT, marker=1),),
        support=0.94,
        times=(ResolvedTime(words="Thursday", value="2022-03-31"),),
    ),
    AnswerSentence(
        text="They had held it since February 24.",
        citations=(cite(WIRE, SEIZED, marker=1),),
        support=0.9,
        times=(ResolvedTime(words="February 24", value="2022-02-24"),),
    ),
    AnswerSentence(
        text="They marched towards Belarus in two columns.",
        citations=(cite(PAPER, "The men “marched in two columns” towards Belarus.", marker=2),),
        support=0.88,
    ),
    AnswerSentence(
        text="Nobody was left behind.", citations=(cite(WIRE, TUESDAY, marker=3, support=0.2),), support=0.2
    ),
)


def _claim(value: str, normalised: str, who: str, quote: str) -> Claim:
    start = WIRE.text.index(quote)
    return Claim(
        value=value,
        normalised=normalised,
        attributed_to=who,
        article=WIRE,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


DISAGREEMENT = Disagreement(
    about="the day the troops left the plant",
    relation="conflict",
    claims=(
        _claim("Thursday", "2022-03-31", "Energoatom", LEFT),
        _claim("Tuesday", "2022-03-29", "officials in Kyiv", TUESDAY),
    ),
)


class FakeAnswerer:
    """Answers by a word of the question; without one, sentence by sentence.

    `weather` is refused, `hang` never ends, `offline` and `bug` raise, `evil` is hostile, `agree` has a disagreement.
    """

    def __init__(self, log: Path | None = None, *, step: float = STEP) -> None:
        self._log = log
        self._step = step

    async def astream(self, query: Query) -> AsyncIterator[Answer]:
        """Yield the passages, then the answer a sentence at a time."""
        history = [[turn.question, turn.answer] for turn in query.history]
        self._write("asked", query, history=history, reader=query.reader and [query.reader.kind, query.reader.model])
        try:
            async for answer in self._answers(query):
                yield answer
                await asyncio.sleep(self._step)
        finally:
            self._write("closed", query)

    async def _answers(self, query: Query) -> AsyncIterator[Answer]:
        answer = Answer(query=query, reader=ReaderInfo(kind="ollama", model="gemma4:e4b"), passages=PASSAGES)
        yield answer
        if "hang" in query.text:
            yield replace(answer, sentences=SENTENCES[:1])
            await asyncio.Event().wait()
        if "offline" in query.text:
            yield replace(answer, sentences=SENTENCES[:1])
            raise ServerUnreachable("No Ollama answers at 127.0.0.1:11434.", mend="Start it with `ollama serve`.")
        if "bug" in query.text:
            raise RuntimeError("a secret detail")
        if "weather" in query.text:
            yield replace(answer, reason="not_supported", complete=True)
            return
        if "evil" in query.text:
            yield hostile_answer(answer)
            return
        for count in range(1, len(SENTENCES) + 1):
            yield replace(answer, sentences=SENTENCES[:count])
        disagreements = (DISAGREEMENT,) if "agree" in query.text else ()
        timings = Timings(retrieve=0.1, first_token=0.4, total=3.2)
        yield replace(answer, sentences=SENTENCES, disagreements=disagreements, timings=timings, complete=True)

    def _write(self, event: str, query: Query, **more: object) -> None:
        if self._log:
            with self._log.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"event": event, "question": query.text, **more}) + "\n")


def hostile_answer(answer: Answer) -> Answer:
    """The answer with every text of it hostile."""
    citation = Citation(marker=1, article=HOSTILE, start=0, end=len(EVIL), quote=EVIL, support=0.9)
    return replace(
        answer,
        reader=ReaderInfo(kind="ollama", model=EVIL),
        sentences=(AnswerSentence(text=EVIL, citations=(citation,), support=0.9),),
        passages=(passage(HOSTILE, 0, len(EVIL)),),
        completed_question=EVIL,
        short_answer=EVIL,
        caveat=EVIL,
        warnings=(EVIL,),
        complete=True,
    )


def main() -> None:
    """Serve the chat with the fake until interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=8)
    given = parser.parse_args()
    from ui.chat.server import serve  # The fake alone needs no Gradio.

    def announce(address: str) -> None:
        sys.stdout.write(address + "\n")
        sys.stdout.flush()

    serve(
        Limited(FakeAnswerer(given.log.resolve()), at_once=given.at_once),
        port=given.port,
        examples=("When did troops leave Chernobyl?", "Do sources agree on the day they left?", "What is the weather?"),
        subtitle="2 articles, 31 March 2022 to 3 April 2022",
        choices=lambda: ModelChoices(names=("gemma4:e4b", "qwen3:4b"), configured="gemma4:e4b"),
        announce=announce,
    )


if __name__ == "__main__":
    main()
