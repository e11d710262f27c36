"""A graph as networkx: the directed multigraph as it is, or a simple graph of one kind.

Projecting joins two nodes of a kind by the nodes of other kinds that both are joined to:
organisations by joint patents, means by the patents that use both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import networkx as nx

from patnav.errors import QueryError
from patnav.graph.build import FROM, TO, Graph
from patnav.graph.schema import SCHEMA, RelationshipKind
from patnav.graph.subgraph import node_key, relationship_key

__all__ = ["EDGE_TYPE", "NODE_TYPE", "multigraph", "projected", "simple"]

NODE_TYPE, EDGE_TYPE = "node_type", "edge_type"  # names that no property of the schema has
_BATCH = 5000
_MOST_PAIRS = 20_000_000  # about 10 GB as networkx


def multigraph(graph: Graph) -> nx.MultiDiGraph:
    """Directed multigraph of all nodes and relationships of a graph.

    A node is `Kind/id` with `node_type` and its properties, an edge's key is its type and what
    tells it from others between the same nodes, with `edge_type` and its properties. What is null
    is not there; lists stay lists, dates are ISO text.
    """
    made = nx.MultiDiGraph(project=graph.project)
    for label in graph.nodes:
        made.add_nodes_from(_nodes(graph, label))
    for label, link in SCHEMA.relationships.items():
        if label in graph.relationships:
            for row in _rows(graph, label):
                start, end = row.pop(FROM), row.pop(TO)
                made.add_edge(
                    node_key(link.source, start),
                    node_key(link.target, end),
                    relationship_key(label, row),
                    **{EDGE_TYPE: label},
                    **_present(row),
                )
    return made


def simple(graph: Graph) -> nx.Graph:
    """Undirected graph of all nodes; `weight` is how many relationships join two of them."""
    made = nx.Graph(project=graph.project)
    for label in graph.nodes:
        made.add_nodes_from(_nodes(graph, label))
    for label, rows in graph.relationships.items():
        link = SCHEMA.relationships[label]
        ends = zip(rows[FROM].to_pylist(), rows[TO].to_pylist(), strict=True)
        for start, end in ends:
            one, other = node_key(link.source, start), node_key(link.target, end)
            if one != other:
                weight = made.get_edge_data(one, other, {"weight": 0})["weight"]
                made.add_edge(one, other, weight=weight + 1)
    return made


def projected(graph: Graph, kind: str) -> nx.Graph:
    """Simple graph of the nodes of one kind, joined where they share nodes of other kinds.

    Each edge has `weight`, the number of shared nodes (patents, say: legal rights, not families),
    and `share`, the same with each shared node counting 1/(k-1) when k nodes share it (Newman 2001,
    Phys. Rev. E 64, 016132). Each node has `count`: how many of the others it is joined to.
    The graph's attribute `through` lists the kinds of what is shared. Several relationships
    between the same two nodes count once. Raises QueryError when nothing can be shared, or when
    there would be more than 20 million pairs.
    """
    if kind not in graph.nodes:
        kinds = ", ".join(graph.nodes)
        raise QueryError(f"the selection has no {kind!r}", remedy=f"use one of {kinds}")
    made = nx.Graph(project=graph.project, through=_through(graph, kind))
    made.add_nodes_from(_nodes(graph, kind), count=0)
    sharers = _sharers(graph, kind)
    pairs = sum(len(nodes) * (len(nodes) - 1) // 2 for nodes in sharers.values())
    if pairs > _MOST_PAIRS:
        widest = max(sharers, key=lambda name: len(sharers[name]))
        raise QueryError(
            f"projecting on {kind} makes {pairs} pairs: {widest} is shared by "
            f"{len(sharers[widest])}",
            remedy="choose relationships with fewer ends, or a narrower selection",
        )
    for nodes in sharers.values():
        for node in nodes:
            made.nodes[node]["count"] += 1
        for one, other in combinations(nodes, 2):
            edge = made.get_edge_data(one, other, {"weight": 0, "share": 0.0})
            share = edge["share"] + 1 / (len(nodes) - 1)
            made.add_edge(one, other, weight=edge["weight"] + 1, share=share)
    return made


def _through(graph: Graph, kind: str) -> list[str]:
    """Kinds that lie between nodes of this kind; QueryError when there is none."""
    others = {_other(SCHEMA.relationships[label], kind) for label in graph.relationships} - {""}
    if not others:
        links = [link.label for link in SCHEMA.relationships.values() if _other(link, kind)]
        raise QueryError(
            f"no selected relationship joins {kind} to another kind",
            remedy=f"select some of {', '.join(links)}",
        )
    return [label for label in SCHEMA.nodes if label in others]


def _other(link: RelationshipKind, kind: str) -> str:
    """The other kind that a relationship joins this kind to, if any."""
    ends = {link.source, link.target}
    return (ends - {kind}).pop() if kind in ends and len(ends) > 1 else ""


def _sharers(graph: Graph, kind: str) -> dict[str, list[str]]:
    """Shared node -> nodes of the kind that are joined to it, each once, both in order."""
    found: dict[str, dict[str, None]] = {}
    for label in graph.relationships:
        link = SCHEMA.relationships[label]
        if other := _other(link, kind):
            here, there = (FROM, TO) if link.source == kind else (TO, FROM)
            rows = graph.rows(label)
            ends = zip(rows[here].to_pylist(), rows[there].to_pylist(), strict=True)
            for node, shared in ends:
                found.setdefault(node_key(other, shared), {})[node_key(kind, node)] = None
    return {shared: sorted(nodes) for shared, nodes in sorted(found.items())}


def _nodes(graph: Graph, label: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in _rows(graph, label):
        yield node_key(label, row["id"]), {NODE_TYPE: label, **_present(row)}


def _rows(graph: Graph, label: str) -> Iterator[dict[str, Any]]:
    for batch in graph.batches(label, _BATCH):
        yield from batch


def _present(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
