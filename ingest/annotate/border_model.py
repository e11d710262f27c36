"""Learned weights of claim borders: how likely an element begins at a place.

`claims.yaml` in a folder of models holds three logistic models over named features, made by
`patnav train`: `border` (a further element begins here), `lead` (the words 包括 … open the first
element) and `element` (both borders of an element are right).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from itertools import repeat
from operator import mul
from pathlib import Path
from typing import Any

import yaml

from patnav.data import load_yaml
from patnav.errors import InputError
from patnav.ingest.annotate.borders import Features
from patnav.ingest.annotate.models import BORDERS_FILE, MODEL, home_of

__all__ = ["PARTS", "Weights", "chance", "weights"]

PARTS = ("border", "lead", "element")
Weights = Mapping[
    str, Mapping[str, float]
]  # model -> feature -> weight; feature "" is the constant


@cache
def weights(model: Path = MODEL) -> Weights:
    """The weights of a folder of models, where it has none those of patnav; once per process.

    Raises InputError when the file is none that `patnav train` wrote.
    """
    path = home_of(BORDERS_FILE, model) / BORDERS_FILE
    try:
        loaded: Any = load_yaml(path)
        return {name: {key: float(value) for key, value in loaded[name].items()} for name in PARTS}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, LookupError, TypeError, ValueError,
            AttributeError) as error:  # fmt: skip
        raise InputError(
            f"no weights of claim borders: {error!r}",
            where=str(path),
            remedy=f"let patnav train write it anew, or take {BORDERS_FILE} away",
        ) from None


def chance(model: Mapping[str, float], features: Features) -> float:
    """Probability (0 to 1) under a logistic model; features that it does not know count nothing."""
    total = model.get("", 0.0)
    total += sum(map(mul, map(model.get, features, repeat(0.0)), features.values()))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
