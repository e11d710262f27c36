"""The house: layout and packaging agree with what the documents promise."""

from __future__ import annotations

import tomllib

from conftest import ROOT

from patnav.database import open_database

FOLDERS = ("core", "ingest", "graph", "analysis", "dashboard", "data")


def test_every_folder_with_code_is_a_package_in_pyproject() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    found = {
        "/".join(path.parent.relative_to(ROOT).parts)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert set(settings["package-dir"].values()) == found
    assert set(settings["packages"]) == set(settings["package-dir"])


def test_duckdb_is_opened_in_one_place_and_stays_silent() -> None:
    opened = [
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if "duckdb.connect(" in path.read_text(encoding="utf-8")
    ]
    assert opened == ["core/database.py"]
    with open_database() as database:
        shown = database.execute("SELECT current_setting('enable_progress_bar')").fetchone()
    assert shown == (False,)
