"""Following a folder: what is written, changed or deleted in it reaches the archive without another command."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Queue

import pytest

from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.build.watch import Changes, follow
from index.errors import InputError
from index.types import IndexReport
from tests.fakes import WordEmbedder, model_files, write_articles

# Generous: the tests wait for an event, and only a failure lasts this long.
_PATIENCE_SECONDS = 60.0

Next = Callable[[], IndexReport]


@contextmanager
def following(home: Path, *paths: Path, prune: bool = False) -> Iterator[Next]:
    """Follow paths in a thread; the yielded function waits for the next report."""
    reports: Queue[IndexReport] = Queue()
    stop = threading.Event()
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder())
    options = {"prune": prune, "on_report": reports.put, "stop": stop}
    thread = threading.Thread(target=follow, args=(indexer, paths), kwargs=options)
    thread.start()
    try:
        yield lambda: reports.get(timeout=_PATIENCE_SECONDS)
    finally:
        stop.set()
        thread.join(_PATIENCE_SECONDS)
        assert not thread.is_alive()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles", 2)
    return tmp_path / "articles"


def ids(home: Path) -> set[str]:
    with closing(Archive(home)) as archive:
        return {Path(stored.path).name for stored in archive.stored().values()}


def test_what_is_there_is_indexed_and_then_what_comes(home: Path, folder: Path) -> None:
    with following(home, folder) as report:
        assert report().added == 2
        (folder / "later.txt").write_text("A later article about the harbour was written today.", "utf-8")
        assert (report().added, "later.txt" in ids(home)) == (1, True)


def test_a_changed_file_replaces_its_article(home: Path, folder: Path) -> None:
    with following(home, folder) as report:
        report()
        (folder / "article000.txt").write_text("Everything in this article is new since the flood.", "utf-8")
        assert report().changed == 1


def test_a_deleted_file_takes_its_article_along_when_pruning(home: Path, folder: Path) -> None:
    with following(home, folder, prune=True) as report:
        report()
        (folder / "article000.txt").unlink()
        assert (report().removed, ids(home)) == (1, {"article001.txt"})


def test_a_deleted_file_keeps_its_article_without_pruning(home: Path, folder: Path) -> None:
    with following(home, folder) as report:
        report()
        (folder / "article000.txt").unlink()
        (folder / "next.txt").write_text("The next article follows after the deletion of another.", "utf-8")
        assert (report().removed, ids(home)) == (0, {"article000.txt", "article001.txt", "next.txt"})


def test_a_file_that_is_replaced_by_another_of_its_name_is_still_followed(home: Path, folder: Path) -> None:
    file = folder / "article000.txt"
    with following(home, file) as report:
        report()
        for word in ("first", "second"):
            draft = folder / "draft.tmp"
            draft.write_text(f"This is the {word} rewriting of the article on the bridge.", "utf-8")
            draft.replace(file)
            assert report().changed == 1


def test_a_new_side_file_changes_the_article_it_tells_about(home: Path, folder: Path) -> None:
    with following(home, folder) as report:
        report()
        (folder / "article000.meta.json").write_text('{"title": "A new title"}', "utf-8")
        assert report().changed == 1


def test_a_file_of_another_kind_starts_no_run(home: Path, folder: Path) -> None:
    with following(home, folder) as report:
        report()
        (folder / "picture.png").write_bytes(b"no article")
        (folder / "later.txt").write_text("A later article about the harbour was written today.", "utf-8")
        after = report()
        assert (after.added, after.skipped) == (1, ())


def test_a_side_file_of_any_name_changes_the_article_it_tells_about(home: Path, folder: Path) -> None:
    (folder / "story [1].txt").write_text("A later article about the harbour was written today.", "utf-8")
    with following(home, folder) as report:
        report()
        (folder / "story [1].meta.json").write_text('{"title": "A new title"}', "utf-8")
        assert report().changed == 1


def test_a_folder_below_a_hidden_one_is_followed_but_for_what_is_hidden_in_it(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "articles"
    write_articles(folder, 1)
    with following(home, folder) as report:
        report()
        (folder / ".draft.txt").write_text("This draft about the harbour is not ready yet.", "utf-8")
        (folder / "later.txt").write_text("A later article about the harbour was written today.", "utf-8")
        assert (report().added, ids(home)) == (1, {"article000.txt", "later.txt"})


def test_a_folder_that_is_renamed_keeps_its_articles_under_the_new_name(home: Path, folder: Path) -> None:
    write_articles(folder / "old", 2)
    with following(home, folder, prune=True) as report:
        report()
        (folder / "old").rename(folder / "new")
        after = report()
        assert (after.added, after.removed) == (2, 2)


def test_a_followed_folder_that_goes_away_ends_it_and_keeps_its_articles(home: Path, folder: Path) -> None:
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder())

    def rename(_report: IndexReport) -> None:
        folder.rename(folder.with_name("elsewhere"))

    with pytest.raises(InputError, match="no longer there"):
        follow(indexer, [folder], prune=True, on_report=rename)
    assert len(ids(home)) == 2


def test_the_other_files_of_a_batch_are_read_though_one_is_gone_again(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = [Changes([folder], []), Changes([folder / "gone.txt", folder / "later.txt"], [])]
    monkeypatch.setattr("index.build.watch.watch", lambda _paths, **_options: iter(batches))
    reports: list[IndexReport] = []

    def write_later(report: IndexReport) -> None:
        reports.append(report)
        (folder / "later.txt").write_text("A later article about the harbour was written today.", "utf-8")

    follow(Indexer(home=home, model=model_files(), embedder=WordEmbedder()), [folder], on_report=write_later)
    assert [report.added for report in reports] == [2, 1]


def test_a_path_that_is_not_there_is_one_clear_error(home: Path, tmp_path: Path) -> None:
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder())
    with pytest.raises(InputError, match="does not exist"):
        follow(indexer, [tmp_path / "nowhere"], on_report=lambda _report: None)
