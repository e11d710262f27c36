"""Small fictional exports that the tests of reading write; nothing here is from a real file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from patnav.ingest.read.numbers import check_digit

INCOPAT = (
    "序号",
    "标题 (中文)",
    "标题 (英文)",
    "摘要 (中文)",
    "申请人",
    "公开（公告）号",
    "公开（公告）日",
    "申请号",
    "申请日",
    "公开类型",
    "专利类型",
    "公开国别",
    "链接到incoPat",
    "IPC主分类",
    "IPC",
    "CPC",
    "标准化申请人",
    "专利有效性",
    "当前法律状态",
    "被引证次数",
)


def names(listed: str) -> list[str]:
    """Column names written one after the other with commas."""
    return listed.split(",")


def application(number: int, year: int = 2020, kind: int = 1) -> str:
    """A Chinese application number with its right check digit."""
    serial = f"{year}{kind}{number:07d}"
    return f"CN{serial}.{check_digit(serial)}"


def incopat_row(number: int = 1, **changes: object) -> dict[str, object]:
    """One row of an incoPat export; `changes` replaces cells by column name."""
    row: dict[str, object] = {
        "序号": float(number),
        "标题 (中文)": f"一种虚构装置{number}",
        "标题 (英文)": f"Fictional device {number}",
        "摘要 (中文)": "本发明公开了一种虚构装置，能够降低能耗。",
        "申请人": "虚构汽车有限公司; 虚构大学",
        "公开（公告）号": f"CN{100000000 + number}A",
        "公开（公告）日": date(2021, 3, 4),
        "申请号": application(number),
        "申请日": date(2020, 3, 4),
        "公开类型": "发明申请",
        "专利类型": "发明申请",
        "公开国别": "中国",
        "链接到incoPat": f"到incoPat中查看\nCN{100000000 + number}A",
        "IPC主分类": "H01M10/0562",
        "IPC": "H01M10/0562; H01M10/058",
        "CPC": "H01M10/0562; Y02E60/10",
        "标准化申请人": "[虚构汽车-C; 虚构大学]",
        "专利有效性": "审中",
        "当前法律状态": "实质审查",
        "被引证次数": 3.0,
    }
    assert changes.keys() <= row.keys(), changes
    return row | changes


def write_xlsx(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], sheet: str = "Sheet1"
) -> Path:
    """Write one sheet; dates become real date cells."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for place, cells in enumerate((header, *rows)):
            page.write_row(place, 0, cells)
    return path


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> Path:
    """Write a CSV as spreadsheets do."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows((header, *rows))
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def cells(rows: Sequence[Mapping[str, object]]) -> list[list[object]]:
    """Rows of named cells as plain rows."""
    return [list(row.values()) for row in rows]
