"""What changed between two graphs of one project, per label: rows for a server, words for a reader.

`compare` is the only comparer: publishing sends what it finds, `property_changes` tells it.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pyarrow as pa

from patnav.database import open_database
from patnav.graph.build import FROM, TO, Graph
from patnav.graph.schema import SCHEMA

__all__ = [
    "PROPERTY_CHANGES",
    "Delta",
    "KindCount",
    "compare",
    "count_kinds",
    "keys_of",
    "property_changes",
]

PROPERTY_CHANGES = pa.schema(
    [(name, pa.string()) for name in ("kind", "change", "key", "name", "property", "old", "new")]
)
"""One row per node or relationship that is new or gone, and per property that changed."""


class Delta(NamedTuple):
    """Per label the rows that are new or changed, as they shall be, and those that are gone."""

    written: dict[str, pa.Table]
    gone: dict[str, pa.Table]

    @property
    def rows(self) -> int:
        """Number of rows to write or delete."""
        return sum(table.num_rows for part in self for table in part.values())


class KindCount(NamedTuple):
    """Nodes or relationships of one kind on both sides: before = gone + changed + unchanged."""

    kind: str
    before: int
    after: int
    new: int
    gone: int
    changed: int
    unchanged: int


def keys_of(label: str) -> tuple[str, ...]:
    """Columns that tell the rows of a label apart."""
    if label in SCHEMA.nodes:
        return ("id",)
    return (FROM, TO, *SCHEMA.relationships[label].key)


def compare(before: Graph, after: Graph) -> Delta:
    """Compare two graphs of this schema row by row; a null equals a null."""
    delta = Delta({}, {})
    with open_database(threads=1) as database:
        for label in after.labels:
            database.register("old", before.rows(label))
            database.register("new", after.rows(label))
            written = database.sql("SELECT * FROM new EXCEPT SELECT * FROM old")
            delta.written[label] = written.to_arrow_table()
            gone = database.sql(f"SELECT * FROM old ANTI JOIN new ON ({_same(label)})")  # noqa: S608 -- names of schema.yaml
            delta.gone[label] = gone.to_arrow_table()
    return delta


def count_kinds(before: Graph, after: Graph, delta: Delta) -> list[KindCount]:
    """Count what a delta does to each kind, in the schema's order."""
    counts = []
    for label, now in after.counts.items():
        was, gone = before.counts[label], delta.gone[label].num_rows
        new = now - (was - gone)
        changed = delta.written[label].num_rows - new
        counts.append(KindCount(label, was, now, new, gone, changed, was - gone - changed))
    return counts


def property_changes(before: Graph, after: Graph, delta: Delta) -> pa.Table:
    """Tell a delta in rows of PROPERTY_CHANGES: what is new, gone, and which property says what.

    `key` is the key of a node, or `from → to` and what else tells a relationship apart; `name` its
    title, or those of its ends. Lists are JSON, what is absent is null.
    """
    found: list[pa.Table] = []
    with open_database(threads=1) as database:
        for side, graph in (("old", before), ("new", after)):
            for label, rows in graph.nodes.items():
                database.register(f"{side} {label}", rows)
        for label in before.labels:
            if delta.written[label].num_rows or delta.gone[label].num_rows:
                database.register("was", before.rows(label))
                database.register("written", delta.written[label])
                database.register("gone", delta.gone[label])
                found.append(_told(database, label))
    return pa.concat_tables(found) if found else PROPERTY_CHANGES.empty_table()


def _same(label: str, old: str = "old", new: str = "new") -> str:
    return " AND ".join(
        f'{old}."{name}" IS NOT DISTINCT FROM {new}."{name}"' for name in keys_of(label)
    )


def _told(database: duckdb.DuckDBPyConnection, label: str) -> pa.Table:
    """Rows of one label; `was`, `written` and `gone` are its tables."""
    names = [name for name in SCHEMA.kind(label).properties if name not in keys_of(label)]
    pairs = ", ".join(
        f"{{'property': '{name}', 'old': {_text('o', name)}, 'new': {_text('n', name)}}}"
        for name in names
    )
    changed = (
        f"SELECT 'changed' AS change, {_key(label, 'n')} AS key, "  # noqa: S608 -- names of schema.yaml
        f"{_name(label, 'new', 'n')} AS name, unnest([{pairs}], recursive := true) "
        f"FROM written AS n JOIN was AS o ON ({_same(label, 'o', 'n')}) {_ends(label, 'new', 'n')}"
    )
    parts = [
        f"SELECT 'new', {_key(label, 'n')}, {_name(label, 'new', 'n')}, '', NULL, NULL "  # noqa: S608 -- names of schema.yaml
        f"FROM (FROM written AS n ANTI JOIN was AS o ON ({_same(label, 'o', 'n')})) AS n "
        f"{_ends(label, 'new', 'n')}",
        f"SELECT 'gone', {_key(label, 'g')}, {_name(label, 'old', 'g')}, '', NULL, NULL "  # noqa: S608 -- names of schema.yaml
        f"FROM gone AS g {_ends(label, 'old', 'g')}",
    ]
    if names:
        parts.append(f"SELECT * FROM ({changed}) WHERE old IS DISTINCT FROM new")  # noqa: S608 -- names of schema.yaml
    rows = database.sql(
        f"SELECT '{label}' AS kind, * FROM ({' UNION ALL '.join(parts)}) "  # noqa: S608 -- names of schema.yaml
        "AS t(change, key, name, property, old, new) ORDER BY change, key, property"
    )
    return rows.to_arrow_table().cast(PROPERTY_CHANGES)


def _text(side: str, name: str) -> str:
    """A property as text: a list as JSON."""
    column = f'{side}."{name}"'
    strings = SCHEMA.type_of(name) == "strings"
    return f"CAST(to_json({column}) AS VARCHAR)" if strings else f"CAST({column} AS VARCHAR)"


def _key(label: str, side: str) -> str:
    if label in SCHEMA.nodes:
        return f"{side}.id"
    ends = f"{side}.{FROM} || ' → ' || {side}.{TO}"
    more = [f'{side}."{name}"' for name in SCHEMA.relationships[label].key]
    return f"concat_ws(' · ', {', '.join([ends, *more])})"


def _name(label: str, graph: str, side: str) -> str:
    if label in SCHEMA.nodes:
        return f"{side}.title"
    return f"{graph}_a.title || ' → ' || {graph}_b.title"


def _ends(label: str, graph: str, side: str) -> str:
    """Joins that bring the titles of a relationship's ends."""
    if label in SCHEMA.nodes:
        return ""
    kind = SCHEMA.relationships[label]
    return (
        f'JOIN "{graph} {kind.source}" AS {graph}_a ON {graph}_a.id = {side}.{FROM} '
        f'JOIN "{graph} {kind.target}" AS {graph}_b ON {graph}_b.id = {side}.{TO}'
    )
