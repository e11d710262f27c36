"""Learned weights of claim borders: how likely an element begins at a place.

`data/learned/claims.yaml` holds three logistic models over named features, made by
`patnav.ingest.learn.claims`: `border` (a further element begins here), `lead` (the words 包括 …
open the first element) and `element` (both borders of an element are right).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from patnav.ingest.annotate.borders import Features

__all__ = ["FILE", "Weights", "chance", "weights"]

FILE = "learned/claims.yaml"
Weights = Mapping[
    str, Mapping[str, float]
]  # model -> feature -> weight; feature "" is the constant


@cache
def weights() -> Weights:
    """The weights that ship with patnav."""
    loaded: Weights = yaml.safe_load((files("patnav.data") / FILE).read_text(encoding="utf-8"))
    return loaded


def chance(model: Mapping[str, float], features: Features) -> float:
    """Probability (0 to 1) under a logistic model; features that it does not know count nothing."""
    total = model.get("", 0.0)
    total += sum(model.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
