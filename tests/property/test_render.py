"""What no text, however hostile, can do to a page or a terminal."""

from __future__ import annotations

import html
import re
import string
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Published
from rag.types import Answer, AnswerSentence, Citation, Claim, Disagreement, Query, ReaderInfo, ResolvedTime
from tests.fakes_chat import EVIL, passage
from tests.page_outline import Outline
from ui.render.html import Address, Exchange, Source, escape, exchange_html, panel_html
from ui.render.text import answer_text, plain

ADDRESS = Address(turn=1, kind="c", position=0)
FRAGMENTS = [
    "<",
    ">",
    "&",
    '"',
    "'",
    "`",
    "*",
    "_",
    "[x](y)",
    "![](//h)",
    "://",
    "<b>",
    "</p>",
    "&lt;",
    "&#60;",
    "\n",
    "\n\n",
]
hostile = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from([*FRAGMENTS, EVIL, "# ", "- ", "    ", "{{", "${", "$$", "\t", "\r", "\x1b[2J", "\x00"])
    ).map("".join),
)
visible = hostile.filter(lambda text: bool(text.strip()))
# What a page can carry unchanged; control characters and surrogates become replacement characters.
carried = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\r" + string.punctuation))


def article(text: str, body: str) -> Article:
    return Article(
        id=text,
        title=text,
        source=text,
        url=None,
        published=Published(words=text, provenance="text"),
        path=text,
        text=body,
        raw_sha256="",
        language=text,
    )


def answer(text: str) -> Answer:
    """An answer that says the same in every place where it can say something."""
    source = article(text, text)
    quote = {"article": source, "start": 0, "end": len(text), "quote": text}
    citation = Citation(marker=1, support=0.1, **quote)  # type: ignore[arg-type]
    claim = Claim(value=text, normalised=text, attributed_to=text, **quote)  # type: ignore[arg-type]
    sentence = AnswerSentence(
        text=text, citations=(citation,), support=0.1, times=(ResolvedTime(words=text, value="9987-03-31"),)
    )
    return Answer(
        query=Query(text=text, asked=date(2022, 4, 8)),
        reader=ReaderInfo(kind="ollama", model=text),
        sentences=(sentence,),
        passages=(passage(source, 0, len(text), copies=(source,)),),
        disagreements=(Disagreement(about=text, relation="conflict", claims=(claim, claim)),),
        completed_question=text,
        short_answer=text,
        caveat=text,
        warnings=(text,),
        complete=True,
    )


def pages(text: str) -> list[str]:
    whole = answer(text)
    refused = replace(whole, sentences=(), reason="not_supported")
    exchanges = [
        exchange_html(Exchange(turn=1, question=text, note=text, answer=each, state="complete"))
        for each in (whole, refused)
    ]
    return [*exchanges, panel_html(Source(article=article(text, "body"), start=0, end=4, marker=1), ADDRESS)]


@given(hostile)
def test_escaped_text_has_no_character_that_html_or_markdown_acts_on(text: str) -> None:
    assert re.fullmatch(r"(?:&#[0-9]+;|[^\x00-\x1f!-/:-@\[-`{-~])*", escape(text))


@given(carried)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    # `html.unescape` follows the browsers' table, which keeps a carriage return written as an entity.
    assert html.unescape(escape(text)) == text


@given(visible)
def test_a_page_has_the_same_elements_whatever_its_texts(text: str) -> None:
    plainly = [Outline(page).structure for page in pages("x")]
    assert [Outline(page).structure for page in pages(text)] == plainly


@given(visible)
def test_outside_its_own_tags_a_page_has_nothing_but_letters_spaces_and_entities(text: str) -> None:
    for page in pages(text):
        between = re.sub(r"<[^<>]*>", "", page)
        assert not re.search(
            r"[\x00-\x1f!\"$%'()*+\-./:<=>?@\[\\\]^_`{|}~]", between.replace("&#", "").replace(";", "")
        )


@given(carried, st.integers(0, 200), st.integers(0, 200))
def test_the_panel_is_the_article_and_the_mark_is_the_cited_stretch(text: str, start: int, end: int) -> None:
    source = Source(article=article("x", text), start=start, end=end, marker=1)
    outline = Outline(panel_html(source, ADDRESS))
    assert outline.texts("text") == [text]
    assert "".join(outline.texts("mark")) == text[start:end]


@given(hostile)
def test_a_line_for_the_terminal_has_no_control_character_and_stays_as_it_is(text: str) -> None:
    line = plain(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line)
    assert plain(line) == line


@given(hostile)
def test_an_answer_for_the_terminal_has_no_control_character_but_line_ends(text: str) -> None:
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", answer_text(answer(text))
    )
