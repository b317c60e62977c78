"""Examples as batches of tokens of nearly one length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from eval.fit.reader.claims import Claim
from eval.fit.reader.network import LABELS
from eval.fit.reader.questions import Question

BATCH_TOKENS = 4_608
_LONGEST = 224
_LONGEST_FIRST = 64
_OPEN = -1


@dataclass(frozen=True, slots=True)
class Encoded:
    """A pair of texts with what is true of it.

    Attributes:
        span: where the answer begins and ends among the tokens, (0, 0) for none.
        sentence: the tokens of the sentence that answers, [first, last); empty for none.
        label: the place in `LABELS`, -1 where it is only known not to be "supports"; None for a question.
    """

    ids: list[int]
    types: list[int]
    span: tuple[int, int] = (0, 0)
    sentence: tuple[int, int] = (0, 0)
    label: int | None = None

    @property
    def is_claim(self) -> bool:
        """Whether it is a claim with evidence, no question with a passage."""
        return self.label is not None


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of one task, (n, length) each, and what is true of them, (n,) or (n, 2)."""

    ids: Tensor
    mask: Tensor
    types: Tensor
    spans: Tensor
    sentences: Tensor
    labels: Tensor | None


class Encoder:
    """Makes tokens of examples with the embedder's tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._first, self._between = tokenizer.encode("").ids

    def question(self, one: Question, rng: random.Random, *, titled: bool) -> Encoded | None:
        """A question with a passage; of a long one a stretch that holds the answer, None where none can."""
        heading = f"{one.title}. " if titled and one.title else ""
        asked = self._ids(one.text)[:_LONGEST_FIRST]
        lead = self._ids(heading)
        found = self._tokenizer.encode(one.passage, add_special_tokens=False)
        room = _LONGEST - 3 - len(asked) - len(lead)
        start, end = self._places(found.offsets, *one.answer)
        first, last = self._places(found.offsets, *one.sentence)
        if len(found.ids) > room:
            least, most = max(0, last - room), min(first, len(found.ids) - room)
            cut = rng.randint(*sorted((least, max(0, most)))) if end else rng.randint(0, len(found.ids) - room)
            if end and not cut <= start <= end - 1 < cut + room:
                cut = max(0, min(start, len(found.ids) - room))
                if end - start > room:
                    return None
        else:
            cut = 0
        shift = 2 + len(asked) + len(lead) - cut
        ids = [self._first, *asked, self._between, *lead, *found.ids[cut : cut + room], self._between]
        types = [0] * (2 + len(asked)) + [1] * (len(ids) - 2 - len(asked))
        if not end:
            return Encoded(ids, types)
        within = (max(first, cut) + shift, min(last, cut + room) + shift)
        return Encoded(ids, types, (start + shift, end - 1 + shift), within)

    def claim(self, one: Claim) -> Encoded:
        """A claim with its evidence, whose end is cut off where it is long."""
        claimed = self._ids(one.text)[:_LONGEST_FIRST]
        ids = [self._first, *claimed, self._between, *self._ids(one.evidence)]
        ids = [*ids[: _LONGEST - 1], self._between]
        types = [0] * (2 + len(claimed)) + [1] * (len(ids) - 2 - len(claimed))
        return Encoded(ids, types, label=LABELS.index(one.label) if one.label in LABELS else _OPEN)

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @staticmethod
    def _places(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
        """The tokens [first, last) that lie in [start, end); (0, 0) where there is no such stretch."""
        found = [at for at, (left, right) in enumerate(offsets) if left < end and right > start] if end > 0 else []
        return (found[0], found[-1] + 1) if found else (0, 0)


def batches(examples: Sequence[Encoded], rng: random.Random) -> list[list[Encoded]]:
    """All examples, those of a task and of nearly one length together, in drawn order."""
    made: list[list[Encoded]] = []
    for is_claim in (False, True):
        drawn = [one for one in examples if one.is_claim is is_claim]
        drawn.sort(key=lambda one: len(one.ids) + rng.random() * 8)
        made += _grouped(drawn)
    rng.shuffle(made)
    return made


def _grouped(examples: Sequence[Encoded]) -> Iterator[list[Encoded]]:
    group: list[Encoded] = []
    for one in examples:
        if group and (len(group) + 1) * len(one.ids) > BATCH_TOKENS:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def padded(group: Sequence[Encoded]) -> Batch:
    """A group as tensors."""
    length = max(len(one.ids) for one in group)
    ids, mask, types = (torch.zeros((len(group), length), dtype=torch.long) for _ in range(3))
    for row, one in enumerate(group):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        types[row, : len(one.ids)] = torch.tensor(one.types)
        mask[row, : len(one.ids)] = 1
    labels = torch.tensor([one.label for one in group]) if group[0].is_claim else None
    spans, sentences = torch.tensor([one.span for one in group]), torch.tensor([one.sentence for one in group])
    return Batch(ids, mask, types, spans, sentences, labels)
