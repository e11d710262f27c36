"""Workbooks: XLSX and XLS through calamine, after the checks that keep a hostile file out."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import NoReturn

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from patnav.errors import InputError
from patnav.ingest.read.cells import as_text
from patnav.ingest.read.lost import LostRows, is_suspicious, lost_rows, merged_rows
from patnav.ingest.read.table import Opened, Row, RowTest, Table

__all__ = ["open_old_workbook", "open_workbook"]

_MAX_UNPACKED = 2 << 30  # bytes; 10,000 rows with claims, the largest export, are 0.2 GB
_MAX_RATIO = 400  # real sheets pack about 10:1
_MAX_CELLS = 40_000_000  # of the rectangle around all cells; calamine holds 32 bytes for each
_CHUNK = 1 << 20
_CELL = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')  # of whatever prefix
_DAMAGED = "download or export it again"


def open_workbook(path: Path) -> Opened:
    """Open an XLSX; raises InputError for another ZIP, a damaged one or one that is a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_kind(path, archive)
            lost = lost_rows(archive, _check_content(path, archive), _column_number)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        _refuse(path, "is a damaged XLSX workbook (cut off or changed on its way)", _DAMAGED)
    except RuntimeError:  # zipfile's word for a ZIP with a password
        _refuse_encrypted(path)
    return _open(path, lost)


def open_old_workbook(path: Path) -> Opened:
    """Open an XLS of Excel 97-2003; raises InputError for other OLE files and encrypted ones."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        _refuse_encrypted(path)
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        _refuse(
            path,
            "is an old Office document, not a workbook",
            "give the export file of a patent database",
        )
    return _open(path, {})


def _check_kind(path: Path, archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return
    for part, words in (
        ("word/document.xml", "is a Word document"),
        ("ppt/presentation.xml", "is a PowerPoint presentation"),
        ("xl/workbook.bin", "is a binary workbook (XLSB)"),
        ("content.xml", "is an OpenDocument file"),
    ):
        if part in names:
            _refuse(path, words, "save the table as .xlsx or CSV")
    _refuse(path, "is a ZIP archive, not a workbook", "unpack it and name the files in it")


def _check_content(path: Path, archive: zipfile.ZipFile) -> set[str]:
    """Unpack all parts once, counting: a size that the directory states may be a lie.

    Returns the parts that may hold errors or formulas.
    """
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > _MAX_UNPACKED or (unpacked > 64 << 20 and unpacked / packed > _MAX_RATIO):
        _refuse(
            path,
            f"would unpack to {unpacked / (1 << 20):,.0f} MB",
            "no export is like that; ask where it comes from, or export it in parts",
        )
    suspicious: set[str] = set()
    for entry in entries:
        corner = [0, 0]
        tail = b""
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                if entry.filename.startswith("xl/worksheets/"):
                    piece = tail + chunk
                    _stretch(corner, piece)
                    if is_suspicious(piece):
                        suspicious.add(entry.filename)
                    tail = piece[-32:]
        if corner[0] * corner[1] > _MAX_CELLS:
            _refuse(
                path,
                f"has a sheet of {corner[0]:,} rows by {corner[1]:,} columns",
                "delete the stray cells far from the table and save it again",
            )
    return suspicious


def _stretch(corner: list[int], xml: bytes) -> None:
    cells = _CELL.findall(xml)
    if cells:
        corner[0] = max(corner[0], *(int(row) for _, row in cells))
        corner[1] = max(corner[1], *map(_column_number, {column for column, _ in cells}))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _open(path: Path, lost: Mapping[str, LostRows]) -> Opened:
    try:
        # Of a path calamine would believe the extension; of a stream it looks at the content.
        with path.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
        names = [
            sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    except python_calamine.PasswordError:
        _refuse_encrypted(path)
    except (python_calamine.CalamineError, OSError) as error:
        _refuse(path, f"is a damaged workbook ({error})", _DAMAGED)
    # A sheet is parsed whole, so it is kept for the second look: first the header, then the rows.
    parse = lru_cache(maxsize=1)(partial(_parse, path, workbook))
    return Opened(
        tuple(Table(name, partial(_rows, parse, name, lost.get(name, {}))) for name in names)
    )


def _rows(
    parse: Callable[[str], CalamineSheet], name: str, lost: LostRows, is_record: RowTest
) -> Iterator[Row]:
    del is_record  # the cells of a workbook are never swallowed
    sheet = parse(name)
    left = (sheet.start or (0, 0))[1]  # the rows begin with the first column that holds anything
    tall = [
        ((top, first - left), (bottom, last - left))
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        if top < bottom
    ]
    merged = merged_rows(tall, list(sheet.iter_rows()), as_text) if tall else {}
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        errors = [cell._replace(place=cell.place - left) for cell in lost.get(number, ())]
        yield Row(number, cells, "", (*errors, *merged.get(number, ())))


def _parse(path: Path, workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError) as error:
        _refuse(path, f"has a damaged sheet {name} ({error})", _DAMAGED)


def _refuse(path: Path, words: str, remedy: str) -> NoReturn:
    raise InputError(words, where=str(path), remedy=remedy)


def _refuse_encrypted(path: Path) -> NoReturn:
    _refuse(path, "is protected by a password", "remove the password in Excel and save it again")
