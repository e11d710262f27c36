"""Chance that depends on nothing but a seed and an index."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

__all__ = ["Dice", "ladder"]

_T = TypeVar("_T")


def ladder(weights: Sequence[float]) -> tuple[float, ...]:
    """Cumulative weights, as `Dice.step` climbs them."""
    return tuple(accumulate(weights))


class Dice:
    """Draws for one patent after the other: the same seed and index give the same draws.

    Only `Random.random` is used, the one method whose sequence Python promises to keep.
    """

    __slots__ = ("_seed", "_source", "random")

    def __init__(self, seed: int) -> None:
        self._seed, self._source = seed, Random(seed)  # noqa: S311 -- invented data, no secret
        self.random = self._source.random

    def turn(self, index: int) -> None:
        """Begin the draws of the patent `index`."""
        self._source.seed(self._seed << 40 | index)

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self.random() < probability

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 to limit - 1."""
        return int(self.random() * limit)

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, items: Sequence[_T]) -> _T:
        """Draw one item, all alike."""
        return items[int(self.random() * len(items))]

    def step(self, rungs: Sequence[float]) -> int:
        """Draw a position on a `ladder` in proportion to its weights."""
        return bisect_right(rungs, self.random() * rungs[-1])

    def several(self, rungs: Sequence[float], number: int) -> list[int]:
        """Draw `number` different positions on a `ladder`, in the order drawn."""
        drawn: list[int] = []
        while len(drawn) < number:
            position = self.step(rungs)
            if position not in drawn:
                drawn.append(position)
        return drawn
