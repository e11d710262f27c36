"""From a file to rows: tell by its first bytes what a file is, and refuse what is no export."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from patnav.errors import InputError
from patnav.ingest.read.columnar import open_parquet
from patnav.ingest.read.csvtext import open_text
from patnav.ingest.read.jsonlines import is_jsonlines, open_jsonlines
from patnav.ingest.read.parts import Part, bad_bytes, file_part, zip_parts
from patnav.ingest.read.table import Opened
from patnav.ingest.read.workbooks import open_old_workbook, open_workbook

__all__ = ["open_export"]

_SAVE = "open it in a spreadsheet and save it as .xlsx, or export again as CSV or XLSX"
_FOREIGN = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"{\\rtf": "an RTF document",
}
_TREES = (b"<", b"{", b"[{")
_MARKUP = {
    b"<!doctype html": "an HTML page",
    b"<html": "an HTML page",
    b"<table": "an HTML page",
}


def open_export(path: Path) -> Opened:
    """Open a file as the tables or tagged records that it may hold.

    Raises InputError for a file that is missing, a folder, empty, locked, damaged, encrypted, or of
    a kind that is no export.
    """
    head = _head(path)
    if head.startswith(b"PK\x03\x04"):
        parts = zip_parts(path)
        return _in_parts(parts) if parts else open_workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return open_old_workbook(path)
    if head.startswith(b"PAR1"):
        return open_parquet(path)
    for start, words in _FOREIGN.items():
        if head.startswith(start):
            _refuse(path, words, "give the export file of a patent database")
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    for start, words in _MARKUP.items():
        if plain.startswith(start):
            _refuse(path, words, _SAVE)
    if plain.startswith(b"{") and is_jsonlines(path):
        return open_jsonlines(path)
    if b"".join(plain[:99].split()).startswith(_TREES):
        return _in_parts((file_part(path),))
    return open_text(path)


def _in_parts(parts: tuple[Part, ...]) -> Opened:
    return Opened((), parts=parts, note=bad_bytes(parts))


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise InputError("is a folder", where=str(path), remedy="name the files in it")
    try:
        if path.is_fifo() or path.is_char_device():  # it would be waited for, and never ends
            raise InputError("is no file", where=str(path), remedy="save it to a file first")
        with path.open("rb") as stream:
            head = stream.read(4096)
    except FileNotFoundError:
        raise InputError(
            "there is no such file", where=str(path), remedy="look at the path"
        ) from None
    except OSError as error:
        raise InputError(
            f"cannot be opened ({error.strerror})",
            where=str(path),
            remedy="close it in other programs and see that you may read it",
        ) from None
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise InputError("is empty", where=str(path), remedy="export it again")
    return head


def _refuse(path: Path, words: str, remedy: str) -> NoReturn:
    raise InputError(f"is {words}, not a patent export", where=str(path), remedy=remedy)
