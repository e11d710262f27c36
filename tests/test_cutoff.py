"""A cut-off long after the newest document of the files is said, with the remedy."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from dashboard_run import open_page
from findings import analysed
from streamlit.testing.v1 import AppTest

import patnav.dashboard
from patnav.analysis import late_cutoff, newest_document
from patnav.analysis.export import about_lines
from patnav.analysis.lists import ListRequest
from patnav.cli import cli
from patnav.error_words import in_words
from patnav.snapshot import Snapshot

APP = Path(patnav.dashboard.__file__).with_name("app.py")


def drawn(folder: Path, cutoff: str) -> Snapshot:
    return analysed(folder, cutoff=cutoff)


@pytest.fixture
def newest(tmp_path: Path) -> date:
    found = newest_document(drawn(tmp_path / "newest", "2024-12-31"))
    assert found is not None
    return found


def test_the_newest_document_and_the_remedy_are_named(tmp_path: Path, newest: date) -> None:
    said = late_cutoff(drawn(tmp_path / "p", "2029-06-30"))
    assert f"the newest document in the files is of {newest}, the cut-off is 2029-06-30" in said
    assert "2026 is not the last complete year" in said
    assert f"set cutoff = {newest}" in said
    chinese = in_words(said, "zh")
    assert f"cutoff = {newest}" in chinese
    assert "并非最后完整年" in chinese


def test_a_year_is_covered_by_the_lag(tmp_path: Path, newest: date) -> None:
    soon = newest.replace(year=newest.year + 1)
    assert late_cutoff(drawn(tmp_path / "p", soon.isoformat())) == ""


def test_a_day_after_the_cutoff_is_no_newest_document(tmp_path: Path) -> None:
    found = newest_document(drawn(tmp_path / "p", "2019-12-31"))
    assert found is not None
    assert found <= date(2019, 12, 31)


def test_status_the_data_page_and_exported_lists_tell_it(
    tmp_path: Path, newest: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = drawn(tmp_path / "p", "2029-06-30")
    folder = snapshot.project.folder
    text = (folder / "patnav.toml").read_text("utf-8").replace("2024-12-31", "2029-06-30")
    (folder / "patnav.toml").write_text(text, encoding="utf-8")
    manifest = snapshot.folder / "manifest.json"
    manifest.write_text(json.dumps(snapshot.manifest | {"sources": []}), encoding="utf-8")
    monkeypatch.setenv("PATNAV_LANG", "en")
    result = CliRunner().invoke(cli, ["status", "--project", str(folder)])
    assert f"set cutoff = {newest}" in result.stderr
    monkeypatch.setenv("PATNAV_PROJECT", str(folder))
    page = open_page(AppTest.from_file(str(APP), default_timeout=60), "data", lang="zh")
    assert f"cutoff = {newest}" in page
    lines = dict(about_lines(snapshot, ListRequest("product"), 1, "en"))
    assert lines["Newest document in the files"] == str(newest)
