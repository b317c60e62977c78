"""The HTML of answers and articles, fact by fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.types import Article, Published
from rag.types import Answer, AnswerSentence, Contradiction, Query, ReaderInfo
from tests.fakes_chat import (
    DISAGREEMENT,
    EVIL,
    HOSTILE,
    LEFT,
    PAPER,
    PASSAGES,
    SENTENCES,
    WIRE,
    article,
    hostile_answer,
)
from tests.page_outline import Outline
from ui.render.html import Address, Exchange, Source, escape, exchange_html, find_source, panel_html

ANSWER = Answer(
    query=Query(text="When did troops leave?", asked=date(2022, 4, 8)),
    reader=ReaderInfo(kind="ollama", model="gemma4:e4b"),
    sentences=SENTENCES,
    passages=PASSAGES,
    complete=True,
)


def shown(answer: Answer | None, **known: object) -> Outline:
    exchange = Exchange(turn=2, question="When did troops leave?", answer=answer, state="complete")
    return Outline(exchange_html(replace(exchange, **known)))  # type: ignore[arg-type]


def panel(source: Article, start: int = 0, end: int = 0) -> Outline:
    address = Address(turn=1, kind="c", position=0)
    return Outline(panel_html(Source(article=source, start=start, end=end, marker=1), address))


def test_the_question_is_the_heading_of_its_turn() -> None:
    assert shown(None).texts("question") == ["When did troops leave?"]


def test_every_citation_is_a_button_that_names_its_source_and_its_address() -> None:
    chips = [attributes for _, attributes in shown(ANSWER).tags if attributes.get("class") == "chip"]
    assert [chip["data-open"] for chip in chips] == ["2:c0", "2:c1", "2:c2", "2:c3"]
    assert chips[0]["aria-label"] == (
        "Source 1: Troops leave Chernobyl, company says (Meridian Wire, 31 March 2022, 18:40)"
    )


def test_a_chip_shows_the_marker_of_its_passage() -> None:
    assert shown(ANSWER).texts("chip") == ["[1]", "[1]", "[2]", "[3]"]


def test_a_sentence_that_its_source_does_not_carry_says_so() -> None:
    outline = shown(ANSWER)
    assert outline.texts("doubtful") == ["Nobody was left behind."]
    assert outline.texts("doubt") == ["not supported by its source"]


def test_a_contradicted_sentence_opens_what_says_otherwise() -> None:
    citation = AnswerSentence.quoting(2, PASSAGES[1].article, 0, 20).citations[0]
    told = Contradiction(citation=citation, told="three", claimed="five")
    answer = replace(ANSWER, sentences=(AnswerSentence(text="Five died.", contradiction=told), *SENTENCES))
    outline = shown(answer)
    assert outline.texts("doubt")[0] == "[2] says otherwise: three, not five"
    assert outline.texts("chip")[0] == "[2]"
    opened = find_source(answer, Address(turn=2, kind="c", position=0))
    assert opened == Source(article=PASSAGES[1].article, start=0, end=20, marker=2)


def test_the_sentence_being_written_is_not_yet_doubted() -> None:
    assert shown(replace(ANSWER, complete=False)).texts("doubt") == []


def test_a_day_named_without_its_year_is_given_in_full() -> None:
    assert shown(ANSWER).texts("gloss") == [" (31 March 2022)", " (24 February 2022)"]


def test_the_short_answer_is_marked_where_it_first_stands() -> None:
    outline = shown(replace(ANSWER, short_answer="Thursday"))
    assert (outline.texts("short"), outline.texts("found")) == (["Thursday (31 March 2022)"], ["Thursday"])


def test_a_short_answer_that_stands_nowhere_is_marked_nowhere() -> None:
    assert shown(replace(ANSWER, short_answer="Monday")).texts("found") == []


def test_each_cited_passage_is_listed_once_with_title_outlet_and_date() -> None:
    assert shown(ANSWER).texts("opener") == [
        "[1]Troops leave Chernobyl, company says Meridian Wire, 31 March 2022, 18:40",
        "[2]Soldiers walk out of nuclear plant Daily Lantern, between 1 April 2022 and 3 April 2022",
        "[3]Troops leave Chernobyl, company says Meridian Wire, 31 March 2022, 18:40",
    ]


def test_articles_with_the_same_story_are_named_beside_the_cited_one() -> None:
    assert shown(ANSWER).texts("copies") == [
        "The same story: Soldiers walk out of nuclear plant (Daily Lantern, between 1 April 2022 and 3 April 2022)"
    ]


def test_disagreeing_claims_stand_side_by_side_and_each_opens_its_sentence() -> None:
    answer = replace(ANSWER, disagreements=(DISAGREEMENT,))
    assert shown(answer).texts("value") == ["Thursday (31 March 2022)", "Tuesday (29 March 2022)"]
    source = find_source(answer, Address(turn=2, kind="d", position=0))
    assert source is not None
    assert source.article.text[source.start : source.end] == LEFT


def test_a_refusal_gives_its_reason_and_the_nearest_passages() -> None:
    outline = shown(replace(ANSWER, sentences=(), reason="not_supported"))
    assert outline.texts("refusal") == ["The articles that come nearest do not answer this question."]
    assert len(outline.texts("extract")) == 3


def test_a_finished_answer_names_its_reader() -> None:
    assert shown(ANSWER).texts("reader") == ["Answered by gemma4:e4b through Ollama"]


def test_an_unfinished_answer_names_no_reader() -> None:
    assert shown(replace(ANSWER, complete=False)).texts("reader") == []


def test_warnings_and_caveats_are_shown() -> None:
    outline = shown(replace(ANSWER, warnings=("Slow model.",), caveat="Only one source."))
    assert outline.texts("warning") == ["Slow model."]
    assert outline.texts("caveat") == ["Only one source."]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "Searching the archive …"),
        (replace(ANSWER, sentences=(), complete=False), "Reading 3 passages …"),
        (replace(ANSWER, sentences=(), passages=PASSAGES[:1], complete=False), "Reading 1 passage …"),
        (replace(ANSWER, complete=False), "Writing …"),
    ],
    ids=["nothing", "passages", "one passage", "sentences"],
)
def test_a_turn_in_progress_says_what_is_being_done(answer: Answer | None, words: str) -> None:
    assert shown(answer, state="writing").texts("progress") == [words]


def test_a_long_wait_is_counted_in_seconds() -> None:
    assert shown(None, state="writing", waited=12.3).texts("progress") == ["Searching the archive … 12 s"]


def test_the_panel_holds_the_article_to_the_character_and_marks_the_cited_sentence() -> None:
    start = WIRE.text.index(LEFT)
    outline = panel(WIRE, start, start + len(LEFT))
    assert outline.texts("text") == [WIRE.text]
    assert outline.texts("mark") == [LEFT]


def test_a_cited_stretch_over_two_paragraphs_is_marked_in_both() -> None:
    source = article("a", "One two.\nThree four.", published=Published())
    assert panel(source, 4, 14).texts("mark") == ["two.\n", "Three"]


def test_the_panel_names_title_outlet_and_date_and_what_the_date_was_read_from() -> None:
    outline = panel(WIRE)
    assert outline.texts("headline") == ["Troops leave Chernobyl, company says"]
    assert outline.texts("details") == ["Meridian Wire, 31 March 2022, 18:40"]
    assert outline.texts("dated") == ["Dated from the words “31 Mar 2022, 18:40”"]


def test_an_article_on_the_web_is_linked_without_telling_it_where_the_reader_came_from() -> None:
    link = next(attributes for tag, attributes in panel(WIRE).tags if tag == "a")
    assert link == {
        "href": "https://wire.example/2022/03/31/chernobyl?id=7",
        "target": "_blank",
        "rel": "noopener noreferrer nofollow",
    }


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "http://", "http://[", "/x"])
def test_an_address_that_is_not_on_the_web_is_no_link(url: str) -> None:
    outline = panel(replace(PAPER, url=url))
    assert "a" not in [tag for tag, _ in outline.tags]
    assert outline.texts("original") == [url]


def test_an_article_without_title_outlet_or_date_is_named_by_its_words_and_its_file() -> None:
    source = replace(PAPER, title=None, source=None, published=Published())
    outline = panel(source)
    assert outline.texts("headline") == ["Soldiers walk out of nuclear plant The men “marched in …"]
    assert outline.texts("details") == ["daily-lantern.txt, date unknown"]


def test_hostile_text_changes_nothing_of_the_page_but_its_words() -> None:
    hostile = hostile_answer(ANSWER)
    plain = replace(
        hostile,
        sentences=tuple(replace(sentence, text="x") for sentence in hostile.sentences),
        completed_question="x",
        short_answer="x",
        caveat="x",
        warnings=("x",),
        reader=ReaderInfo(kind="ollama", model="x"),
    )
    assert shown(hostile, question=EVIL, note=EVIL).structure == shown(plain, question="x", note="x").structure
    assert panel(HOSTILE, 0, len(EVIL)).structure == panel(replace(HOSTILE, url="x"), 0, len(EVIL)).structure


def test_a_page_is_one_line_so_that_markdown_passes_it_through() -> None:
    assert "\n" not in exchange_html(Exchange(turn=1, question="a\n\n# b", answer=hostile_answer(ANSWER)))


def test_escaping_leaves_letters_and_spaces_alone() -> None:
    assert escape("Kyiv, 31 марта") == "Kyiv&#44; 31 марта"


def test_lone_surrogates_and_control_characters_become_replacement_characters() -> None:
    assert escape("a\ud800b\x1bc\x00") == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize(
    "text",
    ["", "1", "0:c0", "1:x0", "1:c", "1:c-1", " 1:c0", "1:c0\n", "1:c0:2", "１:c0", "1:c9999", "10000:c0", "null"],
)
def test_what_is_not_exactly_an_address_is_none(text: str) -> None:
    assert Address.parse(text) is None


def test_an_address_survives_the_way_through_the_browser() -> None:
    address = Address(turn=12, kind="p", position=7)
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize("kind", ["c", "d", "p"])
def test_an_address_beyond_the_answer_opens_nothing(kind: str) -> None:
    assert find_source(ANSWER, Address(turn=2, kind=kind, position=99)) is None
