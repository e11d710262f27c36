"""Columns and histories of legal events become dated events; nothing is paired by guess."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from exports import INCOPAT, incopat_row, write_xlsx
from hypothesis import given
from hypothesis import strategies as st

from patnav.ingest.read.histories import event_kind, read_history
from patnav.ingest.read.reader import read
from patnav.model import Event, EventKind, Publication

COLUMNS = (
    "转让执行日", "转让人", "受让人", "许可合同备案日期", "许可人", "被许可人", "许可类型",
    "质押期限", "出质人", "质权人", "法律文书日期", "原告", "被告", "诉讼类型", "失效日",
    "实质审查生效日", "法律状态",
)  # fmt: skip


def _events(tmp_path: Path, **cells: object) -> tuple[Event, ...]:
    row = incopat_row() | dict.fromkeys(COLUMNS, "") | cells
    header = (*INCOPAT, *COLUMNS)
    path = write_xlsx(tmp_path / "export.xlsx", header, [[row[name] for name in header]])
    (record,) = read(path)
    assert isinstance(record, Publication)
    return record.events


def test_one_transfer_has_all_its_parties(tmp_path: Path) -> None:
    assert _events(
        tmp_path, 转让执行日=date(2021, 5, 6), 转让人="虚构甲公司; 虚构乙公司", 受让人="虚构丙公司"
    ) == (
        Event(
            "transfer",
            date(2021, 5, 6),
            "转让执行日",
            ("虚构甲公司", "虚构乙公司"),
            ("虚构丙公司",),
        ),
    )


def test_several_transfers_stay_aligned(tmp_path: Path) -> None:
    found = _events(
        tmp_path,
        转让执行日="2021-05-06; 2022-07-08",
        转让人="虚构甲公司; 虚构乙公司",
        受让人="虚构乙公司; 虚构丙公司",
    )
    assert [(event.date, event.givers, event.takers) for event in found] == [
        (date(2021, 5, 6), ("虚构甲公司",), ("虚构乙公司",)),
        (date(2022, 7, 8), ("虚构乙公司",), ("虚构丙公司",)),
    ]


def test_other_numbers_of_names_and_dates_pair_nothing_but_lose_no_name(tmp_path: Path) -> None:
    found = _events(
        tmp_path,
        转让执行日="2021-05-06; 2022-07-08",
        转让人="虚构甲公司; 虚构乙公司; 虚构丁公司",
        受让人="虚构乙公司; 虚构丙公司",
    )
    assert [(event.date, event.givers, event.takers) for event in found] == [
        (date(2021, 5, 6), (), ()),
        (date(2022, 7, 8), (), ()),
    ]
    assert all("虚构丁公司" in event.text and "虚构丙公司" in event.text for event in found)


def test_an_unreadable_date_keeps_its_place_and_is_damage(tmp_path: Path) -> None:
    row = incopat_row() | {
        "转让执行日": "2021-02-30; 2022-07-08",
        "受让人": "虚构甲公司; 虚构乙公司",
    }
    path = write_xlsx(tmp_path / "export.xlsx", list(row), [list(row.values())])
    reading = read(path)
    (record,) = reading
    assert isinstance(record, Publication)
    assert [(event.date, event.takers) for event in record.events] == [
        (None, ("虚构甲公司",)),
        (date(2022, 7, 8), ("虚构乙公司",)),
    ]
    assert [(item.field, item.value) for item in reading.warnings] == [("转让执行日", "2021-02-30")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {
                "许可合同备案日期": "2021-05-06",
                "许可人": "虚构甲公司",
                "被许可人": "虚构乙公司",
                "许可类型": "独占许可",
            },
            Event("licence", date(2021, 5, 6), "独占许可", ("虚构甲公司",), ("虚构乙公司",)),
        ),
        (
            {"质押期限": "2021.05.06至2023.05.05", "出质人": "虚构甲公司", "质权人": "虚构银行"},
            Event(
                "pledge",
                date(2021, 5, 6),
                "质押期限; 2021.05.06至2023.05.05",
                ("虚构甲公司",),
                ("虚构银行",),
            ),
        ),
        (
            {"原告": "虚构甲公司", "被告": "虚构乙公司", "诉讼类型": "侵权"},
            Event("litigation", None, "侵权", ("虚构甲公司",), ("虚构乙公司",)),
        ),
        ({"失效日": date(2024, 1, 2)}, Event("lapse", date(2024, 1, 2), "失效日")),
        ({"实质审查生效日": "20210607"}, Event("examination", date(2021, 6, 7), "实质审查生效日")),
        (
            {"法律状态": "2021-06-07 实质审查的生效"},
            Event("examination", date(2021, 6, 7), "实质审查的生效"),
        ),
    ],
)
def test_columns_of_each_kind(tmp_path: Path, cells: dict[str, object], expected: Event) -> None:
    assert _events(tmp_path, **cells) == (expected,)


def test_a_state_without_a_date_is_no_event(tmp_path: Path) -> None:
    assert _events(tmp_path, 法律状态="未缴年费", 诉讼类型="侵权") == ()


HISTORIES = [
    (
        "20200103 授权\n2018-05-04 实质审查的生效 IPC(主分类):H01M10/05 申请日:20170102\n"
        "2018.04.01 公开",
        [("grant", "2020-01-03"), ("examination", "2018-05-04"), ("other", "2018-04-01")],
    ),
    (
        "授权 2020年1月3日；实质审查的生效（2018年5月4日）",
        [("grant", "2020-01-03"), ("examination", "2018-05-04")],
    ),
    (
        "法律状态公告日：20200103 法律状态：授权 | 法律状态公告日：20230203 "
        "法律状态：未缴年费专利权终止 申请日:20170102 授权公告日:20200103 终止日期:20220102",
        [("grant", "2020-01-03"), ("lapse", "2022-01-02")],
    ),
    (
        "2015-03-04 FEE PAYMENT; YEAR OF FEE PAYMENT: 4<br/>"
        "2019-10-11 LAPSE FOR FAILURE TO PAY MAINTENANCE FEES",
        [("annual_fee", "2015-03-04"), ("lapse", "2019-10-11")],
    ),
    (
        "2020-01-03\n授权\n2018-05-04\n实质审查的生效",
        [("grant", "2020-01-03"), ("examination", "2018-05-04")],
    ),
    ("有权-审定授权", []),
    ("授权\n实质审查", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), HISTORIES)
def test_history(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(event.kind, str(event.date)) for event in read_history(text)]
    assert found == expected


def test_transfer_in_a_history_names_holders_not_addresses_and_its_day_of_effect() -> None:
    (event,) = read_history(
        "20210323 专利权的转移;登记生效日:20210310;变更事项:专利权人;变更前权利人:虚构甲公司;"
        "变更后权利人:虚构乙公司、虚构大学;变更事项:地址;变更前权利人:100000 虚构市1号;"
        "变更后权利人:200000 虚构市2号"
    )
    assert event[:2] == ("transfer", date(2021, 3, 10))
    assert event.givers == ("虚构甲公司",)
    assert event.takers == ("虚构乙公司", "虚构大学")


def test_licence_in_a_history() -> None:
    (event,) = read_history(
        "2021.03.23 专利实施许可合同备案的生效 IPC(主分类):H01M10/05 合同备案号:X2021 "
        "让与人:虚构大学 受让人:虚构甲公司 许可种类:独占许可 备案日期:20210301"
    )
    assert event[:2] == ("licence", date(2021, 3, 1))
    assert (event.givers, event.takers) == (("虚构大学",), ("虚构甲公司",))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("专利申请权、专利权的转移", "transfer"),
        ("专利实施许可合同备案的注销", "other"),
        ("专利权质押合同登记的注销", "pledge_release"),
        ("专利权质押合同登记的生效", "pledge"),
        ("开放许可声明", "open_licence"),
        ("专利开放许可声明的撤回", "other"),
        ("发明专利申请公布后的视为撤回", "withdrawal"),
        ("发明专利申请公布后的驳回", "refusal"),
        ("避免重复授予专利权", "abandonment"),
        ("专利权有效期届满", "expiry"),
        ("专利权的保全", "other"),
        ("部分无效", "invalidation"),
        ("ASSIGNMENT OF ASSIGNORS INTEREST", "transfer"),
        ("RELEASE BY SECURED PARTY", "pledge_release"),
        ("NON-ENTRY INTO THE NATIONAL PHASE", "other"),
        ("LAPSED IN A CONTRACTING STATE", "other"),
        ("a time of elapse", "other"),
        ("虚构的事情", "other"),
    ],
)
def test_kind_of_words(words: str, kind: str) -> None:
    assert event_kind(words) == kind


@given(st.text(alphabet="授权转移未缴年费20210131-;；|\n :：变更前权利人", max_size=60))
def test_any_history_gives_dated_events_of_known_kinds(text: str) -> None:
    for event in read_history(text):
        assert event.date is not None
        assert event.kind in get_args(EventKind)
