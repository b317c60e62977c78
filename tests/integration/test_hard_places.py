"""A disk that is full, a folder that cannot be written: one sentence, and nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.archive.database import FILE_NAME, _open_as, file_state
from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.search import PassageIndex
from tests.fakes import WordEmbedder, model_files, write_articles

CHECKOUT = Path(__file__).parents[2]
QUESTION = "Topic1 witness1x3"


def index(home: Path, folder: Path) -> None:
    Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index([folder])


def found(home: Path) -> list[str]:
    passages = PassageIndex(home, exact_up_to=0)
    vector = WordEmbedder().encode_queries([QUESTION])[0]
    try:
        return [scored.passage.id for scored in passages.search(vector, k=5)]
    finally:
        passages.close()


def drive(*arguments: object, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the driver; past `largest_file` bytes every write to a file fails, as on a disk that is full."""

    def limit() -> None:
        if largest_file is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [sys.executable, "-m", "tests.driver", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        preexec_fn=limit,  # the child starts no threads before it
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles", 4)
    return tmp_path / "articles"


@pytest.mark.parametrize("largest_file", [150_000, 600_000])
def test_a_full_disk_is_one_sentence_and_loses_nothing(largest_file: int, folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    index(home, folder)
    before = found(home)
    write_articles(tmp_path / "more", 60, sentences=60)
    finished = drive("index", home, tmp_path / "log", 0, tmp_path / "more", largest_file=largest_file)
    assert finished.returncode != 0
    assert "index.errors.ArchiveError" in finished.stderr
    assert "Free some disk space" in finished.stderr or "free some disk space" in finished.stderr
    assert set(before) & set(found(home))
    index(home, tmp_path / "more")
    assert found(home)


@pytest.fixture
def read_only(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """An archive on a file system that is mounted read-only, or in a folder without write permission."""
    home = tmp_path / "home"
    index(home, folder)
    if os.geteuid() != 0:
        for path in [home, *home.rglob("*")]:
            path.chmod(0o500 if path.is_dir() else 0o400)
        yield home
        for path in [home, *home.rglob("*")]:
            path.chmod(0o700)
        return
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    if shutil.which("mount") is None or not _bind_read_only(home, mounted):
        pytest.skip("root, and read-only mounts are not allowed here")
    yield mounted
    subprocess.run(["umount", str(mounted)], check=True)


def _bind_read_only(source: Path, target: Path) -> bool:
    binds = (["mount", "--bind", str(source), str(target)], ["mount", "-o", "remount,ro,bind", str(target)])
    return all(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in binds)


def test_a_read_only_archive_can_be_searched(read_only: Path) -> None:
    passages = PassageIndex(read_only, exact_up_to=0)
    vector = WordEmbedder().encode_queries([QUESTION])[0]
    assert passages.search(vector, k=5)
    assert passages.problem is None
    passages.close()


def test_a_reader_of_a_frozen_archive_sees_what_its_owner_adds(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    index(home, folder)
    passages = PassageIndex(home, exact_up_to=0)
    passages._archive = frozen = Archive(home)  # what opening finds where nothing may be written
    frozen._connection = _open_as(home / FILE_NAME, "immutable=1")
    frozen._frozen = file_state(home / FILE_NAME)
    (folder / "more.txt").write_text("Zebras crossed the border.", "utf-8")
    index(home, folder)
    vector = WordEmbedder().encode_queries(["zebras"])[0]
    assert passages.search(vector, k=1)[0].passage.text == "Zebras crossed the border."
    passages.close()


def test_a_read_only_archive_cannot_be_written_and_says_so(read_only: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "more", 1, sentences=1)
    finished = drive("index", read_only, tmp_path / "log", 0, tmp_path / "more")
    assert "index.errors.ArchiveError" in finished.stderr
    assert "Make the folder writable" in finished.stderr
