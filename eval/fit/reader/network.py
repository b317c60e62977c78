"""The reader as a network: the embedder's body with adapters, and heads over its tokens."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from index.embed.model import BUNDLED, find_model

RANK = 64
LABELS = ("supports", "contradicts", "neither")
_SPREAD = 0.02


@dataclass(frozen=True, slots=True)
class Read:
    """What the heads say, as logits.

    Attributes:
        start, end: that an answer begins or ends at a token, (n, length); of the first token that there is none.
        sentence: that a token is part of the sentence that answers, (n, length).
        answerable: that the passage answers, (n,).
        claim: of each of `LABELS`, (n, 3).
    """

    start: Tensor
    end: Tensor
    sentence: Tensor
    answerable: Tensor
    claim: Tensor


class Adapted(nn.Module):
    """A linear layer that stays as it is, and a learned difference of low rank.

    The difference is added to the weights, not to what comes out: on CPUs that costs a tenth of the memory traffic.
    Source: Hu et al. 2021, LoRA, https://arxiv.org/abs/2106.09685.
    """

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) * _SPREAD)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    @property
    def weight(self) -> Tensor:
        """The weights with the difference, in the layer's precision."""
        learned = self.up.to(self.layer.weight.dtype) @ self.down.to(self.layer.weight.dtype)
        return self.layer.weight + learned

    def forward(self, values: Tensor) -> Tensor:
        """Apply the layer."""
        return functional.linear(values, self.weight, self.layer.bias)


class ReaderNetwork(nn.Module):
    """The body of the bundled embedder with an adapter in each of its linear layers, and heads."""

    def __init__(self, *, precision: torch.dtype = torch.bfloat16) -> None:
        super().__init__()
        body = AutoModel.from_pretrained(
            find_model(BUNDLED).folder,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.body = body.to(precision).requires_grad_(False)
        for layer in self.body.encoder.layer:
            for module in list(layer.modules()):
                for name, child in list(module.named_children()):
                    if isinstance(child, nn.Linear) and not isinstance(module, Adapted):
                        setattr(module, name, Adapted(child, RANK))
        width = body.config.hidden_size
        self.tokens = nn.Linear(width, 3)
        self.whole = nn.Linear(width, 1 + len(LABELS))

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Read:
        """Read pairs of texts, all (n, length)."""
        hidden = self.body(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state.float()
        start, end, sentence = self.tokens(hidden).unbind(-1)
        whole = self.whole(hidden[:, 0])
        return Read(start, end, sentence, whole[:, 0], whole[:, 1:])
