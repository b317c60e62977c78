"""A sentence-transformers model made into an encoder for the CPU: runs in a process of its own, which loads torch."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embed import runtime
from index.embed.compiled import (
    NETWORK,
    TOKENIZER,
    CompiledEmbedder,
    EncoderRecord,
    write_record,
)
from index.embed.model import Vectors
from index.embed.reference import load
from index.embed.sample import PASSAGES, QUESTIONS
from index.errors import ArchiveError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def convert(model_folder: Path, folder: Path) -> EncoderRecord:
    """Write the encoder of a model into `folder`, with how near it comes to the model in each precision of this CPU.

    A model that cannot be converted leaves a record that says why, and nothing else.

    Raises:
        ArchiveError: the folder cannot be written.
    """
    reference = load(model_folder, device="cpu")
    record = _record(reference)
    try:
        network = _converted(reference)
        tokenizer = _tokenizer(reference)
    except ArchiveError as error:
        record = replace(record, problem=error.message)
    else:
        runtime.save(network, folder / NETWORK)
        (folder / TOKENIZER).write_text(tokenizer, "utf-8")
        record = replace(record, cosine=_cosines(reference, folder, record))
    write_record(folder, record)
    return record


def _record(reference: SentenceTransformer) -> EncoderRecord:
    return EncoderRecord(
        dimension=reference.encode_query("").shape[0],
        pad_id=getattr(reference.tokenizer, "pad_token_id", None) or 0,
        query_prompt=_prompt(reference, "query"),
        passage_prompt=_prompt(reference, "document", "passage", "corpus"),
        cosine={},
    )


def _prompt(reference: SentenceTransformer, *names: str) -> str:
    """The prompt that the reference would use: the first of these names, or else its default."""
    found = [reference.prompts[name] for name in names if name in reference.prompts]
    default = reference.prompts.get(reference.default_prompt_name or "")
    return (found[0] if found else default) or ""


def _converted(reference: SentenceTransformer) -> Any:
    """The whole model, from token ids to vectors, with whatever pooling and layers it has."""
    import torch

    names = [name for name in _INPUTS if name in reference.preprocess(["a text"])]

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.reference = reference

        def forward(self, *values: torch.Tensor) -> torch.Tensor:
            features = dict(zip(names, values, strict=True))
            vectors: torch.Tensor = self.reference(features)["sentence_embedding"]
            return vectors

    # Rows of different lengths, so that no shape is a coincidence and the mask is not left out as useless.
    ids = torch.arange(51).reshape(3, 17)
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    example = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What tracing would warn of is measured on the sample.
        return runtime.convert(Whole().eval(), [example[name] for name in names], names)


def _tokenizer(reference: SentenceTransformer) -> str:
    """The tokenizer as the reference uses it, cut where the reference cuts; nothing is padded.

    Raises:
        ArchiveError: it is not one that stands in a file.
    """
    from tokenizers import Tokenizer

    backend = getattr(reference.tokenizer, "backend_tokenizer", None)
    if not isinstance(backend, Tokenizer):
        raise ArchiveError("The model has no fast tokenizer.", mend="Use another model for speed.")
    tokenizer = Tokenizer.from_str(backend.to_str())
    tokenizer.no_padding()
    if reference.max_seq_length:
        tokenizer.enable_truncation(reference.max_seq_length, direction=reference.tokenizer.truncation_side)
    return tokenizer.to_str()


def _cosines(reference: SentenceTransformer, folder: Path, record: EncoderRecord) -> dict[str, float]:
    """The lowest cosine to the reference over the sample, by precision."""
    wanted = (
        np.asarray(reference.encode_query([*QUESTIONS], show_progress_bar=False, normalize_embeddings=True)),
        np.asarray(reference.encode_document([*PASSAGES], show_progress_bar=False, normalize_embeddings=True)),
    )
    cosines: dict[str, float] = {}
    for precision in runtime.precisions():
        embedder = CompiledEmbedder(folder, record, precision=precision, bulk=False)
        got = (embedder.encode_queries(QUESTIONS), embedder.encode_passages(PASSAGES))
        cosines[precision] = min(_lowest_cosine(a, b) for a, b in zip(wanted, got, strict=True))
    return cosines


def _lowest_cosine(a: Vectors, b: Vectors) -> float:
    return float(np.einsum("nd,nd->n", a, b).min())


def main(arguments: Sequence[str]) -> int:
    """Convert the model in the first folder into the second; what went wrong is told on standard output."""
    model_folder, folder = map(Path, arguments)
    try:
        convert(model_folder, folder)
    except ArchiveError as error:
        sys.stdout.write(error.message)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
