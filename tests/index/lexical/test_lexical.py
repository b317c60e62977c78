from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.archive.database import FILE_NAME, MIGRATIONS
from index.build.indexing import Indexer
from index.build.upkeep import repair
from index.lexical import postings
from index.lexical.bm25 import HEADING_REPEATS, K1, B, Ranking, passage_terms, query_terms, rank
from index.search import PassageIndex
from index.types import RawArticle
from tests.fakes import WordEmbedder, model_files

FILLER = ("filler",)


def opened() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in ";".join(MIGRATIONS).split(";"):
        connection.execute(statement)
    return connection


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(opened()) as connection:
        yield connection


def add(connection: sqlite3.Connection, *texts: str, first: int = 1) -> None:
    postings.add(connection, {first + place: text.split() for place, text in enumerate(texts)})


def scored(ranking: Ranking, k: int = 10) -> dict[int, float]:
    numbers = np.sort(ranking.best(k))
    return dict(zip(numbers.tolist(), ranking.scores(numbers).tolist(), strict=True))


def best(connection: sqlite3.Connection, question: str, k: int = 10) -> list[int]:
    return [int(number) for number in rank(connection, question.split()).best(k)]


def rows(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_the_score_is_bm25(connection: sqlite3.Connection) -> None:
    add(connection, "troops left troops", "gas prices rose in march")
    weight = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    expected = weight * 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 3 / 4))
    assert scored(rank(connection, ["troops"])) == {1: pytest.approx(expected)}


def test_a_term_that_the_question_repeats_counts_twice(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", "gas prices")
    once, twice = (scored(rank(connection, terms))[1] for terms in (["troops"], ["troops", "troops"]))
    assert twice == pytest.approx(2 * once)


def test_a_rare_word_counts_more_than_a_common_one(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", "troops stayed", "troops rested", "gas prices")
    assert best(connection, "troops gas")[0] == 4


def test_of_two_passages_with_a_word_the_shorter_one_is_better(connection: sqlite3.Connection) -> None:
    add(connection, "troops left the old station at noon", "troops left")
    assert best(connection, "troops") == [2, 1]


def test_ties_go_by_sequence_number(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", "troops left", "troops left")
    assert best(connection, "troops", k=2) == [1, 2]


@pytest.mark.parametrize("question", ["", "unknown", "unknown words"])
def test_a_question_without_a_known_word_finds_nothing(connection: sqlite3.Connection, question: str) -> None:
    add(connection, "troops left")
    assert best(connection, question) == []


def test_an_empty_index_finds_nothing(connection: sqlite3.Connection) -> None:
    assert best(connection, "troops") == []
    assert rank(connection, ["troops"]).passages == 0


def test_a_passage_without_a_word_is_not_counted(connection: sqlite3.Connection) -> None:
    postings.add(connection, {1: ["troops"], 2: [], 3: ["gas"]})
    assert rank(connection, ["troops"]).passages == 2


def test_only_allowed_passages_come(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", "troops left", "troops left")
    assert rank(connection, ["troops"]).best(10, allowed=np.array([2, 3, 9])).tolist() == [2, 3]


def test_what_is_allowed_does_not_change_a_score(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", "troops stayed where they were")
    ranking = rank(connection, ["troops", "stayed"])
    assert ranking.scores(np.array([2])).tolist() == ranking.scores(np.array([1, 2])).tolist()[1:]


def test_a_number_that_is_not_there_scores_nothing(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", first=5)
    scores = rank(connection, ["troops"]).scores(np.array([1, 5, 6, 70_000]))
    assert (scores > 0).tolist() == [False, True, False, False]


def texts(count: int) -> list[Sequence[str]]:
    """Passages of 3 to 6 words; each of 40 words stands in every so many of them."""
    return [[f"w{(number * step) % 40}" for step in range(1, 4 + number % 4)] for number in range(count)]


def written(sizes: Sequence[int], documents: Sequence[Sequence[str]]) -> sqlite3.Connection:
    connection, first = opened(), 1
    for size in sizes:
        postings.add(connection, {first + place: documents[first + place - 1] for place in range(size)})
        first += size
    return connection


QUESTION = ["w1", "w7", "w7", "w12"]


@pytest.mark.parametrize("sizes", [[9000], [64] * 140 + [40], [1] * 600 + [4000, 3, 4397]])
def test_how_the_passages_came_in_does_not_matter(sizes: list[int]) -> None:
    documents = texts(9000)
    with closing(written([1000] * 9, documents)) as expected, closing(written(sizes, documents)) as connection:
        assert scored(rank(connection, QUESTION), 50) == scored(rank(expected, QUESTION), 50)


def test_full_windows_become_one_segment() -> None:
    with closing(written([1] * 4100, texts(4100))) as connection:
        starts = [row[0] for row in connection.execute("SELECT first FROM lexical_segments ORDER BY first")]
    assert starts == [1, *range(4096, 4101)]


def test_passages_on_both_sides_of_a_window_are_found(connection: sqlite3.Connection) -> None:
    first = postings.WINDOW - 2
    add(connection, "troops left", "gas", "troops left", "gas", first=first)
    assert best(connection, "troops") == [first, first + 2]


def test_copies_of_a_text_tie_wherever_they_stand(connection: sqlite3.Connection) -> None:
    add(connection, "w1 w2 w3 w4 w5", "w1", "w2 w2", first=1)
    add(connection, "w3 w4", "w1 w2 w3 w4 w5", first=postings.WINDOW + 7)
    scores = rank(connection, ["w5", "w4", "w1", "w2"]).scores(np.array([1, postings.WINDOW + 8]))
    assert scores[0] == scores[1]


@pytest.mark.parametrize("sizes", [[1] * 700, [700], [64] * 10 + [60]])
@pytest.mark.parametrize("gone", [range(1, 30), range(1, 701, 2), range(512, 701), [700], []])
def test_after_a_removal_scores_are_those_of_an_index_that_never_had_it(sizes: list[int], gone: Sequence[int]) -> None:
    documents = texts(700)
    left = {number: documents[number - 1] for number in range(1, 701) if number not in gone}
    with closing(written(sizes, documents)) as connection, closing(opened()) as expected:
        postings.remove(connection, gone)
        postings.add(expected, left)
        assert scored(rank(connection, QUESTION), 700) == scored(rank(expected, QUESTION), 700)
        assert rank(connection, []).passages == len(left)


def test_removing_twice_or_what_is_not_there_changes_nothing(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", "troops stayed", first=5)
    postings.remove(connection, [5])
    before = scored(rank(connection, ["troops"]))
    postings.remove(connection, [5, 1, 900])
    assert scored(rank(connection, ["troops"])) == before


def test_a_segment_that_has_lost_much_is_written_anew(connection: sqlite3.Connection) -> None:
    add(connection, "troops", "gas prices", "gas prices", "gas prices")
    postings.remove(connection, [1])
    assert rows(connection, "lexical_postings") == 3
    postings.remove(connection, [2])
    assert rows(connection, "lexical_postings") == 2


def test_nothing_is_left_of_an_index_that_lost_everything(connection: sqlite3.Connection) -> None:
    add(connection, "troops left", "gas prices")
    postings.remove(connection, [1, 2])
    assert (rows(connection, "lexical_segments"), rows(connection, "lexical_postings")) == (0, 0)


def test_a_transaction_that_is_rolled_back_leaves_nothing(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    add(connection, "troops left")
    connection.execute("ROLLBACK")
    assert best(connection, "troops") == []


def test_a_merge_leaves_removed_passages_out(connection: sqlite3.Connection) -> None:
    postings.add(connection, dict.fromkeys(range(1, 500), FILLER) | {500: ("troops",)})
    postings.remove(connection, [500])
    postings.add(connection, dict.fromkeys(range(501, 513), FILLER))
    assert connection.execute("SELECT term FROM lexical_postings WHERE segment = 1").fetchall() == [("filler",)]


def test_words_of_the_heading_count_twice() -> None:
    assert passage_terms("Chernobyl", "The troops left.") == ["chernobyl"] * HEADING_REPEATS + ["troop", "left"]


def test_a_word_of_any_length_makes_a_short_term() -> None:
    assert [len(term) for term in query_terms("x" * 100_000)] == [64]


def test_a_word_that_stands_there_very_often_is_counted_to_255(connection: sqlite3.Connection) -> None:
    postings.add(connection, {1: ["troops"] * 70_000, 2: ["gas"]})
    assert best(connection, "troops") == [1]


def test_an_archive_without_a_lexical_index_gets_one_at_the_next_run(tmp_path: Path) -> None:
    indexer = Indexer(home=tmp_path, model=model_files(), embedder=WordEmbedder())
    indexer.index_articles([RawArticle(id="a", path="/a.txt", text="Troops left Chernobyl on Thursday.")])
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as archive:
        expected = archive.execute("SELECT * FROM lexical_postings").fetchall()
        for statement in ("DELETE FROM lexical_postings", "DELETE FROM lexical_segments"):
            archive.execute(statement)
        archive.execute("DELETE FROM records WHERE name = 'lexical'")
        indexer.index_articles([])
        assert archive.execute("SELECT * FROM lexical_postings").fetchall() == expected != []


@pytest.mark.parametrize("held", [None, '"0.0.0"'], ids=["none", "an older one"])
def test_a_lexical_index_that_is_not_of_this_version_is_told_and_mended(tmp_path: Path, held: str | None) -> None:
    indexer = Indexer(home=tmp_path, model=model_files(), embedder=WordEmbedder())
    indexer.index_articles([RawArticle(id="a", path="/a.txt", text="Troops left Chernobyl on Thursday.")])
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as archive:
        archive.execute("DELETE FROM lexical_postings")
        archive.execute("DELETE FROM records WHERE name = 'lexical'")
        if held:
            archive.execute("INSERT INTO records VALUES ('lexical', ?)", (held,))
    with closing(PassageIndex(tmp_path)) as index:
        assert worded(index) == [0.0]
        assert "lexical index" in (index.problem or "")
        assert repair(tmp_path)
        assert worded(index) != [0.0]
        assert index.problem is None


def worded(index: PassageIndex) -> list[float]:
    """BM25 scores of what is found for a question."""
    vector = WordEmbedder().encode_queries(["troops"])[0]
    found: list[float] = index.candidates(vector, query_terms("troops"), pool=10).lexical.tolist()
    return found
