"""Scores of nodes: what an overlay map colours them by."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from patnav.graph.build import FROM, TO, Graph
from patnav.graph.schema import SCHEMA
from patnav.graph.subgraph import node_key

__all__ = ["Scores", "scores"]

Scores = dict[str, dict[str, float]]  # key of a node among all kinds -> name of the score -> value
_NUMBERS = ("priority_year", "cited_by")  # of a patent


def scores(graph: Graph) -> Scores:
    """Priority year and citations: of a patent its own, of other nodes the mean of their patents.

    A patent counts once for each node it is joined to, and not where its number is not known; a
    node of which nothing is known has no score.
    """
    if "Patent" not in graph.nodes:
        return {}
    patents = graph.nodes["Patent"].select(["id", *_NUMBERS]).to_pylist()
    numbers = {row["id"]: row for row in patents}
    joined: dict[str, set[str]] = {node_key("Patent", key): {key} for key in numbers}
    for node, patent in _ends(graph):
        joined.setdefault(node, set()).add(patent)
    found: Scores = {node: {} for node in joined}
    for name in _NUMBERS:
        item = SCHEMA.nodes["Patent"].properties[name]
        for node, keys in joined.items():
            known = [n for key in keys if (n := numbers[key][name]) is not None]
            if known:
                found[node][f"{item.zh} {item.en}"] = fmean(known)
    return found


def _ends(graph: Graph) -> Iterator[tuple[str, str]]:
    """Nodes of other kinds, each with a patent it is joined to."""
    for label in graph.relationships:
        link = SCHEMA.relationships[label]
        if (link.source == "Patent") != (link.target == "Patent"):
            rows = graph.relationships[label]
            here, there = (TO, FROM) if link.source == "Patent" else (FROM, TO)
            kind = link.target if link.source == "Patent" else link.source
            ends = zip(rows[here].to_pylist(), rows[there].to_pylist(), strict=True)
            yield from ((node_key(kind, node), patent) for node, patent in ends)
