"""Agreement beyond chance for categories and bands (METHOD.md §2.6); never for spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from patnav.analysis.agreement.bootstrap import RUNS, SEED, interval
from patnav.gold import BANDS

__all__ = [
    "cohen_kappa",
    "confusion",
    "fleiss_kappa",
    "kappa_interval",
    "kappa_of",
    "weighted_kappa",
]

Floats = NDArray[np.float64]
Table = Sequence[Sequence[int]] | NDArray[np.generic]


def confusion(
    pairs: Iterable[tuple[str, str]], values: Sequence[str]
) -> tuple[tuple[int, ...], ...]:
    """Count pairs: one row per value of the first, one column per value of the second."""
    place = {value: number for number, value in enumerate(values)}
    table = [[0] * len(values) for _ in values]
    for first, second in pairs:
        table[place[first]][place[second]] += 1
    return tuple(map(tuple, table))


def cohen_kappa(pairs: Iterable[tuple[str, str]]) -> float:
    """Cohen's κ of two raters over unordered categories; NaN without pairs or any variety."""
    listed = list(pairs)
    values = sorted({value for pair in listed for value in pair})
    return kappa_of(confusion(listed, values))


def weighted_kappa(pairs: Iterable[tuple[str, str]], values: Sequence[str] = BANDS) -> float:
    """Quadratic-weighted κ over ordered bands (unknown < low < mid < high); NaN as above."""
    return kappa_of(confusion(pairs, values), quadratic=True)


def kappa_interval(
    pairs: Iterable[tuple[str, str]], values: Sequence[str] = BANDS, runs: int = RUNS
) -> tuple[float | None, float | None]:
    """95 % bootstrap interval of the quadratic-weighted κ; one pair is one document.

    Draws without any variety do not speak; both ends are None where none speaks.
    """
    size = len(values)
    table = np.asarray(confusion(pairs, values), float)
    total = int(table.sum())
    if not total:
        return None, None
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(total, (table / total).ravel(), size=runs).reshape(-1, size, size)
    return interval(np.array([kappa_of(one, quadratic=True) for one in drawn]))


def kappa_of(table: Table, *, quadratic: bool = False) -> float:
    """κ = 1 - observed / expected disagreement of a square confusion table."""
    counts = np.asarray(table, float)
    total = counts.sum()
    size = len(counts)
    if not total:
        return float("nan")
    places = np.arange(size)
    distance = (places[:, None] - places[None, :]) ** 2.0
    weights = distance if quadratic else (distance > 0).astype(float)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    by_chance = float((weights * expected).sum())
    return 1 - float((weights * counts).sum()) / by_chance if by_chance else float("nan")


def fleiss_kappa(ratings: Sequence[Sequence[str]]) -> float:
    """Fleiss' κ of three or more raters; each item has the ratings that it got, in any order.

    Items may have different numbers of ratings (two at least, others are left out); each rating
    then weighs the same in the shares of the categories. NaN without items or any variety.
    """
    items = [list(item) for item in ratings if len(item) >= 2]
    values = sorted({value for item in items for value in item})
    if not items:
        return float("nan")
    counts = np.array([[item.count(value) for value in values] for item in items], float)
    raters = counts.sum(axis=1)
    agreed = float(np.mean((counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))))
    by_chance = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")
