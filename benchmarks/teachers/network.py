"""The transformer teacher in torch: a pretrained encoder and a head on pieces.

A piece sees the encoder's state, traits of its first character and what the rules propose;
three dilated convolutions let it see its neighbours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from numpy.typing import NDArray
from torch import Tensor, nn

from patnav.ingest.annotate.directions import DIRECTIONS
from patnav.ingest.annotate.units import SPANS
from teachers.pretrained import Pretrained
from teachers.windows import TRAITS

__all__ = ["Batch", "Encoder", "Teacher"]

_DROP, _HEAD_DROP = 0.1, 0.2
_HEAD = 256
_DILATIONS = (1, 2, 4)
_WIDTHS = {"character": 48, "kind": 8, "titled": 4, "place": 8}
_TOLD = 3 * len(SPANS)
_ATTENDING = ("query", "key", "value")


class Batch(NamedTuple):
    """Windows side by side, filled up.

    `tokens`, `mask` (B, T); `first` (B) where the text begins in them; each of `traits` (B, P);
    `hints` (B, P, 3).
    """

    tokens: Tensor
    mask: Tensor
    first: Tensor
    traits: dict[str, Tensor]
    hints: Tensor


class _Layer(nn.Module):
    """A layer of BERT (Devlin et al. 2019)."""

    def __init__(self, file: Pretrained, number: int) -> None:
        super().__init__()
        width, _, self._heads, inner = file.sizes
        self.query_key_value = nn.Linear(width, 3 * width)
        self.after, self.wide, self.narrow = (
            nn.Linear(*size) for size in ((width, width), (width, inner), (inner, width))
        )
        self.first, self.second = (nn.LayerNorm(width, file.epsilon) for _ in range(2))
        self.drop = nn.Dropout(_DROP)
        self._fill(file, f"encoder.layer.{number}.")

    def _fill(self, file: Pretrained, of: str) -> None:
        named = {
            "attention.output.dense": self.after,
            "intermediate.dense": self.wide,
            "output.dense": self.narrow,
            "attention.output.LayerNorm": self.first,
            "output.LayerNorm": self.second,
        }
        with torch.no_grad():
            for kind in ("weight", "bias"):
                parts = [file.tensor(f"{of}attention.self.{one}.{kind}") for one in _ATTENDING]
                getattr(self.query_key_value, kind).copy_(_tensor(np.concatenate(parts)))
                for name, layer in named.items():
                    getattr(layer, kind).copy_(_tensor(file.tensor(f"{of}{name}.{kind}")))

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        texts, length, width = states.shape
        parts = self.query_key_value(states).view(texts, length, 3, self._heads, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        states = self.first(states + self.after(seen.transpose(1, 2).reshape(texts, length, width)))
        return torch.as_tensor(
            self.second(states + self.drop(self.narrow(F.gelu(self.wide(states)))))
        )


class Encoder(nn.Module):
    """A pretrained encoder; its vectors of pieces stay as they are."""

    def __init__(self, file: Pretrained) -> None:
        super().__init__()
        pieces = _tensor(file.tensor("embeddings.word_embeddings.weight"))
        self.pieces = nn.Parameter(pieces, requires_grad=False)
        self.places = nn.Parameter(_tensor(file.tensor("embeddings.position_embeddings.weight")))
        segments = file.tensor("embeddings.token_type_embeddings.weight").reshape(
            -1, file.sizes.width
        )
        self.segment = nn.Parameter(_tensor(segments[0]))
        self.norm = nn.LayerNorm(file.sizes.width, file.epsilon)
        self.norm.weight = nn.Parameter(_tensor(file.tensor("embeddings.LayerNorm.weight")))
        self.norm.bias = nn.Parameter(_tensor(file.tensor("embeddings.LayerNorm.bias")))
        self.layers = nn.ModuleList(_Layer(file, number) for number in range(file.sizes.layers))
        self.drop = nn.Dropout(_DROP)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """States of the pieces (B, T, width)."""
        vectors = F.embedding(tokens, self.pieces) + self.places[: tokens.shape[1]] + self.segment
        states = self.drop(self.norm(vectors))
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        return torch.as_tensor(states)


class Teacher(nn.Module):
    """Scores of pieces: (B, P, 3 dimensions, 3 places) and (B, P, 4 directions)."""

    def __init__(self, file: Pretrained) -> None:
        super().__init__()
        self.encoder = Encoder(file)
        self.traits = nn.ModuleDict(
            {name: nn.Embedding(rows, _WIDTHS[name]) for name, rows in TRAITS.items()}
        )
        self.told = nn.Embedding(_TOLD, 8)
        seen = file.sizes.width + sum(_WIDTHS.values()) + 8 * len(SPANS)
        self.project = nn.Linear(seen, _HEAD)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(_HEAD, _HEAD, 5, padding=2 * by, dilation=by) for by in _DILATIONS
        )
        self.norms = nn.ModuleList(nn.LayerNorm(_HEAD) for _ in _DILATIONS)
        self.out = nn.Linear(2 * _HEAD, _TOLD + len(DIRECTIONS))
        self.drop = nn.Dropout(_HEAD_DROP)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Score the pieces of a batch."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(batch.tokens, batch.mask)
        length = batch.hints.shape[1]
        of = (batch.first[:, None] + torch.arange(length)).clamp(max=states.shape[1] - 1)
        states = states.float().gather(1, of[..., None].expand(-1, -1, states.shape[-1]))
        first = self.drop(F.gelu(self.project(torch.cat([states, *self._seen(batch)], -1))))
        near = first
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for convolution, norm in zip(self.convolutions, self.norms, strict=True):
                step = convolution(near.transpose(1, 2)).transpose(1, 2)
                near = norm(near + F.gelu(step))
        found = self.out(self.drop(torch.cat([near.float(), first], -1)))
        return found[..., :_TOLD].unflatten(-1, (len(SPANS), 3)), found[..., _TOLD:]

    def _seen(self, batch: Batch) -> list[Tensor]:
        told = self.told(batch.hints + torch.arange(0, _TOLD, 3)).flatten(2)
        return [*(self.traits[name](batch.traits[name]) for name in TRAITS), told]

    def groups(self) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
        """Parameters of the encoder that learn, and those of the head."""
        encoder = [one for one in self.encoder.parameters() if one.requires_grad]
        known = {id(one) for one in self.encoder.parameters()}
        return encoder, [one for one in self.parameters() if id(one) not in known]


def _tensor(array: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(array.copy())
