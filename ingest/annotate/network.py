"""The tagger's network in whole numbers: the same answer, bit for bit, on every machine.

A stack of dilated convolutions (Yu & Koltun 2016; for tagging Strubell et al. 2017) over units.
Weights are whole numbers in -127..127, activations in 0..255, so every sum stays below 2^24 and is
exact in 32-bit floating point, whatever the order in which a machine's linear algebra adds it up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patnav.ingest.annotate.units import Units

__all__ = ["DILATIONS", "HEADS", "Network"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

DILATIONS = (1, 2, 4, 8, 16)
HEADS = {
    "effect": slice(0, 3),
    "means": slice(3, 6),
    "outlook": slice(6, 9),
    "direction": slice(9, 13),
}
"""Columns of the output: outside, begin, inside of a span per dimension; four directions."""
_TOP = 255.0
_GAP = max(DILATIONS)  # zeros before and behind each text: as far as a place looks
_AT_ONCE = 1600  # units, so that what a layer reads and writes stays in a processor's cache


class Network:
    """A trained network; `arrays` are those of the model file (see patnav.ingest.learn.network)."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._tables = (arrays["contexts"], arrays["traits"])
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
        return [scores for some in _portions(batch) for scores in self._read(some)]

    def _read(self, texts: Sequence[Units]) -> list[Floats]:
        """Scores of some texts, which stand one behind the other with a gap behind each."""
        lengths = [len(one.starts) for one in texts]
        ends = [end - _GAP for end in accumulate(length + _GAP for length in lengths)]
        spans = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        first = self._first(texts)
        padded = np.zeros((ends[-1] + 3 * _GAP, first.shape[1]), first.dtype)
        hidden = padded[_GAP:-_GAP]  # a view: both change together
        cuts = [*accumulate(lengths[:-1])]
        for span, text in zip(spans, np.split(first, cuts), strict=True):
            hidden[span] = text
        for dilation, layer in zip(DILATIONS, self._layers[1:], strict=True):
            hidden[:] = _layer(padded, dilation, spans, *layer)
            for end in ends:
                hidden[end : end + _GAP] = 0
        last, early = np.split(self._out, 2)
        read = np.concatenate([hidden[span] for span in spans])
        return np.split(read @ last + first @ early + self._bias, cuts)

    def _first(self, texts: Sequence[Units]) -> Floats:
        """What the first layer makes of the units of all texts: (n, width)."""
        weight, bias, scale = self._layers[0]
        rows = (
            np.concatenate([one.rows for one in texts]),
            np.concatenate([one.traits for one in texts]),
        )
        summed = np.zeros((len(rows[0]), len(weight)), np.int16)
        for table, numbers in zip(self._tables, rows, strict=True):
            for column in np.ascontiguousarray(numbers.T):
                summed += table.take(column, axis=0)  # which is faster than an index
        return np.minimum(_stepped(summed.astype(weight.dtype) @ weight + bias, scale), _TOP)


def _layer(
    padded: Floats,
    dilation: int,
    spans: Sequence[slice],
    weight: Floats,
    bias: Floats,
    scale: Floats,
) -> Floats:
    """What a layer makes of each place, of those before and behind it, and of its text's mean.

    The texts stand at `spans` behind the first gap of `padded`; the result is without both gaps.
    """
    hidden = padded[_GAP:-_GAP]
    before, here, behind, whole = np.split(weight, 4)
    means = np.stack([hidden[one].sum(0) / max(1, one.stop - one.start) for one in spans])
    sums = hidden @ here
    for part, by in ((before, -dilation), (behind, dilation)):
        sums += padded[_GAP + by : _GAP + by + len(sums)] @ part
    for span, of_text in zip(spans, np.rint(means) @ whole + bias, strict=True):
        sums[span] += of_text
    sums = _stepped(sums, scale)
    sums += hidden
    return np.minimum(sums, _TOP, out=sums)


def _portions(batch: Sequence[Units]) -> Iterator[list[Units]]:
    """Texts that are read at once, in the order of the batch."""
    some: list[Units] = []
    units = 0
    for one in batch:
        if some and units + len(one.starts) > _AT_ONCE:
            yield some
            some, units = [], 0
        some.append(one)
        units += len(one.starts)
    if some:
        yield some


def _stepped(sums: Floats, scale: Floats) -> Floats:
    """Sums in steps of the next layer, none below 0; done in place."""
    sums *= scale
    np.rint(sums, out=sums)
    return np.maximum(sums, 0, out=sums)
