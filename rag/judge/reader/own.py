"""An operator's own model in the place of a part of the reader: an extractive one for questions, a cross-encoder.

It is a folder in the form of transformers, as sentence-transformers' `CrossEncoder` saves it too, and runs in torch.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embed.model import Runtime, Vectors, sound
from index.errors import InputError
from rag.judge.reader.reader import PairReader, PassageReading

if TYPE_CHECKING:
    from torch import Tensor

_LABELS = (("entail", "support"), ("contradict", "refut"), ("neutral", "neither", "not enough"))
_BATCH = 16
_LENGTH, _LONGEST = "max_position_embeddings", 512
_MEND = "Check DATELINE_READER_MODEL."


def open_own_reader(folder: Path, base: PairReader) -> PairReader:
    """Open the model in a folder; `base` does what it does not.

    An extractive reader (`…ForQuestionAnswering`) reads questions; a cross-encoder (`…ForSequenceClassification`) with
    labels for entailment, contradiction and neutral weighs claims, one with a single score says whether texts answer.

    Raises:
        InputError: there is no such model, or one of another kind.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kind = config["architectures"][0].rpartition("For")[2]
        # transformers writes no labels where there are two without names.
        labels = {int(place): str(label).lower() for place, label in config.get("id2label", {"0": "", "1": ""}).items()}
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise InputError(f"{folder} holds no model that transformers reads: {error}.", mend=_MEND) from error
    if kind == "QuestionAnswering":
        return _Extractive(_Model(folder, kind), base)
    if kind == "SequenceClassification" and len(labels) == len(_LABELS):
        return _Entailing(_Model(folder, kind), base, _order(folder, labels))
    if kind == "SequenceClassification" and len(labels) == 1:
        return _Scoring(_Model(folder, kind), base)
    raise InputError(
        f"{folder} holds a model for {kind} with {len(labels)} labels, which nothing here asks.", mend=_MEND
    )


def _order(folder: Path, labels: Mapping[int, str]) -> list[int]:
    """The places of entailment, contradiction and neither among a model's labels."""
    order = [place for names in _LABELS for place, label in labels.items() if any(name in label for name in names)]
    if sorted(order) != sorted(labels):
        told = ", ".join(labels.values())
        raise InputError(f"The labels of {folder} are {told}, not those of entailment.", mend=_MEND)
    return order


class _Model:
    """A model with its tokenizer, loaded at the first use."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder, self._kind = folder, kind
        self._loaded: tuple[Any, Any] | None = None
        self._turn = threading.Lock()

    def outputs(self, firsts: Sequence[str], seconds: Sequence[str]) -> list[tuple[Any, Any]]:
        """Return the encoding and the output of each batch of pairs; texts are cut where the model cuts."""
        import torch

        with self._turn, torch.inference_mode():
            tokenizer, model = self._load()
            found = []
            for start in range(0, len(firsts), _BATCH):
                part = slice(start, start + _BATCH)
                pairs = [[*map(sound, texts[part])] for texts in (firsts, seconds)]
                encoded = tokenizer(
                    *pairs,
                    truncation="longest_first",
                    max_length=min(tokenizer.model_max_length, getattr(model.config, _LENGTH, _LONGEST)),
                    padding=True,
                    return_tensors="pt",
                    return_offsets_mapping=True,
                )
                offsets = encoded.pop("offset_mapping")
                sequences = [encoded.sequence_ids(row) for row in range(len(pairs[0]))]
                found.append(((offsets, sequences), model(**encoded)))
            return found

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            import transformers

            try:
                tokenizer = transformers.AutoTokenizer.from_pretrained(self._folder, local_files_only=True)
                maker = getattr(transformers, f"AutoModelFor{self._kind}")
                model, told = maker.from_pretrained(self._folder, local_files_only=True, output_loading_info=True)
            except Exception as error:  # Damaged files raise safetensors' and tokenizers' own, and more.
                reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
                raise InputError(f"The model {self._folder} cannot be loaded: {reason}.", mend=_MEND) from error
            if told["missing_keys"]:
                missing = ", ".join(sorted(told["missing_keys"])[:3])
                raise InputError(f"The model {self._folder} lacks weights: {missing}.", mend=_MEND)
            if not tokenizer.is_fast:
                raise InputError(f"The tokenizer of {self._folder} does not say where its tokens stand.", mend=_MEND)
            self._loaded = tokenizer, model.eval()
        return self._loaded


class _Own:
    """What all of them share: a base that does what the model does not."""

    runtime = Runtime(name="torch", precision="float32")

    def __init__(self, model: _Model, base: PairReader) -> None:
        self._model = model
        self._base = base

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str]) -> list[PassageReading]:
        """As `PairReader.read`."""
        return self._base.read(question, texts, leads)

    def weigh(self, claims: Sequence[str], evidence: Sequence[str]) -> Vectors:
        """As `PairReader.weigh`."""
        return self._base.weigh(claims, evidence)


class _Extractive(_Own):
    def read(self, question: str, texts: Sequence[str], leads: Sequence[str]) -> list[PassageReading]:
        """As `PairReader.read`; what the model knows of no sentences, the base says."""
        read = zip(texts, self._base.read(question, texts, leads), strict=True)
        found = []
        for (offsets, sequences), output in self._model.outputs([question] * len(texts), texts):
            for row, sequence in enumerate(sequences):
                text, base = next(read)
                own_tokens = [place for place, of in enumerate(sequence) if of == 1]
                trimmed = {place: _trimmed(text, *offsets[row][place].tolist()) for place in own_tokens}
                kept = [place for place, (first, last) in trimmed.items() if first < last]
                start, end = (_beside_none(output[name][row], kept) for name in ("start_logits", "end_logits"))
                own = np.array([trimmed[place] for place in kept], np.int64).reshape(-1, 2)
                score = float((start.max(initial=-np.inf) + end.max(initial=-np.inf)) / 2) if kept else base.answerable
                # The base's sentence scores stand at its own tokens, which need not be the model's.
                sentence = np.interp(own[:, 0], base.offsets[:, 0], base.sentence) if len(base.offsets) else start
                found.append(PassageReading(own, start, end, sentence.astype(np.float32), score))
        return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets without the blanks before a word, which some tokenizers count as its own."""
    return end - len(text[start:end].lstrip()), end


def _beside_none(logits: Tensor, kept: Sequence[int]) -> Vectors:
    """The logits of some tokens less that of the first, which stands for no answer."""
    values: Vectors = (logits - logits[0])[list(kept)].float().numpy()
    return values


class _Entailing(_Own):
    def __init__(self, model: _Model, base: PairReader, order: Sequence[int]) -> None:
        super().__init__(model, base)
        self._order = list(order)

    def weigh(self, claims: Sequence[str], evidence: Sequence[str]) -> Vectors:
        """As `PairReader.weigh`; the evidence is the premise."""
        found = [output.logits.softmax(-1)[:, self._order] for _, output in self._model.outputs(evidence, claims)]
        return np.concatenate([one.float().numpy() for one in found]) if found else np.zeros((0, 3), np.float32)


class _Scoring(_Own):
    def read(self, question: str, texts: Sequence[str], leads: Sequence[str]) -> list[PassageReading]:
        """As `PairReader.read`, with the model's score for whether a text answers."""
        outputs = self._model.outputs([question] * len(texts), texts)
        scores = [float(value) for _, output in outputs for value in output.logits[:, 0]]
        read = self._base.read(question, texts, leads)
        return [replace(one, answerable=score) for one, score in zip(read, scores, strict=True)]
