"""Tables as CSV or XLSX files, decisions out and in again; no text becomes a formula in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from patnav.errors import InputError

__all__ = ["SAFE", "disarmed", "read_cells", "write_rows"]

SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
"""Options of xlsxwriter under which a workbook's texts never become formulas or links."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def disarmed(value: object) -> object:
    """Put ' before a text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _armed(text: str) -> str:
    """A text as it was before it was disarmed."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


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
            [" ".join(_armed(row.get(column) or "").split()) for column in columns],
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
    """Write rows as CSV (UTF-8 with BOM, formulas disarmed by ') or XLSX, by the ending."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    if path.suffix.lower() == ".xlsx":
        with pd.ExcelWriter(path, "xlsxwriter", engine_kwargs={"options": SAFE}) as book:
            frame.to_excel(book, index=False)
    else:
        frame.map(disarmed).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
