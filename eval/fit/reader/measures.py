"""What the network gets right on examples that it was not trained on."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from eval.fit.reader.batches import Encoded, Encoder, batches, padded
from eval.fit.reader.claims import Claim
from eval.fit.reader.network import ReaderNetwork
from eval.fit.reader.questions import Question

_LONGEST_ANSWER = 30
_CLAIMS = 4_000


def measured(
    network: ReaderNetwork, encoder: Encoder, questions: Sequence[Question], claims: Sequence[Claim]
) -> dict[str, float]:
    """Areas under the ROC curve, and the share of answers of which the very words were found."""
    network.eval()
    rng = random.Random(0)  # noqa: S311  # A draw that can be repeated.
    found: dict[str, float] = {}
    read = [(one, encoded) for one in questions if (encoded := encoder.question(one, rng, titled=True))]
    rows = list(_read(network, [encoded for _, encoded in read]))
    answers = np.array([one.answer[1] > 0 for one, _ in read])
    for kind in sorted({one.kind for one, _ in read if one.answer[1] <= 0}):
        chosen = answers | np.array([one.kind == kind for one, _ in read])
        found[f"answerable, {kind}"] = _area(answers[chosen], np.array([row["answerable"] for row in rows])[chosen])
        found[f"span, {kind}"] = _area(answers[chosen], np.array([row["span"] for row in rows])[chosen])
    exact = [row["places"] == encoded.span for row, (_, encoded) in zip(rows, read, strict=True) if encoded.span[1]]
    found["exact span"] = float(np.mean(exact))
    held = claims[:_CLAIMS]
    rows = list(_read(network, [encoder.claim(one) for one in held]))
    supports = np.array([row["supports"] for row in rows])
    true = np.array([one.label == "supports" for one in held])
    found["claims"] = _area(true, supports)
    found["claims, by shared words"] = _area(true, np.array([one.cover for one in held]))
    for kind in sorted({one.kind for one in held if one.label != "supports"}):
        chosen = true | np.array([one.kind == kind for one in held])
        found[f"claims, {kind}"] = _area(true[chosen], supports[chosen])
    return found


def _area(true: np.ndarray, scores: np.ndarray) -> float:
    return round(float(roc_auc_score(true, scores)), 3)


def _read(network: ReaderNetwork, examples: Sequence[Encoded]) -> Iterator[dict[str, object]]:
    """What the heads say of each, in the order given."""
    place_of = {id(one): place for place, one in enumerate(examples)}
    rows: dict[int, dict[str, object]] = {}
    with torch.inference_mode():
        for group in batches(examples, random.Random(0)):  # noqa: S311
            batch = padded(group)
            read = network(batch.ids, batch.mask, batch.types)
            passage = (batch.types == 1) & (batch.mask == 1)
            start, end = read.start.masked_fill(~passage, -1e4), read.end.masked_fill(~passage, -1e4)
            pairs = start[:, :, None] + end[:, None, :]
            length = pairs.shape[1]
            band = torch.ones(length, length).triu().tril(_LONGEST_ANSWER).bool()
            best, place = pairs.masked_fill(~band, -1e4).flatten(1).max(1)
            none = read.start[:, 0] + read.end[:, 0]
            supports = read.claim.softmax(-1)[:, 0]
            for row, one in enumerate(group):
                at = int(place[row])
                rows[place_of[id(one)]] = {
                    "answerable": float(read.answerable[row]),
                    "span": float(best[row] - none[row]),
                    "places": (at // length, at % length),
                    "supports": float(supports[row]),
                }
    return (rows[place] for place in range(len(examples)))
