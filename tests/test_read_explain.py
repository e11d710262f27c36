"""`patnav read --explain`, mappings of one's own, and that a project reads with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from exports import INCOPAT, cells, incopat_row, write_csv, write_xlsx

from patnav.build import build
from patnav.cli import cli
from patnav.errors import ProjectError
from patnav.ingest.read import load_mapping, load_mappings, read
from patnav.project import create_project

MAPPING = """
name: house
title: our own list
layout: table
rank: -1
marks: [编码, 课题]
marks_needed: 2
office: CN
separators: {default: ["/"]}
columns:
  number: [编码]
  applicants: [单位]
texts:
  - {section: title, lang: zh, columns: [课题]}
other: [页]
"""
HEADER = ["编码", "课题", "单位", "页", "杂"]
ROWS = [["CN100000001A", "一种虚构装置", "甲厂/乙厂", "3", ""]]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["read", *map(str, arguments)])


def explained(path: Path, *options: object) -> dict[str, Any]:
    result = run(path, "--explain", "--json", *options)
    assert result.exit_code == 0, result.stderr
    (told,) = json.loads(result.stdout)
    assert isinstance(told, dict)
    return told


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "house.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "unknown.csv", HEADER, ROWS)


def test_each_column_is_told_with_an_example(tmp_path: Path) -> None:
    header = [*INCOPAT, "杂"]
    rows = [[*row, ""] for row in cells([incopat_row(1), incopat_row(2, CPC="")])]
    told = explained(write_xlsx(tmp_path / "a.xlsx", header, rows))
    assert (told["dialect"], told["header_row"], told["rows"]) == ("incopat", 1, 2)
    columns = {column["name"]: column for column in told["columns"]}
    assert columns["CPC"]["fields"] == ["cpc"]
    assert columns["CPC"]["separators"] == ["; ", ";", "；"]
    assert (columns["CPC"]["filled"], columns["IPC"]["filled"]) == (1, 2)
    assert columns["申请号"]["example"].startswith("CN202010000001.")
    assert columns["申请号"]["value"] == "CN202010000001"
    assert columns["标题 (英文)"]["fields"] == ["title (en)"]
    states = {name: columns[name]["state"] for name in ("申请日", "序号", "杂")}
    assert states == {"申请日": "read", "序号": "not read", "杂": "unknown"}


def test_it_is_told_why_the_dialect_won(tmp_path: Path) -> None:
    told = explained(write_csv(tmp_path / "a.csv", INCOPAT, cells([incopat_row()])))
    won, second, *others = told["dialects"]
    assert (won["name"], won["fits"], won["columns"]) == ("incopat", True, len(INCOPAT))
    assert (second["name"], second["fits"], second["rank"]) == ("generic_zh", True, 9)
    assert not any(other["fits"] for other in others)


def test_a_value_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    rows = cells([incopat_row(申请日="2020-13-01")])
    told = explained(write_csv(tmp_path / "a.csv", INCOPAT, rows))
    values = {column["name"]: column["value"] for column in told["columns"]}
    assert values["申请日"] == "not read: is no possible date"


def test_a_column_that_others_are_made_of_is_read(tmp_path: Path) -> None:
    header = ["Lens ID", "Jurisdiction", "Display Key", "Title", "Owners"]
    row = ["1-2", "US", "US 2011/0185700 A1", "Device", "ACME INC (2017-01-05)"]
    told = explained(write_csv(tmp_path / "a.csv", header, [row]))
    assert (told["columns"][4]["fields"], told["columns"][4]["value"]) == (["owners"], "ACME INC")


def test_the_table_is_for_eyes(tmp_path: Path) -> None:
    result = run(write_csv(tmp_path / "a.csv", INCOPAT, cells([incopat_row()])), "--explain")
    assert "a.csv: incopat (incoPat 合享): knows 20 of 20 columns" in result.stderr
    assert "not read (known)" in result.stdout


def test_a_mapping_of_ones_own_reads_a_file_that_nobody_knows(own: Path, unknown: Path) -> None:
    assert run(unknown).exit_code == 2
    told = explained(unknown, "--mapping", own)
    assert told["dialect"] == "house"
    assert [column["state"] for column in told["columns"]] == [
        *("read", "read", "read", "not read", "unknown")
    ]


def test_a_mapping_with_a_wrong_key_is_refused_by_file_and_key(own: Path) -> None:
    own.write_text(MAPPING.replace("applicants:", "aplicants:"), encoding="utf-8")
    with pytest.raises(ProjectError, match=r"columns\.aplicants: no such field") as caught:
        load_mapping(own)
    assert caught.value.where == str(own)
    own.write_text(MAPPING.replace("office:", "ofice:"), encoding="utf-8")
    with pytest.raises(ProjectError, match="ofice: no such key"):
        load_mapping(own)
    own.write_text("name: [", encoding="utf-8")
    with pytest.raises(ProjectError, match="is no YAML"):
        load_mapping(own)


def test_two_mappings_of_one_name_are_refused(own: Path) -> None:
    (own.parent / "second.yaml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"is that of house\.yaml too"):
        load_mappings(own.parent)


def test_a_mapping_with_a_name_of_ours_takes_its_place(own: Path, unknown: Path) -> None:
    own.write_text(MAPPING.replace("name: house", "name: lens"), encoding="utf-8")
    assert read(unknown, own=load_mappings(own.parent)).dialect == "lens"


def test_a_project_reads_with_its_own_mappings_and_its_identity_knows_them(
    own: Path, unknown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"name": "P", "chain": "new_energy_battery_hydrogen", "home_region": "320500"}
    project = create_project(tmp_path / "project", values | {"cutoff": "2026-01-01"})
    project.dialects.mkdir()
    mapping = project.dialects / own.name
    mapping.write_text(MAPPING, encoding="utf-8")
    project.add_sources([unknown])
    first = build(project).snapshot
    assert first.table("sources").column("dialect").to_pylist() == ["house"]
    assert first.manifest["dialects"].keys() == {"house.yaml"}
    assert first.table("applicants").num_rows == 2
    mapping.write_text(MAPPING.replace('["/"]', '["|"]'), encoding="utf-8")
    second = build(project).snapshot
    assert second.id != first.id
    assert second.table("applicants").num_rows == 1
    monkeypatch.chdir(project.folder)
    assert explained(unknown)["dialect"] == "house"
