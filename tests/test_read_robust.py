"""Bad files and damaged rows: a clear error or a named rejection, nothing shifted, nothing lost."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from exports import INCOPAT, application, cells, incopat_row, write_csv, write_xlsx
from old_workbook import write_encrypted, write_xls

from patnav.errors import InputError
from patnav.ingest.read import Reading, read
from patnav.ingest.read.csvtext import detect_encoding
from patnav.model import Publication, Rejection

HEADER = ["公开号", "标题", "申请人", "申请日"]


def line(number: int, title: str = "一种装置") -> list[object]:
    return [f"CN{100000000 + number}A", title, "甲公司", "2020-03-04"]


def outcome(reading: Reading) -> dict[int, str]:
    """Row -> its number, or the field of its rejection; the sums hold."""
    found = {
        record.source.row: record.number if isinstance(record, Publication) else f"! {record.field}"
        for record in reading
    }
    assert reading.rows == reading.publications + reading.rejections == len(found)
    return found


def rejection(path: Path) -> Rejection:
    (found,) = [record for record in read(path) if isinstance(record, Rejection)]
    return found


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(70):
                part.write(b" " * (1 << 20))


def lying_size(path: Path) -> None:
    """A ZIP whose directory states one byte for a part of a megabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"x" * (1 << 20))
    content = path.read_bytes()
    path.write_bytes(content.replace((1 << 20).to_bytes(4, "little"), b"\x01\x00\x00\x00"))


def far_cell(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "a", "b"
    book.save(path)


def cut(path: Path) -> None:
    write_xlsx(path, HEADER, [line(number) for number in range(200)])
    path.write_bytes(path.read_bytes()[:3000])


def word(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


def noise(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(20_000))


def two_sheets(path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("一", "二"):
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append(line(1))
    book.save(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500)), "PNG picture"),
        (lambda path: path.write_bytes(b"%PDF-1.7\n"), "PDF"),
        (lambda path: path.write_bytes(b"  <html><table></table></html>"), "HTML"),
        (lambda path: path.write_bytes(b"<?xml version='1.0'?><a/>"), "XML"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"\xef\xbb\xbf \r\n"), "empty"),
        (lambda path: path.mkdir(), "folder"),
        (lambda _: None, "no such file"),
        (noise, "neither a workbook nor text"),
        (word, "Word document"),
        (cut, "damaged"),
        (bomb, "unpack to 70 MB"),
        (lying_size, "damaged"),
        (far_cell, "1,048,576 rows"),
        (write_encrypted, "password"),
        (two_sheets, "2 sheets"),
        (lambda path: write_csv(path, HEADER, []), "no rows"),
        (lambda path: write_xlsx(path, HEADER, []), "no rows"),
        (lambda path: write_csv(path, ["甲", "乙"], [["1", "2"]]), "header found: 甲 | 乙"),
        (lambda path: write_csv(path, ["标题", "申请人"], [["a", "b"]]), "generic_zh 2"),
    ],
)
def test_wrong_file_is_refused_by_name_with_a_remedy(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "export.xlsx"
    make(path)
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.where == str(path)
    assert words in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, [line(1, "𠮷字头装置\n第二行，㐂")], encoding)
    (record,) = read(path)
    assert isinstance(record, Publication)
    assert record.texts[0].text == "𠮷字头装置\n第二行，㐂"


def test_western_letters_are_not_read_as_chinese(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,title\nEP-1-A1,Gerät für Flügel\n".encode("cp1252"))
    assert detect_encoding(path) == ("cp1252", 0)


def test_broken_bytes_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = "公开号,标题\nCN100000001A,装置\nCN100000002A,装".encode()
    path.write_bytes(good + b"\xe7\xbd\nCN100000003A,x\n")
    reading = read(path)
    assert outcome(reading) == {2: "CN100000001A", 3: "CN100000002A", 4: "CN100000003A"}
    assert [(item.source.row, item.field) for item in reading.warnings] == [(3, "标题")]
    assert "1 places" in reading.note


def test_field_beyond_the_header_is_never_a_shift(tmp_path: Path) -> None:
    rows = [[*line(1), ""], [*line(2), "stray"], line(3)[:3], line(4)]
    reading = read(write_csv(tmp_path / "a.csv", HEADER, rows))
    assert outcome(reading) == {
        2: "CN100000001A",
        3: "! column 5",
        4: "! 申请日",
        5: "CN100000004A",
    }


def test_unclosed_quote_costs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        ",".join(HEADER),
        "CN100000001A,一,甲,2020-03-04",
        'CN100000002A,"二,甲,2020-03-04',
        "CN100000003A,三,甲,2020-03-04",
        'CN100000004A,"四",甲,2020-03-04',
        'CN100000005A,"五,甲,2020-03-04',
        "CN100000006A,六,甲,2020-03-04",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    expected = {row: f"CN10000000{row - 1}A" for row in range(2, 8)} | {3: "! ", 6: "! "}
    assert outcome(read(path)) == expected


def test_quote_that_closes_in_a_later_record_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    swallowing = 'CN100000001A,"一,甲,2020-03-04\nCN100000002A,二,甲,2020-03-04\n'
    path.write_text(f'{",".join(HEADER)}\n{swallowing}x",甲,2020-03-04\n', encoding="utf-8")
    assert outcome(read(path)) == {2: "! ", 3: "CN100000002A", 4: "! 申请日"}


def test_a_record_of_several_lines_is_one_row(tmp_path: Path) -> None:
    rows = [line(1, "一\n二\n三"), line(2), ["", "", "", ""], line(3)]
    reading = read(write_csv(tmp_path / "a.csv", HEADER, rows))
    assert outcome(reading) == {2: "CN100000001A", 3: "CN100000002A", 5: "CN100000003A"}


def test_cell_of_a_megabyte_and_nul_bytes(tmp_path: Path) -> None:
    rows = [line(1, "装" * 1_000_000), line(2, "装\x00置\x07")]
    first, second = read(write_csv(tmp_path / "a.csv", HEADER, rows))
    assert isinstance(first, Publication)
    assert isinstance(second, Publication)
    assert len(first.texts[0].text) == 1_000_000
    assert second.texts[0].text == "装置"


def test_excel_damage_to_keys_rejects_and_to_others_is_told(tmp_path: Path) -> None:
    rows = [
        incopat_row(1, 申请号="2.02E+11"),
        incopat_row(2, 申请日="########", 被引证次数="many", IPC="H01M10/05; 12-Mar"),
        incopat_row(3, 申请号=application(3)[:-1] + "X"),
        incopat_row(4, 申请日=43894.0, **{"公开（公告）日": "2021-02-30"}),
        incopat_row(5, **{"公开（公告）号": "虚构公司"}),
    ]
    reading = read(write_xlsx(tmp_path / "a.xlsx", INCOPAT, cells(rows)))
    records = list(reading)
    assert isinstance(records[0], Rejection)
    assert (records[0].field, records[0].value) == ("申请号", "2.02E+11")
    assert "as text" in records[0].reason
    assert isinstance(records[3], Publication)
    assert records[3].application_date == date(2020, 3, 4)
    assert isinstance(records[4], Rejection)
    assert {(item.source.row, item.field) for item in reading.warnings} == {
        (3, "申请日"),
        (3, "IPC"),
        (3, "被引证次数"),
        (4, "申请号"),
        (5, "公开（公告）日"),
    }


def test_application_alone_must_be_readable(tmp_path: Path) -> None:
    rows = [["装置", "CN123"], ["装置", ""], ["装置", application(1)]]
    reading = read(write_csv(tmp_path / "a.csv", ["名称", "申请号"], rows))
    assert outcome(reading) == {2: "! 申请号", 3: "! 申请号", 4: ""}


def test_two_columns_of_one_name_must_agree_on_the_number(tmp_path: Path) -> None:
    header = ["公开号", "公开号", "标题"]
    rows = [["CN100000001A", "CN100000001A", "a"], ["CN100000001A", "CN100000002A", "b"]]
    path = write_csv(tmp_path / "a.csv", header, rows)
    assert "disagree" in rejection(path).reason
    assert rejection(path).source.row == 3


def test_renamed_key_column_is_refused_by_its_name(tmp_path: Path) -> None:
    header = ["号码" if name == "公开（公告）号" else name for name in INCOPAT]
    path = write_xlsx(tmp_path / "a.xlsx", header, cells([incopat_row()]))
    with pytest.raises(InputError, match="no column 公开（公告）号; columns nobody knows: 号码"):
        read(path)
    assert outcome(read(path, dialect="incopat")) == {2: ""}  # vouched for: read without it


def test_renamed_other_column_is_a_warning(tmp_path: Path) -> None:
    header = ["日期" if name == "申请日" else name for name in INCOPAT]
    reading = read(write_xlsx(tmp_path / "a.xlsx", header, cells([incopat_row()])))
    assert outcome(reading) == {2: "CN100000001A"}
    assert [(item.source.row, item.field) for item in reading.warnings] == [(1, "日期")]


def test_header_repeated_by_joined_files_is_a_rejection(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, [line(1), HEADER, line(2)])
    assert rejection(path).reason == "repeats the header"


def test_formula_without_a_value_is_a_rejection_not_a_guess(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(['="CN100000001A"', "一种装置", "甲", "2020-03-04"])
    book.save(tmp_path / "a.xlsx")
    assert "no publication number" in rejection(tmp_path / "a.xlsx").reason


def test_old_workbook_and_rows_below_blank_ones(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [
        ["虚构目录"],
        [],
        ["公开号", "标题", "申请日"],
        ["CN100000001A", "一种装置", 43894.0],
    ]
    (record,) = read(write_xls(tmp_path / "a.xls", rows))
    assert isinstance(record, Publication)
    assert record.source.row == 4
    assert record.application_date == date(2020, 3, 4)


def test_other_sheets_do_not_disturb(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("图")
    sheet = book.create_sheet("数据")
    sheet.append(HEADER)
    sheet.append(line(1))
    book.save(tmp_path / "a.xlsx")
    assert outcome(read(tmp_path / "a.xlsx")) == {2: "CN100000001A"}


def test_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, [line(number) for number in range(5000)])
    records = iter(read(path))
    next(records)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("CN100009999A,x,x,2020-03-04\n")
    with pytest.raises(InputError, match="changed while it was read"):
        list(records)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    reading = read(write_csv(tmp_path / "a.csv", HEADER, [line(1), line(2)]))
    assert list(reading) == list(reading)
    assert reading.rows == 2


def test_tagged_text_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.ciw"
    path.write_text("FN X\nVR 1.0\nPT P\nPN EP1234567-A1\nTI A\nER\n\nPT P\nPN EP1234568-A1\nTI Cu")
    first, second = read(path)
    assert isinstance(first, Publication)
    assert isinstance(second, Rejection)
    assert "cut off" in second.reason
    assert second.source.row == 8


def test_the_content_of_a_workbook_decides_not_its_extension(tmp_path: Path) -> None:
    rows = [["公开号", "标题", "申请日"], ["CN100000001A", "一种装置", "2020-03-04"]]
    old = write_xls(tmp_path / "old.xlsx", rows)
    new = write_xlsx(tmp_path / "new.xls", rows[0], rows[1:])
    odd = write_xlsx(tmp_path / "odd.csv", rows[0], rows[1:])
    assert [outcome(read(path)) for path in (old, new, odd)] == [{2: "CN100000001A"}] * 3


def test_a_filing_after_the_year_of_its_number_is_a_warning(tmp_path: Path) -> None:
    header = ["申请号", "标题", "申请日"]
    numbers = ["CN201210000001", "CN85102475", application(1, 2020)]
    days = ["2099-01-01", "1986-01-01", "2018-03-04"]  # the last as of a divisional
    rows = [[number, "一种装置", day] for number, day in zip(numbers, days, strict=True)]
    reading = read(write_csv(tmp_path / "a.csv", header, rows))
    assert len(list(reading)) == reading.publications
    assert [(item.source.row, item.field, item.value) for item in reading.warnings] == [
        (2, "申请日", "2099-01-01"),
        (3, "申请日", "1986-01-01"),
    ]
