"""What a workbook holds beside the rows that are read is said, never dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from patnav.error_words import in_words, refusal
from patnav.errors import InputError
from patnav.ingest.read import read
from patnav.ingest.read.reader import Reading

HEADER = ["专利名称", "申请号", "申请人", "申请日"]


def line(number: int) -> list[object]:
    return [f"一种装置{number}", f"CN20121{number:07d}", "甲公司", "2012-05-31"]


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for place, cells in enumerate(rows):
                page.write_row(place, 0, cells)
    return path


def warned(reading: Reading) -> list[tuple[str, str]]:
    """Fields and reasons of what a whole reading warns of."""
    list(reading)
    return [(damage.field, damage.reason) for damage in reading.warnings]


@pytest.mark.parametrize("head", [[], [["名称", "申请编号", "权利人", "提交日"]]])
def test_a_sheet_of_patents_without_known_names_is_refused(
    tmp_path: Path, head: list[list[object]]
) -> None:
    rows = {"一": [HEADER, line(1), line(2)], "二": [*head, line(3), line(4)]}
    with pytest.raises(InputError, match=rf"rows\): 二 \({2 + len(head)}\)") as no:
        read(workbook(tmp_path / "a.xlsx", rows))
    assert "delete what is not needed" in no.value.remedy
    assert (
        refusal(no.value, "zh")
        .partition("a.xlsx")[2]
        .startswith("：有含专利号但没有已知列名的工作表")
    )


def test_a_sheet_of_other_things_is_a_warning_with_its_rows(tmp_path: Path) -> None:
    rows = {"说明": [["检索式"], [], ["电池"]], "空": [], "数据": [HEADER, line(1)]}
    reading = read(workbook(tmp_path / "a.xlsx", rows))
    reason = "is a sheet without known column names, of 2 rows: it is not read"
    assert warned(reading) == [("说明", reason)]
    assert reading.rows == 1
    assert in_words(reason, "zh") == "是没有已知列名的工作表，共 2 行：未读取"


def test_a_column_without_a_name_is_a_warning_with_its_filled_cells(tmp_path: Path) -> None:
    header = [*HEADER[:3], "", HEADER[3], ""]
    rows = [[*line(n)[:3], "乙公司" if n < 3 else "", line(n)[3], f"备注{n}"] for n in range(1, 5)]
    reading = read(workbook(tmp_path / "a.xlsx", {"数据": [header, *rows]}))
    assert warned(reading) == [
        ("column 4", "has no name, and 2 filled cells: it is not read"),
        ("column 6", "has no name, and 4 filled cells: it is not read"),
    ]
    assert warned(reading)[0] == ("column 4", "has no name, and 2 filled cells: it is not read")


def test_an_empty_column_without_a_name_is_nothing(tmp_path: Path) -> None:
    header = [HEADER[0], "", *HEADER[1:]]
    rows = [[line(n)[0], " ", *line(n)[1:]] for n in range(3)]
    assert warned(read(workbook(tmp_path / "a.xlsx", {"数据": [header, *rows]}))) == []


def test_errors_and_formulas_without_a_value_are_told_with_row_and_remedy(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "A&B"  # type: ignore[union-attr]
    sheet = book["A&B"]
    for cells in (HEADER, line(1), line(2), line(3), ["", "#N/A", "", ""]):
        sheet.append(cells)
    sheet["C3"], sheet["D4"], sheet["A4"] = "=C2", "#VALUE!", '=IF(1,"","")'
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    assert reading.rows == 0
    list(reading)
    assert [(item.source.row, item.field, item.value) for item in reading.warnings] == [
        (3, "申请人", "=C2"), (4, "专利名称", '=IF(1,"","")'), (4, "申请日", "#VALUE!"),
        (5, "申请号", "#N/A"),
    ]  # fmt: skip
    for item in reading.warnings:
        assert in_words(item.reason, "zh") != item.reason
    assert (reading.publications, reading.rejections) == (3, 1)


def test_an_error_is_told_by_its_column_where_the_table_begins_further_right(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    for place, cells in enumerate((HEADER, line(1), line(2)), start=1):
        for column, cell in enumerate(cells, start=3):
            book.worksheets[0].cell(place, column, str(cell))
    book.worksheets[0]["E2"] = "#N/A"
    book.worksheets[0].merge_cells("F2:F3")
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    list(reading)
    assert [(item.source.row, item.field, item.value) for item in reading.warnings] == [
        (2, "申请人", "#N/A"), (3, "申请日", "2012-05-31"),
    ]  # fmt: skip


def test_a_formula_with_an_empty_text_as_value_is_no_loss(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, line(1))
        page.write_formula("C2", "=A2", None, "乙公司")
        page.write_formula("D2", "=A2", None, "2012-02-02")
    assert warned(read(tmp_path / "a.xlsx")) == []


def test_a_cell_merged_over_rows_is_told_where_it_is_missing(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.merge_range("A1:D1", "目录")
        page.write_row(1, 0, HEADER)
        for number in range(1, 5):
            page.write_row(number + 1, 0, line(number))
        page.merge_range("C3:C5", "甲公司")
        page.merge_range("A7:A9", "注")
    reading = read(tmp_path / "a.xlsx")
    list(reading)
    assert [
        (item.source.row, item.field, item.value, item.reason.partition(":")[0])
        for item in reading.warnings
    ] == [
        (row, "申请人", "甲公司", "is merged over several rows, read in the first only")
        for row in (4, 5)
    ]
    assert reading.rows == 5  # the merged note is one row
