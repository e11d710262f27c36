"""Rows of one table, kept as columns: a million patents fit, because tuples live only shortly."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from patnav.tables import SCHEMAS, arrange

__all__ = ["Row", "Rows", "TableFile", "pack"]

Row = tuple[object, ...]
_PORTION = 50_000  # rows; large enough that the cost per portion does not show


class Rows:
    """Collects rows, each a tuple in the order of the columns."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self._waiting: list[Row] = []
        self._portions: list[pa.Table] = []

    def extend(self, rows: Iterable[Row]) -> None:
        """Take in rows; raises pyarrow.ArrowInvalid, perhaps later, for a value of a wrong type."""
        coming = iter(rows)
        while True:
            self._waiting.extend(islice(coming, _PORTION - len(self._waiting)))
            if len(self._waiting) < _PORTION:
                return
            self._pack()

    def _pack(self) -> None:
        self._portions.append(pack(self.schema, self._waiting))
        self._waiting = []

    def taken(self) -> pa.Table:
        """All rows in the order in which they came; they are no longer held here."""
        self._pack()
        portions, self._portions = self._portions, []
        return pa.concat_tables(portions)


class TableFile:
    """A table of a snapshot, written as its rows come; the bytes depend on the rows alone."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.path = name, folder / f"{name}.parquet"
        self._rows = Rows(SCHEMAS[name])
        schema = SCHEMAS[name].remove_metadata()
        self._file = pq.ParquetWriter(self.path, schema, compression="zstd", store_schema=False)
        self._by_patent = SCHEMAS[name].metadata[b"sort"].split()[0] == b"patent"

    def extend(self, rows: Iterable[Row]) -> None:
        """Take in rows, each a tuple in the order of the table's columns."""
        self._rows.extend(rows)

    def add(self, rows: pa.Table) -> None:
        """Write rows that come in the order of the table, behind those written before."""
        self._file.write_table(rows.replace_schema_metadata(None))

    def settle(self) -> None:
        """Write what is here: all further rows are of patents with greater keys.

        A table that is not sorted by patent waits for its end.
        """
        if self._by_patent:
            self._write()

    def finish(self) -> None:
        """Write what is left; the file is then whole."""
        self._write()
        self._file.close()

    def _write(self) -> None:
        rows = self._rows.taken()
        if len(rows):
            self.add(arrange(self.name, rows))


def pack(schema: pa.Schema, rows: Iterable[Row]) -> pa.Table:
    """Make a table of rows; raises pyarrow.ArrowInvalid for a value of a wrong type."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, item.type) for column, item in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)
