"""Precision and recall from a stratified sample: pure functions over counts.

A stratum is a set of rows of which some were drawn at random and reviewed. Intervals are Wilson's
at the effective number of rows (Kish 1965, with the finite population correction); sums and ratios
of independent parts are combined by the method of variance estimates recovery (Zou & Donner 2008,
Donner & Zou 2012), which keeps the parts' own asymmetric limits: where nothing relevant was found
among n rows the upper limit is about 3.84 / (n + 3.84), never 0. tests/test_scope_estimates.py
measures the coverage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, isnan, nan, sqrt
from typing import NamedTuple

from patnav.analysis.statistics import wilson_limits

__all__ = ["Estimate", "Stratum", "amount", "kappa", "proportion", "recall", "total"]


class Stratum(NamedTuple):
    """Rows of one stratum, how many were reviewed, and how many of these are relevant."""

    size: int
    reviewed: int
    relevant: int


class Estimate(NamedTuple):
    """A value with its 95 % interval and the reviewed rows behind it; NaN = not to be had."""

    value: float
    low: float
    high: float
    n: int


def proportion(strata: Iterable[Stratum]) -> Estimate:
    """Share of relevant rows in the union of strata, each weighted by its size.

    Strata without a reviewed row may be anything: they stretch the interval by their whole size and
    take the value of the others. Without any reviewed row the value is NaN, the interval 0 to 1.
    """
    filled = [stratum for stratum in strata if stratum.size]
    seen = [stratum for stratum in filled if stratum.reviewed]
    n, size = sum(each.reviewed for each in seen), sum(each.size for each in seen)
    if not filled:
        return Estimate(nan, nan, nan, 0)
    if not seen:
        return Estimate(nan, 0.0, 1.0, 0)
    value = sum(each.size * each.relevant / each.reviewed for each in seen) / size
    low, high = _wilson(value, _effective(seen, size))
    known = size / sum(each.size for each in filled)
    return Estimate(value, low * known, high * known + 1 - known, n)


def amount(strata: Sequence[Stratum]) -> Estimate:
    """Number of relevant rows in the union of strata; 0 without any row."""
    size = sum(each.size for each in strata)
    share = proportion(strata)
    if not size:
        return Estimate(0.0, 0.0, 0.0, 0)
    return Estimate(size * share.value, size * share.low, size * share.high, share.n)


def total(parts: Iterable[Estimate]) -> Estimate:
    """Sum of independent amounts; a part without a value counts 0 but keeps its upper limit."""
    known = [part._replace(value=0.0) if isnan(part.value) else part for part in parts]
    value = sum(part.value for part in known)
    below = sqrt(sum((part.value - part.low) ** 2 for part in known))
    above = sqrt(sum((part.high - part.value) ** 2 for part in known))
    return Estimate(value, max(0.0, value - below), value + above, sum(part.n for part in known))


def recall(found: Estimate, missed: Estimate) -> Estimate:
    """Share found / (found + missed) of two independent amounts.

    Where no missed row was seen there is no value but a lower limit: the value is NaN and the upper
    limit 1. All is NaN where nothing could have been missed, which says nothing of a cut.
    """
    if not missed.high and not missed.n:
        return Estimate(nan, nan, nan, 0)
    if isnan(found.value) or not found.high:
        return Estimate(nan, 0.0, 1.0, missed.n)
    least, most = _ratio(missed, found)
    value = found.value / (found.value + missed.value) if missed.value else nan
    return Estimate(value, 1 / (1 + most), 1 / (1 + least), found.n + missed.n)


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's κ of two reviewers' verdicts (METHOD.md §2.6); NaN without pairs or variety."""
    if not pairs:
        return nan
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    words = {word for pair in pairs for word in pair}
    by_chance = (
        sum(
            sum(one == word for one, _ in pairs) * sum(other == word for _, other in pairs)
            for word in words
        )
        / len(pairs) ** 2
    )
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else nan


def _effective(seen: Sequence[Stratum], size: int) -> float:
    """Rows of a simple random sample that would tell as much; infinite for a full count."""
    spread = sum(
        (each.size / size) ** 2 * (1 - each.reviewed / each.size) / each.reviewed for each in seen
    )
    return 1 / spread if spread else inf


def _wilson(share: float, n: float) -> tuple[float, float]:
    if n == inf:
        return share, share
    low, high = wilson_limits(share * n, n)
    return max(0.0, float(low)), min(1.0, float(high))


def _ratio(top: Estimate, bottom: Estimate) -> tuple[float, float]:
    """Limits of top / bottom, both not negative (Donner & Zou 2012)."""
    product = top.value * bottom.value
    wide = bottom.high * (2 * bottom.value - bottom.high)
    low = top.low / bottom.high
    if wide > 0:
        inside = max(0.0, product**2 - top.low * (2 * top.value - top.low) * wide)
        low = max(low, (product - sqrt(inside)) / wide)
    narrow = bottom.low * (2 * bottom.value - bottom.low)
    if narrow <= 0:
        return low, inf
    inside = max(0.0, product**2 - top.high * (2 * top.value - top.high) * narrow)
    return low, (product + sqrt(inside)) / narrow
