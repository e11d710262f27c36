"""Parameters of a query as notebooks have them: what numpy and pandas yield, and sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

import numpy as np
import pandas as pd

__all__ = ["plain_parameters"]


def plain_parameters(values: Mapping[str, object]) -> dict[str, object]:
    """Turn values of numpy and pandas into Python's own, a set into a sorted list.

    What is missing (NaT, NA, NaN) is null, and a time at midnight is its day: as text the day that
    the graph stores comes before any time on it. Other values stay as they are; the store refuses
    what it does not know.
    """
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, pd.Series | pd.Index | np.ndarray | pd.api.extensions.ExtensionArray):
        return [_plain(item) for item in value.tolist()]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, np.generic):
        value = pd.Timestamp(value) if isinstance(value, np.datetime64) else value.item()
    if value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 -- NaN
        return None
    if isinstance(value, datetime) and value.time() == time() and value.tzinfo is None:
        return value.date()
    return value
