from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from index.archive.database import FILE_NAME, MIGRATIONS
from index.archive.rows import published_to_record
from index.archive.writer import Archive
from index.errors import ArchiveError
from index.types import Filters, Manifest, Published, TimeExpression
from tests.fakes import article, prepared

NOW = datetime(2022, 4, 8, 12, tzinfo=UTC)
MANIFEST = Manifest(
    embedder="e",
    weights_sha256="0",
    dimension=384,
    max_tokens=254,
    runtime="r",
    precision="p",
    chunker="1",
    cleaner="1",
)


def published(earliest: date | None, latest: date | None = None) -> Published:
    return Published(earliest=earliest, latest=latest or earliest)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(Archive(tmp_path, create=True)) as opened:
        yield opened


@pytest.fixture
def second(archive: Archive) -> Iterator[Archive]:
    """Another connection to the same file."""
    with closing(Archive(archive.path.parent)) as opened:
        yield opened


def found(archive: Archive, filters: Filters) -> set[str]:
    """Ids of the articles whose passages pass the filters."""
    sequence_numbers = archive.matching(filters)
    return {whole.id for _, whole in archive.passages(sequence_numbers.tolist()).values()}


# Storing.


def test_an_article_comes_back_as_it_was_stored(archive: Archive) -> None:
    item = prepared(
        "Café in Kyiv 🙂 reopened.", source="Wire", published=published(date(2022, 3, 1), date(2022, 3, 31))
    )
    archive.store([item], now=NOW)
    assert archive.article("a1") == item.article
    assert archive.raw("a1") == item.raw
    assert archive.article_passages("a1") == list(item.passages)


def test_a_vector_comes_back_but_for_the_precision_of_half_floats(archive: Archive) -> None:
    item = prepared("Troops left on Thursday.")
    archive.store([item], now=NOW)
    numbers, vectors = archive.vectors(archive.sequence_numbers())
    assert (len(numbers), vectors.dtype) == (1, np.dtype("float32"))
    assert np.allclose(vectors, item.vectors, atol=1e-3)


def test_an_article_with_a_known_id_is_replaced_whole(archive: Archive) -> None:
    archive.store([prepared("Old words.")], now=NOW)
    before = archive.sequence_numbers()
    archive.store([prepared("New words altogether.")], now=NOW)
    stored = archive.article("a1")
    assert stored is not None
    assert stored.text == "New words altogether."
    assert archive.counts().passages == 1
    assert archive.sequence_numbers()[0] > before[0]


def test_what_is_stored_in_one_run_is_stored_whole_or_not_at_all(archive: Archive) -> None:
    broken = prepared("Second.", id="a2")
    broken = replace(broken, passages=broken.passages * 2)
    with pytest.raises(ValueError, match="zip"):
        archive.store([prepared("First."), broken], now=NOW)
    assert archive.counts().articles == 0


def test_removing_an_article_takes_its_passages_along(archive: Archive) -> None:
    archive.store([prepared("One."), prepared("Two.", id="a2")], now=NOW)
    assert archive.remove(["a1", "unknown"]) == 1
    assert archive.article("a1") is None
    assert (archive.counts().articles, archive.counts().passages) == (1, 1)


def test_the_sequence_number_of_a_removed_passage_is_never_given_again(archive: Archive) -> None:
    archive.store([prepared("One.")], now=NOW)
    (number,) = archive.sequence_numbers()
    archive.remove(["a1"])
    archive.store([prepared("Two.")], now=NOW)
    assert archive.sequence_numbers() > [number]


def test_moving_an_article_changes_only_where_it_lies(archive: Archive) -> None:
    archive.store([prepared("One.")], now=NOW)
    archive.move({"a1": ("/new/place.txt", None)})
    (stored,) = archive.stored().values()
    assert (stored.path, stored.fingerprint) == ("/new/place.txt", prepared("One.").fingerprint)
    moved = archive.article("a1")
    assert moved is not None
    assert moved.text == "One."


def test_records_are_json_under_a_name_and_the_last_one_counts(archive: Archive) -> None:
    archive.set_record("thing", {"a": [1, None]})
    archive.set_record("thing", {"a": [2, None]})
    assert archive.record("thing") == {"a": [2, None]}
    assert archive.record("other") is None


def test_the_manifest_comes_back_as_it_was_recorded(archive: Archive) -> None:
    assert archive.manifest() is None
    archive.set_record("manifest", {slot: getattr(MANIFEST, slot) for slot in MANIFEST.__slots__})
    assert archive.manifest() == MANIFEST


# Finding.


@pytest.mark.parametrize("name", ["a1", "/news/march/report.txt", "report.txt", "report"])
def test_an_article_is_found_by_its_id_its_path_its_file_name_or_its_stem(archive: Archive, name: str) -> None:
    archive.store([prepared("One.", path="/news/march/report.txt"), prepared("Two.", id="a2")], now=NOW)
    assert archive.find(name) == ["a1"]


def test_a_path_is_understood_from_the_working_folder(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.store([prepared("One.", path=str(tmp_path.resolve() / "in" / "report.txt"))], now=NOW)
    monkeypatch.chdir(tmp_path)
    assert archive.find("in/report.txt") == ["a1"]


def test_a_name_that_several_articles_share_finds_them_all(archive: Archive) -> None:
    archive.store([prepared("One.", path="/x/news.jsonl"), prepared("Two.", id="a2", path="/y/news.jsonl")], now=NOW)
    assert archive.find("news.jsonl") == ["a1", "a2"]


def test_an_exact_id_means_that_article_whatever_its_file_is_called(archive: Archive) -> None:
    archive.store([prepared("One.", id="news", path="/x/news.jsonl"), prepared("Two.", path="/x/news.jsonl")], now=NOW)
    assert archive.find("news") == ["news"]


@pytest.mark.parametrize("name", ["", "unknown", "%", "report_txt", "eport.txt", "/elsewhere/report.txt", "\udce9"])
def test_a_name_that_means_no_article_finds_none(archive: Archive, name: str) -> None:
    archive.store([prepared("One.", path="/news/report.txt")], now=NOW)
    assert archive.find(name) == []


# Filters.


@pytest.fixture
def dated(archive: Archive) -> Archive:
    """Articles of 1 March, of some day in March, of 1 April, and of an unknown day."""
    archive.store(
        [
            prepared("One.", id="march-1", source="Wire", published=published(date(2022, 3, 1))),
            prepared("Two.", id="march", source="wire", published=published(date(2022, 3, 1), date(2022, 3, 31))),
            prepared("Three.", id="april-1", source="Post", published=published(date(2022, 4, 1))),
            prepared("Four.", id="unknown", published=Published()),
        ],
        now=NOW,
    )
    return archive


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), {"march-1", "march", "april-1", "unknown"}),
        (Filters(published_from=date(2022, 3, 1)), {"march-1", "march", "april-1"}),
        (Filters(published_from=date(2022, 3, 2)), {"march", "april-1"}),
        (Filters(published_to=date(2022, 3, 31)), {"march-1", "march"}),
        (Filters(published_to=date(2022, 4, 1)), {"march-1", "march", "april-1"}),
        (Filters(published_from=date(2022, 3, 15), published_to=date(2022, 3, 15)), {"march"}),
        (Filters(published_from=date(2022, 5, 1)), set()),
        (Filters(published_to=date(9999, 12, 31)), {"march-1", "march", "april-1"}),
        (Filters(source="WIRE"), {"march-1", "march"}),
        (Filters(source="Wir"), set()),
        (Filters(articles=frozenset({"march", "unknown", "gone"})), {"march", "unknown"}),
        (Filters(articles=frozenset()), set()),
        (Filters(source="wire", published_to=date(2022, 3, 1), articles=frozenset({"march-1"})), {"march-1"}),
    ],
)
def test_filters_keep_what_may_lie_inside_them_and_no_unknown_date(
    dated: Archive, filters: Filters, ids: set[str]
) -> None:
    assert found(dated, filters) == ids


@pytest.mark.parametrize(
    ("filters", "restricts"),
    [
        (Filters(), False),
        (Filters(source="Wire"), True),
        (Filters(articles=frozenset()), True),
        (Filters(published_from=date(2022, 3, 1)), True),
    ],
)
def test_filters_are_true_when_they_restrict_anything(filters: Filters, restricts: bool) -> None:
    assert bool(filters) is restricts


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (Filters(event_from=date(2022, 3, 29), event_to=date(2022, 3, 29)), True),
        (Filters(event_from=date(2022, 3, 30)), True),  # the month that is named may lie behind it
        (Filters(event_from=date(2022, 4, 1)), False),
        (Filters(event_to=date(2022, 2, 28)), False),
        (Filters(event_to=date(2022, 3, 1)), True),
        (Filters(event_from=date(2022, 3, 29), source="Nobody"), False),
    ],
)
def test_a_passage_passes_an_event_filter_by_a_time_it_names(
    archive: Archive, filters: Filters, *, passes: bool
) -> None:
    text = "They left on Tuesday, late in March, after five weeks and some Monday."
    named = [("Tuesday", "2022-03-29"), ("March", "2022-03"), ("five weeks", "P5W"), ("Monday", "XXXX-WXX-1")]
    times = tuple(
        TimeExpression(text.index(words), text.index(words) + len(words), words, "DATE", value)
        for words, value in named
    )
    item = prepared(text)
    archive.store([replace(item, article=replace(item.article, times=times))], now=NOW)
    assert bool(found(archive, filters)) is passes


def test_the_times_of_an_article_come_back_with_their_words(archive: Archive) -> None:
    item = prepared("They left on Tuesday.")
    times = (TimeExpression(13, 20, "Tuesday", "DATE", "2022-03-29"),)
    archive.store([replace(item, article=replace(item.article, times=times))], now=NOW)
    stored = archive.article("a1")
    assert stored is not None
    assert stored.times == times


def test_when_an_article_was_first_seen_outlives_its_removal(archive: Archive) -> None:
    archive.store([prepared("First.")], now=NOW)
    archive.remove(["a1"])
    archive.store([prepared("First.")], now=NOW.replace(year=2030))
    assert archive.first_seen("a1") == NOW.date()


def test_an_article_that_was_never_stored_was_never_seen(archive: Archive) -> None:
    assert archive.first_seen("a1") is None


def test_an_archive_of_the_first_format_is_brought_up_to_date_with_what_it_holds(tmp_path: Path) -> None:
    row = (
        "a1",
        "/a.txt",
        None,
        "T",
        None,
        None,
        json.dumps(published_to_record(Published())),
        None,
        None,
        "en",
        "Text.",
    )
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as connection:
        for statement in MIGRATIONS[0].split(";"):
            connection.execute(statement)
        connection.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'', '', '')", row)
        connection.execute("PRAGMA user_version = 1")
    with closing(Archive(tmp_path)) as opened:
        stored = opened.article("a1")
    assert stored is not None
    assert (stored.text, stored.times) == ("Text.", ())


def test_counts_span_the_oldest_to_the_newest_day_that_is_known(dated: Archive) -> None:
    counts = dated.counts()
    assert (counts.articles, counts.passages) == (4, 4)
    assert (counts.oldest, counts.newest) == (date(2022, 3, 1), date(2022, 4, 1))


@pytest.mark.parametrize(
    ("filters", "articles", "undated"),
    [
        (Filters(), 4, 1),
        (Filters(source="WIRE"), 2, 0),
        (Filters(published_from=date(2022, 4, 1)), 1, 0),
        (Filters(articles=frozenset({"unknown", "gone"})), 1, 1),
        (Filters(source="Nobody"), 0, 0),
        (Filters(event_from=date(2022, 1, 1)), 0, 0),
    ],
)
def test_counts_are_of_the_articles_that_pass(dated: Archive, filters: Filters, articles: int, undated: int) -> None:
    counts = dated.counts(filters)
    assert (counts.articles, counts.passages, counts.undated) == (articles, articles, undated)


def test_the_frequency_of_a_word_is_in_how_many_passages_it_stands(archive: Archive) -> None:
    archive.store([prepared("The plant."), prepared("A plant, the plant and the town.", id="a2")], now=NOW)
    frequencies = archive.frequencies(["plant", "town", "kabul"])
    assert frequencies.passages == 2
    assert frequencies.holding == {"plant": 2, "town": 1, "kabul": 0}


def test_an_inferred_range_does_not_widen_what_the_archive_spans(archive: Archive) -> None:
    inferred = replace(published(date(2022, 1, 1), date(2022, 12, 31)), provenance="inferred")
    archive.store([prepared("First.", published=inferred)], now=NOW)
    archive.store([prepared("Second.", id="a2", published=published(date(2022, 3, 1)))], now=NOW)
    assert (archive.counts().oldest, archive.counts().newest) == (date(2022, 3, 1), date(2022, 3, 1))


def test_an_archive_without_known_days_spans_none(archive: Archive) -> None:
    archive.store([prepared("One.", published=Published())], now=NOW)
    assert (archive.counts().oldest, archive.counts().newest) == (None, None)


def test_more_passages_can_be_asked_for_than_one_statement_takes(archive: Archive) -> None:
    archive.store([prepared("One.")], now=NOW)
    (number,) = archive.sequence_numbers()
    assert set(archive.passages(range(100_000))) == {number}


def test_passages_after_a_sequence_number_are_the_newer_ones_oldest_first(archive: Archive) -> None:
    archive.store([prepared(f"Number {n}.", id=f"a{n}") for n in range(3)], now=NOW)
    first, *newer = archive.sequence_numbers()
    assert archive.vectors_after(first)[0] == newer
    assert archive.count_after(first) == 2


# Several connections.


def test_the_version_changes_when_another_connection_commits(archive: Archive, second: Archive) -> None:
    before = second.version()
    assert second.version() == before
    archive.store([prepared("One.")], now=NOW)
    assert second.version() != before


def test_a_committed_article_is_seen_by_another_connection_at_once(archive: Archive, second: Archive) -> None:
    archive.store([prepared("One.")], now=NOW)
    assert second.article("a1") is not None


def test_a_snapshot_sees_one_state_whatever_others_commit_meanwhile(archive: Archive, second: Archive) -> None:
    with second.snapshot():
        assert second.counts().articles == 0
        archive.store([prepared("One.")], now=NOW)
        assert second.counts().articles == 0
    assert second.counts().articles == 1


def test_a_snapshot_inside_a_snapshot_is_the_same_one(archive: Archive, second: Archive) -> None:
    with second.snapshot():
        before = second.counts()
        with second.snapshot():
            archive.store([prepared("One.")], now=NOW)
        assert second.counts() == before


def test_a_snapshot_ends_when_its_reader_fails(archive: Archive) -> None:
    with pytest.raises(KeyError), archive.snapshot():
        raise KeyError
    archive.store([prepared("One.")], now=NOW)
    assert archive.counts().articles == 1


# What can be wrong with the file.


def test_an_archive_that_does_not_exist_is_one_clear_error_and_is_not_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(ArchiveError, match="There is no archive in") as caught:
        Archive(home)
    assert "dateline index" in caught.value.mend
    assert not home.exists()


def test_an_archive_of_a_newer_dateline_is_one_clear_error(tmp_path: Path) -> None:
    Archive(tmp_path, create=True).close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match=f"has format 99; this Dateline knows up to {len(MIGRATIONS)}") as caught:
        Archive(tmp_path)
    assert "Update Dateline" in caught.value.mend


@pytest.mark.parametrize(
    "content", [b"This is no database, and never was one. " * 100, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_archive_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ArchiveError, match="cannot be used") as caught:
        Archive(tmp_path)
    assert "Restore it from a backup" in caught.value.mend


def test_a_folder_in_the_place_of_the_archive_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(ArchiveError, match="cannot be used"):
        Archive(tmp_path)


def test_a_file_in_the_place_of_the_home_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ArchiveError, match="cannot be used"):
        Archive(tmp_path / "home", create=True)


def test_an_archive_whose_middle_is_damaged_is_one_clear_error(tmp_path: Path) -> None:
    with closing(Archive(tmp_path, create=True)) as opened:
        opened.store([prepared(f"Number {n} was said. " * 50, id=f"a{n}") for n in range(50)], now=NOW)
    path = tmp_path / FILE_NAME
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    with closing(Archive(tmp_path)) as damaged, pytest.raises(ArchiveError, match="malformed"):
        damaged.counts()


def test_a_closed_archive_is_one_clear_error(archive: Archive) -> None:
    archive.close()
    with pytest.raises(ArchiveError, match="cannot be used"):
        archive.counts()


def test_opening_an_archive_again_keeps_what_it_holds(tmp_path: Path) -> None:
    with closing(Archive(tmp_path, create=True)) as opened:
        opened.store([prepared("One.")], now=NOW)
    with closing(Archive(tmp_path, create=True)) as opened:
        assert opened.counts().articles == 1


# The label of an article, which every output shows.


@pytest.mark.parametrize(
    ("title", "text", "label"),
    [
        ("Troops leave", "The troops left.", "Troops leave"),
        (None, "The troops left.", "The troops left. …"),
        (
            None,
            "one two three four five six seven eight nine ten eleven",
            "one two three four five six seven eight nine ten …",
        ),
        (None, "", "a1"),
    ],
)
def test_an_article_is_never_without_a_label(title: str | None, text: str, label: str) -> None:
    assert article(text, title=title).label == label
