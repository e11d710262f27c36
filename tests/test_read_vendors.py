"""PatSnap, Innojoy, TRS platforms, Derwent Innovation, Espacenet, NASA: each column lands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml
from exports import application, names, write_csv, write_xlsx

from patnav.ingest.read import Reading, read
from patnav.ingest.read.dialects import load_dialects
from patnav.model import Party, Publication, Rejection

COLUMN_NAMES = yaml.safe_load(
    Path(__file__).with_name("column_names.yaml").read_text(encoding="utf-8")
)


def only(path: Path, dialect: str) -> Publication:
    reading = read(path)
    (record,) = reading
    assert (reading.dialect, reading.unknown, reading.warnings) == (dialect, (), [])
    assert isinstance(record, Publication), record
    return record


def one_row(path: Path, row: Mapping[str, object]) -> Path:
    return write_xlsx(path / "export.XLSX", list(row), [list(row.values())])


@pytest.mark.parametrize("name", COLUMN_NAMES)
def test_every_column_name_on_offer_is_known(name: str) -> None:
    (dialect,) = [dialect for dialect in load_dialects() if dialect.name == name]
    strange = [
        column for column in COLUMN_NAMES[name] if dialect.folded(column) not in dialect.vocabulary
    ]
    assert strange == []


PATSNAP: dict[str, object] = {
    "序号": 1.0,
    "公开(公告)号": "CN110000001B",
    "标题": "一种虚构装置",
    "标题(译)(简体中文)": "一种虚构装置",
    "摘要": "本发明公开了一种虚构装置。_x000D_",
    "申请号": application(1),
    "申请日": "2020-03-04",
    "公开(公告)日": "2022-05-06",
    "专利类型": "授权发明",
    "受理局": "中国",
    "简单法律状态": "有效",
    "法律状态/事件": "授权 | 权利转移",
    "[标]原始申请(专利权)人": "虚构大学 | 甲公司",
    "[标]当前申请(专利权)人": "乙公司 | 甲公司",
    "原始申请(专利权)人": "虚构大学 | 甲有限公司",
    "当前申请(专利权)人": "乙有限公司 | 甲有限公司",
    "当前申请(专利权)人州/省": "江苏 | 浙江",
    "当前申请(专利权)人地市": "南通 | 杭州",
    "发明人": "张三 | 李四",
    "IPC分类号": "H01M10/0562 | H01M4/13",
    "CPC分类号": "-",
    "引用专利": "CN100000009A | US20110185700A1",
    "被引用专利": "CN112000009A",
    "被引用专利数量": 1.0,
    "简单同族": "CN110000001A | CN110000001B",
    "简单同族编号": "138860071",
    "扩展同族": "CN110000001A | US20200000123A1",
    "权利要求数": "9",
}


def test_patsnap_tells_who_filed_from_who_owns(tmp_path: Path) -> None:
    record = only(one_row(tmp_path, PATSNAP), "patsnap")
    assert record.applicants == (
        Party("虚构大学", "虚构大学"),
        Party("甲有限公司", "甲公司", "浙江杭州"),  # an owner still: the address is known
    )
    assert record.owners == (
        Party("乙有限公司", "乙公司", "江苏南通"),
        Party("甲有限公司", "甲公司", "浙江杭州"),
    )


def test_patsnap_columns_land(tmp_path: Path) -> None:
    record = only(one_row(tmp_path, PATSNAP), "patsnap")
    assert (record.number, record.application) == ("CN110000001B", "CN202010000001")
    assert (record.patent_type, record.stage, record.status) == ("invention", "grant", "in_force")
    assert record.cites == ("CN100000009A", "US20110185700A1")
    assert record.cited_in == ("CN112000009A",)
    assert record.members == ("CN110000001A", "CN110000001B")
    assert record.extended_members == ("CN110000001A", "US20200000123A1")
    assert (record.family, record.cited_by, record.claim_count) == ("patsnap:138860071", 1, 9)
    assert record.cpc == ()
    assert [text.text for text in record.texts] == ["一种虚构装置", "本发明公开了一种虚构装置。"]


def test_patsnap_current_names_stand_for_both_where_alone(tmp_path: Path) -> None:
    chosen = ("公开(公告)号", "标题", "[标]当前申请(专利权)人", "受理局")
    row = {name: PATSNAP[name] for name in chosen}
    record = only(one_row(tmp_path, row), "patsnap")
    assert [party.name for party in record.applicants] == ["乙公司", "甲公司"]
    assert [party.name for party in record.owners] == ["乙公司", "甲公司"]


def test_a_dash_is_nothing_and_the_next_column_is_read(tmp_path: Path) -> None:
    row = PATSNAP | {"原始申请(专利权)人": "-", "[标]原始申请(专利权)人": "-"}
    record = only(one_row(tmp_path, row), "patsnap")
    assert [party.name for party in record.applicants] == ["乙有限公司", "甲有限公司"]


def test_innojoy_makes_an_address_of_its_parts(tmp_path: Path) -> None:
    row = {
        "申请号": application(2, kind=2),
        "公开(公告)号": "CN210000002U",
        "名称": "一种虚构机构",
        "申请(专利权)人": "甲厂",
        "当前专利权人": "乙厂",
        "申请人（省市）": "江苏省",
        "申请人（地市）": "苏州市",
        "申请人（区县）": "昆山市",
        "发明（设计）人": "张三;李四",
        "主分类号": "F16H1/00(2006.01)I",
        "分案原申请号": application(9),
        "同族/同族号": "T123",
        "有效性": "有效",
        "权项数": 4.0,
    }
    record = only(one_row(tmp_path, row), "innojoy")
    assert record.applicants == (Party("甲厂", address="江苏省苏州市昆山市"),)
    assert record.owners == (Party("乙厂"),)
    assert record.parents == ("CN202010000009",)
    assert (record.ipc_main, record.claim_count) == ("F16H1/00", 4)
    assert (record.family, record.status) == ("innojoy:T123", "in_force")


def test_incopat_province_code_and_city_make_an_address(tmp_path: Path) -> None:
    row = {
        "标题 (中文)": "一种虚构装置",
        "公开(公告)号": "CN110000003A",
        "申请号": application(3),
        "申请人": "甲公司; 乙公司",
        "申请人省市代码": "江苏; 32",
        "中国申请人地市": "南通",
        "当前权利人": "丙公司",
        "一案双申": "CN210000003U",
        "母案": application(8),
        "引证专利": "CN100000009A; US20110185700A1",
        "合享价值度": "9",
    }
    record = only(one_row(tmp_path, row), "incopat")
    assert record.applicants == (Party("甲公司", address="江苏南通"), Party("乙公司"))
    assert record.owners == (Party("丙公司"),)
    assert record.twins == ("CN210000003U",)
    assert record.parents == ("CN202010000008",)
    assert record.cites == ("CN100000009A", "US20110185700A1")


def test_joined_downloads_are_read_where_the_first_column_is_empty(tmp_path: Path) -> None:
    header = [
        "公开(公告)号",
        "申请号",
        "标题 (中文)",
        "申请人",
        "标题 (中文)_data2",
        "申请人_data2",
        "合享价值度",
    ]
    rows = [
        ["CN110000003A", application(3), "一", "甲公司", "", "", "8"],
        ["CN110000004A", application(4), "", "", "二", "乙公司", "8"],
    ]
    reading = read(write_csv(tmp_path / "a.csv", header, rows))
    records = [record for record in reading if isinstance(record, Publication)]
    assert [record.texts[0].text for record in records] == ["一", "二"]
    assert [record.applicants[0].name for record in records] == ["甲公司", "乙公司"]
    assert not reading.warnings


def test_a_dump_of_a_trs_database(tmp_path: Path) -> None:
    row = {
        "序号": 1.0,
        "申请日": 20200304,
        "公开日": 20201106,
        "授权公告日": 0,
        "申请人": "甲大学",
        "申请号": application(4),
        "公开号": "CN111000004A",
        "专利名称": "一种虚构方法",
        "申请摘要": "本发明公开了一种虚构方法。",
        "法律状态": "有权-审定授权",
        "国省代码": "河南(41)",
        "当前权利人": "乙公司",
        "主权项": "一种虚构方法。",
    }
    record = only(one_row(tmp_path, row), "cnipr")
    assert (record.application_date, record.grant_date) == (date(2020, 3, 4), None)
    assert record.applicants == (Party("甲大学", address="河南"),)
    assert (record.status, record.status_text) == ("in_force", "有权-审定授权")


def test_a_foreign_applicant_of_a_trs_database_has_a_country(tmp_path: Path) -> None:
    row = {
        "申请号": application(4),
        "名称": "一种虚构方法",
        "申请（专利权）人": "虚构株式会社",
        "国省代码": "日本;JP",
        "主权项": "一种方法。",
        "颁证日": "2021.03.04",
    }
    record = only(one_row(tmp_path, row), "cnipr")
    assert record.applicants == (Party("虚构株式会社", country="JP"),)


def derwent(path: Path, row: Mapping[str, object]) -> Path:
    banner = ["Derwent Innovation Patent Export, 2020-01-02"]
    query = ["CTB=(" + "device OR " * 4000 + "kite)"]
    rows = [query, list(row), list(row.values())]
    return write_xlsx(path / "a.xlsx", banner, rows)


def test_derwent_innovation_in_chinese_below_banner_and_query(tmp_path: Path) -> None:
    row = {
        "DWPI 入藏号": "2018A12345",
        "公开号": "CN107000001A",
        "公开日期": "2018-02-13",
        "申请号": "CN201711214252A",
        "申请日期": "2017-11-28",
        "标题 (原文)": "一种虚构装置",
        "标题 - DWPI": "Fictional device has reel",
        "摘要 - DWPI 新颖性": "The device has a reel.",
        "IPC - 现版": "G07G000100 | G06Q003000",
        "专利权人/申请人": "Fictional Kites Co., Ltd.,Shenzhen,518129,CN | Univ Nowhere",
        "优化的专利权人": "NEW KITES INC",
        "发明人": "ALPHA B | GAMMA D",
        "优先权日 - 最早": "2017-11-28",
        "施引专利计数": 2.0,
        "DWPI 同族专利成员": "CN107000001A | US20190123456A1",
    }
    record = only(derwent(tmp_path, row), "derwent_innovation")
    assert record.source.row == 4
    assert record.application == "CN201711214252"
    assert record.applicants == (
        Party("Fictional Kites Co., Ltd.", address="Shenzhen", country="CN"),
        Party("Univ Nowhere"),
    )
    assert record.owners == (Party("NEW KITES INC"),)
    assert record.ipc == ("G07G1/00", "G06Q30/00")
    assert record.members == ("CN107000001A", "US20190123456A1")
    assert record.family == "derwent_innovation:2018A12345"


def test_derwent_innovation_in_english(tmp_path: Path) -> None:
    row = {
        "Publication Number": "US10000001B2",
        "Title (English)": "Fictional device",
        "Abstract - DWPI": "NOVELTY - The device has a reel.",
        "Assignee/Applicant": "Acme, Inc.,Palo Alto,94304,US",
        "Assignee - Standardized": "ACME INC",
        "Optimized Assignee": "ACME INC",
        "IPC - Current": "A63H002708",
        "Publication Date": "2018-06-19",
        "Dead/Alive": "Alive",
    }
    record = only(derwent(tmp_path, row), "derwent_innovation")
    assert record.applicants == (Party("Acme, Inc.", "ACME INC", "Palo Alto", "US"),)
    assert (record.ipc, record.status) == (("A63H27/08",), "in_force")


def test_espacenet_names_carry_countries(tmp_path: Path) -> None:
    header = names(
        "No,Title,Inventors,Applicants,Publication number,Earliest priority,IPC,CPC,"
        "Publication date,Earliest publication,Family number"
    )
    row = [
        *("1", "Fictional device", "ALPHA B [DE]\nGAMMA D [CN]", "ACME AG [DE]\nPLAIN CO"),
        *("EP3000001A1\nEP3000001B1", "2015-01-02", "A63H27/08\nB65H75/44", "A63H27/08"),
        *("2016-01-02\n2018-03-04", "2016-01-02", "54321"),
    ]
    record = only(write_csv(tmp_path / "a.csv", header, [row], delimiter=";"), "espacenet")
    assert record.number == "EP3000001A1"
    assert record.members == ("EP3000001A1", "EP3000001B1")
    assert record.applicants == (Party("ACME AG", country="DE"), Party("PLAIN CO"))
    assert record.inventors == ("ALPHA B", "GAMMA D")
    assert record.priority_date == date(2015, 1, 2)
    assert record.publication_date == date(2016, 1, 2)


def test_lens_owners_lose_the_day_since_when(tmp_path: Path) -> None:
    header = [
        "Lens ID",
        "Jurisdiction",
        "Display Key",
        "Title",
        "Owners",
        "Extended Family Members",
    ]
    row = ["1-2", "US", "US 2011/0185700 A1", "Device", "ACME; SONS INC (2017-01-05);;BETA CO", ""]
    record = only(write_csv(tmp_path / "a.csv", header, [row]), "lens")
    assert record.owners == (Party("ACME; SONS INC"), Party("BETA CO"))


def test_a_table_with_english_names(tmp_path: Path) -> None:
    header = ["Patent Number", "Title", "Assignee", "Filing Date"]
    row = ["US10000001B2", "Fictional device", "Acme Inc; Beta Co", "2016-05-04"]
    record = only(write_csv(tmp_path / "a.csv", header, [row]), "generic_en")
    assert [party.name for party in record.applicants] == ["Acme Inc", "Beta Co"]


def accounted(reading: Reading) -> tuple[int, int]:
    for _ in reading:
        pass
    assert reading.rows == reading.publications + reading.rejections
    return reading.publications, reading.rejections


@pytest.mark.shared
def test_nasa_offers_are_read_and_cases_without_number_rejected(shared: Path) -> None:
    reading = read(shared / "data/nasa/nasa_licensable_1630.csv")
    assert accounted(reading) == (1623, 7)
    rejected = [record for record in reading if isinstance(record, Rejection)]
    assert {record.reason for record in rejected} == {
        "there is no publication number and no application number"
    }
