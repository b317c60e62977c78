"""An answer, and the article behind each of its citations, as HTML for the browser.

Whatever articles, models and people wrote passes through `escape`, which leaves nothing that HTML or Markdown acts on.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal
from urllib.parse import urlsplit

from index.day_words import published_words
from index.types import Article, ScoredPassage
from rag.evidence.times import find_words
from rag.types import Answer, AnswerSentence, Claim, Disagreement
from ui.render.text import (
    NEAREST,
    copies,
    disagreement_words,
    doubt_words,
    glossed,
    outlet,
    reader_words,
    refusal_words,
    short_words,
    source_words,
    value_words,
)

# Control characters and lone surrogates mean nothing on a page, and the latter break the transport.
_UNSEEN = [*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)]
_ESCAPES = str.maketrans(
    {chr(code): "\ufffd" for code in _UNSEEN} | {mark: f"&#{ord(mark)};" for mark in string.punctuation + "\t\n\r"}
)
_ADDRESS = re.compile(r"([1-9][0-9]{0,3}):([cdp])([0-9]{1,3})", re.ASCII)
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")

State = Literal["writing", "complete", "stopped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One turn of a conversation (from 1) as it is shown; `waited` are seconds since the question was put.

    `note` says why there is no full answer.
    """

    turn: int
    question: str
    answer: Answer | None = None
    state: State = "writing"
    note: str | None = None
    waited: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a chip leads: a citation, a disagreeing claim or a passage (from 0) of a turn (from 1)."""

    turn: int
    kind: str
    position: int

    @classmethod
    def parse(cls, text: str) -> Address | None:
        """Read what a browser sent; None for anything that is not exactly an address."""
        found = _ADDRESS.fullmatch(text)
        return cls(turn=int(found[1]), kind=found[2], position=int(found[3])) if found else None

    def __str__(self) -> str:
        return f"{self.turn}:{self.kind}{self.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A stretch of an article; `marker` is None where the answer gives it no number."""

    article: Article
    start: int
    end: int
    marker: int | None = None


def escape(text: str) -> str:
    """Return text that neither HTML nor Markdown acts on: punctuation and line breaks as numeric entities."""
    return text.translate(_ESCAPES)


def find_source(answer: Answer, address: Address) -> Source | None:
    """Return what a chip of this answer opens; None when it has no such chip."""
    sources = {"c": _cited, "d": _claimed, "p": _found}[address.kind](answer)
    return sources[address.position] if address.position < len(sources) else None


def _cited(answer: Answer) -> list[Source]:
    citations = (citation for sentence in answer.sentences for citation in sentence.shown)
    return [Source(article=c.article, start=c.start, end=c.end, marker=c.marker) for c in citations]


def _claimed(answer: Answer) -> list[Source]:
    claims = (claim for disagreement in answer.disagreements for claim in disagreement.claims)
    return [Source(article=claim.article, start=claim.start, end=claim.end) for claim in claims]


def _found(answer: Answer) -> list[Source]:
    return [
        Source(article=scored.article, start=scored.passage.start, end=scored.passage.end, marker=marker)
        for marker, scored in enumerate(answer.passages, 1)
    ]


def exchange_html(exchange: Exchange) -> str:
    """Return a question and what there is of its answer, as one line that Markdown passes through untouched."""
    parts = [_tag("h2", exchange.question, "question")]
    if exchange.answer:
        parts += _answer(exchange.answer, exchange.turn)
    if exchange.state == "writing":
        parts.append(_tag("p", _progress(exchange), "progress"))
    if exchange.note:
        parts.append(_tag("p", exchange.note, "note"))
    return f'<section class="turn" data-turn="{exchange.turn}" data-state="{exchange.state}">{"".join(parts)}</section>'


def _tag(name: str, text: str, css: str) -> str:
    return f'<{name} class="{css}">{escape(text)}</{name}>'


def _progress(exchange: Exchange) -> str:
    answer = exchange.answer
    if answer and answer.sentences:
        doing = "Writing"
    elif answer and answer.passages:
        doing = "Reading 1 passage" if len(answer.passages) == 1 else f"Reading {len(answer.passages)} passages"
    else:
        doing = "Searching the archive"
    return f"{doing} … {exchange.waited:.0f} s" if exchange.waited >= 3 else f"{doing} …"


def _answer(answer: Answer, turn: int) -> Iterator[str]:
    if answer.completed_question:
        yield _tag("p", f"Read as: {answer.completed_question}", "read-as")
    if short := short_words(answer):
        yield _tag("p", short, "short")
    if answer.sentences:
        yield f'<p class="said">{"".join(_sentences(answer, turn)).strip()}</p>'
    if answer.reason:
        yield _tag("p", refusal_words(answer), "refusal")
    if answer.caveat:
        yield _tag("p", answer.caveat, "caveat")
    numbers = count()
    yield from (_disagreement(disagreement, turn, numbers) for disagreement in answer.disagreements)
    yield _nearest(answer, turn) if answer.reason else _sources(answer, turn)
    yield from (_tag("p", warning, "warning") for warning in answer.warnings)
    if answer.complete and (reader := reader_words(answer)):
        yield _tag("p", reader, "reader")


def _sentences(answer: Answer, turn: int) -> Iterator[str]:
    numbers = count()
    for sentence in answer.sentences:
        doubt = doubt_words(answer, sentence)
        short = answer.short_answer if sentence is answer.sentences[0] else None
        pieces = "".join(_pieces(sentence, short))
        yield f'<span class="{"sentence doubtful" if doubt else "sentence"}">{pieces}</span>'
        for citation in sentence.citations:
            yield _chip(Address(turn=turn, kind="c", position=next(numbers)), citation.marker, citation.article)
        yield " " + _tag("span", doubt, "doubt") if doubt else ""
        for citation in sentence.shown[len(sentence.citations) :]:
            yield _chip(Address(turn=turn, kind="c", position=next(numbers)), citation.marker, citation.article)
        yield " "


def _pieces(sentence: AnswerSentence, short: str | None) -> Iterator[str]:
    """A sentence with the days it leaves open, and the short answer marked where it first stands."""
    for text, ours in glossed(sentence):
        place = find_words(short, text) if short and not ours else None
        if ours:
            yield _tag("span", text, "gloss")
        elif short is None or place is None:
            yield escape(text)
        else:
            end = place + len(short)
            yield escape(text[:place]) + _tag("strong", text[place:end], "found") + escape(text[end:])
            short = None


def _chip(address: Address, marker: int, article: Article) -> str:
    label = escape(f"Source {marker}: {source_words(article)}")
    button = f'<button type="button" class="chip" data-open="{address}" aria-label="{label}">'
    return f" {button}&#91;{marker}&#93;</button>"


def _row(address: Address, article: Article, marker: int | None = None) -> str:
    """An article's title and origin as a button, which opens it as a chip does."""
    number = f'<span class="marker">&#91;{marker}&#93;</span>' if marker else ""
    title = _tag("span", article.label, "title") + " " + _tag("span", _origin(article), "details")
    return f'<button type="button" class="opener" data-open="{address}">{number}<span>{title}</span></button>'


def _origin(article: Article) -> str:
    return f"{outlet(article)}, {published_words(article.published)}"


def _sources(answer: Answer, turn: int) -> str:
    first: dict[int, tuple[Address, Article]] = {}
    for position, source in enumerate(_cited(answer)):
        first.setdefault(source.marker or 0, (Address(turn=turn, kind="c", position=position), source.article))
    rows = (_row(at, article, marker) + _same_story(answer, marker) for marker, (at, article) in sorted(first.items()))
    return _list("Sources", rows)


def _same_story(answer: Answer, marker: int) -> str:
    stories = "; ".join(source_words(copy) for copy in copies(answer, marker))
    return _tag("p", f"The same story: {stories}", "copies") if stories else ""


def _nearest(answer: Answer, turn: int) -> str:
    return _list("Nearest passages", (_near(answer, turn, at) for at in range(len(answer.passages[:NEAREST]))))


def _near(answer: Answer, turn: int, position: int) -> str:
    scored: ScoredPassage = answer.passages[position]
    address = Address(turn=turn, kind="p", position=position)
    return _row(address, scored.article, position + 1) + _tag("p", scored.passage.text, "extract")


def _list(heading: str, rows: Iterable[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f'<h3>{heading}</h3><ol class="sources">{items}</ol>' if items else ""


def _disagreement(disagreement: Disagreement, turn: int, numbers: Iterator[int]) -> str:
    claims = "".join(
        _claim(claim, Address(turn=turn, kind="d", position=next(numbers))) for claim in disagreement.claims
    )
    heading = _tag("h3", disagreement_words(disagreement), "about")
    return f'<div class="disagreement">{heading}<div class="sides">{claims}</div></div>'


def _claim(claim: Claim, address: Address) -> str:
    says = _tag("p", f"according to {claim.attributed_to}", "says") if claim.attributed_to else ""
    quote = _tag("blockquote", claim.quote, "quote")
    value = _tag("p", value_words(claim), "value")
    return f'<div class="claim">{value}{says}{quote}{_row(address, claim.article)}</div>'


def panel_html(source: Source, address: Address) -> str:
    """Return the article with the cited stretch marked; the text of `.text` is the article's, to the character."""
    article = source.article
    kicker = f"Source [{source.marker}]" if source.marker else "Source"
    return (
        f'<section class="source" data-shown="{address}" aria-label="{escape(kicker)}"><header>'
        f'{_tag("p", kicker, "kicker")}<button type="button" class="close" data-close="">Close</button>'
        f'<h2 class="headline" tabindex="-1">{escape(article.label)}</h2>'
        f"{_tag('p', _origin(article), 'details')}{_dated_from(article)}{_original(article.url)}</header>"
        f'<div class="text" lang="{escape(article.language)}">{"".join(_paragraphs(source))}</div></section>'
    )


def _dated_from(article: Article) -> str:
    published = article.published
    if published.words is None or published.provenance == "metadata":  # It says no more than the date above it.
        return ""
    return _tag("p", f"Dated from the words “{published.words}”", "dated")


def _original(url: str | None) -> str:
    """A link only where it leads to the web; any other address is shown as words."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in {"http", "https"} and parts.hostname:
        to = f'href="{escape(url or "")}" target="_blank" rel="noopener noreferrer nofollow"'
        return f'<p class="original">Original at <a {to}>{escape(parts.hostname)}</a></p>'
    return _tag("p", url, "original") if url else ""


def _paragraphs(source: Source) -> Iterator[str]:
    for found in _PARAGRAPH.finditer(source.article.text):
        text, offset = found[0], found.start()
        start, end = (min(max(at - offset, 0), len(text)) for at in (source.start, source.end))
        marked = f"<mark>{escape(text[start:end])}</mark>" if start < end else ""
        title = ' class="title"' if text.strip() == source.article.title else ""
        yield f"<p{title}>{escape(text[:start])}{marked}{escape(text[max(start, end) :])}</p>"
