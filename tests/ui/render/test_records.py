from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from index.clean import clean_lines
from index.errors import ArchiveBusy
from index.types import Published
from rag.types import Answer, AnswerSentence, Contradiction, Query, ReaderInfo, ResolvedTime, Timings
from tests.fakes import article, quoted, scored
from tests.fakes_chat import DISAGREEMENT, PASSAGES, SENTENCES
from tests.shapes import ASK, ERROR, INSPECT, SEARCH, differences
from ui.render.records import answer_record, error_record, inspection_record, search_record

QUERY = Query(text="When did troops leave?", asked=date(2022, 4, 8))
FULL = Answer(
    query=QUERY,
    reader=ReaderInfo(kind="ollama", model="gemma4:e4b"),
    sentences=SENTENCES,
    passages=PASSAGES,
    disagreements=(DISAGREEMENT,),
    completed_question="When did troops leave Chernobyl?",
    short_answer="Thursday",
    confidence=0.9,
    caveat="The article is old.",
    warnings=("Cut short.",),
    timings=Timings(retrieve=0.1, first_token=0.2, total=0.3),
    complete=True,
)
BARE = Answer(query=QUERY, reader=ReaderInfo(kind="extractive"), reason="nothing_indexed", complete=True)


def encoded(record: object) -> object:
    """The record as a program reads it."""
    return json.loads(json.dumps(record, allow_nan=False))


def test_a_full_answer_has_the_keys_of_the_contract() -> None:
    assert differences(encoded(answer_record(FULL)), ASK) == []


def test_a_refusal_has_the_same_keys_with_nulls() -> None:
    record = answer_record(BARE)
    assert differences(encoded(record), ASK) == []
    nulls = ("completed_question", "short_answer", "confidence", "caveat")
    assert [record[key] for key in nulls] == [None] * 4
    assert (record["answer"], record["abstained"], record["reason"]) == ("", True, "nothing_indexed")
    assert (record["reader"], record["timings"]["first_token"]) == ({"kind": "extractive", "model": None}, None)


def test_the_answer_is_its_sentences_joined_with_their_markers() -> None:
    record = answer_record(replace(FULL, sentences=SENTENCES[:2]))
    assert record["answer"] == f"{SENTENCES[0].text} [1] {SENTENCES[1].text} [1]"
    assert [sentence["text"] for sentence in record["sentences"]] == [sentence.text for sentence in SENTENCES[:2]]


def test_the_sentences_of_an_answer_carry_their_citations_in_order() -> None:
    sentence = AnswerSentence(
        text="They left.",
        citations=(quoted(scored("They ran."), 2).citations[0], quoted(scored("They left."), 1).citations[0]),
        support=0.25,
        times=(ResolvedTime(words="Thursday", value="2022-03-31"),),
    )
    (record,) = answer_record(replace(FULL, sentences=(sentence,)))["sentences"]
    assert [citation["marker"] for citation in record["citations"]] == [2, 1]
    assert (record["support"], record["supported"]) == (0.25, False)
    assert record["times"] == [{"words": "Thursday", "value": "2022-03-31"}]


def test_a_contradicted_sentence_carries_the_quote_that_says_otherwise() -> None:
    citation = quoted(scored("Three miners died."), 1).citations[0]
    contradiction = Contradiction(citation=citation, told="Three", claimed="Five")
    sentence = AnswerSentence(text="Five miners died.", support=0.49, contradiction=contradiction)
    (record,) = answer_record(replace(FULL, sentences=(sentence,)))["sentences"]
    assert (record["check"], record["supported"], record["citations"]) == ("contradicted", False, [])
    assert record["contradicted_by"]["quote"] == "Three miners died."
    assert record["contradiction"] == "Three, not Five"


def test_quotes_and_claims_stand_where_they_say() -> None:
    texts = {scored.article.id: scored.article.text for scored in PASSAGES}
    record = answer_record(FULL)
    cited = [citation for sentence in record["sentences"] for citation in sentence["citations"]]
    claims = [claim for disagreement in record["disagreements"] for claim in disagreement["claims"]]
    for place in [*cited, *claims]:
        assert texts[place["article"]["id"]][place["start"] : place["end"]] == place["quote"]


def test_passages_are_ranked_from_one_and_name_the_copies_of_their_story() -> None:
    record = search_record("When?", PASSAGES)
    assert differences(encoded(record), SEARCH) == []
    assert [passage["rank"] for passage in record["passages"]] == [1, 2, 3]
    assert [len(passage["copies"]) for passage in record["passages"]] == [1, 0, 0]


def test_a_search_without_a_hit_has_an_empty_list() -> None:
    assert search_record("When?", ()) == {"schema_version": 1, "question": "When?", "passages": []}


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (Published(), {"earliest": None, "latest": None, "time": None, "provenance": "none", "words": None}),
        (
            Published(
                earliest=date(2022, 3, 1), latest=date(2022, 3, 31), time="07:02", provenance="byline", words="March"
            ),
            {
                "earliest": "2022-03-01",
                "latest": "2022-03-31",
                "time": "07:02",
                "provenance": "byline",
                "words": "March",
            },
        ),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(published: Published, expected: dict[str, str | None]) -> None:
    (passage,) = search_record("When?", [replace(scored("x"), article=replace(article("x"), published=published))])[
        "passages"
    ]
    assert passage["article"]["published"] == expected


@pytest.mark.parametrize("raw", ["The troops left.\n25:10\nThey ran.", "", "25:10"])
def test_an_inspection_has_the_keys_of_the_contract(raw: str) -> None:
    cleaned = clean_lines(raw)
    passages = [scored(cleaned.text).passage] if cleaned.text else []
    record = inspection_record(article(cleaned.text), cleaned, passages)
    assert differences(encoded(record), INSPECT) == []
    assert record["text"] == cleaned.text


def test_an_inspection_tells_each_dropped_line_with_its_number_and_reason() -> None:
    record = inspection_record(article("x"), clean_lines("They left.\n\n25:10"), ())
    assert record["dropped"] == [{"line": 3, "text": "25:10", "reason": "player"}]


def test_a_failure_has_the_keys_of_the_contract() -> None:
    record = error_record(ArchiveBusy("Another run is at work.", mend="Wait."))
    assert differences(encoded(record), ERROR) == []
    assert record == {"error": {"kind": "busy", "message": "Another run is at work.", "mend": "Wait."}}


# The shapes themselves notice what is wrong.


@pytest.mark.parametrize(
    "record",
    [
        {"error": {"kind": "busy", "message": "x"}},
        {"error": {"kind": "busy", "message": "x", "mend": "y", "more": 1}},
        {"error": {"kind": "busy", "message": "x", "mend": None}},
        {"error": "busy"},
        {},
        [],
    ],
)
def test_a_record_of_another_shape_is_noticed(record: object) -> None:
    assert differences(record, ERROR) != []
