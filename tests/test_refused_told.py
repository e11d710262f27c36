"""What was not read of a file is told when it is added and built, in the user's language."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from exports import write_csv
from weekly import project_in

from patnav.build import build
from patnav.cli import cli
from patnav.error_words import LANGUAGE, in_words
from patnav.project import Project

HEADER = ["专利名称", "申请号", "申请人", "申请日"]
HINT = "all of them, with row and value: patnav read FILE --rejects refused.csv"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return project_in(tmp_path / "p")


def export(folder: Path, days: int, numbers: int) -> Path:
    """A file of ten rows, some with an unreadable day, and one with a number more that is none."""
    rows = [
        [f"一种装置{row}", f"CN20121{row:07d}" if row >= numbers else f"新型{row}", "甲公司",
         "某日" if row < days else "2012-05-31"]
        for row in range(10)
    ]  # fmt: skip
    return write_csv(folder / "a.csv", HEADER, rows)


def test_adding_tells_warnings_and_rejections_with_the_reason_most_given(project: Project) -> None:
    path = export(project.folder, days=7, numbers=3)
    words = ["add", str(path), "--project", str(project.folder)]
    lines = CliRunner().invoke(cli, words).stderr.splitlines()
    start = lines.index("a.csv: generic_zh, 10 rows = 7 patents + 3 rejections")
    assert lines[start + 1 : start + 4] == [
        "rejected of a.csv: 3 rows, most often (3): is not an application number",
        "warnings of a.csv: 4, most often (4) in 申请日: is not a date",
        HINT,
    ]


def test_adding_a_file_that_is_read_whole_says_no_more(project: Project) -> None:
    words = ["add", str(export(project.folder, 0, 0)), "--project", str(project.folder)]
    assert HINT not in CliRunner().invoke(cli, words).stderr


def test_building_tells_them_too(project: Project) -> None:
    project.add_sources([export(project.folder, days=2, numbers=0)])
    said: list[str] = []
    build(project, said.append)
    assert "warnings of a.csv: 2, most often (2) in 申请日: is not a date" in said
    assert HINT in said
    told = in_words(f"[  1.5 s] {said[said.index(HINT) - 1]}", "zh", on_the_way=True)
    assert told == "[  1.5 秒] a.csv：2 条警告，最多的（2 次）是 申请日：不是日期"


def test_a_rejection_that_quotes_a_value_is_told_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE, "zh")
    target = tmp_path / "refused.csv"
    path = export(tmp_path, days=2, numbers=1)
    done = CliRunner().invoke(cli, ["read", str(path), "--rejects", str(target)])
    assert "第 2 行被拒绝：申请号 '新型0' 不是申请号" in done.stderr
    assert "警告：申请日 不是日期（1 次，第一次是第 3 行的 '某日'）" in done.stderr
    with target.open(encoding="utf-8-sig", newline="") as stream:
        assert [line["reason"] for line in csv.DictReader(stream)] == ["不是申请号", "不是日期"]
