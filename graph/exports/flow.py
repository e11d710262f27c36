"""What the tabular and XML writers take: typed columns, then nodes and edges one after another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import networkx as nx

from patnav.graph.build import FROM, TO, Graph
from patnav.graph.network import EDGE_TYPE, NODE_TYPE
from patnav.graph.schema import SCHEMA, Property, PropertyType
from patnav.graph.subgraph import node_key

__all__ = ["Columns", "Edge", "Flow", "Node", "graph_flow", "network_flow"]

_BATCH = 5000
Columns = Mapping[str, PropertyType]


class Node(NamedTuple):
    """A node: key among all kinds, title, and the values that are there."""

    key: str
    title: str
    values: dict[str, Any]


class Edge(NamedTuple):
    """A relationship or link between the keys of two nodes."""

    source: str
    target: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Flow:
    """A graph to write: each call of `nodes` and `edges` begins anew."""

    project: str
    directed: bool
    node_columns: Columns
    edge_columns: Columns
    nodes: Callable[[], Iterator[Node]]
    edges: Callable[[], Iterator[Edge]]


def graph_flow(graph: Graph) -> Flow:
    """Flow of a directed multigraph; only as much of it is in memory as a batch."""
    kinds = (SCHEMA.nodes[label].properties.values() for label in graph.nodes)
    links = (SCHEMA.relationships[label].properties.values() for label in graph.relationships)

    def nodes() -> Iterator[Node]:
        for label in graph.nodes:
            for row in _rows(graph, label):
                values = {NODE_TYPE: label, **_present(row)}
                yield Node(node_key(label, row["id"]), row["title"], values)

    def edges() -> Iterator[Edge]:
        for label in graph.relationships:
            link = SCHEMA.relationships[label]
            for row in _rows(graph, label):
                start, end = row.pop(FROM), row.pop(TO)
                values = {EDGE_TYPE: label, **_present(row)}
                yield Edge(node_key(link.source, start), node_key(link.target, end), values)

    node_columns = _columns(NODE_TYPE, kinds)
    return Flow(graph.project, True, node_columns, _columns(EDGE_TYPE, links), nodes, edges)


def network_flow(network: nx.Graph) -> Flow:
    """Flow of a simple weighted network (`network.projected`)."""
    kinds = {values[NODE_TYPE] for _, values in network.nodes(data=True)}
    columns = _columns(NODE_TYPE, (SCHEMA.nodes[kind].properties.values() for kind in kinds))

    def nodes() -> Iterator[Node]:
        for key, values in network.nodes(data=True):
            yield Node(key, values["title"], _present(values))

    def edges() -> Iterator[Edge]:
        for source, target, values in network.edges(data=True):
            yield Edge(source, target, values)

    links: Columns = {"weight": "int", "share": "float"}
    return Flow(network.graph["project"], False, {**columns, "count": "int"}, links, nodes, edges)


def _columns(first: str, kinds: Iterable[Iterable[Property]]) -> dict[str, PropertyType]:
    """Names and types of all properties; one name has one type in all kinds."""
    columns: dict[str, PropertyType] = {first: "string"}
    columns.update((item.name, item.type) for kind in kinds for item in kind)
    return columns


def _rows(graph: Graph, label: str) -> Iterator[dict[str, Any]]:
    for batch in graph.batches(label, _BATCH):
        yield from batch


def _present(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if _is_there(value)}


def _is_there(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))
