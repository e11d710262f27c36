"""Small-number statistics, vectorised over arrays; no function here knows about patents.

Counts may be fractional: limits and tail probabilities use the gamma function's continuation of the
Poisson sums, which equals the sums where the count is whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special, stats

__all__ = [
    "Limits",
    "eb_shape",
    "hhi",
    "midp_limits",
    "percentile_ranks",
    "poisson_weights",
    "probability_above",
    "rsca",
    "shrunken_ratio",
    "wilson_limits",
]

Floats = NDArray[np.float64]
SHAPE_BOUNDS = (0.5, 50.0)  # METHOD.md §3.2
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP = 0x9E3779B97F4A7C15


class Limits(NamedTuple):
    """Lower and upper end of an interval, element by element."""

    low: Floats
    high: Floats


def midp_limits(x: ArrayLike, expected: ArrayLike, level: float = 0.95) -> Limits:
    """Mid-P Poisson limits of the ratio x / expected (METHOD.md §3.2).

    Solves P(X<x|m) + ½P(X=x|m) = 0.975 and 0.025 for m; the lower end is 0 where x = 0, both ends
    are NaN where expected = 0.
    """
    count, base = np.broadcast_arrays(np.asarray(x, float), np.asarray(expected, float))
    tail = (1 - level) / 2
    low = np.where(count > 0, _midp_mean(count, 1 - tail), 0.0)
    high = _midp_mean(count, tail)
    return Limits(_over(low, base), _over(high, base))


def wilson_limits(hits: ArrayLike, n: ArrayLike, level: float = 0.95) -> Limits:
    """Wilson score limits of a proportion, 0 … 1; NaN where n = 0."""
    k, size = np.broadcast_arrays(np.asarray(hits, float), np.asarray(n, float))
    z = float(stats.norm.ppf((1 + level) / 2))
    share = _over(k, size)
    middle = share + z * z / (2 * np.maximum(size, 1))
    half = z * np.sqrt(share * (1 - share) / np.maximum(size, 1) + (z / (2 * size.clip(1))) ** 2)
    scale = 1 + z * z / np.maximum(size, 1)
    low, high = (middle - half) / scale, (middle + half) / scale
    return Limits(low.clip(0, 1), high.clip(0, 1))  # of 0 in n the low end is off by a rounding


def rsca(rta: ArrayLike) -> Floats:
    """Symmetric index (RTA-1)/(RTA+1), from -1 to 1 (METHOD.md §3.1)."""
    ratio = np.asarray(rta, float)
    return np.asarray((ratio - 1) / (ratio + 1), float)


def eb_shape(x: ArrayLike, expected: ArrayLike) -> float:
    """Maximum-likelihood `a` of x ~ NegBin(size a, mean E), clipped to 0.5 … 50 (METHOD.md §3.2).

    Cells with expected = 0 say nothing and are left out; without any cell the answer is 50, the
    strongest shrinkage.
    """
    count, base = np.asarray(x, float).ravel(), np.asarray(expected, float).ravel()
    count, base = count[base > 0], base[base > 0]
    if not len(count):
        return SHAPE_BOUNDS[1]

    def loss(log_a: float) -> float:
        a = np.exp(log_a)
        terms = special.gammaln(a + count) - special.gammaln(a) + a * np.log(a / (a + base))
        return -float(np.sum(terms + count * np.log(base / (a + base))))

    low, high = np.log(SHAPE_BOUNDS)
    grid = np.linspace(low, high, 41)
    best = grid[int(np.argmin([loss(value) for value in grid]))]
    step = grid[1] - grid[0]
    bounds = (max(low, best - step), min(high, best + step))
    found = optimize.minimize_scalar(loss, bounds=bounds, method="bounded")
    return float(np.clip(np.exp(found.x), *SHAPE_BOUNDS))


def shrunken_ratio(x: ArrayLike, expected: ArrayLike, shape: float) -> Floats:
    """Empirical-Bayes ratio (a + x) / (a + E) (METHOD.md §3.2)."""
    return (shape + np.asarray(x, float)) / (shape + np.asarray(expected, float))


def probability_above(
    threshold: float, x: ArrayLike, expected: ArrayLike, shape: ArrayLike
) -> Floats:
    """P(θ > threshold | x) under x ~ Poisson(E θ), θ ~ Gamma(a, a) (METHOD.md §3.2)."""
    prior = np.asarray(shape, float)
    alpha, rate = prior + np.asarray(x, float), prior + np.asarray(expected, float)
    return np.asarray(special.gammaincc(alpha, threshold * rate), float)


def hhi(values: Sequence[float] | Floats) -> float:
    """Herfindahl-Hirschman index Σ s² · 10⁴, from 0 to 10,000; NaN without any value > 0."""
    amounts = np.asarray(values, float)
    total = amounts.sum()
    return float(((amounts / total) ** 2).sum() * 1e4) if total > 0 else float("nan")


def percentile_ranks(values: Floats) -> Floats:
    """Mean percentile ranks, 0 … 1, along the first axis: (rank - ½) / n; ties share a mean."""
    return (stats.rankdata(values, axis=0) - 0.5) / max(len(values), 1)


def poisson_weights(hashes: NDArray[np.uint64], runs: range) -> Floats:
    """Poisson(1) bootstrap weights, shape (len(hashes), len(runs)), made of each unit's own hash.

    A unit keeps its weights whatever else is in the data, so that adding a file moves no interval
    that it does not touch. Counter-based generator: splitmix64 of hash + run.
    """
    steps = np.array([(run + 1) * _STEP & (2**64 - 1) for run in runs], dtype=np.uint64)
    state = np.asarray(hashes, np.uint64)[:, None] + steps[None, :]
    for shift, mix in zip((30, 27), _MIX, strict=True):
        state = (state ^ (state >> np.uint64(shift))) * mix
    state ^= state >> np.uint64(31)
    uniform = (state >> np.uint64(11)).astype(float) / 2.0**53
    steps_of_poisson = stats.poisson.cdf(np.arange(12), 1.0)
    return np.asarray(np.searchsorted(steps_of_poisson, uniform, side="right"), float)


def _midp_mean(count: Floats, target: float) -> Floats:
    """Mean m at which P(X<x) + ½P(X=x) equals `target`, by bisection (it falls in m)."""
    low, high = np.zeros_like(count), count + 10 * np.sqrt(count + 1) + 10
    for _ in range(80):
        middle = (low + high) / 2
        above = _midp(count, middle) > target
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.asarray((low + high) / 2, float)


def _midp(count: Floats, mean: Floats) -> Floats:
    below = np.where(count > 0, special.gammaincc(np.where(count > 0, count, 1.0), mean), 0.0)
    return np.asarray((below + special.gammaincc(count + 1, mean)) / 2, float)


def _over(value: Floats, base: Floats) -> Floats:
    found = np.full(base.shape, np.nan)
    np.divide(value, base, out=found, where=base > 0)
    return found
