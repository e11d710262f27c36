"""The tagger's network in whole numbers: the same answer, bit for bit, on every machine.

A stack of dilated convolutions (Yu & Koltun 2016; for tagging Strubell et al. 2017) over units.
Weights are whole numbers in -127..127, activations in 0..255, so every sum stays below 2^24 and is
exact in 32-bit floating point, whatever the order in which a machine's linear algebra adds it up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patnav.ingest.annotate.units import Units

__all__ = ["DILATIONS", "HEADS", "Network", "pack", "taps"]

Floats = NDArray[np.float32]

DILATIONS = (1, 2, 4, 8, 16)
HEADS = {
    "effect": slice(0, 3),
    "means": slice(3, 6),
    "outlook": slice(6, 9),
    "direction": slice(9, 13),
}
"""Columns of the output: outside, begin, inside of a span per dimension; four directions."""
_TOP = 255.0


class Network:
    """A trained network; `arrays` are those of the model file (see patnav.ingest.learn.network)."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._contexts = arrays["contexts"].astype(np.float32)
        self._traits = arrays["traits"].astype(np.float32)
        self._layers = [
            tuple(
                arrays[f"{part}{number}"].astype(np.float32) for part in ("weight", "bias", "scale")
            )
            for number in range(len(DILATIONS) + 1)
        ]
        self._out = arrays["weight_out"].astype(np.float32)
        self._bias = arrays["bias_out"].astype(np.float32)
        self.unit = float(arrays["unit"][0])  # one step of a score, in logits

    def scores(self, batch: Sequence[Units]) -> list[Floats]:
        """Scores per text, (n, 13) whole numbers: logits in steps of `unit`; texts are n units."""
        rows, traits, mask = pack(batch)
        summed = self._contexts[rows].sum(2) + self._traits[traits].sum(2)
        hidden = first = _activate(summed, self._layers[0]) * mask[..., None]
        length = np.maximum(mask.sum(1), 1)[:, None]
        for dilation, layer in zip(DILATIONS, self._layers[1:], strict=True):
            whole = np.rint(hidden.sum(1) / length)
            step = _activate(taps(hidden, whole, dilation), layer)
            hidden = np.minimum(hidden + step, np.float32(_TOP)) * mask[..., None]
        found = np.concatenate([hidden, first], -1) @ self._out + self._bias
        return [scores[: len(one.starts)] for scores, one in zip(found, batch, strict=True)]


def pack(batch: Sequence[Units]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Texts side by side, filled up: rows (B, T, 6), traits (B, T, 7), mask (B, T)."""
    longest = max((len(one.starts) for one in batch), default=0)
    rows = np.zeros((len(batch), longest, 6), np.int64)
    traits = np.zeros((len(batch), longest, 7), np.int64)
    mask = np.zeros((len(batch), longest), np.float32)
    for number, one in enumerate(batch):
        count = len(one.starts)
        rows[number, :count], traits[number, :count], mask[number, :count] = one.rows, one.traits, 1
    return rows, traits, mask


def taps(hidden: Floats, whole: Floats, dilation: int) -> Floats:
    """Each place beside those `dilation` before and behind it and the text's mean: (B, T, 4H)."""
    texts, length, width = hidden.shape
    beside = np.zeros((texts, length, 4 * width), hidden.dtype)
    beside[..., width : 2 * width] = hidden
    beside[..., 3 * width :] = whole[:, None]
    if dilation < length:
        beside[:, dilation:, :width] = hidden[:, :-dilation]
        beside[:, :-dilation, 2 * width : 3 * width] = hidden[:, dilation:]
    return beside


def _activate(inputs: Floats, layer: tuple[Floats, ...]) -> Floats:
    weight, bias, scale = layer
    sums = inputs.reshape(-1, inputs.shape[-1]) @ weight
    sums += bias
    sums *= scale
    np.rint(sums, out=sums)
    np.clip(sums, 0, _TOP, out=sums)
    return sums.reshape(*inputs.shape[:-1], weight.shape[1])
