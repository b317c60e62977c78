"""The first answer of a new process: `dateline ask` against LlamaIndex's starter, over the sample articles.

`python -m eval.bench.speed.cold FOLDER QUESTION` is what a user of the starter runs: the persisted index is opened, the
question is embedded, the two nearest nodes are printed. No model writes in either.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from eval.bench.speed.process import Took, timed
from eval.report.tables import table

_QUESTION = "when did troops leave Chernobyl?"
_ROUNDS = 7
_NEAREST = 2  # The starter's default.


def cold_start(samples: Path) -> str:
    """A section: medians over alternating runs, after one of each that is not counted.

    Raises:
        CalledProcessError: one of them fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        home, persisted = Path(folder, "home"), Path(folder, "starter")
        dateline = (sys.executable, "-m", "ui.cli.main")
        timed([*dateline, "index", str(samples), "--home", str(home)])
        _persist(samples, persisted)
        commands = {
            "`dateline ask`": [*dateline, "ask", _QUESTION, "--reader", "extractive", "--home", str(home)],
            "LlamaIndex starter": [sys.executable, "-m", "eval.bench.speed.cold", str(persisted), _QUESTION],
        }
        runs: dict[str, list[Took]] = {name: [] for name in commands}
        for _ in range(1 + _ROUNDS):
            for name, command in commands.items():
                runs[name].append(timed(command))
    return cold_table({name: took[1:] for name, took in runs.items()})


def cold_table(runs: dict[str, list[Took]]) -> str:
    """The medians, each also as a share of the last system's."""
    medians = {
        name: (statistics.median(one.wall for one in took), statistics.median(one.processor for one in took))
        for name, took in runs.items()
    }
    wall, processor = list(medians.values())[-1]
    rows = [(name, *took, took[0] / wall, took[1] / processor) for name, took in medians.items()]
    return f"### Cold start, median of {_ROUNDS} alternating runs\n\n" + table(
        ("command in a new process", "seconds", "processor seconds", "share of the seconds", "of the processor's"), rows
    )


def _persist(samples: Path, folder: Path) -> None:
    from eval.bench.peers import starter
    from index.embed.model import BUNDLED, find_model

    model = find_model(BUNDLED)
    nodes = starter.default_splitter(model).get_nodes_from_documents(starter.read_texts(samples))
    starter.build(folder, nodes, starter.open_embedding(model))


def _main(arguments: Sequence[str]) -> None:
    from eval.bench.peers import starter
    from index.embed.model import BUNDLED, find_model

    folder, question = arguments
    with closing(starter.Starter(Path(folder), starter.open_embedding(find_model(BUNDLED)))) as opened:
        for found in opened.retriever(_NEAREST).retrieve(question):
            print(found.text)  # noqa: T201  # It is what the program is for.


if __name__ == "__main__":
    _main(sys.argv[1:])
