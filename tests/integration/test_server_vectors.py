"""Vectors on a Chroma server: the same results as without it, whatever becomes of the server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.build.upkeep import remove_articles, repair
from index.errors import ArchiveError
from index.search import PassageIndex
from index.settings import load_settings
from index.types import IndexReport
from index.vectors.chroma_server import ChromaServer
from index.vectors.sealed import Batch, Sealed, current
from rag.settings import Settings
from tests.chroma_server import RunningChroma
from tests.fakes import WordEmbedder, model_files, write_articles
from ui.cli.main import main
from ui.cli.status import gather

QUESTIONS = [f"Topic{number} witness{number}x3" for number in range(4)]
NOWHERE = "http://127.0.0.1:9"  # The discard port.

Found = list[list[tuple[str, float]]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    with RunningChroma(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture(autouse=True)
def _empty(server: RunningChroma) -> None:
    server.delete_collections()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles", 4, sentences=60)
    return tmp_path / "articles"


def run(home: Path, folder: Path, address: str, *, prune: bool = False) -> IndexReport:
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder(), server=address)
    return indexer.index([folder], prune=prune)


def found(index: PassageIndex, k: int = 6) -> Found:
    vectors = WordEmbedder().encode_queries(QUESTIONS)
    return [[(hit.passage.id, hit.score) for hit in index.search(vector, k=k)] for vector in vectors]


def exactly(home: Path) -> Found:
    """What comparing every vector finds."""
    with closing(PassageIndex(home, server="")) as index:
        return found(index)


def through(home: Path, address: str) -> tuple[Found, str | None]:
    """What is found through a server, and why it is not used."""
    with closing(PassageIndex(home, server=address, exact_up_to=0)) as index:
        return found(index), index.problem


def pointer(home: Path) -> Sealed | None:
    with closing(Archive(home)) as archive:
        return current(archive)


def problems(home: Path, address: str) -> list[str]:
    """What `dateline status` complains of."""
    loaded = load_settings(Settings, environment={"DATELINE_HOME": str(home), "DATELINE_CHROMA": address})
    return [f"{problem.what} {problem.mend}" for problem in gather(loaded).problems]


def test_a_server_gives_the_results_of_comparing_every_vector(home: Path, folder: Path, server: RunningChroma) -> None:
    run(home, folder, server.address)
    assert through(home, server.address) == (exactly(home), None)
    assert not (home / "vectors").exists()


def test_the_collection_holds_every_vector_and_is_named_in_the_archive(
    home: Path, folder: Path, server: RunningChroma
) -> None:
    run(home, folder, server.address)
    sealed = pointer(home)
    assert sealed is not None
    assert (sealed.server, server.collections()) == (server.address, {sealed.collection: sealed.count})


def test_a_run_that_changes_nothing_keeps_the_collection(home: Path, folder: Path, server: RunningChroma) -> None:
    run(home, folder, server.address)
    before = pointer(home)
    run(home, folder, server.address)
    assert pointer(home) == before


def test_many_changes_make_a_new_collection_and_remove_the_old_one(
    home: Path, folder: Path, server: RunningChroma
) -> None:
    run(home, folder, server.address)
    before = pointer(home)
    with closing(PassageIndex(home, server=server.address, exact_up_to=0)) as staying:
        found(staying)
        write_articles(folder, 8, sentences=60)
        run(home, folder, server.address)
        sealed = pointer(home)
        assert sealed is not None
        assert sealed != before
        assert server.collections() == {sealed.collection: sealed.count}
        assert (found(staying), staying.problem) == (exactly(home), None)


def test_few_changes_are_left_to_the_tail_and_found(home: Path, folder: Path, server: RunningChroma) -> None:
    write_articles(folder, 12, sentences=60)
    run(home, folder, server.address)
    before = pointer(home)
    (folder / "new.txt").write_text("Topic1 witness1x3 crossed the border.", "utf-8")
    with closing(PassageIndex(home, server=server.address, exact_up_to=0)) as index:
        Indexer(home=home, model=model_files(), embedder=WordEmbedder(), server=server.address).index([folder])
        assert index.generation() == (before, 1)
        assert (found(index), index.problem) == (exactly(home), None)


def test_what_was_removed_is_not_found(home: Path, folder: Path, server: RunningChroma) -> None:
    write_articles(folder, 40, sentences=10)
    run(home, folder, server.address)
    before = pointer(home)
    remove_articles(home, ["article001.txt"], server=server.address)
    assert pointer(home) == before
    assert through(home, server.address) == (exactly(home), None)


def test_a_run_that_is_interrupted_leaves_the_old_collection_in_place_and_the_next_one_tidies_up(
    home: Path, folder: Path, server: RunningChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home, folder, server.address)
    before = pointer(home)
    write_articles(folder, 8, sentences=60)

    def interrupt(_self: ChromaServer, _collection: str, _batch: Batch) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ChromaServer, "upsert", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run(home, folder, server.address)
    assert (pointer(home), len(server.collections())) == (before, 2)
    assert through(home, server.address) == (exactly(home), None)
    run(home, folder, server.address)
    sealed = pointer(home)
    assert sealed is not None
    assert server.collections() == {sealed.collection: sealed.count}


def test_an_unsound_collection_is_never_pointed_at(
    home: Path, folder: Path, server: RunningChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChromaServer, "upsert", lambda _self, _collection, _batch: None)
    report = run(home, folder, server.address)
    assert "it holds 0 vectors" in (report.vector_problem or "")
    assert (pointer(home), server.collections()) == (None, {})


def test_two_archives_share_a_server(home: Path, folder: Path, server: RunningChroma, tmp_path: Path) -> None:
    other, others = tmp_path / "other", tmp_path / "others"
    write_articles(others, 2)
    run(home, folder, server.address)
    run(other, others, server.address)
    assert len(server.collections()) == 2
    write_articles(others, 6)
    run(other, others, server.address)
    assert through(home, server.address) == (exactly(home), None)
    assert through(other, server.address) == (exactly(other), None)


def test_a_copy_of_an_archive_that_goes_its_own_way_changes_no_result_of_the_original(
    home: Path, folder: Path, server: RunningChroma, tmp_path: Path
) -> None:
    run(home, folder, server.address)
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    expected = exactly(home)
    write_articles(folder, 8, sentences=60)
    run(copy, folder, server.address)
    assert through(home, server.address)[0] == expected
    assert repair(home, server=server.address)
    assert through(home, server.address) == (expected, None)
    assert through(copy, server.address) == (exactly(copy), None)


def test_a_collection_that_vanished_is_noticed_and_written_anew(
    home: Path, folder: Path, server: RunningChroma
) -> None:
    run(home, folder, server.address)
    with closing(PassageIndex(home, server=server.address, exact_up_to=0)) as index:
        found(index)
        server.delete_collections()
        assert found(index) == exactly(home)
        assert "missing or damaged" in (index.problem or "")
        assert repair(home, server=server.address)
        assert (found(index), index.problem) == (exactly(home), None)


def test_the_results_stay_while_the_server_is_gone_and_it_is_used_again_when_it_is_back(
    home: Path, folder: Path, server: RunningChroma
) -> None:
    run(home, folder, server.address)
    with closing(PassageIndex(home, server=server.address, exact_up_to=0)) as index:
        expected = found(index)
        server.stop()
        try:
            assert found(index) == expected
            assert server.address in (index.problem or "")
            assert [server.address in problem for problem in problems(home, server.address)] == [True]
            write_articles(folder, 8)
            report = run(home, folder, server.address)
            assert (report.added, server.address in (report.vector_problem or "")) == (4, True)
            assert found(index) == exactly(home)
        finally:
            server.start()
        assert (found(index), index.problem) == (exactly(home), None)
        assert problems(home, server.address) == []
        run(home, folder, server.address)
        assert index.generation()[1] == 0


def test_a_small_archive_is_searched_without_asking_the_server(home: Path, folder: Path, server: RunningChroma) -> None:
    run(home, folder, server.address)
    code = f"""
import json, sys
from pathlib import Path
from index.search import PassageIndex
from tests.fakes import WordEmbedder
index = PassageIndex(Path({str(home)!r}), server={server.address!r}, exact_up_to=int(sys.argv[1]))
found = index.search(WordEmbedder().encode_queries(["Topic1"])[0], k=3)
print(json.dumps([len(found), index.problem, *(name in sys.modules for name in ("httpx", "chromadb"))]))
"""

    def loaded(exact_up_to: int) -> list[object]:
        command = [sys.executable, "-c", code, str(exact_up_to)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
        return list(json.loads(ran.stdout))

    assert loaded(100) == [3, None, False, False]
    assert loaded(0) == [3, None, True, False]


def test_an_archive_moves_to_a_server_and_back(home: Path, folder: Path, server: RunningChroma) -> None:
    run(home, folder, "")
    expected = exactly(home)
    moving, problem = through(home, server.address)
    assert (moving, server.address in (problem or "")) == (expected, True)
    run(home, folder, server.address)
    assert through(home, server.address) == (expected, None)
    assert list((home / "vectors").glob("generation-*")) == []
    back, problem = through(home, "")
    assert (back, problem is None) == (expected, False)
    run(home, folder, "")
    assert through(home, "") == (expected, None)
    assert server.collections() == {}


def test_an_emptied_archive_leaves_nothing_on_the_server(home: Path, folder: Path, server: RunningChroma) -> None:
    run(home, folder, server.address)
    remove_articles(home, [f"article{number:03d}.txt" for number in range(4)], server=server.address)
    assert (pointer(home), server.collections()) == (None, {})


def test_where_no_server_answers_the_articles_are_stored_and_found(home: Path, folder: Path) -> None:
    report = run(home, folder, NOWHERE)
    assert (report.added, report.vector_problem) == (
        4,
        f"No Chroma server answers at {NOWHERE}: [Errno 111] Connection refused. "
        "Start it (`chroma run`) or correct DATELINE_CHROMA.",
    )
    assert through(home, NOWHERE)[0] == exactly(home)
    assert problems(home, NOWHERE) == [report.vector_problem]


def test_the_terminal_says_that_the_vector_index_was_not_written_and_ends_with_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_CHROMA", NOWHERE)
    monkeypatch.setattr("ui.cli.indexing.open_embedder", lambda *_args, **_options: WordEmbedder())
    with pytest.raises(SystemExit) as ended:
        main(["index", str(folder)])
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert f"The vector index was not written. No Chroma server answers at {NOWHERE}" in told
    assert "Articles: 4 added" in told


def test_an_archive_that_cannot_be_repaired_says_why(home: Path, folder: Path, server: RunningChroma) -> None:
    run(home, folder, server.address)
    with pytest.raises(ArchiveError, match="No Chroma server answers"):
        repair(home, server=NOWHERE)
    assert any(NOWHERE in problem for problem in problems(home, NOWHERE))
