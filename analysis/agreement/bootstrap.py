"""Precision, recall and F1 of counts, with 95 % intervals by a bootstrap over documents.

Documents are drawn, not labels, because the labels of one document go right or wrong together
(METHOD.md §2.6). Counts are summed with multinomial weights: nothing is matched again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patnav.analysis.agreement.tally import Tally

__all__ = ["RUNS", "SEED", "Difference", "Figure", "difference", "draws", "figures", "interval"]

RUNS = 1000
SEED = 20_240_601
_CELLS = 4_000_000  # of one block of weights: 32 MB
Floats = NDArray[np.float64]


class Figure(NamedTuple):
    """One measure: F1 with its 95 % interval, precision, recall, and how much was counted.

    `gold` and `answer` count labels, `documents` those that the measure was taken on. All of P, R
    and F1 are 0 where nothing agrees, and `low`, `high` are None where there is nothing to draw.
    """

    measure: str
    f1: float
    low: float | None
    high: float | None
    precision: float
    recall: float
    hits: int
    gold: int
    answer: int
    documents: int


class Difference(NamedTuple):
    """F1 of one answer minus F1 of another on the same documents, with its 95 % interval.

    `p` is twice the smaller share of draws on one side of 0 (a two-sided bootstrap p-value).
    """

    measure: str
    first: float
    second: float
    difference: float
    low: float | None
    high: float | None
    p: float | None
    documents: int


def figures(tally: Tally, runs: int = RUNS, seed: int = SEED) -> list[Figure]:
    """Take the figures of all measures; the same documents and seed give the same intervals."""
    totals = tally.counts.sum(axis=0)
    values = _prf(totals[None].astype(float))[0]
    drawn = _drawn_f1(tally, runs, seed)
    found = []
    for column, measure in enumerate(tally.measures):
        precision, recall, f1 = map(float, values[column])
        low, high = interval(drawn[:, column])
        hits, gold, answer = map(int, totals[column])
        documents = int(tally.present[:, column].sum())
        found.append(
            Figure(measure, f1, low, high, precision, recall, hits, gold, answer, documents)
        )
    return found


def difference(first: Tally, second: Tally, runs: int = RUNS, seed: int = SEED) -> list[Difference]:
    """Compare two answers to one gold set: both are drawn together, so what they share cancels."""
    if (first.keys, first.measures) != (second.keys, second.measures):
        raise ValueError("two tallies of different documents cannot be paired")
    one, other = _drawn_f1(first, runs, seed), _drawn_f1(second, runs, seed)
    here, there = (
        _prf(tally.counts.sum(axis=0)[None].astype(float))[0, :, 2] for tally in (first, second)
    )
    return [
        Difference(
            measure,
            float(here[column]),
            float(there[column]),
            float(here[column] - there[column]),
            *interval(one[:, column] - other[:, column]),
            _p_value(one[:, column] - other[:, column]),
            int(first.present[:, column].sum()),
        )
        for column, measure in enumerate(first.measures)
    ]


def draws(documents: int, runs: int, seed: int) -> Iterator[Floats]:
    """Yield blocks of bootstrap weights, shape (runs of the block, documents), rows sum to n."""
    random = np.random.default_rng(seed)
    block = max(1, _CELLS // max(documents, 1))
    shares = np.full(documents, 1 / max(documents, 1))
    for start in range(0, runs, block):
        yield random.multinomial(documents, shares, size=min(block, runs - start)).astype(float)


def interval(drawn: Floats, level: float = 0.95) -> tuple[float | None, float | None]:
    """Return the percentile interval of drawn values; draws without any label do not speak."""
    spoken = drawn[~np.isnan(drawn)]
    if not len(spoken):
        return None, None
    low, high = np.quantile(spoken, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _drawn_f1(tally: Tally, runs: int, seed: int) -> Floats:
    """F1 by run and measure; NaN where a run drew neither gold nor answer."""
    documents = len(tally.keys)
    flat = tally.counts.reshape(documents, 3 * len(tally.measures)).astype(float)
    if not documents:
        return np.full((runs, len(tally.measures)), np.nan)
    sums = np.concatenate([weights @ flat for weights in draws(documents, runs, seed)])
    counts = sums.reshape(runs, len(tally.measures), 3)
    return np.where(counts[..., 1] + counts[..., 2] > 0, _prf(counts)[..., 2], np.nan)


def _prf(counts: Floats) -> Floats:
    """Precision, recall, F1 along the last axis; 0 where they are not defined."""
    hits, gold, answer = counts[..., 0], counts[..., 1], counts[..., 2]
    precision, recall = _share(hits, answer), _share(hits, gold)
    f1 = _share(2 * precision * recall, precision + recall)
    return np.stack([precision, recall, f1], axis=-1)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _p_value(drawn: Floats) -> float | None:
    spoken = drawn[~np.isnan(drawn)]
    if not len(spoken):
        return None
    return float(min(1.0, 2 * min((spoken <= 0).mean(), (spoken >= 0).mean())))
