"""The opinions of two teachers as one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patnav.ingest.annotate.network import HEADS
from patnav.ingest.annotate.units import SPANS
from patnav.ingest.learn.tagger import write_arrays

__all__ = ["WORTH", "mixed", "write_shares"]

Shares = NDArray[np.float32]

WORTH = {"effect": 0.5, "means": 0.35, "outlook": 0.6}
"""What the teacher that reads characters is worth per dimension, the other one the rest."""


def mixed(encoder: Shares, characters: Shares | None) -> Shares:
    """Mix shares (characters, 13) of the encoder with shares (characters, 9); directions stay."""
    made = encoder.copy()
    if characters is not None:
        for number, dimension in enumerate(SPANS):
            worth = np.float32(WORTH[dimension])
            other = characters[:, 3 * number : 3 * number + 3]
            made[:, HEADS[dimension]] = (1 - worth) * encoder[:, HEADS[dimension]] + worth * other
    return made


def write_shares(path: Path, shares: Iterable[tuple[str, Shares]]) -> None:
    """Write `x.shares.npz`: half-precision shares under the ids of their documents."""
    write_arrays(path, {key: one.astype(np.float16) for key, one in shares})
