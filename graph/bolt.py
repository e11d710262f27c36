"""What the Neo4j driver yields: values in the plain form of `Answer`, errors in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import neo4j
from neo4j.exceptions import Neo4jError
from neo4j.graph import Node, Path, Relationship

from patnav.errors import QueryError
from patnav.graph.store import Plain

__all__ = ["explain", "plain_rows"]

_PLACE = re.compile(r" ?\(line \d+, column \d+ \(offset: \d+\)\)")


def plain_rows(transaction: neo4j.Transaction, records: list[list[Any]]) -> list[list[Plain]]:
    """Turn records into plain values; the ends of relationships become the keys of their nodes."""
    keys = _keys_of_ends(transaction, records)
    return [[_plain(value, keys) for value in row] for row in records]


def explain(error: Neo4jError, timeout: float) -> QueryError:
    """Say what the server's refusal of a query means, and what to do."""
    code = error.code or ""
    if "TimedOut" in code or "Terminated" in code:
        what, remedy = f"the query ran longer than {timeout:g} s and was ended", "ask for less"
    elif "AccessMode" in code or "ReadOnly" in code or "Forbidden" in code:
        what, remedy = "the query writes, and queries are read-only", "use MATCH … RETURN"
    elif "MemoryPool" in code or "OutOfMemory" in code:
        what, remedy = "the query needed more memory than the server gives", "ask for less"
    else:
        # a place would be one in the query as it was rewritten
        told = _PLACE.sub("", (error.message or code).splitlines()[0])
        what, remedy = told, "see docs/cypher.md"
    return QueryError(what, remedy=remedy)


def _keys_of_ends(transaction: neo4j.Transaction, records: list[list[Any]]) -> dict[str, str]:
    """Find the keys of the ends of relationships, which the server sends without properties."""
    ids: set[str] = set()
    _collect_ends(records, ids)
    if not ids:
        return {}
    query = "MATCH (n) WHERE elementId(n) IN $ids RETURN elementId(n) AS i, n.id AS key"
    return {row["i"]: row["key"] for row in transaction.run(query, {"ids": sorted(ids)})}


def _collect_ends(value: object, ids: set[str]) -> None:
    if isinstance(value, Relationship):
        ids.update(node.element_id for node in value.nodes if node is not None)
    elif isinstance(value, Path):
        _collect_ends(list(value.relationships), ids)
    elif isinstance(value, list):
        for item in value:
            _collect_ends(item, ids)
    elif isinstance(value, dict):
        _collect_ends(list(value.values()), ids)


def _plain(value: Any, keys: Mapping[str, str]) -> Plain:  # noqa: ANN401 -- what the driver yields
    """Bring a value of the driver into the form of `Answer`."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list):
        return [_plain(item, keys) for item in value]
    if isinstance(value, Node):
        labels: list[Plain] = [*sorted(value.labels)]
        return {"labels": labels, "properties": _sorted(value, keys)}
    if isinstance(value, Relationship):
        start, end = (
            keys.get(node.element_id) if node is not None else None for node in value.nodes
        )
        ends: dict[str, Plain] = {"type": value.type, "start": start, "end": end}
        return ends | {"properties": _sorted(value, keys)}
    if isinstance(value, Path):
        return {
            "nodes": [_plain(node, keys) for node in value.nodes],
            "relationships": [_plain(link, keys) for link in value.relationships],
        }
    if isinstance(value, dict):
        return {str(name): _plain(item, keys) for name, item in sorted(value.items())}
    return str(value.iso_format() if hasattr(value, "iso_format") else value)


def _sorted(item: Node | Relationship, keys: Mapping[str, str]) -> dict[str, Plain]:
    return {name: _plain(item[name], keys) for name in sorted(item)}
