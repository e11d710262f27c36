"""Statistics against the published vectors of METHOD.md §8 and against independent sums."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.analysis.statistics import (
    eb_shape,
    hhi,
    midp_limits,
    percentile_ranks,
    poisson_weights,
    probability_above,
    rsca,
    shrunken_ratio,
    wilson_limits,
)

# x, E, RTA, RSCA, mid-P, RTA_EB, p+, p_s, p_w with a = 4
VECTORS = [
    (3, 1, 3.00, 0.500, (0.76, 8.16), 1.400, 0.762, 0.646, 0.138),
    (30, 10, 3.00, 0.500, (2.06, 4.23), 2.429, 1.0, 1.0, 0.0),
    (12, 6, 2.00, 0.333, (1.08, 3.40), 1.600, 0.951, 0.878, 0.014),
    (2, 6, 0.33, -0.500, (0.06, 1.10), 0.600, 0.067, 0.028, 0.850),
    (0, 5, 0.00, -1.000, (0.00, 0.60), 0.444, 0.021, 0.008, 0.946),
]


@pytest.mark.parametrize("vector", VECTORS)
def test_published_vectors_are_met(vector: tuple[float, ...]) -> None:
    x, e, rta, symmetric, midp, shrunk, p_plus, p_strong, p_weak = vector
    assert x / e == pytest.approx(rta, abs=0.005)
    assert float(rsca(x / e)) == pytest.approx(symmetric, abs=0.0005)
    assert [float(v) for v in midp_limits(x, e)] == pytest.approx(midp, abs=0.00501)
    assert float(shrunken_ratio(x, e, 4)) == pytest.approx(shrunk, abs=0.0005)
    assert float(probability_above(1, x, e, 4)) == pytest.approx(p_plus, abs=0.001)
    assert float(probability_above(1.15, x, e, 4)) == pytest.approx(p_strong, abs=0.001)
    assert 1 - float(probability_above(0.85, x, e, 4)) == pytest.approx(p_weak, abs=0.001)


@given(st.integers(0, 60), st.floats(0.1, 50))
def test_midp_limits_solve_their_equation(x: int, e: float) -> None:
    def half_sum(mean: float) -> float:
        terms = [math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(x + 1)]
        return sum(terms[:-1]) + terms[-1] / 2

    low, high = (float(limit) * e for limit in midp_limits(x, e))
    assert half_sum(high) == pytest.approx(0.025, abs=1e-8)
    assert low == 0 if x == 0 else half_sum(low) == pytest.approx(0.975, abs=1e-8)


def test_limits_without_expectation_are_not_a_number() -> None:
    assert np.isnan(midp_limits(2, 0).high)
    assert np.isnan(midp_limits([0, 1], [0, 0]).low).all()


def test_shape_is_recovered_from_a_planted_prior() -> None:
    random = np.random.default_rng(5)
    expected = random.uniform(1, 30, 4000)
    x = random.poisson(expected * random.gamma(4, 1 / 4, 4000))
    assert eb_shape(x, expected) == pytest.approx(4, rel=0.1)


def test_shape_is_clipped_to_its_bounds() -> None:
    assert eb_shape([10.0] * 30, [10.0] * 30) == pytest.approx(50, abs=0.01)
    assert eb_shape([0.0, 0.0, 0.0, 500.0], [10.0] * 4) == pytest.approx(0.5, abs=0.01)
    assert eb_shape([], []) == 50


def test_hhi_vector() -> None:
    assert hhi([50, 30, 20]) == pytest.approx(3800)
    assert hhi([7]) == pytest.approx(10000)
    assert math.isnan(hhi([]))


def test_wilson_of_27_in_30() -> None:
    low, high = wilson_limits(27, 30)
    assert (round(float(low), 2), round(float(high), 2)) == (0.74, 0.97)


def test_wilson_limits_are_proportions() -> None:
    n = np.arange(1, 400)
    for hits in (0 * n, n):
        low, high = wilson_limits(hits, n)
        assert low.min() >= 0
        assert high.max() <= 1
    assert np.isnan(wilson_limits(0, 0).low)


def test_percentile_ranks_share_ties() -> None:
    assert percentile_ranks(np.array([1.0, 5.0, 5.0, 9.0])).tolist() == [0.125, 0.5, 0.5, 0.875]


def test_bootstrap_weights_are_poisson_and_belong_to_the_unit() -> None:
    hashes = np.arange(1, 4001, dtype=np.uint64) * np.uint64(2654435761)
    weights = poisson_weights(hashes, range(50))
    assert weights.mean() == pytest.approx(1, abs=0.01)
    assert weights.var() == pytest.approx(1, abs=0.02)
    assert (poisson_weights(hashes[7:9], range(20, 50)) == weights[7:9, 20:]).all()
    assert abs(np.corrcoef(weights[:, 0], weights[:, 1])[0, 1]) < 0.05
