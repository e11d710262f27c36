"""Rows of one table, kept as columns: a million patents fit, because tuples live only shortly."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from patnav.tables import SCHEMAS, arrange, empty

__all__ = ["Row", "Rows"]

Row = tuple[object, ...]
_PORTION = 50_000  # rows; large enough that the cost per portion does not show


class Rows:
    """Collects rows, each a tuple in the order of the table's columns."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._waiting: list[Row] = []
        self._portions: list[pa.Table] = []

    def extend(self, rows: Iterable[Row]) -> None:
        """Take in rows; raises pyarrow.ArrowInvalid, perhaps later, for a value of a wrong type."""
        self._waiting.extend(rows)
        if len(self._waiting) >= _PORTION:
            self._pack()

    def _pack(self) -> None:
        schema = SCHEMAS[self.name]
        columns = zip(*self._waiting, strict=True)
        arrays = [
            pa.array(column, type=item.type) for column, item in zip(columns, schema, strict=True)
        ]
        self._portions.append(pa.Table.from_arrays(arrays, schema=schema))
        self._waiting.clear()

    def table(self) -> pa.Table:
        """All rows in the order that the schema fixes."""
        if self._waiting:
            self._pack()
        portions, self._portions = self._portions, []
        return arrange(self.name, pa.concat_tables(portions)) if portions else empty(self.name)
