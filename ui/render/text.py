"""An answer in words: the wording that every output shares, and the plain text that the terminal shows."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import PurePath

from index.day_words import published_words, timex_words
from index.types import Article, ScoredPassage
from rag.evidence.times import find_words
from rag.types import AbstainReason, Answer, AnswerSentence, Citation, Claim, Disagreement, Relation

NEAREST = 3
"""How many of the nearest passages a refusal shows."""

_REASONS: dict[AbstainReason, str] = {
    "nothing_indexed": "The archive is empty. Put articles in with `dateline index PATH`, then ask again.",
    "nothing_relevant": "Nothing in the archive comes near this question.",
    "not_supported": "The articles that come nearest do not answer this question.",
    "not_a_question": "This does not read as a question. Ask for a day, a name, a number or what happened.",
}
_RELATIONS: dict[Relation, str] = {
    "conflict": "Sources disagree about",
    "update": "Reports changed in time about",
    "different_event": "These may be different events:",
    "range": "Sources give a range for",
}
_QUOTED = "Quoted from the articles by the extractive reader"
_TERMINAL_CODE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # titles, links, device strings
    r"|\x1b[ -/]*[0-~]"
)
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Return foreign text as one line that is safe to print: no terminal codes, control or direction characters."""
    kept = (character for character in _TERMINAL_CODE.sub("", text) if character not in _BIDI_CONTROLS)
    spaced = "".join(" " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in kept)
    return " ".join(spaced.split())


def outlet(article: Article) -> str:
    """Return the article's source, or the name of the file it came from."""
    return article.source or PurePath(article.path).name or article.id


def refusal_words(answer: Answer) -> str:
    """Return why an answer refuses; empty where it does not."""
    if not answer.reason or not answer.of_archive or answer.reason == "nothing_indexed":
        return reason_words(answer.reason) if answer.reason else ""
    return "The archive's own records do not answer this question."


def reason_words(reason: AbstainReason) -> str:
    """Return why a question was not answered, and where it helps what to do."""
    return _REASONS[reason]


def disagreement_words(disagreement: Disagreement) -> str:
    """Return what a disagreement is about, in one line."""
    return f"{_RELATIONS[disagreement.relation]} {disagreement.about}"


def reader_words(answer: Answer) -> str | None:
    """Return which reader answered, and in how many seconds; None when no reader was asked."""
    if answer.reason not in {None, "not_supported"}:
        return None
    if answer.of_archive:
        return "From the archive's own records"
    model = answer.reader.model or "a model"
    if answer.reader.kind == "ollama":
        line = f"{'Read' if answer.abstained else 'Answered'} by {model} through Ollama"
    else:
        line = "Read by the extractive reader" if answer.abstained else _QUOTED
    return f"{line} in {answer.timings.total:.1f} s" if answer.complete and answer.timings.total else line


def doubt_words(answer: Answer, sentence: AnswerSentence) -> str | None:
    """Return what is wrong with a sentence's support; None when nothing is, or while it is still being written."""
    if sentence.supported or not (answer.complete or sentence is not answer.sentences[-1]):
        return None
    if sentence.contradiction is not None:
        return f"[{sentence.contradiction.citation.marker}] says otherwise: {sentence.contradiction.words}"
    return "not supported by its source" if sentence.citations else "no source found"


def glossed(sentence: AnswerSentence) -> list[tuple[str, bool]]:
    """Return a sentence in pieces, and whether each is ours: the day in brackets, behind words that leave it open."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for time in sentence.times:
        days = timex_words(time.value)
        start = find_words(time.words, sentence.text, position)
        if not days or start is None or days.split(",")[0][-4:] in time.words:
            continue
        end = start + len(time.words)
        pieces += [(sentence.text[position:end], False), (f" ({days})", True)]
        position = end
    return [*pieces, (sentence.text[position:], False)]


def short_words(answer: Answer) -> str | None:
    """Return the short answer, with the day it stands for where its own words leave that open."""
    if not answer.short_answer:
        return None
    times = answer.sentences[0].times if answer.sentences else ()
    return "".join(piece for piece, _ in glossed(AnswerSentence(text=answer.short_answer, times=times)))


def value_words(claim: Claim) -> str:
    """Return a claim's value, with the day it stands for where its own words leave that open."""
    day = timex_words(claim.normalised)
    return f"{claim.value} ({day})" if day and claim.normalised[:4] not in claim.value else claim.value


def source_words(article: Article) -> str:
    """Return an article's title, outlet and date in one line."""
    return f"{article.label} ({outlet(article)}, {published_words(article.published)})"


def answer_text(answer: Answer, *, width: int = 88, bold: bool = False) -> str:
    """Return the answer as lines for a terminal, safe to print as they are.

    The sentences with their markers, disagreements side by side, the numbered sources with the quoted sentences,
    warnings, and the reader; a refusal with its reason and the nearest passages. `bold` sets off the short answer and
    its words in the first sentence, by terminal codes.
    """
    blocks = [
        _prefixed("Read as: ", answer.completed_question, width),
        _refusal(answer, width) if answer.reason else _said(answer, width, bold=bold),
        "" if answer.reason else _prefixed("Note: ", answer.caveat, width),
        *(_sides(disagreement, width) for disagreement in answer.disagreements),
        "\n".join(_sources(answer, width)),
        "\n".join(_prefixed("Warning: ", warning, width) for warning in answer.warnings),
        _prefixed("", reader_words(answer), width),
    ]
    return "\n\n".join(filter(None, blocks))


def _prefixed(prefix: str, text: str | None, width: int) -> str:
    return _wrapped(prefix + plain(text), width, hang=len(prefix)) if text else ""


def _wrapped(text: str, width: int, *, hang: int = 0) -> str:
    return textwrap.fill(text, max(width, 20), subsequent_indent=" " * hang, break_on_hyphens=False)


def _said(answer: Answer, width: int, *, bold: bool) -> str:
    said = _wrapped(" ".join(_sentence(answer, sentence) for sentence in answer.sentences), width)
    short = _wrapped(plain(short_words(answer) or ""), width)
    if bold and short:
        words = r"\s+".join(map(re.escape, plain(answer.short_answer or "").split()))
        said = re.sub(rf"(?<!\w){words}(?!\w)", lambda found: _in_bold(found[0]), said, count=1)
        short = _in_bold(short)
    return "\n\n".join(filter(None, [short, said]))


def _in_bold(text: str) -> str:
    return "\n".join(f"\x1b[1m{line}\x1b[0m" for line in text.split("\n"))


def _sentence(answer: Answer, sentence: AnswerSentence) -> str:
    said = "".join(piece for piece, _ in glossed(sentence))
    doubt = doubt_words(answer, sentence)
    parts = (plain(said), sentence.markers, doubt and f"({doubt})")
    return " ".join(part for part in parts if part)


def _refusal(answer: Answer, width: int) -> str:
    told = (refusal_words(answer), plain(answer.caveat or ""))
    reason = _wrapped(" ".join(filter(None, told)), width)
    nearest = [_passage(number, scored, width) for number, scored in enumerate(answer.passages[:NEAREST], 1)]
    return "\n\n".join([reason, "\n".join(["Nearest passages:", *nearest])] if nearest else [reason])


def _passage(number: int, scored: ScoredPassage, width: int) -> str:
    extract = textwrap.shorten(plain(scored.passage.text), 240, placeholder=" …")
    return f"{_heading(number, scored.article, width)}\n{_quote(extract, width)}"


def _heading(number: int, article: Article, width: int) -> str:
    marker = f"[{number}] "
    return _wrapped(marker + plain(source_words(article)), width, hang=len(marker))


def _quote(text: str, width: int) -> str:
    return textwrap.indent(_wrapped(f"“{plain(text)}”", width - 4, hang=1), "    ")


def _sources(answer: Answer, width: int) -> Iterator[str]:
    """Yield every cited article by its number, followed by each sentence that is cited from it."""
    by_marker: dict[int, dict[tuple[int, int], Citation]] = {}
    for citation in (citation for sentence in answer.sentences for citation in sentence.shown):
        by_marker.setdefault(citation.marker, {}).setdefault((citation.start, citation.end), citation)
    for marker, citations in sorted(by_marker.items()):
        yield _heading(marker, next(iter(citations.values())).article, width)
        yield from (_quote(citation.quote, width) for _, citation in sorted(citations.items()))
        yield from _same_story(answer, marker, width)


def _same_story(answer: Answer, marker: int, width: int) -> Iterator[str]:
    for copy in copies(answer, marker):
        yield textwrap.indent(_prefixed("The same story: ", source_words(copy), width - 4), "    ")


def copies(answer: Answer, marker: int) -> tuple[Article, ...]:
    """Return the articles that carry the same story as the passage with this marker."""
    return answer.passages[marker - 1].copies if 1 <= marker <= len(answer.passages) else ()


def _sides(disagreement: Disagreement, width: int) -> str:
    """Set the claims in columns; as many to a row as stay readable."""
    per_row = max(1, min(len(disagreement.claims), (width + 3) // 30))
    column = (width + 3) // per_row - 3
    cells = [_claim(claim, column) for claim in disagreement.claims]
    rows = [cells[at : at + per_row] for at in range(0, len(cells), per_row)]
    heading = _wrapped(plain(disagreement_words(disagreement)), width)
    return "\n\n".join([heading, *("\n".join(_beside(row, column)) for row in rows)])


def _claim(claim: Claim, width: int) -> list[str]:
    says = f"according to {claim.attributed_to}" if claim.attributed_to else ""
    lines = (value_words(claim), says, f"“{claim.quote}”", source_words(claim.article))
    return [line for text in lines for line in textwrap.wrap(plain(text), width)]


def _beside(cells: list[list[str]], column: int) -> Iterator[str]:
    for line in zip_longest(*cells, fillvalue=""):
        yield " | ".join(part.ljust(column) for part in line).rstrip()
