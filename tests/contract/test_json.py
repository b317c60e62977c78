"""What the commands print for programs, over an archive of the samples that the bundled model embedded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.shapes import ASK, INSPECT, SEARCH, STATUS, Shape, differences
from ui.cli.main import main

QUESTION = "When did troops leave the Chernobyl plant?"
DATED = {"title": "Gas", "source": "Wire", "url": "https://wire.example/1", "published": "2022-03-31T09:10:00Z"}
RECORDS = (
    {
        "id": "wire-1",
        "text": "Moscow warned on Thursday that it might cut off its gas to Europe. 🙂 It did not.",
        **DATED,
    },
    {"text": "Gas deliveries to Europe went on as usual on Friday, the operator said.", "published": "2022-04"},
)

Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, one of them with a side file, beside a file of two more articles."""
    folder = tmp_path_factory.mktemp("articles")
    for path in (Path(__file__).parent.parent.parent / "seeds").glob("*.txt"):
        shutil.copy(path, folder)
    (folder / "wire-roundup.meta.json").write_text(json.dumps({"source": "Meridian Wire", "published": "2022-04-01"}))
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, RECORDS)), "utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, articles: Path) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with pytest.raises(SystemExit) as caught:
        main(["index", str(articles), "--home", str(folder)])
    assert caught.value.code == 0
    return folder


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on that archive, and read the one object that it prints."""

    def run(*arguments: str, code: int = 0) -> dict[str, Any]:
        with pytest.raises(SystemExit) as caught:
            main([*arguments, "--json", "--home", str(home)])
        assert caught.value.code == code
        record: dict[str, Any] = json.loads(capsys.readouterr().out)
        return record

    return run


@pytest.fixture
def stored(run: Run) -> Callable[[str], str]:
    """The text of an article as `show` prints it."""
    return lambda article_id: run("show", article_id)["text"]


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        (("ask", QUESTION), ASK),
        (("ask", QUESTION, "--strict", "-k", "2", "--reader", "extractive"), ASK),
        (("ask", "What does a zebra eat in the zoo of Buenos Aires?"), ASK),
        (("ask", "?!"), ASK),
        (("search", QUESTION, "-k", "3"), SEARCH),
        (("show", "withdrawal.txt"), INSPECT),
        (("show", "wire-1"), INSPECT),
        (("status",), STATUS),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_prints_exactly_the_keys_of_the_contract(run: Run, arguments: tuple[str, ...], shape: Shape) -> None:
    assert differences(run(*arguments), shape) == []


def test_inspecting_a_file_prints_exactly_the_keys_of_the_contract(run: Run, articles: Path) -> None:
    assert differences(run("inspect", str(articles / "tabloid.txt")), INSPECT) == []


def test_every_quote_of_an_answer_stands_in_the_stored_text_where_it_says(
    run: Run, stored: Callable[[str], str]
) -> None:
    record = run("ask", QUESTION)
    citations = [citation for sentence in record["sentences"] for citation in sentence["citations"]]
    assert citations
    for citation in citations:
        text = stored(citation["article"]["id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_every_passage_stands_in_the_stored_text_where_it_says(run: Run, stored: Callable[[str], str]) -> None:
    passages = [*run("search", QUESTION, "-k", "100")["passages"], *run("ask", QUESTION)["passages"]]
    assert {passage["article"]["id"] for passage in passages} >= {"wire-1"}
    for passage in passages:
        assert stored(passage["article"]["id"])[passage["start"] : passage["end"]] == passage["text"]


def test_markers_are_ranks_of_the_passages_that_hold_the_quotes(run: Run) -> None:
    record = run("ask", QUESTION)
    for citation in (citation for sentence in record["sentences"] for citation in sentence["citations"]):
        passage = record["passages"][citation["marker"] - 1]
        assert passage["rank"] == citation["marker"]
        assert passage["article"] == citation["article"]
        assert passage["start"] <= citation["start"] < citation["end"] <= passage["end"]


def test_the_answer_is_its_sentences_with_their_markers(run: Run) -> None:
    record = run("ask", QUESTION)
    said = []
    for sentence in record["sentences"]:
        markers = "".join(f"[{citation['marker']}]" for citation in sentence["citations"])
        said.append(f"{sentence['text']} {markers}")
    assert record["answer"] == " ".join(said)


def test_the_question_and_its_day_come_back(run: Run) -> None:
    record = run("ask", QUESTION, "--asked", "2022-04-08")
    assert (record["question"], record["asked"]) == (QUESTION, "2022-04-08")
    assert date.fromisoformat(run("ask", QUESTION)["asked"]) >= date(2022, 4, 8)


def test_a_question_that_the_archive_answers_is_answered(run: Run) -> None:
    record = run("ask", QUESTION)
    assert (record["abstained"], record["reason"]) == (False, None)
    assert "Thursday" in record["answer"]
    assert record["reader"] == {"kind": "extractive", "model": None}
    assert any("ollama pull" in warning for warning in record["warnings"])


def test_a_question_that_the_archive_cannot_answer_is_refused_with_the_nearest_passages(run: Run) -> None:
    record = run("ask", "What does a zebra eat in the zoo of Buenos Aires?")
    assert (record["abstained"], record["reason"], record["answer"]) == (True, "nothing_relevant", "")
    assert (record["sentences"], record["timings"]["first_token"]) == ([], None)
    assert record["passages"]


def test_filters_leave_only_what_passes_them(run: Run) -> None:
    dated = run("search", "gas", "--from", "2022-03-31", "--to", "2022-03-31")["passages"]
    assert "wire-1" in {passage["article"]["id"] for passage in dated}
    days = [passage["article"]["published"] for passage in dated]
    assert all(day["earliest"] <= "2022-03-31" <= day["latest"] for day in days)
    named = run("search", "gas", "--source", "meridian wire", "-k", "50")["passages"]
    assert {passage["article"]["source"] for passage in named} == {"Meridian Wire"}
    told = run("search", "gas", "--event-from", "2022-03-31", "--event-to", "2022-03-31", "-k", "50")["passages"]
    assert "wire-1" in {passage["article"]["id"] for passage in told}
    assert all("Friday, the operator" not in passage["text"] for passage in told)


def test_articles_are_chosen_by_id_or_by_the_file_that_holds_them(run: Run) -> None:
    chosen = run("search", "gas", "--article", "wire-1", "--article", "tabloid.txt", "-k", "50")["passages"]
    assert {passage["article"]["source"] for passage in chosen} > {"Wire"}
    of_file = run("search", "gas", "--article", "news.jsonl", "-k", "50")["passages"]
    assert len({passage["article"]["id"] for passage in of_file}) == len(RECORDS)


def test_of_an_outlet_that_the_archive_does_not_have_nothing_is_found(run: Run) -> None:
    assert run("search", "gas", "--source", "meridien")["passages"] == []


def test_the_words_of_a_question_choose_an_outlet_and_the_answer_tells_so(run: Run) -> None:
    record = run("ask", "Did Moscow cut off its gas, according to Meridian Wire?")
    assert {passage["article"]["source"] for passage in record["passages"]} == {"Meridian Wire"}
    assert "Only Meridian Wire was searched, as the question asks (“Meridian Wire”)." in record["warnings"]


def test_a_question_whose_filters_pass_nothing_is_refused(run: Run) -> None:
    record = run("ask", QUESTION, "--from", "2030-01-01")
    assert (record["reason"], record["passages"]) == ("nothing_relevant", [])


def test_search_shows_as_many_passages_as_asked_best_first(run: Run) -> None:
    passages = run("search", QUESTION, "-k", "3")["passages"]
    assert [passage["rank"] for passage in passages] == [1, 2, 3]
    scores = [passage["score"] for passage in passages]
    assert scores == sorted(scores, reverse=True)


def test_metadata_comes_back_as_it_was_given(run: Run) -> None:
    article = run("show", "wire-1")["article"]
    assert article == {
        "id": "wire-1",
        "title": "Gas",
        "source": "Wire",
        "url": "https://wire.example/1",
        "published": {
            "earliest": "2022-03-31",
            "latest": "2022-03-31",
            "time": "09:10",
            "provenance": "metadata",
            "words": "2022-03-31T09:10:00Z",
        },
    }


def test_inspecting_a_file_and_showing_what_was_stored_of_it_agree(run: Run, articles: Path) -> None:
    for name in ("tabloid.txt", "wire-roundup.txt", "withdrawal.txt"):
        assert run("inspect", str(articles / name)) == run("show", name)


def test_the_passages_of_an_article_stay_within_what_the_embedder_reads(run: Run) -> None:
    limit = run("status")["embedder"]["max_tokens"]
    assert all(passage["tokens"] <= limit for passage in run("show", "wire-roundup.txt")["passages"])


def test_the_state_counts_what_is_there(run: Run) -> None:
    record = run("status")
    shown = [run("show", passage["article"]["id"]) for passage in run("search", "x", "-k", "100")["passages"]]
    passages = {(entry["article"]["id"], part["start"]) for entry in shown for part in entry["passages"]}
    assert (record["articles"], record["passages"], record["tail"]) == (5, len(passages), 0)
    assert (record["oldest"], record["newest"], record["generation"]) == ("2022-03-31", "2022-04-30", 1)
    assert record["embedder"]["name"] == "all-MiniLM-L6-v2"
    assert record["problems"] == []


def test_a_file_of_several_articles_is_no_name_for_one(run: Run) -> None:
    error = run("show", "news.jsonl", code=1)["error"]
    assert error["kind"] == "archive"
    assert "means 2 articles" in error["message"]
