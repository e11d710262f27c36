"""What the cut has taken in and left out: counts before and after, per node and rule."""

from __future__ import annotations

from collections import Counter
from typing import Any

from patnav.analysis.scope.frame import Frame
from patnav.chain import ChainTree
from patnav.snapshot import Snapshot

__all__ = ["scope_counts"]

_RULES = ("class", "class+keyword", "keyword")


def scope_counts(snapshot: Snapshot, frame: Frame) -> dict[str, Any]:
    """Count rows, patents and families before and after the cut, and per node by rule.

    `nodes` has a row per node: patents given by each rule, and patents without any node that are
    nearest to it (`near`) or linked with one of its patents by citation or family (`neighbour`).
    """
    return _sums(snapshot, frame) | {"nodes": _nodes(snapshot.project.chain, frame)}


def _sums(snapshot: Snapshot, frame: Frame) -> dict[str, int]:
    sources = snapshot.table("sources").to_pydict()
    inside = {unit.patent for unit in frame.units if unit.node}
    kinds = Counter(unit.stratum.kind for unit in frame.units)
    patents = snapshot.table("patents").select(["patent", "family"]).to_pydict()
    pairs = zip(patents["patent"], patents["family"], strict=True)
    return {
        "rows": sum(sources["rows"]),
        "publications": sum(sources["publications"]),
        "rejections": sum(sources["rejections"]),
        "patents": len(patents["patent"]),
        "families": len(set(patents["family"])),
        "patents_in_chain": len(inside),
        "families_in_chain": len({family for patent, family in pairs if patent in inside}),
        "assignments": kinds["hit"],
        "near": kinds["near"],
        "neighbour": kinds["neighbour"],
        "rest": kinds["rest"],
    }


def _nodes(tree: ChainTree, frame: Frame) -> list[dict[str, Any]]:
    hits = Counter((unit.node, unit.stratum.rule) for unit in frame.units)
    outside = Counter((unit.near, unit.stratum.kind) for unit in frame.units if not unit.node)
    return [
        {"node": node.id, "name": node.name_zh}
        | {rule: hits[node.id, rule] for rule in _RULES}
        | {"assigned": sum(hits[node.id, rule] for rule in _RULES)}
        | {kind: outside[node.id, kind] for kind in ("near", "neighbour")}
        for node in tree.nodes
    ]
