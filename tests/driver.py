"""Indexing and searching in a process of its own, without a model: `python -m tests.driver index|search …`.

`index HOME LOG DELAY PATH…` notes every text it embeds as a line of LOG; `search HOME SECONDS` searches until the time
is up and fails on any error.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index.build.indexing import Indexer
from index.embed.model import Vectors
from index.search import PassageIndex
from tests.fakes import WordEmbedder, model_files


class LoggingEmbedder(WordEmbedder):
    """Notes what it embeds, and takes its time about it."""

    def __init__(self, log: Path, delay: float) -> None:
        super().__init__()
        self._log = log
        self._delay = delay

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As its parent."""
        time.sleep(self._delay)
        with self._log.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(text) + "\n" for text in texts)
        return super().encode_passages(texts)


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says."""
    command, home, *rest = arguments
    if command == "index":
        log, delay, *paths = rest
        embedder = LoggingEmbedder(Path(log), float(delay))
        Indexer(home=Path(home), model=model_files(), embedder=embedder).index([Path(path) for path in paths])
        return 0
    return _search(Path(home), time.monotonic() + float(rest[0]))


def _search(home: Path, until: float) -> int:
    """Search through an index that stays open, and through one that is opened anew each time."""
    embedder = WordEmbedder()
    staying = PassageIndex(home, exact_up_to=0)
    rounds = 0
    while time.monotonic() < until:
        rounds += 1
        vector = embedder.encode_queries([f"Topic{rounds % 20} witness"])[0]
        fresh = PassageIndex(home, exact_up_to=0)
        for index in (staying, fresh):
            for found in index.search(vector, k=5):
                passage = found.passage
                assert found.article.text[passage.start : passage.end] == passage.text
        fresh.close()
    staying.close()
    sys.stdout.write(f"{rounds}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
