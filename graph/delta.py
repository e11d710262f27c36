"""What changed between two graphs of one project: rows to write and rows to delete, per label."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from patnav.database import open_database
from patnav.graph.build import FROM, TO, Graph
from patnav.graph.schema import SCHEMA

__all__ = ["Delta", "compare", "keys_of"]


class Delta(NamedTuple):
    """Per label the rows that are new or changed, as they shall be, and those that are gone."""

    written: dict[str, pa.Table]
    gone: dict[str, pa.Table]

    @property
    def rows(self) -> int:
        """Number of rows to write or delete."""
        return sum(table.num_rows for part in self for table in part.values())


def keys_of(label: str) -> tuple[str, ...]:
    """Columns that tell the rows of a label apart."""
    if label in SCHEMA.nodes:
        return ("id",)
    return (FROM, TO, *SCHEMA.relationships[label].key)


def compare(before: Graph, after: Graph) -> Delta:
    """Compare two graphs of this schema row by row; a null equals a null."""
    delta = Delta({}, {})
    old = before.nodes | before.relationships
    with open_database(threads=1) as database:
        for label, rows in (after.nodes | after.relationships).items():
            database.register("old", old[label])
            database.register("new", rows)
            same = " AND ".join(
                f'old."{name}" IS NOT DISTINCT FROM new."{name}"' for name in keys_of(label)
            )
            written = database.sql("SELECT * FROM new EXCEPT SELECT * FROM old")
            delta.written[label] = written.to_arrow_table()
            gone = database.sql(f"SELECT * FROM old ANTI JOIN new ON ({same})")  # noqa: S608 -- names of schema.yaml
            delta.gone[label] = gone.to_arrow_table()
    return delta
