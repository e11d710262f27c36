"""Industries: codes of vendors' columns, checked against the lists, in a table of their own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import python_calamine
from exports import application, write_csv

from patnav.ingest.assemble import assemble
from patnav.ingest.industries import industry, read_industry
from patnav.ingest.read import explain, read
from patnav.model import Publication


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("C4012", "C4012", "电工仪器仪表制造"),
        ("4012", "C4012", "电工仪器仪表制造"),
        ("C4012(电工仪器仪表制造)", "C4012", "电工仪器仪表制造"),
        ("c40", "C40", "仪器仪表制造业"),
        ("A0111", "A0111", "稻谷种植"),
    ],
)
def test_national_codes_are_read_with_their_name(text: str, code: str, name: str) -> None:
    assert read_industry(text, "gbt4754") == code
    assert industry(code) == ("gbt4754", code, name)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("6.5 (智能电网产业)", "6.5", "智能电网产业"),
        ("6.5.1", "6.5.1", "智能电网产业"),
        ("SEI6.5", "6.5", "智能电网产业"),
        ("5", "5", "新能源汽车产业"),
        ("OTH", "OTH", "其他"),
    ],
)
def test_emerging_codes_are_read_with_their_name(text: str, code: str, name: str) -> None:
    assert read_industry(text, "sei") == f"SEI{code}"
    assert industry(f"SEI{code}") == ("sei", code, name)


@pytest.mark.parametrize("text", ["C9999", "Z4012", "C40121", "9999", "11", "制造业", "6.5"])
def test_what_is_no_national_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="GB/T 4754-2017"):
        read_industry(text, "gbt4754")


@pytest.mark.parametrize("text", ["6.9", "0.1", "10.1", "C4012", "6.5X", "6.5.1.1.1"])
def test_what_is_no_emerging_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="strategic emerging"):
        read_industry(text, "sei")


def one(tmp_path: Path, header: list[str], *cells: str) -> tuple[Publication, list[str]]:
    number = application(1)
    path = write_csv(tmp_path / "export.csv", ["申请号", "标题", *header], [[number, "题", *cells]])
    reading = read(path)
    (record,) = reading
    assert isinstance(record, Publication)
    return record, [damage.value for damage in reading.warnings]


def test_lists_are_split_between_codes_not_inside_names(tmp_path: Path) -> None:
    header = ["国民经济分类", "新兴产业分类"]
    emerging = "1.4 (互联网与云计算、大数据服务),5.2 (新能源汽车装置、配件制造)、OTH"
    record, damaged = one(tmp_path, header, "C4012; O8129", emerging)
    assert record.industries == ("C4012", "O8129", "SEI1.4", "SEI5.2", "SEIOTH")
    assert damaged == []


def test_unknown_codes_are_damage_and_the_others_stay(tmp_path: Path) -> None:
    header = ["国民经济分类", "新兴产业分类"]
    record, damaged = one(tmp_path, header, "C4012; C9999", "9.9 (虚构产业),6.5 (智能电网产业)")
    assert record.industries == ("C4012", "SEI6.5")
    assert damaged == ["C9999", "9.9 (虚构产业)"]


def test_explain_shows_industries_as_they_are_read(tmp_path: Path) -> None:
    header = ["公开（公告）号", "申请号", "标题（中文）", "新兴产业分类", "国民经济分类"]
    row = ["CN110000001A", application(1), "题", "6.5 (智能电网产业)", "4012"]
    columns = explain(read(write_csv(tmp_path / "export.csv", header, [row]))).columns
    assert [column.value for column in columns[-2:]] == ["SEI6.5", "C4012"]
    assert [column.state for column in columns[-2:]] == ["read", "read"]


def test_industries_of_all_documents_of_a_patent_are_one_list(tmp_path: Path) -> None:
    header = ["公开（公告）号", "申请号", "标题（中文）", "新兴产业分类", "国民经济分类"]
    rows = [
        ["CN110000001A", application(1), "题", "6.5 (智能电网产业)", "C4012"],
        ["CN110000001B", application(1), "题", "OTH", "C4012; C40"],
    ]
    table = assemble([read(write_csv(tmp_path / "export.csv", header, rows))])["industries"]
    assert table.drop(["patent", "file"]).to_pylist() == [
        {"scheme": "gbt4754", "code": "C40", "name": "仪器仪表制造业", "row": 3},
        {"scheme": "gbt4754", "code": "C4012", "name": "电工仪器仪表制造", "row": 3},
        {"scheme": "sei", "code": "6.5", "name": "智能电网产业", "row": 2},
        {"scheme": "sei", "code": "OTH", "name": "其他", "row": 3},
    ]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["openai_72", "toyota_autonomous_driving_5048"])
def test_each_code_of_a_real_export_is_known_and_none_is_lost(shared: Path, name: str) -> None:
    path = shared / f"data/incopat/{name}.xlsx"
    header, *rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    told: Counter[str] = Counter()
    for row in rows:
        cells = dict(zip(map(str, header), map(str, row), strict=True))
        told.update(set(re.findall(r"[A-T]\d{4}", cells["国民经济分类"])))
        told.update(f"SEI{code}" for code in set(re.findall(r"\d\.\d", cells["新兴产业分类"])))
    reading = read(path)
    found = Counter(
        code for item in reading if isinstance(item, Publication) for code in item.industries
    )
    assert found == told
    assert not [damage for damage in reading.warnings if "产业" in damage.field]
