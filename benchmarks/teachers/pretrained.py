"""What the transformer teacher needs of a pretrained encoder, wherever its weights come from."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pretrained", "Sizes", "Specials"]


class Sizes(NamedTuple):
    """Width, layers, heads and inner width of the encoder."""

    width: int
    layers: int
    heads: int
    inner: int


class Specials(NamedTuple):
    """Numbers of the pieces that stand for begin, end and filling."""

    begin: int
    end: int
    fill: int


class Pretrained(Protocol):
    """Weights of a BERT-like encoder (Devlin et al. 2019) and its tokenizer.

    `prefix` is what the encoder expects before a text. Tensors carry the names of the public BERT
    checkpoints: `embeddings.LayerNorm.bias`, `encoder.layer.0.intermediate.dense.weight` (out, in).
    """

    @property
    def sizes(self) -> Sizes:
        """Sizes of the encoder."""

    @property
    def specials(self) -> Specials:
        """Special pieces."""

    @property
    def epsilon(self) -> float:
        """What its layer norms add to the variance."""

    @property
    def prefix(self) -> str:
        """Words that stand before every text."""

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return the tensor of that name."""

    def tokens(self, text: str) -> tuple[list[int], list[int]]:
        """Numbers of the pieces of a text, and the character at which each begins."""
