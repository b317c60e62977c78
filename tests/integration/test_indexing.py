"""What an indexing run does to the archive, with real Chroma and a real SQLite file."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.archive.lock import indexing, lock_exclusive
from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.build.upkeep import remove_articles, repair
from index.corpus import article_id
from index.embed.model import find_model
from index.errors import ArchiveBusy, ArchiveError, InputError
from index.search import PassageIndex
from index.types import Filters, IndexReport
from index.vectors import folders, generations
from index.vectors.sealed import current
from tests.fakes import WordEmbedder, model_files, prepared, write_articles


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles", 4)
    return tmp_path / "articles"


@pytest.fixture
def open_index(home: Path) -> Iterator[Callable[[], PassageIndex]]:
    opened: list[PassageIndex] = []

    def open_one() -> PassageIndex:
        opened.append(PassageIndex(home, exact_up_to=0))
        return opened[-1]

    yield open_one
    for index in opened:
        index.close()


def run(home: Path, *paths: Path, prune: bool = False, embedder: WordEmbedder | None = None) -> IndexReport:
    return Indexer(home=home, model=model_files(), embedder=embedder or WordEmbedder()).index(list(paths), prune=prune)


def texts(index: PassageIndex, question: str, k: int = 3, filters: Filters | None = None) -> list[str]:
    vector = WordEmbedder().encode_queries([question])[0]
    return [found.passage.text for found in index.search(vector, k=k, filters=filters)]


def generation_folder(home: Path) -> Path:
    archive = Archive(home)
    try:
        sealed = current(archive)
    finally:
        archive.close()
    assert sealed is not None
    return folders.folder_of(home, sealed.number)


def test_a_second_run_embeds_nothing(home: Path, folder: Path) -> None:
    assert run(home, folder).added == 4
    embedder = WordEmbedder()
    report = run(home, folder, embedder=embedder)
    assert (report.unchanged, report.embedded, embedder.batches) == (4, 0, [])


def test_a_second_run_keeps_the_generation(home: Path, folder: Path) -> None:
    run(home, folder)
    before = generation_folder(home)
    run(home, folder)
    assert generation_folder(home) == before


def test_a_changed_article_is_replaced(home: Path, folder: Path, open_index: Callable[[], PassageIndex]) -> None:
    run(home, folder)
    (folder / "article000.txt").write_text("Zebras crossed the border.", "utf-8")
    report = run(home, folder)
    assert (report.changed, report.unchanged) == (1, 3)
    assert texts(open_index(), "zebras")[0] == "Zebras crossed the border."
    assert not any("Topic0 " in text for text in texts(open_index(), "Topic0", k=50))


def test_an_open_index_sees_what_another_process_adds(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    index = open_index()
    assert "Zebras crossed the border." not in texts(index, "zebras", k=50)
    (folder / "new.txt").write_text("Zebras crossed the border.", "utf-8")
    run(home, folder)
    assert texts(index, "zebras")[0] == "Zebras crossed the border."


def test_what_is_newer_than_the_generation_is_found(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home, folder)
    (folder / "new.txt").write_text("Zebras crossed the border.", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(generations, "advance", lambda *_args, **_options: None)  # As if killed before the new one.
        run(home, folder)
    index = open_index()
    assert texts(index, "zebras")[0] == "Zebras crossed the border."
    assert index.generation()[1] == 1


def test_what_the_generation_holds_but_the_archive_does_not_is_dropped(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home, folder)
    with monkeypatch.context() as patch:
        patch.setattr(generations, "advance", lambda *_args, **_options: None)
        remove_articles(home, ["article000.txt"])
    found = texts(open_index(), "Topic0 Topic1", k=50)
    assert found
    assert not any("Topic0 " in text for text in found)


def test_prune_removes_only_what_came_from_the_given_paths(home: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_articles(other, 2)
    run(home, folder, other)
    for path in (folder / "article000.txt", other / "article000.txt"):
        path.unlink()
    assert run(home, folder, prune=True).removed == 1
    archive = Archive(home)
    assert sum(stored.path.startswith(str(other)) for stored in archive.stored().values()) == 2
    archive.close()


def test_without_prune_nothing_is_removed(home: Path, folder: Path) -> None:
    run(home, folder)
    (folder / "article000.txt").unlink()
    report = run(home, folder)
    assert (report.removed, report.unchanged) == (0, 3)


def test_prune_keeps_what_cannot_be_read_any_more(home: Path, folder: Path) -> None:
    run(home, folder)
    (folder / "article000.txt").write_bytes(b"\x00\x01\x02")
    report = run(home, folder, prune=True)
    assert (report.removed, len(report.skipped)) == (0, 1)


def test_prune_removes_a_line_that_left_its_file(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = [json.dumps({"id": f"n{number}", "text": f"Story {number} is told here."}) for number in range(3)]
    path.write_text("\n".join(lines), "utf-8")
    run(home, path)
    path.write_text("\n".join(lines[1:]), "utf-8")
    report = run(home, path, prune=True)
    assert (report.removed, report.unchanged) == (1, 2)


def test_an_id_that_comes_twice_is_skipped_and_named(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps({"id": "n", "text": f"Story {number}."}) for number in range(2)), "utf-8")
    report = run(home, path)
    assert report.added == 1
    assert "'n'" in report.skipped[0].reason


def test_a_missing_path_changes_nothing(home: Path, folder: Path, tmp_path: Path) -> None:
    run(home, folder)
    with pytest.raises(InputError, match="does not exist"):
        run(home, folder, tmp_path / "nowhere", prune=True)
    assert run(home, folder).unchanged == 4


def test_removing_takes_an_article_out_of_the_results(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    remove_articles(home, ["article002.txt"])
    assert not any("Topic2 " in text for text in texts(open_index(), "Topic2", k=50))


def test_removing_an_unknown_article_removes_none(home: Path, folder: Path) -> None:
    run(home, folder)
    with pytest.raises(ArchiveError, match="nope"):
        remove_articles(home, ["article000.txt", "nope"])
    assert run(home, folder).unchanged == 4


def test_removing_everything_leaves_an_empty_archive(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    remove_articles(home, [f"article{number:03d}.txt" for number in range(4)])
    assert texts(open_index(), "Topic0") == []


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_tiny_archive_has_a_complete_generation(
    count: int, home: Path, tmp_path: Path, open_index: Callable[[], PassageIndex]
) -> None:
    folder = tmp_path / "few"
    write_articles(folder, count, sentences=1)
    run(home, folder)
    sealed, tail = open_index().generation()
    assert sealed is not None
    assert (sealed.count, tail) == (count, 0)


def test_many_small_runs_grow_one_generation_after_the_other(
    home: Path, tmp_path: Path, open_index: Callable[[], PassageIndex]
) -> None:
    folder = tmp_path / "many"
    write_articles(folder, 12, sentences=2)
    run(home, folder)
    for number in range(3):
        (folder / f"more{number}.txt").write_text(f"Extra{number} event.", "utf-8")
        run(home, folder)
    (folder / "article003.txt").unlink()
    run(home, folder, prune=True)
    index = open_index()
    sealed, tail = index.generation()
    assert sealed is not None
    assert (sealed.count, tail) == (14, 0)
    assert texts(index, "Extra1 event")[0] == "Extra1 event."
    assert [path.name for path in (home / "vectors").iterdir() if path.is_dir()] == [generation_folder(home).name]


def damage_by_truncating(folder: Path) -> None:
    path = next(folder.glob("*/data_level0.bin"))
    path.write_bytes(path.read_bytes()[:1000])


def damage_by_changing_a_byte(folder: Path) -> None:
    path = folder / "chroma.sqlite3"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def damage_by_removing_a_file(folder: Path) -> None:
    next(folder.glob("*/header.bin")).unlink()


def damage_by_emptying_the_pickle(folder: Path) -> None:
    next(folder.glob("*/index_metadata.pickle")).write_bytes(b"")


def damage_that_leaves_no_trace(folder: Path) -> None:
    """Other contents, the same size and time of change, as after a bad restore."""
    path = next(folder.glob("*/data_level0.bin"))
    stat = path.stat()
    path.write_bytes(b"\0" * stat.st_size)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


DAMAGES = [
    damage_by_truncating,
    damage_by_changing_a_byte,
    damage_by_removing_a_file,
    damage_by_emptying_the_pickle,
    shutil.rmtree,
]
SILENT_DAMAGES = [*DAMAGES, damage_that_leaves_no_trace]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_generation_is_noticed_and_every_passage_still_found(
    damage: Callable[[Path], None], home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    whole = texts(open_index(), "Topic1 witness", k=20)
    damage(generation_folder(home))
    index = open_index()
    assert texts(index, "Topic1 witness", k=20) == whole
    assert index.problem is not None


@pytest.mark.parametrize("damage", SILENT_DAMAGES)
def test_a_damaged_generation_is_rebuilt_without_embedding(
    damage: Callable[[Path], None], home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    whole = texts(open_index(), "Topic1 witness", k=20)
    damage(generation_folder(home))
    embedder = WordEmbedder()
    run(home, folder, embedder=embedder)
    index = open_index()
    assert texts(index, "Topic1 witness", k=20) == whole
    assert (index.problem, embedder.batches) == (None, [])


def test_damage_under_an_open_index_changes_no_result(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    index = open_index()
    index.generation()  # Opened, and not yet searched.
    damage_by_truncating(generation_folder(home))
    assert texts(index, "Topic1 witness", k=20) == texts(open_index(), "Topic1 witness", k=20)


def test_a_generation_that_is_being_swept_away_is_not_opened(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    sweeper = lock_exclusive(home / "vectors" / f"{generation_folder(home).name}.lock")
    assert sweeper is not None
    with sweeper:
        index = open_index()
        assert texts(index, "Topic1")
        assert index.problem is not None


def test_an_emptied_archive_never_uses_the_number_of_a_generation_in_use(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    index = open_index()
    assert texts(index, "Topic1")
    held = generation_folder(home)
    remove_articles(home, [f"article{number:03d}.txt" for number in range(4)])
    run(home, folder)
    assert generation_folder(home) != held


def test_python_files_in_the_working_folder_are_left_alone(
    home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("index.py", "numpy.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit(7)", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(home, folder).added == 4


def test_prune_spares_a_folder_that_cannot_be_read(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles(folder / "sub", 1)
    run(home, folder)
    scan = os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    report = run(home, folder, prune=True)
    assert (report.removed, [item.place for item in report.skipped]) == (0, [str(folder / "sub")])


def test_prune_spares_a_file_whose_folder_looks_like_a_line_number(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "pr, line up" / "news.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({"id": "n", "text": "Story."}), "utf-8")
    run(home, path.parent)
    path.write_text("{broken", "utf-8")
    assert run(home, path.parent, prune=True).removed == 0


def test_prune_spares_what_another_run_stored_while_this_one_waited(home: Path, folder: Path) -> None:
    run(home, folder)
    waits = threading.Event()
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder(), on_wait=lambda _holder: waits.set())
    with ThreadPoolExecutor() as threads:
        with indexing(home):
            waiting = threads.submit(indexer.index, [folder], prune=True)
            assert waits.wait(60)
            later = folder / "later.txt"
            later.write_text("Zebras crossed the border.", "utf-8")
            archive = Archive(home)
            archive.store([prepared("Zebras.", id=article_id(str(later)), path=str(later))], now=datetime.now(UTC))
            archive.close()
        assert waiting.result().removed == 0


def test_lines_that_moved_down_their_file_are_recorded_where_they_lie_now(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = [json.dumps({"id": f"n{number}", "text": f"Story {number} is told here."}) for number in range(3)]
    path.write_text("\n".join(lines[1:]), "utf-8")
    run(home, path)
    path.write_text("\n".join(lines), "utf-8")
    assert run(home, path).unchanged == 2
    archive = Archive(home)
    raws = [raw for name in archive.stored() if (raw := archive.raw(name))]
    parts = {name: stored.part for name, stored in archive.stored().items()}
    archive.close()
    assert parts == {raw.id: raw.part for raw in raws} == {"n0": "1", "n1": "2", "n2": "3"}


def test_a_changed_article_embeds_only_the_passages_that_it_did_not_have(home: Path, tmp_path: Path) -> None:
    (path,) = write_articles(tmp_path / "long", 1, sentences=60)
    first = run(home, path)
    path.write_text(path.read_text("utf-8") + "\nZebras crossed the border.", "utf-8")
    second = run(home, path)
    assert (first.embedded > 3, second.changed, second.embedded) == (True, 1, 1)


def test_prune_removes_an_article_that_was_emptied(home: Path, folder: Path) -> None:
    run(home, folder)
    (folder / "article000.txt").write_text("", "utf-8")
    assert run(home, folder, prune=True).removed == 1


def test_the_same_weights_under_another_name_keep_the_name(home: Path, folder: Path, tmp_path: Path) -> None:
    run(home, folder)
    other = tmp_path / "model"
    shutil.copytree(model_files().folder, other)
    Indexer(home=home, model=find_model(str(other)), embedder=WordEmbedder()).index([folder])
    archive = Archive(home)
    manifest = archive.manifest()
    archive.close()
    assert manifest is not None
    assert manifest.embedder == "all-MiniLM-L6-v2"


def test_repair_rebuilds_a_damaged_generation(home: Path, folder: Path, open_index: Callable[[], PassageIndex]) -> None:
    run(home, folder)
    shutil.rmtree(home / "vectors")
    assert repair(home)
    index = open_index()
    assert texts(index, "Topic1")
    assert index.problem is None


def test_repair_leaves_a_busy_archive_alone(home: Path, folder: Path) -> None:
    run(home, folder)
    with indexing(home):
        assert not repair(home)


def test_a_generation_that_was_copied_elsewhere_is_intact(
    home: Path, folder: Path, tmp_path: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    shutil.copytree(home, tmp_path / "copy", copy_function=shutil.copyfile)  # Other times of change, same contents.
    index = PassageIndex(tmp_path / "copy", exact_up_to=0)
    assert texts(index, "Topic1")
    assert index.problem is None
    index.close()


def test_reading_leaves_the_generation_as_it_is(
    home: Path, folder: Path, open_index: Callable[[], PassageIndex]
) -> None:
    run(home, folder)
    place = generation_folder(home)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.rglob("*") if path.is_file()}
    for _ in range(3):
        assert texts(open_index(), "Topic1")
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.rglob("*") if path.is_file()}
    assert before == after


def test_without_waiting_a_busy_archive_is_an_error(home: Path, folder: Path) -> None:
    with indexing(home), pytest.raises(ArchiveBusy, match=str(os.getpid())):
        Indexer(home=home, model=model_files(), embedder=WordEmbedder(), wait=False).index([folder])


def test_another_embedder_is_refused_and_named(home: Path, folder: Path, tmp_path: Path) -> None:
    run(home, folder)
    other = tmp_path / "model"
    shutil.copytree(model_files().folder, other)
    with (other / "model.safetensors").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ArchiveError, match="all-MiniLM-L6-v2"):
        Indexer(home=home, model=find_model(str(other)), embedder=WordEmbedder()).index([folder])


def test_filters_leave_only_what_passes(home: Path, tmp_path: Path, open_index: Callable[[], PassageIndex]) -> None:
    path = tmp_path / "news.jsonl"
    records = [
        {"id": "a", "text": "Story of the day.", "source": "Gazette", "published": "2022-03-01"},
        {"id": "b", "text": "Story of the night.", "source": "Herald", "published": "2022-04-01"},
        {"id": "c", "text": "Story of no day."},
    ]
    path.write_text("\n".join(map(json.dumps, records)), "utf-8")
    run(home, path)
    assert texts(open_index(), "story", filters=Filters(source="herald")) == ["Story of the night."]
    assert texts(open_index(), "story", filters=Filters(articles=frozenset({"c"}))) == ["Story of no day."]
