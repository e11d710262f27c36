"""From the snapshot's tables to the rows of the graph, as `schema.yaml` declares them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from patnav.database import open_database
from patnav.errors import StoreError
from patnav.graph.schema import SCHEMA, Property
from patnav.snapshot import Snapshot
from patnav.tables import FOUND, SCHEMAS, Tables, empty

__all__ = ["FROM", "TO", "Graph", "Rows", "build_graph", "needed_tables", "read_graph"]

FROM, TO = "_from", "_to"
SAMPLE = 20  # rows per label
_TYPES = {"int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "strings": "VARCHAR[]"}


class Rows(Mapping[str, pa.Table]):
    """Per label a table that is made each time it is asked for; of it only a sample is kept."""

    def __init__(self, labels: Iterable[str], make: Callable[[str], pa.Table]) -> None:
        self._make, self._labels = make, tuple(labels)
        self._seen: dict[str, tuple[int, pa.Table]] = {}

    def __getitem__(self, label: str) -> pa.Table:
        if label not in self._labels:
            raise KeyError(label)
        rows = self._make(label)
        self._seen[label] = rows.num_rows, _spread(rows)
        return rows

    def __contains__(self, label: object) -> bool:
        return label in self._labels  # the base class would make the table

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)

    def seen(self, label: str) -> tuple[int, pa.Table]:
        """Number of rows, and some of them spread over the table."""
        if label not in self._seen:
            self[label]
        return self._seen[label]


@dataclass(frozen=True)
class Graph:
    """The rows of one graph: per label an Arrow table, sorted, with one column per property.

    Relationship tables have the keys of their ends in the columns `_from` and `_to`. Of a large
    graph the tables are `Rows`: take one, work through it, let it go.
    """

    project: str
    nodes: Mapping[str, pa.Table]
    relationships: Mapping[str, pa.Table]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of nodes, then of relationships."""
        return (*self.nodes, *self.relationships)

    @property
    def counts(self) -> dict[str, int]:
        """Rows per label."""
        return {label: self.count(label) for label in self.labels}

    def rows(self, label: str) -> pa.Table:
        """Rows of a label."""
        return self._part(label)[label]

    def count(self, label: str) -> int:
        """Number of rows of a label."""
        part = self._part(label)
        return part.seen(label)[0] if isinstance(part, Rows) else part[label].num_rows

    def sample(self, label: str) -> pa.Table:
        """At most 20 rows spread over those of a label."""
        part = self._part(label)
        return part.seen(label)[1] if isinstance(part, Rows) else _spread(part[label])

    def batches(self, label: str, size: int) -> Iterator[list[dict[str, object]]]:
        """Yield the rows of a label as plain dictionaries, `size` at a time."""
        rows = self.rows(label)
        for start in range(0, rows.num_rows, size):
            yield rows.slice(start, size).to_pylist()

    def _part(self, label: str) -> Mapping[str, pa.Table]:
        return self.nodes if label in self.nodes else self.relationships


def _spread(rows: pa.Table) -> pa.Table:
    step = max(1, rows.num_rows // SAMPLE)
    return rows.take(pa.array(range(0, rows.num_rows, step), pa.int64()).slice(0, SAMPLE))


def needed_tables() -> list[str]:
    """Names of the tables that the schema's SELECTs read, sorted."""
    selects = [kind.rows for kind in SCHEMA.nodes.values()]
    selects += [kind.rows for kind in SCHEMA.relationships.values()]
    words = set(re.findall(r"(?:FROM|JOIN)\s+\(?(?:SELECT .*? FROM )?(\w+)", " ".join(selects)))
    return sorted(words & set(SCHEMAS))


def read_graph(snapshot: Snapshot) -> Graph:
    """Make the graph of a snapshot, whose rows are read label by label when they are asked for.

    A finding that the snapshot was built without is empty. Taking rows raises StoreError as
    `build_graph` does.
    """
    database = open_database(threads=1)
    for name in needed_tables():
        if name in FOUND and not snapshot.holds(name):
            database.register(name, empty(name))
        else:
            file = str(snapshot.path(name)).replace("'", "''")
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")  # noqa: S608 -- our own file names
    made = _Made(database, snapshot.project.settings.name)
    return Graph(
        made.project, Rows(SCHEMA.nodes, made.nodes), Rows(SCHEMA.relationships, made.links)
    )


def build_graph(tables: Tables, project: str = "") -> Graph:
    """Make the rows of the graph from the tables of a snapshot; a table that is not given is empty.

    Empty text becomes null and a date its ISO text. Relationships whose end is not among the nodes
    are an error of the tables: raises StoreError naming type and end; so are tables that lack a
    column, as those of an older patnav do.
    """
    with open_database(threads=1) as database:
        for name, rows in ({name: empty(name) for name in needed_tables()} | tables).items():
            database.register(name, rows)
        made = _Made(database, project)
        nodes = {label: made.nodes(label) for label in SCHEMA.nodes}
        return Graph(project, nodes, {label: made.links(label) for label in SCHEMA.relationships})


class _Made:
    """Rows of a project's graph out of the tables that a database knows."""

    def __init__(self, database: duckdb.DuckDBPyConnection, project: str) -> None:
        self._database, self.project = database, project
        self._known: set[str] = set()

    def nodes(self, label: str) -> pa.Table:
        kind = SCHEMA.nodes[label]
        columns = ", ".join(_column(item) for item in kind.properties.values())
        named = "* REPLACE (coalesce(nullif(title, ''), id) AS title), $project AS project"
        query = f"SELECT {columns} FROM (SELECT {named} FROM ({kind.rows})) ORDER BY id"  # noqa: S608 -- SQL of schema.yaml
        rows = self._ask(query, {"project": self.project})
        self._keep(label, rows.select(["id"]))
        return rows

    def links(self, label: str) -> pa.Table:
        kind = SCHEMA.relationships[label]
        columns = ", ".join([FROM, TO, *(_column(item) for item in kind.properties.values())])
        order = ", ".join([FROM, TO, *(f'"{name}"' for name in kind.key)])
        query = f"SELECT {columns} FROM ({kind.rows}) ORDER BY {order}"  # noqa: S608 -- SQL of schema.yaml
        made = self._ask(query)
        for column, end in ((FROM, kind.source), (TO, kind.target)):
            self._check_ends(made, column, f"{label} to {end}", end)
        return made

    def _ask(self, query: str, values: Mapping[str, str] | None = None) -> pa.Table:
        try:
            return self._database.sql(query, params=values).to_arrow_table()
        except (duckdb.BinderException, duckdb.IOException, duckdb.InvalidInputException) as error:
            raise StoreError(
                f"the tables are not those of this patnav ({str(error).splitlines()[0]})",
                remedy="build the snapshot again: patnav build",
            ) from error

    def _keep(self, label: str, ids: pa.Table) -> None:
        """Keep the keys of a kind, which relationships are held against."""
        if label not in self._known:
            repeated = ids.num_rows - len(ids["id"].unique())
            if repeated or ids["id"].null_count:
                raise StoreError(f"{repeated} nodes {label} share a key, or one has none")
            self._database.register(f"node {label}", ids)
            self._known.add(label)

    def _check_ends(self, made: pa.Table, column: str, what: str, label: str) -> None:
        if label not in self._known:
            query = f"SELECT CAST(id AS VARCHAR) AS id FROM ({SCHEMA.nodes[label].rows})"  # noqa: S608 -- SQL of schema.yaml
            self._keep(label, self._ask(query))
        self._database.register("made", made.select([column]))
        query = f'SELECT {column} FROM made ANTI JOIN "node {label}" ON {column} = id LIMIT 1'  # noqa: S608 -- labels of schema.yaml
        lost = self._database.execute(query).fetchall()
        self._database.unregister("made")
        if lost:
            raise StoreError(
                f"relationship {what}: there is no {lost[0][0]!r}",
                remedy="the tables of the snapshot contradict each other: run patnav build again",
            )


def _column(item: Property) -> str:
    if item.type in _TYPES:
        return f'CAST("{item.name}" AS {_TYPES[item.type]}) AS "{item.name}"'
    return f'nullif(CAST("{item.name}" AS VARCHAR), \'\') AS "{item.name}"'
