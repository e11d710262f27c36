"""Parquet: read batch by batch, so that memory does not grow with the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from patnav.errors import InputError
from patnav.ingest.read.table import Opened, Row, RowTest, Table

__all__ = ["open_parquet"]

_BATCH = 1_000  # rows at a time
_MAX_GROUP = 4 << 30  # bytes of a row group unpacked; writers make groups of 0.1 to 1 GB


def open_parquet(path: Path) -> Opened:
    """Open a Parquet file as one table; rows are numbered from 1, column names have row 0.

    A list is kept as its items, a structure as its JSON text. Raises InputError for a file that is
    damaged or would unpack beyond all reason.
    """
    try:
        with pq.ParquetFile(path) as file:
            metadata = file.metadata
            groups = map(metadata.row_group, range(metadata.num_row_groups))
            largest = max((group.total_byte_size for group in groups), default=0)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from None
    if largest > _MAX_GROUP:
        raise InputError(
            f"has a row group that would unpack to {largest / (1 << 20):,.0f} MB",
            where=str(path),
            remedy="no export is like that; write it again in smaller row groups",
        )
    return Opened((Table("Parquet", partial(_rows, path)),))


def _rows(path: Path, is_record: RowTest) -> Iterator[Row]:
    del is_record  # the cells of a Parquet file are never swallowed
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            yield Row(0, file.schema_arrow.names)
            for batch in file.iter_batches(_BATCH):
                for cells in zip(*map(_values, batch.columns), strict=True):
                    number += 1
                    yield Row(number, cells)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from None


def _values(column: pa.Array) -> list[object]:
    values: list[object] = column.to_pylist()
    if pa.types.is_string(column.type) or pa.types.is_integer(column.type):
        return values
    return [_cell(value) for value in values]


def _cell(value: object) -> object:
    if isinstance(value, float) and value != value:  # noqa: PLR0124 -- NaN, which pandas writes for nothing
        return None
    if isinstance(value, list):
        return [_cell(item) for item in value]
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value) if isinstance(value, Decimal) else value


def _damaged(path: Path, error: Exception) -> InputError:
    words = str(error).splitlines()[0]
    return InputError(
        f"is a damaged Parquet file ({words})", where=str(path), remedy="write or download it again"
    )
