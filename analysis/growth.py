"""Growth on complete priority years: a log-linear Poisson trend with its interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["MIN_COUNT", "MIN_YEARS", "Trend", "relative_growth", "three_year_growth", "trend"]

Floats = NDArray[np.float64]
MIN_COUNT = 10.0  # families in the window, below which no growth is given [D]
MIN_YEARS = 3  # years with at least one family, likewise [D]
Z = 1.959963984540054


class Trend(NamedTuple):
    """Yearly growth (0.1 = 10 % a year), its 95 % interval and its standard error; NaN = none."""

    growth: Floats
    low: Floats
    high: Floats
    error: Floats


def trend(counts: Floats) -> Trend:
    """Fit log E[y] = α + β·year to each row of `counts` (rows x consecutive complete years).

    Growth is exp(β) - 1; the interval is exp(β ± 1.96 se) - 1, the standard error widened by the
    Pearson dispersion where that is above 1 (quasi-Poisson). Rows with fewer than MIN_COUNT
    families or MIN_YEARS years that hold any give NaN (METHOD.md §3.3, §7).
    """
    years = counts.shape[1]
    usable = (counts.sum(axis=1) >= MIN_COUNT) & ((counts > 0).sum(axis=1) >= MIN_YEARS)
    filled = np.where(usable[:, None], counts, 1.0)
    if years < MIN_YEARS:
        nothing = np.full(len(counts), np.nan)
        return Trend(nothing, nothing, nothing, nothing)
    time = np.arange(years) - (years - 1) / 2
    slope, mean = _newton(filled, time)
    error = _standard_error(filled, mean, time)
    parts = np.exp(slope), np.exp(slope - Z * error), np.exp(slope + Z * error)
    growth, low, high = (np.where(usable, part - 1, np.nan) for part in parts)
    return Trend(growth, low, high, np.where(usable, parts[0] * error, np.nan))


def relative_growth(own: Trend, base: Trend) -> Trend:
    """Growth minus that of the base, with the interval of the difference (METHOD.md §3.3, RG)."""
    error = np.sqrt(own.error**2 + base.error**2)
    value = own.growth - base.growth
    return Trend(value, value - Z * error, value + Z * error, error)


def three_year_growth(recent: Floats, before: Floats) -> Floats:
    """Yearly growth from the three years before to the last three; NaN where before < 3."""
    ratio = np.divide(recent, before, out=np.full(len(recent), np.nan), where=before >= 3 - 1e-9)
    return np.asarray(np.cbrt(ratio) - 1, float)


def _newton(counts: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Maximum-likelihood slope; α is profiled out, so one number per row is sought."""
    total, moment = counts.sum(axis=1), counts @ time
    slope = np.zeros(len(counts))
    for _ in range(60):
        weight = np.exp(np.clip(slope[:, None] * time, -50, 50))
        share = weight / weight.sum(axis=1, keepdims=True)
        centre = share @ time
        spread = share @ time**2 - centre**2
        step = (moment - total * centre) / np.maximum(total * spread, 1e-12)
        slope = np.clip(slope + np.clip(step, -1, 1), -5, 5)
    weight = np.exp(slope[:, None] * time)
    return slope, total[:, None] * weight / weight.sum(axis=1, keepdims=True)


def _standard_error(counts: Floats, mean: Floats, time: Floats) -> Floats:
    total = mean.sum(axis=1)
    centre = mean @ time / total
    information = mean @ time**2 - total * centre**2
    pearson = ((counts - mean) ** 2 / np.maximum(mean, 1e-9)).sum(axis=1)
    dispersion = np.maximum(1.0, pearson / max(len(time) - 2, 1))
    return np.asarray(np.sqrt(dispersion / np.maximum(information, 1e-12)), float)
