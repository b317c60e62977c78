"""Boosted regression trees as arrays, evaluated with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = Path(__file__).with_name("model.npz")
_ROWS = 1_024  # Rows walked through all trees at once; bounds the memory that a long page takes.


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees laid end to end; a leaf is its own child, so every row can take `depth` steps.

    Attributes:
        roots: `(trees,)`, the node each tree begins with.
        feature: `(nodes,)`, the column that a node compares.
        threshold: `(nodes,)`; a row goes left where its value is at most this.
        children: `(nodes, 2)`, left and right.
        value: `(nodes,)`, what a leaf adds to the log odds.
        base: the log odds before any tree.
        depth: steps from a root to the farthest leaf.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    children: NDArray[np.int32]
    value: NDArray[np.float32]
    base: float
    depth: int

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of each row's positive class, `(n,)`, for features `(n, columns)`."""
        import numpy as np

        parts = [self._log_odds(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)]
        log_odds = np.concatenate(parts)
        return (1.0 / (1.0 + np.exp(-log_odds))).astype(np.float32)

    def _log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        values = np.ascontiguousarray(rows).ravel()
        first = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        children = self.children.ravel()
        for _ in range(self.depth):
            right = values.take(first + self.feature.take(node)) > self.threshold.take(node)
            node = children.take(2 * node + right)
        total: NDArray[np.float32] = self.base + self.value.take(node).sum(axis=1)
        return total


def save_forest(forest: Forest, path: Path) -> None:
    """Write a forest as a compressed archive of arrays."""
    import numpy as np

    np.savez_compressed(
        path,
        roots=forest.roots,
        feature=forest.feature.astype(np.int16),
        threshold=forest.threshold,
        children=forest.children.astype(np.int16),
        value=forest.value,
        base=np.float32(forest.base),
        depth=np.int16(forest.depth),
    )


@cache
def load_forest(path: Path = MODEL) -> Forest:
    """The forest that comes with the package."""
    import numpy as np

    with np.load(path, allow_pickle=False) as stored:
        return Forest(
            roots=stored["roots"].astype(np.int32),
            feature=stored["feature"].astype(np.int32),
            threshold=stored["threshold"],
            children=stored["children"].astype(np.int32),
            value=stored["value"],
            base=float(stored["base"]),
            depth=int(stored["depth"]),
        )
