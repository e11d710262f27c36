"""The encoding of a text is told by how likely its characters are, and said where it is rare."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import write_csv

from patnav.error_words import in_words
from patnav.ingest.read import read
from patnav.ingest.read.csvtext import detect_encoding
from patnav.model import Publication

TRADITIONAL = (
    ["公開號", "專利名稱", "申請人"],
    ["TWI50000{}B", "電動車電池之冷卻裝置及其製造方法", "臺灣虛構股份有限公司"],
)
JAPANESE = (
    ["公開番号", "発明の名称", "出願人"],
    ["JP202010000{}A", "バッテリー冷却装置およびその製造方法", "トヨトミ虚構株式会社"],
)
SIMPLIFIED = (
    ["公开号", "专利名称", "申请人"],
    ["CN10000000{}A", "一种电池冷却装置及其制造方法", "虚构新能源汽车有限公司"],
)
FRENCH = (["number", "title", "applicant"], ["FR300000{}A1", "Procédé d’étanchéité", "Société"])


def written(path: Path, table: tuple[list[str], list[str]], encoding: str) -> Path:
    header, row = table
    rows = [[cell.format(number) for cell in row] for number in range(1, 9)]
    return write_csv(path, header, rows, encoding)


@pytest.mark.parametrize(
    ("table", "encoding"),
    [
        (TRADITIONAL, "cp950"), (TRADITIONAL, "gb18030"), (TRADITIONAL, "utf-16-le"),
        (JAPANESE, "cp932"), (JAPANESE, "gb18030"), (JAPANESE, "utf-16-be"),
        (SIMPLIFIED, "gb18030"), (SIMPLIFIED, "utf-16-le"), (SIMPLIFIED, "utf-16-be"),
        (FRENCH, "cp1252"),
    ],
)  # fmt: skip
def test_the_encoding_is_that_in_which_the_text_is_likely(
    tmp_path: Path, table: tuple[list[str], list[str]], encoding: str
) -> None:
    assert detect_encoding(written(tmp_path / "a.csv", table, encoding)) == (encoding, 0)


def test_a_text_in_big5_is_read_and_said(tmp_path: Path) -> None:
    header = ["Publication Number", "Title", "Applicants"]
    path = written(tmp_path / "a.csv", (header, TRADITIONAL[1]), "cp950")
    reading = read(path)
    (first, *_) = [record for record in reading if isinstance(record, Publication)]
    assert first.texts[0].text == "電動車電池之冷卻裝置及其製造方法"
    (note,) = reading.notes
    assert note == "is read as Big5, in which its characters are likeliest"
    assert in_words(note, "zh", on_the_way=True) == "按 Big5 读取：其文字在这种编码中最通顺"


def test_a_text_that_is_likely_in_no_encoding_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    odd = bytes(range(0x81, 0xA0)).replace(b"\x8e", b"").replace(b"\x8f", b"")
    rows = b"".join(
        b"CN10000000%dA,%b\n" % (n, bytes(b for x in odd for b in (x, 0xF0))) for n in range(9)
    )
    path.write_bytes("公开号,标题\n".encode("gb18030") + rows)
    assert "may be in another encoding" in read(path).notes[0]
