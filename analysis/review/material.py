"""What reviewers judge: texts, labels and nodes of some patents, as the snapshot shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patnav.analysis.review.missing import near_tables
from patnav.ingest.review import (
    LABEL,
    NODE,
    Address,
    LabelDecision,
    NodeDecision,
    Ruling,
    rulings,
)
from patnav.ledger import Decision
from patnav.snapshot import Snapshot

__all__ = ["Material"]

Row = Mapping[str, Any]


class Material:
    """Texts, labels, nodes and earlier decisions of some patents of a snapshot."""

    def __init__(
        self, snapshot: Snapshot, patents: Iterable[str], decisions: Iterable[Decision] = ()
    ) -> None:
        self.tree, wanted = snapshot.project.chain, sorted(set(patents))
        rows = {name: _of(snapshot, name, wanted) for name in ("patents", "texts", "mentions")}
        self.patents = {row["patent"]: row for row in rows["patents"]}
        self.texts = {
            (row["patent"], row["section"], row["lang"]): row["text"] or "" for row in rows["texts"]
        }
        self.mentions = {_address(row): row for row in rows["mentions"]}
        self.bands = {
            (row["patent"], row["dimension"]): row for row in _of(snapshot, "judgements", wanted)
        }
        self._nodes: dict[str, list[Row]] = {}
        for row in _of(snapshot, "assignments", wanted):
            self._nodes.setdefault(row["patent"], []).append(row)
        near = near_tables(snapshot)
        self.near = {_address(row): row for row in _among(near["near_labels"], wanted)}
        self._near_nodes: dict[str, list[Row]] = {}
        for row in _among(near["near_nodes"], wanted):
            self._near_nodes.setdefault(row["patent"], []).append(row)
        listed = list(decisions)
        self._rulings = [*rulings(listed, LABEL), *rulings(listed, NODE)]
        self._origins = dict(_origins(self._rulings))

    def nodes(self, patent: str) -> tuple[str, ...]:
        """Nodes of a patent, primary first."""
        rows = self._nodes.get(patent, [])
        ordered = sorted(rows, key=lambda row: (not row["main"], -row["weight"], row["node"]))
        return tuple(row["node"] for row in ordered)

    def near_nodes(self, patent: str) -> tuple[str, ...]:
        """Nodes that a patent off the chain was nearly given, the likeliest first."""
        rows = self._near_nodes.get(patent, []) if patent not in self._nodes else []
        return tuple(
            row["node"] for row in sorted(rows, key=lambda row: (-row["confidence"], row["node"]))
        )

    def near_labels(self, patent: str) -> Sequence[Row]:
        """Labels that were nearly given to a patent, in their order."""
        return [
            row for address, row in sorted(self.near.items(), key=lambda pair: pair[0])
            if address.patent == patent
        ]  # fmt: skip

    def labels(self, patent: str, dimension: str = "") -> Sequence[Row]:
        """Labels of a patent in their order, of one dimension or all."""
        return [
            row for address, row in sorted(self.mentions.items(), key=lambda pair: pair[0])
            if address.patent == patent and dimension in ("", address.dimension)
        ]  # fmt: skip

    def origin(self, address: Address) -> LabelDecision | None:
        """The decision that a label of the snapshot came from; None for the machine's own."""
        return self._origins.get(address)

    def proposed_nodes(self, patent: str) -> tuple[str, ...]:
        """What the machine had proposed: as decided upon before, else as the snapshot has it."""
        of = (patent, self.tree.chain)
        for judged in (one.judged for one in self._rulings):
            if isinstance(judged, NodeDecision) and (judged.patent, judged.chain) == of:
                return judged.was
        return self.nodes(patent)


def _of(snapshot: Snapshot, name: str, patents: Sequence[str]) -> list[dict[str, Any]]:
    wanted = pa.array(patents, pa.string())
    rows = pq.read_table(snapshot.path(name), filters=pc.field("patent").isin(wanted))
    found: list[dict[str, Any]] = rows.to_pylist()
    return found


def _among(rows: pa.Table, patents: Sequence[str]) -> list[dict[str, Any]]:
    wanted = pa.array(patents, pa.string())
    found: list[dict[str, Any]] = rows.filter(
        pc.is_in(rows["patent"], value_set=wanted)
    ).to_pylist()
    return found


def _address(row: Row) -> Address:
    return Address(*(row[name] for name in Address._fields))


def _origins(found: Iterable[Ruling]) -> Iterable[tuple[Address, LabelDecision]]:
    """The labels that decisions led to, by where they stand."""
    for one in found:
        judged = one.judged
        if isinstance(judged, LabelDecision) and "end" in judged.label:
            label = judged.label
            yield judged.address._replace(start=label["start"], end=label["end"]), judged
