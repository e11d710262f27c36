"""Places that the files name no more finely have a name and are no region among others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dashboard_run import open_page
from findings import analysed, changed
from small_world import small_world
from streamlit.testing.v1 import AppTest

import patnav.dashboard
from patnav.analysis import chain_map, regions
from patnav.snapshot import Snapshot

APP = Path(patnav.dashboard.__file__).with_name("app.py")


@pytest.fixture(scope="module")
def coarse(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world in which a city is known by its country alone."""

    def lost(row: dict[str, Any]) -> dict[str, Any]:
        return row | ({"place": "CN"} if row["place"] == "320500" else {})

    tables = changed(small_world(), "applicants", lost)
    return analysed(tmp_path_factory.mktemp("coarse") / "p", tables)


def test_a_rest_has_a_name_and_stands_last(coarse: Snapshot) -> None:
    last = regions(coarse).iloc[-1]
    assert last["region"] == "CN/"
    assert (last["name_zh"], last["name_en"]) == ("中国（未细分）", "China (not subdivided)")


def test_a_rest_and_a_region_of_nothing_have_no_rank(coarse: Snapshot) -> None:
    cells = coarse.frame("cells")
    assert (cells.loc[cells["region"] == "CN/", "x"] > 0).any()
    assert cells.loc[cells["region"] == "CN/", "rank"].isna().all()
    assert cells.loc[cells["x"] == 0, "rank"].isna().all()
    others = cells[(cells["region"] != "CN/") & (cells["region"] != "") & (cells["x"] > 0)]
    assert (others.groupby("node")["rank"].min() == 1).all()
    assert chain_map(coarse, "110000")["rank"].isna().all()


def test_the_dashboard_names_it(coarse: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATNAV_PROJECT", str(coarse.project.folder))
    page = open_page(
        AppTest.from_file(str(APP), default_timeout=60), "node", node="SW-01", region="CN/"
    )
    assert "中国（未细分）" in page
    assert "CN/" not in page.replace("region=CN/", "").replace("region=CN%2F", "")
