"""Draw the review sample: the same seed and snapshot give the same rows.

Each unit has a number made of the seed and its own keys; a stratum gives those with the smallest
numbers. A patent more or fewer in the files changes only its own stratum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

from patnav.analysis.scope.frame import Frame, Stratum, Unit
from patnav.analysis.scope.words import scope_words

__all__ = ["Drawn", "Plan", "allocate", "draw", "spread"]


class Plan(NamedTuple):
    """How many hits per node, how many patents without a node in all, which nodes (none = all)."""

    per_node: int = 30
    excluded: int = 60
    seed: int = 1
    nodes: Collection[str] = ()


class Drawn(NamedTuple):
    """A unit of the sample with its inclusion probability."""

    unit: Unit
    probability: float


def draw(frame: Frame, plan: Plan) -> list[Drawn]:
    """Draw the sample; nodes in their order, within a node at random, patents without one last."""
    sizes = frame.sizes
    wanted = _plan(sizes, plan)
    members: dict[Stratum, list[Unit]] = {stratum: [] for stratum in wanted}
    for unit in frame.units:
        if unit.stratum in members:
            members[unit.stratum].append(unit)
    drawn = [
        Drawn(unit, count / sizes[stratum])
        for stratum, count in wanted.items()
        for unit in sorted(members[stratum], key=lambda unit: _number(unit, plan.seed))[:count]
    ]
    return sorted(
        drawn, key=lambda row: (not row.unit.node, row.unit.node, _number(row.unit, plan.seed))
    )


def allocate(sizes: Mapping[Stratum, int], n: int, least: int = 0) -> dict[Stratum, int]:
    """Give each stratum its share of n rows by size, at least `least`, at most all its rows."""
    shares = {stratum: float(size) for stratum, size in sizes.items()}
    return spread(sizes, shares, min(n, sum(sizes.values())), least)


def spread(
    sizes: Mapping[Stratum, int], shares: Mapping[Stratum, float], n: int, least: int = 0
) -> dict[Stratum, int]:
    """Hand out n rows one by one, each to the stratum furthest below its share that has some left.

    Every stratum gets `least` first, as far as n goes.
    """
    given = dict.fromkeys(sorted(sizes), 0)
    for _ in range(min(n, sum(sizes.values()))):
        open_ = [stratum for stratum in given if given[stratum] < sizes[stratum]]
        poor = [stratum for stratum in open_ if given[stratum] < least]
        if poor:
            target = min(poor, key=lambda each: given[each])
        else:
            target = min(open_, key=lambda each: (given[each] + 1) / shares[each])
        given[target] += 1
    return given


def _plan(sizes: Mapping[Stratum, int], plan: Plan) -> dict[Stratum, int]:
    least = scope_words().least
    wanted: dict[Stratum, int] = {}
    for node in sorted({stratum.node for stratum in sizes if stratum.node}):
        if not plan.nodes or node in plan.nodes:
            of_node = {stratum: size for stratum, size in sizes.items() if stratum.node == node}
            wanted |= allocate(of_node, plan.per_node, least)
    outside = {stratum: size for stratum, size in sizes.items() if not stratum.node}
    return wanted | _excluded(outside, plan.excluded)


def _excluded(sizes: Mapping[Stratum, int], n: int) -> dict[Stratum, int]:
    """Share n rows among the kinds, and within near misses by the size of each rule."""
    by_kind: dict[str, int] = {}
    for stratum, size in sizes.items():
        by_kind[stratum.kind] = by_kind.get(stratum.kind, 0) + size
    parts = {
        stratum: scope_words().shares[stratum.kind] * size / by_kind[stratum.kind]
        for stratum, size in sizes.items()
    }
    return spread(sizes, parts, n, min(scope_words().least, n // max(1, len(sizes))))


def _number(unit: Unit, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {unit.patent} {unit.node}".encode()).digest()
