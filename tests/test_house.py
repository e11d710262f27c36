"""The house: layout and packaging agree with what the documents promise."""

from __future__ import annotations

import tomllib

from conftest import ROOT

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
