"""From the snapshot's tables to the rows of the graph, as `schema.yaml` declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from patnav.database import open_database
from patnav.errors import StoreError
from patnav.graph.schema import SCHEMA, NodeKind, Property, RelationshipKind
from patnav.snapshot import Snapshot
from patnav.tables import FOUND, SCHEMAS, Tables, empty

__all__ = ["FROM", "TO", "Graph", "build_graph", "needed_tables", "read_graph"]

FROM, TO = "_from", "_to"
_TYPES = {"int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "strings": "VARCHAR[]"}


@dataclass(frozen=True)
class Graph:
    """The rows of one graph: per label an Arrow table, sorted, with one column per property.

    Relationship tables have the keys of their ends in the columns `_from` and `_to`.
    """

    project: str
    nodes: dict[str, pa.Table]
    relationships: dict[str, pa.Table]

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows per label."""
        return {label: rows.num_rows for label, rows in (self.nodes | self.relationships).items()}

    def batches(self, label: str, size: int) -> Iterator[list[dict[str, object]]]:
        """Yield the rows of a label as plain dictionaries, `size` at a time."""
        rows = (self.nodes | self.relationships)[label]
        for start in range(0, rows.num_rows, size):
            yield rows.slice(start, size).to_pylist()


def needed_tables() -> list[str]:
    """Names of the tables that the schema's SELECTs read, sorted."""
    selects = [kind.rows for kind in SCHEMA.nodes.values()]
    selects += [kind.rows for kind in SCHEMA.relationships.values()]
    words = set(re.findall(r"(?:FROM|JOIN)\s+\(?(?:SELECT .*? FROM )?(\w+)", " ".join(selects)))
    return sorted(words & set(SCHEMAS))


def read_graph(snapshot: Snapshot) -> Graph:
    """Make the rows of the graph of a snapshot; a finding that it was built without is empty."""
    there = {Path(name).stem for name in snapshot.manifest["files"]}
    wanted = [name for name in needed_tables() if name in there or name not in FOUND]
    tables = {name: snapshot.table(name) for name in wanted}
    return build_graph(tables, snapshot.project.settings.name)


def build_graph(tables: Tables, project: str = "") -> Graph:
    """Make the rows of the graph from the tables of a snapshot; a table that is not given is empty.

    Empty text becomes null and a date its ISO text. Relationships whose end is not among the nodes
    are an error of the tables: raises StoreError naming type and end; so are tables that lack a
    column, as those of an older patnav do.
    """
    with open_database(threads=1) as database:
        for name, rows in ({name: empty(name) for name in needed_tables()} | tables).items():
            database.register(name, rows)
        try:
            nodes = {kind.label: _nodes(database, kind, project) for kind in SCHEMA.nodes.values()}
            for label, rows in nodes.items():
                database.register(f"node {label}", rows)
            links = {kind.label: _links(database, kind) for kind in SCHEMA.relationships.values()}
        except duckdb.BinderException as error:
            raise StoreError(
                f"the tables are not those of this patnav ({str(error).splitlines()[0]})",
                remedy="build the snapshot again: patnav build",
            ) from error
    return Graph(project, nodes, links)


def _nodes(database: duckdb.DuckDBPyConnection, kind: NodeKind, project: str) -> pa.Table:
    columns = ", ".join(_column(item) for item in kind.properties.values())
    named = "* REPLACE (coalesce(nullif(title, ''), id) AS title), $project AS project"
    query = f"SELECT {columns} FROM (SELECT {named} FROM ({kind.rows})) ORDER BY id"  # noqa: S608 -- SQL of schema.yaml
    rows = database.sql(query, params={"project": project}).to_arrow_table()
    repeated = rows.num_rows - len(rows["id"].unique())
    if repeated or rows["id"].null_count:
        raise StoreError(f"{repeated} nodes {kind.label} share a key, or one has none")
    return rows


def _links(database: duckdb.DuckDBPyConnection, kind: RelationshipKind) -> pa.Table:
    columns = ", ".join([FROM, TO, *(_column(item) for item in kind.properties.values())])
    order = ", ".join([FROM, TO, *(f'"{name}"' for name in kind.key)])
    rows = database.sql(f"SELECT {columns} FROM ({kind.rows}) ORDER BY {order}")  # noqa: S608 -- SQL of schema.yaml
    made = rows.to_arrow_table()
    for column, label in ((FROM, kind.source), (TO, kind.target)):
        _check_ends(database, made, column, f"{kind.label} to {label}", label)
    return made


def _check_ends(
    database: duckdb.DuckDBPyConnection, made: pa.Table, column: str, what: str, label: str
) -> None:
    database.register("made", made)
    lost = database.execute(
        f'SELECT {column} FROM made WHERE {column} NOT IN (SELECT id FROM "node {label}") LIMIT 1'  # noqa: S608 -- labels of schema.yaml
    ).fetchone()
    if lost or made[column].null_count:
        raise StoreError(
            f"relationship {what}: there is no {lost[0] if lost else None!r}",
            remedy="the tables of the snapshot contradict each other: run patnav build again",
        )


def _column(item: Property) -> str:
    if item.type in _TYPES:
        return f'CAST("{item.name}" AS {_TYPES[item.type]}) AS "{item.name}"'
    return f'nullif(CAST("{item.name}" AS VARCHAR), \'\') AS "{item.name}"'
