"""Cells that show something which the file does not hold as a value, so that none is read.

An error (#N/A, #VALUE!) and a formula whose value was never stored are empty cells to a reader, and
of a merged range only the first cell holds what all of them show.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from patnav.ingest.read.table import Lost

__all__ = ["LostRows", "is_suspicious", "lost_rows", "merged_rows"]

LostRows = Mapping[int, Sequence[Lost]]
"""Row, from 1 -> its cells that lost what they show."""
Range = tuple[tuple[int, int], tuple[int, int]]

_ERROR = "is an error of the spreadsheet, read as empty: mend the formula and export again"
_FORMULA = (
    "is a formula without a stored value, read as empty: open the file in a spreadsheet, save it, "
    "and read it again"
)
_MERGED = "is merged over several rows, read in the first only: unmerge it and fill each row"
_CHUNK = 1 << 20
_LONGEST = 8 << 20  # bytes of one cell; a spreadsheet allows 32,767 characters
_SHOWN = 200
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_CELL = re.compile(rb"<(?:\w+:)?c ([^<>]*)>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]+)<")
_FORMULA_TEXT = re.compile(rb"<(?:\w+:)?f\b[^<>]*>([^<]*)<|<(?:\w+:)?f\b[^<>]*/>")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_TARGET = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')


def is_suspicious(xml: bytes) -> bool:
    """Whether a piece of a sheet may hold an error or a formula."""
    return b't="e"' in xml or b"f>" in xml


def lost_rows(
    archive: zipfile.ZipFile, parts: Iterable[str], column_number: Callable[[bytes], int]
) -> dict[str, LostRows]:
    """Find errors and formulas without value in parts of an XLSX: sheet -> rows.

    `column_number` tells the number, from 1, of a column from its letters.
    """
    wanted = set(parts)
    found: dict[str, LostRows] = {}
    for name, part in _sheets(archive) if wanted else ():
        if part in wanted:
            rows = defaultdict[int, list[Lost]](list)
            with archive.open(part) as stream:
                for cell in _cells(iter(lambda: stream.read(_CHUNK), b"")):
                    for row, lost in _lost(cell, column_number):
                        rows[row].append(lost)
            found[name] = rows
    return found


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Names of the sheets and of the parts that hold them."""
    names = archive.namelist()
    links = "xl/_rels/workbook.xml.rels"
    if links not in names:
        return []
    targets = {
        told.get("Id", ""): posixpath.normpath(posixpath.join("/xl", told.get("Target", "")))[1:]
        for told in _attributes(_TARGET, archive.read(links))
    }
    return [
        (html.unescape(told.get("name", "")), targets.get(_link(told), ""))
        for told in _attributes(_SHEET, archive.read("xl/workbook.xml"))
    ]


def _link(told: Mapping[str, str]) -> str:
    """The attribute `id` of another namespace, of whatever prefix."""
    return next((value for name, value in told.items() if name.endswith(":id")), "")


def _attributes(element: re.Pattern[str], xml: bytes) -> Iterator[dict[str, str]]:
    for match in element.finditer(xml.decode("utf-8", errors="replace")):
        yield dict(_ATTRIBUTE.findall(match[1]))


def _cells(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cells that may be lost, each as what stands before its end tag."""
    rest = b""
    for chunk in chunks:
        *whole, rest = _CELL_END.split(rest + chunk)
        yield from filter(is_suspicious, whole)
        rest = rest[-_LONGEST:]


def _lost(cell: bytes, column_number: Callable[[bytes], int]) -> Iterator[tuple[int, Lost]]:
    head = None
    for head in _CELL.finditer(cell):  # noqa: B007 -- the last one; empty cells stand before it
        pass
    place = _PLACE.search(head[1]) if head else None
    if head is None or place is None:
        return
    formula = _FORMULA_TEXT.search(cell, head.end())
    value = _VALUE.search(cell, head.end())
    row, column = int(place[2]), column_number(place[1]) - 1
    if b't="e"' in head[1]:
        yield row, Lost(column, _text(value[1] if value else b""), _ERROR)
    elif formula and not value and b't="str"' not in head[1]:  # a stored value may be no text
        yield row, Lost(column, "=" + _text(formula[1] or b""), _FORMULA)


def _text(xml: bytes) -> str:
    return html.unescape(xml[:_SHOWN].decode("utf-8", errors="replace"))


def merged_rows(
    ranges: Iterable[Range], rows: Sequence[Sequence[object]], as_text: Callable[[object], str]
) -> LostRows:
    """Rows that show what a merged cell above them holds; `ranges` and `rows` count from 0.

    Rows without anything of their own are none: only the cell is large.
    """
    found = defaultdict[int, list[Lost]](list)
    ends: dict[int, int] = {}  # by column: ranges of a damaged file may lie one over the other
    for (top, column), (bottom, _) in sorted(ranges):
        shown = as_text(rows[top][column]).strip() if _is_in(rows, top, column) else ""
        below = range(max(top, ends.get(column, 0)) + 1, min(bottom + 1, len(rows)))
        ends[column] = max(bottom, ends.get(column, 0))
        for row in below if shown else ():
            if any(rows[row]):
                found[row + 1].append(Lost(column, shown[:_SHOWN], _MERGED))
    return found


def _is_in(rows: Sequence[Sequence[object]], row: int, column: int) -> bool:
    return row < len(rows) and column < len(rows[row])
