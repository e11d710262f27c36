"""A region that the build did not count is counted when it is asked for, never a measured zero."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from findings import analysed

from patnav.analysis import chain_map, findings, node_detail
from patnav.errors import ProjectError
from patnav.snapshot import Snapshot

OTHERS = ("CN", "320500", "320200")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return analysed(tmp_path_factory.mktemp("plain") / "p")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return analysed(tmp_path_factory.mktemp("compared") / "p", benchmark_regions=OTHERS)


@pytest.mark.parametrize("region", OTHERS)
def test_it_has_the_numbers_of_a_benchmark_region(
    plain: Snapshot, compared: Snapshot, region: str
) -> None:
    assert region not in set(plain.frame("cells")["region"])
    asked, built = chain_map(plain, region), chain_map(compared, region)
    assert asked["x_all"].sum() > 0
    pd.testing.assert_frame_equal(asked, built, check_dtype=False)


def test_its_node_has_years_patents_and_findings(plain: Snapshot) -> None:
    found = node_detail(plain, "SW-01", "320500")
    years = found.years[found.years["region"] == "320500"]
    assert found.cell["x_all"] == pytest.approx(years["x_all"].sum())
    assert not found.patents.empty
    numbers = {each.name: each.value for each in findings(plain, "SW-01", "320500")}
    assert numbers["x"] == pytest.approx(found.cell["x"])


def test_a_region_of_no_family_is_zero_and_one_that_there_is_not_is_refused(
    plain: Snapshot,
) -> None:
    assert (chain_map(plain, "630000")["x"] == 0).all()
    with pytest.raises(ProjectError, match="no region '999999' — give a GB/T 2260 code"):
        chain_map(plain, "999999")


def test_counting_a_level_again_changes_nothing(tmp_path: Path) -> None:
    snapshot = analysed(tmp_path / "p")
    first = chain_map(snapshot, "CN")
    pd.testing.assert_frame_equal(first, chain_map(snapshot, "CN"))
