"""Raw scores into probabilities: a monotone table of knots (`patnav.ingest.learn.calibration`).

tables = read_calibration(path)           # YAML, e.g. a file of data/models
sure = tables["effects"].apply(raw)       # numpy.interp, in (0, 1)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import ArrayLike, NDArray

from patnav.data import load_yaml
from patnav.errors import InputError

__all__ = ["Calibration", "read_calibration"]

Floats = NDArray[np.float64]
_REMEDY = "a table is {scores: [rising numbers], probabilities: [as many, in 0..1, not falling]}"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Knots of a piecewise-linear, never falling map from raw score to probability.

    `scores` rise strictly; left and right of them the end values hold.
    """

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def apply(self, raw: ArrayLike) -> Floats:
        """Turn raw scores of any shape into probabilities of the same shape."""
        values = np.asarray(raw, dtype=np.float64)
        return np.asarray(np.interp(values, self.scores, self.probabilities), dtype=np.float64)


def read_calibration(path: Path) -> dict[str, Calibration]:
    """Read tables by name; raises InputError that names file and table."""
    try:
        values = load_yaml(path) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"no YAML: {error}", where=str(path), remedy=_REMEDY) from None
    if not isinstance(values, dict):
        raise InputError("no tables by name", where=str(path), remedy=_REMEDY)
    return {str(name): _read_table(value, f"{path}: {name}") for name, value in values.items()}


def _read_table(value: object, where: str) -> Calibration:
    if not isinstance(value, dict):
        raise InputError("no table of knots", where=where, remedy=_REMEDY)
    try:
        scores = np.asarray(value["scores"], dtype=np.float64).ravel()
        probabilities = np.asarray(value["probabilities"], dtype=np.float64).ravel()
    except (KeyError, TypeError, ValueError):
        raise InputError("no table of knots", where=where, remedy=_REMEDY) from None
    one = Calibration(tuple(scores.tolist()), tuple(probabilities.tolist()))
    rising = len(scores) == len(probabilities) > 0 and bool((np.diff(scores) > 0).all())
    within = bool(((probabilities >= 0) & (probabilities <= 1)).all())
    if not rising or not within or not (np.diff(probabilities) >= 0).all():
        raise InputError("knots do not rise", where=where, remedy=_REMEDY)
    return one
