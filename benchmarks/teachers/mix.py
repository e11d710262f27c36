"""The opinions of several teachers as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patnav.ingest.annotate.network import HEADS
from patnav.ingest.annotate.units import SPANS
from patnav.ingest.learn.tagger import write_arrays

__all__ = ["CHARACTERS", "ENCODER", "WORTH", "mixed", "write_shares"]

Shares = NDArray[np.float32]

CHARACTERS, ENCODER = "characters", "encoder"
WORTH = {"effect": 0.5, "means": 0.35, "outlook": 0.6}
"""What the teacher that reads characters is worth per dimension, the encoder the rest."""


def mixed(opinions: Mapping[str, Shares]) -> Shares:
    """Mix shares (characters, 13) of the encoder with those of the CRF, which tells no direction.

    A language that only one teacher reads keeps its opinion.
    """
    made = opinions[ENCODER].copy()
    other = opinions.get(CHARACTERS)
    if other is not None:
        for dimension in SPANS:
            head, worth = HEADS[dimension], np.float32(WORTH[dimension])
            made[:, head] = (1 - worth) * made[:, head] + worth * other[:, head]
    return made


def write_shares(path: Path, shares: Iterable[tuple[str, Shares]]) -> None:
    """Write `x.shares.npz`: half-precision shares under the ids of their documents."""
    write_arrays(path, {key: one.astype(np.float16) for key, one in shares})
