"""What can be drawn: every assignment of the snapshot, and every patent that has none, by stratum.

Assignments are strata by node and rule. Patents without a node are, in this order, `near` (classes
or keywords speak for a node, too weakly), `neighbour` (a citation or the family links them with a
patent that has a node) or `rest`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from patnav.ingest.assign import near_misses
from patnav.snapshot import Snapshot

__all__ = ["KINDS", "Frame", "Kind", "Stratum", "Unit", "scope_frame"]

Kind = Literal["hit", "near", "neighbour", "rest"]
KINDS: tuple[Kind, ...] = ("hit", "near", "neighbour", "rest")


class Stratum(NamedTuple):
    """Name of a stratum; hits have a node, near misses a rule, the others only a kind."""

    kind: Kind
    node: str = ""
    rule: str = ""


class Unit(NamedTuple):
    """One row that can be drawn: a patent and the node it is asked about (empty = the chain).

    `near` is the node nearest to a patent without one, `other` the patent that it is linked with.
    """

    patent: str
    stratum: Stratum
    near: str = ""
    reason: str = ""
    evidence: str = ""
    other: str = ""

    @property
    def node(self) -> str:
        """Node that a hit was given, empty for others."""
        return self.stratum.node


class Frame(NamedTuple):
    """All units of a snapshot."""

    snapshot: str
    units: tuple[Unit, ...]

    @property
    def sizes(self) -> Counter[Stratum]:
        """Number of units by stratum."""
        return Counter(unit.stratum for unit in self.units)


def scope_frame(snapshot: Snapshot) -> Frame:
    """Sort all patents of a snapshot into strata; ordered by stratum and patent."""
    units = [*_hits(snapshot), *_Excluded(snapshot).units()]
    return Frame(snapshot.id, tuple(sorted(units)))


def _hits(snapshot: Snapshot) -> Iterator[Unit]:
    rows = snapshot.table("assignments").select(["patent", "node", "rule", "reason", "evidence"])
    for patent, node, rule, reason, evidence in zip(*rows.to_pydict().values(), strict=True):
        yield Unit(patent, Stratum("hit", node, rule), node, reason, evidence)


class _Excluded:
    """The patents without a node, and what links them with those that have one."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        main = snapshot.table("assignments").filter(pc.field("main"))
        self._main: Mapping[str, str] = dict(
            zip(main["patent"].to_pylist(), main["node"].to_pylist(), strict=True)
        )

    def units(self) -> Iterator[Unit]:
        patents = self._snapshot.table("patents")
        inside = pa.array(sorted(self._main), pa.string())
        outside = patents.filter(pc.invert(pc.is_in(patents["patent"], value_set=inside)))
        texts, classes = self._snapshot.table("texts"), self._snapshot.table("classifications")
        project = self._snapshot.project
        given = (project.chain, outside, texts, classes, project.node_models)
        for patent, case in near_misses(*given):
            if case is not None:
                stratum = Stratum("near", "", case.rule)
                yield Unit(patent, stratum, case.node, case.reason, case.evidence)
            elif other := self._linked.get(patent, ""):
                yield Unit(patent, Stratum("neighbour"), self._main[other], other=other)
            else:
                yield Unit(patent, Stratum("rest"))

    @cached_property
    def _linked(self) -> dict[str, str]:
        """Patent without a node -> the first patent with one that it is linked with."""
        found: dict[str, str] = {}
        for one, other in self._pairs():
            for outside, inside in ((one, other), (other, one)):
                if inside in self._main and outside not in self._main:
                    found[outside] = min(inside, found.get(outside, inside))
        return found

    def _pairs(self) -> Iterator[tuple[str, str]]:
        cites = self._snapshot.table("citations")
        yield from zip(cites["citing"].to_pylist(), cites["cited"].to_pylist(), strict=True)
        patents = self._snapshot.table("patents")
        families: dict[str, list[str]] = {}
        for patent, family in zip(*patents.select(["patent", "family"]), strict=True):
            families.setdefault(family.as_py(), []).append(patent.as_py())
        for members in families.values():
            inside = min((member for member in members if member in self._main), default="")
            yield from ((member, inside) for member in members if inside)
