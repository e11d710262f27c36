"""Any CSV under a known header: each row ends once, as a publication or as a rejection."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.errors import InputError
from patnav.ingest.read import read
from patnav.ingest.read.csvtext import split_records

HEADER = "公开号,标题,申请人,申请日\n"
GOOD = "CN100000001A,一,甲,2020-03-04\n"


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc" and sign not in "\t\n\r"


PIECES = st.sampled_from(
    [
        '"',
        ",",
        "\n",
        "\r\n",
        '""',
        "CN100000002A",
        "一种装置",
        "2020-13-01",
        "2.02E+11",
        "\x00",
        " ",
    ]
)
BODY = (
    st.lists(PIECES | st.text(max_size=4), max_size=40)
    .map("".join)
    # More than eight control characters make a file that is no text: it is refused as a whole.
    .filter(lambda body: sum(map(_is_control, body)) <= 8)
)


@settings(max_examples=150, deadline=None)
@given(BODY)
def test_rows_are_accounted_for_whatever_stands_in_them(body: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes((HEADER + GOOD + body).encode("utf-8", "replace"))
        reading = read(path)
        records = list(reading)
    assert reading.rows == reading.publications + reading.rejections == len(records)
    rows = [record.source.row for record in records]
    assert rows == sorted(set(rows))
    assert rows[0] == 2


def test_a_file_of_control_characters_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + GOOD + "\x1f" * 9, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.csv: is neither a workbook nor text"):
        read(path)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text('a,"\n\r;', max_size=12), max_size=12))
def test_no_line_is_lost_by_the_splitter(lines: list[str]) -> None:
    given_lines = [line.replace("\n", " ").replace("\r", " ") + "\n" for line in lines]
    rows = list(split_records(iter(given_lines), ",", lambda _: False))
    starts = [row.number for row in rows]
    assert starts == sorted(set(starts))
    joined = "\n".join(str(cell) for row in rows for cell in row.cells)
    assert joined.count("a") == "".join(given_lines).count("a")
