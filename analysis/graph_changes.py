"""What changed in the graph between two snapshots: sums per kind, properties with both values.

The comparing is `graph/delta.py`, which publishing uses too; no engine and no server takes part.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from patnav.database import open_database
from patnav.graph.build import read_graph
from patnav.graph.delta import KindCount, compare, count_kinds, property_changes
from patnav.snapshot import Snapshot

__all__ = ["GraphChanges", "GraphMove", "compare_graphs", "graph_moves"]

_MOVES = """
SELECT kind, change, property, count(*) AS number,
  list_slice(list([key, name, old, new] ORDER BY key), 1, 3)
FROM rows GROUP BY kind, change, property
"""


@dataclass(frozen=True)
class GraphChanges:
    """The sums of each kind, every change (columns PROPERTY_CHANGES), and what publishing sends:
    rows to write and rows to delete on a server that holds the older snapshot.
    """

    kinds: tuple[KindCount, ...]
    rows: pa.Table
    written: int
    deleted: int


@dataclass(frozen=True, slots=True)
class GraphMove:
    """How often a kind changed in one way; `property` is empty for what is new or gone.

    Up to three examples [key, name, old, new].
    """

    kind: str
    change: str
    property: str
    count: int
    examples: list[list[str | None]]


def compare_graphs(old: Snapshot, new: Snapshot) -> GraphChanges:
    """Compare the graphs of two snapshots, each made of its tables by today's schema.

    Raises StoreError when the tables of one are not those of this patnav.
    """
    before, after = read_graph(old), read_graph(new)
    delta = compare(before, after)
    written, gone = (sum(rows.num_rows for rows in part.values()) for part in delta)
    rows = property_changes(before, after, delta)
    return GraphChanges(tuple(count_kinds(before, after, delta)), rows, written, gone)


def graph_moves(changes: GraphChanges) -> list[GraphMove]:
    """Count the changes by kind and property: kinds in the schema's order, most frequent first."""
    with open_database() as database:
        database.register("rows", changes.rows)
        found = [GraphMove(*row) for row in database.execute(_MOVES).fetchall()]
    place = {count.kind: at for at, count in enumerate(changes.kinds)}
    order = {"new": 0, "gone": 1, "changed": 2}
    return sorted(
        found, key=lambda move: (place[move.kind], order[move.change], -move.count, move.property)
    )
