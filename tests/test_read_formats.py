"""Any dialect may come as CSV, TSV, XLSX, XLS, JSON lines or Parquet, and says the same in each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exports import INCOPAT, cells, incopat_row, write_csv, write_xlsx
from old_workbook import write_xls

from patnav.errors import InputError
from patnav.ingest.read import read
from patnav.model import Publication, Rejection, Source

Rows = Sequence[Mapping[str, object]]


def _csv(path: Path, rows: Rows) -> Path:
    return write_csv(path / "a.csv", INCOPAT, cells(rows))


def _tsv(path: Path, rows: Rows) -> Path:
    return write_csv(path / "a.tsv", INCOPAT, cells(rows), "utf-16", "\t")


def _xlsx(path: Path, rows: Rows) -> Path:
    return write_xlsx(path / "a.xlsx", INCOPAT, cells(rows))


def _xls(path: Path, rows: Rows) -> Path:
    text = [[str(cell) for cell in row] for row in cells(rows)]
    return write_xls(path / "a.xls", [list(INCOPAT), *text])


def _jsonl(path: Path, rows: Rows) -> Path:
    lines = [json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows]
    (path / "a.jsonl").write_text("".join(lines), encoding="utf-8")
    return path / "a.jsonl"


def _parquet(path: Path, rows: Rows) -> Path:
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path / "a.parquet")
    return path / "a.parquet"


def records(path: Path) -> list[Publication]:
    reading = read(path)
    found = list(reading)
    assert (reading.dialect, reading.warnings, reading.unknown) == ("incopat", [], ())
    nowhere = Source("", 0)
    return [replace(item, source=nowhere) for item in found if isinstance(item, Publication)]


@pytest.mark.parametrize("write", [_tsv, _xlsx, _xls, _jsonl, _parquet])
def test_every_format_says_the_same(tmp_path: Path, write: Callable[[Path, Rows], Path]) -> None:
    rows = [incopat_row(1), incopat_row(2, 被引证次数=""), incopat_row(3)]
    if write is _parquet:
        rows[1]["被引证次数"] = None
    expected = records(_csv(tmp_path, rows))
    assert len(expected) == 3
    assert records(write(tmp_path, rows)) == expected


def test_lists_need_no_separator(tmp_path: Path) -> None:
    row = incopat_row(1) | {
        "申请人": ["甲; 乙有限公司", "丙大学"],
        "IPC": ["H01M10/0562", "H01M10/058"],
        "公开（公告）日": ["2022-05-06", "2021-03-04"],
    }
    for write in (_jsonl, _parquet):
        (record,) = records(write(tmp_path, [row]))
        assert [party.name for party in record.applicants] == ["甲; 乙有限公司", "丙大学"]
        assert record.ipc == ("H01M10/0562", "H01M10/058")
        assert record.publication_date == date(2021, 3, 4)


def test_a_line_that_is_no_object_is_a_rejection_with_its_number(tmp_path: Path) -> None:
    path = _jsonl(tmp_path, [incopat_row(1), incopat_row(2)])
    first, second = path.read_text(encoding="utf-8").splitlines()
    twice = '{"公开（公告）号": "CN1A", "公开（公告）号": "CN2A"}'
    path.write_text("\n".join([first, "", second[:50], twice, "[1]", second]), encoding="utf-8")
    reading = read(path)
    found = list(reading)
    assert [item.source.row for item in found] == [1, 3, 4, 5, 6]
    rejected = [item for item in found if isinstance(item, Rejection)]
    assert {item.reason for item in rejected} == {
        "is no JSON object: the line is damaged or cut off"
    }
    assert (reading.rows, reading.publications, reading.rejections) == (5, 2, 3)


def test_numbers_of_json_keep_their_digits(tmp_path: Path) -> None:
    line = '{"公开号": "CN100000001A", "标题": "装置", "申请号": 202010302257.8, "被引次数": NaN}'
    path = tmp_path / "a.jsonl"
    path.write_text(line + "\n" + line.replace("202010302257.8", "2.02E+11") + "\n", "utf-8")
    first, second = read(path)
    assert isinstance(first, Publication)
    assert (first.application, first.cited_by) == ("CN202010302257", None)
    assert isinstance(second, Rejection)
    assert "rounded" in second.reason


def test_keys_of_later_lines_are_columns_too(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = ['{"公开号": "CN100000001A", "标题": "一"}', '{"公开号": "CN100000002A", "备注": "x"}']
    path.write_text("\n".join(lines), encoding="utf-8")
    reading = read(path)
    assert reading.unknown == ("备注",)
    assert len(list(reading)) == 2


def test_a_very_long_line_is_given_up_alone(tmp_path: Path) -> None:
    path = _jsonl(tmp_path, [incopat_row(1)])
    long = '{"标题 (中文)": "' + "长" * 8_100_000 + '"}\n'
    path.write_text(path.read_text("utf-8") + long + path.read_text("utf-8"), encoding="utf-8")
    reading = read(path)
    kinds = [type(item).__name__ for item in reading]
    assert kinds == ["Publication", "Rejection", "Publication"]


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    path = _parquet(tmp_path, [incopat_row(1)])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="damaged Parquet"):
        read(path)


def test_parquet_of_no_patents_is_refused_with_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"city": ["x"], "lon": [1.5]}), path)
    with pytest.raises(InputError, match=r"header found: city \| lon"):
        read(path)
