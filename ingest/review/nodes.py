"""The chain nodes of a patent as people decided them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from patnav.ingest.review.labels import NodeDecision
from patnav.ingest.review.rulings import Ruling

__all__ = ["assigned"]

Row = dict[str, Any]
_PRIMARY = 2.0  # weight of the primary node against one of the others, where the set is new [D]


def assigned(was: Sequence[Row], one: Ruling, near: Sequence[Row] = ()) -> list[Row]:
    """Rows of `assignments` for a ruling; none when the patent is not in the chain.

    A node keeps the evidence with which the machine gave it, or nearly did (`near`).
    The machine's weights stay where its nodes were right; else the primary node counts twice.
    """
    judged = one.judged
    assert isinstance(judged, NodeDecision)
    before = {row["node"]: row for row in [*near, *was]}
    main = [row["node"] for row in was if row["main"]]
    same = {row["node"] for row in was} == set(judged.nodes) and main == list(judged.nodes[:1])
    shares = {node: 1.0 + (_PRIMARY - 1) * (not at) for at, node in enumerate(judged.nodes)}
    total = sum(shares.values())
    return [
        _row(before.get(node, _blank(judged.patent, node)), one)
        | {"main": not at, "weight": before[node]["weight"] if same else shares[node] / total}
        for at, node in enumerate(judged.nodes)
    ]


def _row(row: Row, one: Ruling) -> Row:
    told = f"reviewed by {one.reviewers}"
    reason = f"{told}; {row['reason']}" if row["reason"] else told
    return row | {"confidence": one.confidence, "rule": "review", "reason": reason}


def _blank(patent: str, node: str) -> Row:
    place = {"evidence": "", "section": "class", "lang": "", "start": -1, "end": -1}
    return {"patent": patent, "node": node, "reason": "", **place}
