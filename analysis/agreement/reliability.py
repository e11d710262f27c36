"""Do confidences mean what they say: reliability table and expected calibration error.

ECE = Σ over bins of (share of the answers in the bin) x |share that hits - mean confidence|. The
figure that is reported uses ten bins of equal mass (as many answers in each; answers of one
confidence stay together); ten bins of equal width are given beside it. An answer hits when it
agrees with a label by overlap; answers that match an optional label are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patnav.analysis.agreement.bootstrap import RUNS, SEED, draws, interval
from patnav.analysis.statistics import wilson_limits

__all__ = ["Bin", "Claims", "Reliability", "reliability"]

BINS = 10
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Claims(NamedTuple):
    """Answers with a confidence: the document of each, the confidence in 0..1, and if it hits."""

    documents: Sequence[str]
    confidences: Sequence[float]
    hits: Sequence[bool]


class Bin(NamedTuple):
    """One row of the table: range of confidences, mean, share that hits with Wilson limits, n."""

    low: float
    high: float
    confidence: float
    hits: float
    hits_low: float
    hits_high: float
    n: int


class Reliability(NamedTuple):
    """ECE with its 95 % bootstrap interval by document, equal-width ECE, Brier score, the table."""

    n: int
    ece: float
    ece_low: float | None
    ece_high: float | None
    ece_equal_width: float
    brier: float
    bins: tuple[Bin, ...]


def reliability(
    claims: Claims, bins: int = BINS, runs: int = RUNS, seed: int = SEED
) -> Reliability | None:
    """Compare confidences with hits; None without any. The order of the answers is of no effect.

    The bins are drawn once, from all answers. An ECE of few answers is biased upwards: its
    interval then lies above 0 even for perfect confidences.
    """
    if not len(claims.confidences):
        return None
    sure = np.asarray(claims.confidences, float)
    hit = np.asarray(claims.hits, float)
    of_mass, of_width = _equal_mass(sure, bins), _equal_width(sure, bins)
    low, high = interval(_drawn_ece(claims.documents, of_mass, sure, hit, (runs, seed)))
    return Reliability(
        len(sure),
        _ece(_sums(of_mass, sure, hit)),
        low,
        high,
        _ece(_sums(of_width, sure, hit)),
        float(np.mean((sure - hit) ** 2)),
        tuple(
            _bin(sure[of_mass == number], hit[of_mass == number]) for number in np.unique(of_mass)
        ),
    )


def _equal_mass(sure: Floats, bins: int) -> Ints:
    """Number of the bin of each answer; equal confidences share one, so bins may be fewer."""
    edges = np.unique(np.quantile(sure, np.arange(1, bins) / bins, method="inverted_cdf"))
    return np.searchsorted(edges, sure, side="left").astype(np.int64)


def _equal_width(sure: Floats, bins: int) -> Ints:
    return np.minimum((sure * bins).astype(np.int64), bins - 1)


def _sums(places: Ints, sure: Floats, hit: Floats) -> Floats:
    """Number, confidence and hits summed by bin, shape (bins, 3)."""
    return np.stack(
        [np.bincount(places, weights=values) for values in (np.ones_like(sure), sure, hit)], axis=-1
    )


def _ece(sums: Floats) -> float:
    return float(np.abs(sums[..., 2] - sums[..., 1]).sum() / sums[..., 0].sum())


def _drawn_ece(
    documents: Sequence[str], places: Ints, sure: Floats, hit: Floats, how: tuple[int, int]
) -> Floats:
    """ECE by run: gaps of bins are summed per document once, then weighted."""
    names, of = np.unique(np.asarray(documents, dtype=object).astype(str), return_inverse=True)
    size = int(places.max()) + 1
    cell = of.ravel() * size + places
    shape = (len(names), size)
    many = np.bincount(cell, minlength=shape[0] * size).reshape(shape)
    gap = np.bincount(cell, weights=hit - sure, minlength=shape[0] * size).reshape(shape)
    found = []
    for weights in draws(len(names), *how):
        total = weights @ many.sum(axis=1)
        found.append(np.abs(weights @ gap).sum(axis=1) / np.maximum(total, 1))
    return np.concatenate(found)


def _bin(sure: Floats, hit: Floats) -> Bin:
    low, high = wilson_limits(hit.sum(), len(hit))
    return Bin(
        float(sure.min()),
        float(sure.max()),
        float(sure.mean()),
        float(hit.mean()),
        float(low),
        float(high),
        len(sure),
    )
