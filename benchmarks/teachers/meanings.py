"""Where an encoder places texts: the mean of its vectors of pieces, of length 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from teachers.network import Encoder
from teachers.pretrained import Pretrained

__all__ = ["meanings"]

_PIECES, _TEXTS = 128, 32  # of a text that are read; texts of a batch


def meanings(file: Pretrained, texts: Sequence[str]) -> NDArray[np.float32]:
    """Place texts by their first 128 pieces; shape (texts, width)."""
    encoder = Encoder(file).eval()
    special = file.specials
    pieces = [
        [special.begin, *file.tokens(file.prefix + text)[0][: _PIECES - 2], special.end]
        for text in texts
    ]
    made = np.zeros((len(texts), file.sizes.width), np.float32)
    order = sorted(range(len(texts)), key=lambda at: len(pieces[at]))
    for first in range(0, len(order), _TEXTS):
        rows = order[first : first + _TEXTS]
        made[rows] = _means(encoder, [pieces[row] for row in rows], special.fill)
    return made


def _means(encoder: Encoder, rows: Sequence[Sequence[int]], fill: int) -> NDArray[np.float32]:
    lengths = torch.tensor([len(row) for row in rows])
    longest = int(lengths.max())
    tokens = torch.tensor([[*row, *[fill] * (longest - len(row))] for row in rows])
    mask = torch.arange(longest)[None] < lengths[:, None]
    with torch.no_grad():
        summed = (encoder(tokens, mask) * mask[..., None]).sum(1)
    return np.asarray(torch.nn.functional.normalize(summed, dim=1).numpy())
