"""Trains the reader: `python -m eval.fit.reader.train FOLDER`, which holds what `eval.fit.reader.examples` made.

With `--start` it goes on from an adapter, puts altered questions beside the others, and ends halfway between the two.

It saves its state there every few minutes, goes on from it when it is started again, and at the end writes
adapter.safetensors there: what was learned, in half precision.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from eval.fit.reader import examples, measures
from eval.fit.reader.batches import Batch, Encoded, Encoder, batches, padded
from eval.fit.reader.claims import Claim
from eval.fit.reader.examples import SEED
from eval.fit.reader.network import Read, ReaderNetwork
from eval.fit.reader.questions import Question
from eval.sets.squad_parts import FOR_THE_JUDGE, HELD_OUT
from index.embed.model import BUNDLED, find_model

_RATE, _DECAY, _WARMUP = 8e-4, 0.01, 0.05
_SAVED_EVERY = 100
_TITLED = 0.6
# How far from the adapter that it went on from it ends. Source: Wortsman et al. 2022, Robust fine-tuning of zero-shot
# models, https://arxiv.org/abs/2109.01903.
_BLEND = 0.5
_log = logging.getLogger(__name__)


def loss_of(read: Read, batch: Batch) -> Tensor:
    """The loss of one batch: of spans, sentences and answers, or of claims."""
    if batch.labels is not None:
        logs = functional.log_softmax(read.claim, -1)
        known = logs.gather(1, batch.labels.clamp(min=0)[:, None])[:, 0]
        denied = torch.logsumexp(logs[:, 1:], -1)  # It is one of the two, whichever.
        return -torch.where(batch.labels >= 0, known, denied).mean()
    passage = (batch.types == 1) & (batch.mask == 1)
    allowed = passage.clone()
    allowed[:, 0] = True
    outside = ~allowed
    start, end = read.start.masked_fill(outside, -1e4), read.end.masked_fill(outside, -1e4)
    spans = (functional.cross_entropy(start, batch.spans[:, 0]) + functional.cross_entropy(end, batch.spans[:, 1])) / 2
    answers = (batch.spans[:, 1] > 0).float()
    answerable = functional.binary_cross_entropy_with_logits(read.answerable, answers)
    places = torch.arange(batch.ids.shape[1])[None]
    inside = (places >= batch.sentences[:, :1]) & (places < batch.sentences[:, 1:])
    each = functional.binary_cross_entropy_with_logits(read.sentence, inside.float(), reduction="none")
    sentences = (each * passage).sum() / passage.sum()
    return spans + answerable + sentences


class Training:
    """A run over the examples of each epoch."""

    def __init__(
        self, folder: Path, epochs: Sequence[Sequence[Encoded]], *, start: Path | None = None, rate: float = _RATE
    ) -> None:
        self._folder, self._state = folder, folder / "state.pt"
        self.network = ReaderNetwork()
        if start is not None:
            self.network.load_state_dict(load_file(start), strict=False)
        rng = random.Random(SEED)  # noqa: S311  # An order that can be repeated.
        self._groups = [group for examples_ in epochs for group in batches(examples_, rng)]
        learned = [one for one in self.network.parameters() if one.requires_grad]
        self._optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=_DECAY)
        steps, warmup = len(self._groups), max(1, int(len(self._groups) * _WARMUP))
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: min((step + 1) / warmup, max(0.0, (steps - step) / (steps - warmup)))
        )
        self._step = 0

    def run(self) -> None:
        """Train from where it was left to the end."""
        if self._state.exists():
            state = torch.load(self._state, weights_only=True)
            self.network.load_state_dict(state["learned"], strict=False)
            self._optimizer.load_state_dict(state["optimizer"])
            self._schedule.load_state_dict(state["schedule"])
            self._step = state["step"]
        self.network.train()
        began, sums = time.monotonic(), {True: [0.0, 0], False: [0.0, 0]}
        for group in self._groups[self._step :]:
            batch = padded(group)
            loss = loss_of(self.network(batch.ids, batch.mask, batch.types), batch)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self._optimizer.step()
            self._optimizer.zero_grad(set_to_none=True)
            self._schedule.step()
            self._step += 1
            told = sums[batch.labels is not None]
            told[0], told[1] = told[0] + loss.item(), told[1] + 1
            if self._step % _SAVED_EVERY == 0 or self._step == len(self._groups):
                means = {
                    name: told[0] / max(1, told[1])
                    for name, told in zip(("claims", "questions"), (sums[True], sums[False]), strict=True)
                }
                _log.info(
                    "step %d of %d, %.0f s, losses %s", self._step, len(self._groups), time.monotonic() - began, means
                )
                sums = {True: [0.0, 0], False: [0.0, 0]}
                self._save()

    def learned(self) -> dict[str, Tensor]:
        """What is trained, by name."""
        trained = {name for name, one in self.network.named_parameters() if one.requires_grad}
        return {name: one for name, one in self.network.state_dict().items() if name in trained}

    def _save(self) -> None:
        state = {
            "learned": self.learned(),
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
            "step": self._step,
        }
        aside = self._state.with_suffix(".new")
        torch.save(state, aside)
        aside.replace(self._state)


def _trains(one: Question) -> bool:
    return one.article not in HELD_OUT | FOR_THE_JUDGE


def main(arguments: Sequence[str]) -> int:
    """Train, measure and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument(
        "--claims",
        type=int,
        default=45_000,
        help="how many claims to train on in an epoch, others in each while they last",
    )
    parser.add_argument("--untitled", type=float, default=1.0, help="the share of questions on forums and reviews")
    parser.add_argument("--start", type=Path, help="the adapter to go on from, with altered questions too")
    parser.add_argument(
        "--share", type=float, default=1.0, help="the share of questions in an epoch, drawn anew in each"
    )
    parser.add_argument("--rate", type=float, default=_RATE, help="the highest rate of learning")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(SEED)
    encoder = Encoder(find_model(BUNDLED).tokenizer())
    rng = random.Random(SEED)  # noqa: S311  # A draw that can be repeated.
    questions = examples.read(options.folder / "questions.jsonl", Question)
    claims = cycle(examples.read(options.folder / "claims.jsonl", Claim))
    kept = [one for one in questions if _trains(one) and (one.title or rng.random() < options.untitled)]
    altered = examples.read(options.folder / "altered.jsonl", Question) if options.start else []
    epochs: list[list[Encoded]] = []
    for _ in range(options.epochs):
        drawn = rng.sample(kept, int(options.share * len(kept))) + [one for one in altered if _trains(one)]
        asked = [encoder.question(one, rng, titled=rng.random() < _TITLED) for one in drawn]
        taken = map(encoder.claim, islice(claims, options.claims))
        epochs.append([*(one for one in asked if one is not None), *taken])
    training = Training(options.folder, epochs, start=options.start, rate=options.rate)
    training.run()
    learned = training.learned()
    if options.start:
        began = load_file(options.start)
        learned = {name: torch.lerp(began[name].float(), one.float(), _BLEND) for name, one in learned.items()}
        training.network.load_state_dict(learned, strict=False)
    learned = {name: one.detach().half().contiguous() for name, one in learned.items()}
    save_file(learned, options.folder / "adapter.safetensors")
    held = [one for one in [*questions, *altered] if one.article in HELD_OUT]
    held_claims = examples.read(options.folder / "claims-held-out.jsonl", Claim)
    for name, value in measures.measured(training.network, encoder, held, held_claims).items():
        _log.info("%s %s", name, value)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
