from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eval.archive import Source, throw_away
from eval.run import evaluate
from eval.types import Dataset, EvalReport, Evidence, Question, QuestionResult
from index.errors import ArchiveError, InputError
from index.settings import IndexSettings
from index.types import Article, Passage, Published, RawArticle, ScoredPassage
from rag.protocols import Retrieved
from rag.types import AbstainReason, Answer, AnswerSentence, Citation, Query, ReaderInfo, Turn, today

TEXT = "Rain fell. Troops left on Thursday."
WIRE = Article(
    id="wire", title=None, source=None, url=None, published=Published(), path="/news/wire.txt", text=TEXT, raw_sha256=""
)
TABLOID = replace(WIRE, id="tabloid", path="/news/tabloid.txt", text="Nothing is known.")
LEFT = Question(
    id="left",
    type="when",
    question="When did they leave?",
    answers=("Thursday",),
    asked=date(2022, 4, 8),
    evidence=(Evidence(article="wire.txt", quote="left on Thursday"),),
)
NONE = Question(id="none", type="unanswerable", question="Who won?", answerable=False)


def whole(article: Article) -> ScoredPassage:
    passage = Passage(
        id=f"{article.id}:0",
        article_id=article.id,
        start=0,
        end=len(article.text),
        text=article.text,
        heading="",
        tokens=10,
    )
    return ScoredPassage(passage=passage, article=article, score=0.5)


def reply(
    query: Query,
    text: str = "They left on Thursday.",
    *,
    reason: AbstainReason | None = None,
    confidence: float | None = None,
    read: tuple[Article, ...] = (WIRE,),
    completed: str | None = None,
) -> Answer:
    citation = Citation(marker=1, article=WIRE, start=11, end=35, quote=TEXT[11:35], support=1.0)
    return Answer(
        query=query,
        reader=ReaderInfo(kind="extractive"),
        sentences=() if reason else (AnswerSentence(text=text, citations=(citation,)),),
        passages=tuple(map(whole, read)),
        reason=reason,
        confidence=confidence,
        completed_question=completed,
        complete=True,
    )


class FakeAnswerer:
    def __init__(self, answer: Callable[[Query], Answer]) -> None:
        self._answer = answer
        self.queries: list[Query] = []

    def answer(self, query: Query) -> Answer:
        self.queries.append(query)
        return self._answer(query)


class FakeSearcher:
    def __init__(self, *articles: Article) -> None:
        self._hits = tuple(map(whole, articles))
        self.queries: list[tuple[Query, int]] = []

    def search(self, query: Query, k: int) -> Retrieved:
        self.queries.append((query, k))
        return Retrieved(passages=self._hits)


def refuse(query: Query) -> Answer:
    return reply(query, reason="not_supported")


def run(
    answer: Callable[[Query], Answer] = reply, *questions: Question, ranked: tuple[Article, ...] = (TABLOID, WIRE)
) -> EvalReport:
    return evaluate(Dataset(questions=questions or (LEFT,)), FakeAnswerer(answer), searcher=FakeSearcher(*ranked))


def only(report: EvalReport) -> QuestionResult:
    (result,) = report.per_question
    return result


def test_a_right_answer_scores_1_and_needs_no_diagnosis() -> None:
    result = only(run())
    assert result.scores["contains"] == result.scores["citation_precision"] == 1
    assert result.diagnosis is None
    assert result.answer == "They left on Thursday. [1]"


def test_ranking_measures_come_from_the_retriever() -> None:
    result = only(run())
    assert result.ranking == ("tabloid", "wire")
    assert result.scores["RR@10"] == result.scores["passage:RR@10"] == 0.5


def test_every_measure_is_the_mean_of_the_scores_of_its_questions() -> None:
    other = replace(LEFT, id="other", answers=("Friday",))
    report = run(reply, LEFT, other, NONE)
    for name in report.per_question[0].scores:
        values = [result.scores[name] for result in report.per_question if name in result.scores]
        assert report.measures[name].value == pytest.approx(sum(values) / len(values))
        assert report.measures[name].n == 2


def test_measures_are_given_by_type_too() -> None:
    report = run(reply, LEFT, replace(LEFT, id="other", type="who", answers=("Kirby",)))
    assert {kind: measures["contains"].value for kind, measures in report.by_type.items()} == {"when": 1, "who": 0}


def test_the_ranking_is_as_deep_as_asked_and_the_reader_gets_k() -> None:
    searcher, answerer = FakeSearcher(WIRE), FakeAnswerer(reply)
    evaluate(Dataset(questions=(LEFT,)), answerer, searcher=searcher, k=3, depth=50)
    assert searcher.queries[0][1] == 50
    assert answerer.queries[0].k == 3


def test_a_question_is_put_on_its_day() -> None:
    answerer = FakeAnswerer(reply)
    evaluate(Dataset(questions=(LEFT, NONE)), answerer, searcher=FakeSearcher())
    assert [query.asked for query in answerer.queries] == [date(2022, 4, 8), today()]


def test_earlier_turns_are_asked_first_and_become_history_with_their_answers() -> None:
    answerer = FakeAnswerer(lambda query: reply(query, f"{query.text} So."))
    evaluate(Dataset(questions=(replace(LEFT, turns=("Who?", "Where?")),)), answerer, searcher=FakeSearcher())
    who, where, last = answerer.queries
    assert (who.text, who.history) == ("Who?", ())
    assert where.history == (Turn(question="Who?", answer="Who? So. [1]"),)
    assert last.history == (*where.history, Turn(question="Where?", answer="Where? So. [1]"))


def test_a_follow_up_is_ranked_as_the_answerer_completed_it() -> None:
    searcher = FakeSearcher(WIRE)
    answerer = FakeAnswerer(lambda query: reply(query, completed="When did the troops leave?"))
    evaluate(Dataset(questions=(replace(LEFT, turns=("Who?",)),)), answerer, searcher=searcher)
    assert (searcher.queries[0][0].text, searcher.queries[0][0].history) == ("When did the troops leave?", ())


def test_without_an_answerer_only_retrieval_is_measured() -> None:
    report = evaluate(Dataset(questions=(LEFT, NONE)), None, searcher=FakeSearcher(WIRE))
    assert report.run.reader is None
    assert report.measures["Success@1"].value == 1
    assert not {"contains", "citation_recall", "refusal_recall"} & set(report.measures)


def fail(query: Query) -> Answer:
    raise ArchiveError("The archive is gone.", mend="Index again.")


def test_a_question_that_breaks_off_scores_0_and_is_counted() -> None:
    report = run(
        lambda query: fail(query) if query.text == "When?" else reply(query),
        LEFT,
        replace(LEFT, id="x", question="When?"),
    )
    assert set(report.per_question[1].scores.values()) == {0}
    assert report.per_question[1].diagnosis == "The archive is gone."
    assert (report.measures["contains"].value, report.measures["contains"].n) == (0.5, 2)


def test_a_run_that_breaks_off_everywhere_has_every_measure_at_0() -> None:
    report = run(fail, LEFT, NONE)
    assert {measure.value for measure in report.measures.values()} == {0}
    assert set(report.measures) == set(run(reply, LEFT, NONE).measures)


def test_an_error_that_is_not_ours_passes_through() -> None:
    def crash(query: Query) -> Answer:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        run(crash)


def test_progress_is_told_after_each_question() -> None:
    told: list[tuple[int, int]] = []
    evaluate(
        Dataset(questions=(LEFT, NONE)),
        FakeAnswerer(reply),
        searcher=FakeSearcher(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("answer", "ranked", "diagnosis"),
    [
        (refuse, (TABLOID,), "not retrieved"),
        (refuse, (replace(WIRE, text="Rain fell."),), "article retrieved, but not the evidence"),
        (lambda query: reply(query, "So.", read=(TABLOID,)), (WIRE,), "retrieved but not in the reader's passages"),
        (refuse, (WIRE,), "wrong refusal"),
        (lambda query: reply(query, "So."), (WIRE,), "read but not answered"),
        (reply, (TABLOID,), None),
    ],
)
def test_the_first_stage_that_went_wrong_is_named(
    answer: Callable[[Query], Answer], ranked: tuple[Article, ...], diagnosis: str | None
) -> None:
    assert only(run(answer, ranked=ranked)).diagnosis == diagnosis


def test_answering_the_unanswerable_is_named() -> None:
    assert only(run(reply, NONE)).diagnosis == "should have refused"


def test_refusing_the_unanswerable_is_right() -> None:
    assert only(run(refuse, NONE)).diagnosis is None


def test_a_disagreement_is_right_when_all_its_sides_are_named() -> None:
    disagreement = replace(LEFT, sides=(("Thursday",), ("Tuesday",)))
    assert only(run(reply, disagreement)).diagnosis == "read but not answered"
    both = only(run(lambda query: reply(query, "Thursday or Tuesday."), disagreement))
    assert (both.diagnosis, both.scores["sides_named"]) == (None, 1)


def refuse_if(*texts: str) -> Callable[[Query], Answer]:
    return lambda query: refuse(query) if query.text in texts else reply(query)


def test_refusal_precision_and_recall_take_the_unanswerable_as_positive() -> None:
    missed = replace(NONE, id="missed", question="Who lost?")
    also = replace(LEFT, id="also", question="When else?")
    report = run(refuse_if("Who won?", "When else?"), LEFT, also, NONE, missed)
    assert report.measures["refusal_precision"].value == 0.5
    assert report.measures["refusal_recall"].value == 0.5
    assert report.measures["refusal_precision"].n == 4


def test_refusal_precision_of_a_run_that_never_refuses_is_0() -> None:
    assert run(reply, LEFT, NONE).measures["refusal_precision"].value == 0


def test_refusal_is_not_measured_where_nothing_is_to_be_refused() -> None:
    assert not [name for name in run(reply, LEFT).measures if name.startswith("refusal")]


def test_the_area_is_left_out_where_everything_is_to_be_refused() -> None:
    measures = run(refuse, NONE).measures
    assert measures["refusal_recall"].value == 1
    assert "refusal_auroc" not in measures


@pytest.mark.parametrize(("sure", "unsure", "area"), [(0.9, 0.2, 1.0), (0.2, 0.9, 0.0), (0.5, 0.5, 0.5)])
def test_the_area_rewards_confidence_in_the_answerable(sure: float, unsure: float, area: float) -> None:
    report = run(lambda query: reply(query, confidence=unsure if query.text == "Who won?" else sure), LEFT, NONE)
    assert report.measures["refusal_auroc"].value == area


def test_a_refusal_without_confidence_counts_as_none() -> None:
    report = run(lambda query: refuse(query) if query.text == "Who won?" else reply(query, confidence=0.1), LEFT, NONE)
    assert report.measures["refusal_auroc"].value == 1


def test_importing_the_harness_loads_no_heavy_library() -> None:
    code = (
        "import sys, eval.archive, eval.gold.dataset, eval.report.results, eval.run\n"
        "print({'torch', 'chromadb', 'gradio', 'pandas', 'llama_index'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


class FakeBuild:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.homes: list[Path] = []

    def __call__(self, home: Path, source: Source) -> None:
        self.homes.append(home)
        (home / "archive").write_text("half", "utf-8")
        if self.error:
            raise self.error
        (home / "archive").write_text("whole", "utf-8")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "wire.txt").write_text(TEXT, "utf-8")
    return tmp_path / "news"


def home_of(source: Source, folder: Path, build: FakeBuild, *, embedder: str = "minilm", versions: str = "") -> Path:
    settings = IndexSettings(embedder=embedder)
    return throw_away(source, settings, build=build, versions=versions, cache=folder / "cache")


def test_an_archive_is_built_once_for_the_same_content(news: Path, tmp_path: Path) -> None:
    build = FakeBuild()
    home = home_of(news, tmp_path, build)
    assert home == home_of(news, tmp_path, build)
    assert (home / "archive").read_text("utf-8") == "whole"
    assert len(build.homes) == 1


def test_other_content_another_embedder_and_other_versions_get_archives_of_their_own(
    news: Path, tmp_path: Path
) -> None:
    build = FakeBuild()
    homes = {home_of(news, tmp_path, build), home_of(news, tmp_path, build, embedder="bge")}
    homes.add(home_of(news, tmp_path, build, versions="chunker 2"))
    (news / "wire.txt").write_text("Snow fell.", "utf-8")
    homes.add(home_of(news, tmp_path, build))
    (news / "wire.txt").rename(news / "other.txt")
    homes.add(home_of(news, tmp_path, build))
    assert len(homes) == 5


def test_a_build_that_fails_leaves_nothing_behind(news: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        home_of(news, tmp_path, FakeBuild(ArchiveError("Full.", mend="Make room.")))
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_half_built_archive_never_stands_where_a_whole_one_would(news: Path, tmp_path: Path) -> None:
    build = FakeBuild()
    home = home_of(news, tmp_path, build)
    assert build.homes[0] != home
    assert not build.homes[0].exists()


def test_an_archive_that_another_run_finished_first_is_taken(news: Path, tmp_path: Path) -> None:
    inner = FakeBuild()

    def race(home: Path, source: Source) -> None:
        home_of(source, tmp_path, inner)
        (home / "archive").write_text("late", "utf-8")

    home = throw_away(news, IndexSettings(embedder="minilm"), build=race, cache=tmp_path / "cache")
    assert (home / "archive").read_text("utf-8") == "whole"


def test_articles_of_a_data_set_are_told_apart_by_content(tmp_path: Path) -> None:
    first = (RawArticle(id="a", path="/x", text="one"),)
    second = (RawArticle(id="a", path="/x", text="two"),)
    assert home_of(first, tmp_path, FakeBuild()) != home_of(second, tmp_path, FakeBuild())


def test_a_source_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt cannot be read"):
        home_of(tmp_path / "none.txt", tmp_path, FakeBuild())
