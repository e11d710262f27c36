"""Every dialect is told by its content, and each column lands in its field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from exports import INCOPAT, application, cells, incopat_row, names, write_csv, write_xlsx

from patnav.errors import InputError
from patnav.ingest.read import Reading, read, read_many
from patnav.ingest.read.dialects import load_dialects
from patnav.model import Party, Publication, Text

PATENTICS = names(
    "公开号,申请号,标题,申请日,公开日,授权公告日,国际分类,国际主分类,美国分类,美国主分类,权利要求数,申请人,标准化申请人,发明人,第一发明人,"
    "本文引用专利数,引用本文专利数,本文自引用专利数,本文非自引用专利数,自引用本文专利数,非自引用本文专利数,法律状态,同族专利数,技术特征"
)
LENS_2024 = names(
    "#,Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Publication Year,Application Number,"
    "Application Date,Priority Numbers,Earliest Priority Date,Title,Abstract,Applicants,Inventors,"
    "Owners,URL,Document Type,Has Full Text,Cites Patent Count,Cited by Patent Count,"
    "Simple Family Size,Simple Family Members,Simple Family Member Jurisdictions,"
    "Extended Family Size,Extended Family Members,Extended Family Member Jurisdictions,"
    "Sequence Count,CPC Classifications,IPCR Classifications,US Classifications,"
    "NPL Citation Count,NPL Resolved Citation Count,NPL Resolved Lens ID(s),"
    "NPL Resolved External ID(s),NPL Citations,Legal Status"
)
GOOGLE = names(
    "id,title,assignee,inventor/author,priority date,filing/creation date,publication date,"
    "grant date,result link,representative figure link"
)
DERWENT = """\ufeffFN Thomson Reuters Web of Science™
VR 1.0
PT P
PN CN106123456-A; US2017104972-A1
TI Fictional device for flying kites, has reel.
AU ALPHA B
   GAMMA D
AE FICTIONAL KITES CO LTD (FICT-Non-standard)
   UNIV NOWHERE (UYNO-C)
GA 201700001X
AB    NOVELTY - The device has a reel (1)
   and a line.
   USE - Device for flying kites.
   ADVANTAGE - The line does not break.
   DETAILED DESCRIPTION - An INDEPENDENT CLAIM is included for a kite.
IP A63H-027/08; B65H-075/44
PD CN106123456-A   16 Nov 2016   A63H-027/08   201701   Pages: 10   Chinese
   US2017104972-A1   13 Apr 2017   A63H-027/08   201731   Pages: 18   English
AD CN106123456-A    CN10123456    06 Oct 2015
   US2017104972-A1    US878676    08 Oct 2015
PI CN10123456    06 Oct 2015
   JP1987    05 Oct 2014
UT DIIDW:201700001X
ER

PT P
PN JP2017000001-A
TI Second fictional device.
ER
EF
"""


def only(path: Path) -> tuple[Reading, Publication]:
    reading = read(path)
    (record,) = reading
    assert isinstance(record, Publication)
    assert not reading.warnings
    return reading, record


def row(header: list[str] | tuple[str, ...], **filled: object) -> list[object]:
    named = {name.replace(" ", "_"): value for name, value in filled.items()}
    assert named.keys() <= {name.replace(" ", "_") for name in header}, named
    return [named.get(name.replace(" ", "_"), "") for name in header]


def test_mappings_name_each_column_once_per_field() -> None:
    found = [dialect.name for dialect in load_dialects()]
    assert found == sorted(set(found))
    for dialect in load_dialects():
        for listed in (*dialect.columns.values(), *(text.columns for text in dialect.texts)):
            folded = [dialect.folded(name) for name in listed]
            assert len(folded) == len(set(folded)), (dialect.name, listed)


def test_patentics_csv_has_one_field_more_than_names(tmp_path: Path) -> None:
    filled = row(
        PATENTICS,
        公开号="CN200000001U",
        申请号=application(5, kind=2),
        标题="一种虚构装置",
        申请日="20200304",
        公开日="20201112",
        授权公告日="20201112",
        国际分类="H04W  4/16 | G06F  3/01",
        国际主分类="G06F",
        美国分类="G06F3/017",
        权利要求数="8",
        申请人="甲公司 | 乙大学",
        标准化申请人="甲公司 | 乙大学",
        发明人="张三 | 李四",
        引用本文专利数="4",
        法律状态="有效",
        同族专利数="2",
    )
    reading, record = only(write_csv(tmp_path / "a.csv", PATENTICS, [[*filled, ""]]))
    assert reading.dialect == "patentics_csv"
    assert (record.number, record.application) == ("CN200000001U", application(5, kind=2)[:-2])
    assert (record.application_date, record.grant_date) == (date(2020, 3, 4), date(2020, 11, 12))
    assert (record.ipc_main, record.ipc) == ("G06F3/01", ("H04W4/16", "G06F3/01"))
    assert record.cpc == ("G06F3/017",)
    assert record.applicants == (Party("甲公司", "甲公司"), Party("乙大学", "乙大学"))
    assert record.inventors == ("张三", "李四")
    assert (record.claim_count, record.cited_by, record.family_size) == (8, 4, 2)
    assert record.status == "in_force"


def test_patentics_web_calls_the_number_patentics(tmp_path: Path) -> None:
    header = names(
        "Patentics,申请号,标题,公开日,申请日,标准化申请人,申请人,发明人,第一发明人,优先权日,优先权国家,国际分类,国际主分类,CPC分类,CPC主分类,"
        "分类数,法律状态,本文引用专利数,自引用专利数,引用公司数,本文被引用专利数,被自引用专利数,被引用公司数,被引用国家数,影响因子,同族数,同族国家数,"
        "权利要求数,技术特征数,独权数,方法数"
    )
    filled = row(
        header,
        Patentics="US20170104972A1",
        标题="Fictional device",
        公开日="2017-04-13",
        申请日="2015-10-08",
        优先权日="2015-10-08",
        申请人="ALPHA INC|BETA LLC",
        国际分类="H04W64/00|H04W4/02",
        国际主分类="H04W 64/00 为了虚构目的〔2009.01〕",
        CPC分类="H04W64/003",
        本文被引用专利数=7.0,
    )
    reading, record = only(write_xlsx(tmp_path / "a.xlsx", header, [filled]))
    assert reading.dialect == "patentics_web"
    assert record.number == "US20170104972A1"
    assert record.texts == (Text("title", "en", "Fictional device"),)
    assert (record.ipc_main, record.cited_by) == ("H04W64/00", 7)
    assert record.priority_date == date(2015, 10, 8)


def test_patentics_client_with_banner_and_repeated_names(tmp_path: Path) -> None:
    header = names(
        "公开号,申请号,专利局,首图,标题,摘要,主权项,对偶主权项,申请人,标准申请人,标准专利权人,发明人,申请日,申请日,申请日,公开/公告日,公开/公告日,授权日,"
        "国际分类,国际主分类,CPC分类,用途,发明效果,专利度,独权度,专利类型,被引用数,同族数,法律状态"
    )
    values = (
        "CN100000001A",
        application(1),
        "中国",
        "",
        "一种装置",
        "本发明公开\u3000一种装置。<br/> [0053] 其能降低能耗。",
        "1. 一种装置，其特征在于包括壳体。",
        "",
        "甲公司 |\n乙公司",
        "甲 | 乙",
        "",
        "不公告发明人",
        "2020",
        "2020/03/04",
        "2020/03",
        "2021/03/04",
        "2021",
        "",
        "H01M10/0562|H01M10/058",
        "H01M10/0562",
        "",
        "用于电池。",
        "降低能耗。",
        12.0,
        3.0,
        "发明申请",
        5.0,
        2.0,
        "公开",
    )
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["Patentics", "", "基本信息"], [header, list(values)])
    reading, record = only(path)
    assert (reading.dialect, record.source.row) == ("patentics_client", 3)
    assert record.application_date == date(2020, 3, 4)
    assert record.publication_date == date(2021, 3, 4)
    assert record.applicants == (Party("甲公司", "甲"), Party("乙公司", "乙"))
    assert record.inventors == ()
    assert {(text.section, text.text) for text in record.texts} == {
        ("title", "一种装置"),
        ("abstract", "本发明公开 一种装置。\n[0053] 其能降低能耗。"),
        ("claim", "1. 一种装置，其特征在于包括壳体。"),
        ("use", "用于电池。"),
        ("advantage", "降低能耗。"),
    }


def test_cnipr_has_claim_and_address(tmp_path: Path) -> None:
    header = names(
        "申请号,公开（公告）号,公开（公告）日,申请日,专利号,名称,主分类号,分类号,申请（专利权）人,"
        "发明（设计）人,地址,颁证日,国际公布,摘要,主权项,光盘号"
    )
    values = [
        application(7, kind=2),
        "CN200000007U",
        "2021.01.02",
        "2020.05.31",
        application(7, kind=2),
        "一种轨枕",
        "E01B3/32(2006.01)I",
        "E01B3/32(2006.01)I;E01B9/10(2006.01)I",
        "甲公司;乙公司",
        "张三;李四",
        "226634 江苏省虚构市一号",
        "",
        "",
        "本实用新型公开了一种轨枕。",
        "一种轨枕，其特征在于包括本体。",
        "D1301",
    ]
    path = write_csv(tmp_path / "a.csv", header, [values], encoding="gb18030")
    reading, record = only(path)
    assert reading.dialect == "cnipr"
    assert record.applicants[0] == Party("甲公司", "", "226634 江苏省虚构市一号")
    assert record.ipc == ("E01B3/32", "E01B9/10")
    assert record.publication_date == date(2021, 1, 2)
    assert [text.section for text in record.texts] == ["title", "abstract", "claim"]


def test_generic_table_takes_the_type_from_the_application(tmp_path: Path) -> None:
    header = ["专利名称", "申请号", "申请人", "申请日", "主分类号", "摘要"]
    rows = [
        ["一种电机", "CN85102475", "甲学院", "1985-04-01", "H02K17/02", "一种电机。"],
        ["杯", application(3, 2010, 3), "乙", "2010-04-01", "07-01", "杯。"],
    ]
    reading = read(write_xlsx(tmp_path / "a.xlsx", header, rows))
    first, second = reading
    assert isinstance(first, Publication)
    assert isinstance(second, Publication)
    assert reading.dialect == "generic_zh"
    assert (first.number, first.application, first.patent_type) == ("", "CN85102475", "invention")
    assert (second.patent_type, second.ipc, second.country) == ("design", (), "CN")
    assert not reading.warnings  # Locarno symbols are no damage


def test_lens_2024_with_abstract(tmp_path: Path) -> None:
    filled = row(
        LENS_2024,
        Jurisdiction="US",
        Kind="A1",
        Display_Key="US 2011/0185700 A1",
        Lens_ID="000-000-000-000-00X",
        Publication_Date="2011-08-04",
        Application_Number="US 65784810 A",
        Application_Date="2010-01-29",
        Priority_Numbers="US 65784810 A 20100129;;JP 2009001234 A 20090130",
        Earliest_Priority_Date="2009-01-30",
        Title="Fictional Bird Diverter",
        Abstract="A fictional bird diverter is disclosed.",
        Applicants="ALPHA INC;;BETA LLC",
        Inventors="GAMMA D",
        Document_Type="Patent Application",
        Cited_by_Patent_Count="8",
        Simple_Family_Size="2",
        Simple_Family_Members="US 2011/0185700 A1;;JP 2010123456 A",
        CPC_Classifications="F02C7/055;;F02K99/00",
        IPCR_Classifications="F02C7/055",
        Legal_Status="ACTIVE",
    )
    reading, record = only(write_csv(tmp_path / "a.csv", LENS_2024, [filled]))
    assert reading.dialect == "lens"
    assert not reading.unknown
    assert (record.number, record.application) == ("US20110185700A1", "US65784810")
    assert record.priorities == ("US65784810", "JP2009001234")
    assert record.members == ("US20110185700A1", "JP2010123456A")
    assert record.texts == (
        Text("title", "en", "Fictional Bird Diverter"),
        Text("abstract", "en", "A fictional bird diverter is disclosed."),
    )
    assert (record.status, record.cited_by, record.ipc_main) == ("in_force", 8, "F02C7/055")
    assert record.priority_date == date(2009, 1, 30)


def test_google_patents_as_downloaded(tmp_path: Path) -> None:
    values = [
        "CN-110311168-B",
        "Fictional electrolyte ",
        "Alpha Co., Ltd., 乙公司",
        "Gamma D, 张三",
        "2018-03-02",
        "2019-03-02",
        "2020-01-02",
        "2020-01-02",
        "x",
        "",
    ]
    path = write_csv(tmp_path / "a.csv", ["search URL:", "https://x"], [GOOGLE, values], "utf-8")
    reading, record = only(path)
    assert (reading.dialect, record.source.row) == ("google_patents", 3)
    assert (record.number, record.stage) == ("CN110311168B", "grant")
    assert record.applicants == (Party("Alpha Co., Ltd."), Party("乙公司"))
    assert record.texts == (Text("title", "en", "Fictional electrolyte"),)
    assert record.priority_date == date(2018, 3, 2)


def test_google_patents_saved_again_by_excel(tmp_path: Path) -> None:
    rows = [
        ["EP-3502051-A1", "A", "B", "C", "02/03/2018", "31/12/2018", "01/02/2020", "", "", ""],
        ["EP-3502052-A1", "A", "B", "C", "04/05/2018", "", "", "", "", ""],
    ]
    reading = read(write_csv(tmp_path / "a.csv", GOOGLE, rows, "utf-8", ";"))
    first, second = reading
    assert isinstance(first, Publication)
    assert isinstance(second, Publication)
    assert first.priority_date == date(2018, 3, 2)
    assert second.priority_date == date(2018, 5, 4)  # the day comes first in the whole file
    assert [note.split(":")[0] for note in reading.notes] == [
        "reads 03/04/2020 as 3 April, the day first"
    ]


def test_derwent_index_record_is_a_family(tmp_path: Path) -> None:
    path = tmp_path / "a.ciw"
    path.write_text(DERWENT, encoding="utf-8")
    reading = read(path)
    first, second = reading
    assert isinstance(first, Publication)
    assert isinstance(second, Publication)
    assert (reading.dialect, first.source.row, second.source.row) == ("derwent_index", 3, 26)
    assert (first.number, first.application) == ("CN106123456A", "CN201510123456")
    assert first.members == ("CN106123456A", "US20170104972A1")
    assert first.priorities == ("CN201510123456", "JP2014001987")
    assert (first.publication_date, first.application_date, first.priority_date) == (
        date(2016, 11, 16),
        date(2015, 10, 6),
        date(2014, 10, 5),
    )
    assert first.applicants == (Party("FICTIONAL KITES CO LTD"), Party("UNIV NOWHERE"))
    assert first.inventors == ("ALPHA B", "GAMMA D")
    assert first.ipc == ("A63H27/08", "B65H75/44")
    assert {text.section: text.text for text in first.texts} == {
        "title": "Fictional device for flying kites, has reel.",
        "novelty": "The device has a reel (1)\nand a line.",
        "use": "Device for flying kites.",
        "advantage": "The line does not break.",
    }
    assert not reading.warnings
    assert not reading.unknown


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "google.xlsx", INCOPAT, cells([incopat_row()]))
    assert read(path).dialect == "incopat"


def test_named_dialect_is_the_only_one_tried(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", INCOPAT, cells([incopat_row()]))
    with pytest.raises(InputError, match="columns matched: lens 0") as caught:
        read(path, dialect="lens")
    assert str(path) in str(caught.value)
    with pytest.raises(InputError, match="one of: cnipa_xml"):
        read(path, dialect="nonsense")


def test_several_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    paths = [
        write_csv(tmp_path / f"{place}.csv", INCOPAT, cells([incopat_row(place)]))
        for place in (1, 2)
    ]
    numbers = [
        record.number
        for reading in read_many(paths)
        for record in reading
        if isinstance(record, Publication)
    ]
    assert numbers == ["CN100000001A", "CN100000002A"]


def test_columns_that_nobody_knows_are_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [*INCOPAT, "备注"], [[*incopat_row().values(), "x"]])
    assert read(path).unknown == ("备注",)
