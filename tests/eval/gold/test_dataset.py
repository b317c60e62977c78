from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

import seeds
from eval.gold.dataset import load
from eval.scores.evidence import find_quote
from eval.types import Evidence
from index.errors import InputError

ROW = {"id": "q1", "type": "when", "question": "When?", "answers": ["Monday"], "answerable": True}


def gold(folder: Path, *rows: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def beir(
    folder: Path, *, qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n", split: str = "test"
) -> Path:
    (folder / "qrels").mkdir()
    (folder / "qrels" / f"{split}.tsv").write_text(qrels, "utf-8")
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "Why?"}\n{"_id": "q2", "text": "Unjudged?"}\n', "utf-8"
    )
    (folder / "corpus.jsonl").write_text('{"_id": "d1", "title": "", "text": "So."}\n', "utf-8")
    return folder


def squad(folder: Path, *, context: str = "Rain fell. Troops left in 1986. It was 1986.", **qa: object) -> Path:
    path = folder / "dev.json"
    row = {"id": "q1", "question": "When?", "answers": [{"text": "1986", "answer_start": 26}], **qa}
    data = [{"title": "Old_News", "paragraphs": [{"context": context, "qas": [row]}]}]
    path.write_text(json.dumps({"version": "v2.0", "data": data}), "utf-8")
    return path


def complaint(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load(path)
    return caught.value


def test_a_gold_line_becomes_a_question(tmp_path: Path) -> None:
    row = {
        **ROW,
        "asked": "2022-04-08",
        "granularity": "day",
        "evidence": [{"article": "a.txt", "quote": "on Monday"}, {"article": "b", "quote": None}],
        "all": True,
        "sides": [["Monday", "4 April"], ["Tuesday"]],
        "turns": ["Who left?"],
    }
    (question,) = load(gold(tmp_path, row)).questions
    assert question.asked == date(2022, 4, 8)
    assert question.granularity == "day"
    assert question.evidence == (Evidence(article="a.txt", quote="on Monday"), Evidence(article="b"))
    assert question.all_evidence
    assert question.sides == (("Monday", "4 April"), ("Tuesday",))
    assert question.turns == ("Who left?",)


def test_what_a_gold_line_may_leave_out_is_empty(tmp_path: Path) -> None:
    (question,) = load(gold(tmp_path, {"id": "q", "question": "?", "answerable": False})).questions
    assert (question.type, question.answers, question.evidence, question.asked) == ("other", (), (), None)


def test_unknown_keys_are_passed_over(tmp_path: Path) -> None:
    assert load(gold(tmp_path, {**ROW, "note": 1})).questions[0].id == "q1"


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = gold(tmp_path, ROW, "", {**ROW, "id": "q2"})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert [question.id for question in load(path).questions] == ["q1", "q2"]


def test_a_line_separator_inside_a_string_ends_no_line(tmp_path: Path) -> None:
    path = gold(tmp_path, json.dumps({**ROW, "question": "one\u2028two"}, ensure_ascii=False))
    assert load(path).questions[0].question == "one\u2028two"


def test_a_gold_file_brings_no_articles(tmp_path: Path) -> None:
    assert load(gold(tmp_path, ROW)).articles is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": 1}, "'id' is 1, not text"),
        ({"id": " "}, "'id' is missing or empty"),
        ({"question": None}, "'question' is missing"),
        ({"answers": "Monday"}, "'answers' is \"Monday\", not a list of texts"),
        ({"answers": [1]}, "'answers' is [1], not a list of texts"),
        ({"answerable": "yes"}, "'answerable' is \"yes\", not true or false"),
        ({"answerable": None}, "'answerable' is missing"),
        ({"asked": "April"}, "'asked' is \"April\", not a day"),
        ({"granularity": "week"}, "'granularity' is 'week', which is none of minute, day, month, year"),
        ({"evidence": {}}, "'evidence' is {}, not a list of objects"),
        ({"evidence": [{"quote": "x"}]}, "evidence[0]: 'article' is missing"),
        ({"evidence": [{"article": "a", "quote": ""}]}, "evidence[0]: 'quote' is missing or empty"),
        ({"all": 1}, "'all' is 1, not true or false"),
        ({"sides": [[]]}, "'sides' is [[]], not a list of lists of texts"),
        ({"sides": ["Monday"]}, "'sides' is [\"Monday\"], not a list of lists"),
        ({"turns": [None]}, "'turns' is [null], not a list of texts"),
        ({"question": "\ud800"}, "half a surrogate pair"),
    ],
)
def test_a_wrong_value_is_named_with_file_and_line(tmp_path: Path, change: dict[str, object], named: str) -> None:
    error = complaint(gold(tmp_path, ROW, {**ROW, "id": "q2", **change}))
    assert "gold.jsonl, line 2" in error.message
    assert named in error.message
    assert error.mend


@pytest.mark.parametrize("line", ["{", "[1]", "null", "[" * 100_000])
def test_a_line_that_is_no_json_object_is_named(tmp_path: Path, line: str) -> None:
    assert "gold.jsonl, line 2" in complaint(gold(tmp_path, ROW, line)).message


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path: Path) -> None:
    path = gold(tmp_path, ROW)
    path.write_bytes(path.read_bytes() + b'{"id": "\xff"}\n')
    assert "line 2: not UTF-8" in complaint(path).message


def test_an_id_that_stands_there_twice_is_an_error(tmp_path: Path) -> None:
    assert "'q1' stands there 2 times" in complaint(gold(tmp_path, ROW, ROW)).message


def test_a_file_without_questions_is_an_error(tmp_path: Path) -> None:
    assert "holds no questions" in complaint(gold(tmp_path)).message


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    assert "does not exist" in complaint(tmp_path / "none.jsonl").message


def test_another_kind_of_file_is_an_error_that_says_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "gold.csv").write_text("id,question\n", "utf-8")
    assert "BEIR" in complaint(tmp_path / "gold.csv").mend


def test_a_beir_folder_asks_its_judged_queries(tmp_path: Path) -> None:
    (question,) = load(beir(tmp_path)).questions
    assert (question.id, question.question, question.answers) == ("q1", "Why?", ())


def test_beir_grades_are_kept_and_zero_is_no_evidence(tmp_path: Path) -> None:
    assert load(beir(tmp_path)).questions[0].evidence == (Evidence(article="d1", relevance=2),)


def test_a_beir_query_without_a_relevant_document_is_unanswerable(tmp_path: Path) -> None:
    assert not load(beir(tmp_path, qrels="q1\td1\t0\n")).questions[0].answerable


def test_a_beir_corpus_is_the_archive(tmp_path: Path) -> None:
    (article,) = load(beir(tmp_path)).articles or ()
    assert (article.id, article.text, article.title, article.part) == ("d1", "So.", None, "d1")
    assert article.path == str(tmp_path / "corpus.jsonl")


@pytest.mark.parametrize("split", ["dev", "train"])
def test_beir_takes_another_split_where_there_is_no_test(tmp_path: Path, split: str) -> None:
    assert len(load(beir(tmp_path, split=split)).questions) == 1


def test_a_folder_without_qrels_is_an_error_that_says_what_is_needed(tmp_path: Path) -> None:
    error = complaint(tmp_path)
    assert "qrels/test.tsv" in error.message
    assert "corpus.jsonl" in error.mend


def test_a_judged_query_without_text_is_an_error(tmp_path: Path) -> None:
    assert "'q9'" in complaint(beir(tmp_path, qrels="q9\td1\t1\n")).message


@pytest.mark.parametrize("line", ["q1\td1", "q1\td1\thigh", "q1 d1 1"])
def test_a_malformed_judgement_is_named_by_line(tmp_path: Path, line: str) -> None:
    assert "test.tsv, line 2" in complaint(beir(tmp_path, qrels=f"query-id\tcorpus-id\tscore\n{line}\n")).message


def test_a_squad_paragraph_becomes_an_article(tmp_path: Path) -> None:
    (article,) = load(squad(tmp_path)).articles or ()
    assert article.id.startswith("Old_News-")
    assert (article.title, article.text) == ("Old News", "Rain fell. Troops left in 1986. It was 1986.")


def test_squad_evidence_is_the_sentence_the_answer_stands_in(tmp_path: Path) -> None:
    (question,) = load(squad(tmp_path)).questions
    assert [evidence.quote for evidence in question.evidence] == ["Troops left in 1986."]
    assert question.answers == ("1986",)


def test_a_squad_answer_over_the_end_of_a_sentence_is_quoted_whole(tmp_path: Path) -> None:
    answers = [{"text": "1986. It", "answer_start": 26}]
    (question,) = load(squad(tmp_path, answers=answers)).questions
    assert question.evidence[0].quote == "Troops left in 1986. It was 1986."


def test_an_impossible_squad_question_is_unanswerable(tmp_path: Path) -> None:
    plausible = [{"text": "Rain", "answer_start": 0}]
    (question,) = load(squad(tmp_path, is_impossible=True, answers=[], plausible_answers=plausible)).questions
    assert (question.answerable, question.answers, question.evidence) == (False, (), ())


def test_a_squad_question_without_the_key_of_2_0_is_answerable(tmp_path: Path) -> None:
    assert load(squad(tmp_path)).questions[0].answerable


def test_a_squad_article_keeps_its_id_wherever_it_stands(tmp_path: Path) -> None:
    first = load(squad(tmp_path)).articles or ()
    (tmp_path / "elsewhere").mkdir()
    second = load(squad(tmp_path / "elsewhere")).articles or ()
    assert first[0].id == second[0].id


@pytest.mark.parametrize("start", [25, -1, 1000])
def test_a_squad_answer_that_does_not_stand_where_it_says_is_an_error(tmp_path: Path, start: int) -> None:
    error = complaint(squad(tmp_path, answers=[{"text": "1986", "answer_start": start}]))
    assert "data[0], paragraphs[0], qas[0], answers[0]" in error.message


def test_json_that_is_not_squad_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text("{}", "utf-8")
    assert "'data' is missing" in complaint(tmp_path / "gold.json").message


def test_broken_squad_json_is_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_text('{\n"data": [\n', "utf-8")
    assert "dev.json, line 3" in complaint(tmp_path / "dev.json").message


def test_the_sample_questions_quote_the_sample_articles() -> None:
    folder = Path(str(seeds.__file__)).parent
    quoted = [evidence for question in load(folder / "gold.jsonl").questions for evidence in question.quoted]
    assert quoted
    for evidence in quoted:
        assert find_quote(evidence.quote or "", (folder / evidence.article).read_text("utf-8")), evidence


def bench(name: str) -> Path:
    folder = os.environ.get("DATELINE_BENCH")
    if not folder:
        pytest.skip("DATELINE_BENCH is not set: it names the folder of the development sets")
    return Path(folder) / name


def test_scifact_loads_whole() -> None:
    dataset = load(bench("scifact-train"))
    assert (len(dataset.questions), len(dataset.articles or ())) == (809, 5183)


def test_half_of_squad_loads_whole_and_its_quotes_are_found_once() -> None:
    dataset = load(bench("squad2/dev-v2.0.json"))
    texts = {article.id: article.text for article in dataset.articles or ()}
    quoted = [evidence for question in dataset.questions for evidence in question.quoted]
    assert (len(dataset.questions), sum(not question.answerable for question in dataset.questions)) == (6078, 3168)
    assert all(len(find_quote(evidence.quote or "", texts[evidence.article])) == 1 for evidence in quoted)


def test_the_news_quiz_loads_whole_and_its_quotes_are_found() -> None:
    folder = bench("realtimeqa-2022")
    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").split("\n") if line]
    texts = {row["id"]: row["text"] for row in rows}
    questions = load(folder / "gold.jsonl").questions
    quoted = [evidence for question in questions for evidence in question.quoted]
    assert (len(questions), len(quoted)) == (416, 192)
    assert all(find_quote(evidence.quote or "", texts[evidence.article]) for evidence in quoted)
