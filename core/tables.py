"""The tables of a snapshot as Arrow schemas, read from `tables.yaml`: the layers' contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from patnav.data import load_yaml

__all__ = ["ANNOTATED", "COLLECTED", "FOUND", "SCHEMAS", "Tables", "arrange", "empty", "table"]

Tables = dict[str, pa.Table]

_TYPES = {
    "string": pa.string(),
    "int": pa.int32(),
    "float": pa.float64(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "strings": pa.list_(pa.string()),
}
_FILE: dict[str, Any] = load_yaml(Path(__file__).with_name("tables.yaml"))


def _schema(spec: Mapping[str, Any]) -> pa.Schema:
    return pa.schema(
        [
            pa.field(name, _TYPES[kind], metadata={"about": about or name})
            for name, (kind, about) in spec["columns"].items()
        ],
        metadata={"about": spec["about"], "sort": " ".join(spec["sort"])},
    )


def _group(group: str) -> dict[str, pa.Schema]:
    return {name: _schema(spec) for name, spec in _FILE.items() if spec["group"] == group}


COLLECTED: dict[str, pa.Schema] = _group("collected")
ANNOTATED: dict[str, pa.Schema] = _group("annotated")
FOUND: dict[str, pa.Schema] = _group("found")
SCHEMAS: dict[str, pa.Schema] = COLLECTED | ANNOTATED | FOUND


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Make the table `name` from rows of plain values, in the order its schema fixes.

    Raises KeyError for an unknown table, pyarrow.ArrowInvalid for a value of a wrong type.
    """
    return arrange(name, pa.Table.from_pylist(list(rows), schema=SCHEMAS[name]))


def arrange(name: str, rows: pa.Table) -> pa.Table:
    """Cast a table to its schema and bring its rows into the order the schema fixes."""
    schema = SCHEMAS[name]
    order = [(key, "ascending") for key in schema.metadata[b"sort"].decode().split()]
    return rows.select(schema.names).cast(schema).sort_by(order)


def empty(name: str) -> pa.Table:
    """Make the table `name` without rows."""
    return SCHEMAS[name].empty_table()
