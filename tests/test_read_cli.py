"""`patnav read`: the stable JSON, the list of what was refused, exit codes, no traceback."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from exports import INCOPAT, cells, incopat_row, write_csv, write_xlsx

from patnav.cli import cli


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["read", *map(str, arguments)])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    rows = [incopat_row(1), incopat_row(2, 申请号="2.02E+11"), incopat_row(3, 申请日="2020-13-01")]
    return write_xlsx(tmp_path / "good.xlsx", INCOPAT, cells(rows))


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


def test_json_accounts_for_every_row(good: Path) -> None:
    result = run(good, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {
            "file": str(good),
            "dialect": "incopat",
            "rows": 3,
            "patents": 2,
            "rejections": 1,
            "warnings": 1,
        }
    ]
    assert "row 3 rejected: 申请号 '2.02E+11'" in result.stderr
    assert (
        "warning: 申请日 is no possible date (1 times, first '2020-13-01' in row 4)"
        in result.stderr
    )


def test_one_bad_file_does_not_hide_the_others(good: Path, bad: Path) -> None:
    result = run(bad, good, "--json")
    assert result.exit_code == 2
    assert [item["file"] for item in json.loads(result.stdout)] == [str(good)]
    assert f"{bad}: is a PNG picture" in result.stderr


def test_folder_and_missing_file_are_named(tmp_path: Path) -> None:
    result = run(tmp_path, tmp_path / "none.csv")
    assert result.exit_code == 2
    assert "is a folder" in result.stderr
    assert "there is no such file" in result.stderr
    assert not result.stdout


def test_table_without_json(good: Path) -> None:
    result = run(good)
    assert result.stdout.split("\n")[0].split() == [
        *("file", "dialect", "rows", "patents", "rejections", "warnings")
    ]


def test_rejects_are_written_and_harmless(tmp_path: Path) -> None:
    rows = [["=HYPERLINK(1)", "装置", "甲"], ["CN100000001A", "装置", "甲"]]
    path = write_csv(tmp_path / "a.csv", ["公开号", "标题", "申请人"], rows)
    target = tmp_path / "rejects.csv"
    assert run(path, "--rejects", target).exit_code == 0
    with target.open(encoding="utf-8-sig", newline="") as stream:
        (line,) = csv.DictReader(stream)
    assert (line["kind"], line["row"], line["field"]) == ("rejection", "2", "公开号")
    assert line["value"] == "'=HYPERLINK(1)"
    assert line["reason"] == "is not a publication number"


def test_a_column_that_nobody_knows_is_a_warning(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", ["公开号", "标题", "备注"], [["CN100000001A", "装置", "x"]]
    )
    result = run(path, "--json")
    assert "warning: 备注 is no column that the dialect knows" in result.stderr
    assert json.loads(result.stdout)[0]["warnings"] == 1
