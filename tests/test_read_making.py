"""What repeats in a file is made once: every row still tells its own damage, and nothing mixes."""

from __future__ import annotations

from pathlib import Path

from exports import INCOPAT, cells, incopat_row, write_xlsx
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.ingest.read import read
from patnav.ingest.read.cells import Cells, View
from patnav.ingest.read.dialects import lay_out, load_dialects
from patnav.ingest.read.making import makers
from patnav.model import Damage, Publication, Source

HEADER = (
    *("标题 (中文)", "申请人", "公开（公告）号", "公开（公告）日", "申请号", "申请日", "IPC"),
    *("CPC", "权利要求数量", "专利有效性", "优先权号", "发明人", "授权公告日"),
)
VALUES = st.sampled_from(
    (
        *("", "-", None, "甲公司; 乙公司", "2020-01-02", "2020-02-30", "03/04/2020", "12", "12.5"),
        *("H01M10/0562; H01M4/38", "G08G0/1", "nonsense", "有效", "CN202010302257.8", "x" * 2_000),
        *("US2017104972A1", "不公告发明人", 12.0, 43832.0),
    )
)


def test_each_row_tells_the_damage_it_shares_with_others(tmp_path: Path) -> None:
    days = ["2020-02-30", "2020-01-02", "2020-02-30"]
    rows = [incopat_row(number, 申请日=day) for number, day in enumerate(days, 1)]
    reading = read(write_xlsx(tmp_path / "a.xlsx", INCOPAT, cells(rows)))
    assert all(isinstance(record, Publication) for record in reading)
    told = [(damage.source.row, damage.value) for damage in reading.warnings]
    assert told == [(2, "2020-02-30"), (4, "2020-02-30")]


def test_true_and_one_are_not_taken_for_each_other(tmp_path: Path) -> None:
    counts = [1, True, 1]
    rows = [incopat_row(number, 被引证次数=count) for number, count in enumerate(counts, 1)]
    reading = read(write_xlsx(tmp_path / "a.xlsx", INCOPAT, cells(rows)))
    found = [record.cited_by for record in reading if isinstance(record, Publication)]
    assert found == [1, None, 1]


@settings(deadline=None)
@given(st.lists(st.lists(VALUES, min_size=13, max_size=13), max_size=12), st.integers(1, 3))
def test_what_is_known_is_what_would_be_made(rows: list[list[object]], held: int) -> None:
    dialect = next(dialect for dialect in load_dialects() if dialect.name == "incopat")
    view = View.of(lay_out(dialect, HEADER), "")
    made = makers(view, held)
    for number, row in enumerate(rows, 2):
        quick: list[Damage] = []
        slow: list[Damage] = []
        source = Source("f", number)
        for maker in made:
            fresh = maker.make(Cells(view, row, source, slow.append))
            assert maker(row, source, quick.append) == fresh
        assert quick == slow
