"""Rows of a graph in the form in which Neo4j takes them, and the patterns that find them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from patnav.graph.build import FROM, TO
from patnav.graph.schema import RelationshipKind

__all__ = [
    "Row",
    "Stored",
    "as_link",
    "changed",
    "link_key",
    "match_ends",
    "match_key",
    "stored_rows",
]

_BATCH = 5000
Row = dict[str, Any]
Stored = dict[tuple[object, ...], Row]


def stored_rows(table: pa.Table | None) -> Iterator[Row]:
    """Rows of a table without their nulls: Neo4j stores none."""
    for batch in () if table is None else table.to_batches(_BATCH):
        for row in batch.to_pylist():
            yield {name: value for name, value in row.items() if value is not None}


def match_ends(kind: RelationshipKind) -> str:
    """MATCH of both ends of `row`, labels named: the keys have an index per label."""
    source = f"(a:{kind.source} {{project: $project, id: row.{FROM}}})"
    return f"MATCH {source} MATCH (b:{kind.target} {{project: $project, id: row.{TO}}})"


def match_key(kind: RelationshipKind) -> str:
    """Properties that tell `row` apart from others between the same ends."""
    return ", ".join(f"{name}: row.p.{name}" for name in kind.key)


def as_link(row: Row) -> Row:
    """Part the ends of a relationship from its properties, which are `p`."""
    ends = {FROM: row.pop(FROM), TO: row.pop(TO)}
    return {**ends, "p": row}


def link_key(kind: RelationshipKind, link: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells a relationship apart from the others of its kind."""
    return (link[FROM], link[TO], *(link["p"].get(name) for name in kind.key))


def changed(wanted: Iterator[tuple[tuple[object, ...], Row]], stored: Stored) -> Iterator[Row]:
    """Yield the rows that are not stored so; what is left in `stored` afterwards is gone."""
    for key, row in wanted:
        if stored.pop(key, None) != row:
            yield row
