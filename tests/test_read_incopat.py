"""incoPat exports: every column lands in its field, as XLSX and as CSV."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from exports import INCOPAT, application, cells, incopat_row, write_csv, write_xlsx

from patnav.ingest.read import read
from patnav.model import Party, Publication, Rejection, Source, Text


def _one(path: Path) -> Publication:
    (record,) = read(path)
    assert isinstance(record, Publication)
    return record


@pytest.fixture(params=["xlsx", "csv"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write = {"xlsx": write_xlsx, "csv": write_csv}[request.param]
    return write(tmp_path / f"export.{request.param}", INCOPAT, cells([incopat_row()]))


def test_every_column_lands_in_its_field(path: Path) -> None:
    reading = read(path, region="320500")
    (record,) = reading
    assert reading.dialect == "incopat"
    assert record == Publication(
        source=Source(reading.file, 2),
        number="CN100000001A",
        application=application(1)[:-2],
        country="CN",
        kind_code="A",
        patent_type="invention",
        stage="application",
        application_date=date(2020, 3, 4),
        publication_date=date(2021, 3, 4),
        texts=(
            Text("title", "zh", "一种虚构装置1"),
            Text("title", "en", "Fictional device 1"),
            Text("abstract", "zh", "本发明公开了一种虚构装置，能够降低能耗。"),
        ),
        applicants=(
            Party("虚构汽车有限公司", "虚构汽车-C"),
            Party("虚构大学", "虚构大学"),
        ),
        ipc_main="H01M10/0562",
        ipc=("H01M10/0562", "H01M10/058"),
        cpc=("H01M10/0562", "Y02E60/10"),
        status="pending",
        status_text="实质审查",
        cited_by=3,
        region="320500",
    )
    assert not reading.warnings


def test_row_without_any_number_is_a_rejection(tmp_path: Path) -> None:
    rows = [incopat_row(1), incopat_row(2, **{"公开（公告）号": "", "申请号": ""})]
    reading = read(write_xlsx(tmp_path / "a.xlsx", INCOPAT, cells(rows)))
    _, second = reading
    assert isinstance(second, Rejection)
    assert second.source.row == 3
    assert second.field == "公开（公告）号 / 申请号"
    assert (reading.rows, reading.publications, reading.rejections) == (2, 1, 1)


def test_suffix_of_joined_downloads_is_no_other_column(tmp_path: Path) -> None:
    header = [f"{name}_data2" if name.startswith("标题") else name for name in INCOPAT]
    record = _one(write_csv(tmp_path / "a.csv", header, cells([incopat_row()])))
    assert record.texts[0] == Text("title", "zh", "一种虚构装置1")


def test_toyota_file_is_read_whole(shared: Path) -> None:
    reading = read(shared / "data/incopat/toyota_autonomous_driving_5048.xlsx")
    records = [record for record in reading if isinstance(record, Publication)]
    assert (reading.rows, reading.publications, reading.rejections) == (5048, 5048, 0)
    assert [record.source.row for record in records] == list(range(2, 5050))
    assert all(record.application_date and record.publication_date for record in records)
    assert sum(not record.ipc_main for record in records) == 3  # designs
    assert sum(record.stage == "grant" for record in records) == 1302 + 77 + 3
    assert sum(record.status == "in_force" for record in records) == 2059
