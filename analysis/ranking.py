"""Ranks with their intervals: mean percentile over several measures, bootstrap over families."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from patnav.analysis.statistics import (
    eb_shape,
    percentile_ranks,
    poisson_weights,
    shrunken_ratio,
)

__all__ = ["Fixed", "Known", "Links", "Measure", "Ratio", "Total", "rank_entities"]

Floats = NDArray[np.float64]
_BLOCK = 4_000_000  # numbers held at once per measure


@dataclass(frozen=True)
class Links:
    """Which entity has a part in which unit: codes of entities and units, one row per pair."""

    entity: NDArray[np.int64]
    unit: NDArray[np.int64]
    shape: tuple[int, int]  # entities, units

    def matrix(self, values: Floats) -> sparse.csr_array:
        """Lay values of the pairs out as entities x units."""
        return sparse.csr_array((values, (self.entity, self.unit)), shape=self.shape)


class Measure:
    """A number per entity that can be taken anew on resampled units."""

    def values(self, weights: Floats) -> Floats:
        """Take the measure with unit weights of shape (units, runs): shape (entities, runs)."""
        raise NotImplementedError

    def tells(self) -> bool:
        """Whether there are data behind the measure, so that it can tell entities apart.

        Equal values are data, where other families could have made them unequal.
        """
        raise NotImplementedError

    def percentiles(self, weights: Floats) -> Floats:
        """Mean percentile ranks of the values, of their shape; NaN where one is not known."""
        return percentile_ranks(self.values(weights))


@dataclass(frozen=True)
class Total(Measure):
    """A sum over the units of an entity."""

    amounts: sparse.csr_array

    def values(self, weights: Floats) -> Floats:
        """Sum the amounts under the weights."""
        return np.asarray(self.amounts @ weights, float)

    def tells(self) -> bool:
        """Whether anything is summed."""
        return bool(self.amounts.data.any())


@dataclass(frozen=True)
class Ratio(Measure):
    """A ratio observed / expected, shrunk towards 1 so that few units do not lead the list."""

    observed: sparse.csr_array
    expected: sparse.csr_array
    shape: float

    @classmethod
    def fitted(cls, observed: sparse.csr_array, expected: sparse.csr_array) -> Ratio:
        """Make the measure with its shape fitted over the entities (METHOD.md §3.2)."""
        shape = eb_shape(np.asarray(observed.sum(axis=1)), np.asarray(expected.sum(axis=1)))
        return cls(observed, expected, shape)

    def values(self, weights: Floats) -> Floats:
        """Take the shrunken ratio under the weights."""
        return shrunken_ratio(self.observed @ weights, self.expected @ weights, self.shape)

    def tells(self) -> bool:
        """Whether anything is expected."""
        return bool(self.expected.data.any())


@dataclass(frozen=True)
class Fixed(Measure):
    """A number that is not resampled, such as a place in the network."""

    numbers: Floats

    def values(self, weights: Floats) -> Floats:
        """Repeat the numbers for each run."""
        return np.broadcast_to(self.numbers[:, None], (len(self.numbers), weights.shape[1]))

    def tells(self) -> bool:
        """Whether the numbers differ: nothing moves them."""
        return bool(np.ptp(self.numbers) > 0)


@dataclass(frozen=True)
class Known(Measure):
    """A measure of those entities for which the files tell it; the rest rank the others."""

    measure: Measure
    known: NDArray[np.bool_]

    def values(self, weights: Floats) -> Floats:
        """Take the measure under the weights; NaN where it is not known."""
        return np.where(self.known[:, None], self.measure.values(weights), np.nan)

    def tells(self) -> bool:
        """Whether it is known of anybody, and there are data behind it."""
        return bool(self.known.any()) and self.measure.tells()

    def percentiles(self, weights: Floats) -> Floats:
        """Mean percentile ranks among the entities of which it is known."""
        found = np.full((len(self.known), weights.shape[1]), np.nan)
        found[self.known] = percentile_ranks(self.measure.values(weights)[self.known])
        return found


def rank_entities(
    measures: Sequence[Measure],
    ties: Sequence[NDArray[np.generic]],
    hashes: NDArray[np.uint64],
    runs: int,
) -> pd.DataFrame:
    """Rank by mean percentile; columns score, rank, rank_low, rank_high in the order of entities.

    `ties` break equal scores, first array first, smaller first. The interval is the 2.5 and 97.5 %
    quantile of the rank over `runs` Poisson bootstraps of the units (METHOD.md §4.2), and holds all
    ranks that entities of the same score have. A measure that is not known of an entity is left out
    of its mean; the first one must be known of all.
    """
    score = _scores(measures, np.ones((len(hashes), 1)))[:, 0].round(12)
    rank = np.empty(len(score), int)
    rank[np.lexsort((*reversed(ties), -score))] = np.arange(1, len(score) + 1)
    blocks = [_ranks(_scores(measures, weights)) for weights in _resamples(hashes, runs, len(rank))]
    low, high = np.quantile(np.concatenate(blocks, axis=1), [0.025, 0.975], axis=1)
    equal = pd.Series(rank).groupby(score)
    return pd.DataFrame(
        {
            "score": score,
            "rank": rank,
            "rank_low": np.minimum(np.floor(low).astype(int), equal.transform("min")),
            "rank_high": np.maximum(np.ceil(high).astype(int), equal.transform("max")),
        }
    )


def _resamples(hashes: NDArray[np.uint64], runs: int, entities: int) -> Iterator[Floats]:
    width = max(1, min(runs, _BLOCK // max(len(hashes), entities, 1)))
    for start in range(0, runs, width):
        yield poisson_weights(hashes, range(start, min(start + width, runs)))


def _scores(measures: Sequence[Measure], weights: Floats) -> Floats:
    parts = [measure.percentiles(weights) for measure in measures]
    return np.asarray(np.nanmean(parts, axis=0), float)


def _ranks(scores: Floats) -> Floats:
    return np.asarray(stats.rankdata(-scores.round(12), axis=0, method="average"), float)
