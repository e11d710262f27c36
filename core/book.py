"""Tables of decisions as CSV or XLSX files: what a reviewer fills in, out and in again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from patnav.errors import InputError

__all__ = ["read_cells", "write_rows"]


def read_cells(
    path: Path, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    """Read the cells of `columns` of a table, CSV in UTF-8 or XLSX, each with its place.

    Blanks are brought to one; further columns are passed over, a column that is not `needed` may be
    missing. Raises InputError for a table without a needed column.
    """
    rows = list(_rows(path))
    missing = [column for column in needed if rows and column not in rows[0]]
    if missing:
        raise InputError(
            f"has no column {', '.join(missing)}",
            where=str(path),
            remedy=f"the columns are {', '.join(columns)}",
        )
    for number, row in enumerate(rows, 2):
        yield (
            f"{path}, row {number}",
            [" ".join((row.get(column) or "").split()) for column in columns],
        )


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    if path.suffix.lower() != ".xlsx":
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                yield from csv.DictReader(stream)
        except UnicodeDecodeError as error:
            raise InputError("is no UTF-8", where=str(path), remedy="save it as UTF-8") from error
        return
    frame = pd.read_excel(path, dtype=str, engine="calamine").fillna("")
    for row in frame.to_dict("records"):
        yield {str(column): str(value) for column, value in row.items()}


def write_rows(rows: Iterable[Mapping[str, object]], path: Path, columns: Sequence[str]) -> None:
    """Write rows as CSV (UTF-8 with BOM, for Excel) or XLSX, by the ending of the name."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    if path.suffix.lower() == ".xlsx":
        frame.to_excel(path, index=False, engine="xlsxwriter")
    else:
        frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
