"""Intervals of precision and recall keep their promise on planted worlds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from patnav.analysis.scope.estimates import (
    Estimate,
    Stratum,
    amount,
    kappa,
    proportion,
    recall,
    total,
)
from patnav.analysis.statistics import wilson_limits

RUNS = 600
LEAST = 0.93  # of nominal 0.95; RUNS leave a standard error of 0.009

# (size, prevalence, drawn) of strata of hits, and of the kinds of excluded patents
Part = tuple[int, float, int]
WORLDS: dict[str, tuple[Sequence[Part], Sequence[Part]]] = {
    "good cut": (((400, 0.95, 15), (120, 0.9, 10), (40, 0.7, 5)),
        ((800, 0.05, 30), (3000, 0.002, 30))),
    "fair cut": (((400, 0.8, 15), (120, 0.6, 10), (40, 0.4, 5)),
        ((800, 0.2, 40), (3000, 0.01, 40))),
    "poor cut": (((200, 0.5, 20), (200, 0.3, 20)), ((500, 0.4, 30), (500, 0.2, 30))),
    "perfect cut": (((300, 1.0, 20), (60, 1.0, 10)), ((900, 0.0, 30), (900, 0.0, 30))),
    "many nodes": (((60, 0.8, 4),) * 40, ((1000, 0.1, 40), (200, 0.05, 10), (800, 0.01, 40))),
    "small world": (((12, 0.75, 6), (8, 0.5, 5)), ((30, 0.2, 15), (50, 0.06, 20))),
    "a claim": (((1500, 0.85, 150), (500, 0.7, 80)), ((3000, 0.08, 150), (9000, 0.004, 120))),
}  # fmt: skip


def planted(parts: Sequence[Part]) -> list[int]:
    return [round(size * share) for size, share, _ in parts]


def drawn(
    parts: Sequence[Part], relevant: Sequence[int], dice: np.random.Generator
) -> list[Stratum]:
    return [
        Stratum(size, n, int(dice.hypergeometric(good, size - good, n)))
        for (size, _, n), good in zip(parts, relevant, strict=True)
    ]


def inside(estimate: Estimate, truth: float) -> bool:
    return estimate.low - 1e-9 <= truth <= estimate.high + 1e-9


@pytest.mark.parametrize("name", WORLDS)
def test_intervals_cover_the_planted_truth(name: str) -> None:
    hits, excluded = WORLDS[name]
    good, missed = planted(hits), planted(excluded)
    precision = sum(good) / sum(size for size, *_ in hits)
    found = sum(good) / (sum(good) + sum(missed))
    dice = np.random.default_rng(11)
    covered = np.zeros(2)
    for _ in range(RUNS):
        sample, left = drawn(hits, good, dice), drawn(excluded, missed, dice)
        parts = total(amount([stratum]) for stratum in left)
        covered += (
            inside(proportion(sample), precision),
            inside(recall(amount(sample), parts), found),
        )
    assert covered.min() / RUNS >= LEAST, covered / RUNS


def test_estimates_are_unbiased_over_many_draws() -> None:
    hits, excluded = WORLDS["fair cut"]
    good, missed = planted(hits), planted(excluded)
    dice = np.random.default_rng(5)
    shares = [proportion(drawn(hits, good, dice)).value for _ in range(RUNS)]
    counts = [amount(drawn(excluded, missed, dice)).value for _ in range(RUNS)]
    assert np.mean(shares) == pytest.approx(sum(good) / 560, abs=0.01)
    assert np.mean(counts) == pytest.approx(sum(missed), rel=0.05)


def test_one_stratum_of_a_large_world_has_the_interval_of_wilson() -> None:
    found = proportion([Stratum(10**9, 30, 27)])
    low, high = wilson_limits(27, 30)
    assert (found.value, found.low, found.high) == pytest.approx((0.9, float(low), float(high)))
    assert (round(found.low, 2), round(found.high, 2)) == (0.74, 0.97)  # METHOD.md §1


def test_a_full_count_leaves_no_interval() -> None:
    assert proportion([Stratum(20, 20, 15)]) == (0.75, 0.75, 0.75, 20)


def test_a_stratum_without_verdicts_may_be_anything() -> None:
    known = proportion([Stratum(50, 50, 40)])
    found = proportion([Stratum(50, 50, 40), Stratum(50, 0, 0)])
    assert found == pytest.approx((0.8, known.low / 2, known.high / 2 + 0.5, 50))
    assert proportion([Stratum(50, 0, 0)])[1:] == (0.0, 1.0, 0)


def test_nothing_missed_in_the_sample_gives_a_lower_limit_and_no_value() -> None:
    found = recall(amount([Stratum(500, 100, 95)]), amount([Stratum(4000, 60, 0)]))
    assert math.isnan(found.value)
    assert found.high == 1.0
    assert found.low < 500 * 0.95 / (500 * 0.95 + 4000 * 3 / 60)  # the rule of three, or below it


def test_the_lower_limit_rises_with_the_excluded_rows_that_were_read() -> None:
    hits = amount([Stratum(500, 100, 95)])
    lows = [recall(hits, amount([Stratum(4000, n, 0)])).low for n in (10, 60, 200, 1000, 4000)]
    assert lows == sorted(lows)
    assert lows[-1] == 1.0


def test_where_nothing_was_left_out_there_is_no_recall() -> None:
    assert all(map(math.isnan, recall(amount([Stratum(50, 50, 50)]), amount([]))[:3]))


def test_without_a_hit_recall_may_be_anything() -> None:
    none = amount([])
    assert recall(none, amount([Stratum(100, 50, 5)]))[1:3] == (0.0, 1.0)


def test_weights_of_strata_decide_and_not_the_rows_read() -> None:
    assert proportion([Stratum(900, 10, 10), Stratum(100, 90, 0)]).value == pytest.approx(0.9)


def test_kappa_is_agreement_beyond_chance() -> None:
    pairs = [("yes", "yes")] * 20 + [("no", "no")] * 15 + [("yes", "no")] * 5 + [("no", "yes")] * 10
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("yes", "no"), ("no", "yes")]) == pytest.approx(-1)
    assert math.isnan(kappa([("yes", "yes")] * 3))
    assert math.isnan(kappa([]))
