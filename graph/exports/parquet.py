"""Nodes and edges as one Parquet file each: a column per property, null where a kind has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from patnav.graph.exports.flow import Columns, Flow

__all__ = ["write_edges", "write_nodes"]

_GROUP = 50_000  # rows in memory at once
_TYPES = {
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "strings": pa.list_(pa.string()),
}


def write_nodes(flow: Flow, path: Path) -> None:
    """Write `key` (`Kind/id`), `node_type` and all properties."""
    rows = ({"key": node.key, **node.values} for node in flow.nodes())
    _write(path, _schema(["key"], flow.node_columns), rows)


def write_edges(flow: Flow, path: Path) -> None:
    """Write `source` and `target` (keys of nodes) and all properties."""
    rows = ({"source": edge.source, "target": edge.target, **edge.values} for edge in flow.edges())
    _write(path, _schema(["source", "target"], flow.edge_columns), rows)


def _schema(keys: list[str], columns: Columns) -> pa.Schema:
    fields = [(name, pa.string()) for name in keys]
    return pa.schema(
        fields + [(name, _TYPES.get(kind, pa.string())) for name, kind in columns.items()]
    )


def _write(path: Path, schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> None:
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        for group in _groups(iter(rows)):
            writer.write_table(pa.Table.from_pylist(group, schema))


def _groups(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while group := list(islice(rows, _GROUP)):
        yield group
