"""What reviewers judge: texts, labels and nodes of some patents, as the snapshot shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patnav.analysis.review.known import Known, histories
from patnav.analysis.review.missing import near_tables
from patnav.ingest.review import LABEL, NODE, Address, LabelDecision, NodeDecision, address_of
from patnav.ingest.review.labels import BAND
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
        listed = [item for item in decisions if _patent(item) in self.patents]
        self._histories = histories(listed, self.texts)
        self._bands = dict(_first_bands(listed))
        self._decided = [NodeDecision.read(item) for item in listed if item.kind == NODE]

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

    def known(self, address: Address) -> Sequence[Known]:
        """Labels that are or were to be seen at an address; none where there never was one.

        The first is the one that was proposed there, else the one that stands there.
        """
        row, found = self.mentions.get(address), self._histories.get(address, ())
        if row is None:
            return found
        standing = [one.standing(row) if one.has(row) else one for one in found]
        new = not any(one.has(row) for one in found)
        return [*[Known(address, row["quote"], row, [row])] * new, *standing]

    def proposed_band(self, patent: str) -> Row | None:
        """The band that the machine had given when it was first decided upon; None before."""
        return self._bands.get(patent)

    def proposed_nodes(self, patent: str) -> tuple[str, ...]:
        """What the machine had proposed: as first decided upon, else as the snapshot has it."""
        return next((one.was for one in self._of(patent)), self.nodes(patent))

    def shown_nodes(self, patent: str) -> Iterator[tuple[str, ...]]:
        """Sets of nodes in which a patent is or was to be seen, as it stands first."""
        yield self.nodes(patent)
        yield self.near_nodes(patent)
        for one in self._of(patent):
            yield from (one.was, one.nodes)

    def _of(self, patent: str) -> Iterator[NodeDecision]:
        of = (patent, self.tree.chain)
        return (one for one in self._decided if (one.patent, one.chain) == of)


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


def _first_bands(decisions: Iterable[Decision]) -> Iterator[tuple[str, Row]]:
    """What the machine had said of bands that were judged; of a patent the oldest comes last."""
    for item in reversed(list(decisions)):
        if item.kind == LABEL and address_of(item.subject).start == BAND:
            judged = LabelDecision.read(item)
            if judged.was:
                yield judged.address.patent, judged.was


def _patent(item: Decision) -> str:
    """Patent that a decision on a label or on nodes is about; others are about none."""
    return address_of(item.subject).patent if item.kind == LABEL else item.subject


def _address(row: Row) -> Address:
    return Address(*(row[name] for name in Address._fields))
