"""A typed sub-graph: kinds of nodes, types of relationships, a chain node, nodes of a query.

A selection narrows the rows that `build_graph` makes; what is left keeps their order, so the same
snapshot and selection give the same rows. Indicators and exports need no graph engine for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from patnav.errors import QueryError
from patnav.graph.build import FROM, TO, Graph, Rows
from patnav.graph.schema import SCHEMA, closest
from patnav.graph.store import Answer, Plain

__all__ = ["MOST_ROWS", "Keys", "Selection", "found_keys", "node_key", "relationship_key", "select"]

MOST_ROWS = 1_000_000  # of an answer whose rows are all wanted
Keys = Mapping[str, Set[str]]  # label -> keys of nodes


@dataclass(frozen=True, slots=True)
class Selection:
    """What a sub-graph holds; each condition narrows it, an empty one does not.

    `kinds` and `relationships` are labels of the schema; relationships alone bring the kinds they
    join. `node` is a node of the chain or a group of nodes: the patents assigned to it and what
    they are joined to directly, without other patents. `keys` are nodes by kind. A relationship is
    there when both its ends are.
    """

    kinds: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    node: str = ""
    keys: Keys | None = None

    def labels(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Kinds and relationship types in the schema's order; QueryError names a wrong one."""
        _check(self.kinds, SCHEMA.nodes, "kind of node")
        _check(self.relationships, SCHEMA.relationships, "relationship type")
        links = [SCHEMA.relationships[name] for name in self.relationships]
        kinds = set(self.kinds) or {end for link in links for end in (link.source, link.target)}
        chosen = [label for label in SCHEMA.nodes if not kinds or label in kinds]
        wanted = [
            label
            for label, link in SCHEMA.relationships.items()
            if (not links or link in links) and {link.source, link.target} <= set(chosen)
        ]
        lost = sorted(set(self.relationships) - set(wanted))
        if lost:
            link = SCHEMA.relationships[lost[0]]
            raise QueryError(
                f"{link.label} joins {link.source} to {link.target}, which are not both selected",
                remedy=f"select the kinds {link.source} and {link.target}",
            )
        return tuple(chosen), tuple(wanted)


def select(graph: Graph, selection: Selection) -> Graph:
    """Narrow a graph to a selection; raises QueryError when it names what is not there."""
    kinds, links = selection.labels()
    if selection.keys is None and not selection.node:
        return Graph(graph.project, Rows(kinds, graph.rows), Rows(links, graph.rows))
    nodes = {label: graph.rows(label) for label in kinds}
    if selection.keys is not None:
        nodes = _only(nodes, selection.keys)
    if selection.node:
        nodes = _only(nodes, _around(graph, selection.node))
    return Graph(
        graph.project,
        nodes,
        Rows(links, lambda label: _joined(label, graph.rows(label), nodes)),
    )


def node_key(label: str, identity: object) -> str:
    """Key of a node among all kinds, `Patent/CN201810000001`: `id` is unique within a kind."""
    return f"{label}/{identity}"


def relationship_key(label: str, row: Mapping[str, object]) -> str:
    """Key of a relationship among those of two nodes: its type and what tells it from others."""
    parts = [row[name] for name in SCHEMA.relationships[label].key]
    return "/".join([label, *("" if part is None else str(part) for part in parts)])


def found_keys(answer: Answer) -> dict[str, set[str]]:
    """Keys of the nodes in an answer, of its relationships' ends and its paths.

    Raises QueryError when there are rows and no node in them, or rows were cut.
    """
    keys: dict[str, set[str]] = {}
    for row in answer.rows:
        for value in row.values():
            _collect(value, keys)
    if answer.rows and not keys:
        raise QueryError(
            f"the query returns no nodes but {', '.join(answer.columns)}",
            remedy="return whole nodes, relationships or paths: RETURN p, not RETURN p.id",
        )
    if answer.truncated:
        raise QueryError(
            f"the query returns more than {len(answer.rows)} rows", remedy="say a larger limit"
        )
    return keys


def _check(names: Iterable[str], known: Mapping[str, object], what: str) -> None:
    for name in names:
        if name not in known:
            near = closest(name, known)
            raise QueryError(
                f"no {what} {name!r} in the schema" + (f"; did you mean {near!r}?" if near else ""),
                remedy=f"use some of {', '.join(known)}",
            )


def _only(nodes: Mapping[str, pa.Table], keys: Keys) -> dict[str, pa.Table]:
    return {label: _where(rows, "id", keys.get(label, set())) for label, rows in nodes.items()}


def _where(rows: pa.Table, column: str, keys: Iterable[str]) -> pa.Table:
    wanted = pa.array(sorted(keys), pa.string())
    return rows.filter(pc.is_in(rows[column], value_set=wanted))


def _joined(label: str, rows: pa.Table, nodes: Mapping[str, pa.Table]) -> pa.Table:
    link = SCHEMA.relationships[label]
    for column, end in ((FROM, link.source), (TO, link.target)):
        rows = rows.filter(pc.is_in(rows[column], value_set=nodes[end]["id"].combine_chunks()))
    return rows


def _around(graph: Graph, node: str) -> Keys:
    """Patents of a chain node or a group of nodes, and what they are joined to."""
    chain = graph.rows("ChainNode").select(["id", "group_id"]).to_pylist()
    chosen = {row["id"] for row in chain if node in {row["id"], row["group_id"]}}
    if not chosen:
        ids = sorted(row["id"] for row in chain)
        raise QueryError(
            f"the chain has no node {node!r}", remedy=f"use one of {', '.join(ids)}, or a group"
        )
    patents = set(_where(graph.rows("ASSIGNED_TO"), TO, chosen)[FROM].to_pylist())
    keys: dict[str, set[str]] = {"Patent": patents}
    for label, link in SCHEMA.relationships.items():
        for here, there, end in ((FROM, TO, link.target), (TO, FROM, link.source)):
            joins_patents = (link.source if here == FROM else link.target) == "Patent"
            if joins_patents and end != "Patent":
                rows = _where(graph.rows(label), here, patents)
                keys.setdefault(end, set()).update(rows[there].to_pylist())
    return keys


def _collect(value: Plain, keys: dict[str, set[str]]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, keys)
    if not isinstance(value, dict):
        return
    if value.keys() == {"labels", "properties"}:
        _add(keys, value["labels"], value["properties"])
    elif value.keys() == {"type", "start", "end", "properties"}:
        link = SCHEMA.relationships[str(value["type"])]
        keys.setdefault(link.source, set()).add(str(value["start"]))
        keys.setdefault(link.target, set()).add(str(value["end"]))
    else:
        _collect(list(value.values()), keys)


def _add(keys: dict[str, set[str]], labels: Plain, properties: Plain) -> None:
    if isinstance(labels, list) and isinstance(properties, dict):
        for label in labels:
            keys.setdefault(str(label), set()).add(str(properties["id"]))
