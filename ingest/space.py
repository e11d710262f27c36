"""Wording as a point in a space of 256 directions in which texts on like matters lie close.

`data/wording.npz` holds the grams (pairs of Chinese characters, stems of English words), their
rarity and their directions, of both languages in one space. They are distilled: the weighted sum of
the grams of a text points to where an encoder (bge-small: Xiao et al. 2023) puts the whole text.
`benchmarks/teachers/wording.py` makes the file; nothing of the encoder is needed to use it.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patnav.data import resource
from patnav.ingest.grams import grams

__all__ = ["DIRECTIONS", "RAREST", "point", "rarity"]

DIRECTIONS = 256
RAREST = 12.0
"""Rarity of a gram that the space does not know; the rarest that it knows have 9."""


class _Space(NamedTuple):
    """Row of each gram in `directions` (grams, 256); `rarity` (grams,), and by gram."""

    row: dict[str, int]
    rare: dict[str, float]
    rarity: NDArray[np.float64]
    directions: NDArray[np.float32]


def point(text: str) -> NDArray[np.float64]:
    """Place a text: a vector of length 1, or of zeros when it holds no known gram; shape (256,)."""
    space = _space()
    known = Counter(row for gram in grams(text) if (row := space.row.get(gram)) is not None)
    if not known:
        return np.zeros(space.directions.shape[1])
    rows = np.fromiter(known.keys(), dtype=np.intp, count=len(known))
    counts = np.fromiter(known.values(), dtype=np.float64, count=len(known))
    place = (np.sqrt(counts) * space.rarity[rows]) @ space.directions[rows]
    return np.asarray(place / (np.linalg.norm(place) or 1.0))


@lru_cache(maxsize=65_536)
def rarity(text: str) -> float:
    """How rare the rarest gram of a text is in patents, from 0 (it has none) to RAREST."""
    rare = _space().rare
    return max((rare.get(gram, RAREST) for gram in grams(text)), default=0.0)


@cache
def _space() -> _Space:
    with np.load(resource("wording.npz")) as file:
        scaled = file["directions"] * (file["scale"] / np.float32(127))
        rarity = file["rarity"].astype(np.float64) / 10
        names = bytes(file["grams"]).decode().split("\n")
    rows = {gram: row for row, gram in enumerate(names)}
    return _Space(rows, dict(zip(names, rarity.tolist(), strict=True)), rarity, scaled)
